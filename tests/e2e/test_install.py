"""The programs work from the build tree, from an install prefix, and through a symbolic link."""

import os
import pathlib
import subprocess

import pytest

from harness.logwrap import Logwrap


@pytest.fixture(scope="module")
def prefix(binary, tmp_path_factory):
    """Installed by somebody whose files are nobody else's to read unless a program says otherwise."""
    build = pathlib.Path(os.environ.get("E2E_BUILD", binary.parent.parent))
    directory = tmp_path_factory.mktemp("prefix")
    subprocess.run(["cmake", "--install", build, "--prefix", directory], check=True, stdout=subprocess.DEVNULL, umask=0o077)
    return directory


def records_and_reads(logwrap):
    ended = logwrap.run(["sh", "-c", "echo recorded; exit 4"])
    assert ended == (4, b"recorded\n", b"")
    assert logwrap.logs() == ["recorded"]


def test_from_an_install_prefix(prefix, place):
    installed = Logwrap(prefix / "bin" / "logwrap", place)
    records_and_reads(installed)
    installed.close()


def test_everybody_may_use_what_was_installed(prefix):
    closed = [path for path in prefix.rglob("*") if path.stat().st_mode & 0o044 != 0o044 or path.is_dir() and path.stat().st_mode & 0o011 != 0o011]
    assert closed == []


def test_from_a_prefix_that_was_moved(prefix, place):
    moved = place / "moved"
    subprocess.run(["cp", "-a", prefix, moved], check=True)
    installed = Logwrap(moved / "bin" / "logwrap", place)
    records_and_reads(installed)
    installed.close()


@pytest.mark.parametrize("installed", [False, True])
def test_through_a_symbolic_link(binary, prefix, place, installed):
    target = prefix / "bin" / "logwrap" if installed else binary
    link = place / "bin" / "lw"
    link.parent.mkdir()
    link.symlink_to(target)
    linked = Logwrap(link, place)
    records_and_reads(linked)
    linked.close()


def test_found_on_the_path(logwrap):
    assert logwrap.shell("logwrap -- echo found; logwrap logs").stdout == b"found\nfound\n"
