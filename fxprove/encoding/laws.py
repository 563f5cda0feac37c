"""Laws as scripts: those that hold, and those that fail with a witness.

A script asks for values at which a law is violated. It is unsatisfiable for a law that holds. For
one that fails, the smallest violation is found by evaluation in exact integers, which is also its
replay, and stands in the header; a law said to fail without a violation in reach, or said to hold
with one nearby, is not written at all. `rounding_laws`, `overflow_laws` and `activation_laws` have
the laws.

Smallest: the largest magnitude is least; then variables count in order, by magnitude, with the
positive one first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Protocol

from fxprove.encoding.readings import Encoded, Exact, Fact, Number, Reading
from fxprove.encoding.scripts import Satisfiability, Script, ScriptBuilder
from fxprove.formats import Format

_MOST_TRIED = 1 << 20  # points, for a law said to fail
_NEARBY = 1 << 10  # points, for a law said to hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A variable of a law: an integer in lo…hi."""

    name: str
    lo: int
    hi: int

    @classmethod
    def signed(cls, name: str, bits: int) -> "Unknown":
        """Any signed integer of so many bits."""
        return cls(name=name, lo=-(1 << (bits - 1)), hi=(1 << (bits - 1)) - 1)

    @classmethod
    def raw_of(cls, name: str, format: Format) -> "Unknown":
        """Any raw value of a format."""
        return cls(name=name, lo=format.lo, hi=format.hi)


class Violation(Protocol):
    """A formula over the unknowns, in order, that is true where a law is violated."""

    def __call__(self, on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        """Whether the law is violated there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A law in words, its unknowns, where it is violated, and whether it holds everywhere."""

    words: str
    unknowns: tuple[Unknown, ...]
    violation: Violation
    holds: bool

    def script(self) -> Script:
        """Is the law violated? Raises ValueError where `holds` is found to be wrong."""
        builder = ScriptBuilder()
        at = [builder.integer(unknown.name, unknown.lo, unknown.hi) for unknown in self.unknowns]
        builder.require(self.violation(Encoded(builder), at))
        if self.holds:
            self._require_none_nearby()
            return builder.script(f"{self.words}\nunsat: the law holds.", Satisfiability.UNSAT)
        return builder.script(
            f"{self.words}\nsat: the law fails. Witness: {self._witness()}.", Satisfiability.SAT
        )

    def is_violated(self, point: Sequence[int]) -> bool:
        """Whether the law is violated at these integers, exactly."""
        return self.violation(Exact(), point)

    def smallest_violation(self) -> tuple[int, ...]:
        """The smallest violation; raises ValueError if there is none within reach."""
        for point in islice(_by_size(self.unknowns), _MOST_TRIED):
            if self.is_violated(point):
                return point
        raise ValueError(f"no violation within reach: {self.words}")

    def _require_none_nearby(self) -> None:
        for point in islice(_by_size(self.unknowns), _NEARBY):
            if self.is_violated(point):
                raise ValueError(f"violated at {point}: {self.words}")

    def _witness(self) -> str:
        point, exact = self.smallest_violation(), Exact()
        assert self.violation(exact, point)
        names = [unknown.name for unknown in self.unknowns]
        given = ", ".join(f"{name} = {raw}" for name, raw in zip(names, point, strict=True))
        found = ", ".join(f"{name} = {raw}" for name, raw in exact.results.items())
        return f"{given}, where {found}"


def _by_size(unknowns: Sequence[Unknown]) -> Iterator[tuple[int, ...]]:
    """All points, the smallest first."""
    largest = max(max(abs(unknown.lo), abs(unknown.hi)) for unknown in unknowns)
    for size in range(largest + 1):
        yield from sorted(_of_size(unknowns, size), key=_order)


def _order(point: tuple[int, ...]) -> list[tuple[int, bool]]:
    return [(abs(raw), raw < 0) for raw in point]


def _of_size(unknowns: Sequence[Unknown], size: int) -> Iterator[tuple[int, ...]]:
    """The points with this largest magnitude, each once: by the first place that has it."""
    for place in range(len(unknowns)):
        choices: list[Sequence[int]] = []
        for index, unknown in enumerate(unknowns):
            bound = size - 1 if index < place else size
            inside = range(max(unknown.lo, -bound), min(unknown.hi, bound) + 1)
            at_place = [raw for raw in sorted({-size, size}) if raw in inside]
            choices.append(at_place if index == place else inside)
        yield from product(*choices)
