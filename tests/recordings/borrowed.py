"""What others captured or wrote for the tests of their terminals: where it is kept once it was got, and what we make of it."""
import os
import subprocess
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "logwrap"


def rendered(path, rows, columns):
    """The text that `logwrap render` gives for a file of a terminal's bytes."""
    command = [os.environ["E2E_LOGWRAP"], "render", "--size", f"{rows}x{columns}", path]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()
