"""What a network is asked to compute: for each of some inputs, an interval for each output.

A total function asks for one value everywhere. Tolerances are wider intervals, a don't-care is the
whole format, and inputs outside a restricted domain are not asked about at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fxprove.errors import InputError
from fxprove.formats import LARGEST_FORMAT, Format
from fxprove.functions import Function

LARGEST_DOMAIN = 1 << 20
"""The most inputs that are asked about."""

MOST_INPUTS = LARGEST_FORMAT.bit_length()
"""The most variables of a function in a file; a format of two values has no room for more."""

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Requirement:
    """Raw inputs `points` (n × d, distinct rows) and raw bounds `low` ≤ `high` (n × m).

    A function meets it if it maps point i into low[i] … high[i], output by output. The arrays are
    copied. Raises InputError for shapes that do not fit, values outside the format, points that
    appear twice and empty intervals.
    """

    format: Format
    points: Integers
    low: Integers
    high: Integers

    def __post_init__(self) -> None:
        self._require_shapes()
        for name in ("points", "low", "high"):
            array = np.array(getattr(self, name), dtype=np.int64)
            if array.min() < self.format.lo or array.max() > self.format.hi:
                outside = array[(array < self.format.lo) | (array > self.format.hi)][0]
                raise InputError(f"function {name}", f"raw values of {self.format}", int(outside))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        self._require_distinct_points()
        empty = np.argwhere(self.low > self.high)
        if len(empty):
            i, j = map(int, empty[0])
            found = f"{self.low[i, j]} … {self.high[i, j]}"
            raise InputError(f"function value {i}", "an interval that is not empty", found)

    def _require_shapes(self) -> None:
        n = len(self.points)
        if n == 0 or n > LARGEST_DOMAIN:
            raise InputError("function domain", f"1 to {LARGEST_DOMAIN} inputs", n)
        if self.points.ndim != 2 or not self.points.shape[1]:
            raise InputError("function points", "rows of one input or more", self.points.shape)
        shapes_fit = self.low.shape == self.high.shape and len(self.low) == n
        if self.low.ndim != 2 or not shapes_fit or not self.low.shape[1]:
            expected = "bounds for every output at every input"
            raise InputError("function values", expected, f"{self.low.shape}, {self.high.shape}")

    def _require_distinct_points(self) -> None:
        if self.is_everywhere:
            return
        order = np.lexsort(self.points.T)
        same = np.all(self.points[order[1:]] == self.points[order[:-1]], axis=1)
        if same.any():
            twice = self.points[order[np.argmax(same)]].tolist()
            raise InputError("function points", "each input once", f"{twice} twice")

    @classmethod
    def of(cls, function: Function) -> "Requirement":
        """Exactly this function."""
        values = np.array(function.values, dtype=np.int64)[:, np.newaxis]
        points = all_points(function.format, function.inputs)
        return cls(format=function.format, points=points, low=values, high=values)

    @property
    def inputs(self) -> int:
        """d."""
        return int(self.points.shape[1])

    @property
    def outputs(self) -> int:
        """m."""
        return int(self.low.shape[1])

    @property
    def is_exact(self) -> bool:
        """Whether one value is asked for at each input."""
        return bool(np.array_equal(self.low, self.high))

    @property
    def is_everywhere(self) -> bool:
        """Whether the inputs are all of K^d, in the order of `all_points`."""
        if len(self.points) != self.format.size**self.inputs:
            return False
        return bool(np.array_equal(self.points, all_points(self.format, self.inputs)))


def all_points(format: Format, inputs: int) -> Integers:
    """K^d in the order of function values: from lo, last input fastest; n × d."""
    if format.size**inputs > LARGEST_DOMAIN:
        raise InputError("function domain", f"at most {LARGEST_DOMAIN} inputs", "more")
    index = np.arange(format.size**inputs, dtype=np.int64)
    places = [format.size**place for place in reversed(range(inputs))]
    return np.stack([format.lo + index // place % format.size for place in places], axis=1)


def pairs_along(points: Integers, coordinate: int) -> Iterator[tuple[Integers, Integers]]:
    """Indices p, q of points that differ in one coordinate alone, where q has more.

    In each pair of arrays q is the 1st, the 2nd, the 4th, … after p on their line.
    """
    others = [c for c in range(points.shape[1]) if c != coordinate]
    order = np.lexsort((points[:, coordinate], *(points[:, other] for other in others)))
    step = 1
    while step < len(order):
        p, q = order[:-step], order[step:]
        same = np.all(points[p][:, others] == points[q][:, others], axis=1)
        if same.any():
            yield p[same], q[same]
        step *= 2
