"""`fxprove construct`: build a network that computes a function."""

import json
import os
from fractions import Fraction
from time import perf_counter
from typing import Any

import click

from fxprove.budgets import Budget
from fxprove.certificates import serialized
from fxprove.cli.approximation_answers import approximation_asked, with_lipschitz_option
from fxprove.cli.certificate_files import (
    certificate_line,
    checked_certificate,
    write_certificate,
)
from fxprove.cli.construct_answers import (
    construction_json,
    construction_lines,
    out_of_time_json,
    verdict_name,
)
from fxprove.cli.function_answers import headline, network_file
from fxprove.cli.function_options import question, with_answer_options, with_function_options
from fxprove.cli.model_options import ModelOptions, with_model_options
from fxprove.cli.progress import progress_bar
from fxprove.cli.solver_options import seconds
from fxprove.construction.constructing import Construction, construct
from fxprove.errors import InputError
from fxprove.expression_rounding import OutOfTimeError
from fxprove.models import Model
from fxprove.output_files import write_whole

_EXAMPLES = """
\b
Examples:
  fxprove construct --function "sin(3*x)" --format Q3.4 --activation gelu -o sin.json
  fxprove construct --function "max(x, y)" --format Q1.2 --activation relu --certificate max.json
  fxprove construct f.json --activation relu --weights ternary -o f.network.json
  fxprove construct --function "x*y" --format Q1.2 --activation sign

\b
Function files are those of fxprove represent. What -o writes is read by fxprove run and
fxprove export.
"""

EXIT_STATUS = {"built": 0, "not_representable": 10, "unknown": 20}


@click.command("construct", epilog=_EXAMPLES)
@with_function_options
@with_model_options
@with_lipschitz_option
@click.option("--output", "-o", metavar="NETWORK.json", help="Write the network here.")
@with_answer_options
def construct_command(
    *,
    file: str | None,
    expression: str | None,
    partial: bool,
    lipschitz: tuple[Fraction, ...] | None,
    output: str | None,
    as_json: bool,
    certificate: str | None,
    timeout: float | None,
    seed: int | None,
    jobs: int | None,
    quiet: bool,
    **model_options: Any,
) -> int:
    """Build a network of this model that computes the function, exactly.

    The network is evaluated on every input that is asked about. It is not the smallest one: beside
    its size stands how many parameters most functions of this kind need at least, by counting.

    Exit status: 0 built and checked on every input; 10 no network of any size computes it, with
    what excludes them all; 20 unknown; 2 bad input.
    """
    if output is not None and certificate is not None and _are_one_file(output, certificate):
        raise InputError("--certificate", "another file than that of --output", f"'{certificate}'")
    start = perf_counter()
    with progress_bar(quiet or as_json) as progress:
        budget = Budget(seconds=seconds(timeout), progress=progress)
        try:
            asked = question(
                model_options, file=file, expression=expression, partial=partial, budget=budget
            )
        except OutOfTimeError as error:
            model = ModelOptions(**model_options).build()
            return _without_function(model, str(error), perf_counter() - start, as_json)
        answer = construct(asked.model, asked.requirement, budget)
        errors = approximation_asked(asked, lipschitz, budget) if as_json or not quiet else None
        data, checked = None, None
        if answer.certificate is not None:
            data = serialized(answer.certificate)
            checked = checked_certificate(answer.certificate, asked.model, len(data))
    written = write_certificate(data, certificate)
    if output is not None and answer.network is not None:
        write_whole(output, network_file(answer.network))
    if as_json:
        printed = construction_json(answer, checked, errors, written)
        click.echo(json.dumps(printed, ensure_ascii=False))
    else:
        lines = [headline(verdict_name(answer.verdict), answer.reason)]
        if not quiet:
            lines += construction_lines(answer, checked, errors)
            lines += _file_lines(answer, output, certificate)
        click.echo("\n".join(lines))
    return EXIT_STATUS[verdict_name(answer.verdict)]


def _without_function(model: Model, reason: str, seconds: float, as_json: bool) -> int:
    """The answer where the time was over before the function was known."""
    if as_json:
        click.echo(json.dumps(out_of_time_json(model, reason, seconds), ensure_ascii=False))
    else:
        click.echo(headline("unknown", reason))
    return EXIT_STATUS["unknown"]


def _are_one_file(first: str, second: str) -> bool:
    return os.path.realpath(first) == os.path.realpath(second)


def _file_lines(answer: Construction, output: str | None, certificate: str | None) -> list[str]:
    """What was written, and what was wished but is not there."""
    lines = []
    if output is not None:
        there = "none: no network was built" if answer.network is None else output
        lines.append(f"network file  {there}")
    if certificate is not None:
        lines.append(certificate_line(certificate, is_written=answer.certificate is not None))
    return ["", *lines] if lines else []
