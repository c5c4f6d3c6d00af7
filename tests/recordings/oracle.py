#!/usr/bin/env python3
"""What tmux, a terminal that nobody here wrote, shows of a recording: the text that a person would copy out of it.

    oracle.py NAME...    for each recording, where what tmux shows differs from NAME.expected
"""
import difflib
import re
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

HERE = Path(__file__).parent
CAP = 60  # seconds after which tmux is taken to hang
LINE_DRAWING = str.maketrans("`afghijklmnopqrstuvwxyz{|}~", "◆▒°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·")
CONFIGURATION = "set -g history-limit 1000000\nset -g status off\nset -g default-shell /bin/sh\nset -g escape-time 0\n"


class Tmux:
    """A server of its own with one pane."""

    def __init__(self, folder, rows, columns, command):
        self.socket = f"{folder}/tmux"
        (Path(folder) / "conf").write_text(CONFIGURATION)
        self.run("-u", "-f", f"{folder}/conf", "new-session", "-d", "-x", str(columns), "-y", str(rows), command)

    def run(self, *arguments):
        done = subprocess.run(["tmux", "-S", self.socket, *arguments], check=True, capture_output=True, timeout=CAP,
                              env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color"})
        return done.stdout.decode()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.run("kill-server")


def shown_by_tmux(raw, rows, columns):
    """History and screen after the last byte, soft wraps joined, blanks at the ends of lines and blank rows at the end cut."""
    end = uuid.uuid4().hex  # becomes the pane's title behind the last byte: all before it has been taken then
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bytes").write_bytes(raw + f"\x18\x1b\\\x1b]2;{end}\x1b\\".encode())
        pane = f"stty raw -echo; cat {folder}/bytes; exec sleep 1000"
        with Tmux(folder, rows, columns, pane) as tmux:
            deadline = time.monotonic() + CAP
            while tmux.run("display-message", "-p", "#{pane_title}").strip() != end:
                if time.monotonic() > deadline:
                    raise TimeoutError("tmux did not come to the end of the recording")
                time.sleep(0.02)
            shown = as_text(tmux.run("capture-pane", "-p", "-e", "-J", "-S", "-", "-E", "-"))
    text = "\n".join(line.rstrip(" ") for line in shown.split("\n")).rstrip("\n")
    return text + "\n" if text else ""


def as_text(captured):
    """Without colours and links, and with the characters that DEC's line drawing shows for its letters."""
    captured = re.sub(r"\x1b\[[0-9;:]*m|\x1b\]8;.*?\x1b\\\\", "", captured)
    return re.sub("\x0e([^\x0f]*)\x0f?", lambda drawn: drawn[1].translate(LINE_DRAWING), captured)


def lines(text):
    """Blank ones left out: a row that nobody wrote on is no line for us, and tmux cannot tell it from one that was printed blank."""
    return [line for line in text.splitlines() if line]


def recording(name):
    """Its bytes, rows and columns."""
    base = HERE / name
    rows, columns = map(int, base.with_suffix(".size").read_text().split())
    return base.with_suffix(".raw").read_bytes(), rows, columns


def main():
    for name in sys.argv[1:]:
        expected = (HERE / f"{name}.expected").read_text()
        shown = shown_by_tmux(*recording(name))
        print(f"== {name}: {'same' if shown == expected else 'differs'}")
        sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), shown.splitlines(True), "expected", "tmux"))


if __name__ == "__main__":
    main()
