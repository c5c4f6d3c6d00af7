"""A real Grafana Loki, started by scripts/loki, and what can be asked of it."""

import json
import os
import pathlib
import signal
import subprocess
import time
import typing
import urllib.error
import urllib.parse
import urllib.request

from . import processes
from .waiting import eventually

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "scripts" / "loki"
PAGE = 5000  # Loki's own bound on the entries of one answer
DAY = 86_400 * 10**9  # in nanoseconds, as all times here


def program(name):
    """The binary of logcli or promtail, built where it is not there."""
    return subprocess.run([SCRIPT, name], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


class Answer(typing.NamedTuple):
    status: int
    body: str


class Row(typing.NamedTuple):
    ts: int
    line: str
    labels: dict  # of the stream
    metadata: dict  # structured


class Loki:
    """One server in a directory of its own. It comes up again on the same ports, with what it had stored."""

    def __init__(self, directory, *options, config=None):
        self.directory = pathlib.Path(directory)
        self.options = options
        self.environment = {**os.environ, "LOKI_DIR": str(self.directory)}
        self.url = None
        if config is not None:
            self.environment["LOKI_CONFIG"] = str(self.directory / "config.yaml")
            (self.directory / "config.yaml").write_text(config, encoding="utf-8")
        self.start()

    def start(self):
        ran = subprocess.run([SCRIPT, "up", "--", *self.options], env=self.environment,
                             stdout=subprocess.PIPE, text=True, check=True)
        self.url = ran.stdout.strip()

    @property
    def pid(self):
        return int((self.directory / "pid").read_text())

    def log(self):
        """The last of what it has to say."""
        return "\n".join((self.directory / "log").read_text(errors="replace").splitlines()[-20:])

    def kill(self):
        """With SIGKILL, as a machine that fails."""
        pid = self.pid
        processes.end(pid)
        eventually(lambda: not processes.alive(pid), "the end of Loki")

    def pause(self):
        """A server that takes connections and never answers, until `resume`."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self):
        os.kill(self.pid, signal.SIGCONT)

    def tenant(self, name=""):
        return Tenant(self, name)


class Tenant:
    """What one tenant can send and see. Without a name: no tenancy."""

    def __init__(self, loki, name):
        self.loki = loki
        self.name = name

    def ask(self, path, body=None, headers=()):
        request = urllib.request.Request(self.loki.url + path, data=body, headers=dict(headers))
        if self.name:
            request.add_header("X-Scope-OrgID", self.name)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode())
        except OSError as error:  # is it dead, or has it given the request up?
            state = "runs" if processes.alive(self.loki.pid) else "is dead"
            raise AssertionError(f"{error}; Loki {state}; its log ends with:\n{self.loki.log()}") from error

    def push(self, body):
        """A body as logwrap makes it."""
        return self.ask("/loki/api/v1/push", body, {"Content-Type": "application/x-protobuf"})

    def push_json(self, labels, values):
        """`values`: pairs of a time and a line, or triples with structured metadata."""
        return self.push_streams([{"stream": labels, "values": [[str(value[0]), *value[1:]] for value in values]}])

    def push_streams(self, streams):
        return self.ask("/loki/api/v1/push", json.dumps({"streams": streams}).encode(), {"Content-Type": "application/json"})

    def get(self, path, **parameters):
        answer = self.ask(f"/loki/api/v1/{path}?" + urllib.parse.urlencode(parameters),
                          headers={"X-Loki-Response-Encoding-Flags": "categorize-labels"})
        assert answer.status == 200, answer
        return json.loads(answer.body)["data"]

    def rows(self, query, start=None, end=None):
        """All that `query` finds, in order of time, what is there twice twice."""
        now = time.time_ns()
        start = now - 8 * DAY if start is None else start
        end = now + DAY // 24 if end is None else end
        return sorted(self._rows(query, start, end), key=lambda row: row.ts)

    def _rows(self, query, start, end):
        data = self.get("query_range", query=query, start=start, end=end, limit=PAGE, direction="forward")
        rows = [Row(int(value[0]), value[1], stream["stream"], (value[2] if len(value) > 2 else {}).get("structuredMetadata", {}))
                for stream in data["result"] for value in stream["values"]]
        if len(rows) < PAGE:
            return rows
        # Too many for one answer. Going on from the last time would need to know what of that time was seen already.
        newest = max(row.ts for row in rows)
        assert newest > start, "more than a page of one time"
        return [row for row in rows if row.ts < newest] + self._rows(query, newest, end)

    def value(self, query, at=None):
        """The single number that a metric query gives; 0 where it gives nothing."""
        result = self.get("query", query=query, time=at or time.time_ns())["result"]
        assert len(result) < 2, result
        return float(result[0]["value"][1]) if result else 0

    def discarded(self, reason):
        """How many of the tenant's entries the server refused for this reason."""
        wanted = f'loki_discarded_samples_total{{reason="{reason}",tenant="{self.name or "fake"}"}}'
        found = [line.split()[-1] for line in self.ask("/metrics").body.splitlines() if line.startswith(wanted)]
        return sum(map(float, found))

    def streams(self):
        """The labels of every stream."""
        now = time.time_ns()
        return self.get("series", start=now - 8 * DAY, end=now + DAY // 24)
