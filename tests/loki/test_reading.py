"""What was recorded and sent, read back from a real Loki: the same as from the journals, byte for byte."""

import json
import os
import subprocess
import sys
import time

import pytest
from harness import processes
from harness.front import Front
from harness.waiting import eventually
from proof import JOBS

RANKS = 8
LINES = int(os.environ.get("READING_LINES", 50_000))  # of all ranks together
PATIENCE = 600  # seconds
SECOND = 10**9
DAY = 86_400 * SECOND


@pytest.fixture
def shipping(logwrap, tenant):
    """A logwrap that sends to, and reads from, the test's own tenant."""
    return configured(logwrap, tenant)


def configured(logwrap, tenant):
    logwrap.env.update(LOGWRAP_LOKI_URL=tenant.loki.url, LOGWRAP_LOKI_TENANT=tenant.name, LOGWRAP_DRAIN="10m")
    return logwrap


def many(lines):
    return [sys.executable, JOBS / "many.py", lines]


def of_rank(logwrap, rank, job="4711", **more):
    return {**logwrap.env, "SLURM_JOB_ID": job, "SLURM_JOB_NAME": "train", "SLURMD_NODENAME": f"n{rank // 4}", "RANK": str(rank),
            **more}


def record_job(logwrap, command, ranks=RANKS, **more):
    started = [logwrap.start(command, env=of_rank(logwrap, rank, **more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
               for rank in range(ranks)]
    for one in started:
        assert one.wait(PATIENCE) == 0
    return logwrap.runs()


def ask(logwrap, *command, **settings):
    return logwrap.run_command([logwrap.binary, *command], cap=PATIENCE, **settings)


def check_same(logwrap, *command):
    """The command's output from the state directory and from Loki; it is the same."""
    here, there = ask(logwrap, *command), ask(logwrap, *command, "--loki")
    assert (here.status, there.status) == (0, 0), (here.stderr, there.stderr)
    assert there.stderr == here.stderr
    if here.stdout != there.stdout:
        pairs = zip(here.stdout.splitlines(), there.stdout.splitlines())
        raise AssertionError(f"{command}: {here.stdout.count(10)} lines here, {there.stdout.count(10)} there; first difference: "
                             f"{next((pair for pair in pairs if pair[0] != pair[1]), None)}")
    return there.stdout


def test_what_ranks_recorded_reads_the_same_from_loki(shipping):
    runs = record_job(shipping, many(LINES // RANKS))
    for run in runs[:2]:
        assert check_same(shipping, "logs", run.id, "--json", "--events").count(b"\n") == len(run.records())
        check_same(shipping, "logs", run.id)
    for options in (["--timestamps", "--events"], ["--raw"], ["--stream", "stderr"], ["--kind", "metadata"], ["--kind", "event"],
                    ["--grep", "line 1.*column", "--utc"], ["--grep", '"quotes"'], ["--grep", "warning 96", "-C", "3"]):
        assert check_same(shipping, "logs", runs[-1].id, *options)
    merged = check_same(shipping, "logs", "--job", "4711", "--merge", "--all")
    assert merged.count(b"\n") == sum(len(run.lines()) for run in runs)
    check_same(shipping, "logs", "--job", "4711", "--merge", "--rank", "0,3-5")
    check_same(shipping, "logs", "--job", "4711", "--node", "n1")
    for form in ("csv", "jsonl", "table", "plot"):
        check_same(shipping, "metrics", "--job", "4711", "--format", form)


def test_runs_are_listed_as_they_are_here(shipping):
    record_job(shipping, ["sh", "-c", 'echo "{\\"epoch\\": 3}"; exit 0'], ranks=2)
    shipping.run(["sh", "-c", "kill -9 $$"])
    shipping.run(["sh", "-c", "echo x; exit 3"])
    check_same(shipping, "runs")
    check_same(shipping, "runs", "--job", "4711")
    here, there = [[{name: value for name, value in json.loads(line).items() if name != "cwd"} for line in
                    ask(shipping, "runs", "--json", *where).stdout.splitlines()] for where in ([], ["--loki"])]
    assert here == there and len(here) == 4
    check_same(shipping, "runs", "--limit", "1", "--utc")
    for options in ([], ["--grep", "x"], ["--kind", "event"], ["--stream", "stderr"], ["--since", "1h"]):
        check_same(shipping, "logs", *options)


def test_others_runs_are_listed_only_when_they_are_asked_for(shipping, tenant):
    shipping.run(["echo", "mine"])
    now = time.time_ns()
    other = "20261122-030405-aaaaaaaa"
    push(tenant, other, [(now, 1, "logwrap", "event", "started: theirs", {"event": "start"})], user="grace")
    mine = shipping.journal().id.encode()
    shown = ask(shipping, "runs", "--loki").stdout
    assert mine in shown and other.encode() not in shown
    shown = ask(shipping, "runs", "--loki", "--all-users").stdout
    assert mine in shown and other.encode() in shown
    shown = ask(shipping, "runs", "--loki", "--user", "grace").stdout
    assert mine not in shown and other.encode() in shown and b"theirs" in shown


def push(tenant, run, records, user="ada", **labels):
    """Records as logwrap sends them: (ts, seq, stream, kind, line, more structured metadata)."""
    streams = [{"stream": {"service_name": "train", "user": user, "stream": stream, "kind": kind, **labels},
                "values": [[str(ts), line, {"run_id": run, "seq": str(seq), **more}]]}
               for ts, seq, stream, kind, line, more in records]
    for begin in range(0, len(streams), 500):
        answer = tenant.push_streams(streams[begin:begin + 500])
        assert answer.status == 204, answer


def start_and_end(now, records):
    return [(now - SECOND, 1, "logwrap", "event", "started: job", {"event": "start"}), *records,
            (now + 60 * SECOND, len(records) + 2, "logwrap", "event", f"ended: exit 0, {len(records)} lines recorded",
             {"event": "end"})]


def test_nothing_is_lost_or_doubled_where_many_share_a_time_and_pages_are_small(logwrap, loki):
    """The server gives 25 entries at most; 8 runs have lines of the same nanoseconds."""
    tenant = loki.tenant("small-pages")
    configured(logwrap, tenant)
    now = time.time_ns() - 3600 * SECOND
    expected = []
    for rank in range(RANKS):
        lines = [(now + i // 2 * 1000 + i % 2, i + 2, "stdout", "log", f"rank {rank} line {i}", {}) for i in range(300)]
        expected += [(ts, rank, f"[{rank}]   {line}") for ts, _, _, _, line, _ in lines]
        push(tenant, f"20261122-030405-aaaaaaa{rank}", start_and_end(now, lines), rank=str(rank))
    arguments = ("logs", "--loki", "--label", "service_name=train", "--merge", "--all")
    shown = ask(logwrap, *arguments)
    assert shown.status == 0 and shown.stderr == b"", shown.stderr
    assert shown.stdout.decode().splitlines() == [line for _, _, line in sorted(expected)]


def test_one_query_for_many_runs_loses_nothing_either(logwrap, loki):
    """More runs than are asked for one by one, in pages that end among entries of one time."""
    tenant = loki.tenant("small-pages")
    configured(logwrap, tenant)
    now = time.time_ns() - 7200 * SECOND
    expected = []
    for rank in range(40):
        lines = [(now + i * 1000, i + 2, "stdout", "log", f"rank {rank} line {i}", {}) for i in range(20)]
        expected += [(ts, rank, line) for ts, _, _, _, line, _ in lines]
        push(tenant, f"20261122-030406-aaaaaa{rank:02}", start_and_end(now - rank, lines), rank=str(rank), team="wide")
    shown = ask(logwrap, "logs", "--loki", "--label", "team=wide", "--merge", "--all")
    assert shown.status == 0 and shown.stderr == b"", shown.stderr
    assert [line.split("]")[-1].strip() for line in shown.stdout.decode().splitlines()] == [line for _, _, line in sorted(expected)]


def test_answers_over_four_megabytes_come_in_parts(shipping):
    shipping.run([sys.executable, "-c", "for i in range(40): print(chr(97 + i % 26) * 150_000, i)"], stdout=subprocess.DEVNULL)
    shown = check_same(shipping, "logs", "--raw")
    assert len(shown) > 6_000_000


def test_lines_in_pieces_and_numbers_that_are_none_are_found_by_a_pattern(shipping):
    shipping.run([sys.executable, "-c", "print('x' * 300_000 + 'needle'); print('{\"loss\": NaN}'); print('{\"loss\": -Infinity}')"],
                 stdout=subprocess.DEVNULL)
    assert len(check_same(shipping, "logs", "--grep", "xneedle$")) == 300_007
    shipping.run(["echo", '{"loss": NaN, "x": "NaN"}'])
    shipping.run(["sh", "-c", """echo '{"loss": NaN}'; echo '{"loss": 1}'; echo '{"loss": null}'"""])
    assert check_same(shipping, "logs", "--grep", "NaN") == b'{"loss": NaN}\n'
    assert check_same(shipping, "logs", "--grep", "null") == b'{"loss": null}\n'
    check_same(shipping, "logs", "--json")


def test_tracebacks_and_the_ends_of_failed_and_lost_runs_read_the_same(shipping):
    program = "print('begun')\ndef f():\n    raise ValueError('bad\\tvalue')\nf()"
    shipping.run([sys.executable, "-c", program])
    for options in ([], ["--json", "--events"], ["--grep", "ValueError"], ["--grep", "^Traceback"], ["--stream", "stderr", "-t"],
                    ["--raw"], ["--level", "error"], ["--level", "error", "-C", "5"]):
        assert check_same(shipping, "logs", *options)
    assert check_same(shipping, "logs", "--level", "error", "-C", "5").startswith(b"begun\nTraceback")
    job = shipping.start(["sh", "-c", "echo begun; read go"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    eventually(lambda: ask(shipping, "logs", "--loki").stdout == b"begun\n", "the line in Loki")
    for one in [job.pid, *[one.pid for one in processes.descendants(job.pid)]]:
        processes.end(one)
    job.wait(PATIENCE)
    run = shipping.runs()[-1]
    eventually(lambda: ask(shipping, "ship", run.id).status == 0, "the lost run sent")
    assert b"lost" in check_same(shipping, "runs")
    assert check_same(shipping, "logs", run.id) == b"begun\n"
    check_same(shipping, "logs", run.id, "--json", "--events")


def test_hostile_names_and_lines_stay_text(shipping):
    name = 'a"} | json `x` {{.y}} \\ \'; DROP'
    script = "printf '%s\\n' \"$1\"; printf '{\"k\\\\\"} or {\": 1, \"\\\\u001b[31m\": 2}\\n'; printf 'x\\033[31mred\\n'"
    env = of_rank(shipping, 0, SLURM_JOB_NAME=name, SLURMD_NODENAME='n"} or {x=~".*"\x1b[31m')
    assert shipping.run(["sh", "-c", script, "sh", name], env=env).status == 0
    other = shipping.run(["echo", "other"])
    assert other.status == 0
    run = shipping.runs()[0]
    for command in (["logs", run.id], ["logs", run.id, "--json"], ["logs", "--label", f"service_name={name}"],
                    ["logs", "--job", "4711", "--merge"], ["metrics", "--job", "4711"], ["metrics", "--job", "4711", "--format", "csv"],
                    ["logs", run.id, "--grep", r'a"\} \| json'], ["logs", run.id, "--grep", '"}'], ["runs"]):
        shown = check_same(shipping, *command)
        assert b"\x1b" not in shown
        assert command == ["runs"] or b"other" not in shown
    nothing = ask(shipping, "logs", "--loki", "--label", 'service_name="} or {service_name=~".+')
    assert nothing.status == 1 and nothing.stdout == b""


def test_a_run_is_followed_while_it_goes_on(shipping):
    job = shipping.start(["sh", "-c", "echo early; read go; echo late"], stdin=subprocess.PIPE)
    eventually(lambda: ask(shipping, "logs", "--loki").stdout == b"early\n", "the line in Loki")
    following = shipping.start_command([shipping.binary, "logs", "--loki", "--follow"])
    assert following.stdout.readline() == b"early\n"
    assert job.poll() is None
    job.communicate(b"go\n", timeout=PATIENCE)
    assert following.stdout.read() == b"late\n"
    assert following.wait(PATIENCE) == 0


def test_what_is_followed_and_comes_late_is_shown_once(shipping, tenant):
    """As after an outage that held up one of a run's streams."""
    now = time.time_ns()
    run = "20261122-030405-aaaaaaaa"
    push(tenant, run, [(now, 1, "logwrap", "event", "started: job", {"event": "start"}), (now + 1, 2, "stdout", "log", "one", {}),
                       (now + 4, 5, "stdout", "log", "four", {})])
    following = shipping.start_command([shipping.binary, "logs", "--loki", "--follow", "--label", "service_name=train"])
    assert [following.stdout.readline() for _ in range(2)] == [b"one\n", b"four\n"]
    push(tenant, run, [(now + 2, 3, "stderr", "log", "two", {}), (now + 3, 4, "stderr", "log", "three", {})])
    assert [following.stdout.readline() for _ in range(2)] == [b"two\n", b"three\n"]
    push(tenant, run, [(now + 5, 6, "logwrap", "event", "ended: exit 0", {"event": "end"})])
    assert following.stdout.read() == b""
    assert following.wait(PATIENCE) == 0


def test_a_run_whose_clock_is_minutes_behind_is_followed_to_its_end(shipping, tenant):
    """As also one whose last lines come minutes late: nothing follows them by which they would be missed."""
    now = time.time_ns() - 150 * SECOND
    run = "20261122-030405-aaaaaaaa"
    push(tenant, run, [(now, 1, "logwrap", "event", "started: job", {"event": "start"}), (now + 1, 2, "stdout", "log", "one", {})])
    following = shipping.start_command([shipping.binary, "logs", "--loki", "--follow", "--label", "service_name=train"])
    assert following.stdout.readline() == b"one\n"
    push(tenant, run, [(now + 5 * SECOND, 3, "stdout", "log", "two", {})])
    assert following.stdout.readline() == b"two\n"
    push(tenant, run, [(now + 9 * SECOND, 4, "stdout", "log", "three", {}),
                       (now + 9 * SECOND + 1, 5, "logwrap", "event", "ended: exit 0", {"event": "end"})])
    assert following.stdout.read() == b"three\n"
    assert following.wait(PATIENCE) == 0


def test_what_a_followed_run_that_is_over_lacks_is_said(shipping, tenant):
    now = time.time_ns()
    push(tenant, "20261122-030405-aaaaaaaa", [(now, 1, "logwrap", "event", "started: job", {"event": "start"}),
                                              (now + 9, 6, "logwrap", "event", "ended: exit 0", {"event": "end"})])
    shown = ask(shipping, "logs", "--loki", "--follow", "--label", "service_name=train")
    assert (shown.status, shown.stdout) == (0, b"")
    assert b"4 records are not in Loki after record 1" in shown.stderr


def test_a_rank_that_begins_later_is_followed_too(shipping):
    first = shipping.start(["sh", "-c", "echo first; read go"], stdin=subprocess.PIPE, env=of_rank(shipping, 0))
    eventually(lambda: b"first" in ask(shipping, "logs", "--loki", "--job", "4711").stdout, "the first rank's line in Loki")
    following = shipping.start_command([shipping.binary, "logs", "--loki", "--follow", "--job", "4711", "--merge"])
    assert following.stdout.readline().split() == [b"[0]", b"n0", b"first"]
    second = shipping.run(["echo", "second"], env=of_rank(shipping, 5))
    assert second.status == 0
    assert following.stdout.readline().split() == [b"[5]", b"n1", b"second"]
    first.communicate(b"go\n", timeout=PATIENCE)
    assert following.wait(PATIENCE) == 0


def test_a_run_that_is_only_partly_there_says_so(shipping, tenant):
    now = time.time_ns()
    run = "20261122-030405-aaaaaaaa"
    push(tenant, run, [(now, 1, "logwrap", "event", "started: job", {"event": "start"}), (now + 1, 2, "stdout", "log", "one", {}),
                       (now + 9, 6, "stdout", "log", "five", {})])
    shown = ask(shipping, "logs", "--loki", run[:8])
    assert shown.status == 1 and b"no run" in shown.stderr  # it began another day than its id says
    shown = ask(shipping, "logs", "--loki", "--label", "service_name=train")
    assert shown.stdout == b"one\nfive\n"
    assert b"3 records are not in Loki after record 2" in shown.stderr and b"has no end in Loki" in shown.stderr
    listed = ask(shipping, "runs", "--loki", "--all-users", "--check").stdout.decode().splitlines()
    assert "no end" in listed[1] and listed[0].split()[5] == "MISSING" and listed[1].split()[7] == "3", listed


def test_a_run_without_first_and_last_event_is_found_by_one_record(shipping, tenant):
    now = time.time_ns()
    run = time.strftime("%Y%m%d-%H%M%S-aaaaaaaa", time.gmtime(now // SECOND))
    push(tenant, run, [(now + i, i + 2, "stdout", "log", f"line {i}", {}) for i in range(3000)])
    front = Front(tenant.loki.url)
    try:
        shown = ask(shipping, "logs", "--loki", run, env={**shipping.env, "LOGWRAP_LOKI_READ_URL": front.url})
        assert shown.status == 0 and shown.stdout.count(b"\n") == 3000, shown.stderr
        asked = [seen.path.partition("?")[0].rpartition("/")[2] for seen in front.seen]
        assert asked[:asked.index("series")] == ["query_range"] * 3  # first events, last events, a record
    finally:
        front.close()


def test_what_was_not_counted_is_not_missing(shipping, tenant):
    shipping.run(["echo", "a line"])
    counted = ask(shipping, "runs", "--loki", "--check")
    assert counted.status == 0 and b"MISSING" not in counted.stdout, counted
    front = Front(tenant.loki.url, too_slow=("count_over_time",))
    try:
        env = {**shipping.env, "LOGWRAP_LOKI_READ_URL": front.url}
        not_counted = ask(shipping, "runs", "--loki", "--check", env=env)
        assert not_counted.status == 1 and not_counted.stdout.splitlines()[0].split()[-2] == b"MISSING", not_counted
        assert b"  ?  echo" in not_counted.stdout.splitlines()[1]
        assert b"1 of 2 questions" in not_counted.stderr and b"504: upstream request timeout" in not_counted.stderr
        assert ask(shipping, "runs", "--loki", env=env).status == 0
    finally:
        front.close()


def test_a_question_for_which_loki_is_too_busy_is_asked_again(shipping, tenant):
    shipping.run(["echo", "a line"])
    front = Front(tenant.loki.url, busy={"count_over_time": 2})
    try:
        counted = ask(shipping, "runs", "--loki", "--check", env={**shipping.env, "LOGWRAP_LOKI_READ_URL": front.url})
        assert counted.status == 0 and b"MISSING" not in counted.stdout and counted.stderr == b"", counted
        assert front.busy == {"count_over_time": 0}
    finally:
        front.close()


def test_a_run_of_many_weeks_is_counted_as_a_whole(logwrap, loki):
    """Loki looks at 30 days at once."""
    tenant = loki.tenant("old-samples")
    configured(logwrap, tenant)
    now = time.time_ns()
    push(tenant, "20261122-030405-aaaaaaaa", [
        (now - 75 * DAY, 1, "logwrap", "event", "started: job", {"event": "start"}),
        (now - 75 * DAY + 1, 2, "stdout", "metadata", '{"epoch": 1}', {"x_key": "epoch", "x": "1"}),
        *[(now - day * DAY, 77 - day, "stdout", "log", f"day {day}", {}) for day in range(74, 9, -1)],
        (now, 68, "logwrap", "event", "ended: exit 0, 65 lines recorded", {"event": "end"})], kept="long")
    assert tenant.ask("/flush", b"").status == 204  # what is so old is not asked of an ingester
    counted = ask(logwrap, "runs", "--loki", "--all-users", "--check", "--since", "80d")
    assert counted.status == 0 and b"MISSING" not in counted.stdout and b"epoch 1" in counted.stdout, counted


def test_who_reads_has_credentials_of_their_own(shipping, tenant):
    shipping.run(["echo", "secret"])
    files = {}
    for name in ("push", "read"):
        files[name] = shipping.place / name
        files[name].write_text(f"{name}-token\n")
    front = Front(tenant.loki.url, authorization=("Bearer read-token",))
    try:
        env = {**shipping.env, "LOGWRAP_LOKI_READ_URL": front.url, "LOGWRAP_LOKI_TOKEN_FILE": str(files["push"])}
        refused = ask(shipping, "logs", "--loki", env=env)
        assert refused.status == 1 and b"401" in refused.stderr and b"loki_read_token_file" in refused.stderr
        shown = ask(shipping, "logs", "--loki", env={**env, "LOGWRAP_LOKI_READ_TOKEN_FILE": str(files["read"])})
        assert (shown.status, shown.stdout) == (0, b"secret\n"), shown
        assert "Bearer push-token" not in [seen.headers.get("Authorization") for seen in front.seen]
        assert {seen.headers.get("X-Scope-OrgID") for seen in front.seen} == {tenant.name}
    finally:
        front.close()


def test_a_server_that_is_not_there_is_named(logwrap):
    failed = ask(logwrap, "logs", "--loki")
    assert failed.status == 2 and b"loki_read_url" in failed.stderr
    failed = ask(logwrap, "runs", "--loki", env={**logwrap.env, "LOGWRAP_LOKI_URL": "http://127.0.0.1:1"})
    assert failed.status == 1 and b"cannot be reached" in failed.stderr
