"""What a process inherits arrives in the job as it would without logwrap."""

import json
import os
import sys

import pytest

from harness import processes
from harness.waiting import eventually

# Everything that a process inherits and can look at, as JSON into a file: a terminal would break the lines.
PROBE = r"""
import ctypes, json, os, resource, signal, sys
def read(path):
    with open(path) as file:
        return file.read()
def status(*names):
    lines = dict(line.split(':', 1) for line in read('/proc/self/status').splitlines())
    return {name: lines[name].strip() for name in names if name in lines}
def descriptors():
    found = {}
    for fd in range(3, 256):
        try:
            found[fd] = os.readlink(f'/proc/self/fd/{fd}')
        except OSError:
            pass
    return {fd: target for fd, target in found.items() if target != sys.argv[1]}
umask = os.umask(0)
libc = ctypes.CDLL(None)
seen = {
    'arguments': sys.argv[2:],
    'directory': os.getcwd(),
    'umask': umask,
    'limits': {name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith('RLIMIT_')},
    'nice': os.nice(0),
    'affinity': sorted(os.sched_getaffinity(0)),
    'scheduling': [os.sched_getscheduler(0), os.sched_getparam(0).sched_priority],
    'timer slack': libc.prctl(30, 0, 0, 0, 0),
    'oom': read('/proc/self/oom_score_adj'),
    'personality': libc.personality(0xffffffff),
    'cgroup': read('/proc/self/cgroup'),
    'status': status('SigBlk', 'SigIgn', 'SigPnd', 'ShdPnd', 'Uid', 'Gid', 'Groups', 'CapInh', 'CapPrm', 'CapEff', 'CapBnd',
                     'CapAmb', 'NoNewPrivs', 'Seccomp', 'Mems_allowed_list'),
    'dumpable': libc.prctl(3, 0, 0, 0, 0),
    'death signal': (lambda value: (libc.prctl(2, ctypes.byref(value)), value.value))(ctypes.c_int()),
    'descriptors': descriptors(),
    'environment': dict(os.environ),
}
with open(sys.argv[1], 'w') as out:
    json.dump(seen, out)
"""

# A process with nothing as it usually is.
ODD = r"""
import os, resource, signal, sys
os.chdir('/')
os.umask(0o027)
for name, value in (('NOFILE', 200), ('CORE', 0), ('NPROC', 4321), ('STACK', 4 << 20), ('FSIZE', 1 << 30)):
    resource.setrlimit(getattr(resource, 'RLIMIT_' + name), (value, value))
os.nice(7)
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
open('/proc/self/oom_score_adj', 'w').write('321')
given = os.open('/etc/hostname', os.O_RDONLY)
for number in (5, 77, 199):
    os.dup2(given, number)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2, signal.SIGRTMIN + 5, signal.SIGCHLD])
for ignored in (signal.SIGUSR1, signal.SIGCHLD, signal.SIGINT):
    signal.signal(ignored, signal.SIG_IGN)
for usual in (signal.SIGPIPE, signal.SIGXFSZ):
    signal.signal(usual, signal.SIG_DFL)
os.environ.update({'EMPTY': '', 'LINES_IN_IT': 'a\nb', 'PAGER': 'less'})
os.environb[b'BYTES'] = b'\xff\xfe'
os.execvp(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture
def look(logwrap):
    """What the probe sees: run by `command_line`, in batch or at a terminal, after `before`."""
    def looked(where, wrap, before=()):
        out = logwrap.work / "seen"
        out.unlink(missing_ok=True)
        probe = [sys.executable, "-c", PROBE, str(out), "an argument", "*", ""]
        command = [*before, *(logwrap.wrapped(probe) if wrap else probe)]
        if where == "batch":
            assert logwrap.run_command(command).status == 0
        else:
            session = logwrap.command_at_terminal(command)
            assert session.wait() == 0, session.output()
        return json.loads(eventually(out.exists, "what was seen") and out.read_text())

    return looked


@pytest.mark.parametrize("before", [(), (sys.executable, "-c", ODD)], ids=["usual", "odd"])
@pytest.mark.parametrize("where", ["batch", "terminal"])
def test_all_that_a_process_inherits_arrives_in_the_job(look, where, before):
    alone, wrapped = look(where, False, before), look(where, True, before)
    own = {name: wrapped["environment"].pop(name) for name in ("LOGWRAP_RUN_ID", "LOGWRAP_PUMP")}
    assert all(own.values())
    if where == "batch" and not before:
        assert wrapped["environment"].pop("PAGER") == wrapped["environment"].pop("GIT_PAGER") == "cat"
    if where == "batch" and before:
        assert wrapped["environment"].pop("GIT_PAGER") == "cat"
    assert wrapped == alone


def test_a_umask_that_leaves_nothing_keeps_nothing_from_being_recorded(logwrap):
    masked = [*logwrap.as_user(54321), "sh", "-c", 'umask 0777; exec "$@"', "-"]
    ended = logwrap.run_command([*masked, *logwrap.wrapped(["sh", "-c", "umask"])])
    assert (ended.status, ended.stdout, ended.stderr) == (0, b"0777\n", b"")
    assert logwrap.lines() == ["0777"]


def test_libraries_that_are_there_for_the_job_are_not_logwraps(logwrap):
    """Such as another C++ runtime in LD_LIBRARY_PATH: with none JSON is text, commands restrict, and nothing can be read."""
    libraries = logwrap.work / "lib"
    libraries.mkdir()
    for name in ("libstdc++.so.6", "libgcc_s.so.1", "libcurl.so.4", "libsnappy.so.1"):
        (libraries / name).write_bytes(b"no library")
    env = {**logwrap.env, "LD_LIBRARY_PATH": str(libraries)}
    script = """echo '{"epoch": 1}'; echo '/LOGCOMMAND {"mode": "enabled"}'; echo after; echo $LD_LIBRARY_PATH"""
    assert logwrap.run(["sh", "-c", script], env=env).status == 0
    run = logwrap.journal()
    assert run.lines() == ['{"epoch": 1}', "after", str(libraries)]
    assert [record["kind"] for record in run.records() if record["stream"] == "stdout"] == ["metadata", "event", "log", "log"]
    shown = logwrap.run_command([logwrap.binary, "logs"], env=env)
    assert shown.status == 0 and shown.stderr == b"" and b"after" in shown.stdout, shown


# As before Linux 5.9, or in a container that forbids it: close_range is not there; and who closes what cannot be open is killed.
WITHOUT_CLOSE_RANGE = r"""
import ctypes, os, resource, struct, sys
LOAD, EQUAL, ABOVE, RETURN = 0x20, 0x15, 0x25, 0x06
CLOSE, CLOSE_RANGE = {"x86_64": (3, 436), "aarch64": (57, 436)}[os.uname().machine]
program = b"".join(struct.pack("HBBI", *line) for line in [
    (LOAD, 0, 0, 0), (EQUAL, 0, 1, CLOSE_RANGE), (RETURN, 0, 0, 0x00050000 | 38),
    (EQUAL, 0, 3, CLOSE), (LOAD, 0, 0, 16), (ABOVE, 0, 1, 4096), (RETURN, 0, 0, 0x80000000), (RETURN, 0, 0, 0x7fff0000)])
memory = ctypes.create_string_buffer(program)
libc = ctypes.CDLL(None, use_errno=True)
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(memory)), 0, 0) == 0
os.execvp(sys.argv[1], sys.argv[1:])
"""


def test_where_descriptors_are_closed_one_by_one_those_that_are_open_are(logwrap):
    read, write = os.pipe()
    command = [sys.executable, "-c", WITHOUT_CLOSE_RANGE, *logwrap.wrapped(["sh", "-c", "echo ready; exec 0<&-; exec sleep 600"])]
    started = logwrap.start_command(command, pass_fds=(write,))
    os.close(write)
    assert started.stdout.readline() == b"ready\n"
    job = eventually(lambda: [one for one in processes.children(started.pid) if one.name == "sleep"], "the job")
    logwrap.journal_when(lambda run: run.lines() == ["ready"], "the line")
    holds = lambda pid: any(os.path.samestat(os.stat(f"/proc/{pid}/fd/{fd}"), os.fstat(read)) for fd in os.listdir(f"/proc/{pid}/fd"))
    holders = [one.name for one in processes.children(started.pid) if holds(one.pid)]
    assert holders == ["sleep"]
    processes.end(job[0].pid)
    started.wait(timeout=60)
    os.close(read)
