"""Every rounding mode is one floor division, with an addend that stays below the divisor."""

import pytest

from fxprove.exporting.floor_division import FloorForm
from fxprove.rounding import Rounding, round_ratio


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("divisor", [*range(1, 14), 16, 2**40, 2**40 + 1])
def test_the_form_rounds_as_the_mode_does(rounding: Rounding, divisor: int) -> None:
    form = FloorForm.of(divisor, rounding)
    ties = [divisor // 2 + k * divisor + near for k in range(-3, 4) for near in (-1, 0, 1)]
    for numerator in [*range(-45, 46), *ties]:
        assert form(numerator) == round_ratio(numerator, divisor, rounding)


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("divisor", range(1, 20))
def test_the_addend_is_not_negative_and_less_than_the_divisor(
    rounding: Rounding, divisor: int
) -> None:
    form = FloorForm.of(divisor, rounding)
    assert form.if_negative == 0 or form.if_odd == 0
    for more in (0, form.if_negative, form.if_odd):
        assert 0 <= form.always + more < divisor
