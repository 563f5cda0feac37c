"""Single layers: what one neuron meets, and that refusals are right and hold what they say."""

from itertools import product
from random import Random

import numpy as np

from fxprove.budgets import Budget
from fxprove.models import Model
from fxprove.requirements import Requirement
from fxprove.single_layers import NoSingleNeuron, SingleNeuron, single_neuron
from tests.random_models import model_of, random_spelling
from tests.represented_by_definition import Points, meets, single_layers


def random_requirement(random: Random, model: Model, inputs: int) -> Requirement:
    points = list(product(model.format.raws, repeat=inputs))
    points = random.sample(points, random.randint(1, len(points)))
    low = [random.choice(model.format.raws) for _ in points]
    high = [random.choice((least, random.randint(least, model.format.hi))) for least in low]
    ends = [np.array([bounds]).T for bounds in (low, high)]
    return Requirement(format=model.format, points=np.array(points), low=ends[0], high=ends[1])


def test_a_neuron_is_found_exactly_when_one_of_all_neurons_meets_the_requirement() -> None:
    random, seen = Random(1), {SingleNeuron: 0, NoSingleNeuron: 0}
    for _ in range(400):
        inputs = random.choice((1, 2))
        spelling = random_spelling(random, (1, 2, 3, 4) if inputs == 1 else (2, 3))
        spelling["bias"] = random.choice([spelling["bias"], "[-5,1,2]", f"[0,{-(2**70)},{2**80}]"])
        model = model_of(spelling)
        wanted = random_requirement(random, model, inputs)
        points: Points = tuple(map(tuple, wanted.points.tolist()))
        low, high = (tuple(ends[:, 0].tolist()) for ends in (wanted.low, wanted.high))
        found = single_neuron(model, wanted, 0)
        possible = any(meets(values, low, high) for values in single_layers(model, points))
        assert found is not None
        assert isinstance(found, SingleNeuron) == possible, (model, points, low, high)
        if isinstance(found, SingleNeuron):
            values = tuple(model.neuron(point, found.weights, found.bias) for point in points)
            assert meets(values, low, high)
        seen[type(found)] += 1
    assert min(seen.values()) > 50


def test_a_rise_and_a_fall_leave_no_weight_and_need_no_telling_point() -> None:
    model = Model.of(format="Q7.8", activation="relu")
    values = np.resize([[0], [300], [-300]], (1 << 16, 1))
    points = np.arange(-(1 << 15), 1 << 15)[:, np.newaxis]
    wanted = Requirement(format=model.format, points=points, low=values, high=values)
    found = single_neuron(model, wanted, 0)
    assert isinstance(found, NoSingleNeuron)
    assert found.points == ()


def test_too_many_weights_and_a_spent_budget_leave_it_undecided() -> None:
    model = Model.of(format="Q3.4", activation="relu")
    points = np.array([[0, 0, 0], [1, 2, 3]])
    values = np.array([[0], [100]])
    wanted = Requirement(format=model.format, points=points, low=values, high=values)
    assert single_neuron(model, wanted, 0) is None
    values = np.array([[0], [3]])
    few = Requirement(format=model.format, points=points[:, :1], low=values, high=values)
    assert isinstance(single_neuron(model, few, 0), SingleNeuron)
    assert single_neuron(model, few, 0, Budget(seconds=0)) is None


def test_accumulators_beyond_64_bits_leave_it_undecided() -> None:
    model = Model.of(format="Q1.0", activation="relu", weights=f"[0,{2**60}]@1")
    wanted = Requirement(
        format=model.format, points=np.array([[1]]), low=np.array([[1]]), high=np.array([[1]])
    )
    assert single_neuron(model, wanted, 0) is None
