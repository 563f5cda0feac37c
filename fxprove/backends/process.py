"""Any program that reads an SMT-LIB 2 file and prints its answer: Bitwuzla, cvc5, Yices, Z3.

The program is run once, on a file with the text of the script and, below it, one get-value for all
variables. After `sat` it prints the values; after `unsat` the command is an error, which solvers
report in different ways (Z3 and cvc5 print it and exit with 1, Bitwuzla is silent), so that what
follows `unsat` may be an error message and any exit status. A command after the check cannot
change its outcome. Rejected: a second run for the values, which would double the time of every
`sat`; a dialogue over pipes, because not every solver reads commands from a pipe unasked.

Nothing else is forgiven: the first line is `sat`, `unsat` or `unknown`, `sat` comes with all values
in the declared widths and exit status 0, no signal ended the program.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from signal import Signals
from tempfile import TemporaryDirectory

from fxprove.backends.child_processes import Ended, NotStarted, TooMuchOutput, run
from fxprove.backends.printed_values import NoValues, read_values
from fxprove.budgets import UNLIMITED, Budget
from fxprove.checker.strict_json import reason
from fxprove.encoding.scripts import Satisfiability, Script
from fxprove.solving import OUT_OF_TIME, Answer, SolverFailure

_VERSION_SECONDS = 5.0
_LONGEST_VERSION = 60


class ProcessSolver:
    """A program, run anew for every script with the name of a file as its last argument."""

    def __init__(self, command: tuple[str, ...]) -> None:
        """`command` is the program and its options."""
        if not command:
            raise ValueError("no command")
        self.command = command

    @property
    def program(self) -> str:
        """The name of the program, without its folder."""
        return Path(self.command[0]).name

    @cached_property
    def name(self) -> str:
        """The program, with the first line of what it says of its version, if it says anything."""
        version = self._version()
        return f"{self.program} ({version})" if version else self.program

    def solve(self, script: Script, budget: Budget = UNLIMITED) -> Answer:
        """The program's answer; the promises are those of `Solver.solve`."""
        ended = None if budget.is_spent() else self._run(_question(script), budget)
        if ended is None:
            return Answer.unknown(self.name, OUT_OF_TIME)
        status, rest = self._status(ended)
        if status is Satisfiability.UNKNOWN:
            return Answer.unknown(self.name, "the solver answered unknown")
        if status is Satisfiability.SAT:
            values = self._values(script, ended, rest)
            return Answer(status=status, solver=self.name, values=values)
        if not rest.lstrip().startswith("(error"):
            self._require_blank(rest)
        return Answer(status=status, solver=self.name)

    def _version(self) -> str:
        try:
            ended = run((*self.command, "--version"), _VERSION_SECONDS)
        except (NotStarted, TooMuchOutput):
            return ""
        if ended is None or ended.status != 0 or not ended.output.strip():
            return ""
        line = ended.output.strip().splitlines()[0].strip()
        return line[:_LONGEST_VERSION] if line.isprintable() else ""

    def _run(self, text: str, budget: Budget) -> Ended | None:
        try:
            with TemporaryDirectory(prefix="fxprove-") as folder:
                path = Path(folder, "script.smt2")  # cvc5 goes by the suffix
                path.write_text(text, encoding="utf-8")
                return run((*self.command, str(path)), budget.remaining)
        except NotStarted as error:
            raise SolverFailure(self.program, "a program that runs", str(error)) from None
        except TooMuchOutput as error:
            raise SolverFailure(self.program, "an answer", str(error)) from None
        except OSError as error:
            expected = "a folder for temporary files"
            raise SolverFailure(self.program, expected, reason(error)) from None

    def _status(self, ended: Ended) -> tuple[Satisfiability, str]:
        """The first line as an answer, and the rest."""
        line, _, rest = ended.output.partition("\n")
        try:
            if ended.killing_signal is None:
                return Satisfiability(line.rstrip()), rest
        except ValueError:
            pass
        raise SolverFailure(self.program, "sat, unsat or unknown", _description(ended))

    def _values(self, script: Script, ended: Ended, rest: str) -> Mapping[str, int]:
        if ended.status != 0:
            raise SolverFailure(self.program, "exit status 0 after sat", _description(ended))
        if not script.variables:
            self._require_blank(rest)
            return {}
        try:
            return read_values(rest, script.variables)
        except NoValues as error:
            expected = f"{error.expected} after sat"
            raise SolverFailure(self.program, expected, error.found) from None

    def _require_blank(self, rest: str) -> None:
        if rest.strip():
            raise SolverFailure(self.program, "nothing more", repr(rest.strip()))


def _question(script: Script) -> str:
    """The text of the script; if it has variables, with the question for their values."""
    names = " ".join(variable.name for variable in script.variables)
    return script.text + (f"(get-value ({names}))\n" if names else "")


def _description(ended: Ended) -> str:
    """How it ended and the first line of each stream, in a few words."""
    number = ended.killing_signal
    parts = [f"exit status {ended.status}" if number is None else f"signal {_signal_name(number)}"]
    for label, text in (("output", ended.output), ("errors", ended.errors)):
        lines = text.strip().splitlines()
        parts.append(f"{label} {lines[0][:60]!r}" if lines else f"no {label}")
    return ", ".join(parts)


def _signal_name(number: int) -> str:
    try:
        return Signals(number).name
    except ValueError:
        return str(number)  # a real-time signal between those that have names
