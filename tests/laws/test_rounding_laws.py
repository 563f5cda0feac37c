"""What holds of all rounding modes, what holds of some, and witnesses of what does not."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.rounding import Rounding, round_ratio

NEAREST = (
    Rounding.HALF_EVEN, Rounding.HALF_AWAY, Rounding.HALF_UP, Rounding.HALF_DOWN,
    Rounding.HALF_ZERO,
)  # fmt: skip
ODD = (Rounding.HALF_EVEN, Rounding.HALF_AWAY, Rounding.HALF_ZERO, Rounding.ZERO)
TRANSLATED = (Rounding.FLOOR, Rounding.CEIL, Rounding.HALF_UP, Rounding.HALF_DOWN)
"""The modes that commute with adding an integer."""

MIRRORED = {Rounding.FLOOR: Rounding.CEIL, Rounding.HALF_UP: Rounding.HALF_DOWN}

modes = st.sampled_from(Rounding)
ratios = st.one_of(
    st.builds(Fraction, st.integers(-60, 60), st.integers(1, 12)),
    st.builds(Fraction, st.integers(-(1 << 120), 1 << 120), st.integers(1, 1 << 60)),
)
integers = st.one_of(st.integers(-60, 60), st.integers(-(1 << 120), 1 << 120))


def rounded(value: Fraction | int, rounding: Rounding) -> int:
    return round_ratio(value.numerator, value.denominator, rounding)


# --- Laws of all modes --------------------------------------------------------------------------


@given(ratios, ratios, modes)
def test_rounding_is_monotone(left: Fraction, right: Fraction, rounding: Rounding) -> None:
    low, high = sorted((left, right))
    assert rounded(low, rounding) <= rounded(high, rounding)


@given(ratios, st.integers(-3, 3), modes)
def test_rounding_is_monotone_among_neighbouring_quarters(
    value: Fraction, quarters: int, rounding: Rounding
) -> None:
    near = round(value) + Fraction(quarters, 4)
    assert rounded(near, rounding) <= rounded(near + Fraction(1, 4), rounding)


@given(integers, modes)
def test_rounding_keeps_integers(integer: int, rounding: Rounding) -> None:
    assert rounded(integer, rounding) == integer


@given(ratios, modes)
def test_rounding_is_idempotent(value: Fraction, rounding: Rounding) -> None:
    once = rounded(value, rounding)
    assert rounded(once, rounding) == once


@given(ratios, modes)
def test_rounding_moves_a_value_by_less_than_one(value: Fraction, rounding: Rounding) -> None:
    assert abs(rounded(value, rounding) - value) < 1


@given(ratios, st.integers(-(1 << 100), 1 << 100), modes)
def test_every_mode_commutes_with_adding_an_even_integer_on_one_side_of_zero(
    value: Fraction, half: int, rounding: Rounding
) -> None:
    value, shift = abs(value), 2 * abs(half)
    assert rounded(value + shift, rounding) == rounded(value, rounding) + shift


# --- Laws of some modes -------------------------------------------------------------------------


@given(ratios, st.sampled_from(NEAREST))
def test_the_half_modes_move_a_value_by_at_most_one_half(
    value: Fraction, rounding: Rounding
) -> None:
    assert abs(rounded(value, rounding) - value) <= Fraction(1, 2)


@given(ratios)
def test_the_half_modes_agree_off_the_ties(value: Fraction) -> None:
    results = {rounded(value, rounding) for rounding in NEAREST}
    assert len(results) == (2 if value.denominator == 2 else 1)


@given(ratios, st.sampled_from(ODD))
def test_the_symmetric_modes_are_odd(value: Fraction, rounding: Rounding) -> None:
    assert rounded(-value, rounding) == -rounded(value, rounding)


@given(ratios, st.sampled_from(list(MIRRORED.items())))
def test_the_directed_modes_are_mirror_images(
    value: Fraction, pair: tuple[Rounding, Rounding]
) -> None:
    rounding, mirror = pair
    assert rounded(-value, rounding) == -rounded(value, mirror)


@given(ratios, integers, st.sampled_from(TRANSLATED))
def test_the_translated_modes_commute_with_adding_any_integer(
    value: Fraction, shift: int, rounding: Rounding
) -> None:
    assert rounded(value + shift, rounding) == rounded(value, rounding) + shift


@given(ratios, st.integers(1, 40), st.integers(1, 40))
def test_floors_may_be_taken_in_steps(value: Fraction, first: int, second: int) -> None:
    stepwise = rounded(Fraction(rounded(value / first, Rounding.FLOOR), second), Rounding.FLOOR)
    assert stepwise == rounded(value / (first * second), Rounding.FLOOR)


# --- Laws that fail -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rounding", "value", "found", "mirrored"),
    [
        (Rounding.FLOOR, Fraction(1, 4), 0, -1),
        (Rounding.CEIL, Fraction(1, 4), 1, 0),
        (Rounding.HALF_UP, Fraction(1, 2), 1, 0),
        (Rounding.HALF_DOWN, Fraction(1, 2), 0, -1),
    ],
)
def test_the_other_modes_are_not_odd(
    rounding: Rounding, value: Fraction, found: int, mirrored: int
) -> None:
    assert rounded(value, rounding) == found
    assert rounded(-value, rounding) == mirrored
    assert mirrored != -found


@pytest.mark.parametrize(
    ("rounding", "value", "shift", "found", "shifted"),
    [
        (Rounding.HALF_EVEN, Fraction(1, 2), 1, 0, 2),
        (Rounding.HALF_AWAY, Fraction(-1, 2), 1, -1, 1),
        (Rounding.HALF_ZERO, Fraction(-1, 2), 1, 0, 0),
        (Rounding.ZERO, Fraction(-1, 4), 1, 0, 0),
    ],
)
def test_the_other_modes_do_not_commute_with_adding_one(
    rounding: Rounding, value: Fraction, shift: int, found: int, shifted: int
) -> None:
    assert rounded(value, rounding) == found
    assert rounded(value + shift, rounding) == shifted
    assert shifted != found + shift


@pytest.mark.parametrize(
    ("rounding", "left", "right", "of_sum", "sum_of"),
    [
        (Rounding.HALF_EVEN, Fraction(1, 2), Fraction(1, 2), 1, 0),
        (Rounding.HALF_AWAY, Fraction(1, 2), Fraction(1, 2), 1, 2),
        (Rounding.HALF_UP, Fraction(1, 2), Fraction(1, 2), 1, 2),
        (Rounding.HALF_DOWN, Fraction(1, 2), Fraction(1, 2), 1, 0),
        (Rounding.HALF_ZERO, Fraction(1, 2), Fraction(1, 2), 1, 0),
        (Rounding.FLOOR, Fraction(1, 2), Fraction(1, 2), 1, 0),
        (Rounding.CEIL, Fraction(1, 2), Fraction(1, 2), 1, 2),
        (Rounding.ZERO, Fraction(1, 2), Fraction(1, 2), 1, 0),
    ],
)
def test_no_mode_is_additive(
    rounding: Rounding, left: Fraction, right: Fraction, of_sum: int, sum_of: int
) -> None:
    assert rounded(left + right, rounding) == of_sum
    assert rounded(left, rounding) + rounded(right, rounding) == sum_of
    assert of_sum != sum_of


@pytest.mark.parametrize(
    ("rounding", "sixteenths", "once", "twice"),
    [
        (Rounding.HALF_EVEN, 9, 1, 0),
        (Rounding.HALF_AWAY, 7, 0, 1),
        (Rounding.HALF_UP, 7, 0, 1),
        (Rounding.HALF_DOWN, 9, 1, 0),
        (Rounding.HALF_ZERO, 9, 1, 0),
    ],
)
def test_rounding_to_the_nearest_in_steps_is_not_rounding_once(
    rounding: Rounding, sixteenths: int, once: int, twice: int
) -> None:
    # a value just beside the tie 1/2 is drawn onto it by rounding to quarters first
    assert round_ratio(sixteenths, 16, rounding) == once
    quarters = round_ratio(sixteenths, 4, rounding)
    assert quarters == 2
    assert round_ratio(quarters, 4, rounding) == twice
    assert once != twice
