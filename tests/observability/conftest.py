"""Fixtures of the tests of deploy/: those of the tests against a real Loki, and what else has to be had."""

import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from harness.fixtures import binary, logwrap, place  # noqa: E402,F401 (found by the line above; pytest finds them here)
from harness.loki_fixtures import loki_binary, new_loki  # noqa: E402,F401

from deploy import ROOT  # noqa: E402


@pytest.fixture(scope="session")
def kubecheck():
    """Runs the program that knows Kubernetes' types and Helm's engine; gives what it prints."""
    found = subprocess.run([ROOT / "scripts" / "kubecheck"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if found.returncode != 0:
        why = f"kubecheck cannot be built: {found.stderr.strip()}"
        if os.environ.get("LOGWRAP_TEST_KUBERNETES") == "required":
            pytest.fail(why)
        pytest.skip(why)

    def run(*arguments):
        ran = subprocess.run([found.stdout.strip(), *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    return run
