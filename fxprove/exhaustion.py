"""Deciding by enumeration: the oracle as an engine.

The oracle lists every function of one input that networks of a tiny model compute, by closing the
set of hidden functions layer by layer, and knows none of the theorems. A unary function that it
does not list refutes universality. That it lists all of them proves nothing about functions of
two inputs, so then the answer stays unknown. It leaves no certificate.
"""

from collections.abc import Set
from dataclasses import replace
from itertools import product
from time import perf_counter

from fxprove.errors import Disagreement as Disagreement
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.oracle import OracleLimit, representable_functions
from fxprove.universality import Conditions, Decision
from fxprove.verdicts import REFUTED, Unknown, Verdict


def decide_by_oracle(model: Model) -> Decision:
    """REFUTED with an unlisted unary function, or Unknown; never PROVED."""
    start = perf_counter()
    try:
        decision = decision_of(model, representable_functions(model))
    except OracleLimit as limit:
        decision = _decision(model, Unknown(str(limit)), str(limit))
    return replace(decision, seconds=perf_counter() - start)


def decision_of(model: Model, listed: Set[tuple[int, ...]]) -> Decision:
    """What follows from all functions of one input that networks of the model compute."""
    total = model.format.size**model.format.size
    found = f"{len(listed)} of {total} functions of one input are computed"
    if len(listed) == total:
        reason = f"{found}, and the oracle looks at one input only"
        return _decision(model, Unknown(reason), reason)
    values = next(
        v for v in product(model.format.raws, repeat=model.format.size) if v not in listed
    )
    function = Function(format=model.format, inputs=1, values=values)
    return _decision(model, REFUTED, f"by enumeration, {found}", function)


def _decision(
    model: Model, verdict: Verdict, reason: str, counterexample: Function | None = None
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
    )
