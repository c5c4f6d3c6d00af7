"""The recorder may be killed, crash or hang: the job's output, its status and its life are as if nothing had happened."""

import os
import signal
import subprocess
import sys

from harness import processes
from harness.waiting import eventually

# Prints each line it reads back, so that the test sets the pace.
ECHO = "import sys\nprint('ready', flush=True)\nfor line in sys.stdin:\n  print(line.strip(), flush=True)\nsys.exit(7)"


class Dialogue:
    """A job in batch that answers each word with a line."""

    def __init__(self, logwrap):
        self.logwrap = logwrap
        self.started = logwrap.start([sys.executable, "-c", ECHO], stdin=subprocess.PIPE)
        self.spoken = []
        assert self.started.stdout.readline() == b"ready\n"

    def say(self, word):
        self.started.stdin.write(word.encode() + b"\n")
        self.started.stdin.flush()
        assert self.started.stdout.readline() == word.encode() + b"\n"
        self.spoken.append(word)

    def recorder(self):
        return self.logwrap.recorder(self.started.pid)

    def kill_recorder(self):
        """Kills it and waits until another has taken its place."""
        old = self.recorder()
        processes.end(old)
        return eventually(lambda: (found := processes.recorder_of(self.started.pid)) != old and found, "a new recorder")

    def end(self):
        rest, errors = self.started.communicate(timeout=60)
        assert rest == b""
        return self.started.returncode, errors

    def recorded(self, word):
        return lambda: self.logwrap.runs() and word in self.logwrap.lines()


def test_a_killed_recorder_is_replaced_and_the_gap_is_said(logwrap):
    dialogue = Dialogue(logwrap)
    dialogue.say("before")
    eventually(dialogue.recorded("before"), "the line before")
    dialogue.kill_recorder()
    dialogue.say("after")
    eventually(dialogue.recorded("after"), "the line after")
    assert dialogue.end()[0] == 7
    run = logwrap.journal()
    assert len(run.segments()) == 2
    assert run.lines() == ["ready", "before", "after"]
    assert len(run.events("resumed")) == 1
    counts = run.info()["counts"]
    assert (counts["committed"], counts["recorded"]) == (3, 3)
    times = [int(record["ts"]) for record in run.records()]
    assert times == sorted(set(times))


def test_a_recorder_that_dies_again_and_again_is_given_up_and_the_job_goes_on(logwrap):
    dialogue = Dialogue(logwrap)
    eventually(logwrap.runs, "the run")
    for round_number in range(30):
        dialogue.say(f"round {round_number}")
        found = processes.recorder_of(dialogue.started.pid)
        if found:
            processes.end(found)
            eventually(lambda: not processes.alive(found), "the recorder's death")
    dialogue.say("still here")
    status, errors = dialogue.end()
    assert status == 7
    assert errors.count(b"\n") == 1 and errors.startswith(b"logwrap: ")
    counts = logwrap.journal().info()["counts"]
    assert counts["committed"] == counts["recorded"] + sum(counts["dropped"].values()) == len(dialogue.spoken) + 1
    assert counts["recorded"] == len(logwrap.lines())


def test_a_recorder_that_dies_when_it_has_written_the_closing_record_is_not_followed_by_another_closing_record(logwrap):
    dialogue = Dialogue(logwrap)
    dialogue.say("last")
    eventually(dialogue.recorded("last"), "the last line")
    recorder = dialogue.recorder()
    hold_up = logwrap.journal().directory / "run.json.new"  # who opens it waits for a reader
    os.mkfifo(hold_up)
    dialogue.started.stdin.close()
    logwrap.journal_when(lambda run: run.events("end"), "the closing record")
    hold_up.unlink()
    processes.end(recorder)
    assert dialogue.started.wait(timeout=60) == 7
    run = logwrap.journal()
    assert len(run.events("end")) == 1
    counts = run.info()["counts"]
    assert (counts["committed"], counts["recorded"]) == (2, 2)
    assert run.info()["status"] == {"state": "exited", "code": 7}


def test_a_recorder_that_stands_still_delays_the_job_by_a_bounded_time_only(logwrap):
    started = logwrap.start(["sh", "-c", "echo ready; read go; seq 1000000; exit 7"], stdin=subprocess.PIPE)
    assert started.stdout.readline() == b"ready\n"
    processes.end(logwrap.recorder(started.pid), signal.SIGSTOP)
    rest, _ = started.communicate(b"go\n", timeout=60)
    assert rest == b"".join(b"%d\n" % i for i in range(1, 1_000_001))
    assert started.returncode == 7


def test_a_recorder_that_stands_still_does_not_keep_a_silent_job_from_ending(logwrap):
    dialogue = Dialogue(logwrap)
    processes.end(dialogue.recorder(), signal.SIGSTOP)
    dialogue.say("unseen by the recorder")
    assert dialogue.end()[0] == 7


def test_a_recorder_that_is_continued_counts_what_it_missed(logwrap):
    command = ["sh", "-c", "echo ready; read go; seq 1000000; echo waiting >&2; read go; echo last"]
    started = logwrap.start(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    eventually(lambda: logwrap.runs() and "ready" in logwrap.lines(), "the first line")
    recorder = logwrap.recorder(started.pid)
    processes.end(recorder, signal.SIGSTOP)
    started.stdin.write(b"go\n")
    started.stdin.flush()
    assert started.stderr.readline() == b"waiting\n"
    processes.end(recorder, signal.SIGCONT)
    eventually(lambda: logwrap.journal().events("gap"), "the record of what is missing")
    started.communicate(b"go\n", timeout=60)
    run = logwrap.journal_when(lambda run: run.events("end"), "the run's end")
    gaps = run.events("gap")
    counts = run.info()["counts"]
    recorded = len(run.lines())
    assert len(gaps) >= 1
    assert "last" in run.lines()
    assert 0 < recorded < 1_000_003
    assert counts["recorded"] == recorded
    assert counts["committed"] == recorded + sum(counts["dropped"].values())
    assert counts["dropped"]["stuck"] == sum(gap["data"]["lines"] for gap in gaps)
    # A line that the gap begins in is one in the journal, broken off, and a line feed in the gap.
    assert 1_000_003 <= counts["committed"] <= 1_000_003 + len(gaps)


def test_a_recorder_that_is_killed_while_the_job_waits_for_it_lets_the_job_go_on(logwrap):
    out = logwrap.work / "out"
    script = "echo ready; read go; yes | head -c 20000000; exit 7"
    with open(out, "wb") as passed_on:
        started = logwrap.start(["sh", "-c", script], stdin=subprocess.PIPE, stdout=passed_on)
    eventually(lambda: logwrap.runs() and "ready" in logwrap.lines(), "the first line")
    recorder = logwrap.recorder(started.pid)
    processes.end(recorder, signal.SIGSTOP)
    started.stdin.write(b"go\n")
    started.stdin.flush()
    # What waits for the recorder is 1 MiB in the pump and 256 KiB in the pipe: then the job is held up.
    eventually(lambda: out.stat().st_size > 1_250_000, "the job held up by the recorder")
    processes.end(recorder)
    assert started.wait(60) == 7
    assert out.stat().st_size == 20_000_006


def test_a_killed_recorder_changes_nothing_at_a_terminal(logwrap):
    session = logwrap.at_terminal([sys.executable, "-c", ECHO])
    session.expect(rb"ready\r\n")
    eventually(session.is_raw, "raw mode outside")
    processes.end(logwrap.recorder(session.pid))
    session.send(b"word\r")
    session.expect(rb"word\r\nword\r\n")
    session.send(b"\x04")
    assert session.wait() == 7
    assert session.modes() == session.initial_modes


def test_a_killed_pump_leaves_what_was_recorded_and_the_run_is_shown_as_lost(logwrap):
    dialogue = Dialogue(logwrap)
    dialogue.say("kept")
    eventually(dialogue.recorded("kept"), "the line")
    processes.end(dialogue.started.pid)
    dialogue.started.wait(60)
    eventually(lambda: "lost" in logwrap.run_command([logwrap.binary, "runs"]).stdout.decode(), "the run shown as lost")
    assert logwrap.lines() == ["ready", "kept"]


def test_forwarded_signals_do_not_end_the_recorder(logwrap):
    started = logwrap.start(["sh", "-c", "trap 'echo last words; exit 3' TERM; echo ready; while :; do sleep 0.05; done"])
    assert started.stdout.readline() == b"ready\n"
    recorder = logwrap.recorder(started.pid)
    for sig in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
        processes.end(recorder, sig)
    assert processes.process(recorder).session == recorder
    processes.end(started.pid, signal.SIGTERM)
    assert started.communicate(timeout=60)[0] == b"last words\n"
    assert started.returncode == 3
    assert logwrap.lines() == ["ready", "last words"]


def test_after_a_recorder_died_nothing_is_recorded_until_a_command_if_there_ever_was_one(logwrap):
    dialogue = Dialogue(logwrap)
    dialogue.say('/LOGCOMMAND {"mode":"enabled"}')
    dialogue.say("before")
    eventually(dialogue.recorded("before"), "the line before")
    dialogue.kill_recorder()
    dialogue.say("secret")
    dialogue.say('/LOGCOMMAND {"mode":"enabled"}')
    dialogue.say("after")
    eventually(dialogue.recorded("after"), "the line after")
    assert dialogue.end()[0] == 7
    run = logwrap.journal()
    assert run.lines() == ["ready", "before", "after"]
    assert "nothing is recorded until the next /LOGCOMMAND" in run.events("gap")[0]["line"]


def test_what_a_stuck_recorder_did_not_see_silences_too(logwrap):
    program = ("import sys\nprint('ready', flush=True)\nfor line in sys.stdin:\n"
               "  if line == 'flood\\n': print('x' * 79 + '\\n', end='' , flush=True) or [print('y' * 79) for _ in range(60000)]\n"
               "  print(line.strip(), flush=True)\n")
    started = logwrap.start([sys.executable, "-c", program], stdin=subprocess.PIPE)

    def say(word):
        started.stdin.write(word.encode() + b"\n")
        started.stdin.flush()
        while started.stdout.readline() != word.encode() + b"\n":
            pass

    say("before")
    eventually(lambda: logwrap.runs() and "before" in logwrap.lines(), "the line before")
    recorder = logwrap.recorder(started.pid)
    processes.end(recorder, signal.SIGSTOP)
    say("flood")  # more than waits for a recorder: the rest is dropped
    say('/LOGCOMMAND {"mode":"disabled"}')  # dropped with it
    processes.end(recorder, signal.SIGCONT)
    eventually(lambda: logwrap.journal().events("gap"), "the gap")
    say("secret")
    say('/LOGCOMMAND {"mode":"enabled"}')
    say("after")
    eventually(lambda: "after" in logwrap.lines(), "the line after")
    started.stdin.close()
    assert started.wait(60) == 0
    assert "secret" not in logwrap.lines()


def test_a_recorder_that_crashes_leaves_no_core_file(logwrap):
    (logwrap.work / "job.py").write_text(ECHO)
    started = logwrap.start_command(
        ["bash", "-c", "ulimit -c unlimited; exec \"$@\"", "-", *logwrap.wrapped([sys.executable, "job.py"])],
        stdin=subprocess.PIPE)
    assert started.stdout.readline() == b"ready\n"
    recorder = logwrap.recorder(started.pid)
    processes.end(recorder, signal.SIGSEGV)
    eventually(lambda: processes.recorder_of(started.pid) not in (None, recorder), "a new recorder")
    started.stdin.close()
    assert started.wait(60) == 7
    assert sorted(path.name for path in logwrap.work.iterdir()) == ["job.py"]


def test_a_command_that_is_cut_in_two_by_the_recorders_death_silences(logwrap):
    program = ("import os, sys\nfor line in sys.stdin: os.write(1, bytes.fromhex(line)); os.write(2, b'.\\n')")
    started = logwrap.start([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def write(text):
        started.stdin.write(text.encode().hex().encode() + b"\n")
        started.stdin.flush()
        assert started.stderr.readline() == b".\n"

    write("before\n/LOGCOM")
    eventually(lambda: logwrap.runs() and "before" in logwrap.lines(), "the line before")
    recorder = logwrap.recorder(started.pid)
    processes.end(recorder)
    eventually(lambda: processes.recorder_of(started.pid) not in (None, recorder), "a new recorder")
    write('MAND {"mode":"disabled"}\nhidden\n')
    write('/LOGCOMMAND {"mode":"enabled"}\nafter\n')
    eventually(lambda: "after" in logwrap.lines(), "the line after")
    started.stdin.close()
    assert started.wait(60) == 0
    assert "hidden" not in logwrap.journal().raw().decode()


def test_a_gap_silences_though_the_only_command_before_it_was_parted_by_colours(logwrap):
    dialogue = Dialogue(logwrap)
    dialogue.say('/LOG\x1b[1mCOMMAND {"mode":"metadata"}')
    dialogue.say('{"a":1}')
    eventually(dialogue.recorded('{"a":1}'), "the metadata")
    dialogue.kill_recorder()
    dialogue.say("secret")
    dialogue.say('/LOGCOMMAND {"mode":"enabled"}')
    dialogue.say("after")
    eventually(dialogue.recorded("after"), "the line after")
    assert dialogue.end()[0] == 7
    assert "secret" not in logwrap.journal().raw().decode()
