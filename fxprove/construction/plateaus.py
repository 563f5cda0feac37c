"""Where hidden neurons answer alike: S = σ∘r as a function of the accumulator (theory, 1.6).

S is constant far to the left and far to the right, and constant on intervals between. A neuron
whose accumulator is far out is *off*: what else it reads no longer matters. Constructions rest on
that.
"""

from dataclasses import dataclass

import numpy as np

from fxprove.array_arithmetic import IntegerArray, integer_array
from fxprove.models import Model
from fxprove.separating_pairs import Responses

_LARGEST_TABLE = 1 << 22  # accumulators


@dataclass(frozen=True, slots=True, kw_only=True)
class Plateau:
    """Accumulators first … last on which S has one value; None is no end."""

    first: int | None
    last: int | None
    value: int


class Plateaus(Responses):
    """S of one model: single format, saturating, exact accumulation, σ not constant."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        table, lo = model.activation.table, model.format.lo
        changes = [i for i in range(1, len(table)) if table[i] != table[i - 1]]
        self.starts = [model.requantizer.cell_start(lo + i) for i in changes]
        """Accumulators at which S takes another value, ascending."""
        self.values = [table[0], *(table[i] for i in changes)]
        self.left_end, self.right_start = self.starts[0] - 1, self.starts[-1]
        """S is constant up to the one, and from the other on."""
        self.left, self.right = table[0], table[-1]
        self._table: IntegerArray | None = None

    def __call__(self, accumulators: IntegerArray) -> IntegerArray:
        """S(a), raw: from a table where that is not too large."""
        if self._table is None and self.swing <= _LARGEST_TABLE:
            ends = integer_array(range(self.left_end, self.right_start + 1))
            self._table = super().__call__(ends)
        if self._table is None or accumulators.dtype == object:
            return super().__call__(accumulators)
        places = np.clip(accumulators, self.left_end, self.right_start) - self.left_end
        responses: IntegerArray = self._table[places]
        return responses

    @property
    def swing(self) -> int:
        """The least difference of accumulators that leads from the left part to the right one."""
        return self.right_start - self.left_end

    def around(self, accumulator: int) -> Plateau:
        """The largest interval of accumulators around this one with one response."""
        return self.plateau(int(np.searchsorted(self.starts, accumulator, side="right")))

    def plateau(self, index: int) -> Plateau:
        """The intervals in order, from the left one, 0, to the right one, len(starts)."""
        return Plateau(
            first=None if index == 0 else self.starts[index - 1],
            last=None if index == len(self.starts) else self.starts[index] - 1,
            value=self.values[index],
        )
