"""What exported networks are compared with, and networks that exercise every part of an export."""

import itertools
from random import Random

from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.rounding import Accumulation, Overflow, Rounding
from tests.random_networks import random_network

Point = tuple[int, ...]


def all_inputs(network: Network) -> list[Point]:
    """Every input of a network."""
    return list(itertools.product(network.model.format.raws, repeat=network.inputs))


def evaluated(network: Network) -> list[Point]:
    """The outputs at every input, by the reference semantics."""
    return [network.evaluate(point) for point in all_inputs(network)]


def network_of(model: Model, *layers: tuple[list[list[int]], list[int]]) -> Network:
    """A network from its rows and biases."""
    return Network(
        model=model,
        layers=tuple(
            Layer(weights=tuple(map(tuple, rows)), biases=tuple(biases)) for rows, biases in layers
        ),
    )


def random_exported_network(random: Random) -> Network:
    """A network of depth 1 to 4 of any mode of the arithmetic, with at most 1,400 inputs."""
    return random_network(random, _random_model(random), depth=4, width=3)


def _random_model(random: Random) -> Model:
    size = random.randint(1, 11)
    lo = random.choice((-size + 1, -(size // 2), -2, -1, 0, 1, 3, -40, 2**31 - 3, -(2**40)))
    values = range(lo, lo + size)
    listed = sorted(random.sample(range(-9, 10), random.randint(1, 5)))
    weight_scale = random.choice((1, 2, 3, 4, 5, 6, 7, 8, 12, 2**33 + 1))
    accumulation = random.choice((Accumulation.EXACT, *Accumulation))
    some = f"[{random.choice(values)},{random.choice(values)}]"
    biases = ["format", some] + ["wide", "accumulator"] * (accumulation is Accumulation.EXACT)
    return Model.of(
        format=f"raw({lo},{lo + size - 1},{random.choice((1, 2, 3, 10, 16))})",
        weights=random.choice(("format", "binary", "ternary", f"{listed}@{weight_scale}")),
        bias=random.choice(biases),
        rounding=random.choice(list(Rounding)),
        overflow=random.choice(list(Overflow)),
        accumulate=accumulation,
        activation=random.choices(values, k=size),
    )


def mode_networks() -> list[Network]:
    """For each rounding, overflow and accumulation, one network whose sums meet ties and ends."""
    return [
        network_of(
            Model.of(
                format="raw(-5,6,4)",
                weights=f"[-9,-2,-1,0,1,3,5]@{scale}",
                bias="[-3,0,2]",
                rounding=rounding,
                overflow=overflow,
                accumulate=accumulation,
                activation=[-5, 6, -3, 0, 4, 1, -1, 2, 5, -4, 3, 6],
            ),
            ([[5, -9], [-1, 3], [0, 0]], [2, -3, 0]),
            ([[3, -2, 1], [0, 1, 0]], [0, 2]),
        )
        for rounding in Rounding
        for overflow in Overflow
        for accumulation in Accumulation
        for scale in (2, 3)
    ]


def wide_networks() -> list[Network]:
    """Networks whose numbers need more than 32 bits: values, sums, biases, scales."""
    near = 2**62
    common = {"activation": [2, 0, 1, 1], "weights": "[-7,0,1,9]@3", "bias": "accumulator"}
    far = 2**48 - 3
    return [
        network_of(
            Model.of(format="raw(-1,2,3)", rounding=rounding, overflow=overflow, **common),  # type: ignore[arg-type]
            ([[9, -7], [1, 0]], [bias, -bias + 5]),
            ([[-7, 1]], [bias]),
        )
        for rounding in (Rounding.HALF_EVEN, Rounding.HALF_AWAY, Rounding.ZERO)
        for overflow in Overflow
        for bias in (near - 60, 2**40 + 1)
    ] + [
        network_of(
            Model.of(
                format=f"raw({far},{far + 3},{2**20})",
                activation=[far + 3, far, far + 1, far],
                weights=f"[{1 - 2**12},0,{2**12}]@{2**14 - 1}",
                bias="accumulator",
                overflow=overflow,
            ),
            ([[2**12, 1 - 2**12], [2**12, 0]], [0, far * 3]),
            ([[2**12, 2**12]], [far * 2**13]),
        )
        for overflow in Overflow
    ]


def hand_networks() -> list[Network]:
    """Networks of the kinds that people deploy, and odd ones."""
    gelu = Model.of(format="Q3.4", activation="gelu", bias="accumulator")
    binary = Model.of(format="Q1.2", activation="sign", weights="binary", bias="accumulator")
    late = Model.of(
        format="raw(2,6,1)",
        activation=[2, 6, 3, 4, 5],
        weights="[-1,0,1]@1",
        bias="[2,4]",
        accumulate=Accumulation.SEQUENTIAL_BIAS_LAST,
    )
    return [
        network_of(gelu, ([[19], [-30], [7]], [-85, 900, 3]), ([[40, -23, 127]], [-511])),
        network_of(gelu, ([[-128], [127]], [10**9, -(10**9)])),
        network_of(
            binary, ([[1, -1], [-1, -1], [1, 1]], [1, 0, -1]), ([[1, -1, 1], [-1, -1, 1]], [0, 3])
        ),
        network_of(late, ([[0, 1], [0, 0], [0, -1]], [2, 4, 2]), ([[0, 0, 1]], [2])),
        network_of(  # a layer without a weight
            Model.of(format="UQ0.3", activation="relu", bias="accumulator"),
            ([[0, 0]], [9]),
            ([[0], [3]], [0, 1]),
        ),
        network_of(
            Model.of(format="raw(5,5,7)", activation=[5], bias="accumulator"),
            ([[5, 5, 5]], [2]),
            ([[5]], [0]),
        ),
    ]


def large_network(random: Random, *, inputs: int, hidden: int, nonzero: int) -> Network:
    """Two layers with so many nonzero weights, at random places."""
    model = Model.of(format="Q3.4", activation="relu", bias="accumulator")
    entries = [[0] * inputs for _ in range(hidden)]
    for place in random.sample(range(inputs * hidden), nonzero - hidden):
        entries[place // inputs][place % inputs] = random.choice((-90, -3, 5, 127))
    last = [random.choice((-1, 1)) for _ in range(hidden)]
    return network_of(model, (entries, [random.randint(-999, 999) for _ in entries]), ([last], [5]))
