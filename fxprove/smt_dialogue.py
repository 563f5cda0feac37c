"""Asking a solver within a budget, and saying what is wrong with an answer that does not replay."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fxprove.budgets import Budget
from fxprove.condition_procedures import OUT_OF_TIME, Undecided
from fxprove.encoding.scripts import Satisfiability, Script
from fxprove.solving import Solver, SolverFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A solver, and the budget that all questions to it share."""

    solver: Solver
    budget: Budget

    def values(self, question: Callable[[], Script]) -> Mapping[str, int] | Undecided | None:
        """The values of the variables if the script is satisfiable, None if it is not.

        They are as the solver gave them: whoever asks replays them. Once the budget is spent the
        script is not even written, which may take long itself.
        """
        if self.budget.is_spent():
            return Undecided(because=OUT_OF_TIME)
        answer = self.solver.solve(question(), self.budget)
        match answer.status:
            case Satisfiability.SAT:
                return answer.values
            case Satisfiability.UNSAT:
                return None
            case Satisfiability.UNKNOWN:
                return Undecided(because=answer.reason)

    def contradicted(self, expected: str, found: str) -> SolverFailure:
        """The failure of a solver whose answer exact integers contradict."""
        return SolverFailure(self.solver.name, expected, f"{found}, which exact evaluation denies")
