"""A solver by the name a user gives it."""

import shlex
import shutil
from pathlib import Path

from fxprove.backends.process import ProcessSolver
from fxprove.errors import InputError
from fxprove.solving import Solver, SolverFailure


def solver_by_name(name: str) -> Solver:
    """`z3` is the library; anything else a command line, as in "cvc5 --bitblast=eager".

    Options are split off as a shell would. The program is looked for on the PATH unless its name
    has a slash, so that `./z3` or `z3 -smt2` is the program and not the library. Raises
    InputError if there is no such program, SolverFailure if the library is not installed.
    """
    words = _words(name)
    if words == ["z3"]:
        return _library()
    program = shutil.which(words[0])
    if program is None:
        expected = "z3 or a program that can be run"
        raise InputError(f"solver {name!r}", expected, _obstacle(words[0]))
    return ProcessSolver((program, *words[1:]))


def _words(name: str) -> list[str]:
    try:
        words = shlex.split(name)
    except ValueError as error:
        raise InputError(f"solver {name!r}", "a command line", str(error).lower()) from None
    if not words or not words[0]:
        raise InputError(f"solver {name!r}", "z3 or a command line", "no word")
    return words


def _obstacle(program: str) -> str:
    path = Path(program)
    if not path.exists():
        return "no such program"
    return "a folder" if path.is_dir() else "a file that is not executable, or not on the PATH"


def _library() -> Solver:
    try:
        # here, because loading Z3 takes as long as all the rest, and most commands need none
        from fxprove.backends.z3_library import Z3Library
    except ImportError as error:
        raise SolverFailure("z3", "the package z3-solver", str(error)) from None
    return Z3Library()
