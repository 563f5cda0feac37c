"""Three solvers for tests: in this process by name, and two of them as programs.

`python -m tests.smt_solvers bitwuzla FILE` (or `cvc5`) reads a file and prints what the solver
prints, as the program of that name would; the Python packages bring none.
"""

import sys
from collections.abc import Callable
from math import ceil
from pathlib import Path
from typing import Literal

import bitwuzla
import cvc5
import z3

Word = Literal["sat", "unsat", "unknown"]

RUNNERS = {name: (sys.executable, "-m", "tests.smt_solvers", name) for name in ("bitwuzla", "cvc5")}
"""Command lines, to be run from the folder that holds `tests`."""


def solve_text(name: str, text: str, seconds: float) -> Word:
    """What the solver of that name (one of SOLVERS) says of a script with one check-sat.

    `unknown` also when the time is over. Nothing is shared between calls or threads; only Z3 lets
    other threads run meanwhile. Raises whatever the solver raises for a text it cannot read.
    """
    return SOLVERS[name](text, max(1, ceil(1000 * seconds)))


def _z3(text: str, milliseconds: int) -> Word:
    solver = z3.SolverFor("QF_BV", ctx=z3.Context())
    solver.from_string(text)
    solver.set("timeout", milliseconds)
    return _word(str(solver.check()))


def _bitwuzla(text: str, milliseconds: int) -> Word:
    options = bitwuzla.Options()
    options.set(bitwuzla.Option.TIME_LIMIT_PER, milliseconds)
    parser = bitwuzla.Parser(bitwuzla.TermManager(), options)
    parser.parse(text, parse_only=True, parse_file=False)
    return _word(parser.bitwuzla().check_sat().name.lower())


def _cvc5(text: str, milliseconds: int) -> Word:
    answers = _cvc5_answers(text, {"tlimit-per": str(milliseconds)})
    return _word("".join(answers).strip())


def _cvc5_answers(text: str, options: dict[str, str]) -> list[str]:
    """What cvc5 prints for each command. Lazy bit-blasting, its default, is 10 times slower."""
    solver = cvc5.Solver(cvc5.TermManager())
    for option, value in {"bitblast": "eager", **options}.items():
        solver.setOption(option, value)
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "script")
    symbols, answers = parser.getSymbolManager(), []
    while not (command := parser.nextCommand()).isNull():
        answers.append(command.invoke(solver, symbols))
    return answers


def _word(text: str) -> Word:
    match text:
        case "sat" | "unsat" | "unknown":
            return text
    raise AssertionError(f"no answer: {text!r}")


SOLVERS: dict[str, Callable[[str, int], Word]] = {"z3": _z3, "bitwuzla": _bitwuzla, "cvc5": _cvc5}


# --- As programs --------------------------------------------------------------------------------


def _run_bitwuzla(path: str) -> None:
    parser = bitwuzla.Parser(bitwuzla.TermManager(), bitwuzla.Options())
    parser.parse(path)  # prints the answers itself


def _run_cvc5(path: str) -> None:
    for answer in _cvc5_answers(Path(path).read_text(encoding="utf-8"), {}):
        sys.stdout.write(answer)


def main(name: str, argument: str) -> None:
    """Print the version, or what the solver says of a file."""
    if argument == "--version":
        version = {"bitwuzla": bitwuzla.version, "cvc5": lambda: cvc5.__version__}[name]()
        print(f"{name} {version}")
    else:
        {"bitwuzla": _run_bitwuzla, "cvc5": _run_cvc5}[name](argument)


if __name__ == "__main__":
    main(*sys.argv[1:])
