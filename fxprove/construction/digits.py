"""Output accumulators as sums of digits: what a few hidden units must answer for each value.

An output neuron reads units with weights v_1, …, v_u. A unit is off, or it answers one of the
values that S takes on the accumulators bias + step·ℤ which its own inputs offer. So the output's
accumulator is c + Σ v_i·(answer_i − off), and the units are the digits of a number. For given
targets, intervals of accumulators that have to be met, this module looks for few digits: one after
the other, each time the one that meets most targets (all are known to be met in the end only if
none is needed any more). Where that does not end, each target gets digits of its own, from any sum
that leads from c into it: the combination of Theorem 2's proof.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fxprove.construction.circuits import NoCircuit
from fxprove.construction.plateaus import Plateaus
from fxprove.construction.sums import Sums, spread
from fxprove.models import Model
from fxprove.parameter_sets import BiasSet
from fxprove.requirements import Integers

_MOST_DIGITS = 32
_MOST_SUMS = 1 << 16
_MOST_WEIGHTS = 64
_MOST_KINDS = 12
_MOST_NEAR = 64  # biases, of units
_MOST_MULTIPLES = 1 << 24  # of a step from one end of S to the other
_INFINITE = 1 << 60
_FARTHEST_BIAS = 1 << 60

Target = tuple[int | None, int | None]
"""Accumulators first … last; None is no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A unit's accumulators bias + multiple·step: `multiples` leads to each answer it can give.

    It is off on the left part of S, or on the right one (`off_right`).
    """

    bias: int
    multiples: dict[int, int]
    off_right: bool
    off: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digit:
    """A unit that the output reads with this weight."""

    weight: int
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitSystem:
    """`answers[i][j]`: what digit j answers for target i; `start` is c."""

    start: int
    digits: tuple[Digit, ...]
    answers: tuple[tuple[int, ...], ...]


def kinds(model: Model, plateaus: Plateaus, step: int, most: int | None = None) -> list[Kind]:
    """The kinds of units whose inputs move their accumulators by multiples of `step`.

    Biases that differ by a multiple of the step are one kind; of kinds with equal answers one is
    kept, and those with most answers come first. `most` leaves out answers that are more steps away
    from being off.
    """
    middle = (plateaus.left_end + plateaus.right_start) // 2
    near = _spread(model.biases, middle - step, middle + step, _MOST_NEAR)
    if not near:
        nearest = model.biases.largest_at_most(middle), model.biases.smallest_at_least(middle)
        near = [bias for bias in nearest if bias is not None and abs(bias) <= _FARTHEST_BIAS]
    found: dict[tuple[frozenset[int], bool], Kind] = {}
    for bias in sorted(near, key=abs):
        for off_right in (False, True):
            kind = _kind(plateaus, bias, step, off_right, most)
            found.setdefault((frozenset(kind.multiples), off_right), kind)
    return sorted(found.values(), key=lambda kind: (-len(kind.multiples), kind.off_right))


def _spread(biases: BiasSet, first: int, last: int, few: int) -> list[int]:
    """All biases in first … last, or of many about `few`."""
    if (last - first) // biases.step * len(biases.offsets) <= _MOST_SUMS:
        found = biases.between(first, last)
        return found[:: max(1, len(found) // few)]
    places = range(first, last, max(1, (last - first) // few))
    nearest = {biases.smallest_at_least(place) for place in places}
    return sorted(bias for bias in nearest if bias is not None and bias <= last)


def _kind(
    plateaus: Plateaus, bias: int, step: int, off_right: bool, most: int | None = None
) -> Kind:
    """The answers on bias + step·ℤ, each as near as possible to where the unit is off."""
    first = (plateaus.left_end - bias) // step
    last = -((bias - plateaus.right_start) // step)
    if last - first > _MOST_MULTIPLES:
        raise NoCircuit("steps are too small for the accumulators between off and on")
    multiples = np.arange(first, last + 1, dtype=np.int64)
    if off_right:
        multiples = multiples[::-1]
    multiples = multiples if most is None else multiples[: most + 1]
    found: dict[int, int] = {}
    for answer, multiple in zip(
        plateaus(bias + step * multiples).tolist(), multiples.tolist(), strict=True
    ):
        found.setdefault(answer, multiple)
    off = plateaus.right if off_right else plateaus.left
    return Kind(bias=bias, multiples=found, off_right=off_right, off=off)


def kind_answering(model: Model, plateaus: Plateaus, step: int, answer: int) -> Kind:
    """A kind of unit that can give this answer, off on the left.

    Theorem 2's hypothesis that r(B) is all of K provides the bias; raises NoCircuit where it is
    too far from 0.
    """
    for index, value in enumerate(plateaus.values):
        plateau = plateaus.plateau(index)
        bias = (
            model.biases.largest_at_most(plateaus.left_end)
            if plateau.first is None
            else model.biases.smallest_at_least(plateau.first)
        )
        if bias is None or abs(bias) > _FARTHEST_BIAS:
            continue
        if value == answer and plateaus.around(bias) == plateau:
            kind = _kind(plateaus, bias, step, off_right=False)
            return replace(kind, multiples={**kind.multiples, answer: 0})
    raise NoCircuit(f"no bias near 0 answers {answer}")


class _Search:
    """Digits for targets, one after the other."""

    def __init__(
        self, model: Model, targets: Sequence[Target], usual: int, kinds: Sequence[Kind]
    ) -> None:
        self.targets = targets
        self.low = np.array([-_INFINITE if low is None else low for low, _ in targets])
        self.high = np.array([_INFINITE if high is None else high for _, high in targets])
        self.starts = _starts(model, targets, usual)
        self.weights = _weights(model)
        self.kinds = kinds[:_MOST_KINDS]

    def hits(self, sums: Integers, start: int) -> int:
        place = np.searchsorted(sums, self.low - start)
        found = sums[np.minimum(place, len(sums) - 1)] + start
        return int(np.count_nonzero((found >= self.low) & (found <= self.high)))

    def run(self) -> DigitSystem | None:
        digits: list[Digit] = []
        sums, most = np.zeros(1, dtype=np.int64), 0
        while len(digits) < _MOST_DIGITS:
            best = self._best(sums)
            if best is None or best[0] <= most:
                return None
            most, start, digit = best
            digits.append(digit)
            if most == len(self.targets):
                return self._system(start, digits)
            sums = _added(sums, digit)
            if len(sums) > _MOST_SUMS:
                return None
        return None

    def _best(self, sums: Integers) -> tuple[int, int, Digit] | None:
        best: tuple[tuple[int, int, int], int, Digit] | None = None
        for kind in self.kinds:
            kind = _with_fewer_answers(kind, _MOST_SUMS // len(sums))
            for weight in self.weights:
                digit = Digit(weight=weight, kind=kind)
                longer = _added(sums, digit)
                for start in self.starts:
                    score = self.hits(longer, start), -abs(weight), -abs(start)
                    if best is None or score > best[0]:
                        best = score, start, digit
        return None if best is None else (best[0][0], best[1], best[2])

    def _system(self, start: int, digits: Sequence[Digit]) -> DigitSystem:
        """For each target a sum of digits that meets it, and how it comes about."""
        ways: dict[int, tuple[int, ...]] = {0: ()}
        for digit in digits:
            longer: dict[int, tuple[int, ...]] = {}
            for answer in (digit.kind.off, *sorted(digit.kind.multiples)):
                change = digit.weight * (answer - digit.kind.off)
                for total, way in ways.items():
                    longer.setdefault(total + change, (*way, answer))
            ways = longer
        sums = np.array(sorted(ways), dtype=np.int64)
        answers = []
        for low, high in zip(self.low.tolist(), self.high.tolist(), strict=True):
            if low <= start <= high:
                answers.append(ways[0])
            else:
                answers.append(ways[int(sums[np.searchsorted(sums, low - start)])])
        return DigitSystem(start=start, digits=tuple(digits), answers=tuple(answers))


def _with_fewer_answers(kind: Kind, most: int) -> Kind:
    """The same kind, with a spread of its answers if they are more."""
    if len(kind.multiples) <= most:
        return kind
    answers = sorted(kind.multiples)
    places = np.unique(np.linspace(0, len(answers) - 1, max(2, most)).astype(int))
    kept = {kind.off} | {answers[place] for place in places.tolist()}
    return replace(kind, multiples={answer: kind.multiples[answer] for answer in sorted(kept)})


def _added(sums: Integers, digit: Digit) -> Integers:
    kind = digit.kind
    changes = digit.weight * (np.array([kind.off, *kind.multiples], dtype=np.int64) - kind.off)
    return np.unique(sums[:, np.newaxis] + changes[np.newaxis, :])


def _starts(model: Model, targets: Sequence[Target], usual: int) -> list[int]:
    """Biases within the targets that are first, last, most usual, or all if they are few."""
    chosen = targets if len(targets) <= 8 else (targets[0], targets[-1], targets[usual])
    found: set[int] = set()
    for low, high in chosen:
        if low is None and high is None:
            found.add(model.biases.any_element)
            continue
        step = model.biases.step * 2
        first = high - step if low is None and high is not None else low
        last = low + step if high is None and low is not None else high
        assert first is not None and last is not None
        found.update(_spread(model.biases, first, last, 4))
    return sorted(found, key=abs)


def _weights(model: Model) -> list[int]:
    """Weights other than 0, small ones first; of many a choice."""
    raws = sorted((raw for raw in model.weights.raws if raw), key=lambda raw: (abs(raw), raw))
    if len(raws) <= _MOST_WEIGHTS:
        return raws
    places = np.unique(np.geomspace(1, len(raws), _MOST_WEIGHTS).astype(int)) - 1
    return [raws[place] for place in places]


def few_digits(
    model: Model, targets: Sequence[Target], usual: int, kinds: Sequence[Kind]
) -> DigitSystem | None:
    """A short system that the search finds; `usual` is the index of the commonest target."""
    search = _Search(model, targets, usual, kinds)
    nothing = np.zeros(1, dtype=np.int64)
    for start in search.starts:
        if search.hits(nothing, start) == len(targets):
            return DigitSystem(start=start, digits=(), answers=((),) * len(targets))
    return search.run()


def digits_by_target(
    model: Model, plateaus: Plateaus, step: int, targets: Sequence[Target], start: int
) -> DigitSystem | None:
    """Digits for each target apart: any sum of weights times answers that leads there."""
    changes = spread(sorted({value - plateaus.left for value in plateaus.values}))
    weights = spread(sorted(set(model.weights.raws)))
    ways = {w * change: (w, plateaus.left + change) for change in changes for w in weights}
    sums = Sums(ways)
    found: list[Counter[tuple[int, int]]] = []
    for low, high in targets:
        bounds = (
            (high - sums.largest if high is not None else start) if low is None else low,
            (low + sums.largest if low is not None else start) if high is None else high,
        )
        steps = sums.reach(bounds[0] - start, bounds[1] - start)
        if steps is None:
            return None
        found.append(Counter(ways[step] for step in steps))
    most: Counter[tuple[int, int]] = Counter()
    for counter in found:
        most |= counter
    digits: list[Digit] = []
    answers: list[list[int]] = [[] for _ in targets]
    for (weight, value), count in sorted(most.items()):
        kind = kind_answering(model, plateaus, step, value)
        for copy in range(count):
            digits.append(Digit(weight=weight, kind=kind))
            for counter, answer in zip(found, answers, strict=True):
                answer.append(value if counter[weight, value] > copy else kind.off)
    return DigitSystem(start=start, digits=tuple(digits), answers=tuple(map(tuple, answers)))
