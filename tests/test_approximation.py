"""How far the function asked for is from the real one, and what keeps a bound from being known."""

from fractions import Fraction
from typing import Any

import pytest

from fxprove import approximation as approximation_module
from fxprove.approximation import NO_CONSTANT, NO_TIME, Approximation, approximation
from fxprove.budgets import Budget
from fxprove.errors import InputError
from fxprove.expression_rounding import OutOfTimeError, rounded_values
from fxprove.expression_slopes import lipschitz_bounds
from fxprove.expressions import Expression
from fxprove.formats import Format
from fxprove.rounding import Overflow, Rounding


def rounded(
    text: str, format: str, *, inputs: int = 1, overflow: Overflow = Overflow.SATURATE,
    mode: Rounding = Rounding.HALF_EVEN, budget: Budget | None = None,
) -> tuple[int, ...]:  # fmt: skip
    return rounded_values(
        Expression.parse(text), source=Format.parse(format), target=Format.parse(format),
        inputs=inputs, rounding=mode, overflow=overflow, budget=budget or Budget(),
    )  # fmt: skip


def errors(
    text: str, format: str, *, inputs: int = 1, overflow: Overflow = Overflow.SATURATE,
    mode: Rounding = Rounding.HALF_EVEN, **options: Any,
) -> Approximation:  # fmt: skip
    values = rounded(text, format, inputs=inputs, overflow=overflow, mode=mode)
    return approximation(
        Expression.parse(text), values, format=Format.parse(format), inputs=inputs, **options
    )


def test_the_error_in_between_adds_half_a_step_times_the_slope() -> None:
    found = errors("x/4", "Q1.3")
    assert found.grid == (Fraction(1, 16), Fraction(1, 16))
    assert found.lipschitz == (Fraction(1, 4),)
    assert found.whole == (Fraction(1, 16), Fraction(1, 16) + Fraction(1, 4) / 16)
    assert (found.is_given, found.missing, found.leaves_format) == (False, None, False)


def test_constants_are_one_for_all_inputs_or_one_for_each() -> None:
    each = errors("x - y/2", "Q2.1", inputs=2, lipschitz=[Fraction(1), Fraction(1, 2)])
    for_all = errors("x - y/2", "Q2.1", inputs=2, lipschitz=[Fraction(1)])
    assert each.grid is not None
    assert each.whole == (each.grid[0], each.grid[1] + Fraction(3, 2) / 4)
    assert for_all.whole == (each.grid[0], each.grid[1] + Fraction(2) / 4)
    assert for_all.lipschitz == (Fraction(1), Fraction(1))
    assert for_all.is_given


@pytest.mark.parametrize("constants", [[], [1, 1], [-1]])
def test_any_other_constants_are_refused(constants: list[int]) -> None:
    with pytest.raises(InputError, match="Lipschitz constants"):
        errors("x", "Q1.1", lipschitz=[Fraction(constant) for constant in constants])


def test_any_other_number_of_values_is_refused() -> None:
    with pytest.raises(InputError, match="expected 8 of them, found 3"):
        approximation(Expression.parse("x"), (0, 0, 0), format=Format.parse("Q1.1"), inputs=1)


@pytest.mark.parametrize("mode", Rounding)
@pytest.mark.parametrize("text", ["x/3", "sin(3*x)", "exp(x)/16", "-abs(x)/2"])
def test_within_the_format_correct_rounding_errs_by_less_than_a_step(
    text: str, mode: Rounding
) -> None:
    found = errors(text, "Q2.3", mode=mode)
    assert found.grid is not None
    assert found.grid[1] < Fraction(1, 8)
    assert not found.leaves_format


@pytest.mark.parametrize("overflow", Overflow)
def test_a_function_that_leaves_the_format_errs_by_a_step_or_more(overflow: Overflow) -> None:
    found = errors("2*x", "Q1.1", overflow=overflow)
    assert found.leaves_format
    assert found.worst == (-4,)


def test_the_worst_point_is_the_first_with_the_largest_error() -> None:
    found = errors("abs(x)", "Q1.1")  # only |-2| = 2 is not in the format
    assert found.worst == (-4,)
    assert found.grid == (Fraction(1, 2), Fraction(1, 2))
    assert errors("x", "Q1.1").worst == (-4,)


def test_a_jump_leaves_the_error_in_between_open() -> None:
    found = errors("step(x)", "Q1.1")
    assert found.grid == (Fraction(0), Fraction(0))
    assert (found.whole, found.lipschitz, found.missing) == (None, None, NO_CONSTANT)


def test_an_error_beyond_all_bounds_is_missing() -> None:
    found = errors("exp(exp(exp(exp(x))))", "Q1.1")
    assert (found.grid, found.worst, found.whole) == (None, None, None)
    assert found.missing is not None
    assert "an error below 2^4096" in found.missing
    assert not found.leaves_format


def test_what_there_is_no_time_for_is_missing() -> None:
    found = errors("x*y", "Q1.1", inputs=2, budget=Budget(seconds=-1))
    assert (found.grid, found.whole, found.missing) == (None, None, NO_TIME)


def test_the_grid_error_stays_where_time_is_over_before_a_constant_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spent = Budget(seconds=-1)
    monkeypatch.setattr(
        approximation_module, "lipschitz_bounds", lambda e, box, _: lipschitz_bounds(e, box, spent)
    )
    found = errors("sqrt(x + 2)", "Q1.1")
    assert found.grid is not None
    assert (found.whole, found.missing) == (None, NO_CONSTANT)


def test_rounding_stops_when_the_time_is_over() -> None:
    with pytest.raises(OutOfTimeError, match="when 4096 of 65536 values had been rounded"):
        rounded("x + y", "Q3.4", inputs=2, budget=Budget(seconds=-1))
    assert len(rounded("x", "Q3.4", budget=Budget(seconds=-1))) == 256  # there was no later


def test_progress_ends_with_all_of_it() -> None:
    heard: list[tuple[str, float]] = []
    budget = Budget(progress=lambda stage, fraction: heard.append((stage, fraction)))
    rounded("x + y", "Q3.3", inputs=2, budget=budget)
    errors("x + y", "Q3.3", inputs=2, budget=budget)
    assert heard[3] == ("rounding", 1.0)
    assert heard[-1] == ("error", 1.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"grid": (Fraction(1), Fraction(0))},
        {"grid": (Fraction(-1), Fraction(0))},
        {"whole": None},
        {"grid": None},
    ],
)
def test_bounds_that_are_none_are_refused(changes: dict[str, Any]) -> None:
    zero = (Fraction(0), Fraction(0))
    fields: dict[str, Any] = {
        "expression": Expression.parse("x"), "format": Format.parse("Q1.1"), "inputs": 1,
        "grid": zero, "worst": (0,), "whole": zero, "lipschitz": (Fraction(1),),
        "is_given": False, "missing": None,
    }  # fmt: skip
    Approximation(**fields)
    with pytest.raises(InputError):
        Approximation(**{**fields, **changes})
