"""The program that runs the SAT solver: started by its path in a process of its own, and killed.

It reads `clauses` in the folder that it is given (32-bit integers, a 0 after each clause) and
writes `answer` there: b"s" and the true literals as 32-bit integers, or b"u" and a refutation in
the format of `fxprove.checker.lrat`, empty where none was asked for. It imports nothing of
fxprove, so that it runs wherever its parent's interpreter runs.

CaDiCaL traces FRAT, as PySAT's public interface would start tracing before the options are set:
`o id literals 0` for each clause given, in the order in which they are given; `a id literals 0 l
hints 0` for each clause that follows, with the numbers of those that it follows from, in the order
of unit propagation; `d` and `f` for those forgotten and left. (Its own LRAT puts numbers of derived
clauses between those given, so that the numbers there are not the positions.) Clauses given after
the refutation is found have no line. What the refutation does not use is left out, going back from
the empty clause.
"""

import sys
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO


def main(folder: Path, *, proved: bool) -> None:
    """Solve the clauses in the folder, and leave the answer there."""
    numbers = array("i")
    numbers.frombytes((folder / "clauses").read_bytes())
    with open(folder / "trace", "w+b") as trace:
        model = solved(numbers, trace if proved else None)
        if model is not None:
            answer = b"s" + array("i", model).tobytes()
        else:
            answer = b"u" + (refutation(trace, numbers.count(0)) if proved else b"")
    (folder / "answer").write_bytes(answer)


def solved(numbers: Sequence[int], trace: IO[bytes] | None) -> list[int] | None:
    """The true literals of an assignment; None where there is none, and then `trace` is written."""
    import pysolvers

    solver = pysolvers.cadical195_new()
    if trace is not None:
        pysolvers.cadical195_set(solver, "frat", 1)
        pysolvers.cadical195_set(solver, "binary", 0)
        pysolvers.cadical195_tracepr(solver, trace)  # after the options, before any clause
    for clause in clauses_of(numbers):
        pysolvers.cadical195_add_cl(solver, clause)
    satisfied = pysolvers.cadical195_solve(solver, [], 1)
    model = list(pysolvers.cadical195_model(solver)) if satisfied else None
    pysolvers.cadical195_del(solver, trace)  # flushes the trace
    return model


def clauses_of(numbers: Sequence[int]) -> Iterator[list[int]]:
    """The clauses that are written with a 0 after each."""
    clause: list[int] = []
    for number in numbers:
        if number:
            clause.append(number)
        else:
            yield clause
            clause = []


def refutation(trace: IO[bytes], given: int) -> bytes:
    """The lines that the empty clause of a FRAT trace follows from, renumbered.

    `given` is the number of clauses given. Raises ValueError if there is no empty clause.
    """
    numbers, derived = _read(trace)
    encoded = bytearray()
    for number, (name, literals, hints) in enumerate(_needed(derived), given + 1):
        numbers[name] = number
        encoded += varint(len(literals))
        for literal in literals:
            encoded += varint(2 * abs(literal) + (literal < 0))
        encoded += varint(len(hints))
        for hint in hints:
            encoded += varint(number - numbers[hint])
    return bytes(encoded)


def _read(trace: IO[bytes]) -> tuple[dict[int, int], list[tuple[int, bytes]]]:
    """The positions of the clauses given by their names, and the names and lines of all others."""
    positions: dict[int, int] = {}
    derived: list[tuple[int, bytes]] = []
    trace.seek(0)
    for line in trace:
        if line[:2] == b"o ":
            positions[int(line[2 : line.index(b" ", 2)])] = len(positions) + 1
        elif line[:2] == b"a ":
            end = line.index(b" ", 2)
            derived.append((int(line[2:end]), line[end:]))
            if line[end:].lstrip().startswith(b"0 "):
                return positions, derived
    raise ValueError("a trace without the empty clause")


def _needed(derived: list[tuple[int, bytes]]) -> list[tuple[int, list[int], list[int]]]:
    """The lines that the last one rests on, in their order: name, literals and hints."""
    found, names = [], {derived[-1][0]}
    while derived:
        name, line = derived.pop()
        if name in names:
            literals, _, hints = line.partition(b"l")
            parsed = [int(hint) for hint in hints.split()[:-1]]
            names.update(parsed)
            found.append((name, [int(literal) for literal in literals.split()[:-1]], parsed))
    return found[::-1]


def varint(number: int) -> bytes:
    """An unsigned integer, seven bits a byte, the least significant first."""
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


if __name__ == "__main__":
    main(Path(sys.argv[1]), proved=sys.argv[2] == "proved")
