"""Layers that add sequentially: each product rounded, each partial sum brought into the format.

The accumulator of a neuron on all points of K at once is a state in K^n. Reading a hidden
function h with weight w is the *move* by round(w·h/s_W), followed by overflow at each point.
Since 0 ∈ W, and weight 0 moves nothing, a neuron may skip any of its inputs; since a layer may
repeat its functions in any order, every word of moves is available to every neuron of the next
layer. So its pre-activations are the states that moves reach from the constants β ∈ B; with the
bias added last, those reached from 0 by at least one product (the move by 0 is one), plus β, with
overflow. K^n is finite: a breadth-first search finds them all.

A first layer reads one input with one weight: one product, not a word of them.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from fxprove.models import Model
from fxprove.oracle.feasibility import Function
from fxprove.oracle.lattices import Vector
from fxprove.oracle.layers import relevant_biases
from fxprove.rounding import Accumulation, Overflow, round_ratio


class SequentialSums:
    """Sequential sums with 0 ∈ W: one next layer. The state is the set H itself."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._format = model.format
        self._biases = relevant_biases(model)

    def state(self, hidden: frozenset[Function]) -> frozenset[Function]:
        """H."""
        return hidden

    def successors(
        self, state: frozenset[Function], outputs: frozenset[Function]
    ) -> Iterator[frozenset[Function]]:
        """The outputs, which one wide layer holds at once."""
        yield outputs

    def outputs(self, state: frozenset[Function]) -> frozenset[Function]:
        """All pre-activations of neurons that read any sequence of H's functions."""
        moves = {
            tuple(self._product(weight, entry) for entry in function)
            for function in state
            for weight in self._model.weights.raws
        }
        size = self._format.size
        if self._model.accumulation is Accumulation.SEQUENTIAL:
            return self._reachable({(bias,) * size for bias in self._biases}, moves)
        sums = self._reachable({self._added((0,) * size, move) for move in moves}, moves)
        return frozenset(
            self._added(sum_, (bias,) * size) for sum_ in sums for bias in self._biases
        )

    def _product(self, weight: int, entry: int) -> int:
        return round_ratio(weight * entry, self._model.weights.scale, self._model.rounding)

    def _added(self, accumulator: Vector, move: Vector) -> Vector:
        return tuple(
            self._format.bring_in(entry + step, self._model.overflow)
            for entry, step in zip(accumulator, move, strict=True)
        )

    def _reachable(self, starts: set[Vector], moves: set[Vector]) -> frozenset[Function]:
        """Every state in K^n that a word of moves, maybe empty, reaches from a start."""
        size, lo = self._format.size, self._format.lo
        places = np.array([size**x for x in range(size)])
        effects = np.array(sorted({self._effect(move) for move in moves}))
        reached = np.zeros(size**size, dtype=np.bool_)
        waiting = [sum((np.array(start) - lo) * places) for start in sorted(starts)]
        reached[waiting] = True
        while waiting and not reached.all():
            digits = waiting.pop() // places % size
            targets = sum(
                self._successor[digit, effects[:, x]] * place
                for x, (digit, place) in enumerate(zip(digits, places, strict=True))
            )
            fresh = np.unique(targets[~reached[targets]])
            reached[fresh] = True
            waiting.extend(fresh.tolist())
        found = np.flatnonzero(reached)[:, None] // places % size + lo
        return frozenset(map(tuple, found.tolist()))

    def _effect(self, move: Vector) -> Vector:
        """The move as indices into `_successor`; steps with the same effect share one."""
        size = self._format.size
        if self._model.overflow is Overflow.WRAP:
            return tuple(step % size for step in move)
        return tuple(min(max(step, 1 - size), size - 1) + size - 1 for step in move)

    @cached_property
    def _successor(self) -> npt.NDArray[np.int64]:
        """For each state of one point (from 0) and each effect, the next state (from 0)."""
        size, lo, overflow = self._format.size, self._format.lo, self._model.overflow
        steps = range(size) if overflow is Overflow.WRAP else range(1 - size, size)
        return np.array(
            [
                [self._format.bring_in(raw + step, overflow) - lo for step in steps]
                for raw in self._format.raws
            ]
        )
