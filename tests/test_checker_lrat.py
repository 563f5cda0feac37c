"""The checker of refutations: what follows is accepted, nothing else, and no bytes break it."""

from collections.abc import Sequence
from random import Random
from time import perf_counter

import pytest

from fxprove.checker import lrat
from fxprove.checker.formulas import Formula
from fxprove.checker.lrat import check_refutation, proof_lines
from fxprove.checker.outcomes import Incomplete, Invalid, Meter
from fxprove.minimization.formula_search import Refuted, search_formula
from tests.lrat_proofs import (
    Clause,
    Line,
    is_satisfiable,
    pigeonholes,
    proof_bytes,
    random_clauses,
)

CLAUSES: list[Clause] = [(1, 2), (1, -2), (-1, 3), (-1, -3)]
LINES: list[Line] = [((1,), (4, 3)), ((), (1, 3, 2))]  # 5: 1 from 1, 2; 6: from 5, 3, 4
PROOF = proof_bytes(LINES)


def accepted(clauses: Sequence[Clause], data: bytes) -> bool:
    """Whether the checker accepts it; any exception but Invalid and Incomplete is a failure."""
    try:
        check_refutation(clauses, data, Meter())
    except (Invalid, Incomplete):
        return False
    return True


@pytest.fixture(scope="module")
def pigeons() -> tuple[list[Clause], list[tuple[Clause, list[int]]]]:
    """Clauses, and the lines of a proof that a solver found."""
    clauses = pigeonholes(4)
    variables = max(max(clause) for clause in clauses)
    answer = search_formula(Formula(variables, clauses, lambda _: ()))
    assert isinstance(answer, Refuted) and answer.proof is not None
    lines = list(proof_lines(answer.proof, Meter()))
    assert proof_bytes(lines) == answer.proof and len(lines) > 20
    return clauses, lines


def test_the_bytes_are_those_of_the_description() -> None:
    assert PROOF.hex() == "0102020403" + "0003010302"
    assert list(proof_lines(PROOF, Meter())) == [((1,), [4, 3]), ((), [1, 3, 2])]
    assert list(proof_lines(proof_bytes([((-100,), (300,))]), Meter())) == [((-100,), [300])]


def test_a_refutation_is_accepted() -> None:
    check_refutation(CLAUSES, PROOF, Meter())


def test_a_refutation_by_given_clauses_alone() -> None:
    check_refutation([(7,), (-7,)], proof_bytes([((), (2, 1))]), Meter())
    check_refutation([(1,), ()], proof_bytes([((), (1,))]), Meter())


def test_a_literal_named_twice_counts_once() -> None:
    check_refutation([(1, 1), (-1,)], proof_bytes([((), (2, 1))]), Meter())


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "without the empty clause"),
        (LINES[:1], "without the empty clause"),
        ([((), (4, 3))], "hint 1 of 2 leaves 2"),
        ([((-1,), (4, 3)), LINES[1]], "line 5: hint 1 of 2 leaves 2"),
        ([((2,), (4, 3)), LINES[1]], "line 5: hint 2 of 2 leaves 2"),
        ([LINES[0], ((), (1, 2))], "line 6: hint 2 of 2 leaves 1"),
        ([LINES[0], ((), (3, 1, 2))], "line 6: hint 1 of 3 leaves 2"),
        ([LINES[0], ((), (1, 3, 2, 5))], "line 6: hint 3 of 4 leaves 0"),
        ([LINES[0], ((), ())], "line 6 has no hints"),
        ([((1,), (5, 3)), LINES[1]], "line 5: hint 1 is no earlier clause"),
        ([((1,), (0, 3)), LINES[1]], "line 5: hint 1 is no earlier clause"),
        ([((0,), (4, 3)), LINES[1]], "literal 0"),
        ([*LINES, ((), (1,))], "goes on after the empty clause"),
        ([*LINES, LINES[0]], "goes on after the empty clause"),
    ],
)
def test_what_does_not_follow_is_refused(lines: list[Line], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        check_refutation(CLAUSES, proof_bytes(lines), Meter())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PROOF + b"\x80", "within a number"),
        (PROOF + b"\x00", "goes on"),
        (b"\x81\x00" + PROOF[1:], "longer than needed"),
        (b"\xff\xff\xff\xff\xff\x01", "too large"),
        (b"\xff\xff\xff\xff\x7f", "within a line"),
        (b"\x01\x02\xff\xff\xff\xff\x7f", "within a line"),
        (b"\x01\x01\x01\x01", "literal 0"),
    ],
)
def test_other_bytes_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        check_refutation(CLAUSES, data, Meter())


def test_every_beginning_of_a_proof_is_refused() -> None:
    assert not any(accepted(CLAUSES, PROOF[:length]) for length in range(len(PROOF)))


def test_other_clauses_are_not_refuted_by_it() -> None:
    for at, clause in enumerate(CLAUSES):
        for changed in ((), (9,), tuple(-x for x in clause), (*clause, 9)):
            if changed:
                assert not accepted([*CLAUSES[:at], changed, *CLAUSES[at + 1 :]], PROOF)
    assert not accepted(CLAUSES[:3], PROOF)
    assert not accepted([(1,), *CLAUSES], proof_bytes([LINES[0], ((), (1, 3, 5))]))
    assert not accepted([CLAUSES[i] for i in (0, 2, 1, 3)], PROOF)


def test_forgeries_of_a_solvers_proof_are_refused(
    pigeons: tuple[list[Clause], list[tuple[Clause, list[int]]]],
) -> None:
    clauses, lines = pigeons
    assert accepted(clauses, proof_bytes(lines))
    used = {len(clauses) + at - d for at, (_, hints) in enumerate(lines) for d in hints}
    for at, (literals, hints) in enumerate(lines):
        before, after = lines[:at], lines[at + 1 :]
        assert not accepted(clauses, proof_bytes([*before, *after]))
        assert not accepted(clauses, proof_bytes([*before, (literals, hints[:-1]), *after]))
        assert not accepted(clauses, proof_bytes([*before, (literals, []), *after]))
        if literals:
            weaker = (literals[:-1], hints)
            assert not accepted(clauses, proof_bytes([*before, weaker]))
    for at in used & set(range(len(clauses))):
        weakened = [*clauses[:at], (*clauses[at], 99), *clauses[at + 1 :]]
        assert not accepted(weakened, proof_bytes(lines))
    assert not accepted(pigeonholes(5), proof_bytes(lines))


def likely_hints(random: Random, known: Sequence[Clause], literals: Sequence[int]) -> list[int]:
    """Hints as unit propagation goes, some of them wrong; all counted back from the end."""
    false, hints = set(literals), list[int]()
    for _ in range(6):
        left = [set(clause) - false for clause in known]
        units = [at for at, rest in enumerate(left) if len(rest) <= 1]
        at = (
            random.choice(units) if units and random.random() < 0.9 else random.randrange(len(left))
        )
        hints.append(len(known) - at)
        if not left[at]:
            break
        false.update(-literal for literal in left[at])
    return hints


def test_whatever_is_accepted_is_unsatisfiable() -> None:
    random, both = Random(1), [0, 0]
    for _ in range(10_000):
        clauses = random_clauses(random, 3)[: random.randint(2, 12)]
        known, lines = list(clauses), list[Line]()
        for length in (*(random.randint(1, 2) for _ in range(random.randint(0, 2))), 0):
            literals = tuple(random.sample([1, -1, 2, -2, 3, -3], length))
            lines.append((literals, likely_hints(random, known, literals)))
            known.append(literals)
        refuted = accepted(clauses, proof_bytes(lines))
        both[refuted] += 1
        assert not (refuted and is_satisfiable(clauses))
    assert min(both) > 100


def follows(known: Sequence[Clause], literals: Clause, hints: Sequence[int]) -> bool:
    """By definition: hints in order are units, the last a contradiction."""
    false = list(literals)
    for at, hint in enumerate(hints):
        if hint < 0:
            return False
        left = [x for x in dict.fromkeys(known[hint]) if x not in false]
        if at == len(hints) - 1:
            return not left
        if len(left) != 1:
            return False
        false.append(-left[0])
    return False


def test_it_agrees_with_the_definition_line_by_line() -> None:
    random, both = Random(2), [0, 0]
    for _ in range(8_000):
        clauses = random_clauses(random, 3)[: random.randint(3, 10)]
        literals = tuple(random.sample([1, -1, 2, -2, 3, -3], random.randint(0, 3)))
        distances = random.choices(range(1, len(clauses) + 2), k=random.randint(0, 3))
        hints = [len(clauses) - distance for distance in distances]
        expected = follows(clauses, literals, hints)
        contradiction = max(map(abs, literals), default=0) + 10
        padded = [*clauses, (contradiction,), (-contradiction,)]
        line = (literals, [distance + 2 for distance in distances])
        last = ((), (3 if literals else 2, 2 if literals else 1))
        found = accepted(padded, proof_bytes([line, last] if literals else [line]))
        both[expected] += 1
        assert found == expected, (clauses, literals, distances)
    assert min(both) > 50


def test_no_bytes_break_it(pigeons: tuple[list[Clause], list[tuple[Clause, list[int]]]]) -> None:
    random = Random(3)
    clauses, lines = pigeons
    proof = proof_bytes(lines)
    for _ in range(10_000):
        assert not accepted(CLAUSES[:3], random.randbytes(random.randint(0, 60)))
    for _ in range(5_000):
        changed = bytearray(proof)
        for _ in range(random.randint(1, 3)):
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
        accepted(clauses, bytes(changed))  # another proof may be right, too


def test_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    meter = Meter()
    check_refutation(CLAUSES, PROOF, meter)
    check_refutation(CLAUSES, PROOF, Meter(limit=meter.spent))
    with pytest.raises(Incomplete, match="steps"):
        check_refutation(CLAUSES, PROOF, Meter(limit=meter.spent - 1))
    monkeypatch.setattr(lrat, "LONGEST_PROOF", len(PROOF) - 1)
    with pytest.raises(Incomplete, match="bytes"):
        check_refutation(CLAUSES, PROOF, Meter())


@pytest.mark.parametrize("block", [1, 2, 3, 5])
def test_numbers_may_stand_across_blocks(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [((-100, 20_000), (300, 2_000_000, 5)), ((), (1,))]
    expected = [(literals, list(hints)) for literals, hints in lines]
    monkeypatch.setattr(lrat, "_BLOCK", block)
    assert list(proof_lines(proof_bytes(lines), Meter())) == expected


def test_a_long_proof_is_checked_in_time() -> None:
    variables = 40_000
    clauses: list[Clause] = [(1,), *((-x, x + 1) for x in range(1, variables)), (-variables,)]
    lines: list[Line] = [((x + 1,), (variables + 1 if x == 1 else 1, variables)) for x in (1,)]
    lines += [((x + 1,), (1, variables)) for x in range(2, variables)]
    lines.append(((), (1, variables)))
    start = perf_counter()
    check_refutation(clauses, proof_bytes(lines), Meter())
    assert perf_counter() - start < 5
