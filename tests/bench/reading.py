"""What it takes to read back from a real Loki, beside Loki's own client; and that what comes back is what was recorded."""

import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import time

from harness import processes
from harness.journal import runs_in
from harness.loki import Loki, program

JOBS, RANKS = 10, 8
ENTRIES = int(os.environ.get("BENCH_ENTRIES", 1_000_000))  # of all of them
LINES = ENTRIES // (JOBS * RANKS)
UNLIMITED = ["-distributor.ingestion-rate-limit-mb=1000", "-distributor.ingestion-burst-size-mb=2000",
             "-ingester.per-stream-rate-limit=1GB", "-ingester.per-stream-rate-limit-burst=2GB"]
MANY = os.path.join(os.path.dirname(__file__), "..", "loki", "jobs", "many.py")


def bench_reading(bench):
    logcli = program("logcli")
    loki = Loki(bench.place / "loki", *UNLIMITED)
    bench.env.update(LOGWRAP_LOKI_URL=loki.url, LOKI_ADDR=loki.url)
    try:
        record(bench)
        compare(bench)
        measure(bench, logcli)
    finally:
        del bench.env["LOGWRAP_LOKI_URL"]
        loki.kill()
        shutil.rmtree(bench.place / "loki", ignore_errors=True)
        shutil.rmtree(bench.state, ignore_errors=True)


def record(bench):
    """JOBS jobs of RANKS ranks, two ranks at a time."""
    for job in range(JOBS):
        running = []
        for rank in range(RANKS):
            env = {**bench.env, "SLURM_JOB_ID": str(100 + job), "SLURM_JOB_NAME": "train", "RANK": str(rank),
                   "SLURMD_NODENAME": f"n{rank // 4}"}
            running.append(subprocess.Popen([bench.logwrap, "--drain=10m", "--", "/usr/bin/python3", MANY, str(LINES)], env=env,
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            if len(running) == 2:
                assert running.pop(0).wait() == 0
        for one in running:
            assert one.wait() == 0


def digest(bench, *command):
    """A digest of what it prints, its lines, seconds, and the greatest memory in MiB."""
    started = time.perf_counter()
    ran = subprocess.Popen(command, env=bench.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    seen, lines, most, looked = hashlib.sha256(), 0, 0, 0.0
    while block := ran.stdout.read(1 << 16):
        seen.update(block)
        lines += block.count(b"\n")
        if time.perf_counter() - looked > 0.02:
            looked = time.perf_counter()
            most = max(most, processes.memory_kib(ran.pid, "Rss"))
    if ran.wait() != 0:
        sys.exit(f"bench: {command} ended with {ran.returncode}")
    return seen.hexdigest(), lines, time.perf_counter() - started, most / 1024


def compare(bench):
    """Every run, and every job merged, from the journals and from Loki."""
    entries = 0
    for run in runs_in(bench.state):
        here = digest(bench, bench.logwrap, "logs", "--json", "--events", run.id)
        there = digest(bench, bench.logwrap, "logs", "--json", "--events", "--loki", run.id)
        assert here[:2] == there[:2], f"run {run.id}: {here[1]} records here, {there[1]} in Loki, or others"
        entries += there[1]
    for job in range(JOBS):
        command = (bench.logwrap, "logs", "--merge", "--all", "--job", str(100 + job))
        assert digest(bench, *command)[0] == digest(bench, *command, "--loki")[0], f"job {100 + job}"
    print(f"\n{entries} records of {JOBS * RANKS} runs read from Loki are those of the journals, byte for byte", flush=True)


def measure(bench, logcli):
    def spread(values, form):
        low, middle, high = (form.format(value) for value in (min(values), statistics.median(values), max(values)))
        return f"{middle} ({low} to {high})"

    one, every = '{service_name="train"} | job_id="105"', '{service_name="train"}'
    client = (logcli, "--quiet", "query", "--forward", "--since=3h", f"--limit={2 * ENTRIES}", "--batch=5000", "--output=raw")
    commands = {
        "a job: `logcli`": (*client, one),
        "a job: `logwrap logs --loki --merge --all`": (bench.logwrap, "logs", "--loki", "--merge", "--all", "--job", "105"),
        "all: `logcli`": (*client, every),
        "all: `logwrap logs --loki --merge --all`": (bench.logwrap, "logs", "--loki", "--merge", "--all", "--label",
                                                      "service_name=train"),
        "all metadata: `logwrap metrics --loki --format csv`": (bench.logwrap, "metrics", "--loki", "--format", "csv", "--label",
                                                                 "service_name=train"),
    }
    figures = {name: [] for name in commands}
    for _ in range(min(bench.runs, 3)):
        for name, command in commands.items():
            figures[name].append(digest(bench, *command))
    print("\n| reading back | lines | s | greatest RSS, MiB |\n| --- | --- | --- | --- |")
    for name, seen in figures.items():
        print(f"| {name} | {seen[0][1]} | {spread([one[2] for one in seen], '{:.1f}')} | "
              f"{spread([one[3] for one in seen], '{:.0f}')} |", flush=True)
