"""Steps, streams and what surrounds them, recorded and not."""

import hashlib
import os

from compare import batch_both, jobs_own, run_both
from harness.waiting import eventually


def test_several_tasks_are_recorded_each(anna, bert):
    ran = anna.run(["srun", "-n4", "--label", "sh", "-c", "echo task $SLURM_PROCID of $SLURM_NTASKS"])
    assert sorted(ran.stdout.splitlines()) == [b"%d: task %d of 4" % (i, i) for i in range(4)]
    runs = anna.runs()[-4:]
    assert len({run.info()["labels"]["job_id"] for run in runs}) == 1
    assert {run.info()["labels"]["rank"]: run.lines() for run in runs} == {str(i): [f"task {i} of 4"] for i in range(4)}
    assert {run.info()["labels"]["world_size"] for run in runs} == {"4"}


def test_a_megabyte_of_any_bytes_arrives_as_it_was(anna, bert):
    anna.write("bytes", os.urandom(1 << 20))
    ran = anna.run(["srun", "cat", anna.home / "bytes"])
    assert hashlib.md5(ran.stdout).digest() == hashlib.md5((anna.home / "bytes").read_bytes()).digest()
    job = anna.batch("cat bytes; cat bytes >&2", "-e", "err")
    assert job.output() == (anna.home / "err").read_bytes() == (anna.home / "bytes").read_bytes()


def test_stdin_arrives(anna, bert):
    given = b"by a pipe\n" * 1000
    assert run_both(anna, bert, ["srun", "wc"], given=given).stdout.split()[0] == b"1000"
    assert run_both(anna, bert, ["srun", "cat"], given=given).stdout == given
    for user in (anna, bert):
        user.write("input", "from a file\n")
    for user in (anna, bert):
        assert user.run(["srun", f"--input={user.home}/input", "cat"]).stdout == b"from a file\n"
    batch_both(anna, bert, "srun cat <<E\nfrom here\nE\ncat <<E\nand here\nE")


def test_a_step_that_ends_before_its_input_does_ends(anna, bert):
    for user in (anna, bert):
        ran = user.run(["bash", "-c", "yes | srun head -n1"])
        assert (ran.status, ran.stdout) == (0, b"y\n")


def test_task_prolog_prints_and_sets(anna, bert):
    for user in (anna, bert):
        user.write("prolog", "#!/bin/sh\necho print from the prolog\necho export FROM_PROLOG=set\n")
    recorded, alone = [user.run(["srun", f"--task-prolog={user.home}/prolog", "sh", "-c", "echo $FROM_PROLOG"]) for user in (anna, bert)]
    assert jobs_own(recorded) == jobs_own(alone)
    assert recorded.stdout == b"from the prolog\nset\n"
    assert anna.runs()[-1].lines() == ["from the prolog", "set"]


def test_limits_umask_affinity_and_signals_are_the_jobs_own(anna, bert):
    script = "ulimit -a; umask; nice; grep -E '^(Sig[^Q]|Cap|NoNew|Cpus_allowed)' /proc/self/status; ls /proc/self/fd | wc -l"
    for options in ((), ("--propagate=NONE",), ("--cpu-bind=none",)):
        assert b"open files" in run_both(anna, bert, ["srun", *options, "bash", "-c", script]).stdout


def test_the_environment_is_the_jobs_own(anna, bert):
    shown = {user.name: dict(line.split("=", 1) for line in user.run(["srun", "env"]).stdout.decode().splitlines() if "=" in line)
             for user in (anna, bert)}
    differing = {name for name in {*shown["anna"], *shown["bert"]} if shown["anna"].get(name) != shown["bert"].get(name)}
    personal = {"HOME", "USER", "LOGNAME", "PWD", "OLDPWD", "TMPDIR"}
    slurms = {name for name in differing if name.startswith(("SLURM_", "SRUN_", "SLURMD_", "PMI"))}
    added = differing - personal - slurms
    assert added == {"LOGWRAP_RUN_ID", "LOGWRAP_PUMP", "PAGER", "GIT_PAGER"}
    assert {name for name in slurms if name not in shown["bert"]} == {"SLURM_LOGWRAP_ACTIVE"}


def test_srun_export_none_is_recorded_too(anna):
    ran = anna.run(["srun", "--export=NONE", "/bin/sh", "-c", "echo plain"])
    assert ran.stdout == b"plain\n"
    assert anna.runs()[-1].lines() == ["plain"]


def test_multi_prog(anna, bert):
    for user in (anna, bert):
        user.write("multi", "0 /bin/echo first %t\n1 /bin/echo second\n2-3 /bin/echo rest %t %o\n")
    recorded, alone = [user.run(["srun", "-n4", "--multi-prog", user.home / "multi"]) for user in (anna, bert)]
    assert sorted(recorded.stdout.splitlines()) == sorted(alone.stdout.splitlines()) != []
    assert recorded.status == alone.status == 0
    lines = sorted(line for run in anna.runs()[-4:] for line in run.lines())
    assert lines == sorted(alone.stdout.decode().splitlines())


def test_pmi2_works(anna, bert):
    # The task asks for its rank on the descriptor that slurmstepd gave it.
    ask = ("import os\nfd = int(os.environ['PMI_FD'])\nos.write(fd, b'cmd=init pmi_version=2 pmi_subversion=0\\n')\n"
           "print(os.read(fd, 100).decode().split()[1])\n")
    ran = run_both(anna, bert, ["srun", "-n2", "--mpi=pmi2", "/usr/bin/python3", "-c", ask])
    assert ran.status == 0 and ran.stdout.count(b"rc=0") == 2


def test_srun_at_a_terminal_is_left_alone(anna, bert):
    for user in (anna, bert):
        before = len(user.runs())
        ran = user.run(["script", "-qec", "srun --pty sh -c 'tty; ps -o comm= -p $PPID'", "/dev/null"])
        assert b"/dev/pts/" in ran.stdout and b"logwrap" not in ran.stdout and b"slurmstepd" in ran.stdout
        assert len(user.runs()) == before


def test_srun_unbuffered_is_recorded(anna, bert):
    """Slurm gives stdout a terminal of its own then; nobody sits at it."""
    ran = run_both(anna, bert, ["srun", "--unbuffered", "sh", "-c", "printf 'a\\r\\nb\\n'; echo c >&2; exit 4"])
    assert ran.status == 4
    assert sorted(anna.runs()[-1].lines()) == ["a", "b", "c"]


def test_the_tasks_pid_is_that_of_the_command(anna, bert):
    for job in (anna.batch("test $SLURM_TASK_PID = $$ && echo same"), bert.batch("test $SLURM_TASK_PID = $$ && echo same")):
        assert job.output() == b"same\n"


def test_a_step_under_a_parallel_debugger_is_left_alone(slurm, anna, bert):
    """slurmstepd waits for its own children to stop for the debugger: with another process between it waited for ever."""
    for user in (bert, anna):
        before = len(user.runs())
        ran = user.run(["timeout", "--signal=KILL", "5", "srun", "--debugger-test", "echo", "hi"])
        assert b"srun: task:0, host:slurmbox" in ran.stderr
        assert len(user.runs()) == before
        assert slurm.admin(["scancel", "-s", "KILL", "-u", user.name]).status == 0
        eventually(slurm.is_idle, "an idle node")


def test_steps_within_salloc_are_recorded_one_by_one(anna):
    before = len(anna.runs())
    ran = anna.run(["salloc", "bash", "-c", "echo outside; srun echo one; srun echo two"])
    assert ran.stdout == b"outside\none\ntwo\n"
    assert [run.lines() for run in anna.runs()[before:]] == [["one"], ["two"]]
