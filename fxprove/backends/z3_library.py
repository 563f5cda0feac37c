"""The Z3 library: the only module that imports z3, and so itself imported only where needed.

Z3 parses the very text that is filed. Of its entries, `SolverFor("QF_BV")` is taken. On 11 scripts
(networks of 2 or 3 neurons that compute a table of 8 or 16 entries; bounds on networks of 8 bits)
it took 33 s in all where the general `Solver()` took 40 s and simplify, solve-eqs, bit-blast, sat
33 s; single scripts differ far more, either way.

Each script gets a context of its own: nothing is shared between scripts or threads, and a name may
have another width in the next script. That costs 3 ms a script.
"""

from math import ceil

import z3

from fxprove.budgets import UNLIMITED, Budget
from fxprove.encoding.scripts import Satisfiability, Script, Variable
from fxprove.solving import OUT_OF_MEMORY, OUT_OF_TIME, Answer, SolverFailure

_NO_LIMIT = 2**32 - 1  # milliseconds, as Z3 writes it; longer times would wrap around
_INTERRUPTED = "interrupted from keyboard"
_REASONS = {"timeout": OUT_OF_TIME, "out of memory": OUT_OF_MEMORY}


class Z3Library:
    """Z3 in this process."""

    @property
    def name(self) -> str:
        """z3 and its version."""
        return f"z3 {z3.get_version_string()}"

    def solve(self, script: Script, budget: Budget = UNLIMITED) -> Answer:
        """Z3's answer to the text of the script; the promises are those of `Solver.solve`."""
        if budget.is_spent():
            return Answer.unknown(self.name, OUT_OF_TIME)
        try:
            return self._answer(script, budget)
        except z3.Z3Exception as error:
            words = _words_of(error)
            if "out of memory" in words:
                return Answer.unknown(self.name, OUT_OF_MEMORY)
            raise SolverFailure(self.name, "an SMT-LIB 2 script it can solve", words) from None
        except MemoryError:
            return Answer.unknown(self.name, OUT_OF_MEMORY)

    def _answer(self, script: Script, budget: Budget) -> Answer:
        solver = z3.SolverFor("QF_BV", ctx=z3.Context())
        solver.from_string(script.text)  # does not run the check-sat in it
        solver.set("timeout", _milliseconds(budget.remaining))
        result = solver.check()
        if result == z3.unsat:
            return Answer(status=Satisfiability.UNSAT, solver=self.name)
        if result == z3.sat:
            values = self._values(script, solver.model())
            return Answer(status=Satisfiability.SAT, solver=self.name, values=values)
        return Answer.unknown(self.name, _reason(solver.reason_unknown()))

    def _values(self, script: Script, model: "z3.ModelRef") -> dict[str, int]:
        return {variable.name: self._value(variable, model) for variable in script.variables}

    def _value(self, variable: Variable, model: "z3.ModelRef") -> int:
        """The signed value; one of Z3's choosing where the model leaves it open."""
        constant = z3.BitVec(variable.name.strip("|"), variable.width, model.ctx)
        value = model.eval(constant, model_completion=True)
        if not z3.is_bv_value(value):
            raise SolverFailure(self.name, f"a value of {variable.name}", str(value))
        return int(value.as_signed_long())


def _milliseconds(seconds: float | None) -> int:
    """Z3's time limit: no less than what is left, at least 1 ms, and never its "no limit"."""
    if seconds is None:
        return _NO_LIMIT
    return max(1, ceil(min(1000 * seconds, _NO_LIMIT - 1)))


def _reason(words: str) -> str:
    """Why Z3 does not know; raises KeyboardInterrupt if the user interrupted.

    While it solves, Z3 catches SIGINT itself, ends with `unknown`, and Python never hears of it.
    """
    if _INTERRUPTED in words:
        raise KeyboardInterrupt
    return _REASONS.get(words, f"the solver gave up: {words}")


def _words_of(error: z3.Z3Exception) -> str:
    """What Z3 says is wrong; its parser gives bytes."""
    words = error.value if isinstance(error.value, bytes) else str(error.value).encode()
    return words.decode("utf-8", errors="replace")
