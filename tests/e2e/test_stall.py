"""A job that goes silent is said to have, once, with the bar's last state and where its processes wait; and that it goes on."""

import subprocess
import sys

from harness.waiting import eventually

SILENT = """
import os, sys
print(os.getpid(), flush=True)
print('\\r 45%|####     | 45/100', end='', file=sys.stderr, flush=True)
sys.stdin.readline()
print('\\r 46%|####     | 46/100', end='', file=sys.stderr, flush=True)
sys.stdin.readline()
"""


def test_a_silent_job_is_told_of_once_and_that_it_goes_on(logwrap):
    job = logwrap.start([sys.executable, "-c", SILENT], options=["--stall", "1s"], stdin=subprocess.PIPE)

    def silences(run):  # with the bar: it may take a second until Python prints anything
        return [event for event in run.events("stall") if "screen_stderr" in event["data"]]

    run = logwrap.journal_when(silences, "the silence is told of")
    (stall,) = silences(run)
    assert stall["stream"] == "logwrap"
    assert stall["data"]["silent_ms"] >= 1000
    assert stall["data"]["screen_stderr"] == " 45%|####     | 45/100"
    (process,) = stall["data"]["processes"].splitlines()
    assert f" ({run.lines('stdout')[0]}) waits" in process
    assert "no bar moved, for " in stall["line"] and stall["line"].endswith(process)
    job.stdin.write(b"\n")
    job.stdin.flush()
    over = eventually(lambda: [event for event in run.events("stall_over") if event["seq"] > stall["seq"]], "the job goes on")[0]
    assert over["data"]["silent_ms"] >= stall["data"]["silent_ms"]
    job.communicate(b"\n")
    assert job.returncode == 0


def test_a_job_that_stops_another_is_told_of_with_what_it_waits_for(logwrap):
    """Its child is stopped, and it waits for it: both are named."""
    job = logwrap.start(["sh", "-c", "sh -c 'kill -STOP $$' & wait"], options=["--stall", "1s"])
    run = logwrap.journal_when(lambda run: run.events("stall"), "the silence is told of")
    processes = run.events("stall")[0]["data"]["processes"].splitlines()
    assert len(processes) == 2, processes
    assert " waits" in processes[0] and processes[1].endswith(" is stopped")
    assert job.poll() is None  # nothing is done to it


def test_nobody_is_told_of_a_silence_who_has_not_asked(logwrap):
    assert logwrap.run(["sleep", "2"]).status == 0
    assert logwrap.journal().events("stall") == []
