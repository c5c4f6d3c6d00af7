"""Signals that Slurm sends reach who they would reach alone, once."""

import collections

import pytest

from compare import check_same, submit_both
from harness.waiting import eventually

# Says which signals it gets until there is a file `stop`. Each waits in short sleeps: a trap runs between two of them.
LISTEN = r"""
listen() {
  for name in USR1 USR2 HUP; do trap "echo $1 got $name" $name; done
  echo $1 listens
  until [ -e stop ]; do sleep 0.05; done
  echo $1 ends
}
"""
SCRIPT = LISTEN + r"""
export -f listen
bash -c 'listen child' &
srun --overlap bash -c 'listen step' &
listen script
wait
"""


@pytest.fixture
def listening(anna, bert):
    for user in (anna, bert):
        (user.home / "stop").unlink(missing_ok=True)
    pair = submit_both(anna, bert, SCRIPT)
    for job in pair:
        for who in ("script", "child", "step"):
            job.when_printed(f"{who} listens")
    return pair


def signal_and_end(pair, options, who):
    """Sends USR1, and USR2 behind it: what came of the one is there when the other was heard."""
    for job in pair:
        for name in ("USR1", "USR2"):
            job.cancel("-s", name, *options)
            for one in who:
                job.when_printed(f"{one} got {name}")
    for job in pair:
        job.user.write("stop", "")
    for job in pair:
        job.wait()
    # "User defined signal 1" is bash's word where the signal killed a sleep, too: whether there was one just then is chance.
    printed = [collections.Counter(line for line in job.output().splitlines() if not line.startswith(b"User defined")) for job in pair]
    assert printed[0] == printed[1]
    wanted = {f"{one} got {name}".encode() for one in who for name in ("USR1", "USR2")}
    assert {line: count for line, count in printed[0].items() if b" got " in line} == dict.fromkeys(wanted, 1)


def test_scancel_s_reaches_the_steps(listening):
    signal_and_end(listening, [], ["step"])


def test_scancel_b_reaches_the_script_alone(listening):
    signal_and_end(listening, ["-b"], ["script"])


def test_scancel_f_reaches_the_script_its_children_and_the_steps(listening):
    # srun gets it, too, and hands USR1 and USR2 on to its step: how often is a race that Slurm has with itself.
    for job in listening:
        for name in ("USR1", "USR2"):
            job.cancel("-s", name, "-f")
            for one in ("script", "child"):
                job.when_printed(f"{one} got {name}")
        job.user.write("stop", "")
    for job in listening:
        job.wait()
        counts = collections.Counter(line for line in job.output().decode().splitlines() if " got " in line)
        assert {line: count for line, count in counts.items() if not line.startswith("step")} == {
            f"{one} got {name}": 1 for one in ("script", "child") for name in ("USR1", "USR2")}


ENDS_WELL = r"""
trap 'echo TERM; exit 9' TERM
echo ready
while :; do sleep 0.05; done
"""
DEAF = r"""
trap '' TERM
echo ready
while :; do sleep 0.05; done
"""


@pytest.mark.parametrize("script", [ENDS_WELL, DEAF], ids=["obeys", "is deaf"])
@pytest.mark.parametrize("options", [(), ("-b", "-s", "TERM"), ("-f", "-s", "TERM"), ("-s", "KILL")], ids=" ".join)
def test_a_job_that_is_cancelled_ends_as_alone(anna, bert, script, options):
    pair = submit_both(anna, bert, script)
    for job in pair:
        job.when_printed("ready")
        job.cancel(*options)
    if script is DEAF and "TERM" in options:
        for job in pair:
            job.cancel()  # TERM was not enough
    for job in pair:
        job.wait()
    check_same_but_slurms_own(pair)


def check_same_but_slurms_own(pair):
    """What slurmstepd itself says names the job and the time, and bash names a sleep that was ended as well."""
    def own(job):
        return [line for line in job.output().splitlines() if line in (b"ready", b"TERM")]

    recorded, alone = pair.recorded.info(), pair.alone.info()
    assert [recorded[name] for name in ("JobState", "ExitCode")] == [alone[name] for name in ("JobState", "ExitCode")]
    assert own(pair.recorded) == own(pair.alone)


def test_the_signal_before_the_time_limit_reaches_the_script(anna, bert):
    script = "trap 'echo USR1 in time; exit 0' USR1; echo ready; while :; do sleep 0.05; done"
    # Slurm sends it up to a minute early: with a limit of one minute at once.
    pair = submit_both(anna, bert, script, "--signal=B:USR1@59", "--time=1")
    for job in pair:
        job.wait(cap=120)
    assert check_same(pair).recorded.output() == b"ready\nUSR1 in time\n"


def test_a_job_that_is_suspended_and_resumed_goes_on(slurm, anna, bert):
    script = "echo ready; until [ -e go ]; do sleep 0.05; done; echo went on"
    for user in (anna, bert):
        (user.home / "go").unlink(missing_ok=True)
    pair = submit_both(anna, bert, script)
    for job in pair:
        job.when_printed("ready")
        assert slurm.admin(["scontrol", "suspend", str(job.id)]).status == 0
        job.wait_for("SUSPENDED")
        assert slurm.admin(["scontrol", "resume", str(job.id)]).status == 0
        job.wait_for("RUNNING")
        job.user.write("go", "")
    for job in pair:
        job.wait()
    check_same(pair)
    assert pair.recorded.lines() == ["ready", "went on"]


def test_what_is_killed_with_logwrap_is_killed(slurm, anna):
    """To Slurm logwrap is the task: where somebody kills it, the task is dead, and nothing of it is left."""
    job = anna.submit("echo $$; while :; do sleep 0.05; done")
    run = eventually(lambda: job.runs() and job.runs()[0].lines() and job.runs()[0], "the first line")
    shell, pump = int(run.lines()[0]), run.info()["pump"]["pid"]
    assert slurm.admin(["kill", "-KILL", str(pump)]).status == 0
    job.wait()
    assert job.exit_code == "0:9"
    eventually(lambda: slurm.admin(["test", "-e", f"/proc/{shell}"]).status, "the end of the script")
