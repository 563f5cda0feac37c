"""Functions of one axis as hidden neurons: steps, or spikes where σ has equal ends.

Where the two ends of σ differ, a neuron that is far left below a cut and far right above it is a
*step*, and every function of the levels is a combination of steps. Where they are equal, a neuron
that is off on both sides of one level is a *spike*, and every function is a combination of spikes.
All have one height, so combinations are multiples of it.

Steps are neurons of the first layer where that has them for all cuts in use (sign-like σ), else of
the second, from cuts (`axes`).
"""

from collections.abc import Sequence
from itertools import product
from typing import Protocol

import numpy as np

from fxprove.construction.axes import Axis, Cut
from fxprove.construction.circuits import Circuit, NoCircuit, TooLarge
from fxprove.construction.plateaus import Plateaus
from fxprove.requirements import Integers

_MOST_FACTORS = 64


class Features(Protocol):
    """Hidden neurons of layer `depth` that functions of an axis are combined of."""

    depth: int
    height: int

    def combine(self, axis: Axis, multiples: Integers) -> tuple[dict[int, int], int]:
        """Coefficients, and an offset, that add up to height·multiples[level]."""


class Steps:
    """value + height·[level ≥ t]; height = |σ(hi) − σ(lo)| > 0."""

    def __init__(self, circuit: Circuit, plateaus: Plateaus, depth: int) -> None:
        self.circuit, self.plateaus, self.depth = circuit, plateaus, depth
        self.height = abs(plateaus.right - plateaus.left)
        self._known: dict[tuple[int, int], tuple[int, int, int]] = {}

    def combine(self, axis: Axis, multiples: Integers) -> tuple[dict[int, int], int]:
        """As promised by `Features`; raises NoCircuit where a cut in use does not exist."""
        inputs: dict[int, int] = {}
        offset = self.height * int(multiples[0])
        for level in (np.flatnonzero(np.diff(multiples)) + 1).tolist():
            rise = int(multiples[level] - multiples[level - 1])
            neuron, start, sign = self._step(axis, level)
            inputs[neuron] = inputs.get(neuron, 0) + sign * rise
            offset -= sign * rise * start
        return inputs, offset

    def _step(self, axis: Axis, level: int) -> tuple[int, int, int]:
        """A neuron, its value below the level, and the sign of its change there."""
        key = (id(axis), level)
        if key not in self._known:
            cut = axis.cuts[level]
            if cut is None:
                raise NoCircuit("inputs along an axis cannot be cut")
            self._known[key] = (
                self._first_layer(cut) if self.depth == 0 else self._second_layer(cut)
            )
        return self._known[key]

    def _first_layer(self, cut: Cut) -> tuple[int, int, int]:
        (neuron, sign), *_ = cut.parts
        if not cut.is_step or cut.gap != self.height:
            raise NoCircuit("a cut is no step of the first layer")
        inputs = dict(enumerate(neuron.weights))
        index = self.circuit.add(0, inputs, neuron.bias, neuron.bias)
        return index, sign * cut.below, sign

    def _second_layer(self, cut: Cut) -> tuple[int, int, int]:
        """A multiple of the cut that takes an accumulator from the left part of S to the right."""
        unit = self.circuit.coefficients.unit
        factor = self._as_many_copies(unit * -(-self.plateaus.swing // (cut.gap * unit)))
        sign = 1 if self.plateaus.right > self.plateaus.left else -1
        for _ in range(_MOST_FACTORS):  # more room, where no bias fits into what there is
            low = self.plateaus.right_start - factor * cut.above
            high = self.plateaus.left_end - factor * cut.below
            inputs = first_layer_inputs(self.circuit, cut, factor)
            try:
                return self.circuit.add(1, inputs, low, high), self.plateaus.left, sign
            except TooLarge:
                raise
            except NoCircuit:
                factor += unit
        raise NoCircuit("no bias makes a step of a cut")

    def _as_many_copies(self, factor: int) -> int:
        """A larger factor that takes no more copies: it leaves more room for a bias."""
        raws = self.circuit.model.weights.raws
        largest = min(-raws[0], raws[-1])
        return -(-factor // largest) * largest if isinstance(raws, range) else factor


class Spikes:
    """value + height·[level = t]; for σ(lo) = σ(hi), and of the second layer always."""

    depth = 1

    def __init__(self, circuit: Circuit, plateaus: Plateaus) -> None:
        self.circuit, self.plateaus = circuit, plateaus
        heights = [abs(value - plateaus.left) for value in plateaus.values]
        self.height = max(heights)
        self.plateau = plateaus.plateau(heights.index(self.height))
        self._sign = 1 if self.plateau.value > plateaus.left else -1
        self._known: dict[tuple[int, int], int] = {}

    def combine(self, axis: Axis, multiples: Integers) -> tuple[dict[int, int], int]:
        """As promised by `Features`; raises NoCircuit where a level cannot be singled out."""
        levels, counts = np.unique(multiples, return_counts=True)
        usual = int(levels[np.argmax(counts)])
        inputs: dict[int, int] = {}
        offset = self.height * usual
        for level in np.flatnonzero(multiples != usual).tolist():
            coefficient = self._sign * (int(multiples[level]) - usual)
            neuron = self._spike(axis, level)
            inputs[neuron] = inputs.get(neuron, 0) + coefficient
            offset -= coefficient * self.plateaus.left
        return inputs, offset

    def _spike(self, axis: Axis, level: int) -> int:
        key = (id(axis), level)
        if key not in self._known:
            ends = [axis.cuts[end] for end in (level, level + 1) if 0 < end < axis.levels]
            if None in ends:
                raise NoCircuit("inputs along an axis cannot be cut")
            self._known[key] = self._found([cut for cut in ends if cut is not None], level)
        return self._known[key]

    def _found(self, cuts: Sequence[Cut], level: int) -> int:
        """Multiples of the cuts below and above the level that put it on the plateau alone."""
        unit = self.circuit.coefficients.unit
        for size, ratio in product(range(1, _MOST_FACTORS), (1, 2, 3)):
            for factors in {(size * unit, size * ratio * unit), (size * ratio * unit, size * unit)}:
                inputs: dict[int, int] = {}
                values = np.zeros(len(cuts[0].values), dtype=np.int64)
                for cut, factor in zip(cuts, factors, strict=False):
                    values += factor * cut.values
                    for source, c in first_layer_inputs(self.circuit, cut, factor).items():
                        inputs[source] = inputs.get(source, 0) + c
                low, high = self._room(values, level)
                if low <= high:
                    try:
                        return self.circuit.add(1, inputs, low, high)
                    except TooLarge:
                        raise
                    except NoCircuit:
                        continue
        raise NoCircuit("no bias singles out a level")

    def _room(self, values: Integers, level: int) -> tuple[int, int]:
        """Offsets that put the level on the plateau, and the others left and right of it."""
        assert self.plateau.first is not None and self.plateau.last is not None
        at = int(values[level])
        low, high = self.plateau.first - at, self.plateau.last - at
        if level:
            high = min(high, self.plateaus.left_end - int(values[:level].max()))
        if level + 1 < len(values):
            low = max(low, self.plateaus.right_start - int(values[level + 1 :].min()))
        return low, high


def first_layer_inputs(circuit: Circuit, cut: Cut, factor: int) -> dict[int, int]:
    """The neurons of a cut in layer 0, and factor times their multiples."""
    inputs: dict[int, int] = {}
    for neuron, multiple in cut.parts:
        index = circuit.add(0, dict(enumerate(neuron.weights)), neuron.bias, neuron.bias)
        inputs[index] = inputs.get(index, 0) + factor * multiple
    return inputs
