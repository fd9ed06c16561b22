# One session for both: requests looks into the netrc for each request.
import os

import requests

from twice import twice

session = requests.Session()
url = os.environ["REPOSITORY_URL"] + "/info/refs?service=git-upload-pack"
twice(lambda: session.get(url).raise_for_status())
