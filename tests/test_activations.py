"""Tables are correctly rounded: against MPFR, on exact ties, and where floats see nothing."""

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache

import gmpy2
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from fxprove.activations import (
    ACTIVATION_NAMES,
    SELU_ALPHA,
    SELU_SCALE,
    ActivationName,
    UndecidedEntryError,
    correctly_rounded_table,
)
from fxprove.errors import FxproveError, InputError
from fxprove.formats import Format
from fxprove.real_rounding import locate_halves
from fxprove.rounding import Overflow, Rounding

ALL_MODES = tuple(Rounding)
HALF_MODES = ALL_MODES[:5]


def table(
    activation: str,
    source: str,
    rounding: Rounding,
    target: str | None = None,
    overflow: Overflow = Overflow.SATURATE,
) -> tuple[int, ...]:
    return correctly_rounded_table(
        ActivationName.parse(activation),
        source=Format.parse(source),
        target=Format.parse(target or source),
        rounding=rounding,
        overflow=overflow,
    )


def entry(activation: str, raw: int, rounding: Rounding, target: str = "Q15.0") -> int:
    """σ(raw) in integers: the one entry of a source format that has only that raw value."""
    return table(activation, f"raw({raw},{raw},1)", rounding, target)[0]


# --- A second opinion: MPFR, other formulas, rounding by definition -----------------------------


def rounded(value: Fraction, mode: Rounding) -> int:
    """Rounding as a mathematician reads the name; nothing of fxprove's own."""
    below, above = math.floor(value), math.ceil(value)
    if mode in (Rounding.FLOOR, Rounding.CEIL, Rounding.ZERO):
        return {Rounding.FLOOR: below, Rounding.CEIL: above}.get(mode, math.trunc(value))
    if value - below != above - value:
        return below if value - below < above - value else above
    inward, outward = sorted((below, above), key=abs)
    return {
        Rounding.HALF_EVEN: below if below % 2 == 0 else above,
        Rounding.HALF_AWAY: outward,
        Rounding.HALF_UP: above,
        Rounding.HALF_DOWN: below,
        Rounding.HALF_ZERO: inward,
    }[mode]


def _scaled_elu(a: Fraction) -> Callable[[gmpy2.mpfr], gmpy2.mpfr]:
    return lambda x: gmpy2.expm1(x) * gmpy2.mpq(a)


# Straight from the definitions, with no thought for cancellation; precision pays for that.
MPFR = {
    "sigmoid": lambda x: 1 / (1 + gmpy2.exp(-x)),
    "tanh": gmpy2.tanh,
    "softplus": lambda x: gmpy2.log1p(gmpy2.exp(x)),
    "silu": lambda x: x / (1 + gmpy2.exp(-x)),
    "mish": lambda x: x * gmpy2.tanh(gmpy2.log1p(gmpy2.exp(x))),
    "gelu": lambda x: x * gmpy2.erfc(-x / gmpy2.sqrt(gmpy2.mpfr(2))) / 2,
    "elu": _scaled_elu(Fraction(1)),
    "elu(1/2)": _scaled_elu(Fraction(1, 2)),
    "elu(-7/3)": _scaled_elu(Fraction(-7, 3)),
    "selu": _scaled_elu(SELU_SCALE * SELU_ALPHA),
    "sin": gmpy2.sin,
    "cos": gmpy2.cos,
    "gaussian": lambda x: gmpy2.exp(-x * x),
}

RATIONAL_POINTS = {"sigmoid": Fraction(1, 2), "cos": Fraction(1), "gaussian": Fraction(1)}


def rational_value(activation: str, x: Fraction) -> Fraction | None:
    """The value at the points where it is rational, by the theory; MPFR cannot know them."""
    if "elu" in activation and activation not in ("gelu", "silu") and x >= 0:
        return x * SELU_SCALE if activation == "selu" else x
    if x == 0 and activation != "softplus":
        return RATIONAL_POINTS.get(activation, Fraction(0))
    return None


@cache
def enclosure(activation: str, x: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    """Two rationals with σ(x) between them: MPFR's value, and 64 of its bits not believed."""
    exact = rational_value(activation, x)
    if exact is not None:
        return exact, exact
    with gmpy2.context(precision=bits, emin=-(1 << 40), emax=1 << 40):
        value = MPFR[activation](gmpy2.mpfr(gmpy2.mpq(x)))
        centre = Fraction(*map(int, value.as_integer_ratio()))
    radius = abs(centre) / (1 << (bits - 64))
    return centre - radius, centre + radius


def assert_table_is_correctly_rounded(
    activation: str, source: Format, target: Format, overflow: Overflow = Overflow.SATURATE
) -> None:
    # Enough for |x| ≤ 32, where gelu(x) = x − e^(−514); wider formats have the pinned cases below.
    bits = 1_000
    for mode in ALL_MODES:
        entries = table(activation, str(source), mode, str(target), overflow)
        for raw, found in zip(source.raws, entries, strict=True):
            ends = enclosure(activation, source.value(raw), bits)
            low, high = (rounded(end * target.scale, mode) for end in ends)
            assert low == high, f"MPFR does not decide {activation} at {raw} of {source}"
            if overflow is Overflow.WRAP:
                expected = target.lo + (low - target.lo) % target.size
            else:
                expected = min(max(low, target.lo), target.hi)
            assert found == expected, (activation, raw, mode)


@pytest.mark.parametrize("activation", MPFR)
@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Q5.0", "Q5.0"),
        ("Q5.2", "Q5.2"),
        ("Q3.4", "Q3.4"),
        ("Q0.7", "Q0.7"),
        ("sym(6,3)", "sym(7,1000)"),
    ],
)
def test_mpfr_agrees_in_every_mode_on_all_of_an_8_bit_format(
    activation: str, source: str, target: str
) -> None:
    assert_table_is_correctly_rounded(activation, Format.parse(source), Format.parse(target))


@pytest.mark.parametrize("activation", MPFR)
def test_mpfr_agrees_on_the_last_bits_of_values_with_a_hundred_fraction_bits(
    activation: str,
) -> None:
    last_bits = Format(lo=-1000, hi=1000, scale=1 << 100)
    source = Format.parse("sym(6,7)")
    assert_table_is_correctly_rounded(activation, source, last_bits, Overflow.WRAP)


@pytest.mark.long
@pytest.mark.parametrize("activation", MPFR)
@pytest.mark.parametrize("spelling", ["Q0.15", "Q4.11", "sym(15,32768)"])
def test_mpfr_agrees_in_every_mode_on_all_of_a_16_bit_format(
    activation: str, spelling: str
) -> None:
    enclosure.cache_clear()
    assert_table_is_correctly_rounded(activation, Format.parse(spelling), Format.parse(spelling))


# --- Ties and other rational points -------------------------------------------------------------


@pytest.mark.parametrize(
    ("activation", "raw", "expected"),
    [
        #                       even away up down zero floor ceil zero
        ("sigmoid", 0, (0, 1, 1, 0, 0, 0, 1, 0)),  # exactly 1/2
        ("leaky_relu(1/2)", -1, (0, -1, 0, -1, 0, -1, 0, 0)),  # exactly −1/2
        ("leaky_relu(1/2)", -3, (-2, -2, -1, -2, -1, -2, -1, -1)),  # exactly −3/2
        ("hardsigmoid", 0, (0, 1, 1, 0, 0, 0, 1, 0)),  # exactly 1/2
        ("cos", 0, (1,) * 8),
        ("gaussian", 0, (1,) * 8),
        ("gelu", 0, (0,) * 8),
        ("elu(1/2)", 3, (3,) * 8),
        ("elu(0)", -3, (0,) * 8),
    ],
)
def test_a_rational_value_is_rounded_as_that_rational(
    activation: str, raw: int, expected: tuple[int, ...]
) -> None:
    assert tuple(entry(activation, raw, mode) for mode in ALL_MODES) == expected


def test_the_tie_of_sigmoid_is_seen_in_every_format_it_is_a_tie_in() -> None:
    assert table("sigmoid", "sym(1,1)", Rounding.HALF_EVEN) == (0, 0, 1)
    assert table("sigmoid", "sym(1,1)", Rounding.HALF_UP) == (0, 1, 1)
    assert entry("sigmoid", 0, Rounding.HALF_EVEN, "sym(4,3)") == 2  # 3/2, a tie
    assert entry("sigmoid", 0, Rounding.HALF_DOWN, "sym(4,3)") == 1
    assert entry("sigmoid", 0, Rounding.HALF_DOWN, "sym(4,4)") == 2  # 2, no tie


# --- Values closer to a boundary than any fixed precision sees ----------------------------------


@pytest.mark.parametrize(
    ("activation", "raw", "floor", "nearest", "ceil"),
    [
        ("gelu", 128, 127, 128, 128),  # 128 − tiny
        ("gelu", 1024, 1023, 1024, 1024),
        ("gelu", 32767, 32766, 32767, 32767),
        ("gelu", 1 << 40, 32767, 32767, 32767),  # far outside the target
        ("gelu", -1024, -1, 0, 0),  # −tiny
        ("gelu", -(1 << 48), -1, 0, 0),
        ("silu", 1000, 999, 1000, 1000),
        ("silu", -1000, -1, 0, 0),
        ("mish", 1000, 999, 1000, 1000),
        ("mish", -1000, -1, 0, 0),
        ("softplus", 1000, 1000, 1000, 1001),
        ("softplus", -1000, 0, 0, 1),
        ("sigmoid", 1000, 0, 1, 1),
        ("sigmoid", -1000, 0, 0, 1),
        ("tanh", 1000, 0, 1, 1),
        ("tanh", -1000, -1, -1, 0),
        ("elu", -1000, -1, -1, 0),
        ("elu(-1)", -1000, 0, 1, 1),
        ("gaussian", 1000, 0, 0, 1),
        ("elu(1/2)", -1000, -1, 0, 0),  # −1/2 + tiny: beside a tie, the nearest is 0
        ("elu(3/2)", -1000, -2, -1, -1),  # −3/2 + tiny
        ("elu(-1/2)", -1000, 0, 0, 1),  # 1/2 − tiny
    ],
)
def test_an_exponentially_small_difference_decides(
    activation: str, raw: int, floor: int, nearest: int, ceil: int
) -> None:
    assert entry(activation, raw, Rounding.FLOOR) == floor
    assert entry(activation, raw, Rounding.CEIL) == ceil
    assert {entry(activation, raw, mode) for mode in HALF_MODES} == {nearest}


def test_truncation_goes_toward_zero_from_beside_an_integer() -> None:
    assert entry("gelu", 1024, Rounding.ZERO) == 1023
    assert entry("tanh", -1000, Rounding.ZERO) == 0
    assert entry("softplus", 1000, Rounding.ZERO) == 1000


def test_gelu_of_a_tiny_argument_is_told_from_half_of_it() -> None:
    # gelu(x) = x/2 + x²/√(2π) + …: in units of x a tie but for one part in 2^160.
    raws = Format(lo=-3, hi=3, scale=1 << 160)
    found = correctly_rounded_table(
        ActivationName.parse("gelu"),
        source=raws,
        target=raws,
        rounding=Rounding.HALF_DOWN,
        overflow=Overflow.SATURATE,
    )
    assert found == (-1, -1, 0, 0, 1, 1, 2)


# --- Piecewise rational functions and the shape of tables ---------------------------------------

DEFINITIONS: dict[str, Callable[[Fraction], Fraction]] = {
    "identity": lambda x: x,
    "abs": abs,
    "square": lambda x: x * x,
    "relu": lambda x: max(x, Fraction(0)),
    "relu6": lambda x: min(max(x, Fraction(0)), Fraction(6)),
    "hardtanh": lambda x: min(max(x, Fraction(-1)), Fraction(1)),
    "hardsigmoid": lambda x: min(max(x / 6 + Fraction(1, 2), Fraction(0)), Fraction(1)),
    "hardswish": lambda x: x * min(max(x / 6 + Fraction(1, 2), Fraction(0)), Fraction(1)),
    "step": lambda x: Fraction(x >= 0),
    "sign": lambda x: Fraction(1 if x >= 0 else -1),
    "sign0": lambda x: Fraction((x > 0) - (x < 0)),
    "leaky_relu": lambda x: x if x >= 0 else x / 100,
    "leaky_relu(-3/7)": lambda x: x if x >= 0 else -3 * x / 7,
    "elu(0)": lambda x: max(x, Fraction(0)),
}


@pytest.mark.parametrize("activation", DEFINITIONS)
@pytest.mark.parametrize("source", ["Q4.0", "Q4.3", "sym(5,3)", "UQ3.3"])
def test_a_piecewise_rational_table_follows_its_definition(activation: str, source: str) -> None:
    domain, target = Format.parse(source), Format.parse("sym(6,5)")
    for mode in ALL_MODES:
        expected = tuple(
            min(max(rounded(5 * DEFINITIONS[activation](domain.value(k)), mode), -63), 63)
            for k in domain.raws
        )
        assert table(activation, source, mode, str(target)) == expected


def test_every_name_of_the_catalogue_is_compared_with_a_definition_above() -> None:
    compared = {ActivationName.parse(spelling).name for spelling in (*MPFR, *DEFINITIONS)}
    assert compared == set(ACTIVATION_NAMES)


def test_overflow_applies_after_rounding() -> None:
    assert table("abs", "Q1.0", Rounding.FLOOR) == (1, 1, 0, 1)
    assert table("abs", "Q1.0", Rounding.FLOOR, overflow=Overflow.WRAP) == (-2, 1, 0, 1)


NONDECREASING = (
    "relu relu6 sigmoid tanh elu elu(1/2) softplus selu step sign sign0 hardtanh hardsigmoid "
    "leaky_relu identity"
)  # fmt: skip

small_formats = st.builds(
    lambda lo, size, scale: Format(lo=lo, hi=lo + size, scale=scale),
    st.integers(-200, 200),
    st.integers(0, 40),
    st.integers(1, 50),
)
modes = st.sampled_from(ALL_MODES)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NONDECREASING.split()), small_formats, small_formats, modes)
def test_a_nondecreasing_function_has_a_nondecreasing_table(
    activation: str, source: Format, target: Format, mode: Rounding
) -> None:
    entries = table(activation, str(source), mode, str(target))
    assert list(entries) == sorted(entries)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ACTIVATION_NAMES), small_formats, st.integers(1, 50), modes)
def test_every_mode_lies_between_floor_and_ceil_which_differ_by_at_most_one(
    activation: str, source: Format, scale: int, mode: Rounding
) -> None:
    target = f"raw(-400000,400000,{scale})"
    tables = (
        table(activation, str(source), m, target) for m in (Rounding.FLOOR, mode, Rounding.CEIL)
    )
    for floor, middle, ceil in zip(*tables, strict=True):
        assert floor <= middle <= ceil <= floor + 1


@pytest.mark.parametrize("activation", ["tanh", "sin", "sign0", "hardtanh", "identity"])
def test_an_odd_function_mirrors_floor_into_ceil_and_keeps_the_symmetric_modes(
    activation: str,
) -> None:
    for mode, mirrored in (
        (Rounding.FLOOR, Rounding.CEIL),
        (Rounding.HALF_UP, Rounding.HALF_DOWN),
        (Rounding.HALF_EVEN, Rounding.HALF_EVEN),
        (Rounding.HALF_AWAY, Rounding.HALF_AWAY),
        (Rounding.ZERO, Rounding.ZERO),
    ):
        entries = table(activation, "sym(6,7)", mode)
        assert [-y for y in reversed(entries)] == list(table(activation, "sym(6,7)", mirrored))


# --- Giving up, loudly --------------------------------------------------------------------------


def capped(activation: str, bits: int) -> tuple[int, ...]:
    q = Format.parse("Q3.4")
    return correctly_rounded_table(
        ActivationName.parse(activation),
        source=q,
        target=q,
        rounding=Rounding.HALF_EVEN,
        overflow=Overflow.SATURATE,
        precision_cap=bits,
    )


def test_an_entry_that_reaches_the_precision_cap_is_an_error_that_names_it() -> None:
    with pytest.raises(UndecidedEntryError) as caught:
        capped("gelu", 5)
    assert isinstance(caught.value, FxproveError)
    assert caught.value.raw in Format.parse("Q3.4")
    message = str(caught.value)
    assert "\n" not in message
    for part in ("gelu", f"raw {caught.value.raw} ", "Q3.4", "5 bits"):
        assert part in message


def test_a_cap_that_suffices_changes_nothing() -> None:
    assert capped("gelu", 40) == capped("gelu", 4000)


def test_the_precision_of_the_process_is_left_as_it_was() -> None:
    before = ctx.prec
    capped("sigmoid", 4000)
    with pytest.raises(UndecidedEntryError):
        capped("sigmoid", 5)
    assert ctx.prec == before


@pytest.mark.parametrize(
    "ball",
    [arb(0), arb(1), arb(0, 2**-20), arb(0.5, 0.5), arb("nan"), arb("inf"), arb(0.25, "inf")],
    ids=str,
)
def test_a_ball_that_may_hold_a_boundary_decides_nothing(ball: arb) -> None:
    assert locate_halves(lambda _: (3, 1, ball / 2), [0], scale=1, cap=64) == ({}, (0,))


def test_the_sign_of_a_correction_decides_at_a_boundary() -> None:
    def beside(sign: int) -> Callable[[int], tuple[int, int, arb]]:
        return lambda _: (3, 2, arb(sign) * arb(-(10**6)).exp())

    assert locate_halves(beside(+1), [0], scale=1) == ({0: 3}, ())
    assert locate_halves(beside(-1), [0], scale=1) == ({0: 2}, ())


# --- Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("gelu", "gelu"),
        (" relu ", "relu"),
        ("elu", "elu"),
        ("elu(1)", "elu"),
        ("elu(1/2)", "elu(1/2)"),
        ("elu(0.5)", "elu(1/2)"),
        ("elu( 2/4 )", "elu(1/2)"),
        ("elu(-1.50)", "elu(-3/2)"),
        ("leaky_relu", "leaky_relu"),
        ("leaky_relu(0.01)", "leaky_relu"),
        ("leaky_relu(1/8)", "leaky_relu(1/8)"),
    ],
)
def test_a_spelling_denotes_its_canonical_name(spelling: str, canonical: str) -> None:
    activation = ActivationName.parse(spelling)
    assert str(activation) == canonical
    assert ActivationName.parse(canonical) == activation


def test_defaults_are_part_of_the_value() -> None:
    assert ActivationName(name="elu").parameters == (Fraction(1),)
    assert ActivationName(name="leaky_relu").parameters == (Fraction(1, 100),)
    assert ActivationName(name="relu").parameters == ()


@given(st.fractions(max_denominator=10**39).filter(lambda a: abs(a.numerator) < 10**40))
def test_every_name_parses_back_from_its_canonical_spelling(parameter: Fraction) -> None:
    activation = ActivationName(name="elu", parameters=(parameter,))
    assert ActivationName.parse(str(activation)) == activation


MALFORMED = (
    ("", "expected abs or cos"),
    ("swish", "relu6 or selu or sigmoid"),
    ("GELU", "found 'GELU'"),
    ("swish(1)", "found 'swish'"),
    ("gelu(1)", "activation gelu: expected no parameter"),
    ("relu()", "activation relu: expected no parameter"),
    ("elu()", "parameter of activation elu: expected an integer, a decimal or a ratio"),
    ("elu(1,2)", "activation elu: expected 1 parameter, found 2"),
    ("elu(1", "expected NAME or NAME(parameter)"),
    ("elu(1)(2)", "found '1)(2'"),
    ("elu(1/0)", "a non-zero denominator"),
    ("elu(1e5)", "found '1e5'"),
    ("elu(nan)", "found 'nan'"),
    ("elu(½)", "found '½'"),
    ("elu(٣)", "found '٣'"),
    (f"elu({'9' * 41})", "at most 40 digits, found 41 digits"),
    (f"elu(1/{'9' * 41})", "at most 40 digits"),
    (f"elu(0.{'9' * 40})", "at most 40 digits"),
    ("elu(\n1\n2)", "found '1 2'"),
)


@pytest.mark.parametrize(("spelling", "reason"), MALFORMED)
def test_a_malformed_name_is_refused_in_one_line(spelling: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        ActivationName.parse(spelling)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_name_built_with_nonsense_is_refused() -> None:
    with pytest.raises(InputError, match="no parameter, found 1"):
        ActivationName(name="relu", parameters=(Fraction(1),))
    with pytest.raises(InputError, match="at most 40 digits"):
        ActivationName(name="elu", parameters=(Fraction(1, 10**41),))
