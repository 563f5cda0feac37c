"""Open rational intervals around exp, ln, erf, sin and cos, with their proofs, in plain integers.

What is promised: an `Enclosure` of a real v at precision p is a pair of integers with

    low < 2^p · v < high,      both inequalities strict.

Strictness is the point. A correction that is positive but far below 2^-p, such as the e^-8192 in
gelu(128) = 128 - 10^-3557, is enclosed by (0, 1): its sign is known although no digit of it is.
Floor and ceil of the sum are then decided at once, without computing thousands of digits.

How strictness is kept. Each function sums finitely many terms of a series, the lower sum from terms
rounded down and the upper sum from terms rounded up, then adds a bound for the rest that is proved
in its docstring. Between integers, `a // b` and `a >> n` round down and `_up(a, b)` rounds up, and
what is at most a strict lower bound (at least a strict upper one) is one itself. No proof rests on
the working precision or on the number of terms: they only decide how narrow the result is.

Arguments are exact rationals. Rejected: argument reduction of exp by ln 2 (needs ln 2 enclosed;
halving and squaring needs nothing), asymptotic series for erfc (they diverge; a sign is enough).

Sources of the series: NIST Digital Library of Mathematical Functions, 4.6.1, 4.19, 4.24 and 7.6.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isqrt

_GUARD = 10
"""Extra working bits; they pay for the roundings of the 2^10 steps a series may take."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The open interval low/2^p < v < high/2^p, at a precision p its holder knows."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low >= self.high:
            raise ValueError(f"an open interval needs low < high, not ({self.low}, {self.high})")

    def coarsened(self, bits: int) -> "Enclosure":
        """The same real, enclosed at a precision lower by `bits`."""
        return Enclosure(self.low >> bits, _up(self.high, 1 << bits))


def _up(numerator: int, denominator: int) -> int:
    """numerator/denominator rounded up, for a positive denominator."""
    return -(-numerator // denominator)


def exponential(q: Fraction, precision: int) -> Enclosure:
    """Encloses e^-q for a rational q > 0, with 0 <= low and high <= 2^precision.

    Far out: e^7 > 2.7^7 > 1046 > 2^10, so 10q >= 7p gives 0 < e^-q < 2^(-10q/7) <= 2^-p.
    Otherwise q = 2^h · r with r <= 1/2, and e^-q is 1/e^r squared h times; reciprocal and square
    are monotone on positive numbers, so bounds go to bounds. high <= 2^p because e^r is bounded
    below by its first term 1.
    """
    if q <= 0:
        raise ValueError(f"exponential takes q > 0, not {q}")
    if 10 * q >= 7 * precision:
        return Enclosure(0, 1)
    halvings = int(q).bit_length() + isqrt(precision)
    working = precision + halvings + _GUARD
    growth = _growth(Fraction(q.numerator, q.denominator << halvings), working)
    low = (1 << 2 * working) // growth.high
    high = _up(1 << 2 * working, growth.low)
    one = 1 << working
    for _ in range(halvings):
        low = low * low >> working
        high = _up(high * high, one)
    return Enclosure(low, high).coarsened(working - precision)


def _growth(r: Fraction, precision: int) -> Enclosure:
    """Encloses e^r = Σ r^i/i! for 0 < r <= 1/2.

    All terms are positive, so a partial sum is strictly too small. The terms from r^n/n! on shrink
    by a factor r/(i+1) < 1/2 each, so together they are less than 2·r^n/n!.
    """
    low = high = 0
    term_low = term_high = 1 << precision
    index = 0
    while term_low > 0:
        low += term_low
        high += term_high
        index += 1
        divisor = r.denominator * index
        term_low = term_low * r.numerator // divisor
        term_high = _up(term_high * r.numerator, divisor)
    return Enclosure(low, high + 2 * term_high)


def increasing_ratio(
    t: Enclosure, numerator: Sequence[int], denominator: Sequence[int], precision: int
) -> Enclosure:
    """Encloses N(v)/D(v), given an enclosure of v with low >= 0 at the same precision.

    The caller vouches that N/D is strictly increasing on v >= 0 and D positive there; N and D are
    integer coefficients, constant term first, equally many. Then N/D at low and at high are strict
    bounds. At τ/2^p a polynomial of degree n is Σ c_i τ^i 2^(p(n-i)) over 2^(pn), without rounding.
    """
    low = _homogeneous(numerator, t.low, precision) << precision
    high = _homogeneous(numerator, t.high, precision) << precision
    return Enclosure(
        low // _homogeneous(denominator, t.low, precision),
        _up(high, _homogeneous(denominator, t.high, precision)),
    )


def _homogeneous(coefficients: Sequence[int], tau: int, precision: int) -> int:
    """2^(precision·n) times the polynomial of degree n at tau/2^precision, exactly."""
    total = 0
    for index, coefficient in enumerate(reversed(coefficients)):
        total = total * tau + (coefficient << precision * index)
    return total


def logarithm_of_one_plus(t: Enclosure, precision: int) -> Enclosure:
    """Encloses ln(1+v), given an enclosure with low >= 0 of v in (0, 1] at the same precision.

    ln(1+v) = 2·artanh(u) = 2·Σ u^n/n over odd n, where u = v/(2+v) = 1 - 2/(2+v) increases with v
    and is at most 1/3. All terms are positive, so a partial sum is too small; from u^n/n on each
    is less than u² <= 1/9 times the one before, so together they are less than (9/8)·u^n/n.
    """
    u = increasing_ratio(t, (0, 1), (2, 1), precision)
    one = 1 << precision
    square_low, square_high = u.low * u.low >> precision, _up(u.high * u.high, one)
    low = high = 0
    power_low, power_high = u.low, u.high
    index = 1
    while power_low > 0:
        low += power_low // index
        high += _up(power_high, index)
        power_low = power_low * square_low >> precision
        power_high = _up(power_high * square_high, one)
        index += 2
    return Enclosure(2 * low, 2 * (high + _up(9 * power_high, 8 * index)))


def normal_tail(x: Fraction, precision: int) -> Enclosure:
    """Encloses Q(x) = (1 - erf(x/√2))/2, the normal distribution beyond a rational x > 0; low >= 0.

    With φ(u) = e^(-u²/2)/√(2π), Q(x) is the integral of φ from x to infinity, and Q(0) = 1/2.
    Far out: (x+u)² > x² + u² for u > 0, so Q(x) < e^(-x²/2)·Q(0) = e^(-x²/2)/2, and with q = x²/2,
    10q >= 7p this lies strictly between 0 and 2^-p (see `exponential`).
    Otherwise Q(x) = 1/2 - φ(x)·S(x) with S(x) = Σ x^(2n+1)/(1·3·…·(2n+1)): S' = 1 + x·S and
    S(0) = 0, so the derivative of e^(-x²/2)·S(x) is e^(-x²/2), and φ·S is the integral of φ from 0.
    """
    if x <= 0:
        raise ValueError(f"normal_tail takes x > 0, not {x}")
    half_square = x * x / 2
    if 10 * half_square >= 7 * precision:
        return Enclosure(0, 1)
    # S(x) is of the size of 1/φ(x) < e^(x²/2+1) < 2^(3x²/4+2): φ needs that many bits more than S.
    fine = precision + 3 * int(half_square) // 2 + 2 * _GUARD
    working = precision + _GUARD
    gaussian, constant = exponential(half_square, fine), _inverse_root_two_pi(fine)
    series = _error_series(x, working)
    body_low = gaussian.low * constant.low * series.low >> 2 * fine
    body_high = _up(gaussian.high * constant.high * series.high, 1 << 2 * fine)
    half = 1 << (working - 1)
    return Enclosure(max(half - body_high, 0), half - body_low).coarsened(_GUARD)


def _error_series(x: Fraction, precision: int) -> Enclosure:
    """Encloses S(x) = Σ x^(2n+1)/(1·3·…·(2n+1)) for x > 0.

    All terms are positive, so a partial sum is too small. A term is x²/(2n+3) times the one before,
    and these factors decrease: once the one into the first omitted term is at most 1/2, all later
    ones are less, and the omitted terms together are less than twice the first.
    """
    numerator, denominator = x.numerator**2, x.denominator**2
    low = high = 0
    term_low = (x.numerator << precision) // x.denominator
    term_high = _up(x.numerator << precision, x.denominator)
    odd = 1
    while True:
        low += term_low
        high += term_high
        odd += 2
        divisor = denominator * odd
        term_low = term_low * numerator // divisor
        term_high = _up(term_high * numerator, divisor)
        if term_low == 0 and 2 * numerator <= divisor:
            return Enclosure(low, high + 2 * term_high)


@lru_cache(maxsize=256)
def _inverse_root_two_pi(precision: int) -> Enclosure:
    """Encloses 1/√(2π): square roots and reciprocals are monotone, and isqrt is the exact floor."""
    pi = circle_constant(precision)
    cube = 1 << 3 * precision
    low = isqrt(cube // (2 * pi.high))
    high = isqrt(_up(cube, 2 * pi.low)) + 1
    return Enclosure(low, high)


@lru_cache(maxsize=256)
def circle_constant(precision: int) -> Enclosure:
    """Encloses π = 16·arctan(1/5) - 4·arctan(1/239) (Machin, 1706).

    (5+i)^4·(239-i) = 114244·(1+i), so 4·arctan(1/5) - arctan(1/239) is π/4 up to multiples of 2π;
    it lies between 0 and 4/5, so it is π/4.
    """
    working = precision + 2 * _GUARD
    fifth, small = _arctangent(5, working), _arctangent(239, working)
    pi = Enclosure(16 * fifth.low - 4 * small.high, 16 * fifth.high - 4 * small.low)
    return pi.coarsened(working - precision)


def _arctangent(n: int, precision: int) -> Enclosure:
    """Encloses arctan(1/n) = Σ (-1)^i/((2i+1)·n^(2i+1)) for an integer n >= 2.

    The terms alternate and decrease, so the rest is smaller than its first term, and that is less
    than 1/2^p once its floor is 0. Floors of floors are floors: each of the terms summed is too
    small by less than 1/2^p.
    """
    power = (1 << precision) // n
    total, index = 0, 0
    while power // (2 * index + 1) > 0:
        term = power // (2 * index + 1)
        total += -term if index % 2 else term
        power //= n * n
        index += 1
    return Enclosure(total - index - 1, total + index + 1)


def sine(x: Fraction, precision: int) -> Enclosure:
    """Encloses sin x for a rational x: sin(r + nπ/2) is sin r, cos r, -sin r, -cos r in turn."""
    return _circular(x, 0, precision)


def cosine(x: Fraction, precision: int) -> Enclosure:
    """Encloses cos x = sin(x + π/2) for a rational x."""
    return _circular(x, 1, precision)


def _circular(x: Fraction, quarters: int, precision: int) -> Enclosure:
    """Encloses sin(x + quarters·π/2).

    Sine and cosine are 1-Lipschitz, so their value at r is within |r - c| of their value at c.
    """
    working = precision + _GUARD + abs(int(x)).bit_length()
    turns, centre, radius = _reduced(x, working)
    quadrant = (turns + quarters) % 4
    value = _alternating(centre, quadrant % 2 == 0, working)
    low, high = value.low - radius, value.high + radius
    if quadrant >= 2:
        low, high = -high, -low
    return Enclosure(low, high).coarsened(working - precision)


def _reduced(x: Fraction, precision: int) -> tuple[int, int, int]:
    """Integers (n, c, e) with |2^p·(x - nπ/2) - c| <= e, and |c| <= 2^p.

    The bound holds for every n: 2^p·x is less than 1 from its floor, and n·2^p·π/2 lies between
    n·low/2 and n·high/2, whose distance is |n|·(high - low)/2, and n·low/2 is less than 1 from its
    floor. The nearest n makes |c| about 2^p·π/4; that |c| <= 2^p is tested, not proved.
    """
    pi = circle_constant(precision)
    scaled = (x.numerator << precision) // x.denominator
    turns = (4 * scaled + pi.low) // (2 * pi.low)
    centre = scaled - turns * pi.low // 2
    if abs(centre) > 1 << precision:
        raise ArithmeticError(f"argument reduction of {x} left {centre}/2^{precision}")
    return turns, centre, abs(turns) * (pi.high - pi.low) + 2


def _alternating(centre: int, odd: bool, precision: int) -> Enclosure:
    """Encloses sin c if `odd`, otherwise cos c, for c = centre/2^p with |c| <= 1.

    Taylor: Σ ±|c|^i/i! over odd or even i. Signs alternate and terms decrease (the ratio of
    neighbours is c²/((i+1)(i+2)) <= 1/2), so the rest is at most its first term in absolute value.
    One more unit on either side makes the bounds strict.
    """
    size, one = abs(centre), 1 << precision
    low = high = 0
    term_low = term_high = size if odd else one
    index, sign = (1 if odd else 0), 1
    while term_low > 0:
        low += term_low if sign > 0 else -term_high
        high += term_high if sign > 0 else -term_low
        divisor = (index + 1) * (index + 2) << 2 * precision
        term_low = term_low * size * size // divisor
        term_high = _up(term_high * size * size, divisor)
        index, sign = index + 2, -sign
    low, high = low - term_high - 1, high + term_high + 1
    return Enclosure(-high, -low) if odd and centre < 0 else Enclosure(low, high)
