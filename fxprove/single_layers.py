"""Which requirements a single affine layer meets: one neuron r(w·x + β) for an output.

Hidden layers bind networks (Proposition 1), single layers they do not, so a function that no
hidden layers compute must be excluded here as well; and a function that one neuron computes needs
nothing else.

Saturating r with exact sums: the neuron meets the interval [l, h] at x exactly when
a(x) ≤ w·x + β ≤ b(x), where a and b are the ends of the cells of l and h. Two points that differ
by Δ > 0 in coordinate i alone bound its weight whatever the others are,

    a(y) − b(x) ≤ w_i·Δ ≤ b(y) − a(x),

and of the weights that are left each is tried: β must lie in [max a(x) − w·x, min b(x) − w·x],
which two points decide. So a refutation is, for each coordinate, two pairs of points that bound
its weight, and a few points among which every weight that is left has two that exclude it.
"""

from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from fxprove.budgets import UNLIMITED, Budget
from fxprove.models import Model
from fxprove.requirements import Integers, Requirement, pairs_along

_MOST_CANDIDATES = 1 << 17
_UNBOUNDED = 1 << 60  # stands for ±∞; finite bounds and sums stay below a quarter of it
_FINITE = _UNBOUNDED // 2  # between finite bounds on a bias and what stands for none


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleNeuron:
    """Raw weights and a bias that meet the requirement."""

    weights: tuple[int, ...]
    bias: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSingleNeuron:
    """No neuron meets it. Points are indices into the requirement's.

    `slopes[i]` bounds weight i from below and from above by a pair of points each, None where
    nothing does; among `points`, every weight vector within the bounds has two that exclude it.
    """

    slopes: tuple[tuple[tuple[int, int] | None, tuple[int, int] | None], ...]
    points: tuple[int, ...]


def single_neuron(
    model: Model, requirement: Requirement, output: int, budget: Budget = UNLIMITED
) -> SingleNeuron | NoSingleNeuron | None:
    """A neuron for one output, or why there is none; None if that would take too long.

    The model has a single format, saturates and accumulates exactly.
    """
    low, high = requirement.low[:, output], requirement.high[:, output]
    if np.all((low == model.format.lo) & (high == model.format.hi)):
        weights = (model.weights.raws[0],) * requirement.inputs
        return SingleNeuron(weights=weights, bias=model.biases.any_element)
    search = _Search.of(model, requirement, output)
    return None if search is None else search.answer(budget)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """The bounds a(x) and b(x) at each point, in accumulator units."""

    model: Model
    points: Integers
    least: Integers
    most: Integers

    @classmethod
    def of(cls, model: Model, requirement: Requirement, output: int) -> "_Search | None":
        """The bounds, or None where they do not fit 64 bits."""
        format, requantizer = model.format, model.requantizer
        starts = [requantizer.cell_start(raw) for raw in format.raws[1:]]
        ends = [-_UNBOUNDED, *starts, _UNBOUNDED]
        largest = max(map(abs, starts), default=0)
        reach = (
            requirement.inputs
            * model.weights.largest_magnitude
            * max(abs(format.lo), abs(format.hi))
        )
        if largest + reach >= _UNBOUNDED // 4:
            return None
        bounds = np.array(ends, dtype=np.int64)
        return cls(
            model=model,
            points=requirement.points,
            least=bounds[requirement.low[:, output] - format.lo],
            most=bounds[requirement.high[:, output] - format.lo + 1] - 1,
        )

    def answer(self, budget: Budget) -> SingleNeuron | NoSingleNeuron | None:
        """The answer for this output."""
        slopes = [self._slope(coordinate) for coordinate in range(self.points.shape[1])]
        ranges = [self._weights(*slope) for slope in slopes]
        if prod(map(len, ranges)) > _MOST_CANDIDATES:
            return None
        telling = np.array([], dtype=np.intp)
        for weights in product(*ranges):
            if budget.is_spent():
                return None
            if len(telling) and self._bias(weights, telling) is None:
                continue
            bias = self._bias(weights, slice(None))
            if bias is not None:
                return SingleNeuron(weights=weights, bias=bias)
            telling = np.union1d(telling, self._excluding(weights))
        return NoSingleNeuron(slopes=tuple(slopes), points=tuple(telling.tolist()))

    def _slope(self, coordinate: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        """The pairs that bound a weight most, among points 1, 2, 4, … apart on a line."""
        below: tuple[int, tuple[int, int]] | None = None
        above: tuple[int, tuple[int, int]] | None = None
        for x, y in pairs_along(self.points, coordinate):
            run = self.points[y, coordinate] - self.points[x, coordinate]
            least, most = self.least[y] - self.most[x], self.most[y] - self.least[x]
            lower, upper = -(-least // run), most // run
            at, to = int(np.argmax(lower)), int(np.argmin(upper))
            if below is None or lower[at] > below[0]:
                below = int(lower[at]), (int(x[at]), int(y[at]))
            if above is None or upper[to] < above[0]:
                above = int(upper[to]), (int(x[to]), int(y[to]))
        first, last = self.model.weights.raws[0], self.model.weights.raws[-1]
        return (
            below[1] if below is not None and below[0] > first else None,
            above[1] if above is not None and above[0] < last else None,
        )

    def _weights(self, below: tuple[int, int] | None, above: tuple[int, int] | None) -> list[int]:
        """The weights that a coordinate's bounds leave."""
        raws = self.model.weights.raws
        low, high = raws[0], raws[-1]
        if below is not None:
            x, y = below
            low = max(low, -((int(self.most[x]) - int(self.least[y])) // self._run(x, y)))
        if above is not None:
            x, y = above
            high = min(high, (int(self.most[y]) - int(self.least[x])) // self._run(x, y))
        return [weight for weight in raws if low <= weight <= high]

    def _run(self, x: int, y: int) -> int:
        return int(np.abs(self.points[y] - self.points[x]).sum())

    def _bias(self, weights: tuple[int, ...], among: Integers | slice) -> int | None:
        """A bias with which these weights meet the requirement at these points."""
        sums = self.points[among] @ np.array(weights, dtype=np.int64)
        low, high = int((self.least[among] - sums).max()), int((self.most[among] - sums).min())
        biases = self.model.biases
        if high > _FINITE:
            return biases.smallest_at_least(low) if low > -_FINITE else biases.any_element
        bias = biases.largest_at_most(high)
        return bias if bias is not None and (bias >= low or low < -_FINITE) else None

    def _excluding(self, weights: tuple[int, ...]) -> list[int]:
        """Two points that leave no bias to weights with which none meets the requirement."""
        sums = self.points @ np.array(weights, dtype=np.int64)
        return [int(np.argmax(self.least - sums)), int(np.argmin(self.most - sums))]
