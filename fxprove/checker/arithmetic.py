"""The checker's own fixed-point arithmetic, in plain integers.

Written from the definitions, apart from the prover's: rounding is decided by comparing twice the
remainder with the denominator, cells are found by looking for the boundary, and nothing is shared.
"""

from dataclasses import dataclass

ROUNDINGS = (
    "half-even", "half-away", "half-up", "half-down", "half-zero", "floor", "ceil", "zero",
)  # fmt: skip


def round_ratio(numerator: int, denominator: int, rounding: str) -> int:
    """The integer nearest to numerator/denominator in the sense of `rounding`; denominator > 0."""
    below = numerator // denominator
    if below * denominator == numerator:
        return below
    toward_zero = below if below >= 0 else below + 1
    away = below + 1 if below >= 0 else below
    if rounding == "floor":
        return below
    if rounding == "ceil":
        return below + 1
    if rounding == "zero":
        return toward_zero
    excess = 2 * (numerator - below * denominator) - denominator
    if excess < 0:
        return below
    if excess > 0:
        return below + 1
    if rounding == "half-up":
        return below + 1
    if rounding == "half-down":
        return below
    if rounding == "half-away":
        return away
    if rounding == "half-zero":
        return toward_zero
    if rounding == "half-even":
        return below if below % 2 == 0 else below + 1
    raise ValueError(rounding)


@dataclass(frozen=True)
class Requantizer:
    """r(a) = overflow(round(a/divisor)) onto lo…hi, for any integer a."""

    lo: int
    hi: int
    divisor: int
    rounding: str
    overflow: str

    def __call__(self, accumulator: int) -> int:
        k = round_ratio(accumulator, self.divisor, self.rounding)
        if self.lo <= k <= self.hi:
            return k
        if self.overflow == "saturate":
            return self.lo if k < self.lo else self.hi
        return self.lo + (k - self.lo) % (self.hi - self.lo + 1)

    def first_at_least(self, k: int) -> int:
        """The least accumulator that rounds to k or more.

        It lies above (k−1)·divisor, which rounds to k−1, and not above k·divisor. In between,
        rounding changes at most just above (k−1)·divisor, at or just above the middle, or at
        k·divisor: these are tried in ascending order.
        """
        middle = (2 * k - 1) * self.divisor // 2
        candidates = ((k - 1) * self.divisor + 1, middle, middle + 1, k * self.divisor)
        return next(a for a in candidates if round_ratio(a, self.divisor, self.rounding) >= k)
