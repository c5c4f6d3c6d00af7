"""Whatever is wrong around it, the job runs and keeps its exit status, and one line says what is not being logged and why."""

import os
import subprocess
import sys

import pytest

from harness.waiting import eventually

NOBODY = 65534
JOB = ["sh", "-c", "echo out; echo err >&2; exit 6"]


def unlogged(logwrap, ended):
    """The job ran, and one line on stderr besides its own says why nothing is recorded. Returns that line."""
    assert (ended.status, ended.stdout) == (6, b"out\n")
    messages = [line for line in ended.stderr.decode().splitlines() if line != "err"]
    assert len(messages) == 1, messages
    assert messages[0].startswith("logwrap: ")
    return messages[0]


def as_nobody(logwrap, argv):
    """Runs a job as a user without rights, for whom modes count."""
    logwrap.open_to_everybody()
    for directory in (logwrap.home, logwrap.work):
        os.chown(directory, NOBODY, NOBODY)
    return logwrap.run(argv, user=NOBODY, group=NOBODY, extra_groups=[])


def test_a_state_directory_that_is_not_writable(logwrap):
    logwrap.state.mkdir(mode=0o500)
    os.chown(logwrap.state, NOBODY, NOBODY)
    message = unlogged(logwrap, as_nobody(logwrap, JOB))
    assert str(logwrap.state) in message and "ermission denied" in message


def test_a_state_directory_of_somebody_else(logwrap):
    logwrap.state.mkdir(mode=0o755)
    message = unlogged(logwrap, as_nobody(logwrap, JOB))
    assert str(logwrap.state) in message
    assert list(logwrap.state.iterdir()) == []


@pytest.mark.parametrize("mode", [0o770, 0o777, 0o1777])
def test_a_state_directory_that_others_may_write_to(logwrap, mode):
    logwrap.state.mkdir()
    logwrap.state.chmod(mode)
    assert str(logwrap.state) in unlogged(logwrap, logwrap.run(JOB))
    assert list(logwrap.state.iterdir()) == []


def test_a_state_directory_that_is_a_file(logwrap):
    logwrap.state.write_text("not a directory")
    assert str(logwrap.state) in unlogged(logwrap, logwrap.run(JOB))


def test_a_state_directory_that_cannot_be_made(logwrap):
    assert "/proc/nowhere" in unlogged(logwrap, logwrap.run(JOB, ["--state-dir", "/proc/nowhere/state"]))


def test_a_configuration_that_cannot_be_parsed(logwrap):
    (logwrap.home / ".logoptin").write_text("window: [40x120\n")
    assert ".logoptin" in unlogged(logwrap, logwrap.run(JOB))


def test_a_configuration_with_an_unknown_key_names_the_nearest(logwrap):
    (logwrap.home / ".logoptin").write_text("windw: 40x120\n")
    message = unlogged(logwrap, logwrap.run(JOB))
    assert ".logoptin:1" in message and "window" in message


def test_a_configuration_that_cannot_be_read(logwrap):
    (logwrap.home / ".logoptin").write_text("window: 50x200\n")
    (logwrap.home / ".logoptin").chmod(0)
    assert ".logoptin" in unlogged(logwrap, as_nobody(logwrap, JOB))


def test_without_a_home_the_records_stand_in_var_tmp(logwrap):
    for name in ("HOME", "LOGWRAP_STATE_DIR"):
        del logwrap.env[name]
    logwrap.open_to_everybody()
    uid = 987654  # of nobody on this machine: no passwd entry gives a home either
    logwrap.work.chmod(0o777)
    ended = logwrap.run(JOB, user=uid, group=uid, extra_groups=[])
    assert ended == (6, b"out\n", b"err\n")
    shown = logwrap.run_command([logwrap.binary, "logs"], user=uid, group=uid, extra_groups=[])
    subprocess.run(["rm", "-rf", f"/var/tmp/logwrap-{uid}"], check=True)
    assert b"out" in shown.stdout


def test_without_a_terminal_device_a_job_runs_and_is_recorded(logwrap):
    ended = logwrap.run_command(["setsid", "--wait", *logwrap.wrapped(JOB)])
    assert ended == (6, b"out\n", b"err\n")
    assert sorted(logwrap.lines()) == ["err", "out"]


def test_where_no_pty_can_be_had_pipes_do(logwrap, tmp_path):
    """As where there is no /dev/ptmx, which no test can take away from the machine it runs on."""
    (tmp_path / "no_pty.c").write_text("#include <errno.h>\nint posix_openpt(int flags) { errno = ENOENT; return -1; }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", "no_pty.so", "no_pty.c"], cwd=tmp_path, check=True)
    ended = logwrap.run(JOB, env={**logwrap.env, "LD_PRELOAD": str(tmp_path / "no_pty.so")})
    assert (ended.status, ended.stdout) == (6, b"out\n")
    assert [line for line in ended.stderr.decode().splitlines() if line != "err"][0].startswith("logwrap: ")
    assert sorted(logwrap.lines()) == ["err", "out"]


def test_nuls_and_invalid_utf8_pass_unchanged_and_are_recorded_as_valid_text(logwrap):
    payload = b"nul\0 inside\nbad \xff\xfe\xc3( utf-8\ncut \xe2\x82\nlast \xf0\x9f\x98\x80\n"
    (logwrap.work / "payload").write_bytes(payload)
    ended = logwrap.run(["cat", "payload"])
    assert (ended.status, ended.stdout) == (0, payload)
    lines = logwrap.lines()
    assert lines[0] == "nul inside"
    assert lines[1].startswith("bad ") and "\ufffd" in lines[1] and lines[1].endswith("( utf-8")
    assert lines[2:] == ["cut \ufffd", "last \U0001f600"]


def test_random_bytes_do_no_harm(logwrap):
    payload = os.urandom(300_000)
    (logwrap.work / "payload").write_bytes(payload)
    ended = logwrap.run(["sh", "-c", "cat payload; printf '\\033c\\nend of random\\n'; exit 6"])
    assert (ended.status, ended.stderr) == (6, b"")
    assert ended.stdout == payload + b"\x1bc\nend of random\n"
    assert logwrap.lines()[-1] == "end of random"


def test_arguments_of_any_bytes_are_the_jobs(logwrap):
    argument = bytes(range(1, 256))
    program = "import os, sys; os.write(1, os.fsencode(sys.argv[1]))"
    ended = logwrap.run_command([*map(os.fsencode, logwrap.wrapped([sys.executable, "-c", program])), argument])
    assert (ended.status, ended.stdout) == (0, argument)


def test_logwrap_within_logwrap_records_once(logwrap):
    ended = logwrap.run(logwrap.wrapped(JOB))
    assert ended == (6, b"out\n", b"err\n")
    assert sorted(logwrap.lines()) == ["err", "out"]


def test_a_command_that_is_not_there_is_told_by_a_nested_logwrap_too(logwrap):
    ended = logwrap.run(logwrap.wrapped(["no-such-command-here"]))
    assert (ended.status, ended.stdout) == (127, b"")
    assert ended.stderr.count(b"\n") == 1 and b"no-such-command-here" in ended.stderr


def test_a_run_id_that_leaked_keeps_no_job_from_being_recorded(logwrap):
    """As through sbatch, ssh or a tmux server: the variables are those of a run, but its pump is not above."""
    seen = logwrap.run(["env"]).stdout.decode().splitlines()
    leaked = dict(line.split("=", 1) for line in seen if line.startswith(("LOGWRAP_RUN_ID=", "LOGWRAP_PUMP=")))
    assert len(leaked) == 2
    logwrap.env.update(leaked)
    assert logwrap.run(JOB) == (6, b"out\n", b"err\n")
    assert len(logwrap.runs()) == 2
    assert sorted(logwrap.runs()[1].lines()) == ["err", "out"]


def test_a_run_whose_pump_lives_but_is_no_ancestor_keeps_no_job_from_being_recorded(logwrap):
    outer = logwrap.start(["sh", "-c", "echo $LOGWRAP_RUN_ID $LOGWRAP_PUMP; read go"], stdin=subprocess.PIPE)
    run_id, pump = outer.stdout.readline().decode().split()
    logwrap.env.update(LOGWRAP_RUN_ID=run_id, LOGWRAP_PUMP=pump)
    assert logwrap.run(JOB).status == 6
    eventually(lambda: len(logwrap.runs()) == 2, "both runs")
    outer.communicate(b"go\n", timeout=60)


def test_a_slip_in_a_configuration_keeps_nothing_from_being_read(logwrap):
    state = logwrap.env.pop("LOGWRAP_STATE_DIR")
    (logwrap.home / ".logoptin").write_text(f"state_dir: {state}\n")
    assert logwrap.run(["echo", "a line"]).status == 0
    (logwrap.home / ".logoptin").write_text(f"windw: 40x120\nstate_dir: {state}\n")
    for words in (["runs"], ["logs"]):
        shown = logwrap.run_command([logwrap.binary, *words])
        assert shown.status == 0 and b"a line" in shown.stdout, shown
        assert b".logoptin:1:1" in shown.stderr and shown.stderr.count(b"\n") == 1
