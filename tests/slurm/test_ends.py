"""How jobs are ended by Slurm, what the journal's last record says of it, and what the epilog sends."""

import os
import re

import pytest

from compare import submit_both
from harness.waiting import eventually

SCRIPTS = os.path.join(os.path.dirname(__file__), "..", "..", "scripts", "slurm")
DEAF = """
trap '' TERM
echo ready
printf unfinished
while :; do read -rt 1 <> <(:); done
"""
OBEYS = """
trap 'echo last words; exit 0' TERM
echo ready
while :; do read -rt 0.1 <> <(:); done
"""


# The one that is to be tested, once there is no file `hold`.
EPILOG = f"""#!/bin/sh
until [ ! -e {{dir}}/run/hold ]; do sleep 0.05; done
LOGWRAP={{dir}}/programs/logwrap exec {os.path.abspath(SCRIPTS)}/epilog
"""


@pytest.fixture(scope="session")
def slurm(new_cluster, loki):
    """With the epilog, preemption, and a Loki."""
    more = ("Epilog={dir}/programs/epilog\nUnkillableStepTimeout=60\n"
            "PartitionName=low Nodes=ALL PriorityTier=1 PreemptMode=CANCEL GraceTime=2\n"
            "PartitionName=high Nodes=ALL PriorityTier=10 PreemptMode=OFF\n")
    cluster = new_cluster(users=("anna", "bert", "otto"), kill_wait=2, more=more, oversubscribe="NO",
                          programs={"epilog": EPILOG})
    cluster.anna.opt_in(f"loki_url: {loki.url}\n")
    cluster.otto.opt_in()
    return cluster


@pytest.fixture
def otto(slurm):
    return slurm.otto


def last_record(job):
    return job.journal().records()[-1]


def in_loki(loki, job):
    return [row.line for row in loki.tenant().rows(f'{{user="{job.user.name}"}} | job_id="{job.id}"')]


def check_in_loki(loki, job):
    """All that is in the journal, once."""
    recorded = [record["line"] for record in job.journal().records()]
    assert in_loki(loki, job) == recorded


def ended_by(job):
    """What the journal's last record says ended the job, however the KILL was spread over its processes."""
    last = last_record(job)
    info = job.journal().info()
    if last["event"] == "lost":
        assert info["status"] == {"state": "lost"} and info["end"] == last["ts"]
        return "killed, told by " + str(last["data"].get("signal"))
    assert last["event"] == "end"
    told = [event["data"]["signal"] for event in job.journal().events("told_to_end")]
    return "killed, told by " + str(told[-1] if told else None) if last["data"].get("signal") == 9 else last["data"]


def test_a_job_that_is_killed_after_its_term_says_so_in_its_last_record(anna, bert, loki):
    pair = submit_both(anna, bert, DEAF)
    for job in pair:
        job.when_printed("unfinished")
        job.cancel()
    for job in pair:
        job.wait()
    assert [pair.recorded.info()[name] for name in ("JobState", "ExitCode")] == [
        pair.alone.info()[name] for name in ("JobState", "ExitCode")]
    assert ended_by(pair.recorded) == "killed, told by 15"
    shown = anna.run(["logwrap", "logs", pair.recorded.journal().id])
    assert shown.stdout.decode().splitlines()[:2] == ["ready", "unfinished"]
    check_in_loki(loki, pair.recorded)


def test_a_job_that_obeys_its_term_ends_as_it_does_alone(anna, bert, loki):
    pair = submit_both(anna, bert, OBEYS)
    for job in pair:
        job.when_printed("ready")
        job.cancel()
    for job in pair:
        job.wait()
    assert pair.recorded.info()["ExitCode"] == pair.alone.info()["ExitCode"]
    assert last_record(pair.recorded)["data"]["exit"] == 0
    assert pair.recorded.lines() == ["ready", "last words"]
    check_in_loki(loki, pair.recorded)


def test_the_time_limit(slurm, anna, bert, loki):
    """Slurm looks for it twice a minute, and knows no limit below a minute."""
    pair = submit_both(anna, bert, DEAF, "--time=1")
    for job in pair:
        job.when_printed("unfinished")
    for job in pair:
        job.wait(cap=240)
        assert job.state == "TIMEOUT"
    assert pair.recorded.exit_code == pair.alone.exit_code
    assert ended_by(pair.recorded) == "killed, told by 15"
    check_in_loki(loki, pair.recorded)


def test_preemption_gives_its_grace_time(slurm, anna, bert, loki):
    for user in (anna, bert):
        low = user.submit(OBEYS, "-p", "low", "--exclusive")
        low.when_printed("ready")
        high = bert.submit("true", "-p", "high", "--exclusive")
        low.wait()
        high.wait()
        assert low.state == "PREEMPTED"
        assert b"last words" in low.output()
        if user is anna:
            assert last_record(low)["data"]["exit"] == 0
            check_in_loki(loki, low)


def test_a_requeued_job_is_recorded_anew_and_says_which_restart_it_is(slurm, anna):
    job = anna.submit("echo restart ${SLURM_RESTART_COUNT:-0}; [ -n \"$SLURM_RESTART_COUNT\" ] || while :; do read -rt 1 <> <(:); done")
    job.when_printed("restart 0")
    assert slurm.admin(["scontrol", "requeue", str(job.id)]).status == 0
    # Slurm holds it back for two minutes, unless it is asked not to. slurmd refuses what starts within the second in which
    # the job was killed: it takes it for that one.
    eventually(lambda: job.info()["Reason"] == "BeginTime", "the job's turn to wait")
    assert slurm.admin(["scontrol", "update", f"job={job.id}", "StartTime=now+3"]).status == 0
    job.wait(cap=200)
    runs = job.runs()
    assert [run.info()["labels"].get("restart") for run in runs] == [None, "1"]
    assert [run.lines() for run in runs] == [["restart 0"], ["restart 1"]]


def test_a_drained_node_ends_its_jobs_as_it_would(slurm, anna, bert):
    pair = submit_both(anna, bert, OBEYS)
    for job in pair:
        job.when_printed("ready")
    assert slurm.admin(["scontrol", "update", "NodeName=slurmbox", "State=DRAIN", "Reason=test"]).status == 0
    for job in pair:
        assert job.state == "RUNNING"  # a drain waits for what runs
        job.cancel()
    for job in pair:
        job.wait()
    assert slurm.admin(["scontrol", "update", "NodeName=slurmbox", "State=RESUME"]).status == 0
    assert pair.recorded.exit_code == pair.alone.exit_code
    eventually(slurm.is_idle, "an idle node")


def test_what_loki_did_not_take_is_sent_by_the_epilog(slurm, anna, loki):
    """The server is down for all of the job."""
    hold = slurm.dir / "run" / "hold"
    hold.touch()
    loki.pause()
    try:
        job = anna.submit("echo while nobody listened; kill -9 $$")
        pump = eventually(lambda: job.runs() and job.runs()[0].events("end") and job.runs()[0], "the job's end").info()["pump"]["pid"]
        eventually(lambda: slurm.admin(["test", "-e", f"/proc/{pump}"]).status, "logwrap's end")
    finally:
        loki.resume()
        hold.unlink()
    job.wait()
    assert job.exit_code == "0:9"
    check_in_loki(loki, job)


def test_the_example_shows_up_in_loki_with_labels_and_metadata(slurm, anna, loki):
    with open(os.path.join(SCRIPTS, "example.sbatch"), encoding="utf-8") as script:
        number = str(anna.batch(script.read()).id)
    rows = loki.tenant().rows(f'{{service_name="example", user="anna", cluster="testc", stream="stdout"}} | job_id="{number}"')
    assert [row.line for row in rows][1:3] == ["epoch 1: 100%", '{"epoch": 1, "loss": 0.500}']
    assert {row.labels["kind"] for row in rows} == {"log", "metadata"}
    wanted = {"node": "slurmbox", "step_id": "batch", "partition": "debug", "job_id": number}
    assert all(wanted.items() <= row.metadata.items() for row in rows)


def test_a_server_that_is_gone_holds_no_node_up(slurm, anna, loki):
    loki.pause()
    try:
        job = anna.batch("echo unheard")
        eventually(slurm.is_idle, "an idle node")
        assert job.exit_code == "0:0"
        assert b"not sent to Loki yet" in job.output()
    finally:
        loki.resume()
    assert anna.run(["logwrap", "ship", "--job", str(job.id)]).status == 0
    check_in_loki(loki, job)


def test_a_job_that_obeys_its_term_while_loki_is_down_ends_as_alone(slurm, anna, bert, loki):
    """What is drained after it stays below KillWait, or the KILL would be its end."""
    loki.pause()
    try:
        pair = submit_both(anna, bert, OBEYS)
        for job in pair:
            job.when_printed("ready")
            job.cancel()
        for job in pair:
            job.wait()
        assert pair.recorded.exit_code == pair.alone.exit_code
        assert last_record(pair.recorded)["data"]["exit"] == 0
    finally:
        loki.resume()


def test_the_epilog_is_the_users_and_has_nothing_of_roots(slurm, otto):
    """In the place of logwrap a program that tells what it is given."""
    spy = slurm.dir / "programs" / "spy"
    spy.write_text(f"#!/bin/sh\n(id -u; id -G; env | sort; grep -E 'NoNewPrivs|CapEff|CapInh' /proc/self/status; ls /proc/self/fd | wc -l; echo \"$@\") > {otto.home}/told\n")
    spy.chmod(0o755)
    env = {"SLURM_JOB_ID": "77", "SLURM_JOB_UID": str(otto.uid), "SLURM_JOB_GID": str(otto.gid), "LOGWRAP": str(spy), "SECRET": "of root",
           "LD_PRELOAD_X": "1"}
    ran = slurm.admin(["env", *(f"{name}={value}" for name, value in env.items()), os.path.join(SCRIPTS, "epilog")])
    assert ran == (0, b"", b"")
    told = (otto.home / "told").read_text()
    assert told.splitlines()[:2] == [str(otto.uid), str(otto.gid)]
    assert "SECRET" not in told and "SLURM" not in told and f"HOME={otto.home}" in told
    assert re.search(r"NoNewPrivs:\s+1", told) and re.search(r"CapEff:\s+0+$", told, re.M) and re.search(r"CapInh:\s+0+$", told, re.M)
    assert told.splitlines()[-1] == "ship --job 77 --drain 4s"


@pytest.mark.parametrize("body", ["kill -STOP $$", "trap '' TERM; while :; do sleep 1; done", "exit 9", "kill -STOP $PPID"],
                         ids=["stops", "is deaf", "fails", "stops its parent"])
def test_nothing_that_runs_as_the_user_holds_the_epilog_up(slurm, otto, body):
    bad = slurm.dir / "programs" / "bad"
    bad.write_text(f"#!/bin/sh\n{body}\n")
    bad.chmod(0o755)
    env = {"SLURM_JOB_ID": "77", "SLURM_JOB_UID": str(otto.uid), "SLURM_JOB_GID": str(otto.gid), "LOGWRAP": str(bad),
           "LOGWRAP_EPILOG_SECONDS": "1"}
    assert slurm.admin(["env", *(f"{name}={value}" for name, value in env.items()), os.path.join(SCRIPTS, "epilog")]) == (0, b"", b"")


@pytest.mark.parametrize("env", [{}, {"SLURM_JOB_ID": "1; reboot", "SLURM_JOB_UID": "1"}, {"SLURM_JOB_ID": "1", "SLURM_JOB_UID": "x"},
                                 {"SLURM_JOB_ID": "1", "SLURM_JOB_UID": "0"}, {"SLURM_JOB_ID": "1", "SLURM_JOB_UID": "4999999"}], ids=str)
@pytest.mark.parametrize("script", ["epilog", "prolog"])
def test_prolog_and_epilog_end_well_whatever_they_are_told(slurm, script, env):
    words = ["env", *(f"{name}={value}" for name, value in env.items()), f"LOGWRAP_STATE_ROOT={slurm.dir}/nowhere/else"]
    assert slurm.admin([*words, os.path.join(SCRIPTS, script)]).status == 0
