#!/usr/bin/env bash
# Records the output of real programs that test_no_false_secrets.py holds the masking of secrets against, into the directory
# that it is started in: needs a network, Debian with apt, Python 3.11 with its tests, Node.js, and an hour. Paths and
# host names are to be exchanged by hand.
set -u
run() {
  local name=$1
  shift
  timeout 900 script -qec "stty cols 120; $*" /dev/null >"$name.txt" 2>&1 </dev/null
}
logwrap=$1 # a checkout of logwrap, built
python=${2:-python3.11}
export PAGER=cat DPKG_PAGER=cat
"$python" -m venv venv

run pip-install-v "venv/bin/pip install -v --no-cache-dir numpy scipy scikit-learn xgboost lightgbm tqdm rich loguru absl-py structlog pytest hypothesis keras optuna"
run pip-list "venv/bin/pip list -v; venv/bin/pip show -f numpy scipy scikit-learn xgboost; venv/bin/pip freeze; venv/bin/pip debug -v"
run npm-install "mkdir -p npm && cd npm && npm init -y && npm install --verbose --no-audit webpack eslint jest typescript"
run npm-eslint-jest "cd npm && npx tsc --version; npx jest --version; npx webpack --help=verbose; npx eslint --help"
run npm-ls "cd npm && npm ls --all --long; npm outdated; npm view webpack --json; npm explain webpack"
run apt-install "apt-get -o Debug::pkgDPkgPM=true install --reinstall -y -q sl cowsay tree jq figlet"
run apt-cache "apt-cache dumpavail | head -c 9000000; dpkg -l; dpkg --verify; apt-cache policy; apt list --installed"
apt-cache dumpavail | tail -c +9000001 | head -c 4200000 >apt-cache-2.txt
run cmake-trace "cmake --trace-expand -S '$logwrap' -B build -G Ninja"
run ninja-commands "ninja -C '$logwrap/build/dev' -t commands"
run git-stat "git -C '$logwrap' log --stat | head -c 1500000"
run gcc-v "echo 'int main(){return 0;}' >x.cpp; g++ -v -Q -ftime-report -H -include bits/stdc++.h x.cpp -o x"
run cpython-tests "$python -m test -v test_json test_re test_dict test_list test_set test_argparse test_unittest test_logging test_urllib test_urlparse test_base64 test_hmac test_hashlib test_tokenize test_ssl test_http_cookies test_email test_zipfile test_tarfile test_ast test_typing test_dataclasses test_enum test_string test_float"
run cpython-tests-2 "$python -m test -v test_decimal test_statistics test_fractions test_random test_itertools test_collections test_functools test_datetime test_csv test_configparser test_textwrap test_codecs test_shlex test_pickle test_copy test_struct test_io test_heapq"
run numpy-tests "venv/bin/python -m pytest --pyargs numpy -v --color=yes -k 'test_multiarray or test_umath or linalg or random or test_numeric'"
run sklearn-tests "venv/bin/python -m pytest --pyargs sklearn.linear_model sklearn.tree sklearn.metrics sklearn.cluster -v --color=yes"
cat >train.py <<'PYTHON'
import sys, json, time, logging, warnings
import numpy as np
from sklearn.datasets import make_classification, load_digits
from sklearn.ensemble import RandomForestClassifier, GradientBoostingClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
import xgboost, lightgbm, optuna
from tqdm import tqdm
logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(levelname)s %(name)s:%(lineno)d %(message)s")
X, y = make_classification(20000, 40, n_informative=12, random_state=0)
GradientBoostingClassifier(n_estimators=300, verbose=2, max_depth=2).fit(X[:3000], y[:3000])
MLPClassifier(verbose=True, max_iter=100).fit(X[:4000], y[:4000])
RandomForestClassifier(300, verbose=3, n_jobs=1, max_depth=4).fit(X[:2000], y[:2000])
GridSearchCV(LogisticRegression(max_iter=200), {"C": list(np.logspace(-3, 3, 40)), "tol": [1e-3, 1e-4, 1e-5]}, verbose=4).fit(X[:800], y[:800])
d = xgboost.DMatrix(X, y)
xgboost.train({"max_depth": 3, "eval_metric": ["logloss", "error", "auc"]}, d, 2000, evals=[(d, "train")], verbose_eval=1)
lightgbm.train({"objective": "binary", "verbosity": 2, "num_leaves": 7}, lightgbm.Dataset(X, y), 1500, valid_sets=[lightgbm.Dataset(X, y)], callbacks=[lightgbm.log_evaluation(1)])
def objective(t):
    x = t.suggest_float("x", -10, 10); z = t.suggest_categorical("z", ["a", "b"]); return x * x + (z == "a")
optuna.create_study().optimize(objective, n_trials=300)
for e in range(40):
    for i in tqdm(range(300), desc=f"epoch {e}"): time.sleep(0.0005)
    print(json.dumps({"epoch": e, "loss": 1 / (e + 1), "acc": 1 - 1 / (e + 2)}), flush=True)
PYTHON
run training "venv/bin/python train.py"
cat >loggers.py <<'PYTHON'
import os
os.environ["KERAS_BACKEND"] = "numpy"
import logging
logging.basicConfig(level=logging.DEBUG)
from loguru import logger
import structlog
from rich.console import Console
from rich.table import Table
from rich.progress import track
import sklearn, sklearn.utils
from sklearn.utils.estimator_checks import parametrize_with_checks
for i in range(3000): logger.info("step {} loss {:.5f} lr {:.2e}", i, 1 / (i + 1), 3e-4)
log = structlog.get_logger()
for i in range(3000): log.info("step", n=i, loss=1 / (i + 1), host="gpu-node-17", path="/scratch/run-42/checkpoints/step-000123.pt")
c = Console(force_terminal=True)
for k in range(60):
    t = Table(title=f"epoch {k}")
    for n in ("name", "value", "delta"): t.add_column(n)
    for i in range(20): t.add_row(f"layer.{i}.weight", f"{i / 7:.6f}", f"{-i / 9:.3e}")
    c.print(t)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import LogisticRegression
for k in range(30): print(make_pipeline(StandardScaler(), LogisticRegression())._repr_html_())
PYTHON
run loggers "venv/bin/python loggers.py"
for file in *.txt; do xz -9e -k "$file"; done
