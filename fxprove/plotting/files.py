"""The files that can be drawn: networks, answers that hold one, and functions.

Two kinds of JSON are told apart by their fields: a network has `layers`, an answer of `represent`
or `construct` has `network`, a function has `values`. Names that end in .csv or .npy are functions.
"""

import json
from collections.abc import Mapping

from fxprove.checker import strict_json
from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.function_files import FileKind, Warn, read_requirement, requirement_of_json, unheard
from fxprove.integer_files import load_bytes
from fxprove.model_files import Json, json_kind
from fxprove.network_files import network_of_json
from fxprove.networks import Network
from fxprove.requirements import Requirement


def read_drawable(
    path: str, *, format: Format | None = None, partial: bool = False, warn: Warn = unheard
) -> Network | Requirement:
    """What the file holds; raises InputError for anything that cannot be drawn.

    `format`, `partial` and `warn` are those of `read_requirement`; JSON files hold their format.
    """
    kind = FileKind.of(path)
    if kind is not FileKind.JSON:
        return read_requirement(path, format=format, partial=partial, warn=warn)
    where = f"file {path!r}"
    document = _document(path, where)
    if not isinstance(document, Mapping):
        raise InputError(where, "a network or a function", json_kind(document))
    if "layers" in document:
        return network_of_json(document, where)
    if "network" in document:
        return _network_of_answer(document["network"], where)
    if "values" in document:
        try:
            return requirement_of_json(document, lambda text: warn(f"{where}: {text}"))
        except InputError as error:
            raise error.within(where) from None
    expected = "a field 'layers' or 'network' (a network) or 'values' (a function)"
    raise InputError(where, expected, "none of them")


def _network_of_answer(network: Json, where: str) -> Network:
    if network is None:
        raise InputError(f"{where}: network", "an answer that shows a network", "null")
    return network_of_json(network, f"{where}: network")


def _document(path: str, where: str) -> Json:
    """The JSON value of a file; of an answer with fractions, such as its seconds, the network."""
    data = load_bytes(path, where)
    try:
        return strict_json.loads(data)
    except strict_json.StrictJsonError as error:
        refusal = InputError(where, error.expected, error.found)
    try:
        answer = json.loads(data)
        if isinstance(answer, dict) and "network" in answer:
            network = json.dumps(answer["network"]).encode()
            return {"network": strict_json.loads(network)}
    except (ValueError, RecursionError):  # the strict reader's words are the better ones
        pass
    raise refusal
