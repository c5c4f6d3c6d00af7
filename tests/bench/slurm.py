#!/usr/bin/python3
"""What the plugin costs a task: `srun true` of who has opted in and of who has not, in turn, on a real Slurm of this machine."""

import argparse
import ctypes
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "slurm"), str(TESTS / "e2e")]

from cluster import Cluster, missing  # noqa: E402 (found by the line above)

CLONE_NEWNET = 0x40000000


def start_cluster(build):
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        sys.exit("bench: no network namespace to start a Slurm in")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "addr", "add", "127.0.0.2/8", "dev", "lo"], check=True)
    directory = tempfile.mkdtemp(prefix="logwrap-bench-slurm-")
    cluster = Cluster(directory, build / "bin" / "logwrap", build / "lib" / "logwrap_spank.so")
    cluster.anna.opt_in()
    return cluster.start()


def allocate(user):
    """A job whose steps are the tasks, so that no scheduler is part of what is measured."""
    given = user.run(["salloc", "--no-shell", "-n1"])
    assert given.status == 0, given
    return given.stderr.decode().split("allocation ")[1].split()[0]


def measure(cluster, tasks):
    """{user: milliseconds of each task}"""
    jobs = {user: allocate(user) for user in (cluster.anna, cluster.bert)}
    times = {user: [] for user in jobs}
    for number in range(tasks + 3):
        for user, job in jobs.items():
            before = time.perf_counter()
            ran = user.run(["srun", f"--jobid={job}", "--overlap", "true"])
            elapsed = (time.perf_counter() - before) * 1000
            assert ran.status == 0, ran
            if number >= 3:
                times[user].append(elapsed)
    assert len(cluster.anna.runs()) == tasks + 3 and not cluster.bert.runs()
    return times[cluster.anna], times[cluster.bert]


def spread(values):
    low, high = sorted(values)[len(values) // 10], sorted(values)[len(values) * 9 // 10]
    return f"{statistics.median(values):.1f} ({low:.1f} to {high:.1f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--tasks", type=int, default=200)
    options = parser.parse_args()
    if missing():
        sys.exit(f"bench: no Slurm can be had: this machine lacks {missing()}")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; milliseconds: median (nine of ten lie between)")
    cluster = start_cluster(options.build.resolve())
    try:
        recorded, alone = measure(cluster, options.tasks)
    finally:
        cluster.stop()
        shutil.rmtree(cluster.dir, ignore_errors=True)
    print("| `srun true` | ms |\n| --- | --- |")
    print(f"| not recorded | {spread(alone)} |\n| recorded | {spread(recorded)} |")
    print(f"| more, pair by pair | {spread([a - b for a, b in zip(recorded, alone, strict=True)])} |")
    print(f"| median of the one over median of the other | {statistics.median(recorded) - statistics.median(alone):.1f} |")


if __name__ == "__main__":
    main()
