"""`logwrap logs` of several runs at once, and how it looks: merged, narrowed, coloured, paged, interrupted."""

import json
import re
import signal

from harness.waiting import eventually


def ranks(logwrap, *scripts, **more):
    """A job of so many ranks, one after another. Their runs, by rank."""
    for rank, script in enumerate(scripts):
        env = {**logwrap.env, "SLURM_JOB_ID": "4711", "RANK": str(rank), "SLURMD_NODENAME": f"n{rank // 2}", **more}
        assert logwrap.run(["sh", "-c", script], env=env).status == 0
    return logwrap.runs()


def logs(logwrap, *arguments, **settings):
    shown = logwrap.run_command([logwrap.binary, "logs", *arguments], **settings)
    return shown.status, shown.stdout.decode(), shown.stderr.decode()


def aligned(logwrap, runs):
    """As if the runs had begun at one moment, and printed a line each millisecond, whatever the machine was busy with."""
    for run in runs:
        (segment,) = run.segments()
        records = run.records()
        for record in records:
            record["ts"] = str(1_800_000_000_000_000_000 + record["seq"] * 1_000_000)
        segment.write_text("".join(json.dumps(record) + "\n" for record in records))


def test_merged_ranks_are_one_timeline_and_what_several_print_is_there_once(logwrap):
    runs = ranks(logwrap, "echo same; echo zero; echo twice; echo other; echo twice", "echo same; echo one; echo twice; echo other")
    aligned(logwrap, runs)
    status, shown, _ = logs(logwrap, "--merge")
    assert status == 0
    assert shown.splitlines() == ["[0,1] n0  same", "[0]   n0  zero", "[1]   n0  one", "[0,1] n0  twice", "[0,1] n0  other",
                                  "[0]   n0  twice"]


def test_with_all_every_ranks_line_is_there(logwrap):
    aligned(logwrap, ranks(logwrap, "echo same", "echo same", "echo same"))
    assert logs(logwrap, "--merge", "--all")[1].splitlines() == ["[0]   n0       same", "[1]   n0       same", "[2]   n1       same"]
    assert logs(logwrap, "--merge")[1].splitlines() == ["[0-2] 2 nodes  same"]


def test_what_is_printed_later_than_a_second_is_another_line(logwrap):
    first, second = ranks(logwrap, "echo same", "echo same")
    aligned(logwrap, [first, second])
    late = second.segments()[0]
    late.write_text(late.read_text().replace('"18000000000', '"18000000020'))
    assert logs(logwrap, "--merge")[1].splitlines() == ["[0]   n0  same", "[1]   n0  same"]


def test_runs_one_after_another_have_headings(logwrap):
    first, second = ranks(logwrap, "echo a", "echo b")
    assert logs(logwrap, first.id, second.id)[1].splitlines() == [
        f"==> {first.id} rank 0, node n0 <==", "a", "", f"==> {second.id} rank 1, node n0 <==", "b"]


def test_ranks_nodes_jobs_and_restarts_can_be_chosen(logwrap):
    runs = ranks(logwrap, *[f"echo r{rank}" for rank in range(5)])
    ranks(logwrap, "echo again", SLURM_RESTART_COUNT="1")
    logwrap.run(["echo", "alone"])

    def lines(*arguments):
        status, shown, complaint = logs(logwrap, *arguments)
        assert status == 0, complaint
        return [line for line in shown.splitlines() if line and not line.startswith("==>")]

    assert lines("--job", "4711", "--rank", "0,3-4", "--restart", "0") == ["r0", "r3", "r4"]
    assert lines("--job", "4711", "--node", "n1") == ["r2", "r3"]
    assert lines("--job", "4711", "--restart", "1") == ["again"]
    assert lines("4711", "--node", "n2") == ["r4"]
    assert lines("--label", "rank=2") == ["r2"]
    assert lines() == ["alone"]
    assert lines("--rank", "1") == ["r1"]  # of the newest run that has it
    assert lines(runs[1].id, "--merge", "--rank", "1-2") == ["[1]   n0       r1", "[2]   n1       r2"]


def test_runs_can_be_chosen_too(logwrap):
    runs = ranks(logwrap, "echo a", "echo b", "echo c")
    logwrap.run(["echo", "alone"])

    def listed(*arguments):
        shown = logwrap.run_command([logwrap.binary, "runs", "--json", *arguments])
        assert shown.status == 0, shown
        return [json.loads(line)["id"] for line in shown.stdout.splitlines()]

    assert listed("--job", "4711") == [run.id for run in reversed(runs)]
    assert listed("--rank", "0,2") == [runs[2].id, runs[0].id]
    assert listed("--node", "n1", "--label", "rank=2") == [runs[2].id]
    assert listed("--job", "1") == []
    assert listed("--limit", "1") == [logwrap.runs()[-1].id]
    assert len(listed("--since", "1h")) == 4 and listed("--since", "2100-01-01") == []
    table = logwrap.run_command([logwrap.binary, "runs", "--limit", "2"])
    assert b"JOB" in table.stdout and b"2 older runs are not shown" in table.stderr
    assert logwrap.run_command([logwrap.binary, "runs", "--check"]).status == 2


def test_what_is_no_choice_is_refused(logwrap):
    ranks(logwrap, "echo a")
    for wrong in (["--rank", "x"], ["--rank", "5-3"], ["--job", "4711;rm"], ["--label", "x"], ["--label", "a b=c"], ["--all"],
                  ["-C", "3"], ["--color", "pink"], ["--between", "1h", "2h"], ["--between", "2h"], ["--restart", ""]):
        status, shown, complaint = logs(logwrap, *wrong)
        assert (status, shown) == (2, ""), (wrong, complaint)
    status, shown, complaint = logs(logwrap, "--job", "12")
    assert status == 1 and shown == "" and "job 12" in complaint


def test_hostile_nodes_and_lines_play_no_tricks(logwrap):
    ranks(logwrap, "printf 'a\\033]0;title\\007b\\n\\342\\200\\256evil\\n'", "echo b", SLURMD_NODENAME="\x1b[31mn0\n")
    for arguments in (["--merge"], ["--job", "4711"], ["--merge", "--color", "never", "-t"]):
        shown = logs(logwrap, *arguments)[1]
        assert "\x1b" not in shown and "\u202e" not in shown and "\x07" not in shown


def test_json_of_several_runs_says_whose_each_record_is(logwrap):
    first, second = ranks(logwrap, "echo a", "echo b")
    shown = [json.loads(line) for line in logs(logwrap, "--job", "4711", "--json", "--kind", "log")[1].splitlines()]
    assert [(one["run"], one["line"]) for one in shown] == [(first.id, "a"), (second.id, "b")]
    assert '"run"' not in logs(logwrap, first.id, "--json", "--kind", "log")[1]


def test_context_shows_what_stands_around(logwrap):
    logwrap.run(["seq", "100"])
    assert logs(logwrap, "--grep", "^(20|22|50)$", "-C", "2")[1].split() == [
        "18", "19", "20", "21", "22", "23", "24", "--", "48", "49", "50", "51", "52"]
    assert logs(logwrap, "--grep", "^1$", "-C", "1")[1].split() == ["1", "2"]
    assert logs(logwrap, "--grep", "^10[0]$", "-C", "1")[1].split() == ["99", "100"]
    status, _, said = logs(logwrap, "-C", "1")
    assert status == 2 and "--context goes with --grep or --level" in said


def test_context_stands_around_what_is_so_serious(logwrap):
    logwrap.run(["sh", "-c", "seq 9; echo 'ERROR: ten'; seq 11 20; echo 'ERROR: other'; seq 22 30"])
    assert logs(logwrap, "--level", "error", "-C", "1")[1].splitlines() == ["9", "ERROR: ten", "11", "--", "20", "ERROR: other", "22"]
    assert logs(logwrap, "--level", "error", "--grep", "ten", "-C", "1")[1].splitlines() == ["9", "ERROR: ten", "11"]
    assert logs(logwrap, "--level", "error")[1].splitlines() == ["ERROR: ten", "ERROR: other"]


def test_between_two_times(logwrap):
    logwrap.run(["echo", "now"])
    assert logs(logwrap, "--between", "1h", "2000-01-01")[0] == 2
    assert logs(logwrap, "--between", "1h", "2100-01-01")[1] == "now\n"
    assert logs(logwrap, "--between", "2h", "1h")[1] == ""


def test_colours_come_only_when_they_are_wanted(logwrap):
    run, _ = ranks(logwrap, "echo bad", "echo fine")
    (segment,) = run.segments()
    segment.write_text(segment.read_text().replace('"line":"bad"', '"line":"bad","level":"error"'))
    assert "\x1b" not in logs(logwrap, "--merge")[1]
    always = logs(logwrap, "--merge", "--color", "always")[1]
    assert "\x1b[31mbad\x1b[0m" in always
    for environment, colours in (({}, True), ({"NO_COLOR": "1"}, False)):
        session = logwrap.command_at_terminal([logwrap.binary, "logs", "--no-pager", "--merge"], env={**logwrap.env, **environment})
        session.expect(rb"fine")
        assert session.wait() == 0
        assert (b"\x1b[31m" in session.output()) == colours


def test_utc_is_the_same_moment(logwrap):
    logwrap.run(["echo", "x"])
    run = logwrap.journal()
    shown = logs(logwrap, "--utc", env={**logwrap.env, "TZ": "EST5"})[1]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z x\n", shown)
    ran = logwrap.run_command([logwrap.binary, "runs", "--utc"], env={**logwrap.env, "TZ": "EST5"}).stdout.decode()
    assert f"{run.id[:4]}-{run.id[4:6]}-{run.id[6:8]}T{run.id[9:11]}:" in ran


def test_what_is_long_goes_through_the_pager_at_a_terminal(logwrap):
    logwrap.run(["seq", "1000"])
    pager = {**logwrap.env, "PAGER": "sed 's/^/paged /'"}
    long = logwrap.command_at_terminal([logwrap.binary, "logs"], env=pager)
    long.expect(rb"paged 1000\r?\n")
    assert long.wait() == 0
    for arguments in (["--no-pager"], ["--grep", "^99"]):
        session = logwrap.command_at_terminal([logwrap.binary, "logs", *arguments], env=pager)
        session.expect(rb"\n999\r?\n")
        assert session.wait() == 0
        assert b"paged" not in session.output()
    assert b"paged" not in logwrap.run_command([logwrap.binary, "logs"], env=pager).stdout


def test_without_any_pager_all_is_printed(logwrap):
    logwrap.run(["seq", "1000"])
    empty = logwrap.place / "empty"
    empty.mkdir()
    for environment in ({"PATH": str(empty)}, {"PAGER": "cat"}):
        session = logwrap.command_at_terminal([logwrap.binary, "logs"], env={**logwrap.env, **environment})
        session.expect(rb"\n1000\r?\n")
        assert session.wait() == 0


def test_a_pager_that_is_left_early_ends_it_quietly(logwrap):
    logwrap.run(["seq", "200000"])
    session = logwrap.command_at_terminal([logwrap.binary, "logs"], env={**logwrap.env, "PAGER": "head -n 3"})
    session.expect(rb"3\r?\n")
    assert session.wait() == 0
    assert b"4" not in session.output() and b"logwrap" not in session.output()


def test_an_interrupt_leaves_whole_lines(logwrap):
    logwrap.run(["seq", "100000", "200000"])
    reading = logwrap.start_command([logwrap.binary, "logs"])
    assert reading.stdout.read(5) == b"10000"  # the pipe is full of what follows it
    reading.send_signal(signal.SIGINT)
    rest = reading.stdout.read()
    assert reading.wait(60) == -signal.SIGINT
    lines = (b"10000" + rest).decode().splitlines()
    assert rest.endswith(b"\n") and len(lines) < 100001
    assert lines == [str(number) for number in range(100000, 100000 + len(lines))]
    assert reading.stderr.read() == b""


def test_a_reader_that_goes_away_ends_it_quietly(logwrap):
    logwrap.run(["seq", "200000"])
    shown = logwrap.shell("logwrap logs | head -n 1; echo ${PIPESTATUS[0]}")
    assert shown.stdout.split()[0] == b"1" and shown.stderr == b""


def test_merged_ranks_can_be_followed_to_their_ends(logwrap):
    env = {**logwrap.env, "SLURM_JOB_ID": "1"}
    jobs = [logwrap.start(["sh", "-c", f"echo begin {rank}; read go; echo end {rank}"], stdin=-1, env={**env, "RANK": str(rank)})
            for rank in range(2)]
    eventually(lambda: len(logwrap.runs()) == 2, "both runs")
    following = logwrap.start_command([logwrap.binary, "logs", "--merge", "--follow"])
    seen = {following.stdout.readline().split()[-2:][1] for _ in range(2)}
    assert seen == {b"0", b"1"}
    for job in jobs:
        job.communicate(b"go\n", timeout=60)
    assert {b" ".join(line.split()[-2:]) for line in following.stdout.read().splitlines()} == {b"end 0", b"end 1"}
    assert following.wait(60) == 0
