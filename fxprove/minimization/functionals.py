"""Linear functionals on coordinates: what sums of contributions must reach, and what each adds.

For integer coefficients λ, every sum S + Σ d that meets the intervals for some output biases has

    Σ λ·d ≥ R(S) = Σ λ⁺·(least − S) − Σ λ⁻·(most − S) − Σ_j max_c (λ summed over output j)·c,

where c runs through the output biases. A search asks for a λ with R(S) > 0 that few items of the
dictionary serve well (Theorem 17). Simple functionals, differences and second differences of
neighbouring inputs, are there from the start; others come from linear programs.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import lcm

import numpy as np
import numpy.typing as npt

from fxprove.minimization.contributions import Dictionary, Intervals
from fxprove.parameter_sets import BiasSet
from fxprove.requirements import Integers

_MOST_FUNCTIONALS = 1 << 12
_MOST_PAIRS = 1 << 11
_MOST_VALUES = 1 << 25  # functionals × items
_BUCKETS = 1 << 10
_EXACT_FLOAT = 1 << 53
_SCALES = (1, 2, 3, 4, 6, 12, 24, 60)  # an optimal λ has small denominators more often than not
_LARGEST_COMMON_COST = 1 << 16

Floats = npt.NDArray[np.float64]


class Functionals:
    """A growing pool of functionals over one dictionary.

    `coefficients` is f × coordinates, `demands[i]` is R(0) of functional i, `values` (f × items) is
    λ·d and `scaled` λ·d·(common cost / cost of d).
    """

    def __init__(self, dictionary: Dictionary, intervals: Intervals, biases: BiasSet) -> None:
        self.dictionary, self.intervals, self.biases = dictionary, intervals, biases
        self.common_cost = lcm(*set(dictionary.costs.tolist())) if len(dictionary.costs) else 1
        if self.common_cost > _LARGEST_COMMON_COST:
            raise ValueError("costs of items without a small common multiple")
        self.shares = self.common_cost // dictionary.costs
        coordinates, items = len(intervals.least), len(dictionary.items)
        self.coefficients = np.zeros((0, coordinates), dtype=np.int64)
        self.demands = np.zeros(0, dtype=np.int64)
        self.values = np.zeros((0, items), dtype=np.int64)
        self.scaled = self.values
        self._counts = np.zeros((0, _BUCKETS + 1), dtype=np.int64)
        self._widths = np.ones(0, dtype=np.int64)
        self._known: set[bytes] = set()

    @property
    def room(self) -> int:
        """How many more functionals are taken in, but for those that a search must have."""
        most = min(_MOST_FUNCTIONALS, _MOST_VALUES // (1 + len(self.dictionary.items)))
        return max(0, most - len(self.coefficients))

    def add(self, candidates: Iterable[Integers], most: int | None = None) -> None:
        """Take in those that are new and that R is defined for, evenly chosen if over `most`."""
        fresh: list[tuple[Integers, int]] = []
        for coefficients in candidates:
            key = coefficients.astype(np.int64).tobytes()
            if key in self._known or not coefficients.any():
                continue
            self._known.add(key)
            demand = self._demand(coefficients)
            if demand is not None:
                fresh.append((coefficients.astype(np.int64), demand))
        if most is not None and len(fresh) > most:
            fresh = fresh[:: -(-len(fresh) // most)] if most else []
        if not fresh:
            return
        added = np.array([coefficients for coefficients, _ in fresh])
        values = self._values(added)
        scaled = values * self.shares
        widths = 1 + np.maximum(scaled.max(axis=1, initial=0), 0) // _BUCKETS
        counts = np.zeros((len(fresh), _BUCKETS + 1), dtype=np.int64)
        for row, (value, width) in enumerate(zip(scaled, widths, strict=True)):
            places = np.bincount(value[value > 0] // width, minlength=_BUCKETS + 1)
            counts[row] = places[::-1].cumsum()[::-1]
        self.coefficients = np.vstack([self.coefficients, added])
        self.demands = np.append(self.demands, [demand for _, demand in fresh])
        self.values = np.vstack([self.values, values])
        self.scaled = self.values if self.common_cost == 1 else np.vstack([self.scaled, scaled])
        self._widths = np.append(self._widths, widths)
        self._counts = np.vstack([self._counts, counts])

    def _values(self, added: Integers) -> Integers:
        """λ·d; by floating-point products where these are exact."""
        items = self.dictionary.items
        largest = int(np.abs(items).max(initial=0)) * int(np.abs(added).sum(axis=1).max())
        if largest < _EXACT_FLOAT:
            product_: Floats = added.astype(np.float64) @ items.T.astype(np.float64)
            return product_.astype(np.int64)
        return added @ items.T

    def _demand(self, coefficients: Integers) -> int | None:
        """R(0); None where an end that it needs does not exist."""
        intervals, free = self.intervals, self.dictionary.free
        up, down = coefficients > 0, coefficients < 0
        if not (intervals.has_least[up].all() and intervals.has_most[down].all()):
            return None
        demand = int(coefficients[up] @ intervals.least[up])
        demand += int(coefficients[down] @ intervals.most[down])
        for output, is_free in enumerate(free):
            total = int(coefficients[output :: len(free)].sum())
            if not is_free or total == 0:
                continue
            if self.biases.is_unbounded:
                return None
            demand -= max(total * self.biases.smallest, total * self.biases.largest)
        return demand

    def demands_at(self, sums: Integers) -> Integers:
        """R(S) of every functional, for one sum S."""
        demands: Integers = self.demands - self.coefficients @ sums
        return demands

    def choices(self, demands: Integers, budgets: Integers) -> tuple[Integers, Integers]:
        """For each state (a column of `demands`, f × states, and a budget): the functional that
        fewest items serve well enough, and about how many do; −1 where no R is positive.
        """
        needed = -(-demands * self.common_cost // np.maximum(budgets, 1))
        places = np.clip(needed // self._widths[:, np.newaxis], 0, _BUCKETS)
        counts = np.take_along_axis(self._counts, places, axis=1)
        none = len(self.dictionary.items) + 1
        counts[demands <= 0] = none
        chosen = counts.argmin(axis=0)
        least = counts[chosen, np.arange(counts.shape[1])]
        return np.where(least == none, -1, chosen), least


def simple_functionals(points: Integers, dictionary: Dictionary) -> Iterator[Integers]:
    """Single coordinates, differences and second differences of one output, both signs."""
    outputs = len(dictionary.free)
    for output in range(outputs):
        for places, coefficients in _simple(points):
            functional = np.zeros(len(points) * outputs, dtype=np.int64)
            functional[np.array(places) * outputs + output] = coefficients
            yield functional
            yield -functional


def _simple(points: Integers) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    for place in range(len(points)):
        yield (place,), (1,)
    index = {tuple(point): place for place, point in enumerate(points.tolist())}
    reach = range(-2, 3) if points.shape[1] <= 2 else range(-1, 2)
    steps = [step for step in product(reach, repeat=points.shape[1]) if step > (0,) * len(step)]
    for place, point in enumerate(points.tolist()):
        for step in steps[: _MOST_PAIRS // len(points) + 1]:
            ahead = index.get(tuple(a + b for a, b in zip(point, step, strict=True)))
            behind = index.get(tuple(a - b for a, b in zip(point, step, strict=True)))
            if ahead is not None and behind is not None:
                yield (place, ahead, behind), (2, -1, -1)
    pairs = [(p, q) for p in range(len(points)) for q in range(p)]
    for pair in pairs[:: 1 + len(pairs) // _MOST_PAIRS]:
        yield pair, (1, -1)


def integral(coefficients: Floats, closed: Sequence[bool]) -> Iterator[Integers]:
    """Integer functionals near the multiples of this one.

    Those of the outputs that are `closed` (free, with unbounded biases) sum to 0.
    """
    largest = np.abs(coefficients).max(initial=0)
    if not largest:
        return
    order = np.argsort(-np.abs(coefficients), kind="stable")
    for scale in _SCALES:
        rounded = np.round(coefficients / largest * scale).astype(np.int64)
        for output in (j for j, is_closed in enumerate(closed) if is_closed):
            excess = int(rounded[output :: len(closed)].sum())
            own = order[order % len(closed) == output]
            for turn in range(abs(excess)):
                rounded[own[turn % len(own)]] -= 1 if excess > 0 else -1
        yield rounded
