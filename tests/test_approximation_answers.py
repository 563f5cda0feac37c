"""Errors in words and in JSON: exact in the latter, rounded up in the former."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.approximation import Approximation
from fxprove.cli.approximation_answers import (
    approximation_json,
    approximation_lines,
    lipschitz_constants,
)
from fxprove.errors import InputError
from fxprove.expressions import Expression
from fxprove.formats import Format


def of(grid: Fraction, whole: Fraction, constant: Fraction) -> Approximation:
    return Approximation(
        expression=Expression.parse("x*y"), format=Format.parse("raw(-1,1,1)"), inputs=2,
        grid=(grid / 2, grid), worst=(-1, 1), whole=(grid / 2, whole),
        lipschitz=(constant, constant), is_given=True, missing=None,
    )  # fmt: skip


@given(st.fractions(min_value=0, max_value=10**9), st.fractions(min_value=0, max_value=10**9))
def test_a_shown_bound_is_not_below_the_true_one(a: Fraction, b: Fraction) -> None:
    grid, whole = sorted((a + Fraction(1, 10**9), b + Fraction(1, 10**9)))
    lines = approximation_lines(of(grid, whole, a))
    shown = [Fraction(line.split("at most ")[1].split()[0]) for line in lines if "at most" in line]
    assert len(shown) == 2
    for bound, true in zip(shown, (grid, whole), strict=True):
        assert true <= bound <= true * Fraction(100_001, 100_000)


def test_a_third_is_rounded_up_and_a_quarter_is_not() -> None:
    lines = approximation_lines(of(Fraction(1, 4), Fraction(1, 3), Fraction(7, 3)))
    assert lines == [
        "at the 9 grid points at most 0.25 (0.25 steps), at x = -1, y = 1",
        "at any real input in [-1, 1]^2 at most 0.333334 (0.333334 steps),",
        "  the input rounded to the nearest grid point; Lipschitz constants 2.33334, "
        "2.33334, as given, not checked",
    ]


def test_rationals_are_texts_in_json() -> None:
    found = approximation_json(of(Fraction(1, 4), Fraction(1, 3), Fraction(2)))
    assert found is not None
    assert found["whole"] == {"lower": "1/8", "upper": "1/3"}
    assert found["lipschitz"] == ["2", "2"]
    assert approximation_json(None) is None


@pytest.mark.parametrize(
    ("text", "constants"),
    [
        ("3", [3]),
        ("0.25", [Fraction(1, 4)]),
        ("7/3, 0", [Fraction(7, 3), 0]),
        ("0.5/2", [Fraction(1, 4)]),
    ],
)
def test_constants_are_exact(text: str, constants: list[Fraction]) -> None:
    assert lipschitz_constants(text) == tuple(constants)


@pytest.mark.parametrize("text", ["", "-1", "1e3", "1/0", "1,", "nan", "1/2/3", "9" * 41, ".5"])
def test_anything_else_is_no_constant(text: str) -> None:
    with pytest.raises(InputError, match="--lipschitz: expected numbers such as"):
        lipschitz_constants(text)
