"""`construct` crashed, or ran for ever, where weights or biases were beyond what arrays hold."""

from typing import Any

import pytest

from fxprove.construction.constructing import construct
from fxprove.construction.sums import Sums
from fxprove.models import Model
from fxprove.verdicts import PROVED, Unknown
from tests.test_representation import required

RAMP: dict[str, Any] = {
    "format": "raw(-2,1,1)",
    "activation": [-2, -2, 0, 1],
    "bias": "accumulator",
}
SPIKY = [0, 1, 0, -1]


@pytest.mark.parametrize(
    "options",
    [
        {"weights": f"[-{8 * 10**49},0,1]@1"},
        {"weights": f"[-{10**18},-1,0,{10**18 + 1}]@1000"},
        {"weights": "ternary", "format": f"raw({2**47},{2**47 + 3},{2**40})",
         "activation": [2**47, 2**47, 2**47 + 2, 2**47 + 3]},
    ],
    ids=str,
)  # fmt: skip
def test_a_model_beyond_64_bits_is_left_open(options: dict[str, Any]) -> None:
    model = Model.of(**{**RAMP, **options})
    middle = model.format.lo + 2
    answer = construct(model, required(model, [middle + value for value in SPIKY]))
    assert isinstance(answer.verdict, Unknown)
    assert "beyond" in answer.reason


@pytest.mark.parametrize("weights", ["[-99999999,0,99999998]@1", "[-100000000,0,1]@1"])
def test_weights_that_add_up_to_1_only_millions_of_times_are_left_open(weights: str) -> None:
    answer = construct(Model.of(**RAMP, weights=weights), required(Model.of(**RAMP), SPIKY))
    assert isinstance(answer.verdict, Unknown)


def test_ternary_weights_of_a_fine_scale_are_no_more_work() -> None:
    weights = f"[-{10**8},0,{10**8}]@{10**8}"
    model = Model.of(**RAMP, weights=weights)
    assert construct(model, required(model, SPIKY)).verdict == PROVED


def test_where_nothing_is_asked_any_neuron_will_do() -> None:
    """Too many weights for a search, and no input left for the construction."""
    model = Model.of(format="Q1.2", activation="relu", weights="Q1.7")
    points = [[-2, 1, 1, 1], [1, 1, 1, 1]]
    nothing = required(model, [-8, -8], [7, 7], points=points)
    assert construct(model, nothing).verdict == PROVED
    one_value = Model.of(format="raw(2,2,1)", activation=[2], weights="Q1.7")
    assert construct(one_value, required(one_value, [2], points=[[2] * 4])).verdict == PROVED


def test_sums_of_far_steps_are_copies_of_one_or_none() -> None:
    sums = Sums([-(10**9), 1])
    assert sums.reach(3, 4) == (1, 1, 1)
    assert sums.reach(-2 * 10**9, -2 * 10**9) == (-(10**9),) * 2
    assert sums.reach(-5, -1) is None
