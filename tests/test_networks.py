"""Networks evaluate layer by layer, and only with the model's own parameters."""

from itertools import product
from time import perf_counter
from typing import Any

import pytest

from fxprove.errors import InputError
from fxprove.models import Model
from fxprove.networks import Layer, Network, NetworkSize

MODEL = Model.of(format="Q1.1", activation="relu")  # −4 … 3 in halves, accumulators in quarters


def layer(*neurons: tuple[tuple[int, ...], int]) -> Layer:
    return Layer(
        weights=tuple(weights for weights, _ in neurons),
        biases=tuple(bias for _, bias in neurons),
    )


def test_a_single_layer_has_no_activation() -> None:
    network = Network(model=MODEL, layers=(layer(((2,), 0)),))
    assert [network.evaluate((raw,)) for raw in MODEL.format.raws] == [
        (raw,) for raw in MODEL.format.raws
    ]


def test_the_activation_stands_between_layers() -> None:
    # |x| for x ≥ −3: relu(x) + relu(−x)
    network = Network(model=MODEL, layers=(layer(((2,), 0), ((-2,), 0)), layer(((2, 2), 0))))
    assert [network.evaluate((raw,)) for raw in range(-4, 4)] == [
        (3,), (3,), (2,), (1,), (0,), (1,), (2,), (3,),
    ]  # fmt: skip


def test_a_network_worked_by_hand() -> None:
    # x = 3, y = −2: hidden 3·3 + 1·(−2) + 2 = 9 → 9/2 → 3 (saturated), −4·3 − 2·(−2) − 2 = −10 → −4
    # activations 3 and 0; outputs 1·3 + 3·0 − 2 = 1 → 0 (tie to even), −1·3 + 0 + 0 = −3 → −2
    hidden = layer(((3, 1), 2), ((-4, -2), -2))
    output = layer(((1, 3), -2), ((-1, 2), 0))
    network = Network(model=MODEL, layers=(hidden, output))
    assert network.inputs == 2
    assert network.evaluate((3, -2)) == (0, -2)


def test_the_order_of_the_neurons_matters_to_a_sequential_sum() -> None:
    model = Model.of(format="Q1.1", activation="relu", accumulate="sequential")
    # both inputs 3: 3 + 3 → 3, then −3; or −3, then + 3
    forward = Network(model=model, layers=(layer(((2, -2), 3)),))
    backward = Network(model=model, layers=(layer(((-2, 2), 3)),))
    assert (forward.evaluate((3, 3)), backward.evaluate((3, 3))) == ((0,), (3,))


def test_evaluation_composes_neurons() -> None:
    hidden, output = layer(((1, -3), 2), ((3, 2), 0), ((0, 0), -2)), layer(((1, -4, 2), 4))
    network = Network(model=MODEL, layers=(hidden, output))
    for point in product(MODEL.format.raws, repeat=2):
        first = tuple(
            MODEL.activation(MODEL.neuron(point, weights, bias))
            for weights, bias in zip(hidden.weights, hidden.biases, strict=True)
        )
        assert network.evaluate(point) == (MODEL.neuron(first, (1, -4, 2), 4),)


# --- Sizes ----------------------------------------------------------------------------------------


def test_a_size_counts_layers_hidden_neurons_and_nonzero_parameters() -> None:
    hidden, output = layer(((3, 0), 2), ((0, 0), 0), ((0, -1), -2)), layer(((1, 0, 2), 0))
    network = Network(model=MODEL, layers=(hidden, output))
    assert (network.inputs, network.outputs, network.depth) == (2, 1, 2)
    # weights 3, −1, 1, 2 and biases 2, −2; all: 3·2 + 3 and 3 + 1
    assert network.size == NetworkSize(depth=2, neurons=3, parameters=6, parameters_dense=13)


def test_without_hidden_layers_there_are_no_neurons() -> None:
    network = Network(model=MODEL, layers=(layer(((3, 0), 2), ((0, 0), 0)),))
    assert (network.outputs, network.depth) == (2, 1)
    assert network.size == NetworkSize(depth=1, neurons=0, parameters=2, parameters_dense=6)


def test_all_weights_count_where_zero_is_none_of_them() -> None:
    model = Model.of(format="Q1.1", activation="relu", weights="binary")
    network = Network(model=model, layers=(layer(((1, -1), 0)),))
    assert network.size == NetworkSize(depth=1, neurons=0, parameters=2, parameters_dense=3)


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("weights", ["[-5,0,2]@1", "ternary", "format"])
def test_the_first_parameter_that_is_not_the_models_is_named(weights: str) -> None:
    model = Model.of(format="Q1.1", activation="relu", weights=weights)
    good, wide = layer(*(((0, 0), 0) for _ in range(5))), ((0, 0, 0, 9, 8),)
    with pytest.raises(InputError) as caught:
        Network(model=model, layers=(good, Layer(weights=wide * 4, biases=(0, 0, 0, 0))))
    message = "layer 1, neuron 0: expected a weight of the model, found 9"
    assert str(caught.value) == message


def test_a_network_of_millions_of_parameters_is_made_in_seconds() -> None:
    model = Model.of(format="Q3.4", activation="relu", weights="[-90,-3,0,2,70]@16")
    row = (-90, -3, 0, 2, 70) * 200
    layers = (Layer(weights=(row,) * 1000, biases=tuple(range(0, 16000, 16))),) * 3
    start = perf_counter()
    network = Network(model=model, layers=layers)
    assert network.size.parameters_dense == 3_003_000
    assert perf_counter() - start < 3  # measured: 0.1 s; one `in` for each takes over a second


def test_a_point_of_another_dimension_is_not_evaluated() -> None:
    network = Network(model=MODEL, layers=(layer(((2,), 0)),))
    with pytest.raises(ValueError, match="zip"):
        network.evaluate((1, 2))


@pytest.mark.parametrize(
    ("weights", "biases", "part"),
    [
        ((), (), "found 0 rows, 0 biases"),
        (((1,),), (), "found 1 rows, 0 biases"),
        (((1,),), (0, 0), "found 1 rows, 2 biases"),
        (((1,), (1, 2)), (0, 0), "rows of one positive length, found lengths [1, 2]"),
        (((),), (0,), "rows of one positive length, found lengths [0]"),
    ],
)
def test_what_is_no_layer_is_refused(weights: Any, biases: Any, part: str) -> None:
    with pytest.raises(InputError) as caught:
        Layer(weights=weights, biases=biases)
    assert str(caught.value).startswith("layer: expected ")
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("layers", "where"),
    [
        ((), "network: expected at least one layer"),
        ((layer(((4,), 0)),), "layer 0, neuron 0: "),
        ((layer(((1,), 0), ((-5,), 0)),), "layer 0, neuron 1: "),
        ((layer(((1,), 1)),), "layer 0, neuron 0: expected a bias of the model, found 1"),
        ((layer(((1,), 0)), layer(((1,), 3))), "layer 1, neuron 0: expected a bias of the model"),
        ((layer(((1,), 0)), layer(((1, 1), 0))), "layer 1: expected 1 weights a neuron, found 2"),
    ],
)
def test_what_is_no_network_of_the_model_is_refused_with_the_place(
    layers: tuple[Layer, ...], where: str
) -> None:
    with pytest.raises(InputError) as caught:
        Network(model=MODEL, layers=layers)
    assert str(caught.value).startswith(where)


def test_a_model_of_several_formats_has_no_networks_yet() -> None:
    model = Model.of(format="Q1.1", activation="relu", input_format="Q1.0")
    with pytest.raises(InputError, match="network: expected a model with a single format"):
        Network(model=model, layers=(layer(((1,), 0)),))
