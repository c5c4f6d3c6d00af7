"""Who is recorded is who has opted in, or says so for a job; and nobody can do harm with it."""

import os

import pytest

from harness.waiting import eventually
from people import Job


def test_the_file_counts_when_the_job_starts(bert):
    held = bert.submit("echo held back", "--hold")
    file = bert.opt_in()
    try:
        assert bert.run(["scontrol", "release", str(held.id)]).status == 0
        assert held.wait().lines() == ["held back"]
        going_on = bert.submit("echo begun; until [ -e go ]; do sleep 0.05; done; echo ended")
        going_on.when_printed("begun")
    finally:
        file.unlink()
    bert.write("go", "")
    assert going_on.wait().lines() == ["begun", "ended"]
    assert bert.batch("echo not any more").runs() == []


@pytest.mark.parametrize("choice,modes", [("on", ["log"]), ("metadata", ["metadata"]), ("disabled", []), ("off", None)])
def test_a_job_can_choose_for_itself(bert, choice, modes):
    script = "echo text; echo '{\"loss\": 1}'"
    for job in (bert.batch(script, f"--logwrap={choice}"), bert.batch(f"#!/bin/bash\n#SBATCH --logwrap={choice}\n{script}\n")):
        assert job.output() == b'text\n{"loss": 1}\n'
        if modes is None:
            assert job.runs() == []
            continue
        kinds = [record["kind"] for record in job.journal().records() if record["kind"] != "event"]
        assert sorted(set(kinds)) == sorted({"on": ["log", "metadata"], "metadata": ["metadata"], "disabled": []}[choice])


def test_off_counts_for_who_has_opted_in_and_for_the_steps_too(anna):
    job = anna.batch("srun echo step; echo script", "--logwrap=off")
    assert job.runs() == []
    before = len(anna.runs())
    assert anna.run(["srun", "--logwrap=off", "echo", "x"]).stdout == b"x\n"
    assert anna.run(["salloc", "--logwrap=off", "srun", "echo", "x"]).stdout == b"x\n"
    assert len(anna.runs()) == before


def test_who_looks_at_a_record_makes_none(anna):
    job = anna.batch("echo 'WARNING: as it was printed'")
    before = len(anna.runs())
    for command in (["logs", str(job.id)], ["--state-dir", anna.state, "logs", str(job.id)], ["runs"], ["metrics", str(job.id)], ["doctor"]):
        ran = anna.run(["srun", "logwrap", *command])
        assert command[0] == "metrics" or ran.status == 0, ran
        assert "logs" not in command or ran.stdout == b"WARNING: as it was printed\n", ran
    assert len(anna.runs()) == before
    assert anna.run(["srun", "logwrap", "--", "echo", "a prefix runs something"]).status == 0
    assert anna.runs()[-1].lines() == ["a prefix runs something"] and len(anna.runs()) == before + 1


@pytest.mark.parametrize("export", ["NONE", "NIL", "HOME", "ALL,FOO=1"])
def test_a_choice_counts_whatever_of_the_environment_is_exported(anna, bert, export):
    script = "/bin/echo script; /usr/bin/srun /bin/echo step"
    job = anna.batch(script, "--logwrap=off", f"--export={export}")
    assert (job.output(), job.runs()) == (b"script\nstep\n", [])
    assert bert.batch(script, "--logwrap=on", f"--export={export}").lines() == ["script", "step"]


def test_off_counts_for_the_steps_within_a_step_too(anna, bert):
    before = len(anna.runs())
    for user in (anna, bert):
        ran = user.run(["srun", "--logwrap=off", "sh", "-c", "echo step; srun --overlap sh -c 'echo nested; exit 4'"])
        assert (ran.status, ran.stdout) == (4, b"step\nnested\n")
    assert len(anna.runs()) == before


def test_a_step_that_is_not_to_be_recorded_is_told_that_its_script_is(anna):
    script = "srun --overlap --logwrap=off sh -c 'echo step; srun --overlap echo nested'"
    said = b"srun: logwrap: --logwrap=off holds for this step's own record: what it prints through the script is recorded there"
    job = anna.batch(script)
    assert sorted(job.output().splitlines()) == sorted([said, b"step", b"nested"])
    # What holds for the script is no news to its steps.
    assert anna.batch("srun echo step", "--logwrap=metadata").output() == b"step\n"
    assert anna.batch("srun --logwrap=off echo step", "--logwrap=off").output() == b"step\n"


def inner_job(user, script, options=()):
    """A job that submits another, whose runs this answers."""
    user.write("inner.sh", f"#!/bin/sh\n{script}\n")
    user.batch("sbatch --parsable inner.sh > number", *options)
    inner = Job(user, int((user.home / "number").read_text())).wait()
    assert inner.output() == b"inner\n"
    return inner.runs()


def test_what_stands_in_a_script_counts_for_more_than_what_the_job_that_submits_it_was_told(anna, bert):
    """To Slurm it is less."""
    for outer in ("on", "all", "metadata"):
        assert inner_job(anna, "#SBATCH --logwrap=off\necho inner", [f"--logwrap={outer}"]) == []
    (run,) = inner_job(bert, "#SBATCH --logwrap=on\necho inner", ["--logwrap=disabled"])
    assert run.lines() == ["inner"]
    # Without a word of its own it is told the same.
    assert inner_job(anna, "echo inner", ["--logwrap=off"]) == []
    (run,) = inner_job(bert, "echo inner", ["--logwrap=on"])
    assert run.lines() == ["inner"]


@pytest.mark.parametrize("value", ["", "yes", "ON", "on off", "--mode=enabled", "../on", "x" * 5000, "$(touch pwned)", "on\nenabled"])
def test_a_choice_that_is_none_is_refused_where_it_is_typed(bert, value):
    for command in (["srun", f"--logwrap={value}", "true"], ["sbatch", f"--logwrap={value}", "--wrap", "true"]):
        assert bert.run(command).status != 0
    assert not list(bert.home.rglob("pwned"))


@pytest.mark.parametrize("value", ["", "yes", "--mode=enabled", "x" * 5000])
def test_a_choice_that_is_forged_records_nothing_and_harms_nothing(anna, value):
    before = len(anna.runs())
    ran = anna.run(["srun", "echo", "all the same"], env={"_SLURM_SPANK_OPTION_logwrap_logwrap": value})
    assert (ran.status, ran.stdout) == (0, b"all the same\n") or b"logwrap takes" in ran.stderr
    assert len(anna.runs()) == before


HOSTILE = {"LD_PRELOAD": "/no/such.so", "LD_LIBRARY_PATH": "/tmp", "LD_AUDIT": "/no/such.so", "LOGWRAP_STATE_DIR": "relative",
           "LOGWRAP_WINDOW": "junk", "LOGWRAP_MODE": "loud", "LOGWRAP_PUMP": "1:1", "LOGWRAP_RUN_ID": "../../x", "HOME": "relative",
           "SLURM_LOGWRAP_ACTIVE": "x" * 5000, "PATH": "", "IFS": "x", "BASH_ENV": "/no/such", "XDG_STATE_HOME": "/proc/self",
           "SLURM_JOB_NAME": "\x1b[2J"}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_variable_keeps_a_job_from_running(anna, bert, name):
    env = {name: HOSTILE[name]}
    ran = [user.run(["/usr/bin/srun", "/bin/sh", "-c", "echo runs; exit 5"], env=env) for user in (anna, bert)]
    assert [(one.status, one.stdout) for one in ran] == [(5, b"runs\n")] * 2


@pytest.mark.parametrize("text", ["mode: [", "\x00\x01", "mode: loud\n", "window: 0x0\n", "x" * 70000, "state_dir: /proc/1\n", "&a [*a]"])
def test_no_file_keeps_a_job_from_running_and_one_line_says_why(bert, text):
    file = bert.opt_in(text)
    try:
        job = bert.batch("echo runs; exit 5")
        assert job.exit_code == "5:0" and job.runs() == []
        lines = job.output().splitlines()
        assert lines[-1] == b"runs" and len(lines) == 2 and lines[0].startswith(b"logwrap: not recording: ")
    finally:
        file.unlink()


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: os.symlink("/etc/shadow", path), lambda path: os.symlink(path, path)],
                         ids=["directory", "pipe", "link to what is root's", "link to itself"])
def test_what_is_no_file_keeps_no_job_from_running(bert, make):
    path = bert.home / ".logoptin"
    make(path)
    try:
        job = bert.batch("echo runs")
        assert job.exit_code == "0:0" and job.output().splitlines()[-1] == b"runs"
        assert b"root:" not in job.output()
    finally:
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def test_nobody_reads_or_writes_anothers_journal(slurm, anna, bert):
    run = anna.batch("echo private").journal()
    for command in (["cat", run.directory / "000001.jsonl"], ["ls", anna.state], ["touch", run.directory / "x"],
                    ["logwrap", "--state-dir", anna.state, "logs"]):
        assert bert.run(command).status != 0
    anna.home.chmod(0o755)
    try:
        assert bert.run(["ls", anna.state / "runs"]).status != 0
    finally:
        anna.home.chmod(0o700)


def test_all_of_logwrap_is_the_users(slurm, anna):
    job = anna.submit("echo up; until [ -e go ]; do sleep 0.05; done")
    job.when_printed("up")
    pump = eventually(lambda: job.runs() and job.runs()[0], "the run").info()["pump"]["pid"]
    shown = slurm.admin(["ps", "-o", "uid=,comm=", "--ppid", str(pump), "-p", str(pump)]).stdout.decode().split()
    assert "logwrap" in shown and "logwrap-record" in shown
    assert set(shown[::2]) == {str(anna.uid)}
    assert b"--kill-wait=5\0" in slurm.admin(["cat", f"/proc/{pump}/cmdline"]).stdout  # as slurm.conf has it
    anna.write("go", "")
    job.wait()


def test_users_with_and_without_opt_in_at_the_same_time(anna, bert):
    jobs = [user.submit(f"echo {user.name} {i}; sleep 0.0{i}") for i in range(6) for user in (anna, bert)]
    for job in jobs:
        job.wait()
    assert [job.lines() for job in jobs[::2]] == [[f"anna {i}"] for i in range(6)]
    assert all(not job.runs() for job in jobs[1::2])
    assert [job.output() for job in jobs[1::2]] == [f"bert {i}\n".encode() for i in range(6)]
