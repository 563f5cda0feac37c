"""Arrays compute what the reference computes, whatever the magnitude: no integer overflows."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fxprove.arithmetic import Requantizer
from fxprove.array_arithmetic import (
    LARGEST,
    affine,
    integer_array,
    magnitude,
    requantize,
    round_ratio,
)
from fxprove.formats import Format
from fxprove.rounding import Overflow, Rounding
from fxprove.rounding import round_ratio as reference_round_ratio
from tests.outside_oracle import cast_all

modes = st.sampled_from(Rounding)
overflows = st.sampled_from(Overflow)
edges = [
    sign * (1 << bits) + off for bits in (61, 62, 63) for sign in (1, -1) for off in (-1, 0, 1)
]
integers = st.one_of(
    st.integers(-100, 100),
    st.sampled_from(edges),
    st.integers(-(1 << 62), 1 << 62),
    st.integers(-(1 << 100), 1 << 100),
)
scales = st.one_of(
    st.integers(1, 20), st.integers(1, 1 << 31), st.sampled_from([1 << 30, (1 << 61) + 1, 1 << 62])
)
targets = st.builds(
    lambda lo, size, scale: Format(lo=lo, hi=lo + size, scale=scale),
    st.one_of(st.integers(-100, 100), st.integers(-(1 << 47), 1 << 47)),
    st.integers(0, 1 << 19),
    scales,
)


@settings(deadline=None, max_examples=400)
@given(st.lists(integers, max_size=8), scales, scales, targets, modes, overflows)
def test_requantizing_an_array_is_requantizing_its_elements(
    accumulators: list[int],
    source_scale: int,
    weight_scale: int,
    target: Format,
    rounding: Rounding,
    overflow: Overflow,
) -> None:
    requantizer = Requantizer.between(source_scale, weight_scale, target, rounding, overflow)
    found = requantize(requantizer, integer_array(accumulators))
    assert found.dtype == np.int64
    assert found.tolist() == [requantizer(accumulator) for accumulator in accumulators]


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("overflow", Overflow)
def test_accumulators_at_the_ends_of_int64_do_not_overflow(
    rounding: Rounding, overflow: Overflow
) -> None:
    ends = sorted({*edges, (1 << 63) - 1, -(1 << 63)})
    fitting = np.array([end for end in ends if -(1 << 63) <= end < 1 << 63], dtype=np.int64)
    assert fitting.size >= 14
    for numerator, denominator in ((1, 1), (1, 2), (3, 2), (1, (1 << 62) - 1), (1 << 40, 3)):
        requantizer = Requantizer(
            target=Format(lo=-5, hi=7, scale=1),
            numerator=numerator,
            denominator=denominator,
            rounding=rounding,
            overflow=overflow,
        )
        expected = [requantizer(int(accumulator)) for accumulator in fitting]
        assert requantize(requantizer, fitting).tolist() == expected


@given(integers, st.lists(integers, max_size=6), integers)
def test_an_affine_map_of_an_array_is_exact(weight: int, inputs: list[int], bias: int) -> None:
    array = integer_array(inputs)
    assume(any(inputs) or abs(weight) < 1 << 63)  # otherwise the failing case below
    assert affine(weight, array, bias).tolist() == [weight * raw + bias for raw in inputs]


def test_a_huge_weight_times_zero_is_zero() -> None:
    assert affine(1 << 70, integer_array([0]), 5).tolist() == [5]


def test_zero_requantizes_to_zero_under_a_huge_factor() -> None:
    target = Format(lo=0, hi=3, scale=(1 << 70) + 1)
    requantizer = Requantizer.between(3, 1, target, Rounding.FLOOR, Overflow.SATURATE)
    assert requantize(requantizer, integer_array([0])).tolist() == [0]


@settings(deadline=None)
@given(
    st.lists(st.integers(-(1 << 60), 1 << 60), max_size=8),
    st.one_of(st.integers(1, 20), st.integers(1, 1 << 60)),
    modes,
    st.booleans(),
)
def test_rounding_an_array_is_rounding_its_elements_in_either_dtype(
    numerators: list[int], denominator: int, rounding: Rounding, as_objects: bool
) -> None:
    array = np.array(numerators, dtype=object if as_objects else np.int64)
    expected = [reference_round_ratio(n, denominator, rounding) for n in numerators]
    assert round_ratio(array, denominator, rounding).tolist() == expected


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("overflow", Overflow)
@pytest.mark.parametrize("width", [8, 11, 12])
@pytest.mark.parametrize("target", ["Q1.2", "Q4.0", "Q2.3"])
def test_apytypes_requantizes_every_array_of_a_width_alike(
    width: int, target: str, rounding: Rounding, overflow: Overflow
) -> None:
    format_ = Format.parse(target)
    requantizer = Requantizer.between(16, 4, format_, rounding, overflow)
    accumulators = range(-(1 << (width - 1)), 1 << (width - 1))
    expected = cast_all(accumulators, width, 6, format_, rounding, overflow)
    assert requantize(requantizer, integer_array(accumulators)).tolist() == expected


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(-(1 << 119), (1 << 119) - 1), min_size=1, max_size=20),
    st.integers(0, 110),
    st.sampled_from(["Q0.4", "Q3.4", "Q7.0", "Q7.8"]),
    modes,
    overflows,
)
def test_apytypes_requantizes_wide_arrays_alike(
    accumulators: list[int],
    fraction_bits: int,
    target: str,
    rounding: Rounding,
    overflow: Overflow,
) -> None:
    format_ = Format.parse(target)
    requantizer = Requantizer.between(1, 1 << fraction_bits, format_, rounding, overflow)
    expected = cast_all(accumulators, 120, fraction_bits, format_, rounding, overflow)
    assert requantize(requantizer, integer_array(accumulators)).tolist() == expected


@given(st.lists(integers, max_size=5), st.one_of(st.none(), st.integers(0, 1 << 70)))
def test_an_array_is_int64_exactly_while_everything_announced_fits(
    values: list[int], bound: int | None
) -> None:
    array = integer_array(values, bound)
    assert array.tolist() == values
    fits = max([0, *map(abs, values), bound or 0]) <= LARGEST
    assert array.dtype == (np.int64 if fits else object)


@pytest.mark.parametrize(
    "values", [range(0), range(-3, 4), range(5, -5, -3), range(LARGEST - 1, LARGEST + 1)]
)
def test_a_range_becomes_an_array_of_its_elements(values: range) -> None:
    array = integer_array(values)
    assert array.dtype == np.int64
    assert array.tolist() == list(values)


def test_a_range_beyond_the_limit_becomes_python_integers() -> None:
    for values in (range(LARGEST, LARGEST + 2), range(-LARGEST - 1, -LARGEST)):
        assert integer_array(values).dtype == object
    assert integer_array(range(3), bound=LARGEST + 1).dtype == object


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], 0), ([-7, 3], 7), ([-(1 << 63)], 1 << 63), ([1 << 90, -(1 << 91)], 1 << 91)],
)
def test_the_magnitude_is_the_largest_absolute_value(values: list[int], expected: int) -> None:
    dtype: Any = object if expected > 1 << 63 else np.int64
    found = magnitude(np.array(values, dtype=dtype))
    assert type(found) is int
    assert found == expected
