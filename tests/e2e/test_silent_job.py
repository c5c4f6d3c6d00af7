"""What a job printed stands in the journal while the job says nothing more."""

import sys

import pytest

PRINTED = {
    "lines": ["one", "two", "three"],
    "a line that was printed again": ["again", "again", "again"],
    "metadata": ['{"step": 1}', '{"step": 2}'],
    "lines that begin what others could go on with": ["WARNING:root:careful", "Traceback (most recent call last):"],
    "a line above a bar": ["epoch 1", "\r 10%|#    | 1/10"],
}


@pytest.mark.parametrize("lines", PRINTED.values(), ids=PRINTED)
def test_the_last_complete_lines_of_a_silent_job_are_recorded(logwrap, lines):
    text = "\n".join(lines) + ("" if lines[-1].startswith("\r") else "\n")
    started = logwrap.start([sys.executable, "-c", f"import sys; print({text!r}, end='', flush=True); sys.stdin.read()"], stdin=-1)
    complete = [line for line in lines if not line.startswith("\r")]
    run = logwrap.journal_when(lambda run: "\n".join(run.lines()).endswith(complete[-1]), "the last line")
    assert started.poll() is None
    started.stdin.close()
    assert started.wait() == 0
    assert complete[0] in "\n".join(run.lines())
