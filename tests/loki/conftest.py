"""Fixtures of the tests against a real Loki: those of the end-to-end tests, and a server.

Where no Loki can be had they are skipped, or fail: tests/e2e/harness/loki_fixtures.py.
"""

import itertools
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from harness.fixtures import binary, logwrap, place  # noqa: E402,F401 (found by the line above; pytest finds them here)
from harness.loki_fixtures import loki_binary, new_loki  # noqa: E402,F401

_names = itertools.count(1)


@pytest.fixture(scope="session")
def loki(new_loki):
    """The server that tests share. Each sees only its own: it takes a tenant. Some have limits: tenants.yaml."""
    return new_loki("-auth.enabled=true", f"-runtime-config.file={pathlib.Path(__file__).with_name('tenants.yaml')}")


@pytest.fixture
def tenant(loki):
    """A tenant of the test's own."""
    return loki.tenant(f"test-{next(_names)}")
