"""Fixtures of the end-to-end tests. They run the real binary on real programs; E2E_LOGWRAP names it."""

import os
import pathlib
import shutil
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from harness.logwrap import Logwrap  # noqa: E402 (found by the line above)

ROOT = pathlib.Path(__file__).resolve().parents[2]


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
