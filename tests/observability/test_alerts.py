"""deploy/loki/rules in the real ruler of a Loki with deploy/loki/single.yaml: each alert fires on a run that has its fault,
arrives at a real Alertmanager with deploy/loki/alertmanager.yaml, and none fires on a run with which nothing is wrong.

What differs from deploy/: rules are evaluated every second, not every minute, and what waits half an hour waits ten seconds.
"""

import datetime
import json
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import types

import pytest
from harness import processes
from harness.journal import runs_in
from harness.logwrap import Logwrap
from harness.waiting import eventually

from alertmanager import Alertmanager, Receiver
from deploy import LOKI, documents, replaced, single

JOBS = pathlib.Path(__file__).with_name("jobs") / "train.py"
RULES = [LOKI / "rules" / "logwrap.yaml", LOKI / "rules" / "logwrap-absence.yaml"]
PATIENCE = 60  # seconds

# A job's fault, and the alerts that it has to raise.
FAULTS = {
    "errors": ["TrainingErrors"],
    "traceback": ["TrainingTraceback", "TrainingFailed"],
    "many_warnings": ["TrainingWarnings"],
    "nan_in_metadata": ["TrainingLossNotFinite"],
    "nan_in_a_line": ["TrainingLossNotFinite"],
    "nan_in_the_line_of_another_loss": ["TrainingLossNotFinite"],
    "nan_in_a_printed_tensor": ["TrainingLossNotFinite"],
    "infinite_loss": ["TrainingLossNotFinite"],
    "gpu_memory": ["TrainingOutOfMemoryGPU", "TrainingTraceback", "TrainingFailed"],
    "gpu_memory_of_jax": ["TrainingOutOfMemoryGPU"],
    "host_memory_by_slurm": ["TrainingOutOfMemoryHost", "TrainingErrors"],
    "loader_killed": ["TrainingOutOfMemoryHost", "TrainingTraceback", "TrainingFailed"],
    "nccl": ["TrainingCommunication", "TrainingErrors"],
    "nccl_remote": ["TrainingCommunication", "TrainingTraceback", "TrainingErrors", "TrainingFailed"],
    "gloo": ["TrainingCommunication", "TrainingTraceback", "TrainingFailed"],
    "ecc": ["TrainingGPUFault", "TrainingTraceback", "TrainingFailed"],
    "xid": ["TrainingGPUFault"],
    "fails": ["TrainingFailed"],
}


def write_rules(directory):
    directory.mkdir(parents=True)
    shutil.copy(RULES[0], directory)
    shorter = replaced(RULES[1].read_text(encoding="utf-8"), {"[30m]": "[10s]", "interval: 5m": "interval: 1s"})
    (directory / RULES[1].name).write_text(shorter, encoding="utf-8")


@pytest.fixture(scope="module")
def site(new_loki, binary):
    """A Loki whose ruler has the rules, an Alertmanager, somebody who is called, and a logwrap that sends there."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="logwrap-alerts-"))
    write_rules(directory / "rules" / "fake")
    receiver = Receiver()
    alertmanager = Alertmanager(directory, receiver)
    config = single(alertmanager.address, rules=directory / "rules")
    # What fires before the ruler has found the Alertmanager is sent again only after the resend delay, a minute by default.
    loki = new_loki("-ruler.evaluation-interval=1s", "-ruler.poll-interval=1s", "-ruler.resend-delay=1s", config=config).tenant()
    logwrap = Logwrap(binary, directory)
    logwrap.env.update(LOGWRAP_LOKI_URL=loki.loki.url, LOGWRAP_DRAIN="2m")
    yield types.SimpleNamespace(loki=loki, alertmanager=alertmanager, receiver=receiver, logwrap=logwrap)
    logwrap.close()
    alertmanager.close()
    receiver.close()
    shutil.rmtree(directory, ignore_errors=True)


def start(site, fault, more=None, **settings):
    """A run of the job in a state directory of its own: (process, what gives its Run)."""
    state = site.logwrap.place / f"state-{fault}"
    env = {**site.logwrap.env, "LOGWRAP_STATE_DIR": str(state), "SLURM_JOB_NAME": fault, "SLURM_JOB_ID": "4711", **(more or {})}
    started = site.logwrap.start([sys.executable, JOBS, fault], env=env, **settings)
    return started, lambda: eventually(lambda: runs_in(state), f"a run of {fault}")[0]


@pytest.fixture(scope="module")
def runs(site):
    """One healthy run, then one of every fault: their ids, by the fault."""
    ids = {}
    for fault in ["healthy", *FAULTS]:
        started, run = start(site, fault)
        started.communicate(timeout=PATIENCE)
        ids[fault] = run().id
    return ids


def of_run(site, run):
    return {alert["labels"]["alertname"]: alert for alert in site.alertmanager.alerts() if alert["labels"]["run_id"] == run}


def arrived(site, run, names):
    """The alerts of a run, once all that are named have arrived."""
    eventually(lambda: set(names) <= set(of_run(site, run)), f"{names} of run {run}", cap=PATIENCE)
    return of_run(site, run)


def rules_of(site):
    groups = json.loads(site.loki.ask("/prometheus/api/v1/rules").body)["data"]["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_the_ruler_has_every_rule_and_evaluates_it(site):
    written = {rule["alert"] for path in RULES for group in documents(path)[0]["groups"] for rule in group["rules"]}
    eventually(lambda: {rule["name"] for rule in rules_of(site) if rule["health"] == "ok"} == written, "all rules evaluated", cap=PATIENCE)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_of(site, runs, fault):
    alerts = arrived(site, runs[fault], FAULTS[fault])
    assert set(alerts) == set(FAULTS[fault])
    for alert in alerts.values():
        check_useful(alert, runs[fault], fault)
        check_commands(site, alert)


def check_useful(alert, run, fault):
    """For somebody who is woken by it: what, which run, where to look."""
    assert alert["annotations"]["summary"].startswith(fault)
    description = alert["annotations"]["description"]
    assert f"Run {run}, job 4711" in description and "Look: logwrap " in description
    assert "<no value>" not in description and "{{" not in description and "%!" not in description, description


def check_commands(site, alert):
    """What it says to look at can be typed as it stands there."""
    commands = re.findall(r"logwrap (?:logs|metrics) .*?(?= \||;|, and| \(|$)", alert["annotations"]["description"], re.MULTILINE)
    assert commands, alert
    for command in commands:
        shown = site.logwrap.run_command([site.logwrap.binary, *shlex.split(command)[1:]], env=site.logwrap.env)
        assert shown.status == 0 or b"there is no metadata" in shown.stderr or b"nothing can be plotted" in shown.stderr, (command, shown)


def test_the_cause_of_a_failure_is_in_the_message(site, runs):
    failed = arrived(site, runs["traceback"], ["TrainingFailed"])["TrainingFailed"]
    assert "ValueError: Expected input batch_size (32)" in failed["annotations"]["summary"]
    assert "exit status 1" in failed["annotations"]["description"]
    assert arrived(site, runs["nan_in_metadata"], ["TrainingLossNotFinite"])["TrainingLossNotFinite"]["labels"]["nonfinite"] == "train_loss"


def test_what_follows_from_a_failure_is_told_once(site, runs):
    arrived(site, runs["traceback"], ["TrainingFailed", "TrainingTraceback"])
    eventually(lambda: of_run(site, runs["traceback"])["TrainingTraceback"]["status"]["state"] == "suppressed", "its traceback kept back")


def test_messages_arrive_where_people_are_called(site, runs):
    def told(path, name, run):
        return any(where == path and alert["labels"]["alertname"] == name and alert["labels"]["run_id"] == run
                   for where, message in site.receiver.messages for alert in message["alerts"])

    eventually(lambda: told("/on-call", "TrainingFailed", runs["fails"]), "a message of the failure", cap=PATIENCE)
    eventually(lambda: told("/in-the-morning", "TrainingErrors", runs["errors"]), "a message of the errors", cap=PATIENCE)


def told_after_another_evaluation(site, run):
    """The alerts of a run, once every rule was evaluated again, each without an error."""
    since = datetime.datetime.now(datetime.timezone.utc).isoformat()[:19]
    eventually(lambda: all(rule["lastEvaluation"] > since and rule["health"] == "ok" for rule in rules_of(site)), "an evaluation",
               cap=PATIENCE)
    return set(of_run(site, run))


def test_nothing_is_told_of_a_healthy_run(site, runs):
    for fault, names in FAULTS.items():
        arrived(site, runs[fault], names)
    assert told_after_another_evaluation(site, runs["healthy"]) == set()


def test_somebodys_interrupt_is_no_failure(site):
    started, run = start(site, "is_interrupted")
    run = run()
    eventually(lambda: "waiting for the other ranks" in run.lines(), "its only line")
    processes.end(started.pid, signal.SIGINT)
    started.wait(PATIENCE)
    eventually(lambda: site.loki.rows(f'{{kind="event"}} | event="end" | run_id="{run.id}"'), "its end at Loki")
    assert told_after_another_evaluation(site, run.id) == set()


def test_a_run_that_was_sent_later_than_it_was_recorded_stops_no_rule(site):
    """Its last record does not say what Loki refused."""
    started, run = start(site, "is_recorded", {"LOGWRAP_LOKI_URL": "none"})
    started.communicate(timeout=PATIENCE)
    run = run()
    env = {**site.logwrap.env, "LOGWRAP_STATE_DIR": str(run.directory.parents[1])}
    assert site.logwrap.run_command([site.logwrap.binary, "ship", run.id], env=env).status == 0
    assert "refused" not in run.events("end")[0]["data"]
    eventually(lambda: site.loki.rows(f'{{kind="event"}} | event="end" | run_id="{run.id}"'), "its end at Loki")
    assert told_after_another_evaluation(site, run.id) == set()


def end_at_once(pid):
    """A process and all beneath it, as a machine that fails: none of them may find the others gone and say so."""
    family = [pid] + [one.pid for one in processes.descendants(pid)]
    for how in (signal.SIGSTOP, signal.SIGKILL):
        for one in family:
            processes.end(one, how)


def test_a_run_that_is_killed_together_with_logwrap_is_told_of_when_nothing_comes_and_when_that_is_known(site):
    started, run = start(site, "waits")
    run = run()
    eventually(lambda: "waiting for the other ranks" in run.lines(), "its only line")
    eventually(lambda: site.loki.rows(f'{{kind="log"}} | run_id="{run.id}"'), "it at Loki")
    end_at_once(started.pid)
    started.wait(PATIENCE)
    silent = arrived(site, run.id, ["TrainingNoRecords"])
    assert "TrainingLost" not in silent
    check_useful(silent["TrainingNoRecords"], run.id, "Nothing comes from waits")
    env = {**site.logwrap.env, "LOGWRAP_STATE_DIR": str(run.directory.parents[1])}
    eventually(lambda: site.logwrap.run_command([site.logwrap.binary, "ship", run.id], env=env).status == 0, "it shipped")
    check_useful(arrived(site, run.id, ["TrainingLost"])["TrainingLost"], run.id, "waits")


def test_a_run_that_has_gone_silent_is_told_of_until_it_goes_on(site):
    started, run = start(site, "hangs", {"LOGWRAP_STALL": "1s"}, stdin=subprocess.PIPE)
    run = run()
    silent = arrived(site, run.id, ["TrainingStalled"])
    check_useful(silent["TrainingStalled"], run.id, "hangs")
    started.communicate(b"go on\n", timeout=PATIENCE)
    eventually(lambda: "TrainingStalled" not in of_run(site, run.id), "the end of the alarm", cap=PATIENCE)


def test_lines_that_logwrap_could_not_keep_are_told_of(site):
    started, run = start(site, "loses", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    run = run()
    eventually(lambda: "ready" in run.lines(), "the first line")
    recorder = site.logwrap.recorder(started.pid)
    processes.end(recorder, signal.SIGSTOP)
    started.stdin.write(b"flood\n")
    started.stdin.flush()
    assert started.stderr.readline() == b"printed\n"
    processes.end(recorder, signal.SIGCONT)
    eventually(lambda: run.events("gap"), "the record of what is missing")
    started.communicate(b"last\n", timeout=PATIENCE)
    check_useful(arrived(site, run.id, ["LogwrapDropped"])["LogwrapDropped"], run.id, "loses")
