"""Processes as /proc shows them."""

import os
import signal
import typing

RECORDER = "logwrap-record"  # the names of logwrap's processes fit the kernel's 15 bytes
NAME_BYTES = 15  # and others are cut


class Process(typing.NamedTuple):
    pid: int
    name: str
    state: str  # R, S, T (stopped), Z (zombie) and so on
    parent: int
    group: int
    session: int


def process(pid):
    """The process, or None where there is none (any more)."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            text = stat.read()
    except (FileNotFoundError, ProcessLookupError):
        return None
    name = text[text.index("(") + 1 : text.rindex(")")]
    state, parent, group, session = text[text.rindex(")") + 2 :].split()[:4]
    return Process(pid, name, state, int(parent), int(group), int(session))


def processes():
    found = (process(int(entry)) for entry in os.listdir("/proc") if entry.isdigit())
    return [one for one in found if one is not None]


def alive(pid):
    one = process(pid)
    return one is not None and one.state not in "ZX"


def children(pid):
    return [one for one in processes() if one.parent == pid]


def descendants(pid):
    """All processes below `pid`, itself not included."""
    everyone = processes()
    found, parents = [], {pid}
    while parents:
        below = [one for one in everyone if one.parent in parents]
        found += below
        parents = {one.pid for one in below}
    return found


def named(pid, name):
    """The living descendants of `pid` that are called `name`."""
    return [one for one in descendants(pid) if one.name == name[:NAME_BYTES] and one.state not in "ZX"]


def recorder_of(pid):
    """The pid of the recorder of the logwrap `pid`, or None while it has none."""
    found = [one for one in children(pid) if one.name == RECORDER and one.state not in "ZX"]
    return found[0].pid if found else None


def working_in(directory):
    """The pids of the processes whose working directory is `directory` or below it."""
    found = []
    for one in processes():
        try:
            place = os.readlink(f"/proc/{one.pid}/cwd")
        except OSError:
            continue
        if (place + "/").startswith(f"{directory}/"):
            found.append(one.pid)
    return found


def memory_kib(pid, field="Pss"):
    """A process's memory in KiB: Pss (shared pages counted in parts) or Rss. 0 for one that is gone."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
            for line in rollup:
                if line.startswith(field + ":"):
                    return int(line.split()[1])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def end(pid, sig=signal.SIGKILL):
    """Sends a signal to a process that may be gone already."""
    try:
        os.kill(pid, sig)
    except ProcessLookupError:
        pass
