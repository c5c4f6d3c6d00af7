"""A bar is recorded in its final state only; where `progress` asks for it, also as it stood meanwhile, with its numbers."""

import subprocess
import sys

TQDM = """
import time
from tqdm import tqdm
for step in tqdm(range(40), desc="train", mininterval=0):
    time.sleep(0.1)
"""


def test_by_default_a_bar_is_its_last_state(logwrap):
    assert logwrap.run(["/usr/bin/python3", "-c", TQDM.replace("0.1", "0.001")]).status == 0
    run = logwrap.journal()
    assert [record["line"][:12] for record in run.records() if record["kind"] == "log"] == ["train: 100%|"]
    assert run.events("progress") == []


def test_a_bar_that_moves_is_told_of_with_its_numbers(logwrap):
    assert logwrap.run(["/usr/bin/python3", "-c", TQDM], options=["--progress", "1s"]).status == 0
    run = logwrap.journal()
    told = run.events("progress")
    times = [int(event["ts"]) for event in told]
    assert times and all(later - earlier >= 1_000_000_000 for earlier, later in zip(times, times[1:]))
    assert {event["stream"] for event in told} == {"stderr"}
    for event in told:
        data = event["data"]
        assert 0 < data["n"] < 40 and data["total"] == 40
        assert abs(data["percent"] - 2.5 * data["n"]) < 1 and data["rate"] > 0
        assert event["line"].startswith("train: ")
    steps = [event["data"]["n"] for event in told]
    assert steps == sorted(set(steps))
    # They are in no count, and the last state is recorded as always.
    counts = run.info()["counts"]
    assert counts["committed"] == counts["recorded"] == 1
    assert logwrap.logs("--kind", "log")[-1].startswith("train: 100%|")
    assert logwrap.logs()[0].startswith("-- train: ")


def test_a_prompt_is_told_of_though_its_line_has_no_end(logwrap):
    program = "print('Overwrite model? ', end='', flush=True); print(input())"
    job = logwrap.start([sys.executable, "-c", program], options=["--progress", "1s"], stdin=subprocess.PIPE)
    run = logwrap.journal_when(lambda run: run.events("progress"), "the prompt is told of")
    job.communicate(b"yes\n")
    (told,) = run.events("progress")
    assert run.lines() == ["Overwrite model? yes"]
    assert told["line"] == "Overwrite model? " and told["data"] == {}


def test_what_is_silenced_is_told_of_in_no_progress(logwrap):
    program = (
        "import time\n"
        "print('/LOGCOMMAND {\"mode\": \"disabled\"}', flush=True)\n"
        "for i in range(30): print(f'\\rhidden {i}%', end='', flush=True); time.sleep(0.1)\n"
    )
    assert logwrap.run([sys.executable, "-c", program], options=["--progress", "1s"]).status == 0
    run = logwrap.journal()
    assert run.events("progress") == []
    assert "hidden" not in str(run.records()[1:])  # the first has the command line
