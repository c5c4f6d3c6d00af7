"""What libvterm's own test scripts write to a terminal, rendered and compared with tmux. The scripts come in Debian's source
package, once, into ~/.cache/logwrap; where apt has no such source these tests are skipped."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import oracle
from borrowed import CACHE, rendered

VERSION = "0.1.4"
PLACE = CACHE / f"libvterm-{VERSION}"
ROWS, COLUMNS = 25, 80

NO_UTF8 = "bytes above 0x7F that are no UTF-8 stay to be seen as U+FFFD"
PATTERN = "the alignment pattern (ESC # 8) is no text"
REGION = "what scrolls out of a region below the top is gone; tmux puts it into its history"
REPEATED = "tmux repeats (REP) ASCII only, and no further than the margin"
DIFFERENT = {
    ("02parser", 0): NO_UTF8,
    ("14state_encoding", 1): "tmux does not know the British character set",
    ("14state_encoding", 3): NO_UTF8,
    ("14state_encoding", 4): NO_UTF8,
    ("14state_encoding", 5): NO_UTF8,
    ("14state_encoding", 6): NO_UTF8,
    ("20state_wrapping", 1): "a row that was wrapped to is printed anew from its beginning: for us a line of its own",
    ("31state_rep", 3): REPEATED,
    ("31state_rep", 4): REPEATED,
    ("31state_rep", 5): REPEATED,
    ("31state_rep", 6): REPEATED,
    ("61screen_unicode", 4): "tmux keeps fewer marks of a character",
    ("62screen_damage", 5): REGION,
    ("90vttest_01-movement-1", 0): PATTERN,
    ("90vttest_01-movement-2", 0): REGION,
    ("90vttest_02-screen-3", 0): "tmux goes to the screen's home, not the region's",
}


def sources_of_the_system(folder):
    """The system's lists of packages, as lists of sources."""
    parts = folder / "parts"
    parts.mkdir(parents=True)
    for path in [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]:
        if path.suffix in (".list", ".sources") and path.is_file():
            text = re.sub(r"^deb ", "deb-src ", path.read_text(), flags=re.MULTILINE)
            (parts / path.name).write_text(re.sub(r"^Types:.*$", "Types: deb-src", text, flags=re.MULTILINE))
    return parts


@pytest.fixture(scope="module")
def scripts():
    if not (PLACE / "t").is_dir():
        with tempfile.TemporaryDirectory() as folder:
            lists = Path(folder) / "lists"
            lists.mkdir()
            options = ["-q", "-o", "Dir::Etc::sourcelist=/dev/null", "-o", f"Dir::Etc::sourceparts={sources_of_the_system(Path(folder))}",
                       "-o", f"Dir::State::lists={lists}", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User=root"]
            subprocess.run(["apt-get", *options, "update"], capture_output=True)
            got = subprocess.run(["apt-get", *options, "source", "--download-only", "libvterm"], cwd=folder, capture_output=True, text=True)
            archive = Path(folder) / f"libvterm_{VERSION}.orig.tar.gz"
            if not archive.exists():
                pytest.skip(f"the source of libvterm {VERSION} cannot be had from apt: {got.stderr.strip()[-300:]}")
            PLACE.mkdir(parents=True, exist_ok=True)
            subprocess.run(["tar", "xzf", archive, "-C", PLACE, "--strip-components=1", f"libvterm-{VERSION}/t"], check=True)
    return sorted((PLACE / "t").glob("*.test"))


def bytes_of(expression):
    """The scripts' texts are Perl's."""
    return bytes.fromhex(subprocess.run(["perl", "-e", 'print unpack("H*", eval($ARGV[0]))', expression],
                                        check=True, capture_output=True, text=True).stdout)


def sessions(script):
    """What it writes between two resets, until it changes the screen's size."""
    written = [b""]
    for line in script.read_text().splitlines():
        if line.startswith("RESIZE"):
            return written[:-1]
        if line.startswith("RESET") and written[-1]:
            written.append(b"")
        if push := re.match(r"PUSH\s+(.*)", line):
            written[-1] += bytes_of(push[1])
    return written


def test_what_libvterms_scripts_write_is_what_tmux_shows(scripts, tmp_path):
    different = set()
    for script in scripts:
        for number, written in enumerate(sessions(script)):
            (tmp_path / "written").write_bytes(written)
            ours = oracle.lines(rendered(tmp_path / "written", ROWS, COLUMNS))
            if written and ours != oracle.lines(oracle.shown_by_tmux(written, ROWS, COLUMNS)):
                different.add((script.stem, number))
    assert different == set(DIFFERENT)
