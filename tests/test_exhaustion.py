"""The oracle as an engine: it refutes, and never proves."""

import fxprove.exhaustion as exhaustion
from fxprove.models import Model
from fxprove.oracle import representable_functions
from fxprove.verdicts import REFUTED, Unknown


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
