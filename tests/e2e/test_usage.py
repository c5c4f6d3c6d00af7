"""A command line that makes no sense is refused before the job starts: status 125, and a message that helps."""

import pytest


def refused(logwrap, *arguments, env=None):
    ended = logwrap.run_command([logwrap.binary, *arguments], env=env or logwrap.env)
    assert ended.status == 125, ended
    assert ended.stdout == b""
    assert b"ran" not in ended.stdout
    assert not logwrap.runs()
    return ended.stderr.decode()


def test_an_unknown_option_names_the_nearest_one(logwrap):
    message = refused(logwrap, "--passthru", "raw", "--", "echo", "ran")
    assert "--passthru" in message
    assert "--passthrough" in message


def test_a_missing_command_is_a_usage_error(logwrap):
    assert "COMMAND" in refused(logwrap, "--")
    assert "COMMAND" in refused(logwrap, "run", "--")


@pytest.mark.parametrize("arguments, named", [
    (["--window", "wide"], "--window"),
    (["--window", "0x80"], "--window"),
    (["--pty", "sometimes"], "--pty"),
    (["--passthrough", "all"], "--passthrough"),
    (["--linger", "soon"], "--linger"),
    (["--config", "/no/such/file.yaml"], "/no/such/file.yaml"),
])
def test_a_bad_value_is_refused_by_name(logwrap, arguments, named):
    assert named in refused(logwrap, *arguments, "--", "echo", "ran")


def test_a_bad_value_in_the_environment_is_refused_by_name(logwrap):
    assert "LOGWRAP_WINDOW" in refused(logwrap, "--", "echo", "ran", env=dict(logwrap.env, LOGWRAP_WINDOW="big"))


def test_a_message_cannot_write_to_the_terminal(logwrap):
    assert "\x1b" not in refused(logwrap, "--\x1b[2Jno", "--", "echo")


def test_what_follows_the_two_dashes_is_the_jobs_alone(logwrap):
    ended = logwrap.run(["echo", "--help", "--", "--version"])
    assert (ended.status, ended.stdout) == (0, b"--help -- --version\n")


def test_run_may_be_said(logwrap):
    ended = logwrap.run_command([logwrap.binary, "run", "--", "echo", "said"])
    assert (ended.status, ended.stdout) == (0, b"said\n")


def test_help_and_version_go_to_stdout(logwrap):
    shown = logwrap.run_command([logwrap.binary, "--help"])
    assert shown.status == 0 and b"COMMAND" in shown.stdout and shown.stderr == b""
    version = logwrap.run_command([logwrap.binary, "--version"])
    assert version.status == 0 and version.stdout.startswith(b"logwrap ")


@pytest.mark.parametrize("asked", (["--help"], ["--version"], ["render", "--help"], ["logs", "--help"]))
def test_help_that_cannot_be_written_is_a_failure(logwrap, asked):
    with open("/dev/full", "wb") as full:
        ended = logwrap.run_command([logwrap.binary, *asked], stdout=full)
    assert ended.status == 1 and b"No space left on device" in ended.stderr, ended


def test_options_may_stand_before_or_after_the_subcommand(logwrap):
    logwrap.run(["echo", "a line"])
    del logwrap.env["LOGWRAP_STATE_DIR"]
    for arguments in (["--state-dir", logwrap.state, "logs"], ["logs", "--state-dir", logwrap.state]):
        assert b"a line" in logwrap.run_command([logwrap.binary, *arguments]).stdout
