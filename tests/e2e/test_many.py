"""Many at once, and jobs that are many processes."""

import subprocess
import sys

from harness import processes
from harness.waiting import CAP, eventually

AT_ONCE = 64


def test_64_at_once_each_have_their_own_output_status_and_run(logwrap):
    script = "echo ready; read go; i=0; while [ $i -lt 20 ]; do echo job $0 line $i; i=$((i + 1)); done; exit $0"
    started = [logwrap.start(["sh", "-c", script, str(number)], stdin=subprocess.PIPE) for number in range(AT_ONCE)]
    for one in started:
        assert one.stdout.readline() == b"ready\n"
    for one in started:  # all of them stand there at this moment
        one.stdin.write(b"go\n")
        one.stdin.flush()
    for number, one in enumerate(started):
        out, errors = one.communicate(timeout=CAP)
        assert out == b"".join(b"job %d line %d\n" % (number, i) for i in range(20))
        assert (one.returncode, errors) == (number, b"")
    runs = logwrap.runs()
    assert len(runs) == len({run.id for run in runs}) == AT_ONCE
    for run in runs:
        number = run.info()["status"]["code"]
        assert run.lines() == ["ready"] + [f"job {number} line {i}" for i in range(20)]


MULTIPROCESSING = """
import multiprocessing, os, sys
def work(i):
    os.write(1, b'worker %d\\n' % i)  # in one piece: several write at once
    os.write(2, b'error %d\\n' % i)
    return i * i
if __name__ == '__main__':
    for method in ('fork', 'spawn', 'forkserver'):
        with multiprocessing.get_context(method).Pool(2) as pool:
            print(method, sum(pool.map(work, range(4))), flush=True)
"""


def test_a_pool_of_processes_works_and_all_that_it_prints_is_recorded(logwrap):
    (logwrap.work / "pool.py").write_text(MULTIPROCESSING)
    command = [sys.executable, "pool.py"]
    alone, wrapped = logwrap.alone(command), logwrap.run(command)
    assert wrapped.status == alone.status == 0
    assert sorted(wrapped.stdout.splitlines()) == sorted(alone.stdout.splitlines())
    assert sorted(wrapped.stderr.splitlines()) == sorted(alone.stderr.splitlines())
    assert sorted(logwrap.lines("stdout")) == sorted(wrapped.stdout.decode().splitlines())


LAUNCHER = """
import os, subprocess, sys
ranks = [subprocess.Popen([sys.executable, '-c', "import os; print('rank', os.environ['RANK'], flush=True)"],
                          env=dict(os.environ, RANK=str(rank)), start_new_session=True) for rank in range(4)]
sys.exit(sum(rank.wait() for rank in ranks) or 11)
"""


def test_a_launcher_whose_ranks_have_sessions_of_their_own(logwrap):
    ended = logwrap.run([sys.executable, "-c", LAUNCHER])
    assert ended.status == 11
    assert sorted(ended.stdout.splitlines()) == [b"rank %d" % rank for rank in range(4)]
    assert sorted(logwrap.lines()) == [f"rank {rank}" for rank in range(4)]


def test_a_launcher_of_wrapped_ranks(logwrap):
    """Each rank has a run of its own where the launcher itself is not wrapped."""
    script = "for rank in 0 1 2 3; do RANK=$rank logwrap -- sh -c 'echo rank $RANK; exit $RANK' & done; wait -n; wait"
    assert sorted(logwrap.shell(script).stdout.splitlines()) == [b"rank %d" % rank for rank in range(4)]
    found = {(run.info()["labels"]["rank"], run.info()["status"]["code"]) for run in logwrap.runs()}
    assert found == {(str(rank), rank) for rank in range(4)}


def test_shells_in_shells_end_as_without_logwrap(logwrap):
    script = "bash -c 'sh -c \"bash -c \\\"echo deep; exit 12\\\"\"; echo $?; (exit 3) | cat; echo ${PIPESTATUS[@]}; kill -TERM $$'"
    alone, wrapped = logwrap.alone(["bash", "-c", script]), logwrap.run(["bash", "-c", script])
    assert wrapped == alone
    assert alone.stdout == b"deep\n12\n3 0\n"


# As daemon(3) does it: a session of its own, and none of the terminal's descriptors.
DAEMON = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        null = os.open('/dev/null', os.O_RDWR)
        for fd in range(3):
            os.dup2(null, fd)
        while not os.path.exists('go'):
            time.sleep(0.01)
        open('lived', 'w').close()
        os._exit(0)
    os._exit(0)
os.wait()
print('daemon started', flush=True)
sys.exit(8)
"""


def test_a_daemon_outlives_the_job_and_keeps_nothing(logwrap):
    command = [sys.executable, "-c", DAEMON]
    ended = logwrap.run(command, ["--linger", "1m"])  # not waited for: it holds none of the streams
    assert ended == (8, b"daemon started\n", b"")
    assert not logwrap.journal().events("left_behind")
    (logwrap.work / "go").touch()
    eventually((logwrap.work / "lived").exists, "the daemon's end")


def test_a_daemon_that_is_started_at_a_terminal_outlives_the_job(logwrap):
    session = logwrap.at_terminal([sys.executable, "-c", DAEMON])
    session.expect(rb"daemon started\r\n")
    assert session.wait() == 8
    (logwrap.work / "go").touch()
    eventually((logwrap.work / "lived").exists, "the daemon's end")


OWN_WAYS = """
import os, sys
print('by stdout', flush=True)
with open('/dev/tty', 'w') as tty:
    tty.write('by the terminal\\n')
out = os.open('file', os.O_WRONLY | os.O_CREAT, 0o644)
os.dup2(out, 1)
print('into the file', flush=True)
os.dup2(os.open('/dev/tty', os.O_RDWR), 1)
print('by the terminal again', flush=True)
with open('/dev/tty') as tty:
    print('asked:', tty.readline().strip(), flush=True)
"""


def test_a_job_that_redirects_its_own_stdout_and_opens_the_terminal(logwrap):
    command = [sys.executable, "-c", OWN_WAYS]
    alone, wrapped = logwrap.command_at_terminal(command), logwrap.at_terminal(command)
    for session in (alone, wrapped):
        session.expect(rb"by the terminal again\r\n")
        eventually(lambda: session is alone or session.is_raw(), "the keys taken")
        session.send(b"an answer\r")
        session.expect(rb"asked: an answer\r\n")
        assert session.wait() == 0
        assert (logwrap.work / "file").read_text() == "into the file\n"
    assert wrapped.output() == alone.output()
    assert logwrap.lines() == ["by stdout", "by the terminal", "by the terminal again", "an answer", "asked: an answer"]


def test_nothing_is_left_of_64_runs(logwrap):
    started = [logwrap.start(["true"]) for _ in range(AT_ONCE)]
    for one in started:
        assert one.wait(CAP) == 0
    eventually(lambda: not processes.working_in(logwrap.work), "the end of all their processes")
