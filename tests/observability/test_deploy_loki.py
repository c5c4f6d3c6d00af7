"""deploy/loki: the configuration for one machine at work, and all of them as Loki itself checks them."""

import subprocess
import sys
import time

import pytest
import yaml
from harness.loki import SCRIPT

from deploy import LOKI, documents, replaced, single

CHECKED = [LOKI / "single.yaml", LOKI / "production.yaml"]
VALUES = [LOKI / "helm" / "single-binary.yaml", LOKI / "helm" / "scalable.yaml"]


def verify(loki_binary, text, place):
    """What `loki -verify-config` says of a configuration, and its status."""
    config = place / "config.yaml"
    config.write_text(text, encoding="utf-8")
    ran = subprocess.run([loki_binary, "-verify-config", f"-config.file={config}"], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True)
    return ran.returncode, ran.stdout


@pytest.mark.parametrize("path", CHECKED, ids=lambda path: path.name)
def test_loki_takes_the_configuration(loki_binary, place, path):
    text = path.read_text(encoding="utf-8")
    status, said = verify(loki_binary, text, place)
    assert (status, "config is valid" in said) == (0, True), said
    misspelt = replaced(text, {"retention_enabled": "retention_enable"})
    assert verify(loki_binary, misspelt, place)[0] != 0, "what Loki does not know should be refused"


@pytest.fixture(scope="module")
def chart():
    found = subprocess.run([SCRIPT, "chart"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    assert found, "the chart's folder is not known"
    return found


@pytest.fixture(params=VALUES, ids=lambda path: path.stem)
def rendered(request, kubecheck, chart, place):
    """Loki's own Helm chart with our values, as Helm makes objects of it."""
    path = place / "rendered.yaml"
    path.write_text(kubecheck("render", chart, "loki", request.param), encoding="utf-8")
    kubecheck("validate", path)
    return documents(path)


def named(objects, kind, name):
    return next(one for one in objects if (one["kind"], one["metadata"]["name"]) == (kind, name))


def test_what_helm_makes_of_the_values_is_a_loki_that_takes_its_configuration(loki_binary, place, rendered):
    config = named(rendered, "ConfigMap", "loki")["data"]["config.yaml"]
    status, said = verify(loki_binary, config, place)
    assert (status, "config is valid" in said) == (0, True), said
    ours = yaml.safe_load(config)
    assert ours["compactor"]["retention_enabled"] is True
    # The ruler reads where the sidecar writes.
    directory = ours["ruler"]["storage"]["local"]["directory"]
    runs_ruler = [one for one in rendered if one["kind"] == "StatefulSet" and one["metadata"]["name"] in ("loki", "loki-backend")]
    for container in runs_ruler[0]["spec"]["template"]["spec"]["containers"]:
        assert directory in [mount["mountPath"] for mount in container["volumeMounts"]], container["name"]
    image = next(container["image"] for container in runs_ruler[0]["spec"]["template"]["spec"]["containers"] if container["name"] == "loki")
    assert image.endswith(subprocess.run([loki_binary, "-version"], stdout=subprocess.PIPE, text=True).stdout.split()[2]), image


def test_limits_are_the_same_everywhere():
    limits = [documents(path)[0]["limits_config"] for path in CHECKED]
    limits += [documents(path)[0]["loki"]["limits_config"] for path in VALUES]
    assert all(one == limits[0] for one in limits)


@pytest.fixture(scope="module")
def one_machine(new_loki):
    return new_loki(config=single()).tenant()


def test_one_machine_stores_what_a_run_prints(one_machine, logwrap):
    logwrap.env["LOGWRAP_LOKI_URL"] = one_machine.loki.url
    job = "for i in range(100): print('line', i)\nprint('{\"epoch\": 1, \"loss\": 0.5}')"
    assert logwrap.run([sys.executable, "-c", job]).status == 0
    run = logwrap.journal()
    rows = one_machine.rows(f'{{service_name=~".+"}} | run_id="{run.id}"')
    assert len(rows) == len(run.records())
    assert one_machine.value(f'sum(count_over_time({{kind="metadata"}} | run_id="{run.id}" | json | loss = 0.5 [1h]))') == 1


def test_one_machine_gives_answers_larger_than_grpc_takes_by_default(one_machine):
    """5 MB of tracebacks, in the form that Grafana asks for; Loki's default is 4 MiB, and then it answers with nothing."""
    now = time.time_ns()
    for number in range(40):
        answer = one_machine.push_json({"service_name": "large"}, [(now + number, "x" * 130_000 + str(number))])
        assert answer.status == 204, answer
    assert len(one_machine.rows('{service_name="large"}')) == 40


def test_one_machine_finds_a_backlog_at_once(one_machine):
    """Lines of three hours ago, as a node sends them that was cut off."""
    ago = time.time_ns() - 3 * 3600 * 10**9
    assert one_machine.push_json({"service_name": "backlog", "late": "run"}, [(ago, "printed before the outage")]).status == 204
    assert [row.line for row in one_machine.rows('{service_name="backlog"}')] == ["printed before the outage"]
