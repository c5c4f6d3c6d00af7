"""The example that starts eight ranks of a training: in Loki each rank is a stream of its own, in a terminal they are one timeline
and one plot."""

import json
import re
import signal

import pytest
from harness.waiting import CAP, eventually

from deploy import ROOT

EXAMPLE = ROOT / "examples" / "torchrun.sh"
RANKS = 8


def test_eight_ranks_are_labels_one_timeline_and_one_plot(logwrap, new_loki):
    tenant = new_loki("-auth.enabled=true").tenant("ranks")
    logwrap.env.update(LOGWRAP_LOKI_URL=tenant.loki.url, LOGWRAP_LOKI_TENANT=tenant.name, LOGWRAP_DRAIN="1m", SLURM_JOB_ID="4711",
                       SLURM_JOB_NAME="line", USER="ada", OMP_NUM_THREADS="1")
    ended = logwrap.run_command([EXAMPLE])
    assert ended.status == 0, ended.stderr.decode()
    assert len(logwrap.runs()) == RANKS

    rows = tenant.rows('{service_name="line", kind="metadata"} | job_id="4711"')
    steps = {}
    for row in rows:
        steps.setdefault(row.labels["rank"], []).append(json.loads(row.line)["step"])
        assert row.metadata["world_size"] == str(RANKS)
        assert row.metadata["x_key"] == "step" or json.loads(row.line)["step"] == 0  # one record does not tell yet what grows
    assert steps == {str(rank): list(range(60)) for rank in range(RANKS)}

    merged = logwrap.run_command([logwrap.binary, "logs", "--loki", "--job", "4711", "--merge", "--timestamps", "--kind", "log"])
    lines = merged.stdout.decode().splitlines()
    times = [re.search(r"\d\d:\d\d:\d\d\.\d+", line).group() for line in lines]
    assert times == sorted(times)
    # What all ranks print is there once, with all of them before it (or twice, where they took longer than a second).
    done = [re.search(r"\[([\d,-]+)\]", line).group(1) for line in lines if line.endswith("epoch 3 of 3 is done")]
    assert sorted(ranks_in(done)) == list(range(RANKS))
    assert len(done) <= 2

    plot = logwrap.run_command([logwrap.binary, "metrics", "--loki", "--job", "4711", "--format", "plot", "--y", "loss"])
    shown = plot.stdout.decode()
    assert plot.status == 0 and "loss" in shown and re.search(r"^ +step$", shown, re.MULTILINE)
    table = logwrap.run_command([logwrap.binary, "metrics", "--loki", "--job", "4711", "--format", "csv"]).stdout.decode()
    assert len(table.splitlines()) == RANKS * 60 + 1


def ranks_in(parts):
    for part in ",".join(parts).split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def test_the_training_has_learned(logwrap):
    ended = logwrap.run_command([EXAMPLE])
    w, b = map(float, re.search(rb"w = ([-\d.]+), b = ([-\d.]+)", ended.stdout).groups())
    assert abs(w - 3) < 0.6 and abs(b + 1) < 0.1  # y = 3 x - 1


@pytest.mark.parametrize("failing", [0, 2])
def test_the_first_rank_that_fails_ends_them_all(logwrap, failing):
    ended = logwrap.run_command([EXAMPLE, "sh", "-c", f"if [ $RANK = {failing} ]; then exit 5; fi; exec sleep 600"],
                                env={**logwrap.env, "RANKS": "3"})
    assert ended.status == 5
    ends = sorted(run.info()["status"].get("signal", run.info()["status"].get("code")) for run in logwrap.runs())
    assert ends == [5, signal.SIGTERM, signal.SIGTERM]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ended_it_leaves_no_rank_behind(logwrap, number):
    started = logwrap.start_command([EXAMPLE, "sh", "-c", "echo begun; exec sleep 600"], env={**logwrap.env, "RANKS": "3"})
    eventually(lambda: [run.lines() for run in logwrap.runs()] == [["begun"]] * 3, "three ranks")
    started.send_signal(number)
    started.communicate(timeout=CAP)
    assert started.returncode == 128 + number
    assert {run.info()["status"].get("signal") for run in logwrap.runs()} == {signal.SIGTERM}
