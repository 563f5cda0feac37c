"""Scripts: what stands in the file, and what a builder collects."""

import pytest

from fxprove.encoding.scripts import Satisfiability, ScriptBuilder, Variable
from fxprove.encoding.terms import FALSE, TRUE, add, constant, equal, less
from tests.smt_evaluation import everywhere
from tests.smt_models import found_by_z3
from tests.smt_solvers import solve_text


def test_a_script_is_its_claim_a_header_the_commands_and_check_sat() -> None:
    builder = ScriptBuilder()
    x = builder.integer("x", -2, 1)
    builder.remark("Nothing more.")
    builder.require(less(x, constant(1)))
    script = builder.script("What is asked.\n\nsat: it is so.", Satisfiability.SAT)
    assert script.text == (
        "; What is asked.\n"
        ";\n"
        "; sat: it is so.\n"
        "(set-info :smt-lib-version 2.6)\n"
        "(set-option :produce-models true)\n"
        "(set-logic QF_BV)\n"
        "(set-info :status sat)\n"
        "(declare-const x (_ BitVec 2))\n"
        "; Nothing more.\n"
        "(assert (bvslt x (_ bv1 2)))\n"
        "(check-sat)\n"
    )
    assert script.variables == (Variable(name="x", width=2),)
    assert script.status is Satisfiability.SAT


def test_long_claims_and_remarks_are_comments_of_short_lines() -> None:
    builder = ScriptBuilder()
    builder.remark("(assert false) " * 40)
    text = builder.script("many (words) " * 50 + "\n" + "; more " * 50).text
    lines = text.splitlines()
    assert max(map(len, lines)) <= 98
    commands = [line for line in lines if not line.startswith(";")]
    assert [line for line in commands if "assert" in line] == []
    assert commands[-1] == "(check-sat)"


@pytest.mark.parametrize("status", Satisfiability)
def test_the_status_stands_in_the_script(status: Satisfiability) -> None:
    script = ScriptBuilder().script("", status)
    assert f"(set-info :status {status.value})" in script.text
    assert ScriptBuilder().script("").status is Satisfiability.UNKNOWN


def test_an_unknown_integer_takes_every_value_of_its_range_and_no_other() -> None:
    for lo in range(-9, 8):
        for hi in range(lo, 8):
            builder = ScriptBuilder()
            term = builder.integer("x", lo, hi)
            found = everywhere(builder.script("").text)
            pairs = zip(found.signed("x"), found.holds, strict=True)
            assert {x for x, holds in pairs if holds} == set(range(lo, hi + 1))
            assert (term.lo, term.hi) == (lo, hi)


def test_an_integer_with_one_value_is_declared_and_a_constant() -> None:
    builder = ScriptBuilder()
    assert builder.integer("x", 5, 5) == constant(5)
    script = builder.script("")
    assert script.variables == (Variable(name="x", width=4),)
    assert found_by_z3(script) == {"x": 5}


def test_whole_ranges_need_no_assertion() -> None:
    builder = ScriptBuilder()
    builder.integer("x", -8, 7)
    assert builder.script("").commands == ("(declare-const x (_ BitVec 4))",)


def test_a_definition_is_the_same_integer_and_names_are_not_renamed() -> None:
    builder = ScriptBuilder()
    x = builder.integer("x", -8, 7)
    twice = builder.define("twice", add(x, x))
    assert (twice.text, twice.lo, twice.hi) == ("twice", -16, 14)
    assert builder.define("again", twice) == twice
    assert builder.define("three", constant(3)) == constant(3)
    found = everywhere(builder.script("").text)
    assert found.signed("twice") == [2 * value for value in found.signed("x")]
    assert set(found.columns) == {"x", "twice"}


def test_a_truth_can_have_a_name() -> None:
    builder = ScriptBuilder()
    x = builder.integer("x", -2, 1)
    named = builder.define_truth("is_one", equal(x, constant(1)))
    builder.require(named)
    found = everywhere(builder.script("").text)
    assert [bool(bit) for bit in found.columns["is_one"].bits] == found.holds
    assert found.holds == [value == 1 for value in found.signed("x")]


def test_what_says_nothing_is_not_asserted() -> None:
    builder = ScriptBuilder()
    builder.require(TRUE)
    assert builder.script("").commands == ()
    builder.require(FALSE)
    assert builder.script("").commands == ("(assert false)",)


def test_solvers_read_a_script_and_its_variables() -> None:
    builder = ScriptBuilder()
    x, y = builder.integer("x", -5, 5), builder.integer("y", -5, 5)
    builder.remark("An equation.")
    builder.require(equal(add(x, y), constant(10)))
    script = builder.script("x + y = 10", Satisfiability.SAT)
    assert found_by_z3(script) == {"x": 5, "y": 5}
    assert solve_text("bitwuzla", script.text, 10) == "sat"
    builder.require(less(x, y))
    script = builder.script("and x < y", Satisfiability.UNSAT)
    assert found_by_z3(script) is None
    assert solve_text("bitwuzla", script.text, 10) == "unsat"
