"""Lipschitz bounds are never below a difference quotient, and seldom far above the largest."""

from fractions import Fraction
from itertools import combinations, pairwise
from unittest.mock import patch

import pytest
from flint import ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fxprove.activations import ACTIVATION_NAMES
from fxprove.errors import InputError
from fxprove.expression_slopes import lipschitz_bounds
from fxprove.expressions import Expression
from tests import mpfr_expressions as mpfr
from tests.random_expressions import expressions

Side = tuple[Fraction, Fraction]

sides = st.tuples(st.integers(-24, 24), st.integers(-24, 24)).map(
    lambda ends: (Fraction(min(ends), 8), Fraction(max(ends), 8))
)
places = st.tuples(st.integers(0, 360), st.integers(0, 360))


def bounds(text: str, *ends: tuple[int | str, int | str]) -> tuple[Fraction, ...] | None:
    box = [(Fraction(low), Fraction(high)) for low, high in ends]
    return lipschitz_bounds(Expression.parse(text), box)


def within(box: list[Side], place: tuple[int, ...]) -> list[Fraction]:
    """The point of `box` with the coordinates `place`, in 360ths of its sides."""
    return [low + (high - low) * part / 360 for (low, high), part in zip(box, place, strict=True)]


def assert_no_steeper(
    expression: Expression, bound: tuple[Fraction, ...], p: list[Fraction], q: list[Fraction]
) -> None:
    """|f(p) − f(q)| is proved to exceed Σ L_i·|p_i − q_i| nowhere; f has a value everywhere."""
    allowed = sum((each * abs(a - b) for each, a, b in zip(bound, p, q, strict=True)), Fraction(0))
    try:
        (low, high), (other_low, other_high) = mpfr.ends(expression, p), mpfr.ends(expression, q)
    except mpfr.Unclear:
        return
    assert max(low - other_high, other_low - high) <= allowed


@settings(max_examples=200, deadline=None)
@given(
    expressions(largest=6),
    st.tuples(sides, sides).map(list),
    st.lists(places, min_size=3, max_size=6),
)
def test_no_difference_quotient_exceeds_the_bound(
    expression: Expression, box: list[Side], corners: list[tuple[int, ...]]
) -> None:
    # few parts make a looser bound, no less a bound
    with patch("fxprove.expression_slopes._MOST_PARTS", 64):
        bound = lipschitz_bounds(expression, box)
    assume(bound is not None)
    assert bound is not None
    for p, q in combinations(corners, 2):
        assert_no_steeper(expression, bound, within(box, p), within(box, q))


JUMPS = ("step", "sign", "sign0")


@pytest.mark.parametrize("name", [name for name in ACTIVATION_NAMES if name not in JUMPS])
@pytest.mark.parametrize("shape", ["{0}(x)", "{0}(3*x-1/2)", "{0}(x*x-2)", "{0}(sin(5*x))"])
def test_every_continuous_activation_has_a_bound_that_holds(name: str, shape: str) -> None:
    expression = Expression.parse(shape.format(name))
    side = Fraction(-5), Fraction(4)
    bound = lipschitz_bounds(expression, [side])
    assert bound is not None
    grid = [Fraction(raw, 16) for raw in range(-80, 65)]
    for p, q in pairwise(grid):
        assert_no_steeper(expression, bound, [p], [q])


@pytest.mark.parametrize(
    ("text", "ends", "least"),
    [
        ("3", [(-1, 1)], ["0"]),
        ("0*x", [(-1, 1)], ["0"]),
        ("x/3", [(-1, 1)], ["1/3"]),
        ("sin(3*x)", [(-8, 8)], ["3"]),
        ("cos(3*x)", [("-1/10", "1/10")], ["0.8865606"]),  # 3·sin 0.3
        ("x*y", [(-2, 3), (-5, 1)], ["5", "3"]),
        ("x^3-x", [(-2, 2)], ["11"]),
        ("x^-2", [(1, 2)], ["2"]),
        ("exp(-x*x)", [(-8, 8)], ["0.8577638"]),
        ("exp(-x*x-y*y)", [(-2, 2), (-2, 2)], ["0.8577638", "0.8577638"]),
        ("log(x)", [("1/4", 4)], ["4"]),
        ("sqrt(x)", [("1/4", 4)], ["1"]),
        ("sqrt(x^2+1)", [(-8, 8)], ["0.9922778"]),
        ("1/(1+x^2)", [(-8, 8)], ["0.6495190"]),
        ("abs(x)", [(-1, 2)], ["1"]),
        ("abs(x-y)*x", [(-1, 1), (-1, 1)], ["3", "1"]),
        ("min(2*x, 3*x, y)", [(-1, 1), (-1, 1)], ["3", "1"]),
        ("relu(x)", [(-8, 8)], ["1"]),
        ("relu(x)", [(-8, -1)], ["0"]),
        ("leaky_relu(x)", [(-8, 8)], ["1"]),
        ("leaky_relu(x, 2)", [(-8, 8)], ["2"]),
        ("hardsigmoid(x)", [(-8, 8)], ["1/6"]),
        ("hardswish(x)", [(-8, 8)], ["3/2"]),
        ("elu(x)", [(-8, 8)], ["1"]),
        ("selu(x)", [(-8, 8)], ["1.7580993"]),
        ("sigmoid(x)", [(-128, 128)], ["1/4"]),
        ("tanh(x)", [(-128, 128)], ["1"]),
        ("softplus(x)", [(-8, 128)], ["1"]),
        ("silu(x)", [(-128, 128)], ["1.0998393"]),
        ("gelu(x)", [(-128, 128)], ["1.1289042"]),
        ("mish(x)", [(-128, 128)], ["1.0884"]),
        ("step(x)", [(1, 2)], ["0"]),
        ("sign(0)+sqrt(0)+x", [(-1, 1)], ["1"]),
        ("sin(1000*x)", [(-128, 128)], ["1000"]),
    ],
)
def test_the_bound_is_within_two_parts_in_a_hundred_of_the_least(
    text: str, ends: list[tuple[int | str, int | str]], least: list[str]
) -> None:
    found = bounds(text, *ends)
    assert found is not None
    for bound, expected in zip(found, map(Fraction, least), strict=True):
        assert expected <= bound <= expected * Fraction(102, 100)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("step(x)", [(-1, 1)]),
        ("sign(x-1/3)", [(-1, 1)]),
        ("sign0(sin(x))", [(3, 4)]),
        ("elu(step(x)-1/2)", [(-1, 1)]),
        ("elu(step(x)-1/2, 0)", [(-1, 1)]),
        ("min(5, sign(x))", [(-1, 1)]),
        ("step(x)*0", [(-1, 1)]),  # constant, but the rule for products does not look
        ("sqrt(x)", [(0, 1)]),
        ("sqrt(abs(x))", [(-1, 1)]),
        ("x*sqrt(y)", [(0, 1), (0, 1)]),
        ("1/x", [(-1, 1)]),
        ("1/(x-1/3)", [(-1, 1)]),
        ("log(x)", [(0, 1)]),
        ("log(x)", [(-3, -2)]),
        ("log(x)^0", [(-3, -2)]),
        ("sqrt(x)", [(-3, -2)]),
        ("x+log(-1)", [(-1, 1)]),
        ("x+1/y", [(-1, 1), (-1, 1)]),
        ("exp(exp(x))", [(-1, 1000)]),
    ],
)
def test_there_is_none_at_a_jump_a_vertical_tangent_or_a_point_without_a_value(
    text: str, ends: list[tuple[int | str, int | str]]
) -> None:
    assert bounds(text, *ends) is None


def test_a_box_may_have_more_sides_than_there_are_variables_and_sides_of_no_length() -> None:
    assert bounds("y^2", (0, 1), (3, 3), (-1, 1)) == (Fraction(0), Fraction(6), Fraction(0))


def test_a_box_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(InputError, match="box: expected 2 sides or more, found 1"):
        bounds("x*y", (0, 1))
    with pytest.raises(InputError, match="box: expected 1 sides or more, found 0"):
        bounds("3")
    with pytest.raises(InputError, match="from the least to the largest value"):
        bounds("x", (1, 0))


def test_the_precision_of_the_process_neither_matters_nor_changes() -> None:
    before = ctx.prec
    expected = bounds("sin(3*x)/7", (-8, 8))
    with ctx.workprec(10):
        assert bounds("sin(3*x)/7", (-8, 8)) == expected
    assert ctx.prec == before
