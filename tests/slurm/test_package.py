"""The package, installed as an administrator installs it: one package and one line in plugstack.conf."""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINE = "optional /usr/lib/slurm/logwrap_spank.so logwrap=/usr/bin/logwrap"


@pytest.fixture(scope="session")
def package(binary, plugin, tmp_path_factory):
    build = os.environ.get("E2E_BUILD", binary.parent.parent)
    made = subprocess.run([ROOT / "scripts" / "package", str(build), "--into", tmp_path_factory.mktemp("package")], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, umask=0o077)
    assert made.returncode == 0, made.stderr
    return pathlib.Path(made.stdout.strip())


@pytest.fixture(scope="session")
def slurm(new_cluster, package):
    tried = subprocess.run(["unshare", "--mount", "sh", "-ec", "mount -t tmpfs none /mnt; mkdir /mnt/u /mnt/w; mount -t overlay -o "
                            "lowerdir=/usr,upperdir=/mnt/u,workdir=/mnt/w none /usr"], stderr=subprocess.PIPE, text=True)
    if tried.returncode != 0:
        pytest.skip(f"no overlay to install into: {tried.stderr.strip()}")
    cluster = new_cluster(package=package, plugstack=LINE,
                          more="Epilog=/usr/libexec/logwrap/slurm/epilog\nProlog=/usr/libexec/logwrap/slurm/prolog\n")
    cluster.anna.opt_in()
    return cluster


def test_the_package_says_what_it_needs(package):
    fields = subprocess.run(["dpkg-deb", "-f", package], stdout=subprocess.PIPE, text=True, check=True).stdout
    depends = next(line for line in fields.splitlines() if line.startswith("Depends: "))
    for library in ("libc6", "libstdc++6", "libsnappy1", "libcurl4"):
        assert library in depends
    assert "Package: logwrap\n" in fields


def test_all_that_the_documents_name_is_in_it(package):
    listed = subprocess.run(["dpkg-deb", "-c", package], stdout=subprocess.PIPE, text=True, check=True).stdout
    files = {line.split()[5].removeprefix("./"): line.split()[0] for line in listed.splitlines()}
    for name in ("usr/bin/logwrap", "usr/libexec/logwrap/logwrapctl", "usr/libexec/logwrap/slurm/epilog",
                 "usr/libexec/logwrap/slurm/prolog", "usr/libexec/logwrap/slurm/task_prolog"):
        assert files[name] == "-rwxr-xr-x", name
    for name in ("usr/lib/slurm/logwrap_spank.so", "usr/share/logwrap/slurm/plugstack.conf", "usr/share/logwrap/slurm/example.sbatch",
                 "usr/share/doc/logwrap/slurm.md", "usr/share/doc/logwrap/README.md"):
        assert files[name].startswith("-rw-r--r--"), name
    assert {mode for name, mode in files.items() if name.endswith("/")} == {"drwxr-xr-x"}  # whatever root's umask was
    assert not [name for name, mode in files.items() if "s" in mode[1:] or mode[8] == "w"]  # nothing setuid, nothing for all to write


def test_the_line_in_the_package_is_the_one_that_works(slurm, anna):
    shown = slurm.admin(["grep", "^[^#]", "/usr/share/logwrap/slurm/plugstack.conf"])
    assert shown.stdout.decode().strip() == LINE


def test_the_example_is_recorded_through_what_was_installed(slurm, anna):
    given = anna.run(["sbatch", "--wait", "--parsable", "/usr/share/logwrap/slurm/example.sbatch"])
    assert given.status == 0, given
    job = given.stdout.decode().strip()
    (run,) = anna.runs_of(job)
    assert run.info()["labels"]["service_name"] == "example"
    assert run.lines()[1:3] == ["epoch 1: 100%", '{"epoch": 1, "loss": 0.500}']
    shown = anna.run(["/usr/bin/logwrap", "metrics", "--format", "csv", "--y", "loss", run.id])
    assert shown.status == 0 and shown.stdout.count(b"\n") == 6


def test_the_prolog_makes_a_directory_for_each_user(slurm, anna, bert):
    def admin(script):
        ran = slurm.admin(["sh", "-ec", script])
        assert ran.status == 0, ran
        return ran.stdout.decode()

    admin("mkdir -p /etc/logwrap; echo 'state_dir: /var/lib/logwrap/%u' > /etc/logwrap/config.yaml")
    try:
        number = anna.batch("echo on a disk of the node").id
        assert anna.run(["logwrap", "logs", str(number)]).stdout == b"on a disk of the node\n"
        assert admin("stat -c '%n %u %a' /var/lib/logwrap /var/lib/logwrap/*").splitlines() == [
            "/var/lib/logwrap 0 755", f"/var/lib/logwrap/{anna.uid} {anna.uid} 700"]
        assert bert.run(["ls", f"/var/lib/logwrap/{anna.uid}"]).status != 0
        assert bert.run(["mkdir", f"/var/lib/logwrap/{bert.uid}"]).status != 0
        # Where others may write nothing is made: it could be made anywhere.
        admin("chmod 777 /var/lib/logwrap")
        assert bert.batch("true").exit_code == "0:0"
        assert str(bert.uid) not in admin("ls /var/lib/logwrap")
    finally:
        admin("rm -r /etc/logwrap")


def test_removed_it_leaves_jobs_as_they_were(slurm, anna):
    """In the order that docs/slurm.md has: Slurm's configuration first. A prolog that is not there would drain the node."""
    configuration = slurm.dir / "etc" / "slurm.conf"
    kept = [line for line in configuration.read_text().splitlines(keepends=True) if not line.startswith(("Epilog=", "Prolog="))]
    configuration.write_text("".join(kept))
    assert slurm.admin(["scontrol", "reconfigure"]).status == 0
    assert slurm.admin(["dpkg", "--log=/dev/null", "-r", "logwrap"]).status == 0
    before = len(anna.runs())
    job = anna.batch("echo without; exit 3")
    assert (job.exit_code, job.output()) == ("3:0", b"without\n")
    assert len(anna.runs()) == before
