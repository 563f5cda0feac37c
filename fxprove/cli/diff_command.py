"""`fxprove diff`: two semantics of the same thing, compared; and test vectors."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import click

from fxprove.backends.choice import solver_by_name
from fxprove.budgets import Budget
from fxprove.cli.difference_answers import (
    EXIT_STATUS,
    difference_json,
    difference_lines,
    headline,
    verdict_name,
)
from fxprove.cli.progress import progress_bar
from fxprove.cli.solver_options import seconds, with_solver_options
from fxprove.cli.vector_answers import rendered, vectors_json, vectors_line, vectors_remarks
from fxprove.differences import PATIENCE, Difference, diff
from fxprove.distinguishing import Vectors, distinguishing_vectors, mutants
from fxprove.encoding.scripts import Script
from fxprove.errors import InputError
from fxprove.output_files import write_whole
from fxprove.semantics import Semantics, parse_semantics
from fxprove.solving import Solver

_EXAMPLES = """
\b
Operands:
  requant:STAGE[,STAGE…]/FORMAT[/OVERFLOW]   STAGE is MODE/N (divide by N), MODE/M:N,
                                             double-rounding(M,shift), single-rounding(M,shift)
  table:NAME@FORMAT[/MODE…]                  modes of rounding and overflow
  table:FILE@FORMAT                          .json, .csv, .npy, or a list such as [-2,-1,0,1]
  network:FILE
  neuron:[w,…]+b/FORMAT[/MODE…]              modes of rounding, overflow and accumulation

\b
Examples:
  fxprove diff requant:half-even/16/Q3.4 requant:half-up/16/Q3.4
  fxprove diff requant:floor/4,floor/4/Q3.4 requant:floor/16/Q3.4
  fxprove diff "requant:double-rounding(1518500250,-5)/Q7.0" \\
               "requant:single-rounding(1518500250,-5)/Q7.0" --bits 32
  fxprove diff "requant:floor/16/ap_fixed<8,4>" "requant:floor/16/ap_fixed<8,4,AP_TRN,AP_SAT>"
  fxprove diff table:gelu@Q3.4 table:mine.csv@Q3.4
  fxprove diff "neuron:[16,-8]+3/Q3.4" "neuron:[16,-8]+3/Q3.4/sequential"
  fxprove diff requant:half-even/16/Q3.4 --vectors 16
  fxprove diff requant:half-even/16/Q3.4 requant:half-up/16/Q3.4 \\
               requant:half-away/16/Q3.4 --vectors 8 -o vectors.csv
"""

_ENDINGS = (".csv", ".json")


@click.command("diff", epilog=_EXAMPLES)
@click.argument("left", metavar="A")
@click.argument("right", metavar="[B…]", nargs=-1)
@click.option(
    "--bits", type=int, help="Accumulators of so many bits only.  [default: all integers]"
)
@click.option(
    "--vectors",
    type=int,
    metavar="N",
    help="N inputs that separate A from every B; without any B, from A with other modes.",
)
@click.option("--output", "-o", metavar="FILE", help="Write the vectors here, .csv or .json.")
@click.option("--script", metavar="FILE", help="Write the proof as an SMT-LIB 2 script.")
@with_solver_options
def diff_command(
    *, solver: str, timeout: float | None, seed: int | None, jobs: int | None, **options: Any
) -> int:
    """Are two semantics EQUAL on all inputs? If not, what is the smallest input that separates?

    Smallest is least |x|, then positive; for several inputs least maximum |x|, then first in
    lexicographic order. Exit status: 0 equal, proved; 10 different; 20 unknown; 2 bad input.
    """
    limit = Budget(seconds=seconds(timeout))
    request = _Request(**options)
    request.check()
    operands = {text: parse_semantics(text) for text in (request.left, *request.right)}
    engine = solver_by_name(solver)
    answer = _answer_difference if request.vectors is None else _answer_vectors
    with progress_bar(request.quiet or request.as_json) as progress:
        say = answer(request, operands, engine, replace(limit, progress=progress))
    return say()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What is asked, as typed."""

    left: str
    right: tuple[str, ...]
    bits: int | None
    vectors: int | None
    output: str | None
    script: str | None
    as_json: bool
    quiet: bool

    def check(self) -> None:
        """Raise InputError for what can be refused before any work."""
        if self.vectors is None and self.output is not None:
            raise InputError("--output", "--vectors N as well", "none")
        if self.output is not None and not self.output.endswith(_ENDINGS):
            raise InputError(f"output {self.output!r}", "a name ending in .csv or .json", "another")
        if self.vectors is not None and self.script is not None:
            raise InputError("options", "--vectors or --script", "both")
        if self.vectors is None and len(self.right) != 1:
            raise InputError("operands", "two, or --vectors N", f"{1 + len(self.right)}")


# --- Differences --------------------------------------------------------------------------------


def _answer_difference(
    request: _Request, operands: Mapping[str, Semantics], solver: Solver, budget: Budget
) -> Callable[[], int]:
    spellings = request.left, request.right[0]
    left, right = (operands[text] for text in spellings)
    patience = PATIENCE if request.script is None else None
    found = diff(left, right, solver, bits=request.bits, budget=budget, patience=patience)
    return lambda: _say_difference(request, found, spellings)


def _say_difference(request: _Request, found: Difference, spellings: tuple[str, str]) -> int:
    written = _write_script(found.script, request.script)
    if request.as_json:
        click.echo(json.dumps(difference_json(found, spellings, written), ensure_ascii=False))
    elif request.quiet:
        click.echo(headline(found))
    else:
        click.echo("\n".join(difference_lines(found, spellings)))
        if request.script is not None:
            click.echo(f"{'script':<14}{_about_script(found, written)}")
    return EXIT_STATUS[verdict_name(found.verdict)]


def _write_script(script: Script | None, path: str | None) -> str | None:
    if script is None or path is None:
        return None
    write_whole(path, script.text.encode())
    return path


def _about_script(difference: Difference, written: str | None) -> str:
    if written is None:
        return f"none: {difference.no_script}"
    return f"{written}: unsat, for any solver that reads SMT-LIB 2"


# --- Vectors ------------------------------------------------------------------------------------


def _answer_vectors(
    request: _Request, operands: Mapping[str, Semantics], solver: Solver, budget: Budget
) -> Callable[[], int]:
    assert request.vectors is not None
    reference = operands[request.left]
    others = {text: operands[text] for text in request.right} or mutants(reference)
    found = distinguishing_vectors(
        reference, list(others.values()), request.vectors, solver, bits=request.bits, budget=budget
    )
    return lambda: _say_vectors(request, found, (request.left, *others))


def _say_vectors(request: _Request, found: Vectors, spellings: tuple[str, ...]) -> int:
    output = request.output
    if output is not None:
        write_whole(output, rendered(found, spellings, is_json=output.endswith(".json")))
    if request.as_json:
        click.echo(json.dumps(vectors_json(found, spellings), ensure_ascii=False))
    elif output is None and not request.quiet:
        click.echo(rendered(found, spellings, is_json=False).decode(), nl=False)
    else:
        click.echo(vectors_line(found, output))
    for remark in vectors_remarks(found, spellings):
        click.echo(f"fxprove: {remark}", err=True)
    if found.unknown:
        return EXIT_STATUS["unknown"]
    return EXIT_STATUS["different" if found.vectors else "equal"]
