"""`logwrap doctor`: what it says where something is wrong, one thing at a time, and that all else still stands there as it is.
With a real Loki: tests/loki/test_doctor_loki.py."""

import json
import pathlib
import re
import socket
import subprocess

import pytest

from harness.front import Front, Proxy, basic
from harness.server_fixtures import secret
from harness.waiting import eventually

PUSH = "/loki/api/v1/push"


def doctor(logwrap, *options):
    """Its exit status, and of each part how it is and what is said."""
    done = logwrap.run_command([logwrap.binary, "doctor", *options])
    assert done.stderr == b"", done
    parts = {}
    for line in done.stdout.decode().splitlines():
        assert "hunter2" not in line
        found = re.fullmatch(r"(ok|warning|FAILED|skipped) +(\S+(?: \S+)?)  +(.*)", line)
        if found:
            parts[found[2]] = (found[1], found[3])
        else:
            assert line.startswith(" " * 27), line  # the columns
    return done.status, parts


def only_fails(parts, name, *words):
    """One part failed, and says so in these words."""
    assert [part for part, (health, _) in parts.items() if health == "FAILED"] == [name], parts
    for word in words:
        assert word in parts[name][1], parts


def test_without_loki_nothing_is_sent_and_nothing_fails(logwrap):
    status, parts = doctor(logwrap)
    assert status == 0
    assert {part: health for part, (health, _) in parts.items()} == {"configuration": "ok", "state directory": "ok", "Loki": "skipped"}
    assert str(logwrap.state) in parts["state directory"][1]
    assert not list(logwrap.state.glob("**/.doctor*"))


def test_each_value_is_shown_with_its_source(logwrap):
    (logwrap.home / ".logoptin").write_text("pty: never\n")
    logwrap.env["LOGWRAP_LINGER"] = "2s"
    shown = logwrap.run_command([logwrap.binary, "doctor", "--window=50x200"]).stdout.decode()
    for line in ("pty never ~/.logoptin:1", "linger 2s LOGWRAP_LINGER", "window 50x200 --window"):
        assert line in [" ".join(one.split()) for one in shown.splitlines()]


def test_a_server_that_works_is_sent_one_line(logwrap, opened, double):
    front = opened(Front(double.url))
    status, parts = doctor(logwrap, f"--loki-url={front.url}")
    assert status == 0
    assert {part: parts[part][0] for part in ("DNS", "connection", "authentication", "tenant", "clock", "test push")} == {
        "DNS": "ok", "connection": "ok", "authentication": "ok", "tenant": "ok", "clock": "ok", "test push": "ok"}
    assert parts["limits"][0] == "skipped" and "404" in parts["limits"][1]
    assert [len(entries) for entries in double.stored.values()] == [1]
    assert 'service_name="logwrap-doctor"' in list(double.stored)[0]
    assert not double.wrong


def test_json_says_the_same(logwrap, double):
    done = logwrap.run_command([logwrap.binary, "doctor", "--json", f"--loki-url={double.url}"])
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.status == 0
    assert {"part": "tenant", "health": "ok", "what": "none is set, and none is asked for"} in findings
    assert findings[0]["part"] == "configuration" and findings[0]["details"]


def test_no_such_host(logwrap):
    status, parts = doctor(logwrap, "--loki-url=http://no-such-host.invalid:3100")
    assert status == 1
    only_fails(parts, "DNS", "no-such-host.invalid", "spelt")
    assert parts["test push"] == ("skipped", "needs an answer")


def test_a_port_at_which_nobody_listens(logwrap):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        status, parts = doctor(logwrap, "--loki-url=http://127.0.0.1:%d" % bound.getsockname()[1])
    assert status == 1
    only_fails(parts, "connection", "port", "Loki runs there")


def test_a_server_that_never_answers(logwrap, opened):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        status, parts = doctor(logwrap, "--loki-url=http://127.0.0.1:%d" % listener.getsockname()[1])
    assert status == 1
    assert parts["connection"][0] == "ok"
    only_fails(parts, "test push", "no answer", "hangs")


def test_a_certificate_that_nobody_vouches_for(logwrap, opened, double, certificates):
    front = opened(Front(double.url, certificates))
    status, parts = doctor(logwrap, f"--loki-url={front.url}")
    assert status == 1
    only_fails(parts, "TLS", "certificate", "loki_ca_file")
    assert not front.seen
    status, parts = doctor(logwrap, f"--loki-url={front.url}", f"--loki-ca-file={certificates.ca}")
    assert status == 0
    assert parts["TLS"][0] == "ok" and certificates.ca in parts["TLS"][1]


def test_a_server_that_speaks_no_tls(logwrap, double):
    status, parts = doctor(logwrap, f"--loki-url={double.url.replace('http:', 'https:')}")
    assert status == 1
    only_fails(parts, "TLS", "http://")


def test_a_server_that_wants_the_clients_certificate(logwrap, opened, double, certificates):
    front = opened(Front(double.url, certificates, client_ca=certificates.ca))
    options = [f"--loki-url={front.url}", f"--loki-ca-file={certificates.ca}"]
    status, parts = doctor(logwrap, *options)
    assert status == 1
    only_fails(parts, "TLS", "loki_cert_file")
    status, parts = doctor(logwrap, *options, f"--loki-cert-file={certificates.client}", f"--loki-key-file={certificates.client_key}")
    assert (status, parts["TLS"][0], parts["credentials"][0]) == (0, "ok", "ok")
    status, parts = doctor(logwrap, *options, f"--loki-cert-file={certificates.client}", f"--loki-key-file={certificates.server_key}")
    assert status == 1
    only_fails(parts, "TLS", "loki_key_file")


def test_a_wrong_password(logwrap, opened, double, place):
    front = opened(Front(double.url, authorization=[basic("me", "right")]))
    options = [f"--loki-url={front.url}", "--loki-user=me", f"--loki-password-file={secret(place, 'hunter2')}"]
    status, parts = doctor(logwrap, *options)
    assert status == 1
    only_fails(parts, "authentication", "user me is refused", "401")
    secret(place, "right")
    assert doctor(logwrap, *options)[0] == 0


def test_a_server_that_wants_to_know_who_one_is(logwrap, opened, double):
    front = opened(Front(double.url, authorization=["Bearer x"]))
    status, parts = doctor(logwrap, f"--loki-url={front.url}")
    assert status == 1
    only_fails(parts, "authentication", "loki_user", "loki_token_file")


def test_a_path_that_may_not_be_pushed_to(logwrap, opened, double, place):
    front = opened(Front(double.url, paths=["/elsewhere"]))
    status, parts = doctor(logwrap, f"--loki-url={front.url}", f"--loki-token-file={secret(place, 'hunter2')}")
    assert status == 1
    only_fails(parts, "authentication", "403", "may push")


def test_a_server_that_is_no_loki(logwrap, opened, double):
    front = opened(Front(double.url))
    status, parts = doctor(logwrap, f"--loki-url={front.url}/somewhere")
    assert status == 1
    only_fails(parts, "test push", "no Loki answers", "/loki/api/v1/push", "404")


def test_a_token_that_may_only_push_is_enough(logwrap, opened, double, place):
    front = opened(Front(double.url, authorization=["Bearer hunter2"], paths=[PUSH]))
    status, parts = doctor(logwrap, f"--loki-url={front.url}", f"--loki-token-file={secret(place, 'hunter2')}")
    assert status == 0
    assert parts["limits"][0] == "skipped" and "403" in parts["limits"][1]


@pytest.mark.parametrize("offset, health, words", [(-20, "warning", "ahead of"), (1800, "warning", "30 min behind"),
                                                   (-3600, "FAILED", "60 min ahead of"), (86400, "FAILED", "24 h behind")])
def test_a_clock_that_is_off(logwrap, opened, double, offset, health, words):
    front = opened(Front(double.url, clock_offset=offset))
    status, parts = doctor(logwrap, f"--loki-url={front.url}")
    assert status == (health == "FAILED")
    assert parts["clock"][0] == health
    assert words in parts["clock"][1] and "NTP" in parts["clock"][1]


@pytest.mark.parametrize("where", ["/proc/nowhere", "/dev/null"])
def test_a_state_directory_that_cannot_be_written(logwrap, where):
    status, parts = doctor(logwrap, "--state-dir", where)
    assert status == 1
    only_fails(parts, "state directory", where, "--state-dir")


def test_a_state_directory_that_others_may_write_to(logwrap):
    logwrap.state.mkdir()
    logwrap.state.chmod(0o777)
    status, parts = doctor(logwrap)
    assert status == 1
    only_fails(parts, "state directory", "chmod go-w")


def test_a_full_disk(logwrap, place):
    mount = place / "small"
    script = f'mkdir {mount} && mount -t tmpfs -o size=256k none {mount} && mkdir -m 700 {mount}/state && ' \
             f'head -c 1M /dev/zero > {mount}/big 2>/dev/null; exec "$0" doctor --state-dir {mount}/state'
    done = logwrap.run_command(["unshare", "-Urm", "bash", "-c", script, logwrap.binary])
    if b"unshare" in done.stderr:
        pytest.skip("no namespace can be had here")
    assert done.status == 1
    assert b"FAILED   state directory" in done.stdout
    assert b"No space left" in done.stdout


def test_a_broken_configuration(logwrap, place):
    (logwrap.home / ".logoptin").write_text("loki_url: [\n")
    status, parts = doctor(logwrap)
    assert status == 1
    only_fails(parts, "configuration", "~/.logoptin:", "nothing is recorded")
    assert parts["Loki"] == ("skipped", "needs the configuration")


def test_a_secret_that_is_missing_and_one_that_others_may_read(logwrap, double, place):
    status, parts = doctor(logwrap, f"--loki-url={double.url}", "--loki-token-file=/nowhere/token")
    assert status == 1
    only_fails(parts, "credentials", "/nowhere/token", "loki_token_file")
    status, parts = doctor(logwrap, f"--loki-url={double.url}", f"--loki-token-file={secret(place, 'hunter2', mode=0o644)}")
    assert status == 0
    assert parts["credentials"][0] == "warning" and "chmod go-r" in parts["credentials"][1]


def test_secrets_are_in_no_output_and_no_command_line(logwrap, opened, double, place):
    """Also not where libcurl or a server would say them."""
    proxy = opened(Proxy(basic("me", "other")))
    logwrap.env["http_proxy"] = f"http://me:hunter2@127.0.0.1:{proxy.port}"
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        url = "http://127.0.0.1:%d" % listener.getsockname()[1]
        started = logwrap.start_command([logwrap.binary, "doctor", f"--loki-url={url}", "--loki-proxy=none", "--loki-user=me",
                                         f"--loki-password-file={secret(place, 'hunter2')}"])
        connection, _ = listener.accept()
        assert b"Basic" in eventually(lambda: connection.recv(65536), "a request")
        assert b"hunter2" not in pathlib.Path(f"/proc/{started.pid}/cmdline").read_bytes()
        connection.close()
        stdout, stderr = started.communicate(timeout=60)
    assert b"hunter2" not in stdout + stderr
    status, parts = doctor(logwrap, "--loki-url=http://no-such-host.invalid")
    assert status == 1 and "407" in parts["authentication"][1]


def test_a_config_that_is_named_and_missing(logwrap):
    done = logwrap.run_command([logwrap.binary, "doctor", "--config", "/nowhere.yaml"])
    assert done.status == 1
    assert b"/nowhere.yaml" in done.stdout and b"no job is started" in done.stdout


def test_an_unknown_option_is_a_usage_error(logwrap):
    done = subprocess.run([logwrap.binary, "doctor", "--jsn"], env=logwrap.env, capture_output=True)
    assert done.returncode == 2
    assert b"--json" in done.stderr
