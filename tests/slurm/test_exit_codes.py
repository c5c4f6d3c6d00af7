"""How a job ends is what Slurm says it ended by, recorded or not."""

import signal

import pytest

from compare import run_both
from harness.waiting import eventually


def exit_codes(user, script, array):
    """A job array, and the ExitCode of each of its tasks, by its number."""
    job = user.submit(script, f"--array={array}", "-o", "/dev/null")

    def ended():
        lines = user.cluster.admin(["scontrol", "-o", "show", "job", str(job.id)]).stdout.decode().splitlines()
        tasks = [dict(word.partition("=")[::2] for word in line.split(" ")) for line in lines]
        return tasks if all(one["JobState"] in ("COMPLETED", "FAILED") for one in tasks) else None

    tasks = eventually(ended, "the end of the array", 300)
    return job, {int(one["ArrayTaskId"]): one["ExitCode"] for one in tasks}


def slurms(status):
    """A run's status as Slurm writes it."""
    return f"0:{status['signal']}" if status["state"] == "signaled" else f"{status['code']}:0"


def test_every_exit_code_is_the_jobs(slurm, anna, bert):
    script = "exit $SLURM_ARRAY_TASK_ID"
    job, recorded = exit_codes(anna, script, "0-255")
    assert recorded == {code: f"{code}:0" for code in range(256)}
    assert exit_codes(bert, script, "0-7,120-136,250-255")[1].items() <= recorded.items()
    noted = {int(run.info()["labels"]["array_task_id"]): run.info()["status"] for run in anna.runs_of(job.id)}
    assert noted == {code: {"state": "exited", "code": code} for code in range(256)}


def test_every_death_by_signal_is_the_jobs(slurm, anna, bert):
    numbers = [number for number in [*range(1, 32), 34, 50, 64]
               if number not in (signal.SIGCHLD, signal.SIGCONT, signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU,
                                 signal.SIGURG, signal.SIGWINCH)]
    script = "ulimit -c 0; kill -$SLURM_ARRAY_TASK_ID $$; exit 1"
    array = ",".join(map(str, numbers))
    job, recorded = exit_codes(anna, script, array)
    assert recorded == exit_codes(bert, script, array)[1]
    noted = {int(run.info()["labels"]["array_task_id"]): run.info()["status"] for run in anna.runs_of(job.id)}
    assert {number: slurms(status) for number, status in noted.items()} == recorded
    assert {number for number, code in recorded.items() if code == f"0:{number}"} >= {1, 2, 6, 9, 10, 11, 15, 34, 64}


@pytest.mark.parametrize("command", [["srun", "true"], ["srun", "sh", "-c", "exit 255"], ["srun", "sh", "-c", "kill -9 $$"],
                                     ["srun", "-n3", "sh", "-c", "exit $SLURM_PROCID"]])
def test_srun_ends_as_its_tasks_do(anna, bert, command):
    # Of what srun says only the names of job and step differ.
    recorded, alone = anna.run(command), bert.run(command)
    assert (recorded.status, recorded.stdout) == (alone.status, alone.stdout)


@pytest.mark.parametrize("command", ["/no/such/program", "/etc/passwd", "/"])
def test_what_cannot_be_executed_ends_the_same(anna, bert, command):
    recorded, alone = anna.run(["srun", command]), bert.run(["srun", command])
    assert recorded.status == alone.status != 0


def test_a_batch_script_whose_interpreter_is_missing_ends_the_same(anna, bert):
    jobs = [user.batch("#!/no/such/interpreter\necho no") for user in (anna, bert)]
    assert jobs[0].exit_code == jobs[1].exit_code != "0:0"


def test_nothing_differs_but_the_record(anna, bert):
    assert run_both(anna, bert, ["srun", "sh", "-c", "echo out; echo err >&2; exit 7"]).status == 7
