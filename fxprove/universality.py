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
    turn_json,
)
from fxprove.counterexamples import (
    apart_at,
    constant_other_than_zero,
    onto_with_turn,
    reflection,
)
from fxprove.covering import Coset, Covering, Uncovered
from fxprove.functions import Function
from fxprove.hypotheses import THEOREM_3, Theorem, theorem_for, with_hypotheses
from fxprove.invariants import fixes_zero, is_monotone, is_nondecreasing
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.rounding import Accumulation, Overflow
from fxprove.separation import Inseparable, Separated, decide_separation
from fxprove.verdicts import PROVED, REFUTED, Unknown, Verdict

CAUSES = ("constant_activation", "fixed_point", "monotone", "separation", "covering")
"""Why a model is not universal, in the order in which they are looked for."""


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
    checker, None when unknown. `missing` names a hypothesis, `cause` one of CAUSES.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refutation:
    """A cause, why it excludes a function, the function, and what the checker needs besides."""

    cause: str
    reason: str
    counterexample: Function
    evidence: Mapping[str, object]


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
        sufficient = isinstance(self.covering.decide(n, n), Coset)
        return Conditions(
            necessary=_and(separation, isinstance(self.covering.decide(v, v), Coset)),
            sufficient=_and(separation, sufficient) if self.missing is None else None,
            separation=separation,
            covering=isinstance(self.coset, Coset),
            value_gcd=v,
            difference_gcd=n,
        )


def _and(left: bool | None, right: bool) -> bool | None:
    return False if not right else left


def _decided(analysis: _Analysis) -> Decision:
    refutation = _refutation(analysis)
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


def _refuted(analysis: _Analysis, refutation: _Refutation) -> Decision:
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
        supplied = with_hypotheses(analysis.model, analysis.theorem)
        nearest = Nearest(model=supplied, verdict=decide(supplied).verdict)
    return Decision(
        verdict=Unknown(reason),
        reason=reason,
        model=analysis.model,
        conditions=analysis.conditions(),
        hypotheses=analysis.hypotheses,
        missing=analysis.missing,
        nearest=nearest,
    )


def _refutation(analysis: _Analysis) -> _Refutation | None:
    """The first cause that applies, or None."""
    model = analysis.model
    if not model.has_single_format or model.format.size == 1:
        return None
    if model.overflow is Overflow.SATURATE and len(set(model.activation.table)) == 1:
        return _constant_activation(model)
    if fixes_zero(model):
        return _fixed_point(model)
    if is_monotone(model):
        return _monotone(model)
    if isinstance(analysis.separation, Inseparable):
        return _inseparable(model, analysis.separation)
    if isinstance(analysis.coset, Uncovered):
        return _uncovered(model, analysis.coset)
    return None


def _constant_activation(model: Model) -> _Refutation:
    function, turn = onto_with_turn(model.format)
    return _Refutation(
        cause="constant_activation",
        reason="the activation is constant, so hidden layers carry nothing and networks compute "
        "constants and single affine layers only",
        counterexample=function,
        evidence={"turn": turn_json(turn)},
    )


def _fixed_point(model: Model) -> _Refutation:
    return _Refutation(
        cause="fixed_point",
        reason="every bias requantizes to 0 and σ(0) = 0, so every layer maps 0 to 0",
        counterexample=constant_other_than_zero(model.format),
        evidence={},
    )


def _monotone(model: Model) -> _Refutation:
    if is_nondecreasing(model):
        return _Refutation(
            cause="monotone",
            reason="no weight is negative and σ is nondecreasing, so every network is "
            "nondecreasing in every input",
            counterexample=reflection(model.format),
            evidence={"direction": "nondecreasing"},
        )
    function, turn = onto_with_turn(model.format)
    return _Refutation(
        cause="monotone",
        reason="all weights have one sign and σ is monotone, so every network is nondecreasing "
        "in all inputs or nonincreasing in all",
        counterexample=function,
        evidence={"direction": "either", "turn": turn_json(turn)},
    )


def _inseparable(model: Model, pair: Inseparable) -> _Refutation:
    return _Refutation(
        cause="separation",
        reason=f"no first-layer neuron tells raw inputs {pair.x} and {pair.y} apart",
        counterexample=apart_at(model.activation, pair.x),
        evidence={"pair": [pair.x, pair.y]},
    )


def _uncovered(model: Model, uncovered: Uncovered) -> _Refutation:
    function, turn = onto_with_turn(model.format)
    shown = ", ".join(map(str, uncovered.values[:4]))
    more = ", …" if len(uncovered.values) > 4 else ""
    return _Refutation(
        cause="covering",
        reason=f"with hidden layers, the raw outputs {shown}{more} never appear in one function: "
        "its output accumulators stay in one coset, and no coset reaches all of these",
        counterexample=function,
        evidence={"values": list(uncovered.values), "turn": turn_json(turn)},
    )
