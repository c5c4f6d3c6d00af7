"""The sessions that pyte, another terminal emulator, captured for its own tests, with the screens that it expects of them. They
come from PyPI, once, into ~/.cache/logwrap; where they cannot be had these tests are skipped."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import oracle
from borrowed import CACHE, rendered

RELEASE = "pyte-0.8.2"
PLACE = CACHE / RELEASE
ROWS, COLUMNS = 24, 80

# macOS's top stays on the alternate screen, which leaves nothing.
ON_THE_ALTERNATE_SCREEN = {"top"}
# vi deletes lines by scrolling a region below the top: tmux puts them into its history, for us they are gone (README.md).
SCROLLS_A_REGION = {"vi"}
SESSIONS = ["cat-gpl3", "find-etc", "htop", "ls", "mc", "top", "vi"]


@pytest.fixture(scope="module")
def sessions():
    folder = PLACE / RELEASE / "tests" / "captured"
    if not folder.is_dir():
        got = subprocess.run(["/usr/bin/python3", "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
                              "--dest", PLACE, RELEASE.replace("-", "==")], capture_output=True, text=True)
        if got.returncode != 0:
            pytest.skip(f"{RELEASE} cannot be had from PyPI: {got.stderr.strip()[-300:]}")
        with tarfile.open(PLACE / f"{RELEASE}.tar.gz") as archive:
            archive.extractall(PLACE, [one for one in archive if one.name.startswith(f"{RELEASE}/tests/captured/")])
    return folder


@pytest.fixture(params=SESSIONS)
def session(request, sessions):
    """Its name, what was captured, what we make of it, and what pyte shows in the end."""
    name = request.param
    captured = sessions / f"{name}.input"
    ours = oracle.lines(rendered(captured, ROWS, COLUMNS))
    screen = json.loads((sessions / f"{name}.output").read_text())
    return name, captured.read_bytes(), ours, [row.rstrip() for row in screen if row.strip()]


def test_a_session_ends_with_the_screen_that_pyte_expects(session):
    name, _, ours, screen = session
    if name in ON_THE_ALTERNATE_SCREEN:
        assert ours == []
    else:
        assert ours[-len(screen):] == screen


def test_a_session_is_what_tmux_shows(session):
    name, captured, ours, _ = session
    shown = oracle.lines(oracle.shown_by_tmux(captured, ROWS, COLUMNS))
    if name in SCROLLS_A_REGION:
        rest = iter(shown)
        assert all(line in rest for line in ours), "no line of ours is missing there, and the order is the same"
    elif name not in ON_THE_ALTERNATE_SCREEN:
        assert ours == shown
