"""Encoded neurons and networks are the reference's; unknown parameters are those of the sets."""

from itertools import pairwise, product
from random import Random

import pytest

from fxprove.encoding.layers import (
    activated,
    effective_biases,
    network_outputs,
    neuron,
    unknown_bias,
    unknown_weight,
)
from fxprove.encoding.scripts import ScriptBuilder
from fxprove.encoding.terms import Term, constant
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.parameter_sets import BiasSet, WeightSet
from fxprove.rounding import Accumulation, Overflow, Rounding
from tests.random_models import model_of
from tests.smt_evaluation import Evaluation, evaluated, everywhere


def any_model(random: Random, sizes: tuple[int, ...], accumulate: str | None = None) -> Model:
    """A tiny model of any rounding, overflow, accumulation, weights and biases."""
    size = random.choice(sizes)
    lo = random.choice((-size + 1, -(size // 2), -(size // 2), -1, 0, 2))
    scale, weight_scale = (random.choice((1, 1, 2, 3, 4, 5, 8)) for _ in range(2))
    listed = sorted(set(random.sample(range(-8, 9), random.randint(1, 4))))
    weights = (
        "format",
        "ternary",
        "binary",
        f"{listed}@{weight_scale}",
        f"{listed}@{weight_scale}",
    )
    mode = accumulate or random.choice(("exact", "exact", "sequential", "sequential-bias-last"))
    raws = range(lo, lo + size)
    bias = any_bias(random) if mode == "exact" else sequential_bias(random, raws)
    spelling: dict[str, object] = {
        "format": f"raw({lo},{lo + size - 1},{scale})",
        "weights": random.choice(weights),
        "bias": bias,
        "rounding": random.choice(list(Rounding)).value,
        "overflow": random.choice(list(Overflow)).value,
        "accumulate": mode,
        "activation": [random.choice(raws) for _ in raws],
    }
    return model_of(spelling)


def any_bias(random: Random) -> str:
    """A spelling of a bias set for exact accumulation: of each kind, near zero and far away."""
    middle = random.choice((0, 0, 0, 40, -300))
    listed = [random.randint(middle - 9, middle + 9) for _ in range(random.randint(1, 4))]
    grid = f"every({random.randint(1, 7)})"
    return random.choice(
        (
            "wide", "accumulator", "format", "none", f"{listed}", f"{listed}", f"{listed}+wide",
            f"{listed}+format", f"{listed}+{grid}",
        )
    )  # fmt: skip


def sequential_bias(random: Random, raws: range) -> str:
    """A spelling of raw values of the format."""
    return random.choice(("format", f"{[random.choice(raws) for _ in range(3)]}"))


def integers_of(found: Evaluation, term: Term) -> list[int]:
    """A term's values, which are in its bounds."""
    if term.known is not None:
        return [term.known] * found.count
    values = found.signed(term.text)
    assert found.columns[term.text].width == term.width
    assert term.lo <= min(values) <= max(values) <= term.hi
    return values


# --- Neurons and networks ------------------------------------------------------------------------


def largest_sum(model: Model, inputs: int) -> int:
    return inputs * model.weights.largest_magnitude * max(map(abs, model.format.raws))


def test_a_neuron_with_unknown_parameters_is_that_of_the_model() -> None:
    random = Random(1)
    for _ in range(600):
        model = any_model(random, (1, 2, 3, 4, 6, 8, 16))
        inputs = random.randint(1, 4)
        window = effective_biases(model, largest_sum(model, inputs))
        names = [f"{kind}{i}" for kind in "wx" for i in range(inputs)]
        builder = ScriptBuilder()
        weights = [unknown_weight(builder, name, model.weights) for name in names[:inputs]]
        raws = [builder.integer(name, model.format.lo, model.format.hi) for name in names[inputs:]]
        bias = builder.integer("b", *window)
        result = neuron(builder, "result", model, raws, weights, bias)
        rows = [
            (
                *(random.choice(model.weights.raws) for _ in range(inputs)),
                *(random.choice(model.format.raws) for _ in range(inputs)),
                random.randint(*window),
            )
            for _ in range(40)
        ]
        columns = {name: [row[i] for row in rows] for i, name in enumerate([*names, "b"])}
        found = evaluated(builder.script("").text, columns)
        assert all(found.holds)
        expected = [model.neuron(row[inputs:-1], row[:inputs], row[-1]) for row in rows]
        assert integers_of(found, result) == expected, model


@pytest.mark.parametrize("accumulation", Accumulation)
@pytest.mark.parametrize("overflow", Overflow)
def test_a_neuron_is_that_of_the_model_at_all_its_inputs(
    accumulation: Accumulation, overflow: Overflow
) -> None:
    random = Random(2)
    for rounding, scale, (lo, hi) in product(Rounding, (2, 3), ((-4, 3), (-2, 2), (0, 4), (1, 3))):
        model = Model.of(
            format=f"raw({lo},{hi},{scale})",
            activation=range(lo, hi + 1),
            weights="[-3,-1,0,2]@3",
            bias="format",
            rounding=rounding,
            overflow=overflow,
            accumulate=accumulation,
        )
        weights = tuple(random.choice(model.weights.raws) for _ in range(3))
        bias = random.choice(model.biases.between(lo * scale, hi * scale) or [lo])
        builder = ScriptBuilder()
        raws = [builder.integer(name, lo, hi) for name in "xyz"]
        terms = [constant(weight) for weight in weights]
        result = neuron(builder, "result", model, raws, terms, constant(bias))
        points = list(product(model.format.raws, repeat=3))
        columns = {name: [point[i] for point in points] for i, name in enumerate("xyz")}
        found = evaluated(builder.script("").text, columns)
        expected = [model.neuron(point, weights, bias) for point in points]
        assert integers_of(found, result) == expected, model


def random_network(random: Random, model: Model, inputs: int, depth: int) -> Network:
    """A network of the model with up to three neurons a layer."""
    widths = [inputs, *(random.randint(1, 3) for _ in range(depth))]
    some_biases = model.biases.between(-400, 400)
    layers = [
        Layer(
            weights=tuple(
                tuple(random.choice(model.weights.raws) for _ in range(before))
                for _ in range(after)
            ),
            biases=tuple(random.choice(some_biases) for _ in range(after)),
        )
        for before, after in pairwise(widths)
    ]
    return Network(model=model, layers=tuple(layers))


def test_a_network_has_the_outputs_of_its_evaluation() -> None:
    random = Random(3)
    for _ in range(200):
        model = any_model(random, (1, 2, 3, 4, 8, 16))
        network = random_network(random, model, random.randint(1, 3), random.randint(1, 3))
        builder = ScriptBuilder()
        names = [f"x{i}" for i in range(network.inputs)]
        inputs = [builder.integer(name, model.format.lo, model.format.hi) for name in names]
        outputs = network_outputs(builder, "pre", network, inputs)
        points = [tuple(random.choices(model.format.raws, k=network.inputs)) for _ in range(30)]
        columns = {name: [point[i] for point in points] for i, name in enumerate(names)}
        found = evaluated(builder.script("").text, columns)
        expected = [network.evaluate(point) for point in points]
        computed = [integers_of(found, output) for output in outputs]
        assert list(zip(*computed, strict=True)) == expected
        check_pre_activations(network, found, points)


def check_pre_activations(
    network: Network, found: Evaluation, points: list[tuple[int, ...]]
) -> None:
    """Those that have a name are those of the network's first layers."""
    for depth in range(1, len(network.layers) + 1):
        first = Network(model=network.model, layers=network.layers[:depth])
        for index, expected in enumerate(zip(*map(first.evaluate, points), strict=True), 1):
            name = f"pre{depth}_{index}"
            assert name not in found.columns or found.signed(name) == list(expected)


def test_an_activation_is_its_table() -> None:
    random = Random(4)
    for _ in range(100):
        model = any_model(random, (1, 2, 5, 16, 33))
        builder = ScriptBuilder()
        raw = builder.integer("raw", model.format.lo, model.format.hi)
        result = activated(builder, "result", model.activation, raw)
        found = evaluated(builder.script("").text, {"raw": model.format.raws})
        assert integers_of(found, result) == list(model.activation.table)


def test_known_zero_weights_leave_no_trace() -> None:
    model = Model.of(format="Q3.4", activation="relu")
    builder = ScriptBuilder()
    x, y = builder.integer("x", -128, 127), builder.integer("y", -128, 127)
    neuron(builder, "result", model, [x, y], [constant(0), constant(3)], constant(5))
    definitions = [line for line in builder.script("").commands if line.startswith("(define")]
    assert any(" y" in line for line in definitions)
    assert not any(" x" in line for line in definitions)


# --- Unknown weights and biases ------------------------------------------------------------------


def accepted(builder: ScriptBuilder, name: str) -> set[int]:
    """The values of a variable for which the others can be chosen."""
    found = everywhere(builder.script("").text)
    pairs = zip(found.signed(name), found.holds, strict=True)
    return {value for value, holds in pairs if holds}


def test_an_unknown_weight_is_exactly_one_of_the_set() -> None:
    random = Random(5)
    for _ in range(100):
        raws = tuple(random.sample(range(-12, 13), random.randint(1, 6)))
        builder = ScriptBuilder()
        weight = unknown_weight(builder, "weight", WeightSet(raws=raws, scale=3))
        assert accepted(builder, "weight") == set(raws)
        assert (weight.lo, weight.hi) == (min(raws), max(raws))


def test_an_unknown_bias_is_exactly_one_of_the_set_in_the_window() -> None:
    random = Random(6)
    sizes = set()
    for _ in range(250):
        offsets = tuple(random.randint(-6, 6) for _ in range(random.randint(1, 3)))
        first, last = sorted((random.randint(-3, 3), random.randint(-3, 3)))
        is_finite = random.random() < 0.6
        biases = BiasSet(
            offsets=offsets,
            step=random.randint(1, 5),
            first=first if is_finite else None,
            last=last if is_finite else None,
        )
        lo, hi = sorted((random.randint(-14, 14), random.randint(-14, 14)))
        inside = biases.between(lo, hi)
        if inside:
            builder = ScriptBuilder()
            bias = unknown_bias(builder, "bias", biases, lo, hi)
            assert accepted(builder, "bias") == set(inside), biases
            assert (bias.lo, bias.hi) == (inside[0], inside[-1])
            sizes.add(len(inside))
    assert {1, 2, 3, 4, 5} <= sizes


def test_an_unknown_bias_can_be_any_of_a_large_set() -> None:
    biases = BiasSet(offsets=(0, 5), step=256, first=-128, last=127)
    builder = ScriptBuilder()
    unknown_bias(builder, "bias", biases, -40000, 40000)
    rows = [(index, offset, k) for index, offset in enumerate((0, 5)) for k in range(-128, 128)]
    columns = {
        "bias": [offset + 256 * k for _, offset, k in rows],
        "bias_multiple": [k for *_, k in rows],
        "bias_offset": [index for index, *_ in rows],
    }
    assert all(evaluated(builder.script("").text, columns).holds)
    columns["bias"] = [bias + 1 for bias in columns["bias"]]
    assert not any(evaluated(builder.script("").text, columns).holds)


# --- The window of biases ------------------------------------------------------------------------


def behaviours(model: Model, reach: int, low: int, high: int) -> set[tuple[int, ...]]:
    """What the biases in low…high make of all sums of magnitude up to `reach`."""
    requantizer = model.requantizer
    results = [requantizer(a) for a in range(low - reach, high + reach + 1)]
    length = 2 * reach + 1
    return {
        tuple(results[bias - low : bias - low + length]) for bias in model.biases.between(low, high)
    }


def test_biases_in_the_window_act_in_every_way_that_biases_do() -> None:
    random = Random(7)
    for _ in range(250):
        model = any_model(random, (1, 2, 3, 4, 6), accumulate="exact")
        reach = random.choice((0, 1, 5, 12))
        low, high = effective_biases(model, reach)
        span = 10 * (high - low + 1)
        inside = behaviours(model, reach, low, high)
        assert inside
        assert inside == behaviours(model, reach, low - span, high + span), model


def test_the_window_is_no_wider_than_cells_and_sums_ask() -> None:
    random = Random(8)
    for _ in range(250):
        model = any_model(random, (2, 3, 4, 6, 16), accumulate="exact")
        reach = random.choice((0, 1, 5, 12))
        low, high = effective_biases(model, reach)
        cells = (model.format.size + 1) * model.weights.scale
        middle = abs(model.format.lo) * model.weights.scale
        if model.overflow is Overflow.WRAP:
            cells *= 2 * model.biases.step
        at_most = middle + cells + reach + model.biases.step
        if model.biases.first is not None:
            at_most = max(at_most, abs(model.biases.smallest), abs(model.biases.largest)) + cells
        assert -at_most <= low <= high <= at_most, model


def test_sequential_biases_are_raw_values() -> None:
    model = Model.of(format="Q1.2", activation="relu", accumulate="sequential")
    assert effective_biases(model, 1000) == (-8, 7)


def test_saturating_biases_stop_where_all_sums_saturate() -> None:
    model = Model.of(
        format="raw(-4,3,1)", weights="[-1,1]@1", bias="accumulator", activation="relu"
    )
    assert effective_biases(model, 4) == (-8, 7)
    far = Model.of(format="raw(-4,3,1)", weights="[-1,1]@1", bias="[-50,60]", activation="relu")
    assert effective_biases(far, 4) == (-50, 60)
