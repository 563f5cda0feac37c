"""Expressions by MPFR's directed rounding: a second opinion on values, walked from the tree.

Nothing is shared with the package but the tree: intervals have the two ends that MPFR rounds down
and up, activations are their textbook definitions, rational arithmetic is that of `Fraction`.
A value is a Fraction, an interval, or `Undefined` is raised, or `Unclear` where the interval does
not tell whether there is a value.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import neg
from typing import Any

import gmpy2

from fxprove.activations import SELU_ALPHA, SELU_SCALE
from fxprove.expressions import (
    Call,
    Constant,
    Expression,
    Literal,
    Negative,
    Node,
    Power,
    Product,
    Sum,
    Variable,
)

BITS = 400

LARGEST_EXPONENT = 100_000

LARGEST_ANGLE = 1 << 200
"""Sines of larger angles take MPFR as many bits of π as the angle has."""


class Undefined(Exception):
    """No value."""


class Unclear(Exception):
    """Perhaps a value."""


@dataclass(frozen=True)
class Interval:
    """The reals from low to high."""

    low: Any
    high: Any

    def ends(self) -> tuple[Fraction, Fraction]:
        """Both as rationals; raises Unclear for an infinite one, or one of a million digits."""
        for end in (self.low, self.high):
            if not gmpy2.is_finite(end) or (end and abs(gmpy2.get_exp(end)) > LARGEST_EXPONENT):
                raise Unclear
        low, high = (Fraction(*map(int, end.as_integer_ratio())) for end in (self.low, self.high))
        return low, high


Value = Fraction | Interval


def down(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result rounded toward −∞."""
    with gmpy2.context(precision=BITS, round=gmpy2.RoundDown, emin=-(1 << 30), emax=1 << 30):
        return function(*arguments)


def up(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result rounded toward +∞."""
    with gmpy2.context(precision=BITS, round=gmpy2.RoundUp, emin=-(1 << 30), emax=1 << 30):
        return function(*arguments)


def interval(value: Value) -> Interval:
    """`value` as an interval."""
    if isinstance(value, Interval):
        return value
    exact = gmpy2.mpq(value)
    return Interval(down(gmpy2.mpfr, exact), up(gmpy2.mpfr, exact))


def _checked(low: Any, high: Any) -> Interval:
    if gmpy2.is_nan(low) or gmpy2.is_nan(high):
        raise Unclear
    return Interval(low, high)


def _add(a: Value, b: Value) -> Value:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b
    x, y = interval(a), interval(b)
    return _checked(down(gmpy2.add, x.low, y.low), up(gmpy2.add, x.high, y.high))


def _negate(a: Value) -> Value:
    if isinstance(a, Fraction):
        return -a
    # even a change of sign rounds to the precision of the context
    return Interval(down(neg, a.high), up(neg, a.low))


def _multiply(a: Value, b: Value) -> Value:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if a == 0 or b == 0:
        return Fraction(0)
    x, y = interval(a), interval(b)
    pairs = [(p, q) for p in (x.low, x.high) for q in (y.low, y.high)]
    lows = [down(gmpy2.mul, *pair) for pair in pairs]
    highs = [up(gmpy2.mul, *pair) for pair in pairs]
    if any(map(gmpy2.is_nan, lows + highs)):
        raise Unclear
    return Interval(min(lows), max(highs))


def _reciprocal(a: Value) -> Value:
    if isinstance(a, Fraction):
        if a == 0:
            raise Undefined
        return 1 / a
    if a.low <= 0 <= a.high:
        raise Unclear
    return _checked(down(gmpy2.div, 1, a.high), up(gmpy2.div, 1, a.low))


def _power(a: Value, exponent: int) -> Value:
    if exponent < 0:
        return _power(_reciprocal(a), -exponent)
    result: Value = Fraction(1)
    for _ in range(exponent):
        result = _multiply(result, a)
    return result


def _increasing(function: Callable[[Any], Any], a: Value) -> Interval:
    x = interval(a)
    return _checked(down(function, x.low), up(function, x.high))


def _exp(a: Value) -> Value:
    return Fraction(1) if a == 0 else _increasing(gmpy2.exp, a)


def _log(a: Value) -> Value:
    if isinstance(a, Fraction) and a <= 0:
        raise Undefined
    if a == 1:
        return Fraction(0)
    x = interval(a)
    if x.high < 0:
        raise Undefined
    if x.low <= 0:
        raise Unclear
    return _increasing(gmpy2.log, x)


def _sqrt(a: Value) -> Value:
    x = interval(a)
    if x.high < 0:
        raise Undefined
    if x.low < 0:
        raise Unclear
    root = _increasing(gmpy2.sqrt, x)
    if isinstance(a, Fraction):
        # an irrational root of a rational is no dyadic number, and a rational one is seen so
        parts = gmpy2.iroot(a.numerator, 2), gmpy2.iroot(a.denominator, 2)
        if all(exact for _, exact in parts):
            return Fraction(int(parts[0][0]), int(parts[1][0]))
    return root


def _wave(function: Callable[[Any], Any], at_zero: int, a: Value) -> Value:
    """sin or cos: at a point in between, and as far to each side as the interval is long."""
    if a == 0:
        return Fraction(at_zero)
    x = interval(a)
    if not (x.low > -LARGEST_ANGLE and x.high < LARGEST_ANGLE):
        raise Unclear
    middle, length = down(lambda: (x.low + x.high) / 2), up(gmpy2.sub, x.high, x.low)
    assert x.low <= middle <= x.high
    return _checked(
        down(gmpy2.sub, down(function, middle), length),
        up(gmpy2.add, up(function, middle), length),
    )


def _less(a: Value, b: Value) -> bool | None:
    """Whether a < b; None if the intervals overlap."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a < b
    x, y = interval(a), interval(b)
    return True if x.high < y.low else False if x.low >= y.high else None


def _either(a: Value, b: Value) -> Interval:
    x, y = interval(a), interval(b)
    return Interval(min(x.low, y.low), max(x.high, y.high))


def _max(*values: Value) -> Value:
    best = values[0]
    for value in values[1:]:
        less = _less(best, value)
        best = _either(best, value) if less is None else value if less else best
    return best


def _min(*values: Value) -> Value:
    return _negate(_max(*map(_negate, values)))


def _levels(below: int, at: int, above: int, a: Value) -> Value:
    if isinstance(a, Fraction):
        return Fraction(below if a < 0 else above if a else at)
    if a.low <= 0 <= a.high:
        return _either(Fraction(below), Fraction(above))
    return Fraction(below if a.high < 0 else above)


def _scaled(factor: Fraction | int, a: Value) -> Value:
    return _multiply(Fraction(factor), a)


def _plus(a: Value, offset: Fraction | int) -> Value:
    return _add(a, Fraction(offset))


def _sigmoid(a: Value) -> Value:
    return _reciprocal(_plus(_exp(_negate(a)), 1))


def _elu(a: Value, low: Value = Fraction(1), high: Value = Fraction(1)) -> Value:
    rise = _multiply(high, _max(a, Fraction(0)))
    return _add(rise, _multiply(low, _plus(_exp(_min(a, Fraction(0))), -1)))


def _leaky_relu(a: Value, slope: Value = Fraction(1, 100)) -> Value:
    return _add(_max(a, Fraction(0)), _multiply(slope, _min(a, Fraction(0))))


def _tanh(a: Value) -> Value:
    return Fraction(0) if a == 0 else _increasing(gmpy2.tanh, a)


def _softplus(a: Value) -> Value:
    return _log(_plus(_exp(a), 1))


def _gelu(a: Value) -> Value:
    if a == 0:
        return Fraction(0)
    argument = _multiply(a, _reciprocal(_sqrt(Fraction(2))))
    return _multiply(a, _scaled(Fraction(1, 2), _plus(_increasing(gmpy2.erf, argument), 1)))


def _clipped(a: Value, low: int, high: int) -> Value:
    return _min(_max(a, Fraction(low)), Fraction(high))


def _hardsigmoid(a: Value) -> Value:
    return _clipped(_plus(_scaled(Fraction(1, 6), a), Fraction(1, 2)), 0, 1)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "exp": _exp,
    "log": _log,
    "sqrt": _sqrt,
    "abs": lambda a: _max(a, _negate(a)),
    "min": _min,
    "max": _max,
    "sin": lambda a: _wave(gmpy2.sin, 0, a),
    "cos": lambda a: _wave(gmpy2.cos, 1, a),
    "tanh": _tanh,
    "softplus": _softplus,
    "sigmoid": _sigmoid,
    "silu": lambda a: _multiply(a, _sigmoid(a)),
    "mish": lambda a: _multiply(a, _tanh(_softplus(a))),
    "gelu": _gelu,
    "gaussian": lambda a: _exp(_negate(_multiply(a, a))),
    "elu": _elu,
    "selu": lambda a: _elu(a, SELU_SCALE * SELU_ALPHA, SELU_SCALE),
    "leaky_relu": _leaky_relu,
    "identity": lambda a: a,
    "square": lambda a: _multiply(a, a),
    "relu": lambda a: _max(a, Fraction(0)),
    "relu6": lambda a: _clipped(a, 0, 6),
    "hardtanh": lambda a: _clipped(a, -1, 1),
    "hardsigmoid": _hardsigmoid,
    "hardswish": lambda a: _multiply(a, _hardsigmoid(a)),
    "step": lambda a: _levels(0, 1, 1, a),
    "sign": lambda a: _levels(-1, 1, 1, a),
    "sign0": lambda a: _levels(-1, 0, 1, a),
}


def value(expression: Expression, point: Sequence[Fraction]) -> Value:
    """The value at a point; raises Undefined or Unclear."""
    return _value(expression.root, point)


def _value(node: Node, point: Sequence[Fraction]) -> Value:
    match node:
        case Literal(value=exact):
            return exact
        case Variable(index=index):
            return point[index - 1]
        case Constant():
            constant = gmpy2.const_pi if node is Constant.PI else lambda: gmpy2.exp(1)
            return Interval(down(constant), up(constant))
        case Negative(operand=operand):
            return _negate(_value(operand, point))
        case Power(base=base, exponent=exponent):
            return _power(_value(base, point), exponent)
        case Call(name=name, arguments=arguments):
            return FUNCTIONS[name](*(_value(each, point) for each in arguments))
        case Sum(terms=operands) | Product(factors=operands):
            combine = _add if isinstance(node, Sum) else _multiply
            result = _value(operands[0], point)
            for operand in operands[1:]:
                result = combine(result, _value(operand, point))
            return result


def ends(expression: Expression, point: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Rationals with the value between them; raises Undefined or Unclear."""
    found = value(expression, point)
    return (found, found) if isinstance(found, Fraction) else found.ends()
