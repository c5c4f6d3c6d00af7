"""Fixtures of the tests against a real Slurm: those of the end-to-end tests, and a cluster of one machine.

Where none can be had they are skipped, loudly; with LOGWRAP_TEST_SLURM=required, as in .ci/run, they fail.
"""

import ctypes
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "e2e"))

pytest.register_assert_rewrite("compare")
from harness.fixtures import binary, place  # noqa: E402,F401 (found by the lines above; pytest finds them here)
from harness.loki import SCRIPT, Loki  # noqa: E402
import cluster as slurm_cluster  # noqa: E402

CLONE_NEWNET = 0x40000000


def skip_or_fail(variable, why):
    if os.environ.get(variable) == "required":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def plugin(binary):
    built = pathlib.Path(os.environ.get("E2E_BUILD", binary.parent.parent)) / "lib" / "logwrap_spank.so"
    lacking = slurm_cluster.missing() or ("" if built.exists() else f"{built}: Slurm's headers (libslurm-dev) when logwrap was built")
    if lacking:
        skip_or_fail("LOGWRAP_TEST_SLURM", f"no Slurm can be had: this machine lacks {lacking}")
    return built


@pytest.fixture(scope="session")
def network(plugin):
    """This process and what it starts have a network of their own from here on: every port is free, and nothing is outside."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        skip_or_fail("LOGWRAP_TEST_SLURM", f"no Slurm can be had: no network namespace ({os.strerror(ctypes.get_errno())})")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    # With 127.0.0.1 alone glibc's AI_ADDRCONFIG hides IPv4, and slurmd does not start.
    subprocess.run(["ip", "addr", "add", "127.0.0.2/8", "dev", "lo"], check=True)


@pytest.fixture(scope="session")
def new_cluster(binary, plugin, network):
    """Starts a Slurm, which lives until the tests are over; one after the other is ended before the next starts, since all
    use the same ports."""
    running = []

    def start(**settings):
        for one in running:
            one.stop()
        directory = pathlib.Path(tempfile.mkdtemp(prefix="logwrap-slurm-"))
        running.append(slurm_cluster.Cluster(directory, binary, plugin, **settings))
        return running[-1].start()

    yield start
    for one in running:
        one.stop()
        shutil.rmtree(one.dir, ignore_errors=True)


@pytest.fixture(scope="session")
def slurm(new_cluster):
    """The cluster that most tests of a file share: anna has opted in, bert has not."""
    cluster = new_cluster()
    cluster.anna.opt_in()
    return cluster


@pytest.fixture
def anna(slurm):
    return slurm.anna


@pytest.fixture
def bert(slurm):
    return slurm.bert


@pytest.fixture(scope="session")
def loki(plugin, request):
    """A real Loki within the tests' network, from which none could be got any more."""
    found = subprocess.run([SCRIPT, "path"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if found.returncode != 0:
        skip_or_fail("LOGWRAP_TEST_LOKI", f"no Loki can be had: {found.stderr.strip()}")
    request.getfixturevalue("network")
    directory = pathlib.Path(tempfile.mkdtemp(prefix="logwrap-loki-"))
    server = Loki(directory)
    yield server
    server.kill()
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(autouse=True)
def say_what_slurm_said(request):
    """The daemons' logs, where a test has failed."""
    yield
    report = getattr(request.node, "failed", False)
    if report and "slurm" in request.fixturenames:
        print(request.getfixturevalue("slurm").logs())


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    outcome = yield
    if outcome.get_result().failed:
        item.failed = True
