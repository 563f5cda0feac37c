"""Supplying a missing hypothesis could make a set larger than a model may have: decide raised."""

import pytest

from fxprove.models import Model
from fxprove.universality import decide
from fxprove.verdicts import Unknown

TABLE = [(3, -2, 1, 0)[k % 4] for k in range(16)]


@pytest.mark.parametrize("weights", ["raw(0,1048575,1)", "raw(1,1048576,1)"])
def test_unknown_without_a_nearest_model_is_still_an_answer(weights: str) -> None:
    decision = decide(Model.of(format="Q3.0", weights=weights, activation=TABLE))
    assert isinstance(decision.verdict, Unknown)
    assert decision.nearest is None
