"""Axes: inputs ordered by what the first layer sees of them, and where that order can be cut.

An axis gives each point a level 0, 1, …, in the order of an integer that first-layer neurons
compute or follow. A *cut* before level t is an integer combination of first-layer neurons that is
larger on all levels from t on than on all below; later layers make a step of it. Coordinates are
axes where a weight is 0, sums of coordinates with weights ±1 are axes always, and a *coded* axis
orders points by any combination of neurons that tells them apart: the way of Theorem 2's proof, and
the last resort.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from fxprove.array_arithmetic import LARGEST, magnitude
from fxprove.budgets import Budget
from fxprove.construction.circuits import NoCircuit
from fxprove.construction.plateaus import Plateaus
from fxprove.models import Model
from fxprove.parameter_sets import BiasSet
from fxprove.requirements import Integers
from fxprove.separating_pairs import PairSearch

_MOST_EVALUATIONS, _MOST_BLOCKS = 1 << 22, 16  # of S at once, and how often
_FEW_SCALES = 8
_MOST_STARTS, _MOST_SHARED = 128, 512  # places where ramps begin, and ramps that are shared
_FAR = 1 << 61
_FEW_CHANGES = 16  # of S, that biases put next to a cut
_FEW_CLASSES, _MOST_MULTIPLE = 4096, 32  # of codes that are tried


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstNeuron:
    """A neuron of the first layer."""

    weights: tuple[int, ...]
    bias: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cut:
    """Σ multiple·response: at most `below` on levels < t, at least `above` from t on.

    `is_step` says that it is one neuron, and has these two values only; `row` computes its values
    by level.
    """

    parts: tuple[tuple[FirstNeuron, int], ...]
    row: Callable[[], Integers]
    below: int
    above: int
    is_step: bool = False

    @property
    def gap(self) -> int:
        """How far it rises at least; positive."""
        return self.above - self.below

    @property
    def values(self) -> Integers:
        """Its values by level."""
        return self.row()


class Axis:
    """Levels of points, `index`, and cuts between them; `cuts[t]` is None where there is none."""

    def __init__(self, index: Integers, cuts: Sequence[Cut | None]) -> None:
        self.index = index
        self.cuts = cuts

    @property
    def levels(self) -> int:
        """How many there are."""
        return len(self.cuts)


def along(model: Model, plateaus: Plateaus, direction: Sequence[int], points: Integers) -> Axis:
    """The axis of a direction: levels are the values of direction·x, in their order.

    The neurons are those whose weights are multiples of the direction: of those tried one with the
    largest gap, or one that serves several cuts. Raises NoCircuit where biases are out of all
    proportion.
    """
    values, index = np.unique(points @ np.array(direction), return_inverse=True)
    cuts = _Cuts(model, plateaus, direction, values)
    if len(values) > 1:
        scales = [s for s in _scales(model) if all(s * sign in model.weights for sign in direction)]
        for scale in scales:
            cuts.improve(scale)
        if scales:
            cuts.share(scales)
    return Axis(index.astype(np.int64), cuts.best)


class _Cuts:
    """The cuts of one direction with the largest gaps so far."""

    def __init__(
        self, model: Model, plateaus: Plateaus, direction: Sequence[int], values: Integers
    ) -> None:
        self.biases, self.plateaus = _within_reach(model.biases), plateaus
        self.largest_weight = model.weights.largest_magnitude
        self.direction, self.values = direction, values
        self.best: list[Cut | None] = [None] * len(values)
        steps = np.diff(plateaus.values)
        self.is_monotone = bool(np.all(steps > 0) or np.all(steps < 0))

    def improve(self, scale: int) -> None:
        """Take each cut from the neurons of this scale where one has a larger gap."""
        sums = scale * self.values
        candidates = self._candidates(sums)
        if self.is_monotone:
            self._from_neighbours(scale, sums, candidates)
            return
        biases = np.unique(np.concatenate([biases for biases, _ in candidates]))
        rows = max(1, _MOST_EVALUATIONS // len(sums))
        biases = biases[:: max(1, len(biases) // (_MOST_BLOCKS * rows) + 1)]
        for start in range(0, len(biases), rows):
            self._from_all_levels(scale, sums, biases[start : start + rows])

    def _candidates(self, sums: Integers) -> list[tuple[Integers, npt.NDArray[np.bool_]]]:
        """Biases by level that put a change of S just below or just above the cut before it.

        With each goes whether there is such a bias. For monotone S one of these has the largest
        gap, if all changes are considered.
        """
        low, high = np.minimum(sums[:-1], sums[1:]), np.maximum(sums[:-1], sums[1:])
        starts = self.plateaus.starts
        places = np.unique(np.linspace(0, len(starts) - 1, _FEW_CHANGES).astype(int))
        found = []
        for start in (starts[place] for place in places.tolist()):
            first, last = start - high, start - 1 - low
            for biases in (_from_on(self.biases, first), _up_to(self.biases, last)):
                exists = (first <= biases) & (biases <= last)
                found.append((np.where(exists, biases, 0), exists))
        return found

    def _from_neighbours(
        self,
        scale: int,
        sums: Integers,
        candidates: Sequence[tuple[Integers, npt.NDArray[np.bool_]]],
    ) -> None:
        """S is monotone, so the levels next to a cut decide its gap."""
        table = np.array([biases for biases, _ in candidates])
        below = self.plateaus(sums[:-1] + table)
        above = self.plateaus(sums[1:] + table)
        gaps = np.abs(above - below) * np.array([exists for _, exists in candidates])
        best = np.argmax(gaps, axis=0)
        for level, row in enumerate(best.tolist(), 1):
            place = (row, level - 1)
            sign = 1 if above[place] > below[place] else -1
            ends = sign * int(below[place]), sign * int(above[place])
            bias = int(table[place])
            if gaps[place] > self._gap(level):
                extreme = self.plateaus(sums[[0, -1]] + bias)
                is_step = abs(int(extreme[1] - extreme[0])) == int(gaps[place])
                self._take(level, scale, bias, sign, ends, is_step)

    def _from_all_levels(self, scale: int, sums: Integers, biases: Integers) -> None:
        responses = self.plateaus(sums + biases[:, np.newaxis])
        for sign in (1, -1):
            signed = sign * responses
            below, above = _ends(signed)
            gaps = above - below
            ranges = np.ptp(signed, axis=1)
            best = np.argmax(gaps, axis=0)
            for level, row in enumerate(best.tolist(), 1):
                gap = int(gaps[row, level - 1])
                if gap > self._gap(level):
                    ends = int(below[row, level - 1]), int(above[row, level - 1])
                    self._take(level, scale, int(biases[row]), sign, ends, int(ranges[row]) == gap)

    def share(self, scales: Sequence[int]) -> None:
        """Take neurons that cut at many levels, where that saves parameters.

        c copies of a neuron are 2c parameters, and c more in each step that reads them; so a cut of
        its own costs 3c, a shared one c. Greedy: each time the neuron that saves most.
        """
        best = np.array([self._gap(level) for level in range(1, len(self.values))])
        neurons, responses = self._ramps(scales)
        signed = np.concatenate([responses, -responses])
        below, above = _ends(signed)
        gaps = above - below
        copies = self._copies(gaps)
        gains = np.where((gaps > 0) & (best > 0), 3 * self._copies(best) - copies, 0).clip(0)
        for _ in range(_MOST_SHARED):
            savings = gains.sum(axis=1) - 2 * np.where(gains > 0, copies, 0).max(axis=1)
            row = int(np.argmax(savings))
            if savings[row] <= 0:
                break
            scale, bias = neurons[row % len(neurons)]
            sign = 1 if row < len(neurons) else -1
            whole = int(np.ptp(signed[row]))
            served = np.flatnonzero(gains[row])
            for place in served.tolist():
                ends = int(below[row, place]), int(above[row, place])
                self._take(place + 1, scale, bias, sign, ends, ends[1] - ends[0] == whole)
            gains[:, served] = 0

    def _ramps(self, scales: Sequence[int]) -> tuple[list[tuple[int, int]], Integers]:
        """Neurons that begin or end to change at a level, and their responses by level."""
        neurons: list[tuple[int, int]] = []
        places = np.unique(np.linspace(0, len(self.values) - 1, _MOST_STARTS).astype(int))
        for scale in scales:
            sums = scale * self.values[places]
            begins = _from_on(self.biases, self.plateaus.left_end - sums)
            ends = _up_to(self.biases, self.plateaus.right_start - sums)
            biases = np.unique(np.concatenate([begins, ends]))
            neurons += [(scale, bias) for bias in biases[np.abs(biases) < _FAR].tolist()]
        sums = np.array(neurons, dtype=np.int64).reshape(-1, 2)
        return neurons, self.plateaus(sums[:, :1] * self.values + sums[:, 1:])

    def _copies(self, gaps: Integers) -> Integers:
        """How many copies of a neuron a step takes if it rises by so much."""
        factor = -(-self.plateaus.swing // np.maximum(gaps, 1))
        copies: Integers = -(-factor // self.largest_weight)
        return copies

    def _gap(self, level: int) -> int:
        known = self.best[level]
        return 0 if known is None else known.gap

    def _take(
        self, level: int, scale: int, bias: int, sign: int, ends: tuple[int, int], is_step: bool
    ) -> None:
        weights = tuple(scale * part for part in self.direction)
        self.best[level] = Cut(
            parts=((FirstNeuron(weights=weights, bias=bias), sign),),
            row=lambda: sign * self.plateaus(scale * self.values + bias),
            below=ends[0],
            above=ends[1],
            is_step=is_step,
        )


def _ends(responses: Integers) -> tuple[Integers, Integers]:
    """For each row and cut the greatest response below it and the least one above."""
    below = np.maximum.accumulate(responses, axis=1)[:, :-1]
    above = np.minimum.accumulate(responses[:, ::-1], axis=1)[:, ::-1][:, 1:]
    return below, above


def _within_reach(biases: BiasSet) -> BiasSet:
    """Those of 62 bits: others leave every neuron where it is. Raises NoCircuit if none are."""
    if max(biases.step, *map(abs, biases.offsets)) < _FAR:
        return biases
    near = biases.between(-_FAR, _FAR)
    if not near:
        raise NoCircuit("no bias is within reach")
    return BiasSet.finite(tuple(near))


def _from_on(biases: BiasSet, bounds: Integers) -> Integers:
    """The least bias that is not below each bound; something else where there is none."""
    found = np.full(len(bounds), _FAR)
    for offset in biases.offsets:
        index = -((offset - bounds) // biases.step)
        if biases.first is not None and biases.last is not None:
            index = np.clip(index, biases.first, biases.last)
        bias = offset + biases.step * index
        found = np.where((bias >= bounds) & (bias < found), bias, found)
    return found


def _up_to(biases: BiasSet, bounds: Integers) -> Integers:
    """The largest bias that is not above each bound; something else where there is none."""
    found = np.full(len(bounds), -_FAR)
    for offset in biases.offsets:
        index = (bounds - offset) // biases.step
        if biases.first is not None and biases.last is not None:
            index = np.clip(index, biases.first, biases.last)
        bias = offset + biases.step * index
        found = np.where((bias <= bounds) & (bias > found), bias, found)
    return found


def _scales(model: Model) -> list[int]:
    """Weights, all of a few or those of large and of familiar size of many."""
    raws = [raw for raw in model.weights.raws if raw]
    if len(raws) <= 2 * _FEW_SCALES:
        return raws
    wished = (raws[0], raws[-1], model.weights.scale, -model.weights.scale, 1, -1)
    return sorted({raw for raw in wished if raw in model.weights})


def coded(neurons: Sequence[FirstNeuron], plateaus: Plateaus, points: Integers) -> Axis:
    """Points ordered by an integer combination of responses that tells apart all that they tell.

    Multiples are as small as a search one by one finds them.
    """
    labels = np.zeros(len(points), dtype=np.int64)
    useful: list[tuple[FirstNeuron, Integers]] = []
    for neuron in neurons:
        responses = plateaus(_sums(points, neuron)).astype(np.int64)
        joint = _refined(labels, responses)
        if joint.max() > labels.max():
            labels = joint
            useful.append((neuron, responses))
    _, examples = np.unique(labels, return_index=True)
    code = np.zeros(len(examples), dtype=np.int64)
    parts: list[tuple[FirstNeuron, int]] = []
    for neuron, responses in useful:
        code, (a, b) = _joined(code, responses[examples])
        parts = [*((known, a * multiple) for known, multiple in parts), (neuron, b)]
    values, order = np.unique(code, return_inverse=True)
    cuts: list[Cut | None] = [None]
    for below, above in pairwise(values.tolist()):
        cuts.append(Cut(parts=tuple(parts), row=lambda: values, below=below, above=above))
    return Axis(order[labels].astype(np.int64), cuts)


def _joined(code: Integers, responses: Integers) -> tuple[Integers, tuple[int, int]]:
    """a·code + b·responses that tells apart what either does, over as short a range as is found."""
    classes = len(np.unique(np.stack([code, responses]), axis=1).T)
    span = int(responses.max() - responses.min()) + 1
    if 2 * (magnitude(code) + 1) * (span + 1) > LARGEST:
        raise NoCircuit("a code of the inputs goes beyond 64 bits")
    pairs = [(a, b) for a in range(1, 4) for b in range(-_MOST_MULTIPLE, _MOST_MULTIPLE + 1) if b]
    best = (span, 1)
    shortest = int(np.ptp(span * code + responses))
    for a, b in pairs if len(code) <= _FEW_CLASSES else ():
        joined = a * code + b * responses
        length = int(np.ptp(joined))
        if length < shortest and len(np.unique(joined)) == classes:
            best, shortest = (a, b), length
    return best[0] * code + best[1] * responses, best


def _sums(points: Integers, neuron: FirstNeuron) -> Integers:
    return points @ np.array(neuron.weights, dtype=np.int64) + neuron.bias


def coded_along(
    model: Model,
    plateaus: Plateaus,
    direction: Sequence[int],
    points: Integers,
    budget: Budget,
) -> Axis:
    """The same levels as `along`, or fewer, in the order of a code.

    Levels that no neuron of this direction tells apart become one. Raises NoCircuit when time is
    over.
    """
    values = np.unique(points @ np.array(direction))
    scales = [s for s in model.weights.raws if s and all(s * w in model.weights for w in direction)]
    search = PairSearch(model)
    neurons: list[FirstNeuron] = []
    labels = np.zeros(len(values), dtype=np.int64)
    inseparable: set[tuple[int, int]] = set()
    while (pair := _together(labels, inseparable)) is not None:
        if budget.is_spent():
            raise NoCircuit("the time limit was reached")
        a, b = (int(values[place]) for place in pair)
        for scale in sorted(scales, key=abs, reverse=True):
            bias = search.separating_bias(scale * a, scale * b)
            if bias is not None:
                responses = plateaus(scale * values + bias)
                labels = _refined(labels, responses)
                weights = tuple(scale * w for w in direction)
                neurons.append(FirstNeuron(weights=weights, bias=bias))
                break
        else:
            inseparable.add(pair)
    return coded(neurons, plateaus, points)


def _together(labels: Integers, inseparable: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Two places with one label that are not known to be inseparable."""
    order = np.argsort(labels, kind="stable").tolist()
    for pair in pairwise(order):
        if labels[pair[0]] == labels[pair[1]] and pair not in inseparable:
            return pair
    return None


def _refined(labels: Integers, responses: Integers) -> Integers:
    joint = np.stack([labels, responses.astype(np.int64)])
    return np.unique(joint, axis=1, return_inverse=True)[1].astype(np.int64)
