"""Two semantics compared: the answer is the one by definition, whichever engine finds it.

And whatever a solver says: what is caught and what cannot be is in `fxprove.differences`.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random

import pytest

from fxprove import exact_differences
from fxprove.backends.choice import solver_by_name
from fxprove.budgets import UNLIMITED, Budget
from fxprove.differences import MOST_BITS, Difference, diff, domain
from fxprove.encoding.scripts import Satisfiability, Script
from fxprove.errors import InputError
from fxprove.exhaustion import Disagreement
from fxprove.models import Model
from fxprove.networks import Network
from fxprove.semantics import Point, Semantics, parse_semantics
from fxprove.solving import OUT_OF_TIME, Answer, SolverFailure
from fxprove.verdicts import PROVED, REFUTED, Unknown
from tests.random_networks import random_network
from tests.random_semantics import (
    points_of,
    random_hls_requantizers,
    random_neurons,
    random_requantizers,
    random_tables,
    smallest_by_definition,
)
from tests.smt_models import found_by_z3
from tests.test_semantics import reordered

Pairs = Callable[[Random], tuple[Semantics, Semantics]]
PAIRS: dict[str, Pairs] = {
    "requantizers": random_requantizers,
    "requantizers of HLS": random_hls_requantizers,
    "tables": random_tables,
    "neurons": random_neurons,
}
SAT, UNSAT, UNKNOWN = Satisfiability.SAT, Satisfiability.UNSAT, Satisfiability.UNKNOWN
HALVES = "requant:half-even/16/Q3.4", "requant:half-up/16/Q3.4"


@pytest.fixture
def by_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is evaluated but what a solver names."""
    for limit in ("_MOST_CELLS", "_MOST_MULTIPLICATIONS", "LARGEST_FORMAT", "_SAMPLES"):
        monkeypatch.setattr(exact_differences, limit, 0)


def everything(left: Semantics, right: Semantics) -> list[Point]:
    """All points, or those of a range 10 times as wide as what is searched."""
    box = domain(left, right)
    if not isinstance(left, type(parse_semantics("requant:floor/1/Q1.1"))):
        return points_of(box)
    ((lo, hi),) = box
    return [(x,) for x in range(10 * lo - 10, 10 * hi + 11)]


def require_right(found: Difference, points: Sequence[Point], excluded: Sequence[Point]) -> None:
    """The answer is the one by definition, and its script says so to Z3."""
    expected = smallest_by_definition(found.left, found.right, points, excluded)
    assert found.point == expected
    assert found.verdict == (PROVED if expected is None else REFUTED)
    assert found.is_smallest == (expected is not None)
    assert found.script is not None
    assert found.script.status is UNSAT
    assert found_by_z3(found.script) is None
    size = max(max(abs(lo), abs(hi)) for lo, hi in found.box)
    if expected is not None:
        size = max(map(abs, expected)) - 1
    assert found.equal_up_to == size


# --- The answer is the one by definition --------------------------------------------------------


@pytest.mark.parametrize("kind", PAIRS)
def test_the_smallest_difference_of_all_inputs(kind: str) -> None:
    random, verdicts = Random(1), set()
    for _ in range(40):
        left, right = PAIRS[kind](random)
        found = diff(left, right)
        require_right(found, everything(left, right), ())
        assert found.is_evaluated
        verdicts.add(found.verdict)
    assert verdicts == {PROVED, REFUTED}


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.usefixtures("by_solver")
def test_the_smallest_difference_found_by_the_solver_alone(kind: str) -> None:
    random = Random(2)
    for _ in range(20):
        left, right = PAIRS[kind](random)
        found = diff(left, right)
        require_right(found, everything(left, right), ())
        assert found.is_evaluated == (left == right)


@pytest.mark.usefixtures("by_solver")
def test_only_a_wrong_solver_could_make_the_engines_differ(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = Random(3)
    pairs = [random_requantizers(random) for _ in range(20)]
    searched = [diff(left, right).point for left, right in pairs]
    monkeypatch.undo()
    assert [diff(left, right).point for left, right in pairs] == searched


@pytest.mark.parametrize("kind", ["evaluated", "searched"])
@pytest.mark.parametrize("bits", [1, 2, 3, 5, 9])
def test_accumulators_of_so_many_bits(
    monkeypatch: pytest.MonkeyPatch, kind: str, bits: int
) -> None:
    if kind == "searched":
        monkeypatch.setattr(exact_differences, "_MOST_CELLS", 0)
        monkeypatch.setattr(exact_differences, "_SAMPLES", 0)
    random = Random(bits)
    for _ in range(12):
        left, right = random_requantizers(random)
        found = diff(left, right, bits=bits)
        half = 1 << (bits - 1)
        assert found.bits == bits
        assert all(-half <= lo <= hi < half for lo, hi in found.box)
        require_right(found, points_of(((-half, half - 1),)), ())


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.parametrize("engine", ["evaluated", "searched"])
def test_excluded_points_do_not_count(
    request: pytest.FixtureRequest, kind: str, engine: str
) -> None:
    if engine == "searched":
        request.getfixturevalue("by_solver")
    random = Random(5)
    for _ in range(12):
        left, right = PAIRS[kind](random)
        points = everything(left, right)
        excluded: list[Point] = []
        for _ in range(random.randint(1, 5)):
            point = smallest_by_definition(left, right, points, excluded)
            excluded += [point] if point is not None else [random.choice(points)]
        require_right(diff(left, right, excluded=excluded), points, excluded)


def test_points_may_be_excluded_period_by_period() -> None:
    # where they wrap, with period 8, they differ at x = 2 modulo 8
    left, right = "requant:half-even/4/raw(0,1,1)/wrap", "requant:half-up/4/raw(0,1,1)/wrap"
    excluded: list[Point] = []
    for expected in (2, -6, 10, -14, 18, -22):
        assert diff(left, right, excluded=excluded).point == (expected,)
        excluded.append((expected,))


def test_points_may_be_excluded_to_beyond_the_window() -> None:
    # saturating at 10 or 11: they differ at every x ≤ 10, and only 0 … 20 is the window
    left, right = "requant:floor/1/raw(10,20,1)", "requant:floor/1/raw(11,20,1)"
    excluded: list[Point] = []
    for expected in (0, 1, -1, 2, -2, 3, -3):
        found = diff(left, right, excluded=excluded)
        assert found.point == (expected,)
        excluded.append((expected,))


def test_the_window_of_targets_without_zero_contains_the_smallest_difference() -> None:
    for left, right in (
        ("requant:floor/1/raw(10,20,1)", "requant:floor/1/raw(11,20,1)"),
        ("requant:floor/1/raw(-20,-10,1)", "requant:floor/1/raw(-20,-11,1)"),
        ("requant:floor/1/raw(10,20,1)", "requant:floor/1/raw(-20,-10,1)"),
        ("requant:floor/7/raw(10,10,1)", "requant:floor/7/raw(11,11,1)"),
    ):
        assert diff(left, right).point == (0,)


# --- Known answers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "bits", "point"),
    [
        (*HALVES, None, (8,)),
        ("requant:half-even/16/Q3.4", "requant:half-down/16/Q3.4", None, (-8,)),
        ("requant:half-up/16/Q3.4", "requant:half-away/16/Q3.4", None, (-8,)),
        ("requant:half-even/15/Q3.4", "requant:half-up/15/Q3.4", None, None),
        ("requant:floor/4,floor/4/Q3.4", "requant:floor/16/Q3.4", None, None),
        ("requant:ceil/4,ceil/4/Q3.4/wrap", "requant:ceil/16/Q3.4/wrap", None, None),
        ("requant:half-up/4,half-up/4/Q3.4", "requant:half-up/16/Q3.4", None, (6,)),
        ("requant:floor/16/ap_fixed<8,4>", "requant:floor/16/Q3.4", None, (2048,)),
        ("requant:floor/16/ap_fixed<8,4>", "requant:floor/16/Q3.4", 12, None),
        (
            "requant:double-rounding(1518500250,-5)/Q7.0",
            "requant:single-rounding(1518500250,-5)/Q7.0",
            32,
            (22,),
        ),
        (
            "requant:double-rounding(1518500250,0)/Q7.0",
            "requant:single-rounding(1518500250,0)/Q7.0",
            None,
            None,
        ),
        ("table:gelu@Q3.4", "table:gelu@Q3.4", None, None),
        ("table:gelu@Q3.4", "table:gelu@Q3.4/floor", None, (1,)),
        ("table:square@Q3.4", "table:square@Q3.4/wrap", None, (46,)),
        ("neuron:[16,-8]+3/Q3.4", "neuron:[16,-8]+3/Q3.4/sequential", None, (0, -1)),
        ("neuron:[16,-8]+3/Q3.4", "neuron:[16,-8]+3/Q3.4/wrap", None, (83, -83)),
        ("neuron:[16]+3/Q3.4", "neuron:[16]+3/Q3.4/sequential", None, None),
    ],
)
def test_known_answers(left: str, right: str, bits: int | None, point: Point | None) -> None:
    found = diff(left, right, bits=bits)
    assert found.point == point
    assert diff(right, left, bits=bits).point == point


def test_networks_of_several_layers() -> None:
    random = Random(6)
    for accumulate in ("exact", "sequential"):
        model = Model.of(format="raw(-2,2,2)", activation="gelu", accumulate=accumulate)
        for _ in range(6):
            network = random_network(random, model, width=2)
            other = random_network(random, model, width=2)
            while (other.inputs, len(other.layers[-1].biases)) != (
                network.inputs, len(network.layers[-1].biases),
            ):  # fmt: skip
                other = random_network(random, model, width=2)
            require_right(diff(network, other), everything(network, other), ())


def test_a_network_equals_itself_in_another_order_of_neurons() -> None:
    random = Random(7)
    model = Model.of(format="Q7.8", activation="relu")
    for _ in range(5):
        network = random_network(random, model, depth=4, width=5)
        assert diff(network, reordered(random, network)).verdict == PROVED


def test_the_same_is_equal_however_large_it_is() -> None:
    stages = ",".join(f"floor/{10**40 + k}:{10**41 + 3 * k}" for k in range(1, 9))
    large = f"requant:{stages}/Q15.0/wrap"
    found = diff(large, large, patience=0)
    assert (found.verdict, found.is_evaluated) == (PROVED, True)


# --- What cannot be compared --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        ("requant:floor/4/Q3.4", "table:relu@Q3.4", "one kind, found a requantizer and a table"),
        ("table:relu@Q3.4", "neuron:[1]/Q3.4", "one kind, found a table and a network"),
        ("requant:floor/4/Q3.4", "requant:floor/4/Q3.5", "scales.*found 16 and 32"),
        ("table:relu@Q3.4", "table:relu@Q4.3", "formats of the tables, found Q3.4 and Q4.3"),
        ("neuron:[1]/Q3.4", "neuron:[1]/Q4.3", "formats, found Q3.4 and Q4.3"),
        ("neuron:[1]/Q3.4", "neuron:[1,2]/Q3.4", "numbers of inputs, found 1 and 2"),
    ],
)
def test_operands_that_do_not_fit_are_refused(left: str, right: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        diff(left, right)


def test_networks_with_other_outputs_are_refused() -> None:
    model = Model.of(format="Q1.1", activation="relu")
    random, networks = Random(8), list[Network]()
    while len({len(network.layers[-1].biases) for network in networks}) < 2:
        networks.append(random_network(random, model, depth=1, width=2))
        networks = [network for network in networks if network.inputs == networks[0].inputs]
    one = next(n for n in networks if len(n.layers[-1].biases) == 1)
    two = next(n for n in networks if len(n.layers[-1].biases) == 2)
    with pytest.raises(InputError, match="numbers of outputs, found 1 and 2"):
        diff(one, two)


@pytest.mark.parametrize("bits", [0, -1, MOST_BITS + 1])
def test_bits_that_no_accumulator_has_are_refused(bits: int) -> None:
    with pytest.raises(InputError, match=f"bits: expected 1 to {MOST_BITS}"):
        diff(*HALVES, bits=bits)


@pytest.mark.parametrize("operand", ["table:relu@Q3.4", "neuron:[1]/Q3.4"])
def test_bits_are_for_requantizers(operand: str) -> None:
    with pytest.raises(InputError, match="--bits: expected requantizers"):
        diff(operand, operand, bits=8)


# --- Solvers that lie, give up, or take too long ------------------------------------------------


class Said:
    """A solver that says what it is told to, in turn, and then what Z3 says."""

    name = "said 1.0"

    def __init__(self, *answers: Satisfiability | Point | str | None) -> None:
        self.answers: Iterator[Satisfiability | Point | str | None] = iter(answers)
        self.scripts: list[Script] = []

    def solve(self, script: Script, budget: Budget = UNLIMITED) -> Answer:
        self.scripts.append(script)
        answer = next(self.answers, None)
        match answer:
            case None:
                return solver_by_name("z3").solve(script, budget)
            case str():
                return Answer.unknown(self.name, answer)
            case tuple():
                values = {f"x{i}": x for i, x in enumerate(answer, 1)}
                return Answer(status=SAT, solver=self.name, values=values)
            case _:
                return Answer(status=answer, solver=self.name)


class Always(Said):
    """A solver that has one answer."""

    def __init__(self, answer: Satisfiability | Point | str) -> None:
        super().__init__()
        self.answers = iter(lambda: answer, None)


@pytest.mark.parametrize(
    "point", [(3,), (0,), (40,), (10**6,), (-8,)],
    ids=["no difference", "zero", "outside the box", "further outside", "no smaller one"],
)  # fmt: skip
def test_a_wrong_point_is_a_failure(point: Point) -> None:
    # 40 is a difference, and −8 none; 8 is the smallest, so only |x| ≤ 8 is asked about
    with pytest.raises(SolverFailure, match="separates the two, found"):
        diff(*HALVES, Always(point))


@pytest.mark.usefixtures("by_solver")
@pytest.mark.parametrize("point", [(9,), (10**9,), (24,), (8,)])
def test_a_wrong_point_is_a_failure_without_evaluation_too(point: Point) -> None:
    with pytest.raises(SolverFailure, match="separates the two, found"):
        diff(*HALVES, Always(point), excluded=[(8,)])


def test_an_excluded_point_is_a_failure() -> None:
    with pytest.raises(SolverFailure, match="found 8"):
        diff(*HALVES, Always((8,)), excluded=[(8,)])


def test_a_difference_denied_is_a_failure() -> None:
    with pytest.raises(SolverFailure, match="sat, the two differ at 8, found unsat"):
        diff(*HALVES, Always(UNSAT))
    left, right = "neuron:[16,-8]+3/Q3.4", "neuron:[16,-8]+3/Q3.4/sequential"
    with pytest.raises(SolverFailure, match=r"the two differ at \(0, -1\), found unsat"):
        diff(left, right, Always(UNSAT))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (HALVES[0], HALVES[0]),
        ("table:gelu@Q3.4", "table:gelu@Q3.4"),
        ("neuron:[16]+3/Q3.4", "neuron:[16]+3/Q3.4/sequential"),
    ],
)
def test_a_difference_invented_is_a_failure(left: str, right: str) -> None:
    with pytest.raises(SolverFailure, match="separates the two, found 3"):
        diff(left, right, Always((3,)))


@pytest.mark.usefixtures("by_solver")
def test_a_solver_that_contradicts_itself_is_a_failure() -> None:
    # 72; nothing up to 0, 1, 2, 4, 8, 16, 32, 52, 62, 67, 69, 70, 71; and then 40
    told = Said((72,), *[UNSAT] * 13, (40,))
    with pytest.raises(SolverFailure, match="no difference smaller than 72, found 40"):
        diff(*HALVES, told)


@pytest.mark.usefixtures("by_solver")
def test_a_wrong_unsat_in_the_middle_is_caught_by_the_last_query() -> None:
    # as before, but honest when asked for smaller ones in the end
    denied = Said((72,), *[UNSAT] * 13)
    with pytest.raises(SolverFailure, match="no difference smaller than"):
        diff(*HALVES, denied)


@pytest.mark.usefixtures("by_solver")
def test_a_consistent_lie_where_nothing_is_evaluated_is_believed() -> None:
    # what cannot be caught: "equal", and "nothing smaller", by the solver alone
    equal = diff(*HALVES, Always(UNSAT))
    assert (equal.verdict, equal.is_evaluated) == (PROVED, False)
    assert equal.script is not None
    assert found_by_z3(equal.script) is not None
    not_smallest = diff(*HALVES, Said((72,), *[UNSAT] * 20))
    assert (not_smallest.point, not_smallest.is_evaluated) == ((72,), False)


def test_a_lie_about_what_is_evaluated_here_and_there_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for limit in ("_MOST_CELLS", "_MOST_MULTIPLICATIONS"):
        monkeypatch.setattr(exact_differences, limit, 100)
    left, right = "neuron:[16,9,3]/Q3.4", "neuron:[16,9,3]/Q3.4/floor"
    assert diff(left, right).verdict == REFUTED
    found = diff(left, right, Always(UNSAT))
    assert found.verdict == REFUTED  # not equal, whatever the solver says


def test_evaluation_that_overlooks_a_difference_is_a_defect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exact_differences, "_stretches", lambda left, right, lo, hi: [])
    with pytest.raises(Disagreement, match="overlooks that the two differ at"):
        diff(*HALVES)


def test_an_answer_by_evaluation_does_not_wait_for_a_solver_that_gives_up() -> None:
    found = diff(*HALVES, Always("it gave up"))
    assert (found.verdict, found.point, found.is_smallest) == (REFUTED, (8,), True)
    assert (found.script, found.no_script) == (None, "it gave up")
    equal = diff(HALVES[0], HALVES[0], Always("it gave up"))
    assert (equal.verdict, equal.is_evaluated, equal.script) == (PROVED, True, None)


@pytest.mark.usefixtures("by_solver")
def test_a_solver_that_gives_up_leaves_it_unknown() -> None:
    found = diff(*HALVES, Always("it gave up"))
    assert found.verdict == Unknown("it gave up")
    assert (found.point, found.script, found.equal_up_to) == (None, None, -1)


@pytest.mark.usefixtures("by_solver")
@pytest.mark.parametrize("queries", range(1, 8))
def test_a_difference_found_in_time_is_kept_without_a_claim_that_it_is_smallest(
    queries: int,
) -> None:
    point: Point = (200,)
    found = diff(*HALVES, Said(point, *[None] * (queries - 1), *["late"] * 50))
    assert found.verdict == REFUTED
    assert found.point is not None
    assert (found.is_smallest, found.script, found.no_script) == (False, None, "late")
    assert -1 <= found.equal_up_to < 8 <= abs(found.point[0])


def test_what_was_evaluated_in_time_is_known_to_be_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_differences, "_MOST_CELLS", 100)
    left = "requant:floor/7:1000,floor/10/Q7.0/wrap"
    right = "requant:floor/7:10000/Q7.0/wrap"
    found = diff(left, right, Always("late"))
    assert found.verdict == Unknown("late")
    assert 1000 < found.equal_up_to < 10**6


@pytest.mark.parametrize("kind", PAIRS)
def test_a_spent_budget_is_unknown(kind: str) -> None:
    random = Random(9)
    for _ in range(8):
        left, right = PAIRS[kind](random)
        if left == right:
            continue
        found = diff(left, right, budget=Budget(seconds=-1))
        assert found.verdict == Unknown(OUT_OF_TIME)
        assert (found.point, found.script) == (None, None)


def test_patience_bounds_the_confirmation_only() -> None:
    found = diff(*HALVES, patience=0)
    assert (found.point, found.is_smallest, found.script) == ((8,), True, None)
    assert found.no_script == "not done within 0 s"
    waited = diff(*HALVES, patience=None)
    assert waited.script is not None


def test_the_script_is_what_was_solved_but_for_its_status() -> None:
    solver = Said()
    found = diff(*HALVES, solver)
    assert found.script is not None
    solved = solver.scripts[-1].text.replace("(set-info :status unknown)", "")
    assert found.script.text.replace("(set-info :status unsat)", "") == solved


def test_the_time_is_measured_and_does_not_count_for_equality() -> None:
    first, second = diff(*HALVES), diff(*HALVES)
    assert first.seconds > 0
    assert first == second
