"""Whether any first-layer neuron at all separates two given inputs.

Claim decided, exactly: for raw x < y, is there w ∈ W and β ∈ B with σ(r(w·x+β)) ≠ σ(r(w·y+β))?

The structure used. Write an accumulator as s_W·q + f with 0 ≤ f < s_W. Every rounding mode sends
it to q or q+1, and which of the two depends on q only through its sign and its parity. So f has a
*phase* (what happens to even and odd, negative and other q), there are at most three phases in a
mode, and each has one table ψ(q) = σ(r(s_W·q + f)). Adding s_W·t to the bias moves q by t: the
responses of x and y over a whole progression of biases are two slices of such tables, compared at
once; with unbounded biases only their distance matters and each distance is compared once. For
weights too small to reach a boundary (the usual reason why (D) fails) the two slices coincide and
nothing is compared at all.

Biases that fall into many short progressions, as listed ones do, have no such structure; then all
weights and biases are evaluated outright, many at a time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import gcd
from typing import TypeAlias

import numpy as np

from fxprove.array_arithmetic import (
    LARGEST,
    IntegerArray,
    integer_array,
    magnitude,
    requantize,
)
from fxprove.budgets import Budget
from fxprove.models import Model
from fxprove.parameter_sets import BiasSet, WeightSet
from fxprove.rounding import round_ratio

Phase: TypeAlias = tuple[int, int, int, int]
"""What is added to q = −2, −1, 0, 1: each 0 or 1."""

_FEW_PROGRESSIONS = 8  # more are searched without using their structure
_EVALUATED_AT_ONCE = 1 << 15  # neurons

_NEVER_UP: Phase = (0, 0, 0, 0)
_ALWAYS_UP: Phase = (1, 1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A first-layer neuron on one input: raw weight, bias in accumulator units."""

    weight: int
    bias: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progression:
    """The biases base + s_W·stride·t for first ≤ t ≤ last, or for all integers t."""

    base: int
    stride: int
    first: int | None
    last: int | None


def familiar_weights(weights: WeightSet) -> list[int]:
    """A few weights worth trying first: nearest to ±1.0, ±0.5, ±2.0, … and the extremes."""
    scale = weights.scale
    wishes = [scale, -scale, scale // 2 + 1, scale // 2, -(scale // 2) - 1, 2 * scale, scale - 1]
    wishes += [1, -1, scale + 1, 2, 3, -2 * scale, scale // 4, weights.raws[-1], weights.raws[0]]
    if len(weights.raws) > 1:
        wishes += [weights.raws[-2], weights.raws[1]]
    chosen = dict.fromkeys(_nearest(weights, wish) for wish in wishes)
    return list(chosen)


def _nearest(weights: WeightSet, wish: int) -> int:
    if isinstance(weights.raws, range):
        return min(max(wish, weights.raws[0]), weights.raws[-1])
    return min(weights.raws, key=lambda weight: abs(weight - wish))


def progressions(biases: BiasSet, weight_scale: int) -> list[Progression]:
    """The bias set as progressions whose steps are multiples of s_W."""
    stride = biases.step // gcd(biases.step, weight_scale)
    cycle = weight_scale // gcd(biases.step, weight_scale)
    if biases.first is None or biases.last is None:
        return [
            Progression(base=offset + biases.step * phase, stride=stride, first=None, last=None)
            for offset in biases.offsets
            for phase in range(cycle)
        ]
    return [
        Progression(
            base=offset + biases.step * (biases.first + phase),
            stride=stride,
            first=0,
            last=(biases.last - biases.first - phase) // cycle,
        )
        for offset in biases.offsets
        for phase in range(min(cycle, biases.last - biases.first + 1))
    ]


class Responses:
    """σ∘r of one model, on arrays."""

    def __init__(self, model: Model) -> None:
        self.requantizer = model.requantizer
        self.lo = model.format.lo
        self.table = integer_array(model.activation.table)

    def __call__(self, accumulators: IntegerArray) -> IntegerArray:
        """The raw response at each accumulator."""
        raws = requantize(self.requantizer, accumulators)
        responses: IntegerArray = self.table[(raws - self.lo).astype(np.intp)]
        return responses


class PairSearch:
    """Searches all neurons of one saturating, exactly accumulating model for a given pair."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.scale = model.weights.scale
        self.biases = model.biases
        self.stride = self.biases.step // gcd(self.biases.step, self.scale)
        self.cycle = self.scale // gcd(self.biases.step, self.scale)
        self.progressions: list[Progression] | None = None
        if not model.biases.is_unbounded or self.cycle <= 8 * self.stride:
            self.progressions = progressions(model.biases, self.scale)
        # ψ is constant outside these q: there the rounded value is at most lo or at least hi
        self.first_q = model.format.lo - 1
        self.last_q = model.format.hi
        self._phases: dict[tuple[bool, int], Phase] = {}
        self._tables: dict[Phase, IntegerArray] = {}
        self._coinciding: set[tuple[Phase, Phase, int, int]] = set()
        self._responses_at = Responses(model)
        self._listed: IntegerArray | None = None
        if not model.biases.is_unbounded and len(self.progressions or ()) > _FEW_PROGRESSIONS:
            self._listed = self._all_biases()

    def separating_probe(self, x: int, y: int, budget: Budget) -> Probe | None:
        """A neuron that separates raw x and y; None if there is none or the budget is spent."""
        if self._listed is not None:
            return self._probe_among_listed(x, y, self._listed, budget)
        for count, weight in enumerate(self._weights()):
            if count % 64 == 0:
                budget.progress("pairs", count / len(self.model.weights.raws))
                if budget.is_spent():
                    return None
            for progression in self._progressions(weight, x, y):
                bias = self._separating_bias(weight, x, y, progression)
                if bias is not None:
                    return Probe(weight=weight, bias=bias)
        return None

    def separating_bias(self, left: int, right: int) -> int | None:
        """A bias β with σ(r(left + β)) ≠ σ(r(right + β)) for two accumulators, or None."""
        if self._listed is not None:
            listed = self._listed
            if magnitude(listed) + max(abs(left), abs(right)) > LARGEST:
                listed = listed.astype(object)
            of_left, of_right = (self._responses_at(listed + a) for a in (left, right))
            different = np.flatnonzero(of_left != of_right)
            return int(listed[different[0]]) if len(different) else None
        found = (
            self._separating_bias(1, left, right, progression)
            for progression in self._progressions(1, left, right)
        )
        return next((bias for bias in found if bias is not None), None)

    def _progressions(self, weight: int, x: int, y: int) -> Iterable[Progression]:
        """Progressions that show every way in which this weight can treat x and y.

        Where the biases are fine and unbounded there are very many, but as the base grows the
        phases and quotients of w·x + base and w·y + base change only where one of the accumulators
        reaches a multiple of the scale, the next integer, the half-way point or the integer after
        it. One base from there on is enough for each, within one common period.
        """
        if self.progressions is not None:
            return self.progressions
        half = (self.scale + 1) // 2
        turns = [
            turn + self.scale * index - weight * raw
            for turn in (0, 1, half, self.scale // 2 + 1)
            for index in range(self.stride)
            for raw in (x, y)
        ]
        period = self.stride * self.scale
        bases = {
            turn + (offset - turn) % self.biases.step
            for offset in self.biases.offsets
            for turn in (turn % period for turn in turns)
        }
        return (
            Progression(base=base, stride=self.stride, first=None, last=None)
            for base in sorted(bases)
        )

    def _all_biases(self) -> IntegerArray:
        biases = self.model.biases
        values = biases.between(biases.smallest, biases.largest)
        largest = self.model.weights.largest_magnitude * max(
            abs(self.model.format.lo), abs(self.model.format.hi)
        )
        return integer_array(values, largest + max(map(abs, values)))

    def _probe_among_listed(
        self, x: int, y: int, biases: IntegerArray, budget: Budget
    ) -> Probe | None:
        """The search by evaluating every weight with every listed bias."""
        weights = np.array(list(self._weights()), dtype=biases.dtype)[:, np.newaxis]
        rows = max(1, _EVALUATED_AT_ONCE // len(biases))
        for start in range(0, len(weights), rows):
            if budget.is_spent():
                return None
            some = weights[start : start + rows]
            of_x, of_y = (self._responses_at(some * z + biases) for z in (x, y))
            different = np.flatnonzero(of_x != of_y)
            if len(different):
                row, column = divmod(int(different[len(different) // 2]), len(biases))
                return Probe(weight=int(some[row, 0]), bias=int(biases[column]))
        return None

    def _weights(self) -> Iterator[int]:
        familiar = familiar_weights(self.model.weights)
        yield from familiar
        yield from (weight for weight in self.model.weights.raws if weight not in familiar)

    def _separating_bias(self, weight: int, x: int, y: int, biases: Progression) -> int | None:
        q_x, phase_x = self._position(weight * x + biases.base)
        q_y, phase_y = self._position(weight * y + biases.base)
        if q_x == q_y and phase_x == phase_y:
            return None
        key = (phase_x, phase_y, q_y - q_x, q_x % biases.stride)
        if biases.first is None and key in self._coinciding:
            return None
        shifts = self._shifts(q_x, q_y, biases)
        of_x = self._responses(phase_x, q_x + biases.stride * shifts)
        of_y = self._responses(phase_y, q_y + biases.stride * shifts)
        different = np.flatnonzero(of_x != of_y)
        if len(different) == 0:
            if biases.first is None:
                self._coinciding.add(key)
            return None
        middle = int(shifts[different[len(different) // 2]])
        return biases.base + self.scale * biases.stride * middle

    def _shifts(self, q_x: int, q_y: int, biases: Progression) -> IntegerArray:
        """Values of t that show every pair of responses the progression gives.

        While neither q + stride·t lies in first_q…last_q, both responses are constant in t; so
        the t that bring one of them there do, with one more at either end for the stretches
        between and outside, and the ends of the progression if it has any.
        """
        windows: list[range] = []
        for q in (q_x, q_y):
            first = (self.first_q - q) // biases.stride - 1
            last = (self.last_q - q) // biases.stride + 1
            if biases.first is not None and biases.last is not None:
                first, last = max(first, biases.first), min(last, biases.last)
                windows += [range(end, end + 1) for end in (biases.first, biases.last)]
            windows.append(range(first, last + 1))
        largest = max(
            abs(q) + biases.stride * (1 + max(map(abs, (w.start, w.stop))))
            for w in windows
            for q in (q_x, q_y)
        )
        return np.concatenate([integer_array(window, largest) for window in windows if window])

    def _position(self, accumulator: int) -> tuple[int, Phase]:
        """q and phase; one whose phase always rounds up counts as the next q, never rounded up."""
        q, fraction = divmod(accumulator, self.scale)
        phase = self._phase(fraction)
        return (q + 1, _NEVER_UP) if phase == _ALWAYS_UP else (q, phase)

    def _phase(self, fraction: int) -> Phase:
        """The phase of a remainder; it depends on its order with 0 and with half the scale."""
        order = (2 * fraction > self.scale) - (2 * fraction < self.scale)
        key = (fraction > 0, order)
        if key not in self._phases:
            up = [
                round_ratio(self.scale * q + fraction, self.scale, self.model.rounding) - q
                for q in (-2, -1, 0, 1)
            ]
            self._phases[key] = (up[0], up[1], up[2], up[3])
        return self._phases[key]

    def _table(self, phase: Phase) -> IntegerArray:
        """ψ on first_q … last_q."""
        if phase not in self._tables:
            q = np.arange(self.first_q, self.last_q + 1, dtype=np.int64)
            rounded = q + np.array(phase)[(q % 2) + 2 * (q >= 0)]
            lo, hi = self.model.format.lo, self.model.format.hi
            table = np.array(self.model.activation.table)
            self._tables[phase] = table[np.clip(rounded, lo, hi) - lo]
        return self._tables[phase]

    def _responses(self, phase: Phase, q: IntegerArray) -> IntegerArray:
        """ψ at each q."""
        within = np.minimum(np.maximum(q, self.first_q), self.last_q) - self.first_q
        return self._table(phase)[within.astype(np.intp)]
