"""The parent sees the job end as it would have without logwrap: same status, same signal, same answers to a bad command."""

import os
import resource
import signal

import pytest


@pytest.mark.parametrize("code", [0, 1, 2, 3, 125, 126, 127, 128, 143, 255])
def test_the_exit_status_is_the_jobs(logwrap, code):
    assert logwrap.run(["sh", "-c", f"exit {code}"]).status == code


@pytest.mark.parametrize("name", ["HUP", "INT", "QUIT", "KILL", "SEGV", "ABRT", "PIPE", "ALRM", "TERM", "USR1", "RTMIN"])
def test_a_job_killed_by_a_signal_looks_killed_by_it(logwrap, name):
    number = getattr(signal, f"SIG{name}")
    assert logwrap.run(["sh", "-c", f"kill -{int(number)} $$; exit 9"]).status == -number


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
