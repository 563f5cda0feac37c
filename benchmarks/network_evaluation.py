"""What evaluating a network at many points costs, beside `Network.evaluate` at one after another.

    python benchmarks/network_evaluation.py [--repeat N]

Rates count multiply-adds by weights that are not 0. `at once` is `Network.evaluate_all` at 65,536
points, `one by one` the plain reference at a few of them, `ratio` the one over the other. The last
line checks a certificate's network by the checker, which uses the standard library only. Medians
of several runs in one process.
"""

import argparse
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from random import Random
from statistics import median
from time import perf_counter

import numpy as np
import numpy.typing as npt

from fxprove.checker.claims import read_model
from fxprove.checker.networks import check_network
from fxprove.checker.requirements import Requirement
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.network_files import layers_json
from fxprove.networks import Layer, Network

POINTS = 1 << 16
POINTS_ONE_BY_ONE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A random network 2 → 512 → 256 → 1 with this share of nonzero weights in between."""

    name: str
    share: float
    format: str = "Q3.4"
    accumulate: str = "exact"
    points: int = POINTS
    weights: str = "format"

    def network(self) -> Network:
        """The network, the same each time."""
        model = Model.of(
            format=self.format,
            activation="relu",
            accumulate=self.accumulate,
            bias="format",
            weights=self.weights,
        )
        random = Random(self.name)
        layers = (
            random_layer(random, model, 2, 512, 1.0),
            random_layer(random, model, 512, 256, self.share),
            random_layer(random, model, 256, 1, 1.0),
        )
        return Network(model=model, layers=layers)


CASES = (
    Case(name="dense, 8 bits", share=1.0),
    Case(name="half, 8 bits", share=0.5),
    Case(name="sparse 5 %, 8 bits", share=0.05),
    Case(name="sparse 1 %, 8 bits", share=0.01),
    Case(name="dense, 16 bits", share=1.0, format="Q7.8"),
    Case(name="sparse 5 %, 16 bits", share=0.05, format="Q7.8"),
    Case(name="weights of 50 bits", share=0.05, weights=f"[-{1 << 50},-1,0,1,{1 << 50}]@16"),
    Case(name="weights of 80 bits", share=0.05, weights=f"[-{1 << 80},-1,0,1,{1 << 80}]@16",
         points=64),
    Case(name="sequential, sparse 5 %", share=0.05, accumulate="sequential"),
)  # fmt: skip


def random_layer(random: Random, model: Model, inputs: int, neurons: int, share: float) -> Layer:
    """Weights that are not 0 with probability `share`."""
    nonzero = [weight for weight in model.weights.raws if weight]

    def weight() -> int:
        return random.choice(nonzero) if random.random() < share else 0

    step = 1 if model.accumulation.value != "exact" else model.weights.scale
    return Layer(
        weights=tuple(tuple(weight() for _ in range(inputs)) for _ in range(neurons)),
        biases=tuple(step * random.randint(-50, 50) for _ in range(neurons)),
    )


def multiply_adds(network: Network) -> int:
    """The weights that are not 0."""
    return sum(len(row) - row.count(0) for layer in network.layers for row in layer.weights)


def random_points(network: Network, count: int) -> npt.NDArray[np.int64]:
    """Points of its input format, the same each time."""
    fmt = network.model.input_format
    return np.random.default_rng(0).integers(fmt.lo, fmt.hi + 1, (count, network.inputs))


def timed(work: Callable[[], object], repeat: int) -> float:
    """The median of several runs, in seconds."""
    seconds = []
    for _ in range(repeat):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return median(seconds)


def row(case: Case, repeat: int) -> str:
    """One line of the table."""
    network = case.network()
    points = random_points(network, case.points)
    few = points[:POINTS_ONE_BY_ONE]
    start = perf_counter()
    found = network.evaluate_all(few)
    first = perf_counter() - start
    expected = [network.evaluate(tuple(point)) for point in few.tolist()]
    if [tuple(outputs) for outputs in found.tolist()] != expected:
        raise AssertionError(f"{case.name}: the outputs differ")
    weights = multiply_adds(network)
    at_once = timed(lambda: network.evaluate_all(points), repeat)
    one_by_one = timed(lambda: [network.evaluate(tuple(p)) for p in few.tolist()], repeat)
    fast, slow = weights * len(points) / at_once, weights * len(few) / one_by_one
    return (
        f"{case.name:<24}{weights:>9}{len(points):>8}{first:>9.3f}{at_once:>9.3f}"
        f"{fast:>11.1e}{slow:>11.1e}{fast / slow:>9.0f}"
    )


def checker_row() -> str:
    """The checker on rows over thresholds: 65,536 points of two bytes."""
    model = Model.of(format="Q7.0", activation="step", weights="[-1,0,1]@1", bias="wide")
    raws, random = model.format.raws, Random(0)
    first = Layer(
        weights=tuple([(1, 0)] * len(raws) + [(0, 1)] * len(raws)),
        biases=tuple(-a for a in raws) * 2,
    )
    rows = tuple(
        tuple((i == k) - (i == k + 1) for i in range(len(raws)))
        + tuple(random.choice((-1, 1)) for _ in raws)
        for k in range(len(raws))
    )
    second = Layer(weights=rows, biases=(-1,) * len(raws))
    network = Network(
        model=model,
        layers=(first, second, Layer(weights=((1,) * len(raws),), biases=(0,))),
    )
    points = tuple(product(raws, repeat=2))
    outputs = tuple(network.evaluate_all(np.array(points)).ravel().tolist())
    read = read_model(model_json(model))
    wanted = Requirement(2, 1, points, outputs, outputs)
    layers = layers_json(network)
    seconds = timed(lambda: check_network(read, wanted, layers), 1)
    rate = multiply_adds(network) * len(points) / seconds
    return (
        f"{'checker, step rows':<24}{multiply_adds(network):>9}{len(points):>8}{'':>9}"
        f"{seconds:>9.3f}{rate:>11.1e}   {read.meter.spent:.1e} steps"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    repeat = parser.parse_args().repeat
    print(f"{'network':<24}{'weights':>9}{'points':>8}{'first s':>9}{'s':>9}{'at once/s':>11}"
          f"{'one by one':>11}{'ratio':>9}")  # fmt: skip
    for case in CASES:
        print(row(case, repeat), flush=True)
    print(checker_row())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    version = sys.version.split()[0]
    print(f"medians of {repeat} runs, Python {version}; peak memory {memory:.0f} MB")


if __name__ == "__main__":
    main()
