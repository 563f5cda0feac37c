"""Representability of single functions: against the oracle, by definition, and against networks."""

import json
from collections import Counter
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from fxprove.budgets import Budget
from fxprove.certificates import serialized
from fxprove.checker import strict_json
from fxprove.checker.entry import outcome
from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.oracle import OracleLimit, representable_functions
from fxprove.representation import Representation, represent
from fxprove.requirements import Requirement, all_points
from fxprove.rounding import Rounding
from fxprove.verdicts import PROVED, REFUTED, Unknown
from tests.random_models import model_of, random_spelling
from tests.random_networks import random_network
from tests.represented_by_definition import is_represented

DATA = Path(__file__).with_name("data")
EXAMPLES: list[dict[str, Any]] = json.loads((DATA / "represent_examples.json").read_text())


def required(
    model: Model, low: Any, high: Any = None, *, points: Any = None, outputs: int = 1
) -> Requirement:
    """Bounds at points, of one input where they are given flat; by default at all of K."""
    where = all_points(model.format, 1) if points is None else np.array(points)
    where = where.reshape(len(where), -1)
    ends = [
        np.array(bounds).reshape(-1, outputs) for bounds in (low, low if high is None else high)
    ]
    return Requirement(format=model.format, points=where, low=ends[0], high=ends[1])


def checked(answer: Representation) -> Representation:
    """The answer, after the checker accepted its certificate as a proof of just this claim."""
    if isinstance(answer.verdict, Unknown):
        assert answer.certificate is None
        return answer
    assert answer.certificate is not None
    document: Any = strict_json.loads(serialized(answer.certificate))
    status, lines = outcome(document, claim=document["claim"])
    assert status == 0, lines
    expected = "representable" if answer.verdict == PROVED else "not_representable"
    assert document["claim"]["statement"] == expected
    return answer


# Against the oracle


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_examples_of_an_independent_program_get_its_answers(example: dict[str, Any]) -> None:
    names = ("format", "weights", "bias", "rounding")
    model = model_of({name: example[name] for name in names} | {"activation": example["table"]})
    answer = checked(represent(model, required(model, example["values"])))
    assert answer.verdict == (PROVED if example["representable"] else REFUTED)


def agree_with_the_oracle(count: int, sizes: tuple[int, ...], seed: int) -> Counter[str]:
    """Every function K → K of `count` models gets the verdict of the oracle's list."""
    random, seen = Random(seed), Counter[str]()
    while seen["models"] < count:
        model = model_of(random_spelling(random, sizes))
        try:
            listed = representable_functions(model)
        except OracleLimit:
            continue
        seen["models"] += 1
        functions = list(product(model.format.raws, repeat=model.format.size))
        for values in random.sample(functions, min(len(functions), 40)):
            answer = represent(model, required(model, values))
            if random.random() < 0.2:
                checked(answer)
            decided = not isinstance(answer.verdict, Unknown)
            assert decided or not all(answer.hypotheses.values()), (model, values, answer.reason)
            assert not decided or (answer.verdict == PROVED) == (values in listed), (model, values)
            seen[str(answer.cause) if decided else "unknown"] += 1
    return seen


def test_functions_of_many_models_get_the_oracles_verdict() -> None:
    seen = agree_with_the_oracle(100, (2, 3, 3, 3, 4), seed=20261)
    for cause in ("None", "covering", "separation"):
        assert seen[cause] > 50
    assert seen["unknown"] < seen.total() / 10


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_functions_of_a_thousand_models_get_the_oracles_verdict(seed: int) -> None:
    agree_with_the_oracle(300, (2, 3, 3, 4, 4, 5), seed=seed)


# By definition: tolerances, restricted domains, several inputs and outputs


def any_model(random: Random, sizes: tuple[int, ...]) -> Model:
    """A saturating model, often without a weight 0, or with few or far biases."""
    spelling = random_spelling(random, sizes)
    some = sorted(random.sample(range(-4, 5), random.randint(1, 3)))
    other = [f"{some}@{random.choice((1, 2, 3))}", "binary", "[0,1,3]@2", "[-1,0,1]@4"]
    biases = ["none", "[-1,0,2]", "[-9,4]", f"[0,{10**21}]", f"[-{10**21},1]+format"]
    spelling["weights"] = random.choice([spelling["weights"], *other])
    spelling["bias"] = random.choice([spelling["bias"], spelling["bias"], *biases])
    return model_of(spelling)


def any_requirement(random: Random, model: Model, inputs: int) -> Requirement:
    """Some points of K^d and one or two outputs, exact or with tolerances."""
    points = list(product(model.format.raws, repeat=inputs))
    if random.random() < 0.5:
        points = random.sample(points, random.randint(1, len(points)))
    outputs, tolerant = random.choice((1, 1, 2)), random.random() < 0.6
    low = [random.choice(model.format.raws) for _ in range(len(points) * outputs)]
    high = [
        random.randint(least, model.format.hi) if tolerant and random.random() < 0.6 else least
        for least in low
    ]
    return required(model, low, high, points=points, outputs=outputs)


def agree_with_the_definition(count: int, seed: int) -> Counter[str]:
    random, seen = Random(seed), Counter[str]()
    for _ in range(count):
        inputs = random.choice((1, 1, 2))
        model = any_model(random, (1, 2, 3, 3, 4) if inputs == 1 else (2, 3))
        for _ in range(4):
            requirement = any_requirement(random, model, inputs)
            answer = checked(represent(model, requirement))
            possible = is_represented(model, requirement)
            shown = (model, requirement.points, requirement.low, requirement.high, answer.reason)
            if all(answer.hypotheses.values()) and not model.weights.is_binary:
                assert answer.verdict == (PROVED if possible else REFUTED), shown
            if answer.verdict == PROVED and not model.weights.is_binary:
                assert possible, shown
            if answer.cause in ("separation", "covering", "constant_activation"):
                assert not possible, shown
            rule = answer.certificate and answer.certificate["rule"]
            seen[str(rule)] += 1
    return seen


def test_tolerances_domains_and_outputs_get_the_answer_of_theorem_2() -> None:
    seen = agree_with_the_definition(500, seed=3)
    causes = ("separation", "covering", "constant_activation", "fixed_point", "monotone")
    for rule in ("network", "theorem_2", "theorem_3", *causes):
        assert seen[f"{rule}_function"] >= 5, seen


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 20))
def test_many_tolerances_domains_and_outputs_get_the_answer_of_theorem_2(seed: int) -> None:
    agree_with_the_definition(3000, seed=seed)


def test_a_tolerance_is_met_exactly_when_some_function_within_it_is_representable() -> None:
    random, seen = Random(8), Counter[bool]()
    while seen.total() < 60:
        model = model_of(random_spelling(random, (2, 3, 3)))
        wanted = any_requirement(random, model, 1)
        if wanted.outputs > 1 or len(wanted.points) < model.format.size:
            continue
        order = np.argsort(wanted.points[:, 0])
        low, high = wanted.low[order, 0].tolist(), wanted.high[order, 0].tolist()
        within = product(*[range(a, b + 1) for a, b in zip(low, high, strict=True)])
        completed = {represent(model, required(model, values)).verdict for values in within}
        answer = represent(model, required(model, low, high))
        if all(answer.hypotheses.values()):
            assert (answer.verdict == PROVED) == (PROVED in completed), (model, low, high)
            seen[answer.verdict == PROVED] += 1
    assert min(seen.values()) > 5


# Against networks


def never_refuted(count: int, seed: int) -> Counter[str]:
    random, seen = Random(seed), Counter[str]()
    for _ in range(count):
        spelling = random_spelling(random, (2, 3, 4))
        accumulate = random.choice(["exact", "exact", "sequential", "sequential-bias-last"])
        spelling |= {"overflow": random.choice(["saturate"] * 3 + ["wrap"])}
        if accumulate != "exact":
            spelling |= {"accumulate": accumulate, "bias": "format"}
        if random.random() < 0.3:
            spelling["weights"] = random.choice(["binary", "[0,1,2]@2", "[-3,-1]@2"])
        model = model_of(spelling)
        network = random_network(random, model)
        if network.inputs > 2:
            continue
        points = list(product(model.format.raws, repeat=network.inputs))
        values = [network.evaluate(point) for point in points]
        wanted = required(model, values, points=points, outputs=len(values[0]))
        answer = checked(represent(model, wanted))
        assert answer.verdict != REFUTED, (network, answer.reason)
        if all(answer.hypotheses.values()) and not model.weights.is_binary:
            assert answer.verdict == PROVED, (network, answer.reason)
        seen[type(answer.verdict).__name__] += 1
        seen["several outputs"] += wanted.outputs > 1
    return seen


def test_what_a_network_computes_is_never_refuted() -> None:
    seen = never_refuted(600, seed=4)
    assert seen["Proved"] > 100
    assert seen["several outputs"] > 100


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20, 30))
def test_what_many_networks_compute_is_never_refuted(seed: int) -> None:
    never_refuted(4000, seed=seed)


# Single cases


SIGN = Model.of(format="raw(-2,1,1)", activation="sign", weights="ternary", bias="accumulator")


def test_outputs_that_need_different_depths_are_refused_together_and_not_alone() -> None:
    identity, hidden = [-2, -1, 0, 1], [0, -2, 0, 1]
    for values in (identity, hidden):
        assert checked(represent(SIGN, required(SIGN, values))).verdict == PROVED
    for first, second in ((identity, hidden), (hidden, identity)):
        both = list(zip(first, second, strict=True))
        answer = checked(represent(SIGN, required(SIGN, both, outputs=2)))
        assert (answer.verdict, answer.cause) == (REFUTED, "covering")
        assert answer.witness is not None
        single: Any = answer.witness["single"]
        assert answer.witness["output"] != single["output"]


def test_a_fall_and_a_rise_in_different_outputs_exclude_each_other() -> None:
    model = Model.of(format="raw(0,2,1)", activation=[2, 1, 0], weights="[0,1]@1")
    rising, falling = [0, 1, 2], [2, 1, 0]
    for values in (rising, falling):
        assert represent(model, required(model, values)).verdict != REFUTED
    both = list(zip(rising, falling, strict=True))
    answer = checked(represent(model, required(model, both, outputs=2)))
    assert (answer.verdict, answer.cause) == (REFUTED, "monotone")


def test_merged_inputs_share_their_tolerances() -> None:
    model = Model.of(format="raw(0,3,1)", activation=[0, 0, 2, 2], weights="ternary", bias="format")
    apart = required(model, [1, 1], [1, 2], points=[0, 2])
    together = required(model, [1, 1, 2], [1, 2, 3], points=[0, 2, 3])
    assert checked(represent(model, apart)).verdict == PROVED
    answer = checked(represent(model, together))
    assert (answer.verdict, answer.cause) == (REFUTED, "covering")


def test_a_bias_beyond_64_bits_is_a_bias() -> None:
    model = Model.of(
        format="raw(0,3,1)", activation=[0] * 4, weights="ternary", bias=f"[0,{2**70}]"
    )
    both = [(3, raw) for raw in model.format.raws]
    answer = checked(represent(model, required(model, both, outputs=2)))
    assert answer.verdict == PROVED
    assert answer.network is not None
    assert answer.network.layers == (Layer(weights=((-1,), (1,)), biases=(2**70, 0)),)


def test_numbers_beyond_64_bits_leave_single_layers_undecided_and_nothing_wrong() -> None:
    model = Model.of(
        format=f"raw({2**48 - 2},{2**48},1)", activation=[2**48 - 2, 2**48, 2**48 - 2],
        weights=f"[-{2**60},0,{2**61}]@{2**50}", bias="wide",
    )  # fmt: skip
    for values in product(range(3), repeat=3):
        wanted = required(model, [2**48 - 2 + value for value in values])
        assert checked(represent(model, wanted)).verdict != REFUTED or len(set(values)) == 3


def test_a_format_of_one_value_is_always_met() -> None:
    for bias in ("none", "[7]", f"[{2**70}]"):
        model = Model.of(format="raw(3,3,2)", activation=[3], bias=bias)
        answer = checked(represent(model, required(model, [3, 3], outputs=2)))
        assert answer.verdict == PROVED


def test_binary_weights_compute_any_function_of_two_inputs() -> None:
    model = Model.of(format="raw(-1,1,1)", activation="relu", weights="binary", bias="accumulator")
    random, points = Random(1), all_points(model.format, 2)
    values = random.choices(model.format.raws, k=9)
    answer = checked(represent(model, required(model, values, points=points)))
    assert answer.certificate is not None
    assert answer.certificate["rule"] == "theorem_3_function"
    both = random.choices(model.format.raws, k=18)
    pair = checked(represent(model, required(model, both, points=points, outputs=2)))
    assert pair.verdict == PROVED


def test_an_unknown_names_the_hypothesis_that_fails() -> None:
    model = Model.of(format="Q1.0", activation="relu", overflow="wrap")
    answer = represent(model, required(model, [0, 1, 0, 1]))
    assert isinstance(answer.verdict, Unknown)
    assert answer.missing == "saturating"
    assert answer.reason == "Theorem 2 needs that values outside the format saturate"


def test_a_spent_budget_gives_an_unknown_and_never_a_wrong_answer() -> None:
    model = Model.of(format="Q1.1", activation="relu")
    answer = represent(model, required(model, [3, -2, 3, 0, 1, -4, 2, 1]), Budget(seconds=0))
    assert isinstance(answer.verdict, Unknown)
    assert "time limit" in answer.reason


def test_a_function_over_another_format_is_refused() -> None:
    function = Function(format=Format.parse("Q1.1"), inputs=1, values=(0,) * 8)
    for ends in ({}, {"input_format": "Q1.1"}, {"output_format": "Q1.1"}):
        model = Model.of(format="Q1.0", activation="relu", **ends)
        with pytest.raises(InputError, match="function format"):
            represent(model, Requirement.of(function))


def test_several_formats_are_unknown_for_want_of_a_single_one() -> None:
    model = Model.of(format="Q1.0", activation="relu", input_format="Q1.1", output_format="Q1.1")
    function = Function(format=Format.parse("Q1.1"), inputs=1, values=(0,) * 8)
    answer = represent(model, Requirement.of(function))
    assert isinstance(answer.verdict, Unknown)
    assert answer.missing == "single_format"


def test_the_same_question_gives_the_same_certificate() -> None:
    random = Random(2)
    for _ in range(20):
        model = model_of(random_spelling(random, (3, 4)))
        wanted = any_requirement(random, model, 1)
        first, second = (represent(model, wanted).certificate for _ in range(2))
        assert first == second


@pytest.mark.parametrize("rounding", [mode.value for mode in Rounding])
def test_a_network_of_one_layer_is_shown_and_computes_the_function(rounding: str) -> None:
    random = Random(rounding)
    for _ in range(10):
        model = Model.of(format="raw(-3,4,2)", activation="relu", rounding=rounding)
        weights, bias = random.choices(model.weights.raws, k=2), 2 * random.randint(-5, 5)
        layer = Layer(weights=(tuple(weights),), biases=(bias,))
        network = Network(model=model, layers=(layer,))
        points = all_points(model.format, 2)
        values = [network.evaluate(tuple(point)) for point in points.tolist()]
        answer = checked(represent(model, required(model, values, points=points)))
        assert answer.network is not None
        assert [answer.network.evaluate(tuple(point)) for point in points.tolist()] == values


def test_random_16_bit_functions_are_decided() -> None:
    values = np.random.default_rng(1).integers(-(1 << 15), 1 << 15, 1 << 16)
    for activation, verdict in (("relu", PROVED), ("sign", REFUTED)):
        model = Model.of(format="Q7.8", activation=activation)
        assert represent(model, required(model, values)).verdict == verdict


def test_random_functions_of_two_8_bit_inputs_are_decided() -> None:
    values = np.random.default_rng(1).integers(-128, 128, 1 << 16)
    points = all_points(Format.parse("Q3.4"), 2)
    for activation, verdict in (("relu", PROVED), ("sign", REFUTED)):
        model = Model.of(format="Q3.4", activation=activation)
        assert represent(model, required(model, values, points=points)).verdict == verdict
