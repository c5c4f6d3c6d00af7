"""Fixtures of the tests that run the real binary; E2E_LOGWRAP names it."""

import os
import pathlib
import shutil
import signal
import tempfile

import pytest

from .logwrap import Logwrap

# In the background of a script, or under nohup, signals are ignored that the tests send: programs start with none ignored.
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP, signal.SIGPIPE, signal.SIGXFSZ}:
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)

ROOT = pathlib.Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def binary():
    path = pathlib.Path(os.environ.get("E2E_LOGWRAP", ROOT / "build" / "dev" / "bin" / "logwrap")).resolve()
    assert path.exists(), f"{path} is not built; E2E_LOGWRAP can name another"
    return path


@pytest.fixture
def place():
    """A directory of the test's own, which everybody may pass through."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="logwrap-e2e-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def logwrap(binary, place):
    under_test = Logwrap(binary, place)
    yield under_test
    under_test.close()
