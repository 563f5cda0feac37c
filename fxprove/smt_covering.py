"""Condition (C) by a solver: whether one output coset reaches every value.

Claim decided: as in `covering`, is there c in B + shift·ℤ with r(c + generator·ℤ) = K, for
saturating r? One question; a coset found is replayed, value by value. When there is none, a few
values that no coset reaches together are collected as there: each coset that reaches the values so
far misses another, which joins; then those are dropped without which there is still none.
"""

from functools import cached_property

import numpy as np

from fxprove.array_arithmetic import IntegerArray, integer_array, magnitude, requantize
from fxprove.condition_procedures import Undecided
from fxprove.covering import Coset, Uncovered
from fxprove.encoding.claims import covering_coset
from fxprove.models import Model
from fxprove.smt_dialogue import Dialogue

_LONGEST_EXPLANATION = 64  # values; a longer one is given as all values instead


class SmtCovering:
    """Questions about the cosets of one saturating, exactly accumulating model."""

    def __init__(self, model: Model, dialogue: Dialogue) -> None:
        self.model = model
        self.dialogue = dialogue
        self._cosets: dict[tuple[int, int], Coset | Undecided | None] = {}

    def coset(self, generator: int, shift: int) -> Coset | Undecided | None:
        """Some c ∈ B + shift·ℤ with r(c + generator·ℤ) = K, None if there is none.

        Raises SolverFailure if the solver's coset does not do that. `shift` divides `generator`,
        and is positive where `generator` is.
        """
        if self.model.format.size == 1:
            return Coset(bias=self.model.biases.any_element, value=0)
        if generator == 0:
            return None
        key = generator, shift
        if key not in self._cosets:
            self._cosets[key] = self._asked(generator, shift, None)
        return self._cosets[key]

    def decide(self, generator: int, shift: int) -> Coset | Uncovered | Undecided:
        """The same, with values that exclude every such c if there is none."""
        found = self.coset(generator, shift)
        if found is not None:
            return found
        if generator == 0:
            return Uncovered(values=(self.model.format.lo, self.model.format.hi))
        return Uncovered(values=self._excluding_values(generator, shift))

    def multiples(self, coset: Coset, generator: int) -> list[int]:
        """For each raw value k, in order, an integer n with r(c + generator·n) = k.

        `coset` is an answer of `decide` for this generator.
        """
        if self.model.format.size == 1:
            return [0]
        c, cell_start = coset.accumulator, self.model.requantizer.cell_start
        inner = [int(n) for n in self._multiples(coset, generator)]
        lowest = (cell_start(self.model.format.lo + 1) - 1 - c) // generator
        highest = -((c - cell_start(self.model.format.hi)) // generator)
        return [lowest, *inner, highest]

    @cached_property
    def _inner(self) -> IntegerArray:
        """The raw values between lo and hi, which always are reached."""
        return integer_array(self.model.format.raws[1:-1])

    @cached_property
    def _ends(self) -> list[int]:
        """The last accumulator of each inner cell."""
        cell_start = self.model.requantizer.cell_start
        return [cell_start(raw + 1) - 1 for raw in self.model.format.raws[1:-1]]

    def _multiples(self, coset: Coset, generator: int) -> IntegerArray:
        """For each inner value the largest n for which c + generator·n is not beyond its cell."""
        c = coset.accumulator
        ends = integer_array(self._ends, max(map(abs, self._ends), default=0) + abs(c) + generator)
        multiples: IntegerArray = (ends - c) // generator
        return multiples

    def _missed(self, coset: Coset, generator: int) -> IntegerArray:
        """The inner values that the coset does not reach."""
        multiples, c = self._multiples(coset, generator), coset.accumulator
        if generator * magnitude(multiples) + abs(c) >= 1 << 62:
            multiples = multiples.astype(object)
        reached = requantize(self.model.requantizer, c + generator * multiples)
        missed: IntegerArray = self._inner[reached != self._inner]
        return missed

    def _asked(
        self, generator: int, shift: int, values: list[int] | None
    ) -> Coset | Undecided | None:
        """A coset that reaches these inner values (all, if None), replayed."""
        found = self.dialogue.values(
            lambda: covering_coset(self.model, generator, shift, values=values)
        )
        if found is None or isinstance(found, Undecided):
            return found
        coset = Coset(bias=found["bias"], value=found["coset"] - found["bias"])
        if coset.bias not in self.model.biases:
            raise self.dialogue.contradicted("a bias of the model", f"bias {coset.bias}")
        if coset.value % shift:
            raise self.dialogue.contradicted(f"a multiple of {shift}", str(coset.value))
        missed = self._missed(coset, generator)
        wanted = missed if values is None else np.intersect1d(missed, values)
        if len(wanted):
            expected = f"a coset that reaches raw {int(wanted[0])}"
            raise self.dialogue.contradicted(expected, str(coset.accumulator))
        return coset

    def _excluding_values(self, generator: int, shift: int) -> tuple[int, ...]:
        """Values that no coset reaches together, few of them where few do."""
        coset: Coset = Coset(bias=self.model.biases.any_element, value=0)
        chosen: list[int] = []
        while len(chosen) < _LONGEST_EXPLANATION:
            self.dialogue.budget.progress("covering", len(chosen) / _LONGEST_EXPLANATION)
            missed = self._missed(coset, generator)
            if not len(missed):
                expected = f"sat: {coset.accumulator} reaches every value"
                raise self.dialogue.contradicted(expected, "unsat")
            chosen.append(int(missed[np.argmin(np.abs(missed))]))
            found = self._asked(generator, shift, chosen)
            if found is None:
                return self._without_redundant(chosen, generator, shift)
            if isinstance(found, Undecided):
                break
            coset = found
        return tuple(int(raw) for raw in self._inner)

    def _without_redundant(self, chosen: list[int], generator: int, shift: int) -> tuple[int, ...]:
        for raw in list(chosen):
            fewer = [other for other in chosen if other != raw]
            if fewer and self._asked(generator, shift, fewer) is None:
                chosen = fewer
        return tuple(sorted(chosen))
