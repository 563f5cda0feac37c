"""The options of commands that ask a solver, and what they mean."""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import click

from fxprove.errors import InputError

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--solver",
        metavar="NAME",
        default="z3",
        show_default=True,
        help="z3, or the command of any SMT-LIB 2 solver, such as bitwuzla.",
    ),
    click.option("--timeout", type=click.FloatRange(min=0), metavar="S", help="Time in seconds."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
    click.option("--quiet", is_flag=True, help="Print the verdict line only."),
    click.option("--seed", type=int, help="Accepted everywhere; nothing here is random."),
    click.option("--jobs", type=click.IntRange(min=1), help="Accepted everywhere; one is used."),
)


def with_solver_options(command: Command) -> Command:
    """Give a command --solver, --timeout, --json, --quiet, --seed and --jobs."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def seconds(timeout: float | None) -> float | None:
    """The time limit; raises InputError for nan."""
    if timeout is not None and math.isnan(timeout):
        raise InputError("--timeout", "a number of seconds", "nan")
    return timeout
