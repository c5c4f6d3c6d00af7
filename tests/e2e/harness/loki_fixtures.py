"""Fixtures of the tests that need a real Grafana Loki.

Where none can be had they are skipped, loudly; with LOGWRAP_TEST_LOKI=required, as in .ci/run, they fail.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest

from .loki import SCRIPT, Loki


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
    """Starts a server with the options given, which lives until the tests are over: new_loki("-auth.enabled=true").

    `config`: the text of another configuration than that of scripts/loki.
    """
    started = []

    def start(*options, config=None):
        directory = pathlib.Path(tempfile.mkdtemp(prefix="logwrap-loki-"))
        started.append(Loki(directory, *options, config=config))
        return started[-1]

    yield start
    for loki in started:
        loki.kill()
        shutil.rmtree(loki.directory, ignore_errors=True)
