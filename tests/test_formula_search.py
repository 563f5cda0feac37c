"""What the SAT solver says is proved, checked again and replayed; and it stops when it should."""

import hashlib
import lzma
import signal
import sys
import time
from base64 import b64decode
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from fxprove.budgets import Budget
from fxprove.checker.attachments import none_attached, read_proof
from fxprove.checker.formulas import Formula, network_formula
from fxprove.checker.lrat import check_refutation
from fxprove.checker.outcomes import Invalid, Meter
from fxprove.errors import Disagreement, InputError
from fxprove.functions import Function
from fxprove.minimization import formula_search, solver_process
from fxprove.minimization.formula_search import (
    OutOfTime,
    Refuted,
    Satisfied,
    attached,
    checked_claim,
    dimacs_text,
    lrat_text,
    networks_of_widths,
    search_formula,
)
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.requirements import Requirement
from fxprove.solving import SolverFailure
from fxprove.verdicts import Unknown
from tests.lrat_proofs import Clause, is_satisfiable, pigeonholes, random_clauses, refutes
from tests.test_backends import all_die, needs_proc, numbers_in, output_of, run_python


def formula_of(clauses: list[Clause]) -> Formula:
    """A formula that describes nothing."""
    return Formula(max(abs(x) for c in clauses for x in c), clauses, lambda _: ())


def proof_of(clauses: list[Clause]) -> bytes:
    answer = search_formula(formula_of(clauses))
    assert isinstance(answer, Refuted) and answer.proof is not None
    return answer.proof


# --- Proofs ---------------------------------------------------------------------------------------


def traced(clauses: list[Clause], folder: Path) -> bytes | None:
    """The refutation that the program writes, without a process; None for satisfiable clauses."""
    formula_search._write_clauses(folder / "clauses", clauses)
    solver_process.main(folder, proved=True)
    answer = (folder / "answer").read_bytes()
    return answer[1:] if answer[:1] == b"u" else None


def test_random_clauses_are_refuted_or_satisfied(tmp_path: Path) -> None:
    random, both = Random(0), [0, 0]
    for _ in range(600):
        clauses = random_clauses(random, random.randint(1, 7))
        proof = traced(clauses, tmp_path)
        assert (proof is None) == is_satisfiable(clauses)
        both[proof is None] += 1
        if proof is not None:
            check_refutation(clauses, proof, Meter())
            formula = formula_of(clauses)
            assert refutes("".join(dimacs_text(formula)), "".join(lrat_text(proof, clauses)))
    assert min(both) > 100


def test_an_assignment_satisfies_all_clauses() -> None:
    clauses: list[Clause] = [(1, 2), (-1, 3), (-2, -3), (4,)]
    answer = search_formula(formula_of(clauses))
    assert isinstance(answer, Satisfied)
    assert sorted(map(abs, answer.assignment)) == [1, 2, 3, 4]
    assert all(answer.assignment.intersection(clause) for clause in clauses)


@pytest.mark.parametrize("holes", [1, 2, 4, 6])
def test_pigeonholes_are_refuted(holes: int) -> None:
    clauses = pigeonholes(holes)
    proof = proof_of(clauses)
    check_refutation(clauses, proof, Meter())
    text = "".join(lrat_text(proof, clauses))
    dimacs = "".join(dimacs_text(formula_of(clauses)))
    assert refutes(dimacs, text)
    first = text.split("\n")[0].split()
    assert int(first[0]) == len(clauses) + 1
    assert dimacs.startswith(f"p cnf {holes * (holes + 1)} {len(clauses)}\n")
    with pytest.raises(Invalid):
        check_refutation(clauses[1:], proof, Meter())


def test_without_a_proof_none_is_made() -> None:
    assert search_formula(formula_of(pigeonholes(3)), proof=False) == Refuted(proof=None)


def test_the_private_interface_of_the_solver_is_what_it_was(tmp_path: Path) -> None:
    """The trace of two clauses, to the letter: a change of python-sat must not go unseen."""
    with open(tmp_path / "trace", "w+b") as trace:
        assert solver_process.solved([1, 2, 0, -1, 0, -2, 0], trace) is None
        trace.seek(0)
        lines = [line.split() for line in trace]
    given = [line for line in lines if line[0] == b"o"]
    assert [line[2:] for line in given] == [[b"1", b"2", b"0"], [b"-1", b"0"], [b"-2", b"0"]]
    derived = [line for line in lines if line[0] == b"a"]
    assert derived[-1][2] == b"0" and derived[-1][3] == b"l"
    assert {line[0] for line in lines} <= {b"o", b"a", b"d", b"f"}


def test_a_trace_without_the_empty_clause_is_no_refutation(tmp_path: Path) -> None:
    with open(tmp_path / "trace", "w+b") as trace:
        trace.write(b"o 1  1 0\na 2  3 0  l 1 0\n")
        with pytest.raises(ValueError, match="empty clause"):
            solver_process.refutation(trace, 1)


# --- Limits ---------------------------------------------------------------------------------------


def test_a_spent_budget_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula_search, "run", None)
    assert search_formula(formula_of(pigeonholes(3)), Budget(seconds=-1)) == OutOfTime()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_the_budget_ends_the_search_and_leaves_no_file(temporary: Path) -> None:
    start = time.monotonic()
    assert search_formula(formula_of(pigeonholes(13)), Budget(seconds=1)) == OutOfTime()
    assert time.monotonic() - start < 5
    assert not list(temporary.iterdir())


HANGS = """
import os, sys, time
open({file!r}, "w").write(f"{{os.getpid()}}\\n")
time.sleep(600)
"""

INTERRUPTED = """
import tempfile
from fxprove.minimization import formula_search, solver_process
from tests.test_formula_search import formula_of, pigeonholes
tempfile.tempdir = folder
solver_process.__file__ = program
try:
    formula_search.search_formula(formula_of(pigeonholes(3)))
except KeyboardInterrupt:
    print("interrupted")
"""


@needs_proc
def test_an_interrupt_kills_the_solver(tmp_path: Path, temporary: Path) -> None:
    file, program = tmp_path / "numbers", tmp_path / "program.py"
    program.write_text(HANGS.format(file=str(file)))
    child = run_python(INTERRUPTED, folder=str(temporary), program=str(program))
    numbers = numbers_in(file, 1)
    child.send_signal(signal.SIGINT)
    assert output_of(child) == "interrupted\n"
    assert all_die(numbers)
    assert not list(temporary.iterdir())


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise SystemExit(3)", "exit status 3"),
        ("import no_such_module_at_all", "No module named"),
        ("", "exit status 0"),
    ],
)
def test_a_solver_that_fails_gives_no_answer(
    source: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program.py"
    program.write_text(source)
    monkeypatch.setattr(solver_process, "__file__", str(program))
    with pytest.raises(SolverFailure, match=words):
        search_formula(formula_of(pigeonholes(2)))
    assert isinstance(networks_of_widths(ABSOLUTE[0], ABSOLUTE[1], (1,)), Unknown)


def test_a_python_that_is_not_there_gives_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(SolverFailure):
        search_formula(formula_of(pigeonholes(2)))


# --- Networks -------------------------------------------------------------------------------------


def question(values: tuple[int, ...], **options: Any) -> tuple[Model, Requirement]:
    """A model, and exactly this function of one input."""
    model = Model.of(**{"activation": "relu", **options})
    return model, Requirement.of(Function(format=model.format, inputs=1, values=values))


ABSOLUTE = question((2, 1, 0, 1, 2), format="raw(-2,2,1)")


def test_a_network_is_found_and_a_smaller_one_refuted() -> None:
    model, requirement = ABSOLUTE
    found = networks_of_widths(model, requirement, (2,))
    assert isinstance(found, Network)
    assert found.evaluate_all(requirement.points).tolist() == requirement.low.tolist()
    assert found.size.neurons == 2
    refuted = networks_of_widths(model, requirement, (1,))
    assert isinstance(refuted, Refuted) and refuted.proof is not None
    formula = network_formula(*checked_claim(model, requirement), (1,))
    check_refutation(formula.clauses, refuted.proof, Meter())
    for widths in ((2,), (1, 1)):
        other = network_formula(*checked_claim(model, requirement), widths)
        with pytest.raises(Invalid):
            check_refutation(other.clauses, refuted.proof, Meter())
    model, requirement = question((2, 1, 0, 1, 1), format="raw(-2,2,1)")
    another = network_formula(*checked_claim(model, requirement), (1,))
    with pytest.raises(Invalid):
        check_refutation(another.clauses, refuted.proof, Meter())


def test_two_hidden_layers_and_two_outputs() -> None:
    model = Model.of(format="raw(-1,1,1)", activation="relu", weights="ternary")
    first = Layer(weights=((1, 1), (-1, 1), (1, -1)), biases=(0, 0, -1))
    second = Layer(weights=((1, -1, 0), (0, 1, 1)), biases=(0, 0))
    last = Layer(weights=((1, -1), (-1, -1)), biases=(0, 1))
    points = np.array(list(product((-1, 0, 1), repeat=2)))
    values = Network(model=model, layers=(first, second, last)).evaluate_all(points)
    requirement = Requirement(format=model.format, points=points, low=values, high=values)
    found = networks_of_widths(model, requirement, (3, 2))
    assert isinstance(found, Network)
    assert found.evaluate_all(points).tolist() == values.tolist()
    assert isinstance(networks_of_widths(model, requirement, (1, 1)), Refuted)
    assert networks_of_widths(model, requirement, (1, 1), proof=False) == Refuted(proof=None)


def test_a_formula_that_is_too_large_is_unknown() -> None:
    answer = networks_of_widths(*ABSOLUTE, (10**6,))
    assert isinstance(answer, Unknown) and "clauses" in answer.reason


@pytest.mark.parametrize(
    ("widths", "options"), [((), {}), ((0,), {}), ((1,), {"overflow": "wrap"})], ids=str
)
def test_questions_that_are_no_formulas(widths: tuple[int, ...], options: dict[str, str]) -> None:
    model, requirement = question((2, 1, 0, 1, 2), format="raw(-2,2,1)", **options)
    with pytest.raises(InputError, match="formula"):
        networks_of_widths(model, requirement, widths)


def test_no_time_is_no_answer() -> None:
    assert networks_of_widths(*ABSOLUTE, (1,), Budget(seconds=-1)) == OutOfTime()


WRONG = (((1,),), (0,)), (((1,),), (0,))


@pytest.mark.parametrize(
    "layers",
    [WRONG, (*WRONG, WRONG[1]), ((((9,),), (0,)), WRONG[1])],
    ids=["another function", "other widths", "no weight"],
)
def test_a_wrong_network_is_a_disagreement(layers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    formula = Formula(1, [(1,)], lambda _: layers)
    monkeypatch.setattr(formula_search, "network_formula", lambda *_: formula)
    with pytest.raises(Disagreement):
        networks_of_widths(*ABSOLUTE, (1,))


# --- Certificates ---------------------------------------------------------------------------------


def test_a_short_proof_is_inline() -> None:
    proof = proof_of(pigeonholes(4))
    stated, beside = attached(proof)
    assert not beside and stated["format"] == "lrat-xz"
    assert lzma.decompress(b64decode(stated["inline"])) == proof
    assert read_proof(stated, "proof", none_attached) == proof


def test_a_long_proof_lies_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    proof = proof_of(pigeonholes(4))
    size = len(lzma.compress(proof))
    monkeypatch.setattr(formula_search, "LONGEST_INLINE", size)
    assert not attached(proof)[1]
    monkeypatch.setattr(formula_search, "LONGEST_INLINE", size - 1)
    stated, beside = attached(proof)
    ((digest, compressed),) = beside.items()
    assert stated == {"format": "lrat-xz", "sha256": digest}
    assert hashlib.sha256(compressed).hexdigest() == digest
    assert read_proof(stated, "proof", beside.get) == proof


def test_the_clauses_of_a_model_in_text() -> None:
    model, requirement = ABSOLUTE
    formula = network_formula(*checked_claim(model, requirement), (1,))
    lines = "".join(dimacs_text(formula)).splitlines()
    assert lines[0] == f"p cnf {formula.variables} {len(formula.clauses)}"
    read = [tuple(map(int, line.split()))[:-1] for line in lines[1:]]
    assert read == formula.clauses
