"""Users of a cluster, and their jobs."""

import os
import re
import subprocess

from harness.journal import runs_in
from harness.logwrap import Finished
from harness.waiting import CAP, eventually

FIRST_UID = 61001
GONE = re.compile(rb"slurmstepd-[^\n]*: _handle_signal_container: failed signal [^\n]*No such process\n")


class User:
    def __init__(self, cluster, name, number):
        self.cluster = cluster
        self.name = name
        self.uid = self.gid = FIRST_UID + number
        self.home = cluster.dir / "home" / name
        self.home.mkdir(parents=True, mode=0o755)
        os.chown(self.home, self.uid, self.gid)
        self.home.chmod(0o700)

    def opt_in(self, text=""):
        """Writes ~/.logoptin."""
        file = self.home / ".logoptin"
        file.write_text(text)
        os.chown(file, self.uid, self.gid)
        return file

    def write(self, name, text, mode=0o755):
        """A file in the home directory."""
        file = self.home / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        file.chmod(mode)
        os.chown(file, self.uid, self.gid)
        return file

    @property
    def state(self):
        return self.home / ".local" / "state" / "logwrap"

    def runs(self):
        return runs_in(self.state)

    def runs_of(self, job):
        """The runs of a job, by the number that Slurm gave it, in order of their start."""
        return [run for run in self.runs()
                if str(job) in (run.info()["labels"].get("job_id"), run.info()["labels"].get("job_id_raw"))]

    def start(self, command, env=(), **settings):
        """Starts a command line as this user, within the cluster."""
        settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": "/",
                    "start_new_session": True, **settings}
        return subprocess.Popen(self.cluster.enter(self, dict(env)) + list(map(os.fspath, command)), **settings)

    def run(self, command, given=None, cap=CAP, **settings):
        if given is not None:
            settings["stdin"] = subprocess.PIPE
        started = self.start(command, **settings)
        stdout, stderr = started.communicate(given, timeout=cap)
        return Finished(started.returncode, stdout, stderr)

    def submit(self, script, *options, **settings):
        """Submits a batch script (its text, "#!" added) and gives the job."""
        text = script if script.startswith("#!") else "#!/bin/bash\n" + script
        given = self.run(["sbatch", "--parsable", *options], given=text.encode(), **settings)
        assert given.status == 0, given
        return Job(self, int(given.stdout.decode().split(";")[0]))

    def batch(self, script, *options, **settings):
        """Runs a batch script to its end."""
        return self.submit(script, *options, **settings).wait()


class Job:
    """A batch job. What it printed is where sbatch puts it unless asked for otherwise."""

    def __init__(self, user, number):
        self.user = user
        self.id = number

    def info(self, number=None):
        """What `scontrol show job` says, by name. Names of an array's tasks repeat: the first counts."""
        shown = self.user.cluster.admin(["scontrol", "-o", "show", "job", str(number or self.id)])
        fields = {}
        for line in shown.stdout.decode("utf-8", "replace").splitlines():
            for word in line.split(" "):
                name, equals, value = word.partition("=")
                if equals:
                    fields.setdefault(name, value)
        return fields

    @property
    def state(self):
        return self.info().get("JobState")

    def wait_for(self, *states, cap=CAP):
        eventually(lambda: self.state in states, f"job {self.id} to be {' or '.join(states)}", cap)
        return self

    def wait(self, cap=CAP):
        """Until the job is over, its epilog too."""
        over = ("COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "PREEMPTED", "OUT_OF_MEMORY", "DEADLINE", "BOOT_FAIL")
        return self.wait_for(*over, cap=cap)

    @property
    def exit_code(self):
        return self.info()["ExitCode"]

    def output(self):
        """Without what slurmstepd says there of a process that ended just before it was signalled: that is chance."""
        return GONE.sub(b"", (self.user.home / f"slurm-{self.id}.out").read_bytes())

    def when_printed(self, text, cap=CAP):
        """Once the job's output holds `text`."""
        file = self.user.home / f"slurm-{self.id}.out"
        eventually(lambda: file.exists() and text.encode() in file.read_bytes(), f"{text!r} in {file.name}", cap)
        return self

    def cancel(self, *options):
        cancelled = self.user.run(["scancel", *options, str(self.id)])
        assert cancelled.status == 0, cancelled

    def runs(self):
        return self.user.runs_of(self.id)

    def journal(self):
        """The only run."""
        runs = self.runs()
        assert len(runs) == 1, f"one run was expected, not {[run.id for run in runs]}"
        return runs[0]

    def lines(self, stream=None):
        return self.journal().lines(stream)
