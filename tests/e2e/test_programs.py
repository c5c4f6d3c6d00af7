"""Interactive programs people use, under logwrap at a terminal: they work, end cleanly, and leave the terminal as it was."""

import sys

import pytest

from harness.waiting import eventually


def ends_cleanly(session, status=0):
    assert session.wait() == status
    assert session.modes() == session.initial_modes


def test_pdb_steps_through_a_program(logwrap):
    (logwrap.work / "job.py").write_text("total = 0\nfor n in range(3):\n    total += n\nbreakpoint()\nprint('total', total)\n")
    session = logwrap.at_terminal([sys.executable, "job.py"])
    session.expect(rb"\(Pdb\) ")
    session.send(b"p total * 100\r")
    session.expect(rb"300\r\n")
    session.expect(rb"\(Pdb\) ")
    session.send(b"c\r")
    session.expect(rb"total 3\r\n")
    ends_cleanly(session)
    assert logwrap.lines()[-1] == "total 3"


def test_python_with_readline_edits_and_recalls_lines(logwrap):
    session = logwrap.at_terminal([sys.executable, "-q"])
    session.expect(rb">>> ")
    session.send(b"6*8\x1b[D\x7f\r")  # left, rubout: 68
    session.expect(rb"\n68\r\n")
    session.expect(rb">>> ")
    session.send(b"\x1b[A\x1b[F + 1\r")  # up, end
    session.expect(rb"\n69\r\n")
    session.expect(rb">>> ")
    session.send(b"\x04")
    ends_cleanly(session)


def test_a_password_is_neither_echoed_nor_recorded(logwrap):
    secret = b"correct-horse-battery"
    program = "import getpass; word = getpass.getpass('Password: '); print('length', len(word))"
    session = logwrap.at_terminal([sys.executable, "-c", program])
    session.expect(rb"Password: ")
    session.send(secret + b"\r")
    session.expect(b"length %d\r\n" % len(secret))
    ends_cleanly(session)
    assert secret not in session.output()
    assert secret not in logwrap.journal().raw()
    assert logwrap.lines() == ["Password: ", f"length {len(secret)}"]


def test_vim_edits_a_file_and_nothing_of_its_screen_is_recorded(logwrap):
    session = logwrap.at_terminal(["vim", "-u", "NONE", "-i", "NONE", "note.txt"])
    session.expect(rb"note\.txt")
    session.send(b"iwritten under logwrap\x1b:wq\r")
    ends_cleanly(session)
    assert (logwrap.work / "note.txt").read_text() == "written under logwrap\n"
    assert not [line for line in logwrap.lines() if "written under logwrap" in line or line == "~"]


def test_less_pages_and_quits(logwrap):
    (logwrap.work / "long.txt").write_text("".join(f"row {i}\n" for i in range(500)))
    session = logwrap.at_terminal(["less", "long.txt"])
    session.expect(rb"row 5\r\n")
    session.send(b"G")
    session.expect(rb"row 499")
    session.send(b"q")
    ends_cleanly(session)


def test_htop_quits_cleanly(logwrap):
    session = logwrap.at_terminal(["htop"], rows=30, columns=100)
    session.expect(rb"F10")
    session.send(b"q")
    ends_cleanly(session)
    assert not [line for line in logwrap.lines() if "F10" in line]


def test_a_second_terminal_program_after_the_first_finds_its_modes(logwrap):
    (logwrap.work / "long.txt").write_text("".join(f"row {i}\n" for i in range(500)))
    session = logwrap.at_terminal(["sh", "-c", "less -X long.txt; stty -a | grep -o -- '-\\?icanon'"])
    session.expect(rb"row 5\r\n")
    session.send(b"q")
    session.expect(rb"[^-]icanon")
    ends_cleanly(session)


@pytest.mark.parametrize("library", ["tqdm", "rich"])
def test_a_bar_at_a_terminal_is_recorded_once_in_its_final_state(logwrap, library):
    programs = {
        "tqdm": "from tqdm import tqdm\nfor _ in tqdm(range(3000), desc='work', mininterval=0): pass\nprint('done')",
        "rich": "from rich.progress import track\nfor _ in track(range(300), description='work'): pass\nprint('done')",
    }
    session = logwrap.at_terminal([sys.executable, "-c", programs[library]], rows=30, columns=100)
    ends_cleanly(session)
    bars = [line for line in logwrap.lines() if "work" in line]
    assert len(bars) == 1 and "100%" in bars[0]
    assert logwrap.lines()[-1] == "done"


def test_a_program_that_turns_echo_off_itself_leaves_the_outer_terminal_alone(logwrap):
    session = logwrap.at_terminal(["sh", "-c", "stty -echo; echo ready; read word; stty echo; echo word=$word"])
    session.expect(rb"ready")
    eventually(session.is_raw, "raw mode outside")
    session.send(b"unseen\r")
    session.expect(rb"word=unseen\r\n")
    ends_cleanly(session)
    assert session.output().count(b"unseen") == 1
