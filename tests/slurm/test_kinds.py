"""Other kinds of clusters: several nodes, cgroups, affinity, each as the one that the other files have."""

import os

import pytest

from compare import run_both, submit_both
from harness.waiting import eventually


def cgroup_controllers():
    """The configuration for what this machine has, v1 or v2; or why there is none to be used."""
    if os.path.exists("/sys/fs/cgroup/cgroup.controllers"):
        if not os.access("/sys/fs/cgroup/cgroup.subtree_control", os.W_OK):
            return None, "cgroup v2 is read-only here"
        return "CgroupPlugin=cgroup/v2\nIgnoreSystemd=yes\nConstrainRAMSpace=yes\n", ""
    for name in ("freezer", "memory", "cpuset"):
        if not os.path.ismount(f"/sys/fs/cgroup/{name}") or not os.access(f"/sys/fs/cgroup/{name}", os.W_OK):
            return None, f"cgroup v1 has no {name} to write to here"
    return "CgroupPlugin=cgroup/v1\nCgroupMountpoint=/sys/fs/cgroup\nCgroupAutomount=no\nConstrainRAMSpace=yes\n", ""


@pytest.fixture(scope="module")
def two_nodes(new_cluster):
    cluster = new_cluster(nodes=("n1", "n2"), proctrack="proctrack/pgid", task="task/affinity")
    cluster.anna.opt_in()
    return cluster


def test_a_step_on_two_nodes_is_recorded_on_both(two_nodes):
    anna = two_nodes.anna
    ran = anna.run(["srun", "-N2", "--ntasks-per-node=2", "sh", "-c", "echo rank $SLURM_PROCID on $SLURMD_NODENAME"])
    assert ran.status == 0
    runs = anna.runs()
    assert sorted(line for run in runs for line in run.lines()) == sorted(ran.stdout.decode().splitlines())
    labels = [run.info()["labels"] for run in runs]
    assert {(one["rank"], one["node"]) for one in labels} == {("0", "n1"), ("1", "n1"), ("2", "n2"), ("3", "n2")}


def test_a_script_with_steps_on_two_nodes_records_them_once(two_nodes):
    job = two_nodes.anna.batch("srun sh -c 'echo on $SLURMD_NODENAME'", "-N2", "-n2")
    assert sorted(job.lines()) == ["on n1", "on n2"]


def test_cpu_binding_is_as_alone(two_nodes):
    anna, bert = two_nodes.anna, two_nodes.bert
    for bind in ("none", "map_cpu:0", "mask_cpu:1"):
        run_both(anna, bert, ["srun", "-N1", f"--cpu-bind={bind}", "grep", "Cpus_allowed_list", "/proc/self/status"])


def test_with_process_groups_a_cancelled_job_ends_as_alone(two_nodes):
    pair = submit_both(two_nodes.anna, two_nodes.bert, "trap 'echo TERM; exit 9' TERM; echo ready; while :; do read -rt 0.1 <> <(:); done")
    for job in pair:
        job.when_printed("ready")
        job.cancel()
    for job in pair:
        job.wait()
    assert pair.recorded.exit_code == pair.alone.exit_code


def test_each_node_that_cannot_record_says_so_once(two_nodes):
    anna = two_nodes.anna
    script = anna.write("broken_on_n2", "#!/bin/sh\n[ $SLURMD_NODENAME = n1 ] || { echo 'logwrap: not recording: n2' >&2; exit 1; }\n"
                        f'exec {two_nodes.logwrap} "$@"\n')
    anna.home.chmod(0o755)
    two_nodes.set_plugstack(f"optional {two_nodes.plugin} logwrap={script}")
    try:
        ran = anna.run(["srun", "-N2", "--ntasks-per-node=2", "true"])
        assert ran.status == 0 and ran.stderr.count(b"logwrap: not recording: n2") == 1
    finally:
        anna.home.chmod(0o700)
        two_nodes.set_plugstack(f"optional {two_nodes.plugin} logwrap={two_nodes.logwrap}")


def test_where_proc_hides_the_processes_of_others_jobs_run_and_are_recorded(two_nodes):
    """The task's process was root's until just before: the user does not see it in such a /proc, not even as its parent."""
    assert two_nodes.admin(["mount", "-o", "remount,hidepid=2", "/proc"]).status == 0
    try:
        job = two_nodes.anna.batch("echo hidden; exit 3")
        assert (job.exit_code, job.output()) == ("3:0", b"hidden\n")
        assert job.lines() == ["hidden"]
    finally:
        assert two_nodes.admin(["mount", "-o", "remount,hidepid=0", "/proc"]).status == 0


@pytest.fixture(scope="module")
def with_cgroups(new_cluster):
    configuration, why = cgroup_controllers()
    if configuration is None:
        pytest.skip(why)
    try:
        cluster = new_cluster(proctrack="proctrack/cgroup", task="task/cgroup", cgroup=configuration)
    except AssertionError as error:
        pytest.skip(f"slurmd does not start with this machine's cgroups: {error}")
    cluster.anna.opt_in()
    tried = cluster.bert.run(["srun", "--mem=100M", "true"])
    if tried.status != 0:
        pytest.skip(f"no step can be started with this machine's cgroups: {tried.stderr.decode()}")
    return cluster


def test_with_cgroups_signals_and_exit_codes_are_as_alone(with_cgroups):
    anna, bert = with_cgroups.anna, with_cgroups.bert
    assert run_both(anna, bert, ["srun", "sh", "-c", "echo one; exit 7"]).status == 7
    script = "trap 'echo USR1' USR1; trap 'echo TERM; exit 9' TERM; echo ready; while :; do read -rt 0.1 <> <(:); done"
    pair = submit_both(anna, bert, script)
    for job in pair:
        job.when_printed("ready")
        job.cancel("-b", "-s", "USR1")
        job.when_printed("USR1")
        job.cancel()
    for job in pair:
        job.wait()
        assert job.output().count(b"USR1") == 1
    assert pair.recorded.exit_code == pair.alone.exit_code


def test_a_job_that_runs_out_of_memory_is_killed_as_alone(with_cgroups):
    eat = "echo eating; exec /usr/bin/python3 -c 'x = bytearray(400 << 20); print(len(x))'"
    pair = submit_both(with_cgroups.anna, with_cgroups.bert, eat, "--mem=64M")
    for job in pair:
        job.wait()
    if pair.alone.state != "OUT_OF_MEMORY":
        pytest.skip(f"this machine's cgroups do not hold memory: the job ended as {pair.alone.state}")
    assert [pair.recorded.state, pair.recorded.exit_code] == [pair.alone.state, pair.alone.exit_code]
    run = eventually(lambda: pair.recorded.runs() and pair.recorded.runs()[0].events("end") and pair.recorded.runs()[0], "the run's end")
    assert run.lines() == ["eating"] and run.info()["status"] == {"state": "signaled", "signal": 9}
