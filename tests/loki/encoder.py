"""The client's core, as tests/loki/encode.cpp makes it a program."""

import json
import os
import pathlib
import subprocess
import typing

BUILD = pathlib.Path(os.environ.get("E2E_BUILD", pathlib.Path(__file__).resolve().parents[2] / "build" / "dev"))
PROGRAM = BUILD / "bin" / "loki_encode"


class Judgement(typing.NamedTuple):
    verdict: str
    refused: int
    behind: int


def record(ts, seq, line="line", **more):
    return {"ts": str(ts), "seq": seq, "stream": "stdout", "kind": "log", "line": line, **more}


def _journal(records):
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records)


def body(records, changes="", **attributes):
    """The body of the push that sends the records, all of one stream."""
    words = [f"{name}={value}" for name, value in attributes.items()]
    return subprocess.run([PROGRAM, "body", changes, *words], input=_journal(records), stdout=subprocess.PIPE, check=True).stdout


def judged(answer, records):
    """What the client makes of the answer to that push."""
    ran = subprocess.run([PROGRAM, "judge", str(answer.status)], input=_journal(records) + b"--\n" + answer.body.encode(),
                         stdout=subprocess.PIPE, check=True)
    verdict, refused, behind = ran.stdout.split()
    return Judgement(verdict.decode(), int(refused), int(behind))
