"""Arithmetic that is exact where it can be and rigorous elsewhere.

A number is one of
- a rational, `fmpq`: exact, and every operation that stays rational stays exact, e^0 = 1, ln 1 = 0
  and the root of a perfect square included;
- `Turns`: a non-zero rational multiple of π, because sin(pi*x) is what people write. By Niven's
  theorem the sine of such an angle is rational at 0, ±1/2 and ±1 only, so it is recognised where
  it is rational; a ball never would be;
- `Near`: R + C with R rational and C a ball. That R is kept apart makes 1 − e^(−30000), 1/(1 + e^x)
  or x·Φ(x) cost no more precision than e^(−30000) itself; where cancellation is possible each
  operation chooses the form whose ball is accurate relative to itself. Any choice is right, the
  ball always holds the true C;
- `Doubt`: no number here, or none that the precision in force can vouch for, and why.

Whether a `Near` is rational is not decided: what is rational without being seen to be, sqrt(2)^2,
stays a ball around a rational. A comparison that the balls leave open gives the hull of both
answers; an operation whose domain they leave open gives a `Doubt`.

Balls and rationals are those of python-flint (`real_rounding`), at the precision in force; nothing
here sets it.
"""

from enum import Enum
from typing import NamedTuple

from flint import arb, fmpq, fmpz

LARGEST_EXACT = 1 << 18
"""Bits of the numerator and denominator of an exact power; 3^1000 has 1,585."""


class Defect(Enum):
    """What keeps an expression from having a value: what it needs, and what it has instead."""

    DIVISION = ("a divisor other than 0", "0")
    LOGARITHM = ("a positive number under log", "one that is not")
    ROOT = ("no negative number under sqrt", "one")
    SIZE = (f"powers of at most {LARGEST_EXACT} bits", "a longer one")


class Turns(NamedTuple):
    """halves·π, halves not 0. (A full turn is 2π.)"""

    halves: fmpq


class Near(NamedTuple):
    """rational + correction, the correction a real number in the ball."""

    rational: fmpq
    correction: arb


class Doubt(NamedTuple):
    """No value: `certain`, or only not excluded by the balls at this precision."""

    defect: Defect
    certain: bool


Real = fmpq | Turns | Near
Number = Real | Doubt

_ZERO, _ONE, _TWO, _HALF = fmpq(0), fmpq(1), fmpq(2), fmpq(1, 2)
_ONE_BALL, _HALF_BALL = arb(1), arb(0.5)
_HUGE, _TINY = arb(fmpq(2) ** 4096), arb(fmpq(2) ** -4096)


def ball(a: Real) -> arb:
    """A ball that contains a."""
    if isinstance(a, Near):
        return a.correction + a.rational if a.rational else a.correction
    if isinstance(a, Turns):
        return arb.pi() * a.halves
    return arb(a)


def sign(a: Real) -> int | None:
    """The sign of a, None where its ball does not tell."""
    if isinstance(a, Near):
        enclosure = ball(a)
        return 1 if enclosure > 0 else -1 if enclosure < 0 else None
    exact = a.halves if isinstance(a, Turns) else a
    return (exact > 0) - (exact < 0)


def magnitude_bounds(enclosure: arb) -> tuple[fmpq, fmpq] | None:
    """Rationals that |enclosure| lies between; None if it may exceed 2^4096 or be no number.

    Below 2^−4096 the bounds are 0 and 2^−4096: e^(−e^100) has more digits than memory has room for.
    """
    low, high = enclosure.abs_lower(), enclosure.abs_upper()
    if not high <= _HUGE:
        return None
    if high.is_zero():
        return _ZERO, _ZERO
    return _dyadic(low) if low > _TINY else _ZERO, _dyadic(high if high > _TINY else _TINY)


def _dyadic(exact: arb) -> fmpq:
    mantissa, exponent = exact.man_exp()
    return mantissa * fmpq(2) ** exponent


def near(a: Real) -> Near:
    """a as a rational and a ball."""
    if isinstance(a, Near):
        return a
    if isinstance(a, Turns):
        return Near(_ZERO, ball(a))
    return Near(a, arb(0))


def _turns(halves: fmpq) -> fmpq | Turns:
    return Turns(halves) if halves else halves


def _irrational(enclosure: arb) -> Near:
    return Near(_ZERO, enclosure)


# --- The field operations -----------------------------------------------------------------------


def add(a: Real, b: Real) -> Real:
    """a + b."""
    if type(a) is fmpq and type(b) is fmpq:
        return a + b
    if isinstance(a, Turns) and isinstance(b, Turns):
        return _turns(a.halves + b.halves)
    for rational, other in ((a, b), (b, a)):
        if type(rational) is fmpq:
            if not rational:
                return other
            whole, correction = near(other)
            return Near(whole + rational, correction)
    left, right = near(a), near(b)
    return Near(left.rational + right.rational, left.correction + right.correction)


def negate(a: Real) -> Real:
    """−a."""
    if isinstance(a, Near):
        return Near(-a.rational, -a.correction)
    return Turns(-a.halves) if isinstance(a, Turns) else -a


def multiply(a: Real, b: Real) -> Real:
    """a·b; exactly 0 if one of them is."""
    if type(a) is fmpq:
        return _multiple(b, a)
    if type(b) is fmpq:
        return _multiple(a, b)
    (r, c), (s, d) = near(a), near(b)
    if not (r or s):
        return _irrational(c * d)
    return Near(r * s, d * r + c * (d + s))


def _multiple(a: Real, factor: fmpq) -> Real:
    if isinstance(a, Near):
        return Near(a.rational * factor, a.correction * factor) if factor else factor
    return _turns(a.halves * factor) if isinstance(a, Turns) else a * factor


def reciprocal(a: Real) -> Number:
    """1/a."""
    if type(a) is fmpq:
        return 1 / a if a else Doubt(Defect.DIVISION, certain=True)
    enclosure = ball(a)
    if enclosure.contains(0):
        return Doubt(Defect.DIVISION, certain=False)
    rational, correction = near(a)
    if rational and abs(correction) < abs(arb(rational)):
        # 1/(R + C) = 1/R − C/(R·(R + C)); for |C| > |R| the second term would cancel the first
        return Near(1 / rational, -correction / (enclosure * rational))
    return _irrational(1 / enclosure)


def power(a: Real, exponent: int) -> Number:
    """a^exponent; 1 for exponent 0."""
    if exponent < 0:
        inverse = reciprocal(a)
        return inverse if isinstance(inverse, Doubt) else power(inverse, -exponent)
    if type(a) is fmpq:
        if a.height_bits() * exponent > LARGEST_EXACT:
            return Doubt(Defect.SIZE, certain=True)
        return a**exponent
    if exponent == 0:
        return _ONE
    result, square = None, a
    for place in range(exponent.bit_length()):
        square = multiply(square, square) if place else a
        if exponent >> place & 1:
            result = square if result is None else multiply(result, square)
    assert result is not None
    return result


# --- Functions ----------------------------------------------------------------------------------


def exponential(a: Real) -> Real:
    """e^a; by Lindemann irrational at a rational a ≠ 0."""
    if type(a) is fmpq and not a:
        return _ONE
    enclosure = ball(a)
    if abs(enclosure) < _ONE_BALL:
        return Near(_ONE, enclosure.expm1())
    return _irrational(enclosure.exp())


def logarithm(a: Real) -> Number:
    """ln a."""
    if type(a) is fmpq:
        if a <= 0:
            return Doubt(Defect.LOGARITHM, certain=True)
        if a == 1:
            return _ZERO
        return _irrational((arb(a - 1)).log1p() if _HALF < a < 2 else arb(a).log())
    enclosure = ball(a)
    if not enclosure > 0:
        return Doubt(Defect.LOGARITHM, certain=bool(enclosure <= 0))
    if isinstance(a, Near) and a.rational == 1 and abs(a.correction) < _HALF_BALL:
        return _irrational(a.correction.log1p())
    return _irrational(enclosure.log())


def square_root(a: Real) -> Number:
    """The root of a that is not negative."""
    if type(a) is fmpq:
        root = _rational_root(a)
        if a < 0 or root is not None:
            return Doubt(Defect.ROOT, certain=True) if root is None else root
        return _irrational(arb(a).sqrt())
    enclosure = ball(a)
    if not enclosure >= 0:
        return Doubt(Defect.ROOT, certain=bool(enclosure < 0))
    rational, correction = near(a)
    root = _rational_root(rational)
    if root and abs(correction) < arb(rational):
        # √(r² + C) = r + C/(r + √(r² + C))
        return Near(root, correction / (enclosure.sqrt() + root))
    return _irrational(enclosure.sqrt())


def _rational_root(a: fmpq) -> fmpq | None:
    numerator, denominator = fmpz(a.p), fmpz(a.q)
    if numerator.is_square() and denominator.is_square():
        return fmpq(numerator.isqrt(), denominator.isqrt())
    return None


_SINES = {0: _ZERO, 1: _HALF, 3: _ONE, 5: _HALF, 6: _ZERO, 7: -_HALF, 9: -_ONE, 11: -_HALF}
"""sin(k·π/6) where it is rational: by Niven's theorem (Irrational Numbers, 1956, corollary 3.12)
these are all the rational sines of rational multiples of π."""


def _sine_of_turns(halves: fmpq) -> Real:
    sixths = halves * 6
    exact = _SINES.get(int(sixths.p) % 12) if sixths.q == 1 else None
    return _irrational(arb.sin_pi_fmpq(halves)) if exact is None else exact


def sine(a: Real) -> Real:
    """sin a; irrational at a rational a ≠ 0."""
    if isinstance(a, Turns):
        return _sine_of_turns(a.halves)
    return a if type(a) is fmpq and not a else _irrational(ball(a).sin())


def cosine(a: Real) -> Real:
    """cos a; irrational at a rational a ≠ 0."""
    if isinstance(a, Turns):
        return _sine_of_turns(a.halves + _HALF)
    if type(a) is fmpq and not a:
        return _ONE
    enclosure = ball(a)
    if abs(enclosure) < _HALF_BALL:
        half_sine = (enclosure / 2).sin()
        return Near(_ONE, -2 * half_sine * half_sine)
    return _irrational(enclosure.cos())


def hyperbolic_tangent(a: Real) -> Real:
    """tanh a; irrational at a rational a ≠ 0."""
    if type(a) is fmpq and not a:
        return a
    enclosure = ball(a)
    if not abs(enclosure) >= _HALF_BALL:
        return _irrational(enclosure.tanh())
    tail = 2 / (1 + (2 * abs(enclosure)).exp())
    return Near(_ONE, -tail) if enclosure > 0 else Near(-_ONE, tail)


_ERFC_LOSES_ITS_SIGN = arb(46_000)
"""From somewhat further on arb's erfc of a ball no longer excludes 0 (`activations`)."""


def complementary_error(a: Real) -> Real:
    """erfc a = 1 − erf a."""
    if type(a) is fmpq and not a:
        return _ONE
    enclosure = ball(a)
    if enclosure < 0:
        return Near(_TWO, -_erfc(-enclosure))
    return _irrational(_erfc(enclosure))


def _erfc(enclosure: arb) -> arb:
    if not enclosure > _ERFC_LOSES_ITS_SIGN:
        return enclosure.erfc()
    # DLMF 7.11.5; accurate relative to itself, twice slower
    square = enclosure * enclosure
    tail = (-square).exp() * square.hypgeom_u(_HALF_BALL, _HALF_BALL)
    return tail / arb.const_sqrt_pi()


def softplus(a: Real) -> Real:
    """ln(1 + e^a) = max(a, 0) + ln(1 + e^(−|a|))."""
    enclosure = ball(a)
    tail = _irrational((-abs(enclosure)).exp().log1p())
    direction = sign(a)
    if direction is None:
        return _irrational(enclosure.exp().log1p())
    return add(a, tail) if direction > 0 else tail


# --- Choices ------------------------------------------------------------------------------------


def absolute(a: Real) -> Real:
    """|a|."""
    direction = sign(a)
    if direction is None:
        return _irrational(abs(ball(a)))
    return a if direction >= 0 else negate(a)


def _order(a: Real, b: Real) -> int | None:
    """The sign of a − b."""
    return sign(add(a, negate(b)))


def smaller(a: Real, b: Real) -> Real:
    """min(a, b)."""
    order = _order(a, b)
    if order is None:
        return _irrational(ball(a).min(ball(b)))
    return a if order <= 0 else b


def larger(a: Real, b: Real) -> Real:
    """max(a, b)."""
    order = _order(a, b)
    if order is None:
        return _irrational(ball(a).max(ball(b)))
    return a if order >= 0 else b


def select(a: Real, below: Real, above: Real) -> Real:
    """`below` where a < 0, else `above`."""
    direction = sign(a)
    if direction is None:
        return _irrational(ball(below).union(ball(above)))
    return above if direction >= 0 else below


def step(a: Real) -> Real:
    """1 where a ≥ 0, else 0."""
    return select(a, _ZERO, _ONE)


def step_sign(a: Real) -> Real:
    """1 where a ≥ 0, else −1."""
    return select(a, -_ONE, _ONE)


def three_way_sign(a: Real) -> Real:
    """The sign of a: −1, 0 or 1."""
    direction = sign(a)
    return _irrational((-_ONE_BALL).union(_ONE_BALL)) if direction is None else fmpq(direction)
