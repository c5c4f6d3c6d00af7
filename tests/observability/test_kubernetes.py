"""deploy/kubernetes: manifests that Kubernetes' own types understand, and what they say, tried: the entry point as PID 1, in the
environment that a pod would have, sending to a real Loki, asked as people ask it today."""

import os
import pathlib
import sys

import pytest
import yaml
from harness import processes
from harness.waiting import eventually

from deploy import DEPLOY, documents

KUBERNETES = DEPLOY / "kubernetes"
MANIFESTS = sorted(KUBERNETES.glob("*.yaml"))
# As a pod's own fields are, for the master of the PyTorchJob and for the Job.
FIELDS = {"metadata.namespace": "research", "spec.nodeName": "node-7"}

# What PyTorch's own example of Kubeflow prints.
MNIST = r"""
import sys, time
for step in range(640, 60000, 6400):
    print(f"2026-03-19T08:51:{step % 60:02d}Z INFO     Train Epoch: 1 [{step}/60000 ({100 * step // 60000}%)]\tloss={60 / step:.4f}", flush=True)
print("2026-03-19T08:52:00Z INFO     {metricName: accuracy, metricValue: 0.7312};{metricName: loss, metricValue: 0.6644}", flush=True)
"""


@pytest.mark.parametrize("path", MANIFESTS, ids=[path.stem for path in MANIFESTS])
def test_every_key_of_a_manifest_is_one_that_kubernetes_knows(kubecheck, path):
    kinds = [document["kind"] for document in documents(path)]
    understood = [yaml.safe_load(line) for line in kubecheck("validate", path).splitlines()]
    assert [one["kind"] for one in understood] == kinds


def pods():
    """(name, pod, template): the pods that the manifests make, as their controllers name them."""
    (job,) = documents(KUBERNETES / "job.yaml")
    yield "mnist", "mnist-x7k2p", job["spec"]["template"], {}
    (training,) = documents(KUBERNETES / "pytorchjob.yaml")
    replicas = training["spec"]["pytorchReplicaSpecs"]
    # What the operator adds to a pod: a label, and what torch.distributed asks for.
    labels = {"training.kubeflow.org/job-name": "pytorch-simple"}
    rank = 0
    for kind in ("Master", "Worker"):
        for number in range(replicas[kind]["replicas"]):
            template = {**replicas[kind]["template"]}
            template["metadata"] = {"labels": {**template["metadata"]["labels"], **labels}}
            yield "pytorch-simple", f"pytorch-simple-{kind.lower()}-{number}", template, {"RANK": str(rank), "WORLD_SIZE": "3"}
            rank += 1


PODS = {pod: (app, template, more) for app, pod, template, more in pods()}


def environment(pod, template, more):
    """The container's, as the kubelet makes it."""
    (container,) = template["spec"]["containers"]
    env = {"PATH": os.environ["PATH"], "HOSTNAME": pod, "KUBERNETES_SERVICE_HOST": "10.96.0.1", "HOME": "/root", **more}
    for variable in container["env"]:
        if "value" in variable:
            env[variable["name"]] = variable["value"]
            continue
        field = variable["valueFrom"]["fieldRef"]["fieldPath"]
        if field.startswith("metadata.labels["):
            env[variable["name"]] = template["metadata"]["labels"][field.split("'")[1]]
        else:
            env[variable["name"]] = {**FIELDS, "metadata.name": pod}[field]
    return env


@pytest.fixture(scope="module", autouse=True)
def places_to_mount_at():
    """A pod's volumes are mounted in namespaces of their own, at places that have to be there."""
    missing = [path for path in map(pathlib.Path, ("/etc/logwrap", "/var/lib/logwrap")) if not path.exists()]
    for path in missing:
        path.mkdir()
    yield
    for path in missing:
        path.rmdir()


@pytest.fixture(scope="module")
def cluster(new_loki):
    return new_loki("-auth.enabled=true").tenant("research")


def in_a_pod(logwrap, cluster, pod, program):
    """Runs the manifest's command as PID 1 with its volumes: what ConfigMap and Secret hold, and an emptyDir."""
    _, template, more = PODS[pod]
    (container,) = template["spec"]["containers"]
    config, secret = documents(KUBERNETES / "config.yaml")
    text = config["data"]["config.yaml"].replace("http://loki-gateway.logging", cluster.loki.url)
    assert cluster.loki.url in text
    etc, var = logwrap.place / f"{pod}-etc", logwrap.place / f"{pod}-var"
    (etc / "secret").mkdir(parents=True)
    var.mkdir()
    var.chmod(0o777)  # as an emptyDir is
    (etc / "config.yaml").write_text(text + f"loki_tenant: {cluster.name}\n", encoding="utf-8")
    (etc / "secret" / "token").write_text(secret["stringData"]["token"], encoding="utf-8")
    mounts = {mount["mountPath"] for mount in container["volumeMounts"]}
    assert mounts == {"/etc/logwrap/config.yaml", "/etc/logwrap/secret", "/var/lib/logwrap"}
    assert container["args"][0] == "python"
    mount = f"mount --make-rprivate / && mount --bind {etc} /etc/logwrap && " \
            f"mount --bind {var} /var/lib/logwrap && exec \"$@\""
    script = logwrap.place / f"{pod}-image" / container["args"][1]
    script.parent.mkdir()
    script.write_text(program, encoding="utf-8")
    command = [logwrap.binary, *container["command"][1:], sys.executable, script, *container["args"][2:]]
    namespaces = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
    return logwrap.start_command([*namespaces, "sh", "-c", mount, "-", *command], env=environment(pod, template, more))


@pytest.fixture(scope="module")
def trained(binary, cluster, tmp_path_factory):
    """Every pod's training, ended."""
    from harness.logwrap import Logwrap

    logwrap = Logwrap(binary, tmp_path_factory.mktemp("pods"))
    for pod in PODS:
        started = in_a_pod(logwrap, cluster, pod, MNIST)
        out, err = started.communicate(timeout=60)
        assert (started.returncode, err) == (0, b"")
        assert out.decode().count("Train Epoch: 1") == 10
    yield logwrap
    logwrap.close()


QUERY = ('{{namespace="research",app="{app}",pod="{pod}"}} |= "Train" '
         '| pattern "<time> <_> Train Epoch: <epoch> [<step>/<_> <_>]\\tloss=<loss>"')


@pytest.mark.parametrize("pod", PODS)
def test_a_pods_lines_are_found_as_people_look_for_them_today(trained, cluster, pod):
    query = QUERY.format(app=PODS[pod][0], pod=pod) + ' | line_format "{{.time}} {{.epoch}} {{.step}} {{.loss}}"'
    rows = eventually(lambda: cluster.rows(query), "the pod's lines")
    assert [row.line.split() for row in rows] == [
        [f"2026-03-19T08:51:{step % 60:02d}Z", "1", str(step), f"{60 / step:.4f}"] for step in range(640, 60000, 6400)]
    for row in rows:
        assert row.labels["container"] in ("training", "pytorch") and "rank" not in row.labels and "user" not in row.labels
        assert row.metadata["node"] == "node-7"
        assert row.metadata.get("rank") == PODS[pod][2].get("RANK")


def test_a_metric_is_plotted_out_of_the_lines_of_all_pods(trained, cluster):
    query = ('max by (pod) (max_over_time({namespace="research", app="pytorch-simple"} |= "Train" '
             '| pattern "<_>loss=<loss>" | unwrap loss [1h]))')
    found = {one["metric"]["pod"]: float(one["value"][1]) for one in cluster.get("query", query=query)["result"]}
    assert found == {f"pytorch-simple-{pod}": 0.0938 for pod in ("master-0", "worker-0", "worker-1")}


@pytest.mark.parametrize("pod", ["pytorch-simple-master-0"])
def test_a_pod_that_is_deleted_ends_with_its_training(logwrap, cluster, pod):
    """The kubelet sends TERM to PID 1: the training gets it, and its status is the container's."""
    program = ("import signal, sys, time\n"
               "signal.signal(signal.SIGTERM, lambda *_: (print('checkpoint written', flush=True), sys.exit(7)))\n"
               "print('ready', flush=True)\nwhile True: time.sleep(1)\n")
    started = in_a_pod(logwrap, cluster, pod, program)
    assert started.stdout.readline() == b"ready\n"
    init = eventually(lambda: processes.named(started.pid, "logwrap"), "logwrap as PID 1")[0].pid
    processes.end(init, 15)
    out, err = started.communicate(timeout=60)
    assert (started.returncode, out, err) == (7, b"checkpoint written\n", b"")
    query = '{namespace="research",pod="pytorch-simple-master-0",stream="logwrap"} | event="end" | line_format "{{.event_data}}" | json | exit="7"'
    assert eventually(lambda: cluster.rows(query), "the end, in Loki")
