"""An answer is legal from birth, and a failure says which solver, what was expected, what came."""

import pickle

import pytest

from fxprove.encoding.scripts import Satisfiability
from fxprove.errors import FxproveError
from fxprove.solving import Answer, SolverFailure

SAT, UNSAT, UNKNOWN = Satisfiability.SAT, Satisfiability.UNSAT, Satisfiability.UNKNOWN


def test_values_come_with_sat_only() -> None:
    assert Answer(status=SAT, solver="s", values={"x": -1}).values == {"x": -1}
    with pytest.raises(ValueError, match="values with unsat"):
        Answer(status=UNSAT, solver="s", values={"x": -1})
    with pytest.raises(ValueError, match="values with unknown"):
        Answer(status=UNKNOWN, solver="s", values={"x": -1}, reason="it gave up")


def test_unknown_and_nothing_else_has_a_reason() -> None:
    with pytest.raises(ValueError, match="unknown with the reason ''"):
        Answer(status=UNKNOWN, solver="s")
    for status in (SAT, UNSAT):
        with pytest.raises(ValueError, match="with the reason 'tired'"):
            Answer(status=status, solver="s", reason="tired")


def test_unknown_is_made_of_a_reason() -> None:
    answer = Answer.unknown("s 1.0", "the time limit was reached")
    assert (answer.status, answer.solver) == (UNKNOWN, "s 1.0")
    assert (answer.values, answer.reason) == ({}, "the time limit was reached")


def test_a_failure_is_one_line_with_its_parts() -> None:
    failure = SolverFailure("s", "sat, unsat or unknown", "two\n lines")
    assert isinstance(failure, FxproveError)
    assert str(failure) == "solver s: expected sat, unsat or unknown, found two lines"
    assert (failure.solver, failure.expected) == ("s", "sat, unsat or unknown")
    assert failure.found == "two\n lines"


def test_a_long_find_is_cut() -> None:
    assert len(str(SolverFailure("s", "an answer", "x" * 10_000))) < 250


def test_a_failure_survives_a_process_boundary() -> None:
    failure = SolverFailure("s", "sat", "nothing")
    assert str(pickle.loads(pickle.dumps(failure))) == str(failure)
