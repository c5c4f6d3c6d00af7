"""The real binary against a real Loki: all that was recorded arrives, once, in order, whatever happens on the way."""

import os
import subprocess
import sys

import pytest
from harness import processes
from harness.waiting import eventually
from proof import ALL, JOBS, check_complete, check_counts, check_text

LINES = int(os.environ.get("DELIVERY_LINES", 50_000))  # scripts/bench delivery sends a million
PATIENCE = 600  # seconds: what limits or a dead server hold up for a while


@pytest.fixture
def shipping(logwrap, tenant):
    """A logwrap that pushes for the test's own tenant."""
    return configured(logwrap, tenant)


def configured(logwrap, tenant):
    logwrap.env.update(LOGWRAP_LOKI_URL=tenant.loki.url, LOGWRAP_DRAIN="10m")
    if tenant.name:
        logwrap.env["LOGWRAP_LOKI_TENANT"] = tenant.name
    return logwrap


def job(lines, pause=0):
    return [sys.executable, JOBS / "many.py", lines, pause]


def arrived(tenant):
    """How many entries Loki has, resends counted as often as they were stored."""
    return tenant.value(f"sum(count_over_time({ALL}[1h]))")


def begin(logwrap, *job_arguments, **settings):
    """Starts the job under logwrap. What they print goes to a file, so that nobody waits for a reader."""
    with open(logwrap.place / "stderr", "ab") as stderr:
        return logwrap.start(job(*job_arguments), stdout=subprocess.DEVNULL, stderr=stderr, **settings)


def finish(logwrap, started):
    """Waits for it. What was written to stderr."""
    status = started.wait(timeout=PATIENCE)
    stderr = (logwrap.place / "stderr").read_text()
    assert status == 0, stderr[-2000:]
    return stderr


def check_all(logwrap, tenant):
    run = logwrap.journal()
    rows = check_complete(tenant, run)
    check_counts(run, rows)
    check_text(logwrap, run, rows)
    return rows


def test_every_line_arrives_in_order_and_once(shipping, tenant):
    finish(shipping, begin(shipping, LINES))
    rows = check_all(shipping, tenant)
    assert len([row for row in rows if row.labels["kind"] != "event"]) == LINES
    assert {(row.labels["stream"], row.labels["kind"]) for row in rows} >= {
        ("stdout", "log"), ("stderr", "log"), ("stdout", "metadata"), ("logwrap", "event")}


def test_a_loki_that_is_killed_five_times(logwrap, new_loki):
    loki = new_loki()
    tenant = loki.tenant()
    started = begin(configured(logwrap, tenant), LINES, 0.02)
    for kill in range(1, 6):
        eventually(lambda: arrived(tenant) >= kill * LINES / 10, "progress", PATIENCE)
        loki.kill()
        loki.start()
    finish(logwrap, started)
    check_all(logwrap, tenant)


def test_a_loki_that_limits_streams(logwrap, loki):
    tenant = loki.tenant("slow-streams")
    finish(logwrap, begin(configured(logwrap, tenant), LINES))
    check_all(logwrap, tenant)
    assert tenant.discarded("per_stream_rate_limit") > 1000


def test_a_shipper_that_is_killed_five_times(shipping, tenant):
    started = begin(shipping, LINES, 0.02)
    for kill in range(1, 6):
        eventually(lambda: arrived(tenant) >= kill * LINES / 10, "progress", PATIENCE)
        (shipper,) = eventually(lambda: processes.named(started.pid, "logwrap-ship"), "a shipper")
        processes.end(shipper.pid)
    finish(shipping, started)
    check_all(shipping, tenant)


def test_eight_ranks_at_once(shipping, tenant):
    started = [begin(shipping, 2000, env={**shipping.env, "RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": "8"})
               for rank in range(8)]
    for one in started:
        finish(shipping, one)
    runs = shipping.runs()
    assert len(runs) == 8
    for run in runs:
        rows = check_complete(tenant, run)
        check_counts(run, rows)
        assert {row.labels["rank"] for row in rows} == {run.info()["labels"]["rank"]}
    assert {stream["rank"] for stream in tenant.streams()} == {str(rank) for rank in range(8)}


def test_what_a_killed_logwrap_left_behind_is_sent_later(shipping, tenant):
    """By `logwrap ship --all`, which leaves runs that go on alone."""
    shipping.env["LOGWRAP_LOKI_URL"] = "http://127.0.0.1:9"  # nobody listens
    dead = shipping.start(["sh", "-c", "seq 1000; exec sleep 600"])
    shipping.journal_when(lambda run: len(run.lines()) == 1000, "the lines")
    (run,) = shipping.runs()
    for one in [dead, *processes.descendants(dead.pid)]:
        processes.end(one.pid)
    dead.wait()
    live = shipping.start(["sh", "-c", "echo alive; exec sleep 600"])
    eventually(lambda: len(shipping.runs()) == 2, "the second run")
    shipping.env["LOGWRAP_LOKI_URL"] = tenant.loki.url
    shipped = shipping.run_command([shipping.binary, "ship", "--all"], cap=PATIENCE)
    assert shipped.status == 0, shipped
    check_complete(tenant, run)
    assert {row.metadata["run_id"] for row in tenant.rows(ALL)} == {run.id}
    assert live.poll() is None


def test_ship_all_leaves_alone_what_was_recorded_for_no_loki(shipping, tenant):
    there = shipping.env.pop("LOGWRAP_LOKI_URL")
    shipping.run(["echo", "for nobody else"])
    run = shipping.journal()
    shipping.env["LOGWRAP_LOKI_URL"] = there
    shipped = shipping.run_command([shipping.binary, "ship", "--all"], cap=PATIENCE)
    assert (shipped.status, shipped.stderr) == (0, b""), shipped
    assert tenant.rows(ALL) == []
    assert shipping.run_command([shipping.binary, "ship", run.id], cap=PATIENCE).status == 0
    check_complete(tenant, run)


def test_a_run_that_no_shipper_began_with_is_unsent_and_sent_by_ship_all(shipping, tenant):
    there = shipping.env["LOGWRAP_LOKI_URL"]
    shipping.env.update(LOGWRAP_LOKI_URL="http://127.0.0.1:9", LOGWRAP_DRAIN="0")
    shipping.run(["echo", "left behind"])
    shipping.env["LOGWRAP_LOKI_URL"] = there
    run = shipping.journal()
    (run.directory / "sent.json").unlink(missing_ok=True)  # as if the shipper had come to nothing
    listed = shipping.run_command([shipping.binary, "runs"]).stdout.splitlines()
    assert b"UNSENT" in listed[0] and b" 3 " in listed[1], listed
    assert shipping.run_command([shipping.binary, "ship", "--all"], cap=PATIENCE).status == 0
    check_complete(tenant, run)
