"""Every NAME.expected against tmux, a terminal that nobody here wrote: what our own tests compare with is no opinion of ours."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import oracle

NAMES = sorted(path.stem for path in oracle.HERE.glob("*.expected"))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_expected_of_a_recording_is_what_tmux_shows(name):
    expected = oracle.lines((oracle.HERE / f"{name}.expected").read_text())
    shown = oracle.lines(oracle.shown_by_tmux(*oracle.recording(name)))
    reason = oracle.HERE / f"{name}.differs"
    if reason.exists():
        assert shown != expected, f"{reason.name} says why the two differ, but they do not"
    else:
        assert shown == expected
