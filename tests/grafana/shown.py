"""What a panel shows, as tables of plain values."""

import json

from harness.fixtures import ROOT

DASHBOARDS = ROOT / "deploy" / "grafana" / "dashboards"


class Frame:
    def __init__(self, frame):
        self.fields = frame["fields"]
        self.titles = [field["title"] for field in self.fields]
        self.types = {field["title"]: field["type"] for field in self.fields}

    def __getitem__(self, title):
        """A column's values."""
        (found,) = [field["values"] for field in self.fields if field["title"] == title]
        return found

    def named(self, name):
        """A column by its name, whatever title stands above it."""
        (found,) = [field for field in self.fields if field["name"] == name]
        return found

    def rows(self, *titles):
        return list(zip(*(self[title] for title in titles or self.titles)))

    def numbers(self):
        """The columns of numbers, as the XY chart sees them: the first is X."""
        return [field for field in self.fields if field["type"] == "number"]


class Shown:
    def __init__(self, serving, recorded):
        self.serving = serving
        self.recorded = recorded
        self.layout = "classic"

    def _ask(self, what, dashboard, values, **more):
        request = {"ask": what, "dashboard": str(DASHBOARDS / f"{dashboard}.json"), "values": values, "range": self.recorded.range,
                   "server": {"url": self.recorded.tenant.loki.url, "tenant": self.recorded.tenant.name}, "layout": self.layout, **more}
        self.serving.stdin.write(json.dumps(request) + "\n")
        self.serving.stdin.flush()
        answer = json.loads(self.serving.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["answer"]

    def panel(self, dashboard, panel, **values):
        answer = self._ask("panel", dashboard, values, panel=panel)
        return [Frame(frame) for frame in answer["frames"]]

    def annotations(self, dashboard, annotation, **values):
        return [Frame(frame) for frame in self._ask("annotations", dashboard, values, annotation=annotation)["frames"]]

    def options(self, dashboard, variable, **values):
        return self._ask("options", dashboard, values, variable=variable)

    def text(self, dashboard, text, **values):
        return self._ask("text", dashboard, values, text=text)
