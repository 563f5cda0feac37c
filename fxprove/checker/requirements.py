"""The function a claim is about: points, and an interval for each output at each of them."""

from dataclasses import dataclass
from itertools import product

from .claims import LARGEST_SET, Model
from .fields import integer, integers, record
from .outcomes import Incomplete, require

Point = tuple[int, ...]


@dataclass(frozen=True)
class Requirement:
    """Raw points and raw bounds: output j at point i lies in low[i·m + j] … high[i·m + j]."""

    inputs: int
    outputs: int
    points: tuple[Point, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]

    def interval(self, point: int, output: int) -> tuple[int, int]:
        """What output `output` is asked for at the point with this index."""
        index = point * self.outputs + output
        return self.low[index], self.high[index]

    def is_same_as(self, other: "Requirement") -> bool:
        """Whether the same is asked for at the same points, in whatever order they are listed."""
        same_shape = (self.inputs, self.outputs) == (other.inputs, other.outputs)
        return same_shape and self._asked() == other._asked()

    def _asked(self) -> dict[Point, tuple[tuple[int, int], ...]]:
        outputs = range(self.outputs)
        return {
            point: tuple(self.interval(index, output) for output in outputs)
            for index, point in enumerate(self.points)
        }

    def is_disjoint(self, p: int, q: int, output: int) -> bool:
        """Whether no value is allowed at both points."""
        low, high = self.interval(p, output), self.interval(q, output)
        return low[0] > high[1] or high[0] > low[1]


def read_requirement(value: object, model: Model) -> Requirement:
    """The function of a claim; raises Invalid or Incomplete."""
    fields = record(value, "function", ("inputs", "outputs", "points", "low", "high"))
    inputs, outputs = (integer(fields[name], f"function.{name}") for name in ("inputs", "outputs"))
    require(inputs >= 1 and outputs >= 1, "function: there are no inputs or no outputs")
    points = _points(fields["points"], inputs, model)
    model.meter.spend(len(points) * (inputs + outputs))
    low = tuple(integers(fields["low"], "function.low", len(points) * outputs))
    high = low
    if fields["high"] is not None:
        high = tuple(integers(fields["high"], "function.high", len(points) * outputs))
    for lower, upper in zip(low, high, strict=True):
        within = model.lo <= lower <= upper <= model.hi
        require(within, f"function: {lower}…{upper} is empty or outside the format")
    return Requirement(inputs, outputs, points, low, high)


def _points(value: object, inputs: int, model: Model) -> tuple[Point, ...]:
    size = len(model.values)
    if value is None:
        if inputs > LARGEST_SET.bit_length() or size**inputs > LARGEST_SET:
            raise Incomplete(f"a function of {inputs} inputs has more values than are read")
        model.meter.spend(inputs * size**inputs)
        return tuple(product(model.values, repeat=inputs))
    flat = integers(value, "function.points")
    require(len(flat) > 0 and len(flat) % inputs == 0, "function.points: no whole points")
    if len(flat) // inputs > LARGEST_SET:
        raise Incomplete(f"function.points: more points than {LARGEST_SET}")
    require(all(raw in model.values for raw in flat), "function.points: outside the format")
    points = tuple(tuple(flat[start : start + inputs]) for start in range(0, len(flat), inputs))
    require(len(set(points)) == len(points), "function.points: a point appears twice")
    return points
