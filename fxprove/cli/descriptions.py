"""Models, neurons and functions in words: real values first, raw integers beside them."""

import json
import shlex
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from fxprove.formats import Format
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.rounding import Accumulation, Overflow, Rounding

_LONGEST_INLINE_TABLE = 16
_SHOWN_POINTS = 8

LABEL_WIDTH = 14
"""Characters before the text of a line that has a label."""


def labelled(label: str, lines: Sequence[str]) -> list[str]:
    """Lines beside a label, which stands before the first."""
    return [f"{'' if index else label:<{LABEL_WIDTH}}{line}" for index, line in enumerate(lines)]


def number(value: Fraction) -> str:
    """A rational as a short exact decimal where it has one, else as p/q."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    text = format(float(value), ".15g")
    exact = rest == 1 and Fraction(text) == value
    return text if exact and len(text) <= 16 else str(value)


def real(fmt: Format, raw: int) -> str:
    """The value of a raw integer."""
    return number(fmt.value(raw))


def model_lines(model: Model) -> list[str]:
    """The arithmetic in two lines."""
    fmt = model.format
    lo, hi = real(fmt, fmt.lo), real(fmt, fmt.hi)
    ends = ""
    if not model.has_single_format:
        ends = f", inputs {model.input_format}, outputs {model.output_format}"
    return [
        f"{fmt}: {lo} … {hi} (raw {fmt.lo} … {fmt.hi}, scale {fmt.scale}){ends}",
        f"{model.activation} ({model.activation.rounding.value}); weights "
        f"{model.weights_spelling}, biases {model.biases_spelling}; {model.rounding.value}, "
        f"{model.overflow.value}, {model.accumulation.value} accumulation",
    ]


def command(model: Model) -> str:
    """The shell command that asks about this model, defaults left out."""
    exact = model.accumulation is Accumulation.EXACT
    words = ["fxprove", "decide", "--format", str(model.format)]
    for option, end in (
        ("--input-format", model.input_format),
        ("--output-format", model.output_format),
    ):
        if end != model.format:
            words += [option, str(end)]
    words += _activation_words(model)
    for option, spelling, default in (
        ("--weights", model.weights_spelling, "format"),
        ("--bias", model.biases_spelling, "wide" if exact else "format"),
        ("--rounding", model.rounding.value, Rounding.HALF_EVEN.value),
        ("--overflow", model.overflow.value, Overflow.SATURATE.value),
        ("--accumulate", model.accumulation.value, Accumulation.EXACT.value),
    ):
        if spelling != default:
            words += [option, spelling]
    return shlex.join(words)


def _activation_words(model: Model) -> list[str]:
    activation = model.activation
    if activation.name is None:
        table = "TABLE.json"
        if len(activation.table) <= _LONGEST_INLINE_TABLE:
            table = json.dumps(activation.table, separators=(",", ":"))
        return ["--activation-table", table]
    words = ["--activation", str(activation.name)]
    if activation.rounding is not model.rounding:
        words += ["--activation-rounding", activation.rounding.value]
    if activation.overflow is not Overflow.SATURATE:
        words += ["--activation-overflow", activation.overflow.value]
    return words


def bias_unit(model: Model) -> int:
    """What a bias of value 1 is, in the units of `model.biases`."""
    exact = model.accumulation is Accumulation.EXACT
    return model.format.scale * (model.weights.scale if exact else 1)


def neuron_line(model: Model, weight: int, bias: int) -> str:
    """A first-layer neuron on one input."""
    weight_value = number(Fraction(weight, model.weights.scale))
    bias_value = number(Fraction(bias, bias_unit(model)))
    return f"weight {weight_value} (raw {weight}), bias {bias_value} (accumulator {bias})"


def function_lines(function: Function) -> list[str]:
    """A function by a rule where it is a plain one, and at some points, in values and raw."""
    lines = [f"f: K{'' if function.inputs == 1 else '²'} → K, {_rule(function)}"]
    points = function.points()
    chosen = points if len(points) <= _SHOWN_POINTS else _telling_points(function, points)
    for point in chosen:
        arguments = ", ".join(real(function.format, raw) for raw in point)
        raws = ", ".join(map(str, point))
        value = function(*point)
        shown = real(function.format, value)
        lines.append(f"  f({arguments}) = {shown}   (raw {raws} ↦ {value})")
    if len(chosen) < len(points):
        lines.append(f"  … all {len(points)} values are in --json and in the certificate")
    return lines


def _telling_points(function: Function, points: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Both ends, and where a step differs from the one before."""
    chosen = {points[0], points[1], points[-2], points[-1]}
    steps = [function(*after) - function(*before) for before, after in pairwise(points)]
    for index in range(1, len(steps)):
        if steps[index] != steps[index - 1] and len(chosen) < _SHOWN_POINTS:
            chosen |= {points[index], points[index + 1]}
    return sorted(chosen)[:_SHOWN_POINTS]


def _rule(function: Function) -> str:
    fmt, values = function.format, function.values
    step = real(Format(lo=1, hi=1, scale=fmt.scale), 1)
    if function.inputs == 2:
        return "exclusive or"
    if values == (*range(fmt.lo + 1, fmt.hi + 1), fmt.lo):
        return f"x ↦ x + {step}, and {real(fmt, fmt.hi)} ↦ {real(fmt, fmt.lo)}"
    if values == tuple(reversed(fmt.raws)):
        return f"x ↦ {real(fmt, fmt.lo + fmt.hi)} − x" if fmt.lo + fmt.hi else "x ↦ −x"
    counts = Counter(values).most_common()
    if len(counts) == 1:
        return f"constant {real(fmt, values[0])}"
    if len(counts) == 2 and counts[1][1] == 1:
        common, single = counts[0][0], counts[1][0]
        place = real(fmt, fmt.raws[values.index(single)])
        return f"{real(fmt, single)} at x = {place}, {real(fmt, common)} elsewhere"
    return "by its values"
