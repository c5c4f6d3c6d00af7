"""Fixtures of the tests against a real Loki: those of the end-to-end tests, and a server.

Where no Loki can be had they are skipped, loudly; with LOGWRAP_TEST_LOKI=required, as in .ci/run, they fail.
"""

import itertools
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from harness.fixtures import binary, logwrap, place  # noqa: E402,F401 (found by the line above; pytest finds them here)
from harness.loki import SCRIPT, Loki  # noqa: E402

_names = itertools.count(1)


@pytest.fixture(scope="session")
def loki_binary():
    found = subprocess.run([SCRIPT, "path"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if found.returncode == 0:
        return found.stdout.strip()
    why = f"no Loki can be had: {found.stderr.strip()}"
    if os.environ.get("LOGWRAP_TEST_LOKI") == "required":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def new_loki(loki_binary):
    """Starts a server with the options given, which lives until the tests are over: new_loki("-auth.enabled=true")."""
    started = []

    def start(*options):
        directory = pathlib.Path(tempfile.mkdtemp(prefix="logwrap-loki-"))
        started.append(Loki(directory, *options))
        return started[-1]

    yield start
    for loki in started:
        loki.kill()
        shutil.rmtree(loki.directory, ignore_errors=True)


@pytest.fixture(scope="session")
def loki(new_loki):
    """The server that tests share. Each sees only its own: it takes a tenant. Some have limits: tenants.yaml."""
    return new_loki("-auth.enabled=true", f"-runtime-config.file={pathlib.Path(__file__).with_name('tenants.yaml')}")


@pytest.fixture
def tenant(loki):
    """A tenant of the test's own."""
    return loki.tenant(f"test-{next(_names)}")
