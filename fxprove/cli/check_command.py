"""`fxprove check`: the independent checker, with the claim in the words of the other commands."""

import json
from typing import Any

import click

from fxprove.checker import strict_json
from fxprove.checker.attachments import beside
from fxprove.checker.entry import UNREADABLE, VALID, outcome
from fxprove.checker.verification import NO_CLAIM
from fxprove.cli.model_options import ModelOptions, with_model_options
from fxprove.errors import InputError
from fxprove.model_files import model_json

_VERDICTS = {0: "valid", 10: "invalid", 20: "incomplete"}

_EXAMPLES = """
\b
Examples:
  fxprove check gelu.json
  fxprove check gelu.json --format Q3.4 --activation gelu
  fxprove check gelu.json --recompute-activation --explain
  python -I fxprove/checker gelu.json       (the same checker, without fxprove)
"""


@click.command("check", epilog=_EXAMPLES)
@click.argument("certificate", metavar="CERT")
@with_model_options
@click.option("--claim", metavar="FILE", help="JSON with the statement and model to be proved.")
@click.option("--recompute-activation", is_flag=True, help="Recompute the activation table too.")
@click.option("--explain", is_flag=True, help="Print what must be trusted.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--quiet", is_flag=True, help="Print nothing; see the exit status.")
def check_command(
    *,
    certificate: str,
    claim: str | None,
    recompute_activation: bool,
    explain: bool,
    as_json: bool,
    quiet: bool,
    **model_options: Any,
) -> int:
    """Is this certificate right, and for the model given by the options?

    Without model options or --claim it is checked for the claim it states itself. Exit status:
    0 valid; 10 its argument is wrong or it proves another claim; 20 incomplete; 2 unreadable.
    """
    document = _load(certificate)
    options = ModelOptions(**model_options)
    wanted = NO_CLAIM
    if claim is not None:
        if not options.are_absent:
            raise InputError("options", "--claim or model options", "both")
        wanted = _load(claim)
    elif not options.are_absent:
        wanted = {"model": model_json(options.build())}
    status, lines = outcome(
        document,
        claim=wanted,
        recompute_activation=recompute_activation,
        attachment=beside(certificate),
    )
    if status == UNREADABLE:
        raise InputError(f"file {certificate!r}", "a certificate, and a claim", lines[0])
    if as_json:
        trusted = [line.removeprefix("  - ") for line in lines[2:]]
        answer = {"verdict": _VERDICTS[status], "reason": lines[0], "trusted": trusted}
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif not quiet:
        click.echo("\n".join(lines if explain and status == VALID else lines[:1]))
    return status


def _load(path: str) -> object:
    try:
        return strict_json.load_file(path)
    except strict_json.StrictJsonError as error:
        raise InputError(f"file {path!r}", error.expected, error.found) from None
