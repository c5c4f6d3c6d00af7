"""The first record of a run says what runs where; the last one how it ended, why as far as anybody knows, and what it showed
last. `logwrap runs` has the gist, `logwrap logs` ends with it where the run failed."""

import os
import pathlib
import signal
import socket
import subprocess
import sys

import pytest

from harness import processes
from harness.waiting import eventually


def end_of(run):
    (end,) = run.events("end")
    return end["data"], end["line"]


def shown_by(logwrap, subcommand):
    return logwrap.run_command([logwrap.binary, subcommand])


def test_the_first_record_says_what_runs_where_and_where_it_is_recorded(logwrap):
    logwrap.env["SLURM_JOB_ID"] = "4711"
    logwrap.run(["true"])
    run = logwrap.journal()
    (start,) = run.events("start")
    data = start["data"]
    assert start["line"] == "started: true"
    assert data["journal"] == str(logwrap.state / "runs" / run.id)
    assert data["host"] == socket.gethostname()
    assert data["cwd"] == str(logwrap.work)
    assert data["label_run_id"] == run.id
    assert data["kernel"] == os.uname().release
    assert data["logwrap"] in shown_by(logwrap, "--version").stdout.decode()


def test_a_run_that_ends_well_says_what_it_took_and_needs_no_word_after_its_log(logwrap):
    program = "x = bytearray(100 << 20)\nfor i in range(3_000_000): pass\nprint('done')"
    logwrap.run([sys.executable, "-c", program])
    data, line = end_of(logwrap.journal())
    assert line.startswith("ended: exit 0, 1 line recorded; took ")
    assert data["exit"] == 0 and "cause" not in data
    assert data["peak_kib"] > 100 << 10
    assert data["user_ms"] + data["system_ms"] > 0
    assert data["last_stdout"] == "done"
    assert shown_by(logwrap, "logs").stderr == b""
    assert logwrap.journal().info()["usage"]["peak_kib"] == data["peak_kib"]


def test_a_job_at_a_terminal_says_what_it_took_too(logwrap):
    session = logwrap.at_terminal([sys.executable, "-c", "x = bytearray(100 << 20)\nprint('done')"])
    assert session.wait() == 0
    data, _ = end_of(logwrap.journal())
    assert data["peak_kib"] > 100 << 10


def test_a_job_that_fails_is_explained_by_its_last_error(logwrap):
    logwrap.run([sys.executable, "-c", "print('step 1')\nraise ValueError('loss is nan')"])
    data, line = end_of(logwrap.journal())
    assert data["cause"] == "ValueError: loss is nan"
    assert data["last_stdout"] == "step 1"
    assert data["last_stderr"].splitlines()[0] == "Traceback (most recent call last):"
    assert data["last_stderr"].splitlines()[-1] == "ValueError: loss is nan"
    assert "exit 1 (ValueError: loss is nan)" in shown_by(logwrap, "runs").stdout.decode()
    shown = shown_by(logwrap, "logs")
    assert b"ValueError: loss is nan\n" in shown.stdout  # the streams have no order among each other
    assert shown.stderr.decode() == f"logwrap: run {logwrap.journal().id} {line}\n"


def test_who_sent_the_signal_is_said_by_name(logwrap):
    started = logwrap.start(["sh", "-c", "echo ready; exec sleep 1000"])
    assert started.stdout.readline() == b"ready\n"
    # To logwrap alone, which hands it on; the sender lives until it has been read.
    sender = subprocess.Popen(["sh", "-c", f"kill -TERM {started.pid}; read end"], stdin=subprocess.PIPE)
    assert started.wait(60) == -signal.SIGTERM
    sender.communicate(b"end\n")
    data, line = end_of(logwrap.journal())
    assert data["signal_name"] == "SIGTERM"
    assert data["cause"] == f"sent by sh (pid {sender.pid}, uid {os.getuid()})"
    assert f"killed by SIGTERM, 1 line recorded; {data['cause']}" in line
    assert "killed by SIGTERM (sent by sh" in shown_by(logwrap, "runs").stdout.decode()


def test_a_job_that_catches_the_signal_and_exits_says_so(logwrap):
    started = logwrap.start(["sh", "-c", "trap 'exit 143' TERM; echo ready; while :; do sleep 0.05; done"])
    assert started.stdout.readline() == b"ready\n"
    processes.end(started.pid, signal.SIGTERM)
    assert started.wait(60) == 143
    data, _ = end_of(logwrap.journal())
    name = pathlib.Path("/proc/self/comm").read_text().strip()
    assert data["cause"] == f"after SIGTERM, sent by {name} (pid {os.getpid()}, uid {os.getuid()})"
    assert data["last_signal"] == "SIGTERM"


BAR = ("import os, signal, sys\nprint('first', flush=True)\n"
       "sys.stderr.write('\\r 10%|#         |\\r 45%|####      |')\nsys.stderr.flush()\n"
       "os.kill(os.getpid(), signal.SIGKILL)")


def test_the_bar_that_was_on_the_screen_is_in_the_last_record(logwrap):
    logwrap.run([sys.executable, "-c", BAR])
    data, _ = end_of(logwrap.journal())
    assert data["signal_name"] == "SIGKILL"
    assert data["screen_stderr"] == " 45%|####      |"
    assert "screen_stdout" not in data  # its line was finished


@pytest.mark.parametrize("mode", ["disabled", "metadata"])
def test_what_is_silenced_is_not_in_the_last_record(logwrap, mode):
    program = ("import sys\nprint('open', flush=True)\nprint('/LOGCOMMAND {\"mode\":\"%s\"}', flush=True)\n"
               "print('secret line', flush=True)\nsys.stdout.write('secret prompt')\nsys.stdout.flush()\n"
               "raise SystemExit(1)" % mode)
    (logwrap.work / "job.py").write_text(program)  # so that the command line says nothing of it
    logwrap.run([sys.executable, "job.py"])
    data, _ = end_of(logwrap.journal())
    assert data["last_stdout"] == "open"
    assert not any(key.startswith("screen") for key in data)
    assert b"secret" not in logwrap.journal().raw()


def test_the_last_record_has_no_secrets(logwrap):
    logwrap.env["MY_API_TOKEN"] = "hunter2-hunter2-hunter2"
    program = "import sys\nprint('token hunter2-hunter2-hunter2')\nsys.stderr.write('key hunter2-hunter2-hunter2 > ')\nsys.exit(3)"
    logwrap.run([sys.executable, "-c", program])
    run = logwrap.journal()
    data, _ = end_of(run)
    assert data["last_stdout"].startswith("token ") and data["screen_stderr"].startswith("key ")
    assert b"hunter2" not in run.raw()


def new_group():
    """A control group below the test's own, with 100 MB, of version 2 or 1; skips where none can be made."""
    own = dict(line.split(":", 2)[1:] for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines())
    mount = pathlib.Path("/sys/fs/cgroup")
    parent = mount / "memory" / own["memory"].lstrip("/") if "memory" in own else mount / own[""].lstrip("/")
    group = parent / f"logwrap-test-{os.getpid()}"
    limits = {"memory.max": "100M", "memory.swap.max": "0", "memory.limit_in_bytes": "100M", "memory.memsw.limit_in_bytes": "100M"}
    try:
        group.mkdir()
    except OSError as error:
        pytest.skip(f"no control group to be had: {error}")
    found = [name for name in limits if (group / name).exists()]
    for name in found:
        (group / name).write_text(limits[name])
    if not found:
        group.rmdir()
        pytest.skip("no memory controller here")
    return group


@pytest.fixture
def small_memory():
    """What runs a command in a control group with little memory."""
    group = new_group()
    yield ["sh", "-c", f"echo $$ >{group}/cgroup.procs && exec \"$@\"", "-"]
    eventually(lambda: not (group / "cgroup.procs").read_text(), "the end of all in the group")
    group.rmdir()


def test_a_job_that_the_kernel_kills_for_want_of_memory_says_so(logwrap, small_memory):
    job = [sys.executable, "-c", "print('before', flush=True)\nx = bytearray(300 << 20)\nprint('not reached')"]
    ended = logwrap.run_command([*small_memory, *logwrap.wrapped(job)])
    assert (ended.status, ended.stdout) == (-signal.SIGKILL, b"before\n")
    data, line = end_of(logwrap.journal())
    assert data["oom_kills"] == 1 and data["cause"] == "out of memory"
    assert line.startswith("ended: killed by SIGKILL, 1 line recorded; out of memory; took ")
    assert "killed by SIGKILL (out of memory)" in shown_by(logwrap, "runs").stdout.decode()
