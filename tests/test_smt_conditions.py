"""The SMT engine: the conclusions and certificates of the theorems, with a solver's conditions."""

import pytest

from fxprove.backends.z3_library import Z3Library
from fxprove.budgets import UNLIMITED, Budget
from fxprove.certificates import serialized
from fxprove.checking import check
from fxprove.models import Model
from fxprove.refutations import CAUSES
from fxprove.smt_conditions import decide_by_smt
from fxprove.solving import SolverFailure
from fxprove.universality import Conditions, Decision, decide
from fxprove.verdicts import PROVED, REFUTED, Unknown
from tests.fake_solvers import FakeSolver, ignorant, lying, unknown, unsat
from tests.test_universality import CASES

Z3 = Z3Library()
GELU = Model.of(format="Q2.2", activation="gelu")
SIGN = Model.of(format="Q2.2", activation="sign")
SHIFTED = Model.of(  # universal, but no bias alone reaches every value
    format="raw(-2,1,1)", weights="[-2,0,2]@3", rounding="zero", activation=[-2, 1, 1, 1]
)
TIRED = "the solver gave up: too tired"


def by(solver: FakeSolver, model: Model, budget: Budget = UNLIMITED) -> Decision:
    return decide_by_smt(model, solver, budget)


@pytest.mark.parametrize(("options", "cause"), CASES, ids=lambda value: str(value)[:60])
def test_worked_examples_have_the_verdict_the_cause_and_a_certificate(
    options: dict[str, str], cause: str | None
) -> None:
    model = Model.of(**options)
    found, direct = decide_by_smt(model, Z3), decide(model)
    assert found.verdict == direct.verdict
    assert found.cause == direct.cause == cause
    assert found.conditions == direct.conditions
    assert (found.engine, found.solver) == ("smt", Z3.name)
    assert found.certificate is not None
    assert check(found.certificate, model=model) == PROVED


@pytest.mark.parametrize(
    "name", ["relu", "gelu", "sigmoid", "tanh", "sign", "sign0", "silu", "softplus"]
)
def test_eight_bits_are_decided_within_ten_seconds(name: str) -> None:
    model = Model.of(format="Q3.4", activation=name)
    found = decide_by_smt(model, Z3, Budget(seconds=60))
    assert found.seconds < 10
    assert found.verdict == decide(model).verdict
    assert found.conditions == decide(model).conditions
    assert found.certificate is not None
    assert check(found.certificate, model=model) == PROVED


@pytest.mark.long
def test_sixteen_bits_with_relu_are_decided_within_a_minute() -> None:
    for spelling in ("Q7.8", "Q15.0", "Q0.15"):
        model = Model.of(format=spelling, activation="relu")
        found = decide_by_smt(model, Z3, Budget(seconds=120))
        assert found.verdict == PROVED
        assert found.seconds < 60
        assert found.certificate is not None
        assert check(found.certificate, model=model) == PROVED


def test_the_same_question_gives_the_same_certificate() -> None:
    first, second = (serialized(decide_by_smt(GELU, Z3).certificate or {}) for _ in range(2))
    assert first == second


# --- Unknown ------------------------------------------------------------------------------------


def test_a_question_for_neurons_that_is_not_answered_gives_unknown_with_what_is_known() -> None:
    found = by(lying("neuron", unknown), GELU)
    expected = (
        f"{TIRED} while looking for neurons that separate all inputs "
        "(neurons found so far: 0, blocks of inputs that they tell apart: 1 of 32)"
    )
    assert found.verdict == Unknown(expected)
    assert found.reason == expected
    assert found.certificate is None
    assert (found.conditions.separation, found.conditions.covering) == (None, True)
    assert (found.conditions.necessary, found.conditions.sufficient) == (None, None)


def test_a_question_for_a_coset_that_is_not_answered_gives_unknown() -> None:
    found = by(lying("coset", unknown), GELU)
    assert found.reason.startswith(f"{TIRED} while looking for a coset")
    assert (found.conditions.separation, found.conditions.covering) == (True, None)
    binary = Model.of(format="Q2.2", activation="gelu", weights="binary")
    assert by(lying("coset", unknown), binary).reason == found.reason


def test_one_condition_that_fails_refutes_whatever_is_open_about_the_other() -> None:
    found = by(lying("pair", unknown), SIGN)
    assert (found.verdict, found.cause) == (REFUTED, "covering")
    assert found.conditions.separation is None
    assert found.conditions.sufficient is False
    assert found.certificate is not None
    assert check(found.certificate, model=SIGN) == PROVED


@pytest.mark.parametrize("cause", ["constant_activation", "fixed_point", "monotone"])
def test_what_needs_neither_condition_needs_no_solver(cause: str) -> None:
    options = next(options for options, name in CASES if name == cause)
    model = Model.of(**options)
    assert (by(ignorant(), model).verdict, by(ignorant(), model).cause) == (REFUTED, cause)


def test_the_causes_of_the_examples_are_all_there_are() -> None:
    assert {cause for _, cause in CASES if cause} == set(CAUSES)


def test_a_missing_hypothesis_is_named_with_what_else_is_open() -> None:
    model = Model.of(format="Q2.2", activation="gelu", weights="[-4,4]@4")
    found = by(ignorant(), model)
    assert found.missing == "zero_weight"
    assert found.reason == (
        f"Theorem 2 needs that 0 is a weight; and {TIRED} before (D) was decided; "
        f"and {TIRED} before (C) was decided"
    )
    assert found.nearest is not None
    assert isinstance(found.nearest.verdict, Unknown)
    known = decide_by_smt(model, Z3)
    assert (known.missing, known.conditions) == ("zero_weight", decide(model).conditions)
    assert known.nearest is not None
    assert known.nearest.verdict == PROVED


def test_where_proposition_1_does_not_apply_nothing_is_asked_about_the_model() -> None:
    solver = FakeSolver()
    found = by(solver, Model.of(format="raw(-2,1,1)", activation="relu", overflow="wrap"))
    assert found.conditions == Conditions()
    assert found.missing == "saturating"
    without_nearest = len(solver.asked)
    by(solver, Model.of(format="raw(-2,1,1)", activation="relu"))
    assert len(solver.asked) == 2 * without_nearest


def test_with_no_time_the_answer_is_unknown() -> None:
    found = by(FakeSolver(), GELU, Budget(seconds=0))
    assert isinstance(found.verdict, Unknown)
    assert "the time limit was reached" in found.reason


def test_the_time_limit_is_kept_within_a_second() -> None:
    model = Model.of(format="Q5.6", activation="sigmoid")
    found = decide_by_smt(model, Z3, Budget(seconds=0.5))
    assert isinstance(found.verdict, Unknown)
    assert found.seconds < 3  # on a machine with other work


# --- Lies ---------------------------------------------------------------------------------------


def test_an_unsat_that_is_too_large_to_try_is_refused_by_the_checker() -> None:
    """At 12 bits trying all neurons takes too long here, not for the checker."""
    model = Model.of(format="Q5.6", activation="relu")
    found = by(lying("neuron", unsat), model)
    assert found.cause == "separation"
    assert found.certificate is not None
    assert check(found.certificate, model=model) == REFUTED


def test_values_that_the_solver_wrongly_excludes_are_refused_by_the_checker() -> None:
    assert decide(SHIFTED).conditions.covering is True
    found = by(lying("coset", unsat), SHIFTED)
    assert (found.cause, found.conditions.covering) == ("covering", False)
    assert found.certificate is not None
    assert check(found.certificate, model=SHIFTED) == REFUTED


def test_a_coset_that_the_solver_denies_and_then_finds_is_reported() -> None:
    calls = iter(range(100))
    solver = lying("coset", lambda answer: unsat(answer) if next(calls) == 0 else answer)
    with pytest.raises(SolverFailure, match="reaches every value, found unsat"):
        by(solver, SHIFTED)


def test_a_failing_solver_is_no_answer() -> None:
    with pytest.raises(SolverFailure, match=r"solver fake 1\.0: expected sat"):
        by(lying("pair", unsat), GELU)
