"""The same program with and without logwrap: what it is given to read, what becomes of what it writes, and who it is
stopped by."""

import os
import signal
import sys

import pytest

from harness import processes
from harness.waiting import eventually

READS = ("import os, stat, sys\n"
         "try: kind = stat.S_IFMT(os.fstat(0).st_mode)\n"
         "except OSError: kind = 'closed'\n"
         "print(kind, repr(sys.stdin.read() if sys.stdin else None))")


@pytest.mark.parametrize("given", ["<file", "</dev/null", "<&-", "<<END\nfrom here\nEND", "<<<word", "< <(seq 3)"])
def test_whatever_stdin_is_the_job_reads_it_as_alone(logwrap, given):
    (logwrap.work / "file").write_text("one\ntwo")
    (logwrap.work / "reads.py").write_text(READS)
    alone = logwrap.shell(f"{sys.executable} reads.py {given}")
    assert logwrap.shell(f"logwrap -- {sys.executable} reads.py {given}") == alone
    assert alone.status == 0


BURST = ("import os, sys\nsys.stdout.write(''.join(f'{i:099d}\\n' for i in range(10_000)))\nsys.stdout.flush()\nos._exit(5)")


def test_a_burst_before_exit_arrives_whole_at_a_terminal(logwrap):
    command = [sys.executable, "-c", BURST]
    alone, wrapped = logwrap.command_at_terminal(command), logwrap.at_terminal(command)
    for session in (alone, wrapped):
        assert session.wait() == 5
        eventually(lambda session=session: len(session.output()) >= 1_010_000, "all of it read")
    assert wrapped.output() == alone.output()


def test_a_reader_that_stops_reading_stops_the_job_and_nothing_else(logwrap):
    """Its other stream, signals and its own end go on as alone."""
    program = ("import os, signal, sys, threading\n"
               "signal.signal(signal.SIGUSR1, lambda *_: os.write(2, b'usr1\\n'))\n"
               "def much():\n  for i in range(20_000): os.write(1, b'%099d\\n' % i)\n  os.write(2, b'written\\n')\n"
               "writer = threading.Thread(target=much)\nwriter.start()\n"
               "os.write(2, b'ready\\n')\n"
               "print(sys.stdin.readline().strip(), file=sys.stderr, flush=True)\nwriter.join()\nsys.exit(3)")
    started = logwrap.start([sys.executable, "-c", program], stdin=-1)
    assert started.stderr.readline() == b"ready\n"
    job = eventually(lambda: processes.named(started.pid, os.path.basename(os.path.realpath(sys.executable))) or
                     processes.named(started.pid, "python3"), "the job")[0]
    writing = lambda: [task for task in os.listdir(f"/proc/{job.pid}/task") if task != str(job.pid)]  # noqa: E731
    eventually(writing, "the thread that writes")

    def stands_still():
        with open(f"/proc/{job.pid}/io", encoding="ascii") as io:
            before = io.read()
        return before == held.setdefault("io", before) or held.update(io=before)

    held = {}
    eventually(stands_still, "the writer held up")
    processes.end(started.pid, signal.SIGUSR1)
    assert started.stderr.readline() == b"usr1\n"
    started.stdin.write(b"still heard\n")
    started.stdin.flush()
    assert started.stderr.readline() == b"still heard\n"
    out, errors = started.communicate(timeout=60)
    assert out == b"".join(b"%099d\n" % i for i in range(20_000))
    assert (errors, started.returncode) == (b"written\n", 3)


def test_a_megabyte_can_be_pasted(logwrap):
    program = ("import hashlib, os, sys, termios\n"
               "modes = termios.tcgetattr(0)\nmodes[3] &= ~termios.ECHO\ntermios.tcsetattr(0, termios.TCSANOW, modes)\n"
               "print('ready', flush=True)\nlines = sys.stdin.buffer.read()\nprint(len(lines), hashlib.sha256(lines).hexdigest())")
    pasted = b"".join(b"%063d\r" % i for i in range(1_000_000 // 64))
    said = []
    for session in (logwrap.command_at_terminal([sys.executable, "-c", program]),
                    logwrap.at_terminal([sys.executable, "-c", program])):
        session.expect(rb"ready\r\n")
        eventually(lambda session=session: not session.echoes(), "no echo")
        left = memoryview(pasted)
        while left:
            left = left[os.write(session.master, left[:4096]) :]
        session.send(b"\x04")
        said.append(session.expect(rb"(\d+ [0-9a-f]{64})\r\n").group(1))
        assert session.wait() == 0
    assert said[0] == said[1]
    assert said[0].startswith(b"%d " % len(pasted))


def test_a_bracketed_paste_arrives_as_it_was_sent(logwrap):
    program = ("import os, sys, tty\ntty.setraw(0)\nos.write(1, b'\\x1b[?2004hready')\nseen = b''\n"
               "while not seen.endswith(b'\\x1b[201~'): seen += os.read(0, 1000)\n"
               "os.write(1, b'\\x1b[?2004l' + repr(seen).encode() + b'\\r\\n')")
    outputs = []
    for session in (logwrap.command_at_terminal([sys.executable, "-c", program]),
                    logwrap.at_terminal([sys.executable, "-c", program])):
        session.expect(rb"2004hready")
        eventually(session.is_raw, "raw mode")
        session.send(b"\x1b[200~two\nlines\x03\x1a\x1b[201~")
        session.expect(rb"201~'\r\n")
        session.wait()
        outputs.append(session.output())
    assert outputs[0] == outputs[1]


def test_one_ctrl_c_ends_a_script_that_loops_over_wrapped_jobs(logwrap):
    script = "for i in 1 2 3; do {} sh -c \"echo round-$i-runs; exec sleep 1000\"; done; echo after"
    ends = []
    for wrap in ("", "logwrap --"):
        session = logwrap.command_at_terminal(["bash", "-c", script.format(wrap)])
        session.expect(rb"round-1-runs")
        eventually(lambda session=session: processes.named(session.pid, "sleep"), "the sleep")
        session.send(b"\x03")
        ends.append(session.wait())
        assert b"round-2" not in session.output() and session.modes() == session.initial_modes
    assert ends == [-signal.SIGINT, -signal.SIGINT]


@pytest.mark.parametrize("key, name", [(b"\x03", "INT"), (b"\x1c", "QUIT")])
def test_a_key_reaches_a_job_that_timeout_put_into_a_group_of_its_own(logwrap, key, name):
    command = ["timeout", "1000", "sh", "-c", f"trap 'echo got {name}; exit 4' {name}; echo ready; while :; do sleep 0.05; done"]
    ends = []
    for session in (logwrap.command_at_terminal(command), logwrap.at_terminal(command)):
        session.expect(rb"ready\r\n")
        eventually(lambda session=session: processes.named(session.pid, "sleep"), "the loop")
        session.send(key)
        session.expect(b"got " + name.encode())
        ends.append(session.wait())
    assert ends[0] == ends[1]


def test_timeout_ends_a_wrapped_job_as_it_ends_one_alone(logwrap):
    # The shell may say of its sleep that it was terminated, or not.
    job = "sh -c 'exec 2>/dev/null; trap \"echo term; exit 3\" TERM; echo ready; while :; do sleep 0.02; done'"
    alone, wrapped = logwrap.shell(f"timeout 1 {job}"), logwrap.shell(f"timeout 1 logwrap -- {job}")
    assert wrapped == alone
    assert (alone.status, alone.stdout) == (124, b"ready\nterm\n")


def test_in_the_background_of_a_script_a_job_is_as_deaf_as_alone(logwrap):
    probe = "sh -c 'grep SigIgn /proc/self/status; readlink /proc/self/fd/0'"
    alone, wrapped = logwrap.shell(f"{probe} & wait $!; echo $?"), logwrap.shell(f"logwrap -- {probe} & wait $!; echo $?")
    assert wrapped == alone
