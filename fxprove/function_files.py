"""Function files: what a network is asked to compute, as JSON, all numbers raw integers.

The form is `{"format": …, "inputs": d, "outputs": m (1 if absent), "values": […]}`, values
row-major over raw inputs from lo, last input fastest; `format` is a spelling or an object with lo,
hi and scale. An entry is an integer, null (don't care), [low, high] (any value in between), or,
for m > 1, a list of m such. With `"domain": [[…], …]` the values are those of these inputs, in this
order, and nothing is asked elsewhere. Any other field is descriptive and not read.
"""

import numpy as np

from fxprove.checker import strict_json
from fxprove.errors import InputError
from fxprove.formats import LARGEST_FORMAT, Format
from fxprove.functions import Function
from fxprove.model_files import Json, json_field, json_integers, json_kind, json_object
from fxprove.requirements import LARGEST_DOMAIN, Integers, Requirement, all_points

MOST_INPUTS = LARGEST_FORMAT.bit_length()
"""The most inputs of a function in a file; a format of two values has no room for more."""


def read_requirement(path: str) -> Requirement:
    """What the JSON file asks for; raises InputError naming the file and the place."""
    where = f"function {path!r}"
    try:
        document = strict_json.load_file(path)
    except strict_json.StrictJsonError as error:
        raise InputError(where, error.expected, error.found) from None
    try:
        return requirement_of_json(document)
    except InputError as error:
        raise error.within(where) from None


def read_function(path: str) -> Function:
    """The total function of one output in a JSON file; raises InputError for any other."""
    requirement = read_requirement(path)
    if not (requirement.is_everywhere and requirement.is_exact and requirement.outputs == 1):
        expected = "one output, and one value at every input"
        raise InputError(f"function {path!r}", expected, "tolerances, a domain or more outputs")
    values = tuple(requirement.low[:, 0].tolist())
    return Function(format=requirement.format, inputs=requirement.inputs, values=values)


def requirement_of_json(document: Json) -> Requirement:
    """What a parsed JSON value asks for; raises InputError naming the place.

    >>> requirement_of_json({"format": "raw(-1,1,1)", "inputs": 1, "values": [1, None, [0, 1]]}).low
    array([[ 1],
           [-1],
           [ 0]])
    """
    if not isinstance(document, dict):
        raise InputError("file", "an object", json_kind(document))
    inputs = _count(json_field(document, "inputs", "file"), "inputs")
    outputs = _count(document.get("outputs", 1), "outputs")
    format = _format(document)
    points = _points(document, format, inputs)
    values = json_field(document, "values", "file")
    if not isinstance(values, list) or len(values) != len(points):
        raise InputError("values", f"a list of {len(points)}", json_kind(values))
    bounds = [
        _bounds(entry, f"values[{index}]", format, outputs) for index, entry in enumerate(values)
    ]
    both: Integers = np.array(bounds, dtype=np.int64)
    return Requirement(
        format=format, points=points, low=both[:, :, 0].copy(), high=both[:, :, 1].copy()
    )


def _count(value: Json, where: str) -> int:
    if type(value) is not int or not 1 <= value <= MOST_INPUTS:
        raise InputError(where, f"1 to {MOST_INPUTS}", json_kind(value))
    return value


def _points(document: dict[str, Json], format: Format, inputs: int) -> Integers:
    if "domain" not in document:
        return all_points(format, inputs)
    domain = document["domain"]
    if not isinstance(domain, list) or not 1 <= len(domain) <= LARGEST_DOMAIN:
        raise InputError("domain", f"a list of 1 to {LARGEST_DOMAIN} inputs", json_kind(domain))
    rows = [json_integers(row, f"domain[{index}]", inputs) for index, row in enumerate(domain)]
    for index, row in enumerate(rows):
        if not all(raw in format for raw in row):
            raise InputError(f"domain[{index}]", f"raw values of {format}", list(row))
    if len(set(rows)) != len(rows):
        raise InputError("domain", "each input once", "one twice")
    return np.array(rows, dtype=np.int64)


def _bounds(entry: Json, where: str, format: Format, outputs: int) -> list[tuple[int, int]]:
    """low and high for each output."""
    if outputs == 1:
        return [_interval(entry, where, format)]
    if entry is None:
        return [(format.lo, format.hi)] * outputs
    if not isinstance(entry, list) or len(entry) != outputs:
        raise InputError(where, f"a list of {outputs} entries, or null", json_kind(entry))
    return [_interval(part, f"{where}[{j}]", format) for j, part in enumerate(entry)]


def _interval(entry: Json, where: str, format: Format) -> tuple[int, int]:
    if entry is None:
        return format.lo, format.hi
    low, high = json_integers(entry, where, 2) if isinstance(entry, list) else (entry, entry)
    if type(low) is not int or type(high) is not int:
        raise InputError(where, "an integer, null or [low, high]", json_kind(entry))
    if not format.lo <= low <= high <= format.hi:
        expected = f"raw values of {format}, the lower one first"
        raise InputError(where, expected, low if low == high else [low, high])
    return low, high


def _format(document: dict[str, Json]) -> Format:
    written = json_field(document, "format", "file")
    if isinstance(written, str):
        return Format.parse(written)
    names = ("lo", "hi", "scale")
    fields = json_object(written, "format", names)
    ends = [json_field(fields, name, "format") for name in names]
    lo, hi, scale = json_integers(ends, "format")
    return Format(lo=lo, hi=hi, scale=scale)
