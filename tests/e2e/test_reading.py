"""`logwrap logs` and `logwrap runs`, on runs that ended, that go on, and whose journal was cut off."""

import json
import os
import pathlib
import subprocess

import pytest

from harness.waiting import eventually


def two_streams(logwrap):
    logwrap.run(["sh", "-c", "echo alpha; echo beta; echo gamma >&2"])


def test_logs_shows_the_newest_run(logwrap):
    logwrap.run(["echo", "older"])
    logwrap.run(["echo", "newer"])
    assert logwrap.logs() == ["newer"]


def test_logs_shows_a_run_by_a_unique_prefix_of_its_id(logwrap):
    logwrap.run(["echo", "older"])
    logwrap.run(["echo", "newer"])
    older, newer = logwrap.runs()
    assert logwrap.logs(older.id) == ["older"]
    assert logwrap.logs(newer.id) == ["newer"]
    shortest = len(os.path.commonprefix([older.id, newer.id])) + 1
    assert logwrap.logs(older.id[:shortest]) == ["older"]


def test_logs_of_a_run_that_is_not_there_says_so(logwrap):
    two_streams(logwrap)
    for name in ("19990101", "../../etc", "nonsense"):
        ended = logwrap.run_command([logwrap.binary, "logs", name])
        assert ended.status not in (0, -11) and ended.stdout == b""
        assert name.encode() in ended.stderr


def test_logs_can_be_narrowed(logwrap):
    two_streams(logwrap)
    assert logwrap.logs("--stream", "stdout") == ["alpha", "beta"]
    assert logwrap.logs("--stream", "stderr") == ["gamma"]
    assert logwrap.logs("--grep", "^.eta$") == ["beta"]
    assert sorted(logwrap.logs("--since", "1h")) == ["alpha", "beta", "gamma"]


def test_logs_shows_what_is_at_least_so_serious(logwrap):
    program = ("import logging\nlogging.basicConfig(level=logging.DEBUG)\nlogging.info('begun')\nlogging.warning('slow')\n"
               "logging.error('0 lines')\nprint('error rate 0.1')")
    logwrap.run(["python3", "-c", program])
    assert logwrap.logs("--level", "warning") == ["WARNING:root:slow", "ERROR:root:0 lines"]
    assert logwrap.logs("--level", "Error") == ["ERROR:root:0 lines"]
    assert logwrap.run_command([logwrap.binary, "logs", "--level", "bad"]).status == 2
    levels = {record["line"]: record.get("level") for record in logwrap.journal().records() if record["kind"] == "log"}
    assert levels == {"INFO:root:begun": "info", "WARNING:root:slow": "warning", "ERROR:root:0 lines": "error",
                      "error rate 0.1": None}


def test_logs_as_json_gives_the_records(logwrap):
    two_streams(logwrap)
    records = [json.loads(line) for line in logwrap.logs("--json")]
    assert [record["line"] for record in records if record["stream"] == "stdout" and record["kind"] == "log"] == ["alpha", "beta"]


def test_logs_with_timestamps_begins_each_line_with_one(logwrap):
    two_streams(logwrap)
    for line in logwrap.logs("--stream", "stdout", "--timestamps"):
        assert line[:2] == "20" and line.split()[-1] in ("alpha", "beta")


def test_logs_never_writes_control_characters(logwrap):
    logwrap.run(["printf", "tab\\there \\302\\233 \\342\\200\\256 bidi\\n"])
    shown = logwrap.run_command([logwrap.binary, "logs"]).stdout
    assert b"\x1b" not in shown and b"\xe2\x80\xae" not in shown
    # As JSON it is the same text, of which a terminal takes nothing for an order.
    shown = logwrap.run_command([logwrap.binary, "logs", "--json"]).stdout.decode()
    assert "\u202e" not in shown and "\\u202e bidi" in shown
    assert [json.loads(line)["line"] for line in shown.splitlines()] == logwrap.lines()


def test_runs_lists_the_newest_first(logwrap):
    logwrap.run(["sh", "-c", "echo one; exit 3"])
    logwrap.run(["echo", "two"])
    lines = logwrap.run_command([logwrap.binary, "runs"]).stdout.decode().splitlines()
    older, newer = logwrap.runs()
    rows = [index for index, line in enumerate(lines) if newer.id in line] + [i for i, line in enumerate(lines) if older.id in line]
    assert len(rows) == 2 and rows[0] < rows[1]
    assert "exit 3" in lines[rows[1]]


def test_without_any_run_logs_and_runs_say_so(logwrap):
    assert logwrap.run_command([logwrap.binary, "logs"]).stderr != b""
    runs = logwrap.run_command([logwrap.binary, "runs"])
    assert runs.status == 0


@pytest.mark.parametrize("left", [b"", b'{"id":'])
def test_a_run_whose_description_cannot_be_read_is_not_called_lost(logwrap, left):
    logwrap.run(["echo", "a line"])
    description = pathlib.Path(logwrap.state, "runs", logwrap.runs()[0].id, "run.json")
    description.write_bytes(left)
    shown = logwrap.run_command([logwrap.binary, "logs"])
    assert shown.stdout == b"a line\n"
    assert b"run.json" in shown.stderr and b"was lost" not in shown.stderr and b"no end" not in shown.stderr


def test_whose_runs_is_a_question_to_loki(logwrap):
    logwrap.run(["echo", "a line"])
    for subcommand in ("runs", "logs", "metrics"):
        for option in (["--user", "grace"], ["--all-users"]):
            asked = logwrap.run_command([logwrap.binary, subcommand, *option])
            assert (asked.status, asked.stdout) == (2, b"")
            assert option[0].encode() + b" requires --loki" in asked.stderr


def test_follow_shows_a_line_before_the_job_ends(logwrap):
    started = logwrap.start(["sh", "-c", "echo early; read go; echo late"], stdin=subprocess.PIPE)
    eventually(logwrap.runs, "the run")
    following = logwrap.start_command([logwrap.binary, "logs", "--follow"])
    assert following.stdout.readline() == b"early\n"
    assert started.poll() is None
    assert started.communicate(b"go\n", timeout=60)[0] == b"early\nlate\n"
    assert following.stdout.readline() == b"late\n"
    assert following.wait(60) == 0


def test_a_run_that_goes_on_is_listed_as_running(logwrap):
    started = logwrap.start(["sh", "-c", "echo ready; read go"], stdin=subprocess.PIPE)
    assert started.stdout.readline() == b"ready\n"
    eventually(lambda: b"running" in logwrap.run_command([logwrap.binary, "runs"]).stdout, "the run shown as running")
    started.communicate(b"go\n", timeout=60)
    assert b"running" not in logwrap.run_command([logwrap.binary, "runs"]).stdout


def test_a_run_is_known_by_what_its_environment_says(logwrap):
    logwrap.run(["true"], env={**logwrap.env, "SLURM_JOB_ID": "42", "SLURM_JOB_NAME": "resnet", "RANK": "3"})
    run = logwrap.journal()
    labels = run.info()["labels"]
    assert labels["service_name"] == "resnet"
    assert labels["job_id"] == "42"
    assert labels["rank"] == "3"
    assert labels["run_id"] == run.id


def test_a_cut_off_journal_reads_up_to_the_last_whole_record_and_says_so(logwrap):
    logwrap.run(["seq", "100"])
    segment = logwrap.journal().segments()[0]
    whole = segment.read_bytes()
    lines = whole.splitlines(keepends=True)
    kept = next(i for i, line in enumerate(lines) if b'"line":"60"' in line)
    size = sum(map(len, lines[:kept]))
    for cut in (1, len(lines[kept]) // 2, len(lines[kept]) - 1):
        segment.write_bytes(whole[: size + cut])
        shown = logwrap.run_command([logwrap.binary, "logs"])
        assert shown.status == 0
        text = (shown.stdout + shown.stderr).decode()
        assert [line for line in shown.stdout.decode().splitlines() if line.isdigit()] == [str(i) for i in range(1, 60)]
        assert "cut off" in text or "incomplete" in text or "torn" in text


def test_records_may_be_read_by_jq_like_readers(logwrap):
    two_streams(logwrap)
    for segment in logwrap.journal().segments():
        for line in pathlib.Path(segment).read_bytes().splitlines():
            assert isinstance(json.loads(line), dict)


def test_what_is_recorded_is_for_its_owner_alone(logwrap):
    two_streams(logwrap)
    run = logwrap.journal()
    assert run.directory.stat().st_mode & 0o077 == 0
    assert logwrap.state.stat().st_mode & 0o022 == 0


def test_logs_of_a_run_without_lines_says_so(logwrap):
    logwrap.run(["true"])
    shown = logwrap.run_command([logwrap.binary, "logs"])
    assert (shown.status, shown.stdout) == (0, b"")
    assert shown.stderr.decode() == f"logwrap: run {logwrap.journal().id}: no line was recorded\n"
