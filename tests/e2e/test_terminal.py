"""At a terminal the job has logwrap's terminal as its own: its size, its keys, its modes; and gets it back as it was."""

import signal
import sys

import pytest

from harness import processes
from harness.waiting import eventually

WATCH_SIZE = """
import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGWINCH})  # one that came just before a pause() would be slept through
while True:
    os.write(1, b'size %d %d\\n' % tuple(os.get_terminal_size()))
    signal.sigwaitinfo({signal.SIGWINCH})
"""


def raw_and_waiting(session, marker=rb"ready"):
    """Waits until the job runs and logwrap has the outer terminal in raw mode."""
    session.expect(marker)
    eventually(session.is_raw, "raw mode outside")


def job_of(logwrap_pid, name):
    return eventually(lambda: processes.named(logwrap_pid, name), f"a process called {name}")[0]


def test_the_job_has_the_terminals_size_and_learns_of_changes(logwrap):
    session = logwrap.at_terminal([sys.executable, "-c", WATCH_SIZE], rows=33, columns=97)
    session.expect(rb"size 97 33\r\n")
    session.resize(50, 132)
    session.expect(rb"size 132 50\r\n")
    session.send(b"\x03")
    assert session.wait() == -signal.SIGINT


NOTES_SIZES = """
import os, signal
notes = open('sizes', 'wb', buffering=0)
signal.signal(signal.SIGWINCH, lambda *_: notes.write(b'%d ' % os.get_terminal_size(1).columns))
print('ready', flush=True)
while True: signal.pause()
"""


def test_a_job_whose_stderr_is_redirected_learns_of_a_size_that_its_terminal_got_late(logwrap):
    """The kernel signals the job itself, and logwrap beside it may be busy."""
    (logwrap.work / "notes.py").write_text(NOTES_SIZES)
    session = logwrap.command_at_terminal(["bash", "-c", f"logwrap -- {sys.executable} notes.py 2>errors; true"], columns=97)
    session.expect(rb"ready\r\n")
    pump = job_of(session.pid, "logwrap").pid
    sizes = (logwrap.work / "sizes").read_text
    processes.end(pump, signal.SIGSTOP)
    session.resize(50, 132)
    eventually(lambda: sizes() == "97 ", "the kernel's signal")
    processes.end(pump, signal.SIGCONT)
    eventually(lambda: "132" in sizes(), "the new size")


def test_all_three_descriptors_of_the_job_are_one_terminal_and_its_controlling_one(logwrap):
    program = ("import os\nprint(len({os.ttyname(fd) for fd in (0, 1, 2)}), os.tcgetpgrp(0) == os.getpgrp(), "
               "os.ttyname(os.open('/dev/tty', os.O_RDWR)))")
    session = logwrap.at_terminal([sys.executable, "-c", program])
    session.expect(rb"1 True /dev/tty\r\n")
    assert session.wait() == 0


def test_output_at_a_terminal_is_what_it_is_without_logwrap(logwrap):
    command = ["sh", "-c", "printf 'one\\ntwo\\ttab \\033[1mbold\\033[0m\\n'; echo err >&2; printf end"]
    wrapped, alone = logwrap.at_terminal(command), logwrap.command_at_terminal(command)
    for session in (wrapped, alone):
        session.expect(rb"end")
        assert session.wait() == 0
    assert wrapped.output() == alone.output()
    assert logwrap.lines() == ["one", "two\ttab bold", "err", "end"]


def test_ctrl_c_kills_the_job_and_logwrap_ends_by_the_same_signal(logwrap):
    session = logwrap.at_terminal(["sh", "-c", "echo ready; exec sleep 1000"])
    raw_and_waiting(session)
    session.send(b"\x03")
    assert session.wait() == -signal.SIGINT
    assert session.modes() == session.initial_modes


def test_ctrl_c_reaches_a_job_that_handles_it(logwrap):
    program = ("import signal, sys, time\nsignal.signal(signal.SIGINT, lambda *_: sys.exit('caught'))\nprint('ready', flush=True)\n"
               "while True: time.sleep(0.1)")
    session = logwrap.at_terminal([sys.executable, "-c", program])
    raw_and_waiting(session)
    session.send(b"\x03")
    session.expect(rb"caught\r\n")
    assert session.wait() == 1


def test_ctrl_backslash_kills_the_job_by_sigquit(logwrap):
    session = logwrap.at_terminal(["sh", "-c", "ulimit -c 0; echo ready; exec sleep 1000"])
    raw_and_waiting(session)
    session.send(b"\x1c")
    assert session.wait() == -signal.SIGQUIT


@pytest.mark.parametrize("ending, status", [
    ("exit 3", 3),
    ("kill -SEGV $$", -signal.SIGSEGV),
    ("kill -KILL $$", -signal.SIGKILL),
    ("stty raw -echo; exit 0", 0),
])
def test_the_terminal_is_as_before_however_the_job_ends(logwrap, ending, status):
    session = logwrap.at_terminal(["sh", "-c", f"ulimit -c 0; echo ready; read go; {ending}"])
    raw_and_waiting(session)
    session.send(b"go\r")
    assert session.wait() == status
    assert session.modes() == session.initial_modes


@pytest.mark.parametrize("name", ["TERM", "HUP", "INT", "USR1"])
def test_the_terminal_is_as_before_when_logwrap_is_told_to_end(logwrap, name):
    number = getattr(signal, f"SIG{name}")
    session = logwrap.at_terminal(["sh", "-c", "echo ready; exec sleep 1000"])
    raw_and_waiting(session)
    processes.end(session.pid, number)
    assert session.wait() == -number
    assert session.modes() == session.initial_modes


def test_the_terminal_is_as_before_when_logwrap_itself_is_killed(logwrap):
    session = logwrap.at_terminal(["sh", "-c", "echo ready; exec sleep 1000"])
    raw_and_waiting(session)
    processes.end(session.pid, signal.SIGKILL)
    assert session.wait() == -signal.SIGKILL
    eventually(lambda: session.modes() == session.initial_modes, "the terminal's modes given back")


def test_on_a_terminal_that_is_meant_to_be_raw_not_a_byte_is_another(logwrap):
    """As socat makes one (pty,raw,echo=0)."""
    seen = []
    for wrap in (False, True):
        command = ["sh", "-c", "stty raw -echo; echo ready; \"$@\"; echo end", "-"]
        command += logwrap.wrapped(["head", "-n", "1"]) if wrap else ["head", "-n", "1"]
        session = logwrap.command_at_terminal(command)
        session.expect(rb"ready\n")
        if wrap:
            eventually(lambda: logwrap.runs() and processes.named(session.pid, "head"), "the job")
        session.send(b"one\x03two\n")
        session.expect(rb"end\n")
        assert session.wait() == 0
        seen.append((session.output(), session.modes()))
    assert seen[0] == seen[1]


# A launcher that is no shell: starts two wrapped jobs, and has them end in the order of its arguments.
LAUNCHER = """
import os, subprocess, sys, termios, time
job = 'stty -a >$0; until [ -e end-$0 ]; do sleep 0.02; done'
jobs = {}
for name in ('first', 'second'):
    jobs[name] = subprocess.Popen(['logwrap', '--', 'sh', '-c', job, name])
    while not os.path.exists(name) or termios.tcgetattr(0)[3] & termios.ICANON:
        time.sleep(0.02)
for name in sys.argv[1:]:
    open('end-' + name, 'w').close()
    jobs[name].wait()
"""


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")], ids="-then-".join)
def test_two_at_one_terminal_leave_it_as_before_whichever_ends_last(logwrap, order):
    session = logwrap.command_at_terminal([sys.executable, "-c", LAUNCHER, *order])
    assert session.wait() == 0
    assert session.modes() == session.initial_modes
    modes = (logwrap.work / "first").read_text()
    assert (logwrap.work / "second").read_text() == modes and "-isig" not in modes


def test_a_command_that_is_not_found_leaves_the_terminal_alone(logwrap):
    session = logwrap.at_terminal(["no-such-command-here"])
    session.expect(rb"no-such-command-here")
    assert session.wait() == 127
    assert session.modes() == session.initial_modes


def test_end_of_file_can_be_typed(logwrap):
    session = logwrap.at_terminal(["sh", "-c", "echo ready; cat; echo over"])
    raw_and_waiting(session)
    session.send(b"a line\r")
    session.expect(rb"a line\r\na line\r\n")
    session.send(b"\x04")
    session.expect(rb"over\r\n")
    assert session.wait() == 0


def test_a_paste_of_many_lines_arrives_whole(logwrap):
    count = 2000
    program = f"import sys\nprint('ready', flush=True)\nlines = [input() for _ in range({count})]\nprint('sum', sum(map(int, lines)))"
    session = logwrap.at_terminal([sys.executable, "-c", program])
    raw_and_waiting(session)
    for number in range(count):
        session.send(b"%d\r" % number)
    session.expect(b"sum %d\r\n" % (count * (count - 1) // 2))
    assert session.wait() == 0


def test_a_closed_terminal_hangs_the_job_up(logwrap):
    script = "trap 'echo hup >got; exit 0' HUP; echo ready; while :; do sleep 0.05; done"
    session = logwrap.at_terminal(["sh", "-c", script])
    raw_and_waiting(session)
    session.hang_up()
    session.wait()
    eventually((logwrap.work / "got").exists, "the job's own word that it was hung up")


def test_a_closed_terminal_that_was_logwraps_own_hangs_the_job_up_too(logwrap):
    script = "trap 'echo hup >got; exit 0' HUP; echo ready; while :; do sleep 0.05; done"
    session = logwrap.at_terminal(["sh", "-c", script], mode="lead")
    raw_and_waiting(session)
    session.hang_up()
    eventually((logwrap.work / "got").exists, "the job's own word that it was hung up")
    session.keeper.wait(60)


NOTES_WHAT_IT_HEARS = """
import signal, time
heard = open('heard', 'wb', buffering=0)
signal.signal(signal.SIGHUP, lambda *_: heard.write(b'hup '))
signal.signal(signal.SIGUSR1, lambda *_: heard.write(b'usr1 '))
try:
    while True:
        print('tick', flush=True)
        time.sleep(0.01)
except OSError:
    heard.write(b'lost ')
signal.pause()
heard.write(b'end')
"""


def test_a_job_whose_terminal_is_closed_hears_of_it_once_and_before_its_writes_fail(logwrap):
    session = logwrap.at_terminal([sys.executable, "-c", NOTES_WHAT_IT_HEARS], mode="lead")
    raw_and_waiting(session, rb"tick")
    session.hang_up()
    heard = (logwrap.work / "heard").read_text
    eventually(lambda: "lost" in heard(), "a write that fails")
    processes.end(session.pid, signal.SIGUSR1)
    eventually(lambda: "end" in heard(), "the signal that was sent later")
    assert heard() == "hup lost usr1 end"


def test_a_job_in_the_foreground_of_a_pipeline_keeps_the_pipe(logwrap):
    session = logwrap.command_at_terminal(["bash", "-c", "logwrap -- ls /etc/hostname /etc/passwd | cat"])
    session.expect(rb"/etc/hostname\r\n/etc/passwd\r\n")
    assert session.wait() == 0


def test_a_producer_at_a_terminal_feeds_a_wrapped_reader(logwrap):
    session = logwrap.command_at_terminal(["bash", "-c", "seq 3 | logwrap -- cat; echo ${PIPESTATUS[@]}"])
    session.expect(rb"1\r\n2\r\n3\r\n0 0\r\n")
    assert session.wait() == 0


def test_ctrl_c_ends_a_pipeline_with_a_wrapped_part(logwrap):
    session = logwrap.command_at_terminal(["bash", "-c", "echo ready; sleep 1000 | logwrap -- cat"])
    session.expect(rb"ready")
    job_of(session.pid, "cat")
    session.send(b"\x03")
    assert session.wait() == -signal.SIGINT
    assert session.modes() == session.initial_modes
