"""Activation tables in files: strict reading, and rendering to bytes for the tools that use them.

A table is the list of raw integers σ(lo), …, σ(hi), index 0 for the smallest raw value of the
source format, in every file kind. What is read:
- `.json`: a list of integers, or an object whose key `table` holds one; if the object has a key
  `format` it must denote the source format, its other keys are descriptive and not read;
- `.csv`: one integer per line, or the header `raw,table` and two columns of which the first counts
  lo, lo+1, … in order (a table saved for another range is refused instead of shifted);
- `.npy`: a one-dimensional array of an integer dtype, header versions 1 and 2.
Anything else is an InputError: no floats, no booleans, no missing or trailing data.

Nothing here prints or writes files.
"""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath

import numpy as np

from fxprove.activations import check_table
from fxprove.c_identifiers import require_c_identifier
from fxprove.checker import strict_json
from fxprove.errors import InputError
from fxprove.formats import LARGEST_FORMAT, Format
from fxprove.integer_files import integer_of, load_bytes, npy_integers, text_of
from fxprove.rounding import Overflow, Rounding

# --- Reading -----------------------------------------------------------------------------------


def read_table(path: str, *, source: Format) -> tuple[int, ...]:
    """The integers of the table file at `path`, whose kind is its extension.

    `source` is what the file's own `raw` column or `format` key must agree with; length and range
    are `activations.check_table`'s. Raises InputError for everything that is not a table.
    """
    where = f"table {path!r}"
    suffix = PurePath(path).suffix.lower()
    if suffix == ".json":
        return table_of_json(_load_json(path, where), source=source, where=where)
    if suffix == ".csv":
        return _table_of_csv(load_bytes(path, where), source, where)
    if suffix == ".npy":
        return _table_of_npy(load_bytes(path, where), where)
    raise InputError(where, "a file name ending in .json, .csv or .npy", suffix or "no extension")


def table_of_json(value: object, *, source: Format, where: str) -> tuple[int, ...]:
    """The integers of a parsed JSON value, a list or an object with a key `table`."""
    if isinstance(value, dict):
        if "table" not in value:
            raise InputError(where, "a list of integers or an object with 'table'", "no 'table'")
        _check_own_format(value, source, where)
        value, where = value["table"], f"{where}: table"
    if not isinstance(value, list):
        raise InputError(where, "a list of integers", _json_kind(value))
    for index, entry in enumerate(value):
        if type(entry) is not int:
            raise InputError(f"{where}: entry {index}", "an integer", _json_kind(entry))
    return _not_empty(value, where)


def _check_own_format(document: dict[str, object], source: Format, where: str) -> None:
    written = document.get("format")
    spelt_out = {"lo": source.lo, "hi": source.hi, "scale": source.scale}
    if "format" not in document or written == spelt_out:
        return
    where = f"{where}: format"
    if not isinstance(written, str):
        raise InputError(where, f"{source} or {json.dumps(spelt_out)}", json.dumps(written))
    try:
        same = Format.parse(written) == source
    except InputError as error:
        raise error.within(where) from None
    if not same:
        raise InputError(where, f"the source format {source}", written)


def _json_kind(value: object) -> str:
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    return json.dumps(value)


def _load_json(path: str, where: str) -> object:
    try:
        return strict_json.load_file(path)
    except strict_json.StrictJsonError as error:
        raise InputError(where, error.expected, error.found) from None


def _not_empty(values: Iterable[int], where: str) -> tuple[int, ...]:
    table = tuple(values)
    if not 1 <= len(table) <= LARGEST_FORMAT:
        expected = f"between 1 and {LARGEST_FORMAT} entries"
        raise InputError(where, expected, str(len(table)))
    return table


def _table_of_csv(data: bytes, source: Format, where: str) -> tuple[int, ...]:
    text = text_of(data, where)
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    if not text.strip():
        raise InputError(where, "one integer per line", "an empty file")
    if [cell.strip() for cell in lines[0].split(",")] == ["raw", "table"]:
        return _not_empty(_second_column(lines[1:], source, where), where)
    return _not_empty(
        (integer_of(line, f"{where}: line {n}") for n, line in enumerate(lines, start=1)), where
    )


def _second_column(lines: list[str], source: Format, where: str) -> Iterable[int]:
    for row, line in enumerate(lines):
        place = f"{where}: line {row + 2}"
        cells = line.split(",")
        if len(cells) != 2:
            raise InputError(place, "two columns", f"'{line}'")
        raw = integer_of(cells[0], place)
        if raw != source.lo + row:
            raise InputError(place, f"raw {source.lo + row} (from {source.lo} in order)", raw)
        yield integer_of(cells[1], place)


def _table_of_npy(data: bytes, where: str) -> tuple[int, ...]:
    entries = npy_integers(data, where)
    if entries.ndim != 1:
        raise InputError(where, "one dimension", f"shape {entries.shape}")
    return _not_empty(entries.tolist(), where)


# --- Rendering ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledTable:
    """A table with what it was made from, as `render_table` writes it down.

    `activation` describes the function, usually its canonical spelling. Raises InputError if the
    values are no table from `source` into `target`.
    """

    values: tuple[int, ...]
    source: Format
    target: Format
    activation: str
    rounding: Rounding
    overflow: Overflow = Overflow.SATURATE

    def __post_init__(self) -> None:
        checked = check_table(
            self.values, source=self.source, target=self.target, where="table entries"
        )
        object.__setattr__(self, "values", checked)

    @property
    def description(self) -> str:
        """One line: function, formats and modes."""
        formats = f"{self.source}"
        if self.target != self.source:
            formats += f" to {self.target}"
        activation = " ".join(self.activation.split())
        return f"{activation}, {formats}, {self.rounding.value}, {self.overflow.value}"


class TableKind(Enum):
    """The kinds of file a table is rendered to."""

    CSV = "csv"  # header raw,table; one row per raw value
    NPY = "npy"  # one-dimensional, the narrowest signed dtype that holds the target format
    C = "c"  # a header with one static const array
    MEM = "mem"  # Verilog $readmemh: hexadecimal words, address 0 = lo
    JSON = "json"  # an object that names formats and modes; read_table reads it back


def render_table(table: LabelledTable, kind: TableKind, *, name: str = "activation_table") -> bytes:
    """The bytes of a file of that kind, the same for the same table.

    `name` is the array's in a C header. Raises InputError where the kind cannot hold the target
    format, or the name is no C identifier.
    """
    return _renderers(name)[kind](table)


def _renderers(name: str) -> dict[TableKind, Callable[[LabelledTable], bytes]]:
    return {
        TableKind.CSV: _csv,
        TableKind.NPY: _npy,
        TableKind.C: lambda table: _c(table, name),
        TableKind.MEM: _mem,
        TableKind.JSON: _json,
    }


def _csv(table: LabelledTable) -> bytes:
    rows = (f"{raw},{value}\n" for raw, value in zip(table.source.raws, table.values, strict=True))
    return ("raw,table\n" + "".join(rows)).encode()


def _json(table: LabelledTable) -> bytes:
    document: dict[str, object] = {
        "activation": table.activation,
        "format": str(table.source),
        "output_format": str(table.target),
        "rounding": table.rounding.value,
        "overflow": table.overflow.value,
        "table": table.values,
    }
    return (json.dumps(document) + "\n").encode()


def _npy(table: LabelledTable) -> bytes:
    array = np.array(table.values, dtype=f"<i{_signed_bits(table.target, (8, 16, 32, 64)) // 8}")
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, version=(1, 0), allow_pickle=False)
    return stream.getvalue()


def _signed_bits(format_: Format, widths: Sequence[int]) -> int:
    """The first of the ascending `widths` whose two's complement range contains the format."""
    for bits in widths:
        if -(1 << (bits - 1)) <= format_.lo and format_.hi < 1 << (bits - 1):
            return bits
    raise InputError("table entries", f"a format of at most {widths[-1]} signed bits", str(format_))


_ENTRIES_PER_LINE = 16


def _c(table: LabelledTable, name: str) -> bytes:
    """A C99 header: the entry of raw value k is NAME[k - lo]."""
    require_c_identifier(name, "array name")
    bits = _signed_bits(table.target, (8, 16, 32))
    source, size = table.source, len(table.values)
    comment = table.description.replace("*/", "* /").replace("/*", "/ *")
    lines = [
        f"/* {comment}",
        f"   raw value k, {source.lo} <= k <= {source.hi}, means k/{source.scale};",
        f"   its entry is {name}[k - ({source.lo})] and means entry/{table.target.scale}. */",
        "#include <stdint.h>",
        f"static const int{bits}_t {name}[{size}] = {{",
    ]
    for start in range(0, size, _ENTRIES_PER_LINE):
        entries = table.values[start : start + _ENTRIES_PER_LINE]
        lines.append("  " + " ".join(f"{entry}," for entry in entries))
    return ("\n".join([*lines, "};"]) + "\n").encode()


def _mem(table: LabelledTable) -> bytes:
    """Words of the target's own width, two's complement if it has negative values.

    Address 0 holds the entry of lo, so the address of raw value k is k − lo (for a two's
    complement input: its bits with the sign bit flipped). The comment is IEEE 1364's.
    """
    bits = _word_bits(table.target)
    digits = (bits + 3) // 4
    mask = (1 << bits) - 1
    words = "".join(f"{value & mask:0{digits}x}\n" for value in table.values)
    comment = f"// {table.description}; {bits}-bit words, address = raw - ({table.source.lo})\n"
    return (comment + words).encode()


def _word_bits(format_: Format) -> int:
    """The narrowest word: unsigned if nothing is negative, two's complement otherwise."""
    if format_.lo >= 0:
        return max(format_.hi.bit_length(), 1)
    return max((-format_.lo - 1).bit_length(), format_.hi.bit_length()) + 1
