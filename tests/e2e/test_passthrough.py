"""In batch the job's own output comes out as it went in, byte for byte and to the last one."""

import fcntl
import os
import pathlib
import random
import select
import signal
import struct
import sys
import termios

import pytest

from harness import processes
from harness.waiting import CAP, eventually

BURST = 10_000_000  # bytes


def some_bytes(size):
    return random.Random(size).randbytes(size)


@pytest.mark.parametrize("descriptor", [1, 2])
def test_a_megabyte_of_binary_passes_unchanged(logwrap, descriptor):
    payload = some_bytes(1_000_000)
    (logwrap.work / "payload").write_bytes(payload)
    ended = logwrap.run(["sh", "-c", f"cat payload >&{descriptor}"])
    assert ended.status == 0
    assert (ended.stdout, ended.stderr)[descriptor - 1] == payload
    assert (ended.stdout, ended.stderr)[2 - descriptor] == b""


def test_files_receive_the_same_bytes_as_without_logwrap(logwrap):
    script = "printf 'tab\\there  \\r\\nand \\033[31mred\\033[0m\\n'; printf 'err\\n\\n' >&2; printf 'no line end'"
    logwrap.shell(f"sh -c {script!r} >alone.out 2>alone.err")
    logwrap.shell(f"logwrap -- sh -c {script!r} >wrapped.out 2>wrapped.err")
    for stream in ("out", "err"):
        wrapped = (logwrap.work / f"wrapped.{stream}").read_bytes()
        assert wrapped == (logwrap.work / f"alone.{stream}").read_bytes() != b""


def test_both_streams_to_one_file_keep_every_byte(logwrap):
    logwrap.shell("logwrap -- sh -c 'for i in $(seq 1 500); do echo out $i; echo err $i >&2; done' >both 2>&1")
    lines = (logwrap.work / "both").read_text().splitlines()
    assert [line for line in lines if line.startswith("out")] == [f"out {i}" for i in range(1, 501)]
    assert [line for line in lines if line.startswith("err")] == [f"err {i}" for i in range(1, 501)]


def test_a_burst_before_exit_arrives_whole(logwrap):
    program = (f"import os, sys\nsys.stdout.write(''.join(f'{{i:099d}}\\n' for i in range({BURST // 100})))\n"
               "sys.stdout.flush()\nos._exit(5)")
    ended = logwrap.run([sys.executable, "-c", program])
    assert ended.status == 5
    assert ended.stdout == b"".join(b"%099d\n" % i for i in range(BURST // 100))
    assert logwrap.lines("stdout") == ended.stdout.decode().splitlines()


def test_stdin_is_the_jobs_own(logwrap):
    payload = some_bytes(300_000)
    (logwrap.work / "given").write_bytes(payload)
    assert logwrap.run(["cat"], given=payload).stdout == payload
    assert logwrap.shell("logwrap -- cat <given").stdout == payload
    assert logwrap.shell("cat given | logwrap -- cat").stdout == payload
    assert logwrap.shell("logwrap -- cat <<END\nfrom here\nEND\n").stdout == b"from here\n"


def test_what_the_job_leaves_of_stdin_is_the_next_ones(logwrap):
    script = "logwrap -- sh -c 'read one; echo $one' ; cat"
    (logwrap.work / "given").write_text("first\nsecond\n")
    assert logwrap.shell(f"{{ {script}; }} <given").stdout == logwrap.shell("cat given").stdout


def test_a_reader_that_leaves_ends_the_job_as_without_logwrap(logwrap):
    alone = logwrap.shell("yes | head -1; echo ${PIPESTATUS[@]}")
    wrapped = logwrap.shell("logwrap -- yes | head -1; echo ${PIPESTATUS[@]}")
    assert wrapped.stdout == alone.stdout == b"y\n141 0\n"
    assert wrapped.stderr == alone.stderr == b""


def test_a_job_that_ignores_a_leaving_reader_goes_on(logwrap):
    script = "trap '' PIPE; echo one; until ! echo more 2>/dev/null; do :; done; echo done >finished"
    ended = logwrap.shell(f"timeout 60 logwrap -- bash -c {script!r} | head -1")
    assert ended.stdout == b"one\n"
    assert (logwrap.work / "finished").exists()


def in_pipe(stream):
    """Bytes that wait there to be read."""
    return struct.unpack("i", fcntl.ioctl(stream, termios.FIONREAD, b"\0" * 4))[0]


PIPE_BYTES = 65536


def test_a_reader_that_leaves_while_rendered_lines_wait_for_it_holds_nothing_up(logwrap):
    script = "trap '' PIPE; seq 1 300000 2>/dev/null; echo goes on >&2; exit 6"
    started = logwrap.start(["sh", "-c", script], ["--passthrough", "rendered"])
    recorder = logwrap.recorder(started.pid)
    wchan = pathlib.Path(f"/proc/{recorder}/wchan")
    eventually(lambda: "pipe_write" in wchan.read_text(), "a recorder that waits")
    started.stdout.close()
    assert started.stderr.read() == b"goes on\n"
    assert started.wait(CAP) == 6
    assert logwrap.journal().info()["counts"]["dropped"]["stuck"] == 0


def test_a_pipe_of_another_users_that_nobody_reads_keeps_no_signal_from_the_job(logwrap):
    """Such a pipe cannot be opened anew, so that it can be written to without waiting."""
    started = logwrap.start_command([*logwrap.as_user(54360), *logwrap.wrapped(["yes"])])
    eventually(lambda: in_pipe(started.stdout) > PIPE_BYTES - select.PIPE_BUF, "a full pipe")
    started.send_signal(signal.SIGTERM)
    eventually(lambda: not processes.named(started.pid, "yes"), "the job's end")
    output = started.stdout.read()
    assert output == b"y\n" * (len(output) // 2)
    assert started.wait(CAP) == -signal.SIGTERM
    assert started.stderr.read() == b""


def test_a_limit_of_file_size_ends_the_job_as_without_logwrap(logwrap):
    limited = ["prlimit", "--fsize=100000", "--core=0"]
    with open(logwrap.work / "alone", "wb") as alone:
        expected = logwrap.run_command([*limited, "yes"], stdout=alone)
    with open(logwrap.work / "wrapped", "wb") as wrapped:
        ended = logwrap.run_command([*limited, *logwrap.wrapped(["yes"])], stdout=wrapped)
    assert ended.status == expected.status == -signal.SIGXFSZ
    assert (logwrap.work / "wrapped").read_bytes() == (logwrap.work / "alone").read_bytes()


def test_a_job_that_closes_its_stdout_keeps_its_stderr_and_status(logwrap):
    ended = logwrap.run(["sh", "-c", "echo before; exec 1>&-; echo after >&2; exit 6"])
    assert (ended.status, ended.stdout, ended.stderr) == (6, b"before\n", b"after\n")
    assert (logwrap.lines("stdout"), logwrap.lines("stderr")) == (["before"], ["after"])


def test_a_stream_that_is_closed_from_the_start_is_closed_for_the_job_too(logwrap):
    (logwrap.work / "probe").write_text("if [ -e /proc/$$/fd/1 ]; then echo open >&2; else echo closed >&2; fi\n")
    for command in ("sh probe >&-", "logwrap -- sh probe >&-"):
        assert logwrap.shell(command).stderr == b"closed\n"


def test_output_is_seen_while_the_job_goes_on(logwrap):
    started = logwrap.start(["sh", "-c", "echo early; read go; echo late"], stdin=-1)
    assert started.stdout.readline() == b"early\n"
    started.stdin.write(b"go\n")
    started.stdin.close()
    assert started.stdout.readline() == b"late\n"
    assert started.wait(60) == 0


def test_passthrough_none_passes_nothing_and_records_all(logwrap):
    ended = logwrap.run(["sh", "-c", "echo out; echo err >&2"], options=["--passthrough", "none"])
    assert ended == (0, b"", b"")
    assert sorted(logwrap.lines()) == ["err", "out"]


def test_inherited_descriptors_stay_open_and_logwraps_own_are_not_passed_on(logwrap):
    """What each descriptor is open on, but for the one that the listing itself opens."""
    (logwrap.work / "lister.py").write_text(
        "import os, sys\nfor fd in range(256):\n  try: target = os.readlink(f'/proc/self/fd/{fd}')\n"
        "  except OSError: continue\n  if fd > 2: print(fd, target, file=sys.stderr)\n")
    (logwrap.work / "given").write_text("")
    alone = logwrap.shell(f"{sys.executable} lister.py 5<given 77<given")
    wrapped = logwrap.shell(f"logwrap -- {sys.executable} lister.py 5<given 77<given")
    given = os.fsencode(logwrap.work / "given")
    assert wrapped.stderr == alone.stderr == b"5 %s\n77 %s\n" % (given, given)
