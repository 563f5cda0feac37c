"""Short sums of first-layer neurons: right where found, short where a short one is known."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from fxprove.budgets import UNLIMITED, Budget
from fxprove.construction.circuits import NoCircuit
from fxprove.construction.lookup import Lookup
from fxprove.construction.plateaus import Plateaus
from fxprove.construction.sparse_sums import directions, with_few_neurons
from fxprove.models import Model
from fxprove.networks import Network
from fxprove.requirements import Integers, all_points


def sum_of(
    model: Model,
    low: Integers,
    high: Integers,
    budget: Budget = UNLIMITED,
    inputs: int = 2,
) -> Network:
    lookup = Lookup(
        model=model,
        inputs=inputs,
        low=low,
        high=high,
        values=low,
        starts=(0,) * low.shape[1],
        most_parameters=1 << 22,
    )
    points = all_points(model.format, inputs)
    network = with_few_neurons(lookup, points, Plateaus(model), budget)
    for point, least, most in zip(points.tolist(), low.tolist(), high.tolist(), strict=True):
        for value, lo, hi in zip(network.evaluate(tuple(point)), least, most, strict=True):
            assert lo <= value <= hi
    return network


def values_of(model: Model, function: Callable[[int, int], int]) -> Integers:
    lo, hi = model.format.lo, model.format.hi
    points = all_points(model.format, 2).tolist()
    return np.array([[min(max(function(x, y), lo), hi)] for x, y in points])


def test_directions_are_coordinates_and_their_sums_up_to_sign() -> None:
    assert list(directions(1)) == [(1,)]
    assert set(directions(2)) == {(1, 0), (0, 1), (1, 1), (1, -1)}
    assert len(list(directions(3))) == (3**3 - 1) // 2


@pytest.mark.parametrize(
    ("activation", "function", "most"),
    [
        ("relu", max, 12),
        ("relu", min, 12),
        ("relu", lambda x, y: abs(x - y), 2),
        ("relu", lambda x, y: x + y, 6),
        ("hardtanh", max, 8),
        ("sigmoid", min, 12),
    ],
)
def test_functions_known_to_be_short_sums_are_found_short(
    activation: str, function: Callable[[int, int], int], most: int
) -> None:
    model = Model.of(format="Q1.2", activation=activation)
    values = values_of(model, function)
    network = sum_of(model, values, values)
    assert network.depth == 2
    assert network.size.neurons <= most


def test_outputs_share_neurons() -> None:
    model = Model.of(format="Q1.2", activation="relu")
    values = values_of(model, lambda x, y: abs(x - y))
    one = sum_of(model, values, values)
    two = sum_of(model, np.hstack([values, values]), np.hstack([values, values]))
    assert two.size.neurons == one.size.neurons
    assert two.outputs == 2


def test_tolerances_make_sums_shorter_or_leave_them() -> None:
    model = Model.of(format="Q1.2", activation="relu")
    values = values_of(model, lambda x, y: round(x * y / 4))
    low = np.maximum(values - 1, model.format.lo)
    high = np.minimum(values + 1, model.format.hi)
    assert sum_of(model, low, high).size.neurons <= 24


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"weights": "binary"}, "a weight 0"),
        ({}, "no short sum"),
    ],
)
def test_what_is_no_short_sum_is_refused(options: dict[str, Any], why: str) -> None:
    model = Model.of(format="Q1.2", activation="relu", **options)
    random = np.random.default_rng(1)
    values = random.integers(model.format.lo, model.format.hi, size=(256, 1), endpoint=True)
    with pytest.raises(NoCircuit, match=why):
        sum_of(model, values, values)


def test_without_time_nothing_is_found() -> None:
    model = Model.of(format="Q1.2", activation="relu")
    values = values_of(model, max)
    with pytest.raises(NoCircuit):
        sum_of(model, values, values, Budget(seconds=0))
