"""What every solver promises, whichever program does the work.

A solver takes one script and says whether its assertions can hold together. Nothing here or above
relies on the answer being right: a model is replayed in exact integers by whoever asked, and an
`unsat` is worth what the solver named in the answer is worth. Three outcomes are kept apart:

- an answer, `sat` with a value for every variable or `unsat`;
- no answer, `unknown` with the reason: time or memory ran out, or the solver gave up;
- a failure, `SolverFailure`: what came back is not an answer, so it must not be taken for one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fxprove.budgets import UNLIMITED, Budget
from fxprove.encoding.scripts import Satisfiability, Script
from fxprove.errors import FxproveError

OUT_OF_TIME = "the time limit was reached"
OUT_OF_MEMORY = "the solver ran out of memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a solver says of a script.

    `values` has a signed integer for every variable of the script when the status is SAT, and is
    empty otherwise; `reason` is one sentence when it is UNKNOWN, and empty otherwise.
    """

    status: Satisfiability
    solver: str  # with its version
    values: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""

    def __post_init__(self) -> None:
        if self.values and self.status is not Satisfiability.SAT:
            raise ValueError(f"values with {self.status.value}")
        if bool(self.reason) != (self.status is Satisfiability.UNKNOWN):
            raise ValueError(f"{self.status.value} with the reason {self.reason!r}")

    @classmethod
    def unknown(cls, solver: str, reason: str) -> "Answer":
        """No answer, and why."""
        return cls(status=Satisfiability.UNKNOWN, solver=solver, reason=reason)


class Solver(Protocol):
    """Anything that answers scripts."""

    @property
    def name(self) -> str:
        """The name with the version, for reports."""

    def solve(self, script: Script, budget: Budget = UNLIMITED) -> Answer:
        """Whether some assignment satisfies every assertion of `script`.

        A spent budget gives UNKNOWN. Raises SolverFailure for anything that is no answer, and
        KeyboardInterrupt when the user interrupts; nothing of the solver keeps running after.
        """


class SolverFailure(FxproveError):
    """A solver that is missing, died, or said something that is no answer."""

    _LONGEST_FOUND = 160

    def __init__(self, solver: str, expected: str, found: str) -> None:
        self.solver = solver
        self.expected = expected
        self.found = found
        super().__init__(solver, expected, found)

    def __str__(self) -> str:
        found = " ".join(self.found.split())
        if len(found) > self._LONGEST_FOUND:
            found = found[: self._LONGEST_FOUND - 1] + "…"
        return f"solver {self.solver}: expected {self.expected}, found {found}"
