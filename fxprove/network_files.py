"""Networks as JSON files: a model, and the raw weights and biases of every layer.

The form is `{"model": …, "layers": [{"weights": [[…], …], "biases": […]}, …]}`. `model` is what a
model file holds, so fields may be missing in it and spellings may stand for objects; `weights[i]`
are those of neuron i, one for each input; biases are in the units of `Model.biases`. `id`, `name`
and `size` are descriptive: they are not read. Any other field is refused.
"""

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

MOST_PARAMETERS = 1 << 20
"""The most weights and biases, zeros included, of a network in a file."""

_FIELDS = ("model", "layers", "id", "name", "size")


def network_json(network: Network) -> dict[str, Json]:
    """The network with its model spelt out; `network_of_json` reads an equal one back."""
    return {"model": model_json(network.model), "layers": layers_json(network)}


def layers_json(network: Network) -> list[Json]:
    """The layers alone."""
    return [
        {"weights": [list(row) for row in layer.weights], "biases": list(layer.biases)}
        for layer in network.layers
    ]


def read_network(path: str) -> Network:
    """The network in the file at `path`; raises InputError."""
    where = f"network {path!r}"
    try:
        document = strict_json.load_file(path)
    except strict_json.StrictJsonError as error:
        raise InputError(where, error.expected, error.found) from None
    return network_of_json(document, where)


def network_of_json(document: Json, where: str = "network") -> Network:
    """The network that a parsed JSON value denotes; raises InputError naming the place.

    Refuses more than `MOST_PARAMETERS`, and what the constructor of `Network` refuses.
    """
    fields = json_object(document, where, _FIELDS)
    model = model_of_json(json_field(fields, "model", where), f"{where}: model")
    layers = json_field(fields, "layers", where)
    if not isinstance(layers, list):
        raise InputError(f"{where}: layers", "a list of layers", json_kind(layers))
    _require_few_parameters(layers, where)
    try:
        read = tuple(_layer(layer, f"layers[{index}]") for index, layer in enumerate(layers))
        return Network(model=model, layers=read)
    except InputError as error:
        raise error.within(where) from None


def _layer(value: Json, where: str) -> Layer:
    fields = json_object(value, where, ("weights", "biases"))
    rows = json_field(fields, "weights", where)
    if not isinstance(rows, list):
        raise InputError(f"{where}.weights", "a list of rows", json_kind(rows))
    weights = tuple(
        json_integers(row, f"{where}.weights[{index}]") for index, row in enumerate(rows)
    )
    biases = json_integers(json_field(fields, "biases", where), f"{where}.biases")
    try:
        return Layer(weights=weights, biases=biases)
    except InputError as error:
        raise error.within(where) from None


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
