"""What is sent long after it was printed."""

import json
import sys

import pytest
from harness.waiting import eventually
from proof import ALL, JOBS, check_complete, rows_of

SECOND = 10**9
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
PATIENCE = 120  # seconds


def recorded(logwrap, argv, age, **more):
    """A run without Loki, as if it had been `age` nanoseconds ago."""
    before = {run.id for run in logwrap.runs()}
    assert logwrap.run(argv, env={**logwrap.env, **more}).status == 0
    (run,) = [run for run in logwrap.runs() if run.id not in before]
    for path in run.segments():
        aged = [json.dumps({**record, "ts": str(int(record["ts"]) - age)}, ensure_ascii=False) for record in run.records()]
        path.write_text("".join(line + "\n" for line in aged))
    info = run.info()
    times = {name: str(int(info[name]) - age) for name in ("start", "end")}
    (run.directory / "run.json").write_text(json.dumps({**info, **times}))
    return run


def ship(logwrap, tenant, run):
    return logwrap.run_command([logwrap.binary, "ship", run.id], cap=PATIENCE, env={
        **logwrap.env, "LOGWRAP_LOKI_URL": tenant.loki.url, "LOGWRAP_LOKI_TENANT": tenant.name})


def many(lines):
    return [sys.executable, JOBS / "many.py", lines]


def test_a_backlog_of_two_hours_is_taken_though_others_print_into_the_same_streams(logwrap, tenant):
    run = recorded(logwrap, many(3000), 2 * HOUR)
    fresh = recorded(logwrap, many(10), 0)
    assert ship(logwrap, tenant, fresh).status == 0
    shipped = ship(logwrap, tenant, run)
    assert shipped.status == 0, shipped
    rows = check_complete(tenant, run)
    assert {row.labels["late"] for row in rows} == {run.id}
    assert run.sent()["stored"] == len(rows) and run.sent()["refused"] == 0
    assert all("late" not in row.labels for row in check_complete(tenant, fresh))


def test_what_another_rank_made_too_far_behind_is_sent_once_more_as_late(logwrap, new_loki):
    """With a bound of one minute, instead of an hour, between what is fresh and what is too far behind."""
    tenant = new_loki("-ingester.max-chunk-age=2m", "-auth.enabled=true").tenant("ranks")
    run = recorded(logwrap, many(1000), 5 * MINUTE)
    fresh = recorded(logwrap, many(10), 0)
    assert ship(logwrap, tenant, fresh).status == 0
    shipped = ship(logwrap, tenant, run)
    assert shipped.status == 0, shipped
    rows = check_complete(tenant, run)
    shared = {(row.labels["stream"], row.labels["kind"]) for row in check_complete(tenant, fresh)}
    assert {"late" in row.labels for row in rows if (row.labels["stream"], row.labels["kind"]) in shared} == {True}
    assert run.sent()["refused"] == 0


def test_what_is_older_than_a_week_is_counted_and_named(logwrap, tenant):
    run = recorded(logwrap, many(100), 8 * DAY)
    shipped = ship(logwrap, tenant, run)
    assert b"7 days" in shipped.stderr, shipped
    assert rows_of(tenant, run) == []
    state = run.sent()
    assert (state["refused"], state["stored"]) == (len(run.records()), 0)
    assert "has timestamp too old" in state["refused_why"]


def test_what_is_nearly_a_week_old_is_named_before_it_is_lost(logwrap, tenant):
    run = recorded(logwrap, many(100), 6 * DAY + 12 * HOUR)
    shipped = ship(logwrap, tenant, run)
    assert shipped.status == 0 and b"7 days" in shipped.stderr, shipped
    check_complete(tenant, run)


@pytest.mark.parametrize("age", [0, 2 * HOUR])
def test_shipping_again_sends_nothing_again(logwrap, tenant, age):
    run = recorded(logwrap, many(500), age)
    for _ in range(2):
        assert ship(logwrap, tenant, run).status == 0
    rows = check_complete(tenant, run)
    assert tenant.value(f"sum(count_over_time({ALL}[12h]))") == len(rows)


def test_a_loki_that_is_down_is_waited_for_and_then_has_all(logwrap, new_loki):
    loki = new_loki("-auth.enabled=true")
    tenant = loki.tenant("away")
    run = recorded(logwrap, many(500), 0)
    loki.kill()
    shipping = logwrap.start_command([logwrap.binary, "ship", run.id], env={
        **logwrap.env, "LOGWRAP_LOKI_URL": loki.url, "LOGWRAP_LOKI_TENANT": tenant.name})
    eventually(lambda: (run.directory / "sent.json").exists(), "an attempt")
    loki.start()
    shipping.communicate(timeout=PATIENCE)
    assert shipping.returncode == 0
    check_complete(tenant, run)
