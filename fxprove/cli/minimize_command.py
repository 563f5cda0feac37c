"""`fxprove minimize`: the smallest network that computes a function, and proof that none is less.

With the SAT engine the formula that refutes one neuron less can be written out, and its proof, for
checkers by other people: `drat-trim`'s `lrat-check`, `cake_lpr`.
"""

import json
import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from time import perf_counter
from typing import Any

import click

from fxprove.budgets import Budget
from fxprove.certificates import serialized
from fxprove.checker.attachments import read_proof
from fxprove.checker.formulas import Formula, network_formula
from fxprove.cli.approximation_answers import approximation_asked, with_lipschitz_option
from fxprove.cli.certificate_files import (
    certificate_line,
    checked_certificate,
    write_attachments,
    write_certificate,
)
from fxprove.cli.function_answers import headline, network_file
from fxprove.cli.function_options import question, with_answer_options, with_function_options
from fxprove.cli.minimize_answers import (
    minimum_json,
    minimum_lines,
    out_of_time_json,
    sentence,
    verdict_name,
)
from fxprove.cli.model_options import ModelOptions, with_model_options
from fxprove.cli.progress import progress_bar
from fxprove.cli.solver_options import seconds
from fxprove.errors import InputError
from fxprove.expression_rounding import OutOfTimeError
from fxprove.minimization.formula_search import checked_claim, dimacs_text, lrat_text
from fxprove.minimization.minimizing import (
    ENGINES,
    OBJECTIVES,
    Engine,
    Minimum,
    Objective,
    minimize,
)
from fxprove.output_files import write_whole

_EXAMPLES = """
\b
Examples:
  fxprove minimize --function "abs(x)" --format Q1.1 --activation relu
  fxprove minimize f.json --activation relu --certificate f.cert -o f.network.json
  fxprove minimize f.json --activation relu --objective parameters
  fxprove minimize f.json --activation relu --max-depth 3 --timeout 60
  fxprove minimize f.json --activation relu --engine sat --dimacs f.cnf --lrat f.lrat

\b
Function files are those of fxprove represent. What -o writes is read by fxprove run and
fxprove export.
"""

EXIT_STATUS = {"minimal": 0, "not_representable": 10, "unknown": 20}


@click.command("minimize", epilog=_EXAMPLES)
@with_function_options
@with_model_options
@with_lipschitz_option
@click.option(
    "--objective",
    type=click.Choice(OBJECTIVES),
    default="neurons",
    show_default=True,
    help="What is to be least.",
)
@click.option(
    "--max-depth",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    metavar="L",
    help="Networks of at most so many affine layers.",
)
@click.option(
    "--max-neurons", type=click.IntRange(min=0), metavar="N", help="Look for no larger networks."
)
@click.option("--engine", type=click.Choice(ENGINES), default="auto", show_default=True)
@click.option(
    "--proof",
    type=click.Choice(["certificate", "none"]),
    default="certificate",
    show_default=True,
    help="none: a lower bound without a certificate.",
)
@click.option("--output", "-o", metavar="NETWORK.json", help="Write the network here.")
@click.option(
    "--dimacs", metavar="FILE", help="Write the formula of one neuron less (--engine sat)."
)
@click.option("--lrat", metavar="FILE", help="Write its refutation as text (--engine sat).")
@with_answer_options
def minimize_command(
    *,
    file: str | None,
    expression: str | None,
    partial: bool,
    lipschitz: tuple[Fraction, ...] | None,
    objective: Objective,
    max_depth: int,
    max_neurons: int | None,
    engine: Engine,
    proof: str,
    output: str | None,
    dimacs: str | None,
    lrat: str | None,
    as_json: bool,
    certificate: str | None,
    timeout: float | None,
    seed: int | None,
    jobs: int | None,
    quiet: bool,
    **model_options: Any,
) -> int:
    """The SMALLEST network of this model that computes the function, and proof that none is less.

    Among networks of depth at most --max-depth, hidden layers counted with the output layer. The
    network is evaluated on every input that is asked about, and the certificate is checked.

    Exit status: 0 minimum proved; 10 no network of any size computes it; 20 bounds only (or no
    network of such depth); 2 bad input.
    """
    files = {"--output": output, "--certificate": certificate, "--dimacs": dimacs, "--lrat": lrat}
    _require_different_files(files)
    if proof == "none" and certificate is not None:
        raise InputError("--certificate", "--proof certificate", "'none'")
    if dimacs is not None or lrat is not None:
        _require_formulas(engine, objective, max_depth, proof)
    start = perf_counter()
    with progress_bar(quiet or as_json) as progress:
        budget = Budget(seconds=seconds(timeout), progress=progress)
        try:
            asked = question(
                model_options, file=file, expression=expression, partial=partial, budget=budget
            )
        except OutOfTimeError as error:
            model, spent = ModelOptions(**model_options).build(), perf_counter() - start
            without = out_of_time_json(model, str(error), spent, objective, max_depth)
            return _print(without if as_json else [headline("unknown", str(error))], "unknown")
        answer = minimize(
            asked.model,
            asked.requirement,
            budget,
            objective=objective,
            max_depth=max_depth,
            max_neurons=max_neurons,
            engine=engine,
            proof=proof == "certificate",
        )
        errors = approximation_asked(asked, lipschitz, budget) if as_json or not quiet else None
        data, checked = None, None
        if answer.certificate is not None:
            data = serialized(answer.certificate)
            checked = checked_certificate(
                answer.certificate, asked.model, len(data), answer.attachments
            )
    written = _write_certificate(answer, data, certificate)
    lines = _write_others(answer, output, dimacs, lrat)
    name = verdict_name(answer.verdict)
    if as_json:
        return _print(minimum_json(answer, checked, errors, written), name)
    said = [headline(name, sentence(answer))]
    if not quiet:
        said += minimum_lines(answer, checked, errors)
        if certificate is not None:
            lines.append(certificate_line(certificate, is_written=written is not None))
            lines += [f"{'':<14}beside it: {name}" for name in _names(written)]
        said += ["", *lines] if lines else []
    return _print(said, name)


def _print(answer: Mapping[str, object] | Sequence[str], name: str) -> int:
    """Print an object as JSON, or lines; the exit status of a verdict."""
    is_json = isinstance(answer, Mapping)
    click.echo(json.dumps(answer, ensure_ascii=False) if is_json else "\n".join(answer))
    return EXIT_STATUS[name]


# --- Options that do not go together -------------------------------------------------------------


def _require_different_files(files: Mapping[str, str | None]) -> None:
    given = {option: path for option, path in files.items() if path is not None}
    for (first, path), (second, other) in combinations(given.items(), 2):
        if os.path.realpath(path) == os.path.realpath(other):
            raise InputError(second, f"another file than that of {first}", f"'{other}'")


def _require_formulas(engine: str, objective: str, max_depth: int, proof: str) -> None:
    """--dimacs and --lrat are about what the SAT engine refutes at depth 2."""
    for option, value, needed in (
        ("--engine", engine, "sat"),
        ("--objective", objective, "neurons"),
        ("--max-depth", str(max_depth), "2"),
        ("--proof", proof, "certificate"),
    ):
        if value != needed:
            raise InputError("--dimacs and --lrat", f"{option} {needed}", f"{option} {value}")


# --- Files ---------------------------------------------------------------------------------------


def _write_certificate(
    answer: Minimum, data: bytes | None, path: str | None
) -> dict[str, object] | None:
    """Write the certificate where one was asked for, the proofs that it names first."""
    if data is None or path is None:
        return None
    names = write_attachments(answer.attachments, path)
    return {**(write_certificate(data, path) or {}), "attachments": names}


def _names(written: Mapping[str, Any] | None) -> list[str]:
    return [] if written is None else list(written["attachments"])


def _write_others(
    answer: Minimum, output: str | None, dimacs: str | None, lrat: str | None
) -> list[str]:
    """Write what was asked for and is there; a line about each."""
    lines = []
    if output is not None:
        there = "none: no network was found" if answer.network is None else output
        lines.append(f"network file  {there}")
        if answer.network is not None:
            write_whole(output, network_file(answer.network))
    if dimacs is None and lrat is None:
        return lines
    refuted = _refuted_formula(answer)
    for label, path, text in (
        ("formula", dimacs, refuted and dimacs_text(refuted[0])),
        ("refutation", lrat, refuted and lrat_text(refuted[1], refuted[0].clauses)),
    ):
        if path is None:
            continue
        lines.append(f"{label:<14}{path if text else 'none: no formula was refuted'}")
        if text:
            write_whole(path, "".join(text).encode())
    return lines


def _refuted_formula(answer: Minimum) -> tuple[Formula, bytes] | None:
    """The formula of one hidden layer that is one neuron too small, and its refutation."""
    if answer.certificate is None or answer.lower_bound is None or answer.lower_bound < 2:
        return None
    certificate: Any = answer.certificate
    widths = [answer.lower_bound - 1]
    for part in certificate["evidence"]["parts"]:
        if part.get("widths") == widths:
            proof = read_proof(part["proof"], "proof", answer.attachments.get)
            found = answer.representation
            return network_formula(*checked_claim(found.model, found.requirement), widths), proof
    return None
