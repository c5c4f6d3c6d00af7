"""Without the plugin: logwrap as a prefix, and what a TaskProlog can do."""

import os
import pathlib

import pytest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "slurm"


@pytest.fixture(scope="session")
def slurm(new_cluster):
    cluster = new_cluster(plugstack="", kill_wait=5)
    cluster.anna.opt_in()
    return cluster


def test_srun_logwrap_records_each_task(anna):
    ran = anna.run(["srun", "-n3", "logwrap", "--", "sh", "-c", "echo rank $SLURM_PROCID; exit 4"])
    assert ran.status == 4
    assert sorted(ran.stdout.splitlines()) == [b"rank 0", b"rank 1", b"rank 2"]
    runs = anna.runs()[-3:]
    assert {run.info()["labels"]["rank"]: run.lines() for run in runs} == {str(i): [f"rank {i}"] for i in range(3)}


def test_a_prefix_in_a_batch_script_records_that_command(anna):
    job = anna.batch("echo before; logwrap -- sh -c 'echo within; exit 5'; echo it ended with $?")
    assert job.output() == b"before\nwithin\nit ended with 5\n"
    assert job.lines() == ["within"]


def test_opt_in_as_a_prefix_in_a_script_that_others_use(anna, bert):
    script = "exec logwrap --opt-in -- sh -c 'echo shared; exit 5'"
    jobs = [user.batch(script) for user in (anna, bert)]
    assert [(job.exit_code, job.output()) for job in jobs] == [("5:0", b"shared\n")] * 2
    assert jobs[0].lines() == ["shared"] and jobs[1].runs() == []


def test_a_prefix_ends_as_the_command_when_the_job_is_cancelled(anna, bert):
    command = "sh -c 'trap \"echo TERM; exit 9\" TERM; echo ready; while :; do sleep 0.05; done'"
    jobs = [anna.submit(f"exec logwrap -- {command}"), bert.submit(f"exec {command}")]
    for job in jobs:
        job.when_printed("ready")
        job.cancel()
    for job in jobs:
        job.wait()
    assert jobs[0].exit_code == jobs[1].exit_code
    assert jobs[0].journal().events("told_to_end")


def test_a_task_prolog_reminds_who_has_opted_in(slurm, anna, bert):
    prolog = anna.write("task_prolog", (SCRIPTS / "task_prolog").read_text())
    os.chmod(anna.home, 0o755)
    try:
        told = anna.run(["srun", "-n2", f"--task-prolog={prolog}", "echo", "printed"]).stdout
        assert sorted(told.splitlines()) == [
            b"logwrap: this cluster records no job by itself; write: srun logwrap -- COMMAND", b"printed", b"printed"]
        assert bert.run(["srun", f"--task-prolog={prolog}", "echo", "printed"]).stdout == b"printed\n"
    finally:
        os.chmod(anna.home, 0o700)
