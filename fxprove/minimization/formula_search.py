"""Is there a network with exactly these hidden widths? By a SAT solver, with a proof if not.

What is solved is what is checked: the clauses are those that the checker writes, again, from the
claim alone (`fxprove.checker.formulas`), so that a refutation needs no trust in an encoder of the
prover's. An assignment is decoded and replayed in exact integers at all points before it counts.

CaDiCaL 1.9.5 (python-sat) traces what it derives; the lines that the empty clause rests on are kept
(in `solver_process`, a process of its own that ends with the budget). Measured on refutations of 1
to 5 neurons in raw(-1,1,1) to raw(-8,7,4): up to 81,000 lines and 25 MB, two thirds of that with
xz, and the checker reads them in a tenth to a half of the time that search and trimming took. Other
solvers' proofs (DRAT without hints, Alethe, Z3's) take a checker longer than the solver, or leave
steps open.
"""

import base64
import hashlib
import lzma
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from fxprove.backends.child_processes import Ended, NotStarted, TooMuchOutput, run
from fxprove.budgets import UNLIMITED, Budget
from fxprove.certificates import requirement_json
from fxprove.checker.claims import Model as CheckedModel
from fxprove.checker.claims import read_model
from fxprove.checker.clauses import Clause
from fxprove.checker.formulas import Formula, network_formula
from fxprove.checker.lrat import proof_lines
from fxprove.checker.outcomes import Incomplete, Invalid, Meter
from fxprove.checker.requirements import Requirement as CheckedRequirement
from fxprove.checker.requirements import read_requirement
from fxprove.errors import Disagreement, InputError
from fxprove.minimization import solver_process
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.requirements import Requirement
from fxprove.solving import SolverFailure
from fxprove.verdicts import Unknown

SOLVER = "CaDiCaL 1.9.5"

LONGEST_INLINE = 1 << 20
"""The most bytes of a compressed proof that a certificate contains; longer ones lie beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfied:
    """The formula holds where these literals are true."""

    assignment: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuted:
    """The formula holds nowhere; `proof` in the format of `fxprove.checker.lrat`, if asked for."""

    proof: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfTime:
    """The budget was spent first."""


def search_formula(
    formula: Formula, budget: Budget = UNLIMITED, *, proof: bool = True
) -> Satisfied | Refuted | OutOfTime:
    """What the solver finds; no process of it is left afterwards, in whatever way this ends.

    Raises SolverFailure where it gives no answer.

    >>> search_formula(Formula(1, [(1,), (-1,)], lambda _: ())).proof.hex()
    '00020201'
    """
    if budget.is_spent():
        return OutOfTime()
    with TemporaryDirectory(prefix="fxprove-") as name:
        folder = Path(name)
        _write_clauses(folder / "clauses", formula.clauses)
        mode = "proved" if proof else "unproved"
        command = [sys.executable, "-P", solver_process.__file__, name, mode]
        try:
            ended = run(command, budget.remaining)
        except (NotStarted, TooMuchOutput) as error:
            raise SolverFailure(SOLVER, "an answer", str(error)) from None
        if ended is None:
            return OutOfTime()
        return _answer(ended, folder / "answer", proof=proof)


def _write_clauses(path: Path, clauses: Sequence[Clause]) -> None:
    numbers = array("i")
    for clause in clauses:
        numbers.extend(clause)
        numbers.append(0)
    path.write_bytes(numbers.tobytes())


def _answer(ended: Ended, path: Path, *, proof: bool) -> Satisfied | Refuted:
    if ended.status or not path.exists():
        last = ended.errors.strip().rpartition("\n")[2]
        raise SolverFailure(SOLVER, "an answer", last or f"the exit status {ended.status}")
    answer = path.read_bytes()
    if answer[:1] == b"s":
        return Satisfied(assignment=frozenset(array("i", answer[1:])))
    return Refuted(proof=answer[1:] if proof else None)


# --- Networks -------------------------------------------------------------------------------------


def networks_of_widths(
    model: Model,
    requirement: Requirement,
    widths: Sequence[int],
    budget: Budget = UNLIMITED,
    *,
    proof: bool = True,
) -> Network | Refuted | OutOfTime | Unknown:
    """A network with exactly these hidden widths that meets the requirement, or that none does.

    Unknown where the formula would be too large, or the solver fails. Raises InputError unless the
    model has a single format, saturates and sums exactly, and every width is positive, one at
    least; Disagreement when exact integers contradict the solver.
    """
    if budget.is_spent():
        return OutOfTime()
    checked, wanted = checked_claim(model, requirement)
    try:
        formula = network_formula(checked, wanted, widths)
        answer = search_formula(formula, budget, proof=proof)
    except Invalid as error:
        raise InputError(
            "formula", "an arithmetic and widths that it is written for", str(error)
        ) from None
    except (Incomplete, SolverFailure) as error:
        return Unknown(str(error))
    if isinstance(answer, Satisfied):
        return _replayed(model, requirement, formula.layers_of(answer.assignment), widths)
    return answer


def checked_claim(
    model: Model, requirement: Requirement
) -> tuple[CheckedModel, CheckedRequirement]:
    """The checker's model and requirement, read from what a certificate says of these."""
    checked = read_model(model_json(model))
    return checked, read_requirement(requirement_json(requirement), checked)


def _replayed(
    model: Model,
    requirement: Requirement,
    decoded: Sequence[tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]],
    widths: Sequence[int],
) -> Network:
    """The network, once it has met the requirement; raises Disagreement if it does not."""
    try:
        layers = tuple(Layer(weights=weights, biases=biases) for weights, biases in decoded)
        network = Network(model=model, layers=layers)
    except InputError as error:
        raise Disagreement(f"{SOLVER} found a network that is none: {error}") from None
    found = network.evaluate_all(requirement.points)
    met = bool(np.all((requirement.low <= found) & (found <= requirement.high)))
    hidden = tuple(len(layer.biases) for layer in layers[:-1])
    if not met or hidden != tuple(widths):
        raise Disagreement(f"{SOLVER} found a network that misses the requirement")
    return network


# --- Proofs ---------------------------------------------------------------------------------------


def attached(proof: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    """What a certificate says of a proof, and the file beside it (by its SHA-256) if it is long."""
    compressed = lzma.compress(proof, lzma.FORMAT_XZ, preset=6)
    if len(compressed) <= LONGEST_INLINE:
        return {"format": "lrat-xz", "inline": base64.b64encode(compressed).decode()}, {}
    digest = hashlib.sha256(compressed).hexdigest()
    return {"format": "lrat-xz", "sha256": digest}, {digest: compressed}


def dimacs_text(formula: Formula) -> Iterator[str]:
    """The lines of the formula in DIMACS' format, for SAT solvers and other checkers."""
    yield f"p cnf {formula.variables} {len(formula.clauses)}\n"
    for clause in formula.clauses:
        yield f"{' '.join(map(str, (*clause, 0)))}\n"


def lrat_text(proof: bytes, clauses: Sequence[Clause]) -> Iterator[str]:
    """The lines of a proof of `search_formula` about these clauses, in the textual LRAT format."""
    for number, (literals, distances) in enumerate(proof_lines(proof, Meter()), len(clauses) + 1):
        hints = (number - distance for distance in distances)
        yield f"{' '.join(map(str, (number, *literals, 0, *hints, 0)))}\n"
