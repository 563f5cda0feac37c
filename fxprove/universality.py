"""Whether networks of a model compute every fixed-point function.

What is decided. For a model (format, weights, biases, requantizer, activation table) and networks
of any depth and width on any number of inputs: is every function K^d → K computed by one?

How. Refutations come first and need the least. A constant activation, and the invariants of
`invariants`, exclude explicit functions by themselves. Proposition 1 (exact accumulation, any
weights and biases) makes two conditions necessary: (D), the first layer separates all inputs, and
(C), one output coset reaches every value. Theorem 2 makes (D) and (C) together sufficient when
its hypotheses hold; Theorem 3 does so for binary weights, where (D) needs no search. Whatever
these do not cover is unknown, with the first missing hypothesis and the nearest model that has
them all. Statements and proofs are in docs/theory.md.

Every answer but unknown carries a certificate for the independent checker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter

from fxprove.budgets import UNLIMITED, Budget
from fxprove.certificates import (
    certificate,
    counterexample_json,
    covering_json,
    separation_json,
)
from fxprove.covering import Coset, Covering, Uncovered
from fxprove.errors import InputError
from fxprove.functions import Function
from fxprove.hypotheses import THEOREM_3, Theorem, theorem_for, with_hypotheses
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.refutations import Refutation, find_refutation
from fxprove.rounding import Accumulation, Overflow
from fxprove.separation import Inseparable, Separated, decide_separation
from fxprove.verdicts import PROVED, REFUTED, Unknown, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The conditions of the theory, None where not determined or without meaning.

    `separation` is (D) at one input, `covering` is (C); `necessary` and `sufficient` are our
    reading of the two conditions of Park, Park and Hwang (theory, section 4.1).
    """

    necessary: bool | None = None
    sufficient: bool | None = None
    separation: bool | None = None
    covering: bool | None = None
    value_gcd: int | None = None
    difference_gcd: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The nearest model with every hypothesis, and the answer for it."""

    model: Model
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to one question of universality.

    `verdict` is PROVED (universal), REFUTED or Unknown; `certificate` is the JSON object for the
    checker, None when unknown. `missing` names a hypothesis, `cause` one of `refutations.CAUSES`.
    """

    verdict: Verdict
    reason: str
    model: Model
    conditions: Conditions
    hypotheses: Mapping[str, bool | None]
    missing: str | None = None
    cause: str | None = None
    witness: Mapping[str, object] | None = None
    counterexample: Function | None = None
    certificate: Mapping[str, object] | None = None
    nearest: Nearest | None = None
    engine: str = "theorem"
    seconds: float = field(default=0.0, compare=False)


def decide(model: Model, budget: Budget = UNLIMITED) -> Decision:
    """Decide whether networks of `model` compute every function, with a certificate.

    Raises nothing for any model; a spent budget or a missing hypothesis gives Unknown.

    >>> decide(Model.of(format="Q3.4", activation="gelu")).verdict
    Proved()
    """
    start = perf_counter()
    decision = _decided(_Analysis.of(model, budget))
    return replace(decision, seconds=perf_counter() - start)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Analysis:
    """All that is computed about a model before a theorem is chosen.

    `separation` and `coset` are None where Proposition 1 does not apply, `separation` also when
    the budget ran out.
    """

    model: Model
    theorem: Theorem
    hypotheses: Mapping[str, bool | None]
    separation: Separated | Inseparable | None
    lattices: Lattices | None
    covering: Covering | None
    coset: Coset | Uncovered | None
    budget: Budget

    @classmethod
    def of(cls, model: Model, budget: Budget) -> "_Analysis":
        theorem = theorem_for(model)
        hypotheses = {hypothesis.name: hypothesis.holds(model) for hypothesis in theorem.hypotheses}
        separation = lattices = covering = coset = None
        if (
            model.has_single_format
            and model.overflow is Overflow.SATURATE
            and model.accumulation is Accumulation.EXACT
        ):
            lattices = Lattices.of(model)
            covering = Covering(model)
            coset = covering.decide(lattices.difference_gcd, lattices.value_gcd)
            separation = decide_separation(model, budget)
        return cls(
            model=model,
            theorem=theorem,
            hypotheses=hypotheses,
            separation=separation,
            lattices=lattices,
            covering=covering,
            coset=coset,
            budget=budget,
        )

    @property
    def missing(self) -> str | None:
        """The first hypothesis of the theorem that fails."""
        return next((name for name, holds in self.hypotheses.items() if holds is False), None)

    def conditions(self) -> Conditions:
        """The conditions as reported."""
        if self.lattices is None or self.covering is None:
            return Conditions()
        separation = None if self.separation is None else isinstance(self.separation, Separated)
        v, n = self.lattices.value_gcd, self.lattices.difference_gcd
        sufficient = self.covering.holds(n, n)
        return Conditions(
            necessary=_and(separation, self.covering.holds(v, v)),
            sufficient=_and(separation, sufficient) if self.missing is None else None,
            separation=separation,
            covering=isinstance(self.coset, Coset),
            value_gcd=v,
            difference_gcd=n,
        )


def _and(left: bool | None, right: bool) -> bool | None:
    return False if not right else left


def _decided(analysis: _Analysis) -> Decision:
    refutation = find_refutation(analysis.model, analysis.separation, analysis.coset)
    if refutation is not None:
        return _refuted(analysis, refutation)
    if analysis.model.has_single_format and analysis.model.format.size == 1:
        return _proved(analysis, "single_value", {}, "there is only one function")
    if analysis.missing is not None:
        return _unknown(analysis)
    if analysis.theorem is THEOREM_3:
        return _proved(
            analysis, "theorem_3", {"covering": _covering_evidence(analysis)},
            "binary weights, biases without bound: the activation is not constant, and one "
            "coset of output accumulators reaches every value",
        )  # fmt: skip
    if analysis.separation is None:
        reason = "the time limit was reached while looking for neurons that separate all inputs"
        return replace(_unknown(analysis), verdict=Unknown(reason), reason=reason, nearest=None)
    assert isinstance(analysis.separation, Separated)
    evidence = {
        "separation": separation_json(analysis.separation),
        "covering": _covering_evidence(analysis),
    }
    return _proved(
        analysis, "theorem_2", evidence,
        "first-layer neurons tell all inputs apart, and one coset of output accumulators "
        "reaches every value",
    )  # fmt: skip


def _covering_evidence(analysis: _Analysis) -> Mapping[str, object]:
    assert analysis.lattices
    assert analysis.covering
    assert isinstance(analysis.coset, Coset)
    multiples = analysis.covering.multiples(analysis.coset, analysis.lattices.difference_gcd)
    return covering_json(analysis.model, analysis.lattices, analysis.coset, multiples)


def _proved(
    analysis: _Analysis, rule: str, evidence: Mapping[str, object], because: str
) -> Decision:
    return Decision(
        verdict=PROVED,
        reason=f"networks compute every function: {because}",
        model=analysis.model,
        conditions=analysis.conditions(),
        hypotheses=analysis.hypotheses,
        witness=evidence,
        certificate=certificate("universal", analysis.model, rule, evidence),
    )


def _refuted(analysis: _Analysis, refutation: Refutation) -> Decision:
    evidence = {
        **refutation.evidence,
        "counterexample": counterexample_json(refutation.counterexample),
    }
    return Decision(
        verdict=REFUTED,
        reason=f"some functions are computed by no network: {refutation.reason}",
        model=analysis.model,
        conditions=analysis.conditions(),
        hypotheses=analysis.hypotheses,
        cause=refutation.cause,
        witness=refutation.evidence,
        counterexample=refutation.counterexample,
        certificate=certificate("not_universal", analysis.model, refutation.cause, evidence),
    )


def _nearest(analysis: _Analysis) -> Nearest | None:
    """The nearest model and its answer; None where it would be larger than a model may be."""
    try:
        supplied = with_hypotheses(analysis.model, analysis.theorem)
    except InputError:
        return None
    return Nearest(model=supplied, verdict=decide(supplied, analysis.budget).verdict)


def _unknown(analysis: _Analysis) -> Decision:
    failed = [
        hypothesis
        for hypothesis in analysis.theorem.hypotheses
        if analysis.hypotheses[hypothesis.name] is False
    ]
    reason = "no time was left"
    nearest = None
    if failed:
        reason = f"{analysis.theorem.title} needs that {failed[0].statement}"
        nearest = _nearest(analysis)
        if analysis.lattices is not None and analysis.separation is None:
            reason += "; and the time limit was reached before (D) was decided"
    return Decision(
        verdict=Unknown(reason),
        reason=reason,
        model=analysis.model,
        conditions=analysis.conditions(),
        hypotheses=analysis.hypotheses,
        missing=analysis.missing,
        nearest=nearest,
    )
