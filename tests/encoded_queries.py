"""The questions of encodings/queries by file name, on small models.

Statuses come from the theorems, from evaluation at every input, or, where a network is asked for,
from the list of all that its neurons can do (`computes`).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import product

from fxprove import questions
from fxprove.encoding.claims import some_network_computes
from fxprove.encoding.scripts import Satisfiability, Script
from fxprove.functions import Function
from fxprove.models import Activation, Model
from fxprove.networks import Layer, Network
from fxprove.rounding import Rounding


def queries() -> Iterator[tuple[str, Script]]:
    """Every question with its path inside encodings/queries, without the suffix."""
    for folder, scripts, source in (
        ("separation", _separation(), "the search for separating neurons, exact and complete"),
        ("covering", _covering(), "intersecting the arcs of all cells"),
        ("network", _networks(), "evaluation at every input"),
        ("equal", _equal(), "evaluation at every input"),
        ("synthesis", _synthesis(), "listing what all such networks compute"),
    ):
        for name, script in scripts:
            claim = f"{script.claim}\nThe status comes from {source}."
            yield f"{folder}/{name}", replace(script, claim=claim)


# --- Models -------------------------------------------------------------------------------------


def _separation() -> Iterator[tuple[str, Script]]:
    for name in ("relu", "gelu", "sigmoid", "tanh"):
        yield f"{name}-Q3.4", questions.separation(Model.of(format="Q3.4", activation=name))
    ternary = Model.of(format="Q2.2", activation="gelu", weights="ternary", bias="format")
    yield "gelu-Q2.2-ternary-weights", questions.separation(ternary)
    for mode in (Rounding.FLOOR, Rounding.HALF_AWAY):
        model = Model.of(format="Q2.2", activation="silu", rounding=mode)
        yield f"silu-Q2.2-{mode.value}", questions.separation(model)
    coarse = Model.of(format="sym(3,20)", activation="relu")
    yield "relu-sym-3-20", questions.separation(coarse)
    relu = Model.of(format="Q3.4", activation="relu")
    yield "relu-Q3.4-pair-0-and-1", questions.separation(relu, (0, 1))
    few = Model.of(format="Q2.2", activation="step", weights="ternary", bias="[0]")
    yield "step-Q2.2-without-biases", questions.separation(few)


def _covering() -> Iterator[tuple[str, Script]]:
    for name in ("relu", "sign", "sign0", "step", "hardtanh"):
        yield f"{name}-Q3.4", questions.covering(Model.of(format="Q3.4", activation=name))
    coarse = Model.of(format="Q3.4", activation="sign", bias="accumulator")
    yield "sign-Q3.4-any-bias", questions.covering(coarse)
    listed = Model.of(
        format="raw(-3,1,2)", activation=[0, 0, -3, 0, 0], rounding="floor", bias="accumulator"
    )
    yield "table-of-5-values-floor", questions.covering(listed)


# --- Networks -----------------------------------------------------------------------------------


def _network(model: Model, *layers: tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]) -> Network:
    return Network(
        model=model,
        layers=tuple(Layer(weights=weights, biases=biases) for weights, biases in layers),
    )


def _magnitude(model: Model) -> Network:
    """|x| as relu(x) + relu(−x)."""
    one = model.weights.scale
    return _network(model, (((one,), (-one,)), (0, 0)), (((one, one),), (0,)))


def _maximum(model: Model) -> Network:
    """max(x1, x2) as x2 + relu(x1 − x2), for x2 = relu(x2) − relu(−x2)."""
    one = model.weights.scale
    hidden = (((one, -one), (0, one), (0, -one)), (0, 0, 0))
    return _network(model, hidden, (((one, one, -one),), (0,)))


def _networks() -> Iterator[tuple[str, Script]]:
    model = Model.of(format="Q3.4", activation="relu")
    magnitude = _magnitude(model)
    yield "magnitude-at-any-input", questions.network(magnitude)
    yield "magnitude-is-37", questions.network(magnitude, (37,))
    yield "magnitude-is-negative", questions.network(magnitude, (-1,))
    maximum = _maximum(Model.of(format="Q2.2", activation="relu"))
    yield "maximum-is-5", questions.network(maximum, (5,))


def _equal() -> Iterator[tuple[str, Script]]:
    model = Model.of(format="Q2.2", activation="relu")
    maximum = _maximum(model)
    hidden, last = maximum.layers
    order = (2, 0, 1)
    permuted = _network(
        model,
        (tuple(hidden.weights[i] for i in order), tuple(hidden.biases[i] for i in order)),
        (tuple(tuple(row[i] for i in order) for row in last.weights), last.biases),
    )
    yield "hidden-neurons-in-another-order", questions.equal(maximum, permuted)
    halved = tuple((row[0] // 2, row[0] // 2, *row[1:]) for row in last.weights)
    split = _network(
        model,
        ((hidden.weights[0], *hidden.weights), (hidden.biases[0], *hidden.biases)),
        (halved, last.biases),
    )
    yield "a-neuron-split-in-two", questions.equal(maximum, split)
    moved = _network(model, (hidden.weights, (1 * model.biases.step, 0, 0)), (last.weights, (0,)))
    yield "one-bias-moved", questions.equal(maximum, moved)
    other = _network(model, (hidden.weights, hidden.biases), (((4, 4, -3),), (0,)))
    yield "one-weight-moved", questions.equal(maximum, other)
    floor = Model.of(format="Q2.2", activation="relu", rounding="floor")
    yield "whole-weights-and-another-rounding", questions.equal(maximum, _maximum(floor))
    half = (((2,), (-2,)), (0, 0)), (((4, 4),), (0,))
    both = [_network(one, *half) for one in (model, floor)]
    yield "halved-weights-and-another-rounding", questions.equal(both[0], both[1])
    q34 = model.format.parse("Q3.4")
    for name, modes in (
        ("tanh", (Rounding.HALF_EVEN, Rounding.HALF_AWAY)),
        ("gelu", (Rounding.HALF_EVEN, Rounding.FLOOR)),
    ):
        tables = [Activation.named(name, q34, mode) for mode in modes]
        described = "-and-".join(mode.value for mode in modes)
        yield f"{name}-Q3.4-{described}", questions.equal(tables[0], tables[1])


# --- Synthesis ----------------------------------------------------------------------------------


def _function(model: Model, inputs: int, of: Callable[..., int]) -> Function:
    """The function of raw values, saturated to the format."""
    format = model.format
    points = product(format.raws, repeat=inputs)
    values = (min(max(of(*point), format.lo), format.hi) for point in points)
    return Function(format=format, inputs=inputs, values=tuple(values))


def _synthesis() -> Iterator[tuple[str, Script]]:
    bit = Model.of(format="UQ1.0", activation="relu", weights="ternary", bias="format")
    signed = Model.of(format="Q1.0", activation="relu", weights="ternary", bias="format")
    wider = Model.of(format="Q2.0", activation="relu", weights="ternary", bias="format")
    asked: list[tuple[str, Model, int, Callable[..., int], tuple[int, ...]]] = [
        ("xor-of-bits", bit, 2, lambda a, b: a ^ b, (1, 2)),
        ("and-of-bits", bit, 2, lambda a, b: a & b, (1, 2)),
        ("parity-of-3-bits", bit, 3, lambda a, b, c: a ^ b ^ c, (2, 3)),
        ("majority-of-3-bits", bit, 3, lambda a, b, c: int(a + b + c >= 2), (2, 3)),
        ("magnitude-Q1.0", signed, 1, abs, (1, 2)),
        ("magnitude-Q2.0", wider, 1, abs, (1, 2)),
        ("distance-Q1.0", signed, 2, lambda a, b: abs(a - b), (1, 2)),
        ("maximum-Q1.0", signed, 2, max, (2,)),
    ]
    for name, model, inputs, of, numbers in asked:
        function = _function(model, inputs, of)
        for neurons in numbers:
            status = Satisfiability.UNSAT
            if computes(model, function, neurons):
                status = Satisfiability.SAT
            script = some_network_computes(model, function, neurons, status)
            yield f"{name}-with-{neurons}", script


@cache
def computes(model: Model, function: Function, neurons: int) -> bool:
    """Whether one hidden layer of at most so many neurons computes it, tried out.

    A hidden neuron adds one of finitely many vectors, an entry for each input, to the accumulator.
    All sums of so many are listed. Exact sums, finite biases, weight 0 in the set.
    """
    biases = model.biases.between(model.biases.smallest, model.biases.largest)
    sums: set[tuple[int, ...]] = {(0,) * len(function.values)}
    added = _contributions(model, function.inputs)
    for _ in range(neurons):
        sums = {
            tuple(map(sum, zip(total, vector, strict=True))) for total in sums for vector in added
        }
    return any(
        all(
            model.requantizer(entry + bias) == value
            for entry, value in zip(total, function.values, strict=True)
        )
        for total in sums
        for bias in biases
    )


@cache
def _contributions(model: Model, inputs: int) -> frozenset[tuple[int, ...]]:
    points = list(product(model.format.raws, repeat=inputs))
    biases = model.biases.between(model.biases.smallest, model.biases.largest)
    responses = {
        tuple(model.activation(model.neuron(point, row, bias)) for point in points)
        for row in product(model.weights.raws, repeat=inputs)
        for bias in biases
    }
    return frozenset(
        tuple(weight * entry for entry in response)
        for response in responses
        for weight in model.weights.raws
    )
