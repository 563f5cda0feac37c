"""Lookups: networks along given axes compute the values that they were given."""

from random import Random
from typing import Any

import numpy as np
import pytest

from fxprove.construction.axes import along
from fxprove.construction.circuits import NoCircuit
from fxprove.construction.lookup import Lookup, cells, with_steps
from fxprove.construction.plateaus import Plateaus
from fxprove.models import Model
from fxprove.requirements import Integers, all_points

MODELS: dict[str, dict[str, Any]] = {
    "relu": {"activation": "relu"},
    "gelu, floor": {"activation": "gelu", "rounding": "floor"},
    "step": {"activation": "step"},
    "bump": {"activation": [0, 0, 0, 2, 1, 0, 0, 0]},
}


def of(name: str) -> Model:
    return Model.of(**{"format": "Q1.1", **MODELS[name]})


def lookup_of(model: Model, values: Integers, inputs: int = 1, most: int = 1 << 22) -> Lookup:
    start = model.biases.any_element
    return Lookup(
        model=model,
        inputs=inputs,
        low=values,
        high=values,
        values=values,
        starts=(start,) * values.shape[1],
        most_parameters=most,
    )


def random_values(model: Model, points: int, seed: int, outputs: int = 1) -> Integers:
    random = Random(seed)
    raws = model.format.raws
    return np.array([[random.choice(raws) for _ in range(outputs)] for _ in range(points)])


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("first_layer", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_steps_along_an_axis_compute_the_values_or_say_why_not(
    name: str, first_layer: bool, seed: int
) -> None:
    model = of(name)
    points, plateaus = all_points(model.format, 1), Plateaus(model)
    values = random_values(model, len(points), seed, outputs=2)
    axis = along(model, plateaus, (1,), points)
    try:
        network = with_steps(lookup_of(model, values), plateaus, axis, first_layer=first_layer)
    except NoCircuit as no:
        assert str(no)
        return
    found = [network.evaluate(tuple(point)) for point in points.tolist()]
    assert np.array_equal(found, values)


def test_a_sign_like_activation_needs_one_hidden_layer_for_the_values_in_its_coset() -> None:
    model = Model.of(format="Q1.1", activation=[-1, -1, -1, -1, 1, 1, 1, 1])
    points, plateaus = all_points(model.format, 1), Plateaus(model)
    values = np.array([[raw] for raw in (0, 2, -4, 0, 2, 2, -2, 0)])
    axis = along(model, plateaus, (1,), points)
    network = with_steps(lookup_of(model, values), plateaus, axis, first_layer=True)
    assert network.depth == 2
    found = [network.evaluate(tuple(point)) for point in points.tolist()]
    assert np.array_equal(found, values)


def test_cells_are_the_accumulators_of_each_value() -> None:
    for rounding in ("half-even", "floor", "zero", "half-up"):
        model = Model.of(format="Q1.1", activation="relu", rounding=rounding)
        raws = list(model.format.raws)
        ends = cells(model, raws)
        assert ends[0][0] is None and ends[-1][1] is None
        for raw, (first, last) in zip(raws, ends, strict=True):
            for accumulator in range(-20, 21):
                inside = (first is None or first <= accumulator) and (
                    last is None or accumulator <= last
                )
                assert inside == (model.requantizer(accumulator) == raw)
