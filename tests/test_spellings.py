"""Weight and bias sets are read as interface.md says, and what is written back reads the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.parameter_sets import BINARY, TERNARY, BiasSet, WeightSet
from fxprove.rounding import Accumulation
from fxprove.spellings import (
    BIAS_FORMS,
    biases_spelling,
    parse_biases,
    parse_weights,
    weights_of,
    weights_spelling,
)

EXACT, SEQUENTIAL = Accumulation.EXACT, Accumulation.SEQUENTIAL
Q = Format.parse("Q1.2")  # −8 … 7, scale 4
U = Format.parse("UQ2.1")  # 0 … 7, scale 2

ONE_LINE = re.compile(r"[^\n]+: expected [^\n]+, found [^\n]+")

LISTS = "[b,…], [b,…]+format, [b,…]+wide or [b,…]+every(n)"


def message_of(caught: pytest.ExceptionInfo[InputError]) -> str:
    message = str(caught.value)
    assert ONE_LINE.fullmatch(message)
    return message


# --- Weights ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spelling", "raws", "scale"),
    [
        ("format", range(-8, 8), 4),
        ("binary", (-1, 1), 1),
        ("ternary", range(-1, 2), 1),
        ("Q0.1", range(-2, 2), 2),
        ("UQ1.1", range(4), 2),
        ("sym(2,3)", range(-3, 4), 3),
        ("raw(2,4,5)", range(2, 5), 5),
        ("ap_fixed<3,1>", range(-4, 4), 4),
        ("[3,-1,0]@7", (-1, 0, 3), 7),
        ("[ +2 , 2, -2 ] @ 1", (-2, 2), 1),
        ("[5]@1", range(5, 6), 1),
    ],
)
def test_a_spelling_denotes_its_weights(
    spelling: str, raws: range | tuple[int, ...], scale: int
) -> None:
    found = parse_weights(spelling, Q)
    assert (found.raws, found.scale) == (raws, scale)


def test_format_weights_of_an_unsigned_format_are_not_negative() -> None:
    found = parse_weights("format", U)
    assert (found.raws, found.scale) == (range(8), 2)


@pytest.mark.parametrize(
    ("spelling", "message"),
    [
        ("", "weights: expected format, binary, ternary, a format, or [w,…]@s_W, found ''"),
        ("Format", "weights: expected format, binary, ternary, a format, or [w,…]@s_W, "
         "found 'Format'"),
        ("wide", "weights: expected format, binary, ternary, a format, or [w,…]@s_W, found 'wide'"),
        ("[1,2]", "weights: expected [w,…]@s_W, found '[1,2]'"),
        ("[1,2]@", "weights: expected [w,…]@s_W, found '[1,2]@'"),
        ("[1,2]@-1", "weights: expected [w,…]@s_W, found '[1,2]@-1'"),
        ("[1,2]@0", "weight scale: expected a positive integer, found 0"),
        ("[]@1", "weights: expected at least one integer in [ ], found an empty list"),
        ("[1,,2]@1", "weights: expected integers, found ''"),
        ("[1,2.5]@1", "weights: expected integers, found '2.5'"),
        ("[1,x]@1", "weights: expected integers, found 'x'"),
        ("[1,--2]@1", "weights: expected integers, found '--2'"),
        ("raw(2,1,1)", "weights: format 'raw(2,1,1)': format: expected lo ≤ hi, "
         "found lo = 2, hi = 1"),
        ("ap_fixed<4,2,AP_RND>", "weights: expected a format without rounding or overflow modes, "
         "found 'ap_fixed<4,2,AP_RND>'"),
        ("ap_fixed<4,2,AP_TRN,AP_SAT>", "weights: expected a format without rounding or overflow "
         "modes, found 'ap_fixed<4,2,AP_TRN,AP_SAT>'"),
    ],
)  # fmt: skip
def test_what_denotes_no_weights_is_refused(spelling: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_weights(spelling, Q)
    assert message_of(caught) == message


def test_a_weight_of_more_digits_than_allowed_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        parse_weights(f"[{'1' * 61}]@1", Q)
    assert "weights: expected integers of at most 60 digits" in message_of(caught)
    with pytest.raises(InputError) as caught:
        parse_weights(f"[1]@{'1' * 61}", Q)
    assert "weight scale: expected integers of at most 60 digits" in message_of(caught)


def test_a_list_that_is_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(InputError) as caught:
        parse_weights(f"[{'1,' * (1 << 20)}1]@1", Q)
    assert "weights: expected at most 1048576 integers" in message_of(caught)


# --- Biases -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spelling", "offsets", "step", "first", "last"),
    [
        ("wide", (0,), 3, None, None),
        ("format", (0,), 3, -8, 7),
        ("accumulator", (0,), 1, None, None),
        ("none", (0,), 1, 0, 0),
        ("[4,-2]", (-2, 4), 1, 0, 0),
        ("[4,-2]+format", (-2, 4), 3, -8, 7),
        ("[4,-2,7]+wide", (1,), 3, None, None),
        ("raw(-1,1,2)", (0,), 6, -1, 1),
        ("raw(-5,4,12)", (0,), 1, -5, 4),
        ("UQ1.0", (0,), 12, 0, 1),
        ("ap_fixed<2,1>", (0,), 6, -2, 1),
    ],
)
def test_a_spelling_denotes_its_biases_in_accumulator_units(
    spelling: str, offsets: tuple[int, ...], step: int, first: int | None, last: int | None
) -> None:
    found = parse_biases(spelling, Q, 3, EXACT)
    assert found == BiasSet(offsets=offsets, step=step, first=first, last=last)


@pytest.mark.parametrize("accumulation", [SEQUENTIAL, Accumulation.SEQUENTIAL_BIAS_LAST])
def test_sequential_biases_are_in_units_of_the_format(accumulation: Accumulation) -> None:
    found = parse_biases("format", Q, 3, accumulation)
    assert found == BiasSet(offsets=(0,), step=1, first=-8, last=7)
    assert parse_biases("[1,3]", Q, 3, accumulation) == BiasSet.finite((1, 3))
    spelt = parse_biases("raw(-1,1,2)", Q, 3, accumulation)
    assert spelt.between(-9, 9) == [-2, 0, 2]
    with pytest.raises(InputError, match="a scale that divides the accumulator's 4, found 12"):
        parse_biases("raw(-5,4,12)", Q, 3, accumulation)


def test_offsets_are_added_to_every_bias_of_the_grid() -> None:
    offsets, scale = (-5, 2, 40), 3
    expected = {offset + scale * raw for offset in offsets for raw in Q.raws}
    assert set(parse_biases("[-5,2,40]+format", Q, scale, EXACT).between(-99, 99)) == expected
    wide = {offset + scale * raw for offset in offsets for raw in range(-200, 200)}
    found = parse_biases("[-5,2,40]+wide", Q, scale, EXACT).between(-99, 99)
    assert found == sorted(bias for bias in wide if abs(bias) <= 99)


@pytest.mark.parametrize(
    ("spelling", "message"),
    [
        ("", f"bias: expected {BIAS_FORMS}, found ''"),
        ("Wide", f"bias: expected {BIAS_FORMS}, found 'Wide'"),
        ("binary", f"bias: expected {BIAS_FORMS}, found 'binary'"),
        ("[1]+none", f"bias: expected {LISTS}, found '[1]+none'"),
        ("[1]+accumulator", f"bias: expected {LISTS}, "
         "found '[1]+accumulator'"),
        ("[1]@2", f"bias: expected {LISTS}, found '[1]@2'"),
        ("[1", f"bias: expected {LISTS}, found '[1'"),
        ("[]", "bias: expected at least one integer in [ ], found an empty list"),
        ("[]+wide", "bias: expected at least one integer in [ ], found an empty list"),
        ("[1,0.5]", "bias: expected integers, found '0.5'"),
        ("raw(-1,1,5)", "bias 'raw(-1,1,5)': expected a scale that divides the accumulator's 12, "
         "found 5"),
        ("raw(-1,1,24)", "bias 'raw(-1,1,24)': expected a scale that divides the accumulator's 12, "
         "found 24"),
        ("raw(1,0,1)", "bias: format 'raw(1,0,1)': format: expected lo ≤ hi, found lo = 1, hi = 0"),
        ("ap_fixed<2,1,AP_TRN>", "bias: expected a format without rounding or overflow modes, "
         "found 'ap_fixed<2,1,AP_TRN>'"),
    ],
)  # fmt: skip
def test_what_denotes_no_biases_is_refused(spelling: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_biases(spelling, Q, 3, EXACT)
    assert message_of(caught) == message


# --- Written back -------------------------------------------------------------------------------

formats = st.builds(
    lambda lo, size, scale: Format(lo=lo, hi=lo + size, scale=scale),
    st.integers(-20, 20), st.integers(0, 30), st.integers(1, 24),
)  # fmt: skip
integers = st.one_of(st.integers(-30, 30), st.integers(-(10**38), 10**38))
weight_sets = st.one_of(
    st.just(BINARY),
    st.just(TERNARY),
    formats.map(weights_of),
    st.builds(
        lambda raws, scale: WeightSet(raws=tuple(raws), scale=scale),
        st.lists(integers, min_size=1, max_size=6),
        st.one_of(st.integers(1, 20), st.integers(1, 10**39)),
    ),
)


@given(weight_sets, formats)
def test_weights_written_down_read_back_as_themselves(weights: WeightSet, format_: Format) -> None:
    assert parse_weights(weights_spelling(weights, format_), format_) == weights


@pytest.mark.parametrize(
    ("weights", "spelling"),
    [
        (WeightSet(raws=range(-8, 8), scale=4), "format"),
        (WeightSet(raws=range(-8, 8), scale=2), "Q2.1"),
        (WeightSet(raws=(-1, 1), scale=1), "binary"),
        (WeightSet(raws=(-1, 0, 1), scale=1), "ternary"),
        (WeightSet(raws=(0, 1), scale=4), "[0,1]@4"),
        (WeightSet(raws=(-4, 9), scale=4), "[-4,9]@4"),
    ],
)
def test_weights_are_written_in_their_shortest_form(weights: WeightSet, spelling: str) -> None:
    assert weights_spelling(weights, Q) == spelling


bias_spellings = st.one_of(
    st.sampled_from(["wide", "format", "accumulator", "none"]),
    formats.map(str),
    st.builds(
        lambda offsets, grid: f"{offsets}{grid}",
        st.lists(integers, min_size=1, max_size=5),
        st.sampled_from(["", "+format", "+wide"]),
    ),
)


@given(bias_spellings, formats, st.integers(1, 24), st.sampled_from(Accumulation))
def test_biases_written_down_read_back_as_the_same_set(
    spelling: str, source: Format, weight_scale: int, accumulation: Accumulation
) -> None:
    try:
        biases = parse_biases(spelling, source, weight_scale, accumulation)
    except InputError as error:
        assert "a scale that divides the accumulator's" in error.expected
        return
    written = biases_spelling(biases, source, weight_scale, accumulation)
    again = parse_biases(written, source, weight_scale, accumulation)
    assert again.is_unbounded == biases.is_unbounded
    reach = 10**40
    if biases.is_unbounded:
        assert again == biases
    else:
        assert again.between(-reach, reach) == biases.between(-reach, reach)


@given(
    st.lists(st.integers(-30, 30), min_size=1, max_size=4),
    st.integers(1, 30),
    st.integers(-9, 9),
    st.integers(0, 9),
    formats,
    st.integers(1, 24),
)
def test_any_finite_bias_set_has_a_spelling(
    offsets: list[int], step: int, first: int, count: int, source: Format, weight_scale: int
) -> None:
    biases = BiasSet(offsets=tuple(offsets), step=step, first=first, last=first + count)
    again = parse_biases(
        biases_spelling(biases, source, weight_scale, EXACT), source, weight_scale, EXACT
    )
    assert again.between(-999, 999) == biases.between(-999, 999)


@pytest.mark.parametrize("offsets", [(0,), (1, 4)])
def test_any_unbounded_bias_set_has_a_spelling(offsets: tuple[int, ...]) -> None:
    biases = BiasSet(offsets=offsets, step=5, first=None, last=None)
    assert parse_biases(biases_spelling(biases, Q, 3, EXACT), Q, 3, EXACT) == biases


def test_contiguous_weights_beyond_the_raw_limit_of_formats_have_a_spelling() -> None:
    weights = WeightSet(raws=range(1 << 50, (1 << 50) + 3), scale=1)
    assert parse_weights(weights_spelling(weights, Q), Q) == weights


def test_biases_beyond_the_raw_limit_of_formats_have_a_spelling() -> None:
    biases = BiasSet(offsets=(0,), step=3, first=1 << 50, last=(1 << 50) + 1)
    again = parse_biases(biases_spelling(biases, Q, 3, EXACT), Q, 3, EXACT)
    assert again.between(0, 1 << 52) == biases.between(0, 1 << 52)
