"""In the output of real programs nothing is taken for a secret that is none.

tests/e2e/no_secrets has more than 20 MB of it, each program's recorded from a terminal of 120 columns; paths and host names
in it were exchanged afterwards. tests/e2e/no_secrets/record.sh records it anew."""

import lzma
import pathlib

import pytest

PLACE = pathlib.Path(__file__).parent / "no_secrets"
PROGRAMS = {
    "apt-cache": "apt-cache dumpavail (its first 9 MB), dpkg -l, dpkg --verify, apt-cache policy, apt list --installed",
    "apt-cache-2": "apt-cache dumpavail (the next 4 MB)",
    "apt-install": "apt-get install --reinstall with Debug::pkgDPkgPM",
    "cmake-trace": "cmake --trace-expand of logwrap",
    "cpython-tests": "CPython 3.11's test suite with -v: test_json, test_re, test_ssl, test_hashlib, test_email and 20 more",
    "cpython-tests-2": "the same: test_decimal, test_random, test_pickle, test_io and 14 more",
    "gcc-v": "g++ -v -Q -H -ftime-report of the whole standard library",
    "git-stat": "git log --stat",
    "loggers": "a training loop through loguru, structlog, rich's tables, and scikit-learn's estimators as HTML",
    "ninja-commands": "ninja -t commands of logwrap",
    "npm-eslint-jest": "tsc, jest, webpack and eslint",
    "npm-install": "npm install --verbose of webpack, eslint, jest and typescript",
    "npm-ls": "npm ls --all --long, npm outdated, npm view, npm explain",
    "numpy-tests": "pytest -v of numpy's own tests",
    "pip-install-v": "pip install -v of numpy, scipy, scikit-learn, xgboost, lightgbm, tqdm, rich, loguru, keras, optuna and more",
    "pip-list": "pip list -v, pip show -f, pip freeze, pip debug",
    "sklearn-tests": "pytest -v of scikit-learn's own tests",
    "training": "scikit-learn, XGBoost, LightGBM and Optuna trainings, verbose; tqdm; metrics as JSON",
}


def test_the_list_of_programs_is_whole_and_their_output_large_enough():
    assert {path.name.removesuffix(".txt.xz") for path in PLACE.glob("*.xz")} == set(PROGRAMS)
    assert sum(len(lzma.decompress(path.read_bytes())) for path in PLACE.glob("*.xz")) > 20_000_000


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_nothing_is_masked_in_what_programs_print(logwrap, program):
    output = logwrap.place / "output"
    output.write_bytes(lzma.decompress((PLACE / f"{program}.txt.xz").read_bytes()))
    assert logwrap.run(["cat", output], options=["--passthrough", "none"]).status == 0
    counts = logwrap.journal().info()["counts"]
    assert counts["recorded"] > 0
    assert counts["masked"] == 0, [line for line in logwrap.lines() if "***" in line]
