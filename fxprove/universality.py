"""Whether networks of a model compute every fixed-point function.

What is decided. For a model (format, weights, biases, requantizer, activation table) and networks
of any depth and width on any number of inputs: is every function K^d → K computed by one?

How. Refutations come first and need the least. A constant activation, and the invariants of
`invariants`, exclude explicit functions by themselves. Proposition 1 (exact accumulation, any
weights and biases) makes two conditions necessary: (D), the first layer separates all inputs, and
(C), one output coset reaches every value. Theorem 2 makes (D) and (C) together sufficient when
its hypotheses hold; Theorem 3 does so for binary weights, where (D) needs no search. Whatever
these do not cover is unknown, with the first missing hypothesis and the nearest model that has
them all. Statements and proofs are in docs/theory.md. How (D) and (C) are decided is exchangeable
(`condition_procedures`); what follows from them is not.

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
from fxprove.condition_procedures import (
    ConditionProcedures,
    DirectProcedures,
    ProceduresFor,
    Undecided,
)
from fxprove.covering import Coset, Uncovered
from fxprove.errors import InputError
from fxprove.functions import Function
from fxprove.hypotheses import THEOREM_3, Theorem, theorem_for, with_hypotheses
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.refutations import Refutation, find_refutation
from fxprove.rounding import Accumulation, Overflow
from fxprove.separation import Inseparable, Separated
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
    `solver` is the one that answered or confirmed the answer, with its version.
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
    solver: str | None = None
    seconds: float = field(default=0.0, compare=False)


def decide(
    model: Model, budget: Budget = UNLIMITED, procedures: ProceduresFor = DirectProcedures
) -> Decision:
    """Decide whether networks of `model` compute every function, with a certificate.

    Raises nothing for any model with the direct procedures; a spent budget or a missing hypothesis
    gives Unknown.

    >>> decide(Model.of(format="Q3.4", activation="gelu")).verdict
    Proved()
    """
    start = perf_counter()
    decision = _decided(_Analysis.of(model, budget, procedures))
    return replace(decision, seconds=perf_counter() - start)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Analysis:
    """All that is computed about a model before a theorem is chosen.

    `lattices`, `separation` and `coset` are None where Proposition 1 does not apply.
    """

    model: Model
    theorem: Theorem
    hypotheses: Mapping[str, bool | None]
    lattices: Lattices | None
    separation: Separated | Inseparable | Undecided | None
    coset: Coset | Uncovered | Undecided | None
    procedures: ConditionProcedures
    budget: Budget
    procedures_for: ProceduresFor

    @classmethod
    def of(cls, model: Model, budget: Budget, procedures_for: ProceduresFor) -> "_Analysis":
        theorem = theorem_for(model)
        procedures = procedures_for(model, budget)
        separation = lattices = coset = None
        if (
            model.has_single_format
            and model.overflow is Overflow.SATURATE
            and model.accumulation is Accumulation.EXACT
        ):
            lattices = Lattices.of(model)
            coset = procedures.covering(lattices.difference_gcd, lattices.value_gcd)
            separation = procedures.separation()
        return cls(
            model=model,
            theorem=theorem,
            hypotheses={
                hypothesis.name: hypothesis.holds(model) for hypothesis in theorem.hypotheses
            },
            lattices=lattices,
            separation=separation,
            coset=coset,
            procedures=procedures,
            budget=budget,
            procedures_for=procedures_for,
        )

    @property
    def missing(self) -> str | None:
        """The first hypothesis of the theorem that fails."""
        return next((name for name, holds in self.hypotheses.items() if holds is False), None)

    def conditions(self) -> Conditions:
        """The conditions as reported."""
        if self.lattices is None:
            return Conditions()
        v, n = self.lattices.value_gcd, self.lattices.difference_gcd
        separation = _holds(self.separation, Separated)
        sufficient = self.procedures.covers(n, n) if self.missing is None else None
        return Conditions(
            necessary=_and(separation, self.procedures.covers(v, v)),
            sufficient=_and(separation, sufficient) if self.missing is None else None,
            separation=separation,
            covering=_holds(self.coset, Coset),
            value_gcd=v,
            difference_gcd=n,
        )


def _holds(found: object, proof: type) -> bool | None:
    return None if isinstance(found, Undecided) else isinstance(found, proof)


def _and(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _decided(analysis: _Analysis) -> Decision:
    separation, coset = analysis.separation, analysis.coset
    refutation = find_refutation(
        analysis.model,
        None if isinstance(separation, Undecided) else separation,
        None if isinstance(coset, Undecided) else coset,
    )
    if refutation is not None:
        return _refuted(analysis, refutation)
    if analysis.model.has_single_format and analysis.model.format.size == 1:
        return _proved(analysis, "single_value", {}, "there is only one function")
    if analysis.missing is not None:
        return _without_hypothesis(analysis)
    if isinstance(coset, Undecided):
        work = "looking for a coset of output accumulators that reaches every value"
        return _unknown(analysis, coset.while_doing(work))
    if analysis.theorem is THEOREM_3:
        return _proved(
            analysis, "theorem_3", {"covering": _covering_evidence(analysis)},
            "binary weights, biases without bound: the activation is not constant, and one "
            "coset of output accumulators reaches every value",
        )  # fmt: skip
    if isinstance(separation, Undecided):
        work = "looking for neurons that separate all inputs"
        return _unknown(analysis, separation.while_doing(work))
    assert isinstance(separation, Separated)
    evidence = {
        "separation": separation_json(separation),
        "covering": _covering_evidence(analysis),
    }
    return _proved(
        analysis, "theorem_2", evidence,
        "first-layer neurons tell all inputs apart, and one coset of output accumulators "
        "reaches every value",
    )  # fmt: skip


def _covering_evidence(analysis: _Analysis) -> Mapping[str, object]:
    assert analysis.lattices
    assert isinstance(analysis.coset, Coset)
    generator = analysis.lattices.difference_gcd
    multiples = analysis.procedures.multiples(analysis.coset, generator)
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
        engine=analysis.procedures.engine,
        solver=analysis.procedures.solver,
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
        engine=analysis.procedures.engine,
        solver=analysis.procedures.solver,
    )


def _without_hypothesis(analysis: _Analysis) -> Decision:
    failed = next(
        hypothesis
        for hypothesis in analysis.theorem.hypotheses
        if analysis.hypotheses[hypothesis.name] is False
    )
    reason = f"{analysis.theorem.title} needs that {failed.statement}"
    for name, found in (("(D)", analysis.separation), ("(C)", analysis.coset)):
        if isinstance(found, Undecided):
            reason += f"; and {found.because} before {name} was decided"
    return _unknown(analysis, reason, nearest=_nearest(analysis))


def _nearest(analysis: _Analysis) -> Nearest | None:
    """The nearest model and its answer; None where it would be larger than a model may be."""
    try:
        supplied = with_hypotheses(analysis.model, analysis.theorem)
    except InputError:
        return None
    decision = decide(supplied, analysis.budget, analysis.procedures_for)
    return Nearest(model=supplied, verdict=decision.verdict)


def _unknown(analysis: _Analysis, reason: str, nearest: Nearest | None = None) -> Decision:
    return Decision(
        verdict=Unknown(reason),
        reason=reason,
        model=analysis.model,
        conditions=analysis.conditions(),
        hypotheses=analysis.hypotheses,
        missing=analysis.missing,
        nearest=nearest,
        engine=analysis.procedures.engine,
        solver=analysis.procedures.solver,
    )
