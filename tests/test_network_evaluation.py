"""Many points at once give what `Network.evaluate` gives for each, whatever the integers need."""

from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest

from fxprove import network_evaluation
from fxprove.errors import InputError
from fxprove.formats import LARGEST_RAW
from fxprove.models import Model
from fxprove.network_evaluation import NetworkEvaluator
from fxprove.networks import Layer, Network
from fxprove.rounding import Accumulation, Overflow, Rounding, round_ratio
from tests.random_models import random_spelling
from tests.random_networks import random_network

SIZES = (2, 3, 5, 9)


def random_model(random: Random) -> Model:
    """Any rounding, overflow, accumulation and output range."""
    spelling = random_spelling(random, SIZES)
    spelling["overflow"] = random.choice(list(Overflow)).value
    spelling["accumulate"] = random.choice(list(Accumulation)).value
    if spelling["accumulate"] != "exact":
        spelling["bias"] = random.choice(("format", "none"))
    try:
        return Model.of(**spelling)  # type: ignore[arg-type]
    except InputError:  # bias 0 of a format without 0
        return random_model(random)


def random_points(random: Random, network: Network, count: int = 20) -> list[tuple[int, ...]]:
    raws = network.model.format.raws
    return [tuple(random.choices(raws, k=network.inputs)) for _ in range(count)]


def require_agreement(network: Network, points: list[tuple[int, ...]]) -> None:
    found = network.evaluate_all(np.array(points))
    assert [tuple(row) for row in found.tolist()] == [network.evaluate(p) for p in points]


@pytest.mark.parametrize("seed", range(300))
def test_many_points_give_what_each_gives(seed: int) -> None:
    random = Random(seed)
    network = random_network(random, random_model(random), width=5)
    require_agreement(network, random_points(random, network))


def wide(bits: int, **options: Any) -> Model:
    """Weights of so many bits on a small format."""
    options = {"format": "Q2.2", "activation": "relu", "bias": "wide", **options}
    return Model.of(weights=f"[-{1 << bits},-{(1 << bits) - 1},-1,0,3,{1 << bits}]@4", **options)


@pytest.mark.parametrize("rounding", list(Rounding))
@pytest.mark.parametrize("overflow", list(Overflow))
@pytest.mark.parametrize("bits", [2, 18, 20, 22, 47, 49, 51, 54, 58, 60, 62, 63, 64, 80])
def test_weights_of_any_length_are_exact(bits: int, overflow: Overflow, rounding: Rounding) -> None:
    model = wide(bits, overflow=overflow, rounding=rounding)
    random = Random(f"{bits} {overflow} {rounding}")
    for _ in range(3):
        network = random_network(random, model, width=6)
        require_agreement(network, random_points(random, network, 30))


@pytest.mark.parametrize("accumulate", ["sequential", "sequential-bias-last"])
@pytest.mark.parametrize("overflow", ["saturate", "wrap"])
@pytest.mark.parametrize("bits", [3, 57, 60, 63, 80])
def test_sequential_sums_of_any_length_are_exact(bits: int, overflow: str, accumulate: str) -> None:
    for format_ in ("Q2.2", "raw(2,9,4)"):  # the sum starts at 0, outside the second one
        model = wide(bits, format=format_, bias="format", overflow=overflow, accumulate=accumulate,
                     activation="identity")  # fmt: skip
        random = Random(f"{bits} {overflow} {accumulate} {format_}")
        for _ in range(5):
            network = random_network(random, model, width=6)
            require_agreement(network, random_points(random, network, 30))


@pytest.mark.parametrize("bias", [0, 1 << 30, 1 << 61, 1 << 63, -(1 << 90)])
def test_biases_of_any_length_are_exact(bias: int) -> None:
    model = Model.of(format="Q3.4", activation="relu", overflow="wrap", bias=f"[0,{bias}]+wide")
    hidden = Layer(weights=((3, -5), (0, 0), (127, 127)), biases=(bias, 5 * bias, -bias))
    output = Layer(weights=((3, -5, 1),), biases=(bias,))
    network = Network(model=model, layers=(hidden, output))
    require_agreement(network, list(product(range(-128, 128, 15), repeat=2)))


@pytest.mark.parametrize("overflow", ["saturate", "wrap"])
@pytest.mark.parametrize("accumulate", ["exact", "sequential", "sequential-bias-last"])
def test_the_largest_raw_values_are_exact(accumulate: str, overflow: str) -> None:
    low = LARGEST_RAW - 3
    model = Model.of(format=f"raw({low},{low + 3},2)", weights="[-1,0,1,2]@1", bias="format",
                     activation=[low + 1, low + 1, low + 3, low], accumulate=accumulate,
                     overflow=overflow)  # fmt: skip
    random = Random(0)
    for _ in range(10):
        network = random_network(random, model)
        require_agreement(network, random_points(random, network))


@pytest.mark.parametrize(("low", "high"), [(-128, 127), (0, 0)])
def test_the_largest_sums_of_single_precision_are_exact(low: int, high: int) -> None:
    # 2^24 = 128·(n·128): sums that a float32 just holds, and next to them ones that it does not
    model = Model.of(format="Q0.7", activation="identity", weights="format", rounding="floor",
                     overflow="wrap")  # fmt: skip
    for inputs in (1023, 1024, 1025, 1100):
        rows = ((-128,) * inputs, (127,) * inputs, (-127,) * (inputs - 1) + (1,))
        network = Network(model=model, layers=(Layer(weights=rows, biases=(0, 128, -128)),))
        points = [(low,) * inputs, (high,) * inputs, (low,) * (inputs - 1) + (high,)]
        require_agreement(network, points)


def sparse_network(random: Random, share: float) -> Network:
    """Three layers of 40 neurons in which so many weights are not 0."""
    model = Model.of(format="Q3.4", activation="gelu")

    def layer(inputs: int, neurons: int) -> Layer:
        def weight() -> int:
            return random.randint(-128, 127) if random.random() < share else 0

        rows = tuple(tuple(weight() for _ in range(inputs)) for _ in range(neurons))
        return Layer(weights=rows, biases=tuple(16 * random.randint(-9, 9) for _ in range(neurons)))

    return Network(model=model, layers=(layer(30, 40), layer(40, 40), layer(40, 2)))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.05, 0.3, 1.0])
def test_sparse_and_dense_layers_are_exact(share: float) -> None:
    random = Random(0)
    network = sparse_network(random, share)
    require_agreement(network, random_points(random, network, 50))


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_blocks_do_not_show(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_evaluation, "_BLOCK", 40 * block)
    monkeypatch.setattr(network_evaluation, "_FEWEST_POINTS", 1)
    random = Random(1)
    network = sparse_network(random, 0.3)
    require_agreement(network, random_points(random, network, 100))
    points = np.array(random_points(random, network, 100))
    traces = [trace[-1].pre_activations for trace in network.traces(points)]
    assert len(traces) == -(-100 // block)
    assert np.array_equal(np.concatenate(traces), network.evaluate_all(points))


def test_no_points_have_no_outputs() -> None:
    network = sparse_network(Random(0), 0.3)
    assert network.evaluate_all(np.zeros((0, 30), dtype=np.int64)).shape == (0, 2)
    assert not list(network.traces(np.zeros((0, 30), dtype=np.int64)))


# --- Traces ---------------------------------------------------------------------------------------


def leaves_the_format(model: Model, inputs: tuple[int, ...], row: tuple[int, ...], b: int) -> bool:
    """From the definition: whether an integer is brought in that lies outside."""
    products = [weight * raw for weight, raw in zip(row, inputs, strict=True)]
    if model.accumulation is Accumulation.EXACT:
        requantizer = model.requantizer
        exact = (sum(products) + b) * requantizer.numerator
        return round_ratio(exact, requantizer.denominator, model.rounding) not in model.format
    terms = [round_ratio(product, model.weights.scale, model.rounding) for product in products]
    total, *steps = (
        (0, *terms, b) if model.accumulation is Accumulation.SEQUENTIAL_BIAS_LAST else (b, *terms)
    )
    left = False
    for step in steps:
        left |= total + step not in model.format
        total = model.format.bring_in(total + step, model.overflow)
    return left


@pytest.mark.parametrize("seed", range(150))
def test_a_trace_says_what_each_neuron_does(seed: int) -> None:
    random = Random(seed)
    model = random_model(random)
    network = random_network(random, model)
    points = random_points(random, network, 8)
    [traced] = network.traces(np.array(points))
    assert len(traced) == network.depth
    for index, point in enumerate(points):
        values = point
        for layer, trace in zip(network.layers, traced, strict=True):
            neurons = list(zip(layer.weights, layer.biases, strict=True))
            raws = tuple(model.neuron(values, row, bias) for row, bias in neurons)
            assert tuple(trace.pre_activations[index].tolist()) == raws
            outside = [leaves_the_format(model, values, row, bias) for row, bias in neurons]
            assert trace.outside[index].tolist() == outside
            if trace.accumulators is not None:
                sums = [sum(w * v for w, v in zip(r, values, strict=True)) + b for r, b in neurons]
                assert trace.accumulators[index].tolist() == sums
            values = tuple(model.activation(raw) for raw in raws)
            if trace.activations is not None:
                assert tuple(trace.activations[index].tolist()) == values
    assert [trace.activations is None for trace in traced] == [
        layer is network.layers[-1] for layer in network.layers
    ]
    exact = model.accumulation is Accumulation.EXACT
    assert all((trace.accumulators is not None) == exact for trace in traced)


# --- Refusals -------------------------------------------------------------------------------------

NETWORK = Network(
    model=Model.of(format="Q1.1", activation="relu"),
    layers=(Layer(weights=((1, 2),), biases=(0,)),),
)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (np.array([1, 2]), "points: expected an array of points × 2 inputs, found shape (2,)"),
        (np.array([[1]]), "points: expected an array of points × 2 inputs, found shape (1, 1)"),
        (np.array([[1.0, 2.0]]), "points: expected an integer array, found dtype float64"),
        (np.array([[True, False]]), "points: expected an integer array, found dtype bool"),
        (np.array([[1, 0.5]], dtype=object), "points: expected an integer array"),
        (np.array([[0, 0], [1, 4]]), "points[1]: expected raw values from -4 to 3, found [1, 4]"),
        (np.array([[0, 1 << 63]], dtype=np.uint64), "points[0]: expected raw values from -4 to 3"),
    ],
)  # fmt: skip
def test_what_are_no_points_is_refused(points: Any, message: str) -> None:
    for evaluate in (NETWORK.evaluate_all, NETWORK.traces):
        with pytest.raises(InputError) as caught:
            evaluate(points)
        assert str(caught.value).startswith(message)


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.uint8, np.uint64, np.int64, object])
def test_any_integer_dtype_will_do(dtype: Any) -> None:
    assert NETWORK.evaluate_all(np.array([[1, 3]], dtype=dtype)).tolist() == [[3]]


def test_an_evaluator_is_made_once_and_no_part_of_the_network() -> None:
    network = Network(model=NETWORK.model, layers=NETWORK.layers)
    shown = repr(network)
    network.evaluate_all(np.array([[1, 3]]))
    assert isinstance(network._evaluator, NetworkEvaluator)
    assert network == Network(model=NETWORK.model, layers=NETWORK.layers)
    assert hash(network) == hash(Network(model=NETWORK.model, layers=NETWORK.layers))
    assert repr(network) == shown
