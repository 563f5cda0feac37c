"""Clauses, and what they are made of: choices as chains, and numbers as bits.

A choice among n positions is a chain of literals "position k or later", k = 0 … n, the first true
and the last false: a run of positions is named by two literals. A number is low + Σ bit_i·2^i, and
numbers are added bit by bit. All of it is deterministic: the same calls write the same clauses.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, product

from .outcomes import Incomplete, Meter

MOST_CLAUSES = 2_000_000
"""The most clauses that are written."""

TRUE = 1
"""The literal that the first clause makes true."""

Clause = tuple[int, ...]
Assignment = Collection[int]
"""The literals that are true."""


class Clauses:
    """Clauses as they are written; true and false literals are left out at once."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self.variables = TRUE
        self.written: list[Clause] = [(TRUE,)]

    def new(self) -> int:
        """A new variable."""
        self.variables += 1
        return self.variables

    def add(self, *literals: int) -> None:
        """One of these literals holds; none is false, which is the negation of the first clause."""
        if TRUE in literals:
            return
        left = tuple(dict.fromkeys(literal for literal in literals if literal != -TRUE))
        if any(-literal in left for literal in left):
            return
        self.meter.spend(1 + len(left))
        if len(self.written) >= MOST_CLAUSES:
            raise Incomplete(f"it needs more than {MOST_CLAUSES} clauses")
        self.written.append(left or (-TRUE,))

    def chain(self, positions: int) -> "Chain":
        """A new choice of one of some positions, at least one."""
        literals = [TRUE, *(self.new() for _ in range(positions - 1)), -TRUE]
        for earlier, later in pairwise(literals):
            self.add(earlier, -later)
        return Chain(literals)

    def singled(self, chain: "Chain") -> list[int]:
        """For each position a literal that says: this one."""
        singles = [-chain.literals[1]]
        for this, following in pairwise(chain.literals[1:]):
            if following == -TRUE:
                singles.append(this)
                continue
            single = self.new()
            self.add(-single, this)
            self.add(-single, -following)
            self.add(single, -this, following)
            singles.append(single)
        return singles

    def imply_position(self, index: "Chain", positions: Sequence[int], chain: "Chain") -> None:
        """The chain is at positions[i] where the index is at i."""
        for first, after, position in _runs(positions):
            run = index.outside(first, after)
            self.add(*run, chain.literals[position])
            self.add(*run, -chain.literals[position + 1])

    def number(self, low: int, high: int) -> "Number":
        """A new number, whose bits are still free."""
        return Number(low, high, [self.new() for _ in range((high - low).bit_length())])


@dataclass(frozen=True)
class Chain:
    """`literals[k]` says: position k or later."""

    literals: list[int]

    def outside(self, first: int, after: int) -> tuple[int, int]:
        """Two literals, one of which holds unless the position is in first … after − 1."""
        return -self.literals[first], self.literals[after]

    def position(self, true: Assignment) -> int:
        """The chosen position."""
        return sum(literal in true for literal in self.literals[1:-1])


@dataclass(frozen=True)
class Number:
    """low + Σ bit_i·2^i, never above high."""

    low: int
    high: int
    bits: list[int]  # literals, the least significant first

    def value(self, true: Assignment) -> int:
        """Its value."""
        return self.low + sum(1 << i for i, bit in enumerate(self.bits) if bit in true)


def _runs(values: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Maximal runs of equal values: first position, position after the last, value."""
    first = 0
    for value, run in groupby(values):
        after = first + sum(1 for _ in run)
        yield first, after, value
        first = after


# --- Numbers --------------------------------------------------------------------------------------


def imply_bits(
    clauses: Clauses, unless: Clause, chain: Chain, values: Sequence[int], number: Number
) -> None:
    """The number is the value at the chain's position, unless a literal of `unless` holds."""
    for i, bit in enumerate(number.bits):
        for first, after, one in _runs([(value - number.low) >> i & 1 for value in values]):
            clauses.add(*unless, *chain.outside(first, after), bit if one else -bit)


def number_of(clauses: Clauses, chain: Chain, values: Sequence[int]) -> Number:
    """The value at the chain's position."""
    number = clauses.number(min(values), max(values))
    imply_bits(clauses, (), chain, values, number)
    return number


def sum_of(clauses: Clauses, left: Number, right: Number) -> Number:
    """left + right; as both stay within their bounds, nothing is carried out of the last bit."""
    low, high = left.low + right.low, left.high + right.high
    width = (high - low).bit_length()
    bits: list[int] = []
    carry = -TRUE
    for i in range(width):
        places = [number.bits[i] for number in (left, right) if i < len(number.bits)]
        summed = [literal for literal in (*places, carry) if literal != -TRUE]
        bit, carry = _added(clauses, summed, carries=i + 1 < width)
        bits.append(bit)
    return Number(low, high, bits)


def _added(clauses: Clauses, summed: list[int], *, carries: bool) -> tuple[int, int]:
    """Sum and carry of up to three literals; where nothing is carried, two are never both true."""
    if not summed:
        return -TRUE, -TRUE
    if len(summed) == 1:
        return summed[0], -TRUE
    bit = clauses.new()
    for signs in product((1, -1), repeat=len(summed)):
        odd = signs.count(1) % 2
        clauses.add(*(-s * x for s, x in zip(signs, summed, strict=True)), bit if odd else -bit)
    if not carries:
        for i, one in enumerate(summed):
            for other in summed[:i]:
                clauses.add(-one, -other)
        return bit, -TRUE
    carry = clauses.new()
    for i, one in enumerate(summed):
        for other in summed[:i]:
            clauses.add(-one, -other, carry)
            if len(summed) == 3:
                clauses.add(one, other, -carry)
        if len(summed) == 2:
            clauses.add(one, -carry)
        else:  # implied: all three where both sum and carry are 1, none where both are 0
            clauses.add(-carry, -bit, one)
            clauses.add(carry, bit, -one)
    return bit, carry


def multiple_of(clauses: Clauses, number: Number, factor: int) -> Number:
    """number·factor for a positive factor, and a number whose low is 0."""
    total: Number | None = None
    for shift in range(factor.bit_length()):
        if factor >> shift & 1:
            bits = [-TRUE] * shift + number.bits
            shifted = Number(0, number.high << shift, bits)
            total = shifted if total is None else sum_of(clauses, total, shifted)
    assert total is not None
    return total


def require_at_least(clauses: Clauses, unless: Clause, number: Number, bound: int) -> None:
    """number ≥ bound, unless one of these literals holds."""
    excess = bound - number.low
    if excess <= 0:
        return
    if bound > number.high:
        clauses.add(*unless)
        return
    for i, bit in enumerate(number.bits):
        if excess >> i & 1:
            clauses.add(*unless, bit, *_above(number, i, excess, one=False))


def require_at_most(clauses: Clauses, unless: Clause, number: Number, bound: int) -> None:
    """number ≤ bound, unless one of these literals holds."""
    excess = bound - number.low
    if bound >= number.high:
        return
    if excess < 0:
        clauses.add(*unless)
        return
    for i, bit in enumerate(number.bits):
        if not excess >> i & 1:
            clauses.add(*unless, -bit, *(-b for b in _above(number, i, excess, one=True)))


def _above(number: Number, place: int, pattern: int, *, one: bool) -> list[int]:
    """The bits above a place where the pattern has a 1, or a 0."""
    places = range(place + 1, len(number.bits))
    return [number.bits[i] for i in places if bool(pattern >> i & 1) == one]
