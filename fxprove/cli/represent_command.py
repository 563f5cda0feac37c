"""`fxprove represent`: can some network, of any size, compute this function?"""

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from time import perf_counter
from typing import Any

import click

from fxprove.approximation import Approximation
from fxprove.budgets import Budget
from fxprove.certificates import requirement_json, serialized
from fxprove.checking import check
from fxprove.cli.approximation_answers import (
    approximation_asked,
    approximation_json,
    approximation_lines,
    with_lipschitz_option,
)
from fxprove.cli.descriptions import model_lines
from fxprove.cli.function_options import question, with_function_options
from fxprove.cli.model_options import ModelOptions, with_model_options
from fxprove.cli.progress import progress_bar
from fxprove.cli.solver_options import seconds
from fxprove.counting import Count, count_representable
from fxprove.exhaustion import Disagreement
from fxprove.expression_rounding import OutOfTimeError
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.network_files import network_json
from fxprove.output_files import write_whole
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

_LONGEST_NUMBER = 4096  # bits
_NAMES = {PROVED: "representable", REFUTED: "not_representable"}
_EXIT_STATUS = {"representable": 0, "not_representable": 10, "unknown": 20}

_UNSETTLED = (
    "function", "missing", "cause", "rule", "network", "witness", "count", "approximation",
    "certificate",
)  # fmt: skip


@click.command("represent", epilog=_EXAMPLES)
@with_function_options
@with_model_options
@with_lipschitz_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--certificate", metavar="FILE", help="Write the certificate here.")
@click.option("--timeout", type=click.FloatRange(min=0), metavar="S", help="Seconds, then unknown.")
@click.option("--seed", type=int, help="Accepted everywhere; nothing here is random.")
@click.option("--jobs", type=click.IntRange(min=1), help="Accepted everywhere; one is used.")
@click.option("--quiet", is_flag=True, help="Print the verdict line only, and no progress.")
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
        _require_valid_certificate(answer)
        inputs = asked.requirement.inputs
        count = None if quiet else count_representable(asked.model, inputs, budget)
        errors = approximation_asked(asked, lipschitz, budget) if as_json or not quiet else None
    written = _write_certificate(answer, certificate)
    if as_json:
        click.echo(json.dumps(_json(answer, count, errors, written), ensure_ascii=False))
    else:
        lines = [f"{_name(answer.verdict).upper().replace('_', ' ')}: {answer.reason}."]
        if not quiet:
            lines += _lines(answer, count, errors)
            if written is not None:
                lines += [
                    "",
                    f"certificate   {written['file']}; check it: fxprove check {certificate}",
                ]
        click.echo("\n".join(lines))
    return _EXIT_STATUS[_name(answer.verdict)]


def _without_function(model: Model, reason: str, seconds: float, as_json: bool) -> int:
    """The answer where the time was over before the function was known."""
    if as_json:
        answer = {
            **dict.fromkeys(_UNSETTLED),
            "verdict": "unknown",
            "reason": reason,
            "model": model_json(model),
            "hypotheses": {},
            "engine": "theorem",
            "seconds": round(seconds, 6),
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(f"UNKNOWN: {reason}.")
    return _EXIT_STATUS["unknown"]


def _require_valid_certificate(answer: Representation) -> None:
    """No answer leaves the house that the independent checker does not accept."""
    if answer.certificate is not None and check(answer.certificate, model=answer.model) == REFUTED:
        raise Disagreement("the checker refuses the certificate of this answer")


def _write_certificate(answer: Representation, path: str | None) -> dict[str, str] | None:
    if path is None or answer.certificate is None:
        return None
    data = serialized(answer.certificate)
    write_whole(path, data)
    return {"file": path, "sha256": hashlib.sha256(data).hexdigest()}


def _name(verdict: Verdict) -> str:
    return _NAMES.get(verdict, "unknown")


def _lines(answer: Representation, count: Count | None, errors: Approximation | None) -> list[str]:
    lines = ["", *_labelled("model", model_lines(answer.model))]
    requirement = answer.requirement
    asked = f"{len(requirement.points)} inputs of {requirement.inputs} variable"
    outputs = "" if requirement.outputs == 1 else f", {requirement.outputs} outputs"
    exact = "one value each" if requirement.is_exact else "with tolerances"
    lines.append(f"{'function':<14}{asked}{'s' * (requirement.inputs > 1)}{outputs}, {exact}")
    if answer.network is not None:
        layer = answer.network.layers[0]
        for row, bias in zip(layer.weights, layer.biases, strict=True):
            lines.append(f"{'network':<14}raw weights {list(row)}, bias {bias}")
    if answer.cause is not None:
        lines.append(f"{'cause':<14}{answer.cause}")
    if count is not None:
        lines += _labelled("in all", _count_lines(count))
    if errors is not None:
        lines += _labelled("error", approximation_lines(errors))
    return lines


def _labelled(label: str, lines: list[str]) -> list[str]:
    return [f"{'' if index else label:<14}{line}" for index, line in enumerate(lines)]


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
        "model": model_json(answer.model),
        "function": requirement_json(answer.requirement),
        "hypotheses": dict(answer.hypotheses),
        "missing": answer.missing,
        "cause": answer.cause,
        "rule": None if answer.certificate is None else answer.certificate["rule"],
        "network": None if answer.network is None else network_json(answer.network),
        "witness": None if answer.witness is None else dict(answer.witness),
        "count": None if count is None else _count_json(count),
        "approximation": approximation_json(errors),
        "engine": "theorem",
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
