"""All engines on one question: theorems, solver and oracle, and no answer where they contradict.

The theorems' searches and the solver decide the same two conditions in unrelated ways and both
leave certificates; the oracle enumerates the functions of one input of tiny models and knows none
of it. What one of them leaves open contradicts nothing.
"""

from collections.abc import Set
from dataclasses import fields, replace
from time import perf_counter

from fxprove.budgets import UNLIMITED, Budget
from fxprove.errors import Disagreement
from fxprove.exhaustion import decision_of
from fxprove.models import Model
from fxprove.oracle import OracleLimit, representable_functions
from fxprove.smt_conditions import decide_by_smt
from fxprove.solving import Solver
from fxprove.universality import Conditions, Decision, decide
from fxprove.verdicts import PROVED, REFUTED, Unknown


def decide_by_all(model: Model, solver: Solver, budget: Budget = UNLIMITED) -> Decision:
    """The theorems' answer, confirmed by the solver and, where it applies, by the oracle.

    Where the theorems leave it unknown, the solver's, then the oracle's. Raises Disagreement when
    two of them contradict each other, and SolverFailure.
    """
    start = perf_counter()
    decision = _joined(decide(model, budget), decide_by_smt(model, solver, budget))
    decision = _with_the_oracle(decision)
    return replace(decision, seconds=perf_counter() - start)


def _joined(theorem: Decision, smt: Decision) -> Decision:
    """The first that is no Unknown; names the solver only if that decided too."""
    _require_agreement(theorem, smt)
    if isinstance(smt.verdict, Unknown):
        return theorem
    if isinstance(theorem.verdict, Unknown):
        return smt
    return replace(theorem, solver=smt.solver)


def _require_agreement(theorem: Decision, smt: Decision) -> None:
    if {theorem.verdict, smt.verdict} == {PROVED, REFUTED}:
        raise Disagreement(f"the theorems say {_word(theorem)}, {smt.solver} says {_word(smt)}")
    for field in fields(Conditions):
        left, right = (getattr(d.conditions, field.name) for d in (theorem, smt))
        if left is not None and right is not None and left != right:
            raise Disagreement(
                f"{field.name}: the theorems say {left}, with {smt.solver} it is {right}"
            )


def _word(decision: Decision) -> str:
    return "universal" if decision.verdict == PROVED else "not universal"


def _with_the_oracle(decision: Decision) -> Decision:
    """The decision if the oracle does not contradict it, or what the oracle adds to Unknown."""
    model = decision.model
    try:
        listed = representable_functions(model)
    except OracleLimit:
        return decision
    function = decision.counterexample
    universal_denied = (
        decision.verdict == PROVED and len(listed) < model.format.size**model.format.size
    )
    witness_computed = function is not None and function.inputs == 1 and function.values in listed
    if universal_denied or witness_computed:
        asked = "the theorems say" if decision.engine == "theorem" else f"{decision.solver} says"
        raise Disagreement(
            f"{asked} {_word(decision)}, the oracle lists {len(listed)} functions of one input"
        )
    return _completed(decision, listed) if isinstance(decision.verdict, Unknown) else decision


def _completed(decision: Decision, listed: Set[tuple[int, ...]]) -> Decision:
    """What the oracle says where the theorems are silent, with what they determined."""
    oracle = decision_of(decision.model, listed)
    if oracle.verdict == REFUTED:
        return replace(oracle, conditions=decision.conditions, hypotheses=decision.hypotheses)
    reason = f"{decision.reason}; by enumeration, {oracle.reason}"
    return replace(decision, verdict=Unknown(reason), reason=reason)
