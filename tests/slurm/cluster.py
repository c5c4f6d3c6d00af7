"""A real Slurm of one machine (Debian's slurm-wlm and munge), in namespaces of its own, with users of its own."""

import os
import pathlib
import shutil
import signal
import subprocess

from harness import processes
from harness.logwrap import Finished
from harness.waiting import CAP, eventually
from people import User

HERE = pathlib.Path(__file__).parent
PROGRAMS = ("slurmctld", "slurmd", "slurmstepd", "munged", "sbatch", "srun", "unshare", "nsenter", "setpriv", "ip")

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
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1,bf_hetjob_immediate
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
