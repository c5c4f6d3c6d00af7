"""`logwrap --opt-in`: whoever has no ~/.logoptin is not recorded, and nothing of logwrap runs beside the job."""

import os

import pytest

TELL_PARENT = ["sh", "-c", "echo $PPID; exit 5"]


def test_without_the_file_the_command_takes_logwraps_place(logwrap):
    started = logwrap.start(TELL_PARENT, ["--opt-in"])
    out, err = started.communicate(timeout=60)
    assert (started.returncode, err) == (5, b"")
    assert int(out) == os.getpid()  # its parent is whoever started logwrap
    assert not logwrap.state.exists()


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "mode: enabled\n"])
def test_with_the_file_the_job_is_recorded(logwrap, content):
    (logwrap.home / ".logoptin").write_text(content)
    assert logwrap.run(["sh", "-c", "echo hello; exit 5"], ["--opt-in"]).status == 5
    assert logwrap.lines() == ["hello"]


def test_the_file_is_looked_for_once_at_the_start(logwrap):
    optin = logwrap.home / ".logoptin"
    assert logwrap.run(["touch", optin], ["--opt-in"]).status == 0
    assert not logwrap.state.exists()
    assert logwrap.run(["sh", "-c", f"rm {optin}; echo still recorded"], ["--opt-in"]).status == 0
    assert logwrap.lines() == ["still recorded"]


def test_a_bad_file_is_named_with_its_place_and_the_nearest_key_and_the_job_runs_unlogged(logwrap):
    (logwrap.home / ".logoptin").write_text("# mine\nmoed: metadata\n")
    ended = logwrap.run(["sh", "-c", "echo hello; exit 5"], ["--opt-in"])
    assert (ended.status, ended.stdout) == (5, b"hello\n")
    assert ended.stderr == (b'logwrap: not recording: ~/.logoptin:2:1: unknown key "moed" (did you mean "mode"?). '
                            b"The job runs all the same.\n")
    assert not logwrap.state.exists()


@pytest.mark.parametrize("setting", ["mode: silent", "mode:", "mode: [metadata]", "mode: metadata\nmode: enabled", "{"])
def test_a_bad_value_never_means_more_than_was_asked_for(logwrap, setting):
    (logwrap.home / ".logoptin").write_text(setting + "\n")
    ended = logwrap.run(["echo", "hello"], ["--opt-in"])
    assert (ended.status, ended.stdout) == (0, b"hello\n")
    assert b"~/.logoptin:" in ended.stderr
    assert not logwrap.state.exists()


@pytest.mark.parametrize("home", [None, "", "relative", "/nonexistent"])
def test_without_a_home_nobody_has_opted_in(logwrap, home):
    env = {name: value for name, value in logwrap.env.items() if name != "HOME"}
    if home is not None:
        env["HOME"] = home
    assert logwrap.run(["echo", "hello"], ["--opt-in"], env=env).stdout == b"hello\n"
    assert not logwrap.state.exists()


def test_a_command_that_is_not_found_ends_as_without_logwrap(logwrap):
    assert logwrap.run(["no-such-command"], ["--opt-in"]).status == 127
    assert logwrap.run(["/"], ["--opt-in"]).status == 126
