"""The oracle as an engine, and the refusal to answer when engines disagree."""

import pytest

import fxprove.exhaustion as exhaustion
from fxprove.models import Model
from fxprove.oracle import representable_functions
from fxprove.universality import decide
from fxprove.verdicts import PROVED, REFUTED, Unknown


def test_the_oracle_refutes_with_a_function_it_does_not_list() -> None:
    model = Model.of(format="raw(-2,1,1)", weights="ternary", activation=[-1, -1, 1, 1])
    decision = exhaustion.decide_by_oracle(model)
    assert decision.verdict == REFUTED
    assert "152 of 256" in decision.reason
    assert decision.certificate is None
    assert decision.counterexample is not None
    assert decision.counterexample.values not in representable_functions(model)


def test_all_functions_of_one_input_prove_nothing_about_two() -> None:
    decision = exhaustion.decide_by_oracle(
        Model.of(format="raw(0,2,1)", activation=[0, 1, 2], weights="ternary")
    )
    assert isinstance(decision.verdict, Unknown)
    assert "27 of 27" in decision.verdict.reason


def test_beyond_its_limits_the_oracle_says_so() -> None:
    decision = exhaustion.decide_by_oracle(Model.of(format="Q3.4", activation="relu"))
    assert isinstance(decision.verdict, Unknown)


def test_all_engines_together_answer_what_the_theorems_leave_open() -> None:
    model = Model.of(
        format="raw(-2,1,1)", weights="ternary", activation=[-1, -1, 1, 1], overflow="wrap"
    )
    assert isinstance(decide(model).verdict, Unknown)
    decision = exhaustion.decide_by_all(model)
    assert decision.engine == "oracle"


def test_engines_that_disagree_give_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    universal = Model.of(format="raw(0,2,1)", activation=[0, 1, 2], weights="ternary")
    assert exhaustion.decide_by_all(universal).verdict == PROVED
    monkeypatch.setattr(exhaustion, "representable_functions", lambda model: frozenset())
    with pytest.raises(exhaustion.Disagreement):
        exhaustion.decide_by_all(universal)
    refuted = Model.of(format="raw(0,2,1)", activation=[1, 1, 1])
    function = decide(refuted).counterexample
    assert function is not None
    monkeypatch.setattr(
        exhaustion, "representable_functions", lambda model: frozenset({function.values})
    )
    with pytest.raises(exhaustion.Disagreement):
        exhaustion.decide_by_all(refuted)
