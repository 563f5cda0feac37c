"""The arithmetic is exact where it says so, and its balls hold the value at any precision."""

from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from fxprove import expression_numbers as numbers
from fxprove.expression_grids import numbers_at
from fxprove.expression_numbers import Defect, Doubt, Near, Number, Turns
from fxprove.expression_programs import program_of
from fxprove.expressions import Expression
from fxprove.real_rounding import at_precision
from tests import mpfr_expressions as mpfr
from tests.random_expressions import expressions


def number(text: str, bits: int = 64) -> Number:
    """The value of an expression without variables."""
    with at_precision(bits):
        (found,) = numbers_at(program_of(Expression.parse(text)), [(0,)], 1)
    return found


def rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


@settings(max_examples=300, deadline=None)
@given(
    expressions(largest=10),
    st.tuples(st.integers(-9, 9), st.integers(-9, 9)),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([2, 5, 12, 53, 64, 200]),
)
def test_the_ball_of_a_value_holds_it_at_any_precision(
    expression: Expression, point: tuple[int, int], scale: int, bits: int
) -> None:
    with at_precision(bits):
        (found,) = numbers_at(program_of(expression), [point], scale)
    try:
        low, high = mpfr.ends(expression, [Fraction(raw, scale) for raw in point])
    except mpfr.Undefined:
        assert isinstance(found, Doubt)
        return
    except mpfr.Unclear:
        return
    if isinstance(found, Doubt):
        assert found.defect is Defect.SIZE or not found.certain
    elif isinstance(found, fmpq):
        assert rational(low) <= found <= rational(high)
    else:
        with at_precision(1000):
            enclosure = numbers.ball(found)
            assert not enclosure < rational(low)
            assert not enclosure > rational(high)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3+1/6", "1/2"),
        ("(2/3)^-3", "27/8"),
        ("exp(0)", "1"),
        ("exp(sin(0))", "1"),
        ("log(1)", "0"),
        ("sqrt(4/9)", "2/3"),
        ("sqrt(0)", "0"),
        ("tanh(0)+cos(0)", "1"),
        ("sigmoid(0)", "1/2"),
        ("gelu(0)+mish(0)+silu(0)", "0"),
        ("selu(0)+elu(0)", "0"),
        ("exp(1)*0", "0"),
        ("pi*0", "0"),
        ("pi^0", "1"),
        ("pi-pi", "0"),
        ("sin(pi/2)", "1"),
        ("cos(2*pi/3)", "-1/2"),
        ("min(exp(1), 3)", "exp(1)"),
        ("min(exp(1), 2)", "2"),
        ("max(pi, 4)", "4"),
        ("min(2*pi, 3*pi)/1-2*pi", "0"),
        ("abs(-pi)-pi", "0"),
        ("step(-exp(1))", "0"),
        ("sign(0)+sign0(0)", "1"),
    ],
)
def test_what_is_rational_by_the_rules_is_exact(text: str, value: str) -> None:
    found, expected = number(text), number(value)
    if isinstance(expected, fmpq):
        assert isinstance(found, fmpq)
        assert found == expected
    else:
        assert not isinstance(found, fmpq)


@pytest.mark.parametrize(
    "text",
    [
        "exp(-30000)",
        "1/(1+exp(-30000))",
        "1/(1+exp(30000))",
        "log(1+exp(-30000))",
        "softplus(-30000)",
        "softplus(30000)",
        "tanh(30000)",
        "gelu(-10^6)",
        "gelu(10^6)",
        "mish(-30000)",
        "mish(30000)",
        "exp(exp(-30000))",
        "sqrt(9+exp(-30000))",
        "cos(exp(-30000))",
        "(3-exp(-30000))^7",
        "1-sigmoid(30000)",
    ],
)
def test_a_correction_is_accurate_relative_to_itself(text: str) -> None:
    found = number(text)
    assert isinstance(found, Near)
    assert found.correction.rel_accuracy_bits() > 20


def test_multiples_of_pi_are_kept_apart_from_rationals() -> None:
    assert number("2*pi/3") == Turns(fmpq(2, 3))
    assert number("-pi+pi/2") == Turns(fmpq(-1, 2))
    assert isinstance(number("pi+1"), Near)
    assert isinstance(number("pi*pi"), Near)
    assert isinstance(number("sin(pi/4)"), Near)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("1/0", Doubt(Defect.DIVISION, certain=True)),
        ("1/sin(0)", Doubt(Defect.DIVISION, certain=True)),
        ("1/(sqrt(2)^2-2)", Doubt(Defect.DIVISION, certain=False)),
        ("log(0)", Doubt(Defect.LOGARITHM, certain=True)),
        ("log(-pi)", Doubt(Defect.LOGARITHM, certain=True)),
        ("log(sqrt(2)^2-2)", Doubt(Defect.LOGARITHM, certain=False)),
        ("sqrt(-1)", Doubt(Defect.ROOT, certain=True)),
        ("sqrt(-e)", Doubt(Defect.ROOT, certain=True)),
        ("sqrt(2-sqrt(2)^2)", Doubt(Defect.ROOT, certain=False)),
        ("(10^1000)^1000", Doubt(Defect.SIZE, certain=True)),
        ("0*sin(1+log(-1))", Doubt(Defect.LOGARITHM, certain=True)),
    ],
)
def test_a_doubt_says_what_is_wrong_and_outlives_every_operation(text: str, doubt: Doubt) -> None:
    assert number(text) == doubt


def test_bounds_of_a_magnitude_are_rational_and_never_astronomic() -> None:
    assert numbers.magnitude_bounds(arb(0)) == (fmpq(0), fmpq(0))
    assert numbers.magnitude_bounds(arb(-3)) == (fmpq(3), fmpq(3))
    low, high = numbers.magnitude_bounds(arb(2, 1)) or (fmpq(0), fmpq(0))
    assert low <= 1
    assert 3 <= high <= fmpq(31, 10)
    tiny = (-arb(20).exp()).exp()
    assert numbers.magnitude_bounds(tiny) == (fmpq(0), fmpq(2) ** -4096)
    for hopeless in (arb(10) ** 2000, arb("nan"), arb("inf"), arb(0, "inf")):
        assert numbers.magnitude_bounds(hopeless) is None
