"""Secrets are masked in everything that is recorded, and in nothing that is passed on."""

import signal
import sys

from harness import processes
from harness.waiting import eventually

TOKEN = "ghp_" + "aB3d" * 9
VALUE = "correct-horse-battery"
KEY = ["-----BEGIN RSA " + "PRIVATE KEY-----", "MIIEpAIBAAKCAQEA7" * 3, "-----END RSA " + "PRIVATE KEY-----"]


def python(program):
    return [sys.executable, "-c", program]


def write_in_two(logwrap, first, between, second):
    """A job writes `first`, and once `between` was called `second`."""
    program = "import os, sys\nfor line in sys.stdin: os.write(1, bytes.fromhex(line))"
    started = logwrap.start(python(program), stdin=-1)
    for part in (first, second):
        started.stdin.write(part.encode().hex().encode() + b"\n")
        started.stdin.flush()
        read = b""
        while len(read) < len(part):
            read += started.stdout.read1(len(part))
        if part is first:
            between(started)
    started.stdin.close()
    assert started.wait() == 0
    return logwrap.journal()


def kill_recorder(logwrap, started):
    """Once it has journalled what it can."""
    recorder = logwrap.recorder(started.pid)
    eventually(lambda: logwrap.runs() and "before" in logwrap.lines(), "the line before")
    processes.end(recorder)
    eventually(lambda: processes.recorder_of(started.pid) not in (None, recorder), "a new recorder")


def test_what_is_recorded_is_masked_and_what_is_passed_on_is_not(logwrap):
    logwrap.env["TRAINER_PASSWORD"] = VALUE
    lines = [f"token {TOKEN}", f"login with {VALUE}", f'{{"user":"{VALUE}","loss":1}}', *KEY, "epoch 1"]
    finished = logwrap.run(["printf", "%s\\n", *lines])
    assert finished.stdout.decode().splitlines() == lines
    run = logwrap.journal()
    assert run.lines() == ["token ghp_***", "login with ***", '{"user":"***","loss":1}', KEY[0] + "***", "***", KEY[2], "epoch 1"]
    assert [record["kind"] for record in run.records() if record["line"].startswith("{")] == ["metadata"]
    for secret in (TOKEN, VALUE, KEY[1]):
        assert secret.encode() not in run.raw()
    # Those of the start event and of run.json, which hold the command line, are not among them.
    assert run.info()["counts"]["masked"] == 5
    (end,) = run.events("end")
    assert "5 secrets masked" in end["line"] and end["data"]["masked"] == 5


def test_the_command_line_in_a_runs_description_is_masked_and_its_values_are_everywhere(logwrap):
    program = "import sys; print(sys.argv[1:])"
    finished = logwrap.run(python(program) + ["--api-key=not-for-logs", "--password", VALUE, "--url", f"https://me:{VALUE}@h/"])
    assert b"not-for-logs" in finished.stdout
    run = logwrap.journal()
    assert run.info()["argv"][3:] == ["--api-key=***", "--password", "***", "--url", "https://me:***@h/"]
    assert run.lines() == ["['--api-key=***', '--password', '***', '--url', 'https://me:***@h/']"]
    assert VALUE.encode() not in run.raw() and b"not-for-logs" not in run.raw()


def test_secrets_in_the_script_of_a_shell_are_masked(logwrap):
    logwrap.run(["sh", "-c", f"HUB_TOKEN={VALUE} sh -c 'echo $HUB_TOKEN'; echo train --password 'not for logs'"])
    run = logwrap.journal()
    assert run.info()["argv"] == ["sh", "-c", "HUB_TOKEN=*** sh -c 'echo $HUB_TOKEN'; echo train --password '***'"]
    assert run.lines() == ["***", "train --password ***"]
    assert VALUE.encode() not in run.raw() and b"not for logs" not in run.raw()


def test_colours_chunks_and_wraps_hide_nothing(logwrap):
    logwrap.env["HF_TOKEN"] = VALUE
    program = (
        "import os, sys\n"
        "for c in sys.argv[1] + ' ' + os.environ['HF_TOKEN'] + '\\n':\n"
        "    os.write(1, ('\\x1b[3%dm' % (ord(c) % 8) + c).encode())\n"
    )
    logwrap.run(python(program) + ["x" * 100 + " " + TOKEN])
    assert logwrap.lines() == ["x" * 100 + " ghp_*** ***"]
    assert VALUE.encode() not in logwrap.journal().raw() and TOKEN.encode() not in logwrap.journal().raw()


def test_a_line_that_is_journalled_as_pending_is_masked(logwrap):
    program = (
        "import signal, sys\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('up', flush=True)\n"
        "print('unfinished ' + sys.argv[1], end='', flush=True)\n"
        "sys.stdin.read()\n"
    )
    started = logwrap.start(python(program) + [TOKEN], stdin=-1)
    assert started.stdout.readline() == b"up\n"
    wanted = f"unfinished {TOKEN}".encode()
    while wanted:
        wanted = wanted[len(started.stdout.read1(len(wanted))) :]
    started.send_signal(signal.SIGTERM)
    run = logwrap.journal_when(lambda run: run.events("pending"), "a pending line")
    assert [event["line"] for event in run.events("pending")] == ["unfinished ghp_***"]
    started.stdin.close()
    assert started.wait() == 0
    assert TOKEN.encode() not in run.raw()


def test_a_private_key_that_is_not_final_is_masked_in_the_closing_record(logwrap):
    # Behind a hidden cursor, as bars have it, lines wait for long: at the end they all stand on the screen.
    logwrap.run(["printf", "\\033[?25l%s\\n%s\\n%s\\n50%%", *KEY])
    run = logwrap.journal()
    (end,) = run.events("end")
    assert end["data"]["screen_stdout"].splitlines() == [KEY[0] + "***", "***", KEY[2], "50%"]
    assert KEY[1].encode() not in run.raw()


def test_half_a_token_before_a_recorders_death_does_not_uncover_the_other_half(logwrap):
    run = write_in_two(logwrap, "before\n" + TOKEN[:12], lambda started: kill_recorder(logwrap, started),
                       TOKEN[12:] + " after\nlast\n")
    assert run.lines()[-2:] == ["***", "last"]
    assert TOKEN[12:].encode() not in run.raw()


def test_a_line_within_which_two_recorders_die_is_torn_for_the_third(logwrap):
    def two_deaths(started):
        for _ in range(2):
            kill_recorder(logwrap, started)
            eventually(lambda: logwrap.journal().events("gap"), "the gap")

    run = write_in_two(logwrap, "before\n" + TOKEN[:12], two_deaths, TOKEN[12:] + " after\nlast\n")
    assert run.lines()[-2:] == ["***", "last"]
    assert TOKEN[12:].encode() not in run.raw()


def test_a_bar_that_is_drawn_anew_after_a_recorders_death_is_no_rest_of_a_word(logwrap):
    run = write_in_two(logwrap, "before\n 50%|##", lambda started: kill_recorder(logwrap, started), "\r51%|## |\n")
    assert run.lines()[-1] == "51%|## |"


def test_a_private_key_in_which_the_recorder_dies_is_masked_to_its_end(logwrap):
    run = write_in_two(logwrap, f"before\n{KEY[0]}\n{KEY[1]}\n", lambda started: kill_recorder(logwrap, started),
                       f"{KEY[1]}x\nAb3=\n{KEY[2]}\nepoch 1\n")
    assert run.lines()[-3:] == ["***", KEY[2], "epoch 1"]
    assert KEY[1].encode() not in run.raw() and b"Ab3=" not in run.raw()


def test_half_a_token_is_masked_in_what_is_told_before_its_line_is_final(logwrap):
    def told(started):
        started.send_signal(signal.SIGTERM)
        logwrap.journal_when(lambda run: run.events("pending") and run.events("progress") and run.events("stall"), "events")

    program = "import os, signal, sys\nsignal.signal(15, signal.SIG_IGN)\n"
    program += "for line in sys.stdin: os.write(1, bytes.fromhex(line))"
    started = logwrap.start(python(program), stdin=-1, options=["--progress", "1s", "--stall", "1s"])
    started.stdin.write(f"token {TOKEN[:20]}".encode().hex().encode() + b"\n")
    started.stdin.flush()
    assert started.stdout.read(26)
    told(started)
    run = logwrap.journal()
    assert run.events("pending")[0]["line"] == run.events("progress")[0]["line"] == "token ghp_***"
    assert run.events("stall")[0]["data"]["screen_stdout"] == "token ghp_***"
    started.stdin.close()
    assert started.wait() == 0
    assert logwrap.lines() == ["token ghp_***"]  # of which no more came
    assert TOKEN[4:20].encode() not in logwrap.journal().raw()


def test_a_token_that_the_program_itself_wraps_is_masked_to_its_end(logwrap):
    token = "aB3-dE5_gH7" * 15
    program = "import sys, textwrap; print(textwrap.fill('the key is sk-proj-' + sys.argv[1], 80)); print('step 1')"
    logwrap.run(python(program) + [token])
    assert logwrap.lines()[-2:] == ["***", "step 1"]
    assert not [line for line in logwrap.lines() if token[8:20] in line]


def test_a_value_is_masked_as_programs_write_it(logwrap):
    value = logwrap.env["DB_PASSWORD"] = "p/a's\"s$w`o\\r+d \u00e9"
    program = (
        "import base64, json, os, shlex, urllib.parse\n"
        "value = os.environ['DB_PASSWORD']\n"
        "quote = urllib.parse.quote\n"
        "for one in (value, json.dumps(value), repr(value), shlex.quote(value), quote(value), quote(value, safe=''),\n"
        "            urllib.parse.quote_plus(value), base64.b64encode(value.encode()).decode(), str({'a': value})):\n"
        "    print(one)\n"
    )
    logwrap.run(python(program))
    marks = "".join(logwrap.lines())
    assert marks.translate(str.maketrans("", "", "*'\"")) == "{a: }"
    (logwrap.work / "script").write_text("export -p | grep DB_; set | grep DB_PASS")
    logwrap.run(["bash", "script"])
    shown = [record["line"] for run in logwrap.runs() for record in run.records() if "DB_PASSWORD=" in record["line"]]
    assert sorted(line.strip("'\"").replace('"', "'") for line in shown) == ["DB_PASSWORD='***", "declare -x DB_PASSWORD='***"]
    assert b"p/a" not in b"".join(run.raw() for run in logwrap.runs())


def test_a_short_secret_of_the_command_line_is_masked_in_the_runs_description(logwrap):
    logwrap.run(["sh", "-c", "PGPASSWORD=abc12 true --password 'xyz9'", "--db-pass", "hush"])
    run = logwrap.journal()
    assert run.info()["argv"] == ["sh", "-c", "PGPASSWORD=*** true --password '***'", "--db-pass", "***"]
    assert not [word for word in (b"abc12", b"xyz9", b"hush") if word in run.raw()]


def test_redact_off_records_what_was_printed(logwrap):
    logwrap.run(["echo", TOKEN], options=["--redact", "off"])
    assert logwrap.lines() == [TOKEN]
    assert logwrap.journal().info()["counts"]["masked"] == 0


def test_own_patterns_of_the_file_in_the_home_directory(logwrap):
    (logwrap.home / ".logoptin").write_text("redact_patterns: |\n  corp-[0-9]{4}\n  badge=(\\w+)\n")
    logwrap.run(["echo", "corp-1234 badge=abc seat=4"])
    assert logwrap.lines() == ["*** badge=*** seat=4"]


def test_a_pattern_that_cannot_be_used_is_a_usage_error(logwrap):
    finished = logwrap.run(["echo", "x"], options=["--redact-patterns", "(open"])
    assert finished.status == 125
    assert finished.stderr == b'logwrap: --redact-patterns: pattern 1, "(open", cannot be used: "missing ): (open"\n'
