import os
import sys
import time


def twice(use):
    """Does something, says so, waits until the test has put the file GO there, and does it again."""
    use()
    print("did it once", file=sys.stderr, flush=True)
    while not os.path.exists(os.environ["GO"]):
        time.sleep(0.005)
    try:
        use()
    except Exception as error:
        print(f"refused: {error}", file=sys.stderr)
        sys.exit(9)
    print("did it twice", file=sys.stderr)
