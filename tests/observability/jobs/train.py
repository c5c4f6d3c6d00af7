"""Small jobs that print what real programs print when something is wrong, and one with which nothing is.

    train.py FAULT
"""

import json
import logging
import sys
import time
import warnings

logging.basicConfig(format="%(asctime)s %(levelname)-8s %(message)s", level=logging.INFO)
log = logging.getLogger("train")


def healthy():
    """Nothing is wrong here, though nearly every word of the rules is there."""
    log.info("NCCL INFO Bootstrap : Using eth0:10.0.0.1<0>")
    log.info("error feedback is on, failed steps so far: 0, ECC errors: 0")
    log.info("loss scale 65536, nanosecond timers, inference every 10 epochs, infinite data loader")
    log.info("Timeout(ms)=600000 for collectives; out-of-memory handling: abort")
    warnings.warn("lr_scheduler.step() before optimizer.step()", stacklevel=1)
    for epoch in range(1, 30):
        print(f"Train Epoch: {epoch} [640/60000 (1%)]\tloss={1 / epoch:.4f}", flush=True)
        best = 1 / (epoch - 1) if epoch > 1 else float("inf")
        print(json.dumps({"epoch": epoch, "loss": 1 / epoch, "best_loss": best, "nan_batches": 0}), flush=True)


def errors():
    log.error("could not write checkpoint /scratch/ckpt-3.pt, trying again in 30 s")


def traceback():
    raise ValueError("Expected input batch_size (32) to match target batch_size (31).")


def many_warnings():
    for step in range(40):
        log.info("step %d", step)
    for step in range(20):
        log.warning("step %d: gradient norm %d is clipped", step, 100 + step)


def nan_in_metadata():
    print(json.dumps({"epoch": 3, "train_loss": float("nan"), "lr": 0.1}), flush=True)


def nan_in_a_line():
    print("Train Epoch: 2 [640/60000 (1%)]\tloss=nan", flush=True)


def nan_in_the_line_of_another_loss():
    print("epoch 2: train_loss=nan val_loss: 0.41", flush=True)


def nan_in_a_printed_tensor():
    print("step 300 loss tensor(nan, device='cuda:0', grad_fn=<NllLossBackward0>)", flush=True)


def infinite_loss():
    print("epoch 2: loss: inf, accuracy: 0.1", flush=True)


def gpu_memory():
    class OutOfMemoryError(RuntimeError):  # as torch calls it
        __module__ = "torch"
        __qualname__ = "OutOfMemoryError"

    raise OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.15 GiB of which "
                           "1.21 GiB is free. Process 12345 has 77.93 GiB memory in use.")


def gpu_memory_of_jax():
    log.warning("jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 17179869184 bytes.")


def host_memory_by_slurm():
    print("slurmstepd: error: Detected 1 oom_kill event in StepId=4711.0. Some of the step tasks have been OOM Killed.",
          file=sys.stderr, flush=True)


def loader_killed():
    raise RuntimeError("DataLoader worker (pid 8842) is killed by signal: Killed.")


def nccl():
    print("[rank3]:[E1128 10:11:12.123456789 ProcessGroupNCCL.cpp:616] [Rank 3] Watchdog caught collective operation timeout: "
          "WorkNCCL(SeqNum=42, OpType=ALLREDUCE, NumelIn=25557032, NumelOut=25557032, Timeout(ms)=600000) ran for 600029 "
          "milliseconds before timing out.", file=sys.stderr, flush=True)


def nccl_remote():
    raise RuntimeError("NCCL error in: ../torch/csrc/distributed/c10d/NCCLUtils.hpp:275, remote process exited or there was a "
                       "network error, NCCL version 2.20.5\nncclRemoteError: A call failed possibly due to a network error")


def gloo():
    raise RuntimeError("[/opt/conda/conda-bld/pytorch_1544199946412/work/third_party/gloo/gloo/transport/tcp/pair.cc:543] "
                       "Connection closed by peer [10.0.0.252]:16575")


def ecc():
    raise RuntimeError("CUDA error: uncorrectable ECC error encountered\nCUDA kernel errors might be asynchronously reported")


def xid():
    print("[ 8012.341] NVRM: Xid (PCI:0000:3b:00): 79, pid=8842, GPU has fallen off the bus.", file=sys.stderr, flush=True)


def fails():
    print("no space left for the checkpoint", flush=True)
    sys.exit(3)


def is_recorded():
    print("one line", flush=True)


def is_interrupted():
    waits()


def waits():
    """Prints once and never again."""
    print("waiting for the other ranks", flush=True)
    time.sleep(600)


def hangs():
    """Until somebody says something."""
    print("waiting for a lock", flush=True)
    sys.stdin.readline()
    print("goes on", flush=True)


def loses():
    """A million lines on a word, and one more on another, so that who records can be held up meanwhile."""
    print("ready", flush=True)
    for word in sys.stdin:
        sys.stdout.write("".join(f"{number}\n" for number in range(1_000_000)) if word == "flood\n" else "last\n")
        sys.stdout.flush()
        print("printed", file=sys.stderr, flush=True)
        if word != "flood\n":
            break


globals()[sys.argv[1]]()
