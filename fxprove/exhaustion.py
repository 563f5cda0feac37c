"""Deciding by enumeration: the oracle as an engine, and as a second opinion on the theorems.

The oracle lists every function of one input that networks of a tiny model compute, by closing the
set of hidden functions layer by layer, and knows none of the theorems. A unary function that it
does not list refutes universality. That it lists all of them proves nothing about functions of
two inputs, so then the answer stays unknown. It leaves no certificate.
"""

from itertools import product
from time import perf_counter

from fxprove.budgets import UNLIMITED, Budget
from fxprove.errors import FxproveError
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.oracle import OracleLimit, representable_functions
from fxprove.universality import Conditions, Decision, decide
from fxprove.verdicts import PROVED, REFUTED, Unknown, Verdict


class Disagreement(FxproveError):
    """Two engines contradict each other: a defect of fxprove, and no answer is given."""


def decide_by_oracle(model: Model) -> Decision:
    """REFUTED with an unlisted unary function, or Unknown; never PROVED."""
    start = perf_counter()
    try:
        listed = representable_functions(model)
    except OracleLimit as limit:
        return _decision(model, Unknown(str(limit)), str(limit), None, start)
    total = model.format.size**model.format.size
    found = f"{len(listed)} of {total} functions of one input are computed"
    if len(listed) == total:
        reason = f"{found}, and the oracle looks at one input only"
        return _decision(model, Unknown(reason), reason, None, start)
    values = next(
        v for v in product(model.format.raws, repeat=model.format.size) if v not in listed
    )
    function = Function(format=model.format, inputs=1, values=values)
    return _decision(model, REFUTED, f"by enumeration, {found}", function, start)


def decide_by_all(model: Model, budget: Budget = UNLIMITED) -> Decision:
    """The theorems' answer, confirmed by the oracle where it applies.

    Where the theorems leave it unknown, the oracle's. Raises Disagreement when they contradict
    each other.
    """
    decision = decide(model, budget)
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
        raise Disagreement(f"the theorems say {decision.verdict}, the oracle lists {len(listed)}")
    return decide_by_oracle(model) if isinstance(decision.verdict, Unknown) else decision


def _decision(
    model: Model, verdict: Verdict, reason: str, counterexample: Function | None, start: float
) -> Decision:
    return Decision(
        verdict=verdict,
        reason=reason,
        model=model,
        conditions=Conditions(),
        hypotheses={},
        cause="enumeration" if verdict == REFUTED else None,
        counterexample=counterexample,
        engine="oracle",
        seconds=perf_counter() - start,
    )
