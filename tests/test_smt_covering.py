"""(C) by a solver: the same answers as the direct search, and no lie that is believed."""

from random import Random

import pytest

from fxprove.budgets import UNLIMITED, Budget
from fxprove.condition_procedures import OUT_OF_TIME, Undecided
from fxprove.covering import Coset, Covering, Uncovered
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.smt_covering import SmtCovering
from fxprove.smt_dialogue import Dialogue
from fxprove.solving import SolverFailure
from tests.fake_solvers import FakeSolver, lying, unknown, unsat, with_values
from tests.random_models import model_of, random_spelling

SIGN = Model.of(format="raw(-4,3,2)", activation="sign")
RELU = Model.of(format="raw(-4,3,2)", activation="relu")


def covering(
    model: Model, solver: FakeSolver | None = None, budget: Budget = UNLIMITED
) -> SmtCovering:
    return SmtCovering(model, Dialogue(solver=solver or FakeSolver(), budget=budget))


def reached(model: Model, coset: Coset, generator: int, multiples: list[int]) -> list[int]:
    return [model.requantizer(coset.accumulator + generator * n) for n in multiples]


def test_random_models_are_decided_as_by_the_direct_search() -> None:
    random = Random(31)
    outcomes = set()
    for _ in range(80):
        model = model_of(random_spelling(random, (1, 2, 3, 5, 9)))
        lattices = Lattices.of(model)
        generator, shift = lattices.difference_gcd, lattices.value_gcd
        found, direct = covering(model), Covering(model)
        answer = found.decide(generator, shift)
        assert (found.coset(generator, shift) is not None) == direct.holds(generator, shift)
        if isinstance(answer, Coset):
            assert answer.bias in model.biases
            assert answer.value == 0 if shift == 0 else answer.value % shift == 0
            multiples = found.multiples(answer, generator)
            assert reached(model, answer, generator, multiples) == list(model.format.raws)
        outcomes.add(type(answer))
    assert outcomes == {Coset, Uncovered}


def test_values_that_exclude_every_coset_do_so_and_none_of_them_can_be_left_out() -> None:
    model = Model.of(format="raw(-6,6,2)", activation="identity")
    direct, generator = Covering(model), 7
    answer = covering(model).decide(generator, 1)
    assert isinstance(answer, Uncovered)
    intervals = [(value, value) for value in answer.values]
    assert direct.coset_meeting(intervals, generator, 1) is None
    for left_out in intervals:
        fewer = [interval for interval in intervals if interval != left_out]
        assert direct.coset_meeting(fewer, generator, 1) is not None


def test_one_value_and_no_differences_need_no_question() -> None:
    solver = FakeSolver()
    single = covering(Model.of(format="raw(5,5,1)", activation=[5]), solver)
    assert single.decide(0, 5) == Coset(bias=0, value=0)
    assert single.multiples(Coset(bias=0, value=0), 0) == [0]
    constant = covering(Model.of(format="raw(-1,2,1)", activation=[1] * 4), solver)
    assert constant.decide(0, 1) == Uncovered(values=(-1, 2))
    assert constant.coset(0, 1) is None
    assert solver.asked == []


def test_the_same_coset_is_asked_for_once() -> None:
    solver = FakeSolver()
    asked = covering(RELU, solver)
    assert asked.decide(1, 1) == asked.coset(1, 1)
    assert solver.asked == ["coset"]


def test_what_the_solver_does_not_know_is_left_open() -> None:
    assert covering(RELU, lying("coset", unknown)).decide(1, 1) == Undecided(
        because="the solver gave up: too tired"
    )
    assert covering(RELU, budget=Budget(seconds=0)).decide(1, 1) == Undecided(because=OUT_OF_TIME)


def test_if_the_solver_gives_up_on_the_explanation_all_values_are_the_explanation() -> None:
    calls = iter(range(100))
    solver = lying("coset", lambda answer: answer if next(calls) == 0 else unknown(answer))
    answer = covering(SIGN, solver).decide(4, 2)
    assert answer == Uncovered(values=(-3, -2, -1, 0, 1, 2))


@pytest.mark.parametrize(
    ("solver", "expected"),
    [
        (lying("coset", with_values(bias=3, coset=0)), "found bias 3, which exact"),
        (lying("coset", with_values(bias=0, coset=1)), "expected a multiple of 2, found 1"),
        (lying("coset", with_values(bias=0, coset=0)), "expected a coset that reaches raw"),
        (lying("coset", with_values(bias=2, coset=4)), "expected a coset that reaches raw"),
    ],
)
def test_a_coset_that_is_none_is_reported(solver: FakeSolver, expected: str) -> None:
    with pytest.raises(SolverFailure, match=expected):
        covering(SIGN, solver).decide(4, 2)


def test_an_unsat_that_the_first_coset_contradicts_is_reported() -> None:
    with pytest.raises(SolverFailure, match="expected sat: 0 reaches every value, found unsat"):
        covering(RELU, lying("coset", unsat)).decide(1, 1)


def test_accumulators_beyond_64_bits_are_exact() -> None:
    scale = 10**20
    model = Model.of(format="raw(-3,3,1)", activation="identity", weights=f"[-1,0,1]@{scale}")
    found = covering(model)
    answer = found.decide(scale, 1)
    assert isinstance(answer, Coset)
    assert reached(model, answer, scale, found.multiples(answer, scale)) == [*range(-3, 4)]
    assert isinstance(found.decide(3 * scale, scale), Uncovered)
