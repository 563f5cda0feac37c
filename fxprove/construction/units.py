"""Units: hidden neurons that answer on a part of the inputs and are off elsewhere.

Points are seen along axes. One axis is the column; all others together are the rows. A unit is
responsible for some rows, a product of sets of levels: on them its accumulator follows a function
of the column's level, on all others it is off, because for every row axis on which it does not
match its accumulator is shifted beyond everything that the column can do. So any digits for all
points become units row by row; rows with equal digits share one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fxprove.construction.axes import Axis
from fxprove.construction.circuits import Circuit
from fxprove.construction.digits import Digit
from fxprove.construction.features import Features
from fxprove.construction.plateaus import Plateaus
from fxprove.requirements import Integers

Box = tuple[frozenset[int], ...]
"""For each row axis the levels that a unit is responsible for."""


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What one unit has to answer: by column level, on the rows of `box`."""

    box: Box
    multiples: Integers


class Units:
    """Builds the units of a circuit, in the layer after the features'."""

    def __init__(
        self,
        circuit: Circuit,
        plateaus: Plateaus,
        features: Features,
        axes: Sequence[Axis],
        column: int,
    ) -> None:
        self.circuit, self.plateaus, self.features = circuit, plateaus, features
        self.column = axes[column]
        self.rows = [axis for place, axis in enumerate(axes) if place != column]
        keys = [axis.index for axis in self.rows] or [np.zeros_like(self.column.index)]
        self.order = np.lexsort((self.column.index, *reversed(keys)))
        ordered = np.stack([key[self.order] for key in keys], axis=1)
        new = np.any(ordered[1:] != ordered[:-1], axis=1)
        self.row_starts = [0, *(np.flatnonzero(new) + 1).tolist(), len(self.order)]
        self.row_keys = ordered[self.row_starts[:-1]].tolist()

    def build(self, digit: Digit, answers: Integers) -> list[int]:
        """Neurons that together give these answers, one for each point, and are off elsewhere."""
        return [self._unit(digit, task) for task in self._tasks(digit, answers)]

    def _tasks(self, digit: Digit, answers: Integers) -> Iterable[_Task]:
        same: dict[bytes, list[tuple[int, ...]]] = {}
        functions: dict[bytes, Integers] = {}
        ordered, columns = answers[self.order], self.column.index[self.order]
        for start, end, key in zip(
            self.row_starts[:-1], self.row_starts[1:], self.row_keys, strict=True
        ):
            row = ordered[start:end]
            if np.all(row == digit.kind.off):
                continue
            known = np.array([digit.kind.multiples[answer] for answer in row.tolist()])
            places = np.searchsorted(columns[start:end], np.arange(self.column.levels), "right")
            function = known[np.maximum(places - 1, 0)]
            functions[function.tobytes()] = function
            same.setdefault(function.tobytes(), []).append(tuple(key[: len(self.rows)]))
        for name, keys in same.items():
            for box in boxes(keys):
                yield _Task(box, functions[name])

    def _unit(self, digit: Digit, task: _Task) -> int:
        unit, height = self.circuit.coefficients.unit, self.features.height
        inputs, offset = self.features.combine(self.column, unit * task.multiples)
        room = self._room(digit, task)
        nominal = digit.kind.bias + unit * height * np.unique(task.multiples)
        shift = self._shift(digit, nominal, room)
        for axis, levels in zip(self.rows, task.box, strict=True):
            matching = np.zeros(axis.levels, dtype=np.int64)
            matching[list(levels)] = shift
            more, constant = self.features.combine(axis, matching)
            offset += constant - height * shift
            for neuron, coefficient in more.items():
                inputs[neuron] = inputs.get(neuron, 0) + coefficient
        offset += digit.kind.bias
        return self.circuit.add(self.features.depth + 1, inputs, offset + room[0], offset + room[1])

    def _room(self, digit: Digit, task: _Task) -> tuple[int, int]:
        """How far the accumulator may be off without another answer anywhere on these rows."""
        step = self.circuit.coefficients.unit * self.features.height
        below = above = self.plateaus.swing + step
        for multiple in np.unique(task.multiples).tolist():
            accumulator = digit.kind.bias + step * multiple
            plateau = self.plateaus.around(accumulator)
            if plateau.first is not None:
                below = min(below, accumulator - plateau.first)
            if plateau.last is not None:
                above = min(above, plateau.last - accumulator)
        return -below, above

    def _shift(self, digit: Digit, nominal: Integers, room: tuple[int, int]) -> int:
        """A multiple of the features' height, negative if off is right, that turns a unit off."""
        unit, height = self.circuit.coefficients.unit, self.features.height
        if digit.kind.off_right:
            far = self.plateaus.right_start - (int(nominal.min()) + room[0])
            return -unit * max(0, -(-far // (unit * height)))
        far = int(nominal.max()) + room[1] - self.plateaus.left_end
        return unit * max(0, -(-far // (unit * height)))


def boxes(keys: Sequence[tuple[int, ...]]) -> list[Box]:
    """Few products of sets whose union is `keys`, disjoint.

    >>> boxes([(0, 0), (0, 1), (2, 0), (2, 1), (3, 1)]) == [
    ...     (frozenset({0, 2}), frozenset({0, 1})), (frozenset({3}), frozenset({1}))]
    True
    """
    found: list[Box] = [tuple(frozenset([level]) for level in key) for key in keys]
    for place in reversed(range(len(keys[0]))):
        joined: dict[tuple[frozenset[int], ...], frozenset[int]] = {}
        for box in found:
            others = (*box[:place], *box[place + 1 :])
            joined[others] = joined.get(others, frozenset()) | box[place]
        found = [(*o[:place], levels, *o[place:]) for o, levels in joined.items()]
    return found
