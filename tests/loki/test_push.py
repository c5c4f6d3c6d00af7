"""What the client encodes is what a real Loki stores and gives back."""

import json
import time

from encoder import body, record

SECOND = 10**9
ALL = '{service_name=~".+"}'


def push(tenant, records, changes="", **attributes):
    answer = tenant.push(body(records, changes, **({"service_name": "job"} | attributes)))
    assert answer.status == 204, answer
    return answer


def several(count, line="line {}", start=None):
    start = start or time.time_ns() - count
    return [record(start + i, i + 1, line.format(i)) for i in range(count)]


def test_lines_and_times_come_back_as_they_were(tenant):
    lines = ["plain", "", " blanks  ", "tab\there", 'quote " and \\ and \\n', "J\u00fcrgen \u20ac \U0001f600", "\u2028", "nul \0 \x1b[31m",
             "x" * 262144]
    start = time.time_ns() - len(lines)
    push(tenant, [record(start + i, i + 1, line) for i, line in enumerate(lines)])
    rows = tenant.rows(ALL)
    assert [row.line for row in rows] == lines
    assert [row.ts for row in rows] == [start + i for i in range(len(lines))]


def test_structured_metadata_comes_back_as_it_was(tenant):
    odd = 'a "quoted" \\ back, comma=equals {brace} \u20ac'
    push(tenant, [record(time.time_ns(), 7, "x", level="error", rewrite=True, x_key="eval.step", x=3)], run_id="run-1", odd=odd)
    (row,) = tenant.rows(ALL)
    assert row.metadata.pop("detected_level") == "error"
    assert row.metadata == {"run_id": "run-1", "odd": odd, "seq": "7", "level": "error", "rewrite": "true",
                            "x_key": "eval.step", "x": "3"}


def test_labels_of_any_text_come_back_as_they_were(tenant):
    odd = 'say "hi"\n\\ tab\t nul\x01 del\x7f J\u00fcrgen \u20ac {a="b"}, `c`'
    push(tenant, several(1), user=odd, rank="3", cluster="alpha")
    (stream,) = tenant.streams()
    assert stream == {"service_name": "job", "user": odd, "rank": "3", "cluster": "alpha", "stream": "stdout", "kind": "log"}


def test_the_longest_label_and_as_many_as_are_allowed_are_taken(tenant):
    changes = ",".join(f"l{i}=v" for i in range(10)) + ",long=" + "\u20ac" * 3000
    push(tenant, several(1), changes)
    (stream,) = tenant.streams()
    assert len(stream) == 14  # and one that would be called late
    assert stream["long"].endswith("\u20ac\u2026") and len(stream["long"].encode()) <= 2048


def test_a_resend_is_stored_once(tenant):
    records = several(200)
    first = body(records, service_name="job")
    assert first == body(records, service_name="job")
    for _ in range(3):
        assert tenant.push(first).status == 204
    assert [row.line for row in tenant.rows(ALL)] == [one["line"] for one in records]
    assert tenant.value(f"sum(count_over_time({ALL}[5m]))") == 200


def test_a_resend_in_other_batches_is_stored_once(tenant):
    records = several(200)
    for part in (records[:150], records[:100], records[50:], records[150:]):
        push(tenant, part)
    assert [row.line for row in tenant.rows(ALL)] == [one["line"] for one in records]


def test_equal_lines_at_times_of_their_own_are_all_kept(tenant):
    push(tenant, several(500, "the same"))
    assert len(tenant.rows(ALL)) == 500


def test_metadata_with_nan_is_readable_as_json(tenant):
    now = time.time_ns()
    line = '{"step": 3, "loss": NaN, "norm": -Infinity, "ok": 1.5}'
    push(tenant, [record(now, 1, line, kind="metadata"), record(now + 1, 2, '{"step": 4, "loss": 0.5}', kind="metadata")])
    first, second = tenant.rows(ALL + ' | json | __error__=""')
    assert json.loads(first.line) == {"step": 3, "loss": None, "norm": None, "ok": 1.5}
    assert first.metadata["nonfinite"] == "loss,norm"
    assert "nonfinite" not in second.metadata
    assert tenant.value(f"sum(sum_over_time({ALL} | json | unwrap step [5m]))") == 7


def test_x_is_a_number_to_queries(tenant):
    now = time.time_ns()
    push(tenant, [record(now + i, i + 1, "{}", kind="metadata", x_key="step", x=x) for i, x in enumerate((1, 2.5, 3))])
    assert tenant.value(f'max(max_over_time({ALL} | x_key="step" | unwrap x [5m]))') == 3


def test_kubernetes_queries_find_what_they_select(tenant):
    push(tenant, several(1, "Train Epoch: 1"), namespace="ml", pod="pytorch-simple-master-0", container="pytorch",
         app="pytorch-simple", user="root")
    assert len(tenant.rows('{app="pytorch-simple",pod="pytorch-simple-master-0"} |= "Train"')) == 1
    assert len(tenant.rows('{namespace="ml",container="pytorch"} | user="root"')) == 1
