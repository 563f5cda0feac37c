"""Functions that are sums of few first-layer neurons: one hidden layer, by linear programming.

Maximum, difference, product and thresholds are piecewise linear or nearly so along few directions:
x, y, x + y, x − y. For neurons h_1, …, h_n that look along these, coefficients v and an offset are
sought with Σ v_i·h_i(x) + offset in the accumulators of f(x) at every x, few of them not 0. Minimal
Σ |v_i| is a linear program, and its solutions are sparse (reweighted a few times, more so: E.
Candès, M. Wakin, S. Boyd, Enhancing sparsity by reweighted ℓ1 minimization, 2008). Inputs enter it
as they are violated, so it stays small. Then coefficients are rounded one after another, and the
program solved again for the others. First each accumulator is asked to be at the middle of its
cell, which leads to the simple solution where there is one; then anywhere in it.

The linear programs are solved in floating point, and nothing rests on them: rounded coefficients
are summed up in integers, and the offset is what those leave room for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from fxprove.budgets import Budget
from fxprove.construction.axes import FirstNeuron
from fxprove.construction.circuits import Circuit, NoCircuit
from fxprove.construction.lookup import Lookup, cells
from fxprove.construction.plateaus import Plateaus
from fxprove.networks import Network
from fxprove.requirements import Integers

Reals = npt.NDArray[np.float64]

_MOST_ENTRIES = 1 << 23  # of the dictionary
_MOST_COLUMNS = 480
MOST_SUMMED = 4
"""Inputs of functions that short sums are sought for."""
_MOST_SUPPORT = 48  # coefficients; a solution with more is no short sum
_FIRST_ROWS, _MORE_ROWS, _MOST_ROWS, _MOST_ROUNDS = 80, 40, 280, 12
_REWEIGHTED = 3
_MOST_PROGRAMS = 24  # for one dictionary and one kind of bounds
_MOST_PIVOTS = 1500  # of the simplex method in one program
_TINY = 1e-6


def with_few_neurons(
    lookup: Lookup, points: Integers, plateaus: Plateaus, budget: Budget
) -> Network:
    """A network with one hidden layer; raises NoCircuit where no short sum is found."""
    model = lookup.model
    if 0 not in model.weights or lookup.inputs > MOST_SUMMED:
        raise NoCircuit("sums of few neurons need a weight 0 and few inputs")
    circuit = Circuit(model, lookup.inputs, lookup.most_parameters)
    for output in range(len(lookup.starts)):
        neurons, coefficients = _sum_for(lookup, output, points, plateaus, budget)
        inputs = {}
        for neuron, coefficient in zip(neurons, coefficients, strict=True):
            source = circuit.add(0, dict(enumerate(neuron.weights)), neuron.bias, neuron.bias)
            inputs[source] = coefficient
        responses = np.stack([_response(plateaus, points, neuron) for neuron in neurons])
        low, high = _cells(lookup, output)
        sums = responses.T @ np.array(coefficients)
        circuit.add_output(1, inputs, int((low - sums).max()), int((high - sums).min()))
    return circuit.network()


def _response(plateaus: Plateaus, points: Integers, neuron: FirstNeuron) -> Integers:
    return plateaus(points @ np.array(neuron.weights) + neuron.bias).astype(np.int64)


_FAR = 1 << 50


def _cells(lookup: Lookup, output: int) -> tuple[Integers, Integers]:
    """The accumulators that are allowed at each point, far ones where they have no end."""
    low, high = lookup.low[:, output], lookup.high[:, output]
    raws = lookup.model.format.raws
    starts, ends = zip(*cells(lookup.model, list(raws)), strict=True)
    first = np.array([-_FAR if start is None else start for start in starts])
    last = np.array([_FAR if end is None else end for end in ends])
    return first[low - raws[0]], last[high - raws[0]]


def _middles(lookup: Lookup, output: int) -> tuple[Integers, Integers]:
    """The exact values themselves, or beyond them where their cell has no end."""
    first, last = _cells(lookup, output)
    scale = lookup.model.weights.scale
    low, high = scale * lookup.low[:, output], scale * lookup.high[:, output]
    return np.where(first > -_FAR, low, first), np.where(last < _FAR, high, last)


def _sum_for(
    lookup: Lookup, output: int, points: Integers, plateaus: Plateaus, budget: Budget
) -> tuple[list[FirstNeuron], list[int]]:
    """The first sum that is found for one output."""
    whole = _cells(lookup, output)
    middles = _middles(lookup, output)
    near, more = _scale_sets(lookup)
    for scales, bounds, thorough in (
        (near, middles, True),
        (near, whole, False),
        (more, middles, True),
    ):
        dictionary = _Dictionary.along_directions(lookup, points, plateaus, scales)
        if dictionary is None or budget.is_spent():
            continue
        programs = _Programs(dictionary.responses, bounds, whole, lookup, thorough=thorough)
        coefficients = programs.integral()
        if coefficients is not None and coefficients.any():
            used = np.flatnonzero(coefficients).tolist()
            return [dictionary.neurons[i] for i in used], coefficients[used].tolist()
    raise NoCircuit("no short sum of first-layer neurons was found")


def _scale_sets(lookup: Lookup) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The weight 1.0 and its negative, or what is nearest; then the extreme weights besides."""
    raws, one = lookup.model.weights.raws, lookup.model.weights.scale
    some = [raw for raw in raws if raw]
    near = {min(some, key=lambda raw: abs(raw - wish)) for wish in (one, -one)}
    more = near | ({raws[0], raws[-1]} - {0})
    return tuple(sorted(near)), tuple(sorted(more))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Dictionary:
    """Neurons, and their responses, points × neurons; none constant, none twice."""

    neurons: tuple[FirstNeuron, ...]
    responses: Integers

    @classmethod
    def along_directions(
        cls, lookup: Lookup, points: Integers, plateaus: Plateaus, scales: Sequence[int]
    ) -> "_Dictionary | None":
        """None where there are too many points, or no such neurons."""
        most = min(_MOST_COLUMNS, _MOST_ENTRIES // len(points))
        ways = list(directions(lookup.inputs))
        known: dict[bytes, tuple[FirstNeuron, Integers]] = {}
        share = most // (len(ways) * len(scales))
        for direction, scale in product(ways, scales):
            weights = tuple(scale * sign for sign in direction)
            if not all(weight in lookup.model.weights for weight in weights):
                continue
            sums = points @ np.array(weights)
            for bias in _biases(lookup, plateaus, sums, share):
                response = plateaus(sums + bias).astype(np.int64)
                shape = response - response.min()
                mirrored = (response.max() - response).tobytes()
                if shape.any() and mirrored not in known:
                    neuron = FirstNeuron(weights=weights, bias=bias)
                    known.setdefault(shape.tobytes(), (neuron, response))
        if not known:
            return None
        neurons, responses = zip(*known.values(), strict=True)
        return cls(neurons=neurons, responses=np.stack(responses, axis=1))


def directions(inputs: int) -> Iterator[tuple[int, ...]]:
    """Coordinates, sums and differences, first entry not 0 positive."""
    for signs in product((0, 1, -1), repeat=inputs):
        leading = next((sign for sign in signs if sign), 0)
        if leading > 0:
            yield signs


def _biases(lookup: Lookup, plateaus: Plateaus, sums: Integers, most: int) -> list[int]:
    """Biases that matter; of many, those that chain ramps end to end, and a spread."""
    first = plateaus.starts[0] - 1 - int(sums.max())
    last = plateaus.starts[-1] - int(sums.min())
    model = lookup.model
    step, offsets = model.biases.step, len(model.biases.offsets)
    if (last - first) // step * offsets <= most:
        return model.biases.between(first, last)
    scale, lo, hi = model.weights.scale, model.format.lo, model.format.hi
    ends = {a * end + c for a in range(-2, 3) for end in (lo, hi) for c in (-1, 0, 1)}
    wished = {scale * end for end in ends}
    wished |= set(np.linspace(first, last, max(2, most - len(wished))).astype(int).tolist())
    found = {model.biases.largest_at_most(wish) for wish in wished if first <= wish <= last}
    return sorted(bias for bias in found if bias is not None and bias >= first)[:most]


class _Programs:
    """Linear programs for one output: coefficients of the dictionary's neurons, and an offset."""

    def __init__(
        self,
        responses: Integers,
        bounds: tuple[Integers, Integers],
        whole: tuple[Integers, Integers],
        lookup: Lookup,
        *,
        thorough: bool,
    ) -> None:
        weights = lookup.model.weights
        self.unit, self.thorough = weights.gcd, thorough
        self.responses = responses.astype(np.float64) * self.unit
        self.exact = responses
        self.low, self.high = (end.astype(np.float64) for end in bounds)
        self.whole = whole
        self.most, self.least = weights.raws[-1] // self.unit, weights.raws[0] // self.unit
        self.biases = lookup.model.biases
        self.rows = np.unique(np.linspace(0, len(self.low) - 1, _FIRST_ROWS).astype(int))
        self.programs = 0

    def integral(self) -> Integers | None:
        """Integer coefficients that leave an offset; None if none are found."""
        n = self.responses.shape[1]
        cost, columns = np.ones(n), np.arange(n)
        lower, upper = np.full(n, self.least), np.full(n, self.most)
        solution: Reals | None = None
        for _ in range(1 + _REWEIGHTED):
            solution = self._solved(columns, cost, lower, upper)
            if solution is None or np.count_nonzero(np.abs(solution) > _TINY) > 2 * _MOST_SUPPORT:
                return None
            cost = 1 / (np.abs(solution) + 0.3)
        assert solution is not None
        columns = np.flatnonzero(np.abs(solution) > _TINY)
        if len(columns) > _MOST_SUPPORT:
            return None
        found = self._dive(columns, cost, lower, upper)
        if found is None and self.thorough:
            found = self._dive(np.arange(n), cost, lower, upper)
        return found

    def _dive(
        self, columns: Integers, cost: Reals, lower: Integers, upper: Integers
    ) -> Integers | None:
        """Round one coefficient after another, the one nearest an integer first."""
        lower, upper = lower.copy(), upper.copy()
        solution = self._solved(columns, cost, lower, upper)
        for _ in range(2 * _MOST_SUPPORT):
            if solution is None:
                return None
            rounded = np.rint(solution).astype(np.int64)
            if self._leaves_an_offset(rounded):
                return rounded * self.unit
            open_ = columns[lower[columns] < upper[columns]]
            away = np.abs(solution[open_] - rounded[open_])
            broken = open_[away > _TINY]
            if len(broken) == 0:
                return None
            place = broken[np.argmin(away[away > _TINY])]
            solution = self._fixed(columns, cost, lower, upper, int(place), float(solution[place]))
        return None

    def _fixed(
        self,
        columns: Integers,
        cost: Reals,
        lower: Integers,
        upper: Integers,
        place: int,
        value: float,
    ) -> Reals | None:
        """The program with one coefficient at the nearest integer, or at the one beyond."""
        nearest = round(value)
        for wish in (nearest, nearest + (1 if value > nearest else -1)):
            lower[place] = upper[place] = wish
            solution = self._solved(columns, cost, lower, upper)
            if solution is not None:
                return solution
        return None

    def _leaves_an_offset(self, coefficients: Integers) -> bool:
        """Whether a bias brings all sums, taken in integers, into their cells."""
        sums = self.exact @ (coefficients * self.unit)
        low, high = int((self.whole[0] - sums).max()), int((self.whole[1] - sums).min())
        bias = self.biases.smallest_at_least(low)
        return bias is not None and bias <= high

    def _solved(
        self, columns: Integers, cost: Reals, lower: Integers, upper: Integers
    ) -> Reals | None:
        """Coefficients of least cost, with rows added until none is violated."""
        from scipy.optimize import linprog  # half a second, which most commands need not pay

        n = len(columns)
        matrix = self.responses[:, columns]
        bounds = _bounds(lower[columns].tolist(), upper[columns].tolist())
        costs = np.concatenate([cost[columns], cost[columns], [0.0]])
        for _ in range(_MOST_ROUNDS):
            self.programs += 1
            if self.programs > _MOST_PROGRAMS or len(self.rows) > _MOST_ROWS:
                return None
            part = matrix[self.rows]
            rows = np.hstack([part, -part, np.ones((len(part), 1))])
            low, high = self.low[self.rows], self.high[self.rows]
            above, below = high < _FAR, low > -_FAR
            answer = linprog(
                costs,
                A_ub=np.vstack([rows[above], -rows[below]]),
                b_ub=np.concatenate([high[above], -low[below]]),
                bounds=bounds,
                method="highs-ds",
                options={"maxiter": _MOST_PIVOTS},
            )
            if answer.status != 0:
                return None
            solution = answer.x[:n] - answer.x[n : 2 * n]
            sums = matrix @ solution + answer.x[-1]
            violation = np.maximum(self.low - sums, sums - self.high)
            if violation.max() < _TINY * 10:
                whole: Reals = np.zeros(len(cost))
                whole[columns] = solution
                return whole
            worst = np.argsort(-violation, kind="stable")[:_MORE_ROWS]
            self.rows = np.unique(np.concatenate([self.rows, worst[violation[worst] > 0]]))
        return None


def _bounds(lower: list[int], upper: list[int]) -> list[tuple[int | None, int | None]]:
    """Of positive parts, negative parts and the offset; a fixed coefficient fixes both parts."""
    ends = list(zip(lower, upper, strict=True))
    positive = [(max(0, lo) if lo == hi else 0, max(0, hi)) for lo, hi in ends]
    negative = [(max(0, -hi) if lo == hi else 0, max(0, -lo)) for lo, hi in ends]
    return [*positive, *negative, (None, None)]
