"""A shell's part in job control and nothing else: leads a session on the terminal that is its stdin, runs one program in
a foreground group of its own, and tells what becomes of it. Unlike a shell it leaves the terminal's modes as it finds them.

usage: keeper.py REPORT_FD CONTROL_FD MODE PROGRAM [ARG...]

Reports are lines: `started PID`, `stopped SIGNAL`, `continued`, `ended WAIT_STATUS`. Commands, taken while the program is
stopped: `fg`, `bg`. When the commands end the keeper does. MODE `lead` makes the program the session's leader instead, as a
terminal emulator does that was told to run it; then there are no reports.
"""

import fcntl
import os
import signal
import sys
import termios


def become_terminal_leader():
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def give_signals_back():
    """Python ignores some signals, and so does this keeper; a shell's programs start with none ignored."""
    for sig in (signal.SIGHUP, signal.SIGTTOU, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(sig, signal.SIG_DFL)


def run_program(argv):
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())  # SIGTTOU is still ignored here
    give_signals_back()
    try:
        os.execvp(argv[0], argv)
    finally:
        os._exit(127)


def keep(pid, report, control):
    """Reports until the program has ended."""
    while True:
        _, status = os.waitpid(pid, os.WUNTRACED | os.WCONTINUED)
        if os.WIFSTOPPED(status):
            take_terminal_back()
            report(f"stopped {os.WSTOPSIG(status)}")
            if not resume(pid, control.readline().strip()):
                return
        elif os.WIFCONTINUED(status):
            report("continued")
        else:
            take_terminal_back()
            report(f"ended {status}")
            return


def take_terminal_back():
    try:
        os.tcsetpgrp(0, os.getpgrp())
    except OSError:
        pass  # the terminal was hung up


def resume(pid, command):
    if command == "fg":
        os.tcsetpgrp(0, pid)
    if command in ("fg", "bg"):
        os.killpg(pid, signal.SIGCONT)
    return command in ("fg", "bg")


def main():
    report_fd, control_fd, mode, argv = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    become_terminal_leader()
    if mode == "lead":
        os.close(report_fd)
        os.close(control_fd)
        give_signals_back()
        os.execvp(argv[0], argv)
    os.set_inheritable(report_fd, False)
    os.set_inheritable(control_fd, False)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    pid = os.fork()
    if pid == 0:
        run_program(argv)
    # As a shell does when its terminal is closed.
    signal.signal(signal.SIGHUP, lambda *_: os.killpg(pid, signal.SIGHUP))
    for sig in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
        signal.signal(sig, signal.SIG_IGN)
    control = os.fdopen(control_fd)

    def report(text):
        os.write(report_fd, (text + "\n").encode())

    report(f"started {pid}")
    keep(pid, report, control)
    control.read()


if __name__ == "__main__":
    main()
