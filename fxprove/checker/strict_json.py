"""Reading JSON that may be hostile: one-line refusals, no crash, nothing silently dropped.

Stricter than the standard: no duplicate keys (the usual parsers keep the last, so that two readers
may see two documents), no NaN or Infinity, no fractions or exponents (every number of ours is an
integer), bounded size, depth and digits.
"""

import json
from collections.abc import Iterable

LARGEST_FILE = 64 << 20  # bytes
DEEPEST = 32  # levels of arrays and objects
LONGEST_INTEGER = 400  # decimal digits


class StrictJsonError(ValueError):
    """Why a text is not JSON that is accepted here: what was expected and what was found."""

    def __init__(self, expected: str, found: str) -> None:
        self.expected = expected
        self.found = found
        super().__init__(f"expected {expected}, found {found}")


def load_file(path: str) -> object:
    """The value in the UTF-8 file at `path`; raises StrictJsonError, also where I/O fails."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except IsADirectoryError:
        raise StrictJsonError("a file", "a directory") from None
    except (OSError, ValueError) as error:
        raise StrictJsonError("a readable file", reason(error)) from None
    return loads(data)


def reason(error: Exception) -> str:
    """The operating system's words for an error, without the path."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def loads(data: bytes) -> object:
    """The JSON value of `data`; raises StrictJsonError."""
    if len(data) > LARGEST_FILE:
        raise StrictJsonError(f"at most {LARGEST_FILE} bytes", "more")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"byte {data[error.start]:#04x} at offset {error.start}"
        raise StrictJsonError("UTF-8", found) from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except json.JSONDecodeError as error:
        found = f"'{error.msg}' at line {error.lineno}, column {error.colno}"
        raise StrictJsonError("JSON", found) from None
    except RecursionError:
        raise StrictJsonError(f"at most {DEEPEST} levels", "far more") from None
    except MemoryError:
        raise StrictJsonError("a document that fits into memory", "a larger one") from None
    _check_depth(value)
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise StrictJsonError("each key once", f"{key[:40]!r} twice")
            seen.add(key)
    return result


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_INTEGER:
        raise StrictJsonError(f"at most {LONGEST_INTEGER} digits", f"{len(digits)}")
    return int(digits)


def _refuse_number(text: str) -> object:
    raise StrictJsonError("integers only", text[:40])


def _check_depth(value: object) -> None:
    level: list[object] = [value]
    for _ in range(DEEPEST):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return
    raise StrictJsonError(f"at most {DEEPEST} levels", "more")


def _children(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return [child for child in value.values() if isinstance(child, (dict, list))]
    if isinstance(value, list):
        return [child for child in value if isinstance(child, (dict, list))]
    return ()
