"""Which requirements networks with hidden layers meet (theory, sections 2 and 3).

Proposition 1: with hidden layers, a function is constant on the classes of inputs that every
first-layer neuron treats alike, and all its output accumulators lie in one coset c + N, c ∈ B + V.
Theorem 2: where its hypotheses hold, nothing else binds them. So a requirement is met exactly when
the intervals of each class have a common value in r(c + N), for one c.

Classes are computed on K^d for the d at hand: inputs whose coordinates no neuron separates may
still be separated, because another coordinate shifts the accumulator by less than a bias can. They
are refined only where it matters: where two inputs of a class are asked for different values, or
where the interval that they leave each other is met by no coset.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from fxprove.array_arithmetic import LARGEST, IntegerArray, integer_array, magnitude
from fxprove.budgets import UNLIMITED, Budget
from fxprove.covering import Coset, Covering
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.requirements import Integers, Requirement
from fxprove.separating_pairs import PairSearch, Responses
from fxprove.separation import Blocks, Separated, decide_separation

_LONGEST_EXPLANATION = 64  # intervals; of more, all are given as the reason
_MOST_SUMS = 1 << 18  # weight vectors that are tried to separate two inputs
_FEW_NEURONS = 16  # after which coordinates are split as finely as a few neurons can
_OUT_OF_TIME = "the time limit was reached while inputs were separated"

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neuron:
    """A first-layer neuron: a raw weight for each input, and a bias."""

    weights: tuple[int, ...]
    bias: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Hidden layers meet the requirement if Theorem 2 applies.

    `separation` proves (D), or the `neurons` keep apart what must differ; `cosets[j]` and
    `chosen[:, j]`, a total choice of values within the intervals, are output j's. For several
    outputs of binary weights `accumulators` (n × m) meet the cells of `chosen`, and are multiples
    of the generator apart from the cosets' that have one parity at each point.
    """

    separation: Separated | None
    neurons: tuple[Neuron, ...]
    cosets: tuple[Coset, ...]
    chosen: Integers
    accumulators: Integers | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """No first-layer neuron separates two points (indices), whose intervals are disjoint."""

    points: tuple[int, int]
    output: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """No coset meets all the raw intervals that these pairs of points (indices) are asked for.

    The points of a pair are the same, or no first-layer neuron separates them; what they are asked
    for is then what both are.
    """

    pairs: tuple[tuple[int, int], ...]
    intervals: tuple[Interval, ...]
    output: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Neither was shown."""

    reason: str


def hidden_layers_meet(
    model: Model, requirement: Requirement, budget: Budget = UNLIMITED
) -> Met | Merged | Missed | Open:
    """Whether classes and cosets allow it.

    The model has a single format, saturates and accumulates exactly; N is not 0, or K has one
    value. What `Met` says of K^d needs a weight 0, one input, or all integers as biases.
    """
    classes, cosets = _Classes(model, requirement, budget), _Cosets(model)
    classes.separate_all()
    missed = _missed(classes, cosets)
    if missed is not None:
        return missed
    separation = decide_separation(model, budget)
    if separation is None:
        return Open(reason=_OUT_OF_TIME)
    if isinstance(separation, Separated) and _one_coordinate_suffices(model, requirement):
        return _met(classes, cosets, separation)
    classes.merge_all()
    conflict = classes.resolve_conflicts()
    if conflict is not None:
        return conflict
    while (missed := _missed(classes, cosets)) is not None:
        split = classes.split_any(missed)
        if isinstance(split, Open):
            return split
        if not split:
            return missed
    return _met(classes, cosets, None)


def _one_coordinate_suffices(model: Model, requirement: Requirement) -> bool:
    """Whether (D), about one input, separates all of K^d.

    A weight 0 hides the other coordinates. With all integers as biases, σ∘r is not periodic, and
    two weights for a coordinate that differs change what w·x and w·y differ by: once it is not 0.
    """
    reads_one = requirement.inputs == 1 or 0 in model.weights
    every_bias = model.biases.is_unbounded and model.biases.step == 1
    return reads_one or (every_bias and len(model.weights.raws) > 1)


def _missed(classes: "_Classes", cosets: "_Cosets") -> Missed | None:
    """An output whose classes are asked for more than any coset meets."""
    for output in range(classes.requirement.outputs):
        asked = classes.asked(output)
        if cosets.meeting(asked) is None:
            intervals = cosets.excluding(asked)
            pairs = tuple(asked[interval] for interval in intervals)
            return Missed(pairs=pairs, intervals=tuple(intervals), output=output)
    return None


def _met(classes: "_Classes", cosets: "_Cosets", separation: Separated | None) -> Met:
    """The cosets that `_missed` found, and a value of theirs for each class."""
    found, chosen = [], []
    for output in range(classes.requirement.outputs):
        coset = cosets.meeting(classes.asked(output))
        assert coset is not None
        found.append(coset)
        chosen.append(cosets.chosen(coset, *classes.intervals(output))[classes.labels])
    return Met(
        separation=separation,
        neurons=tuple(classes.neurons),
        cosets=tuple(found),
        chosen=np.stack(chosen, axis=1),
    )


class _Cosets:
    """What the cosets c + N, c ∈ B + V, of one model reach."""

    def __init__(self, model: Model) -> None:
        self.model, self.covering = model, Covering(model)
        self.one_value = model.format.size == 1
        lattices = Lattices.of(model)
        self.generator, self.shift = lattices.difference_gcd, lattices.value_gcd

    def meeting(self, intervals: Iterable[Interval]) -> Coset | None:
        """One that meets them all."""
        if self.one_value:
            return Coset(bias=self.covering.biases.any_element, value=0)
        return self.covering.coset_meeting(intervals, self.generator, self.shift)

    def excluding(self, intervals: Iterable[Interval]) -> list[Interval]:
        """Some of these intervals, few where few do, that no coset meets; none meets all.

        Each candidate coset for those so far misses another one; that one joins.
        """
        inner, asked, chosen = self.covering.inner, sorted(intervals), list[Interval]()
        bounded = [(low, high) for low, high in asked if low in inner and high in inner]
        while (coset := self.meeting(chosen)) is not None:
            if len(chosen) == _LONGEST_EXPLANATION:
                return bounded
            c = coset.accumulator
            chosen.append(
                next(
                    (low, high)
                    for low, high in bounded
                    if (c - inner[low][0]) % self.generator > inner[high][1] - inner[low][0]
                )
            )
        for interval in list(chosen):
            fewer = [other for other in chosen if other != interval]
            if self.meeting(fewer) is None:
                chosen = fewer
        return sorted(chosen)

    def chosen(self, coset: Coset, low: Integers, high: Integers) -> Integers:
        """For each interval a value in it that the coset reaches; it meets them all."""
        if self.one_value:
            return low
        requantizer, values = self.model.requantizer, dict[Interval, int]()
        asked = list(zip(low.tolist(), high.tolist(), strict=True))
        for interval in set(asked):
            n = self.covering.multiple_into(coset, self.generator, *interval)
            values[interval] = requantizer(coset.accumulator + self.generator * n)
        return np.array([values[interval] for interval in asked], dtype=np.int64)


class _Classes:
    """The points split by first-layer neurons, as finely as the requirement needs."""

    def __init__(self, model: Model, requirement: Requirement, budget: Budget) -> None:
        self.model, self.requirement, self.budget = model, requirement, budget
        self.labels: Integers = np.zeros(len(requirement.points), dtype=np.int64)
        self.neurons: list[Neuron] = []
        self.search = PairSearch(model)
        self.responses = Responses(model)

    def separate_all(self) -> None:
        """Every point is a class of its own."""
        self.labels = np.arange(len(self.labels), dtype=np.int64)

    def merge_all(self) -> None:
        """All points are one class."""
        self.labels = np.zeros_like(self.labels)

    def intervals(self, output: int) -> tuple[Integers, Integers]:
        """What each class is asked for: the intersection of its points' intervals."""
        count = int(self.labels.max()) + 1
        low = np.full(count, self.model.format.lo, dtype=np.int64)
        high = np.full(count, self.model.format.hi, dtype=np.int64)
        np.maximum.at(low, self.labels, self.requirement.low[:, output])
        np.minimum.at(high, self.labels, self.requirement.high[:, output])
        return low, high

    def asked(self, output: int) -> dict[Interval, tuple[int, int]]:
        """The intervals of `intervals`, each with two points of a class whose intersection it is.

        They are the same point where one alone is asked for the interval.
        """
        low, high = self.requirement.low[:, output], self.requirement.high[:, output]
        # in each class first the point with the greatest lower bound, and with the least upper one
        upward, downward = (
            np.lexsort((high, -low, self.labels)),
            np.lexsort((-low, high, self.labels)),
        )
        first = np.flatnonzero(np.diff(self.labels[upward], prepend=-1))
        found: dict[Interval, tuple[int, int]] = {}
        for x, y in zip(upward[first].tolist(), downward[first].tolist(), strict=True):
            least, most = int(low[x]), int(high[y])
            pair = (x, x) if high[x] == most else (y, y) if low[y] == least else (x, y)
            if (least, most) not in found or pair[0] == pair[1]:
                found[least, most] = pair
        return found

    def split_any(self, missed: Missed) -> bool | Open:
        """Split a class where a neuron separates such a pair; False if none does."""
        for x, y in missed.pairs:
            neuron = None if x == y else self._separating(x, y)
            if isinstance(neuron, Open):
                return neuron
            if neuron is not None:
                self._refine(neuron)
                return True
        return False

    def resolve_conflicts(self) -> Merged | Open | None:
        """Split classes until none is asked for different values, or two inputs stay merged."""
        for output in range(self.requirement.outputs):
            while (pair := self._conflict(output)) is not None:
                if len(self.neurons) == _FEW_NEURONS:
                    self._take_greedy_probes()
                neuron = self._separating(*pair)
                if isinstance(neuron, Open):
                    return neuron
                if neuron is None:
                    return Merged(points=pair, output=output)
                self._refine(neuron)
        return None

    def _take_greedy_probes(self) -> None:
        """Split every coordinate by the probes that split K most."""
        d = self.requirement.inputs
        if d > 1 and 0 not in self.model.weights:
            return
        blocks = Blocks(self.model)
        blocks.take_greedy_probes(self.budget)
        for coordinate, probe in product(range(d), blocks.probes):
            weights = tuple(probe.weight * (i == coordinate) for i in range(d))
            self._refine(Neuron(weights=weights, bias=probe.bias))

    def _conflict(self, output: int) -> tuple[int, int] | None:
        """Two points of one class with disjoint intervals."""
        low, high = self.intervals(output)
        classes = np.flatnonzero(low > high)
        if len(classes) == 0:
            return None
        members = np.flatnonzero(self.labels == classes[0])
        x = members[np.argmax(self.requirement.low[members, output])]
        y = members[np.argmin(self.requirement.high[members, output])]
        return int(min(x, y)), int(max(x, y))

    def _refine(self, neuron: Neuron) -> None:
        sums = self._sums_of(neuron)
        joint = self.labels * self.model.format.size + self.responses(sums) - self.model.format.lo
        self.labels = np.unique(joint, return_inverse=True)[1].astype(np.int64)
        self.neurons.append(neuron)

    def _sums_of(self, neuron: Neuron) -> IntegerArray:
        """w·x + β at every point, exactly."""
        points: IntegerArray = self.requirement.points
        reach = sum(map(abs, neuron.weights)) * max(1, magnitude(points)) + abs(neuron.bias)
        if reach > LARGEST:
            points = points.astype(object)
        sums: IntegerArray = points @ np.array(neuron.weights, dtype=points.dtype) + neuron.bias
        return sums

    def _separating(self, p: int, q: int) -> Neuron | Open | None:
        """A neuron that separates two points; None if there is none."""
        x, y = (tuple(map(int, self.requirement.points[i])) for i in (p, q))
        reads_one = len(x) == 1 or 0 in self.model.weights
        for coordinate, (a, b) in enumerate(zip(x, y, strict=True)) if reads_one else ():
            probe = None if a == b else self.search.separating_probe(a, b, self.budget)
            if probe is not None:
                weights = tuple(probe.weight * (i == coordinate) for i in range(len(x)))
                return Neuron(weights=weights, bias=probe.bias)
        if self.budget.is_spent():
            return Open(reason=_OUT_OF_TIME)
        return None if len(x) == 1 else self._separating_jointly(x, y)

    def _separating_jointly(self, x: Sequence[int], y: Sequence[int]) -> Neuron | Open | None:
        """The same over all weights, those first that move the accumulators most apart."""
        raws = self.model.weights.raws
        if len(raws) ** len(x) > _MOST_SUMS:
            return Open(reason=f"inputs {x} and {y} have too many accumulators to compare")
        lefts, rights = self._sums(x), self._sums(y)
        tried: set[tuple[int, int]] = set()
        for index in np.argsort(-np.abs(lefts - rights), kind="stable").tolist():
            pair = int(lefts[index]), int(rights[index])
            if pair[0] == pair[1]:
                break
            if pair in tried:
                continue
            tried.add(pair)
            if len(tried) % 256 == 0 and self.budget.is_spent():
                return Open(reason=_OUT_OF_TIME)
            bias = self.search.separating_bias(*pair)
            if bias is not None:
                places = np.unravel_index(index, (len(raws),) * len(x))
                return Neuron(weights=tuple(raws[int(place)] for place in places), bias=bias)
        return None

    def _sums(self, point: Sequence[int]) -> IntegerArray:
        """w·x for all weight vectors, the last coordinate's fastest."""
        weights = self.model.weights
        reach = 2 * weights.largest_magnitude * sum(map(abs, point))
        sums = integer_array([0])
        for raw in point:
            sums = np.add.outer(sums, integer_array(weights.raws, reach) * raw).ravel()
        return sums
