"""`logwrap metrics`: what jobs printed as JSON, as a table, plotted, as CSV and as JSON Lines.

The plots are compared with the pictures in golden/. LOGWRAP_DRAW_GOLDEN=1 draws these anew, to be looked at."""

import csv
import io
import json
import os
import pathlib
import subprocess

import pytest

from harness.waiting import eventually

GOLDEN = pathlib.Path(__file__).with_name("golden")
TRAINING = """
import json, math
for epoch in range(1, 41):
    loss = float("nan") if 12 <= epoch <= 15 else round(6 * math.exp(-epoch / 9) + 0.3 * math.sin(epoch) ** 2, 4)
    print(json.dumps({"loss": loss, "epoch": epoch, "eval": {"loss": round(6.5 * math.exp(-epoch / 14), 4)}}), flush=True)
"""


def job(logwrap, *lines):
    logwrap.run(["printf", "%s\\n", *lines])


def train(logwrap):
    logwrap.run(["python3", "-c", TRAINING])


def metrics(logwrap, *arguments, **settings):
    return logwrap.run_command([logwrap.binary, "metrics", *arguments], **settings)


def shown(logwrap, *arguments, **settings):
    ended = metrics(logwrap, *arguments, **settings)
    assert ended.status == 0, ended
    return ended.stdout.decode("utf-8")


def golden(name, text):
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("LOGWRAP_DRAW_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"\n{text}"


def no_number(token):
    raise AssertionError(f"{token} is not strict JSON")


def test_a_table_shows_the_newest_entry_first_and_x_in_front(logwrap):
    job(logwrap, "a line", '{"loss": 2.5, "epoch": 1}', '{"loss": 0.50, "epoch": 2, "note": "half \\"way\\""}', "{'loss': 9}")
    lines = [line[21:] for line in shown(logwrap).splitlines()]
    assert lines == ["epoch  loss  note", '    2  0.50  half "way"', "    1   2.5"]


def test_a_table_fits_the_terminal_and_says_what_it_left_out(logwrap):
    job(logwrap, json.dumps({"epoch": 1, **{f"a_rather_long_key_{i}": i for i in range(9)}}))
    session = logwrap.command_at_terminal([logwrap.binary, "metrics"], columns=80)
    session.expect(rb"TIME +epoch +a_rather_long_key_0")
    session.expect(rb"logwrap: (\d) columns do not fit: .*a_rather_long_key_8; --all shows every one")
    assert all(len(line) <= 80 for line in session.output().decode().split("\r\n")[:2])
    assert "a_rather_long_key_8" in shown(logwrap, "--all", "--width", "80").splitlines()[0]


def test_csv_is_what_other_programs_read(logwrap):
    job(logwrap, '{"epoch": 1, "loss": NaN, "note": "a, \\"b\\""}', '{"epoch": 2, "eval": {"loss": 0.10}, "note": ""}')
    rows = list(csv.DictReader(io.StringIO(shown(logwrap, "--format", "csv"))))
    run = logwrap.journal().id
    assert [row["_run"] for row in rows] == [run, run]
    assert all(row["_time"][:2] == "20" and row["_time"].endswith("Z") for row in rows)
    assert [list(row.values())[2:] for row in rows] == [["1", "NaN", 'a, "b"', ""], ["2", "", "", "0.10"]]
    assert list(rows[0])[2:] == ["epoch", "loss", "note", "eval.loss"]


def test_json_lines_are_strict_and_keep_64_bits(logwrap):
    job(logwrap, '{"epoch": 1, "loss": NaN, "id": 9223372036854775807}', '{"epoch": 2, "eval": {"by": [1, Infinity]}}')
    text = shown(logwrap, "--format", "jsonl")
    entries = [json.loads(line, parse_constant=no_number) for line in text.splitlines()]
    assert [entry["fields"] for entry in entries] == [
        {"epoch": 1, "loss": None, "id": 9223372036854775807}, {"epoch": 2, "eval.by": [1, None]}]
    assert [entry["not_finite"] for entry in entries] == [{"loss": "NaN"}, {"eval.by": "[1, Infinity]"}]
    assert {entry["run"] for entry in entries} == {logwrap.journal().id}


def test_only_some_keys_some_entries_and_another_x(logwrap):
    job(logwrap, '{"step": 1, "a": 5, "z": 1}', '{"epoch": 1, "z": 2}', '{"step": 2, "a": 4, "z": 3}', '{"step": 3, "a": 3}')
    run = logwrap.journal().id

    def rows(*arguments):
        return [line.split(",", 2)[2] for line in shown(logwrap, "--format", "csv", *arguments, run).splitlines()]

    assert rows("--y", "a") == ["step,a", "1,5", "2,4", "3,3"]
    assert rows("--y", "z") == ["epoch,z", ",1", "1,2", ",3"]
    assert rows("--x", "a", "--y", "z") == ["a,z", "5,1", ",2", "4,3"]
    assert rows("--y", "a", "--limit", "2") == ["step,a", "2,4", "3,3"]
    assert rows("--since", "1h") == ["step,a,z,epoch", "1,5,1,", ",,2,1", "2,4,3,", "3,3,,"]


def test_metadata_of_one_stream(logwrap):
    logwrap.run(["sh", "-c", "echo '{\"a\": 1}'; echo '{\"a\": 2}' >&2"], options=["--metadata-streams", "both"])
    for stream, value in (("stdout", 1), ("stderr", 2)):
        entry = json.loads(shown(logwrap, "--format", "jsonl", "--stream", stream))
        assert (entry["stream"], entry["fields"]) == (stream, {"a": value})


@pytest.mark.parametrize("width", [60, 200])
@pytest.mark.parametrize("glyphs", ["utf8", "ascii"])
def test_plots_look_as_they_should(logwrap, width, glyphs):
    train(logwrap)
    options = ["--format", "plot", "--width", str(width), *(["--ascii"] if glyphs == "ascii" else [])]
    golden(f"each_key_{width}_{glyphs}", shown(logwrap, *options))
    golden(f"two_keys_{width}_{glyphs}", shown(logwrap, *options, "--y", "loss", "--y", "eval.loss"))
    golden(f"logarithmic_{width}_{glyphs}", shown(logwrap, *options, "--y", "eval.loss", "--log-y"))


def test_several_runs_are_plotted_over_one_x(logwrap):
    train(logwrap)
    job(logwrap, *(json.dumps({"epoch": epoch, "loss": 5 / epoch}) for epoch in range(1, 61)))
    ids = [run.id for run in logwrap.runs()]
    text = shown(logwrap, "--format", "plot", "--y", "loss", "--width", "60", *ids)
    for number, run in enumerate(ids):
        text = text.replace(run, f"run {number}".ljust(len(run), "."))
    golden("two_runs_60_utf8", text)


def test_a_locale_without_utf8_gets_ascii(logwrap):
    train(logwrap)
    plain = shown(logwrap, "--format", "plot", "--ascii")
    assert plain.isascii()
    assert shown(logwrap, "--format", "plot", env=dict(logwrap.env, LC_ALL="C")) == plain
    assert shown(logwrap, "--format", "plot") != plain


@pytest.mark.parametrize("columns", [60, 200])
def test_a_plot_at_a_terminal_is_as_wide_and_coloured(logwrap, columns):
    train(logwrap)
    arguments = [logwrap.binary, "metrics", "--format", "plot", "--y", "loss", "--y", "eval.loss"]
    session = logwrap.command_at_terminal(arguments, columns=columns)
    session.expect(rb"\x1b\[36m.*\x1b\[33m.*epoch\r\n")
    width = max(len(line) for line in uncoloured(session.output()).decode().split("\r\n"))
    assert width == columns
    plain = logwrap.command_at_terminal(arguments, columns=columns, env=dict(logwrap.env, NO_COLOR="1"))
    plain.expect(rb"epoch\r\n")
    assert b"\x1b" not in plain.output()


def uncoloured(text):
    for colour in (b"\x1b[36m", b"\x1b[33m", b"\x1b[0m"):
        text = text.replace(colour, b"")
    return text


def test_without_x_a_plot_is_over_time(logwrap):
    job(logwrap, '{"loss": 2.5}', '{"loss": 2}', '{"loss": 2.25}')
    assert "time since the run's start (s)" in shown(logwrap, "--format", "plot")
    assert "time since the run's start (s)" in shown(logwrap, "--format", "plot", "--y", "loss")


def test_over_time_whatever_x_there_is(logwrap):
    train(logwrap)
    text = shown(logwrap, "--format", "plot", "--y", "loss", "--over-time")
    assert "time since the run's start (s)" in text and "epoch" not in text


def test_a_run_that_goes_on_has_metrics(logwrap):
    started = logwrap.start(["sh", "-c", "echo '{\"epoch\": 1}'; read go"], stdin=subprocess.PIPE)
    eventually(logwrap.runs, "the run")
    eventually(lambda: b"_run,_time,epoch\n" in metrics(logwrap, "--format", "csv").stdout, "its entry")
    started.communicate(b"go\n", timeout=60)


def test_a_key_that_is_not_there_is_said_and_the_nearest_named(logwrap):
    train(logwrap)
    for option in ("--x", "--y"):
        ended = metrics(logwrap, option, "evel.loss")
        assert ended.status == 1 and ended.stdout == b""
        assert b'no metadata has the key "evel.loss"; did you mean eval.loss?' in ended.stderr


def test_where_no_key_is_near_those_there_are_are_named(logwrap):
    train(logwrap)
    assert b'no metadata has the key "accuracy"; there are: ' in metrics(logwrap, "--y", "accuracy").stderr
    said = metrics(logwrap, "--x", "accuracy").stderr
    assert said == b'logwrap: no metadata has the key "accuracy"; there are: loss, epoch, eval.loss\n'


@pytest.mark.parametrize("options", [[], ["--y", "loss"], ["--x", "loss"], ["--format", "csv", "--y", "loss"]])
def test_a_run_without_metadata_says_what_to_print(logwrap, options):
    job(logwrap, "epoch 1, loss 2.5")
    ended = metrics(logwrap, *options)
    assert ended.status == 1 and ended.stdout == b""
    assert b'{"epoch": 1, "loss": 0.5}' in ended.stderr


def test_where_nothing_is_left_the_options_that_narrowed_are_named_and_no_others(logwrap):
    train(logwrap)
    day = ["2020-01-01", "2020-01-02"]
    for options, named in (
        (["--stream", "stderr"], b"no metadata with this --stream: "),
        (["--since", "2200-01-01"], b"no metadata with this --since: "),
        (["--between", *day], b"no metadata with this --between: "),
        (["--stream", "stderr", "--between", *day], b"no metadata with this --stream and --between: "),
    ):
        assert named in metrics(logwrap, *options).stderr


def test_a_plot_of_which_nothing_can_be_drawn_says_why(logwrap):
    job(logwrap, '{"epoch": 1, "loss": NaN, "lr": 0}', '{"epoch": 2, "loss": NaN, "lr": 0}')
    for options, why in (
        (["--y", "loss"], b"nothing can be plotted: all numbers are NaN, infinite or null\n"),
        (["--y", "lr", "--log-y"], b"nothing can be plotted: no number is above 0, as a logarithmic scale needs it\n"),
    ):
        ended = metrics(logwrap, "--format", "plot", *options)
        assert ended.status == 1 and ended.stdout == b"" and ended.stderr.endswith(why), ended
    assert shown(logwrap, "--format", "plot").endswith("loss: 2 values are NaN, infinite or null (gaps)\n")


@pytest.mark.parametrize("width", ["100000000", "18446744073709551615"])
def test_a_plot_that_is_to_be_wider_than_any_screen_takes_no_more_memory_for_it(logwrap, width):
    train(logwrap)
    assert max(map(len, shown(logwrap, "--format", "plot", "--y", "loss", "--width", width).splitlines())) == 10_000


@pytest.mark.parametrize("arguments, message", [
    (["--format", "pdf"], b"write table, csv, jsonl or plot"),
    (["--limit", "0"], b"write a number from 1 on"),
    (["--stream", "nowhere"], b"stdout"),
    (["--log-y"], b"--log-y goes with --format plot only"),
    (["--format", "plot", "--all"], b"--all goes with --format table only"),
    (["--frmat", "csv"], b"did you mean --format?"),
])
def test_options_that_make_no_sense_are_refused(logwrap, arguments, message):
    train(logwrap)
    ended = metrics(logwrap, *arguments)
    assert ended.status == 2 and ended.stdout == b""
    assert message in ended.stderr


def test_metrics_never_writes_control_characters(logwrap):
    job(logwrap, '{"epoch": 1, "\\u001b[2Jkey\\u202e": 1, "b": "\\u009b31m\\n"}', '{"epoch": 2, "\\u001b[2Jkey\\u202e": NaN}')
    for look in (["table"], ["table", "--all"], ["csv"], ["jsonl"], ["plot"]):
        ended = metrics(logwrap, "--format", *look)
        assert ended.status == 0
        for text in (ended.stdout, ended.stderr):
            assert not any(character in text for character in (b"\x1b", b"\xc2\x9b", b"\xe2\x80\xae", b"\r"))
    assert b"\x1b[2Jkey" in metrics(logwrap, "--format", "csv", "--raw").stdout


def test_a_cut_off_journal_gives_the_entries_before_the_cut_and_says_so(logwrap):
    job(logwrap, '{"epoch": 1}', '{"epoch": 2}')
    segment = logwrap.journal().segments()[0]
    whole = segment.read_bytes()
    segment.write_bytes(whole[: whole.index(b'"line":"{\\"epoch\\": 2') + 12])  # within the entry: other records quote it
    ended = metrics(logwrap, "--format", "jsonl")
    assert [json.loads(line)["fields"] for line in ended.stdout.splitlines()] == [{"epoch": 1}]
    assert ended.stderr.count(b"cut off") == 1


def test_many_entries_take_no_more_room_than_a_few(logwrap):
    lines = 'import json\nfor i in range(100000): print(json.dumps({"step": i, "loss": 1 / (i + 1), "lr": 0.1}))'
    logwrap.run(["python3", "-c", lines], cap=120)
    assert sum(segment.stat().st_size for segment in logwrap.journal().segments()) > 14_000_000
    for look, lines in (("csv", 100001), ("jsonl", 100000), ("table", 1001), ("plot", None)):
        room = ["prlimit", "--data=8388608"]  # bytes
        ended = logwrap.run_command([*room, logwrap.binary, "metrics", "--format", look], cap=120)
        assert ended.status == 0, ended.stderr
        assert lines is None or ended.stdout.count(b"\n") == lines


def test_a_reader_that_goes_away_is_no_failure(logwrap):
    train(logwrap)
    for look in ("csv", "jsonl", "table", "plot"):
        ended = logwrap.shell(f"logwrap metrics --format {look} | head -n 1; echo ${{PIPESTATUS[0]}} >&2")
        assert ended.stderr.splitlines()[-1] in (b"0", b"141")


def test_runs_tells_how_far_a_job_came_while_it_goes_on_and_afterwards(logwrap):
    started = logwrap.start(["sh", "-c", "echo '{\"epoch\": 7, \"loss\": 1}'; echo '{\"lr\": 0.1}'; read go"], stdin=subprocess.PIPE)
    eventually(logwrap.runs, "the run")

    def listed():
        return json.loads(logwrap.run_command([logwrap.binary, "runs", "--json"]).stdout)

    eventually(lambda: listed().get("x_key") == "epoch", "its epoch")
    assert (listed()["status"], listed()["x"]) == ("running", 7)
    started.communicate(b"go\n", timeout=60)
    assert (listed()["status"], listed()["x"]) == ("exit 0", 7)
    table = logwrap.run_command([logwrap.binary, "runs"]).stdout.decode()
    assert "PROGRESS" in table and "epoch 7" in table and "UNSENT" not in table


def test_runs_tells_what_could_not_be_sent(logwrap):
    logwrap.run(["echo", "a line"], options=["--loki-url", "http://127.0.0.1:1", "--drain", "100ms"])
    run = json.loads(logwrap.run_command([logwrap.binary, "runs", "--json"]).stdout)
    assert run["unsent"] == len(logwrap.journal().records())
    assert "UNSENT" in logwrap.run_command([logwrap.binary, "runs"]).stdout.decode()
