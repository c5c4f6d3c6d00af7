"""Faults below and beside the recorder, injected into the real binary: the job's output and status stay what they are
alone, and every line is accounted for."""

import errno
import os
import pathlib
import resource
import select
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from harness import processes
from harness.waiting import CAP, eventually

SOURCE = pathlib.Path(__file__).parent / "harness" / "faults.c"

# Prints each line it reads back, with a number; ends with 7.
ECHO = "import sys\nprint('ready', flush=True)\nfor line in sys.stdin:\n  print(line.strip(), flush=True)\nsys.exit(7)"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    built = tmp_path_factory.mktemp("faults") / "faults.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", built, SOURCE], check=True)
    return built


@pytest.fixture
def faults(logwrap, library):
    """The directory whose files are the faults that logwrap meets (harness/faults.c)."""
    directory = logwrap.place / "faults"
    directory.mkdir()
    logwrap.env.update(LD_PRELOAD=str(library), LOGWRAP_TEST_FAULTS=str(directory))
    return directory


class Dialogue:
    def __init__(self, logwrap, options=(), **settings):
        self.started = logwrap.start([sys.executable, "-c", ECHO], options, stdin=subprocess.PIPE, **settings)
        self.spoken = ["ready"]
        assert self.started.stdout.readline() == b"ready\n"

    def complaint(self):
        """The next line on stderr; the wait for it is ended by the job's end."""
        timer = threading.Timer(CAP, lambda: processes.end(self.started.pid))
        timer.start()
        line = self.started.stderr.readline()
        timer.cancel()
        return line

    def say(self, *words):
        """Has the job print words, and reads them: what it prints passes, whatever happens to the recording."""
        for word in words:
            self.started.stdin.write(word.encode() + b"\n")
            self.started.stdin.flush()
            assert self.started.stdout.readline() == word.encode() + b"\n"
            self.spoken.append(word)

    def end(self):
        """What it wrote to stderr."""
        rest, errors = self.started.communicate(timeout=60)
        assert (self.started.returncode, rest) == (7, b"")
        return errors


def counts_of(run, printed):
    """The counts of a run that has ended, of whose `printed` lines each is accounted for."""
    counts = run.info()["counts"]
    assert counts["committed"] == counts["recorded"] + sum(counts["dropped"].values()) == printed
    assert counts["recorded"] == len(run.lines())
    return counts


@pytest.mark.parametrize("number", [errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENOSPC], ids=errno.errorcode.get)
def test_a_disk_that_fails_for_a_while_costs_nothing_and_is_said_once(logwrap, faults, number):
    dialogue = Dialogue(logwrap)
    eventually(lambda: logwrap.runs() and logwrap.lines() == ["ready"], "the first line")
    (faults / "errno").write_text(str(number))
    dialogue.say("one", "two")
    assert os.strerror(number).encode() in dialogue.complaint()
    dialogue.say("three")
    assert logwrap.lines() == ["ready"]
    (faults / "errno").unlink()
    eventually(lambda: logwrap.lines() == dialogue.spoken, "what was held")
    assert dialogue.end() == b""
    assert counts_of(logwrap.journal(), 4)["recorded"] == 4


def test_a_disk_that_fails_to_the_end_is_accounted_for(logwrap, faults):
    dialogue = Dialogue(logwrap)
    eventually(lambda: logwrap.runs() and logwrap.lines() == ["ready"], "the first line")
    (faults / "errno").write_text(str(errno.EROFS))
    dialogue.say("one", "two")
    errors = dialogue.end().decode().splitlines()
    assert all(line.startswith("logwrap: ") and "Read-only file system" in line for line in errors)
    assert 1 <= len(errors) <= 2
    assert logwrap.lines() == ["ready"]


def test_a_disk_that_hangs_holds_the_job_up_once_and_what_is_dropped_is_counted(logwrap, faults):
    (faults / "job.py").write_text("import sys\nprint('ready', flush=True)\nsys.stdin.readline()\n"
                                   "for i in range(500_000): print(i)\n"
                                   "sys.stdout.flush()\nprint('waiting', file=sys.stderr, flush=True)\n"
                                   "for word in sys.stdin: print(word.strip(), flush=True)\nsys.exit(7)\n")
    with open(logwrap.work / "out", "wb") as out:
        started = logwrap.start([sys.executable, faults / "job.py"], stdin=subprocess.PIPE, stdout=out)
    eventually(lambda: logwrap.runs() and logwrap.lines() == ["ready"], "the first line")
    (faults / "hang").touch()
    started.stdin.write(b"go\n")
    started.stdin.flush()
    assert started.stderr.readline() == b"waiting\n"  # all is printed while the disk hangs
    (faults / "hang").unlink()
    eventually(lambda: logwrap.journal().events("gap"), "the gap told")
    started.communicate(b"last\n", timeout=60)
    assert started.returncode == 7
    printed = b"ready\n" + b"".join(b"%d\n" % i for i in range(500_000)) + b"last\n"
    assert (logwrap.work / "out").read_bytes() == printed
    run = logwrap.journal()
    assert run.lines()[-1] == "last"
    counts = run.info()["counts"]
    gaps = run.events("gap")
    assert counts["dropped"]["stuck"] == sum(gap["data"]["lines"] for gap in gaps) > 0
    assert counts["committed"] == counts["recorded"] + sum(counts["dropped"].values())
    # A line that a gap begins in is one in the journal, broken off, and a line feed in the gap.
    assert 500_003 - 1 <= counts["committed"] <= 500_002 + len(gaps)


def begins_fourth_segment(run):
    """False where the journal stands still before that."""
    def sizes():
        return {path.name: path.stat().st_size for path in run.segments()}

    before = None
    while (now := sizes()) != before and "000004.jsonl" not in now:
        before = now
        time.sleep(1)
    return "000004.jsonl" in now


def test_a_disk_that_hangs_while_the_job_waits_for_loki_holds_it_up_no_longer_than_any_that_hangs(logwrap, faults):
    # Of a journal of 1 MiB three segments may be unsent; what was taken meanwhile is written while the job waits: to the
    # fourth, unless the third has room for it. Then the job waits for Loki alone, and another is tried.
    (faults / "hang").write_text("000004.jsonl")
    with socket.socket() as nobody, open(logwrap.work / "out", "wb") as out:
        nobody.bind(("127.0.0.1", 0))
        options = [f"--loki-url=http://127.0.0.1:{nobody.getsockname()[1]}", "--on-full=throttle", "--run-limit=1MiB", "--drain=0"]
        for width in range(300, 320):
            out.truncate(0)
            logwrap.state = logwrap.place / f"state-{width}"
            logwrap.env["LOGWRAP_STATE_DIR"] = str(logwrap.state)
            started = logwrap.start([sys.executable, "-c", f"for i in range(20_000): print(f'{{i:0{width}}}')"], options, stdout=out)
            eventually(logwrap.runs, "the run")
            if begins_fourth_segment(logwrap.journal()):
                break
            started.kill()
            started.wait()
        _, errors = started.communicate(timeout=60)
    assert started.returncode == 0
    assert (logwrap.work / "out").read_bytes().count(b"\n") == 20_000
    assert b"the recorder took nothing for 5 s" in errors
    assert [path.name for path in logwrap.journal().segments()][-1] == "000004.jsonl"


def test_a_disk_that_hangs_to_the_end_keeps_the_job_for_a_bounded_time_only(logwrap, faults):
    dialogue = Dialogue(logwrap)
    eventually(lambda: logwrap.runs() and logwrap.lines() == ["ready"], "the first line")
    (faults / "hang").touch()
    dialogue.say("one", "two")
    errors = dialogue.end()  # though it hangs still
    assert errors.startswith(b"logwrap: the recorder took nothing for 5 s") and errors.count(b"\n") == 1
    assert logwrap.lines() == ["ready"]


def test_a_recorder_that_crashes_on_the_same_line_again_and_again_costs_that_line(logwrap, faults):
    (faults / "crash").write_text("poison")
    dialogue = Dialogue(logwrap)
    for number in range(3):
        old = logwrap.recorder(dialogue.started.pid)
        dialogue.say(f"before {number}")
        eventually(lambda wanted=f"before {number}": wanted in logwrap.lines(), "the line before")
        dialogue.say(f"poison {number}")
        eventually(lambda: processes.recorder_of(dialogue.started.pid) not in (None, old), "another recorder")
    dialogue.say("after")
    assert dialogue.end() == b""
    run = logwrap.journal()
    assert run.lines() == ["ready", "before 0", "before 1", "before 2", "after"]
    assert counts_of(run, len(dialogue.spoken))["dropped"]["crash"] == 3


def test_a_recorder_that_crashes_on_all_it_writes_is_given_up_and_all_is_accounted_for(logwrap, faults):
    dialogue = Dialogue(logwrap)
    eventually(lambda: logwrap.runs() and logwrap.lines() == ["ready"], "the first line")
    (faults / "crash").write_text("{")
    for number in range(5):
        dialogue.say(f"line {number}")
    assert b"not recording any more" in dialogue.complaint()
    (faults / "crash").unlink()
    dialogue.say("unrecorded")
    assert dialogue.end() == b""
    run = logwrap.journal()
    assert run.lines() == ["ready"]
    assert run.info()["status"] == {"state": "exited", "code": 7}
    counts_of(run, len(dialogue.spoken))


def test_a_run_has_its_start_record_though_the_first_recorder_dies_of_it(logwrap, faults):
    (faults / "die").write_text('"event":"start"')
    dialogue = Dialogue(logwrap)
    dialogue.say("one", "two")
    assert dialogue.end() == b""
    run = logwrap.journal()
    assert [record.get("event") for record in run.records()][0] == "start" and len(run.events("start")) == 1
    assert [record["seq"] for record in run.records()] == list(range(1, len(run.records()) + 1))
    counts_of(run, len(dialogue.spoken))


def test_recorders_that_die_one_after_the_other_leave_no_line_uncounted(logwrap):
    dialogue = Dialogue(logwrap)
    for number in range(3):
        # As soon as it is there: it may have got no further than to being told what the one before it missed.
        dialogue.say(f"before {number}")
        old = logwrap.recorder(dialogue.started.pid)
        processes.end(old)
        dialogue.say(f"after {number}")
        eventually(lambda: processes.recorder_of(dialogue.started.pid) not in (None, old), "another recorder")
    dialogue.say("last")
    eventually(lambda: logwrap.runs() and "last" in logwrap.lines(), "the last line")
    assert dialogue.end() == b""
    assert len(logwrap.journal().events("start")) == 1
    counts_of(logwrap.journal(), len(dialogue.spoken))


def test_what_a_new_recorder_says_first_is_written_though_the_job_is_silent(logwrap):
    dialogue = Dialogue(logwrap)
    eventually(lambda: logwrap.runs() and logwrap.lines() == ["ready"], "the first line")
    processes.end(logwrap.recorder(dialogue.started.pid))
    eventually(lambda: logwrap.journal().events("resumed"), "the new recorder's first word")
    assert dialogue.end() == b""


def test_a_recorder_that_runs_out_of_memory_is_replaced(logwrap):
    dialogue = Dialogue(logwrap)
    eventually(lambda: logwrap.runs() and logwrap.lines() == ["ready"], "the first line")
    old = logwrap.recorder(dialogue.started.pid)
    resource.prlimit(old, resource.RLIMIT_AS, (1 << 20, 1 << 20))
    dialogue.say("x" * 3_000_000)
    eventually(lambda: processes.recorder_of(dialogue.started.pid) not in (None, old), "another recorder")
    dialogue.say("after")
    eventually(lambda: "after" in logwrap.lines(), "the line after")
    assert dialogue.end() == b""
    assert logwrap.journal().events("resumed")
    counts = logwrap.journal().info()["counts"]
    assert counts["committed"] == counts["recorded"] + sum(counts["dropped"].values())


def test_recorders_that_all_run_out_of_memory_are_given_up(logwrap, faults):
    dialogue = Dialogue(logwrap)
    eventually(lambda: logwrap.runs() and logwrap.lines() == ["ready"], "the first line")
    (faults / "poor").touch()
    dialogue.say("poor from this line on")
    eventually(lambda: "poor from this line on" in logwrap.lines(), "the line written")
    # The others are from their first words on.
    eventually(lambda: dialogue.say("x" * 1_000_000) or select.select([dialogue.started.stderr], [], [], 0)[0], "its word")
    assert dialogue.complaint().startswith(b"logwrap: not recording any more: ")
    dialogue.say("passed on all the same")
    assert dialogue.end() == b""


@pytest.mark.parametrize("seconds", [-3600, 86400], ids=["an hour back", "a day forward"])
def test_a_clock_that_is_stepped_changes_no_order_and_no_time(logwrap, faults, seconds):
    dialogue = Dialogue(logwrap)
    dialogue.say("before")
    eventually(lambda: logwrap.runs() and "before" in logwrap.lines(), "the line before")
    (faults / "step").write_text(str(seconds))
    dialogue.say("after")
    eventually(lambda: "after" in logwrap.lines(), "the line after")
    old = logwrap.recorder(dialogue.started.pid)
    processes.end(old)
    eventually(lambda: processes.recorder_of(dialogue.started.pid) not in (None, old), "another recorder")
    dialogue.say("and later")
    assert dialogue.end() == b""
    run = logwrap.journal()
    assert run.lines() == dialogue.spoken
    times = [int(record["ts"]) for record in run.records()]
    assert times == sorted(set(times))
    assert times[-1] - times[0] < 600 * 10**9 and int(run.info()["end"]) - int(run.info()["start"]) < 600 * 10**9
    assert "exit 7" in logwrap.run_command([logwrap.binary, "runs"]).stdout.decode()


@pytest.mark.parametrize("limit", [*range(4, 26, 2), *range(32, 48)])
def test_whatever_the_limit_of_descriptors_the_job_runs_as_it_does_alone(logwrap, limit):
    job = ["sh", "-c", "echo out; echo err >&2; exit 6"]
    limited = ["prlimit", f"--nofile={limit}:{limit}"]
    alone = logwrap.run_command([*limited, *job])
    wrapped = logwrap.run_command([*limited, *logwrap.wrapped(job)])
    assert (wrapped.status, wrapped.stdout) == (alone.status, alone.stdout)
    ours = [line for line in wrapped.stderr.decode().splitlines() if line.startswith("logwrap: ")]
    assert sorted(wrapped.stderr.decode().splitlines()) == sorted([*alone.stderr.decode().splitlines(), *ours])
    assert len(ours) == 1 if not logwrap.runs() else sorted(logwrap.lines()) == ["err", "out"]


@pytest.mark.parametrize("limit", range(1, 6))
def test_whatever_the_limit_of_processes_the_job_runs_as_it_does_alone(logwrap, limit):
    limited = [*logwrap.as_user(54330 + limit), "prlimit", f"--nproc={limit}"]
    ended = logwrap.run_command([*limited, *logwrap.wrapped(["sh", "-c", "echo out; echo err >&2; exit 6"])])
    assert (ended.status, ended.stdout) == (6, b"out\n")
    ours = [line for line in ended.stderr.decode().splitlines() if line.startswith("logwrap: ")]
    assert sorted(ended.stderr.decode().splitlines()) == sorted(["err", *ours])
    assert ours or sorted(logwrap.lines()) == ["err", "out"]


WAITS_FOR_ALL = "import os\ntry:\n  while True: os.wait()\nexcept ChildProcessError: print('has no children')"


@pytest.mark.parametrize("limit", range(1, 6))
def test_whatever_the_limit_of_processes_no_child_of_logwraps_is_the_jobs(logwrap, limit):
    limited = [*logwrap.as_user(54340 + limit), "prlimit", f"--nproc={limit}"]
    ended = logwrap.run_command([*limited, *logwrap.wrapped(["/usr/bin/python3", "-c", WAITS_FOR_ALL])])
    assert (ended.status, ended.stdout) == (0, b"has no children\n")


# A container that forbids one system call with an errno: usage: NUMBER ERRNO COMMAND...
FORBIDS = r"""
import ctypes, os, struct, sys
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
number, refused = map(int, sys.argv[1:3])
program = b"".join(struct.pack("HBBI", *line) for line in [
    (LOAD, 0, 0, 0), (EQUAL, 0, 1, number), (RETURN, 0, 0, 0x00050000 | refused), (RETURN, 0, 0, 0x7fff0000)])
memory = ctypes.create_string_buffer(program)
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(memory)), 0, 0) == 0
os.execvp(sys.argv[3], sys.argv[3:])
"""
FORBIDDEN = {
    "x86_64": {"signalfd4": 289, "epoll_create1": 291, "clone": 56, "vfork": 58, "socketpair": 53, "kill": 62, "getrandom": 318},
    "aarch64": {"signalfd4": 74, "epoll_create1": 20, "clone": 220, "socketpair": 199, "kill": 129, "getrandom": 278},
}[os.uname().machine]


@pytest.mark.parametrize("refused", [errno.EPERM, errno.ENOSYS], ids=errno.errorcode.get)
@pytest.mark.parametrize("call", FORBIDDEN)
@pytest.mark.parametrize("where", ["batch", "terminal"])
def test_whatever_system_call_a_container_forbids_the_job_runs_as_it_does_alone(logwrap, where, call, refused):
    within = [sys.executable, "-c", FORBIDS, str(FORBIDDEN[call]), str(refused)]
    command = [*within, *logwrap.wrapped(["sh", "-c", "echo out; echo err >&2; exit 6"])]
    if where == "batch":
        status, *written = logwrap.run_command(command)
    else:
        session = logwrap.command_at_terminal(command)
        session.expect(rb"out\r\nerr\r\n")
        status, written = session.wait(), [session.output().replace(b"\r", b"")]
    printed = sorted(b"".join(written).decode().splitlines())
    ours = [line for line in printed if line.startswith("logwrap: ")]
    assert (status, printed) == (6, ["err", *ours, "out"])
    assert ours or sorted(logwrap.lines()) == ["err", "out"]


def test_a_command_that_cannot_be_run_harms_nobody_though_nobody_hears_of_it(logwrap):
    user = logwrap.as_user(54350)
    bystander = logwrap.start_command([*user, "sleep", "600"])
    eventually(lambda: processes.process(bystander.pid).name == "sleep", "the user's other process")
    reader, stderr = os.pipe()
    os.close(reader)
    started = logwrap.start_command([*user, *logwrap.wrapped(["/no/such/command"])], stderr=stderr)
    os.close(stderr)
    assert started.wait(CAP) == 127
    assert bystander.poll() is None


VICTIM, STRANGER = 54321, 54322
AS = "setpriv --reuid={0} --regid={0} --clear-groups"


@pytest.mark.parametrize("trick", [
    "mkdir -m 0777 $there",
    "mkdir -m 0700 $there",
    "ln -s $victim $there",
    "ln -s $victim/new $there",
    "ln -s /proc/self/root$victim $there",
    "echo mine >$there",
    "mkfifo -m 0666 $there",
    "mkdir $there && ln -s $victim $there/runs",
    "mkdir $there && ln -s $victim/new $there/pruned",
    "ln $victim/file $there",
], ids=lambda trick: trick.replace("$", ""))
@pytest.mark.parametrize("named", [False, True], ids=["the usual place", "named"])
def test_what_a_second_user_put_in_the_place_of_the_records_is_not_used(logwrap, trick, named):
    """In a /var/tmp of the test's own, where anybody may write, as a user without a home."""
    logwrap.open_to_everybody()
    there, victim = f"/var/tmp/logwrap-{VICTIM}", "/var/tmp/victim"
    for name in ("HOME", "LOGWRAP_STATE_DIR"):
        del logwrap.env[name]
    options = ["--state-dir", there] if named else []
    script = f"""
        set -e
        mount --make-rprivate /
        mount -t tmpfs -o mode=1777 none /var/tmp
        export there={there} victim={victim}
        {AS.format(VICTIM)} sh -c 'mkdir -m 0700 $victim; echo private >$victim/file'
        {AS.format(STRANGER if "$victim/file" not in trick else VICTIM)} sh -c '{trick}'
        status=0
        {AS.format(VICTIM)} "$@" || status=$?
        cd $victim; ls -A; cat file
        exit $status
    """
    ended = logwrap.run_command(["unshare", "--mount", "sh", "-c", script, "-",
                                 *logwrap.wrapped(["sh", "-c", "echo out; exit 6"], options)])
    assert (ended.status, ended.stdout) == (6, b"out\nfile\nprivate\n")
    assert ended.stderr.startswith(b"logwrap: not recording: ") and ended.stderr.count(b"\n") == 1
    assert there.encode() in ended.stderr


def test_a_pump_that_is_killed_leaves_the_job_as_a_closed_terminal_does_and_the_run_lost(logwrap):
    dialogue = Dialogue(logwrap)
    dialogue.say("kept")
    eventually(lambda: logwrap.runs() and "kept" in logwrap.lines(), "the line")
    family = [one.pid for one in processes.descendants(dialogue.started.pid)]
    processes.end(dialogue.started.pid, signal.SIGKILL)
    dialogue.started.wait(60)
    dialogue.started.stdin.close()
    eventually(lambda: not any(processes.alive(pid) for pid in family), "the end of all the others")
    assert "lost" in logwrap.run_command([logwrap.binary, "runs"]).stdout.decode()
    assert logwrap.logs() == ["ready", "kept"]
