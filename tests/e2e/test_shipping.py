"""The shipper beside a job, whatever Loki does: it never changes the job's output, its status, or (beyond the drain) its
time; and what it could not send is sent later. The server is a double (harness/loki_double.py)."""

import contextlib
import pathlib
import re
import signal
import socket
import subprocess
import time

import pytest

from harness import processes
from harness.loki_double import LokiDouble
from harness.waiting import eventually

JOB = ["sh", "-c", "echo out; echo err >&2; sleep 0.3; echo more; exit 7"]
WORDY = ["python3", "-c", "import sys\nfor i in range(int(sys.argv[1])): print(f'{i:0300}')"]
SHIPPER = "logwrap-ship"


@pytest.fixture
def double():
    """Makes servers that live as long as the test."""
    with contextlib.ExitStack() as stack:
        def start(outcomes=()):
            return stack.enter_context(contextlib.closing(LokiDouble(outcomes)))

        yield start


def always(outcome):
    while True:
        yield outcome


def to(server, *options):
    return [f"--loki-url={server if isinstance(server, str) else server.url}", *options]


def lines_at(server):
    """What the server has of the job's lines, in order of time."""
    entries = [entry for labels, stored in server.stored.items() if 'kind="log"' in labels for entry in stored]
    return [entry.line for entry in sorted(entries, key=lambda entry: entry.ts)]


def shipper_of(pid):
    return eventually(lambda: processes.named(pid, SHIPPER), "a shipper")[0]


def stands_still(run, size=300_000):
    """A journal that has grown to `size` and does not grow any more."""
    def total():
        return sum(path.stat().st_size for path in run.segments())

    before = total()
    time.sleep(0.5)
    return size < before == total()


def own_lines(stderr):
    """What logwrap itself said, and what the job did."""
    lines = stderr.splitlines()
    return [line for line in lines if line.startswith(b"logwrap: ")], [line for line in lines if not line.startswith(b"logwrap: ")]


def test_what_a_job_prints_is_at_loki_when_logwrap_ends(logwrap, double):
    server = double()
    done = logwrap.run(JOB, to(server))
    assert (done.status, done.stdout, done.stderr) == (7, b"out\nmore\n", b"err\n")
    assert sorted(lines_at(server)) == ["err", "more", "out"]
    assert not server.wrong
    assert logwrap.journal().sent()["complete"]


@contextlib.contextmanager
def black_hole():
    """Connections are made, and nothing ever answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield "http://127.0.0.1:%d" % listener.getsockname()[1]


@contextlib.contextmanager
def nobody():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield "http://127.0.0.1:%d" % listener.getsockname()[1]


@contextlib.contextmanager
def unreachable_name():
    yield "http://no-such-host.invalid:3100"


@contextlib.contextmanager
def a_double(outcome):
    with contextlib.closing(LokiDouble(always(outcome))) as server:
        yield server.url


SERVERS = {"nobody": nobody, "black hole": black_hole, "unknown name": unreachable_name} | {
    outcome: (lambda outcome=outcome: a_double(outcome)) for outcome in ("slow", "silent", "reset", "500", "429", "260", "413")}


@pytest.mark.parametrize("name", SERVERS)
def test_no_server_changes_the_output_or_the_status_of_a_job_or_its_time_beyond_the_drain(logwrap, name):
    alone = logwrap.alone(JOB)
    with SERVERS[name]() as url:
        start = time.monotonic()
        done = logwrap.run(JOB, to(url, "--drain=1s"))
        took = time.monotonic() - start
    said, printed = own_lines(done.stderr)
    assert (done.status, done.stdout) == (alone.status, alone.stdout)
    assert printed == alone.stderr.splitlines()
    assert took < 0.3 + 1 + 1.5  # the job, the drain, and a loaded machine
    assert len(said) <= 1


def test_drain_0_leaves_at_once_and_takes_the_shipper_along(logwrap):
    with black_hole() as url:
        started = logwrap.start(["sh", "-c", "read go; echo done"], to(url, "--drain", "0"), stdin=subprocess.PIPE)
        shipper = shipper_of(started.pid)
        start = time.monotonic()
        stdout, stderr = started.communicate(b"go\n", timeout=30)
        assert time.monotonic() - start < 1
        assert (started.returncode, stdout, stderr) == (0, b"done\n", b"")
        eventually(lambda: not processes.alive(shipper.pid), "the shipper's end")


def test_what_is_left_after_the_drain_is_said_and_sent_later(logwrap, double):
    with nobody() as url:
        done = logwrap.run(JOB, to(url, "--drain=300ms"))
    run = logwrap.journal()
    assert done.stderr.splitlines()[-1].decode() == (
        f"logwrap: 5 records are not sent to Loki yet: `logwrap ship {run.id}` sends what is left")
    server = double()
    shipped = logwrap.run_command([logwrap.binary, "ship", run.id, *to(server)])
    assert (shipped.status, shipped.stderr) == (0, b"")
    assert shipped.stdout.decode() == f"run {run.id}: 5 records sent\n"
    assert sorted(lines_at(server)) == ["err", "more", "out"]


def test_ctrl_c_during_the_drain_ends_it_and_says_what_is_left(logwrap):
    with black_hole() as url:
        session = logwrap.at_terminal(["echo", "hello"], to(url, "--drain", "60s"))
        session.expect(b"hello")
        eventually(lambda: logwrap.runs() and "end" in logwrap.journal().info(), "the end of the job")
        # In the drain the terminal is the shell's again: ^C is a signal, not a byte.
        eventually(lambda: session.modes() == session.initial_modes, "the terminal's modes")
        start = time.monotonic()
        session.send(b"\x03")
        session.expect(b"not sent to Loki yet")
        assert session.wait() == 0
        assert time.monotonic() - start < 2


def test_sigterm_during_the_drain_ends_it(logwrap):
    with black_hole() as url:
        started = logwrap.start(["echo", "hello"], to(url, "--drain", "60s"))
        eventually(lambda: logwrap.runs() and "end" in logwrap.journal().info(), "the end of the job")
        started.send_signal(signal.SIGTERM)
        _, stderr = started.communicate(timeout=5)
        assert started.returncode == 0
        assert b"not sent to Loki yet" in stderr


def test_a_shipper_that_dies_is_followed_by_another_and_nothing_is_lost(logwrap, double):
    server = double()
    job = ["sh", "-c", "for i in $(seq 5); do echo $i; read go; done"]
    started = logwrap.start(job, to(server), stdin=subprocess.PIPE)
    killed = []
    for number in range(1, 6):
        shipper = eventually(lambda: [one for one in processes.named(started.pid, SHIPPER) if one.pid not in killed], "a shipper")[0]
        eventually(lambda: str(number) in logwrap.journal().lines(), "the line in the journal")
        processes.end(shipper.pid)
        killed.append(shipper.pid)
        started.stdin.write(b"go\n")
        started.stdin.flush()
    started.communicate(timeout=60)
    assert started.returncode in (0, 1)  # of the last `read`
    assert lines_at(server) == ["1", "2", "3", "4", "5"]
    assert not server.wrong


def test_a_shipper_whose_logwrap_was_killed_sends_the_rest_and_ends(logwrap, double):
    server = double()
    started = logwrap.start(["sh", "-c", "echo first; read go"], to(server), stdin=subprocess.PIPE)
    shipper = shipper_of(started.pid)
    eventually(lambda: logwrap.runs() and logwrap.journal().lines() == ["first"], "the line in the journal")
    started.kill()
    eventually(lambda: not processes.alive(shipper.pid), "the shipper's end")
    assert lines_at(server) == ["first"]
    assert logwrap.journal().sent()["complete"]


def test_a_run_that_was_sent_further_than_a_crash_of_the_machine_left_its_journal_ends_at_loki_too(logwrap, double):
    server = double()
    started = logwrap.start(["sh", "-c", "seq 100; read go"], to(server), stdin=subprocess.PIPE)
    eventually(lambda: len(lines_at(server)) == 100, "the lines at the server")
    eventually(lambda: logwrap.journal().sent()["stored"] >= 100, "the answer noted")
    processes.end(started.pid, signal.SIGSTOP)  # it would start others in place of those that die
    everything = [*(one.pid for one in processes.descendants(started.pid)), started.pid]
    for pid in everything:
        processes.end(pid)
    eventually(lambda: not any(map(processes.alive, everything)), "the end of everything")
    segment, = logwrap.journal().segments()
    segment.write_bytes(b"".join(segment.read_bytes().splitlines(keepends=True)[:50]))
    shipped = logwrap.run_command([logwrap.binary, "ship", "--all", *to(server)])
    assert (shipped.status, shipped.stderr) == (0, b"")
    events = [entry for labels, stored in server.stored.items() if 'kind="event"' in labels for entry in stored]
    assert "logwrap was killed" in events[-1].line
    assert events[-1].ts > max(entry.ts for stored in server.stored.values() for entry in stored if entry is not events[-1])
    assert len(lines_at(server)) == 100
    assert not server.wrong


def test_an_orphaned_shipper_does_not_stay_for_a_server_that_does_not_answer(logwrap):
    with black_hole() as url:
        started = logwrap.start(["sh", "-c", "echo first; read go"], to(url, "--drain=1s"), stdin=subprocess.PIPE)
        shipper = shipper_of(started.pid)
        eventually(lambda: logwrap.runs() and logwrap.journal().lines() == ["first"], "the line in the journal")
        started.kill()
        eventually(lambda: not processes.alive(shipper.pid), "the shipper's end", cap=30)


def test_a_stopped_shipper_holds_nothing_up(logwrap, double):
    server = double()
    started = logwrap.start(["sh", "-c", "read go; seq 200000"], to(server, "--drain=1s"), stdin=subprocess.PIPE)
    shipper = shipper_of(started.pid)
    processes.end(shipper.pid, signal.SIGSTOP)
    stdout, stderr = started.communicate(b"go\n", timeout=60)
    assert started.returncode == 0
    assert stdout.count(b"\n") == 200000
    assert b"not sent to Loki yet" in stderr
    eventually(lambda: not processes.alive(shipper.pid), "the shipper's end")


def test_the_shipper_has_a_session_of_its_own_and_is_the_first_to_go_where_memory_runs_out(logwrap, double):
    started = logwrap.start(["sh", "-c", "read go"], to(double()), stdin=subprocess.PIPE)
    shipper = shipper_of(started.pid)
    assert shipper.session == shipper.pid
    adjusted = pathlib.Path(f"/proc/{shipper.pid}/oom_score_adj")
    eventually(lambda: adjusted.read_text().strip() == "1000", "the shipper's first act")
    open_files = {path.resolve() for path in pathlib.Path(f"/proc/{shipper.pid}/fd").iterdir() if path.is_symlink()}
    assert not [path for path in open_files if str(path).startswith("/dev/pt")]
    started.communicate(b"go\n", timeout=30)


def test_a_shipper_that_crashes_leaves_no_core_file(logwrap, double):
    started = logwrap.start_command(["bash", "-c", "ulimit -c unlimited; exec \"$@\"", "-", *logwrap.wrapped(["sh", "-c", "read go"], to(double()))],
                                    stdin=subprocess.PIPE)
    shipper = shipper_of(started.pid)
    limits = pathlib.Path(f"/proc/{shipper.pid}/limits")
    eventually(lambda: re.search(r"core file size +1 +1 ", limits.read_text()), "the shipper's first act")
    processes.end(shipper.pid, signal.SIGSEGV)
    eventually(lambda: not processes.alive(shipper.pid), "the shipper's end")
    started.communicate(b"go\n", timeout=30)
    assert not list(logwrap.work.iterdir())


def test_a_server_that_takes_nothing_is_said_once(logwrap, place):
    with contextlib.closing(LokiDouble()) as server:
        # Where no push is known a server answers 404.
        done = logwrap.run(["sh", "-c", "for i in $(seq 3); do echo $i; sleep 0.5; done"], to(server.url + "/elsewhere", "--drain=1s"))
    said, _ = own_lines(done.stderr)
    assert done.stdout == b"1\n2\n3\n"
    assert [b"takes nothing" in line for line in said].count(True) == 1
    assert logwrap.journal().sent()["paused"].startswith("404")


def test_what_is_refused_is_counted_and_the_words_are_kept(logwrap, double):
    server = double(["poison"])
    done = logwrap.run(["sh", "-c", "seq 10; sleep 1.5; echo last"], to(server))
    assert done.status == 0
    run = logwrap.journal()
    assert run.sent()["refused"] == 1
    assert "Max entry size" in run.sent()["refused_why"]
    assert run.sent()["complete"]
    assert len(lines_at(server)) + len([key for key in server.refused if key[1].isdigit()]) == 11
    (end,) = run.events("end")
    assert end["data"]["refused"] == run.info()["shipped"]["refused"] == 1
    assert "Max entry size" in end["data"]["refused_why"]


def test_ship_all_leaves_a_live_run_alone_and_sends_the_others(logwrap, double):
    with nobody() as url:
        logwrap.run(["echo", "over"], to(url, "--drain=0"))
        started = logwrap.start(["sh", "-c", "echo live; read go"], to(url, "--drain=0"), stdin=subprocess.PIPE)
        eventually(lambda: len(logwrap.runs()) == 2 and "live" in logwrap.runs()[1].lines(), "both runs")
        server = double()
        shipped = logwrap.run_command([logwrap.binary, "ship", "--all", *to(server)])
        assert shipped.status == 0
        assert lines_at(server) == ["over"]
        asked_for = logwrap.run_command([logwrap.binary, "ship", logwrap.runs()[1].id, *to(server)])
        assert asked_for.status == 1
        assert b"still going on" in asked_for.stderr
        started.communicate(b"go\n", timeout=30)


def test_ship_is_bounded_and_says_what_is_left(logwrap):
    with nobody() as url:
        logwrap.run(["echo", "over"], to(url, "--drain=0"))
        start = time.monotonic()
        shipped = logwrap.run_command([logwrap.binary, "ship", "--all", *to(url, "--drain=500ms")])
        assert time.monotonic() - start < 5
    assert shipped.status == 1
    assert re.search(rb"; ([1-9]\d* bytes|[1-9]\d*\.\d kB) of the journal left\n", shipped.stdout), shipped.stdout
    assert b"the last answer: " in shipped.stderr


def test_ship_wants_to_know_what_to_send_and_where(logwrap):
    logwrap.run(["true"])
    for arguments, words in ((["--all"], b"no Loki is configured"), (to("http://127.0.0.1:1"), b"or say --all"),
                             (["--all", *to("http://127.0.0.1:1"), "x"], b"or say --all")):
        done = logwrap.run_command([logwrap.binary, "ship", *arguments])
        assert done.status == 2
        assert words in done.stderr
    done = logwrap.run_command([logwrap.binary, "ship", "nothing-like-it", *to("http://127.0.0.1:1")])
    assert done.status == 1


def test_ship_interrupted_notes_what_it_has_sent(logwrap, double):
    with nobody() as url:
        logwrap.run(["seq", "20000"], to(url, "--drain=0"))
    server = double(["store", *["500"] * 1000])
    started = logwrap.start_command([logwrap.binary, "ship", "--all", *to(server)])
    eventually(lambda: len(server.taken) > 3, "some requests")
    started.send_signal(signal.SIGINT)
    stdout, _ = started.communicate(timeout=10)
    assert started.returncode == 1
    assert b"left" in stdout
    assert logwrap.journal().sent()["stored"] == sum(map(len, server.stored.values()))


def test_a_full_journal_drops_the_middle_while_loki_is_away(logwrap):
    with nobody() as url:
        done = logwrap.run(["seq", "200000"], to(url, "--drain=0", "--run-limit=1MiB"))
    assert done.stdout.count(b"\n") == 200000
    counts = logwrap.journal().info()["counts"]
    assert counts["dropped"]["bound"] > 0
    assert counts["committed"] == counts["recorded"] + sum(counts["dropped"].values())


def test_a_full_journal_stops_the_job_where_that_was_chosen_until_loki_takes_it(logwrap, double):
    stored_from = {"now": False}

    def outcomes():
        while True:
            yield "store" if stored_from["now"] else "500"

    server = double(outcomes())
    started = logwrap.start([*WORDY, "20000"], to(server, "--on-full=throttle", "--run-limit=1MiB"), stdout=subprocess.DEVNULL)
    recorder = logwrap.recorder(started.pid)

    eventually(lambda: logwrap.runs() and stands_still(logwrap.journal()), "a job that waits")
    assert started.poll() is None
    assert processes.alive(recorder)
    stored_from["now"] = True
    started.communicate(timeout=120)
    assert started.returncode == 0
    assert lines_at(server) == [f"{i:0300}" for i in range(20000)]
    assert logwrap.journal().sent()["missing"] == 0


def test_a_job_that_ends_while_its_journal_is_full_is_not_held_up(logwrap):
    with nobody() as url:
        options = to(url, "--on-full=throttle", "--run-limit=1MiB", "--drain=0")
        started = logwrap.start([*WORDY, "20000"], options, stdout=subprocess.DEVNULL)
        job = eventually(lambda: processes.named(started.pid, "python3"), "the job")[0]
        eventually(lambda: logwrap.runs() and stands_still(logwrap.journal()), "a job that waits")
        processes.end(job.pid, signal.SIGTERM)
        started.communicate(timeout=30)
        assert started.returncode == -signal.SIGTERM


def test_secrets_are_nowhere_but_in_their_files(logwrap, double, place):
    password, token = place / "password", place / "token"
    password.write_text("hunter2-password\n")
    token.write_text("hunter2-token\n")
    server = double(always("500"))
    options = to(server, "--loki-user=me", f"--loki-password-file={password}", "--drain=300ms")
    started = logwrap.start(["sh", "-c", "echo x; read go"], options, stdin=subprocess.PIPE)
    shipper = shipper_of(started.pid)
    eventually(lambda: server.taken, "a push")
    for pid in [shipper.pid, started.pid, *[one.pid for one in processes.descendants(started.pid)]]:
        for file in ("cmdline", "environ"):
            assert b"hunter2" not in pathlib.Path(f"/proc/{pid}/{file}").read_bytes()
    _, stderr = started.communicate(b"go\n", timeout=30)
    assert b"hunter2" not in stderr + logwrap.journal().raw()
    shown = logwrap.run_command([logwrap.binary, "ship", "--all", *to(server, f"--loki-token-file={token}", "--drain=300ms")])
    assert b"hunter2" not in shown.stdout + shown.stderr
