"""The parent sees the job end as it would have without logwrap: same status, same signal, same answers to a bad command."""

import os
import resource
import signal
import subprocess
import sys

import pytest

from harness.waiting import CAP


def ended(started):
    """What the parent of a program is told of its end: siginfo's code and status."""
    info = os.waitid(os.P_PID, started.pid, os.WEXITED | os.WNOWAIT)
    return {os.CLD_EXITED: "exited", os.CLD_KILLED: "killed", os.CLD_DUMPED: "dumped"}[info.si_code], info.si_status


def all_ended(logwrap, commands):
    """How each of the programs ended, in their order; a few run at a time."""
    how = []
    for first in range(0, len(commands), 8):
        started = [logwrap.start_command(command, stdout=subprocess.DEVNULL) for command in commands[first : first + 8]]
        how += [ended(one) for one in started]
        for one in started:
            one.communicate(timeout=CAP)
    return how


def test_each_of_the_256_exit_codes_is_the_jobs(logwrap):
    commands = [logwrap.wrapped(["sh", "-c", f"exit {code}"]) for code in range(256)]
    assert all_ended(logwrap, commands) == [("exited", code) for code in range(256)]
    assert sorted(run.info()["status"]["code"] for run in logwrap.runs()) == list(range(256))


HARMLESS = {signal.SIGCHLD, signal.SIGCONT, signal.SIGURG, signal.SIGWINCH, signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN,
            signal.SIGTTOU}
C_LIBRARYS_OWN = {32, 33}
DEADLY = sorted(set(range(1, signal.SIGRTMAX + 1)) - HARMLESS - C_LIBRARYS_OWN)


def test_death_by_every_signal_that_can_kill_looks_the_same_to_the_parent(logwrap):
    program = "import os, sys; os.kill(os.getpid(), int(sys.argv[1]))"
    jobs = [[sys.executable, "-I", "-S", "-c", program, str(int(number))] for number in DEADLY]
    without_cores = ["prlimit", "--core=0"]
    alone = all_ended(logwrap, [without_cores + job for job in jobs])
    wrapped = all_ended(logwrap, [without_cores + logwrap.wrapped(job) for job in jobs])
    assert wrapped == alone
    # Python itself ignores two of them.
    assert alone == [("exited", 0) if number in (signal.SIGPIPE, signal.SIGXFSZ) else ("killed", number) for number in DEADLY]


@pytest.mark.parametrize("name", ["SEGV", "QUIT"])
def test_a_crash_of_the_job_leaves_no_core_file_of_logwraps_own(logwrap, name):
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    pid = os.fork()
    if pid == 0:
        try:
            resource.setrlimit(resource.RLIMIT_CORE, unlimited)
            os.chdir(logwrap.work)
            os.execve(logwrap.binary, logwrap.wrapped(["sh", "-c", f"ulimit -c 0; kill -{name} $$"]), logwrap.env)
        finally:
            os._exit(99)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == getattr(signal, f"SIG{name}")
    assert not os.WCOREDUMP(status)
    assert list(logwrap.work.iterdir()) == []


def test_a_shell_sees_128_and_the_signal_as_without_logwrap(logwrap):
    alone = logwrap.shell("sh -c 'kill -TERM $$'; echo $?")
    wrapped = logwrap.shell("logwrap -- sh -c 'kill -TERM $$'; echo $?")
    assert wrapped.stdout == alone.stdout == b"143\n"


def make(path, text, mode):
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_command_that_is_not_found_is_127(logwrap):
    ended = logwrap.run(["no-such-command-here"])
    assert ended.status == 127
    assert b"no-such-command-here" in ended.stderr
    assert logwrap.run([logwrap.work / "no" / "such" / "path"]).status == 127


def test_a_file_that_is_not_executable_is_126(logwrap):
    ended = logwrap.run([make(logwrap.work / "plain", "echo no\n", 0o644)])
    assert ended.status == 126
    assert b"plain" in ended.stderr


def test_a_directory_is_126(logwrap):
    assert logwrap.run([logwrap.work]).status == 126


def test_a_missing_interpreter_is_reported_as_a_shell_does(logwrap):
    script = make(logwrap.work / "bad", "#!/no/such/interpreter\n", 0o755)
    assert logwrap.run([script]).status == logwrap.shell(f"{script}").status


@pytest.mark.parametrize("kind", ["not found", "no such path", "not executable", "a directory", "below a file",
                                  "a bad interpreter", "no interpreter", "an interpreter that is a directory", "empty"])
def test_what_cannot_be_executed_ends_as_from_a_shell(logwrap, kind):
    """In batch and at a terminal, with the status that a shell gives it, and said by one line on stderr at most."""
    work = logwrap.work
    make(work / "plain", "echo no\n", 0o644)
    command = {
        "not found": "no-such-command-here",
        "no such path": work / "no" / "such" / "path",
        "not executable": work / "plain",
        "a directory": work,
        "below a file": work / "plain" / "x",
        "a bad interpreter": make(work / "bad", "#!/no/such/interpreter\n", 0o755),
        "no interpreter": make(work / "script", "exit 42\n", 0o755),
        "an interpreter that is a directory": make(work / "dir", f"#!{work}\n", 0o755),
        "empty": make(work / "empty", "", 0o755),
    }[kind]
    from_shell = logwrap.shell(f"exec -- {command}") if kind != "empty" else logwrap.shell(f"{command}")
    in_batch = logwrap.run([command])
    assert in_batch.status == from_shell.status
    assert len(in_batch.stderr.splitlines()) == (1 if from_shell.status in (126, 127) else 0)
    session = logwrap.at_terminal([command])
    assert session.wait() == from_shell.status
    assert session.modes() == session.initial_modes


def test_a_script_without_an_interpreter_line_runs_as_from_a_shell(logwrap):
    script = make(logwrap.work / "plain", "echo ran \"$1\"; exit 4\n", 0o755)
    ended = logwrap.run([script, "with a word"])
    assert (ended.status, ended.stdout) == (4, b"ran with a word\n")


def test_a_command_is_found_on_the_path_that_logwrap_was_given(logwrap):
    make(logwrap.work / "only-here", "#!/bin/sh\necho found\n", 0o755)
    logwrap.env["PATH"] += f":{logwrap.work}"
    assert logwrap.run(["only-here"]).stdout == b"found\n"


def test_how_the_job_ended_stands_in_the_run(logwrap):
    logwrap.run(["sh", "-c", "exit 3"])
    logwrap.run(["sh", "-c", "kill -KILL $$"])
    shown = logwrap.run_command([logwrap.binary, "runs"]).stdout.decode()
    assert "exit 3" in shown
    assert "SIGKILL" in shown
