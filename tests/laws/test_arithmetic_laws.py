"""What holds of saturation, wrapping and the orders of summation, and witnesses of what does not.

The theorems lean on the first kind and are careful about the second.
"""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.formats import Format
from fxprove.models import Model
from fxprove.rounding import Accumulation, Overflow, Rounding

SATURATE, WRAP = Overflow.SATURATE, Overflow.WRAP
K = Format(lo=-2, hi=1, scale=1)

formats = st.builds(
    lambda lo, size: Format(lo=lo, hi=lo + size, scale=1), st.integers(-40, 40), st.integers(0, 60)
)
integers = st.one_of(st.integers(-200, 200), st.integers(-(1 << 90), 1 << 90))
modes = st.sampled_from(Rounding)


def model(
    rounding: Rounding | str = "half-even",
    overflow: Overflow | str = "saturate",
    accumulate: Accumulation | str = "exact",
    format: str = "Q1.0",
    weights: str = "raw(-9,9,2)",
) -> Model:
    return Model.of(
        format=format, activation="relu", weights=weights, bias="format", rounding=rounding,
        overflow=overflow, accumulate=accumulate,
    )  # fmt: skip


# --- Laws of overflow ---------------------------------------------------------------------------


@given(formats, integers, st.sampled_from(Overflow))
def test_overflow_handling_is_idempotent_and_keeps_what_fits(
    format_: Format, integer: int, overflow: Overflow
) -> None:
    once = format_.bring_in(integer, overflow)
    assert once in format_
    assert format_.bring_in(once, overflow) == once
    if integer in format_:
        assert once == integer


@given(formats, integers, integers)
def test_saturation_is_monotone(format_: Format, left: int, right: int) -> None:
    low, high = sorted((left, right))
    assert format_.bring_in(low, SATURATE) <= format_.bring_in(high, SATURATE)


@given(formats, integers, integers)
def test_wrapping_commutes_with_sums(format_: Format, left: int, right: int) -> None:
    stepwise = format_.bring_in(format_.bring_in(left, WRAP) + right, WRAP)
    assert stepwise == format_.bring_in(left + right, WRAP)


@given(formats, st.lists(integers, min_size=1, max_size=4))
def test_wrapping_sums_do_not_depend_on_the_order(format_: Format, terms: list[int]) -> None:
    totals = set()
    for order in permutations(terms):
        total = 0
        for term in order:
            total = format_.bring_in(total + term, WRAP)
        totals.add(total)
    assert len(totals) == 1


# --- Laws of neurons ----------------------------------------------------------------------------


@given(
    modes, st.sampled_from(Accumulation), st.integers(0, 1), st.integers(-2, 1), st.integers(-2, 1),
    st.integers(0, 9), st.integers(-9, 9), st.integers(-2, 1),
)  # fmt: skip
def test_a_saturating_neuron_is_monotone_in_an_input_of_positive_weight(
    rounding: Rounding, accumulate: Accumulation, place: int, x: int, other: int, weight: int,
    other_weight: int, bias: int,
) -> None:  # fmt: skip
    subject = model(rounding, SATURATE, accumulate)
    bias *= subject.biases.step
    inputs, weights = [other, other], [other_weight, other_weight]
    weights[place] = weight
    outputs = []
    for raw in range(x, 2):
        inputs[place] = raw
        outputs.append(subject.neuron(tuple(inputs), tuple(weights), bias))
    assert outputs == sorted(outputs)


@given(modes, st.integers(-2, 1), st.integers(-30, 30), st.integers(-3, 3))
def test_a_wrapping_requantizer_repeats_on_one_side_of_zero_after_twice_the_format(
    rounding: Rounding, x: int, accumulator: int, turns: int
) -> None:
    # twice |K| is even, so half-even repeats too; modes that look at the sign need one side of 0
    subject = model(rounding, WRAP)
    period = 2 * subject.format.size * subject.weights.scale
    start = accumulator % period
    found = subject.requantizer(start)
    assert subject.requantizer(start + abs(turns) * period) == found


@given(st.sampled_from([Rounding.FLOOR, Rounding.CEIL, Rounding.HALF_UP, Rounding.HALF_DOWN]),
       formats, st.integers(1, 9), integers, st.integers(-3, 3))  # fmt: skip
def test_wrapping_is_periodic_for_the_modes_that_commute_with_shifts(
    rounding: Rounding, format_: Format, scale: int, accumulator: int, turns: int
) -> None:
    subject = model(rounding, WRAP, format=str(format_), weights=f"[1]@{scale}")
    shifted = accumulator + turns * format_.size * scale
    assert subject.requantizer(shifted) == subject.requantizer(accumulator)


@given(st.integers(-9, 9), st.integers(-9, 9), st.integers(-2, 1), st.integers(-2, 1),
       st.integers(-2, 1), modes)  # fmt: skip
def test_sequential_sums_of_whole_weights_that_never_leave_the_format_are_exact(
    first: int, second: int, x: int, y: int, bias: int, rounding: Rounding
) -> None:
    sequential = model(rounding, accumulate="sequential", weights="raw(-9,9,1)", format="Q4.0")
    exact = model(rounding, weights="raw(-9,9,1)", format="Q4.0")
    partial = bias + first * x
    if partial in sequential.format and partial + second * y in sequential.format:
        point, weights = (x, y), (first, second)
        assert sequential.neuron(point, weights, bias) == exact.neuron(point, weights, bias)


# --- Laws that fail -----------------------------------------------------------------------------


def test_saturating_sums_are_not_associative() -> None:
    def plus(left: int, right: int) -> int:
        return K.bring_in(left + right, SATURATE)

    assert plus(plus(1, 1), -1) == 0
    assert plus(1, plus(1, -1)) == 1


def test_saturating_sums_depend_on_the_order_of_the_neurons() -> None:
    subject = model(accumulate="sequential")
    assert subject.neuron((1, 1), (2, -2), 1) == 0
    assert subject.neuron((1, 1), (-2, 2), 1) == 1


def test_wrapping_is_not_monotone() -> None:
    assert (K.bring_in(1, WRAP), K.bring_in(2, WRAP)) == (1, -2)


def test_wrapping_is_not_saturation_and_neither_bounds_the_other() -> None:
    assert (K.bring_in(2, WRAP), K.bring_in(2, SATURATE)) == (-2, 1)
    assert (K.bring_in(-3, WRAP), K.bring_in(-3, SATURATE)) == (1, -2)


def test_saturation_of_a_format_that_is_not_symmetric_is_not_odd() -> None:
    assert K.bring_in(5, SATURATE) == 1
    assert K.bring_in(-5, SATURATE) == -2


def test_a_sequential_sum_is_not_the_exact_one_even_where_nothing_overflows() -> None:
    # 1/2 + 1/2: each product is rounded to 0
    assert model(accumulate="sequential").neuron((1, 1), (1, 1), 0) == 0
    assert model().neuron((1, 1), (1, 1), 0) == 1


def test_a_sequential_sum_is_not_the_exact_one_even_where_nothing_is_rounded() -> None:
    assert model(accumulate="sequential").neuron((1, 1), (2, -2), 1) == 0
    assert model().neuron((1, 1), (2, -2), 2) == 1  # the same bias, in accumulator units


def test_the_bias_first_is_not_the_bias_last() -> None:
    point, weights, bias = (1, 1), (4, -2), -2
    assert model(accumulate="sequential").neuron(point, weights, bias) == -1
    assert model(accumulate="sequential-bias-last").neuron(point, weights, bias) == -2


@pytest.mark.parametrize(
    ("rounding", "of_sum", "sum_of"),
    [
        (Rounding.HALF_EVEN, 1, 0), (Rounding.HALF_AWAY, 1, 2), (Rounding.HALF_UP, 1, 2),
        (Rounding.HALF_DOWN, 1, 0), (Rounding.HALF_ZERO, 1, 0), (Rounding.FLOOR, 1, 0),
        (Rounding.CEIL, 1, 2), (Rounding.ZERO, 1, 0),
    ],
)  # fmt: skip
def test_rounding_of_products_does_not_distribute_over_sums(
    rounding: Rounding, of_sum: int, sum_of: int
) -> None:
    subject = model(rounding, format="Q2.0")
    one, two = subject.neuron((1,), (1,), 0), subject.neuron((2,), (1,), 0)
    assert (two, one + one) == (of_sum, sum_of)
    assert of_sum != sum_of


def test_half_even_under_wrapping_is_not_periodic_with_an_odd_number_of_values() -> None:
    subject = model("half-even", WRAP, format="raw(-1,1,1)", weights="[1]@2")
    period = subject.format.size * subject.weights.scale
    assert period == 6
    # the tie 1/2 goes down to 0, the tie 7/2 up to 4, which wraps to 1
    assert subject.requantizer(1) == 0
    assert subject.requantizer(1 + period) == 1
    assert subject.requantizer(1 + 2 * period) == 0


def test_half_even_under_wrapping_is_periodic_with_an_even_number_of_values() -> None:
    subject = model("half-even", WRAP, format="Q1.0", weights="[1]@2")
    period = subject.format.size * subject.weights.scale
    for accumulator, turns in product(range(-20, 20), range(-3, 4)):
        shifted = subject.requantizer(accumulator + turns * period)
        assert shifted == subject.requantizer(accumulator)


@pytest.mark.parametrize(
    ("rounding", "accumulator", "found", "shifted"),
    [
        (Rounding.ZERO, -1, 0, 1),  # −1/2 → 0, but −1/2 + 2 = 3/2 → 1
        (Rounding.HALF_AWAY, -1, 1, 0),  # −1/2 → −1 → 1, but 3/2 → 2 → 0
        (Rounding.HALF_ZERO, -1, 0, 1),  # −1/2 → 0, but 3/2 → 1
    ],
)
def test_modes_that_look_at_the_sign_are_not_periodic_across_zero_under_wrapping(
    rounding: Rounding, accumulator: int, found: int, shifted: int
) -> None:
    subject = model(rounding, WRAP, format="raw(0,1,1)", weights="[1]@2")
    period = subject.format.size * subject.weights.scale
    assert subject.requantizer(accumulator) == found
    assert subject.requantizer(accumulator + period) == shifted


def test_requantizing_through_a_finer_format_is_not_requantizing_once() -> None:
    # 9/16 to quarters and then to integers, half to even
    fine = Model.of(format="Q3.2", activation="relu", weights="[1]@4").requantizer
    coarse = Model.of(format="Q3.0", activation="relu", weights="[1]@4").requantizer
    once = Model.of(format="Q3.0", activation="relu", weights="[1]@16").requantizer
    assert coarse(fine(9)) == 0
    assert once(9) == 1
