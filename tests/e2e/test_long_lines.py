"""Lines of any length are recorded whole, in bounded memory."""

import json
import sys

from harness import processes

MEGABYTE = 1_000_000
MEMORY_KIB = 64 * 1024  # of all of logwrap's processes together
PIECE_BYTES = 256 * 1024


def largest_memory_of(started):
    """The most that logwrap's processes took together at any look, in KiB, until logwrap ended."""
    largest = 0
    while started.poll() is None:
        family = [started.pid] + [one.pid for one in processes.descendants(started.pid) if one.name.startswith("logwrap")]
        largest = max(largest, sum(processes.memory_kib(pid) for pid in family))
    return largest


def test_a_line_of_twenty_thousand_characters_is_one_record(logwrap):
    text = "".join(f"{i:05d}" for i in range(4000))
    logwrap.run(["printf", "%s\n", text])
    assert logwrap.lines() == [text]


def test_a_long_line_of_wide_characters_is_one_record(logwrap):
    text = "学習" * 3000
    logwrap.run(["printf", "%s\n", text])
    assert logwrap.lines() == [text]


def test_a_line_of_100_megabytes_is_recorded_in_pieces_and_in_bounded_memory(logwrap):
    program = f"import sys\nfor i in range(100): sys.stdout.write(chr(97 + i % 26) * {MEGABYTE})\nprint()\nprint('end')"
    with open("/dev/null", "wb") as nowhere:
        started = logwrap.start([sys.executable, "-c", program], stdout=nowhere)
        largest = largest_memory_of(started)
    assert started.returncode == 0
    assert 0 < largest < MEMORY_KIB
    check_pieces(logwrap.journal())


def check_pieces(run):
    """The pieces are read one by one: the line is too long to be held often."""
    position, pieces = 0, []
    for segment in run.segments():
        with open(segment, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if record["kind"] != "event":
                    pieces.append((len(record["line"]), record.get("continued", False)))
                    position = check_text(record["line"], position)
    assert pieces.pop() == (3, False)
    assert sum(length for length, _ in pieces) == 100 * MEGABYTE
    assert all(length <= PIECE_BYTES for length, _ in pieces)
    assert [continued for _, continued in pieces] == [True] * (len(pieces) - 1) + [False]


def check_text(text, position):
    """Compares the ends of a piece with what the job printed at its place; `end` comes last."""
    if text != "end":
        assert text[0] == chr(97 + position // MEGABYTE % 26)
        assert text[-1] == chr(97 + (position + len(text) - 1) // MEGABYTE % 26)
    return position + len(text)
