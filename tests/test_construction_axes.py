"""Axes: levels in order, and cuts that are true at every level."""

from random import Random
from typing import Any

import numpy as np
import pytest

from fxprove.budgets import UNLIMITED, Budget
from fxprove.construction import axes as axes_module
from fxprove.construction.axes import Axis, FirstNeuron, along, coded, coded_along
from fxprove.construction.circuits import NoCircuit
from fxprove.construction.plateaus import Plateaus
from fxprove.counting import class_labels
from fxprove.models import Model
from fxprove.requirements import Integers, all_points
from tests.random_models import model_of, random_spelling


def responses(model: Model, neuron: FirstNeuron, points: Integers) -> Integers:
    """Of one neuron, by the reference semantics."""
    found = [
        model.activation(model.neuron(tuple(point), neuron.weights, neuron.bias))
        for point in points.tolist()
    ]
    return np.array(found)


def require_true_cuts(model: Model, axis: Axis, points: Integers) -> int:
    """Every cut says what its neurons do at every point; how many there are."""
    assert axis.cuts[0] is None
    assert sorted(set(axis.index.tolist())) == list(range(axis.levels))
    count = 0
    for level, cut in enumerate(axis.cuts):
        if cut is None:
            continue
        count += 1
        found = np.sum(
            [multiple * responses(model, neuron, points) for neuron, multiple in cut.parts], axis=0
        )
        assert np.array_equal(found, cut.values[axis.index])
        assert cut.gap == cut.above - cut.below > 0
        assert np.all(found[axis.index < level] <= cut.below)
        assert np.all(found[axis.index >= level] >= cut.above)
        if cut.is_step:
            assert len(cut.parts) == 1
            assert set(found.tolist()) == {cut.below, cut.above}
    return count


def some_model(random: Random) -> Model:
    """One whose activation is not constant."""
    while True:
        model = model_of(random_spelling(random, (3, 4, 6, 8)))
        if len(set(model.activation.table)) > 1:
            return model


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("direction", [(1, 0), (0, 1), (1, 1), (1, -1)])
def test_cuts_along_a_direction_are_true_on_all_levels(
    seed: int, direction: tuple[int, ...]
) -> None:
    model = some_model(Random(seed))
    points = all_points(model.format, 2)
    axis = along(model, Plateaus(model), direction, points)
    values = (points @ np.array(direction)).tolist()
    levels = [sorted(set(values)).index(value) for value in values]
    assert axis.index.tolist() == levels
    require_true_cuts(model, axis, points)


def test_the_cuts_of_random_models_are_mostly_there() -> None:
    cuts = levels = 0
    for seed in range(40):
        model = some_model(Random(seed))
        points = all_points(model.format, 1)
        axis = along(model, Plateaus(model), (1,), points)
        cuts += require_true_cuts(model, axis, points)
        levels += axis.levels - 1
    assert cuts > levels / 3


@pytest.mark.parametrize(
    ("options", "is_step"),
    [
        ({"activation": "relu"}, False),
        ({"activation": "sign"}, True),
        ({"activation": "step"}, True),
    ],
)
def test_every_level_of_a_universal_model_is_cut(options: dict[str, Any], is_step: bool) -> None:
    model = Model.of(format="Q3.4", **options)
    axis = along(model, Plateaus(model), (1,), all_points(model.format, 1))
    cuts = [cut for cut in axis.cuts if cut is not None]
    assert len(cuts) == 255
    assert all(cut.is_step for cut in cuts) == is_step


def test_binary_weights_have_sums_of_all_inputs_as_axes_and_no_coordinates() -> None:
    model = Model.of(format="Q1.0", activation="relu", weights="binary")
    points = all_points(model.format, 2)
    plateaus = Plateaus(model)
    assert require_true_cuts(model, along(model, plateaus, (1, -1), points), points) == 6
    assert require_true_cuts(model, along(model, plateaus, (1, 0), points), points) == 0


@pytest.mark.parametrize("seed", range(40))
def test_a_code_tells_apart_what_any_neuron_tells_apart(seed: int) -> None:
    model = some_model(Random(seed))
    points, plateaus = all_points(model.format, 1), Plateaus(model)
    axis = coded_along(model, plateaus, (1,), points, UNLIMITED)
    labels = class_labels(model)
    assert labels is not None
    assert axis.levels == len(set(labels))
    same = {(label, level) for label, level in zip(labels, axis.index.tolist(), strict=True)}
    assert len(same) == axis.levels
    assert require_true_cuts(model, axis, points) == axis.levels - 1


@pytest.mark.parametrize("seed", range(20))
def test_a_code_of_given_neurons_has_a_level_for_each_of_their_patterns(seed: int) -> None:
    random = Random(seed)
    model = some_model(random)
    points = all_points(model.format, 2)
    neurons = [
        FirstNeuron(
            weights=(random.choice(model.weights.raws), random.choice(model.weights.raws)),
            bias=random.choice(model.biases.between(-10, 10) or [model.biases.any_element]),
        )
        for _ in range(4)
    ]
    axis = coded(neurons, Plateaus(model), points)
    patterns = np.stack([responses(model, neuron, points) for neuron in neurons], axis=1)
    together = np.column_stack([patterns, axis.index])
    different = len(np.unique(patterns, axis=0))
    assert axis.levels == different == len(np.unique(together, axis=0))
    require_true_cuts(model, axis, points)


def test_out_of_time_there_is_no_code() -> None:
    model = Model.of(format="Q1.1", activation="relu")
    points = all_points(model.format, 1)
    with pytest.raises(NoCircuit, match="time"):
        coded_along(model, Plateaus(model), (1,), points, Budget(seconds=-1))


def test_a_code_beyond_the_largest_integer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model.of(format="sym(3,1)", activation="identity")
    points, plateaus = all_points(model.format, 2), Plateaus(model)
    neurons = [FirstNeuron(weights=weights, bias=0) for weights in ((1, 0), (0, 1))]
    assert coded(neurons, plateaus, points).levels == 15**2
    monkeypatch.setattr(axes_module, "LARGEST", 100)
    with pytest.raises(NoCircuit, match="64 bits"):
        coded(neurons, plateaus, points)
