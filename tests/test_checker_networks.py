"""The checker moves networks from point to point and sees what evaluating them anew shows."""

from collections.abc import Iterable, Sequence
from itertools import product
from random import Random
from time import perf_counter
from typing import Any

import numpy as np
import pytest

from fxprove.certificates import requirement_json
from fxprove.checker import networks
from fxprove.checker.claims import read_model
from fxprove.checker.networks import check_network
from fxprove.checker.outcomes import Incomplete, Invalid, Meter
from fxprove.checker.requirements import read_requirement
from fxprove.functions import Function
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.network_files import layers_json
from fxprove.networks import Layer, Network
from fxprove.requirements import Requirement
from tests.random_networks import random_network
from tests.test_network_evaluation import random_model

Points = Sequence[tuple[int, ...]]


def checked(network: Network, points: Points, low: Iterable[int], limit: int = 10**9) -> int:
    """The steps that it takes to check that the network has these outputs at these points."""
    flat = [raw for point in points for raw in point]
    wanted = {
        "inputs": network.inputs, "outputs": network.outputs, "points": flat, "low": list(low),
        "high": None,
    }  # fmt: skip
    model = read_model(model_json(network.model))
    requirement = read_requirement(wanted, model)
    model.meter.limit, model.meter.spent = limit, 0
    check_network(model, requirement, layers_json(network))
    return model.meter.spent


def outputs_of(network: Network, points: Points) -> list[int]:
    return [raw for point in points for raw in network.evaluate(point)]


@pytest.mark.parametrize("seed", range(300))
def test_the_outputs_are_those_of_the_network_in_any_order_of_points(seed: int) -> None:
    random = Random(seed)
    network = random_network(random, random_model(random), width=4)
    points = list(product(network.model.format.raws, repeat=network.inputs))
    points = random.sample(points, min(len(points), 40))
    outputs = outputs_of(network, points)
    checked(network, points, outputs)
    wrong = random.randrange(len(outputs))
    raws = list(network.model.format.raws)
    outputs[wrong] = raws[raws.index(outputs[wrong]) - 1]
    point = points[wrong // network.outputs]
    with pytest.raises(Invalid) as caught:
        checked(network, points, outputs)
    start = f"layers: at {point} output {wrong % network.outputs} is "
    assert str(caught.value).startswith(start)


def test_what_is_remembered_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "_REMEMBERED", 2)
    random = Random(0)
    for _ in range(20):
        network = random_network(random, Model.of(format="Q2.2", activation="gelu"), width=5)
        points = random.choices(list(product(range(-8, 8), repeat=network.inputs)), k=40)
        checked(network, sorted(set(points)), outputs_of(network, sorted(set(points))))


# --- What it costs --------------------------------------------------------------------------------

STEPS = Model.of(format="Q3.0", activation="step", weights="[-1,0,1]@1", bias="wide")


def thresholds_and_rows(model: Model) -> Network:
    """[x ≥ a] and [y ≥ b] for all raws, a row neuron for each x that takes them, and their sum."""
    raws = model.format.raws
    first = Layer(
        weights=(*((1, 0) for _ in raws), *((0, 1) for _ in raws)),
        biases=tuple(-model.weights.scale * a for a in raws) * 2,
    )
    random = Random(0)
    rows = tuple(
        tuple(int(i == row) or -int(i == row + 1) for i in range(len(raws)))
        + tuple(random.choice((-1, 1)) for _ in raws)
        for row in range(len(raws))
    )
    second = Layer(weights=rows, biases=(-1 * model.weights.scale,) * len(raws))
    last = Layer(weights=((1,) * len(raws),), biases=(0,))
    return Network(model=model, layers=(first, second, last))


def test_the_meter_charges_the_changes_that_are_made() -> None:
    hidden = Layer(weights=((1, 0), (1, 1), (0, 0)), biases=(0, 0, 0))
    network = Network(model=STEPS, layers=(hidden, Layer(weights=((1, 0, 1),), biases=(0,))))
    # reading: a step for each bias; starting: 3·(1 + 2) and 1·(1 + 3) parameters
    # at 0 nothing changes: 2 inputs are compared, and 1 output with its bounds
    start = 4 + 9 + 4 + 3
    assert checked(network, [(0, 0)], [2]) == start
    # to (−1, 0): 2 weights of x, 2 neurons; both fall to 0: weight 1 and weight 0, 1 neuron
    points = [(0, 0), (-1, 0)]
    assert checked(network, points, outputs_of(network, points)) == start + 3 + 2 + 2 + 1 + 1
    # to (1, 0) and (1, 1): no response changes
    points = [(0, 0), (1, 0), (1, 1)]
    assert checked(network, points, outputs_of(network, points)) == start + 3 + 2 + 2 + 3 + 1 + 1


def test_the_meter_charges_sequential_layers_whole() -> None:
    model = Model.of(format="Q3.0", activation="step", weights="[-1,0,1]@1",
                     accumulate="sequential")  # fmt: skip
    hidden = Layer(weights=((1, 0), (1, 1), (0, 0)), biases=(0, 0, 0))
    network = Network(model=model, layers=(hidden, Layer(weights=((1, 0, 1),), biases=(0,))))
    start = checked(network, [(0, 0)], [2])
    points = [(0, 0), (1, 0), (-1, 0)]
    # the first move changes no response, so that the second layer stays
    steps = checked(network, points, outputs_of(network, points))
    assert steps == start + (3 + 9) + (3 + 9 + 4)


def test_a_network_that_needs_more_steps_than_are_done_is_not_decided() -> None:
    network = thresholds_and_rows(STEPS)
    points = list(product(STEPS.format.raws, repeat=2))
    outputs = outputs_of(network, points)
    steps = checked(network, points, outputs)
    assert steps < len(points) * network.size.parameters / 3
    assert checked(network, points, outputs, limit=steps) == steps
    for limit in (1, steps // 2, steps - 1):
        with pytest.raises(Incomplete, match="it needs more than"):
            checked(network, points, outputs, limit=limit)


@pytest.mark.long
def test_rows_over_thresholds_of_two_bytes_are_checked_in_less_than_two_minutes() -> None:
    model = Model.of(format="Q7.0", activation="step", weights="[-1,0,1]@1", bias="wide")
    network = thresholds_and_rows(model)
    assert network.size.parameters > 66_000
    outputs = network.evaluate_all(np.array(list(product(model.format.raws, repeat=2))))
    function = Function(format=model.format, inputs=2, values=tuple(outputs[:, 0].tolist()))
    wanted: Any = requirement_json(Requirement.of(function))
    start = perf_counter()
    read = read_model(model_json(model))
    check_network(read, read_requirement(wanted, read), layers_json(network))
    assert perf_counter() - start < 120  # measured: 13 s
    assert read.meter.spent < Meter().limit


@pytest.mark.parametrize("seed", range(60))
def test_a_network_that_is_wrong_at_one_point_is_refused(seed: int) -> None:
    """Whatever the evaluation from point to point leaves out would show at some point."""
    random = Random(seed)
    network = random_network(random, Model.of(format="Q1.1", activation=[0, 3, -4, 1, 1, 0, 2, -1]))
    raws = network.model.format.raws
    points = list(product(raws, repeat=network.inputs))
    outputs = [value for point in points for value in network.evaluate(point)]
    checked(network, points, outputs)
    place = random.randrange(len(outputs))
    outputs[place] = random.choice([raw for raw in raws if raw != outputs[place]])
    with pytest.raises(Invalid):
        checked(network, points, outputs)
