"""Solvers for tests: Z3 with some answers changed, and one that never knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from fxprove.backends.z3_library import Z3Library
from fxprove.budgets import UNLIMITED, Budget
from fxprove.encoding.scripts import Satisfiability, Script
from fxprove.solving import Answer

Change = Callable[[Answer], Answer]

_KINDS = {"x": "pair", "weight": "neuron", "coset": "coset", "weight1_1_1": "network"}


def kind_of(script: Script) -> str:
    """Whether a script asks for a pair, a neuron, a coset or a network."""
    return _KINDS[script.variables[0].name]


@dataclass(kw_only=True)
class FakeSolver:
    """Z3, with the answers to some kinds of question changed; keeps the questions."""

    changes: Mapping[str, Change] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    name: str = "fake 1.0"

    def solve(self, script: Script, budget: Budget = UNLIMITED) -> Answer:
        """The changed answer."""
        kind = kind_of(script)
        self.asked.append(kind)
        answer = Z3Library().solve(script, budget)
        return self.changes[kind](answer) if kind in self.changes else answer


def lying(kind: str, change: Change) -> FakeSolver:
    """A solver that changes its answers to one kind of question."""
    return FakeSolver(changes={kind: change})


def unsat(answer: Answer) -> Answer:
    """Unsat, whatever the answer was."""
    return Answer(status=Satisfiability.UNSAT, solver=answer.solver)


def unknown(answer: Answer) -> Answer:
    """No answer."""
    return Answer.unknown(answer.solver, "the solver gave up: too tired")


def with_values(**values: int) -> Change:
    """Other values where the answer is sat."""

    def change(answer: Answer) -> Answer:
        if answer.status is not Satisfiability.SAT:
            return answer
        return replace(answer, values={**answer.values, **values})

    return change


def ignorant() -> FakeSolver:
    """A solver that never knows."""
    return FakeSolver(changes=dict.fromkeys(_KINDS.values(), unknown))
