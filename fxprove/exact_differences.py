"""Differences between two semantics by exact evaluation alone, smallest first.

Decided, without a solver: at which points of a box two semantics differ, in the order in which
"smallest" is meant (`rank`, defined here once), as far as that takes evaluations that can be
counted in advance.

- *The same* semantics, but for the order of hidden neurons, do not differ.
- *Tables* are compared entry by entry.
- *Requantizers*: the stages compose to a monotone map, so between two neighbouring cell starts
  (`StagedRequantizer.cell_start`) of either neither changes, and one evaluation stands for a whole
  stretch. A saturating requantizer has no more cells than its format values, so this is all
  integers; a wrapping one has as many in a period as its multiplier makes, and is followed from 0
  outward as far as is cheap.
- *Networks* are evaluated outward from 0 as far as is cheap.

Beyond, `some_difference` looks at a few points here and there, small ones first.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise, product
from math import prod
from random import Random

from fxprove.budgets import UNLIMITED, Budget
from fxprove.encoding.comparison import Box
from fxprove.formats import LARGEST_FORMAT
from fxprove.models import Activation
from fxprove.networks import Network
from fxprove.requantizers import StagedRequantizer
from fxprove.rounding import Overflow
from fxprove.semantics import Point, Semantics, canonical, evaluate

_MOST_MULTIPLICATIONS = 1 << 18  # about 0.3 s
_MOST_CELLS = 3 << 16  # two saturating requantizers onto 16 bits; about 0.6 s
_SAMPLES = 64  # of each size; fewer where evaluation takes long
_SIZES = 64  # bits, evenly spread where there are more


def rank(point: Point) -> tuple[int, Point]:
    """The key by which points are ordered: least maximum |x_i|, then lexicographic.

    A single integer comes before its negative when it is positive.

    >>> sorted([(-2,), (1,), (2,), (-1,)], key=rank)
    [(1,), (-1,), (2,), (-2,)]
    >>> min([(2, -2), (-1, 1), (0, -1)], key=rank)
    (-1, 1)
    """
    size = max(map(abs, point))
    return size, (-point[0],) if len(point) == 1 else point


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """What evaluation shows: `point` is the smallest difference in the box.

    If it is None, there is none of maximum |x_i| up to `bound`, and none at all if that is None.
    """

    point: Point | None
    bound: int | None

    @property
    def is_decided(self) -> bool:
        """Whether the smallest difference is known, or that there is none."""
        return self.point is not None or self.bound is None


def smallest_by_evaluation(
    left: Semantics,
    right: Semantics,
    box: Box,
    excluded: Collection[Point] = (),
    budget: Budget = UNLIMITED,
) -> Evaluated:
    """The smallest difference in the box that is not excluded, as far as evaluation is cheap.

    A spent budget leaves the rest undecided.
    """
    excluded, differences = frozenset(excluded), Differences(left, right, box, budget)
    point = next((point for point in differences if point not in excluded), None)
    return Evaluated(point=point, bound=differences.bound if point is None else rank(point)[0])


class Differences:
    """Iterates once over the differences in a box, by rank, as far as evaluation is cheap.

    Exhausted, it has shown all of maximum |x_i| up to `bound`, and all there are if that is None.
    """

    def __init__(
        self, left: Semantics, right: Semantics, box: Box, budget: Budget = UNLIMITED
    ) -> None:
        self.left, self.right, self.box, self.budget = left, right, tuple(box), budget
        self.bound: int | None = -1
        self._points = self._found()

    def __iter__(self) -> Iterator[Point]:
        return self._points

    def _found(self) -> Iterator[Point]:
        if canonical(self.left) == canonical(self.right):
            self.bound = None
            return iter(())
        match self.left, self.right:
            case StagedRequantizer() as left, StagedRequantizer() as right:
                return self._by_cells(left, right)
            case Activation(), Activation():
                return self._by_points(LARGEST_FORMAT)
        return self._by_points(_MOST_MULTIPLICATIONS // (_cost(self.left) + _cost(self.right)))

    def _by_points(self, most: int) -> Iterator[Point]:
        """Evaluates at most so many points."""
        bound, points = nearby(self.box, most)
        for point in points:
            if self.budget.is_spent():
                return
            if evaluate(self.left, point) != evaluate(self.right, point):
                yield point
            self.bound = rank(point)[0] - 1
        self.bound = None if within(self.box, bound) == list(self.box) else bound

    def _by_cells(self, left: StagedRequantizer, right: StagedRequantizer) -> Iterator[Point]:
        """Evaluates each stretch on which neither changes, ring by ring around 0."""
        ((lo, hi),), cells = self.box, 0
        for beyond, bound in pairwise(_ring_bounds(max(-lo, hi))):
            sides = (max(beyond + 1, lo), min(bound, hi)), (max(-bound, lo), min(-beyond - 1, hi))
            ring = [side for side in dict.fromkeys(sides) if side[0] <= side[1]]
            cells += sum(_cells(each, *side) for side in ring for each in (left, right))
            if cells > _MOST_CELLS or self.budget.is_spent():
                return
            stretches = (stretch for side in ring for stretch in _stretches(left, right, *side))
            yield from _by_rank([(a, b) for a, b in stretches if left(a) != right(a)])
            self.bound = bound
        self.bound = None


def some_difference(
    left: Semantics,
    right: Semantics,
    box: Box,
    excluded: Collection[Point] = (),
    budget: Budget = UNLIMITED,
) -> Point | None:
    """A difference at one of a few points, of every order of magnitude; not the smallest.

    The points are pseudo-random and the same in every run.
    """
    random, excluded = Random(0), frozenset(excluded)
    samples = min(_SAMPLES, _MOST_MULTIPLICATIONS // (_cost(left) + _cost(right)))
    bits = max(max(abs(lo), abs(hi)) for lo, hi in box).bit_length()
    for size in range(1, bits + 1, 1 + bits // _SIZES):
        bounds = [(lo, hi) for lo, hi in within(box, (1 << size) - 1) if lo <= hi]
        for _ in range(samples if len(bounds) == len(box) else 0):
            if budget.is_spent():
                return None
            point = tuple(random.randint(lo, hi) for lo, hi in bounds)
            if evaluate(left, point) != evaluate(right, point) and point not in excluded:
                return point
    return None


# --- Points -------------------------------------------------------------------------------------


def within(box: Box, bound: int) -> list[tuple[int, int]]:
    """The points of the box whose coordinates are of magnitude up to `bound`, as a box.

    It may be empty, with a first value above the last.
    """
    return [(max(lo, -bound), min(hi, bound)) for lo, hi in box]


def nearby(box: Box, most: int) -> tuple[int, Iterable[Point]]:
    """A bound that at most so many points of the box keep, and these points by rank.

    The bound is −1 if not even 0 may be evaluated.
    """
    bound = max(max(abs(lo), abs(hi)) for lo, hi in box)
    while bound >= 0 and prod(max(0, hi - lo + 1) for lo, hi in within(box, bound)) > most:
        bound = bound // 2 if bound else -1
    if len(box) == 1:
        return bound, ((raw,) for raw in outward(*within(box, bound)[0]))
    return bound, sorted(product(*(range(lo, hi + 1) for lo, hi in within(box, bound))), key=rank)


def outward(lo: int, hi: int) -> Iterator[int]:
    """The integers lo…hi by `rank`.

    >>> list(outward(-2, 3)), list(outward(2, 4))
    ([0, 1, -1, 2, -2, 3], [2, 3, 4])
    """
    nearest = max(lo, -hi, 0)
    for size in range(nearest, max(-lo, hi) + 1):
        if size <= hi:
            yield size
        if size and -size >= lo:
            yield -size


def _cost(semantics: Semantics) -> int:
    """About how many multiplications an evaluation takes."""
    if not isinstance(semantics, Network):
        return 1
    return sum(len(layer.biases) * (len(layer.weights[0]) + 4) for layer in semantics.layers)


# --- Cells --------------------------------------------------------------------------------------


def _ring_bounds(largest: int) -> Iterator[int]:
    """−1, 0, then 16 times as far from 0 each, up to `largest`."""
    yield -1
    bound = 0
    while bound < largest:
        yield bound
        bound = 16 * bound + 15
    yield largest


def _ends(requantizer: StagedRequantizer, first: int, last: int) -> tuple[int, int]:
    """What the stages make of first and last, as far as it is told apart under saturation."""
    ends = []
    for integer in (first, last):
        for stage in requantizer.stages:
            integer = stage(integer)
        if requantizer.overflow is Overflow.SATURATE:
            integer = requantizer.target.bring_in(integer, Overflow.SATURATE)
        ends.append(integer)
    return ends[0], ends[1]


def _cells(requantizer: StagedRequantizer, first: int, last: int) -> int:
    low, high = _ends(requantizer, first, last)
    return high - low + 1


def _stretches(
    left: StagedRequantizer, right: StagedRequantizer, first: int, last: int
) -> Iterator[tuple[int, int]]:
    """Cuts first…last where one of the two may change."""
    starts = {first}
    for requantizer in (left, right):
        low, high = _ends(requantizer, first, last)
        starts |= {requantizer.cell_start(raw) for raw in range(low + 1, high + 1)}
    for start, after in pairwise([*sorted(starts), last + 1]):
        yield start, after - 1


def _by_rank(stretches: Iterable[tuple[int, int]]) -> Iterator[Point]:
    """All points of disjoint stretches, none of which has integers of both signs."""
    heap = [(rank((a,)), a, b) if a >= 0 else (rank((b,)), b, a) for a, b in stretches]
    heapify(heap)
    while heap:
        _, nearest, farthest = heappop(heap)
        yield (nearest,)
        if nearest != farthest:
            following = nearest + 1 if nearest >= 0 else nearest - 1
            heappush(heap, (rank((following,)), following, farthest))
