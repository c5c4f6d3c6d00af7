"""The double answers as it says it does, and reads what the client encodes as a real Loki does."""

import http.client
import time

import pytest
from encoder import body, judged, record
from harness import push_body
from harness.loki_double import LokiDouble, schedule


@pytest.fixture
def double():
    started = []

    def start(*outcomes):
        started.append(LokiDouble(outcomes))
        return started[-1]

    yield start
    for one in started:
        one.close()
        assert one.wrong == []


def post(double, content):
    connection = http.client.HTTPConnection(double.url.removeprefix("http://"), timeout=20)
    connection.request("POST", "/loki/api/v1/push", content, {"Content-Type": "application/x-protobuf"})
    answer = connection.getresponse()
    return type("Answer", (), {"status": answer.status, "body": answer.read().decode()})


def several(count=6):
    start = time.time_ns()
    return [record(start + i, i + 1, f"line {i} \u20ac") for i in range(count)]


def stored(double):
    return [entry.line for entries in double.stored.values() for entry in entries]


def test_it_reads_what_the_client_encodes():
    records = several(500) + [record(time.time_ns() + 500, 501, "x" * 200_000)]
    (stream,) = push_body.streams_of(body(records, service_name="job", node="n07"))
    assert stream.labels == '{kind="log", service_name="job", stream="stdout"}'
    assert [(entry.ts, entry.line) for entry in stream.entries] == [(int(one["ts"]), one["line"]) for one in records]
    assert stream.entries[6].metadata == (("node", "n07"), ("seq", "7"))


def test_it_stores_once_what_comes_twice(double):
    server, records = double(), several()
    for _ in range(2):
        assert post(server, body(records)).status == 204
    assert stored(server) == [one["line"] for one in records]


@pytest.mark.parametrize("outcome, status, verdict", [
    ("429", 429, "Slower"), ("500", 500, "Again"), ("503", 503, "Again"), ("260", 260, "Again"), ("413", 413, "TooBig")])
def test_it_refuses_as_a_whole(double, outcome, status, verdict):
    server, records = double(outcome), several()
    answer = post(server, body(records))
    assert answer.status == status and judged(answer, records).verdict == verdict
    assert stored(server) == []
    assert post(server, body(records)).status == 204


def test_it_refuses_one_for_good(double):
    server, records = double("poison"), several()
    for _ in range(2):
        answer = post(server, body(records))
        assert judged(answer, records) == ("Refused", 1, 0)
    assert len(stored(server)) == 5 and len(server.refused) == 1


def test_it_says_what_is_too_far_behind_as_loki_does(double):
    server, records = double("behind"), several()
    assert judged(post(server, body(records)), records) == ("Refused", 0, 3)
    assert stored(server) == [one["line"] for one in records[3:]]


@pytest.mark.parametrize("outcome, count", [("reset", 0), ("forget", 6), ("refuse", 0)])
def test_it_breaks_connections(double, outcome, count):
    server, records = double(outcome), several()
    with pytest.raises((OSError, http.client.HTTPException)):
        post(server, body(records))
    assert len(stored(server)) == count


def test_the_same_seed_gives_the_same_schedule():
    assert list(schedule(7, 50)) == list(schedule(7, 50)) != list(schedule(8, 50))
