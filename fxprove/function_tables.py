"""Functions as plain tables of raw integers, `.csv` and `.npy`; the format comes from elsewhere.

CSV: the header `x1,…,xd,y1,…,ym`, then a line for each input, in any order. An x cell is an
integer; a y cell is an integer, `low..high` (any value in between: a tolerance), or empty (don't
care). All inputs of K^d must be there, each once, unless the table is read as a partial one; then
nothing is asked at the others.

npy: an integer array whose axes are the inputs, index 0 for lo; outputs, if there are several, lie
along one more axis at the end. An axis of length |K| is always an input, so (|K|,)·d has one
output, (|K|,)·d + (m,) has m, and |K| outputs can be written in CSV and JSON only.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence

import numpy as np

from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.integer_files import integer_of, npy_integers, text_of
from fxprove.requirements import LARGEST_DOMAIN, MOST_INPUTS, Integers, Requirement, all_points

Interval = tuple[int, int]


def requirement_of_csv(
    data: bytes, *, format: Format, where: str, partial: bool = False
) -> Requirement:
    """What the bytes of a CSV file ask for; raises InputError naming the line and the column.

    >>> requirement_of_csv(b"x1,y1\\n1,0\\n0,\\n", format=Format.parse("UQ1.0"), where="f").high
    array([[1],
           [0]])
    """
    rows = _rows(text_of(data, where), where)
    line, header = next(rows, (1, []))
    inputs, outputs = _header(header, f"{where}: line {line}")
    found: dict[tuple[int, ...], tuple[int, list[Interval]]] = {}
    for line, cells in rows:
        place = f"{where}: line {line}"
        if len(cells) != inputs + outputs:
            raise InputError(place, f"{inputs + outputs} cells", len(cells))
        point = tuple(_inputs(cells[:inputs], format, place))
        if point in found:
            first = f"{list(point)}, as in line {found[point][0]}"
            raise InputError(place, "each input once", first)
        if len(found) == LARGEST_DOMAIN:
            raise InputError(where, f"at most {LARGEST_DOMAIN} inputs", "more")
        found[point] = line, list(_outputs(cells[inputs:], format, place))
    if not found:
        raise InputError(where, "a line for each input", "the header alone")
    if not partial:
        _require_all_points(found, format, inputs, where)
    points = sorted(found)
    bounds: Integers = np.array([found[point][1] for point in points], dtype=np.int64)
    return Requirement(
        format=format,
        points=np.array(points, dtype=np.int64),
        low=bounds[:, :, 0],
        high=bounds[:, :, 1],
    )


def _rows(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """The number and the cells of each line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise InputError(f"{where}: line {reader.line_num}", "CSV", str(error)) from None


def _header(cells: Sequence[str], where: str) -> tuple[int, int]:
    """The numbers of inputs and of outputs."""
    names = [cell.strip() for cell in cells]
    inputs = sum(name.startswith("x") for name in names)
    outputs = len(names) - inputs
    wanted = [f"x{i + 1}" for i in range(inputs)] + [f"y{j + 1}" for j in range(outputs)]
    if names != wanted or not inputs or not outputs:
        found = f"'{','.join(names)}'" if any(names) else "nothing"
        raise InputError(where, "the header x1,…,xd,y1,…,ym", found)
    for count, what in ((inputs, "inputs"), (outputs, "outputs")):
        if count > MOST_INPUTS:
            raise InputError(where, f"at most {MOST_INPUTS} {what}", count)
    return inputs, outputs


def _inputs(cells: Sequence[str], format: Format, where: str) -> Iterator[int]:
    for index, cell in enumerate(cells, start=1):
        raw = integer_of(cell, f"{where}, x{index}")
        if raw not in format:
            raise InputError(f"{where}, x{index}", _raws(format), raw)
        yield raw


def _outputs(cells: Sequence[str], format: Format, where: str) -> Iterator[Interval]:
    for index, cell in enumerate(cells, start=1):
        place = f"{where}, y{index}"
        if not cell.strip():
            yield format.lo, format.hi
            continue
        parts = re.split(r"\.\.", cell)
        ends = [integer_of(part, place, "an integer, low..high or nothing") for part in parts]
        if len(ends) > 2 or not format.lo <= ends[0] <= ends[-1] <= format.hi:
            raise InputError(place, f"{_raws(format)}, the lower one first", f"'{cell.strip()}'")
        yield ends[0], ends[-1]


def _raws(format: Format) -> str:
    return f"raw values of {format}, {format.lo} to {format.hi}"


def _require_all_points(
    found: dict[tuple[int, ...], tuple[int, list[Interval]]],
    format: Format,
    inputs: int,
    where: str,
) -> None:
    everywhere = all_points(format, inputs)
    if len(found) == len(everywhere):
        return
    missing = next(point for point in map(tuple, everywhere.tolist()) if point not in found)
    expected = f"all {len(everywhere)} inputs, or --partial"
    raise InputError(where, expected, f"{len(found)}, without {list(missing)}")


def requirement_of_npy(data: bytes, *, format: Format, where: str) -> Requirement:
    """What the bytes of an `.npy` file ask for: one value at every input; raises InputError."""
    array = npy_integers(data, where)
    inputs, outputs = _axes(array.shape, format, where)
    outside = np.argwhere((array < format.lo) | (array > format.hi))
    if len(outside):
        index = outside[0].tolist()
        raise InputError(f"{where}: entry {index}", _raws(format), int(array[tuple(index)]))
    values = array.reshape(-1, outputs).astype(np.int64)
    return Requirement(format=format, points=all_points(format, inputs), low=values, high=values)


def _axes(shape: tuple[int, ...], format: Format, where: str) -> tuple[int, int]:
    """The numbers of inputs and of outputs that an array of this shape is about."""
    inputs = len(shape)
    if shape and shape[-1] != format.size:
        inputs -= 1
    outputs = shape[-1] if inputs < len(shape) else 1
    if not inputs or not outputs or any(length != format.size for length in shape[:inputs]):
        expected = f"axes of length {format.size}, the size of {format}, then perhaps outputs"
        raise InputError(where, expected, f"shape {shape}")
    for count, what in ((inputs, "inputs"), (outputs, "outputs")):
        if count > MOST_INPUTS:
            raise InputError(where, f"at most {MOST_INPUTS} {what}", count)
    return inputs, outputs
