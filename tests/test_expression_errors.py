"""Certified errors hold the true one between them: at grid points, and in between."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fxprove.errors import InputError
from fxprove.expression_errors import Bounds, sup_error_on_grid, sup_error_on_interval
from fxprove.expression_rounding import rounded_values
from fxprove.expressions import Expression
from fxprove.formats import Format
from fxprove.rounding import Overflow, Rounding
from tests import mpfr_expressions as mpfr
from tests.random_expressions import expressions


def nearest(
    text: str, source: str, target: str, *, inputs: int = 1, mode: Rounding = Rounding.HALF_EVEN
) -> tuple[int, ...]:
    return rounded_values(
        Expression.parse(text), source=Format.parse(source), target=Format.parse(target),
        inputs=inputs, rounding=mode, overflow=Overflow.SATURATE,
    )  # fmt: skip


def grid(
    text: str, values: tuple[int, ...], source: str, target: str, *, inputs: int = 1
) -> Bounds:
    return sup_error_on_grid(
        Expression.parse(text), values, source=Format.parse(source), target=Format.parse(target),
        inputs=inputs,
    )  # fmt: skip


def interval(
    text: str, values: tuple[int, ...], source: str, target: str, *, inputs: int = 1,
    lipschitz: tuple[Fraction, ...] | None = None,
) -> Bounds | None:  # fmt: skip
    return sup_error_on_interval(
        Expression.parse(text), values, source=Format.parse(source), target=Format.parse(target),
        inputs=inputs, lipschitz=lipschitz,
    )  # fmt: skip


# --- At grid points -----------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(
    expressions(largest=6),
    st.integers(-4, 2),
    st.integers(0, 3),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([1, 5, 64]),
    st.randoms(use_true_random=False),
)
def test_the_error_at_the_grid_points_lies_between_the_bounds(
    expression: Expression, lo: int, length: int, scale: int, target_scale: int, random: object
) -> None:
    source = Format(lo=lo, hi=lo + length, scale=scale)
    target = Format(lo=-1000, hi=1000, scale=target_scale)
    points = list(product(source.raws, repeat=2))
    values = [(7 * index * index) % 41 - 20 for index in range(len(points))]
    least, most = Fraction(0), Fraction(0)
    for point, value in zip(points, values, strict=True):
        try:
            low, high = mpfr.ends(expression, [source.value(raw) for raw in point])
        except (mpfr.Undefined, mpfr.Unclear):
            assume(False)
        wanted = Fraction(value, target_scale)
        least = max(least, low - wanted, wanted - high)
        most = max(most, high - wanted, wanted - low)
    assume(most < 2**4000)
    lower, upper = sup_error_on_grid(expression, values, source=source, target=target, inputs=2)
    assert lower <= most
    assert least <= upper
    assert upper - lower <= Fraction(1, 2**32) * max(upper, Fraction(1, target_scale))


def test_the_error_of_rational_arithmetic_is_exact() -> None:
    values = nearest("x/3", "Q2.1", "Q2.1")
    errors = [abs(Fraction(raw, 6) - Fraction(value, 2))
              for raw, value in zip(range(-8, 8), values, strict=True)]  # fmt: skip
    assert grid("x/3", values, "Q2.1", "Q2.1") == (max(errors), max(errors))


@pytest.mark.parametrize("mode", list(Rounding))
@pytest.mark.parametrize("text", ["sin(3*x)", "sigmoid(x)", "exp(-x*x)", "sin(pi*x)"])
def test_correct_rounding_errs_by_half_an_ulp_or_one(text: str, mode: Rounding) -> None:
    values = nearest(text, "Q2.3", "Q2.5", mode=mode)
    lower, upper = grid(text, values, "Q2.3", "Q2.5")
    assert 0 < lower <= upper
    assert upper <= Fraction(1, 64) if mode.value.startswith("half") else upper < Fraction(1, 32)


def test_saturation_shows_in_the_error() -> None:
    values = nearest("x*x", "Q2.0", "Q2.0")
    assert grid("x*x", values, "Q2.0", "Q2.0") == (Fraction(13), Fraction(13))


def test_an_error_that_stays_unclear_is_still_bounded() -> None:
    # step(sqrt(2)^2 − 2) is 1, and no ball shows that it is not 0
    lower, upper = grid("step(sqrt(x)^2-2)", (0,), "raw(2,2,1)", "Q3.0")
    assert lower == 0
    assert 1 <= upper < 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1/x", "x = 0 (raw 0): expected a divisor other than 0, found 0"),
        ("1/(exp(x)-exp(0*x+x))", "x = 0 (raw 0): expected a divisor other than 0, found"),
        ("exp(exp(exp(x+4)))", "x = 0 (raw 0): expected an error below 2^4096, found a larger one"),
    ],
)
def test_a_point_without_a_bounded_error_is_named(text: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        grid(text, (0, 0), "raw(0,1,1)", "Q3.0")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_number_of_values_is_refused() -> None:
    with pytest.raises(InputError, match="values: expected 4 of them, found 3"):
        grid("x", (0, 0, 0), "raw(0,1,1)", "Q3.0", inputs=2)


# --- In between ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("sin(3*x)", "Q1.3", "Q1.6"),
        ("abs(x)-x/3", "sym(3,3)", "Q3.4"),
        ("relu(x-1/3)", "Q2.1", "Q2.1"),
        ("exp(x)", "raw(-4,3,2)", "Q7.0"),
    ],
)
def test_no_real_input_is_further_off_than_the_bound(text: str, source: str, target: str) -> None:
    expression, domain, image = Expression.parse(text), Format.parse(source), Format.parse(target)
    values = nearest(text, source, target)
    found = interval(text, values, source, target)
    assert found is not None
    worst = Fraction(0)
    for twelfth in range(12 * domain.lo, 12 * domain.hi + 1):
        low, high = mpfr.ends(expression, [Fraction(twelfth, 12 * domain.scale)])
        for raw in {(twelfth + 6) // 12, -(-(twelfth - 6) // 12)}:  # both at a tie
            value = Fraction(values[raw - domain.lo], image.scale)
            worst = max(worst, low - value, value - high)
    assert worst <= found[1]
    assert found[0] == grid(text, values, source, target)[0] <= worst


def test_in_two_inputs_the_half_steps_add_up() -> None:
    values = nearest("2*x-y", "Q1.1", "Q3.1", inputs=2)
    low, high = interval("2*x-y", values, "Q1.1", "Q3.1", inputs=2) or (0, 0)
    assert low == 0
    assert Fraction(3, 4) <= high <= Fraction(3, 4) * Fraction(102, 100)


def test_a_constant_that_is_given_is_used() -> None:
    values = nearest("sqrt(x)", "UQ2.0", "UQ2.4")
    at_points = grid("sqrt(x)", values, "UQ2.0", "UQ2.4")
    assert interval("sqrt(x)", values, "UQ2.0", "UQ2.4") is None
    found = interval("sqrt(x)", values, "UQ2.0", "UQ2.4", lipschitz=(Fraction(7),))
    assert found == (at_points[0], at_points[1] + Fraction(7, 2))


@pytest.mark.parametrize("lipschitz", [(), (Fraction(1), Fraction(1)), (Fraction(-1),)])
def test_constants_that_are_none_are_refused(lipschitz: tuple[Fraction, ...]) -> None:
    with pytest.raises(InputError, match="Lipschitz constants: expected 1 of them, none negative"):
        interval("x", (0, 1), "raw(0,1,1)", "Q3.0", lipschitz=lipschitz)
