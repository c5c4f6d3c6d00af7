"""Fixtures of the end-to-end tests. They run the real binary on real programs; E2E_LOGWRAP names it."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from harness.fixtures import binary, logwrap, place  # noqa: E402,F401 (found by the line above; pytest finds them here)
from harness.server_fixtures import certificates, double, opened  # noqa: E402,F401
