#!/usr/bin/python3
"""Trains a small network on scikit-learn's handwritten digits, and prints as training programs do.

It knows nothing of logwrap. It needs numpy, tqdm, and the digits: from an installed scikit-learn, or from a copy of its
data file named by --digits. Of scikit-learn only that file is read, so that nothing else of it has to be installed.
"""

import argparse
import importlib.util
import json
import pathlib
import sys
import time

import numpy as np
from tqdm import tqdm

SIDE = 8  # pixels: the digits are 8 x 8, their brightness 0 to 16
CLASSES = 10
WARNING = "\x1b[1;33mwarning:\x1b[0m"


def digits_file():
    package = importlib.util.find_spec("sklearn")
    if package is None:
        sys.exit("train_digits: scikit-learn is not installed; name its digits.csv.gz with --digits")
    return pathlib.Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz"


def load_digits(path):
    """Training images and labels, test images and labels; a fifth of the digits is kept for the test."""
    table = np.loadtxt(path, delimiter=",")
    images, labels = table[:, :-1] / 16.0, table[:, -1].astype(int)
    held_back = len(labels) // 5
    return images[held_back:], labels[held_back:], images[:held_back], labels[:held_back]


def shifted(images, random):
    """The images moved by up to one pixel each way, so that the network meets each digit in more than one place."""
    down, right = random.integers(-1, 2, size=2)
    return np.roll(images.reshape(-1, SIDE, SIDE), (down, right), axis=(1, 2)).reshape(len(images), -1)


class Network:
    """One hidden layer of rectified units, a softmax, and gradient descent with momentum."""

    def __init__(self, hidden, random):
        self.layers = [self.layer(SIDE * SIDE, hidden, random), self.layer(hidden, CLASSES, random)]
        self.momentum = [(np.zeros_like(w), np.zeros_like(b)) for w, b in self.layers]

    @staticmethod
    def layer(inputs, outputs, random):
        return random.normal(0, np.sqrt(2 / inputs), (inputs, outputs)), np.zeros(outputs)

    def forward(self, images):
        (w1, b1), (w2, b2) = self.layers
        hidden = np.maximum(images @ w1 + b1, 0)
        scores = hidden @ w2 + b2
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return hidden, scores / scores.sum(axis=1, keepdims=True)

    def step(self, images, labels, rate):
        """One step down the gradient; returns the mean loss before it."""
        hidden, chances = self.forward(images)
        rows = np.arange(len(labels))
        loss = -np.log(chances[rows, labels] + 1e-12).mean()
        slope = chances.copy()
        slope[rows, labels] -= 1
        slope /= len(labels)
        into_hidden = (slope @ self.layers[1][0].T) * (hidden > 0)
        gradients = [(images.T @ into_hidden, into_hidden.sum(axis=0)), (hidden.T @ slope, slope.sum(axis=0))]
        for layer, momentum, gradient in zip(self.layers, self.momentum, gradients):
            for parameter, speed, part in zip(layer, momentum, gradient):
                speed *= 0.9
                speed -= rate * part
                parameter += speed
        return loss

    def accuracy(self, images, labels):
        return float((self.forward(images)[1].argmax(axis=1) == labels).mean())


def train_epoch(network, images, labels, epoch, options, rate, random):
    order = np.concatenate([random.permutation(len(labels)) for _ in range(options.views)])
    batches = np.array_split(order, len(order) // options.batch)
    losses = []
    with tqdm(batches, desc=f"epoch {epoch}/{options.epochs}", unit="batch", mininterval=0.05) as bar:
        for batch in bar:
            losses.append(network.step(shifted(images[batch], random), labels[batch], rate))
            bar.set_postfix(loss=f"{losses[-1]:.3f}", refresh=False)
    return float(np.mean(losses))


def long_line(network, length):
    """The output layer's weights in one line of exactly `length` characters."""
    text = "weights: " + " ".join(f"{weight:+.4f}" for weight in network.layers[1][0].ravel())
    return text[: length - 1].ljust(length - 1, ".") + "|"


def summary(network, images, labels, started):
    guesses = network.forward(images)[1].argmax(axis=1)
    print("\ndigit  right  of")
    for digit in range(CLASSES):
        of_digit = labels == digit
        print(f"{digit:5}  {(guesses[of_digit] == digit).sum():5}  {of_digit.sum():2}")
    print(f"trained in {time.monotonic() - started:.1f} s: {network.accuracy(images, labels):.1%} of the test digits are right")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--digits", type=pathlib.Path, help="scikit-learn's digits.csv.gz")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--views", type=int, default=16, help="how often an epoch shows each digit, moved each time")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--hidden", type=int, default=384)
    options = parser.parse_args()

    started = time.monotonic()
    random = np.random.default_rng(0)
    images, labels, test_images, test_labels = load_digits(options.digits or digits_file())
    print(f"{len(labels)} digits to learn from, {len(test_labels)} to test with", flush=True)
    network = Network(options.hidden, random)
    rate = 0.02
    for epoch in range(1, options.epochs + 1):
        loss = train_epoch(network, images, labels, epoch, options, rate, random)
        accuracy = network.accuracy(test_images, test_labels)
        print(f"epoch {epoch}: loss {loss:.4f}, {accuracy:.1%} right")
        print(json.dumps({"epoch": epoch, "loss": round(loss, 4), "accuracy": round(accuracy, 4), "rate": rate}), flush=True)
        if epoch == options.epochs // 2 + 1:
            rate /= 5
            print(f"{WARNING} past the half, the learning rate goes down to {rate:g}", file=sys.stderr, flush=True)
    print(long_line(network, 20_000), flush=True)
    summary(network, test_images, test_labels, started)


if __name__ == "__main__":
    main()
