"""The answer to get-value as solvers print it: ((x #b0101) (|y z| #x0f) (w (_ bv5 8)))."""

import re
from collections.abc import Iterator, Mapping, Sequence

from fxprove.encoding.scripts import Variable
from fxprove.errors import FxproveError

_SYMBOL = r"\|[^|\\]*\||[^\s()|;\"#]+"
_VECTOR = r"\#b[01]+|\#x[0-9a-fA-F]+|\(\s*_\s+bv[0-9]{1,4000}\s+[0-9]{1,9}\s*\)"
_PAIR = re.compile(rf"\s*\(\s*({_SYMBOL})\s*((?<=[|\s])(?:{_VECTOR}))\s*\)", re.ASCII)
_OPEN = re.compile(r"\s*\(", re.ASCII)
_CLOSE = re.compile(r"\s*\)\s*\Z", re.ASCII)


class NoValues(FxproveError):
    """A text that does not give each variable one value of its width."""

    def __init__(self, expected: str, found: str) -> None:
        self.expected = expected
        self.found = found
        super().__init__(expected, found)

    def __str__(self) -> str:
        return f"expected {self.expected}, found {self.found}"


def read_values(text: str, variables: Sequence[Variable]) -> Mapping[str, int]:
    """The signed values of exactly these variables.

    Raises NoValues for any other text: a pair more or less, a wrong width, a stray character.

    >>> read_values("((x #b1101) (y (_ bv5 8)))", [Variable(name="x", width=4),
    ...                                           Variable(name="y", width=8)])
    {'x': -3, 'y': 5}
    """
    printed: dict[str, str] = {}
    for name, vector in _pairs(text):
        if name in printed:
            raise NoValues(f"one value of {name}", "two")
        printed[name] = vector
    values = {}
    for variable in variables:
        vector = printed.pop(_bare(variable.name), "")
        values[variable.name] = _signed(vector, variable)
    if printed:
        raise NoValues("values of the variables asked for", f"one of {next(iter(printed))}")
    return values


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Names without bars, and the vectors as printed."""
    opening = _OPEN.match(text)
    if opening is None:
        raise _stray(text)
    position = opening.end()
    while pair := _PAIR.match(text, position):
        yield _bare(pair[1]), pair[2]
        position = pair.end()
    if not _CLOSE.match(text, position):
        raise _stray(text[position - 1 :])  # with the last parenthesis that was in its place


def _stray(text: str) -> NoValues:
    found = repr(text.strip()[:60]) if text.strip() else "nothing"
    return NoValues("the values of the variables", found)


def _bare(name: str) -> str:
    """|x| and x are one symbol."""
    return name[1:-1] if name.startswith("|") else name


def _signed(vector: str, variable: Variable) -> int:
    if not vector:
        raise NoValues(f"a value of {variable.name}", "none")
    value, width = _unsigned(vector)
    if width != variable.width or value >= 1 << width:
        raise NoValues(f"{variable.name} in {variable.width} bits", vector)
    return value - (value >> (width - 1) << width)


def _unsigned(vector: str) -> tuple[int, int]:
    """The number and the bits it is written in."""
    if vector.startswith("#"):
        digits, bits = vector[2:], 1 if vector[1] == "b" else 4
        return int(digits, 1 << bits), bits * len(digits)
    _, number, width = vector.strip("()").split()
    return int(number[2:]), int(width)
