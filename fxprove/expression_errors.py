"""How far a fixed-point function is from a real one: at the grid points, and in between.

F is the function K^d → K' with the raw values `values`, f the real function of an expression.
- At the grid points the error is max |F(k)/target.scale − f(k/source.scale)| over K^d.
- In between F says nothing; what is bounded is the error of its nearest-point extension: on the box
  [lo/s, hi/s]^d, s = source.scale, F is given the value of a grid point that is nearest in every
  input. Which one at a tie does not matter, the bound holds for all. From x to that grid point
  each input moves by at most 1/(2s), so with |f(p) − f(q)| ≤ Σ L_i·|p_i − q_i|
      |F(nearest(x))/target.scale − f(x)| ≤ error at the grid points + Σ L_i/(2s).
  The grid points are in the box, so the error there is a lower bound of the one on the box.
All bounds are rationals on the proved side.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from flint import fmpq

from fxprove.errors import InputError
from fxprove.expression_grids import GridFunction, Point
from fxprove.expression_numbers import Doubt, Real, absolute, add, ball, magnitude_bounds, negate
from fxprove.expression_slopes import lipschitz_bounds
from fxprove.expressions import Expression
from fxprove.formats import Format
from fxprove.real_rounding import PRECISION_CAP, at_precision, decide_at_rising_precision

Bounds = tuple[Fraction, Fraction]
"""A number not above the error, and one not below it."""

_FIRST_PRECISION = 128
_NARROW = 1 << 32  # bounds that differ by less than this part of the error, or of an ulp, will do


def sup_error_on_grid(
    expression: Expression,
    values: Sequence[int],
    *,
    source: Format,
    target: Format,
    inputs: int,
    precision_cap: int = PRECISION_CAP,
) -> Bounds:
    """Rational bounds of max |values[k]/target.scale − f(k/source.scale)| over K^inputs.

    `values` are raw, row-major, last input fastest. The bounds are equal where the largest error
    is one of rational arithmetic, and otherwise differ by 2^−32 of it or of an ulp, unless
    `precision_cap` bits do not give that. Raises InputError for a wrong number of values, for a
    point that has no value or may have none, and for one whose error is above 2^4096.

    >>> narrow = Format.parse("Q1.1")
    >>> sup_error_on_grid(Expression.parse("x/2"), (-2, -2, -1, 0, 0, 0, 1, 2), source=narrow,
    ...                   target=narrow, inputs=1)
    (Fraction(1, 4), Fraction(1, 4))
    """
    blocks = errors_on_grid(
        expression, values, source=source, target=target, inputs=inputs,
        precision_cap=precision_cap,
    )  # fmt: skip
    lower = upper = Fraction(0)
    for _, (low, high) in blocks:
        lower, upper = max(lower, low), max(upper, high)
    return lower, upper


def errors_on_grid(
    expression: Expression,
    values: Sequence[int],
    *,
    source: Format,
    target: Format,
    inputs: int,
    precision_cap: int = PRECISION_CAP,
) -> Iterator[tuple[Point, Bounds]]:
    """The same, a few thousand points at a time: bounds of their largest error, and where it is.

    The point is the first of those whose error has the largest upper bound.
    """
    function = GridFunction(expression=expression, source=source, inputs=inputs)
    if len(values) != source.size**inputs:
        raise InputError("values", f"{source.size**inputs} of them", f"{len(values)}")
    remaining = iter(values)
    for block in function.blocks():
        wanted = {point: fmpq(next(remaining), target.scale) for point in block}
        errors = _errors(function, wanted, fmpq(1, target.scale), precision_cap)
        lower = max(low for low, _ in errors.values())
        upper = max(high for _, high in errors.values())
        worst = next(point for point in block if errors[point][1] == upper)
        yield worst, (_fraction(lower), _fraction(upper))


def sup_error_on_interval(
    expression: Expression,
    values: Sequence[int],
    *,
    source: Format,
    target: Format,
    inputs: int,
    lipschitz: Sequence[Fraction] | None = None,
    precision_cap: int = PRECISION_CAP,
) -> Bounds | None:
    """Rational bounds of the error of the nearest-point extension on [lo/s, hi/s]^inputs.

    `lipschitz` is an L_i for each input, of values and not of raws, and is believed; left out, it
    is derived (`lipschitz_bounds`), and None is returned if it cannot be. Raises as
    `sup_error_on_grid` does, and InputError unless there are `inputs` constants, none negative.
    """
    low, high = sup_error_on_grid(
        expression, values, source=source, target=target, inputs=inputs,
        precision_cap=precision_cap,
    )  # fmt: skip
    if lipschitz is None:
        side = source.value(source.lo), source.value(source.hi)
        lipschitz = lipschitz_bounds(expression, (side,) * inputs)
        if lipschitz is None:
            return None
    if len(lipschitz) != inputs or min(lipschitz) < 0:
        expected = f"{inputs} of them, none negative"
        raise InputError("Lipschitz constants", expected, ", ".join(map(str, lipschitz)))
    return low, high + sum(lipschitz, start=Fraction(0)) / (2 * source.scale)


# --- At single points ---------------------------------------------------------------------------

_Enclosure = tuple[fmpq, fmpq]


def _errors(
    function: GridFunction, wanted: Mapping[Point, fmpq], ulp: fmpq, cap: int
) -> dict[Point, _Enclosure]:
    """Enclosures of |wanted[k] − f(k)|, for all the points."""

    def attempt(points: tuple[Point, ...]) -> dict[Point, _Enclosure]:
        numbers = zip(points, function.numbers(points), strict=True)
        enclosures = (
            (point, _distance(wanted[point], number))
            for point, number in numbers
            if not isinstance(number, Doubt)
        )
        return {point: found for point, found in enclosures if found and _is_narrow(found, ulp)}

    found, pending = decide_at_rising_precision(attempt, wanted, first=_FIRST_PRECISION, cap=cap)
    for point in pending:
        found[point] = _wide_error(function, point, wanted[point], cap)
    return found


def _is_narrow(enclosure: _Enclosure, ulp: fmpq) -> bool:
    low, high = enclosure
    return bool(low == high or (high - low) * _NARROW <= max(high, ulp))


def _wide_error(function: GridFunction, point: Point, wanted: fmpq, cap: int) -> _Enclosure:
    """The enclosure of an error that `cap` bits leave wide; raises if there is none."""
    with at_precision(cap):
        (number,) = function.numbers([point])
        if isinstance(number, Doubt):
            raise function.refused(point, number)
        enclosure = _distance(wanted, number)
    if enclosure is None:
        raise InputError(function.described(point), "an error below 2^4096", "a larger one")
    return enclosure


def _distance(a: fmpq, b: Real) -> _Enclosure | None:
    """An enclosure of |a − b|, of width 0 if it is rational; None if it may be above 2^4096."""
    difference = absolute(add(a, negate(b)))
    if type(difference) is fmpq:
        return difference, difference
    return magnitude_bounds(ball(difference))


def _fraction(exact: fmpq) -> Fraction:
    return Fraction(int(exact.p), int(exact.q))
