"""Heterogeneous jobs: to Slurm each component is a job of its own, to the job they are one."""

import pytest


@pytest.fixture(scope="session")
def slurm(new_cluster):
    cluster = new_cluster(nodes=("n1", "n2"))
    cluster.anna.opt_in()
    return cluster


def heterogeneous(script, first=""):
    """A batch script of a job with two components, each of one task on a node of its own."""
    return f"#!/bin/bash\n#SBATCH -n1 {first}\n#SBATCH hetjob\n#SBATCH -n1\n{script}\n"


PRINT = "sh -c 'echo task $SLURM_PROCID on $SLURMD_NODENAME'"
BOTH = ["task 0 on n1", "task 1 on n2"]


def labels(run):
    return run.info()["labels"]


def test_steps_of_all_components_are_recorded_once_by_the_script(anna, bert):
    script = heterogeneous(f"echo script; srun --het-group=0,1 {PRINT}; srun --het-group=1 logwrap -- echo second alone")
    job = anna.batch(script)
    assert sorted(job.output().decode().splitlines()) == sorted(["script", *BOTH, "second alone"])
    assert sorted(job.lines()) == sorted(["script", *BOTH, "second alone"])
    assert len(anna.runs()) == 1
    assert sorted(bert.batch(script).output().splitlines()) == sorted(job.output().splitlines())


def test_a_components_task_is_the_jobs_and_is_found_by_the_components_number_too(slurm, anna):
    before = len(anna.runs())
    command = ["sh", "-c", "echo $SLURM_JOB_ID"]
    ran = anna.run(["srun", "-n1", *command, ":", "-n1", *command])
    runs = sorted(anna.runs()[before:], key=lambda run: labels(run)["rank"])
    job = int(ran.stdout.split()[0])
    assert ran.stdout.split() == [str(job).encode()] * 2
    assert [(labels(run)["job_id"], labels(run).get("job_id_raw"), labels(run)["node"]) for run in runs] == [
        (str(job), None, "n1"), (str(job), str(job + 1), "n2")]
    assert {labels(run)["world_size"] for run in runs} == {"2"}
    # The number that the epilog of the component's node gives to `logwrap ship --job`.
    assert anna.run(["logwrap", "logs", str(job + 1)]).stdout == ran.stdout.splitlines(keepends=True)[0]
    assert anna.run(["logwrap", "logs", "--merge", str(job)]).status == 0


def test_the_first_components_choice_counts_for_all_steps(anna, bert):
    script = f"srun --het-group=0,1 {PRINT}"
    before = len(anna.runs())
    assert sorted(anna.batch(heterogeneous(script, "--logwrap=off")).output().decode().splitlines()) == BOTH
    assert len(anna.runs()) == before
    job = bert.batch(heterogeneous(script, "--logwrap=all"))
    assert sorted((labels(run)["step_id"], *sorted(run.lines())) for run in job.runs()) == [
        ("0", BOTH[0]), ("0", BOTH[1]), ("batch", *BOTH)]
