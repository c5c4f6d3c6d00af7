"""Fixtures of the tests that are given servers: doubles, fronts with TLS, proxies."""

import contextlib

import pytest

from .front import make_certificates
from .loki_double import LokiDouble


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def opened():
    """Keeps a server until the test is over: opened(LokiDouble())."""
    with contextlib.ExitStack() as stack:
        yield lambda server: stack.enter_context(contextlib.closing(server))


@pytest.fixture
def double(opened):
    return opened(LokiDouble())


def secret(place, text, name="secret", mode=0o600):
    path = place / name
    path.write_text(text + "\n")
    path.chmod(mode)
    return path
