"""Refutations of clauses: a list of clauses that follow one by one, the last of them empty.

Every line is a clause and hints: numbers of earlier clauses. Assume that all literals of the line's
clause are false. Each hint but the last must then have exactly one literal that is not known to be
false, which is true, so that its negation joins the false ones; the last hint must have none, which
is the contradiction. So the line's clause follows from earlier ones (reverse unit propagation). A
line with the empty clause ends the proof: the given clauses have no satisfying assignment.

Format: LRAT in binary, without deletions, and without lines that only keep satisfiability. The
given clauses have the numbers 1 … m in their order, lines have m + 1, m + 2, … A line is
    the number of literals, and each: 2·v for the variable v ≥ 1, 2·v + 1 for its negation;
    the number of hints, and for each the line's number minus the hint's, at least 1.
Each of these integers is an unsigned varint: seven bits a byte, the least significant first, the
highest bit of a byte set when another follows; at most five bytes, and no more than needed. Nothing
follows the line whose clause is empty.

Source: L. Cruz-Filipe et al., *Efficient certified RAT verification* (CADE 2017), for LRAT.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from .outcomes import Incomplete, Invalid, Meter, require

Clause = tuple[int, ...]

LONGEST_PROOF = 1 << 30
"""The most bytes that are read."""

_LONGEST_NUMBER = 5  # bytes; no proof of LONGEST_PROOF bytes has use for a longer one
_BLOCK = 1 << 20  # bytes whose numbers are in memory at a time


def check_refutation(clauses: Sequence[Clause], data: bytes, meter: Meter) -> None:
    """The proof refutes the clauses, whose literals are variables or minus them.

    Raises Invalid with the number of the first line that fails, Incomplete beyond the limits.
    """
    known: list[Clause | frozenset[int]] = list(clauses)
    refuted = False
    for literals, distances in proof_lines(data, meter):
        _check_line(known, literals, distances, meter)
        known.append(literals)
        refuted = not literals
    require(refuted, "proof: it ends without the empty clause")


def _check_line(
    known: list[Clause | frozenset[int]], literals: Clause, distances: Sequence[int], meter: Meter
) -> None:
    """The clause follows from known ones, counted back from the end, by unit propagation.

    Known clauses become sets when they are hinted at; most of those given never are.
    """
    number, false = len(known) + 1, set(literals)
    last, steps = len(distances) - 1, len(literals)
    require(last >= 0, f"proof: line {number} has no hints")
    for at, distance in enumerate(distances):
        if not 0 < distance < number:
            raise Invalid(f"proof: line {number}: hint {at + 1} is no earlier clause")
        hint = known[-distance]
        if isinstance(hint, tuple):
            hint = known[-distance] = frozenset(hint)
        steps += len(hint)
        left = hint.difference(false)
        if len(left) == 1 and at < last:
            (literal,) = left
            false.add(-literal)
        elif left or at < last:
            reason = f"hint {at + 1} of {last + 1} leaves {len(left)}"
            raise Invalid(f"proof: line {number}: {reason}")
    meter.spend(steps)


def proof_lines(data: bytes, meter: Meter) -> Iterator[tuple[Clause, list[int]]]:
    """The clause of each line, and how far before the line each of its hints is, in clauses.

    Raises Invalid for what is no list of lines up to one with an empty clause, Incomplete beyond
    the limits.
    """
    if len(data) > LONGEST_PROOF:
        raise Incomplete(f"a proof of more than {LONGEST_PROOF} bytes is not read")
    numbers = chain.from_iterable(_numbers(data, meter))
    ended = False
    for line, count in enumerate(numbers, 1):
        require(not ended, "proof: it goes on after the empty clause")
        codes = list(islice(numbers, count))
        require(len(codes) == count, "proof: it ends within a line")
        require(count == 0 or min(codes) > 1, f"proof: line {line} of it has a literal 0")
        hints = next(numbers, 0)
        distances = list(islice(numbers, hints))
        require(len(distances) == hints, "proof: it ends within a line")
        yield tuple([-(code >> 1) if code & 1 else code >> 1 for code in codes]), distances
        ended = count == 0


def _numbers(data: bytes, meter: Meter) -> Iterator[list[int]]:
    """The integers that the bytes encode, some of them at a time."""
    number = shift = 0
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        meter.spend(len(block))
        found = []
        for byte in block:
            if byte > 127:
                number |= (byte & 127) << shift
                shift += 7
                require(shift < 7 * _LONGEST_NUMBER, "proof: it has a number that is too large")
            elif shift:
                require(byte > 0, "proof: it has a number that is longer than needed")
                found.append(number | byte << shift)
                number = shift = 0
            else:
                found.append(byte)
        yield found
    require(shift == 0, "proof: it ends within a number")
