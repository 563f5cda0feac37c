"""A requantizer seen through its cells r⁻¹(k), each accumulator that matters listed once.

Under saturation the cells of lo < k < hi are finite intervals, those of lo and hi half-infinite:
the *window* is the finite part. Under wrap-around, where r has a period q, the window is one
period and every cell is a set of residues modulo q.
"""

from dataclasses import dataclass
from functools import cache

from fxprove.models import Model
from fxprove.oracle.limits import OracleLimit
from fxprove.rounding import Overflow, Rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """r, as its values on `window`; elsewhere it saturates, or repeats with the window's length."""

    lo: int
    hi: int
    window: range
    values: tuple[int, ...]
    saturates: bool

    @classmethod
    def of(cls, model: Model) -> "Cells":
        """The hidden requantizer's cells; raises OracleLimit if wrapping has no period."""
        requantize, target = model.requantizer, model.format
        saturates = model.overflow is Overflow.SATURATE
        if saturates:
            start = requantize.cell_start(target.lo + 1)
            window = range(start, max(start, requantize.cell_start(target.hi)))
        else:
            window = range(wrap_period(model))
        return cls(
            lo=target.lo,
            hi=target.hi,
            window=window,
            values=tuple(requantize(accumulator) for accumulator in window),
            saturates=saturates,
        )

    @property
    def above_lo(self) -> int:
        """The least accumulator that does not saturate to lo."""
        return self.window.start

    @property
    def start_of_hi(self) -> int:
        """The least accumulator that requantizes to hi under saturation."""
        return self.window.stop

    def congruent(self, accumulator: int, spacing: int) -> range:
        """The window's accumulators congruent to `accumulator` modulo `spacing`.

        A spacing of 0 allows the accumulator itself only.
        """
        if spacing == 0:
            inside = accumulator in self.window
            return range(accumulator, accumulator + inside)
        first = self.window.start + (accumulator - self.window.start) % spacing
        return range(first, self.window.stop, spacing)

    def value(self, accumulator: int) -> int:
        """r of an accumulator in the window."""
        return self.values[accumulator - self.window.start]

    def are_met_by_every_class(self, spacing: int) -> bool:
        """Whether each class modulo `spacing` meets every cell, half-infinite ones included."""
        return _every_class_meets(self.values, spacing)


@cache
def _every_class_meets(values: tuple[int, ...], spacing: int) -> bool:
    wanted = len(set(values))
    return all(len(set(values[start::spacing])) == wanted for start in range(spacing))


def wrap_period(model: Model) -> int:
    """q = s_W·|K| with r(a + q) = r(a) for all a; raises OracleLimit if r has no such period.

    Adding q adds |K| before the rounding. That adds |K| after it unless truncation, or the
    decision of a tie, depends on more than the fraction: truncation and ties away from or toward
    zero on the sign, ties to even on the parity of the integer part, which |K| keeps if it is
    even. There are ties only if s_W is even, and nothing is rounded if s_W = 1.
    """
    scale, size = model.weights.scale, model.format.size
    match model.rounding:
        case Rounding.FLOOR | Rounding.CEIL | Rounding.HALF_UP | Rounding.HALF_DOWN:
            periodic = True
        case Rounding.HALF_EVEN:
            periodic = scale % 2 == 1 or size % 2 == 0
        case Rounding.HALF_AWAY | Rounding.HALF_ZERO:
            periodic = scale % 2 == 1
        case Rounding.ZERO:
            periodic = scale == 1
    if not periodic:
        raise OracleLimit(f"wrap-around with rounding {model.rounding.value} has no period here")
    return scale * size
