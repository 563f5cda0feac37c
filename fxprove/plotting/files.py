"""The files that can be drawn: networks, answers that hold one, and functions.

Kinds of JSON are told apart by their fields: a network has `layers`, an answer of `represent` or
`construct` has `network`, a function has `values`. Names that end in .csv or .npy are functions.
"""

from collections.abc import Mapping

from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.function_files import FileKind, Warn, read_requirement, requirement_of_json, unheard
from fxprove.model_files import json_kind
from fxprove.network_files import holds_network, load_document, network_of_document
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
    document = load_document(path, where)
    if holds_network(document):
        return network_of_document(document, where)
    if not isinstance(document, Mapping):
        raise InputError(where, "a network or a function", json_kind(document))
    if "values" in document:
        try:
            return requirement_of_json(document, lambda text: warn(f"{where}: {text}"))
        except InputError as error:
            raise error.within(where) from None
    expected = "a field 'layers' or 'network' (a network) or 'values' (a function)"
    raise InputError(where, expected, "none of them")
