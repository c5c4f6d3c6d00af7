"""After a TERM a kill of everything may follow, as Slurm and Kubernetes do it: what was read by then is in the journal, a
line that is not finished as pending."""

import os
import signal
import sys

import pytest

from harness import processes
from harness.waiting import eventually

# Deaf to TERM; prints what it is told, which is Python, so that the test sets the pace.
OBEDIENT = """
import signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('a line', flush=True)
for line in sys.stdin:
    sys.stdout.write(eval(line))
    sys.stdout.flush()
"""


class Job:
    def __init__(self, logwrap):
        self.logwrap = logwrap
        self.started = logwrap.start([sys.executable, "-c", OBEDIENT], stdin=-1)
        assert self.started.stdout.readline() == b"a line\n"
        eventually(logwrap.runs, "the run")

    def write(self, text):
        """Has it print `text`, and waits until that was passed on, so that logwrap has read it."""
        self.started.stdin.write(repr(text).encode() + b"\n")
        self.started.stdin.flush()
        wanted = text.encode()
        while wanted:
            taken = os.read(self.started.stdout.fileno(), len(wanted))
            assert wanted.startswith(taken) and taken
            wanted = wanted[len(taken) :]

    def tell_to_end(self):
        processes.end(self.started.pid, signal.SIGTERM)

    def pending(self):
        """The texts that were journalled as pending, in order."""
        return [event["line"] for event in self.logwrap.journal().events("pending")]

    def kill_everything(self):
        """At once, as far as may be: stopped, none of them can do anything when the first is killed."""
        everyone = [self.started.pid] + [one.pid for one in processes.descendants(self.started.pid)]
        for pid in everyone:
            processes.end(pid, signal.SIGSTOP)
        for pid in everyone:
            processes.end(pid)
        self.started.wait(60)
        eventually(lambda: not any(processes.alive(pid) for pid in everyone), "the end of everything")


@pytest.fixture
def job(logwrap):
    return Job(logwrap)


def test_after_a_term_nothing_that_was_read_is_lost_to_a_kill_of_everything(logwrap, job):
    job.write("the last, unfinished")
    job.tell_to_end()
    logwrap.journal_when(lambda run: job.pending() == ["the last, unfinished"], "the line pending")
    job.kill_everything()
    assert logwrap.lines() == ["a line"]
    assert logwrap.logs() == ["a line", "the last, unfinished"]
    assert "lost" in logwrap.run_command([logwrap.binary, "runs"]).stdout.decode()


def test_after_a_term_what_comes_later_is_pending_too(logwrap, job):
    job.tell_to_end()
    for state in ("10%", "20%", "30%"):
        job.write("\r" + state)
        eventually(lambda wanted=state: job.pending()[-1:] == [wanted], f"{state} pending")
    job.write("\rdone\nnext")
    eventually(lambda: job.pending()[-1:] == ["next"], "the next line pending")
    job.kill_everything()
    assert logwrap.logs() == ["a line", "done", "next"]


def test_bars_one_above_the_other_are_pending_each(logwrap, job):
    job.write("\x1b[?25lupper 1%\nlower 1%\x1b[A\r")
    job.tell_to_end()
    eventually(lambda: job.pending()[-2:] == ["upper 1%", "lower 1%"] or
               (job.pending()[-1:] == ["lower 1%"] and "upper 1%" in logwrap.lines()), "both bars")
    job.kill_everything()
    assert logwrap.logs() == ["a line", "upper 1%", "lower 1%"]


def test_a_job_that_ends_well_after_a_term_shows_each_line_once(logwrap, job):
    job.write("half")
    job.tell_to_end()
    eventually(lambda: job.pending() == ["half"], "the line pending")
    job.write(" and half\n")
    job.started.communicate(timeout=60)
    assert job.started.returncode == 0
    assert logwrap.lines("stdout") == ["a line", "half and half"]
    assert logwrap.logs("--stream", "stdout") == ["a line", "half and half"]
    counts = logwrap.journal().info()["counts"]
    assert counts["committed"] == counts["recorded"] == 2


@pytest.mark.parametrize("command", ['/LOGCOMMAND {"mode":"disabled"}', '/LOGCOMMAND {"mode":"metadata"}', "/LOGCOMMAND what"])
def test_what_is_silenced_is_not_told_as_pending(logwrap, job, command):
    job.write(command + "\n")
    job.write("secret")
    job.tell_to_end()
    job.write(" and more")
    job.write('\n/LOGCOMMAND {"mode":"enabled"}\nopen')
    eventually(lambda: job.pending() == ["open"], "the line pending that may be seen")
    job.kill_everything()
    assert b"secret" not in logwrap.journal().raw()
    assert logwrap.logs("--kind", "log") == ["a line", "open"]


def test_half_a_command_is_not_told_as_pending(logwrap, job):
    job.tell_to_end()
    job.write('/LOGCOMMAND {"mode":')
    job.write('"disabled"}\n')
    job.write('/LOGCOMMAND {"mode":"enabled"}\nopen')
    eventually(lambda: job.pending() == ["open"], "the line pending")
    job.kill_everything()
    assert b"/LOGCOMMAND" not in b"".join(event["line"].encode() for event in logwrap.journal().events("pending"))


def test_a_recorder_that_takes_over_after_a_term_knows_of_it(logwrap, job):
    job.tell_to_end()
    job.write("before")
    eventually(lambda: job.pending() == ["before"], "the line pending")
    old = logwrap.recorder(job.started.pid)
    processes.end(old)
    eventually(lambda: processes.recorder_of(job.started.pid) not in (None, old), "a new recorder")
    job.write("\rafter the crash")
    eventually(lambda: job.pending()[-1:] == ["after the crash"], "the line pending")
    assert len(logwrap.journal().events("told_to_end")) == 1


def test_what_was_pending_when_the_recorder_died_is_shown_once(logwrap, job):
    job.write("unfinished")
    job.tell_to_end()
    eventually(lambda: job.pending() == ["unfinished"], "the line pending")
    processes.end(logwrap.recorder(job.started.pid))
    logwrap.journal_when(lambda run: run.events("resumed"), "a new recorder")
    job.started.communicate(timeout=60)
    assert job.started.returncode == 0
    assert logwrap.logs() == ["a line", "unfinished"]


def test_that_the_job_was_told_to_end_is_recorded_once(logwrap, job):
    job.tell_to_end()
    logwrap.journal_when(lambda run: run.events("told_to_end"), "the event")
    job.tell_to_end()
    job.write("heard twice")
    eventually(lambda: job.pending()[-1:] == ["heard twice"], "the line pending")
    (event,) = logwrap.journal().events("told_to_end")
    assert event["data"] == {"signal": signal.SIGTERM} and event["stream"] == "logwrap"


def test_a_line_that_was_pending_when_the_pump_alone_is_killed_is_a_line(logwrap, job):
    job.write("unfinished")
    job.tell_to_end()
    eventually(lambda: job.pending() == ["unfinished"], "the line pending")
    processes.end(job.started.pid)
    eventually(lambda: logwrap.lines("stdout") == ["a line", "unfinished"], "the recorder's last words")
    assert logwrap.logs("--stream", "stdout") == ["a line", "unfinished"]
