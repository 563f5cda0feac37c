"""The reference requantizer is one rounding and one overflow, and apytypes thinks so too."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxprove.arithmetic import Requantizer
from fxprove.formats import Format
from fxprove.rounding import Overflow, Rounding
from tests.outside_oracle import cast_all, cast_one
from tests.test_rounding import DEFINITIONS

modes = st.sampled_from(Rounding)
overflows = st.sampled_from(Overflow)
scales = st.one_of(st.integers(1, 20), st.integers(1, 1 << 90))
targets = st.builds(
    lambda lo, size, scale: Format(lo=lo, hi=lo + size, scale=scale),
    st.integers(-(1 << 30), 1 << 30),
    st.integers(0, 1 << 12),
    scales,
)


def defined(
    accumulator: int, unit: int, target: Format, rounding: Rounding, overflow: Overflow
) -> int:
    """Section 1 of the theory: ovf(rnd(a·s_out/(s_in·s_W))), on fractions."""
    rounded = DEFINITIONS[rounding](Fraction(accumulator * target.scale, unit))
    if overflow is Overflow.SATURATE:
        return sorted((target.lo, rounded, target.hi))[1]
    congruent = [raw for raw in target.raws if (raw - rounded) % len(target.raws) == 0]
    assert len(congruent) == 1
    return congruent[0]


@settings(deadline=None)
@given(st.integers(-(1 << 200), 1 << 200), scales, scales, targets, modes, overflows)
def test_requantization_is_one_rounding_and_one_overflow(
    accumulator: int,
    source_scale: int,
    weight_scale: int,
    target: Format,
    rounding: Rounding,
    overflow: Overflow,
) -> None:
    requantizer = Requantizer.between(source_scale, weight_scale, target, rounding, overflow)
    expected = defined(accumulator, source_scale * weight_scale, target, rounding, overflow)
    assert requantizer(accumulator) == expected


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("overflow", Overflow)
def test_every_accumulator_of_small_layers_requantizes_as_defined(
    rounding: Rounding, overflow: Overflow
) -> None:
    for target in (Format(lo=-4, hi=3, scale=2), Format(lo=1, hi=3, scale=3)):
        for source_scale, weight_scale in ((1, 1), (2, 4), (3, 5), (6, 1)):
            requantizer = Requantizer.between(
                source_scale, weight_scale, target, rounding, overflow
            )
            unit = source_scale * weight_scale
            for accumulator in range(-12 * unit, 12 * unit + 1):
                expected = defined(accumulator, unit, target, rounding, overflow)
                assert requantizer(accumulator) == expected


def test_the_fraction_of_a_requantizer_is_in_lowest_terms() -> None:
    target = Format(lo=0, hi=7, scale=12)
    requantizer = Requantizer.between(4, 6, target, Rounding.FLOOR, Overflow.WRAP)
    assert (requantizer.numerator, requantizer.denominator) == (1, 2)
    upward = Requantizer.between(4, 1, target, Rounding.FLOOR, Overflow.WRAP)
    assert (upward.numerator, upward.denominator) == (3, 1)


@pytest.mark.parametrize("rounding", Rounding)
def test_the_cells_of_a_saturating_requantizer_partition_the_accumulators(
    rounding: Rounding,
) -> None:
    target = Format(lo=-3, hi=2, scale=3)
    for source_scale, weight_scale in ((3, 4), (2, 5), (7, 1), (1, 1)):
        requantizer = Requantizer.between(
            source_scale, weight_scale, target, rounding, Overflow.SATURATE
        )
        starts = {raw: requantizer.cell_start(raw) for raw in target.raws[1:]}
        for accumulator in range(-60, 61):
            passed = [raw for raw, start in starts.items() if start <= accumulator]
            assert requantizer(accumulator) == max(passed, default=target.lo)


@given(st.integers(-(1 << 10), 1 << 10), st.integers(1, 1 << 80), st.integers(1, 1 << 80), modes)
def test_a_cell_starts_where_rounding_first_reaches_it(
    raw: int, numerator: int, denominator: int, rounding: Rounding
) -> None:
    requantizer = Requantizer(
        target=Format(lo=-(1 << 10), hi=1 << 10, scale=1),
        numerator=numerator,
        denominator=denominator,
        rounding=rounding,
        overflow=Overflow.SATURATE,
    )
    start = requantizer.cell_start(raw)
    define = DEFINITIONS[rounding]
    assert define(Fraction(start * numerator, denominator)) >= raw
    assert define(Fraction((start - 1) * numerator, denominator)) < raw


# --- Against apytypes ---------------------------------------------------------------------------


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("overflow", Overflow)
@pytest.mark.parametrize("width", [8, 10, 12])
@pytest.mark.parametrize("target", ["Q1.2", "Q0.3", "Q3.1", "Q2.3"])
def test_apytypes_requantizes_every_accumulator_of_a_width_alike(
    width: int, target: str, rounding: Rounding, overflow: Overflow
) -> None:
    fraction_bits = 6
    format_ = Format.parse(target)
    requantizer = Requantizer.between(8, 8, format_, rounding, overflow)
    accumulators = range(-(1 << (width - 1)), 1 << (width - 1))
    expected = cast_all(accumulators, width, fraction_bits, format_, rounding, overflow)
    assert [requantizer(accumulator) for accumulator in accumulators] == expected


@settings(deadline=None)
@given(
    st.integers(-(1 << 149), (1 << 149) - 1),
    st.integers(0, 120),
    st.integers(0, 9),
    st.integers(0, 9),
    modes,
    overflows,
)
def test_apytypes_requantizes_wide_accumulators_alike(
    accumulator: int,
    fraction_bits: int,
    whole: int,
    fraction: int,
    rounding: Rounding,
    overflow: Overflow,
) -> None:
    target = Format.parse(f"Q{whole}.{fraction}")
    requantizer = Requantizer.between(1 << fraction_bits, 1, target, rounding, overflow)
    expected = cast_one(accumulator, 150, fraction_bits, target, rounding, overflow)
    assert requantizer(accumulator) == expected
