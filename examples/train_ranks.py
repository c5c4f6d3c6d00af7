#!/usr/bin/python3
"""Trains a model data-parallel over several ranks, as torchrun starts them: each has a part of the data, and after every step the
gradients of all are averaged. It knows nothing of logwrap, and needs Python only.

The model is a line, y = w x + b, and the averaging goes over TCP by way of rank 0; what is real about it is what it prints, and
that the ranks wait for one another. Environment: RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT.
"""

import json
import os
import random
import socket
import struct
import sys
import time

RANK, WORLD_SIZE = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
MASTER = (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]))
PAIR = struct.Struct("!dd")
EPOCHS, STEPS, BATCH, RATE = 3, 20, 64, 0.05


def log(text):
    print(f"[rank{RANK}] {text}", file=sys.stderr, flush=True)


def receive(peer):
    data = b""
    while len(data) < PAIR.size:
        more = peer.recv(PAIR.size - len(data))
        if not more:
            raise ConnectionError("a rank is gone")
        data += more
    return PAIR.unpack(data)


class Group:
    """Rank 0 has a connection to every other, every other one to rank 0."""

    def __init__(self):
        if RANK == 0:
            with socket.create_server(MASTER, backlog=WORLD_SIZE) as server:
                self.peers = [server.accept()[0] for _ in range(WORLD_SIZE - 1)]
        else:
            self.peers = [self._to_rank_0()]

    @staticmethod
    def _to_rank_0():
        while True:
            try:
                return socket.create_connection(MASTER, timeout=60)
            except ConnectionRefusedError:
                time.sleep(0.05)  # it is not up yet

    def average(self, w, b):
        if RANK != 0:
            self.peers[0].sendall(PAIR.pack(w, b))
            return receive(self.peers[0])
        parts = [(w, b)] + [receive(peer) for peer in self.peers]
        averaged = [sum(values) / WORLD_SIZE for values in zip(*parts)]
        for peer in self.peers:
            peer.sendall(PAIR.pack(*averaged))
        return averaged


def gradients(draw, w, b):
    """Of the squared error of a batch, and that error."""
    xs = [draw.uniform(-1, 1) for _ in range(BATCH)]
    errors = [(w * x + b) - (3 * x - 1 + draw.gauss(0, 0.1)) for x in xs]
    loss = sum(error * error for error in errors) / BATCH
    return 2 * sum(e * x for e, x in zip(errors, xs)) / BATCH, 2 * sum(errors) / BATCH, loss


def main():
    group = Group()
    log(f"one of {WORLD_SIZE}, on {socket.gethostname()}")
    draw = random.Random(RANK)
    w = b = 0.0
    for epoch in range(1, EPOCHS + 1):
        for step in range(STEPS):
            dw, db, loss = gradients(draw, w, b)
            dw, db = group.average(dw, db)
            w, b = w - RATE * dw, b - RATE * db
            print(json.dumps({"step": (epoch - 1) * STEPS + step, "loss": round(loss, 5)}), flush=True)
        print(f"epoch {epoch} of {EPOCHS} is done", flush=True)
    if RANK == 0:
        print(f"w = {w:.3f}, b = {b:.3f}", flush=True)


main()
