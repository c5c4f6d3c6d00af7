#!/usr/bin/python3
"""What logwrap costs. Everything that is compared runs in turn, round after round, so that what else the machine does
falls on all alike; each figure is a median with its least and greatest, but for ratios of throughput: with its
confidence interval."""

import argparse
import concurrent.futures
import copy
import lzma
import math
import os
import pathlib
import shlex
import shutil
import statistics
import subprocess
import sys
import time
import typing

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from harness import processes  # noqa: E402 (found by the line above)
from harness.journal import runs_in  # noqa: E402
from harness.loki import Loki, program  # noqa: E402
from harness.waiting import eventually  # noqa: E402
from reading import bench_reading  # noqa: E402

MEGABYTE = 1_000_000
VOLUME = 60 * MEGABYTE  # what is printed for one measurement of throughput


class Figures(typing.NamedTuple):
    elapsed: float  # seconds, as the others
    cpu: float  # processor time of the command and all it waited for
    own: float  # without what the recorded job took, as its run.json says


class Bench:
    def __init__(self, options):
        self.logwrap = os.path.abspath(options.logwrap)
        self.other = os.path.abspath(options.other) if options.other else None
        self.reader = os.path.abspath(options.reader)
        self.place = pathlib.Path(options.place).resolve()
        self.state = self.place / "state"
        self.runs = options.runs
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("LOGWRAP_")}
        self.env["LOGWRAP_STATE_DIR"] = str(self.state)

    def with_records_of_its_own(self, name):
        other = copy.copy(self)
        other.state = self.place / f"state-{name}"
        other.env = {**self.env, "LOGWRAP_STATE_DIR": str(other.state)}
        return other

    def measure(self, command):
        nowhere = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0) for fd in (0, 1, 2)]
        before = time.perf_counter()
        pid = os.posix_spawn(command[0], command, self.env, file_actions=nowhere)
        _, status, usage = os.wait4(pid, 0)
        elapsed = time.perf_counter() - before
        if status != 0:
            sys.exit(f"bench: {command} ended with wait status {status}")
        cpu = usage.ru_utime + usage.ru_stime
        return Figures(elapsed, cpu, cpu - self.taken_by_job(command))

    def taken_by_job(self, command):
        runs = runs_in(self.state) if command[0] in (self.logwrap, self.other) else []
        taken = runs[-1].info().get("usage", {}) if runs else {}
        return (taken.get("user_ms", 0) + taken.get("system_ms", 0)) / 1000

    def logwraps(self, what, *arguments):
        """The command to be measured, and that of the other logwrap, where one was given."""
        commands = {what: [self.logwrap, *arguments]}
        return commands | ({f"{what}, the other": [self.other, *arguments]} if self.other else {})

    def in_turn(self, commands, rounds):
        """{name: [Figures, ...]}, after one round that is not counted. Every second round goes backwards: who comes first
        in each is some tenths of a millisecond slower."""
        measured = {name: [] for name in commands}
        for number in range(rounds + 1):
            for name, command in list(commands.items())[::-1 if number % 2 else 1]:
                figures = self.measure(command)
                if number:
                    measured[name].append(figures)
            shutil.rmtree(self.state, ignore_errors=True)
        return measured


def spread(values, form="{:.2f}"):
    low, middle, high = (form.format(value) for value in (min(values), statistics.median(values), max(values)))
    return f"{middle} ({low} to {high})"


def interval(values, form="{:.2f}"):
    """The median with where it lies in 95 of 100 such measurements, by order statistics: of few, all they spread over."""
    values = sorted(values)
    count, below, beyond = len(values), 0, 0.5 ** len(values)
    while beyond <= 0.025:
        below += 1
        beyond += math.comb(count, below) * 0.5 ** count
    low, middle, high = values[max(below - 1, 0)], statistics.median(values), values[count - max(below, 1)]
    return f"{form.format(middle)} ({form.format(low)} to {form.format(high)})"


def ratios(measured, other, index=0):
    """Round by round, so that a slow round is slow in both."""
    return [ours[index] / theirs[index] for ours, theirs in zip(measured, other)]


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def header(*cells):
    print()
    row(*cells)
    row(*["---"] * len(cells))


def bench_start(bench):
    measured = bench.in_turn({
        "true": ["/usr/bin/true"],
        **bench.logwraps("logwrap -- true", "--", "/usr/bin/true"),
        "script -qec true /dev/null": ["/usr/bin/script", "-qec", "true", "/dev/null"],
    }, max(bench.runs * 4, 20))
    plain = measured["true"]
    header("start", "ms", "ms over `true`", "ratio to `true`")
    for name, figures in measured.items():
        over = [(ours.elapsed - theirs.elapsed) * 1000 for ours, theirs in zip(figures, plain)]
        row(f"`{name}`", spread([one.elapsed * 1000 for one in figures]), spread(over), spread(ratios(figures, plain)))


# Memory.

JOBS = {
    "10^6 bytes": "import sys\nfor i in range(10_000): print(f'{i:09}' + 'x' * 90)",
    "10^8 bytes": "import sys\nfor i in range(1_000_000): print(f'{i:09}' + 'x' * 90)",
    "10^6 lines": "import sys\nfor i in range(1_000_000): print(i)",
}
RANKS = 8
THEN_WAIT = "\nprint('all printed', flush=True)\nsys.stdin.readline()"


def family(pid):
    """logwrap's processes, the job not among them."""
    return [pid] + [one.pid for one in processes.descendants(pid) if one.name.startswith("logwrap")]


def taken(pid, field):
    return sum(processes.memory_kib(one, field) for one in family(pid))


def last_line_recorded(state):
    """Whether the journal ends with the job's last line; only its end is read."""
    for run in runs_in(state):
        segments = run.segments()
        if not segments:
            return False
        with open(segments[-1], "rb") as segment:
            segment.seek(max(0, segment.seek(0, os.SEEK_END) - 4096))
            return b'"all printed"' in segment.read()
    return False


def memory_of(bench, program):
    """KiB while all has been printed and recorded (PSS, RSS), and the greatest PSS that was seen before."""
    command = [bench.logwrap, "--", "/usr/bin/python3", "-c", program + THEN_WAIT]
    started = subprocess.Popen(command, env=bench.env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    peak = 0

    def recorded():
        nonlocal peak
        peak = max(peak, taken(started.pid, "Pss"))
        return last_line_recorded(bench.state)

    eventually(recorded, "the last line in the journal", cap=1800)
    found = taken(started.pid, "Pss"), taken(started.pid, "Rss"), peak
    started.communicate(b"\n")
    shutil.rmtree(bench.state, ignore_errors=True)
    return found


def bench_memory(bench):
    rounds = [{name: memory_of(bench, program) for name, program in JOBS.items()} for _ in range(min(bench.runs, 3))]
    header("all of logwrap's processes, MiB", "PSS", "RSS", "greatest PSS on the way", "PSS, ratio to 10^6 bytes")
    for name in JOBS:
        columns = list(zip(*(one[name] for one in rounds)))
        ratio = [one[name][0] / one["10^6 bytes"][0] for one in rounds]
        row(f"after {name}", *(spread([kib / 1024 for kib in column], "{:.1f}") for column in columns), spread(ratio))


LONG = ("import sys\n"
        "for i in range(0, 100_000_000, 1000): sys.stdout.write(''.join([f'step {j}\\n' for j in range(i, i + 1000)]))")


def bench_long(bench):
    """Much longer than anybody waits for; and several at once."""
    header("all of logwrap's processes, MiB", "PSS", "RSS", "greatest PSS on the way")
    found = memory_of(bench, LONG)
    row("after 10^8 lines", *(f"{kib / 1024:.1f}" for kib in found))
    with concurrent.futures.ThreadPoolExecutor(RANKS) as pool:
        ranks = [bench.with_records_of_its_own(f"rank{i}") for i in range(RANKS)]
        found = list(pool.map(lambda rank: memory_of(rank, JOBS["10^6 lines"]), ranks))
    row(f"each of {RANKS} at once, after 10^6 lines", *(spread([kib / 1024 for kib in column], "{:.1f}") for column in zip(*found)))


# What it costs while the job does little.

WATCHED = 20  # seconds
STEADY = {
    "nothing": "import sys\nprint('all printed', flush=True)\nsys.stdin.readline()",
    "100 lines a second": ("import select, sys\nprint('all printed', flush=True)\n"
                           "while not select.select([sys.stdin], [], [], 0.01)[0]: print('step 1200 loss 0.123456', flush=True)"),
}


def spent(pid):
    """How often logwrap's processes gave up a processor of their own will, and for how many seconds they had one."""
    waits = seconds = 0
    for one in family(pid):
        status = pathlib.Path(f"/proc/{one}/status").read_text()
        waits += int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])
        seconds += int(pathlib.Path(f"/proc/{one}/schedstat").read_text().split()[0]) / 1e9
    return waits, seconds


def bench_steady(bench):
    header(f"a job that prints, for {WATCHED} s", "times that logwrap woke up in 10 s", "percent of one core")
    for name, program in STEADY.items():
        found = []
        for _ in range(min(bench.runs, 3)):
            command = [bench.logwrap, "--", "/usr/bin/python3", "-c", program]
            started = subprocess.Popen(command, env=bench.env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
            eventually(lambda: any("all printed" in run.lines() for run in runs_in(bench.state)), "the first line")
            time.sleep(3)  # until the first line's row has settled
            before = spent(started.pid)
            time.sleep(WATCHED)
            after = spent(started.pid)
            started.communicate(b"\n")
            shutil.rmtree(bench.state, ignore_errors=True)
            found.append((10 * (after[0] - before[0]) / WATCHED, 100 * (after[1] - before[1]) / WATCHED))
        waits, share = zip(*found)
        row(name, spread(waits, "{:.1f}"), spread(share, "{:.3f}"))


# Each line says when it was printed.
CLOCK = ("import time\nfor i in range(200):\n"
         "    print(time.time_ns(), flush=True)\n    time.sleep(0.1)")


def times_until(bench, seen):
    """How long after its being printed `seen()`, asked all the time, had each of CLOCK's 200 lines: ms, from least to most."""
    started = subprocess.Popen([bench.logwrap, "--", "/usr/bin/python3", "-c", CLOCK], env=bench.env, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL)
    found = {}
    while len(found) < 200:
        lines = seen()
        now = time.time_ns()
        for line in lines:
            found.setdefault(line, (now - int(line)) / 1e6)
    started.wait()
    shutil.rmtree(bench.state, ignore_errors=True)
    return sorted(found.values())


def times_rows(what, times):
    header(what, "ms")
    row("median (least to greatest)", spread(times, "{:.0f}"))
    row("99th percentile", f"{times[len(times) * 99 // 100 - 1]:.0f}")


def bench_delay(bench):
    def recorded():
        time.sleep(0.005)  # what reads the journal again and again is not to be in the way
        return [line for run in runs_in(bench.state) for line in run.lines()]

    times_rows("from a line's being printed to its standing in the journal", times_until(bench, recorded))


# Throughput.

LINES = {
    "plain": lambda i: f"step {i:08} loss {i % 977 / 977:.6f} accuracy {i % 991 / 991:.6f} throughput {i % 499} samples/s lr 0.0003",
    "coloured": lambda i: f"\x1b[32mINFO\x1b[0m step \x1b[1m{i:08}\x1b[0m loss \x1b[38;5;208m{i % 977 / 977:.6f}\x1b[0m in the epoch",
    "UTF-8": lambda i: f"Schritt {i:08} – Verlust {i % 977 / 977:.6f} · Güte {i % 991 / 991:.6f} · 学習率 0.0003 · größer → ✓",
}


def make_text(path, line, volume):
    """Megabytes, and lines."""
    with open(path, "w", encoding="utf-8") as text:
        size = number = 0
        while size < volume:
            size += text.write("".join(line(i) + "\n" for i in range(number, number + 1000)))
            number += 1000
    return path.stat().st_size / MEGABYTE, number


def bench_throughput(bench):
    header("recording", "MB/s", "ratio to a bare reader (95 % of its median)",
           "CPU ms a MB, the job's and the kernel's included", "ratio of that")
    path = bench.place / "text"
    whole, small = ["/usr/bin/cat", str(path)], ["/usr/bin/dd", "bs=100", "status=none", f"if={path}"]
    kinds = {kind: (line, whole) for kind, line in LINES.items()} | {"plain, 100 bytes a write": (LINES["plain"], small)}
    for kind, (line, job) in kinds.items():
        megabytes, _ = make_text(path, line, VOLUME)
        measured = bench.in_turn({
            "bare reader": [bench.reader, *job],
            **bench.logwraps("`logwrap`", "--", *job),
            "`logwrap`, with nowhere to record": [bench.logwrap, "--state-dir=/proc/nowhere", "--", *job],
            "`script -q -c`": ["/usr/bin/script", "-q", "-c", " ".join(job), str(bench.place / "typescript")],
        }, bench.runs)
        bare = measured["bare reader"]
        for name, figures in measured.items():
            row(f"{kind}: {name}", spread([megabytes / one.elapsed for one in figures], "{:.0f}"),
                interval(ratios(bare, figures)), spread([one.cpu * 1000 / megabytes for one in figures], "{:.1f}"),
                interval(ratios(figures, bare, 1)))
        for left in (path, bench.place / "typescript"):
            left.unlink(missing_ok=True)


# The terminal model and the recorder's stages alone, without processes, by programs that stand beside logwrap.

RECORDED = pathlib.Path(__file__).resolve().parents[1] / "e2e" / "no_secrets"  # what real trainings printed to a terminal
JSON_LINE = '{{"epoch": {0}, "step": {1}, "loss": {2:.6f}, "accuracy": {3:.4f}, "lr": 0.0003, "phase": "train"}}'


def beside(bench, program, *arguments):
    print(flush=True)
    subprocess.run([pathlib.Path(bench.logwrap).with_name(program), *arguments], check=True)


def bench_render(bench):
    beside(bench, "bench_terminal")


def bench_stages(bench):
    texts = {name: lzma.open(RECORDED / f"{name}.txt.xz").read() for name in ("training", "loggers")}
    lines = {"plain lines": LINES["plain"], "JSON lines": lambda i: JSON_LINE.format(i // 1000, i, 1 / (i + 1), i % 991 / 991)}
    for name, line in lines.items():
        texts[name] = "".join(line(i) + "\n" for i in range(80_000)).encode()
    files = {bench.place / f"{name}.txt": text for name, text in texts.items()}
    for path, text in files.items():
        path.write_bytes(text)
    beside(bench, "bench_recording", *files)
    for path in files:
        path.unlink()


# Sending to a real Loki.

# Of Loki's own limits the least would be measured, not logwrap.
UNLIMITED = ["-distributor.ingestion-rate-limit-mb=1000", "-distributor.ingestion-burst-size-mb=2000",
             "-ingester.per-stream-rate-limit=1GB", "-ingester.per-stream-rate-limit-burst=2GB"]
SENT = 30 * MEGABYTE
BACKLOG = 1000 * MEGABYTE  # of a journal


def bench_loki(bench):
    loki = Loki(bench.place / "loki", *UNLIMITED)
    try:
        bench.env["LOGWRAP_LOKI_URL"] = loki.url
        sending_cost(bench, loki.tenant())
        found_after(bench, loki.tenant())
        backlog_memory(bench)
    finally:
        del bench.env["LOGWRAP_LOKI_URL"]
        loki.kill()
        shutil.rmtree(bench.place / "loki", ignore_errors=True)


def sending_cost(bench, tenant):
    """Processor time from the job's write to the 204, all of logwrap's processes together, beside promtail's."""
    path = bench.place / "text"
    megabytes, lines = make_text(path, LINES["plain"], SENT)
    job = ["/usr/bin/cat", str(path)]
    promtail = f"{shlex.quote(program('promtail'))} -stdin -server.disable -client.url={tenant.loki.url}/loki/api/v1/push"
    measured = bench.in_turn({
        "the job alone": job,
        **bench.logwraps("recorded", "--loki-url=none", "--", *job),
        **bench.logwraps("recorded and sent", "--drain=5m", "--", *job),
        "`promtail -stdin`": ["/bin/sh", "-c", f"exec {promtail} <{shlex.quote(str(path))}"],
    }, bench.runs)
    path.unlink()
    arrived = tenant.value('sum(count_over_time({job="stdin"}[1h]))')
    if arrived != (bench.runs + 1) * lines:
        sys.exit(f"bench: of promtail's {(bench.runs + 1) * lines} lines {arrived:.0f} arrived")
    theirs = measured["`promtail -stdin`"]
    header("sending", "its own CPU ms a MB", "ratio to promtail's", "the job's with it", "MB/s")
    for name, figures in measured.items():
        own, cpu = ([getattr(one, which) * 1000 / megabytes for one in figures] for which in ("own", "cpu"))
        ours = ["", ""] if name == "the job alone" else [spread(own, "{:.1f}"), spread(ratios(figures, theirs, 2), "{:.3f}")]
        row(name, *ours, spread(cpu, "{:.1f}"), spread([megabytes / one.elapsed for one in figures], "{:.0f}"))


def found_after(bench, tenant):
    """From a line's being printed to a query that finds it."""
    began = time.time_ns()
    times_rows("from a line's being printed to its being found by a query",
               times_until(bench, lambda: [one.line for one in tenant.rows('{stream="stdout"}', began)]))


def backlog_memory(bench):
    """The greatest memory of `logwrap ship` with a backlog."""
    program = f"import sys\nline = 'x' * 200\nfor i in range({BACKLOG // 280}): print(i, line)"
    record = [bench.logwrap, "--loki-url=none", "--run-limit=4GiB", "--state-limit=8GiB", "--", "/usr/bin/python3", "-c", program]
    bench.measure(record)
    (run,) = runs_in(bench.state)
    journal = sum(path.stat().st_size for path in run.segments())
    ship = subprocess.Popen([bench.logwrap, "ship", run.id], env=bench.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while ship.poll() is None:
        most = max(most, processes.memory_kib(ship.pid, "Rss"))
        time.sleep(0.05)
    shutil.rmtree(bench.state, ignore_errors=True)
    header("`logwrap ship`", "journal, MB", "greatest RSS, MiB", "ended with")
    row("a backlog", f"{journal / MEGABYTE:.0f}", f"{most / 1024:.1f}", str(ship.returncode))


def main():
    parts = {"start": bench_start, "memory": bench_memory, "steady": bench_steady, "delay": bench_delay,
             "throughput": bench_throughput,
             "render": bench_render, "stages": bench_stages, "loki": bench_loki, "reading": bench_reading, "long": bench_long}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(parts) + "; all but loki, reading and long if none is named")
    parser.add_argument("--logwrap", required=True)
    parser.add_argument("--reader", required=True)
    parser.add_argument("--place", required=True, help="an existing directory on a disk with 1 GB to spare")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--other", help="another logwrap, of an earlier commit perhaps, for start, throughput and loki in the same rounds")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in parts]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}: {', '.join(parts)}")
    if options.other and not os.access(options.other, os.X_OK):
        parser.error(f"there is no program {options.other!r} to compare with")
    bench = Bench(options)
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; figures are: median (least to greatest)")
    for name, part in parts.items():
        if name in options.parts or (not options.parts and name not in ("loki", "reading", "long")):
            part(bench)


if __name__ == "__main__":
    main()
