"""Every spelling denotes the format that interface.md says, and everything else is refused."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.errors import InputError
from fxprove.formats import LARGEST_FORMAT, LARGEST_RAW, Format, FormatSpelling
from fxprove.rounding import HLS_QUANTIZATION, Overflow, Rounding

SHAPE = re.compile(r"[^\n]+: expected [^\n]+, found [^\n]+")


def refusal(spelling: str) -> str:
    """The one line with which a spelling is refused."""
    with pytest.raises(InputError) as caught:
        Format.parse(spelling)
    message = str(caught.value)
    assert SHAPE.fullmatch(message)
    return message


@pytest.mark.parametrize(
    ("spelling", "lo", "hi", "scale"),
    [
        ("sym(3,4)", -7, 7, 4),
        ("sym(1,1)", -1, 1, 1),
        ("sym(0,5)", 0, 0, 5),
        ("sym(2,6)", -3, 3, 6),
        ("Q3.4", -128, 127, 16),
        ("Q0.7", -128, 127, 128),
        ("Q7.0", -128, 127, 1),
        ("Q0.0", -1, 0, 1),
        ("UQ0.8", 0, 255, 256),
        ("UQ3.4", 0, 127, 16),
        ("UQ0.0", 0, 0, 1),
        ("raw(-2,1,3)", -2, 1, 3),
        ("raw(5,5,1)", 5, 5, 1),
        ("raw(-9,-3,2)", -9, -3, 2),
        ("ap_fixed<8,4>", -128, 127, 16),
        ("ap_fixed<8,8>", -128, 127, 1),
        ("ap_fixed<8,0>", -128, 127, 256),
        ("ap_fixed<4,-2>", -8, 7, 64),
        ("ap_fixed<1,1>", -1, 0, 1),
        ("ap_ufixed<8,4>", 0, 255, 16),
        ("ap_ufixed<1,1>", 0, 1, 1),
        ("ap_ufixed<4,-1>", 0, 15, 32),
        ("ap_fixed<8,4,AP_RND,AP_SAT_SYM>", -127, 127, 16),
        (" ap_fixed< 8, 4 , AP_RND > ", -128, 127, 16),
        ("raw( -2, 1, 3 )", -2, 1, 3),
    ],
)
def test_a_spelling_denotes_its_format(spelling: str, lo: int, hi: int, scale: int) -> None:
    assert Format.parse(spelling) == Format(lo=lo, hi=hi, scale=scale)


@pytest.mark.parametrize("spelling", ["sym(3,4)", "Q3.4", "UQ0.8", "raw(-2,1,3)"])
def test_only_the_spellings_of_hls_carry_modes(spelling: str) -> None:
    parsed = FormatSpelling.parse(spelling)
    assert (parsed.rounding, parsed.overflow) == (None, None)
    assert (parsed.rounding_written, parsed.overflow_written) == (False, False)


def test_hls_truncates_and_wraps_where_nothing_is_written() -> None:
    parsed = FormatSpelling.parse("ap_fixed<8,4>")
    assert (parsed.rounding, parsed.overflow) == (Rounding.FLOOR, Overflow.WRAP)
    assert (parsed.rounding_written, parsed.overflow_written) == (False, False)


@pytest.mark.parametrize("name", HLS_QUANTIZATION)
@pytest.mark.parametrize("family", ["ap_fixed", "ap_ufixed"])
def test_the_quantization_that_is_written_is_the_rounding(family: str, name: str) -> None:
    parsed = FormatSpelling.parse(f"{family}<8,4,{name}>")
    assert parsed.rounding is HLS_QUANTIZATION[name]
    assert parsed.overflow is Overflow.WRAP
    assert (parsed.rounding_written, parsed.overflow_written) == (True, False)


@pytest.mark.parametrize(
    ("name", "overflow", "lo"),
    [
        ("AP_WRAP", Overflow.WRAP, -8),
        ("AP_SAT", Overflow.SATURATE, -8),
        ("AP_SAT_SYM", Overflow.SATURATE, -7),
    ],
)
def test_the_overflow_that_is_written_is_the_overflow(
    name: str, overflow: Overflow, lo: int
) -> None:
    parsed = FormatSpelling.parse(f"ap_fixed<4,2,AP_TRN,{name}>")
    assert (parsed.format.lo, parsed.format.hi) == (lo, 7)
    assert parsed.overflow is overflow
    assert (parsed.rounding_written, parsed.overflow_written) == (True, True)
    unsigned = FormatSpelling.parse(f"ap_ufixed<4,2,AP_TRN,{name}>")
    assert (unsigned.format.lo, unsigned.format.hi) == (0, 15)
    assert unsigned.overflow is overflow


@pytest.mark.parametrize(
    "spelling",
    [
        "", "Q", "Q3", "Q3.", "Q3.4.5", "Q-3.4", "q3.4", "UQ3", "U3.4", "sym(3)", "sym(-1,2)",
        "sym(3,4", "sym 3,4", "raw(1,2)", "raw(1,2,3,4)", "raw(1.5,2,3)", "raw(a,b,c)",
        "ap_fixed<8>", "ap_fixed<8,4,>", "ap_fixed<8,4,AP_RND,AP_SAT,3>", "ap_fixed(8,4)",
        "ap_fixed<-8,4>", "apfixed<8,4>", "Q٣.٤", "Q3.4x", "fixed", "Q3,4",
    ],
)  # fmt: skip
def test_what_is_no_spelling_is_refused_with_all_the_forms(spelling: str) -> None:
    message = refusal(spelling)
    assert message.startswith("format: expected sym(p,s), Qm.n, UQm.n, raw(lo,hi,s), ap_fixed<")
    assert message.endswith(f"found '{spelling}'")


@pytest.mark.parametrize("spelling", ["Q1 2.3", "raw(1 2,13,1)", "sym(3,1 6)", "ap_fixed<1 6,8>"])
def test_whitespace_inside_a_number_is_refused(spelling: str) -> None:
    refusal(spelling)


@pytest.mark.parametrize(
    ("spelling", "part"),
    [
        ("raw(2,1,1)", "expected lo ≤ hi, found lo = 2, hi = 1"),
        ("raw(1,2,0)", "format scale: expected a positive integer, found 0"),
        ("raw(1,2,-3)", "format scale: expected a positive integer, found -3"),
        ("sym(3,0)", "format scale: expected a positive integer, found 0"),
        ("sym(3,-4)", "format scale: expected a positive integer, found -4"),
        ("ap_fixed<4,5>", "expected W ≥ 1 and W ≥ I, found W = 4, I = 5"),
        ("ap_fixed<0,0>", "expected W ≥ 1 and W ≥ I, found W = 0, I = 0"),
        ("ap_ufixed<0,-1>", "expected W ≥ 1 and W ≥ I, found W = 0, I = -1"),
        ("ap_fixed<8,-1000>", "integer bits: expected W − I ≤ 160, found 1008"),
        ("ap_fixed<8,4,AP_RNDX>", "quantization mode: expected AP_TRN or "),
        ("ap_fixed<8,4,AP_SAT>", "found AP_SAT"),
        ("ap_fixed<8,4,AP_RND,AP_RND>", "overflow mode: expected AP_SAT, AP_SAT_SYM or AP_WRAP"),
        ("ap_fixed<8,4,AP_RND,AP_SAT_ZERO>", "found AP_SAT_ZERO"),
        ("ap_fixed<8,4,AP_RND,AP_WRAP_SM>", "found AP_WRAP_SM"),
        ("Q20.0", "at most 1048576 raw values, found 2097152"),
        ("Q10.20", "at most 1048576 raw values"),
        ("Q99999.0", "at most 1048576 raw values, found 2^99999"),
        ("UQ21.0", "at most 1048576 raw values, found 2^21"),
        ("sym(20,1)", "at most 1048576 raw values, found 2097151"),
        ("ap_fixed<21,4>", "at most 1048576 raw values, found 2^21"),
        ("raw(0,1048576,1)", "at most 1048576 raw values, found 1048577"),
        ("raw(281474976710656,281474976710657,1)", "raw values up to ±281474976710656"),
        ("raw(0,1," + "9" * 61 + ")", "at most 60 digits, found 61 digits"),
        ("Q" + "1" * 5000 + ".0", "at most 60 digits, found 5000 digits"),
    ],
)  # fmt: skip
def test_a_spelling_of_no_format_is_refused_by_name_and_reason(spelling: str, part: str) -> None:
    message = refusal(spelling)
    shown = spelling if len(spelling) <= 60 else spelling[:60] + "…"
    assert message.startswith(f"format '{shown}': ")
    assert part in message


@pytest.mark.parametrize("field", ["lo", "hi", "scale"])
@pytest.mark.parametrize("value", [True, 1.0, "1", None, Fraction(1)])
def test_a_format_takes_integers_only(field: str, value: object) -> None:
    fields: dict[str, object] = {"lo": 0, "hi": 1, "scale": 1, field: value}
    with pytest.raises(InputError, match=f"format {field}: expected an integer, found "):
        Format(**fields)  # type: ignore[arg-type]


def test_the_largest_formats_are_accepted_and_nothing_beyond() -> None:
    assert Format(lo=1, hi=LARGEST_FORMAT, scale=1).size == LARGEST_FORMAT
    assert Format(lo=-LARGEST_RAW, hi=-LARGEST_RAW, scale=1).size == 1
    for lo, hi in ((0, LARGEST_FORMAT), (LARGEST_RAW, LARGEST_RAW + 1), (-LARGEST_RAW - 1, 0)):
        with pytest.raises(InputError):
            Format(lo=lo, hi=hi, scale=1)


ends = st.one_of(st.integers(-300, 300), st.integers(-LARGEST_RAW, LARGEST_RAW - LARGEST_FORMAT))
sizes = st.one_of(
    st.integers(1, 300), st.builds(lambda b, o: 2**b + o, st.integers(1, 19), st.integers(-1, 1))
)
scales = st.one_of(
    st.integers(1, 70), st.builds(lambda b: 1 << b, st.integers(0, 130)), st.integers(1, 10**39)
)
formats = st.one_of(
    st.builds(
        lambda lo, size, scale: Format(lo=lo, hi=lo + size - 1, scale=scale), ends, sizes, scales
    ),
    st.builds(lambda p, s: Format(lo=1 - 2**p, hi=2**p - 1, scale=s), st.integers(0, 19), scales),
    st.builds(lambda b, s: Format(lo=-(2**b), hi=2**b - 1, scale=s), st.integers(0, 19), scales),
    st.builds(lambda b, s: Format(lo=0, hi=2**b - 1, scale=s), st.integers(0, 20), scales),
)


@given(formats)
def test_a_format_written_down_reads_back_as_itself(format_: Format) -> None:
    assert Format.parse(str(format_)) == format_


@pytest.mark.parametrize("spelling", ["ap_fixed<8,-150>", "ap_ufixed<3,-157>"])
def test_a_format_with_a_long_scale_written_down_reads_back_as_itself(spelling: str) -> None:
    format_ = Format.parse(spelling)
    assert Format.parse(str(format_)) == format_


@pytest.mark.parametrize(
    ("format_", "spelling"),
    [
        (Format(lo=-128, hi=127, scale=16), "Q3.4"),
        (Format(lo=0, hi=255, scale=256), "UQ0.8"),
        (Format(lo=-7, hi=7, scale=4), "sym(3,4)"),
        (Format(lo=-128, hi=127, scale=256), "raw(-128,127,256)"),
        (Format(lo=-128, hi=127, scale=10), "raw(-128,127,10)"),
        (Format(lo=-6, hi=6, scale=4), "raw(-6,6,4)"),
        (Format(lo=-2, hi=1, scale=3), "raw(-2,1,3)"),
    ],
)
def test_a_format_is_written_in_the_shortest_family_that_has_it(
    format_: Format, spelling: str
) -> None:
    assert str(format_) == spelling


@given(formats)
def test_size_raws_and_membership_describe_one_set(format_: Format) -> None:
    assert format_.size == len(format_.raws)
    assert (format_.raws[0], format_.raws[-1]) == (format_.lo, format_.hi)
    assert format_.lo in format_
    assert format_.hi in format_
    assert format_.lo - 1 not in format_
    assert format_.hi + 1 not in format_


def test_a_raw_value_means_itself_over_the_scale() -> None:
    assert Format.parse("Q3.4").value(-24) == Fraction(-3, 2)
    assert Format.parse("sym(3,3)").value(7) == Fraction(7, 3)


@given(formats, st.integers(-(1 << 200), 1 << 200))
def test_saturation_gives_the_nearest_raw_value(format_: Format, integer: int) -> None:
    found = format_.bring_in(integer, Overflow.SATURATE)
    assert found in format_
    nearest = min(abs(integer - end) for end in (format_.lo, format_.hi))
    assert abs(integer - found) == (0 if integer in format_ else nearest)


@given(formats, st.integers(-(1 << 200), 1 << 200))
def test_wrapping_gives_the_congruent_raw_value(format_: Format, integer: int) -> None:
    found = format_.bring_in(integer, Overflow.WRAP)
    assert found in format_
    assert (found - integer) % format_.size == 0


def test_wrapping_a_twos_complement_format_keeps_its_low_bits() -> None:
    format_ = Format.parse("Q3.0")
    wrapped = {n: format_.bring_in(n, Overflow.WRAP) for n in (7, 8, 15, 16, -8, -9)}
    assert wrapped == {7: 7, 8: -8, 15: -1, 16: 0, -8: -8, -9: 7}
