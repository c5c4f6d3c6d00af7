"""The logwrap under test, with a state directory and a home of the test's own."""

import os
import pathlib
import shutil
import subprocess
import typing

from . import processes
from .journal import runs_in
from .terminal import TerminalSession
from .tmux import Tmux
from .waiting import CAP, eventually


class Finished(typing.NamedTuple):
    """How a program ended: its exit status (-n for signal n) and what it wrote."""

    status: int
    stdout: bytes
    stderr: bytes


class Logwrap:
    def __init__(self, binary, place):
        self.binary = str(binary)
        self.place = pathlib.Path(place)
        self.home = self.place / "home"
        self.state = self.place / "state"
        self.work = self.place / "work"
        for directory in (self.home, self.work):
            directory.mkdir()
        self.env = self._environment()
        self._open = []

    def _environment(self):
        env = {name: value for name, value in os.environ.items()
               if not name.startswith(("LOGWRAP_", "XDG_", "PYTHON")) and not name.lower().endswith("_proxy")}
        env.update(HOME=str(self.home), LOGWRAP_STATE_DIR=str(self.state), TERM="xterm-256color", LC_ALL="C.UTF-8")
        # The distribution's programs, whatever else somebody's own PATH puts before them.
        env["PATH"] = os.path.dirname(self.binary) + ":/usr/bin:/bin:/usr/sbin:/sbin"
        return env

    def open_to_everybody(self):
        """Goes on with copies of the programs that every user gets at: the build may be below a home that is closed."""
        programs = self.place / "programs"
        programs.mkdir()
        for name in ("logwrap", "logwrapctl"):
            shutil.copy(pathlib.Path(self.binary).with_name(name), programs)
        self.binary = str(programs / "logwrap")

    def as_user(self, user):
        """Goes on so that this user, of whom nothing else runs, may start logwrap, too: what his commands begin with."""
        self.open_to_everybody()
        self.state.mkdir(mode=0o700)
        os.chown(self.state, user, user)
        return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]

    # Command lines.

    def wrapped(self, argv, options=()):
        return [self.binary, *options, "--", *map(str, argv)]

    # In batch: no terminal on any descriptor and none to be opened.

    def start_command(self, command, **settings):
        settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": self.env,
                    "cwd": self.work, "start_new_session": True, **settings}
        started = subprocess.Popen(list(map(os.fspath, command)), **settings)
        self._open.append(started)
        return started

    def run_command(self, command, given=None, cap=CAP, **settings):
        """Runs a command line as it is. `given`: bytes for its stdin, through a pipe."""
        if given is not None:
            settings["stdin"] = subprocess.PIPE
        started = self.start_command(command, **settings)
        stdout, stderr = started.communicate(given, timeout=cap)
        return Finished(started.returncode, stdout, stderr)

    def start(self, argv, options=(), **settings):
        return self.start_command(self.wrapped(argv, options), **settings)

    def run(self, argv, options=(), **settings):
        return self.run_command(self.wrapped(argv, options), **settings)

    def alone(self, argv, **settings):
        """The same program without logwrap."""
        return self.run_command(argv, **settings)

    def shell(self, script, **settings):
        """A shell script in which logwrap is found on the PATH."""
        return self.run_command(["bash", "-c", script], **settings)

    # At a terminal.

    def at_terminal(self, argv, options=(), **settings):
        return self.command_at_terminal(self.wrapped(argv, options), **settings)

    def command_at_terminal(self, command, env=None, **settings):
        session = TerminalSession(command, env or self.env, self.work, **settings)
        self._open.append(session)
        return session

    def in_tmux(self, **settings):
        session = Tmux(str(self.place), self.env, self.work, **settings)
        self._open.append(session)
        return session

    # What was recorded.

    def runs(self):
        return runs_in(self.state)

    def journal(self):
        """The only run."""
        runs = self.runs()
        assert len(runs) == 1, f"one run was expected, not {[run.id for run in runs]}"
        return runs[0]

    def journal_when(self, condition, what):
        """The only run, once `condition(run)` holds of it."""
        eventually(lambda: self.runs() and condition(self.journal()), what)
        return self.journal()

    def lines(self, stream=None):
        return self.journal().lines(stream)

    def logs(self, *arguments):
        """What `logwrap logs` prints, as lines."""
        shown = self.run_command([self.binary, "logs", *arguments])
        assert shown.status == 0, shown
        return shown.stdout.decode("utf-8").splitlines()

    def recorder(self, pid):
        """The recorder of the logwrap with this pid, once it has one."""
        return eventually(lambda: processes.recorder_of(pid), "a recorder")

    def close(self):
        for one in reversed(self._open):
            if isinstance(one, subprocess.Popen):
                self._close_process(one)
            else:
                one.close()
        # Whatever a job left behind, on purpose or because a test failed.
        for pid in processes.working_in(self.place):
            processes.end(pid)

    @staticmethod
    def _close_process(started):
        if started.poll() is None:
            for one in processes.descendants(started.pid):
                processes.end(one.pid)
            started.kill()
            started.wait(CAP)
        for stream in (started.stdin, started.stdout, started.stderr):
            if stream is not None:
                stream.close()
