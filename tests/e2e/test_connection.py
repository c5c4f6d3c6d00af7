"""The shipper's way to Loki: TLS with its certificates, passwords and tokens, proxies. The real binary through a reverse
proxy or a proxy (harness/front.py) to a double."""

import pathlib
import subprocess

import pytest

from harness.front import Front, Proxy, basic, make_certificates
from harness.server_fixtures import secret
from harness.waiting import eventually

JOB = ["sh", "-c", "echo out; echo err >&2"]
LINES = {"out", "err"}


@pytest.fixture(scope="module")
def strangers(tmp_path_factory):
    """Those of another authority."""
    return make_certificates(tmp_path_factory.mktemp("strangers"))


def lines_at(double):
    return {entry.line for labels, entries in double.stored.items() if 'kind="log"' in labels for entry in entries}


def arrives(logwrap, double, *options):
    done = logwrap.run(JOB, options)
    assert (done.status, done.stdout, done.stderr) == (0, b"out\n", b"err\n")
    assert lines_at(double) == LINES
    assert not double.wrong


def does_not_arrive(logwrap, double, *options):
    """The job is as ever, and the records wait; answers what logwrap said."""
    done = logwrap.run(JOB, [*options, "--drain=1s"])
    assert (done.status, done.stdout) == (0, b"out\n")
    assert b"err\n" in done.stderr and b"not sent to Loki yet" in done.stderr
    assert not double.stored
    return done.stderr.decode()


def why(logwrap, *options):
    """The last answer, as `logwrap ship` says it."""
    shipped = logwrap.run_command([logwrap.binary, "ship", "--all", *options, "--drain=1s"])
    assert shipped.status == 1
    return shipped.stderr.decode()


def test_a_server_of_an_authority_of_ones_own_is_trusted_where_that_is_named(logwrap, double, opened, certificates):
    front = opened(Front(double.url, certificates))
    arrives(logwrap, double, f"--loki-url={front.url}", f"--loki-ca-file={certificates.ca}")


def test_a_server_that_nobody_vouches_for_gets_nothing(logwrap, double, opened, certificates, strangers):
    front = opened(Front(double.url, certificates))
    does_not_arrive(logwrap, double, f"--loki-url={front.url}")
    assert "certificate" in why(logwrap, f"--loki-url={front.url}")
    assert "certificate" in why(logwrap, f"--loki-url={front.url}", f"--loki-ca-file={strangers.ca}")
    assert not front.seen


def test_a_certificate_of_another_name_is_refused(logwrap, double, opened, certificates):
    front = opened(Front(double.url, certificates, address="127.0.0.2"))
    options = (f"--loki-url=https://127.0.0.2:{front.port}", f"--loki-ca-file={certificates.ca}")
    does_not_arrive(logwrap, double, *options)
    assert "127.0.0.2" in why(logwrap, *options)
    assert not front.seen


def test_a_server_that_wants_a_certificate_is_shown_the_clients(logwrap, double, opened, certificates):
    front = opened(Front(double.url, certificates, client_ca=certificates.ca))
    arrives(logwrap, double, f"--loki-url={front.url}", f"--loki-ca-file={certificates.ca}",
            f"--loki-cert-file={certificates.client}", f"--loki-key-file={certificates.client_key}")


def test_certificate_and_key_may_stand_in_one_file(logwrap, double, opened, certificates, place):
    front = opened(Front(double.url, certificates, client_ca=certificates.ca))
    both = secret(place, pathlib.Path(certificates.client).read_text() + pathlib.Path(certificates.client_key).read_text())
    arrives(logwrap, double, f"--loki-url={front.url}", f"--loki-ca-file={certificates.ca}", f"--loki-cert-file={both}")


def test_nobody_is_asked_for_the_passphrase_of_a_key(logwrap, double, opened, certificates, place):
    front = opened(Front(double.url, certificates, client_ca=certificates.ca))
    key = secret(place, "", "encrypted.key")
    subprocess.run(["openssl", "pkey", "-in", certificates.client_key, "-aes256", "-passout", "pass:hunter2", "-out", key], check=True)
    options = [f"--loki-url={front.url}", f"--loki-ca-file={certificates.ca}", f"--loki-cert-file={certificates.client}",
               f"--loki-key-file={key}"]
    does_not_arrive(logwrap, double, *options)
    session = logwrap.command_at_terminal([logwrap.binary, "ship", "--all", *options, "--drain=1s"])
    assert session.wait() == 1
    assert b"without a passphrase" in session.output() and b"pass phrase" not in session.output()
    assert "without a passphrase" in why(logwrap, *options)
    assert not front.seen


@pytest.mark.parametrize("whose", ["nobody's", "a stranger's"])
def test_a_server_that_wants_a_certificate_gets_nothing_with(logwrap, double, opened, certificates, strangers, whose):
    front = opened(Front(double.url, certificates, client_ca=certificates.ca))
    options = [f"--loki-url={front.url}", f"--loki-ca-file={certificates.ca}"]
    if whose == "a stranger's":
        options += [f"--loki-cert-file={strangers.client}", f"--loki-key-file={strangers.client_key}"]
    does_not_arrive(logwrap, double, *options)
    assert "alert" in why(logwrap, *options)
    assert not front.seen


def test_a_password_is_sent_as_basic_authentication(logwrap, double, opened, place):
    password = "hunter2 :\u20ac"
    front = opened(Front(double.url, authorization=[basic("me", password)]))
    arrives(logwrap, double, f"--loki-url={front.url}", "--loki-user=me", f"--loki-password-file={secret(place, password)}")


def test_a_token_is_sent_as_bearer(logwrap, double, opened, place):
    front = opened(Front(double.url, authorization=["Bearer hunter2"]))
    arrives(logwrap, double, f"--loki-url={front.url}", f"--loki-token-file={secret(place, 'hunter2')}")


def test_a_wrong_password_is_said_once_and_not_shown(logwrap, double, opened, place):
    front = opened(Front(double.url, authorization=[basic("me", "right")]))
    said = does_not_arrive(logwrap, double, f"--loki-url={front.url}", "--loki-user=me",
                           f"--loki-password-file={secret(place, 'hunter2')}")
    assert said.count("401: ") == 1
    assert "who are you? Basic *** is nobody" in said
    for words in ("hunter2", basic("me", "hunter2").removeprefix("Basic ")):
        assert words not in said
        assert words.encode() not in logwrap.journal().raw()


def test_a_wrong_token_is_not_shown_by_a_server_that_quotes_it(logwrap, double, opened, place):
    front = opened(Front(double.url, authorization=["Bearer right"]))
    said = does_not_arrive(logwrap, double, f"--loki-url={front.url}", f"--loki-token-file={secret(place, 'hunter2')}")
    assert "who are you? Bearer *** is nobody" in said
    assert b"hunter2" not in logwrap.journal().raw()


def test_a_token_that_is_exchanged_while_the_job_runs_is_used(logwrap, double, opened, place):
    front = opened(Front(double.url, authorization=["Bearer first"]))
    token = secret(place, "first")
    started = logwrap.start(["sh", "-c", "echo 1; read go; echo 2"], [f"--loki-url={front.url}", f"--loki-token-file={token}"],
                            stdin=subprocess.PIPE)
    eventually(lambda: lines_at(double) == {"1"}, "the first line")
    front.authorization = ["Bearer second"]
    secret(place, "second", "new").rename(token)
    _, stderr = started.communicate(b"go\n", timeout=60)
    assert stderr == b""
    assert lines_at(double) == {"1", "2"}


def test_the_tenant_is_sent(logwrap, double, opened):
    front = opened(Front(double.url))
    arrives(logwrap, double, f"--loki-url={front.url}", "--loki-tenant=research")
    assert {one.headers["X-Scope-OrgID"] for one in front.seen} == {"research"}


def test_a_token_that_may_only_push_is_enough(logwrap, double, opened, place):
    front = opened(Front(double.url, authorization=["Bearer hunter2"], paths=["/loki/api/v1/push"]))
    arrives(logwrap, double, f"--loki-url={front.url}", f"--loki-token-file={secret(place, 'hunter2')}")
    assert {(one.method, one.path) for one in front.seen} == {("POST", "/loki/api/v1/push")}


def test_records_go_through_the_proxy_that_is_set(logwrap, double, opened):
    proxy = opened(Proxy())
    arrives(logwrap, double, f"--loki-url={double.url}", f"--loki-proxy={proxy.url}")
    assert {(one.method, one.path) for one in proxy.seen} == {("POST", f"{double.url}/loki/api/v1/push")}


def test_the_proxy_of_the_environment_is_taken_unless_none_is_wanted(logwrap, double, opened):
    proxy = opened(Proxy())
    logwrap.env["http_proxy"] = proxy.url
    arrives(logwrap, double, f"--loki-url={double.url}")
    seen = len(proxy.seen)
    assert seen > 0
    arrives(logwrap, double, f"--loki-url={double.url}", "--loki-proxy=none")
    assert len(proxy.seen) == seen
    logwrap.env["no_proxy"] = "127.0.0.1"
    arrives(logwrap, double, f"--loki-url={double.url}")
    assert len(proxy.seen) == seen


def test_tls_goes_through_a_proxy_that_sees_nothing_of_it(logwrap, double, opened, certificates, place):
    front = opened(Front(double.url, certificates, authorization=["Bearer hunter2"]))
    proxy = opened(Proxy(basic("me", "proxy-secret")))
    logwrap.env["https_proxy"] = f"http://me:proxy-secret@127.0.0.1:{proxy.port}"
    arrives(logwrap, double, f"--loki-url={front.url}", f"--loki-ca-file={certificates.ca}",
            f"--loki-token-file={secret(place, 'hunter2')}")
    assert {(one.method, one.path) for one in proxy.seen} == {("CONNECT", f"localhost:{front.port}")}
    assert not [one for one in proxy.seen if one.headers["Authorization"]]
    assert b"proxy-secret" not in logwrap.journal().raw()


def test_a_proxy_that_is_not_there_keeps_records_waiting(logwrap, double):
    does_not_arrive(logwrap, double, f"--loki-url={double.url}", "--loki-proxy=http://127.0.0.1:1")
