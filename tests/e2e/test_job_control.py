"""Ctrl-Z, fg and bg as without logwrap, under a keeper that reports what a shell would see and under real shells."""

import os
import signal
import sys

from harness import processes
from harness.waiting import eventually

COUNTER = """
import signal, sys
print('ready', flush=True)
for line in sys.stdin:
    print('got', line.strip(), flush=True)
"""


# The same, and says each time that it was continued.
SAYS_THAT_IT_GOES_ON = """
import os, signal
signal.signal(signal.SIGCONT, lambda *_: os.write(1, b'goes on\\n'))
""" + COUNTER


def at_work(logwrap, program=COUNTER):
    session = logwrap.at_terminal([sys.executable, "-c", program])
    session.expect(rb"ready")
    eventually(session.is_raw, "raw mode outside")
    return session


def job_below(session):
    jobs = [one for one in processes.descendants(session.pid) if one.name.startswith("python")]
    assert len(jobs) == 1, jobs
    return jobs[0]


def test_ctrl_z_stops_the_job_and_logwrap_and_gives_the_terminal_back(logwrap):
    session = at_work(logwrap)
    session.send(b"\x1a")
    assert session.wait_stopped() == signal.SIGTSTP
    assert session.modes() == session.initial_modes
    assert job_below(session).state == "T"


def test_fg_continues_where_it_stopped(logwrap):
    session = at_work(logwrap)
    for word in (b"first", b"second"):
        session.send(b"\x1a")
        session.wait_stopped()
        session.foreground()
        eventually(session.is_raw, "raw mode again")
        session.send(word + b"\r")
        session.expect(b"got " + word)
    session.send(b"\x04")
    assert session.wait() == 0
    assert session.modes() == session.initial_modes


def test_fg_continues_the_job_once(logwrap):
    session = at_work(logwrap, SAYS_THAT_IT_GOES_ON)
    for i in range(5):
        session.send(b"\x1a")
        session.wait_stopped()
        session.foreground()
        session.expect(rb"goes on")
        eventually(session.is_raw, "raw mode again")
        session.send(b"%d\r" % i)
        session.expect(b"got %d" % i)
    session.send(b"\x04")
    assert session.wait() == 0
    assert session.output().count(b"goes on") == 5


# No shell: dash vforks, and one that is stopped between that and exec does not stop, nor does it without logwrap.
WAITS_FOR_GO = """
import os, signal, sys, time
signal.signal(signal.SIGCONT, lambda *_: os.write(1, b'stopped-once\\n'))
print('ready', flush=True)
while not os.path.exists('go'):
    time.sleep(0.02)
print('gone')
sys.exit(4)
"""


def test_bg_lets_the_job_go_on_without_the_terminal(logwrap):
    session = logwrap.at_terminal([sys.executable, "-c", WAITS_FOR_GO])
    session.expect(rb"ready")
    eventually(session.is_raw, "raw mode outside")
    session.send(b"\x1a")
    session.wait_stopped()
    session.background()
    session.expect(rb"stopped-once")
    assert session.modes() == session.initial_modes
    (logwrap.work / "go").touch()
    session.expect(rb"gone")
    assert session.wait() == 4
    assert session.modes() == session.initial_modes


def test_a_job_that_ignores_ctrl_z_runs_on(logwrap):
    program = ("import signal\nsignal.signal(signal.SIGTSTP, signal.SIG_IGN)\nprint('ready', flush=True)\n"
               "print('read', input())")
    session = logwrap.at_terminal([sys.executable, "-c", program])
    session.expect(rb"ready")
    eventually(session.is_raw, "raw mode outside")
    session.send(b"\x1aword\r")
    session.expect(rb"read ")
    assert session.wait() == 0


def test_a_stop_signal_sent_to_logwrap_stops_the_job(logwrap):
    session = at_work(logwrap)
    processes.end(session.pid, signal.SIGTSTP)
    assert session.wait_stopped() == signal.SIGTSTP
    assert job_below(session).state == "T"
    session.foreground()
    eventually(session.is_raw, "raw mode again")
    session.send(b"on\r")
    session.expect(rb"got on")


def test_ctrl_z_and_fg_under_bash_in_tmux(logwrap):
    shell = logwrap.in_tmux()
    (logwrap.work / "counter.py").write_text(COUNTER)
    shell.type(f"logwrap -- {sys.executable} counter.py")
    shell.expect("\nready\n")
    shell.type("one")
    shell.expect("got one")
    shell.key("C-z")
    shell.expect("Stopped")
    shell.type("jobs; echo st''ill here")
    shell.expect("still here")
    shell.type("fg")
    shell.type("two")
    shell.expect("got two")
    shell.key("C-d")
    shell.type("echo sta''tus $?")
    shell.expect("status 0")


def test_what_was_typed_ahead_and_not_read_is_the_shells(logwrap):
    shell = logwrap.in_tmux()
    shell.type("logwrap -- sh -c 'echo at-work; until [ -e go ]; do sleep 0.02; done'")
    shell.expect("\nat-work")
    shell.type("echo typed-$((1 + 1))-ahead")
    shell.type("unfini", enter=False)
    shell.expect("unfini")
    (logwrap.work / "go").touch()
    shell.expect("typed-2-ahead")
    shell.type("shed; echo status $?")
    shell.expect("unfinished: command not found")
    shell.expect("status 127")


def test_what_was_typed_ahead_is_the_shells_also_when_the_job_stops(logwrap):
    session = logwrap.at_terminal([sys.executable, "-c", WAITS_FOR_GO])
    session.expect(rb"ready")
    eventually(session.is_raw, "raw mode outside")
    session.send(b"flushed by the key\r\x1afor the shell\r")
    session.wait_stopped()
    assert os.read(session.slave, 100) == b"for the shell\n"


def test_one_ctrl_c_ends_a_shell_loop_over_wrapped_jobs(logwrap):
    shell = logwrap.in_tmux()
    shell.type("for i in 1 2 3; do logwrap -- sh -c \"echo round-$i-runs; exec sleep 1000\"; done; echo af''ter")
    shell.expect("\nround-1-runs")
    eventually(lambda: len(logwrap.runs()) == 1, "the first run")
    shell.key("C-c")
    shell.type("echo loop-$?-over")
    shell.expect("loop-130-over")
    assert "\nround-2-runs" not in shell.screen()


def test_a_wrapped_job_in_the_background_can_be_brought_back(logwrap):
    shell = logwrap.in_tmux()
    shell.type("logwrap -- sh -c 'while [ ! -e go ]; do sleep 0.02; done; echo got-the-word; read x; echo read-$x' &")
    eventually(logwrap.runs, "the run")
    shell.type("echo shell-go''es-on")
    shell.expect("shell-goes-on")
    shell.type("touch go; fg")
    shell.expect("\ngot-the-word")
    shell.type("typed")
    shell.expect("read-typed")


def interactive_bash(logwrap):
    logwrap.env["PS1"] = "outer> "
    session = logwrap.command_at_terminal(["bash", "--noprofile", "--norc", "-i"], mode="lead")
    session.expect(rb"outer> ")
    return session


def test_a_job_in_the_background_finds_the_modes_of_one_in_the_foreground(logwrap):
    """Not those of the shell's line editor, which has the terminal by then: no line that is typed would end."""
    session = interactive_bash(logwrap)
    session.send(b"stty -a >foreground\r")
    session.expect(rb"outer> ")
    session.send(b"(until [ -e go ]; do sleep 0.02; done; exec logwrap -- sh -c 'stty -a >background; echo wri''tten') &\r")
    session.expect(rb"outer> ")
    eventually(session.is_raw, "the line editor")
    (logwrap.work / "go").touch()
    session.expect(rb"written")
    assert (logwrap.work / "background").read_text() == (logwrap.work / "foreground").read_text()


def test_a_logwrap_that_is_killed_in_the_background_leaves_the_terminal_to_who_has_it(logwrap):
    session = interactive_bash(logwrap)
    session.send(b"logwrap -- sh -c 'echo run''s; exec sleep 1000' &\r")
    session.expect(rb"runs")
    eventually(session.is_raw, "the line editor")
    modes = session.modes()
    logwrap_pid = processes.named(session.pid, "logwrap")[0].pid
    leader = processes.named(logwrap_pid, "logwrap-leader")[0].pid
    processes.end(logwrap_pid)
    eventually(lambda: not processes.alive(leader), "the leader's end")
    assert session.modes() == modes


TICKS = """
trap 'echo hup >hup' HUP
i=0
until [ -e end ]; do i=$((i + 1)); echo tick-$i; sleep 0.02; done
echo done >done
"""


def test_a_job_in_the_background_does_not_hear_that_the_terminal_is_closed(logwrap):
    """As alone, where its shell does not tell it either: it ended before, or had disowned it."""
    session = interactive_bash(logwrap)
    (logwrap.work / "ticks.sh").write_text(TICKS)
    session.send(b"logwrap -- sh ticks.sh & disown\r")
    session.expect(rb"tick-1")
    session.send(b"exit\r")
    session.keeper.wait(60)
    session.hang_up()
    closed = len(logwrap.lines())
    eventually(lambda: len(logwrap.lines()) > closed + 50, "lines of a job that goes on")
    (logwrap.work / "end").touch()
    eventually((logwrap.work / "done").exists, "its end")
    assert not (logwrap.work / "hup").exists()


def test_an_interactive_bash_inside_logwrap_has_job_control(logwrap):
    logwrap.env["PS1"] = "inner> "
    session = logwrap.at_terminal(["bash", "--noprofile", "--norc", "-i"])
    session.expect(rb"inner> ")
    assert b"no job control" not in session.output()
    session.send(b"sleep 1000\r")
    eventually(lambda: processes.named(session.pid, "sleep"), "the sleep")
    eventually(lambda: processes.named(session.pid, "sleep")[0].group == foreground_of_inner(session), "its foreground")
    session.send(b"\x1a")
    session.expect(rb"Stopped")
    session.send(b"bg\r")
    session.expect(rb"sleep 1000 &")
    session.send(b"kill %1; wait; echo job-en''ded\r")
    session.expect(rb"job-ended")
    session.send(b"exit 7\r")
    assert session.wait() == 7
    assert session.modes() == session.initial_modes


def foreground_of_inner(session):
    """The foreground group of the terminal that the inner shell runs at: field 8 of its stat."""
    with open(f"/proc/{processes.named(session.pid, 'bash')[0].pid}/stat", encoding="ascii") as stat:
        return int(stat.read().rsplit(")", 1)[1].split()[5])
