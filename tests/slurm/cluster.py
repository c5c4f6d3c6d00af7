"""A real Slurm of one machine (Debian's slurm-wlm and munge), in namespaces of its own, with users of its own."""

import grp
import os
import pathlib
import pwd
import shutil
import signal
import subprocess

from harness import processes
from harness.journal import runs_in
from harness.logwrap import Finished
from harness.waiting import CAP, eventually

HERE = pathlib.Path(__file__).parent
PROGRAMS = ("slurmctld", "slurmd", "slurmstepd", "munged", "sbatch", "srun", "unshare", "nsenter", "setpriv", "ip")
FIRST_UID = 61001

CONFIGURATION = """
ClusterName=testc
SlurmctldHost=slurmbox(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={dir}/run/munge.sock
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPort=26817
SlurmdPort=26818
StateSaveLocation={dir}/state
SlurmdSpoolDir={dir}/spool/%n
SlurmctldPidFile={dir}/run/slurmctld.pid
SlurmdPidFile={dir}/run/slurmd-%n.pid
SlurmctldLogFile={dir}/log/slurmctld.log
SlurmdLogFile={dir}/log/slurmd-%n.log
ProctrackType={proctrack}
TaskPlugin={task}
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=50
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
MpiDefault=none
MailProg=/bin/true
ReturnToService=2
KillWait={kill_wait}
PlugStackConfig={dir}/etc/plugstack.conf
"""


def missing():
    """What this machine lacks for a Slurm of its own; empty where one can be had."""
    if os.geteuid() != 0:
        return "root"
    path = "/usr/sbin:/usr/bin:/sbin:/bin"
    lacking = [name for name in PROGRAMS if shutil.which(name, path=path) is None]
    if lacking:
        return ", ".join(lacking)
    if not os.path.ismount("/sys/fs/cgroup"):
        return "a mounted /sys/fs/cgroup, without which slurmd does not start"
    tried = subprocess.run(["unshare", "--mount", "--net", "--uts", "--ipc", "--pid", "--fork", "--mount-proc", "true"],
                           stderr=subprocess.PIPE, text=True)
    return "" if tried.returncode == 0 else f"namespaces ({tried.stderr.strip()})"


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
        return (self.user.home / f"slurm-{self.id}.out").read_bytes()

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


class Cluster:
    """`users`: names. `plugstack`: the line that loads the plugin; None: as docs/slurm.md has it. The caller is in a network
    namespace of its own, in which the ports are free and nothing but the loopback is."""

    def __init__(self, directory, binary, plugin, users=("anna", "bert"), kill_wait=5, proctrack="proctrack/linuxproc",
                 task="task/none", nodes=("slurmbox",), more="", oversubscribe="FORCE:4", programs=(), plugstack=None, package=None, cgroup=""):
        self.dir = pathlib.Path(directory)
        self.dir.chmod(0o755)
        for name in ("etc", "run", "log", "state", "spool", "programs", "home", "layer"):
            (self.dir / name).mkdir(mode=0o755)
        if package is None:
            for program in (binary, binary.with_name("logwrapctl"), plugin):
                shutil.copy(program, self.dir / "programs")
        else:
            (self.dir / "etc" / "package").write_text(str(package))
        self.logwrap = self.dir / "programs" / "logwrap"
        self.plugin = self.dir / "programs" / plugin.name
        self.users = {name: User(self, name, i) for i, name in enumerate(users)}
        self._write_etc(plugstack, kill_wait, proctrack, task, nodes, more, oversubscribe, cgroup)
        for name, text in dict(programs).items():
            (self.dir / "programs" / name).write_text(text.replace("{dir}", str(self.dir)))
            (self.dir / "programs" / name).chmod(0o755)
        self.nodes = nodes
        self.outer = None

    def __getattr__(self, name):
        try:
            return self.__dict__["users"][name]
        except KeyError:
            raise AttributeError(name) from None

    def _write_etc(self, plugstack, kill_wait, proctrack, task, nodes, more, oversubscribe, cgroup):
        etc = self.dir / "etc"
        passwd = "".join(f"{u.name}:x:{u.uid}:{u.gid}::{u.home}:/bin/bash\n" for u in self.users.values())
        group = "".join(f"{u.name}:x:{u.gid}:\n" for u in self.users.values())
        (etc / "passwd").write_text(pathlib.Path("/etc/passwd").read_text() + passwd)
        (etc / "group").write_text(pathlib.Path("/etc/group").read_text() + group)
        (etc / "hosts").write_text("127.0.0.1 localhost slurmbox\n")
        key = etc / "munge.key"
        key.touch(mode=0o600)
        key.write_bytes(os.urandom(1024))
        several = "".join(f"NodeName={name} NodeHostname=slurmbox NodeAddr=127.0.0.1 Port={26820 + i} CPUs=8 RealMemory=8000 "
                          "State=UNKNOWN\n" for i, name in enumerate(nodes))
        partition = f"PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe={oversubscribe}\n"
        text = CONFIGURATION.format(dir=self.dir, proctrack=proctrack, task=task, kill_wait=kill_wait)
        (etc / "slurm.conf").write_text(text + several + partition + more.replace("{dir}", str(self.dir)))
        (etc / "cgroup.conf").write_text(cgroup)
        (etc / "nodes").write_text(" ".join(nodes))
        self.set_plugstack(f"optional {self.plugin} logwrap={self.logwrap}" if plugstack is None else plugstack)

    def set_plugstack(self, line):
        """Jobs read it when they start."""
        (self.dir / "etc" / "plugstack.conf").write_text(line + "\n")

    def start(self):
        with open(self.dir / "log" / "inner.log", "wb") as log:
            self.outer = subprocess.Popen(
                ["unshare", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private",
                 HERE / "inner.sh", self.dir], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        try:
            eventually(self.is_idle, "an idle node")
        except AssertionError:
            print(self.logs())  # for pytest to show
            raise
        return self

    def inner(self):
        """The pid of the namespaces' first process, or None."""
        found = processes.children(self.outer.pid)
        return found[0].pid if found else None

    def is_idle(self):
        assert self.outer.poll() is None, (self.dir / "log" / "inner.log").read_text()
        if not self.inner() or not (self.dir / "run" / "slurmctld.pid").exists():
            return False
        shown = self.admin(["sinfo", "-h", "-N", "-p", "debug", "-o", "%T"])
        return shown.status == 0 and shown.stdout.split() == [b"idle"] * len(self.nodes)

    def enter(self, user=None, env=()):
        """The beginning of a command line that runs something within, as a user or as root."""
        home, name, who = ("/root", "root", []) if user is None else (
            str(user.home), user.name, ["setpriv", "--reuid", str(user.uid), "--regid", str(user.gid), "--init-groups"])
        variables = {"HOME": home, "USER": name, "LOGNAME": name, "SHELL": "/bin/bash", "LC_ALL": "C.UTF-8",
                     "PATH": f"{self.dir}/programs:/usr/bin:/bin:/usr/sbin:/sbin", "SLURM_CONF": f"{self.dir}/etc/slurm.conf",
                     **dict(env)}
        inner = ["nsenter", "-t", str(self.inner()), "-m", "-u", "-i", "-p", f"--wd={home if user else '/'}", "--"]
        return inner + who + ["env", "-i", *(f"{name}={value}" for name, value in variables.items())]

    def admin(self, command, given=None):
        ran = subprocess.run(self.enter() + list(map(os.fspath, command)), input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             timeout=CAP)
        return Finished(ran.returncode, ran.stdout, ran.stderr)

    def logs(self):
        return "\n".join(f"== {path.name}\n{path.read_text(errors='replace')[-2500:]}" for path in sorted((self.dir / "log").iterdir()))

    def stop(self):
        if self.outer is None:
            return
        inner = self.inner()
        if inner:
            processes.end(inner, signal.SIGKILL)  # and with it everything within
        self.outer.wait(CAP)


def names_are_free(names):
    """The users' names are not this machine's."""
    for name in names:
        try:
            pwd.getpwnam(name)
            return False
        except KeyError:
            pass
        try:
            grp.getgrnam(name)
            return False
        except KeyError:
            pass
    return True
