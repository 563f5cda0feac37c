"""How far what is computed is from the real function that was meant, proved in rationals.

F is the function K^d → K with the given raw values: an expression rounded correctly onto the grid,
and so what a network built for it computes. `expression_errors` states and bounds the two errors:
- at the grid points, max |F(k) − f(k)|;
- on the whole box [lo/s, hi/s]^d, where a real x is first rounded to a nearest grid point x̂:
      |F(x̂) − f(x)| ≤ error at the grid points + Σ L_i·(half a step).
  This needs Lipschitz constants L_i of f; they are derived where that works, or given and believed.
Where F's values saturate, or wrap, because f leaves the format, the error says so by its size:
correct rounding alone moves a value by less than one step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fxprove.budgets import UNLIMITED, Budget
from fxprove.errors import InputError
from fxprove.expression_errors import Bounds, errors_on_grid
from fxprove.expression_grids import POINTS_AT_ONCE
from fxprove.expression_slopes import lipschitz_bounds
from fxprove.expressions import Expression
from fxprove.formats import Format

NO_CONSTANT = (
    "no Lipschitz constant was derived: f may jump, have a vertical tangent or lack values"
)
NO_TIME = "the time is over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approximation:
    """Bounds of the two errors of one function of `inputs` variables over `format`.

    `grid` and `whole` are a rational not above the error and one not below it. `worst` is a raw
    input whose error has the largest upper bound at the grid points. `lipschitz` are the constants
    used, of values, one for each input; `is_given` says that they were believed, not derived.
    `missing` is why a bound is None, and None if both are there.
    """

    expression: Expression
    format: Format
    inputs: int
    grid: Bounds | None
    worst: tuple[int, ...] | None
    whole: Bounds | None
    lipschitz: tuple[Fraction, ...] | None
    is_given: bool
    missing: str | None

    def __post_init__(self) -> None:
        for bounds in (self.grid, self.whole):
            if bounds is not None and not 0 <= bounds[0] <= bounds[1]:
                raise InputError("error bounds", "0 ≤ lower ≤ upper", str(bounds))
        if self.missing is None and (self.grid is None or self.whole is None):
            raise InputError("error bounds", "a reason where one is missing", "none")

    @property
    def leaves_format(self) -> bool:
        """Whether the error is one that correct rounding within the format cannot have."""
        return self.grid is not None and self.grid[0] * self.format.scale >= 1


def approximation(
    expression: Expression,
    values: Sequence[int],
    *,
    format: Format,
    inputs: int,
    lipschitz: Sequence[Fraction] | None = None,
    budget: Budget = UNLIMITED,
) -> Approximation:
    """The errors of the function with these raw values, row-major, last input fastest.

    `lipschitz` is one constant for all inputs, or one for each. Raises InputError for another
    number of constants or of values, and for negative ones. What takes longer than the budget, or
    is above 2^4096, is missing.
    """
    given = None if lipschitz is None else _for_each_input(lipschitz, inputs)
    grid, worst, missing = _on_grid(expression, values, format, inputs, budget)
    constants = given
    if missing is None and constants is None:
        side = format.value(format.lo), format.value(format.hi)
        constants = lipschitz_bounds(expression, (side,) * inputs, budget)
        if constants is None:
            missing = NO_TIME if budget.is_spent() else NO_CONSTANT
    whole = None
    if grid is not None and constants is not None:
        between = sum(constants, start=Fraction(0)) / (2 * format.scale)
        whole = grid[0], grid[1] + between
    return Approximation(
        expression=expression,
        format=format,
        inputs=inputs,
        grid=grid,
        worst=worst,
        whole=whole,
        lipschitz=constants,
        is_given=given is not None,
        missing=missing,
    )


def _for_each_input(lipschitz: Sequence[Fraction], inputs: int) -> tuple[Fraction, ...]:
    constants = tuple(lipschitz) * (inputs if len(lipschitz) == 1 else 1)
    if len(constants) != inputs or min(constants) < 0:
        expected = f"one for all inputs or {inputs} of them, none negative"
        raise InputError("Lipschitz constants", expected, ", ".join(map(str, lipschitz)))
    return constants


def _on_grid(
    expression: Expression, values: Sequence[int], format: Format, inputs: int, budget: Budget
) -> tuple[Bounds | None, tuple[int, ...] | None, str | None]:
    """The error at the grid points, a point that has it, and why there is none."""
    if len(values) != format.size**inputs:
        raise InputError("values", f"{format.size**inputs} of them", len(values))
    lower = upper = Fraction(-1)
    worst: tuple[int, ...] = ()
    blocks = errors_on_grid(expression, values, source=format, target=format, inputs=inputs)
    done = 0
    try:
        while not budget.is_spent():
            found = next(blocks, None)
            if found is None:
                return (lower, upper), worst, None
            point, (low, high) = found
            worst = point if high > upper else worst
            lower, upper = max(lower, low), max(upper, high)
            done += 1
            budget.progress("error", min(1.0, done * POINTS_AT_ONCE / len(values)))
    except InputError as error:
        return None, None, str(error)
    return None, None, NO_TIME
