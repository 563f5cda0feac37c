"""All engines on one question: who answers, and the refusal to answer when they disagree."""

from dataclasses import replace

import pytest

import fxprove.engines as engines
from fxprove.backends.z3_library import Z3Library
from fxprove.budgets import UNLIMITED, Budget
from fxprove.engines import decide_by_all
from fxprove.errors import Disagreement
from fxprove.models import Model
from fxprove.solving import Solver
from fxprove.universality import Conditions, Decision, decide
from fxprove.verdicts import PROVED, REFUTED, Unknown
from tests.fake_solvers import ignorant

Z3 = Z3Library()
UNIVERSAL = Model.of(format="raw(0,2,1)", activation=[0, 1, 2], weights="ternary")
CONSTANT = Model.of(format="raw(0,2,1)", activation=[1, 1, 1])
LARGE = Model.of(format="Q2.2", activation="gelu")
WRAPPING = Model.of(
    format="raw(-2,1,1)", weights="ternary", activation=[-1, -1, 1, 1], overflow="wrap"
)


def test_the_theorems_answer_is_given_and_the_solver_that_confirms_it_is_named() -> None:
    for model in (UNIVERSAL, CONSTANT, LARGE):
        decision, alone = decide_by_all(model, Z3), decide(model)
        assert decision == replace(alone, solver=Z3.name)
        assert decision.engine == "theorem"


def test_a_solver_that_does_not_know_contradicts_nothing_and_is_not_named() -> None:
    assert decide_by_all(LARGE, ignorant()) == decide(LARGE)


def test_the_solver_answers_what_the_theorems_leave_open(monkeypatch: pytest.MonkeyPatch) -> None:
    open_ = decide(LARGE, Budget(seconds=0))
    assert isinstance(open_.verdict, Unknown)
    monkeypatch.setattr(engines, "decide", lambda model, budget: open_)
    decision = decide_by_all(LARGE, Z3)
    assert (decision.verdict, decision.engine, decision.solver) == (PROVED, "smt", Z3.name)
    assert decision.certificate is not None


def test_the_oracle_answers_what_the_theorems_leave_open_and_keeps_what_they_determined() -> None:
    alone = decide(WRAPPING)
    assert isinstance(alone.verdict, Unknown)
    decision = decide_by_all(WRAPPING, Z3)
    assert (decision.verdict, decision.engine, decision.cause) == (REFUTED, "oracle", "enumeration")
    assert decision.hypotheses == alone.hypotheses
    assert decision.solver is None
    binary = Model.of(format="raw(-1,1,1)", weights="[-2,1]@2", activation=[0, 1, 1], bias="format")
    alone, decision = decide(binary), decide_by_all(binary, Z3)
    assert isinstance(alone.verdict, Unknown)
    assert decision.conditions == alone.conditions
    assert decision.conditions != Conditions()


def test_where_the_oracle_does_not_refute_the_missing_hypothesis_stays() -> None:
    model = Model.of(format="raw(-1,1,1)", weights="[-1,1,2]@1", activation="relu")
    alone, decision = decide(model), decide_by_all(model, Z3)
    assert isinstance(alone.verdict, Unknown)
    assert isinstance(decision.verdict, Unknown)
    assert decision.missing == alone.missing == "zero_weight"
    assert decision.nearest == alone.nearest
    assert decision.reason.startswith(alone.reason + "; by enumeration, 27 of 27 functions")
    assert decision.verdict.reason == decision.reason


def test_an_oracle_that_denies_the_verdict_is_a_disagreement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "representable_functions", lambda model: frozenset())
    with pytest.raises(Disagreement, match="the theorems say universal, the oracle lists 0"):
        decide_by_all(UNIVERSAL, Z3)
    function = decide(CONSTANT).counterexample
    assert function is not None
    computed = frozenset({function.values})
    monkeypatch.setattr(engines, "representable_functions", lambda model: computed)
    with pytest.raises(Disagreement, match="the theorems say not universal, the oracle lists 1"):
        decide_by_all(CONSTANT, Z3)


def answering(decision: Decision) -> object:
    def decide_by_smt(model: Model, solver: Solver, budget: Budget = UNLIMITED) -> Decision:
        return replace(decision, engine="smt", solver="fake 1.0")

    return decide_by_smt


def test_a_solver_with_the_other_verdict_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "decide_by_smt", answering(decide(CONSTANT)))
    with pytest.raises(Disagreement, match=r"theorems say universal, fake 1\.0 says not universal"):
        decide_by_all(UNIVERSAL, Z3)


def test_a_solver_with_another_condition_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    truth = decide(UNIVERSAL)
    for name in ("separation", "covering", "necessary", "sufficient"):
        wrong = replace(truth, conditions=replace(truth.conditions, **{name: False}))
        monkeypatch.setattr(engines, "decide_by_smt", answering(wrong))
        with pytest.raises(Disagreement, match=f"{name}: the theorems say True, with fake 1"):
            decide_by_all(UNIVERSAL, Z3)
        silent = replace(truth, conditions=replace(truth.conditions, **{name: None}))
        monkeypatch.setattr(engines, "decide_by_smt", answering(silent))
        assert decide_by_all(UNIVERSAL, Z3).verdict == PROVED
