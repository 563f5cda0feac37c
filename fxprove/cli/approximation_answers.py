"""How far the function asked for is from the real one: the option, the words and the JSON.

`represent` and `construct` show the same, for what they compute is the same.
"""

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Any, TypeVar

import click

from fxprove.approximation import Approximation, approximation
from fxprove.budgets import Budget
from fxprove.cli.descriptions import number, real
from fxprove.cli.function_options import Question
from fxprove.errors import InputError
from fxprove.expression_errors import Bounds
from fxprove.expressions import Variable

Command = TypeVar("Command", bound=Callable[..., Any])

_LONGEST_NUMBER = 40  # characters
_DIGITS = Context(prec=6, rounding=ROUND_CEILING)
_SHORT = 12  # characters of an exact decimal that is shown in full


def with_lipschitz_option(command: Command) -> Command:
    """Give a command --lipschitz, which arrives as what `approximation_asked` takes."""
    return click.option(
        "--lipschitz",
        metavar="L[,L…]",
        callback=lambda _context, _option, text: (
            None if text is None else lipschitz_constants(text)
        ),
        help="Lipschitz constant of EXPR, or one for each input, believed.  [default: derived]",
    )(command)


def approximation_asked(
    asked: Question, lipschitz: Sequence[Fraction] | None, budget: Budget
) -> Approximation | None:
    """The errors of the function asked for, None where no real function is given.

    Raises InputError for a wrong number of constants, and for constants without --function.
    """
    if asked.expression is None:
        if lipschitz is not None:
            raise InputError("--lipschitz", "--function EXPR with it", "none")
        return None
    requirement = asked.requirement
    return approximation(
        asked.expression,
        requirement.low[:, 0].tolist(),
        format=requirement.format,
        inputs=requirement.inputs,
        lipschitz=lipschitz,
        budget=budget,
    )


def lipschitz_constants(text: str) -> tuple[Fraction, ...]:
    """Non-negative rationals such as 3, 0.25 or 7/3, with commas between them."""
    constants = []
    for part in map(str.strip, text.split(",")):
        match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:/(\d+))?", part, re.ASCII)
        if match is None or len(part) > _LONGEST_NUMBER or (match[2] and not int(match[2])):
            raise InputError("--lipschitz", "numbers such as 3, 0.25 or 7/3", f"'{part}'")
        constants.append(Fraction(match[1]) / int(match[2] or 1))
    return tuple(constants)


def approximation_json(errors: Approximation | None) -> dict[str, object] | None:
    """The field `approximation`; rationals are texts such as "3/16"."""
    if errors is None:
        return None
    constants = errors.lipschitz
    return {
        "expression": str(errors.expression),
        "grid": _bounds_json(errors.grid),
        "worst": None if errors.worst is None else list(errors.worst),
        "leaves_format": errors.leaves_format,
        "whole": _bounds_json(errors.whole),
        "lipschitz": None if constants is None else [str(each) for each in constants],
        "lipschitz_given": errors.is_given,
        "missing": errors.missing,
    }


def _bounds_json(bounds: Bounds | None) -> dict[str, str] | None:
    return None if bounds is None else {"lower": str(bounds[0]), "upper": str(bounds[1])}


def approximation_lines(errors: Approximation) -> list[str]:
    """The errors in words; every number shown is an upper bound, rounded up."""
    lines = []
    if errors.grid is not None and errors.worst is not None:
        points = errors.format.size**errors.inputs
        if errors.grid[1]:
            largest = f"at most {_size(errors.grid[1], errors)}, at {_point(errors.worst, errors)}"
            lines.append(f"at the {points} grid points {largest}")
        else:
            lines.append(f"none at the {points} grid points")
    if errors.leaves_format:
        lines.append("  more than rounding makes it: the real function leaves the format there")
    if errors.whole is not None and errors.lipschitz is not None:
        low, high = (real(errors.format, end) for end in (errors.format.lo, errors.format.hi))
        box = f"[{low}, {high}]" + (f"^{errors.inputs}" if errors.inputs > 1 else "")
        lines += [
            f"at any real input in {box} at most {_size(errors.whole[1], errors)},",
            "  the input rounded to the nearest grid point; "
            f"{_constants(errors.lipschitz, errors.is_given)}",
        ]
    if errors.missing is not None:
        what = "at the grid points" if errors.grid is None else "between the grid points"
        lines.append(f"{what} not bounded: {errors.missing}")
    return lines


def _constants(constants: Sequence[Fraction], is_given: bool) -> str:
    plural = "s" if len(constants) > 1 else ""
    origin = "as given, not checked" if is_given else "derived"
    return f"Lipschitz constant{plural} {', '.join(map(_rounded_up, constants))}, {origin}"


def _size(error: Fraction, errors: Approximation) -> str:
    """An error, and how many steps of the grid it is."""
    steps = error * errors.format.scale
    return f"{_rounded_up(error)} ({_rounded_up(steps)} step{'s' if steps != 1 else ''})"


def _point(point: tuple[int, ...], errors: Approximation) -> str:
    names = (str(Variable(index=index + 1)) for index in range(errors.inputs))
    shown = (real(errors.format, raw) for raw in point)
    return ", ".join(f"{name} = {value}" for name, value in zip(names, shown, strict=True))


def _rounded_up(value: Fraction) -> str:
    """A short decimal that is not below `value`."""
    exact = number(value)
    if len(exact) <= _SHORT and "/" not in exact:
        return exact
    return str(_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator)))
