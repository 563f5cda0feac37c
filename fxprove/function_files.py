"""Function files: what a network is asked to compute, all numbers raw integers.

The form in JSON is `{"format": …, "inputs": d, "outputs": m (1 if absent), "values": […]}`, values
row-major over raw inputs from lo, last input fastest; `format` is a spelling or an object with lo,
hi and scale. An entry is an integer, null (don't care), [low, high] (any value in between), or,
for m > 1, a list of m such. With `"domain": [[…], …]` the values are those of these inputs, in this
order, and nothing is asked elsewhere. `id` and `function` are descriptive; any other field is
ignored, and a warning says so. `.csv` and `.npy` files hold no format: see `function_tables`.
"""

from collections.abc import Callable
from enum import Enum
from pathlib import PurePath

import numpy as np

from fxprove.checker import strict_json
from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.function_tables import requirement_of_csv, requirement_of_npy
from fxprove.functions import Function
from fxprove.integer_files import load_bytes
from fxprove.model_files import Json, json_field, json_integers, json_kind, json_object
from fxprove.requirements import LARGEST_DOMAIN, MOST_INPUTS, Integers, Requirement, all_points

Warn = Callable[[str], None]
"""Told, in one line, what was found odd and read all the same."""

_FIELDS = ("format", "inputs", "outputs", "values", "domain", "id", "function")
_MOST_NAMED, _LONGEST_NAME = 5, 30


class FileKind(Enum):
    """The kinds of function file, told apart by the ending of the name."""

    JSON = ".json"  # an object that holds its format; also any other ending
    CSV = ".csv"  # a line for each input
    NPY = ".npy"  # an array with an axis for each input

    @classmethod
    def of(cls, path: str) -> "FileKind":
        """The kind of the file with this name."""
        ending = PurePath(path).suffix.lower()
        return cls(ending) if ending in {kind.value for kind in cls} else cls.JSON

    @property
    def holds_format(self) -> bool:
        """Whether files of this kind say which format they are about."""
        return self is FileKind.JSON


def unheard(text: str) -> None:
    """Where nobody wants warnings."""


def read_requirement(
    path: str, *, format: Format | None = None, partial: bool = False, warn: Warn = unheard
) -> Requirement:
    """What the file asks for; raises InputError naming the file and the place.

    `format` is that of a file that holds none, and what one that holds its own must agree with.
    With `partial`, a CSV file may leave inputs out, and nothing is asked there.
    """
    where, kind = f"function {path!r}", FileKind.of(path)
    if partial and kind is not FileKind.CSV:
        raise InputError("--partial", "a .csv file, the only kind with inputs left out", where)
    if kind is FileKind.JSON:
        return _read_json(path, where, format, warn)
    if format is None:
        raise InputError(where, f"--format or --model, for {kind.value} holds no format", "neither")
    data = load_bytes(path, where)
    if kind is FileKind.CSV:
        return requirement_of_csv(data, format=format, where=where, partial=partial)
    return requirement_of_npy(data, format=format, where=where)


def _read_json(path: str, where: str, format: Format | None, warn: Warn) -> Requirement:
    try:
        document = strict_json.load_file(path)
    except strict_json.StrictJsonError as error:
        raise InputError(where, error.expected, error.found) from None
    try:
        requirement = requirement_of_json(document, lambda text: warn(f"{where}: {text}"))
    except InputError as error:
        raise error.within(where) from None
    if format is not None and format != requirement.format:
        raise InputError(f"{where}: format", str(format), str(requirement.format))
    return requirement


def read_function(path: str, *, format: Format | None = None, warn: Warn = unheard) -> Function:
    """The total function of one output in a file; raises InputError for any other.

    `format` is as in `read_requirement`.
    """
    requirement = read_requirement(path, format=format, warn=warn)
    if not (requirement.is_everywhere and requirement.is_exact and requirement.outputs == 1):
        expected = "one output, and one value at every input"
        raise InputError(f"function {path!r}", expected, "tolerances, a domain or more outputs")
    values = tuple(requirement.low[:, 0].tolist())
    return Function(format=requirement.format, inputs=requirement.inputs, values=values)


def requirement_of_json(document: Json, warn: Warn = unheard) -> Requirement:
    """What a parsed JSON value asks for; raises InputError naming the place.

    `warn` is told of fields that are ignored.

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
    _warn_of_others(document, warn)
    bounds = [
        _bounds(entry, f"values[{index}]", format, outputs) for index, entry in enumerate(values)
    ]
    both: Integers = np.array(bounds, dtype=np.int64)
    return Requirement(
        format=format, points=points, low=both[:, :, 0].copy(), high=both[:, :, 1].copy()
    )


def _warn_of_others(document: dict[str, Json], warn: Warn) -> None:
    others = [name for name in document if name not in _FIELDS]
    if others:
        named = ", ".join(_named(name) for name in others[:_MOST_NAMED])
        more = ", …" if len(others) > _MOST_NAMED else ""
        plural = "s" if len(others) > 1 else ""
        warn(f"ignored the field{plural} {named}{more}")


def _named(name: str) -> str:
    return repr(name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…")


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
