"""What the job leaves behind neither keeps logwrap nor dies of it."""

import sys

from harness import processes
from harness.waiting import eventually

# Leaves a child that holds stdout, prints on when told to, and says in a file that it did.
LEAVES_A_CHILD = """
import os, sys, time
if os.fork() == 0:
    if len(sys.argv) > 1:
        os.setsid()
    while not os.path.exists('go'):
        time.sleep(0.01)
    for i in range(1000):
        print('later', i, flush=True)
    open('lived', 'w').close()
    os._exit(0)
print('the job ends', flush=True)
os._exit(3)
"""


def test_a_background_process_that_holds_the_output_does_not_keep_logwrap(logwrap):
    for how in ([], ["in a session of its own"]):
        (logwrap.work / "go").unlink(missing_ok=True)
        (logwrap.work / "lived").unlink(missing_ok=True)
        with open(logwrap.work / "out", "wb") as out:
            started = logwrap.start([sys.executable, "-c", LEAVES_A_CHILD, *how], ["--linger", "100ms"], stdout=out)
            assert started.wait(60) == 3
        assert not (logwrap.work / "lived").exists()
        (logwrap.work / "go").touch()
        eventually((logwrap.work / "lived").exists, "the end of what was left behind")
        eventually(lambda: b"later 999" in (logwrap.work / "out").read_bytes(), "its output, still passed on")


def test_the_journal_says_that_something_was_left_behind(logwrap):
    with open(logwrap.work / "out", "wb") as out:
        logwrap.start([sys.executable, "-c", LEAVES_A_CHILD], ["--linger", "0s"], stdout=out).wait(60)
    run = logwrap.journal_when(lambda run: run.events("end"), "the run's end")
    assert run.lines() == ["the job ends"]
    assert run.info()["end"]
    assert [record.get("event") for record in run.records()][-2:] == ["left_behind", "end"]
    (logwrap.work / "go").touch()


def test_logwrap_waits_for_what_ends_within_the_linger(logwrap):
    script = "(while [ ! -e go ]; do sleep 0.01; done; echo from behind) & echo first; touch go"
    ended = logwrap.run(["sh", "-c", script], ["--linger", "60s"])
    assert ended.stdout == b"first\nfrom behind\n"
    assert logwrap.lines() == ["first", "from behind"]


def test_a_background_process_at_a_terminal_does_not_keep_logwrap(logwrap):
    session = logwrap.at_terminal(["sh", "-c", "trap '' HUP; sleep 1000 & echo started"], ["--linger", "100ms"])
    session.expect(rb"started\r\n")
    assert session.wait() == 0
    assert session.modes() == session.initial_modes


def test_nothing_of_logwrap_is_left_once_it_ended(logwrap):
    started = logwrap.start(["sh", "-c", "echo ready; read x"], stdin=-1)
    assert started.stdout.readline() == b"ready\n"
    logwrap.recorder(started.pid)
    family = [one.pid for one in processes.descendants(started.pid)]
    started.communicate(b"go\n", timeout=60)
    eventually(lambda: not any(processes.alive(pid) for pid in family), "the end of logwrap's processes")
