"""A signal sent to logwrap or to its group reaches the job once, as it would have without logwrap."""

import os
import signal
import sys

import pytest

from harness import processes
from harness.waiting import eventually

FORWARDED = ["HUP", "INT", "QUIT", "TERM", "USR1", "USR2", "ALRM", "CONT", "WINCH"]

# Writes a line for each signal it gets; ends at SIGRTMIN.
COUNTER = """
import os, signal, sys
def say(number, frame):  # by os.write: a handler may come in the middle of a print
    if number == signal.SIGRTMIN:
        os._exit(0)
    os.write(1, signal.Signals(number).name.encode() + b'\\n')
for name in %r + ['RTMIN']:
    signal.signal(getattr(signal, 'SIG' + name), say)
os.write(1, b'ready\\n')
while True:
    signal.pause()
""" % (FORWARDED,)


def counting(logwrap):
    started = logwrap.start([sys.executable, "-c", COUNTER])
    assert started.stdout.readline() == b"ready\n"
    return started


def rest_of(started, pid=None):
    """What else it said until it was told to end."""
    processes.end(pid or started.pid, signal.SIGRTMIN)
    said = started.communicate(timeout=60)[0].decode().split()
    assert started.returncode == 0
    return said


@pytest.mark.parametrize("name", FORWARDED)
def test_a_signal_to_logwrap_alone_reaches_the_job_once(logwrap, name):
    started = counting(logwrap)
    processes.end(started.pid, getattr(signal, f"SIG{name}"))
    assert started.stdout.readline().decode().strip() == f"SIG{name}"
    assert rest_of(started) == []


@pytest.mark.parametrize("name", FORWARDED)
def test_a_signal_to_the_group_reaches_the_job_once(logwrap, name):
    started = counting(logwrap)
    os.killpg(started.pid, getattr(signal, f"SIG{name}"))
    assert started.stdout.readline().decode().strip() == f"SIG{name}"
    assert rest_of(started) == []


@pytest.mark.parametrize("name", ["TERM", "USR1"])
def test_without_its_sentinel_logwrap_hands_signals_on_all_the_same(logwrap, name):
    started = counting(logwrap)
    sentinel = eventually(lambda: processes.named(started.pid, "logwrap-sentry"), "the sentinel")[0]
    processes.end(sentinel.pid)
    eventually(lambda: processes.process(sentinel.pid) is None, "the sentinel reaped")
    processes.end(started.pid, getattr(signal, f"SIG{name}"))
    assert started.stdout.readline().decode().strip() == f"SIG{name}"
    assert rest_of(started) == []


def test_a_job_that_ignores_term_keeps_running(logwrap):
    started = logwrap.start(["sh", "-c", "trap '' TERM; echo ready; while [ ! -e go ]; do sleep 0.02; done; exit 5"])
    assert started.stdout.readline() == b"ready\n"
    processes.end(started.pid, signal.SIGTERM)
    (logwrap.work / "go").touch()
    assert started.wait(60) == 5


def test_a_group_signal_reaches_a_job_that_left_the_group(logwrap):
    started = logwrap.start(["timeout", "1000", sys.executable, "-c", COUNTER])
    assert started.stdout.readline() == b"ready\n"
    os.killpg(started.pid, signal.SIGTERM)
    assert started.stdout.readline() == b"SIGTERM\n"
    for one in processes.descendants(started.pid):
        if one.name.startswith("python"):
            processes.end(one.pid, signal.SIGRTMIN)
    started.wait(60)


def test_the_job_starts_with_the_signal_mask_and_dispositions_logwrap_was_given(logwrap):
    show = "grep -E '^Sig(Blk|Ign)' /proc/self/status"
    program = ("import os, signal, sys\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])\n"
               "signal.signal(signal.SIGUSR1, signal.SIG_IGN)\nsignal.signal(signal.SIGPIPE, signal.SIG_DFL)\n"
               "os.execvp(sys.argv[1], sys.argv[1:])")
    alone = logwrap.run_command([sys.executable, "-c", program, "sh", "-c", show])
    wrapped = logwrap.run_command([sys.executable, "-c", program, *logwrap.wrapped(["sh", "-c", show])])
    assert wrapped.stdout == alone.stdout
    assert b"SigBlk" in wrapped.stdout


def test_nohup_still_protects_the_job(logwrap):
    started = logwrap.start_command(["nohup", *logwrap.wrapped(["sh", "-c", "echo ready; read x; echo over"])], stdin=-1)
    assert started.stdout.readline() == b"ready\n"
    processes.end(started.pid, signal.SIGHUP)
    assert started.communicate(b"go\n", timeout=60)[0] == b"over\n"
    assert started.returncode == 0


def test_after_a_term_nothing_that_was_read_is_lost_to_a_kill_of_everything(logwrap):
    script = "trap '' TERM; echo a line; printf 'the last, unfinished'; echo ready >&2; while :; do sleep 0.05; done"
    started = logwrap.start(["sh", "-c", script])
    assert started.stderr.readline() == b"ready\n"
    processes.end(started.pid, signal.SIGTERM)
    run = logwrap.journal_when(lambda run: "a line" in run.lines(), "the line committed")
    for one in processes.descendants(started.pid):
        processes.end(one.pid)
    processes.end(started.pid)
    eventually(lambda: started.poll() is not None, "the end")
    assert "a line" in run.lines()
