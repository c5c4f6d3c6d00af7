"""The library that reads JSON is loaded when there is JSON to read; where it cannot be, nothing else of a run is other than it is."""

import pathlib
import subprocess
import sys

import pytest

SAYS = "import sys\nprint('ready', flush=True)\nfor line in sys.stdin: print(line, end='', flush=True)"
NAME = "libsimdjson"


@pytest.fixture
def lazy(logwrap):
    """Elsewhere simdjson is part of the program, or loaded with it (third_party/dependencies.cmake)."""
    linked = subprocess.run(["ldd", logwrap.binary], capture_output=True, text=True).stdout
    if NAME in linked or NAME.encode() not in pathlib.Path(logwrap.binary).read_bytes():
        pytest.skip("logwrap does not load simdjson by itself")


def says(logwrap, started, line):
    started.stdin.write(line.encode() + b"\n")
    started.stdin.flush()
    return logwrap.journal_when(lambda run: line in "\n".join(run.lines()), line)


def test_it_is_loaded_by_the_first_line_that_looks_like_json(logwrap, lazy):
    started = logwrap.start([sys.executable, "-c", SAYS], stdin=-1)
    logwrap.journal_when(lambda run: run.lines() == ["ready"], "the first line")
    maps = pathlib.Path(f"/proc/{logwrap.recorder(started.pid)}/maps")
    says(logwrap, started, "text")
    assert NAME not in maps.read_text()
    run = says(logwrap, started, '{"loss": 0.5}')
    assert NAME in maps.read_text()
    started.stdin.close()
    assert started.wait() == 0
    assert [record["kind"] for record in run.records() if "0.5" in record["line"]] == ["metadata"]


@pytest.fixture
def without(logwrap, lazy, tmp_path):
    """Runs a job where a file that is no library stands in the library's place."""
    broken = tmp_path / "broken"
    broken.write_bytes(b"no library")
    places = {path.resolve() for path in pathlib.Path("/usr/lib").rglob(f"{NAME}.so.*")}
    script = "".join(f"mount --bind '{broken}' '{place}' && " for place in places) + 'exec "$@"'
    return lambda argv: logwrap.run_command(["unshare", "--mount", "sh", "-c", script, "-", *map(str, logwrap.wrapped(argv))])


def test_without_it_json_is_text(logwrap, without):
    lines = ["first", *(f'{{"loss": {i}}}' for i in range(100)), "last"]
    finished = without(["printf", "%s\\n", *lines])
    assert (finished.status, finished.stderr) == (0, b"")
    assert finished.stdout.decode().split() == " ".join(lines).split()
    records = [record for record in logwrap.journal().records() if record["stream"] == "stdout"]
    assert [record["line"] for record in records] == lines
    assert {record["kind"] for record in records} == {"log"}


def test_without_it_a_command_restricts(logwrap, without):
    without(["printf", "%s\\n", "before", '/LOGCOMMAND {"mode": "metadata"}', "secret", '/LOGCOMMAND {"mode": "enabled"}', "secret"])
    run = logwrap.journal()
    assert "before" in run.lines()
    assert "secret" not in "\n".join(run.lines())
