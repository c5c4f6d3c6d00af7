"""The jobs whose runs the dashboards are tested with: python3 jobs.py NAME."""

import json
import sys


def metadata(**values):
    print(json.dumps(values), flush=True)


def train(loss=2.0):
    """Metadata over `step`; the very first record alone does not tell yet that `step` is the axis."""
    for step in range(10):
        print(f"epoch {step // 5}: step {step} of 10", flush=True)
        metadata(lr=0.1, loss=loss / (step + 1), step=step, note="warm" if step < 3 else None, val={"acc": step / 10})
    print("ERROR: the disk is nearly full", file=sys.stderr, flush=True)


def diverge():
    """A loss that is no number in the end, and then an exception."""
    for step in range(1, 5):
        metadata(step=step * 100, loss=float("nan") if step == 4 else 1.0 / step)
    raise RuntimeError("loss is not finite")


def change_axis():
    """`step` is the axis until the first `epoch` is printed."""
    for step in range(4):
        metadata(step=step, loss=4.0 - step)
    metadata(epoch=1, step=4, loss=0.5)
    metadata(step=5, loss=0.4)
    metadata(epoch=2, step=6, loss=0.3)
    metadata(step=7, loss=0.2)


def wait():
    """Goes on until its stdin ends, with a bar that stands still."""
    for step in range(3):
        metadata(step=step, loss=1.0 + step)
    print("waiting", flush=True)
    print("\r 45%|####     | 45/100", end="", file=sys.stderr, flush=True)
    sys.stdin.read()


def plain():
    """Prints no JSON: its numbers are found by a pattern."""
    for epoch in range(1, 4):
        print(f"Train Epoch: {epoch} loss={1 / epoch}", flush=True)


def terminated():
    """Ends by a signal that it sends itself."""
    import os
    import signal

    print("about to end", flush=True)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    globals()[sys.argv[1]](*map(float, sys.argv[2:]))
