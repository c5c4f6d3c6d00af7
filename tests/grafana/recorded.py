"""The runs that the dashboards show, recorded by logwrap and sent to a real Loki."""

import pathlib
import subprocess
import sys
import time

from harness.waiting import CAP, eventually

JOBS = pathlib.Path(__file__).with_name("jobs.py")
SECOND = 1000  # times for Grafana are in milliseconds


class Recorded:
    def __init__(self, logwrap, tenant):
        self.logwrap = logwrap
        self.tenant = tenant
        self.started = time.time_ns() // 10**6 - 60 * SECOND
        logwrap.env.update(LOGWRAP_LOKI_URL=tenant.loki.url, LOGWRAP_LOKI_TENANT=tenant.name, LOGWRAP_DRAIN="1m",
                           LOGWRAP_CLUSTER="lab")
        self.ids = {}
        self._record("resnet-0", "resnet", ["train"], rank=0)
        self._record("resnet-1", "resnet", ["train", 4.0], rank=1)
        self._record("diverged", "diverged", ["diverge"], status=1)
        self._record("changing", "changing", ["change_axis"])
        self._record("terminated", "terminated", ["terminated"], status=-15)
        self._record("plain", "plain", ["plain"], LOGWRAP_PATTERNS="Train Epoch: <epoch> loss=<loss>")
        self._start_waiting()

    def _record(self, key, job, arguments, rank=None, status=0, **env):
        process = self._start(key, job, arguments, rank, env, stdin=subprocess.DEVNULL)
        assert process.wait(CAP) == status, process.stderr.read()

    def _start(self, key, job, arguments, rank=None, more=None, **settings):
        env = {**self.logwrap.env, **(more or {}), "SLURM_JOB_ID": "4711", "SLURM_JOB_NAME": job, "USER": "ada"}
        if rank is not None:
            env["RANK"] = str(rank)
        before = {run.id for run in self.logwrap.runs()}
        process = self.logwrap.start([sys.executable, JOBS, *arguments], env=env, **settings)
        (new,) = eventually(lambda: {run.id for run in self.logwrap.runs()} - before, f"the run of {key}")
        self.ids[key] = new
        return process

    def _start_waiting(self):
        """A job that goes on, of which all that is told of it has arrived."""
        told = {"LOGWRAP_PROGRESS": "1s", "LOGWRAP_STALL": "3s"}
        self.waiting = self._start("waiting", "waiting", ["wait"], more=told, stdin=subprocess.PIPE)
        query = f'{{service_name="waiting"}} | run_id="{self.ids["waiting"]}" | event=~"progress|stall"'
        eventually(lambda: {row.metadata["event"] for row in self.tenant.rows(query)} == {"progress", "stall"}, "what is told of the waiting job, in Loki")

    @property
    def range(self):
        return {"from": self.started, "to": time.time_ns() // 10**6 + SECOND}

    def close(self):
        self.waiting.stdin.close()
        self.waiting.wait(CAP)
        self.logwrap.close()
