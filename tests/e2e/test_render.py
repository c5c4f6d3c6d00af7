"""Recordings of real programs come out of `logwrap render` as a person saw them, however the bytes are cut."""

import pathlib

import pytest

RECORDINGS = pathlib.Path(__file__).resolve().parents[1] / "recordings"
CHUNKS = [1, 7, 4095, 65536]


def names(pattern):
    found = sorted(path.stem for path in RECORDINGS.glob(pattern))
    assert found, f"no recordings in {RECORDINGS}"
    return found


def rendered(logwrap, name, chunk):
    rows, columns = (RECORDINGS / f"{name}.size").read_text().split()
    command = [logwrap.binary, "render", RECORDINGS / f"{name}.raw", "--size", f"{rows}x{columns}", "--chunk", str(chunk)]
    ended = logwrap.run_command(command)
    assert ended.status == 0 and ended.stderr == b""
    return ended.stdout.decode("utf-8")


@pytest.mark.parametrize("chunk", CHUNKS)
@pytest.mark.parametrize("name", names("*.expected"))
def test_a_recording_is_rendered_as_it_was_seen(logwrap, name, chunk):
    assert rendered(logwrap, name, chunk) == (RECORDINGS / f"{name}.expected").read_text(encoding="utf-8")


@pytest.mark.parametrize("chunk", CHUNKS)
def test_a_hostile_recording_is_rendered_to_its_end(logwrap, chunk):
    assert rendered(logwrap, "robust_only", chunk).splitlines()[-1] == "end of robust"


def test_render_reads_stdin(logwrap):
    ended = logwrap.run_command([logwrap.binary, "render", "--size", "24x80"], given=b"1%\r100%\r\n\x1b[31mred\x1b[0m\ttab  \r\n")
    assert ended.stdout == b"100%\nred     tab\n"


def test_render_can_give_lines_as_they_would_be_recorded(logwrap):
    given = b"\x1b[31mred\x1b[0m\ttab  \r\n"
    ended = logwrap.run_command([logwrap.binary, "render", "--size", "24x80", "--records"], given=given)
    assert b"red\ttab  " in ended.stdout
