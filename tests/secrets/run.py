#!/usr/bin/python3
"""Runs random schedules (schedule.py) through the real logwrap, and looks for every token in all that it writes.

    run.py --logwrap FILE --say FILE [--count N] [--seed N]

Prints the seed; a failure names the seed of its schedule, which `--seed N --count 1` repeats. Exit status 0: all held.
"""

import argparse
import concurrent.futures
import fcntl
import os
import pathlib
import pty
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from schedule import Schedule  # noqa: E402 (found by the line above)

CAP = 120  # seconds for one run: only what hangs reaches it


def drain(master, into):
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:
            return
        if not data:
            return
        into += data


def prepare():
    """Core files: one would stand in the job's directory, where it is looked into. And the job is deaf to TERM."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def kill_recorder(pid, by):
    for _ in range(200):
        try:
            children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            for child in children:
                if pathlib.Path(f"/proc/{child}/comm").read_text().startswith("logwrap-rec"):
                    os.kill(int(child), by)
                    return
        except (FileNotFoundError, ProcessLookupError):
            return
        time.sleep(0.001)


def run_job(schedule, command, place):
    """Runs it in batch or at a terminal; returns logwrap's status and the messages among what it passed on."""
    env = {"HOME": str(place), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm"}
    master = slave = None
    seen = bytearray()
    if schedule.kind == "terminal":
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *schedule.window, 0, 0))
        stdio = {"stdin": slave, "stdout": slave, "stderr": slave}
    else:
        stdio = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    started = subprocess.Popen(command, env=env, cwd=place, start_new_session=True, preexec_fn=prepare, **stdio)
    if master is not None:
        os.close(slave)
        reader = threading.Thread(target=drain, args=(master, seen), daemon=True)
        reader.start()
    if schedule.term is not None:
        time.sleep(schedule.term)
        if started.poll() is None:
            os.kill(started.pid, signal.SIGTERM)
    for wait, size in schedule.resizes:
        time.sleep(wait)
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        if started.poll() is None:
            os.kill(started.pid, signal.SIGWINCH)
    for wait, by in schedule.kills:
        time.sleep(wait)
        kill_recorder(started.pid, by)
    _, errors = started.communicate(timeout=CAP)
    if master is not None:
        reader.join(CAP)
        os.close(master)
    return started.returncode, [line for line in bytes(errors or seen).split(b"\n") if line.startswith(b"logwrap:")]


def violations(schedule, options):
    place = pathlib.Path(tempfile.mkdtemp(prefix="logwrap-secrets-"))
    try:
        (place / "steps").write_bytes(schedule.encoded())
        command = [options.logwrap, "--state-dir", str(place / "state"), *schedule.options(), "--", options.say, "steps"]
        status, messages = run_job(schedule, command, place)
        if status != 0:
            yield f"logwrap ended with {status}"
        (place / "steps").unlink()
        written = [path for path in place.rglob("*") if path.is_file()]
        kept = b"".join(path.read_bytes() for path in written) + b"\n".join(messages)
        for token in schedule.absent:
            for part in (token[at : at + 8] for at in range(len(token) - 7)):
                if part.encode() in kept:
                    yield f"{part} of the silenced {token} was written"
                    break
        for token in schedule.present:
            if token.encode() not in kept:
                yield f"{token} is missing"
    finally:
        shutil.rmtree(place, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--logwrap", required=True, type=os.path.abspath)
    parser.add_argument("--say", required=True, type=os.path.abspath)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.count} schedules", flush=True)
    failed = absent = present = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=2 * (os.cpu_count() or 1)) as pool:
        schedules = (Schedule(options.seed + number) for number in range(options.count))
        for schedule, found in pool.map(lambda one: (one, list(violations(one, options))), schedules):
            absent += len(schedule.absent)
            present += len(schedule.present)
            failed += bool(found)
            for what in found:
                print(f"schedule {schedule.seed} ({schedule.kind}): {what}", flush=True)
    print(f"{absent} silenced tokens looked for, {present} others found")
    print(f"{options.count - failed} passed, {failed} failed")
    return 1 if failed or not absent or not present else 0


if __name__ == "__main__":
    sys.exit(main())
