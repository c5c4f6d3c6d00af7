"""A program at a terminal of the test's own: what it writes is collected, keys are typed, and a keeper does a shell's
part (keeper.py)."""

import fcntl
import os
import pathlib
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import threading

from . import processes
from .waiting import CAP, eventually

KEEPER = pathlib.Path(__file__).with_name("keeper.py")


class TerminalSession:
    """Closed by the fixture that made it. `pid` is the program's; while it runs it leads the foreground group."""

    def __init__(self, argv, env, cwd, rows=24, columns=80, mode="keep"):
        self.master, self.slave = pty.openpty()
        self.resize(rows, columns)
        self.initial_modes = self.modes()
        self.written = bytearray()
        self.seen = 0  # up to here expect() has looked
        self.reports = []
        self._changed = threading.Condition()
        report_read, report_write = os.pipe()
        control_read, self.control = os.pipe()
        command = [sys.executable, "-I", str(KEEPER), str(report_write), str(control_read), mode, *map(str, argv)]
        self.keeper = subprocess.Popen(
            command, stdin=self.slave, stdout=self.slave, stderr=self.slave, env=env, cwd=cwd, start_new_session=True,
            pass_fds=(report_write, control_read))
        os.close(report_write)
        os.close(control_read)
        # A pipe ends the reader: closing the master would not wake a read of it.
        self._stop_read, self._stop_write = os.pipe()
        self._reader = threading.Thread(target=self._collect, daemon=True)
        self._reader.start()
        self._reporter = threading.Thread(target=self._take_reports, args=(report_read,), daemon=True)
        self._reporter.start()
        self.pid = int(self._report("started").split()[1]) if mode == "keep" else self.keeper.pid

    # What the program wrote.

    def _collect(self):
        while True:
            ready, _, _ = select.select([self.master, self._stop_read], [], [])
            if self._stop_read in ready:
                return
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            with self._changed:
                self.written += data
                self._changed.notify_all()

    def output(self):
        with self._changed:
            return bytes(self.written)

    def expect(self, pattern, cap=CAP):
        """Waits until the bytes regular expression `pattern` matches what was written since the last expect()."""
        compiled = re.compile(pattern, re.DOTALL)
        with self._changed:
            found = self._changed.wait_for(lambda: compiled.search(self.written, self.seen), cap)
            if not found:
                rest = bytes(self.written[self.seen :])
                raise AssertionError(f"{pattern!r} was not written within {cap:g} s, but: {rest[-2000:]!r}")
            self.seen = found.end()
            return found

    def send(self, keys):
        os.write(self.master, keys)

    # The terminal.

    def modes(self):
        return termios.tcgetattr(self.slave)

    def is_raw(self):
        return not self.modes()[3] & termios.ICANON

    def echoes(self):
        return bool(self.modes()[3] & termios.ECHO)

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def foreground_group(self):
        return struct.unpack("i", fcntl.ioctl(self.master, termios.TIOCGPGRP, b"\0" * 4))[0]

    def hang_up(self):
        """Closes the terminal as a terminal emulator does whose window is closed."""
        self._stop_collecting()
        os.close(self.master)
        self.master = -1

    # What becomes of the program.

    def _take_reports(self, fd):
        with os.fdopen(fd) as reports:
            for line in reports:
                with self._changed:
                    self.reports.append(line.strip())
                    self._changed.notify_all()

    def _report(self, kind, cap=CAP):
        """Takes the next report of this kind; those before it are passed over, but not the program's end."""
        def position():
            for index, report in enumerate(self.reports):
                if report.startswith((kind, "ended")):
                    return index + 1
            return 0

        with self._changed:
            index = self._changed.wait_for(position, cap)
            output = bytes(self.written[-2000:])
            assert index, f"the program was not {kind} within {cap:g} s; it wrote {output!r}"
            report = self.reports[index - 1]
            assert report.startswith(kind), f"the program {report} instead of being {kind}; it wrote {output!r}"
            del self.reports[:index]
            return report

    def wait_stopped(self):
        """The signal that stopped the program."""
        return int(self._report("stopped").split()[1])

    def wait(self, cap=CAP):
        """The program's exit status, or -n where signal n ended it."""
        self.wait_status = int(self._report("ended", cap).split()[1])
        return os.waitstatus_to_exitcode(self.wait_status)

    def foreground(self):
        os.write(self.control, b"fg\n")

    def background(self):
        os.write(self.control, b"bg\n")

    # The end.

    def _stop_collecting(self):
        os.write(self._stop_write, b"x")
        self._reader.join()

    def close(self):
        below = [one.pid for one in processes.descendants(self.keeper.pid)]
        for pid in below + [self.keeper.pid]:
            processes.end(pid)
        os.close(self.control)
        self.keeper.wait(CAP)
        if self.master >= 0:
            self.hang_up()
        self._reporter.join(CAP)
        for fd in (self.slave, self._stop_read, self._stop_write):
            os.close(fd)
        eventually(lambda: not any(processes.alive(pid) for pid in below), "the end of what ran at the terminal")
