"""Networks of given widths by a solver: as by listing all of them, whatever the solver says."""

import re
import shlex
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random

import numpy as np
import pytest

from fxprove.backends.choice import solver_by_name
from fxprove.budgets import Budget
from fxprove.condition_procedures import OUT_OF_TIME
from fxprove.encoding.scripts import Satisfiability
from fxprove.errors import Disagreement, InputError
from fxprove.functions import Function
from fxprove.minimization import smt_search
from fxprove.minimization.smt_search import NoNetwork, network_of_widths, network_of_widths_by
from fxprove.models import Model
from fxprove.networks import Network
from fxprove.requirements import Requirement, all_points
from fxprove.rounding import Accumulation, Overflow, Rounding
from fxprove.solving import Answer, Solver, SolverFailure
from fxprove.verdicts import Unknown
from tests.fake_solvers import FakeSolver, ignorant, lying, unsat, with_values
from tests.random_models import model_of
from tests.smt_solvers import RUNNERS

Row = tuple[int, ...]

# --- By definition ------------------------------------------------------------------------------


def biases_by_definition(model: Model, inputs: int, largest: int) -> list[int]:
    """Every bias of a finite set; of others all up to where every sum has saturated, and beyond."""
    if not model.biases.is_unbounded:
        return model.biases.between(model.biases.smallest, model.biases.largest)
    reach = inputs * model.weights.largest_magnitude * largest
    reach += model.weights.scale * (model.format.size + abs(model.format.lo) + 2)
    return model.biases.between(-reach - model.biases.step, reach + model.biases.step)


@cache
def neurons(model: Model, columns: tuple[Row, ...]) -> frozenset[Row]:
    """The pre-activations, at each point, of all neurons that read these columns."""
    largest = max(max(map(abs, model.format.raws)), max(map(abs, model.activation.table)))
    points = list(zip(*columns, strict=True))
    return frozenset(
        tuple(model.neuron(point, weights, bias) for point in points)
        for weights in product(model.weights.raws, repeat=len(columns))
        for bias in biases_by_definition(model, len(columns), largest)
    )


def layers_above(model: Model, columns: tuple[Row, ...], widths: Row) -> Iterator[frozenset[Row]]:
    """For each choice of the hidden layers, what an output can be at the points."""
    if not widths:
        yield neurons(model, columns)
        return
    hidden = sorted({tuple(map(model.activation, row)) for row in neurons(model, columns)})
    for chosen in product(hidden, repeat=widths[0]):
        yield from layers_above(model, chosen, widths[1:])


def exists_by_definition(model: Model, requirement: Requirement, widths: Row) -> bool:
    """Whether one of all networks of these widths meets the requirement."""
    columns = tuple(map(tuple, requirement.points.T.tolist()))
    bounds = [
        list(zip(requirement.low[:, j].tolist(), requirement.high[:, j].tolist(), strict=True))
        for j in range(requirement.outputs)
    ]
    return any(
        all(
            any(
                all(low <= raw <= high for raw, (low, high) in zip(row, asked, strict=True))
                for row in outputs
            )
            for asked in bounds
        )
        for outputs in layers_above(model, columns, widths)
    )


def meets(network: Network, requirement: Requirement) -> bool:
    """By the reference evaluation, one point after the other."""
    outputs = np.array([network.evaluate(tuple(point)) for point in requirement.points.tolist()])
    return bool(((requirement.low <= outputs) & (outputs <= requirement.high)).all())


def widths_of(network: Network) -> Row:
    return tuple(len(layer.biases) for layer in network.layers[:-1])


# --- Random questions ---------------------------------------------------------------------------

WEIGHTS = ("format", "ternary", "binary", "[0,1]@1", "[-3,0,2]@2", "[1]@1")
BIASES = ("wide", "none", "format", "[-1,2]", "[0,3]+wide", "accumulator", "[1]+every(3)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A model, a requirement and hidden widths."""

    model: Model
    requirement: Requirement
    widths: Row


def random_model(random: Random, sizes: tuple[int, ...]) -> Model:
    size = random.choice(sizes)
    lo = random.choice((-size + 1, -(size // 2), -(size // 2), 0))
    raws = range(lo, lo + size)
    return model_of(
        {
            "format": f"raw({lo},{lo + size - 1},{random.choice((1, 1, 2, 3))})",
            "weights": random.choice(WEIGHTS),
            "bias": random.choice(BIASES),
            "rounding": random.choice(list(Rounding)).value,
            "activation": [random.choice(raws) for _ in raws],
        }
    )


def random_requirement(random: Random, model: Model, inputs: int, outputs: int) -> Requirement:
    """Some of K^d, in any order; exact values, tolerances and don't-cares."""
    points = all_points(model.format, inputs)
    points = points[random.sample(range(len(points)), random.randint(2, len(points)))]
    raws = model.format.raws
    slack = random.choice((0, 0, 1))
    low = np.array([[random.choice(raws) for _ in range(outputs)] for _ in points])
    high = np.minimum(low + slack, model.format.hi)
    free = np.array([[random.random() < 0.2 for _ in range(outputs)] for _ in points])
    low[free], high[free] = model.format.lo, model.format.hi
    return Requirement(format=model.format, points=points, low=low, high=high)


SHAPES: tuple[tuple[tuple[int, ...], int, int, Row], ...] = (
    ((2, 3, 4), 1, 1, ()),
    ((2, 3, 4), 2, 2, ()),
    ((2, 3, 4), 1, 1, (1,)),
    ((2, 3, 4), 1, 2, (1,)),
    ((2, 3), 1, 1, (2,)),
    ((2, 3), 2, 1, (1,)),
    ((2,), 2, 1, (2,)),
    ((2,), 2, 2, (2,)),
    ((2, 3), 1, 1, (1, 1)),
    ((2,), 1, 1, (2, 1)),
    ((2,), 1, 2, (1, 2)),
)
"""Sizes of formats, inputs, outputs, hidden widths."""


def random_questions(count: int, seed: int) -> Iterator[Question]:
    random = Random(seed)
    for index in range(count):
        sizes, inputs, outputs, widths = SHAPES[index % len(SHAPES)]
        model = random_model(random, sizes)
        requirement = random_requirement(random, model, inputs, outputs)
        yield Question(model=model, requirement=requirement, widths=widths)


def checked(found: Network | NoNetwork | Unknown, question: Question) -> bool:
    """Whether there is a network; replayed if there is, and refuted at the points that it names."""
    if isinstance(found, Network):
        assert widths_of(found) == question.widths
        assert found.model == question.model
        assert meets(found, question.requirement)
        return True
    assert isinstance(found, NoNetwork), found
    assert found.widths == question.widths
    return False


def part_of(requirement: Requirement, points: Row) -> Requirement:
    """The requirement at some of its points."""
    chosen = list(points)
    return Requirement(
        format=requirement.format,
        points=requirement.points[chosen],
        low=requirement.low[chosen],
        high=requirement.high[chosen],
    )


def test_the_answer_is_that_of_listing_all_networks() -> None:
    answers: Counter[tuple[Row, bool]] = Counter()
    for question in random_questions(330, seed=1):
        model, requirement, widths = question.model, question.requirement, question.widths
        found = network_of_widths(model, requirement, widths)
        assert checked(found, question) == exists_by_definition(model, requirement, widths)
        answers[widths, isinstance(found, Network)] += 1
    for *_, widths in SHAPES:
        assert answers[widths, True] >= 3, widths
        assert answers[widths, False] >= 3, widths


def test_points_that_join_on_demand_change_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt_search, "_FIRST_POINTS", 2)
    rounds: Counter[int] = Counter()
    fewer = 0
    for question in random_questions(66, seed=2):
        model, requirement, widths = question.model, question.requirement, question.widths
        solver = FakeSolver()
        found = network_of_widths_by(solver, model, requirement, widths)
        assert checked(found, question) == exists_by_definition(model, requirement, widths)
        rounds[len(solver.asked)] += 1
        if isinstance(found, NoNetwork):
            assert not exists_by_definition(model, part_of(requirement, found.points), widths)
            fewer += len(found.points) < len(requirement.points)
    assert rounds[1] >= 5
    assert rounds[2] >= 5
    assert fewer >= 5


def test_other_arithmetic_is_searched_as_well() -> None:
    random = Random(3)
    answers: Counter[bool] = Counter()
    for index in range(48):
        sizes, inputs, outputs, widths = SHAPES[index % len(SHAPES)]
        size = random.choice(sizes)
        model = Model.of(
            format=f"raw({-(size // 2)},{size - 1 - size // 2},{random.choice((1, 2))})",
            weights=random.choice(WEIGHTS),
            bias="format",
            overflow=random.choice(list(Overflow)),
            accumulate=random.choice(list(Accumulation)),
            activation=[random.choice(range(-(size // 2), size - size // 2)) for _ in range(size)],
        )
        requirement = random_requirement(random, model, inputs, outputs)
        question = Question(model=model, requirement=requirement, widths=widths)
        found = network_of_widths(model, requirement, widths)
        expected = exists_by_definition(model, requirement, widths)
        assert checked(found, question) == expected
        answers[expected] += 1
    assert min(answers[True], answers[False]) >= 10


def test_where_nothing_is_asked_any_network_of_these_widths_will_do() -> None:
    model = Model.of(format="raw(-2,1,1)", activation="relu", bias="[3,5]")
    points = all_points(model.format, 2)
    ends = [np.full((len(points), 2), end) for end in (model.format.lo, model.format.hi)]
    requirement = Requirement(format=model.format, points=points, low=ends[0], high=ends[1])
    question = Question(model=model, requirement=requirement, widths=(3, 2))
    assert checked(network_of_widths(model, requirement, (3, 2)), question)
    with pytest.raises(Disagreement, match="where nothing is asked"):
        network_of_widths_by(lying("network", unsat), model, requirement, (3, 2))


# --- Known sizes --------------------------------------------------------------------------------

RELU = Model.of(format="raw(-3,3,1)", activation="relu")


def exactly(model: Model, inputs: int, function: Callable[..., int]) -> Requirement:
    """Exactly this function, everywhere."""
    values = tuple(function(*point) for point in product(model.format.raws, repeat=inputs))
    return Requirement.of(Function(format=model.format, inputs=inputs, values=values))


ABSOLUTE = exactly(RELU, 1, abs)
DIFFERENCE = exactly(RELU, 2, lambda x, y: min(3, abs(x - y)))


def question_of(requirement: Requirement, widths: Row) -> Question:
    return Question(model=RELU, requirement=requirement, widths=widths)


@pytest.mark.parametrize("requirement", [ABSOLUTE, DIFFERENCE], ids=["|x|", "|x - y|"])
def test_an_absolute_value_takes_two_hidden_neurons(requirement: Requirement) -> None:
    for widths, expected in (((), False), ((1,), False), ((2,), True), ((2, 1), True)):
        found = network_of_widths(RELU, requirement, widths)
        assert checked(found, question_of(requirement, widths)) == expected


def test_output_biases_reach_as_far_as_sums_of_hidden_values_do() -> None:
    model = Model.of(format="raw(-3,3,1)", activation="identity", weights="[3]@1")
    for asked, bias in ((lambda x: 0 if x > 0 else -3, -9), (lambda x: 0 if x < 0 else 3, 9)):
        requirement = exactly(model, 1, asked)
        found = network_of_widths(model, requirement, (1,))
        assert checked(found, Question(model=model, requirement=requirement, widths=(1,)))
        assert isinstance(found, Network)
        assert found.layers[1].biases == (bias,)


@pytest.mark.parametrize("name", ["z3", *(shlex.join(command) for command in RUNNERS.values())])
def test_every_solver_finds_and_refutes(name: str) -> None:
    for widths in ((1,), (2,)):
        found = network_of_widths(RELU, ABSOLUTE, widths, name)
        assert checked(found, question_of(ABSOLUTE, widths)) == (widths == (2,))
        if isinstance(found, NoNetwork):
            assert found.solver == solver_by_name(name).name


# --- Solvers that lie, die or do not know ---------------------------------------------------------


def test_an_unsat_that_is_a_lie_is_found_where_all_networks_can_be_tried() -> None:
    with pytest.raises(Disagreement, match=r"fake.* says unsat, but .* meet the intervals"):
        network_of_widths_by(lying("network", unsat), RELU, exactly(RELU, 1, lambda x: x), ())
    tiny = Model.of(format="raw(-1,1,1)", activation="relu")
    with pytest.raises(Disagreement, match="says unsat, but"):
        network_of_widths_by(lying("network", unsat), tiny, exactly(tiny, 1, abs), (2,))


def test_beyond_that_an_answer_names_whose_word_it_is() -> None:
    found = network_of_widths_by(lying("network", unsat), RELU, DIFFERENCE, (2,))
    assert isinstance(found, NoNetwork)
    assert found.solver == "fake 1.0"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"weight1_1_1": 0, "weight1_2_1": 0}, "is wrong at raw ("),
        ({"weight2_1_2": 7}, "is none: layer 1, neuron 0: expected a weight of the model, found 7"),
        ({"bias1_1": 10**6}, "is wrong at raw ("),
    ],
)
def test_a_network_that_does_not_replay_is_a_disagreement(
    values: dict[str, int], words: str
) -> None:
    solver = lying("network", with_values(**values))
    with pytest.raises(Disagreement, match=re.escape(f"says sat with a network that {words}")):
        network_of_widths_by(solver, RELU, ABSOLUTE, (2,))


def test_a_bias_that_the_model_has_not_is_a_disagreement() -> None:
    model = Model.of(format="raw(-1,1,1)", activation="relu", bias="[0,1]")
    solver = lying("network", with_values(bias1_1=2))
    with pytest.raises(Disagreement, match="a bias of the model"):
        network_of_widths_by(solver, model, exactly(model, 1, lambda x: max(x, 0)), (1,))


def test_no_lie_becomes_a_wrong_answer() -> None:
    random = Random(4)
    outcomes: Counter[str] = Counter()

    def changed(answer: Answer) -> Answer:
        if answer.status is not Satisfiability.SAT or random.random() < 0.2:
            return unsat(answer)
        name = random.choice(sorted(answer.values))
        return with_values(**{name: random.randint(-4, 4)})(answer)

    for question in random_questions(88, seed=5):
        model, requirement, widths = question.model, question.requirement, question.widths
        try:
            found = network_of_widths_by(lying("network", changed), model, requirement, widths)
        except Disagreement:
            outcomes["disagreement"] += 1
            continue
        exists = checked(found, question)
        assert exists == exists_by_definition(model, requirement, widths)
        outcomes["right"] += 1
    assert outcomes["disagreement"] >= 20
    assert outcomes["right"] >= 20


def test_who_does_not_know_answers_unknown_with_the_reason() -> None:
    found = network_of_widths_by(ignorant(), RELU, ABSOLUTE, (2,))
    assert found == Unknown("the solver gave up: too tired")


@pytest.mark.parametrize("command", ["sh -c 'kill -9 $$'", "sh -c 'echo maybe'", "false"])
def test_a_solver_that_dies_or_rambles_answers_nothing(command: str) -> None:
    found = network_of_widths(RELU, ABSOLUTE, (2,), command)
    assert isinstance(found, Unknown)
    assert "expected sat, unsat or unknown" in found.reason


def test_a_solver_that_is_not_installed_answers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Solver:
        raise SolverFailure(name, "the package z3-solver", "none")

    monkeypatch.setattr(smt_search, "solver_by_name", missing)
    found = network_of_widths(RELU, ABSOLUTE, (2,))
    assert found == Unknown("solver z3: expected the package z3-solver, found none")


# --- Limits -------------------------------------------------------------------------------------


def test_a_budget_of_nothing_asks_nothing() -> None:
    solver = FakeSolver()
    for requirement, widths in ((ABSOLUTE, ()), (ABSOLUTE, (2,)), (DIFFERENCE, (2, 1))):
        found = network_of_widths_by(solver, RELU, requirement, widths, Budget(seconds=0))
        assert found == Unknown(OUT_OF_TIME)
    assert solver.asked == []


def test_a_budget_ends_a_long_search() -> None:
    model = Model.of(format="raw(-7,7,2)", activation="relu")
    values = (-2, -5, -1, 3, -7, -6, 6, 1, -6, -2, 2, -7, 7, 1, -4)
    requirement = Requirement.of(Function(format=model.format, inputs=1, values=values))
    start = time.monotonic()
    found = network_of_widths(model, requirement, (5,), budget=Budget(seconds=0.5))
    assert found == Unknown(OUT_OF_TIME)
    assert time.monotonic() - start < 5


def test_a_script_that_would_be_too_large_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt_search, "_MOST_PIECES", 41)  # 7 points, 3 neurons, 2 pieces: 42
    solver = FakeSolver()
    found = network_of_widths_by(solver, RELU, ABSOLUTE, (2,))
    assert found == Unknown("a script about 7 points would be too large")
    assert solver.asked == []


def test_a_model_of_several_formats_is_left_open() -> None:
    model = Model.of(format="raw(-3,3,1)", activation="relu", output_format="raw(-7,7,1)")
    found = network_of_widths(model, ABSOLUTE, (2,))
    assert found == Unknown("the engine smt knows models with a single format only")


def test_questions_without_a_meaning_are_refused() -> None:
    with pytest.raises(InputError, match="hidden widths"):
        network_of_widths(RELU, ABSOLUTE, (2, 0))
    with pytest.raises(InputError, match="function format"):
        network_of_widths(Model.of(format="Q1.2", activation="relu"), ABSOLUTE, (2,))
    with pytest.raises(InputError, match="no such program"):
        network_of_widths(RELU, ABSOLUTE, (2,), "no-such-solver")
