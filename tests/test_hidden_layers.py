"""Hidden layers: reasons refer to points that are what they are said to be."""

from collections import Counter
from itertools import product
from random import Random

import numpy as np
import pytest

from fxprove import hidden_layers
from fxprove.budgets import Budget
from fxprove.hidden_layers import Merged, Met, Missed, Open, hidden_layers_meet
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.requirements import Requirement, all_points
from tests.random_models import model_of, random_spelling
from tests.represented_by_definition import Points, reached_together, single_layers
from tests.test_single_layers import random_requirement


def responses(model: Model, points: Points) -> list[tuple[int, ...]]:
    """What all first-layer neurons answer at each point."""
    neurons = sorted(single_layers(model, points))
    return [tuple(model.activation(neuron[i]) for neuron in neurons) for i in range(len(points))]


def test_every_answer_is_what_it_says() -> None:
    random, seen = Random(6), Counter[str]()
    while seen.total() < 400:
        inputs = random.choice((1, 2))
        spelling = random_spelling(random, (2, 3, 4) if inputs == 1 else (2, 3))
        spelling["weights"] = random.choice([spelling["weights"], "[-1,2]@2", "[-1,0,1]@4"])
        if random.random() < 0.5:  # neighbouring values in no coset
            table = random.choices((-1, 1), k=4)
            spelling |= {"format": "raw(-2,1,1)", "activation": table, "weights": "ternary"}
        model = model_of(spelling)
        if Lattices.of(model).difference_gcd == 0:
            continue
        wanted = random_requirement(random, model, inputs)
        points: Points = tuple(map(tuple, wanted.points.tolist()))
        low, high = (ends[:, 0].tolist() for ends in (wanted.low, wanted.high))
        seen_as = responses(model, points)
        answer = hidden_layers_meet(model, wanted)
        seen[type(answer).__name__] += 1
        match answer:
            case Merged(points=(p, q)):
                assert seen_as[p] == seen_as[q]
                assert low[p] > high[q] or low[q] > high[p]
            case Missed():
                ends = [(max(low[p], low[q]), min(high[p], high[q])) for p, q in answer.pairs]
                assert all(seen_as[p] == seen_as[q] for p, q in answer.pairs)
                assert list(answer.intervals) == ends
                assert not any(
                    all(any(a <= value <= b for value in image) for a, b in ends)
                    for image in reached_together(model)
                )
            case Met():
                chosen = answer.chosen[:, 0].tolist()
                assert all(a <= value <= b for a, value, b in zip(low, chosen, high, strict=True))
                agree = dict(zip(seen_as, chosen, strict=True))
                assert [agree[key] for key in seen_as] == chosen
            case Open():
                pytest.fail(answer.reason)
    assert min(seen[kind] for kind in ("Met", "Merged", "Missed")) > 15


def test_a_coordinate_alone_is_not_read_without_a_weight_zero() -> None:
    model = Model.of(format="raw(0,1,1)", activation=[0, 1], weights="[1,2]@1", bias="none")
    points = all_points(model.format, 2)
    values = np.array([[0], [0], [1], [1]])
    wanted = Requirement(format=model.format, points=points, low=values, high=values)
    assert isinstance(hidden_layers_meet(model, wanted), Merged)


def test_inputs_of_several_coordinates_with_too_many_weights_stay_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = Model.of(format="raw(-1,0,1)", activation=[0, -1], weights="[-1,0,1]@4", bias="wide")
    points = np.array([[-1, 0], [0, -1]])
    values = np.array([[-1], [0]])
    wanted = Requirement(format=model.format, points=points, low=values, high=values)
    assert isinstance(hidden_layers_meet(model, wanted), Merged)
    monkeypatch.setattr(hidden_layers, "_MOST_SUMS", 8)
    answer = hidden_layers_meet(model, wanted)
    assert isinstance(answer, Open)
    assert "too many accumulators" in answer.reason


def test_a_spent_budget_leaves_it_open() -> None:
    model = Model.of(format="sym(4,31)", activation="relu")
    values = np.arange(-15, 16)[:, np.newaxis]
    wanted = Requirement(format=model.format, points=values, low=-values, high=-values)
    assert isinstance(hidden_layers_meet(model, wanted), Merged)
    assert isinstance(hidden_layers_meet(model, wanted, Budget(seconds=0)), Open)


def test_many_classes_are_split_by_neurons_that_split_much() -> None:
    model = Model.of(format="raw(-64,63,130)", activation="relu")
    points = all_points(model.format, 1)
    values = np.where(abs(points) < 4, 7, points)
    wanted = Requirement(format=model.format, points=points, low=values, high=values)
    answer = hidden_layers_meet(model, wanted)
    assert isinstance(answer, Met)
    assert answer.separation is None
    assert 16 < len(answer.neurons) < 64
    assert len({values for values, *_ in product(answer.chosen[:, 0].tolist())}) == 121
