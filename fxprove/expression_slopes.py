"""How steep a real expression is on a box: Lipschitz constants, one for each input.

What is bounded: L_i such that |f(p) − f(q)| ≤ L_i·|p_i − q_i| for all p and q in the box that
differ in input i alone; for any two points then |f(p) − f(q)| ≤ Σ L_i·|p_i − q_i|, for a box holds
the way along its axes from one to the other.

How: on a part of the box each step of the program gets a range and a slope, the latter a ball S
with f(p) − f(q) = s·(p_i − q_i) for some s in S. That needs no derivative to exist and follows the
program: products by a(p)b(p) − a(q)b(q) = a(p)(b(p) − b(q)) + b(q)(a(p) − a(q)), smooth functions
by the mean value theorem over the range of their argument, and min(a, b), max(a, b), |a| because
the difference is a convex combination of the differences of the two. `select` agrees with both
branches where its condition is 0, so between points on different sides the way breaks in two there.
(For these functions S holds the generalised gradients of Clarke, Optimization and Nonsmooth
Analysis, 1983; the mean value form is his theorem 2.3.7.)

The worst part is halved until the bound is within 1/64 of a slope that is attained, or the
number of parts is used up; a bound is a bound either way. There is none where it stays infinite:
at a jump (step, sign), at a vertical tangent (sqrt at 0), where f is not defined throughout.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from flint import arb, fmpq

from fxprove.budgets import UNLIMITED, Budget
from fxprove.errors import InputError
from fxprove.expression_numbers import magnitude_bounds
from fxprove.expression_programs import Operation, Program, Step, program_of
from fxprove.expressions import Expression
from fxprove.real_rounding import at_precision

_PRECISION = 64  # bits; the width of a part, not the rounding, is what makes a bound loose
_MOST_PARTS = 4096  # of the box, for each input; about a second for a dozen steps
_LEAST_SIDE = Fraction(1, 1 << 32)  # of the box's longest: a part so small will not get better
_TIGHT_ENOUGH, _NEGLIGIBLE = fmpq(65, 64), fmpq(1, 1 << 256)

Side = tuple[Fraction, Fraction]
"""The least and the largest value of an input."""

Box = tuple[Side, ...]


class _Range(NamedTuple):
    """The values and the slopes of a step on a part of the box; not finite: not bounded."""

    value: arb
    slope: arb


_FLAT, _UNBOUNDED = arb(0), arb("nan")
_UNIT = arb(-1).union(arb(1))


def lipschitz_bounds(
    expression: Expression, box: Sequence[Side], budget: Budget = UNLIMITED
) -> tuple[Fraction, ...] | None:
    """An L_i ≥ 0 for each side of `box`, or None where some L_i was not found (in time).

    |f(p) − f(q)| ≤ Σ L_i·|p_i − q_i| in the box, whose sides are values, as many as the expression
    has variables or more. Rigorous, within a few percent of the least in most cases, not minimal.
    Raises InputError for fewer sides, and for a side whose ends are in the wrong order.

    >>> (bound,) = lipschitz_bounds(Expression.parse("sin(3*x)"), [(Fraction(-2), Fraction(2))])
    >>> 3 <= bound <= 3 * Fraction(65, 64)
    True
    """
    if len(box) < max(1, expression.variables):
        expected = f"{max(1, expression.variables)} sides or more"
        raise InputError("box", expected, f"{len(box)}")
    for low, high in box:
        if low > high:
            raise InputError("box", "sides from the least to the largest value", f"{low}, {high}")
    program = program_of(expression)
    used = {step.number for step in program.steps if step.operation is Operation.INPUT}
    sides = tuple(side if index in used else (side[0],) * 2 for index, side in enumerate(box))
    bounds = []
    with at_precision(_PRECISION):
        for index in range(len(box)):
            bound = _bound(program, sides, index, budget)
            if bound is None:
                return None
            bounds.append(Fraction(int(bound.p), int(bound.q)))
    return tuple(bounds)


# --- Subdivision --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class _Part:
    """A part of the box, ordered by how urgent halving it is: the steepest first.

    Of those alike the newest: what is unbounded for good is then soon too small to go on.
    """

    bounded: bool
    negated_bound: fmpq
    negated_age: int
    box: Box = field(compare=False)


def _bound(program: Program, box: Box, index: int, budget: Budget) -> fmpq | None:
    """A bound of the slope in direction `index`, looser where the time is over before the end."""
    parts = [_part(program, box, index, 0)]
    attained = fmpq(0)
    least = _longest_side(box) * _LEAST_SIDE
    while len(parts) < _MOST_PARTS and not budget.is_spent():
        worst = parts[0]
        if worst.bounded and -worst.negated_bound <= max(attained * _TIGHT_ENOUGH, _NEGLIGIBLE):
            break
        if _longest_side(worst.box) <= least:
            break
        lower, upper = _halves(worst.box)
        heapq.heapreplace(parts, _part(program, lower, index, len(parts)))
        heapq.heappush(parts, _part(program, upper, index, len(parts)))
        attained = max(attained, _slope_at(program, _corner(upper), index))
    return -parts[0].negated_bound if parts[0].bounded else None


def _part(program: Program, box: Box, index: int, age: int) -> _Part:
    bounds = magnitude_bounds(_slope(program, box, index))
    return _Part(bounds is not None, -bounds[1] if bounds else fmpq(0), -age, box)


def _longest_side(box: Box) -> Fraction:
    return max(high - low for low, high in box)


def _halves(box: Box) -> tuple[Box, Box]:
    """`box` cut through its longest side."""
    longest = max(range(len(box)), key=lambda index: box[index][1] - box[index][0])
    low, high = box[longest]
    middle = (low + high) / 2
    before, after = box[:longest], box[longest + 1 :]
    return (*before, (low, middle), *after), (*before, (middle, high), *after)


def _corner(box: Box) -> Box:
    return tuple((low, low) for low, _ in box)


def _slope_at(program: Program, point: Box, index: int) -> fmpq:
    """A slope that no bound can be below; 0 where none is found."""
    bounds = magnitude_bounds(_slope(program, point, index))
    return bounds[0] if bounds else fmpq(0)


# --- Ranges and slopes of the steps -------------------------------------------------------------


def _slope(program: Program, box: Box, index: int) -> arb:
    """A ball of slopes in direction `index` between any two points of `box`.

    A range that is not finite may hide points without a value, and every rule passes that on.
    """
    ranges: list[_Range] = []
    for step in program.steps:
        ranges.append(_range(step, [ranges[operand] for operand in step.operands], box, index))
    value, slope = ranges[program.result]
    return slope if value.is_finite() else _UNBOUNDED


def _range(step: Step, operands: Sequence[_Range], box: Box, index: int) -> _Range:
    match step.operation:
        case Operation.LITERAL:
            return _Range(_exact(Fraction(step.number)), _FLAT)
        case Operation.PI:
            return _Range(arb.pi(), _FLAT)
        case Operation.INPUT:
            low, high = box[int(step.number)]
            slope = arb(1) if step.number == index else _FLAT
            return _Range(_exact(low).union(_exact(high)), slope)
        case Operation.POWER:
            return _power(operands[0], int(step.number))
    return _RULES[step.operation](*operands)


def _exact(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def _times(factor: arb, slope: arb) -> arb:
    """factor·slope; 0 where the slope is, for what does not change needs no derivative."""
    return slope if slope.is_zero() else factor * slope


def _monotone(function: Callable[[arb], arb], argument: arb) -> arb:
    """The range of a monotone function; a wide ball handed to Arb often comes back as nan."""
    return function(argument.lower()).union(function(argument.upper()))


def _power_range(base: arb, exponent: int) -> arb:
    if exponent < 0:
        return 1 / _power_range(base, -exponent)
    if exponent % 2:
        return _monotone(lambda end: end**exponent, base)
    return (base.abs_lower() ** exponent).union(base.abs_upper() ** exponent)


def _power(a: _Range, exponent: int) -> _Range:
    if exponent == 0:
        return _Range(arb(1) if a.value.is_finite() else _UNBOUNDED, _FLAT)
    steepness = exponent * _power_range(a.value, exponent - 1)
    return _Range(_power_range(a.value, exponent), _times(steepness, a.slope))


def _product(a: _Range, b: _Range) -> _Range:
    return _Range(a.value * b.value, _times(a.value, b.slope) + _times(b.value, a.slope))


def _exp(a: _Range) -> _Range:
    value = _monotone(arb.exp, a.value)
    return _Range(value, _times(value, a.slope))


def _log(a: _Range) -> _Range:
    value = _monotone(arb.log, a.value)  # nan if the argument may be 0 or less
    return _Range(value, _times(1 / a.value if value.is_finite() else value, a.slope))


def _sqrt(a: _Range) -> _Range:
    value = _monotone(arb.sqrt, a.value)
    return _Range(value, _times(1 / (2 * value), a.slope))


def _tanh(a: _Range) -> _Range:
    value = _monotone(arb.tanh, a.value)
    return _Range(value, _times(1 - _power_range(value, 2), a.slope))


def _erfc(a: _Range) -> _Range:
    bell = _monotone(arb.exp, -_power_range(a.value, 2))
    steepness = -2 * bell / arb.const_sqrt_pi()
    return _Range(_monotone(arb.erfc, a.value), _times(steepness, a.slope))


def _softplus(a: _Range) -> _Range:
    steepness = _monotone(lambda end: 1 / (1 + (-end).exp()), a.value)
    return _Range(_monotone(lambda end: end.exp().log1p(), a.value), _times(steepness, a.slope))


def _either(a: _Range, b: _Range) -> arb:
    """The slopes of what is a or b from place to place, continuously."""
    return a.slope.union(b.slope)


def _abs(a: _Range) -> _Range:
    if a.value >= 0:
        return a
    if a.value <= 0:
        return _Range(-a.value, -a.slope)
    magnitude = a.value.abs_lower().union(a.value.abs_upper())
    return _Range(magnitude, _times(_UNIT, a.slope))


def _min(a: _Range, b: _Range) -> _Range:
    if a.value <= b.value:
        return a
    return b if b.value <= a.value else _Range(a.value.min(b.value), _either(a, b))


def _max(a: _Range, b: _Range) -> _Range:
    if a.value >= b.value:
        return a
    return b if b.value >= a.value else _Range(a.value.max(b.value), _either(a, b))


def _select(a: _Range, below: _Range, above: _Range) -> _Range:
    if a.value >= 0:
        return above
    if a.value < 0:
        return below
    if not a.slope.is_finite():
        return _Range(_UNBOUNDED, _UNBOUNDED)  # a jump from one side to the other misses 0
    return _Range(below.value.union(above.value), _either(below, above))


def _jump(a: _Range, *levels: int) -> _Range:
    """The last of `levels` where a > 0, the first where a < 0, any of them at the jump."""
    if a.value > 0:
        return _Range(arb(levels[-1]), _FLAT)
    if a.value < 0:
        return _Range(arb(levels[0]), _FLAT)
    value = arb(levels[0]).union(arb(levels[-1])) if a.value.is_finite() else _UNBOUNDED
    return _Range(value, _FLAT if a.slope.is_zero() else _UNBOUNDED)


_RULES: dict[Operation, Callable[..., _Range]] = {
    Operation.ADD: lambda a, b: _Range(a.value + b.value, a.slope + b.slope),
    Operation.MULTIPLY: _product,
    Operation.NEGATE: lambda a: _Range(-a.value, -a.slope),
    Operation.EXP: _exp,
    Operation.LOG: _log,
    Operation.SQRT: _sqrt,
    Operation.SIN: lambda a: _Range(a.value.sin(), _times(a.value.cos(), a.slope)),
    Operation.COS: lambda a: _Range(a.value.cos(), _times(-a.value.sin(), a.slope)),
    Operation.TANH: _tanh,
    Operation.ERFC: _erfc,
    Operation.SOFTPLUS: _softplus,
    Operation.ABS: _abs,
    Operation.MIN: _min,
    Operation.MAX: _max,
    Operation.STEP: lambda a: _jump(a, 0, 1),
    Operation.SIGN: lambda a: _jump(a, -1, 1),
    Operation.SIGN0: lambda a: _jump(a, -1, 0, 1),
    Operation.SELECT: _select,
}
