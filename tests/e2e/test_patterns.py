"""Numbers in lines of plain text are metadata, where a pattern says what they are."""

import json
import sys

TRAIN = """
for epoch in range(1, 4):
    for step in (0, 640, 1280):
        loss = 2.3 / (epoch + step / 1280)
        print(f"Train Epoch: {epoch} [{step}/60000 ({100 * step / 60000:.0f}%)]\\tloss={loss:.4f}")
    print(f"{{metricName: accuracy, metricValue: {1 - 1 / (epoch + 1):.4f}}};{{metricName: loss, metricValue: {loss:.4f}}}")
"""

LOGOPTIN = r"""
patterns: |
  Train Epoch: <epoch> [<step>/<_> (<percent>%)]\tloss=<loss>
  {metricName: accuracy, metricValue: <accuracy>};{metricName: loss, metricValue: <val_loss>}
"""


def test_a_training_without_json_has_metadata_a_table_and_a_plot(logwrap):
    (logwrap.home / ".logoptin").write_text(LOGOPTIN)
    assert logwrap.run([sys.executable, "-c", TRAIN]).status == 0
    run = logwrap.journal()
    derived = [record for record in run.records() if record.get("derived")]
    assert [record["kind"] for record in derived] == ["metadata"] * 12
    assert json.loads(derived[0]["line"]) == {"epoch": 1, "step": 0, "percent": 0, "loss": 2.3}
    assert json.loads(derived[3]["line"]) == {"accuracy": 0.5, "val_loss": 1.15}
    assert [(record["x_key"], record["x"]) for record in derived[:2]] == [("epoch", 1), ("epoch", 1)]
    # Each stands behind its line, and in no count.
    records = run.records()
    for record in derived:
        line = records[records.index(record) - 1]
        assert line["kind"] == "log" and line["seq"] == record["seq"] - 1
    counts = run.info()["counts"]
    assert counts["committed"] == counts["recorded"] == 12
    # `logs` shows the lines, `metrics` the numbers.
    assert len(logwrap.logs()) == 12
    assert len(logwrap.logs("--kind", "metadata")) == 12
    table = logwrap.run_command([logwrap.binary, "metrics", "--format", "csv"]).stdout.decode().splitlines()
    assert len(table) == 13 and {"epoch", "loss", "accuracy"} <= set(table[0].split(","))


def test_in_mode_metadata_the_numbers_are_all_that_is_recorded_of_a_line(logwrap):
    (logwrap.home / ".logoptin").write_text(LOGOPTIN + "mode: metadata\n")
    assert logwrap.run([sys.executable, "-c", TRAIN]).status == 0
    run = logwrap.journal()
    kinds = [record["kind"] for record in run.records() if record["stream"] != "logwrap"]
    assert kinds == ["metadata"] * 12
    counts = run.info()["counts"]
    assert counts["committed"] == counts["dropped"]["mode"] == 12 and counts["recorded"] == 0


def test_a_bad_pattern_is_named_with_its_place(logwrap):
    finished = logwrap.run(["true"], options=["--patterns", "loss=<loss>\n<a><b>"])
    assert finished.status == 125
    said = finished.stderr.decode()
    assert 'pattern 2, "<a><b>", cannot be used' in said and "column 4: two captures need text between them, or nobody knows where the first ends" in said
