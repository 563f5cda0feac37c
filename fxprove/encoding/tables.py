"""Activation tables as bit-vector terms.

A table is cut into the fewest *pieces* on which the entry is constant, or the raw value plus a
constant, or a constant minus the raw value; a balanced tree of comparisons finds the piece. So the
activations with a closed form get it without being named: relu, step and sign are one comparison,
hardtanh, relu6 and sign0 two, identity none, abs one, or two where |lo| is saturated; and the
saturated ends of a sigmoid or the straight half of a gelu cost one piece each. Cutting greedily is
optimal: a part of a piece is a piece.

Rejected, with measurements in benchmarks/README.md: a leaf for each entry, and constant arrays,
which would also leave QF_BV.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fxprove.encoding.terms import Term, add, choose, claimed_within, constant, less, subtract


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """From raw value `start` to the next piece the entry is slope·raw + offset."""

    start: int
    slope: int
    offset: int

    def __call__(self, raw: int) -> int:
        """The entry at a raw value."""
        return self.slope * raw + self.offset


_SLOPES = (0, 1, -1)


def pieces(table: Sequence[int], first: int) -> list[Piece]:
    """The fewest pieces that give `table`, the entries for raw values first, first + 1, …

    >>> [(piece.start, piece.slope, piece.offset) for piece in pieces([0, 0, 0, 1, 2], -2)]
    [(-2, 0, 0), (1, 1, 0)]
    """
    found: list[Piece] = []
    index = 0
    while index < len(table):
        slope, length = max(
            ((slope, _reach(table, index, slope)) for slope in _SLOPES), key=lambda pair: pair[1]
        )
        start = first + index
        found.append(Piece(start=start, slope=slope, offset=table[index] - slope * start))
        index += length
    return found


def _reach(table: Sequence[int], index: int, slope: int) -> int:
    """How many entries from `index` on follow the slope."""
    end = index + 1
    while end < len(table) and table[end] - table[end - 1] == slope:
        end += 1
    return end - index


def looked_up(raw: Term, table: Sequence[int], first: int) -> Term:
    """The entry of `table` for a raw value, which is at least `first` and has one."""
    return _tree(raw, _pieces_of(tuple(table), first), first + len(table) - 1)


@lru_cache(maxsize=4)  # the neurons of a script share a table, which takes 40 ms at 16 bits
def _pieces_of(table: tuple[int, ...], first: int) -> tuple[Piece, ...]:
    return tuple(pieces(table, first))


def _tree(raw: Term, parts: Sequence[Piece], last: int) -> Term:
    if len(parts) == 1:
        return _leaf(raw, parts[0], last)
    middle = len(parts) // 2
    split = parts[middle].start
    if raw.hi < split:
        return _tree(raw, parts[:middle], split - 1)
    if raw.lo >= split:
        return _tree(raw, parts[middle:], last)
    return choose(
        less(raw, constant(split)),
        _tree(raw, parts[:middle], split - 1),
        _tree(raw, parts[middle:], last),
    )


def _leaf(raw: Term, piece: Piece, last: int) -> Term:
    if piece.slope == 0:
        return constant(piece.offset)
    inside = claimed_within(raw, piece.start, last)  # elsewhere another leaf is taken
    if piece.slope == 1:
        return add(inside, constant(piece.offset))
    return subtract(constant(piece.offset), inside)
