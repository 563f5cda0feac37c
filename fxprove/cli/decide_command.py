"""`fxprove decide` and `fxprove explain`."""

import hashlib
import json
import math
from typing import Any

import click

from fxprove.budgets import Budget
from fxprove.certificates import serialized
from fxprove.checking import check
from fxprove.cli.answers import (
    EXIT_STATUS,
    decision_json,
    decision_lines,
    headline,
    verdict_name,
)
from fxprove.cli.model_options import ModelOptions, with_model_options
from fxprove.cli.progress import progress_bar
from fxprove.errors import InputError
from fxprove.exhaustion import Disagreement, decide_by_all, decide_by_oracle
from fxprove.models import Model
from fxprove.output_files import write_whole
from fxprove.universality import Decision, decide
from fxprove.verdicts import REFUTED

_EXAMPLES = """
\b
Examples:
  fxprove decide --format Q3.4 --activation gelu
  fxprove decide --format Q3.4 --activation sign
  fxprove decide --format "sym(3,4)" --activation "elu(1/2)" --weights binary
  fxprove decide --format "ap_fixed<8,4,AP_RND_CONV,AP_SAT>" --activation relu --json
  fxprove decide --format "raw(-2,1,1)" --activation-table "[-1,-1,1,1]" --engine all
  fxprove decide --format Q3.4 --activation mish --certificate mish.json
"""


@click.command("decide", epilog=_EXAMPLES)
@with_model_options
@click.option(
    "--engine",
    type=click.Choice(["theorem", "oracle", "all"]),
    default="theorem",
    show_default=True,
    help="theorem; oracle enumerates (≤ 5 values, one input); all refuses if they disagree.",
)
@click.option("--explain", is_flag=True, help="Name the theorem and each of its hypotheses.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--certificate", metavar="FILE", help="Write the certificate here.")
@click.option("--timeout", type=click.FloatRange(min=0), metavar="S", help="Seconds, then unknown.")
@click.option("--seed", type=int, help="Accepted everywhere; deciding uses no randomness.")
@click.option("--jobs", type=click.IntRange(min=1), help="Accepted everywhere; deciding uses one.")
@click.option("--quiet", is_flag=True, help="Print the verdict line only, and no progress.")
def decide_command(
    *,
    engine: str,
    explain: bool,
    as_json: bool,
    certificate: str | None,
    timeout: float | None,
    quiet: bool,
    seed: int | None,
    jobs: int | None,
    **model_options: Any,
) -> int:
    """Can networks of this model compute EVERY fixed-point function?

    Exit status: 0 universal, proved; 10 not universal, with a function that no network computes;
    20 unknown, with the hypothesis that is missing; 2 bad input.
    """
    if timeout is not None and math.isnan(timeout):
        raise InputError("--timeout", "a number of seconds", "nan")
    model = ModelOptions(**model_options).build()
    if certificate is not None and engine == "oracle":
        raise InputError("--certificate", "an engine that leaves one", "--engine oracle")
    decision = _decide(model, engine, timeout, quiet or as_json)
    _require_valid_certificate(decision)
    written = _write_certificate(decision, certificate)
    if as_json:
        click.echo(json.dumps(decision_json(decision, written), ensure_ascii=False))
    elif quiet:
        click.echo(headline(decision))
    else:
        click.echo("\n".join(decision_lines(decision, explain=explain)))
        if written is not None:
            click.echo(f"\ncertificate   {written['file']}; check it: fxprove check {certificate}")
        elif certificate is not None:
            click.echo("\ncertificate   none: this answer has no certificate")
    return EXIT_STATUS[verdict_name(decision.verdict)]


def _decide(model: Model, engine: str, timeout: float | None, quiet: bool) -> Decision:
    if engine == "oracle":
        return decide_by_oracle(model)
    with progress_bar(quiet) as progress:
        budget = Budget(seconds=timeout, progress=progress)
        return decide_by_all(model, budget) if engine == "all" else decide(model, budget)


def _require_valid_certificate(decision: Decision) -> None:
    """No answer leaves the house that the independent checker does not accept."""
    if decision.certificate is None:
        return
    verdict = check(decision.certificate, model=decision.model)
    if verdict == REFUTED:
        raise Disagreement("the checker refuses the certificate of this answer")


def _write_certificate(decision: Decision, path: str | None) -> dict[str, str] | None:
    if path is None or decision.certificate is None:
        return None
    data = serialized(decision.certificate)
    write_whole(path, data)
    return {"file": path, "sha256": hashlib.sha256(data).hexdigest()}


@click.command("explain", epilog="Example:\n  fxprove explain --format Q3.4 --activation sign")
@with_model_options
@click.pass_context
def explain_command(context: click.Context, /, **model_options: Any) -> int:
    """The same as `decide --explain`: the answer with theorem and hypotheses."""
    status = context.invoke(
        decide_command, **model_options, engine="theorem", explain=True, as_json=False,
        certificate=None, timeout=None, quiet=False, seed=None, jobs=None,
    )  # fmt: skip
    assert isinstance(status, int)
    return status
