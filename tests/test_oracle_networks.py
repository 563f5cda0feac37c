"""The oracle against networks: none computes anything else, and small ones compute everything.

`random_networks` evaluates networks neuron by neuron with the reference semantics: whatever they
compute must be in the oracle's set. `bounded_closure` collects functions of networks whose
accumulators stay in a box: a lower bound by construction, with which the oracle must agree where
the box is large enough. Neither shares code with the oracle.
"""

import random
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest

from fxprove.models import Model
from fxprove.oracle import OracleLimit, representable_functions
from fxprove.rounding import Rounding

Function = tuple[int, ...]
Box = npt.NDArray[np.bool_]

ROUNDINGS = [rounding.value for rounding in Rounding]
PERIODIC = ["floor", "ceil", "half-up", "half-down"]
UNBOUNDED = ["wide", "accumulator", "[1]+wide"]
FINITE = ["format", "none", "[-3,1,4]", "[0,1]+format", "[-1]"]


def random_format(rng: random.Random, sizes: tuple[int, ...]) -> tuple[int, int, str]:
    size = rng.choice(sizes)
    lo = rng.choice([0, -1, -(size // 2), 1 - size, 1])
    return lo, lo + size - 1, f"raw({lo},{lo + size - 1},{rng.choice([1, 2, 3])})"


def random_table(rng: random.Random, lo: int, hi: int) -> tuple[int, ...]:
    few = [rng.randint(lo, hi) for _ in range(rng.choice([2, 2, 5]))]
    return tuple(rng.choice(few) for _ in range(lo, hi + 1))


def spelled(weights: set[int], scale: int) -> str:
    return f"[{','.join(map(str, sorted(weights)))}]@{scale}"


def two_signed(rng: random.Random, sizes: tuple[int, ...]) -> Model:
    lo, hi, format_ = random_format(rng, sizes)
    weights = {rng.randint(-4, -1), 0, rng.randint(1, 4), rng.randint(-4, 4)}
    return Model.of(
        format=format_,
        activation=random_table(rng, lo, hi),
        weights=spelled(weights, rng.choice([1, 1, 2, 3, 4])),
        bias=rng.choice(UNBOUNDED + FINITE),
        rounding=rng.choice(ROUNDINGS),
    )


def without_zero(rng: random.Random, sizes: tuple[int, ...]) -> Model:
    lo, hi, format_ = random_format(rng, sizes)
    weights = rng.choice([{-1, 1}, {-1, 2}, {-3, -1, 1, 3}, {-2, 2}, {-2, 1, 4}, {-3, 1}])
    return Model.of(
        format=format_,
        activation=random_table(rng, lo, hi),
        weights=spelled(weights, rng.choice([1, 1, 2])),
        bias=rng.choice(UNBOUNDED + FINITE),
        rounding=rng.choice(ROUNDINGS),
    )


def wrapping(rng: random.Random, sizes: tuple[int, ...]) -> Model:
    lo, hi, format_ = random_format(rng, sizes)
    weights = {0, rng.randint(-4, 4), rng.randint(1, 4)}
    return Model.of(
        format=format_,
        activation=random_table(rng, lo, hi),
        weights=spelled(weights, rng.choice([1, 2, 3, 4])),
        bias=rng.choice(UNBOUNDED + FINITE),
        rounding=rng.choice(PERIODIC),
        overflow="wrap",
    )


def one_signed(rng: random.Random, sizes: tuple[int, ...]) -> Model:
    lo, hi, format_ = random_format(rng, sizes)
    low, high = (max(lo, 0), hi) if hi > 0 else (lo, hi)
    sign = rng.choice([-1, 1])
    weights = {0, sign * rng.randint(1, 4), sign * rng.randint(1, 4)}
    return Model.of(
        format=format_,
        activation=tuple(rng.randint(low, high) for _ in range(lo, hi + 1)),
        weights=spelled(weights, rng.choice([1, 2, 3])),
        bias=rng.choice(FINITE),
        rounding=rng.choice(ROUNDINGS),
    )


def sequential(rng: random.Random, sizes: tuple[int, ...]) -> Model:
    lo, hi, format_ = random_format(rng, sizes)
    weights = {0, rng.randint(-4, 4), rng.randint(-4, 4)}
    return Model.of(
        format=format_,
        activation=random_table(rng, lo, hi),
        weights=spelled(weights, rng.choice([1, 2, 3])),
        bias=rng.choice(["format", f"[{lo}]", f"[{lo},{hi}]"]),
        rounding=rng.choice(ROUNDINGS),
        overflow=rng.choice(["saturate", "wrap"]),
        accumulate=rng.choice(["sequential", "sequential-bias-last"]),
    )


KINDS = [two_signed, without_zero, wrapping, one_signed, sequential]
Kind = Callable[[random.Random, tuple[int, ...]], Model]


def models(
    kind: Kind, seed: int, count: int, sizes: tuple[int, ...]
) -> Iterator[tuple[Model, set[Function]]]:
    """Random models that the oracle answers, with its answer."""
    rng = random.Random(f"{kind.__name__} {seed}")
    while count:
        model = kind(rng, sizes)
        try:
            functions = set(representable_functions(model))
        except OracleLimit:
            continue
        count -= 1
        yield model, functions


def some_biases(model: Model) -> list[int]:
    reach = model.weights.scale * (model.format.size + 3) * 2
    return model.biases.between(-reach, reach)


def random_network(rng: random.Random, model: Model) -> Iterator[Function]:
    """The pre-activations of all neurons of a network of random depth and widths up to 4.

    Every neuron is the output of a network: of the one that ends with it.
    """
    biases, raws = some_biases(model), model.weights.raws
    inputs: list[Function] = [tuple(model.format.raws)]
    for _ in range(rng.randint(1, 4)):
        layer = []
        for _ in range(rng.randint(1, 4)):
            weights, bias = tuple(rng.choice(raws) for _ in inputs), rng.choice(biases)
            points = zip(*inputs, strict=True)
            layer.append(tuple(model.neuron(point, weights, bias) for point in points))
        yield from layer
        inputs = [tuple(map(model.activation, neuron)) for neuron in layer]


def assert_networks_compute_only_oracle_functions(
    kind: Kind, seed: int, count: int, networks: int
) -> None:
    for index, (model, functions) in enumerate(models(kind, seed, count, (2, 3, 4, 5))):
        rng = random.Random(index)
        for _ in range(networks):
            for function in random_network(rng, model):
                assert function in functions, (model, function)


@pytest.mark.parametrize("kind", KINDS)
def test_random_networks_compute_only_functions_of_the_oracle(kind: Kind) -> None:
    assert_networks_compute_only_oracle_functions(kind, 0, count=16, networks=100)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(1, 5))
def test_many_random_networks_compute_only_functions_of_the_oracle(kind: Kind, seed: int) -> None:
    assert_networks_compute_only_oracle_functions(kind, seed, count=200, networks=200)


def shifted(box: Box, step: Function) -> Box:
    """The set moved by `step`; what leaves the box is lost."""
    source, target = [], []
    for entry, length in zip(step, box.shape, strict=True):
        if abs(entry) >= length:
            return np.zeros_like(box)
        source.append(slice(max(0, -entry), length - max(0, entry)))
        target.append(slice(max(0, entry), length - max(0, -entry)))
    moved = np.zeros_like(box)
    moved[tuple(target)] = box[tuple(source)]
    return moved


def origin(size: int, radius: int) -> Box:
    box = np.zeros((2 * radius + 1,) * size, dtype=np.bool_)
    box[(radius,) * size] = True
    return box


def requantized(model: Model, box: Box, radius: int) -> set[Function]:
    """The pre-activations that the box's accumulators give with some biases."""
    points, found = np.argwhere(box) - radius, set[Function]()
    reach = radius + model.weights.scale * (model.format.size + 3)
    for bias in model.biases.between(-reach, reach):
        table = np.array([model.requantizer(bias + a) for a in range(-radius, radius + 1)])
        found.update(map(tuple, np.unique(table[points + radius], axis=0).tolist()))
    return found


def hidden(model: Model, functions: set[Function]) -> list[Function]:
    return sorted({tuple(map(model.activation, function)) for function in functions})


def first_neurons(model: Model) -> set[Function]:
    reach = 2 * model.weights.largest_magnitude * (model.format.size + 2) + 4 * model.weights.scale
    biases = model.biases.between(-2 * reach, 2 * reach)
    return {
        tuple(model.neuron((raw,), (weight,), bias) for raw in model.format.raws)
        for weight, bias in product(model.weights.raws, biases)
    }


def closed(box: Box, steps: set[Function]) -> Box:
    """All sums of steps from the box's points that never leave the box."""
    while True:
        grown = box.copy()
        for step in sorted(steps):
            grown |= shifted(grown, step)
        if (grown == box).all():
            return box
        box = grown


def bounded_closure(model: Model, radius: int) -> set[Function]:
    """Functions of networks with 0 ∈ W whose accumulators, less the bias, stay within radius."""
    layer = first_neurons(model)
    found, seen = set(layer), list[list[Function]]()
    while hidden(model, layer) not in seen:
        seen.append(hidden(model, layer))
        steps = {
            tuple(weight * entry for entry in function)
            for function in seen[-1]
            for weight in model.weights.raws
        }
        layer = requantized(model, closed(origin(model.format.size, radius), steps), radius)
        found |= layer
    return found


def bounded_shared_closure(model: Model, radius: int) -> set[Function]:
    """Functions of networks with 0 ∉ W: in each layer random numbers of copies of all functions.

    Before an output neuron alone, the numbers of copies are free: any sum of weighted functions.
    """
    rng, start = random.Random(radius), origin(model.format.size, radius)
    found = first_neurons(model)
    for _ in range(10):
        layer = first_neurons(model)
        for _ in range(3):
            functions, box = hidden(model, layer), start
            steps = {
                tuple(sign * weight * entry for entry in function)
                for function, weight, sign in product(functions, model.weights.raws, (-1, 1))
            }
            found |= requantized(model, closed(start, steps), radius)
            for function in functions:
                box = moved_by(box, n_fold_sums(model, rng.randint(3, 6)), function)
            layer = requantized(model, box, radius)
    return found


def n_fold_sums(model: Model, count: int) -> set[int]:
    sums = {0}
    for _ in range(count):
        sums = {total + weight for total in sums for weight in model.weights.raws}
    return sums


def moved_by(box: Box, coefficients: set[int], function: Function) -> Box:
    moved = np.zeros_like(box)
    for coefficient in coefficients:
        moved |= shifted(box, tuple(coefficient * entry for entry in function))
    return moved


def assert_bounded_networks_compute_everything(
    kind: Kind, seed: int, count: int, sizes: tuple[int, ...]
) -> None:
    """In some box the lower bound is the oracle's set; in no box does it exceed it."""
    for model, functions in models(kind, seed, count, sizes):
        closure = bounded_shared_closure if kind is without_zero else bounded_closure
        found = set[Function]()
        for radius in (4, 6, 10, 15, 25, 40):
            found |= closure(model, radius)
            assert found <= functions, (model, found - functions)
            if found == functions:
                break
        assert found == functions, (model, functions - found)


@pytest.mark.parametrize("kind", [two_signed, without_zero, wrapping, one_signed])
def test_bounded_networks_compute_every_function_of_the_oracle(kind: Kind) -> None:
    assert_bounded_networks_compute_everything(kind, 0, count=30, sizes=(2, 3))


@pytest.mark.long
@pytest.mark.parametrize("kind", [two_signed, without_zero, wrapping, one_signed])
def test_many_bounded_networks_compute_every_function_of_the_oracle(kind: Kind) -> None:
    assert_bounded_networks_compute_everything(kind, 1, count=400, sizes=(2, 3))
    assert_bounded_networks_compute_everything(kind, 1, count=40, sizes=(4,))
