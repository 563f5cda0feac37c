"""Values are correctly rounded: against MPFR, activation tables, exact ties; or nothing is said."""

from fractions import Fraction
from itertools import product
from math import floor

import gmpy2
import pytest
from flint import ctx
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fxprove.activations import ACTIVATION_NAMES, ActivationName, correctly_rounded_table
from fxprove.errors import FxproveError, InputError
from fxprove.expression_rounding import UndecidedValueError, rounded_values
from fxprove.expressions import Expression
from fxprove.formats import Format
from fxprove.functions import Function
from fxprove.real_rounding import decide_at_rising_precision
from fxprove.rounding import Overflow, Rounding
from tests import mpfr_expressions as mpfr
from tests.by_definition import rounded
from tests.random_expressions import expressions

ALL_MODES = tuple(Rounding)
HALF_MODES = ALL_MODES[:5]


def values(
    text: str,
    source: str,
    rounding: Rounding = Rounding.HALF_EVEN,
    target: str | None = None,
    *,
    inputs: int | None = None,
    overflow: Overflow = Overflow.SATURATE,
    cap: int = 2048,
) -> tuple[int, ...]:
    expression = Expression.parse(text)
    return rounded_values(
        expression,
        source=Format.parse(source),
        target=Format.parse(target or source),
        inputs=max(1, expression.variables) if inputs is None else inputs,
        rounding=rounding,
        overflow=overflow,
        precision_cap=cap,
    )


def at(text: str, *, mode: Rounding, target: str = "Q15.0") -> int:
    """The value of a constant expression in integers."""
    return values(text, "raw(0,0,1)", mode, target)[0]


# --- Activation tables --------------------------------------------------------------------------


SPELLINGS = {
    **{name: f"{name}(x)" for name in ACTIVATION_NAMES},
    "elu(1/2)": "elu(x, 1/2)",
    "elu(-7/3)": "elu(x, -7/3)",
    "elu(0)": "elu(x, 0)",
    "leaky_relu(1/8)": "leaky_relu(x, 0.125)",
    "leaky_relu(-3/7)": "leaky_relu(x, -3/7)",
    "leaky_relu(5)": "leaky_relu(x, 5)",
}


@pytest.mark.parametrize("activation", SPELLINGS)
@pytest.mark.parametrize(
    ("source", "target", "overflow"),
    [
        ("Q3.4", "Q3.4", Overflow.SATURATE),
        ("Q5.0", "Q1.4", Overflow.WRAP),
        ("sym(5,3)", "sym(7,1000)", Overflow.SATURATE),
        ("raw(-3,3,1267650600228229401496703205376)", "raw(-3,3,1000)", Overflow.WRAP),
        ("raw(-1000,-998,1)", "Q15.0", Overflow.SATURATE),
        ("raw(32765,32767,1)", "Q15.0", Overflow.SATURATE),
        ("raw(281474976710655,281474976710656,1)", "Q15.0", Overflow.SATURATE),
        ("raw(-281474976710656,-281474976710655,1)", "Q15.0", Overflow.SATURATE),
    ],
)
def test_an_activation_has_the_values_of_its_table_in_every_mode(
    activation: str, source: str, target: str, overflow: Overflow
) -> None:
    for mode in ALL_MODES:
        table = correctly_rounded_table(
            ActivationName.parse(activation),
            source=Format.parse(source),
            target=Format.parse(target),
            rounding=mode,
            overflow=overflow,
        )
        found = values(SPELLINGS[activation], source, mode, target, overflow=overflow)
        assert found == table, mode


# --- MPFR ---------------------------------------------------------------------------------------


def assert_correctly_rounded(
    expression: Expression, source: Format, target: Format, inputs: int, overflow: Overflow
) -> int:
    """Compares in every mode; returns how many values MPFR decides."""
    compared = 0
    for mode in ALL_MODES:
        found = rounded_values(
            expression, source=source, target=target, inputs=inputs, rounding=mode,
            overflow=overflow, precision_cap=2048,
        )  # fmt: skip
        assert all(value in target for value in found)
        for point, value in zip(product(source.raws, repeat=inputs), found, strict=True):
            try:
                low, high = (
                    rounded(*(end * target.scale).as_integer_ratio(), mode.value)
                    for end in mpfr.ends(expression, [source.value(raw) for raw in point])
                )
            except mpfr.Unclear:
                continue
            if overflow is Overflow.SATURATE:
                low, high = (min(max(end, target.lo), target.hi) for end in (low, high))
            else:
                low, high = (target.lo + (end - target.lo) % target.size for end in (low, high))
            if low == high:
                assert value == low, (point, mode)
                compared += 1
    return compared


small_sources = st.builds(
    lambda lo, size, scale: Format(lo=lo, hi=lo + size, scale=scale),
    st.integers(-6, 3),
    st.integers(0, 4),
    st.sampled_from([1, 2, 3, 4, 7]),
)
targets = st.builds(
    lambda largest, scale: Format(lo=-largest, hi=largest, scale=scale),
    st.sampled_from([1, 7, 100, 500_000]),
    st.sampled_from([1, 2, 3, 16, 1000]),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(expressions(), small_sources, targets, st.sampled_from(list(Overflow)))
def test_mpfr_agrees_wherever_it_decides(
    expression: Expression, source: Format, target: Format, overflow: Overflow
) -> None:
    inputs = max(1, expression.variables)
    try:
        compared = assert_correctly_rounded(expression, source, target, inputs, overflow)
    except (InputError, UndecidedValueError) as error:
        assert "\n" not in str(error)
        assert_something_is_wrong(expression, source, target, inputs)
        assume(False)
    assume(compared)


def assert_something_is_wrong(
    expression: Expression, source: Format, target: Format, inputs: int
) -> None:
    """At some point MPFR finds no value, or a half-integer or 10^100 within its interval."""
    for point in product(source.raws, repeat=inputs):
        try:
            ends = mpfr.ends(expression, [source.value(raw) for raw in point])
        except (mpfr.Undefined, mpfr.Unclear):
            return
        low, high = (2 * target.scale * end for end in ends)
        if (low != high and floor(low) != floor(high)) or max(-low, high) > 10**100:
            return
    raise AssertionError("refused without a reason")


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("sin(3*x)", "Q3.4", "Q0.7"),
        ("exp(-x*x-y*y)", "Q1.2", "Q3.12"),
        ("x*y", "Q1.3", "Q1.3"),
        ("x/3 + y/7", "sym(3,5)", "sym(9,100)"),
        ("1/(1+x^2)", "Q3.3", "sym(9,360)"),
        ("sqrt(x^2+y^2)", "Q2.1", "Q3.4"),
        ("log(1+exp(x)) - softplus(y)/2", "sym(2,1)", "Q7.8"),
        ("min(x, y, 1/3)*max(x, -y) + abs(x-y)", "Q2.1", "sym(9,12)"),
        ("cos(pi*x/5)*e^2", "Q3.1", "Q7.8"),
        ("gelu(sin(x)) + mish(cos(y)) - tanh(x*y)", "Q1.2", "Q3.12"),
        ("selu(exp(x)-2) + elu(log(x+3), y)", "Q1.2", "Q3.12"),
        ("10^9*sin(x)", "Q2.2", "raw(-281474976710656,-281474976710000,1000)"),
    ],
)
@pytest.mark.parametrize("overflow", list(Overflow))
def test_mpfr_agrees_on_whole_grids(
    text: str, source: str, target: str, overflow: Overflow
) -> None:
    expression = Expression.parse(text)
    domain, inputs = Format.parse(source), max(1, expression.variables)
    compared = assert_correctly_rounded(expression, domain, Format.parse(target), inputs, overflow)
    assert compared >= 8 * domain.size**inputs * 0.9


# --- Rational points ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        #              even away up down zero floor ceil zero
        ("1/2", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("-1/2", (0, -1, 0, -1, 0, -1, 0, 0)),
        ("3/2", (2, 2, 2, 1, 1, 1, 2, 1)),
        ("1/3", (0, 0, 0, 0, 0, 0, 1, 0)),
        ("-2/3", (-1, -1, -1, -1, -1, -1, 0, 0)),
        ("1/3+1/6", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("0.1+0.2+0.2", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("exp(0)/2", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("log(1)", (0,) * 8),
        ("sqrt(9/4)", (2, 2, 2, 1, 1, 1, 2, 1)),
        ("sin(0)+cos(0)/2", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("sigmoid(0)", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("gaussian(0)-1/2", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("elu(5/2, 7)", (2, 3, 3, 2, 2, 2, 3, 2)),
        ("0*exp(1)+1/2", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("exp(1)^0/2", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("0^0/2", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("min(pi, 5/2)", (2, 3, 3, 2, 2, 2, 3, 2)),
        ("max(exp(1), 7/2)", (4, 4, 4, 3, 3, 3, 4, 3)),
        ("step(pi-3)/2", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("sign(sin(4))*1.5", (-2, -2, -1, -2, -1, -2, -1, -1)),
        ("sign0(0)", (0,) * 8),
        ("relu(sqrt(2)-2)+1/2", (0, 1, 1, 0, 0, 0, 1, 0)),
        # rational multiples of π
        ("sin(pi/6)", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("sin(7*pi/6)", (0, -1, 0, -1, 0, -1, 0, 0)),
        ("cos(pi/3)", (0, 1, 1, 0, 0, 0, 1, 0)),
        ("cos(10*pi/3)", (0, -1, 0, -1, 0, -1, 0, 0)),
        ("sin(1000000*pi)", (0,) * 8),
        ("cos(-3*pi)", (-1,) * 8),
        ("sin(pi/4)", (1, 1, 1, 1, 1, 0, 1, 0)),  # irrational: √2/2
        ("sin(pi-pi)", (0,) * 8),
        ("sin(abs(-pi/2-pi/3)+pi)", (0, -1, 0, -1, 0, -1, 0, 0)),
    ],
)
def test_a_rational_value_is_rounded_as_that_rational(text: str, expected: tuple[int, ...]) -> None:
    assert tuple(at(text, mode=mode) for mode in ALL_MODES) == expected


def test_halving_sees_every_tie_of_a_format() -> None:
    source = Format.parse("Q3.2")
    for mode in ALL_MODES:
        expected = tuple(rounded(raw, 2, mode.value) for raw in source.raws)
        assert values("x/2", "Q3.2", mode) == expected


def test_products_are_exact_before_they_are_rounded() -> None:
    source = Format.parse("Q1.3")
    for mode in ALL_MODES:
        expected = tuple(
            min(max(rounded(a * b, 8, mode.value), -16), 15)
            for a in source.raws
            for b in source.raws
        )
        assert values("x*y", "Q1.3", mode) == expected


def test_a_third_is_exact_where_the_scale_is_three() -> None:
    assert {values("1/3", "raw(0,0,3)", mode, "sym(3,3)") for mode in ALL_MODES} == {(1,)}
    assert {values("x/3", "raw(1,1,1)", mode, "sym(3,6)") for mode in ALL_MODES} == {(2,)}


# --- Order, inputs, overflow --------------------------------------------------------------------


def test_the_last_input_runs_fastest() -> None:
    assert values("10*x+y", "raw(-1,1,1)", target="sym(6,1)") == (-11, -10, -9, -1, 0, 1, 9, 10, 11)


def test_inputs_that_the_expression_does_not_name_change_nothing() -> None:
    assert values("y", "raw(0,1,1)", inputs=3) == (0, 0, 1, 1, 0, 0, 1, 1)
    assert values("1", "raw(0,1,1)", inputs=2) == (1,) * 4


def test_the_values_make_a_function() -> None:
    q = Format.parse("Q1.2")
    function = Function(format=q, inputs=2, values=values("sin(x)+y", "Q1.2"))
    assert function(0, 3) == 3


def test_overflow_applies_after_rounding() -> None:
    assert values("abs(x)", "Q1.0", Rounding.FLOOR) == (1, 1, 0, 1)
    assert values("abs(x)", "Q1.0", Rounding.FLOOR, overflow=Overflow.WRAP) == (-2, 1, 0, 1)


def test_a_value_far_beyond_the_format_saturates_without_being_computed() -> None:
    assert at("exp(30000)", mode=Rounding.HALF_EVEN) == 32767
    assert at("-exp(exp(30))", mode=Rounding.CEIL) == -32768
    assert at("(-32768)^1000", mode=Rounding.FLOOR) == 32767


def test_wrapping_needs_all_digits_and_has_them() -> None:
    with gmpy2.context(precision=400):
        whole = int(gmpy2.floor(gmpy2.exp(gmpy2.mpfr(100))))
    expected = -128 + (whole + 128) % 256
    assert values("exp(100)", "raw(0,0,1)", Rounding.FLOOR, "Q7.0", overflow=Overflow.WRAP) == (
        expected,
    )
    with pytest.raises(UndecidedValueError):
        values("exp(30000)", "raw(0,0,1)", Rounding.FLOOR, "Q7.0", overflow=Overflow.WRAP)


# --- Exponentially close to a boundary ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "floor", "nearest", "ceil"),
    [
        ("1-exp(-30000)", 0, 1, 1),
        ("exp(-30000)-1", -1, -1, 0),
        ("1/(1+exp(-30000))", 0, 1, 1),
        ("1/(1+exp(30000))", 0, 0, 1),
        ("7*(1-exp(-30000))^2", 6, 7, 7),
        ("exp(exp(-30000))", 1, 1, 2),
        ("log(1+exp(-30000))", 0, 0, 1),
        ("sqrt(4+exp(-30000))", 2, 2, 3),
        ("cos(exp(-30000))", 0, 1, 1),
        ("sin(exp(-30000))-3", -3, -3, -2),
        ("abs(exp(-30000)-5)", 4, 5, 5),
        ("max(1-exp(-30000), 1-exp(-20000))", 0, 1, 1),
        ("tanh(30000)*tanh(-40000)", -1, -1, 0),
        ("1/2-exp(-30000)", 0, 0, 1),
        ("1/2+exp(-30000)", 0, 1, 1),
        ("gelu(32767)-32767", -1, 0, 0),
    ],
)
def test_an_exponentially_small_difference_decides(
    text: str, floor: int, nearest: int, ceil: int
) -> None:
    assert at(text, mode=Rounding.FLOOR) == floor
    assert at(text, mode=Rounding.CEIL) == ceil
    assert {at(text, mode=mode) for mode in HALF_MODES} == {nearest}


# --- Points without a value ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "source", "where", "reason"),
    [
        ("1/x", "Q3.0", "x = 0 (raw 0)", "expected a divisor other than 0, found 0"),
        ("x^-2", "Q3.1", "x = 0 (raw 0)", "a divisor other than 0"),
        ("1/(x-1/2)", "Q3.1", "x = 1/2 (raw 1)", "a divisor other than 0"),
        ("tanh(x)/x", "Q1.1", "x = 0 (raw 0)", "a divisor other than 0"),
        ("x/y", "Q1.1", "x = -2 (raw -4), y = 0 (raw 0)", "a divisor other than 0"),
        ("0*(1/x)", "Q1.1", "x = 0 (raw 0)", "a divisor other than 0"),
        ("(1/x)^0", "Q1.1", "x = 0 (raw 0)", "a divisor other than 0"),
        ("min(0, log(x))", "UQ3.1", "x = 0 (raw 0)", "expected a positive number under log"),
        ("log(x)", "Q3.1", "x = -8 (raw -16)", "found one that is not"),
        ("log(sin(4)+x)", "UQ3.1", "x = 0 (raw 0)", "found one that is not"),
        ("sqrt(x)", "Q3.1", "x = -8 (raw -16)", "expected no negative number under sqrt"),
        ("sqrt(x-exp(1))", "raw(2,4,1)", "x = 2 (raw 2)", "found one"),
        ("(x^1000)^1000", "raw(3,3,1)", "x = 3 (raw 3)", "powers of at most 262144 bits"),
        # perhaps undefined: the balls cannot tell
        ("1/(exp(1)-exp(x))", "raw(1,1,1)", "x = 1 (raw 1)", "found a value too close to tell"),
        ("log(exp(1)-exp(x))", "raw(1,1,1)", "x = 1 (raw 1)", "positive number under log"),
        ("sqrt(sqrt(x)^2-2)", "raw(2,2,1)", "x = 2 (raw 2)", "under sqrt, found a value too close"),
    ],
)
def test_a_point_without_a_value_is_named(text: str, source: str, where: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        values(text, source, cap=512)
    message = str(caught.value)
    assert message.startswith(f"expression '{Expression.parse(text)}' at {where}: expected ")
    assert reason in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "source", "point"),
    [
        ("sqrt(x)*sqrt(x)", "raw(2,2,1)", (2,)),
        ("sqrt(x)^2", "UQ3.0", (2,)),
        ("exp(log(x))", "raw(2,9,1)", (2,)),
        ("log(e)", "raw(0,0,1)", (0,)),
        ("log(e^3)", "raw(0,0,1)", (0,)),
        ("sin(x)^2+cos(x)^2", "raw(1,1,1)", (1,)),
        ("sin(x)-sin(y)", "raw(1,1,1)", (1, 1)),
        ("step(sqrt(x)^2-2)", "raw(2,2,1)", (2,)),
        ("pi/pi", "raw(0,0,1)", (0,)),
    ],
)
def test_a_boundary_that_is_not_seen_to_be_one_is_undecided(
    text: str, source: str, point: tuple[int, ...]
) -> None:
    with pytest.raises(UndecidedValueError) as caught:
        values(text, source, target="Q15.0", cap=512)
    assert isinstance(caught.value, FxproveError)
    assert caught.value.point == point
    message = str(caught.value)
    assert f"expression '{Expression.parse(text)}' at x = " in message
    assert "cannot be rounded to Q15.0: 512 bits do not tell it from a rounding boundary" in message
    assert "\n" not in message


def test_rounding_that_needs_no_decision_at_such_a_point_has_none_to_make() -> None:
    assert values("sqrt(x)*sqrt(x)/4+1/8", "raw(2,2,1)", target="Q7.0") == (1,)
    assert values("sqrt(x)*sqrt(x)", "raw(2,2,1)", target="Q0.0") == (0,)  # saturates


def test_too_few_inputs_and_too_many_points_are_refused() -> None:
    with pytest.raises(InputError, match="inputs: expected 2 or more for 'x\\*y', found 1"):
        values("x*y", "Q1.0", inputs=1)
    with pytest.raises(InputError, match="inputs: expected 1 or more for '3', found 0"):
        values("3", "Q1.0", inputs=0)
    with pytest.raises(InputError, match="at most 1048576 points, found 65536\\^2 points"):
        values("x*y", "Q15.0")
    with pytest.raises(InputError, match="at most 1048576 points"):
        values("x", "Q15.0", inputs=10**9)


# --- Precision ----------------------------------------------------------------------------------


def test_a_cap_that_suffices_changes_nothing_and_a_smaller_one_is_loud() -> None:
    assert values("sin(3*x)", "Q3.4", cap=60) == values("sin(3*x)", "Q3.4", cap=4096)
    with pytest.raises(UndecidedValueError, match="7 bits do not tell"):
        values("sin(3*x)", "Q3.4", cap=7)


def test_the_precision_of_the_process_is_left_as_it_was() -> None:
    before = ctx.prec
    values("exp(x)*1000000", "Q3.4")
    for refused in ("sqrt(x+9)^2", "1/x", "1/(exp(1)-exp(x))"):
        with pytest.raises(FxproveError):
            values(refused, "Q3.4", cap=256)
    assert ctx.prec == before


def test_precision_is_doubled_up_to_the_cap_for_what_is_left() -> None:
    tried: list[tuple[int, tuple[str, ...]]] = []

    def attempt(points: tuple[str, ...]) -> dict[str, int]:
        tried.append((ctx.prec, points))
        return {points[0]: ctx.prec}

    found = decide_at_rising_precision(attempt, ["a", "b", "c", "d"], first=20, cap=70)
    assert found == ({"a": 20, "b": 40, "c": 70}, ("d",))
    assert tried == [(20, ("a", "b", "c", "d")), (40, ("b", "c", "d")), (70, ("c", "d"))]


def test_points_in_different_blocks_are_alike() -> None:
    # 16,384 points are four blocks of the grid
    whole = values("sin(x)*y", "raw(0,127,16)", target="Q7.8")
    assert len(whole) == 128 * 128
    for raw in (0, 31, 32, 127):
        row = values(f"sin({raw}/16)*x", "raw(0,127,16)", target="Q7.8")
        assert whole[128 * raw : 128 * (raw + 1)] == row


def test_a_value_is_the_same_fraction_of_a_finer_format() -> None:
    for text in ("exp(-x)", "x*x/7", "sigmoid(x)"):
        coarse = values(text, "Q2.3", Rounding.FLOOR, "sym(9,16)")
        fine = values(text, "Q2.3", Rounding.FLOOR, "sym(19,16384)")
        assert [floor(Fraction(raw, 1024)) for raw in fine] == list(coarse)
