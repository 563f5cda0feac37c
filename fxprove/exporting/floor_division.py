"""Rounding as one floor division, which is all that the targets are asked to do.

For integers n and D ≥ 1 every mode is rnd(n/D) = ⌊(n + addend)/D⌋ with 0 ≤ addend < D:

    floor 0                  ceil D − 1               zero  0, and D − 1 for n < 0
    half-up ⌊D/2⌋            half-down ⌊(D−1)/2⌋      half-even ⌊(D−1)/2⌋, and 1 more if D is even
    half-away ⌊D/2⌋, and ⌊(D−1)/2⌋ for n < 0                    and ⌊n/D⌋ odd
    half-zero ⌊(D−1)/2⌋, and ⌊D/2⌋ for n < 0

Half-even: write n = f·D + r. A tie is r = D/2, and D/2 + D/2 − 1 falls short of D by the 1 that an
odd f adds. Any other r is at most D/2 − 1, and stays below D with the 1, or at least D/2 + 1, and
reaches D without it.
"""

from dataclasses import dataclass

from fxprove.rounding import Rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorForm:
    """rnd(n/divisor) = ⌊(n + addend)/divisor⌋, with 0 ≤ addend < divisor.

    The addend is `always`, and `if_negative` more for n < 0, and `if_odd` more where ⌊n/divisor⌋
    is odd. One of the two at most is not 0; both are where there are no ties.
    """

    divisor: int
    always: int
    if_negative: int
    if_odd: int

    @classmethod
    def of(cls, divisor: int, rounding: Rounding) -> "FloorForm":
        """The form of a mode, for a positive divisor."""
        below, half = (divisor - 1) // 2, divisor // 2
        always, if_negative, if_odd = {
            Rounding.FLOOR: (0, 0, 0),
            Rounding.CEIL: (divisor - 1, 0, 0),
            Rounding.ZERO: (0, divisor - 1, 0),
            Rounding.HALF_UP: (half, 0, 0),
            Rounding.HALF_DOWN: (below, 0, 0),
            Rounding.HALF_EVEN: (below, 0, half - below),
            Rounding.HALF_AWAY: (half, below - half, 0),
            Rounding.HALF_ZERO: (below, half - below, 0),
        }[rounding]
        return cls(divisor=divisor, always=always, if_negative=if_negative, if_odd=if_odd)

    def __call__(self, numerator: int) -> int:
        """rnd(numerator/divisor).

        >>> [FloorForm.of(2, Rounding.HALF_EVEN)(n) for n in (-3, -1, 1, 3, 5)]
        [-2, 0, 0, 2, 2]
        """
        addend = self.always
        if numerator < 0:
            addend += self.if_negative
        if numerator // self.divisor % 2:
            addend += self.if_odd
        return (numerator + addend) // self.divisor
