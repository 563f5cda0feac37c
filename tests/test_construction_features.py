"""Steps and spikes: every function of an axis is a combination of them."""

from random import Random
from typing import Any

import numpy as np
import pytest

from fxprove.construction.axes import along
from fxprove.construction.circuits import Circuit, NoCircuit
from fxprove.construction.features import Features, Spikes, Steps
from fxprove.construction.plateaus import Plateaus
from fxprove.models import Model
from fxprove.requirements import all_points
from tests.hidden_responses import responses_of

MODELS: dict[str, dict[str, Any]] = {
    "relu": {"activation": "relu"},
    "falling": {"activation": [3, 3, 2, 1, 1, 0, -1, -1]},
    "step": {"activation": [0, 0, 0, 0, 3, 3, 3, 3]},
    "step, falling": {"activation": [0, 0, 0, 0, -3, -3, -3, -3], "rounding": "floor"},
    "bump": {"activation": [0, 0, 0, 2, 1, 0, 0, 0]},
    "dent": {"activation": [2, 2, -2, -3, 1, 2, 2, 2]},
    "biases of the format": {"activation": "relu", "bias": "format"},
    "binary": {"activation": "relu", "weights": "binary"},
}


def features_of(circuit: Circuit, plateaus: Plateaus, depth: int) -> Features:
    if plateaus.left == plateaus.right:
        return Spikes(circuit, plateaus)
    return Steps(circuit, plateaus, depth)


@pytest.mark.parametrize("name", MODELS)
def test_a_combination_is_the_function_of_the_level_that_was_asked_for(name: str) -> None:
    model = Model.of(**{"format": "Q1.1", **MODELS[name]})
    points, plateaus = all_points(model.format, 1), Plateaus(model)
    axis, random = along(model, plateaus, (1,), points), Random(name)
    circuit = Circuit(model, 1, 1 << 20)
    features = features_of(circuit, plateaus, 1)
    assert features.height > 0
    for _ in range(20):
        multiples = np.array([random.randint(-3, 3) for _ in range(axis.levels)])
        inputs, offset = features.combine(axis, multiples)
        responses = responses_of(circuit, features.depth, points)
        total = offset + sum(c * responses[:, neuron] for neuron, c in inputs.items())
        assert np.array_equal(total, features.height * multiples[axis.index]), multiples


@pytest.mark.parametrize("name", ["relu", "bump"])
def test_a_constant_function_needs_no_neurons(name: str) -> None:
    model = Model.of(**{"format": "Q1.1", **MODELS[name]})
    points, plateaus = all_points(model.format, 1), Plateaus(model)
    features = features_of(Circuit(model, 1, 1000), plateaus, 1)
    axis = along(model, plateaus, (1,), points)
    assert features.combine(axis, np.full(8, 5)) == ({}, 5 * features.height)


@pytest.mark.parametrize("name", ["step", "step, falling"])
def test_a_sign_like_activation_has_its_steps_in_the_first_layer(name: str) -> None:
    model = Model.of(**{"format": "Q1.1", **MODELS[name]})
    points, plateaus = all_points(model.format, 1), Plateaus(model)
    circuit = Circuit(model, 1, 1000)
    features = Steps(circuit, plateaus, 0)
    axis = along(model, plateaus, (1,), points)
    multiples = np.array([0, 1, -1, 2, 2, 0, 5, 4])
    inputs, offset = features.combine(axis, multiples)
    responses = responses_of(circuit, 0, points)
    total = offset + sum(c * responses[:, neuron] for neuron, c in inputs.items())
    assert np.array_equal(total, features.height * multiples)


def test_relu_has_no_steps_in_the_first_layer() -> None:
    model = Model.of(format="Q1.1", activation="relu")
    points, plateaus = all_points(model.format, 1), Plateaus(model)
    features = Steps(Circuit(model, 1, 1000), plateaus, 0)
    with pytest.raises(NoCircuit):
        features.combine(along(model, plateaus, (1,), points), np.arange(8))


def test_an_axis_that_cannot_be_cut_is_no_axis() -> None:
    model = Model.of(format="raw(0,3,1)", weights="ternary", bias="format", activation=[0, 0, 1, 1])
    points, plateaus = all_points(model.format, 1), Plateaus(model)
    axis = along(model, plateaus, (1,), points)
    assert axis.cuts[3] is None  # 2 and 3 are told apart by no neuron
    features = Steps(Circuit(model, 1, 1000), plateaus, 1)
    features.combine(axis, np.array([0, 1, 2, 2]))
    with pytest.raises(NoCircuit, match="cannot be cut"):
        features.combine(axis, np.array([0, 0, 0, 1]))
