"""Whether one output coset reaches every value: condition (C) (theory, section 4).

Claim decided: is there c in B + V with r(c + N) = K, for saturating r?

With N = g·ℤ and g > 0 the values lo and hi are always reached. An inner value k is reached when its
cell, an interval, meets c + g·ℤ: when c mod g lies on an arc of the circle ℤ/g, and always when
the cell is g long. So the residues that reach everything are an intersection of arcs, computed
with one sweep over their ends; then B + V is asked for an element on what is left. When nothing
is left, a few values whose arcs already have no common element in B + V say why.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import gcd

from fxprove.models import Model
from fxprove.parameter_sets import BiasSet

_LONGEST_EXPLANATION = 64  # values; a longer one is given as all values instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Coset:
    """(C) holds for c = bias + value, with bias in B and value in V."""

    bias: int
    value: int

    @property
    def accumulator(self) -> int:
        """c, in accumulator units."""
        return self.bias + self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """(C) fails: no c in B + V reaches all these raw values with c + N."""

    values: tuple[int, ...]


class Covering:
    """The cells of one model's saturating requantizer, ready for questions about cosets."""

    def __init__(self, model: Model) -> None:
        self.biases = model.biases
        self.values = model.format.raws
        starts = [model.requantizer.cell_start(raw) for raw in self.values[1:]]
        self.first_of_hi = starts[-1] if starts else 0
        self.last_of_lo = starts[0] - 1 if starts else 0
        self.inner = {
            raw: (first, after - 1)
            for raw, first, after in zip(self.values[1:-1], starts, starts[1:], strict=False)
        }

    def decide(self, generator: int, shift: int) -> Coset | Uncovered:
        """Some c ∈ B + shift·ℤ with r(c + generator·ℤ) = K, or values that exclude every such c.

        (C) itself has the generators of N and V. `shift` divides `generator`, and is positive
        where `generator` is.
        """
        if len(self.values) == 1:
            return Coset(bias=self.biases.any_element, value=0)
        if generator == 0:
            return Uncovered(values=(self.values[0], self.values[-1]))
        found = self._coset(self.inner.values(), generator, shift)
        return found or Uncovered(values=self._excluding_values(generator, shift))

    def holds(self, generator: int, shift: int) -> bool:
        """Whether `decide` finds a coset, without looking for an explanation if not."""
        if len(self.values) == 1:
            return True
        return generator > 0 and self._coset(self.inner.values(), generator, shift) is not None

    def coset_meeting(
        self, intervals: Iterable[tuple[int, int]], generator: int, shift: int
    ) -> Coset | None:
        """Some c ∈ B + shift·ℤ such that r(c + generator·ℤ) has a value in each raw interval.

        Intervals that contain lo or hi always are met. The generator is positive.
        """
        bounded = [self._accumulators(low, high) for low, high in intervals]
        return self._coset([cell for cell in bounded if cell is not None], generator, shift)

    def _accumulators(self, low: int, high: int) -> tuple[int, int] | None:
        """What rounds into low…high, None where that is unbounded."""
        if low == self.values[0] or high == self.values[-1]:
            return None
        return self.inner[low][0], self.inner[high][1]

    def multiple_into(self, coset: Coset, generator: int, low: int, high: int) -> int:
        """An integer n with low ≤ r(c + generator·n) ≤ high; the coset meets the interval."""
        c = coset.accumulator
        if low == self.values[0]:
            return (self.last_of_lo - c) // generator
        if high == self.values[-1]:
            return -((c - self.first_of_hi) // generator)
        return (self.inner[high][1] - c) // generator

    def multiples(self, coset: Coset, generator: int) -> list[int]:
        """For each raw value k, in order, an integer n with r(c + generator·n) = k.

        `coset` is an answer of `decide` for this generator.
        """
        if len(self.values) == 1:
            return [0]
        c = coset.accumulator
        lowest = (self.last_of_lo - c) // generator
        inner = [(last - c) // generator for _, last in self.inner.values()]
        return [lowest, *inner, -((c - self.first_of_hi) // generator)]

    def telling_residues(self, generator: int, shift: int) -> Iterator[int]:
        """Residues of B + shift·ℤ, modulo the generator, that show every r(c + generator·ℤ).

        As c grows that set changes only where a cell begins or has ended; from each such place
        on, the next residue in each class of B + shift·ℤ is given.
        """
        ends = {first % generator for first, _ in self.inner.values()}
        ends |= {(last + 1) % generator for _, last in self.inner.values()}
        for base, period in _bias_classes(self.biases, shift):
            for end in ends or {0}:
                yield (end + (base - end) % period) % generator

    def _coset(self, cells: Iterable[tuple[int, int]], generator: int, shift: int) -> Coset | None:
        """c ∈ B + shift·ℤ for which c + generator·ℤ meets all these intervals first…last."""
        arcs = self._common_arcs(cells, generator)
        for base, period in _bias_classes(self.biases, shift):
            for start, end in arcs:
                residue = start + (base - start) % period
                if residue <= end:
                    bias = _congruent_bias(self.biases, residue, shift)
                    return Coset(bias=bias, value=residue - bias)
        return None

    def _common_arcs(self, cells: Iterable[tuple[int, int]], modulus: int) -> list[tuple[int, int]]:
        """The residues that meet all `cells`, as ascending disjoint intervals in 0…modulus−1.

        A sweep over the ends of the arcs counts how many of them cover each point.
        """
        events: dict[int, int] = {}
        arcs = 0
        for first, last in cells:
            if last - first + 1 >= modulus:
                continue
            arcs += 1
            first, last = first % modulus, last % modulus
            pieces = [(first, last)] if first <= last else [(0, last), (first, modulus - 1)]
            for start, end in pieces:
                events[start] = events.get(start, 0) + 1
                events[end + 1] = events.get(end + 1, 0) - 1
        ends = sorted({0, modulus, *events})
        covering, common = 0, []
        for start, after in pairwise(ends):
            covering += events.get(start, 0)
            if covering == arcs:
                common.append((start, after - 1))
        return common

    def _excluding_values(self, generator: int, shift: int) -> tuple[int, ...]:
        """Values that no coset reaches together, few of them where few do.

        Each candidate coset for the values so far misses another one; that one joins.
        """
        chosen: list[int] = []
        while len(chosen) < _LONGEST_EXPLANATION:
            coset = self._coset(map(self.inner.__getitem__, chosen), generator, shift)
            if coset is None:
                return tuple(self._without_redundant(chosen, generator, shift))
            chosen.append(self._missed(coset, generator))
        return tuple(self.inner)

    def _missed(self, coset: Coset, generator: int) -> int:
        """The inner value nearest to zero that the coset does not reach; there is one."""
        c = coset.accumulator
        missed = (
            raw
            for raw, (first, last) in self.inner.items()
            if (c - first) % generator > last - first
        )
        return min(missed, key=abs)

    def _without_redundant(self, chosen: list[int], generator: int, shift: int) -> list[int]:
        for raw in list(chosen):
            fewer = [other for other in chosen if other != raw]
            if self._coset(map(self.inner.__getitem__, fewer), generator, shift) is None:
                chosen = fewer
        return sorted(chosen)


def _bias_classes(biases: BiasSet, shift: int) -> Iterator[tuple[int, int]]:
    """B + shift·ℤ as classes base + period·ℤ.

    The multiples of the step run through all classes modulo gcd(step, shift) once there are
    shift/gcd of them.
    """
    common = gcd(biases.step, shift)
    if biases.first is None or biases.last is None:
        yield from ((offset, common) for offset in biases.offsets)
    elif (biases.last - biases.first + 1) * common >= shift:
        yield from ((offset + biases.step * biases.first, common) for offset in biases.offsets)
    else:
        for offset in biases.offsets:
            for index in range(biases.first, biases.last + 1):
                yield offset + biases.step * index, shift


def _congruent_bias(biases: BiasSet, residue: int, shift: int) -> int:
    """The bias ≡ residue (mod shift) with the smallest multiple of the step; one exists."""
    common = gcd(biases.step, shift)
    cycle = shift // common
    inverse = pow(biases.step // common, -1, cycle)
    candidates = []
    for offset in biases.offsets:
        distance, remainder = divmod(residue - offset, common)
        if remainder:
            continue
        index = distance * inverse % cycle
        near = [index, index - cycle]
        if biases.first is not None and biases.last is not None:
            near.append(biases.first + (index - biases.first) % cycle)
            near = [k for k in near if biases.first <= k <= biases.last]
        candidates += [(abs(k), offset + biases.step * k) for k in near]
    return min(candidates)[1]
