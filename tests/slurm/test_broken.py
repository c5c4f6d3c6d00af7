"""Whatever of logwrap is missing or broken: jobs run as they would without it."""

import contextlib
import os
import subprocess

import pytest


@pytest.fixture(scope="session")
def slurm(new_cluster):
    cluster = new_cluster()
    cluster.anna.opt_in()
    return cluster


def check_runs_alone(anna, says=b""):
    """As without logwrap, but for one line for the user at most."""
    before = len(anna.runs())
    job = anna.batch("echo out; echo $LOGWRAP_RUN_ID; exit 6")
    assert job.exit_code == "6:0"
    lines = job.output().splitlines()
    assert lines[-2:] == [b"out", b""]
    assert len(lines[:-2]) == (1 if says else 0) and all(line.startswith(b"logwrap: not recording: ") and says in line for line in lines[:-2])
    ran = anna.run(["srun", "-n2", "sh", "-c", "tty; exit 6"])
    assert (ran.status, ran.stdout) == (6, b"not a tty\nnot a tty\n")
    assert ran.stderr.count(b"logwrap: not recording: ") == (1 if says else 0)
    assert len(anna.runs()) == before


@contextlib.contextmanager
def instead_of(path, text=None, mode=0o755):
    """Another file, or none, in the place of `path`."""
    kept = path.with_name(path.name + ".kept")
    path.rename(kept)
    try:
        if text is not None:
            path.write_text(text)
            path.chmod(mode)
        yield
    finally:
        kept.replace(path)


def test_all_is_well_when_nothing_is_broken(anna):
    assert anna.batch("echo fine").lines() == ["fine"]


def test_without_the_binary(slurm, anna):
    with instead_of(slurm.logwrap):
        check_runs_alone(anna, b"No such file or directory")


def test_with_a_binary_that_may_not_be_executed(slurm, anna):
    with instead_of(slurm.logwrap, "x", 0o644):
        check_runs_alone(anna, b"Permission denied")


def test_with_a_binary_that_crashes(slurm, anna):
    with instead_of(slurm.logwrap, "#!/bin/sh\nkill -SEGV $$\n"):
        check_runs_alone(anna, b"Segmentation fault")


@pytest.mark.parametrize("body", ["exit 1", "exec /no/such", "exit 125"])
def test_with_a_binary_that_does_not_work(slurm, anna, body):
    with instead_of(slurm.logwrap, f"#!/bin/sh\n{body} 2>/dev/null\n"):
        check_runs_alone(anna)


def test_with_a_binary_that_hangs(slurm, anna):
    """It is given five seconds, and the user is told."""
    with instead_of(slurm.logwrap, "#!/bin/sh\nwhile :; do sleep 1; done\n"):
        job = anna.batch("echo out; exit 6")
        said, out = job.output().splitlines()
        assert (job.exit_code, out) == ("6:0", b"out")
        assert said.startswith(b"logwrap: not recording: ") and b"does not get ready" in said
        # The one that was killed is no child of the command's.
        children = "import os\ntry: print(os.waitpid(-1, os.WNOHANG))\nexcept ChildProcessError: print('none')"
        assert anna.run(["srun", "/usr/bin/python3", "-c", children]).stdout == b"none\n"


def test_with_a_binary_that_passes_the_probe_and_cannot_be_executed_then(slurm, anna):
    """The first process that runs it puts something else in its place."""
    broken = slurm.dir / "programs" / "broken"
    broken.write_text("#!/no/such/interpreter\n")
    broken.chmod(0o755)
    slurm.logwrap.parent.chmod(0o777)
    try:
        with instead_of(slurm.logwrap, f"#!/bin/sh\ncp -p {broken} {slurm.logwrap}.new && mv {slurm.logwrap}.new {slurm.logwrap}\n"):
            job = anna.batch("echo out; exit 6")
            assert (job.exit_code, job.output()) == ("6:0", b"out\n")
    finally:
        slurm.logwrap.parent.chmod(0o755)


def test_with_a_binary_that_does_not_know_its_options(slurm, anna):
    """An older one: it is asked with the same options before."""
    with instead_of(slurm.logwrap, '#!/bin/sh\nfor word in "$@"; do [ "$word" != --probe ] || exit 125; done\nexit 9\n'):
        check_runs_alone(anna)


def test_without_the_plugin(slurm, anna):
    with instead_of(slurm.plugin):
        check_runs_alone(anna)


def test_with_a_plugin_that_cannot_be_loaded(slurm, anna):
    with instead_of(slurm.plugin, "no library"):
        check_runs_alone(anna)


@contextlib.contextmanager
def plugstack_with(slurm, words):
    """Other words behind the plugin's path. Answers what slurmd's log holds since."""
    line, log = (slurm.dir / "etc" / "plugstack.conf").read_text().strip(), slurm.dir / "log" / "slurmd-slurmbox.log"
    before = len(log.read_bytes())
    slurm.set_plugstack(f"optional {slurm.plugin} {words}")
    try:
        yield lambda: log.read_bytes()[before:].decode()
    finally:
        slurm.set_plugstack(line)


@pytest.mark.parametrize("words", ["", "logwrap=relative", "logwrap=", "logwrap=/no/such", "nonsense", "logwrap=" + "/x" * 3000])
def test_with_a_line_in_plugstack_that_is_wrong(slurm, anna, words):
    with plugstack_with(slurm, words) as logged:
        job = anna.batch("echo out; exit 6")
        assert job.exit_code == "6:0"
        assert job.output().splitlines()[-1] == b"out" and job.runs() == []
        assert ("logwrap: nothing will be recorded: " in logged()) == (not words.startswith("logwrap=/"))


@pytest.mark.parametrize("word", ["kill_wait=abc", "kill_wait=", "kill_wait=0", "kill_wait=-5", "kill_wait=5s", "kill_wait=99999999999999999999",
                                  "kill_wait=65536", "killwait=5"])
def test_a_word_in_plugstack_that_is_wrong_is_told_in_slurmds_log_and_nowhere_else(slurm, anna, bert, word):
    """All else counts: jobs are recorded, and KillWait is what slurm.conf says."""
    with plugstack_with(slurm, f"logwrap={slurm.logwrap} {word}") as logged:
        before = len(anna.runs())
        for user in (anna, bert):
            ran = user.run(["srun", "sh", "-c", "tr '\\0' ' ' </proc/$PPID/cmdline"])
            assert (ran.status, ran.stderr) == (0, b"")
            if user is anna:
                assert b" --kill-wait=5 " in ran.stdout
            submitted = user.run(["sbatch", "--wait", "-o", "/dev/null", "--wrap", "true"])
            assert (submitted.status, submitted.stderr) == (0, b"")
        assert len(anna.runs()) == before + 2
        assert word in logged()


@pytest.mark.parametrize("spoil", [lambda state: state.write_text("a file"), lambda state: state.symlink_to("/proc"),
                                   lambda state: state.mkdir(mode=0o777) or state.chmod(0o777)], ids=["a file", "a link", "open to all"])
def test_with_a_state_directory_that_cannot_be_used(slurm, anna, spoil):
    kept = anna.state.with_name("kept")
    anna.state.rename(kept)
    try:
        spoil(anna.state)
        check = anna.batch("echo out; exit 6")
        assert check.exit_code == "6:0"
        lines = check.output().splitlines()
        assert lines[-1] == b"out" and len(lines) == 2 and lines[0].startswith(b"logwrap: not recording: ")
    finally:
        anna.state.rmdir() if anna.state.is_dir() and not anna.state.is_symlink() else anna.state.unlink()
        kept.rename(anna.state)


@pytest.mark.parametrize("spoil,says", [("head -c 100000 /dev/zero > filler || :", b"No space left"),
                                        ("mount -o remount,ro .", b"Read-only")], ids=["full", "read-only"])
def test_a_state_directory_that_cannot_be_written_is_told_once_a_node(slurm, anna, spoil, says):
    mount = f"mount -t tmpfs -o mode=0700,uid={anna.uid},gid={anna.gid},size=16k none {anna.state}"
    fill = f"cd {anna.state}; mkdir -m 700 runs; chown {anna.uid} runs; {spoil}"
    anna.batch("true")  # which makes the directory
    assert slurm.admin(["sh", "-ec", f"{mount}; {fill}"]).status == 0
    try:
        job = anna.batch("echo out; exit 6")
        assert job.exit_code == "6:0"
        said, out = job.output().splitlines()
        assert out == b"out" and said.startswith(b"logwrap: not recording: ") and says in said
        ran = anna.run(["srun", "-n3", "sh", "-c", "tty; exit 6"])
        assert (ran.status, ran.stdout) == (6, b"not a tty\n" * 3)
        assert ran.stderr.count(b"logwrap: ") == 1
    finally:
        assert slurm.admin(["umount", str(anna.state)]).status == 0


def test_with_a_home_that_does_not_exist(slurm, anna):
    ran = anna.run(["srun", "sh", "-c", "echo out; exit 6"], env={"HOME": "/no/such/home"})
    assert (ran.status, ran.stdout) == (6, b"out\n")


# A file system that answers nothing: nobody reads what the kernel asks.
HANGS = """
import ctypes, os, sys
fuse = os.open("/dev/fuse", os.O_RDWR)
words = f"fd={fuse},rootmode=40000,user_id=0,group_id=0,allow_other"
print(ctypes.CDLL(None).mount(b"hangs", sys.argv[1].encode(), b"fuse", 0, words.encode()), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not os.path.exists("/dev/fuse"), reason="no /dev/fuse here")
def test_with_a_home_on_a_file_system_that_hangs(slurm, bert):
    """Of who has not opted in, which nobody can know then."""
    home = slurm.dir / "hangs"
    home.mkdir()
    with subprocess.Popen([*slurm.enter(), "/usr/bin/python3", "-c", HANGS, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as mount:
        assert mount.stdout.readline() == b"0\n"
        ran = bert.run(["timeout", "-s", "KILL", "30", "srun", "-D", "/", "sh", "-c", "echo out; exit 6"], env={"HOME": str(home)})
        mount.stdin.close()
    assert (ran.status, ran.stdout) == (6, b"out\n")
