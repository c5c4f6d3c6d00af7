"""A stand-in for Loki that does what a healthy one never would, on purpose: it refuses connections, resets them within a
body, never answers, forgets to answer, and answers with every status. All else is tested with a real one (harness/loki.py).

In Python because the tests that need it are: they run the real binary as a process of its own, and read what arrived here.
It reads HTTP from plain sockets, because what goes wrong on purpose goes wrong below HTTP.
"""

import collections
import contextlib
import random
import socket
import struct
import threading
import time

from . import push_body

REFUSED_FOR = 0.2  # seconds in which nobody listens
SILENT_FOR = 90  # seconds: longer than any client waits

OUTCOMES = {
    "store": "204, stored",
    "refuse": "nobody listens for a moment; what is connected is reset",
    "reset": "the connection is reset within the body",
    "forget": "stored, then reset: the client never hears of it",
    "silent": "stored, and never answered, until the client gives up",
    "slow": "answered after a second",
    "429": "too much, nothing stored",
    "429 wait": "the same, with a Retry-After of a second",
    "500": "an error, nothing stored",
    "503": "an error, nothing stored",
    "260": "ingestion is blocked, nothing stored",
    "413": "too large, where there are two entries or more",
    "poison": "from now on one of its entries is refused wherever it comes; the rest is stored",
    "behind": "from now on its first half is too far behind for this stream; the rest is stored",
}
QUICK = [name for name in OUTCOMES if name != "silent"]


def schedule(seed, length, outcomes=QUICK, odds=0.5):
    """What becomes of the first `length` requests, drawn from the seed. Those that follow are stored."""
    draw = random.Random(seed)
    for _ in range(length):
        yield draw.choice(outcomes) if draw.random() < odds else "store"


def key(entry):
    """Of an entry, for a run has no two of the same."""
    return entry.ts, entry.line


class LokiDouble:
    def __init__(self, outcomes=()):
        self.outcomes = iter(outcomes)
        self.stored = collections.defaultdict(list)  # by labels: entries in the order in which they were first stored
        self.refused = set()  # keys of entries that are refused for good
        self.taken = []  # the outcome of each push, in order
        self.wrong = []  # what the client must not do
        self._bytes = {}  # of every entry that came: the labels without `late`, and the entry
        self._bound = {}  # by labels: what is older is too far behind
        self._busy = {}  # by the labels of a stream of which a push is under way: its connection
        self._over = set()  # connections that were reset: what is still done with their pushes is no client's matter
        self._lock = threading.Lock()
        self._connections = set()
        self._ended = False
        self._listener = self._listen(0)
        self.url = "http://127.0.0.1:%d" % self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @staticmethod
    def _listen(port):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        return listener

    def close(self):
        self._ended = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._reset_all()

    def _accept(self):
        while not self._ended:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                time.sleep(0.01)  # closed for a moment, or for good
                continue
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            with connection, connection.makefile("rb") as stream:
                while self._request(connection, stream):
                    pass
        except OSError:
            pass  # the client went away
        finally:
            with self._lock:
                self._connections.discard(connection)

    def _request(self, connection, stream):
        """One request. False where the connection is over."""
        start = stream.readline().decode("latin-1")
        if not start:
            return False  # even where more came after the reading end was shut
        headers = {}
        for line in iter(stream.readline, b"\r\n"):
            if not line:
                return False
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        if not start.startswith("POST /loki/api/v1/push"):
            stream.read(int(headers.get("content-length", 0)))
            self._answer(connection, 200 if start.startswith("GET /ready") else 404)
            return True
        if headers.get("expect"):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        size = int(headers["content-length"])
        with self._lock:
            outcome = next(self.outcomes, "store")
            self.taken.append(outcome)
        if outcome == "reset":
            stream.read(size // 2)
            return self._reset(connection)
        body = stream.read(size)
        return len(body) == size and self._push(connection, outcome, headers, body)

    def _push(self, connection, outcome, headers, body):
        streams = push_body.streams_of(body)
        if len(streams) != 1 or not streams[0].entries or headers.get("content-type") != "application/x-protobuf":
            self.wrong.append(f"a push of {len(streams)} streams as {headers.get('content-type')}")
        with self._one_at_a_time(streams[0].labels, connection):
            return self._do(connection, outcome, streams[0])

    @contextlib.contextmanager
    def _one_at_a_time(self, labels, connection):
        with self._lock:
            if self._busy.get(labels, connection) not in (connection, *self._over):
                self.wrong.append(f"two pushes at a time for {labels}")
            self._busy[labels] = connection
        try:
            yield
        finally:
            self._no_longer_busy(connection)

    def _no_longer_busy(self, connection):
        """To be called before the client learns of it: it may push again, through another connection, sooner than this
        thread goes on."""
        with self._lock:
            self._busy = {labels: busy for labels, busy in self._busy.items() if busy is not connection}

    def _do(self, connection, outcome, stream):
        if outcome == "refuse":
            return self._refuse()
        if outcome == "413" and len(stream.entries) > 1:
            return self._answer(connection, 413, "request body too large")
        if outcome in ("429", "429 wait", "500", "503", "260"):
            wait = "Retry-After: 1\r\n" if outcome == "429 wait" else ""
            return self._answer(connection, int(outcome[:3]), "later", wait)
        if outcome == "slow":
            time.sleep(1)
        with self._lock:
            if outcome == "poison":
                self._poison_one(stream)
            if outcome == "behind" and "late=" not in stream.labels:
                self._move_bound(stream)
            status, text = self._take(stream)
        if outcome == "forget":
            return self._reset(connection)
        if outcome == "silent":
            return self._wait_for_the_client(connection)
        return self._answer(connection, status, text)

    def _take(self, stream):
        """What Loki does with a push: entries that are refused for what they are go first, then those that are too far
        behind, whose answer hides the former."""
        there = self.stored[stream.labels]
        known = {key(entry) for entry in there}
        good = [entry for entry in stream.entries if key(entry) not in self.refused]
        behind = [entry for entry in good if entry.ts < self._bound.get(stream.labels, 0)]
        for entry in stream.entries:
            self._look_at(stream, entry)
        there += [entry for entry in good[len(behind) :] if key(entry) not in known]
        if behind:
            return 400, self._behind_text(stream, len(behind), len(good))
        if len(good) < len(stream.entries):
            too_long = f"Max entry size '1' bytes exceeded for stream '{stream.labels}' while adding an entry with length '9' bytes"
            return 400, f"{len(stream.entries) - len(good)} errors like: {too_long}"
        return 204, ""

    def _look_at(self, stream, entry):
        """Whatever comes again has to be the same, under the same labels, but for `late`."""
        labels = ", ".join(label for label in stream.labels[1:-1].split(", ") if not label.startswith("late="))
        if self._bytes.setdefault(entry.ts, (labels, entry)) != (labels, entry):
            self.wrong.append(f"another text under the same time: {entry} in {labels}, not {self._bytes[entry.ts]}")

    def _poison_one(self, stream):
        """One that was not stored yet: Loki does not change its mind."""
        stored = {key(entry) for entries in self.stored.values() for entry in entries}
        fresh = [entry for entry in stream.entries if key(entry) not in stored]
        if fresh:
            self.refused.add(key(fresh[len(fresh) // 2]))

    def _move_bound(self, stream):
        """Not beyond what was stored: a resend of that would be too far behind, and stored again as late."""
        there = self.stored[stream.labels]
        bound = stream.entries[len(stream.entries) // 2].ts
        if not there or there[-1].ts < stream.entries[0].ts:
            self._bound[stream.labels] = bound

    @staticmethod
    def _behind_text(stream, count, total):
        reason = "entry too far behind, entry timestamp is: 2029-01-01T00:00:00Z, oldest acceptable timestamp is: 2029-01-01T01:00:00Z"
        text = f"entry with timestamp 2029-01-01 00:00:00 +0000 UTC ignored, reason: '{reason}',\n" * min(count, 10)
        return f"{text}user 'fake', total ignored: {count} out of {total} for stream: {stream.labels}"

    # Below HTTP.

    def _answer(self, connection, status, text="", headers=""):
        self._no_longer_busy(connection)
        content = text.encode()
        length = "" if status == 204 else f"Content-Length: {len(content)}\r\n"
        connection.sendall(f"HTTP/1.1 {status} X\r\n{headers}{length}\r\n".encode() + content)
        return True

    def _reset(self, connection):
        with self._lock:
            self._over.add(connection)
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.shutdown(socket.SHUT_RD)
            connection.close()
        return False

    def _reset_all(self):
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            self._reset(connection)

    def _refuse(self):
        port = self._listener.getsockname()[1]
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._reset_all()
        time.sleep(REFUSED_FOR)
        if not self._ended:
            self._listener = self._listen(port)
        return False

    def _wait_for_the_client(self, connection):
        self._no_longer_busy(connection)
        connection.settimeout(SILENT_FOR)
        connection.recv(1)
        return False
