"""How users write weight and bias sets, and how a set is written back.

The forms are those of the options `--weights` and `--bias`. What is written back always parses to
an equal set, so that every answer can name the command that reproduces it.
"""

import re

from fxprove.errors import InputError
from fxprove.formats import (
    LARGEST_FORMAT,
    LARGEST_RAW,
    Format,
    FormatSpelling,
    without_spaces,
)
from fxprove.parameter_sets import BINARY, TERNARY, BiasSet, WeightSet
from fxprove.rounding import Accumulation

_LONGEST_LIST = 4 << 20  # characters
_LONGEST_INTEGER = 60  # digits

WEIGHT_FORMS = "format, binary, ternary, a format, or [w,…]@s_W"
BIAS_FORMS = (
    "wide, format, accumulator, none, a format, [b,…], [b,…]+format, [b,…]+wide or [b,…]+every(n)"
)


def parse_weights(text: str, model_format: Format) -> WeightSet:
    """The weight set that `text` denotes in a model with this format; raises InputError."""
    compact = without_spaces(text)
    match compact:
        case "format":
            return weights_of(model_format)
        case "binary":
            return BINARY
        case "ternary":
            return TERNARY
    if compact.startswith("["):
        listed = re.fullmatch(r"\[([^\]]*)\]@(\d+)", compact, re.ASCII)
        if not listed:
            raise InputError("weights", "[w,…]@s_W", f"'{text}'")
        return WeightSet(
            raws=_integers(listed[1], "weights"), scale=_integer(listed[2], "weight scale")
        )
    return weights_of(_plain_format(text, "weights", WEIGHT_FORMS))


def weights_of(source: Format) -> WeightSet:
    """Every raw value of a format, at its scale."""
    return WeightSet(raws=source.raws, scale=source.scale)


def parse_biases(
    text: str, source: Format, weight_scale: int, accumulation: Accumulation
) -> BiasSet:
    """The biases, in accumulator units, that `text` denotes for layers reading `source`.

    Accumulator units are 1/(source.scale·weight_scale); under sequential accumulation they are
    those of the format itself, whose elements the biases then are. Raises InputError.
    """
    unit = weight_scale if accumulation is Accumulation.EXACT else 1
    compact = without_spaces(text)
    biases = _grid(compact, source, unit) or _listed(compact, source, unit)
    if biases is None:
        biases = _of_format(text, source, unit)
    return biases


def _grid(compact: str, source: Format, unit: int) -> BiasSet | None:
    match compact:
        case "wide":
            return BiasSet(offsets=(0,), step=unit, first=None, last=None)
        case "format":
            return BiasSet(offsets=(0,), step=unit, first=source.lo, last=source.hi)
        case "accumulator":
            return BiasSet(offsets=(0,), step=1, first=None, last=None)
        case "none":
            return BiasSet.finite((0,))
    return None


def _listed(compact: str, source: Format, unit: int) -> BiasSet | None:
    if not compact.startswith("["):
        return None
    match = re.fullmatch(r"\[([^\]]*)\](?:\+(?:(format|wide)|every\((\d+)\)))?", compact, re.ASCII)
    if not match:
        forms = "[b,…], [b,…]+format, [b,…]+wide or [b,…]+every(n)"
        raise InputError("bias", forms, f"'{compact}'")
    offsets = _integers(match[1], "bias")
    if match[3]:
        step = _integer(match[3], "bias step")
        return BiasSet(offsets=offsets, step=step, first=None, last=None)
    grid = _grid(match[2] or "none", source, unit)
    assert grid is not None
    return BiasSet(offsets=offsets, step=grid.step, first=grid.first, last=grid.last)


def _of_format(text: str, source: Format, unit: int) -> BiasSet:
    bias_format = _plain_format(text, "bias", BIAS_FORMS)
    step, remainder = divmod(source.scale * unit, bias_format.scale)
    if remainder:
        raise InputError(
            f"bias '{text}'",
            f"a scale that divides the accumulator's {source.scale * unit}",
            bias_format.scale,
        )
    return BiasSet(offsets=(0,), step=step, first=bias_format.lo, last=bias_format.hi)


def _plain_format(text: str, where: str, forms: str) -> Format:
    try:
        spelling = FormatSpelling.parse(text)
    except InputError as error:
        if error.where == "format":
            raise InputError(where, forms, f"'{text}'") from None
        raise error.within(where) from None
    if spelling.rounding_written or spelling.overflow_written:
        raise InputError(where, "a format without rounding or overflow modes", f"'{text}'")
    return spelling.format


def _integers(text: str, where: str) -> tuple[int, ...]:
    if not text:
        raise InputError(where, "at least one integer in [ ]", "an empty list")
    if len(text) > _LONGEST_LIST or text.count(",") >= LARGEST_FORMAT:
        raise InputError(where, f"at most {LARGEST_FORMAT} integers", "a longer list")
    return tuple(_integer(item, where) for item in text.split(","))


def _integer(text: str, where: str) -> int:
    if not re.fullmatch(r"[+-]?\d+", text, re.ASCII):
        raise InputError(where, "integers", f"'{text}'")
    if len(text) > _LONGEST_INTEGER:
        raise InputError(where, f"integers of at most {_LONGEST_INTEGER} digits", f"'{text}'")
    return int(text)


def weights_spelling(weights: WeightSet, model_format: Format) -> str:
    """The shortest form that parses to `weights` in a model with this format."""
    if weights == weights_of(model_format):
        return "format"
    if weights == BINARY:
        return "binary"
    if weights == TERNARY:
        return "ternary"
    if isinstance(weights.raws, range) and _fit_a_format(weights.raws):
        return str(Format(lo=weights.raws[0], hi=weights.raws[-1], scale=weights.scale))
    return f"[{','.join(map(str, weights.raws))}]@{weights.scale}"


def biases_spelling(
    biases: BiasSet, source: Format, weight_scale: int, accumulation: Accumulation
) -> str:
    """The shortest form that parses to `biases` for layers reading `source`."""
    unit = weight_scale if accumulation is Accumulation.EXACT else 1
    if biases == BiasSet.finite((0,)):
        return "none"
    suffixes = {"wide": (unit, None, None), "format": (unit, source.lo, source.hi)}
    suffixes["accumulator"] = (1, None, None)
    suffixes[""] = (1, 0, 0)
    for name, shape in suffixes.items():
        if shape == (biases.step, biases.first, biases.last):
            if biases.offsets == (0,) and name:
                return name
            listed = f"[{','.join(map(str, biases.offsets))}]"
            return f"{listed}+{name}" if name else listed
    if biases.first is not None and biases.last is not None:
        scale, remainder = divmod(source.scale * unit, biases.step)
        multiples = range(biases.first, biases.last + 1)
        if biases.offsets == (0,) and not remainder and _fit_a_format(multiples):
            return str(Format(lo=biases.first, hi=biases.last, scale=scale))
        values = biases.between(
            min(biases.offsets) + biases.step * biases.first,
            max(biases.offsets) + biases.step * biases.last,
        )
        return f"[{','.join(map(str, values))}]"
    return f"[{','.join(map(str, biases.offsets))}]+every({biases.step})"


def _fit_a_format(raws: range) -> bool:
    """Whether a format is the shorter spelling of these integers, and legal."""
    return len(raws) > 2 and max(map(abs, (raws[0], raws[-1]))) <= LARGEST_RAW
