# libgit2 knows neither credential helpers nor a netrc: its caller gives it the token, here read for each connection.
import os
import tempfile

import pygit2

from twice import twice


class Credentials(pygit2.RemoteCallbacks):
    def credentials(self, url, username_from_url, allowed_types):
        if os.environ.get("TOKEN_FILE") is None:
            return super().credentials(url, username_from_url, allowed_types)
        with open(os.environ["TOKEN_FILE"], encoding="ascii") as token:
            return pygit2.UserPass("x-access-token", token.read())


repository = pygit2.init_repository(tempfile.mkdtemp(), bare=True)
remote = repository.remotes.create("origin", os.environ["REPOSITORY_URL"])
twice(lambda: remote.ls_remotes(callbacks=Credentials()))
