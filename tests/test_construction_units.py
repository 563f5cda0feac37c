"""Units: boxes are disjoint and cover; units answer on their points and are off elsewhere."""

from itertools import product
from math import prod
from random import Random

import numpy as np
import pytest

from fxprove.construction.axes import along
from fxprove.construction.circuits import Circuit
from fxprove.construction.digits import Digit, kinds
from fxprove.construction.features import Steps
from fxprove.construction.plateaus import Plateaus
from fxprove.construction.units import Units, boxes
from fxprove.models import Model
from fxprove.requirements import all_points
from tests.hidden_responses import responses_of


@pytest.mark.parametrize("seed", range(30))
def test_boxes_are_disjoint_and_their_union_is_the_keys(seed: int) -> None:
    random = Random(seed)
    sizes = [random.randint(1, 4) for _ in range(random.randint(1, 3))]
    every = list(product(*map(range, sizes)))
    keys = random.sample(every, random.randint(1, len(every)))
    found = boxes(keys)
    covered = [key for box in found for key in product(*box)]
    assert sorted(covered) == sorted(keys)


@pytest.mark.parametrize("sizes", [(1,), (4,), (2, 3), (3, 2, 2)])
def test_all_keys_are_one_box(sizes: tuple[int, ...]) -> None:
    (box,) = boxes(list(product(*map(range, sizes))))
    assert prod(map(len, box)) == prod(sizes)


def test_a_product_of_sets_is_one_box() -> None:
    keys = list(product((0, 2), (1, 4), (3, 5, 7)))
    assert boxes(keys) == [(frozenset({0, 2}), frozenset({1, 4}), frozenset({3, 5, 7}))]


@pytest.mark.parametrize("activation", ["relu", "gelu", (-2, -1, 1, 0)])
@pytest.mark.parametrize("weights", ["format", "ternary"])
@pytest.mark.parametrize("column", [0, 1])
def test_units_answer_on_their_points_and_are_off_elsewhere(
    activation: str | tuple[int, ...], weights: str, column: int
) -> None:
    model = Model.of(format="Q1.0", activation=activation, weights=weights)
    points, plateaus = all_points(model.format, 2), Plateaus(model)
    random = Random(f"{activation} {column}")
    for _ in range(10):
        circuit = Circuit(model, 2, 1 << 20)
        features = Steps(circuit, plateaus, 1)
        axes = [along(model, plateaus, direction, points) for direction in ((1, 0), (0, 1))]
        units = Units(circuit, plateaus, features, axes, column)
        step = circuit.coefficients.unit * features.height
        kind = random.choice(kinds(model, plateaus, step))
        digit = Digit(weight=1, kind=kind)
        answers = np.array([random.choice([kind.off, *kind.multiples]) for _ in points])
        built = units.build(digit, answers)
        given = responses_of(circuit, 2, points)[:, built]
        assert np.array_equal(kind.off + np.sum(given - kind.off, axis=1), answers)
        assert np.all(np.count_nonzero(given != kind.off, axis=1) <= 1)


def test_no_unit_is_built_for_points_that_are_off() -> None:
    model = Model.of(format="Q1.0", activation="relu")
    points, plateaus = all_points(model.format, 1), Plateaus(model)
    circuit = Circuit(model, 1, 1000)
    features = Steps(circuit, plateaus, 1)
    units = Units(circuit, plateaus, features, [along(model, plateaus, (1,), points)], 0)
    kind = kinds(model, plateaus, circuit.coefficients.unit * features.height)[0]
    assert units.build(Digit(weight=1, kind=kind), np.full(4, kind.off)) == []
