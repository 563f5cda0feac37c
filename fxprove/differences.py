"""Whether two semantics are equal on all inputs, and the smallest input that separates them.

Smallest means least |x|, then positive, for one integer; for vectors least maximum |x_i|, then
lexicographic (`exact_differences.rank`).

*Two engines.* Exact evaluation decides tables, saturating requantizers and whatever else is small
(`exact_differences`). Its answer is confirmed by the solver, if it does so soon: it must see the
difference, and refute every smaller one, or any at all, in a script that is handed on as evidence.
Where there is too much to evaluate, the solver alone is asked, whether a difference exists in a
box, with the box halved: boxes of bounded magnitude are nested, and so are boxes that bound one
coordinate after the other, so each answer discards half. The last unsatisfiable box excludes all
smaller points again.

*All integers.* Outside a window requantizers repeat themselves (`decisive_window`), so the window
decides, widened to contain 0, from where sizes count, and by a period at each end for every
excluded point: then a difference beyond it has more equals in it, all smaller, than are excluded.

*What a solver that lies can do.* Every point it names is replayed in exact integers, so a wrong
model never passes. A wrong `unsat` is noticed where evaluation decides, where the solver
contradicts itself, or at one of the inputs that are evaluated anyway, around 0 and here and there.
Elsewhere it is believed: a wrong "equal", or a point that is not the smallest, is worth what the
solver is worth, and the script is there to ask another one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import lcm
from time import perf_counter

from fxprove.backends.choice import solver_by_name
from fxprove.budgets import UNLIMITED, Budget
from fxprove.encoding.comparison import Box, semantics_differ
from fxprove.encoding.scripts import Satisfiability, Script
from fxprove.errors import InputError
from fxprove.exact_differences import rank, smallest_by_evaluation, some_difference, within
from fxprove.exhaustion import Disagreement
from fxprove.models import Activation
from fxprove.networks import Network
from fxprove.requantizers import StagedRequantizer, decisive_window
from fxprove.semantics import Point, Semantics, evaluate, parse_semantics
from fxprove.solving import OUT_OF_TIME, Solver, SolverFailure
from fxprove.verdicts import PROVED, REFUTED, Unknown, Verdict

MOST_BITS = 1024
"""The widest accumulator that can be asked about."""

PATIENCE = 2.0
"""Seconds for a solver to confirm what evaluation has shown; some take minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An answer: PROVED equal, REFUTED by `point`, or Unknown.

    `box` is what was searched: equality there is equality on all inputs that were asked about,
    which are accumulators of so many `bits` if that is not None.
    `is_evaluated` says that exact evaluation alone decides it. `script` is None unless `solver`
    found it unsatisfiable: it says that the two are equal on the box, or at every point smaller
    than `point`. Where it is None, `no_script` says why. Whatever the verdict, no difference in
    the box has maximum |x_i| up to `equal_up_to`.
    """

    verdict: Verdict
    left: Semantics
    right: Semantics
    box: Box
    solver: str
    bits: int | None = None
    point: Point | None = None
    is_evaluated: bool = False
    script: Script | None = None
    no_script: str = ""
    equal_up_to: int = -1
    seconds: float = field(default=0.0, compare=False)

    @property
    def is_smallest(self) -> bool:
        """Whether no point smaller than `point` separates; the time may have run out before."""
        return self.point is not None and (self.is_evaluated or self.script is not None)


def diff(
    left: Semantics | str,
    right: Semantics | str,
    solver: Solver | None = None,
    *,
    bits: int | None = None,
    excluded: Sequence[Point] = (),
    budget: Budget = UNLIMITED,
    patience: float | None = PATIENCE,
) -> Difference:
    """Whether two semantics are equal on all inputs that are not excluded.

    Operands may be given as `semantics.parse_semantics` reads them; the solver is Z3 unless one is
    given. `bits` restricts requantizers to signed accumulators of so many bits. Where evaluation
    decides, the solver has `patience` seconds for its script, None for what is left. Raises
    InputError if the two cannot be compared, SolverFailure if the solver fails or contradicts
    exact evaluation.

    >>> diff("requant:half-even/16/Q3.4", "requant:half-up/16/Q3.4").point
    (8,)
    """
    start = perf_counter()
    left, right = (parse_semantics(s) if isinstance(s, str) else s for s in (left, right))
    solver = solver or solver_by_name("z3")
    box = domain(left, right, bits, excluded=len(excluded))
    search = _Search(left, right, box, solver, tuple(excluded), budget, patience)
    return replace(search.answer(), bits=bits, seconds=perf_counter() - start)


def domain(left: Semantics, right: Semantics, bits: int | None = None, *, excluded: int = 0) -> Box:
    """The least and greatest value of each input that must be looked at.

    It holds the smallest difference, if there is one, for any so many excluded points. Raises
    InputError if the two cannot be compared.
    """
    if bits is not None and not 1 <= bits <= MOST_BITS:
        raise InputError("bits", f"1 to {MOST_BITS}", bits)
    match left, right:
        case StagedRequantizer(), StagedRequantizer():
            return (_accumulators(left, right, bits, excluded),)
        case (Activation(), Activation()) | (Network(), Network()) if bits is not None:
            raise InputError("--bits", "requantizers, whose accumulators it bounds", _kind(left))
        case Activation(), Activation():
            _require_same("formats of the tables", left.format, right.format)
            return ((left.format.lo, left.format.hi),)
        case Network(), Network():
            return _network_inputs(left, right)
    found = f"{_kind(left)} and {_kind(right)}"
    raise InputError("operands", "both of one kind", found)


def _kind(semantics: Semantics) -> str:
    match semantics:
        case StagedRequantizer():
            return "a requantizer"
        case Activation():
            return "a table"
        case Network():
            return "a network"


def _accumulators(
    left: StagedRequantizer, right: StagedRequantizer, bits: int | None, excluded: int
) -> tuple[int, int]:
    _require_same("scales of the targets", left.target.scale, right.target.scale)
    first, last = decisive_window(left, right)
    more = excluded * lcm(left.tails().period, right.tails().period)
    first, last = min(first, 0) - more, max(last, 0) + more
    if bits is None:
        return first, last
    half = 1 << (bits - 1)
    return max(first, -half), min(last, half - 1)


def _network_inputs(left: Network, right: Network) -> Box:
    _require_same("numbers of inputs", left.inputs, right.inputs)
    _require_same("formats", left.model.format, right.model.format)
    _require_same("numbers of outputs", *(len(n.layers[-1].biases) for n in (left, right)))
    return ((left.model.format.lo, left.model.format.hi),) * left.inputs


def _require_same(what: str, left: object, right: object) -> None:
    if left != right:
        raise InputError("operands", f"equal {what}", f"{left} and {right}")


class _NoAnswer(Exception):
    """The solver gave no answer, for this reason."""


class _Search:
    """The queries of one comparison; `point` is the smallest difference found so far."""

    def __init__(
        self,
        left: Semantics,
        right: Semantics,
        box: Box,
        solver: Solver,
        excluded: tuple[Point, ...],
        budget: Budget,
        patience: float | None,
    ) -> None:
        self.left, self.right, self.box = left, right, tuple(box)
        self.solver, self.excluded = solver, excluded
        self.budget, self.patience = budget, patience
        self.point: Point | None = None
        self.equal_up_to = -1  # maximum |x_i| that no difference has

    def answer(self) -> Difference:
        """The answer, with what is known when time runs out."""
        found = smallest_by_evaluation(self.left, self.right, self.box, self.excluded, self.budget)
        self.point = found.point
        if found.point is not None or found.bound is None:
            return self._confirmed()
        self.equal_up_to = found.bound
        return self._searched()

    # --- Where evaluation decides ---------------------------------------------------------------

    def _confirmed(self) -> Difference:
        """What evaluation found, with the script that says it if the solver agrees in time."""
        verdict = PROVED if self.point is None else REFUTED
        reason_if_late = self._limit_budget()
        try:
            script = self._agreed()
        except _NoAnswer as reason:
            words = reason_if_late if str(reason) == OUT_OF_TIME else str(reason)
            return self._difference(verdict, is_evaluated=True, no_script=words)
        return self._difference(verdict, is_evaluated=True, script=script)

    def _limit_budget(self) -> str:
        """Leave no more time than the patience is; returns what to say when it is over."""
        left = self.budget.remaining
        if self.patience is None or (left is not None and left <= self.patience):
            return OUT_OF_TIME
        self.budget = Budget(seconds=self.patience, progress=self.budget.progress)
        return f"not done within {self.patience:g} s"

    def _agreed(self) -> Script:
        box = self._box_of_proof()
        if self.point is not None and self.found(box) is None:
            expected = f"sat, the two differ at {shown(self.point)}"
            raise SolverFailure(self.solver.name, expected, "unsat")
        if (smaller := self.found(box, smaller_than=self.point)) is not None:
            raise Disagreement(f"evaluation overlooks that the two differ at {shown(smaller)}")
        return self.script(box, Satisfiability.UNSAT, smaller_than=self.point)

    # --- Where the solver is asked --------------------------------------------------------------

    def _searched(self) -> Difference:
        self.point = some_difference(self.left, self.right, self.box, self.excluded, self.budget)
        try:
            if self.point is None and not self.improves(self.box):
                script = self.script(self.box, Satisfiability.UNSAT)
                return self._difference(PROVED, script=script)
            self.shrink_magnitude()
            self.shrink_lexicographically()
            return self._difference(REFUTED, script=self.proof_of_smallest())
        except _NoAnswer as reason:
            verdict = Unknown(str(reason)) if self.point is None else REFUTED
            return self._difference(verdict, no_script=str(reason))

    def improves(self, box: Box) -> bool:
        """Whether the box has a difference; the one found becomes `point`."""
        found = self.found(box)
        self.point = found or self.point
        return found is not None

    def shrink_magnitude(self) -> None:
        """Make the maximum |x_i| of `point` the least possible."""
        everything = (self._magnitude() - self.equal_up_to).bit_length()
        while self.equal_up_to < self._magnitude() - 1:
            bound = self._next_bound()
            if not self.improves(within(self.box, bound)):
                self.equal_up_to = bound
            left = (self._magnitude() - self.equal_up_to).bit_length()
            self.budget.progress("excluding smaller inputs", 1 - left / everything)

    def _next_bound(self) -> int:
        """Doubling while the least magnitude may be far below the one found, then halving."""
        low, high = self.equal_up_to, self._magnitude()
        return max(low + 1, min(2 * low, (low + high) // 2))

    def _magnitude(self) -> int:
        assert self.point is not None
        return rank(self.point)[0]

    def shrink_lexicographically(self) -> None:
        """Make `point` the first of its magnitude: positive, or lexicographically least."""
        assert self.point is not None
        bound = self._magnitude()
        if len(self.box) == 1:
            if self.point[0] < 0 and bound <= self.box[0][1]:
                self.improves(((bound, bound),))
            return
        box = within(self.box, bound)
        for index in range(len(box)):
            least = box[index][0]
            while least < self.point[index]:
                middle = (least + self.point[index]) // 2
                box[index] = (least, middle)
                if not self.improves(box):
                    least = middle + 1
            box[index] = (least, least)

    def proof_of_smallest(self) -> Script:
        """The script that excludes smaller differences, which the solver has confirmed."""
        box = self._box_of_proof()
        if (smaller := self.found(box, smaller_than=self.point)) is not None:
            assert self.point is not None
            expected = f"no difference smaller than {shown(self.point)}"
            raise SolverFailure(self.solver.name, expected, shown(smaller))
        return self.script(box, Satisfiability.UNSAT, smaller_than=self.point)

    # --- Queries --------------------------------------------------------------------------------

    def found(self, box: Box, smaller_than: Point | None = None) -> Point | None:
        """A difference in the box, evaluated and not excluded; None if the solver says so."""
        if any(lo > hi for lo, hi in box):
            return None
        if self.budget.is_spent():
            raise _NoAnswer(OUT_OF_TIME)
        script = self.script(box, Satisfiability.UNKNOWN, smaller_than)
        answer = self.solver.solve(script, self.budget)
        if answer.status is Satisfiability.UNKNOWN:
            raise _NoAnswer(answer.reason)
        if answer.status is Satisfiability.UNSAT:
            return None
        point = tuple(answer.values[f"x{i + 1}"] for i in range(len(box)))
        self._require_difference(point, box, smaller_than)
        return point

    def _require_difference(self, point: Point, box: Box, smaller_than: Point | None) -> None:
        inside = all(lo <= raw <= hi for raw, (lo, hi) in zip(point, box, strict=True))
        is_asked_for = inside and point not in self.excluded
        if smaller_than is not None:
            is_asked_for = is_asked_for and rank(point) < rank(smaller_than)
        if not is_asked_for or evaluate(self.left, point) == evaluate(self.right, point):
            expected = "an input that was asked for and separates the two"
            raise SolverFailure(self.solver.name, expected, shown(point))

    def script(self, box: Box, status: Satisfiability, smaller_than: Point | None = None) -> Script:
        """The question for a box."""
        return semantics_differ(
            self.left,
            self.right,
            box,
            excluded=self.excluded,
            smaller_than=smaller_than,
            status=status,
        )

    def _box_of_proof(self) -> Box:
        """Where points smaller than `point` lie."""
        return self.box if self.point is None else within(self.box, self._magnitude())

    def _difference(
        self,
        verdict: Verdict,
        *,
        is_evaluated: bool = False,
        script: Script | None = None,
        no_script: str = "",
    ) -> Difference:
        return Difference(
            verdict=verdict,
            left=self.left,
            right=self.right,
            box=self.box,
            solver=self.solver.name,
            point=self.point,
            is_evaluated=is_evaluated,
            script=script,
            no_script=no_script,
            equal_up_to=self._equal_up_to(is_evaluated or script is not None),
        )

    def _equal_up_to(self, is_decided: bool) -> int:
        if not is_decided:
            return self.equal_up_to
        if self.point is not None:
            return self._magnitude() - 1
        return max(max(abs(lo), abs(hi)) for lo, hi in self.box)


def shown(point: Point) -> str:
    """A point as users write it.

    >>> shown((8,)), shown((0, -1))
    ('8', '(0, -1)')
    """
    return str(point[0]) if len(point) == 1 else f"({', '.join(map(str, point))})"
