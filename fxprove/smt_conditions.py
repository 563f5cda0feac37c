"""Deciding universality with a solver for the two conditions: the SMT engine.

The theorems, their hypotheses and the certificates are those of `universality`; only (D) and (C)
are decided by questions to a solver, in `smt_separation` and `smt_covering`. So the engine is a
second opinion on the searches behind these two, and the encoding is put to the test by every
answer that is replayed.
"""

from collections.abc import Sequence

from fxprove.budgets import UNLIMITED, Budget
from fxprove.condition_procedures import Undecided
from fxprove.covering import Coset, Uncovered
from fxprove.models import Model
from fxprove.separation import Inseparable, Separated
from fxprove.smt_covering import SmtCovering
from fxprove.smt_dialogue import Dialogue
from fxprove.smt_separation import decide_separation_by_smt
from fxprove.solving import Solver
from fxprove.universality import Decision, decide


def decide_by_smt(model: Model, solver: Solver, budget: Budget = UNLIMITED) -> Decision:
    """The answer of `decide`, with (D) and (C) decided by the solver.

    Raises SolverFailure if the solver fails or contradicts exact evaluation. That no neuron
    separates a pair, or that no coset reaches some values, is the solver's word until the
    certificate was checked.
    """
    return decide(model, budget, lambda model, budget: SmtProcedures(model, solver, budget))


class SmtProcedures:
    """(D) and (C) by questions to a solver."""

    engine = "smt"

    def __init__(self, model: Model, solver: Solver, budget: Budget) -> None:
        self._model = model
        self._dialogue = Dialogue(solver=solver, budget=budget)
        self._covering = SmtCovering(model, self._dialogue)

    @property
    def solver(self) -> str:
        """The name of the solver, with its version."""
        return self._dialogue.solver.name

    def separation(self) -> Separated | Inseparable | Undecided:
        """(D), counterexample-guided."""
        return decide_separation_by_smt(self._model, self._dialogue)

    def covering(self, generator: int, shift: int) -> Coset | Uncovered | Undecided:
        """(C), as one question, and a few more if there is no coset."""
        return self._covering.decide(generator, shift)

    def covers(self, generator: int, shift: int) -> bool | None:
        """The same as one question, which is not asked twice."""
        found = self._covering.coset(generator, shift)
        return None if isinstance(found, Undecided) else found is not None

    def multiples(self, coset: Coset, generator: int) -> Sequence[int]:
        """From the end of each cell; `covering` replayed them."""
        return self._covering.multiples(coset, generator)
