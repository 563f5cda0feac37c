"""Files of integers, read strictly: bytes, decimal cells of text, and `.npy` arrays.

Nothing but integers is taken: no floats, no booleans, no pickles, no missing or trailing data. The
header of an `.npy` file (versions 1 and 2, layout of `numpy.lib.format`) is read here and not by
numpy, which allocates whatever size it is told and warns on standard error.
"""

import ast
import re
from math import prod
from typing import Literal

import numpy as np
import numpy.typing as npt

from fxprove.errors import InputError

LARGEST_FILE = 64 << 20
"""Bytes; a million entries take a tenth of it."""

LONGEST_INTEGER = 40
"""Decimal digits, as in the spellings of formats."""

_NPY_MAGIC = b"\x93NUMPY"
_LONGEST_NPY_HEADER = 10_000  # bytes, numpy's own limit; an integer array's takes about 100
_MOST_SHOWN = 1 << 64


def load_bytes(path: str, where: str) -> bytes:
    """The content of a file of at most `LARGEST_FILE` bytes; raises InputError."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except IsADirectoryError:
        raise InputError(where, "a file", "a directory") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(where, "a readable file", reason.lower()) from None
    if len(data) > LARGEST_FILE:
        raise InputError(where, f"at most {LARGEST_FILE} bytes", "more")
    return data


def text_of(data: bytes, where: str) -> str:
    """UTF-8 text, without the mark that some editors put before it; raises InputError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {data[error.start]:#04x} at offset {error.start}"
        raise InputError(where, "UTF-8 text", found) from None


def integer_of(cell: str, where: str, expected: str = "an integer") -> int:
    """The integer that a cell of text spells in decimal, spaces around it allowed."""
    digits = cell.strip()
    if not re.fullmatch(r"[+-]?\d+", digits, re.ASCII):
        raise InputError(where, expected, f"'{digits}'")
    if len(digits) > LONGEST_INTEGER:
        raise InputError(where, f"at most {LONGEST_INTEGER} digits", f"{len(digits)} characters")
    return int(digits)


def npy_integers(data: bytes, where: str) -> npt.NDArray[np.integer]:
    """The array in the bytes of an `.npy` file, of the file's own integer dtype and shape."""
    header, start = _npy_header(data, where)
    descr, shape = header["descr"], header["shape"]
    if not isinstance(descr, str) or not re.fullmatch(r"[<>=]?[iu][1248]|\|[iu]1", descr):
        raise InputError(where, "an integer dtype", f"dtype {descr}")
    if not isinstance(shape, tuple) or not all(type(length) is int for length in shape):
        raise InputError(where, "a shape of integers", f"shape {shape}")
    dtype = np.dtype(descr)
    entries, body = prod(shape), len(data) - start
    if entries * dtype.itemsize != body:
        shown = entries if abs(entries) < _MOST_SHOWN else "far too many"
        raise InputError(where, f"{shown} entries of {dtype.itemsize} bytes", f"{body} bytes")
    order: Literal["F", "C"] = "F" if header["fortran_order"] else "C"
    try:
        return np.frombuffer(data, dtype=dtype, offset=start).reshape(shape, order=order)
    except ValueError:  # a length below 0, or more axes than numpy has
        raise InputError(where, "a shape of at most 64 axes", f"shape {shape}") from None


def _npy_header(data: bytes, where: str) -> tuple[dict[str, object], int]:
    """The header's dictionary, and the offset at which the entries begin."""
    expected = "an .npy file of version 1 or 2"
    if not data.startswith(_NPY_MAGIC) or data[6:8] not in (b"\x01\x00", b"\x02\x00"):
        raise InputError(where, expected, f"{data[:8]!r}")
    begin = 10 if data[6] == 1 else 12
    length = int.from_bytes(data[8:begin], "little")
    if length > min(_LONGEST_NPY_HEADER, len(data) - begin):
        raise InputError(where, expected, f"a header of {length} bytes in a file of {len(data)}")
    try:
        header = ast.literal_eval(data[begin : begin + length].decode("latin-1"))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        header = None
    if not isinstance(header, dict) or set(header) != {"descr", "fortran_order", "shape"}:
        raise InputError(where, expected, "a malformed header")
    return header, begin + length
