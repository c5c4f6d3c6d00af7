"""`logwrap doctor` against a real Loki: that what it says is so."""

import json

from harness.front import Front

PARTS = ("DNS", "connection", "TLS", "authentication", "tenant", "clock", "test push", "limits")
ALL = '{service_name="logwrap-doctor"}'


def doctor(logwrap, *options):
    done = logwrap.run_command([logwrap.binary, "doctor", "--json", *options])
    findings = {one["part"]: one for one in map(json.loads, done.stdout.splitlines())}
    return done.status, findings


def test_a_healthy_server_passes_and_has_the_line_that_was_pushed(logwrap, loki, tenant):
    status, found = doctor(logwrap, f"--loki-url={loki.url}", f"--loki-tenant={tenant.name}")
    assert status == 0
    assert [found[part]["health"] for part in PARTS] == ["skipped", "ok", "skipped", "ok", "ok", "ok", "ok", "ok"]
    assert "max_line_size: 256KB" in found["limits"]["details"]
    (row,) = tenant.rows(ALL)
    assert "test push" in row.line
    assert row.labels["service_name"] == "logwrap-doctor"
    labels = ", ".join(f'{name}="{value}"' for name, value in sorted(row.labels.items()))
    assert found["test push"]["details"] == [f"under {{{labels}}}"]


def test_a_tenant_that_is_missing_is_named(logwrap, loki):
    status, found = doctor(logwrap, f"--loki-url={loki.url}")
    assert status == 1
    assert found["tenant"]["health"] == "FAILED"
    assert found["tenant"]["advice"] == "set loki_tenant"
    assert found["test push"]["health"] == "skipped"


def test_ingestion_that_is_blocked_is_a_failure(logwrap, loki):
    status, found = doctor(logwrap, f"--loki-url={loki.url}", "--loki-tenant=blocked")
    assert status == 1
    assert found["test push"]["health"] == "FAILED"
    assert found["test push"]["what"].startswith("260")


def test_a_server_without_structured_metadata_is_said_to_need_it(logwrap, new_loki):
    loki = new_loki("-validation.allow-structured-metadata=false")
    status, found = doctor(logwrap, f"--loki-url={loki.url}")
    assert status == 1
    assert "structured metadata" in found["test push"]["what"]
    assert "allow structured metadata" in found["test push"]["advice"]


def test_lines_that_a_server_would_refuse_are_a_warning(logwrap, new_loki):
    loki = new_loki("-distributor.max-line-size=64KB")
    status, found = doctor(logwrap, f"--loki-url={loki.url}")
    assert status == 0
    assert found["limits"]["health"] == "warning"


def test_a_token_that_may_only_push_passes(logwrap, loki, tenant, place):
    token = place / "token"
    token.write_text("hunter2\n")
    token.chmod(0o600)
    front = Front(loki.url, authorization=["Bearer hunter2"], paths=["/loki/api/v1/push"])
    status, found = doctor(logwrap, f"--loki-url={front.url}", f"--loki-tenant={tenant.name}", f"--loki-token-file={token}")
    front.close()
    assert status == 0
    assert found["limits"]["health"] == "skipped"
    assert len(tenant.rows(ALL)) == 1
