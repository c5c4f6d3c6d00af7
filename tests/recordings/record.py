#!/usr/bin/env python3
"""Records a program on a pty, for tests/recordings.

    record.py NAME ROWSxCOLUMNS [--keys KEYS]... [--term TERM] -- COMMAND...

Writes NAME.raw, NAME.size and NAME.timing beside this file, and NAME.expected: what tmux shows of it (oracle.py). KEYS
(with Python's escapes, such as '\\x1b') are typed one after the other, each once the program has been quiet for half a
second. The program's environment is a new one. Read what was recorded before you keep it: no host names, no paths of
your machine.
"""
import argparse
import json
import os
import pty
import select
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
import oracle

CAP = 60  # seconds after which a program that prints nothing is taken to hang
QUIET = 0.5  # seconds after which a program that waits for keys is taken to wait
HERE = Path(__file__).parent


def environment(term):
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("RECORD_HOME", "/tmp/demo"), "USER": "anna", "LOGNAME": "anna",
            "SHELL": "/bin/bash", "TERM": term, "LANG": "C.UTF-8", "TZ": "UTC", "PS1": "$ ", "HISTFILE": "/dev/null"}


def spawn(command, term):
    pid, master = pty.fork()
    if pid == 0:
        try:
            os.execvpe(command[0], command, environment(term))
        except OSError as error:
            os.write(2, f"cannot run {command[0]}: {error}\n".encode())
        os._exit(127)
    return pid, master


def read_some(master):
    """What the program printed; None at the end of its output."""
    try:
        return os.read(master, 65536) or None
    except OSError:  # EIO: the last slave was closed
        return None


def record(command, rows, columns, term, keys):
    """The bytes that came, and [[seconds, bytes], ...]."""
    # The size has to be there before the program looks: the shell sets it, then becomes the program.
    sized = ["sh", "-c", f'stty rows {rows} cols {columns}; exec "$@"', "sh", *command]
    pid, master = spawn(sized, term)
    raw, timing, keys, start = b"", [], list(keys), time.monotonic()
    while True:
        if not select.select([master], [], [], QUIET if keys else CAP)[0]:
            if not keys:
                sys.exit(f"{command[0]} has printed nothing for {CAP} s: does it wait for a key?")
            os.write(master, keys.pop(0))
            continue
        chunk = read_some(master)
        if chunk is None:
            break
        raw += chunk
        timing.append([round(time.monotonic() - start, 3), len(chunk)])
    os.waitpid(pid, 0)
    return raw, timing


def typed(text):
    return text.encode("latin-1", "backslashreplace").decode("unicode_escape").encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("size")
    parser.add_argument("--keys", action="append", default=[], type=typed)
    parser.add_argument("--term", default="xterm-256color")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    rows, columns = map(int, options.size.split("x"))
    raw, timing = record(options.command, rows, columns, options.term, options.keys)
    base = HERE / options.name
    base.with_suffix(".raw").write_bytes(raw)
    base.with_suffix(".size").write_text(f"{rows} {columns}\n")
    base.with_suffix(".timing").write_text(json.dumps(timing) + "\n")
    base.with_suffix(".expected").write_text(oracle.shown_by_tmux(raw, rows, columns))


if __name__ == "__main__":
    main()
