"""Which half-integers a real number lies between, decided with rigorous ball arithmetic.

Every rounding mode changes its answer only at integers and at ties, that is at multiples of 1/2.
So a real number v that is no such multiple is rounded correctly, in all modes, once the integer j
with j/2 < v < (j+1)/2 is known (`rounding.round_between_halves`); multiples themselves are rational
and are the caller's business, in integers.

A number is given as v = scale·(R + C): R an exact ratio, C a ball that contains a non-zero real
and whose error is small *relative to C*. Then 2·scale·R is split exactly into an integer and a
remainder in [0, 1), and only remainder + C has to be told from an integer:
- if the remainder is 0, R itself is a boundary and the sign of C decides. The ball need not be
  narrow for that: 1 − e^(−30000) costs no more than 1 − e^(−1);
- otherwise the remainder is at least 1/denominator away from an integer, and where C comes close
  to closing that gap the precision is doubled until the ball excludes every integer.
Rejected: floating point with a margin (it needs an error analysis of each libm, and measured wrong
in 2–19 of 65,536 entries per function at 40 fraction bits), and evaluating R + C as one ball (it
needs 43,000 bits to see that 1 − e^(−30000) is below 1).

The doubling ends for every irrational v. It is capped all the same, because irrationality is a
theorem for some functions only; what the cap leaves open is returned as open, never guessed.

Balls: F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic", IEEE
Trans. Computers 66 (2017), as packaged in python-flint. Its precision is a global of the process;
this module is the only one that sets it, and it restores it.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import TypeVar

from flint import arb, ctx

Point = TypeVar("Point", bound=Hashable)
Answer = TypeVar("Answer")

Ratio = tuple[int, int]
"""Numerator and positive denominator, not necessarily in lowest terms."""

Split = tuple[int, int, arb]
"""R's numerator, R's positive denominator, and the ball C."""

PRECISION_CAP = 1 << 14
"""Bits beyond which a number is given up. Random values need about 64 more than their result has;
a value that agrees with a boundary to 16,384 bits is either on it or a discovery."""

GUARD_BITS = 32
"""Bits beyond the result's own in the first attempt: one entry in 2^32 is expected to need more,
and precisions below 64 are the cheapest."""


def locate_halves(
    split: Callable[[int], Split], points: Iterable[int], *, scale: int, cap: int = PRECISION_CAP
) -> tuple[dict[int, int], tuple[int, ...]]:
    """For each point the j with j/2 < scale·(R + C) < (j+1)/2, and the points left undecided.

    `split` gives R and C of a point and is called again, at twice the precision, for the points
    not decided yet; at no precision above `cap` bits.

    >>> locate_halves(lambda k: (k, 1, -(arb(-30000).exp())), [7], scale=1)
    ({7: 13}, ())
    """

    def attempt(pending: tuple[int, ...]) -> dict[int, int]:
        located = ((point, halves_around(split(point), scale=scale)) for point in pending)
        return {point: halves for point, halves in located if halves is not None}

    first = GUARD_BITS + (2 * scale).bit_length()
    return decide_at_rising_precision(attempt, points, first=first, cap=cap)


def decide_at_rising_precision(
    attempt: Callable[[tuple[Point, ...]], Mapping[Point, Answer]],
    points: Iterable[Point],
    *,
    first: int,
    cap: int,
) -> tuple[dict[Point, Answer], tuple[Point, ...]]:
    """The answers for `points`, and the points left undecided, in order.

    `attempt` answers those it can at the precision in force: `first` bits, then twice as many for
    the points it left out, and so on; `cap` bits at the most.
    """
    found: dict[Point, Answer] = {}
    pending = tuple(points)
    precision = min(first, cap)
    while pending:
        with at_precision(precision):
            found |= attempt(pending)
        pending = tuple(point for point in pending if point not in found)
        if precision == cap:
            break
        precision = min(2 * precision, cap)
    return found, pending


def at_precision(bits: int) -> AbstractContextManager[object]:
    """A context in which balls are computed with `bits` bits."""
    return ctx.workprec(bits)


def halves_around(split: Split, *, scale: int) -> int | None:
    """The j with j/2 < scale·(R + C) < (j+1)/2, or None where the ball does not exclude all j/2."""
    numerator, denominator, correction = split
    doubled_scale = 2 * scale
    whole, remainder = divmod(doubled_scale * numerator, denominator)
    fraction = correction * doubled_scale
    if remainder:
        fraction += arb(remainder) / denominator
    if fraction.contains_integer():
        return None
    # None also for a ball without end, which an overflow inside `split` would give.
    floor = fraction.floor().unique_fmpz()
    return None if floor is None else whole + int(floor)
