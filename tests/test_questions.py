"""Questions carry the status that is right: Z3 agrees, and so does enumeration of small ones."""

from itertools import product
from random import Random
from typing import Any

import pytest

from fxprove import questions
from fxprove.budgets import Budget
from fxprove.differences import domain
from fxprove.encoding.scripts import Satisfiability, Script
from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.questions import MOST_NEURONS, QUESTIONS, encode
from fxprove.requantizers import StagedRequantizer, parse_requantizer
from fxprove.rounding import Overflow, Rounding
from fxprove.semantics import evaluate, parse_semantics
from fxprove.separation import Inseparable, decide_separation
from tests.random_models import model_of, random_spelling
from tests.random_networks import random_network
from tests.random_semantics import points_of
from tests.smt_models import found_by_z3
from tests.test_differences import PAIRS

SAT, UNSAT, UNKNOWN = Satisfiability.SAT, Satisfiability.UNSAT, Satisfiability.UNKNOWN
XOR = Function(format=Format.parse("raw(0,1,1)"), inputs=2, values=(0, 1, 1, 0))


def status_by_z3(script: Script) -> Satisfiability:
    return UNSAT if found_by_z3(script) is None else SAT


def require_right(script: Script, *, expected: Satisfiability) -> None:
    assert script.status is expected
    assert f"(set-info :status {expected.value})" in script.text
    if expected is not UNKNOWN:
        assert status_by_z3(script) is expected


# --- requant ------------------------------------------------------------------------------------


@pytest.mark.parametrize("overflow", Overflow)
@pytest.mark.parametrize("rounding", Rounding)
def test_the_encoded_requantizer_is_its_definition(rounding: Rounding, overflow: Overflow) -> None:
    for ratio in ("4", "6", "3:4"):
        requantizer = parse_requantizer(f"{rounding.value}/{ratio}/raw(-3,4,1)/{overflow.value}")
        require_right(questions.requant(requantizer, 8), expected=UNSAT)


def test_several_stages_have_no_definition_of_their_own() -> None:
    staged = parse_requantizer("floor/2,floor/2/Q1.1")
    with pytest.raises(InputError, match="a single stage, found 2 stages"):
        questions.requant(staged)


@pytest.mark.parametrize("bits", [0, -3, 257])
def test_bits_that_are_refused(bits: int) -> None:
    with pytest.raises(InputError, match="bits: expected 1 to 256"):
        questions.requant(parse_requantizer("floor/2/Q1.1"), bits)


# --- separation and covering --------------------------------------------------------------------


def test_separation_is_what_the_theorem_decides() -> None:
    random, statuses = Random(1), set()
    for _ in range(25):
        model = model_of(random_spelling(random, (2, 3, 4)))
        script = questions.separation(model)
        require_right(script, expected=UNSAT)
        is_inseparable = isinstance(decide_separation(model, with_thresholds=False), Inseparable)
        assert ("condition (D) fails" in " ".join(script.text.split("\n; "))) == is_inseparable
        statuses.add(is_inseparable)
    assert statuses == {True, False}


def test_a_pair_is_separated_when_some_neuron_does() -> None:
    random, statuses = Random(2), set()
    for _ in range(12):
        model = model_of(random_spelling(random, (2, 3)))
        for x, y in product(model.format.raws, repeat=2):
            script = questions.separation(model, (x, y))
            require_right(script, expected=script.status)
            statuses.add(script.status)
            assert script.status is not UNKNOWN
            assert x != y or script.status is UNSAT
    assert statuses == {SAT, UNSAT}


def test_a_pair_outside_the_format_is_refused() -> None:
    with pytest.raises(InputError, match=r"pair: expected raw values of Q1\.0, found 2"):
        questions.separation(Model.of(format="Q1.0", activation="relu"), (0, 2))


def test_separation_without_time_is_refused_and_a_pair_is_unknown() -> None:
    model = Model.of(format="Q3.4", activation="step", bias="[1,2,4]", weights="ternary")
    spent = Budget(seconds=-1)
    with pytest.raises(InputError, match="an answer within the time limit"):
        questions.separation(model, budget=spent)
    assert questions.separation(model, (5, 6), spent).status in (UNKNOWN, SAT)


def test_covering_has_the_status_that_it_has() -> None:
    random, statuses = Random(3), set()
    models = [model_of(random_spelling(random, (2, 3, 4))) for _ in range(30)]
    for model in [*models, Model.of(format="Q1.1", activation="sign")]:
        try:
            script = questions.covering(model)
        except InputError as refusal:
            assert "a constant one" in str(refusal)
            continue
        require_right(script, expected=script.status)
        statuses.add(script.status)
    assert statuses == {SAT, UNSAT}


@pytest.mark.parametrize(
    "options", [{"overflow": "wrap"}, {"accumulate": "sequential"}, {"output_format": "Q1.1"}]
)
def test_other_arithmetic_is_refused(options: dict[str, Any]) -> None:
    model = Model.of(format="Q1.0", activation="relu", **options)
    for question in (questions.separation, questions.covering):
        with pytest.raises(InputError, match="as Proposition 1 asks"):
            question(model)


# --- network ------------------------------------------------------------------------------------


def test_outputs_are_reached_when_some_input_has_them() -> None:
    random, statuses = Random(4), set()
    model = Model.of(format="raw(-2,1,2)", activation="relu")
    for _ in range(12):
        network = random_network(random, model, width=2)
        found = {network.evaluate(p) for p in product(model.format.raws, repeat=network.inputs)}
        count = len(network.layers[-1].biases)
        for _ in range(3):
            outputs = tuple(random.choices(model.format.raws, k=count))
            expected = SAT if outputs in found else UNSAT
            require_right(questions.network(network, outputs), expected=expected)
            statuses.add(expected)
        require_right(questions.network(network), expected=SAT)
    assert statuses == {SAT, UNSAT}


def test_a_network_with_many_inputs_has_no_status() -> None:
    network = parse_semantics("neuron:[1,1,1,1]/Q3.4")
    assert isinstance(network, Network)
    assert questions.network(network, (3,)).status is UNKNOWN


def test_a_wide_layer_costs_nothing_to_ask_about() -> None:
    model = Model.of(format="Q3.4", activation="relu")
    wide = Layer(weights=((1,) * 20_000,), biases=(0,))
    assert questions._reaches(Network(model=model, layers=(wide,)), (3,)) is UNKNOWN


@pytest.mark.parametrize(
    ("outputs", "words"),
    [((1, 2), "1 raw values, found 2"), ((128,), "raw values of .*, found 128")],
)
def test_outputs_that_do_not_fit_are_refused(outputs: tuple[int, ...], words: str) -> None:
    network = parse_semantics("neuron:[1]/Q3.4")
    assert isinstance(network, Network)
    with pytest.raises(InputError, match=f"outputs: expected {words}"):
        questions.network(network, outputs)


# --- equal --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAIRS)
def test_equality_is_what_enumeration_says(kind: str) -> None:
    random, statuses = Random(5), set()
    for _ in range(20):
        left, right = PAIRS[kind](random)
        bits = 4 if isinstance(left, StagedRequantizer) and random.random() < 0.3 else None
        script = questions.equal(left, right, bits)
        points = points_of(domain(left, right, bits))
        differs = any(evaluate(left, point) != evaluate(right, point) for point in points)
        require_right(script, expected=SAT if differs else UNSAT)
        statuses.add(differs)
    assert statuses == {True, False}


def test_equality_that_takes_too_long_to_evaluate_is_unknown() -> None:
    left = parse_semantics("requant:floor/7:1000,floor/10/Q15.0/wrap")
    right = parse_semantics("requant:floor/7:10000/Q15.0/wrap")
    assert questions.equal(left, right).status is UNKNOWN


# --- synthesis ----------------------------------------------------------------------------------


def test_two_neurons_compute_exclusive_or_and_one_does_not() -> None:
    model = Model.of(format="raw(0,1,1)", activation="relu", weights="ternary", bias="[-1,0,1]")
    for neurons, expected in ((1, UNSAT), (2, SAT)):
        script = questions.synthesis(model, XOR, neurons)
        assert script.status is UNKNOWN
        assert status_by_z3(script) is expected


def test_synthesis_of_another_format_is_refused() -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"format": "Q1.0"}, "found Q1.0"),
        ({"format": "raw(0,1,1)", "input_format": "Q1.0"}, "found several formats"),
    ]
    for options, words in cases:
        model = Model.of(activation="relu", **options)
        with pytest.raises(InputError, match=f"the function's format UQ1.0 only, {words}"):
            questions.synthesis(model, XOR, 2)


@pytest.mark.parametrize("neurons", [0, -1, MOST_NEURONS // 4 + 1])
def test_numbers_of_neurons_that_are_refused(neurons: int) -> None:
    model = Model.of(format="raw(0,1,1)", activation="relu")
    with pytest.raises(InputError, match=f"neurons: expected 1 to {MOST_NEURONS // 4} "):
        questions.synthesis(model, XOR, neurons)


# --- By name ------------------------------------------------------------------------------------


def test_questions_have_names() -> None:
    assert list(QUESTIONS) == [
        "requant", "separation", "covering", "network", "equal", "synthesis"
    ]  # fmt: skip
    text = encode("requant", parse_requantizer("floor/2/Q1.1"), bits=8)
    assert text == questions.requant(parse_requantizer("floor/2/Q1.1"), 8).text
    with pytest.raises(InputError, match=r"claim: expected one of requant, .*, found 'size'"):
        encode("size")
