"""The meaning of SMT-LIB scripts by evaluation: what the encodings are compared with.

Only what the encoder writes, and nothing of the encoder: S-expressions are read here, and each
operator is its definition in SMT-LIB's FixedSizeBitVectors on Python integers. A column is the
values of one term at many assignments, so that a script is read once for all of them. Ill-sorted
text and unknown operators are refused.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

Expression = str | list["Expression"]


@dataclass(frozen=True)
class Column:
    """A term at each assignment: vectors of `width` bits as unsigned integers; Booleans if 0."""

    width: int
    bits: list[int]

    @property
    def signed(self) -> list[int]:
        """The vectors as two's complement integers."""
        assert self.width
        half, whole = 1 << (self.width - 1), 1 << self.width
        return [bits - whole if bits >= half else bits for bits in self.bits]


@dataclass(frozen=True)
class Function:
    """A defined function of vectors or Booleans."""

    parameters: list[tuple[str, int]]
    width: int
    body: Expression


@dataclass
class Evaluation:
    """A script at many assignments: all its names, and where every assertion holds."""

    count: int
    columns: dict[str, Column] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    holds: list[bool] = field(default_factory=list)

    def signed(self, name: str) -> list[int]:
        """A name's values as integers."""
        return self.columns[name].signed


def expressions(text: str) -> list[Expression]:
    """The S-expressions of a text, without its comments."""
    stack: list[list[Expression]] = [[]]
    for token in re.findall(r"[()]|[^\s()]+", re.sub(r";[^\n]*", "", text)):
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    (found,) = stack
    return found


def declared(text: str) -> dict[str, int]:
    """The widths of the declared constants, in order."""
    found = {}
    for command in expressions(text):
        match command:
            case ["declare-const", str(name), sort]:
                found[name] = _width_of(sort)
    return found


def evaluated(text: str, assignments: Mapping[str, Sequence[int]]) -> Evaluation:
    """The script where each constant has these values, signed or not: as many for each."""
    (count,) = {len(values) for values in assignments.values()} or {1}
    state = Evaluation(count=count, holds=[True] * count)
    for command in expressions(text):
        _execute(state, command, assignments)
    return state


def everywhere(text: str) -> Evaluation:
    """The script at all assignments of its constants."""
    widths = declared(text)
    rows = list(product(*(range(1 << width) for width in widths.values())))
    return evaluated(text, {name: [row[i] for row in rows] for i, name in enumerate(widths)})


def value_of(expression: str, assignments: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Width and unsigned value of one term, constants given by theirs; width 0 for a Boolean."""
    columns = {name: Column(width, [bits]) for name, (width, bits) in assignments.items()}
    (parsed,) = expressions(expression)
    column = _value(Evaluation(count=1), parsed, columns)
    return column.width, column.bits[0]


def _execute(state: Evaluation, command: Expression, given: Mapping[str, Sequence[int]]) -> None:
    match command:
        case ["set-info" | "set-option" | "set-logic", *_] | ["check-sat"]:
            pass
        case ["declare-const", str(name), sort]:
            width = _width_of(sort)
            _new(state, name, Column(width, [value % (1 << width) for value in given[name]]))
        case ["define-fun", str(name), [], sort, body]:
            column = _value(state, body, state.columns)
            _require(column.width == _width_of(sort), command)
            _new(state, name, column)
        case ["define-fun", str(name), list(parameters), sort, body]:
            _require(name not in state.functions, command)
            typed = [_parameter(parameter) for parameter in parameters]
            state.functions[name] = Function(typed, _width_of(sort), body)
        case ["assert", body]:
            column = _value(state, body, state.columns)
            _require(column.width == 0, command)
            state.holds = [a and bool(b) for a, b in zip(state.holds, column.bits, strict=True)]
        case _:
            raise ValueError(f"no such command: {command}")


def _new(state: Evaluation, name: str, column: Column) -> None:
    _require(name not in state.columns, name)
    state.columns[name] = column


def _require(condition: bool, where: Expression) -> None:
    if not condition:
        raise ValueError(f"ill-sorted or repeated: {where}")


def _parameter(parameter: Expression) -> tuple[str, int]:
    match parameter:
        case [str(name), sort]:
            return name, _width_of(sort)
    raise ValueError(f"no such parameter: {parameter}")


def _width_of(sort: Expression) -> int:
    match sort:
        case "Bool":
            return 0
        case ["_", "BitVec", str(width)] if int(width) > 0:
            return int(width)
    raise ValueError(f"no such sort: {sort}")


def _value(state: Evaluation, term: Expression, names: Mapping[str, Column]) -> Column:
    match term:
        case str():
            return names[term] if term in names else _literal(term, state.count)
        case ["_", str(literal), str(width)] if literal.startswith("bv"):
            _require(0 <= int(literal[2:]) < 1 << int(width), term)
            return Column(int(width), [int(literal[2:])] * state.count)
        case [head, *rest]:
            arguments = [_value(state, argument, names) for argument in rest]
            if isinstance(head, str) and head in state.functions:
                return _called(state, state.functions[head], arguments, term)
            return _applied(head, arguments, term)
    raise ValueError(f"no such term: {term}")


def _literal(token: str, count: int) -> Column:
    if token in ("true", "false"):
        return Column(0, [int(token == "true")] * count)
    if not re.fullmatch("#b[01]+", token):
        raise ValueError(f"no such name: {token}")
    return Column(len(token) - 2, [int(token[2:], 2)] * count)


def _called(
    state: Evaluation, function: Function, arguments: list[Column], term: Expression
) -> Column:
    _require([width for _, width in function.parameters] == [a.width for a in arguments], term)
    names = {name: a for (name, _), a in zip(function.parameters, arguments, strict=True)}
    column = _value(state, function.body, {**state.columns, **names})
    _require(column.width == function.width, term)
    return column


def _applied(head: Expression, arguments: list[Column], term: Expression) -> Column:
    widths, columns = [a.width for a in arguments], [a.bits for a in arguments]
    match head:
        case ["_", "extract", str(high), str(low)]:
            _require(len(widths) == 1 and widths[0] > int(high) >= int(low) >= 0, term)
            width, shift = int(high) - int(low) + 1, int(low)
            return Column(width, [a >> shift & (1 << width) - 1 for a in columns[0]])
        case ["_", "sign_extend", str(extra)]:
            _require(len(widths) == 1 and widths[0] > 0, term)
            width = widths[0] + int(extra)
            return Column(width, [a % (1 << width) for a in arguments[0].signed])
        case "concat":
            _require(len(widths) == 2 and min(widths) > 0, term)
            high_part, low_part = columns
            bits = [a << widths[1] | b for a, b in zip(high_part, low_part, strict=True)]
            return Column(sum(widths), bits)
        case "ite":
            _require(len(widths) == 3 and widths[0] == 0 and widths[1] == widths[2], term)
            chosen = [b if a else c for a, b, c in zip(*columns, strict=True)]
            return Column(widths[1], chosen)
        case "=":
            _require(len(widths) == 2 and widths[0] == widths[1], term)
            return Column(0, [int(a == b) for a, b in zip(*columns, strict=True)])
        case str() if head in _CONNECTIVES:
            _require(bool(widths) and not any(widths), term)
            return Column(0, [int(_CONNECTIVES[head](row)) for row in zip(*columns, strict=True)])
        case "bvslt" | "bvsle":
            _require(len(widths) == 2 and widths[0] == widths[1] > 0, term)
            left, right = (a.signed for a in arguments)
            strictly = head == "bvslt"
            pairs = zip(left, right, strict=True)
            return Column(0, [int(a < b or (a == b and not strictly)) for a, b in pairs])
        case "bvneg":
            _require(len(widths) == 1 and widths[0] > 0, term)
            return Column(widths[0], [-a % (1 << widths[0]) for a in columns[0]])
        case str() if head in _ARITHMETIC:
            _require(len(widths) == 2 and widths[0] == widths[1] > 0, term)
            operation, mask = _ARITHMETIC[head], (1 << widths[0]) - 1
            results = [operation(a, b) & mask for a, b in zip(*columns, strict=True)]
            return Column(widths[0], results)
    raise ValueError(f"no such operator: {term}")


_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "bvadd": lambda a, b: a + b,
    "bvsub": lambda a, b: a - b,
    "bvmul": lambda a, b: a * b,
    "bvudiv": lambda a, b: a // b if b else -1,  # all ones
    "bvurem": lambda a, b: a % b if b else a,
}

_CONNECTIVES: dict[str, Callable[[tuple[int, ...]], bool]] = {
    "and": all,
    "or": any,
    "not": lambda row: not row[0],
    "=>": lambda row: bool(row[-1]) or not all(row[:-1]),
}
