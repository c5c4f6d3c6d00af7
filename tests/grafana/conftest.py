"""A real Loki with the runs of some jobs in it, and Grafana's part in showing them, in a process of Node.

Where Node or its packages cannot be had these tests are skipped, loudly; with LOGWRAP_TEST_GRAFANA=required, as in .ci/run,
they fail.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from harness.fixtures import ROOT, binary  # noqa: E402,F401 (found by the line above; pytest finds them here)
from harness.logwrap import Logwrap  # noqa: E402
from harness.loki_fixtures import loki_binary, new_loki  # noqa: E402,F401
from shown import Shown  # noqa: E402
from recorded import Recorded  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def node_modules():
    """Installed by scripts/grafana, once."""
    ran = subprocess.run([ROOT / "scripts" / "grafana", "install"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ran.returncode == 0:
        return ROOT / "deploy" / "grafana" / "source" / "node_modules"
    why = f"Grafana's packages cannot be had: {ran.stdout.strip()}"
    if os.environ.get("LOGWRAP_TEST_GRAFANA") == "required":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def recorded(binary, new_loki):
    """Runs in a Loki; they are made once, for all tests."""
    place = pathlib.Path(tempfile.mkdtemp(prefix="logwrap-grafana-"))
    runs = Recorded(Logwrap(binary, place), new_loki("-auth.enabled=true").tenant("grafana"))
    yield runs
    runs.close()
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def grafana(node_modules, recorded):
    """What a dashboard shows of the recorded runs."""
    serving = subprocess.Popen([node_modules / ".bin" / "tsx", HERE / "serve.ts"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)
    yield Shown(serving, recorded)
    serving.stdin.close()
    serving.wait()
