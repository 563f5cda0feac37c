"""Weight and bias sets answer every question as the plain set of their elements would."""

from math import gcd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.errors import InputError
from fxprove.formats import LARGEST_FORMAT
from fxprove.parameter_sets import BINARY, TERNARY, BiasSet, WeightSet

# --- Weights ------------------------------------------------------------------------------------

raw_lists = st.lists(st.integers(-40, 40), min_size=1, max_size=8)
raw_ranges = st.builds(lambda lo, n: list(range(lo, lo + n)), st.integers(-9, 9), st.integers(1, 9))
weights = st.one_of(raw_lists, raw_ranges)


@given(weights, st.integers(1, 9))
def test_a_weight_set_answers_as_the_plain_set(raws: list[int], scale: int) -> None:
    found = WeightSet(raws=tuple(raws), scale=scale)
    assert list(found.raws) == sorted(set(raws))
    assert found.gcd == gcd(*raws)
    assert found.largest_magnitude == max(map(abs, raws))
    assert found.is_two_signed == (min(raws) < 0 < max(raws))
    assert found.is_binary == (set(raws) == {-1, 1} and scale == 1)
    assert [raw for raw in range(-45, 46) if raw in found] == sorted(set(raws))


@given(weights)
def test_a_weight_set_is_a_range_exactly_when_it_is_contiguous(raws: list[int]) -> None:
    found = WeightSet(raws=tuple(raws), scale=1)
    contiguous = max(raws) - min(raws) + 1 == len(set(raws))
    assert isinstance(found.raws, range) == contiguous
    assert isinstance(found.raws, tuple) != contiguous


@given(weights.flatmap(lambda raws: st.tuples(st.just(raws), st.permutations(raws + raws[:2]))))
def test_equal_weight_sets_compare_equal_however_they_were_given(
    given_twice: tuple[list[int], list[int]],
) -> None:
    raws, shuffled = given_twice
    assert WeightSet(raws=tuple(shuffled), scale=3) == WeightSet(raws=tuple(raws), scale=3)
    assert WeightSet(raws=tuple(shuffled), scale=2) != WeightSet(raws=tuple(raws), scale=3)


@pytest.mark.parametrize("raws", [range(0, 10, 2), range(3, 0, -1)])
def test_a_range_with_a_step_denotes_its_elements(raws: range) -> None:
    assert WeightSet(raws=raws, scale=1) == WeightSet(raws=tuple(raws), scale=1)


def test_binary_and_ternary_are_what_they_are_called() -> None:
    assert (list(BINARY.raws), BINARY.scale, BINARY.is_binary) == ([-1, 1], 1, True)
    assert (list(TERNARY.raws), TERNARY.scale, TERNARY.is_binary) == ([-1, 0, 1], 1, False)
    assert not WeightSet(raws=(-1, 1), scale=2).is_binary


@pytest.mark.parametrize(
    ("raws", "scale", "message"),
    [
        ((), 1, "weights: expected at least one weight, found an empty set"),
        ((1,), 0, "weight scale: expected a positive integer, found 0"),
        ((1,), -2, "weight scale: expected a positive integer, found -2"),
        (range(LARGEST_FORMAT + 1), 1, "weights: expected at most 1048576 weights, found 1048577"),
    ],
)
def test_what_is_no_weight_set_is_refused(
    raws: range | tuple[int, ...], scale: int, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        WeightSet(raws=raws, scale=scale)
    assert str(caught.value) == message


# --- Biases -------------------------------------------------------------------------------------

HORIZON = 200  # brute-force sets are cut off at ± this

offsets = st.lists(st.integers(-30, 30), min_size=1, max_size=4).map(tuple)
steps = st.integers(1, 12)
finite_sets = st.builds(
    lambda offsets, step, first, count: BiasSet(
        offsets=offsets, step=step, first=first, last=first + count
    ),
    offsets, steps, st.integers(-6, 6), st.integers(0, 5),
)  # fmt: skip
unbounded_sets = st.builds(
    lambda offsets, step: BiasSet(offsets=offsets, step=step, first=None, last=None),
    offsets, steps,
)  # fmt: skip
bias_sets = st.one_of(finite_sets, unbounded_sets)
bounds = st.integers(-110, 110)


def elements(biases: BiasSet) -> set[int]:
    """All elements up to ±HORIZON, by the definition."""
    multiples = range(-2 * HORIZON, 2 * HORIZON + 1)
    if biases.first is not None and biases.last is not None:
        multiples = range(biases.first, biases.last + 1)
    return {
        bias
        for offset in biases.offsets
        for multiple in multiples
        if abs(bias := offset + biases.step * multiple) <= HORIZON
    }


@given(bias_sets, bounds)
def test_the_largest_bias_up_to_a_bound_is_the_plain_sets(biases: BiasSet, bound: int) -> None:
    below = [bias for bias in elements(biases) if bias <= bound]
    assert biases.largest_at_most(bound) == max(below, default=None)


@given(bias_sets, bounds)
def test_the_smallest_bias_from_a_bound_is_the_plain_sets(biases: BiasSet, bound: int) -> None:
    above = [bias for bias in elements(biases) if bias >= bound]
    assert biases.smallest_at_least(bound) == min(above, default=None)


@given(bias_sets, bounds, bounds)
def test_the_biases_between_two_bounds_are_the_plain_sets(
    biases: BiasSet, low: int, high: int
) -> None:
    expected = sorted(bias for bias in elements(biases) if low <= bias <= high)
    assert biases.between(low, high) == expected


@given(bias_sets)
def test_membership_is_the_plain_sets(biases: BiasSet) -> None:
    found = [bias for bias in range(-HORIZON, HORIZON + 1) if bias in biases]
    assert found == sorted(elements(biases))


@given(finite_sets)
def test_a_finite_set_knows_its_ends_and_bounds_its_size(biases: BiasSet) -> None:
    plain = elements(biases)
    assert not biases.is_unbounded
    assert (biases.smallest, biases.largest) == (min(plain), max(plain))
    assert biases.size is not None
    assert len(plain) <= biases.size


@given(unbounded_sets)
def test_an_unbounded_set_has_no_size_and_no_ends(biases: BiasSet) -> None:
    assert biases.is_unbounded
    assert biases.size is None
    for end in ("smallest", "largest"):
        with pytest.raises(ValueError, match="unbounded"):
            getattr(biases, end)


@given(bias_sets)
def test_some_element_is_named_and_it_is_zero_where_zero_is_one(biases: BiasSet) -> None:
    plain = elements(biases)
    assert biases.any_element in plain
    assert (biases.any_element == 0) == (0 in plain)


@given(bias_sets, st.integers(1 << 60, 1 << 120), st.sampled_from([-1, 1]))
def test_huge_bounds_are_exact(biases: BiasSet, size: int, sign: int) -> None:
    bound = sign * size
    below = biases.largest_at_most(bound)
    if biases.is_unbounded:
        assert below is not None
        assert bound - biases.step < below <= bound
        assert any((below - offset) % biases.step == 0 for offset in biases.offsets)
    else:
        assert below == (biases.largest if bound > 0 else None)


@given(unbounded_sets, st.integers(-5, 5))
def test_unbounded_sets_compare_equal_when_offsets_agree_modulo_the_step(
    biases: BiasSet, shift: int
) -> None:
    shifted = tuple(offset + shift * biases.step for offset in biases.offsets)
    assert BiasSet(offsets=shifted, step=biases.step, first=None, last=None) == biases


def test_a_listed_set_has_exactly_its_elements() -> None:
    assert BiasSet.finite((5, -3, 5, 0)).between(-100, 100) == [-3, 0, 5]


@pytest.mark.parametrize(
    ("offsets", "step", "first", "last", "message"),
    [
        ((), 1, 0, 0, "biases: expected at least one bias, found an empty set"),
        ((0,), 0, 0, 0, "bias step: expected a positive integer, found 0"),
        ((0,), -1, None, None, "bias step: expected a positive integer, found -1"),
        ((0,), 1, 0, None, "bias range: expected both ends or neither, found 0, None"),
        ((0,), 1, None, 0, "bias range: expected both ends or neither, found None, 0"),
        ((0,), 1, 1, 0, "bias range: expected first ≤ last, found 1, 0"),
        ((0,), 1, 0, 1 << 20, "biases: expected at most 1048576 finite biases, found 1048577"),
        ((0, 1), 1, 1, 1 << 20, "biases: expected at most 1048576 finite biases, found 2097152"),
    ],
)  # fmt: skip
def test_what_is_no_bias_set_is_refused(
    offsets: tuple[int, ...], step: int, first: int | None, last: int | None, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        BiasSet(offsets=offsets, step=step, first=first, last=last)
    assert str(caught.value) == message
