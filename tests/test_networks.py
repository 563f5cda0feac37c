"""Networks evaluate layer by layer, and only with the model's own parameters."""

from itertools import product
from typing import Any

import pytest

from fxprove.errors import InputError
from fxprove.models import Model
from fxprove.networks import Layer, Network

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
