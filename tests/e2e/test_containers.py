"""As in a container: PID 1, nothing that can be written to, no terminals, nobody known by name, little memory."""

import os
import signal
import sys

import pytest

from harness import processes
from harness.journal import runs_in
from harness.waiting import eventually

NAMESPACES = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]


def as_init(logwrap, argv, **settings):
    return logwrap.start_command([*NAMESPACES, *logwrap.wrapped(argv)], **settings)


def init_of(started):
    """The pid, seen from outside, of the process that is PID 1 inside."""
    return eventually(lambda: processes.named(started.pid, "logwrap"), "logwrap as PID 1")[0].pid


@pytest.mark.parametrize("code", [0, 7, 255])
def test_as_pid_1_it_ends_with_the_jobs_exit_code(logwrap, code):
    started = as_init(logwrap, ["sh", "-c", f"echo $PPID; exit {code}"])
    assert started.communicate(timeout=60)[0] == b"1\n"
    assert started.returncode == code
    assert logwrap.lines() == ["1"]


@pytest.mark.parametrize("name", ["TERM", "KILL", "SEGV", "USR1"])
def test_as_pid_1_it_ends_with_128_and_the_signal_that_killed_the_job(logwrap, name):
    number = getattr(signal, f"SIG{name}")
    started = as_init(logwrap, ["sh", "-c", f"ulimit -c 0; kill -{name} $$"])
    started.communicate(timeout=60)
    assert started.returncode == 128 + number


@pytest.mark.parametrize("name", ["HUP", "INT", "QUIT", "TERM", "USR1", "USR2"])
def test_as_pid_1_it_hands_signals_on(logwrap, name):
    started = as_init(logwrap, ["sh", "-c", f"trap 'echo got {name}; exit 9' {name}; echo ready; while :; do sleep 0.05; done"])
    assert started.stdout.readline() == b"ready\n"
    processes.end(init_of(started), getattr(signal, f"SIG{name}"))
    assert started.communicate(timeout=60)[0] == f"got {name}\n".encode()
    assert started.returncode == 9


ORPHANS = """
import os, sys
def zombies_and_orphans():
    found = []
    for entry in os.listdir('/proc'):
        try:
            state, parent = open(f'/proc/{entry}/stat').read().rsplit(')', 1)[1].split()[:2]
            name = open(f'/proc/{entry}/comm').read().strip()
        except (OSError, ValueError):
            continue
        if entry.isdigit() and (state == 'Z' or (parent == '1' and name == 'orphan')):
            found.append((entry, state, name))
    return found
for _ in range(20):
    if os.fork() == 0:
        if os.fork() == 0:  # its parent ends first, so that it becomes PID 1's
            open('/proc/self/comm', 'w').write('orphan')
            sys.stdin.readline()
            os._exit(0)
        os._exit(0)
    os.wait()
print('ready', flush=True)
sys.stdin.readline()
while zombies_and_orphans():
    pass
print('all reaped', flush=True)
"""


def test_as_pid_1_it_reaps_orphans(logwrap):
    started = as_init(logwrap, [sys.executable, "-c", ORPHANS], stdin=-1)
    assert started.stdout.readline() == b"ready\n"
    out, _ = started.communicate(b"go\n", timeout=60)
    assert out == b"all reaped\n"
    assert started.returncode == 0


def test_as_pid_1_it_takes_what_the_job_left_behind_with_it(logwrap):
    """A namespace ends with its PID 1, so nothing in it may keep who waits for it."""
    started = as_init(logwrap, ["sh", "-c", "setsid sleep 1000 & echo started; exit 4"])
    out, _ = started.communicate(timeout=60)
    assert (out, started.returncode) == (b"started\n", 4)


def in_mounts(logwrap, prepare, argv, **settings):
    """Runs argv in a mount namespace of its own, after the shell commands `prepare`."""
    script = f"set -e\nmount --make-rprivate /\n{prepare}\nexec \"$@\""
    return logwrap.run_command(["unshare", "--mount", "sh", "-c", script, "-", *map(str, argv)], **settings)


# Everything that is mounted becomes read-only; what cannot be is no place for files.
READ_ONLY = "while read -r _ where _; do mount -o remount,bind,ro \"$where\" 2>/dev/null || :; done </proc/self/mounts"


def test_with_everything_read_only_the_job_runs_and_one_line_says_what_is_missing(logwrap):
    script = "echo out; echo err >&2; if touch file 2>/dev/null; then echo writable; fi; exit 3"
    ended = in_mounts(logwrap, READ_ONLY, logwrap.wrapped(["sh", "-c", script]))
    assert (ended.status, ended.stdout) == (3, b"out\n")
    ours = [line for line in ended.stderr.decode().splitlines() if line != "err"]
    assert len(ours) == 1 and ours[0].startswith("logwrap: not recording: ") and "Read-only file system" in ours[0]


def test_with_a_read_only_root_and_a_place_for_its_records_it_records(logwrap):
    logwrap.state.mkdir(mode=0o700)
    place = f"mount --bind {logwrap.state} {logwrap.state}\n{READ_ONLY}\nmount -o remount,bind,rw {logwrap.state}"
    ended = in_mounts(logwrap, place, logwrap.wrapped(["sh", "-c", "echo out; exit 3"]))
    assert ended == (3, b"out\n", b"")
    assert logwrap.lines() == ["out"]


def test_a_user_without_name_and_home_has_the_job_run_and_recorded(logwrap):
    del logwrap.env["HOME"]
    ended = logwrap.run_command([*logwrap.as_user(54321), *logwrap.wrapped(["sh", "-c", "id -u; exit 5"])])
    assert (ended.status, ended.stdout, ended.stderr) == (5, b"54321\n", b"")
    run = logwrap.journal()
    assert run.lines() == ["54321"]
    assert run.info()["uid"] == 54321 and run.info()["user"]


def test_a_home_that_is_roots_and_closed_keeps_no_job_of_another_user_from_being_recorded(logwrap):
    """As an image's HOME=/root does where it is run as a number."""
    closed = logwrap.place / "closed"
    closed.mkdir(mode=0o700)
    logwrap.env["HOME"] = str(closed)
    ended = logwrap.run_command([*logwrap.as_user(54321), *logwrap.wrapped(["sh", "-c", "id -u; exit 5"])])
    assert (ended.status, ended.stdout, ended.stderr) == (5, b"54321\n", b"")
    assert logwrap.lines() == ["54321"]


MEMORY_KIB = 64 * 1024
MANY_LINES = 200_000


def test_64_megabytes_of_memory_do(logwrap):
    """What all of logwrap's processes use together, while a job prints as fast as it can, and what each may ask for."""
    program = (f"import sys\nfor i in range({MANY_LINES}): print('line', i, 'x' * 60)\n"
               "print('waiting', file=sys.stderr, flush=True)\nsys.stdin.readline()\n")
    command = ["prlimit", f"--as={MEMORY_KIB * 1024}", *logwrap.wrapped([sys.executable, "-S", "-c", program])]
    with open(logwrap.work / "out", "wb") as out:
        started = logwrap.start_command(command, stdin=-1, stdout=out)
    assert started.stderr.readline() == b"waiting\n"
    family = [started.pid] + [one.pid for one in processes.descendants(started.pid) if one.name.startswith("logwrap")]
    assert len(family) >= 2
    assert sum(processes.memory_kib(pid) for pid in family) < MEMORY_KIB
    started.communicate(b"go\n", timeout=60)
    assert started.returncode == 0
    counts = runs_in(logwrap.state)[0].info()["counts"]
    assert counts["committed"] == counts["recorded"] == MANY_LINES + 1
