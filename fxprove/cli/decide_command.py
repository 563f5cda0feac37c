"""`fxprove decide` and `fxprove explain`."""

import json
import math
from typing import Any

import click

from fxprove.backends.choice import solver_by_name
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
from fxprove.cli.certificate_files import certificate_line, write_certificate
from fxprove.cli.model_options import ModelOptions, with_model_options
from fxprove.cli.progress import progress_bar
from fxprove.engines import decide_by_all
from fxprove.errors import Disagreement, InputError
from fxprove.exhaustion import decide_by_oracle
from fxprove.models import Model
from fxprove.smt_conditions import decide_by_smt
from fxprove.solving import SolverFailure
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
  fxprove decide --format Q3.4 --activation tanh --engine smt --timeout 60
"""

_SOLVING = ("smt", "all")


@click.command("decide", epilog=_EXAMPLES)
@with_model_options
@click.option(
    "--engine",
    type=click.Choice(["theorem", "smt", "oracle", "all"]),
    default="theorem",
    show_default=True,
    help="theorem; smt asks a solver; oracle enumerates (≤ 5 values, one input); all refuses if "
    "they disagree.",
)
@click.option(
    "--solver",
    metavar="NAME",
    help="For smt and all: z3, the default, or the command of any SMT-LIB 2 solver.",
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
    solver: str | None,
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
    20 unknown, with the hypothesis that is missing; 2 bad input, or a solver that is missing,
    dies or contradicts exact evaluation.
    """
    if timeout is not None and math.isnan(timeout):
        raise InputError("--timeout", "a number of seconds", "nan")
    model = ModelOptions(**model_options).build()
    if certificate is not None and engine == "oracle":
        raise InputError("--certificate", "an engine that leaves one", "--engine oracle")
    if solver is not None and engine not in _SOLVING:
        raise InputError("--solver", "an engine that asks one", f"--engine {engine}")
    with progress_bar(quiet or as_json) as progress:
        budget = Budget(seconds=timeout, progress=progress)
        decision = _decide(model, engine, solver or "z3", budget)
    _require_valid_certificate(decision)
    data = None if decision.certificate is None else serialized(decision.certificate)
    written = write_certificate(data, certificate)
    if as_json:
        click.echo(json.dumps(decision_json(decision, written), ensure_ascii=False))
    elif quiet:
        click.echo(headline(decision))
    else:
        click.echo("\n".join(decision_lines(decision, explain=explain)))
        if certificate is not None:
            click.echo(f"\n{certificate_line(certificate, is_written=written is not None)}")
    return EXIT_STATUS[verdict_name(decision.verdict)]


def _decide(model: Model, engine: str, solver: str, budget: Budget) -> Decision:
    if engine == "oracle":
        return decide_by_oracle(model)
    if engine == "theorem":
        return decide(model, budget)
    by_engine = decide_by_all if engine == "all" else decide_by_smt
    return by_engine(model, solver_by_name(solver), budget)


def _require_valid_certificate(decision: Decision) -> None:
    """No answer leaves the house that the independent checker does not accept."""
    if decision.certificate is None:
        return
    verdict = check(decision.certificate, model=decision.model)
    if verdict == REFUTED and decision.engine == "smt" and decision.solver is not None:
        # whatever else a solver says is replayed, so what is left is a wrong unsat
        expected, found = "an answer that the checker accepts", "a certificate that it refuses"
        raise SolverFailure(decision.solver, expected, found)
    if verdict == REFUTED:
        raise Disagreement("the checker refuses the certificate of this answer")


@click.command("explain", epilog="Example:\n  fxprove explain --format Q3.4 --activation sign")
@with_model_options
@click.pass_context
def explain_command(context: click.Context, /, **model_options: Any) -> int:
    """The same as `decide --explain`: the answer with theorem and hypotheses."""
    status = context.invoke(
        decide_command, **model_options, engine="theorem", solver=None, explain=True,
        as_json=False, certificate=None, timeout=None, quiet=False, seed=None, jobs=None,
    )  # fmt: skip
    assert isinstance(status, int)
    return status
