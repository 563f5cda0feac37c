"""Each mode is what its definition says, on fractions; the names of HLS denote the right ones."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, trunc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.rounding import (
    HLS_QUANTIZATION,
    Accumulation,
    Overflow,
    Rounding,
    least_rounding_to,
    round_between_halves,
    round_ratio,
)

HALF = Fraction(1, 2)


def away(value: Fraction) -> int:
    magnitude = floor(abs(value) + HALF)
    return magnitude if value >= 0 else -magnitude


def toward(value: Fraction) -> int:
    magnitude = ceil(abs(value) - HALF)
    return magnitude if value >= 0 else -magnitude


DEFINITIONS: dict[Rounding, Callable[[Fraction], int]] = {
    Rounding.HALF_EVEN: round,  # Python rounds a Fraction half to even
    Rounding.HALF_AWAY: away,
    Rounding.HALF_UP: lambda value: floor(value + HALF),
    Rounding.HALF_DOWN: lambda value: ceil(value - HALF),
    Rounding.HALF_ZERO: toward,
    Rounding.FLOOR: floor,
    Rounding.CEIL: ceil,
    Rounding.ZERO: trunc,
}

modes = st.sampled_from(Rounding)
huge = st.integers(-(1 << 300), 1 << 300)
denominators = st.one_of(st.integers(1, 12), st.integers(1, 1 << 200))


def test_every_mode_has_a_definition_here() -> None:
    assert set(DEFINITIONS) == set(Rounding)


@pytest.mark.parametrize("rounding", Rounding)
def test_small_ratios_round_as_defined(rounding: Rounding) -> None:
    define = DEFINITIONS[rounding]
    for denominator in range(1, 13):
        for numerator in range(-5 * denominator, 5 * denominator + 1):
            expected = define(Fraction(numerator, denominator))
            assert round_ratio(numerator, denominator, rounding) == expected


@given(huge, denominators, modes)
def test_ratios_of_any_size_round_as_defined(
    numerator: int, denominator: int, rounding: Rounding
) -> None:
    expected = DEFINITIONS[rounding](Fraction(numerator, denominator))
    assert round_ratio(numerator, denominator, rounding) == expected


@given(huge, st.integers(1, 1 << 200), modes)
def test_ties_of_any_size_round_as_defined(
    floor_: int, half_denominator: int, rounding: Rounding
) -> None:
    expected = DEFINITIONS[rounding](floor_ + HALF)
    numerator = (2 * floor_ + 1) * half_denominator
    assert round_ratio(numerator, 2 * half_denominator, rounding) == expected


@given(huge, denominators, st.integers(1, 1000), modes)
def test_only_the_ratio_matters(
    numerator: int, denominator: int, factor: int, rounding: Rounding
) -> None:
    plain = round_ratio(numerator, denominator, rounding)
    assert round_ratio(numerator * factor, denominator * factor, rounding) == plain


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        (Rounding.HALF_EVEN, [-2, -2, 0, 0, 2, 2]),
        (Rounding.HALF_AWAY, [-3, -2, -1, 1, 2, 3]),
        (Rounding.HALF_UP, [-2, -1, 0, 1, 2, 3]),
        (Rounding.HALF_DOWN, [-3, -2, -1, 0, 1, 2]),
        (Rounding.HALF_ZERO, [-2, -1, 0, 0, 1, 2]),
        (Rounding.FLOOR, [-3, -2, -1, 0, 1, 2]),
        (Rounding.CEIL, [-2, -1, 0, 1, 2, 3]),
        (Rounding.ZERO, [-2, -1, 0, 0, 1, 2]),
    ],
)
def test_the_six_smallest_ties_go_where_a_reader_expects(
    rounding: Rounding, expected: list[int]
) -> None:
    assert [round_ratio(n, 2, rounding) for n in (-5, -3, -1, 1, 3, 5)] == expected


@given(st.integers(-50, 50), st.integers(1, 10**6), st.integers(1, 10**6), modes)
def test_all_points_between_two_halves_round_to_the_same_integer(
    halves: int, part: int, rest: int, rounding: Rounding
) -> None:
    point = Fraction(halves, 2) + HALF * Fraction(part, part + rest)
    assert round_between_halves(halves, rounding) == DEFINITIONS[rounding](point)


@pytest.mark.parametrize("rounding", Rounding)
def test_the_least_integer_that_rounds_to_a_target_is_found(rounding: Rounding) -> None:
    for numerator in range(1, 6):
        for denominator in range(1, 8):
            for target in range(-4, 5):
                reach = range(-6 * denominator - 6, 6 * denominator + 7)
                expected = next(
                    a
                    for a in reach
                    if DEFINITIONS[rounding](Fraction(a * numerator, denominator)) >= target
                )
                assert expected > reach[0]
                found = least_rounding_to(target, numerator, denominator, rounding)
                assert found == expected, (target, numerator, denominator)


@given(
    st.integers(-(1 << 150), 1 << 150), st.integers(1, 1 << 100), st.integers(1, 1 << 100), modes
)
def test_the_least_integer_for_a_huge_target_rounds_to_it_and_its_predecessor_does_not(
    target: int, numerator: int, denominator: int, rounding: Rounding
) -> None:
    least = least_rounding_to(target, numerator, denominator, rounding)
    define = DEFINITIONS[rounding]
    assert define(Fraction(least * numerator, denominator)) >= target
    assert define(Fraction((least - 1) * numerator, denominator)) < target


def test_the_modes_are_spelt_as_on_the_command_line() -> None:
    assert [mode.value for mode in Rounding] == [
        "half-even", "half-away", "half-up", "half-down", "half-zero", "floor", "ceil", "zero",
    ]  # fmt: skip
    assert [mode.value for mode in Overflow] == ["saturate", "wrap"]
    assert [mode.value for mode in Accumulation] == [
        "exact", "sequential", "sequential-bias-last",
    ]  # fmt: skip


def test_the_quantization_names_of_hls_denote_their_modes() -> None:
    assert {name: mode.value for name, mode in HLS_QUANTIZATION.items()} == {
        "AP_TRN": "floor",
        "AP_TRN_ZERO": "zero",
        "AP_RND": "half-up",
        "AP_RND_INF": "half-away",
        "AP_RND_MIN_INF": "half-down",
        "AP_RND_CONV": "half-even",
        "AP_RND_ZERO": "half-zero",
    }
