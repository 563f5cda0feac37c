"""Equal bias sets written differently gave different answers."""

import pytest

from fxprove.models import Model
from fxprove.parameter_sets import BiasSet
from fxprove.universality import decide
from fxprove.verdicts import PROVED


def test_all_integers_in_two_classes_are_all_integers() -> None:
    model = Model.of(format="Q3.0", activation="relu", weights="binary", bias="[0,1]+every(2)")
    assert model.biases == BiasSet(offsets=(0,), step=1, first=None, last=None)
    assert decide(model).verdict == PROVED


def test_the_one_bias_zero_is_no_bias_however_it_is_written() -> None:
    for bias in ("none", "[0]", "raw(0,0,1)"):
        model = Model.of(format="Q3.1", activation="relu", bias=bias, overflow="wrap")
        assert decide(model).cause == "fixed_point"


@pytest.mark.parametrize(
    ("offsets", "step", "canonical", "period"),
    [((0, 3, 6, 9), 12, (0,), 3), ((0, 1, 6, 7), 12, (0, 1), 6), ((0, 1, 5), 12, (0, 1, 5), 12)],
)
def test_unbounded_sets_have_their_smallest_step(
    offsets: tuple[int, ...], step: int, canonical: tuple[int, ...], period: int
) -> None:
    biases = BiasSet(offsets=offsets, step=step, first=None, last=None)
    assert (biases.offsets, biases.step) == (canonical, period)
