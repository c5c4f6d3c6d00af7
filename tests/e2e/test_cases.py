"""Every folder of cases/ is a test. `cmd` is run by sh in an empty directory with logwrap on the PATH and CASE naming the
folder; `in`, where there is one, is its stdin. Then `logwrap logs` shows what `expect` holds. expect.stdout, expect.stderr
and expect.status are compared where they are there; else stdout and stderr may be anything, and the status is 0."""

import pathlib

import pytest

CASES = sorted(path.parent for path in pathlib.Path(__file__).with_name("cases").glob("*/cmd"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(logwrap, case):
    logwrap.env["CASE"] = str(case)
    given = case / "in"
    ended = logwrap.run_command(["sh", case / "cmd"], given=given.read_bytes() if given.exists() else None)
    shown = logwrap.run_command([logwrap.binary, "logs"])
    for name, found in (("expect", shown.stdout), ("expect.stdout", ended.stdout), ("expect.stderr", ended.stderr)):
        if (case / name).exists():
            assert found.decode("utf-8").splitlines() == (case / name).read_text(encoding="utf-8").splitlines(), name
    status = case / "expect.status"
    assert ended.status == (int(status.read_text()) if status.exists() else 0), ended
