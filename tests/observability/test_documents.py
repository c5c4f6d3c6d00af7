"""Each LogQL query in the project's documents gives something on a real Loki that real runs were sent to."""

import getpass
import json
import os
import re
import subprocess
import sys
import time

import pytest
from harness.logwrap import Logwrap
from harness.waiting import CAP, eventually

from deploy import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("deploy/*/README.md"))]
RUN = "20261122-030405-abcdefgh"  # as the documents name one

TRAIN = r"""
import json, logging, sys, time
log = logging.getLogger("train")
logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
for epoch in range(1, 4):
    print(json.dumps({"epoch": epoch, "loss": 1 / epoch}), flush=True)
    print(f"epoch {epoch}: loss {1 / epoch:.3f}", flush=True)
log.error("could not write the checkpoint")
print("\r 45%|####     | 45/100 [00:10<00:12,  4.50it/s]", end="", file=sys.stderr, flush=True)
sys.stdin.readline()
raise ValueError("the loss is not finite")
"""

POD = r"""
print("2026-03-19T08:51:02Z INFO     Train Epoch: 1 [55040/60000 (92%)]\tloss=0.6565", flush=True)
print("RuntimeError: Error of a kind that is retried", flush=True)
"""


def queries():
    for document in DOCUMENTS:
        for block in re.findall(r"^```logql\n(.*?)^```$", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            yield document, block.strip()


def test_no_query_hides_from_these_tests():
    """A block that looks like LogQL is marked as one."""
    for document in DOCUMENTS:
        for mark, block in re.findall(r"^```(\w*)\n(.*?)^```$", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            assert mark == "logql" or not re.search(r'^\{\w+ ?=~?"|\(\{\w+ ?=~?"', block, re.MULTILINE), (document, block)


@pytest.fixture(scope="module")
def filled(new_loki, binary, tmp_path_factory):
    """(what can be asked, the id of rank 0's run): the runs of which the documents speak."""
    logwrap = Logwrap(binary, tmp_path_factory.mktemp("documents"))
    tenant = new_loki("-auth.enabled=true").tenant("documents")
    logwrap.env.update(LOGWRAP_LOKI_URL=tenant.loki.url, LOGWRAP_LOKI_TENANT=tenant.name, LOGWRAP_DRAIN="1m")
    ids = train(logwrap, tenant)
    pods(logwrap)
    yield tenant, ids["0"]
    logwrap.close()


def train(logwrap, tenant):
    """Two ranks of job 4711 that stall, go on, and fail."""
    (logwrap.work / "train.py").write_text(TRAIN, encoding="utf-8")
    ranks = {}
    for rank in ("0", "3"):
        env = {**logwrap.env, "SLURM_JOB_ID": "4711", "SLURM_JOB_NAME": "train.py", "RANK": rank, "WORLD_SIZE": "4",
               "LOGWRAP_STALL": "3s", "LOGWRAP_PROGRESS": "1s", "LOGWRAP_STATE_DIR": f"{logwrap.state}-{rank}"}
        ranks[rank] = logwrap.start([sys.executable, "train.py"], env=env, stdin=subprocess.PIPE)
    told = '{service_name="train.py"} | event=~"stall|progress"'
    eventually(lambda: len({(row.metadata["run_id"], row.metadata["event"]) for row in tenant.rows(told)}) == 4,
               "both ranks told of, in Loki")
    for process in ranks.values():
        process.communicate(b"go on\n", timeout=CAP)
        assert process.returncode == 1
    return {rank: os.listdir(f"{logwrap.state}-{rank}/runs")[0] for rank in ranks}


def pods(logwrap):
    (logwrap.work / "mnist.py").write_text(POD, encoding="utf-8")
    for number, pod in enumerate(("pytorch-simple-master-0", "pytorch-simple-worker-0")):
        env = {**logwrap.env, "POD_NAMESPACE": "research", "POD_NAME": pod, "APP": "pytorch-simple", "CONTAINER_NAME": "pytorch",
               "NODE_NAME": "node-7", "RANK": str(number), "WORLD_SIZE": "2",
               "LOGWRAP_PATTERNS": r"<_> INFO     Train Epoch: <epoch> [<step>/<_> (<percent>%)]\tloss=<loss>"}
        assert logwrap.run([sys.executable, "mnist.py"], env=env).status == 0


@pytest.mark.parametrize("document, query", queries(), ids=lambda part: part[:60] if isinstance(part, str) else part.stem)
def test_a_query_of_the_documents_finds_something(filled, document, query):
    tenant, run = filled
    now = time.time_ns()
    for theirs, ours in ((RUN, run), ('user="ada"', f'user="{getpass.getuser()}"')):
        query = query.replace(theirs, ours)
    parameters = {"query": query, "start": now - 3600 * 10**9, "end": now + 10**9, "step": "10"}
    result = tenant.get("query_range", **parameters)["result"]
    assert result, query
    assert "__error__" not in json.dumps([one.get("stream", one.get("metric")) for one in result])
