"""The options of commands that ask about a function: FILE or EXPR, and how to answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import click

from fxprove.budgets import UNLIMITED, Budget
from fxprove.cli.model_options import ModelOptions
from fxprove.errors import InputError
from fxprove.expression_rounding import rounded_values
from fxprove.expressions import Expression
from fxprove.function_files import FileKind, read_requirement
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.requirements import Requirement

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.argument("file", metavar="FILE", required=False),
    click.option(
        "--function", "expression", metavar="EXPR", help="A real function instead of a file."
    ),
    click.option("--partial", is_flag=True, help="A CSV file need not hold every input."),
)

_ANSWER_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
    click.option("--certificate", metavar="FILE", help="Write the certificate here."),
    click.option(
        "--timeout", type=click.FloatRange(min=0), metavar="S", help="Seconds, then unknown."
    ),
    click.option("--seed", type=int, help="Accepted everywhere; nothing here is random."),
    click.option("--jobs", type=click.IntRange(min=1), help="Accepted everywhere; one is used."),
    click.option("--quiet", is_flag=True, help="Print the verdict line only, and no progress."),
)


def with_function_options(command: Command) -> Command:
    """Give a command FILE, --function and --partial: `file`, `expression` and `partial`."""
    return _with(_OPTIONS, command)


def with_answer_options(command: Command) -> Command:
    """Give a command --json (`as_json`), --certificate, --timeout, --seed, --jobs and --quiet."""
    return _with(_ANSWER_OPTIONS, command)


def _with(options: Sequence[Callable[[Command], Command]], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A model, what its networks are asked to compute, and the real function where there is one.

    With an `expression` the requirement is that function, correctly rounded at every input.
    """

    model: Model
    requirement: Requirement
    expression: Expression | None


def question(
    model_options: dict[str, Any],
    *,
    file: str | None,
    expression: str | None,
    partial: bool,
    budget: Budget = UNLIMITED,
) -> Question:
    """The question that the options ask; raises InputError for anything that is none.

    `model_options` are the fields of `ModelOptions`. The format of a file is the default of
    --format. Warnings about the file go to standard error. Raises OutOfTimeError where the budget
    does not suffice to round a real function.
    """
    if (file is None) == (expression is None):
        found = "neither" if file is None else "both"
        raise InputError("function", "FILE or --function EXPR", found)
    options = ModelOptions(**model_options)
    if file is not None:
        return _of_file(file, options, partial)
    assert expression is not None
    if partial:
        raise InputError("--partial", "a .csv file", "--function")
    return _of_expression(Expression.parse(expression), options.build(), budget)


def warn(text: str) -> None:
    """Show a warning on standard error."""
    click.echo(f"warning: {text}", err=True)


def _of_file(file: str, options: ModelOptions, partial: bool) -> Question:
    has_format = options.format is not None or options.model is not None
    if has_format and not FileKind.of(file).holds_format:
        model = options.build()
        requirement = read_requirement(file, format=model.format, partial=partial, warn=warn)
        return Question(model=model, requirement=requirement, expression=None)
    requirement = read_requirement(file, partial=partial, warn=warn)
    if not has_format:
        options = replace(options, format=str(requirement.format))
    return Question(model=options.build(), requirement=requirement, expression=None)


def _of_expression(expression: Expression, model: Model, budget: Budget) -> Question:
    if model.input_format != model.output_format:
        ends = f"{model.input_format} and {model.output_format}"
        raise InputError("--function", "one format of inputs and outputs", ends)
    inputs = max(1, expression.variables)
    values = rounded_values(
        expression,
        source=model.input_format,
        target=model.output_format,
        inputs=inputs,
        rounding=model.rounding,
        overflow=model.overflow,
        budget=budget,
    )
    function = Function(format=model.output_format, inputs=inputs, values=values)
    return Question(model=model, requirement=Requirement.of(function), expression=expression)
