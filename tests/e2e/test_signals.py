"""A signal sent to logwrap or to its group reaches the job once, as it would have without logwrap."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from harness import processes
from harness.waiting import CAP, eventually

# Every signal that a program may be sent on purpose, the real-time ones by their ends.
HANDED_ON = ["HUP", "INT", "QUIT", "TERM", "USR1", "USR2", "ALRM", "VTALRM", "PROF", "CONT", "WINCH", "URG", "IO", "PWR",
             "TSTP", "TTIN", "TTOU", "ABRT", "XCPU", "XFSZ", "PIPE", "SYS", "RTMIN", "RTMAX"]

# Says which signal it got, with the value that came with it, and waits for the next; ends at SIGKILL or "end" on stdin.
# It takes them one by one out of a signalfd's stead, sigwaitinfo, so that nothing is lost between two of them.
TAKER = """
import os, signal, sys
signals = set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD} | {signal.SIGRTMIN + 1, signal.SIGRTMIN + 2}
signal.pthread_sigmask(signal.SIG_BLOCK, signals)
os.write(1, b'ready\\n')
while True:
    info = signal.sigwaitinfo(signals)
    if info.si_signo == signal.SIGRTMIN + 2:
        os._exit(0)
    os.write(1, b'%d\\n' % info.si_signo)
"""
END = signal.SIGRTMIN + 2


def number(name):
    return int(getattr(signal, f"SIG{name}"))


def taking(logwrap, wrapped=True):
    command = [sys.executable, "-c", TAKER]
    started = logwrap.start(command) if wrapped else logwrap.start_command(command)
    assert started.stdout.readline() == b"ready\n"
    return started


def taken(started):
    """The next signal that it got."""
    timer = threading.Timer(CAP, lambda: processes.end(started.pid))  # ends the wait for a line that does not come
    timer.start()
    line = started.stdout.readline()
    timer.cancel()
    assert line, "no signal came"
    return int(line)


def rest_of(started, end=lambda started: os.kill(started.pid, END)):
    """What else it got before it was told to end. Real-time signals come after all others that wait."""
    end(started)
    rest = started.communicate(timeout=60)[0].decode().split()
    assert started.returncode == 0
    return list(map(int, rest))


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["alone", "group"])
@pytest.mark.parametrize("name", HANDED_ON)
def test_a_signal_reaches_the_job_once(logwrap, name, send):
    started = taking(logwrap)
    send(started.pid, number(name))
    assert taken(started) == number(name)
    assert rest_of(started) == []


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["alone", "group"])
def test_signals_that_are_sent_one_after_another_all_reach_the_job(logwrap, send):
    started = taking(logwrap)
    for _ in range(10):
        for name in ("USR1", "TERM"):
            send(started.pid, number(name))
            assert taken(started) == number(name)
    assert rest_of(started) == []


@pytest.mark.parametrize("name", ["TERM", "USR1"])
def test_without_its_sentinel_logwrap_hands_signals_on_all_the_same(logwrap, name):
    started = taking(logwrap)
    sentinel = eventually(lambda: processes.named(started.pid, "logwrap-sentry"), "the sentinel")[0]
    processes.end(sentinel.pid)
    eventually(lambda: processes.process(sentinel.pid) is None, "the sentinel reaped")
    processes.end(started.pid, number(name))
    assert taken(started) == number(name)
    assert rest_of(started) == []


def test_signals_to_logwrap_and_to_its_group_by_turns_all_reach_the_job(logwrap):
    """Real-time ones, which the kernel never makes one of: of the others it may, of logwrap's copy of one to the group and
    the next one to logwrap."""
    started = taking(logwrap)
    for _ in range(20):
        for send in (os.kill, os.killpg):
            send(started.pid, signal.SIGRTMIN + 1)
            assert taken(started) == signal.SIGRTMIN + 1
    assert rest_of(started) == []


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["alone", "group"])
def test_real_time_signals_are_queued_and_none_is_lost_or_doubled(logwrap, send):
    started = taking(logwrap)
    for _ in range(200):
        send(started.pid, signal.SIGRTMIN + 1)
    assert [taken(started) for _ in range(200)] == [signal.SIGRTMIN + 1] * 200
    assert rest_of(started) == []


def test_a_burst_of_one_signal_to_the_group_is_never_doubled(logwrap):
    """Standard signals coalesce, how much is a matter of chance; but more than were sent there cannot be."""
    for _ in range(5):
        started = taking(logwrap)
        for _ in range(30):
            os.killpg(started.pid, signal.SIGUSR1)
        got = rest_of(started, lambda started: os.killpg(started.pid, END))
        assert 1 <= len(got) <= 30 and set(got) == {signal.SIGUSR1}


def test_the_value_of_a_queued_signal_reaches_the_job(logwrap):
    program = ("import ctypes, signal, sys\n"
               "class Info(ctypes.Structure):\n"
               "    _fields_ = [('fields', ctypes.c_int * 6), ('value', ctypes.c_int), ('rest', ctypes.c_int * 25)]\n"
               "libc, mask, info = ctypes.CDLL(None), (ctypes.c_ulong * 16)(), Info()\n"
               "libc.sigaddset(mask, signal.SIGRTMIN + 3)\n"
               "libc.sigprocmask(0, mask, None)\n"
               "print('ready', flush=True)\n"
               "libc.sigwaitinfo(mask, ctypes.byref(info))\n"
               "print(info.fields[2], info.value)")
    for wrap in (lambda command: command, logwrap.wrapped):
        started = logwrap.start_command(wrap([sys.executable, "-c", program]))
        assert started.stdout.readline() == b"ready\n"
        logwrap.shell(f"/bin/kill --queue 4711 --signal {signal.SIGRTMIN + 3} {started.pid}")
        assert started.communicate(timeout=60)[0] == b"-1 4711\n"  # SI_QUEUE


def test_a_signal_to_every_process_one_by_one_reaches_the_job_once_though_logwrap_is_busy(logwrap):
    """As slurmd does it: the job, logwrap and its processes are all sent it, in no order that can be relied upon."""
    started = taking(logwrap)
    for _ in range(20):
        everyone = [started.pid] + [one.pid for one in processes.descendants(started.pid)]
        logwrap.shell(f"kill -USR1 {' '.join(map(str, everyone))}")
        assert taken(started) == signal.SIGUSR1
    assert rest_of(started) == []


@pytest.mark.parametrize("name", ["HUP", "INT", "TERM", "USR1", "ALRM", "ABRT", "XCPU", "RTMIN"])
@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["alone", "group"])
def test_a_signal_that_the_job_does_not_handle_ends_both_by_it(logwrap, name, send):
    started = logwrap.start(["sh", "-c", "ulimit -c 0; echo ready; exec sleep 1000"])
    assert started.stdout.readline() == b"ready\n"
    eventually(lambda: processes.named(started.pid, "sleep"), "the sleep")
    send(started.pid, number(name))
    assert started.wait(60) == -number(name)


def test_a_job_that_ignores_term_keeps_running(logwrap):
    started = logwrap.start(["sh", "-c", "trap '' TERM; echo ready; while [ ! -e go ]; do sleep 0.02; done; exit 5"])
    assert started.stdout.readline() == b"ready\n"
    processes.end(started.pid, signal.SIGTERM)
    os.killpg(started.pid, signal.SIGTERM)
    (logwrap.work / "go").touch()
    assert started.wait(60) == 5


REQUEUE = """
import os, signal, sys, time
# As submitit and PyTorch Lightning do: USR1 means that time is nearly up, TERM that comes with it is to be let pass.
def checkpoint(number, frame):  # by os.write: it may come in the middle of the other's print
    os.write(1, b'checkpoint\\n')
    open('checkpoint', 'a').write('saved\\n')
    sys.exit(0)
signal.signal(signal.SIGUSR1, checkpoint)
signal.signal(signal.SIGTERM, lambda *_: os.write(1, b'bypassing TERM\\n'))
print('ready', flush=True)
while True:  # a signal that comes within the handler of another waits in Python for the end of a sleep
    time.sleep(0.05)
"""


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["alone", "group"])
def test_a_job_that_saves_its_work_on_usr1_and_lets_term_pass(logwrap, send):
    started = logwrap.start([sys.executable, "-c", REQUEUE])
    assert started.stdout.readline() == b"ready\n"
    send(started.pid, signal.SIGTERM)
    assert started.stdout.readline() == b"bypassing TERM\n"
    send(started.pid, signal.SIGUSR1)
    assert started.communicate(timeout=60)[0] == b"checkpoint\n"
    assert started.returncode == 0
    assert (logwrap.work / "checkpoint").read_text() == "saved\n"
    assert logwrap.lines() == ["ready", "bypassing TERM", "checkpoint"]


def test_a_group_signal_reaches_a_job_that_left_the_group(logwrap):
    started = logwrap.start(["timeout", "1000", sys.executable, "-c", TAKER])
    assert started.stdout.readline() == b"ready\n"
    os.killpg(started.pid, signal.SIGTERM)
    assert taken(started) == signal.SIGTERM
    for one in processes.descendants(started.pid):
        if one.name.startswith("python"):
            processes.end(one.pid, END)
    started.wait(60)


def test_the_job_is_stopped_and_continued_by_signals_to_logwrap(logwrap):
    started = taking(logwrap)
    job = next(one.pid for one in processes.descendants(started.pid) if one.name.startswith("python"))
    os.killpg(started.pid, signal.SIGSTOP)
    eventually(lambda: processes.process(job).state == "T", "the job stopped")
    os.killpg(started.pid, signal.SIGCONT)
    eventually(lambda: processes.process(job).state != "T", "the job continued")
    assert taken(started) == signal.SIGCONT
    assert rest_of(started) == []


def test_the_job_starts_with_the_signal_mask_and_dispositions_logwrap_was_given(logwrap):
    show = "grep -E '^Sig(Blk|Ign|Pnd|Cgt)' /proc/self/status"
    program = ("import os, signal, sys\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2, signal.SIGRTMIN + 5])\n"
               "for ignored in (signal.SIGUSR1, signal.SIGCHLD, signal.SIGINT): signal.signal(ignored, signal.SIG_IGN)\n"
               "signal.signal(signal.SIGPIPE, signal.SIG_DFL)\n"
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


def test_a_signal_that_ends_the_job_does_not_keep_its_last_words_from_the_journal(logwrap):
    """Sent to the job before it is sent to logwrap, as slurmd may do."""
    for _ in range(5):
        started = logwrap.start(["sh", "-c", "echo ready; exec sleep 1000"])
        assert started.stdout.readline() == b"ready\n"
        job = eventually(lambda: processes.named(started.pid, "sleep"), "the sleep")[0]
        for one in (job.pid, started.pid):
            processes.end(one, signal.SIGTERM)
        assert started.wait(60) == -signal.SIGTERM
    for run in logwrap.runs():
        assert run.events("end") and run.info()["status"] == {"state": "signaled", "signal": signal.SIGTERM}


def is_pending(pid, number):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        masks = [int(line.split()[1], 16) for line in status if line.startswith(("SigPnd:", "ShdPnd:"))]
    return any(mask >> (number - 1) & 1 for mask in masks)


def test_a_term_after_the_jobs_end_loses_nothing_that_the_recorder_still_has_to_take(logwrap):
    """A job that prints until nobody reads its terminal any more, because the recorder stands still, and then ends."""
    fill = """
import os, time
print("ready", flush=True)
input()
os.set_blocking(1, False)
number, rest, since = 0, b"%0999d\\n" % 0, time.monotonic()
while time.monotonic() - since < 0.5:
    try:
        rest = rest[os.write(1, rest):]
        since = time.monotonic()
    except BlockingIOError:
        time.sleep(0.01)
    if not rest:
        number += 1
        rest = b"%0999d\\n" % number
with open("number", "w") as file:
    file.write(str(number))
"""
    started = logwrap.start([sys.executable, "-c", fill], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    run = logwrap.journal_when(lambda run: run.lines(), "the first line")
    recorder = logwrap.recorder(started.pid)
    processes.end(recorder, signal.SIGSTOP)
    started.stdin.write(b"go\n")
    started.stdin.flush()
    eventually(lambda: not processes.named(started.pid, "python3"), "the job's end")
    processes.end(started.pid, signal.SIGTERM)
    eventually(lambda: not is_pending(started.pid, signal.SIGTERM), "the signal taken")
    processes.end(recorder, signal.SIGCONT)
    assert started.wait(60) == 0
    number = int((logwrap.work / "number").read_text())
    assert [line for line in run.lines() if len(line) == 999] == [f"{one:0999d}" for one in range(number)]
    assert not run.events("left_behind")


def test_a_term_after_the_jobs_end_ends_logwrap_though_a_reader_takes_nothing(logwrap):
    started = logwrap.start([sys.executable, "-c", "print('x' * 100_000)"])
    run = logwrap.journal_when(lambda run: run.lines(), "the line, when the job has ended")
    eventually(lambda: not processes.named(started.pid, "python3"), "the job's end")
    processes.end(started.pid, signal.SIGTERM)
    assert started.wait(60) == 0
    assert run.events("end")
