"""index·step left int64 though both fitted: (D) was claimed where no neuron separates."""

from dataclasses import replace

import pytest

from fxprove.models import Model
from fxprove.parameter_sets import BiasSet
from fxprove.universality import decide
from fxprove.verdicts import REFUTED


@pytest.mark.parametrize("power", [31, 32, 33, 62, 64])
@pytest.mark.parametrize("side", [-1, 1])
def test_biases_far_out_separate_nothing(power: int, side: int) -> None:
    huge = 1 << power
    first = -huge if side < 0 else huge - 1
    model = replace(
        Model.of(format="Q1.0", weights="ternary", activation=[0, 1, 0, 1]),
        biases=BiasSet(offsets=(0,), step=huge, first=first, last=first + 1),
    )
    decision = decide(model)
    assert decision.verdict == REFUTED
    assert decision.conditions.separation is False
