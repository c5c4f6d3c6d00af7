"""The dashboards' files are what their source makes, and their queries and links are Grafana's."""

import json
import pathlib
import subprocess

import pytest
from harness.fixtures import ROOT
from shown import DASHBOARDS

HERE = pathlib.Path(__file__).parent
SOURCE = ROOT / "deploy" / "grafana" / "source"
NAMES = ["compare", "job-details", "jobs"]


def test_the_files_are_what_the_source_makes(node_modules, tmp_path):
    subprocess.run([ROOT / "scripts" / "grafana", "generate", tmp_path], check=True)
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(path.stem for path in DASHBOARDS.iterdir()) == NAMES
    for name in NAMES:
        made, kept = ((place / f"{name}.json").read_text() for place in (tmp_path, DASHBOARDS))
        assert made == kept, "run scripts/grafana generate"


TYPED = "import type { Dashboard } from './schema.ts';\nexport const dashboard: Dashboard = "


def refused_by_the_schema(node_modules, place, dashboard):
    """What the compiler says of a dashboard written as a literal of the schema's type; None if it matches."""
    (place / "node_modules").symlink_to(node_modules)
    (place / "package.json").write_text('{"type": "module"}')
    (place / "schema.ts").write_text((HERE / "schema.ts").read_text())
    (place / "dashboard.ts").write_text(TYPED + json.dumps(dashboard) + ";\n")
    (place / "tsconfig.json").write_text(json.dumps({"extends": str(SOURCE / "tsconfig.json"), "include": ["*.ts"]}))
    compiled = subprocess.run([node_modules / ".bin" / "tsc", "-p", place], capture_output=True, text=True)
    return compiled.stdout if compiled.returncode else None


@pytest.mark.parametrize("name", NAMES)
def test_a_dashboard_matches_the_schema(node_modules, tmp_path, name):
    refused = refused_by_the_schema(node_modules, tmp_path, json.loads((DASHBOARDS / f"{name}.json").read_text()))
    assert refused is None, refused


def spoil_variable(dashboard):
    dashboard["templating"]["list"][0]["sort"] = "up"


def spoil_option(dashboard):
    next(panel for panel in dashboard["panels"] if panel["type"] == "table")["options"]["showHeading"] = True


def spoil_field(dashboard):
    next(panel for panel in dashboard["panels"] if panel["type"] == "timeseries")["fieldConfig"]["defaults"]["custom"]["drawStyle"] = "dots"


@pytest.mark.parametrize("spoil", [spoil_variable, spoil_option, spoil_field])
def test_what_the_schema_does_not_know_is_refused(node_modules, tmp_path, spoil):
    dashboard = json.loads((DASHBOARDS / "jobs.json").read_text())
    spoil(dashboard)
    assert "dashboard.ts" in (refused_by_the_schema(node_modules, tmp_path, dashboard) or "")


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
