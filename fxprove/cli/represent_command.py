"""`fxprove represent`: can some network, of any size, compute this function?"""

import json
from collections.abc import Mapping
from fractions import Fraction
from time import perf_counter
from typing import Any

import click

from fxprove.approximation import Approximation
from fxprove.attached_networks import with_network
from fxprove.budgets import Budget
from fxprove.certificates import serialized
from fxprove.checking import check
from fxprove.cli.approximation_answers import (
    approximation_asked,
    approximation_json,
    approximation_lines,
    with_lipschitz_option,
)
from fxprove.cli.certificate_files import certificate_line, write_certificate
from fxprove.cli.descriptions import labelled
from fxprove.cli.function_answers import (
    headline,
    network_lines,
    question_json,
    question_lines,
    sized_json,
    without_function_json,
)
from fxprove.cli.function_options import question, with_answer_options, with_function_options
from fxprove.cli.model_options import ModelOptions, with_model_options
from fxprove.cli.progress import progress_bar
from fxprove.cli.solver_options import seconds
from fxprove.counting import Count, count_representable
from fxprove.errors import Disagreement
from fxprove.expression_rounding import OutOfTimeError
from fxprove.models import Model
from fxprove.representation import Representation, represent
from fxprove.verdicts import PROVED, REFUTED, Verdict

_EXAMPLES = """
\b
Examples:
  fxprove represent f.json --activation relu
  fxprove represent --function "sin(3*x)" --format Q3.4 --activation gelu
  fxprove represent f.csv --format Q1.2 --activation relu --partial
  fxprove represent --function "x*y" --format Q1.2 --activation sign
  fxprove represent --function "max(x, y)" --format Q1.2 --activation relu --certificate max.json

\b
f.json: {"format": "Q1.2", "inputs": 1, "values": [0, 1, null, [2, 5], …]}, raw integers; null is a
don't-care and [2, 5] a tolerance. f.csv: the header x1,y1, then lines such as -8,0 or -7, (a
don't-care) or -6,2..5. f.npy: an integer array with an axis for each input.
"""

_ENGINE = "theorem"
_LONGEST_NUMBER = 4096  # bits
_NAMES = {PROVED: "representable", REFUTED: "not_representable"}
_EXIT_STATUS = {"representable": 0, "not_representable": 10, "unknown": 20}

_UNSETTLED = (
    "function", "missing", "cause", "rule", "network", "size", "witness", "count", "approximation",
    "certificate",
)  # fmt: skip


@click.command("represent", epilog=_EXAMPLES)
@with_function_options
@with_model_options
@with_lipschitz_option
@with_answer_options
def represent_command(
    *,
    file: str | None,
    expression: str | None,
    partial: bool,
    lipschitz: tuple[Fraction, ...] | None,
    as_json: bool,
    certificate: str | None,
    timeout: float | None,
    seed: int | None,
    jobs: int | None,
    quiet: bool,
    **model_options: Any,
) -> int:
    """Can SOME network of this model, of any depth and width, compute this function?

    Where at most 256 inputs are asked about and one of at most 65,536 parameters is found, a
    network is shown with the answer; construct goes further.

    Exit status: 0 yes, proved; 10 no, with what excludes every network; 20 unknown; 2 bad input.
    """
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
        answer = represent(asked.model, asked.requirement, budget)
        if as_json or certificate is not None or not quiet:
            answer = with_network(answer)
        _require_valid_certificate(answer)
        inputs = asked.requirement.inputs
        count = None if quiet else count_representable(asked.model, inputs, budget)
        errors = approximation_asked(asked, lipschitz, budget) if as_json or not quiet else None
    data = None if answer.certificate is None else serialized(answer.certificate)
    written = write_certificate(data, certificate)
    if as_json:
        click.echo(json.dumps(_json(answer, count, errors, written), ensure_ascii=False))
    else:
        lines = [headline(_name(answer.verdict), answer.reason)]
        if not quiet:
            lines += _lines(answer, count, errors)
            if certificate is not None:
                lines += ["", certificate_line(certificate, is_written=written is not None)]
        click.echo("\n".join(lines))
    return _EXIT_STATUS[_name(answer.verdict)]


def _without_function(model: Model, reason: str, seconds: float, as_json: bool) -> int:
    """The answer where the time was over before the function was known."""
    if as_json:
        without = without_function_json(_UNSETTLED, model, reason, seconds)
        click.echo(json.dumps({**without, "engine": _ENGINE}, ensure_ascii=False))
    else:
        click.echo(headline("unknown", reason))
    return _EXIT_STATUS["unknown"]


def _require_valid_certificate(answer: Representation) -> None:
    """No answer leaves the house that the independent checker does not accept."""
    if answer.certificate is not None and check(answer.certificate, model=answer.model) == REFUTED:
        raise Disagreement("the checker refuses the certificate of this answer")


def _name(verdict: Verdict) -> str:
    return _NAMES.get(verdict, "unknown")


def _lines(answer: Representation, count: Count | None, errors: Approximation | None) -> list[str]:
    lines = ["", *question_lines(answer)]
    if answer.network is not None:
        lines += network_lines(answer.network)
    elif answer.verdict == PROVED:
        lines += labelled("network", ["not built here; fxprove construct looks for one"])
    if answer.cause is not None:
        lines += labelled("cause", [answer.cause])
    if count is not None:
        lines += labelled("in all", _count_lines(count))
    if errors is not None:
        lines += labelled("error", approximation_lines(errors))
    return lines


def _count_lines(count: Count) -> list[str]:
    inputs = f"{count.inputs} input{'s' * (count.inputs > 1)}"
    if count.least == count.total:
        return [f"every function of {inputs} is computed"]
    share = 100 * count.most / count.total
    part = f"{share:.2g} %" if share >= 1e-4 else "a vanishing part"
    upper = "" if count.least == count.most else "at most "
    return [
        f"with hidden layers {count.together} values can appear together, and {count.classes} "
        "inputs are told apart",
        f"{upper}{_number(count.most)} of {_number(count.total)} functions of {inputs} are "
        f"computed: {upper}{part}",
    ]


def _number(number: int) -> str:
    """A number, or how long it is."""
    return str(number) if number < 10**18 else f"a number of {number.bit_length()} bits"


def _json(
    answer: Representation,
    count: Count | None,
    errors: Approximation | None,
    certificate: Mapping[str, str] | None,
) -> dict[str, object]:
    return {
        "verdict": _name(answer.verdict),
        "reason": answer.reason,
        **question_json(answer),
        "rule": None if answer.certificate is None else answer.certificate["rule"],
        **sized_json(answer.network),
        "witness": None if answer.witness is None else dict(answer.witness),
        "count": None if count is None else _count_json(count),
        "approximation": approximation_json(errors),
        "engine": _ENGINE,
        "seconds": round(answer.seconds, 6),
        "certificate": None if certificate is None else dict(certificate),
    }


def _count_json(count: Count) -> dict[str, object]:
    """Exact numbers; null where they are longer than JSON readers take."""
    numbers = {"total": count.total, "least": count.least, "most": count.most}
    return {
        **{name: n if n.bit_length() <= _LONGEST_NUMBER else None for name, n in numbers.items()},
        "values_together": count.together,
        "classes": count.classes,
    }
