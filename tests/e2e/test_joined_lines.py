"""Lines that belong together are one record, and none of them is lost or out of order."""

import sys

import pytest

TRACEBACK = """
import sys
def f(): return 1 / 0
print('epoch 1', flush=True)
try:
    f()
except ZeroDivisionError as error:
    raise RuntimeError('step 7 failed') from error
"""


@pytest.fixture(autouse=True)
def plain_tracebacks(logwrap):
    logwrap.env["PYTHON_COLORS"] = "0"  # from 3.13 on they are coloured on a terminal


def python(program):
    return [sys.executable, "-c", program]


def test_a_traceback_is_one_record_with_its_level_and_exception(logwrap):
    finished = logwrap.run(python(TRACEBACK))
    assert finished.status == 1
    run = logwrap.journal()
    (record,) = [record for record in run.records() if record["stream"] == "stderr"]
    assert record["line"] == finished.stderr.decode().replace("\r\n", "\n").rstrip("\n")
    assert record["lines"] == record["line"].count("\n") + 1
    assert (record["level"], record["exception"]) == ("error", "RuntimeError")
    counts = run.info()["counts"]
    assert counts["committed"] == counts["recorded"] == record["lines"] + 1
    assert counts["joined"] == record["lines"] - 1


def test_logs_shows_its_lines_as_they_were_printed(logwrap):
    finished = logwrap.run(python(TRACEBACK))
    shown = logwrap.logs("--stream", "stderr")
    assert shown == finished.stderr.decode().splitlines()
    # The pattern is looked for in the record, which is shown as a whole.
    assert logwrap.logs("--grep", "^RuntimeError|\nRuntimeError") == shown
    assert logwrap.logs("--level", "error") == shown


def test_each_rank_has_its_traceback_whatever_the_other_stream_prints(logwrap):
    program = (
        "import sys, traceback\n"
        "try: [][1]\n"
        "except IndexError:\n"
        "    for line in traceback.format_exc().splitlines():\n"
        "        print('[rank0]:', line, file=sys.stderr, flush=True)\n"
        "        print('step', flush=True)\n"
    )
    finished = logwrap.run(python(program))
    records = [record for record in logwrap.journal().records() if record["stream"] == "stderr"]
    assert [record["line"] for record in records] == [finished.stderr.decode().replace("\r\n", "\n").rstrip("\n")]
    assert records[0]["exception"] == "IndexError"


def test_a_rule_of_the_users_own(logwrap):
    (logwrap.home / ".logoptin").write_text("multiline: |\n  ^Stack of => ^#[0-9]\n")
    logwrap.run(["printf", "%s\\n", "before", "Stack of 1", "#0 main", "#1 start", "after"])
    lines = [record["line"] for record in logwrap.journal().records() if record["kind"] == "log"]
    assert lines == ["before", "Stack of 1\n#0 main\n#1 start", "after"]


def test_a_line_that_waits_for_others_is_recorded_while_the_job_is_silent(logwrap):
    program = "import sys; print('Traceback (most recent call last):', flush=True); print('  File x', flush=True); sys.stdin.read()"
    started = logwrap.start(python(program), stdin=-1)
    run = logwrap.journal_when(lambda run: run.lines(), "a line")
    assert run.lines() == ["Traceback (most recent call last):\n  File x"]
    started.stdin.close()
    assert started.wait() == 0
