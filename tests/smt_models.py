"""Models of scripts: what Z3 finds, checked by evaluation."""

import z3

from fxprove.encoding.scripts import Script
from tests.smt_evaluation import evaluated


def found_by_z3(script: Script) -> dict[str, int] | None:
    """The signed variables of a model in which every assertion holds, or None if there is none."""
    solver = z3.SolverFor("QF_BV", ctx=z3.Context())
    solver.from_string(script.text)
    answer = str(solver.check())
    assert answer in ("sat", "unsat")
    if answer == "unsat":
        return None
    model = solver.model()
    values = {symbol.name(): model[symbol] for symbol in model.decls()}
    found = {
        # a variable that no assertion mentions may have any value
        variable.name: values[variable.name].as_signed_long() if variable.name in values else 0
        for variable in script.variables
    }
    assert evaluated(script.text, {name: [value] for name, value in found.items()}).holds == [True]
    return found
