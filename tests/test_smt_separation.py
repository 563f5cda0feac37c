"""(D) by a solver: the same answers as the direct search, and no lie that is believed."""

from random import Random

import pytest

from fxprove.backends.z3_library import Z3Library
from fxprove.budgets import UNLIMITED, Budget
from fxprove.condition_procedures import OUT_OF_TIME, Undecided
from fxprove.models import Model
from fxprove.separating_pairs import PairSearch
from fxprove.separation import Inseparable, Separated, decide_separation
from fxprove.smt_dialogue import Dialogue
from fxprove.smt_separation import decide_separation_by_smt
from fxprove.solving import Solver, SolverFailure
from tests.fake_solvers import FakeSolver, ignorant, lying, unknown, unsat, with_values
from tests.random_models import model_of, random_spelling

RELU = Model.of(format="raw(-3,4,2)", activation="relu")
FLAT = Model.of(format="raw(0,3,1)", weights="ternary", bias="format", activation=[0, 0, 1, 1])


def decided(
    model: Model, solver: Solver | None = None, budget: Budget = UNLIMITED
) -> Separated | Inseparable | Undecided:
    return decide_separation_by_smt(model, Dialogue(solver=solver or FakeSolver(), budget=budget))


def responses(model: Model, weight: int, bias: int) -> list[int]:
    neuron = ((weight,), bias)
    return [model.activation(model.neuron((raw,), *neuron)) for raw in model.format.raws]


def tell_all_apart(model: Model, found: Separated) -> bool:
    joint = zip(*(responses(model, p.weight, p.bias) for p in found.probes), strict=True)
    return len(set(joint)) == model.format.size


@pytest.mark.parametrize("name", ["relu", "gelu", "tanh", "sign", "abs"])
@pytest.mark.parametrize("spelling", ["Q2.2", "sym(3,5)", "UQ1.3", "raw(-3,9,3)"])
def test_probes_tell_all_inputs_apart_or_there_is_none_for_a_pair(name: str, spelling: str) -> None:
    model = Model.of(format=spelling, activation=name, weights="[-7,-2,0,1,4,5]@3")
    found = decided(model)
    assert isinstance(found, Separated) == isinstance(decide_separation(model), Separated)
    if isinstance(found, Separated):
        assert found.thresholds == ()
        assert tell_all_apart(model, found)
        assert all(probe.weight in model.weights for probe in found.probes)
        assert all(probe.bias in model.biases for probe in found.probes)


def test_random_models_are_decided_as_by_the_direct_search() -> None:
    random = Random(20)
    outcomes = set()
    for _ in range(40):
        model = model_of(random_spelling(random, (2, 3, 5)))
        found, direct = decided(model), decide_separation(model)
        assert type(found) is type(direct), model
        if isinstance(found, Inseparable):
            assert PairSearch(model).separating_probe(found.x, found.y, UNLIMITED) is None
        outcomes.add(type(found))
    assert outcomes == {Separated, Inseparable}


def test_a_constant_activation_and_a_single_value_need_no_question() -> None:
    solver = FakeSolver()
    constant = Model.of(format="raw(-1,2,1)", activation=[1, 1, 1, 1])
    assert decided(constant, solver) == Inseparable(x=-1, y=2)
    single = Model.of(format="raw(5,5,1)", activation=[5])
    assert decided(single, solver) == Separated(probes=(), thresholds=())
    assert solver.asked == []


def test_only_weights_that_are_no_powers_of_two_are_used_where_there_are_no_others() -> None:
    found = decided(Model.of(format="Q2.2", activation="relu", weights="[-7,0,5]@4"))
    assert isinstance(found, Separated)
    assert {probe.weight for probe in found.probes} <= {-7, 5}


def test_there_are_at_most_logarithmically_many_questions_for_a_pair() -> None:
    for name in ("sign", "sigmoid", "gelu"):
        solver = FakeSolver()
        assert isinstance(decided(Model.of(format="Q3.2", activation=name), solver), Separated)
        assert solver.asked.count("pair") <= 6 + 2


def test_one_neuron_stands_for_its_translates() -> None:
    """A sign separates one pair of neighbours only, so 63 neurons are needed for 64 inputs."""
    solver = FakeSolver()
    found = decided(Model.of(format="Q3.2", activation="sign"), solver)
    assert isinstance(found, Separated)
    assert len(found.probes) == 63
    assert solver.asked.count("neuron") < 16


def test_translates_stay_within_the_biases() -> None:
    model = Model.of(format="Q3.1", activation="sign", bias="[-1]+format")
    found = decided(model)
    if isinstance(found, Separated):
        assert all(probe.bias in model.biases for probe in found.probes)
    assert isinstance(found, Separated) == isinstance(decide_separation(model), Separated)


def test_the_same_question_has_the_same_answer() -> None:
    model = Model.of(format="Q2.2", activation="gelu")
    assert decided(model, Z3Library()) == decided(model, Z3Library())


# --- What is not known --------------------------------------------------------------------------


def test_a_solver_that_never_knows_leaves_it_open_and_is_quoted() -> None:
    found = decided(RELU, ignorant())
    assert found == Undecided(
        because="the solver gave up: too tired",
        known="neurons found so far: 0, blocks of inputs that they tell apart: 1 of 8",
    )


def test_what_was_found_before_the_solver_gave_up_is_told() -> None:
    """The first question for a pair is answered, the second is not."""
    calls = iter(range(100))
    solver = lying("pair", lambda answer: answer if next(calls) == 0 else unknown(answer))
    found = decided(RELU, solver)
    assert isinstance(found, Undecided)
    assert found.known.startswith("neurons found so far: ")
    assert "apart: 1 of" not in found.known


def test_a_question_for_a_neuron_that_is_not_answered_leaves_it_open() -> None:
    found = decided(RELU, lying("neuron", unknown))
    assert isinstance(found, Undecided)
    assert found.because == "the solver gave up: too tired"


def test_with_no_time_nothing_is_asked() -> None:
    solver = FakeSolver()
    found = decided(RELU, solver, Budget(seconds=0))
    assert isinstance(found, Undecided)
    assert found.because == OUT_OF_TIME
    assert solver.asked == []


# --- Lies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("solver", "expected"),
    [
        (lying("pair", with_values(x=2, y=2)), "expected raw inputs x < y of the format"),
        (lying("pair", with_values(x=-3, y=5)), "expected raw inputs x < y of the format"),
        (lying("pair", with_values(x=-1, y=4)), "expected inputs on which all probes agree"),
        (lying("pair", unsat), "expected sat: the probes agree on raw"),
        (lying("neuron", with_values(weight=5)), "found weight 5, which exact evaluation denies"),
        (lying("neuron", with_values(bias=3)), "found bias 3, which exact evaluation denies"),
        (lying("neuron", with_values(weight=0)), "expected a neuron that tells raw"),
        (lying("neuron", unsat), "expected sat: weight"),
    ],
)
def test_a_lie_is_reported_with_the_name_of_the_solver(solver: FakeSolver, expected: str) -> None:
    with pytest.raises(SolverFailure, match=expected) as failure:
        decided(RELU, solver)
    assert failure.value.solver == "fake 1.0"


def test_the_last_word_that_all_is_separated_is_not_the_solvers() -> None:
    """A solver that denies every pair from the second question on."""
    model, calls = Model.of(format="Q2.2", activation="sign"), iter(range(100))
    solver = lying("pair", lambda answer: answer if next(calls) == 0 else unsat(answer))
    with pytest.raises(SolverFailure, match="expected sat: the probes agree"):
        decided(model, solver)


def test_a_true_unsat_is_believed() -> None:
    assert isinstance(decided(FLAT), Inseparable)
    assert isinstance(decide_separation(FLAT), Inseparable)
