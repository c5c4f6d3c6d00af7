"""Whose jobs are recorded, and what of them: the plugin on a real Slurm."""


def test_a_batch_job_of_who_has_opted_in_is_recorded(anna):
    job = anna.batch("echo to stdout; echo to stderr >&2; exit 3")
    assert job.exit_code == "3:0"
    assert sorted(job.output().splitlines()) == [b"to stderr", b"to stdout"]
    assert job.lines("stdout") == ["to stdout"]
    assert job.lines("stderr") == ["to stderr"]
    assert job.journal().info()["status"] == {"state": "exited", "code": 3}


def test_a_job_of_who_has_not_opted_in_is_not(bert):
    job = bert.batch("tty; echo hello; exit 3")
    assert job.exit_code == "3:0"
    assert job.output() == b"not a tty\nhello\n"
    assert not bert.state.exists()


def test_srun_alone_is_recorded(anna):
    ran = anna.run(["srun", "sh", "-c", "test -t 1 && echo at a terminal; exit 4"])
    assert (ran.status, ran.stdout) == (4, b"at a terminal\n")
    (run,) = anna.runs()[-1:]
    assert run.lines() == ["at a terminal"]
    assert run.info()["labels"]["step_id"] == "0"
