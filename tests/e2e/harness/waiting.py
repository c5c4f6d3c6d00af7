"""Waiting for conditions. Nothing here, and no test, waits for a time to pass."""

import os
import time

CAP = float(os.environ.get("E2E_CAP", 60))  # seconds: a busy machine is slow, and only a failure ever waits for so long
POLL = 0.01  # seconds between two looks


def eventually(condition, what="the condition", cap=CAP):
    """Returns the first true value that `condition()` gives; fails, naming `what`, when there is none within `cap`."""
    deadline = time.monotonic() + cap
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come about within {cap:g} s; last value: {value!r}")
        time.sleep(POLL)
