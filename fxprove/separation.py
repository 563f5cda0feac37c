"""Which inputs the first layer tells apart: condition (D) at one input (theory, section 4).

Claim decided: for all x ≠ y in K some neuron has σ(r(w·x+β)) ≠ σ(r(w·y+β)). Saturating r and
exact accumulation only.

A proof that it holds has two parts, either of which may be empty.

*Probes.* Neurons whose joint response splits K into blocks; inputs in different blocks are
separated.

*Thresholds.* σ∘r is constant far out on both sides. Let c be its value beyond the last
accumulator a* where it differs from c. A neuron with weight w and a bias that puts w·x+β at or
just below a*, and the next input beyond it, separates x from *every* input further out in that
direction. One weight and one tail thus stand for up to |K| neurons, and a checker needs one look
at each input. Sigmoid in Q15.0 has a single step: no few probes can separate 65,536 inputs.

Together they prove (D) when no block contains x < y such that x is not separated from everything
above it and y is not separated from everything below it.

The search takes probes greedily, then thresholds, then asks for each pair still together whether
any neuron separates it (`separating_pairs`, exact); the first pair that none separates refutes
(D). Rejected: listing all |W|·|B| neurons, which at 16 bits is 2^33 responses of 2^16 inputs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import count

import numpy as np
import numpy.typing as npt

from fxprove.array_arithmetic import (
    LARGEST,
    IntegerArray,
    affine,
    integer_array,
    magnitude,
)
from fxprove.budgets import UNLIMITED, Budget
from fxprove.models import Model
from fxprove.parameter_sets import BiasSet
from fxprove.separating_pairs import PairSearch, Probe, Responses, familiar_weights

_MOST_GREEDY_PROBES = 12
_SMALL = 1 << 12  # inputs; above, fewer candidates are tried for each greedy probe
_FEWEST_FRESH_BLOCKS = 1 / 16  # of |K|: a greedy probe that adds fewer is not worth a line


class Tail(Enum):
    """A side on which σ∘r is constant; the value is the direction in which accumulators grow."""

    UPPER = 1  # σ(hi) for all large accumulators
    LOWER = -1  # σ(lo) for all small accumulators


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """For one weight and one tail, at each input the neuron that separates it from all beyond."""

    weight: int
    tail: Tail

    @property
    def separates_upward(self) -> bool:
        """Whether it separates inputs from larger ones (from smaller ones otherwise)."""
        return (self.weight > 0) == (self.tail is Tail.UPPER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Separated:
    """(D) holds: these neurons tell all inputs apart."""

    probes: tuple[Probe, ...]
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inseparable:
    """(D) fails: no first-layer neuron tells raw inputs x < y apart."""

    x: int
    y: int


def decide_separation(
    model: Model, budget: Budget = UNLIMITED, *, with_thresholds: bool = True
) -> Separated | Inseparable | None:
    """Proof or refutation of (D) for one input; None when the budget ran out.

    The model accumulates exactly, saturates and has a single format. Without thresholds the proof
    is a list of probes, which may be long.
    """
    if len(set(model.activation.table)) == 1:
        low, high = model.format.lo, model.format.hi
        return Inseparable(x=low, y=high) if low < high else Separated(probes=(), thresholds=())
    blocks = Blocks(model)
    blocks.take_greedy_probes(budget)
    if with_thresholds:
        if blocks.pair_together() is not None:
            blocks.take_thresholds(budget)
        if blocks.thresholds_suffice():
            blocks.forget_probes()
    return _separate_the_rest(model, blocks, budget)


def _separate_the_rest(
    model: Model, blocks: "Blocks", budget: Budget
) -> Separated | Inseparable | None:
    search = None
    for turn in count():
        pair = blocks.pair_together(turn)
        if pair is None:
            break
        search = search or PairSearch(model)
        budget.progress("separation", blocks.count / model.format.size)
        found = search.separating_probe(*pair, budget)
        if found is None:
            return None if budget.is_spent() else Inseparable(x=pair[0], y=pair[1])
        blocks.refine(found)
    return Separated(probes=tuple(blocks.probes), thresholds=tuple(blocks.thresholds))


class Blocks:
    """K split by the probes taken so far, and how far thresholds separate within blocks."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.inputs = integer_array(model.format.raws)
        self.responses = Responses(model)
        self.labels: npt.NDArray[np.intp] = np.zeros(model.format.size, dtype=np.intp)
        self.count = 1
        self.probes: list[Probe] = []
        self._set_thresholds([])

    def response(self, probe: Probe) -> IntegerArray:
        """σ(r(w·x+β)), raw, for every x in K."""
        return self.responses(affine(probe.weight, self.inputs, probe.bias))

    def _joint(self, probe: Probe) -> IntegerArray:
        """A number for each input, the same exactly where label and response are the same."""
        shifted: IntegerArray = self.response(probe) - self.model.format.lo
        return shifted + self.labels * self.model.format.size

    def count_after(self, probe: Probe) -> int:
        """The number of blocks this probe would leave."""
        return len(np.unique(self._joint(probe)))

    def refine(self, probe: Probe) -> None:
        """Take the probe."""
        distinct, self.labels = np.unique(self._joint(probe), return_inverse=True)
        self.count = len(distinct)
        self.probes.append(probe)

    def take_greedy_probes(self, budget: Budget) -> None:
        """Take the candidate that makes most blocks, while that is many."""
        for taken in range(_MOST_GREEDY_PROBES):
            budget.progress("probes", taken / _MOST_GREEDY_PROBES)
            together = self.pair_together()
            if together is None:
                return
            scored = []
            for candidate in self._candidates(*together):
                if budget.is_spent():
                    return
                scored.append((self.count_after(candidate), candidate))
            best, probe = max(scored, key=lambda pair: pair[0], default=(0, None))
            fresh = best - self.count
            complete = best == self.model.format.size
            if probe is None or (fresh < _FEWEST_FRESH_BLOCKS * len(self.labels) and not complete):
                return
            self.refine(probe)

    def _candidates(self, x: int, y: int) -> Iterator[Probe]:
        """Neurons that put a change of σ∘r between x and y, for familiar weights."""
        size = self.model.format.size
        changes = self._changes(5 if size <= _SMALL else 2)
        weights = familiar_weights(self.model.weights)
        seen: set[Probe] = set()
        for weight in weights if size <= _SMALL else weights[:6]:
            targets = [0] + [change - 1 - weight * raw for change in changes for raw in (x, y)]
            for target in targets:
                bias = self.model.biases.largest_at_most(target)
                probe = Probe(weight=weight, bias=bias if bias is not None else target)
                if bias is not None and probe not in seen:
                    seen.add(probe)
                    yield probe

    def _changes(self, most: int) -> list[int]:
        """Up to `most` accumulators at which σ∘r takes a new value, first and last included."""
        table, first = self.model.activation.table, self.model.format.lo
        places = [
            first + index for index in range(1, len(table)) if table[index - 1] != table[index]
        ]
        chosen = {places[part * (len(places) - 1) // (most - 1)] for part in range(most)}
        return [self.model.requantizer.cell_start(raw) for raw in sorted(chosen)]

    def take_thresholds(self, budget: Budget) -> None:
        """Take thresholds, those that work at most inputs first, until all inputs are apart.

        What later ones made superfluous is dropped; if all together do not suffice, all that add
        an input stay.
        """
        reaches = [
            (threshold, threshold_reach(self.model, threshold))
            for threshold in _threshold_candidates(self.model)
            if not budget.is_spent()
        ]
        taken: list[tuple[Threshold, npt.NDArray[np.bool_]]] = []
        for candidate in sorted(reaches, key=lambda pair: -int(pair[1].sum())):
            before = self.apart_above.sum() + self.apart_below.sum()
            self._set_thresholds([*taken, candidate])
            if self.apart_above.sum() + self.apart_below.sum() > before:
                taken.append(candidate)
            if self.pair_together() is None:
                break
        for candidate in list(taken):
            fewer = [other for other in taken if other is not candidate]
            self._set_thresholds(fewer)
            if self.pair_together() is None:
                taken = fewer
        self._set_thresholds(taken)

    def _set_thresholds(self, taken: list[tuple[Threshold, npt.NDArray[np.bool_]]]) -> None:
        self.thresholds = [threshold for threshold, _ in taken]
        self.apart_above = np.zeros(self.model.format.size, dtype=np.bool_)
        self.apart_below = self.apart_above.copy()
        self.apart_above[-1] = self.apart_below[0] = True
        for threshold, reached in taken:
            if threshold.separates_upward:
                self.apart_above |= reached
            else:
                self.apart_below |= reached

    def thresholds_suffice(self) -> bool:
        """Whether the thresholds separate everything without probes."""
        one_block = np.zeros_like(self.labels)
        return self._pair_within(one_block, 1) is None

    def forget_probes(self) -> None:
        """Go back to one block."""
        self.probes.clear()
        self.labels, self.count = np.zeros_like(self.labels), 1

    def pair_together(self, turn: int = 0) -> tuple[int, int] | None:
        """Raw x < y that nothing taken so far separates, or None.

        Pairs that no neuron separates are mostly next to zero, where weights move least, or at an
        end, where biases do not reach; `turn` chooses between these places.
        """
        return self._pair_within(self.labels, self.count, turn)

    def _pair_within(
        self, labels: npt.NDArray[np.intp], count: int, turn: int = 0
    ) -> tuple[int, int] | None:
        """In some block, an x not apart from all above it below a y not apart from all below."""
        positions = np.arange(len(labels))
        open_above = positions[~self.apart_above]
        least = np.full(count, len(labels))
        np.minimum.at(least, labels[open_above], open_above)
        later = positions[~self.apart_below & (positions > least[labels])]
        if len(later) == 0:
            return None
        lo = self.model.format.lo
        nearest_to_zero = later[np.argmin(np.abs(later + lo))]
        y = int((nearest_to_zero, later[0], later[-1])[turn % 3])
        partners = open_above[(labels[open_above] == labels[y]) & (open_above < y)]
        return lo + int(partners[-1]), lo + y


def _threshold_candidates(model: Model) -> Iterator[Threshold]:
    for weight in familiar_weights(model.weights):
        if weight:
            for tail in Tail:
                yield Threshold(weight=weight, tail=tail)


def threshold_reach(model: Model, threshold: Threshold) -> npt.NDArray[np.bool_]:
    """At which inputs (in order of K) a bias exists that makes the threshold work.

    Accumulators are mirrored for the lower tail, so that the tail always lies upward: it begins
    above `edge`, and σ∘r differs from the tail's value on all of inner…edge. With W = ±w the bias
    must lie in [edge − W·x − min(|w|, edge − inner + 1) + 1, edge − W·x]: then x lands in
    inner…edge and the next input beyond it in the tail.
    """
    sign = threshold.tail.value
    edge, inner = _tail_edge(model, threshold.tail)
    window = abs(threshold.weight)
    if inner is not None:
        window = min(window, edge - inner + 1)
    highest = affine(-sign * threshold.weight, integer_array(model.format.raws), edge)
    reach = _has_bias(model.biases, sign, highest, window)
    last = -1 if (threshold.weight > 0) == (sign > 0) else 0
    reach[last] = True  # nothing lies beyond it
    return reach


def _tail_edge(model: Model, tail: Tail) -> tuple[int, int | None]:
    """Mirrored (edge, inner) of a tail; inner is None where no cell bounds the run."""
    raws = model.format.raws if tail is Tail.UPPER else model.format.raws[::-1]
    beyond = model.activation(raws[-1])
    index = max(i for i, raw in enumerate(raws) if model.activation(raw) != beyond)
    start = index
    while start > 0 and model.activation(raws[start - 1]) != beyond:
        start -= 1
    cell_start = model.requantizer.cell_start
    if tail is Tail.UPPER:
        inner = cell_start(raws[start]) if start > 0 else None
        return cell_start(raws[index] + 1) - 1, inner
    inner = -(cell_start(raws[start] + 1) - 1) if start > 0 else None
    return -cell_start(raws[index]), inner


def _has_bias(
    biases: BiasSet, sign: int, highest: IntegerArray, window: int
) -> npt.NDArray[np.bool_]:
    """Where some bias b has highest − window < sign·b ≤ highest."""
    multiples = max(abs(biases.first or 0), abs(biases.last or 0)) + 2
    parts = (magnitude(highest), biases.step * multiples, *biases.offsets)
    if 2 * sum(map(abs, parts)) > LARGEST:  # bounds every product, sum and difference below
        highest = highest.astype(object)
    found = np.zeros(len(highest), dtype=np.bool_)
    for offset in biases.offsets:
        index = (highest - sign * offset) // biases.step
        if biases.first is not None and biases.last is not None:
            ends = sorted((sign * biases.first, sign * biases.last))
            index = np.minimum(index, ends[1])
            present = index >= ends[0]
        else:
            present = np.ones(len(highest), dtype=np.bool_)
        nearest = index * biases.step + sign * offset
        found |= (present & (highest - nearest < window)).astype(np.bool_)
    return found
