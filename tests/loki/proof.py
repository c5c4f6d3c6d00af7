"""That what is in Loki is what was recorded: all of it, once, in order."""

import pathlib

JOBS = pathlib.Path(__file__).with_name("jobs")
ALL = '{service_name=~".+"}'


def rows_of(tenant, run):
    """The run's rows in Loki, in order of time."""
    start = int(run.info()["start"]) - 10**9
    end = max(int(record["ts"]) for record in run.records()) + 10**9
    return tenant.rows(f'{ALL} | run_id="{run.id}"', start, end)


def identity(row):
    return {"ts": str(row.ts), "seq": int(row.metadata["seq"]), "stream": row.labels["stream"], "kind": row.labels["kind"],
            "line": row.line}


def check_complete(tenant, run):
    """Each record of the run is in Loki, once, in order, as it was recorded. Returns the rows."""
    rows = rows_of(tenant, run)
    recorded = [{name: record[name] for name in ("ts", "seq", "stream", "kind", "line")} for record in run.records()]
    there = [identity(row) for row in rows]
    if there != recorded:
        numbers, stored = [record["seq"] for record in recorded], [row["seq"] for row in there]
        missing = sorted(set(numbers) - set(stored))
        twice = sorted({seq for seq in stored if stored.count(seq) > 1}) if len(stored) > len(set(stored)) else []
        differ = [(a, b) for a, b in zip(recorded, there) if a != b][:3]
        raise AssertionError(f"of {len(recorded)} records {len(there)} are in Loki; missing: {missing[:20]}; twice: {twice[:20]}; "
                             f"first differences: {differ}")
    return rows


def check_counts(run, rows):
    """The closing record's counts are those of what is in Loki."""
    counts = run.info()["counts"]
    lines = sum(row.labels["kind"] != "event" for row in rows)
    assert counts["recorded"] == lines
    (end,) = run.events("end")
    assert end["data"]["recorded"] == lines
    assert counts["committed"] == counts["recorded"] + sum(counts["dropped"].values())


def check_text(logwrap, run, rows):
    """Byte for byte what `logwrap logs --raw` prints."""
    shown = logwrap.run_command([logwrap.binary, "logs", "--raw", run.id])
    assert shown.status == 0, shown
    assert "".join(row.line + "\n" for row in rows if row.labels["kind"] != "event").encode() == shown.stdout
