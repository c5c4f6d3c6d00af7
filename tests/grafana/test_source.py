"""The dashboards' files are what their source makes, and their queries and links are Grafana's."""

import json
import subprocess

import pytest
from harness.fixtures import ROOT
from shown import DASHBOARDS

NAMES = ["compare", "job-details", "jobs"]


def test_the_files_are_what_the_source_makes(node_modules, tmp_path):
    subprocess.run([ROOT / "scripts" / "grafana", "generate", tmp_path], check=True)
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(path.stem for path in DASHBOARDS.iterdir()) == NAMES
    for name in NAMES:
        made, kept = ((place / f"{name}.json").read_text() for place in (tmp_path, DASHBOARDS))
        assert made == kept, "run scripts/grafana generate"


def test_the_types_of_source_and_tests_are_right(node_modules):
    subprocess.run([ROOT / "scripts" / "grafana", "check"], check=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_dashboard_can_be_provisioned(name):
    """What Grafana asks of a provisioned dashboard: a uid of its own, no id, and every panel with a data source that is picked."""
    dashboard = json.loads((DASHBOARDS / f"{name}.json").read_text())
    assert dashboard["uid"].startswith("logwrap-") and dashboard.get("id") is None
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    assert {panel["datasource"]["uid"] for panel in dashboard["panels"]} == {"${datasource}"}


def test_links_lead_to_dashboards_that_are_there():
    uids = {json.loads((DASHBOARDS / f"{name}.json").read_text())["uid"] for name in NAMES}
    for name in NAMES:
        text = (DASHBOARDS / f"{name}.json").read_text()
        for link in text.split('"/d/')[1:]:
            assert link.split("?")[0] in uids
