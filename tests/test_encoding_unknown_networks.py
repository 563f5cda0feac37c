"""Scripts about networks of given widths: order, windows of biases, what is asked and said.

That they are satisfiable exactly where such a network exists is tested with the search that asks.
"""

from random import Random

import numpy as np
import pytest

from fxprove.encoding.scripts import Satisfiability, Script
from fxprove.encoding.unknown_networks import bias_name, some_network_meets, weight_name
from fxprove.models import Model
from fxprove.requirements import Requirement, all_points
from tests.smt_evaluation import evaluated
from tests.smt_models import found_by_z3

MODEL = Model.of(format="raw(-3,3,1)", activation="relu")


def within(model: Model, low: int, high: int, inputs: int = 1, outputs: int = 1) -> Requirement:
    """Everywhere these bounds."""
    points = all_points(model.format, inputs)
    ends = [np.full((len(points), outputs), end) for end in (low, high)]
    return Requirement(format=model.format, points=points, low=ends[0], high=ends[1])


def holds_at(script: Script, values: dict[str, int]) -> bool:
    """Whether the assertions hold at these values, 0 for all others."""
    columns = {v.name: [values.get(v.name, 0)] for v in script.variables}
    return evaluated(script.text, columns).holds == [True]


def holds(script: Script, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether the assertions hold with these (weight, bias) in the hidden layer, 0 elsewhere.

    Raw biases are multiples of 1; where those of a set are written as such, both are given.
    """
    values = {}
    for index, (weight, bias) in enumerate((first, second), 1):
        values[weight_name(1, index, 1)] = weight
        values[bias_name(1, index)] = values[f"{bias_name(1, index)}_multiple"] = bias
    return holds_at(script, values)


def test_hidden_neurons_ascend_by_first_weight_and_bias() -> None:
    random = Random(1)
    script = some_network_meets(MODEL, within(MODEL, -3, 3), (2,))
    for _ in range(60):
        first, second = ((random.randint(-1, 1), random.randint(-2, 2)) for _ in range(2))
        assert holds(script, first, second) == (first <= second)


def test_sequential_neurons_are_in_no_order() -> None:
    model = Model.of(format="raw(-3,3,1)", activation="relu", accumulate="sequential")
    script = some_network_meets(model, within(model, -3, 3), (2,))
    assert holds(script, (-1, 2), (1, -2))
    assert holds(script, (1, -2), (-1, 2))


def test_every_layer_below_the_output_is_in_order() -> None:
    script = some_network_meets(MODEL, within(MODEL, 1, 2), (2, 2))
    found = found_by_z3(script)
    assert found is not None
    for depth in (1, 2):
        keys = [(found[weight_name(depth, i, 1)], found[bias_name(depth, i)]) for i in (1, 2)]
        assert keys == sorted(keys)
    assert holds_at(script, found)


def test_only_the_points_named_are_asked_about() -> None:
    requirement = within(MODEL, 1, 2)
    names = {
        word
        for command in some_network_meets(MODEL, requirement, (1,), [2, 5]).commands
        for word in command.split()
        if word.startswith("point")
    }
    assert {name.partition("_")[0] for name in names} == {"point2", "point5"}
    every = some_network_meets(MODEL, requirement, (1,))
    assert every == some_network_meets(MODEL, requirement, (1,), range(7))


def test_a_saturated_end_asks_nothing() -> None:
    requirement = within(MODEL, -3, 3)
    commands = some_network_meets(MODEL, requirement, (1,)).commands
    assert not any("output" in command for command in commands)


@pytest.mark.parametrize("domain", [[[-3, 0], [1, 1]], [[0, 0]], [[2, 3], [-1, 0]]])
def test_the_window_of_biases_is_that_of_all_points(domain: list[list[int]]) -> None:
    points = np.array(domain)
    ends = [np.full((len(points), 1), end) for end in (0, 1)]
    model = Model.of(format="raw(-3,3,1)", activation="relu", bias="accumulator")
    requirement = Requirement(format=model.format, points=points, low=ends[0], high=ends[1])
    script = some_network_meets(model, requirement, (1,), [0])
    reach = 3 * max(abs(x) + abs(y) for x, y in domain)
    first_low = f"(assert (not (bvslt {bias_name(1, 1)} (bvneg (_ bv{3 + reach} "
    last_low = f"(assert (not (bvslt {bias_name(2, 1)} (bvneg (_ bv{3 + 3 * 3} "
    for start in (first_low, last_low):
        assert any(command.startswith(start) for command in script.commands), start


def test_the_claim_says_what_is_asked_and_what_answers_mean() -> None:
    cases = {(): "no hidden layer", (4,): "hidden layer of 4", (2, 1): "hidden layers of 2, 1"}
    for widths, words in cases.items():
        script = some_network_meets(MODEL, within(MODEL, 1, 2, 2, 2), widths, [0])
        claim = " ".join(script.claim.split())
        assert words in claim
        assert "from 2 inputs to 2 outputs" in claim
        assert "at 1 point." in claim
        assert "sat: " in claim
        assert "unsat: " in claim
        assert script.status is Satisfiability.UNKNOWN
        assert len({variable.name for variable in script.variables}) == len(script.variables)
