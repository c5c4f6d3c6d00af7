"""The real binary against a server that does everything a healthy Loki never does: each record is accounted for, in order.

A schedule of faults is drawn from a seed, which its failure prints; FAULT_SEEDS=17,18 plays these alone.
"""

import collections
import concurrent.futures
import json
import os
import shutil
import sys
import tempfile
import typing

import pytest
from harness.logwrap import Logwrap
from harness.loki_double import OUTCOMES, QUICK, LokiDouble, schedule
from proof import JOBS

SEEDS = [int(seed) for seed in os.environ.get("FAULT_SEEDS", "").split(",") if seed] or range(1, 101)
AT_ONCE = 8  # schedules: most of their time they wait
LINES = 300  # in four seconds: a stream's lines of one second are one push
PATIENCE = 300  # seconds


class Played(typing.NamedTuple):
    wrong: list  # in words
    taken: list  # the outcomes that pushes had


def play(binary, outcomes):
    """Runs a job against the double."""
    place = tempfile.mkdtemp(prefix="logwrap-faults-")
    double = LokiDouble(outcomes)
    logwrap = Logwrap(binary, place)
    try:
        logwrap.env.update(LOGWRAP_LOKI_URL=double.url, LOGWRAP_DRAIN="5m")
        finished = logwrap.run([sys.executable, JOBS / "many.py", LINES, 0.04, 3], cap=PATIENCE)
        return Played(wrong(logwrap.journal(), double, finished), double.taken)
    finally:
        logwrap.close()
        double.close()
        shutil.rmtree(place, ignore_errors=True)


def wrong(run, double, finished):
    stored = [entry for entries in double.stored.values() for entry in entries]
    refused = {seq_of(run, key) for key in double.refused}
    arrived = sorted([seq(entry) for entry in stored] + list(refused))
    found = list(double.wrong)
    if finished.status != 0:
        found.append(f"logwrap ended with {finished.status}: {finished.stderr[-500:]}")
    if finished.stdout.count(b"\n") + finished.stderr.count(b"\n") < LINES:
        found.append("the job's output is not whole")
    if arrived != [record["seq"] for record in run.records()]:
        found.append(f"of {len(run.records())} records {len(arrived)} arrived, {len(set(arrived))} of them different")
    for labels, entries in double.stored.items():
        if [seq(entry) for entry in entries] != sorted(seq(entry) for entry in entries):
            found.append(f"the order in {labels}")
    sent = run.sent()
    if (sent["stored"], sent["refused"], sent["missing"]) != (len(stored), len(refused), 0):
        found.append(f"sent.json counts {sent}, and {len(stored)} were stored, {len(refused)} refused")
    found += wrong_text(run, stored)
    return found


def wrong_text(run, stored):
    records = {record["seq"]: record for record in run.records()}
    for entry in stored:
        record = records.get(seq(entry))
        if record and (str(entry.ts), entry.line) != (record["ts"], record["line"]):
            yield f"record {seq(entry)} arrived as {entry}"


def seq(entry):
    return int(dict(entry.metadata)["seq"])


def seq_of(run, key):
    return next(record["seq"] for record in run.records() if (int(record["ts"]), record["line"]) == key)


def test_a_hundred_schedules_of_faults(binary):
    print(f"seeds of the schedules: {list(SEEDS)}")
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        tasks = {seed: pool.submit(play, binary, schedule(seed, 40)) for seed in SEEDS}
        played = {seed: task.result() for seed, task in tasks.items()}
    assert not {seed: each.wrong for seed, each in played.items() if each.wrong}
    taken = collections.Counter(outcome for each in played.values() for outcome in each.taken)
    print(f"outcomes of their pushes: {dict(taken)}")
    assert set(taken) == set(QUICK) or len(SEEDS) < 100


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_fault_alone(binary, outcome):
    played = play(binary, ["store", outcome, "store", outcome])
    assert played.wrong == [] and played.taken[:4] == ["store", outcome, "store", outcome]
