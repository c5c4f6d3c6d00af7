"""A tmux server of the test's own: programs under a real shell on a real terminal emulator."""

import os
import subprocess

from .waiting import eventually


class Tmux:
    def __init__(self, directory, env, cwd, rows=30, columns=100):
        self.socket = os.path.join(directory, "tmux.sock")
        self.env = dict(env, TERM="xterm-256color")
        bash = ["bash", "--noprofile", "--norc", "-i"]
        self.run("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(cwd),
                 "env", "PS1=ready> ", *bash)
        self.expect("ready>")

    def run(self, *arguments):
        return subprocess.run(["tmux", "-S", self.socket, *arguments], env=self.env, check=True, text=True,
                              stdout=subprocess.PIPE).stdout

    def type(self, text, enter=True):
        """Types text literally, and Enter after it."""
        self.run("send-keys", "-l", text)
        if enter:
            self.key("Enter")

    def key(self, name):
        """Presses a key by tmux's name: C-c, C-z, Enter."""
        self.run("send-keys", name)

    def screen(self):
        return self.run("capture-pane", "-p", "-S", "-")

    def expect(self, text, times=1):
        """Waits until `text` stands on the screen or above it at least `times` times."""
        try:
            eventually(lambda: self.screen().count(text) >= times, f"{text!r} on the screen")
        except AssertionError as missing:
            raise AssertionError(f"{missing}\nthe screen:\n{self.screen()}") from None

    def close(self):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], env=self.env, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
