"""Exact requantization: the reference, on Python integers of any size.

A requantizer takes an accumulator, an exact integer in units of 1/(s_in·s_W), to a raw value of
the next format: one rounding, then overflow handling (theory, section 1). `array_arithmetic` is
the vectorised form of the same functions; tests prove them equal.
"""

from dataclasses import dataclass
from math import gcd

from fxprove.formats import Format
from fxprove.rounding import Overflow, Rounding, least_rounding_to, round_ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Requantizer:
    """r(a) = overflow(round(a·numerator/denominator)), onto `target`.

    The fraction is s_out/(s_in·s_W), in lowest terms.
    """

    target: Format
    numerator: int
    denominator: int
    rounding: Rounding
    overflow: Overflow

    @classmethod
    def between(
        cls,
        source_scale: int,
        weight_scale: int,
        target: Format,
        rounding: Rounding,
        overflow: Overflow,
    ) -> "Requantizer":
        """The requantizer from accumulators in units of 1/(source_scale·weight_scale)."""
        unit = source_scale * weight_scale
        common = gcd(target.scale, unit)
        return cls(
            target=target,
            numerator=target.scale // common,
            denominator=unit // common,
            rounding=rounding,
            overflow=overflow,
        )

    def __call__(self, accumulator: int) -> int:
        """r(a), a raw value of the target."""
        rounded = round_ratio(accumulator * self.numerator, self.denominator, self.rounding)
        return self.target.bring_in(rounded, self.overflow)

    def cell_start(self, raw: int) -> int:
        """The least accumulator that rounds to `raw` or more, before overflow handling.

        Under saturation the cell r⁻¹(k) of lo < k < hi is cell_start(k) … cell_start(k+1) − 1;
        that of lo has no lower end, that of hi no upper end.
        """
        return least_rounding_to(raw, self.numerator, self.denominator, self.rounding)
