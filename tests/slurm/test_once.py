"""What is printed is recorded once, and under the names that it is looked for by."""

import re

import pytest

from harness.waiting import eventually

HOSTILE_NAMES = ["two words", 'quo"te\\back', "`touch pwned`", "$(touch pwned)", "--help", "a=b,c", "{brace}", "tab\there", "\x1b[31mred",
                 "\u202egnp.exe", "J\u00fcrgen \U0001f600", "../../../etc", "'; DROP", "x" * 1000, "%n%s%d"]

# What srun says on a busy machine of the step before, which Slurm has not put away yet.
SRUN_WAITS = re.compile(r"srun: (Job \d+ step creation (temporarily|still) disabled, retrying .*|Step created for .*)")


def labels(run):
    return run.info()["labels"]


def test_a_step_within_a_batch_script_is_recorded_by_the_script(anna):
    job = anna.batch("echo before; srun -n1 echo in a step; srun -n2 sh -c 'echo task $SLURM_PROCID'; echo after", "-n2")
    wanted = ["after", "before", "in a step", "task 0", "task 1"]
    for printed in (job.output().decode().splitlines(), job.lines()):
        assert sorted(line for line in printed if not SRUN_WAITS.fullmatch(line)) == wanted
    assert labels(job.journal())["step_id"] == "batch"


def test_steps_that_print_to_a_file_are_recorded_where_all_is_asked_for(anna):
    job = anna.batch("srun -o apart echo in a file; echo here")
    assert job.lines() == ["here"]
    job = anna.batch("srun -o apart echo in a file; echo here", "--logwrap=all")
    assert [(labels(run)["step_id"], run.lines()) for run in job.runs()] == [("batch", ["here"]), ("0", ["in a file"])]
    assert (anna.home / "apart").read_bytes() == b"in a file\n"


def test_export_none_does_not_make_it_twice(anna):
    job = anna.batch("srun --export=NONE /bin/echo once")
    assert job.lines() == ["once"]


def test_a_job_that_was_submitted_by_a_job_is_its_own(anna):
    outer = anna.batch("sbatch --parsable -o inner.out --wrap 'echo within' > number; srun sbatch --parsable -o step.out --wrap "
                       "'echo from a step' >> number; echo without")
    numbers = (anna.home / "number").read_text().split()
    assert outer.lines() == ["without"]
    for number, line in zip(numbers, ("within", "from a step"), strict=True):
        run = eventually(lambda number=number: [run for run in anna.runs_of(number) if run.events("end")], f"job {number}")[0]
        assert (run.lines(), labels(run)["step_id"]) == ([line], "batch")


def test_a_job_that_is_not_recorded_does_not_name_the_run_that_submitted_it(anna):
    anna.write("inner.sh", "#!/bin/sh\nenv | grep -e '^LOGWRAP' -e LOGWRAP_ACTIVE\nsrun env | grep -e '^LOGWRAP'\necho end\n")
    anna.batch("sbatch --wait --logwrap=off -o inner.out inner.sh")
    assert (anna.home / "inner.out").read_text() == "end\n"


def test_a_job_that_an_arrays_task_submitted_is_none_of_the_array(anna):
    """It inherits the array's variables, through sbatch."""
    anna.batch("sbatch --parsable -o inner.out --wrap 'echo $SLURM_ARRAY_TASK_ID' > number", "--array=3")
    number = (anna.home / "number").read_text().strip()
    (run,) = eventually(lambda: [run for run in anna.runs_of(number) if run.events("end")], f"job {number}")
    assert run.lines() == ["3"]  # what the job itself sees is as alone
    assert labels(run)["job_id"] == number
    assert "array_task_id" not in labels(run) and "job_id_raw" not in labels(run)


def test_a_job_that_a_worker_of_torchruns_submitted_has_no_rank_of_its(anna):
    """As a training does for its evaluation."""
    worker = {"RANK": "5", "LOCAL_RANK": "1", "WORLD_SIZE": "8", "TORCHELASTIC_RESTART_COUNT": "0"}
    batch, first, second = map(labels, anna.batch("srun -n2 true", "-n2", "--logwrap=all", env=worker).runs())
    assert not {"rank", "local_rank", "world_size", "restart"} & batch.keys()
    assert {(one["rank"], one["local_rank"], one["world_size"]) for one in (first, second)} == {("0", "0", "2"), ("1", "1", "2")}


def test_an_arrays_tasks_are_recorded_each(anna):
    job = anna.submit("echo task $SLURM_ARRAY_TASK_ID", "--array=3,5", "-o", "array-%a")
    runs = eventually(lambda: (lambda found: found if len(found) == 2 and all(run.events("end") for run in found) else None)(job.runs()),
                      "both tasks' runs")
    assert {labels(run)["array_task_id"]: run.lines() for run in runs} == {"3": ["task 3"], "5": ["task 5"]}
    assert {labels(run)["job_id"] for run in runs} == {str(job.id)}
    raw = {labels(run)["job_id_raw"] for run in runs}
    assert len(raw) == 2 and str(job.id) in raw  # the last task has the array's number


def test_labels_say_whose_what_and_where(anna):
    job = anna.batch("srun true", "-J", "train it", "--logwrap=all")
    batch, step = map(labels, job.runs())
    common = {"service_name": "train it", "user": "anna", "node": "slurmbox", "cluster": "testc", "job_id": str(job.id),
              "partition": "debug"}
    assert {**common, "step_id": "batch"}.items() <= batch.items()
    assert {**common, "step_id": "0", "rank": "0", "local_rank": "0"}.items() <= step.items()


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_a_jobs_name_may_be_anything(anna, name):
    job = anna.batch("echo harmless", f"--job-name={name}")
    assert job.exit_code == "0:0" and job.lines() == ["harmless"]
    found = labels(job.journal())["service_name"]
    assert found == name
    assert not list(anna.home.rglob("pwned"))
    shown = anna.run(["logwrap", "runs"])
    assert shown.status == 0 and b"\x1b[31m" not in shown.stdout and "\u202e" not in shown.stdout.decode()


def test_runs_are_found_by_slurms_number(anna):
    job = anna.batch("echo found by its number")
    assert anna.run(["logwrap", "logs", str(job.id)]).stdout == b"found by its number\n"


def test_a_job_that_ran_elsewhere_is_said_where_to_look_for(anna):
    ran = anna.run(["logwrap", "logs", "999999"])
    assert ran.status == 1
    assert b"srun -w NODE logwrap logs 999999" in ran.stderr and b"--loki" in ran.stderr


def test_a_prefix_within_a_recorded_job_runs_the_command_plainly(anna):
    job = anna.batch("logwrap -- echo one; srun logwrap -- echo two")
    assert job.output() == b"one\ntwo\n"
    assert job.lines() == ["one", "two"]
