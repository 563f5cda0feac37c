"""Rounding of exact rationals to integers, and what happens outside a format.

Everything is decided on integers: a value is a numerator over a positive denominator, so that a
tie is a tie and not the nearest float to one. Source of the eight modes: IEEE 754-2019 section
4.3 for the five it has, and the `ap_fixed` quantization modes for their names in HLS.
"""

from enum import Enum
from typing import TypeVar

from fxprove.errors import InputError


class Rounding(Enum):
    """How an exact value becomes an integer; each member states where it sends a value."""

    HALF_EVEN = "half-even"  # the nearest integer; a tie goes to the even one
    HALF_AWAY = "half-away"  # the nearest integer; a tie goes away from zero
    HALF_UP = "half-up"  # the nearest integer; a tie goes toward +infinity
    HALF_DOWN = "half-down"  # the nearest integer; a tie goes toward -infinity
    HALF_ZERO = "half-zero"  # the nearest integer; a tie goes toward zero
    FLOOR = "floor"  # the greatest integer that is not greater
    CEIL = "ceil"  # the least integer that is not smaller
    ZERO = "zero"  # truncation: drop the fraction of the magnitude


class Overflow(Enum):
    """What becomes of an integer outside [lo, hi]."""

    SATURATE = "saturate"  # the nearer end of the format
    WRAP = "wrap"  # the congruent raw value modulo the number of raw values


class Accumulation(Enum):
    """The order and the precision in which a neuron adds its products."""

    EXACT = "exact"  # an exact integer sum, rounded once at the end
    SEQUENTIAL = "sequential"  # from the bias; each product rounded, each partial sum overflowed
    SEQUENTIAL_BIAS_LAST = "sequential-bias-last"  # the same from 0, with the bias added last


Mode = TypeVar("Mode", Rounding, Overflow, Accumulation)


def parse_mode(kind: type[Mode], text: object, where: str) -> Mode:
    """The member of `kind` spelt `text`; raises InputError naming all of them."""
    try:
        return kind(text)
    except ValueError:
        expected = f"one of {', '.join(member.value for member in kind)}"
        raise InputError(where, expected, repr(text)[:60]) from None


HLS_QUANTIZATION = {
    "AP_TRN": Rounding.FLOOR,
    "AP_TRN_ZERO": Rounding.ZERO,
    "AP_RND": Rounding.HALF_UP,
    "AP_RND_INF": Rounding.HALF_AWAY,
    "AP_RND_MIN_INF": Rounding.HALF_DOWN,
    "AP_RND_CONV": Rounding.HALF_EVEN,
    "AP_RND_ZERO": Rounding.HALF_ZERO,
}
"""HLS quantization names (Vitis HLS user guide, `ap_fixed`) and the modes they denote."""


def round_ratio(numerator: int, denominator: int, rounding: Rounding) -> int:
    """The integer that `rounding` assigns to numerator/denominator, exactly.

    `denominator` is positive. Any magnitude.

    >>> [round_ratio(n, 2, Rounding.HALF_EVEN) for n in (-3, -1, 1, 3, 5)]
    [-2, 0, 0, 2, 2]
    """
    floor, remainder = divmod(numerator, denominator)
    if remainder == 0:
        return floor
    match rounding:
        case Rounding.FLOOR:
            return floor
        case Rounding.CEIL:
            return floor + 1
        case Rounding.ZERO:
            return floor + (floor < 0)
    if 2 * remainder != denominator:
        return floor + (2 * remainder > denominator)
    return floor + _tie_goes_up(floor, rounding)


def _tie_goes_up(floor: int, rounding: Rounding) -> bool:
    """Whether floor + 1/2 is rounded to floor + 1."""
    match rounding:
        case Rounding.HALF_EVEN:
            return floor % 2 == 1
        case Rounding.HALF_AWAY:
            return floor >= 0
        case Rounding.HALF_UP:
            return True
        case Rounding.HALF_DOWN:
            return False
        case Rounding.HALF_ZERO:
            return floor < 0
    raise AssertionError(f"{rounding} has no ties")


def round_between_halves(halves: int, rounding: Rounding) -> int:
    """The rounding of any value strictly between halves/2 and (halves+1)/2.

    No integer and no tie lies in that open interval, so its points all round alike.
    """
    return round_ratio(2 * halves + 1, 4, rounding)


def least_rounding_to(target: int, numerator: int, denominator: int, rounding: Rounding) -> int:
    """The least integer a for which a·numerator/denominator rounds to `target` or more.

    It exists because every mode is monotone; numerator and denominator are positive. Found from
    the definition of the mode: `rounding` sends x to `target` or more exactly when x ≥ threshold,
    or x > threshold where the tie (or the integer) itself goes down.

    >>> least_rounding_to(1, 1, 4, Rounding.HALF_EVEN), least_rounding_to(2, 1, 4, Rounding.HALF_UP)
    (3, 6)
    """
    match rounding:
        case Rounding.FLOOR:
            twice, closed = 2 * target, True
        case Rounding.CEIL:
            twice, closed = 2 * target - 2, False
        case Rounding.ZERO:
            twice, closed = (2 * target, True) if target > 0 else (2 * target - 2, False)
        case _:
            twice, closed = 2 * target - 1, _tie_goes_up(target - 1, rounding)
    quotient, remainder = divmod(twice * denominator, 2 * numerator)
    return quotient + (remainder > 0 or not closed)
