"""Inputs that together tell one semantics from each of several alternatives: test vectors.

A test suite that a wrong implementation passes proves nothing about it. Here every alternative
that differs from the reference at all differs at one of the inputs, which is checked in exact
integers; an alternative that does not is proved equal and named. The few inputs that do it come
first (the smallest difference of each alternative, thinned greedily), the rest are further small
differences, taken in turn so that no alternative rests on one input for long.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from fxprove.budgets import UNLIMITED, Budget
from fxprove.differences import Difference, diff, domain
from fxprove.errors import InputError
from fxprove.exact_differences import Differences, nearby
from fxprove.models import Activation
from fxprove.requantizers import Stage, StagedRequantizer
from fxprove.rounding import Overflow, Rounding
from fxprove.semantics import Point, Semantics, evaluate
from fxprove.solving import Solver
from fxprove.verdicts import PROVED, REFUTED, Unknown, Verdict

MOST_VECTORS = 4096
_EVALUATIONS = 1 << 15  # spent on finding fewer inputs, where too many were found


NO_MORE = "no other input separates any of them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """An input, the reference's outputs there, and the alternatives (by index) that differ."""

    point: Point
    expected: Point
    killed: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """Inputs that kill every alternative that can be killed.

    `differences` compares the reference with each alternative, in order; `verdicts` is what is
    known of them in the end. `shortfall` says why there are fewer inputs than were asked for, and
    is empty if there are not.
    """

    reference: Semantics
    differences: tuple[Difference, ...]
    vectors: tuple[Vector, ...]
    shortfall: str

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Of each alternative; REFUTED also where an input found for another one separates it."""
        killed = {index for vector in self.vectors for index in vector.killed}
        return tuple(
            REFUTED if index in killed else difference.verdict
            for index, difference in enumerate(self.differences)
        )

    @property
    def unknown(self) -> tuple[int, ...]:
        """The alternatives of which it is not known whether they differ."""
        return tuple(i for i, v in enumerate(self.verdicts) if isinstance(v, Unknown))

    @property
    def equal(self) -> tuple[int, ...]:
        """The alternatives that equal the reference on all inputs."""
        return tuple(i for i, v in enumerate(self.verdicts) if v == PROVED)

    @property
    def killed(self) -> tuple[int, ...]:
        """The alternatives that differ at one of the inputs."""
        return tuple(i for i, v in enumerate(self.verdicts) if v == REFUTED)


def distinguishing_vectors(
    reference: Semantics,
    alternatives: Sequence[Semantics],
    count: int,
    solver: Solver,
    *,
    bits: int | None = None,
    budget: Budget = UNLIMITED,
) -> Vectors:
    """`count` inputs, fewer where no more differences exist or time ran out.

    Raises InputError where so few inputs that tell all alternatives apart were not found, and what
    `diff` raises.
    """
    if not 1 <= count <= MOST_VECTORS:
        raise InputError("vectors", f"1 to {MOST_VECTORS}", count)
    differences = []
    for index, alternative in enumerate(alternatives):
        budget.progress("comparing", index / len(alternatives))
        differences.append(
            diff(reference, alternative, solver, bits=bits, budget=budget, patience=0)
        )
    search = _Search(reference, differences, solver, bits, budget)
    chosen = search.cover(count)
    shortfall = search.fill(chosen, count)
    vectors = tuple(
        Vector(point=point, expected=evaluate(reference, point), killed=search.killed(point))
        for point in chosen
    )
    return Vectors(
        reference=reference, differences=tuple(differences), vectors=vectors, shortfall=shortfall
    )


class _Search:
    """The alternatives that differ from a reference, and points at which they do."""

    def __init__(
        self,
        reference: Semantics,
        differences: Sequence[Difference],
        solver: Solver,
        bits: int | None,
        budget: Budget,
    ) -> None:
        self.reference, self.differences = reference, differences
        self.solver, self.bits, self.budget = solver, bits, budget

    def killed(self, point: Point) -> tuple[int, ...]:
        """The alternatives, by index, that differ at a point."""
        expected = evaluate(self.reference, point)
        others = enumerate(difference.right for difference in self.differences)
        return tuple(index for index, other in others if evaluate(other, point) != expected)

    def cover(self, count: int) -> list[Point]:
        """Points that kill every alternative for which a difference was found."""
        found = [d for d in self.differences if d.point is not None]
        chosen = self._thinned(d.point for d in found if d.point is not None)
        if len(chosen) > count:
            most = _EVALUATIONS // (1 + len(self.differences))
            near = [point for d in found for point in nearby(d.box, most // len(found))[1]]
            chosen = min(chosen, self._thinned([*chosen, *near]), key=len)
        if len(chosen) > count:
            expected = f"{len(chosen)} or more, as fewer that kill all {len(found)} were not found"
            raise InputError("vectors", expected, count)
        return chosen

    def _thinned(self, points: Iterable[Point]) -> list[Point]:
        """Some of the points that kill what all of them kill, each chosen for killing most."""
        kills = {point: set(self.killed(point)) for point in points}
        alive: set[int] = set().union(*kills.values())
        chosen: list[Point] = []
        while alive:
            best = max(kills, key=lambda point: len(kills[point] & alive))
            chosen.append(best)
            alive -= kills[best]
        return chosen

    def fill(self, chosen: list[Point], count: int) -> str:
        """Add the smallest differences not chosen yet, of the alternatives in turn.

        Returns why they are fewer than `count`, if they are.
        """
        open_ones = deque(
            self._evaluated(d.right, count) for d in self.differences if d.verdict == REFUTED
        )
        shortfall = NO_MORE
        while len(chosen) < count and open_ones:
            self.budget.progress("choosing inputs", len(chosen) / count)
            differences = open_ones.popleft()
            found = self._next(differences, chosen)
            if isinstance(found, Unknown):
                shortfall = found.reason
            elif found is not None:
                chosen.append(found)
                open_ones.append(differences)
        return shortfall if len(chosen) < count else ""

    def _evaluated(self, alternative: Semantics, count: int) -> Differences:
        box = domain(self.reference, alternative, self.bits, excluded=count)
        return Differences(self.reference, alternative, box, self.budget)

    def _next(self, differences: Differences, chosen: Sequence[Point]) -> Point | Unknown | None:
        """A small difference that is not chosen, None if there is none."""
        for point in differences:
            if point not in chosen:
                return point
        if differences.bound is None:
            return None
        answer = diff(
            self.reference, differences.right, self.solver,
            bits=self.bits, excluded=chosen, budget=self.budget, patience=0,
        )  # fmt: skip
        return answer.verdict if isinstance(answer.verdict, Unknown) else answer.point


# --- Alternatives -------------------------------------------------------------------------------


def mutants(reference: Semantics) -> dict[str, Semantics]:
    """The same with one mode changed, by operand: what a wrong implementation is likely to be.

    Of a requantizer each stage with every other rounding, the other overflow, and several stages
    rounded once; of a named table every other rounding. Raises InputError for other semantics.
    """
    match reference:
        case StagedRequantizer():
            found = dict.fromkeys(_requantizers(reference))
            return {f"requant:{mutant}": mutant for mutant in found if mutant != reference}
        case Activation() if reference.name is not None:
            return dict(_tables(reference))
    expected = "alternatives B…, or a requantizer or a named table, whose other modes are tried"
    raise InputError("operands", expected, "A only")


def _requantizers(reference: StagedRequantizer) -> Iterator[StagedRequantizer]:
    for index, stage in enumerate(reference.stages):
        for rounding in Rounding:
            changed = replace(stage, rounding=rounding)
            stages = (*reference.stages[:index], changed, *reference.stages[index + 1 :])
            yield replace(reference, stages=stages)
    for overflow in Overflow:
        yield replace(reference, overflow=overflow)
    if len(reference.stages) > 1:
        yield replace(reference, stages=(_at_once(reference.stages),))


def _at_once(stages: Sequence[Stage]) -> Stage:
    """The last stage's rounding of the exact product."""
    numerator, denominator = 1, 1
    for stage in stages:
        numerator, denominator = numerator * stage.numerator, denominator * stage.denominator
    return Stage(numerator=numerator, denominator=denominator, rounding=stages[-1].rounding)


def _tables(reference: Activation) -> Iterator[tuple[str, Activation]]:
    assert reference.name is not None
    for rounding in Rounding:
        if rounding is not reference.rounding:
            other = Activation.named(reference.name, reference.format, rounding, reference.overflow)
            overflow = "/wrap" if reference.overflow is Overflow.WRAP else ""
            yield f"table:{reference.name}@{reference.format}/{rounding.value}{overflow}", other
