"""In batch the job finds a terminal on stdout and stderr, so that it prints as it does for people, and the journal tells the
two apart."""

import sys

import pytest

ISATTY = "import sys; print(*(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)))"
SIZE = "import os; print(*os.get_terminal_size(1), *os.get_terminal_size(2))"


def python(logwrap, program, **settings):
    return logwrap.run([sys.executable, "-c", program], **settings).stdout.decode().strip()


def test_the_job_sees_a_terminal_on_both_streams_and_its_own_stdin(logwrap):
    assert python(logwrap, ISATTY) == "False True True"


def test_without_ptys_the_job_sees_pipes(logwrap):
    assert python(logwrap, ISATTY, options=["--pty", "never"]) == "False False False"
    assert logwrap.lines() == ["False False False"]


def test_the_window_is_40_rows_of_120_columns(logwrap):
    assert python(logwrap, SIZE) == "120 40 120 40"


@pytest.mark.parametrize("how", ["flag", "environment"])
def test_the_window_can_be_chosen(logwrap, how):
    options = ["--window", "50x200"] if how == "flag" else []
    if how == "environment":
        logwrap.env["LOGWRAP_WINDOW"] = "50x200"
    assert python(logwrap, SIZE, options=options) == "200 50 200 50"


def test_the_streams_are_told_apart_in_the_journal(logwrap):
    logwrap.run(["sh", "-c", "echo to stdout; echo to stderr >&2; echo more"])
    assert logwrap.lines("stdout") == ["to stdout", "more"]
    assert logwrap.lines("stderr") == ["to stderr"]


def test_the_job_stays_in_logwraps_process_group_and_session(logwrap):
    program = "import os; print(os.getpgrp(), os.getsid(0))"
    started = logwrap.start([sys.executable, "-c", program])
    group, session = map(int, started.communicate(timeout=60)[0].split())
    assert group == session == started.pid  # it was started as the leader of a session of its own


def test_the_job_has_no_controlling_terminal_where_logwrap_has_none(logwrap):
    probe = "try: open('/dev/tty'); print('a terminal')\nexcept OSError: print('none')"
    assert python(logwrap, probe) == "none"


def test_ten_thousand_lines_of_both_streams_are_recorded_in_order(logwrap):
    program = ("import sys\nfor i in range(10_000):\n  print(f'line {i}')\n  print(f'error {i}', file=sys.stderr)")
    assert logwrap.run([sys.executable, "-c", program]).status == 0
    assert logwrap.lines("stdout") == [f"line {i}" for i in range(10_000)]
    assert logwrap.lines("stderr") == [f"error {i}" for i in range(10_000)]


def test_a_record_has_the_fields_of_the_format(logwrap):
    logwrap.run(["sh", "-c", "echo one; echo two"])
    records = logwrap.journal().records()
    assert [record["seq"] for record in records] == list(range(1, len(records) + 1))
    times = [int(record["ts"]) for record in records]
    assert times == sorted(set(times))
    assert all(isinstance(record["ts"], str) for record in records)
    assert {(record["stream"], record["kind"]) for record in records} == {("stdout", "log"), ("logwrap", "event")}
