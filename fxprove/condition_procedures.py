"""How the two conditions of Proposition 1 are decided for one model: what engines differ in.

`universality` draws the conclusions from (D) and (C) and makes the certificates, the same for all
procedures; a procedure answers the two questions and nothing else. Those here are the direct ones,
searches written for these questions. An answer may be that the condition was left open.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeAlias

from fxprove.budgets import Budget
from fxprove.covering import Coset, Covering, Uncovered
from fxprove.models import Model
from fxprove.separation import Inseparable, Separated, decide_separation

OUT_OF_TIME = "the time limit was reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A condition was left open: the clause that says why, and another with what is known."""

    because: str
    known: str = ""

    def while_doing(self, work: str) -> str:
        """The sentence "‹because› while ‹work›", with what is known."""
        return f"{self.because} while {work}" + (f" ({self.known})" if self.known else "")


class ConditionProcedures(Protocol):
    """Decides (D) and (C) for one model, which saturates, sums exactly and has a single format."""

    @property
    def engine(self) -> str:
        """The name that answers carry."""

    @property
    def solver(self) -> str | None:
        """The solver asked, with its version, None where none is."""

    def separation(self) -> Separated | Inseparable | Undecided:
        """(D) at one input."""

    def covering(self, generator: int, shift: int) -> Coset | Uncovered | Undecided:
        """Some c ∈ B + shift·ℤ with r(c + generator·ℤ) = K, or values that exclude every such c.

        (C) itself has the generators of N and V. `shift` divides `generator`, and is positive
        where `generator` is.
        """

    def covers(self, generator: int, shift: int) -> bool | None:
        """Whether `covering` finds a coset, without an explanation if not; None if left open."""

    def multiples(self, coset: Coset, generator: int) -> Sequence[int]:
        """For each raw value k, in order, an integer n with r(c + generator·n) = k.

        `coset` is an answer of `covering` for this generator.
        """


ProceduresFor: TypeAlias = Callable[[Model, Budget], ConditionProcedures]
"""Makes the procedures for a model, within a budget."""


class DirectProcedures:
    """The searches of `separation` and `covering`."""

    engine = "theorem"
    solver = None

    def __init__(self, model: Model, budget: Budget) -> None:
        self._model = model
        self._budget = budget

    @cached_property
    def _covering(self) -> Covering:
        return Covering(self._model)  # a third of a second at 16 bits

    def separation(self) -> Separated | Inseparable | Undecided:
        """(D) by greedy probes, thresholds, and a search for each pair that is left."""
        return decide_separation(self._model, self._budget) or Undecided(because=OUT_OF_TIME)

    def covering(self, generator: int, shift: int) -> Coset | Uncovered | Undecided:
        """(C) by intersecting arcs."""
        return self._covering.decide(generator, shift)

    def covers(self, generator: int, shift: int) -> bool | None:
        """The same without an explanation."""
        return self._covering.holds(generator, shift)

    def multiples(self, coset: Coset, generator: int) -> Sequence[int]:
        """From the end of each cell."""
        return self._covering.multiples(coset, generator)
