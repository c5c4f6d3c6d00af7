"""What the dashboards show of runs that logwrap recorded: asked of a real Loki, transformed by Grafana's own library."""

import json

import pytest
from shown import DASHBOARDS

JOB = "job-details"
PANELS = [(path.stem, panel["title"]) for path in sorted(DASHBOARDS.glob("*.json"))
          for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]]


@pytest.fixture(params=["classic", "dataplane"])
def either_layout(grafana, request):
    """Grafana's feature toggle lokiLogsDataplane gives the columns of lines other names."""
    grafana.layout = request.param
    yield
    grafana.layout = "classic"


def curves(frames):
    """The curves of an XY chart, which plots all columns of numbers over the first: {name: [(x, y)]}."""
    found = {}
    for frame in frames:
        x, *others = frame.numbers()
        for y in others:
            assert y["title"] not in found, "a click in the legend would choose two curves at once"
            found[y["title"]] = [(a, b) for a, b in zip(x["values"], y["values"]) if a is not None and b is not None]
    return found


def axes(frames):
    return [frame.numbers()[0]["name"] for frame in frames]


# Job details.


def test_metadata_is_plotted_over_the_axis_that_logwrap_chose(grafana, recorded, either_layout):
    run = recorded.ids["resnet-1"]
    frames = grafana.panel(JOB, "Metadata over X", job="resnet", run=run)
    assert axes(frames) == ["step"]
    shown = curves(frames)
    assert set(shown) == {"lr rank 1", "loss rank 1", "val.acc rank 1"}
    assert shown["loss rank 1"] == [(step, 4 / (step + 1)) for step in reversed(range(10))]
    assert shown["val.acc rank 1"] == [(step, step / 10) for step in reversed(range(10))]


def test_ranks_and_runs_are_curves_of_their_own(grafana, recorded):
    shown = curves(grafana.panel(JOB, "Metadata over X", job="resnet"))
    first, second = recorded.ids["resnet-0"], recorded.ids["resnet-1"]
    assert shown[f"loss {first} rank 0"][-1] == (0, 2)
    assert shown[f"loss {second} rank 1"][-1] == (0, 4)
    only = curves(grafana.panel(JOB, "Metadata over X", job="resnet", rank=["0"]))
    assert set(only) == {name for name in shown if name.endswith("rank 0")}


def test_the_axis_is_that_of_the_newest_record(grafana, recorded):
    """`step` was it before the first `epoch` was printed; records without an epoch have no place any more."""
    frames = grafana.panel(JOB, "Metadata over X", job="changing", run=recorded.ids["changing"])
    assert axes(frames) == ["epoch"]
    assert curves(frames)["loss"] == [(2, 0.3), (1, 0.5)]


def test_an_axis_can_be_asked_for(grafana, recorded):
    frames = grafana.panel(JOB, "Metadata over X", job="changing", run=recorded.ids["changing"], x="step")
    assert axes(frames) == ["step"]
    assert curves(frames)["loss"] == [(7, 0.2), (6, 0.3), (5, 0.4), (4, 0.5), (3, 1), (2, 2), (1, 3), (0, 4)]
    assert grafana.panel(JOB, "Metadata over X", job="changing", x="no-such-key")[0].numbers() == []


def test_what_is_no_number_is_not_drawn_and_named_in_the_table(grafana, recorded):
    shown = curves(grafana.panel(JOB, "Metadata over X", job="diverged", run=recorded.ids["diverged"]))
    assert shown["loss"] == [(300, 1 / 3), (200, 0.5), (100, 1)]
    (table,) = grafana.panel(JOB, "Metadata, newest first", job="diverged")
    assert table.rows("step", "loss", "Not finite") == [(400, None, "loss"), (300, 1 / 3, None), (200, 0.5, None), (100, 1, None)]


def test_metadata_over_time(grafana, recorded, either_layout):
    (frame,) = grafana.panel(JOB, "Metadata over time", job="resnet", run=recorded.ids["resnet-0"])
    (times,) = [field["values"] for field in frame.fields if field["type"] == "time"]
    assert times == sorted(times)
    assert sorted(frame["loss rank 0"]) == sorted(2 / (step + 1) for step in range(10))
    assert sorted(frame["val.acc rank 0"]) == [step / 10 for step in range(10)]


def test_the_table_of_metadata_is_newest_first(grafana, recorded, either_layout):
    (table,) = grafana.panel(JOB, "Metadata, newest first", job="resnet", run=recorded.ids["resnet-0"])
    assert table.titles == ["Time", "Series", "lr", "loss", "step", "val.acc", "note"]
    assert [table.types[title] for title in table.titles] == ["time", "string", "number", "number", "number", "number", "string"]
    assert table["Time"] == sorted(table["Time"], reverse=True)
    assert table["step"] == list(reversed(range(10)))
    assert table["note"] == [None] * 7 + ["warm"] * 3
    assert set(table["Series"]) == {"rank 0"}


def test_logs_are_found_by_what_is_searched_for(grafana, recorded):
    (everything,) = grafana.panel(JOB, "Logs", job="resnet")
    assert len(everything["Line"]) == 2 * (10 + 1 + 2)  # lines, the error, the first and the last event
    (found,) = grafana.panel(JOB, "Logs", job="resnet", search=r"STEP \d of", run=recorded.ids["resnet-1"])
    assert sorted(found["Line"]) == [f"epoch {step // 5}: step {step} of 10" for step in range(10)]
    (found,) = grafana.panel(JOB, "Logs", job="resnet", rank=["1"], stream=["stderr"])
    assert found["Line"] == ["ERROR: the disk is nearly full"]
    (found,) = grafana.panel(JOB, "Logs", job="resnet", search='"step": 3', kind=["metadata"])
    assert len(found["Line"]) == 2


def test_lines_are_counted_by_level(grafana):
    counted = {frame.fields[1]["title"]: sum(frame.fields[1]["values"]) for frame in grafana.panel(JOB, "Lines by level", job="resnet")}
    assert counted["error"] == 2
    assert sum(counted.values()) == 26


def test_the_newest_run_at_a_glance(grafana, recorded):
    (shown,) = grafana.panel(JOB, "Newest run", job="resnet")
    assert shown.rows("Run", "State", "Reached", "Errors", "Lines") == [(recorded.ids["resnet-1"], "finished", 9, 1, 21)]
    assert shown["Duration"][0] > 0
    (shown,) = grafana.panel(JOB, "Newest run", job="waiting")
    assert shown.rows("Run", "State", "Reached") == [(recorded.ids["waiting"], "running", 2)]
    assert shown["Last line"][0] >= shown["Started"][0]


def test_runs_of_a_job(grafana, recorded):
    (table,) = grafana.panel(JOB, "Runs of this job", job="resnet")
    assert table["Run"] == [recorded.ids["resnet-1"], recorded.ids["resnet-0"]]  # the newest first
    assert table["Rank"] == ["1", "0"]


def test_marks_in_the_graphs(grafana, recorded):
    (frame,) = grafana.annotations(JOB, "Start, end, stalls", job="diverged")
    assert sorted(labels["event"] for labels in frame["labels"]) == ["end", "start"]
    (frame,) = grafana.annotations(JOB, "Start, end, stalls", job="waiting")
    assert sorted(labels["event"] for labels in frame["labels"]) == ["stall", "start"]


def test_the_pickers_offer_what_is_there(grafana):
    assert grafana.options(JOB, "job") == ["changing", "diverged", "plain", "resnet", "terminated", "waiting"]
    assert grafana.options(JOB, "rank", job="resnet") == ["0", "1"]
    assert grafana.options(JOB, "rank", job="waiting") == []
    assert grafana.options(JOB, "pod", job="resnet") == []


def test_numbers_that_a_pattern_found_in_text_are_plotted_as_others_are(grafana, recorded):
    frames = grafana.panel(JOB, "Metadata over X", job="plain", run=recorded.ids["plain"])
    assert axes(frames) == ["epoch"]
    assert curves(frames)["loss"] == [(3, 1 / 3), (2, 0.5), (1, 1)]
    (table,) = grafana.panel(JOB, "Metadata, newest first", job="plain")
    assert table["Derived"] == [True] * 3
    (logs,) = grafana.panel(JOB, "Logs", job="plain", kind=["log"])
    assert sorted(logs["Line"]) == [f"Train Epoch: {epoch} loss={1 / epoch}" for epoch in (1, 2, 3)]


# Jobs.


def test_all_runs_with_their_state_and_how_far_they_came(grafana, recorded):
    (table,) = grafana.panel("jobs", "Runs")
    assert set(table["Run"]) == set(recorded.ids.values())
    assert table["Started"] == sorted(table["Started"], reverse=True)
    rows = dict(zip(table["Run"], table.rows("Job", "State", "Progress", "Axis", "Reached", "Errors")))
    shown = {key: rows[run] for key, run in recorded.ids.items()}
    assert shown["resnet-0"] == ("resnet", "finished", None, "step", 9, 1)
    assert shown["diverged"] == ("diverged", "failed with 1", None, "step", 400, 1)
    assert shown["terminated"] == ("terminated", "killed by SIGTERM", None, None, None, None)
    assert shown["changing"] == ("changing", "finished", None, "epoch", 2, None)
    assert shown["plain"] == ("plain", "finished", None, "epoch", 3, None)
    assert shown["waiting"] == ("waiting", "running", 45, "step", 2, None)
    assert all(duration > 0 for state, duration in table.rows("State", "Duration") if state != "running")


def test_runs_can_be_picked(grafana, recorded):
    (table,) = grafana.panel("jobs", "Runs", job=["resnet"], rank=["1"])
    assert table["Run"] == [recorded.ids["resnet-1"]]
    (table,) = grafana.panel("jobs", "Runs", run=recorded.ids["diverged"][:-2])
    assert table["Job"] == ["diverged"]


def test_errors_are_counted_over_time(grafana):
    counted = {frame.fields[1]["title"]: sum(frame.fields[1]["values"]) for frame in grafana.panel("jobs", "Errors over time")}
    assert counted == {"resnet": 2, "diverged": 1}


# Compare.


def compared(frames):
    """The curves of the chart, which plots the column Metric alone, and names each by its series: {name: [(x, y)]}."""
    shown = {}
    for frame in frames:
        metric = frame.named("Metric")
        shown[metric["title"]] = list(zip(frame.numbers()[0]["values"], metric["values"]))
    return shown


def test_one_metric_of_several_runs_over_x(grafana, recorded):
    frames = grafana.panel("compare", "$metric over X", job=["resnet"], metric="loss")
    assert axes(frames) == ["step", "step"]
    shown = compared(frames)
    first, second = recorded.ids["resnet-0"], recorded.ids["resnet-1"]
    assert shown[f"resnet {first} rank 0"] == [(step, 2 / (step + 1)) for step in reversed(range(10))]
    assert shown[f"resnet {second} rank 1"] == [(step, 4 / (step + 1)) for step in reversed(range(10))]


def test_a_metric_within_an_object_can_be_compared(grafana, recorded):
    frames = grafana.panel("compare", "$metric over X", job=["resnet"], metric="val.acc", rank=["0"])
    assert list(compared(frames).values()) == [[(step, step / 10) for step in reversed(range(10))]]


def test_a_metric_of_each_run_in_numbers(grafana, recorded):
    (table,) = grafana.panel("compare", "$metric of each run", job=["resnet"], metric="loss")
    rows = dict(zip(table["Run"], table.rows("Last", "Least", "Most", "Records")))
    assert rows[recorded.ids["resnet-0"]] == (pytest.approx(0.2), pytest.approx(0.2), 2, 10)
    assert rows[recorded.ids["resnet-1"]] == (pytest.approx(0.4), pytest.approx(0.4), 4, 10)


def test_one_metric_over_time(grafana, recorded):
    (frame,) = grafana.panel("compare", "$metric over time", job=["resnet"], metric="loss", rank=["0"])
    (times,) = [field["values"] for field in frame.fields if field["type"] == "time"]
    assert times == sorted(times)
    (loss,) = [field["values"] for field in frame.numbers()]
    assert sorted(loss) == sorted(2 / (step + 1) for step in range(10))


# All of them.


@pytest.mark.parametrize("dashboard, panel", PANELS, ids=lambda name: name.replace(" ", "-"))
@pytest.mark.parametrize("layout", ["classic", "dataplane"])
def test_every_panel_shows_something_of_a_run(grafana, dashboard, panel, layout):
    """Its queries are LogQL by Grafana's grammar, Loki takes them, and its transformations leave rows."""
    grafana.layout = layout
    job = "resnet" if dashboard == JOB else ["resnet"]
    frames = grafana.panel(dashboard, panel, job=job)
    grafana.layout = "classic"
    assert sum(len(frame.fields[0]["values"]) for frame in frames if frame.fields) > 0
