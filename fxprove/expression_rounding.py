"""Real expressions as fixed-point functions: every value correctly rounded, once.

What is decided: for every point of K^d, the integer that the rounding mode assigns to
target.scale·f(x), where f is the real function that the expression denotes. Where arithmetic on
rationals reaches the value it is rounded as that rational, so ties are ties; elsewhere it is a
rational plus a ball (`expression_numbers`), and the precision is doubled until the ball lies
between two neighbouring multiples of 1/2, or, where values saturate, beyond the end of the format.

Does it end? Not always, and that is said: sqrt(x)*sqrt(x) at 2 is a boundary that no ball ever
leaves, and nothing here proves it to be one. Such a point raises `UndecidedValueError` when the
precision reaches its cap. Nothing is ever guessed. Where f has no value at all, or where the balls
do not exclude that, an InputError names the point.
"""

from collections.abc import Callable, Sequence
from functools import partial

from flint import fmpq

from fxprove.budgets import UNLIMITED, Budget
from fxprove.errors import FxproveError
from fxprove.expression_grids import GridFunction, Point, in_blocks
from fxprove.expression_numbers import Doubt, Real, ball, near
from fxprove.expressions import Expression
from fxprove.formats import Format
from fxprove.real_rounding import (
    GUARD_BITS,
    PRECISION_CAP,
    at_precision,
    decide_at_rising_precision,
    halves_around,
)
from fxprove.rounding import Overflow, Rounding, round_between_halves, round_ratio

_TOGETHER = 128
"""Points whose precision is raised together. A point that is never decided then costs a second
and not a minute, as exp(log(x)) would with all of 65,536 points at the cap."""


class UndecidedValueError(FxproveError):
    """A value that cannot be told from a rounding boundary within the precision allowed."""

    def __init__(self, *, where: str, point: Point, target: Format, precision: int) -> None:
        self.where = where
        self.point = point
        self.target = target
        self.precision = precision
        super().__init__(where, point, target, precision)

    def __str__(self) -> str:
        return (
            f"{self.where} cannot be rounded to {self.target}: {self.precision} bits do not tell "
            "it from a rounding boundary"
        )


class OutOfTimeError(FxproveError):
    """The time was over before all values were rounded."""

    def __init__(self, *, done: int, points: int) -> None:
        self.done = done
        self.points = points
        super().__init__(done, points)

    def __str__(self) -> str:
        return f"the time was over when {self.done} of {self.points} values had been rounded"


def rounded_values(
    expression: Expression,
    *,
    source: Format,
    target: Format,
    inputs: int,
    rounding: Rounding,
    overflow: Overflow,
    precision_cap: int = PRECISION_CAP,
    budget: Budget = UNLIMITED,
) -> tuple[int, ...]:
    """overflow(rounding(target.scale·f(raw/source.scale))) at all raw inputs.

    Row-major over the raw inputs from lo, last input fastest; raw values of `target`. `inputs` may
    exceed the variables of the expression. Raises InputError for too few inputs, for more than
    2^20 points, and for a point that has no value; UndecidedValueError for one that
    `precision_cap` bits do not decide; OutOfTimeError if the budget is spent before the end.

    >>> narrow = Format.parse("Q1.1")
    >>> rounded_values(Expression.parse("x/2"), source=narrow, target=narrow, inputs=1,
    ...                rounding=Rounding.HALF_EVEN, overflow=Overflow.SATURATE)
    (-2, -2, -1, 0, 0, 0, 1, 2)
    """
    function = GridFunction(expression=expression, source=source, inputs=inputs)
    rounded = partial(_rounded, target=target, rounding=rounding, overflow=overflow)
    values: list[int] = []
    points = source.size**inputs
    for block in function.blocks():
        found = _decided(function, block, rounded, target, precision_cap)
        values.extend(found[point] for point in block)
        budget.progress("rounding", len(values) / points)
        if budget.is_spent() and len(values) < points:
            raise OutOfTimeError(done=len(values), points=points)
    return tuple(values)


def _decided(
    function: GridFunction,
    points: Sequence[Point],
    rounded: Callable[[Real], int | None],
    target: Format,
    cap: int,
) -> dict[Point, int]:
    """The value at each of `points`; raises for one that has none or that stays undecided."""

    def attempt(pending: tuple[Point, ...]) -> dict[Point, int]:
        numbers = zip(pending, function.numbers(pending), strict=True)
        values = (
            (point, rounded(number)) for point, number in numbers if not isinstance(number, Doubt)
        )
        return {point: value for point, value in values if value is not None}

    # What is not beyond the ends has about as many bits as they have: most points are decided.
    first = GUARD_BITS + max(abs(target.lo), abs(target.hi)).bit_length()
    found, pending = decide_at_rising_precision(attempt, points, first=first, cap=min(first, cap))
    for together in in_blocks(pending, _TOGETHER):
        more, undecided = decide_at_rising_precision(attempt, together, first=2 * first, cap=cap)
        if undecided:
            raise _undecided(function, undecided[0], target, cap)
        found |= more
    return found


def _undecided(
    function: GridFunction, point: Point, target: Format, precision: int
) -> FxproveError:
    with at_precision(precision):
        (number,) = function.numbers([point])
    if isinstance(number, Doubt):
        return function.refused(point, number)
    where = function.described(point)
    return UndecidedValueError(where=where, point=point, target=target, precision=precision)


def _rounded(number: Real, *, target: Format, rounding: Rounding, overflow: Overflow) -> int | None:
    """The raw value that `number` rounds to, None where its ball does not tell."""
    if type(number) is fmpq:
        integer = round_ratio(target.scale * int(number.p), int(number.q), rounding)
        return target.bring_in(integer, overflow)
    rational, correction = near(number)
    split = int(rational.p), int(rational.q), correction
    halves = halves_around(split, scale=target.scale)
    if halves is not None:
        return target.bring_in(round_between_halves(halves, rounding), overflow)
    return _saturated(number, target) if overflow is Overflow.SATURATE else None


def _saturated(number: Real, target: Format) -> int | None:
    """The end of the format that `number` lies beyond; e^30000 needs no 43,000 bits for that.

    Rounding is monotone and keeps integers, so what is not below hi is not rounded below hi.
    """
    scaled = ball(number) * target.scale
    if scaled >= target.hi:
        return target.hi
    return target.lo if scaled <= target.lo else None
