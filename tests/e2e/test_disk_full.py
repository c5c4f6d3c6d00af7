"""A disk that fills up or can no longer be written, before or while the job runs, costs records and nothing else; what is
missing is counted."""

import pathlib
import subprocess
import sys

import pytest

from harness.journal import runs_in
from harness.waiting import eventually

LINES = 20_000
MANY_LINES = f"for i in range({LINES}):\n  print('line', i, 'x' * 80)\nraise SystemExit(6)"


@pytest.fixture
def small_disk(logwrap):
    """The state directory on a file system of its own; call it with the size."""
    def mounted(size):
        logwrap.state.mkdir()
        options = f"size={size},mode=0700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "logwrap-e2e", logwrap.state], check=True)
        return logwrap.state

    yield mounted
    logwrap.close()
    subprocess.run(["umount", "--lazy", logwrap.state], check=False)


def all_lines_are_accounted_for(run):
    counts = run.info()["counts"]
    assert counts["committed"] == counts["recorded"] + sum(counts["dropped"].values())
    assert counts["recorded"] == len(run.lines())
    return counts


def there_is_room_for_some_lines(logwrap):
    """Runs a job that prints more than there is room for: the journal's run, and its counts."""
    ended = logwrap.run([sys.executable, "-c", MANY_LINES])
    assert ended.status == 6
    assert ended.stdout.count(b"\n") == LINES
    run = logwrap.journal()
    counts = all_lines_are_accounted_for(run)
    assert counts["committed"] == LINES
    assert 0 < counts["recorded"] < LINES
    assert run.lines()[0].startswith("line 0 ")
    return run, counts


def test_a_disk_that_fills_up_while_the_job_runs(logwrap, small_disk):
    small_disk("512k")
    run, counts = there_is_room_for_some_lines(logwrap)
    shown = logwrap.run_command([logwrap.binary, "logs"])
    assert shown.stdout.count(b"\n") == counts["recorded"]
    assert f"{counts['dropped']['disk']} lines are missing" in shown.stderr.decode() or run.events("gap")


def test_a_disk_that_is_full_from_the_start(logwrap, small_disk):
    disk = small_disk("64k")
    with open(disk / "filler", "wb", buffering=0) as filler:
        with pytest.raises(OSError):
            while True:
                filler.write(b"x" * 4096)
    ended = logwrap.run([sys.executable, "-c", MANY_LINES])
    assert ended.status == 6
    assert ended.stdout.count(b"\n") == LINES
    messages = ended.stderr.decode().splitlines()
    assert len(messages) == 1 and messages[0].startswith("logwrap: ")
    assert "No space left on device" in messages[0]
    assert list((disk / "runs").iterdir()) == []


@pytest.fixture
def quota(logwrap):
    """The state directory under a quota of 2 MiB of a file system with room: btrfs, whose quotas need no kernel of their own."""
    image, disk = logwrap.place / "btrfs.img", logwrap.place / "btrfs"
    with open(image, "wb") as file:
        file.truncate(160 << 20)
    subprocess.run(["mkfs.btrfs", "-q", "-M", image], check=True)
    disk.mkdir()
    mount = subprocess.run(["mount", "-o", "loop", image, disk], capture_output=True, check=False)
    if mount.returncode != 0:
        pytest.skip(f"no loop device to mount a btrfs on: {mount.stderr.decode().strip()}")
    subprocess.run(["btrfs", "quota", "enable", disk], check=True)
    subprocess.run(["btrfs", "subvolume", "create", disk / "state"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["btrfs", "qgroup", "limit", "2M", disk / "state"], check=True)
    (disk / "state").chmod(0o700)
    logwrap.state.symlink_to(disk / "state")
    yield
    logwrap.close()
    subprocess.run(["umount", "--lazy", disk], check=False)


def test_a_quota_that_is_used_up_while_the_job_runs(logwrap, quota):
    run, counts = there_is_room_for_some_lines(logwrap)
    assert counts["dropped"]["disk"] > 0
    (end,) = run.events("end")
    assert end["data"]["exit"] == 6
    gaps = run.events("gap")
    assert sum(gap["data"]["lines"] for gap in gaps) == counts["dropped"]["disk"]


def with_short_files(logwrap, kib, argv, options=()):
    """As one may run it: no file that logwrap and the job write may become longer."""
    return logwrap.run_command(["bash", "-c", 'ulimit -f "$0" && exec "$@"', str(kib), *logwrap.wrapped(argv, options)])


@pytest.mark.parametrize("kib", [2, 64, 1024])
def test_where_files_may_not_grow_long_all_is_recorded_in_more_of_them(logwrap, kib):
    ended = with_short_files(logwrap, kib, [sys.executable, "-c", MANY_LINES])
    assert (ended.status, ended.stderr) == (6, b"")
    run = logwrap.journal()
    counts = all_lines_are_accounted_for(run)
    assert counts["recorded"] == counts["committed"] == LINES
    assert run.events("end")


def test_a_line_that_is_longer_than_a_file_may_be_is_counted_and_the_others_are_recorded(logwrap):
    ended = with_short_files(logwrap, 8, [sys.executable, "-c", "print('before'); print('x' * 20000); print('after')"])
    assert ended.status == 0
    run = logwrap.journal()
    counts = all_lines_are_accounted_for(run)
    assert run.lines() == ["before", "after"]
    assert (counts["committed"], counts["dropped"]["disk"]) == (3, 1)
    (gap,) = run.events("gap")
    assert (gap["data"]["reason"], gap["data"]["lines"]) == ("disk", 1)
    assert run.events("end")


def test_a_file_that_may_not_grow_is_an_error_of_the_programs_that_read_and_send_and_not_their_death(logwrap):
    logwrap.run(["seq", "1000"])
    with open(logwrap.work / "out", "wb") as out:
        ended = logwrap.run_command(["bash", "-c", 'ulimit -f 1 && exec "$0" logs', logwrap.binary], stdout=out)
    assert ended.status == 1
    assert b"File too large" in ended.stderr


def test_recording_goes_on_once_there_is_room_again(logwrap, small_disk):
    disk = small_disk("4m")
    script = ("import sys\nprint('ready', flush=True)\nsys.stdin.readline()\n"
              f"for i in range({LINES}): print('line', i, 'x' * 80)\n"
              "sys.stdout.flush()\nprint('waiting', file=sys.stderr, flush=True)\n"
              "for word in sys.stdin: print(word.strip(), flush=True)\n")
    with open(logwrap.work / "out", "wb") as out:
        started = logwrap.start([sys.executable, "-c", script], stdin=-1, stdout=out)
        eventually(lambda: logwrap.runs() and logwrap.lines() == ["ready"], "the first line")
        with open(disk / "filler", "wb", buffering=0) as filler:
            with pytest.raises(OSError):
                while True:
                    filler.write(b"x" * 4096)
        started.stdin.write(b"go\n")
        started.stdin.flush()
        # logwrap's own word, that the disk is full, may come before it.
        assert any(b"waiting" in line for line in started.stderr)
        (disk / "filler").unlink()

        def heard_again():
            started.stdin.write(b"again\n")
            started.stdin.flush()
            return "again" in logwrap.lines()

        eventually(heard_again, "a line recorded after there was room")
        started.communicate(timeout=60)
    assert started.returncode == 0
    run = logwrap.journal()
    assert all_lines_are_accounted_for(run)["recorded"] >= 2
    assert run.events("gap")


NUMBERS = """
import os, sys
for i in range(26):
    sys.stdout.write(f"{i:04000d}\\n")
    sys.stdout.flush()
    sys.stdin.readline()
print("done", file=sys.stderr)
"""


def test_output_that_a_full_disk_does_not_take_is_missing_there_and_what_follows_is_not(logwrap, small_disk):
    disk, records = small_disk("64k"), logwrap.work / "records"
    logwrap.env["LOGWRAP_STATE_DIR"] = str(records)
    filler = disk / "filler"
    filler.write_bytes(b"x" * 40_000)
    with open(disk / "out", "wb") as out:
        started = logwrap.start([sys.executable, "-c", NUMBERS], stdin=subprocess.PIPE, stdout=out)
    for _ in range(20):
        started.stdin.write(b"\n")
        started.stdin.flush()
    assert started.stderr.readline() == (b"logwrap: cannot write stdout (No space left on device): what is printed "
                                         b"meanwhile is missing there\n")
    eventually(lambda: len(runs_in(records)[0].lines("stdout")) == 21, "the lines before")
    filler.unlink()
    _, errors = started.communicate(b"\n" * 6)
    assert (started.returncode, errors) == (0, b"done\n")
    there = (disk / "out").read_text().splitlines()
    assert there[0] == f"{0:04000d}" and there[-1] == f"{25:04000d}" and len(there) < 26
    assert runs_in(records)[0].lines("stdout") == [f"{i:04000d}" for i in range(26)]


def test_a_state_directory_that_vanishes_while_the_job_runs(logwrap):
    started = logwrap.start(["sh", "-c", "echo ready; read go; seq 1000; exit 6"], stdin=-1)
    assert started.stdout.readline() == b"ready\n"
    # So that nothing is being made there: rm does not remove what comes behind its back.
    logwrap.journal_when(lambda run: run.lines() == ["ready"], "the first line")
    subprocess.run(["rm", "-rf", logwrap.state], check=True)
    rest, _ = started.communicate(b"go\n", timeout=60)
    assert started.returncode == 6
    assert rest.split() == [b"%d" % i for i in range(1, 1001)]


def test_a_file_system_that_is_mounted_read_only_is_not_recorded_on(logwrap, small_disk):
    disk = small_disk("4m")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    ended = logwrap.run(["sh", "-c", "echo out; exit 6"])
    assert (ended.status, ended.stdout) == (6, b"out\n")
    assert ended.stderr.startswith(b"logwrap: not recording: ") and ended.stderr.count(b"\n") == 1
    assert b"Read-only file system" in ended.stderr


@pytest.fixture
def ext4(logwrap):
    """The state directory on an ext4 of its own that, when it meets an error, is read-only from then on. Gives what makes
    it so."""
    image = logwrap.place / "ext4.img"
    with open(image, "wb") as file:
        file.truncate(16 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-m", "0", image], check=True)
    logwrap.state.mkdir()
    mount = subprocess.run(["mount", "-o", "loop,errors=remount-ro", image, logwrap.state], capture_output=True, check=False)
    if mount.returncode != 0:
        pytest.skip(f"no loop device to mount an ext4 on: {mount.stderr.decode().strip()}")
    logwrap.state.chmod(0o700)
    device = subprocess.run(["findmnt", "-n", "-o", "SOURCE", logwrap.state], capture_output=True, check=True).stdout.decode()
    fault = pathlib.Path("/sys/fs/ext4") / pathlib.Path(device.strip()).name / "trigger_fs_error"
    yield lambda: fault.write_text("1")
    logwrap.close()
    subprocess.run(["umount", "--lazy", logwrap.state], check=False)


def test_a_file_system_that_becomes_read_only_while_the_job_runs_costs_what_comes_then(logwrap, ext4):
    started = logwrap.start([sys.executable, "-c", "import sys\nprint('ready', flush=True)\nfor line in sys.stdin:\n"
                             "  print(line.strip(), flush=True)\nsys.exit(6)"], stdin=-1)
    assert started.stdout.readline() == b"ready\n"
    eventually(lambda: logwrap.runs() and logwrap.lines() == ["ready"], "the first line")
    ext4()
    with pytest.raises(OSError, match="Read-only"):
        (logwrap.state / "anything").touch()
    rest, errors = started.communicate(b"one\ntwo\n", timeout=60)
    assert (started.returncode, rest) == (6, b"one\ntwo\n")
    messages = errors.decode().splitlines()
    assert messages and all(line.startswith("logwrap: ") and "Read-only file system" in line for line in messages)
    assert logwrap.lines() == ["ready"]
    assert "lost" in logwrap.run_command([logwrap.binary, "runs"]).stdout.decode()
