"""Invariants and counterexamples: random networks keep the former and never are the latter."""

from random import Random

import pytest

from fxprove.counterexamples import onto_with_turn
from fxprove.formats import Format
from fxprove.invariants import fixes_zero, is_monotone, is_nondecreasing
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.rounding import Accumulation, Rounding
from fxprove.universality import decide
from fxprove.verdicts import REFUTED
from tests.random_models import model_of, random_spelling


def random_network(model: Model, inputs: int, random: Random) -> Network:
    """A network of up to four layers and four neurons a layer, biases near the format."""
    reach = model.weights.scale * (abs(model.format.lo) + model.format.size)
    biases = model.biases.between(-reach, reach)
    layers, width = [], inputs
    for depth in range(random.randint(1, 4), 0, -1):
        neurons = 1 if depth == 1 else random.randint(1, 4)
        rows = [tuple(random.choices(model.weights.raws, k=width)) for _ in range(neurons)]
        layers.append(Layer(weights=tuple(rows), biases=tuple(random.choices(biases, k=neurons))))
        width = neurons
    return Network(model=model, layers=tuple(layers))


def test_no_random_network_computes_a_counterexample() -> None:
    random, tried = Random(11), set()
    for _ in range(600):
        spelling = random_spelling(random, (2, 3, 4))
        spelling["bias"] = random.choice(["wide", "format", "none", "[-1,1]"])
        spelling["weights"] = random.choice(
            ["format", "ternary", "binary", "[0,1,2]@1", "[-2,0]@1"]
        )
        model = model_of(spelling)
        decision = decide(model)
        function = decision.counterexample
        if decision.verdict != REFUTED or function is None:
            continue
        tried.add(decision.cause)
        for _ in range(20):
            network = random_network(model, function.inputs, random)
            values = tuple(network.evaluate(point)[0] for point in function.points())
            assert values != function.values, (spelling, network)
    assert len(tried) == 5


@pytest.mark.parametrize("accumulation", list(Accumulation))
@pytest.mark.parametrize("rounding", list(Rounding))
def test_networks_without_bias_fix_zero(rounding: Rounding, accumulation: Accumulation) -> None:
    model = Model.of(
        format="raw(-3,4,3)", activation=[2, 1, -1, 0, 3, 3, -2, 1], bias="none", rounding=rounding,
        accumulate=accumulation,
    )  # fmt: skip
    assert fixes_zero(model)
    random = Random(1)
    for _ in range(50):
        assert random_network(model, 2, random).evaluate((0, 0)) == (0,)


def test_biases_that_round_to_zero_are_no_biases_and_larger_ones_are() -> None:
    small = Model.of(format="Q1.2", activation="relu", bias="[-2,0,2]")
    assert fixes_zero(small)
    assert not fixes_zero(Model.of(format="Q1.2", activation="relu", bias="[-2,0,3]"))
    assert not fixes_zero(Model.of(format="Q1.2", activation="relu", bias="[-3,0]"))
    assert not fixes_zero(Model.of(format="Q1.2", activation="sigmoid", bias="none"))
    assert not fixes_zero(Model.of(format="raw(1,4,1)", activation=[1, 1, 2, 3], bias="none"))
    assert not fixes_zero(Model.of(format="Q1.2", activation="relu"))


@pytest.mark.parametrize("accumulation", list(Accumulation))
@pytest.mark.parametrize("weights", ["[0,1,3]@2", "[-3,-1]@2"])
@pytest.mark.parametrize("table", [[-2, -2, 0, 1], [1, 0, 0, -2]])
def test_one_signed_networks_are_monotone_in_all_inputs_jointly(
    accumulation: Accumulation, weights: str, table: list[int]
) -> None:
    model = Model.of(
        format="raw(-2,1,2)", weights=weights, activation=table, bias="format",
        accumulate=accumulation,
    )  # fmt: skip
    assert is_monotone(model)
    assert is_nondecreasing(model) == (weights == "[0,1,3]@2" and table[0] < table[-1])
    random = Random(2)
    for _ in range(60):
        network = random_network(model, 2, random)
        steps = set()
        for x in range(-2, 2):
            for y in range(-2, 1):
                steps.add(network.evaluate((x, y + 1))[0] - network.evaluate((x, y))[0])
                steps.add(network.evaluate((y + 1, x))[0] - network.evaluate((y, x))[0])
        assert not (min(steps) < 0 < max(steps))
        if is_nondecreasing(model):
            assert min(steps) >= 0


def test_two_signed_weights_a_bent_activation_or_wrapping_are_not_monotone() -> None:
    monotone = Model.of(format="raw(-2,1,2)", weights="[0,1]@2", activation=[-2, -2, 0, 1])
    assert is_monotone(monotone)
    assert not is_monotone(Model.of(format="raw(-2,1,2)", activation=[-2, -2, 0, 1]))
    assert not is_monotone(
        Model.of(format="raw(-2,1,2)", weights="[0,1]@2", activation=[-2, 0, -1, 1])
    )
    assert not is_monotone(
        Model.of(
            format="raw(-2,1,2)", weights="[0,1]@2", activation=[-2, -2, 0, 1], overflow="wrap"
        )
    )


@pytest.mark.parametrize("accumulation", [Accumulation.EXACT, Accumulation.SEQUENTIAL])
@pytest.mark.parametrize("size", [2, 3, 4])
def test_a_function_with_a_turn_is_no_single_layer(size: int, accumulation: Accumulation) -> None:
    model = Model.of(
        format=f"raw(-1,{size - 2},2)", activation=[0] * size, bias="format",
        accumulate=accumulation,
    )  # fmt: skip
    function, turn = onto_with_turn(model.format)
    assert set(function.values) == set(model.format.raws)
    assert function(*turn.rise[0]) < function(*turn.rise[1])
    assert function(*turn.fall[0]) > function(*turn.fall[1])
    reach = 2 * model.weights.scale * (size + 2)
    for weights in (
        [(w,) for w in model.weights.raws]
        if function.inputs == 1
        else [(v, w) for v in model.weights.raws for w in model.weights.raws]
    ):
        for bias in model.biases.between(-reach, reach):
            values = tuple(model.neuron(point, weights, bias) for point in function.points())
            assert values != function.values


def test_the_counterexample_of_two_values_is_exclusive_or() -> None:
    function, turn = onto_with_turn(Format(lo=3, hi=4, scale=1))
    assert function.inputs == 2
    assert function.values == (3, 4, 4, 3)
    assert turn.coordinate == 1
