"""What a real Loki answers, and that the client takes it for what it is."""

import time

from encoder import Judgement, body, judged, record

MINUTE = 60 * 10**9
DAY = 24 * 60 * MINUTE
ALL = '{service_name=~".+"}'


def pushed(tenant, records, service_name="job"):
    """The answer, and what the client makes of it."""
    answer = tenant.push(body(records, service_name=service_name))
    return answer, judged(answer, records)


def several(count, start, line="line"):
    return [record(start + i, i + 1, line) for i in range(count)]


def stored(tenant, query=ALL):
    return [int(row.metadata["seq"]) for row in tenant.rows(query)]


def test_stored(tenant):
    answer, judgement = pushed(tenant, several(3, time.time_ns()))
    assert answer.status == 204
    assert judgement == Judgement("Stored", 0, 0)


def test_no_tenant_where_one_is_needed_pauses(loki):
    answer, judgement = pushed(loki.tenant(), several(1, time.time_ns()))
    assert (answer.status, answer.body.strip()) == (401, "no org id")
    assert judgement.verdict == "Pause"


def test_a_wrong_address_pauses(loki):
    answer = loki.tenant("x").ask("/no/such/path", b"x")
    assert answer.status == 404
    assert judged(answer, several(1, 1)).verdict == "Pause"


def test_what_is_too_old_is_counted_and_the_rest_is_stored(tenant):
    records = several(3, time.time_ns() - 8 * DAY) + [record(time.time_ns(), 4)]
    answer, judgement = pushed(tenant, records)
    assert answer.status == 400 and "has timestamp too old" in answer.body
    assert judgement == Judgement("Refused", 3, 0)
    assert stored(tenant) == [4]


def test_one_that_is_too_old_is_counted(tenant):
    _, judgement = pushed(tenant, several(1, time.time_ns() - 8 * DAY) + [record(time.time_ns(), 2)])
    assert judgement == Judgement("Refused", 1, 0)


def test_what_is_too_new_waits_and_the_rest_is_stored(tenant):
    answer, judgement = pushed(tenant, [record(time.time_ns(), 1)] + several(2, time.time_ns() + 30 * MINUTE))
    assert answer.status == 400 and "has timestamp too new" in answer.body
    assert judgement.verdict == "Pause"
    assert stored(tenant) == [1]


def test_lines_that_are_too_long_are_counted_and_the_rest_is_stored(loki):
    tenant = loki.tenant("short-lines")
    now = time.time_ns()
    records = [record(now, 1), record(now + 1, 2, "x" * 2000), record(now + 2, 3), record(now + 3, 4, "y" * 3000)]
    answer, judgement = pushed(tenant, records)
    assert answer.status == 400 and "Max entry size" in answer.body
    assert judgement == Judgement("Refused", 2, 0)
    assert stored(tenant) == [1, 3]


def test_a_push_that_loki_cannot_read_is_refused_as_a_whole(tenant):
    answer = tenant.push(b"no snappy")
    assert answer.status == 400
    assert judged(answer, several(5, 1)) == Judgement("Refused", 5, 0)


def test_of_what_is_too_far_behind_it_is_known_which(tenant):
    """Another rank's fresh line closes the stream to what is more than an hour older."""
    now = time.time_ns()
    pushed(tenant, [record(now, 1000)])
    # Within one second of the bound, which the answer gives in whole seconds only.
    records = [record(now - 60 * MINUTE - 300_000_000 + i * 40_000_000, i + 1) for i in range(20)]
    answer, judgement = pushed(tenant, records)
    assert answer.status == 400 and "entry too far behind" in answer.body
    taken = stored(tenant)
    assert taken[-1] == 1000 and 1 < len(taken) < 21
    assert judgement == Judgement("Refused", 0, 20 - (len(taken) - 1))
    assert taken == [*range(judgement.behind + 1, 21), 1000]


def test_refusals_of_two_kinds_in_one_push_are_asked_about_in_halves(loki):
    tenant = loki.tenant("short-lines")
    now = time.time_ns()
    pushed(tenant, [record(now, 1000)], "two-kinds")
    records = [record(now - 90 * MINUTE + i, i + 1, "x" * (2000 if i == 1 else 10)) for i in range(4)]
    answer, judgement = pushed(tenant, records, "two-kinds")
    assert answer.status == 400 and "total ignored: 3 out of 3" in answer.body
    assert judgement.verdict == "Unclear"
    assert pushed(tenant, records[:1], "two-kinds")[1] == Judgement("Refused", 0, 1)
    assert pushed(tenant, records[1:2], "two-kinds")[1] == Judgement("Refused", 1, 0)
    assert pushed(tenant, records[2:], "two-kinds")[1] == Judgement("Refused", 0, 2)


def test_a_stream_that_is_too_fast_slows_down_and_halves_pass(loki):
    tenant = loki.tenant("slow-streams")
    records = several(250, time.time_ns() - 250, "x" * 1000)
    answer, judgement = pushed(tenant, records)
    assert answer.status == 429 and "Per stream rate limit exceeded" in answer.body
    assert judgement.verdict == "Slower"
    assert pushed(tenant, records[:125])[1].verdict == "Stored"


def test_a_tenant_that_is_too_fast_slows_down(loki):
    answer, judgement = pushed(loki.tenant("slow"), several(250, time.time_ns() - 250, "x" * 1000))
    assert answer.status == 429 and "Ingestion rate limit exceeded" in answer.body
    assert judgement.verdict == "Slower"


def test_more_streams_than_allowed_slow_down(loki):
    tenant = loki.tenant("one-stream")
    assert pushed(tenant, several(1, time.time_ns()), "first")[1].verdict == "Stored"
    answer, judgement = pushed(tenant, several(1, time.time_ns()), "second")
    assert answer.status == 429 and "Maximum active stream limit exceeded" in answer.body
    assert judgement.verdict == "Slower"


def test_blocked_ingestion_answers_with_a_2xx_that_is_no_success(loki):
    answer, judgement = pushed(loki.tenant("blocked"), several(1, time.time_ns()))
    assert answer.status == 260
    assert judgement.verdict == "Again"
    assert loki.tenant("blocked").rows(ALL) == []


def test_more_than_four_mebibytes_are_split(tenant):
    records = several(50, time.time_ns() - 50, "x" * 100_000)
    answer, judgement = pushed(tenant, records)
    assert answer.status == 500 and "message larger than max" in answer.body
    assert judgement.verdict == "TooBig"
    assert pushed(tenant, records[:2])[1].verdict == "Stored"


def test_why_a_push_has_one_stream(loki):
    """The trap that the client avoids: a refusal of one stream is hidden by the success of one that follows."""
    tenant = loki.tenant("several-streams")
    now = time.time_ns()
    assert tenant.push_json({"service_name": "a"}, [(now, "fresh")]).status == 204
    behind = {"stream": {"service_name": "a"}, "values": [[str(now - 90 * MINUTE), "lost"]]}
    fine = {"stream": {"service_name": "b"}, "values": [[str(now), "stored"]]}
    assert tenant.push_streams([fine, behind]).status == 400
    assert tenant.push_streams([behind, fine]).status == 204
    assert "lost" not in [row.line for row in tenant.rows(ALL)]
