"""Clauses and proofs for tests: random ones, the pigeonholes', and another checker, of the text."""

from collections.abc import Iterable, Sequence
from itertools import combinations, product
from random import Random

Clause = tuple[int, ...]
Line = tuple[Sequence[int], Sequence[int]]
"""Literals, and how far before the line each hint is."""


def varint(number: int) -> bytes:
    """Seven bits a byte, the least significant first."""
    encoded = []
    while True:
        number, byte = divmod(number, 128)
        encoded.append(byte + 128 * (number > 0))
        if not number:
            return bytes(encoded)


def proof_bytes(lines: Iterable[Line]) -> bytes:
    """These lines in the format of the checker."""
    numbers: list[int] = []
    for literals, distances in lines:
        numbers += [len(literals), *(2 * abs(x) + (x < 0) for x in literals)]
        numbers += [len(distances), *distances]
    return b"".join(map(varint, numbers))


def is_satisfiable(clauses: Sequence[Clause]) -> bool:
    """By trying all assignments."""
    variables = sorted({abs(literal) for clause in clauses for literal in clause})
    for signs in product((1, -1), repeat=len(variables)):
        true = {sign * variable for sign, variable in zip(signs, variables, strict=True)}
        if all(true.intersection(clause) for clause in clauses):
            return True
    return False


def random_clauses(random: Random, variables: int) -> list[Clause]:
    """A few more than four times as many clauses, of one to three variables."""
    names = range(1, variables + 1)
    return [
        tuple(random.choice((1, -1)) * v for v in random.sample(names, min(variables, length)))
        for length in random.choices((1, 2, 3), weights=(1, 4, 12), k=4 * variables + 4)
    ]


def pigeonholes(holes: int) -> list[Clause]:
    """One pigeon more than holes, each in a hole, no two in one."""
    place = [[p * holes + h + 1 for h in range(holes)] for p in range(holes + 1)]
    clauses = [tuple(row) for row in place]
    for hole in zip(*place, strict=True):
        clauses += [(-one, -other) for one, other in combinations(hole, 2)]
    return clauses


def refutes(dimacs: str, lrat: str) -> bool:
    """Whether textual LRAT refutes clauses in DIMACS' format: written from their definitions."""
    header, *lines = dimacs.splitlines()
    known = {number: set(map(int, line.split()[:-1])) for number, line in enumerate(lines, 1)}
    word, form, variables, count = header.split()
    largest = max((abs(x) for clause in known.values() for x in clause), default=0)
    if (word, form, int(count)) != ("p", "cnf", len(known)) or int(variables) < largest:
        return False
    for line in lrat.splitlines():
        number, *rest = map(int, line.split())
        end = rest.index(0)
        clause, hints = set(rest[:end]), rest[end + 1 : -1]
        assert rest[-1] == 0 and number == max(known) + 1
        false = set(clause)
        for hint in hints[:-1]:
            (unit,) = known[hint] - false
            false.add(-unit)
        if known[hints[-1]] - false:
            return False
        known[number] = clause
    return not known[max(known)]
