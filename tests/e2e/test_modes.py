"""What users silence stays silent: modes by every source, and commands that the job prints."""

import itertools
import os
import subprocess
import sys

import pytest

from harness.journal import runs_in
from harness.waiting import eventually

MODES = ("enabled", "metadata", "disabled")
TOKEN = "tok-5f0e9d2c"


def command(mode):
    return '/LOGCOMMAND {"mode":"%s"}' % mode


def run_program(program):
    """A job whose command line, which is recorded too, does not show what it prints."""
    return [sys.executable, "-c", "import sys; exec(bytes.fromhex(sys.argv[1]))", program.encode().hex()]


def say(*lines):
    """A job that prints these lines on stdout."""
    return run_program(f"for line in {list(lines)!r}: print(line)")


def kept(logwrap):
    return [(record["kind"], record["line"]) for record in logwrap.journal().records() if record["stream"] != "logwrap"]


def test_a_token_between_two_commands_is_nowhere_in_the_state_directory(logwrap):
    ended = logwrap.run(say("before", command("disabled"), TOKEN, command("enabled"), "after"))
    assert TOKEN.encode() in ended.stdout  # what the job prints passes through as ever
    found = logwrap.run_command(["grep", "-r", "-l", TOKEN, logwrap.state])
    assert (found.status, found.stdout) == (1, b"")
    assert kept(logwrap) == [("log", "before"), ("event", command("disabled")), ("event", command("enabled")),
                             ("log", "after")]
    assert logwrap.journal().info()["counts"]["dropped"]["mode"] == 1


@pytest.mark.parametrize("mode", MODES)
def test_in_each_mode_is_recorded_what_it_says(logwrap, mode):
    logwrap.run(say("text", '{"loss": 0.5}', command(mode)), ["--mode", mode])
    text = [("log", "text")] if mode == "enabled" else []
    metadata = [("metadata", '{"loss": 0.5}')] if mode != "disabled" else []
    assert kept(logwrap) == text + metadata + [("event", command(mode))]


SOURCES = ("flag", "variable", "logoptin", "config")


@pytest.mark.parametrize("first, second", itertools.permutations(SOURCES, 2))
def test_of_two_sources_the_stricter_mode_counts(logwrap, first, second):
    for one, other in itertools.product(MODES, MODES):
        chosen = {first: one, second: other}
        options = ["--mode", chosen["flag"]] if "flag" in chosen else []
        env = dict(logwrap.env, **({"LOGWRAP_MODE": chosen["variable"]} if "variable" in chosen else {}))
        optin, config = logwrap.home / ".logoptin", logwrap.work / "config.yaml"
        optin.write_text(f"mode: {chosen['logoptin']}\n" if "logoptin" in chosen else "")
        config.write_text(f"mode: {chosen['config']}\n" if "config" in chosen else "")
        state = logwrap.place / f"{one}-{other}"
        logwrap.run(say("text", '{"loss": 0.5}'), [*options, "--config", str(config), "--state-dir", str(state)], env=env)
        records = [line for path in state.glob("runs/*/*.jsonl") for line in path.read_text().splitlines()]
        strictest = max(one, other, key=MODES.index)
        assert sum('"kind":"log"' in line for line in records) == (strictest == "enabled")
        assert sum('"kind":"metadata"' in line for line in records) == (strictest != "disabled")


# Prints what it is told, STREAM and Python's word for the text, so that the test sets the pace.
OBEDIENT = """
import sys
for line in sys.stdin:
    stream, text = line.split(' ', 1)
    to = getattr(sys, stream)
    to.write(eval(text))
    to.flush()
"""


class Obedient:
    def __init__(self, logwrap):
        self.logwrap = logwrap
        self.started = logwrap.start(run_program(OBEDIENT), stdin=subprocess.PIPE)

    def write(self, stream, text):
        """Waits until it was passed on, so that logwrap has read it."""
        self.started.stdin.write(f"{stream} {text!r}\n".encode())
        self.started.stdin.flush()
        source, wanted = getattr(self.started, stream), text.encode()
        while wanted:
            taken = os.read(source.fileno(), len(wanted))
            assert taken and wanted.startswith(taken)
            wanted = wanted[len(taken) :]

    def told(self, mode, times=1):
        """Waits until the recorder has obeyed."""
        wanted = ("event", command(mode))
        eventually(lambda: self.logwrap.runs() and kept(self.logwrap).count(wanted) == times, f"{times} times {mode}")

    def end(self):
        self.started.communicate(timeout=60)
        assert self.started.returncode == 0


def test_a_command_on_one_stream_changes_the_other(logwrap):
    job = Obedient(logwrap)
    job.write("stdout", command("disabled") + "\n")
    job.told("disabled")
    job.write("stderr", TOKEN + "\n")
    job.write("stderr", command("enabled") + "\n")
    job.told("enabled")
    # stdout is recorded again a moment later, when nothing that was printed before can come any more.
    eventually(lambda: job.write("stdout", "open\n") or ("log", "open") in kept(logwrap), "stdout recorded again")
    job.end()
    assert TOKEN not in logwrap.journal().raw().decode()


def test_at_a_terminal_commands_work_as_in_batch(logwrap):
    lines = ["before", command("disabled"), TOKEN, command("enabled"), '{"loss": 0.5}']
    session = logwrap.at_terminal(say(*lines))
    session.expect(TOKEN.encode())
    assert session.wait() == 0
    assert kept(logwrap) == [("log", "before"), ("event", command("disabled")), ("event", command("enabled")),
                             ("metadata", '{"loss": 0.5}')]
    assert TOKEN not in logwrap.journal().raw().decode()


def test_a_command_that_cannot_be_understood_silences_and_is_not_quoted(logwrap):
    logwrap.run(say("before", '/LOGCOMMAND {"mode": "enabled", "token": "%s"}' % TOKEN, TOKEN))
    assert TOKEN not in logwrap.journal().raw().decode()
    assert kept(logwrap)[0] == ("log", "before")
    event = logwrap.journal().events("command")[0]
    assert event["data"] == {"mode": "disabled", "understood": 0}
    assert "cannot be understood" in event["line"]


def test_a_command_behind_an_unfinished_bar_restricts(logwrap):
    program = ("import sys\nsys.stdout.write('\\r 10%|#    |'); sys.stdout.write('\\r 50%|##   |')\n"
               f"print('{command('disabled')}')\nprint('{TOKEN}')")
    logwrap.run(run_program(program))
    assert TOKEN not in logwrap.journal().raw().decode()
    assert kept(logwrap)[-1] == ("event", command("disabled"))


def test_a_bar_that_was_begun_in_the_open_and_ended_in_silence_is_silenced(logwrap):
    job = Obedient(logwrap)
    job.write("stderr", f"\r 10%|#    | {TOKEN}")
    job.write("stdout", command("disabled") + "\n")
    job.told("disabled")
    job.write("stderr", f"\r100%|#####| {TOKEN}\n")
    job.write("stdout", command("enabled") + "\n")
    job.told("enabled")
    job.end()
    assert TOKEN not in logwrap.journal().raw().decode()


@pytest.mark.parametrize("commands, recorded", [
    ("any", ["before", "after"]), ("restrict", ["before"]),
    ("none", ["before", command("disabled"), TOKEN, command("enabled"), "after"]),
])
def test_what_commands_may_do_is_configured(logwrap, commands, recorded):
    logwrap.run(say("before", command("disabled"), TOKEN, command("enabled"), "after"), ["--commands", commands])
    assert logwrap.lines() == recorded


def test_repeats_become_a_count_that_logs_shows(logwrap):
    logwrap.run(say("a", "same", "same", "same", "", "", "", "a"))
    shown = logwrap.logs()
    assert shown[:2] == ["a", "same"] and shown[3:] == ["", "a"]
    assert shown[2].startswith("-- repeated 2 more times, from 20") and shown[2].endswith("Z --")
    dropped = logwrap.journal().info()["counts"]["dropped"]
    assert (dropped["repeat"], dropped["blank"]) == (2, 2)


def test_every_line_is_accounted_for(logwrap):
    logwrap.run(say("a", "a", "", "", command("disabled"), TOKEN, command("enabled"), '{"x":1}', "b"))
    counts = logwrap.journal().info()["counts"]
    assert counts["committed"] == counts["recorded"] + sum(counts["dropped"].values()) == 9
    assert {why: count for why, count in counts["dropped"].items() if count} == {
        "mode": 1, "repeat": 1, "blank": 1, "command": 2}


def test_rendered_passthrough_shows_lines_before_modes_and_repeats(logwrap):
    lines = ["a", "a", command("disabled"), TOKEN, command("enabled")]
    ended = logwrap.run(say(*lines), ["--passthrough", "rendered"])
    assert ended.stdout.decode().splitlines() == lines
    assert TOKEN not in logwrap.journal().raw().decode()


def test_metadata_is_kept_as_it_was_printed(logwrap):
    lines = ['{"epoch": 1, "loss": NaN, "step": 9007199254740993, "lr": 1e-05}', '{"epoch": 2, "loss": -Infinity}',
             '{"a": "' + "x" * 20_000 + '"}']
    logwrap.run(say(*lines))
    assert kept(logwrap) == [("metadata", line) for line in lines]
    records = [record for record in logwrap.journal().records() if record["kind"] == "metadata"]
    assert [(record.get("x_key"), record.get("x")) for record in records] == [("epoch", 1), ("epoch", 2), (None, None)]


def test_the_first_line_that_is_nearly_metadata_gives_a_hint(logwrap):
    logwrap.run(say("{'loss': 0.5}", "{'loss': 0.4}"))
    events = logwrap.journal().events("near_metadata")
    assert len(events) == 1 and "json.dumps" in events[0]["line"]


def test_ten_thousand_keys_are_recorded_and_said(logwrap):
    program = "import json\nfor i in range(10_000): print(json.dumps({f'k{i}': i, 'epoch': i}))"
    logwrap.run(run_program(program))
    records = [record for record in logwrap.journal().records() if record["kind"] == "metadata"]
    assert len(records) == 10_000
    assert all(record["x_key"] == "epoch" for record in records)
    assert len(logwrap.journal().events("many_keys")) == 1


def test_metadata_on_stderr_counts_where_it_is_configured(logwrap):
    script = "echo '{\"a\":1}'; echo '{\"b\":1}' >&2"
    logwrap.run(["sh", "-c", script], ["--metadata-streams", "both"])
    assert sorted(kept(logwrap)) == [("metadata", '{"a":1}'), ("metadata", '{"b":1}')]


def test_a_job_that_goes_on_saying_the_same_is_heard_while_it_does(logwrap):
    program = "import os, time\nwhile not os.path.exists('stop'): print('waiting', flush=True); time.sleep(0.05)"
    started = logwrap.start([sys.executable, "-c", program], stdout=subprocess.DEVNULL)
    run = logwrap.journal_when(lambda run: run.events("repeated"), "a count of the repeats, half a minute on")
    (logwrap.work / "stop").touch()
    assert started.wait(60) == 0
    assert run.lines() == ["waiting"]
    told = sum(event["data"]["times"] for event in run.events("repeated"))
    assert told == run.info()["counts"]["dropped"]["repeat"] > 1


def test_json_behind_a_bar_that_did_not_end_its_row_is_no_metadata_and_the_hint_says_why(logwrap):
    program = "import sys; sys.stderr.write('\\r 50%|##   |'); sys.stderr.flush(); print('{\"loss\": 0.5}')"
    session = logwrap.at_terminal([sys.executable, "-c", program])
    assert session.wait() == 0
    assert logwrap.lines() == [' 50%|##   |{"loss": 0.5}']
    assert "there is text before it" in logwrap.journal().events("near_metadata")[0]["line"]
    logwrap.run([sys.executable, "-c", program], ["--state-dir", logwrap.place / "batch"])
    batch = runs_in(logwrap.place / "batch")[0]
    assert [record["line"] for record in batch.records() if record["kind"] == "metadata"] == ['{"loss": 0.5}']
