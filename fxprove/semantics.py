"""Two ways of computing the same thing: requantizers, activation tables, networks.

An operand of `fxprove diff` is a kind, a colon and a description:

    requant:half-even/16/Q3.4             a requantizer, in one or several stages, on all integers
    table:gelu@Q3.4[/MODE…]               a correctly rounded activation table; modes of rounding
                                          and of overflow, half-even and saturate if left out
    table:FILE@Q3.4                       a table in a file, or a list such as [-2,-1,0,1]
    network:FILE                          a network file
    neuron:[16,-8]+3/Q3.4[/MODE…]         one neuron without activation: raw weights and a bias,
                                          raw values of the format; modes of rounding, overflow
                                          and accumulation
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from fxprove.activations import ACTIVATION_NAMES
from fxprove.checker import strict_json
from fxprove.errors import InputError
from fxprove.formats import Format, FormatSpelling, resolved_modes, without_spaces
from fxprove.models import Activation, Model
from fxprove.network_files import read_network
from fxprove.networks import Layer, Network
from fxprove.requantizers import StagedRequantizer, parse_requantizer
from fxprove.rounding import Accumulation, Mode, Overflow, Rounding
from fxprove.spellings import parse_weights, weights_spelling
from fxprove.table_files import read_table, table_of_json

Semantics: TypeAlias = StagedRequantizer | Activation | Network
"""What can be compared: a map of one integer, of one raw value, of several raw values."""

OPERANDS = "requant:…, table:…, network:FILE or neuron:…"
TABLE_FORMS = "NAME@FORMAT[/MODE…] or FILE@FORMAT"
NEURON_FORMS = "[w,…]+b/FORMAT[/MODE…]"

Point: TypeAlias = tuple[int, ...]

_LONGEST_SHOWN = 60  # characters of an operand in a refusal
_LONGEST_INTEGER = 60  # decimal digits, as in the spellings of formats


def parse_semantics(text: str) -> Semantics:
    """The operand that `text` denotes; raises InputError naming it."""
    kind, colon, body = text.partition(":")
    readers: dict[str, Callable[[str], Semantics]] = {
        "requant": parse_requantizer,
        "table": _table,
        "network": read_network,
        "neuron": _neuron,
    }
    if not colon or kind.strip() not in readers:
        raise InputError("operand", OPERANDS, f"'{text}'")
    return readers[kind.strip()](body)


def evaluate(semantics: Semantics, point: Point) -> Point:
    """The outputs at a point, in exact integers."""
    match semantics:
        case Network():
            return semantics.evaluate(point)
        case _:
            return (semantics(point[0]),)


def canonical(semantics: Semantics) -> Semantics:
    """The same function, with the neurons of every hidden layer of a network in one order.

    Networks that differ in the order of hidden neurons only become equal, unless a layer has two
    neurons of the same weights and bias. Exact sums do not depend on the order of their terms;
    sequential ones do, and are left as they are.
    """
    if not isinstance(semantics, Network):
        return semantics
    if semantics.model.accumulation is not Accumulation.EXACT:
        return semantics
    layers, order = [], list(range(semantics.inputs))
    for depth, layer in enumerate(semantics.layers, 1):
        rows = [tuple(row[index] for index in order) for row in layer.weights]
        neurons = list(zip(rows, layer.biases, strict=True))
        order = list(range(len(neurons)))
        if depth < len(semantics.layers):
            order.sort(key=neurons.__getitem__)
        weights, biases = zip(*(neurons[index] for index in order), strict=True)
        layers.append(Layer(weights=weights, biases=biases))
    return replace(semantics, layers=tuple(layers))


# --- Tables -------------------------------------------------------------------------------------


def _table(body: str) -> Activation:
    where = f"table '{_shortened(body)}'"
    try:
        return _activation(body, where)
    except InputError as error:
        raise (error if error.where.startswith("table ") else error.within(where)) from None


def _activation(body: str, where: str) -> Activation:
    name, at, rest = body.rpartition("@")
    if not at or not name.strip():
        raise InputError(where, TABLE_FORMS, "no name" if at else "no @FORMAT")
    spelling, *words = rest.split("/")
    rounding, overflow = _taken(words, Rounding), _taken(words, Overflow)
    _require_no_more(words, "a rounding and an overflow mode")
    if name.partition("(")[0].strip() not in ACTIVATION_NAMES:
        if rounding or overflow:
            raise InputError(where, "no modes with a table that is given", rest)
        given = Format.parse(spelling)
        return Activation.from_table(_given_table(name, given), given)
    source, rounding, _ = resolved_modes(FormatSpelling.parse(spelling), rounding, None)
    return Activation.named(name, source, rounding, overflow or Overflow.SATURATE)


def _given_table(name: str, source: Format) -> tuple[int, ...]:
    if not name.lstrip().startswith("["):
        if not name.lower().endswith((".json", ".csv", ".npy")):
            expected = f"{', '.join(ACTIVATION_NAMES)}, or a file ending in .json, .csv or .npy"
            raise InputError("name", expected, f"'{name}'")
        return read_table(name, source=source)
    try:
        value = strict_json.loads(name.encode("utf-8", "surrogateescape"))
    except strict_json.StrictJsonError as error:
        raise InputError("list", error.expected, error.found) from None
    return table_of_json(value, source=source, where="list")


# --- Neurons ------------------------------------------------------------------------------------


def _neuron(body: str) -> Network:
    where = f"neuron '{_shortened(body)}'"
    head, *words = body.split("/")
    written = re.fullmatch(r"(\[[^\]]*\])([+-]\d+)?", without_spaces(head), re.ASCII)
    if not written or not words:
        raise InputError(where, NEURON_FORMS, "another form")
    try:
        return _network_of(_integers(written[1]), int(_short(written[2] or "0")), words)
    except InputError as error:
        raise error.within(where) from None


def _network_of(row: tuple[int, ...], bias: int, words: list[str]) -> Network:
    """A layer of one neuron; `words` are a format and modes."""
    spelling = FormatSpelling.parse(words.pop(0))
    given = _taken(words, Rounding), _taken(words, Overflow)
    accumulation = _taken(words, Accumulation) or Accumulation.EXACT
    _require_no_more(words, "a rounding, an overflow and an accumulation mode")
    format, rounding, overflow = resolved_modes(spelling, *given)
    if bias not in format:
        raise InputError("bias", f"a raw value of {format}", bias)
    weights = parse_weights(f"{list(row)}@{format.scale}", format)
    model = Model.of(
        format=format,
        activation="identity",
        weights=weights_spelling(weights, format),
        bias="format",
        rounding=rounding,
        overflow=overflow,
        accumulate=accumulation,
    )
    unit = format.scale if accumulation is Accumulation.EXACT else 1
    return Network(model=model, layers=(Layer(weights=(row,), biases=(bias * unit,)),))


def _integers(text: str) -> tuple[int, ...]:
    parts = text.strip("[]").split(",")
    for part in parts:
        if not re.fullmatch(r"[+-]?\d+", part, re.ASCII):
            raise InputError("weights", "raw integers with commas between them", f"'{part}'")
    return tuple(int(_short(part)) for part in parts)


def _short(digits: str) -> str:
    if len(digits) > _LONGEST_INTEGER:
        raise InputError("number", f"at most {_LONGEST_INTEGER} digits", f"{len(digits)} digits")
    return digits


# --- Words --------------------------------------------------------------------------------------


def _taken(words: list[str], kind: type[Mode]) -> Mode | None:
    """The mode of this kind among the words, which loses it."""
    for word in words:
        if word.strip() in {member.value for member in kind}:
            words.remove(word)
            return kind(word.strip())
    return None


def _require_no_more(words: list[str], allowed: str) -> None:
    if words:
        raise InputError("modes", f"{allowed}, each once at most", f"'{words[0]}'")


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
