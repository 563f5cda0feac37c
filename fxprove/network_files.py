"""Networks as JSON files: a model, and the raw weights and biases of every layer.

The form is `{"fxprove_network": 1, "model": …, "layers": […]}`, where a layer is an object
`{"weights": [[…], …], "biases": […]}`.
`fxprove_network` is the version of the form; files without it are read as version 1. `model` is
what a model file holds, so fields may be missing in it and spellings may stand for objects;
`weights[i]` are those of neuron i, one for each input; biases are in the units of `Model.biases`.
`id`, `name` and `size` are descriptive: they are not read. Any other field is refused.

A file may also hold a whole answer of a command, with the network in its field `network`.
"""

import json
from typing import TypeGuard

from fxprove.checker import strict_json
from fxprove.errors import InputError
from fxprove.model_files import (
    Json,
    json_field,
    json_integers,
    json_kind,
    json_object,
    model_json,
    model_of_json,
)
from fxprove.networks import Layer, Network

VERSION = 1
"""The version of the form that is written and read."""

MOST_PARAMETERS = 1 << 22
"""The most weights and biases, zeros included, of a network in a file."""

_FIELDS = ("fxprove_network", "model", "layers", "id", "name", "size")


def network_json(network: Network) -> dict[str, Json]:
    """The network with its model spelt out; `network_of_json` reads an equal one back."""
    return {
        "fxprove_network": VERSION,
        "model": model_json(network.model),
        "layers": layers_json(network),
    }


def layers_json(network: Network) -> list[Json]:
    """The layers alone."""
    return [
        {"weights": [list(row) for row in layer.weights], "biases": list(layer.biases)}
        for layer in network.layers
    ]


def read_network(path: str) -> Network:
    """The network in the file at `path`, or in the answer there; raises InputError."""
    where = f"network {path!r}"
    return network_of_document(load_document(path, where), where)


def load_document(path: str, where: str) -> Json:
    """The JSON value of a file that may hold a network, or anything else; raises InputError.

    Read strictly, but in the answer of a command numbers may have fractions, as times do.
    """
    try:
        return strict_json.load_file(path)
    except strict_json.StrictJsonError as error:
        document = _with_fractions(path)
        if _is_answer(document):
            return document
        raise _located(document, where, error) from None


def holds_network(document: Json) -> bool:
    """Whether a parsed JSON value has the form of a network, or of an answer that can hold one."""
    return isinstance(document, dict) and bool({"layers", "network"} & set(document))


def network_of_document(document: Json, where: str) -> Network:
    """The network that a parsed JSON value denotes, or holds as an answer; raises InputError."""
    if not _is_answer(document):
        return network_of_json(document, where)
    if document["network"] is None:
        raise InputError(where, "an answer with a network", "one without")
    return network_of_json(document["network"], f"{where}: network")


def _with_fractions(path: str) -> Json:
    """The content of a file in which numbers may have fractions, as times in answers do, or None.

    Where a network has one it is refused as no integer.
    """
    try:
        with open(path, "rb") as stream:
            document: Json = json.loads(
                stream.read(strict_json.LARGEST_FILE), object_pairs_hook=_without_repetitions
            )
    except (OSError, ValueError, RecursionError):
        return None
    return document


def _without_repetitions(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)


def _is_answer(document: Json) -> TypeGuard[dict[str, Json]]:
    # the answer of `width` has `layers` of its own
    if not isinstance(document, dict) or "network" not in document:
        return False
    return "verdict" in document or "layers" not in document


def _located(document: Json, where: str, error: strict_json.StrictJsonError) -> InputError:
    """The refusal of a file, with the place of the number that is no integer if there is one."""
    try:
        network_of_json(document, where)
    except InputError as located:
        if located.expected == "an integer":
            return located
    return InputError(where, error.expected, error.found)


def network_of_json(document: Json, where: str = "network") -> Network:
    """The network that a parsed JSON value denotes; raises InputError naming the place.

    Refuses more than `MOST_PARAMETERS`, and what the constructor of `Network` refuses.
    """
    fields = json_object(document, where, _FIELDS)
    version = fields.get("fxprove_network", VERSION)
    if type(version) is not int or version != VERSION:
        raise InputError(f"{where}: fxprove_network", f"version {VERSION}", json_kind(version))
    model = model_of_json(json_field(fields, "model", where), f"{where}: model")
    layers = json_field(fields, "layers", where)
    if not isinstance(layers, list):
        raise InputError(f"{where}: layers", "a list of layers", json_kind(layers))
    _require_few_parameters(layers, where)
    try:
        read = tuple(_layer(layer, index) for index, layer in enumerate(layers))
        return Network(model=model, layers=read)
    except InputError as error:
        raise error.within(where) from None


def _layer(value: Json, index: int) -> Layer:
    where = f"layers[{index}]"
    fields = json_object(value, where, ("weights", "biases"))
    rows = json_field(fields, "weights", where)
    if not isinstance(rows, list):
        raise InputError(f"{where}.weights", "a list of rows", json_kind(rows))
    weights = []
    for neuron, row in enumerate(rows):
        place = f"layer {index}, neuron {neuron}: {where}.weights[{neuron}]"
        weights.append(_integers(row, place))
        if len(weights[-1]) != len(weights[0]):
            expected = f"{len(weights[0])} weights, as in the neurons before"
            raise InputError(place, expected, f"{len(weights[-1])}")
    biases = _biases(json_field(fields, "biases", where), index, f"{where}.biases")
    try:
        return Layer(weights=tuple(weights), biases=biases)
    except InputError as error:
        raise error.within(where) from None


def _biases(value: Json, layer: int, where: str) -> tuple[int, ...]:
    if not isinstance(value, list):
        return json_integers(value, where)
    for neuron, bias in enumerate(value):
        if type(bias) is not int:
            place = f"layer {layer}, neuron {neuron}: {where}[{neuron}]"
            raise InputError(place, "an integer", json_kind(bias))
    return tuple(value)


def _integers(value: Json, where: str) -> tuple[int, ...]:
    """`json_integers`, without a name for each of millions of entries that are integers."""
    if isinstance(value, list) and all(type(entry) is int for entry in value):
        return tuple(value)
    return json_integers(value, where)


def _require_few_parameters(layers: list[Json], where: str) -> None:
    """Count the entries of all lists before any is turned into a tuple."""
    count = 0
    for layer in layers:
        fields = layer.values() if isinstance(layer, dict) else ()
        lists = [field for field in fields if isinstance(field, list)]
        rows = [row for field in lists for row in field if isinstance(row, list)]
        count += sum(map(len, lists)) + sum(len(row) - 1 for row in rows)
    if count > MOST_PARAMETERS:
        raise InputError(where, f"at most {MOST_PARAMETERS} weights and biases", count)
