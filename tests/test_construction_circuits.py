"""Circuits: the network computes what the sums with integer coefficients say."""

from random import Random
from typing import Any

import numpy as np
import pytest

from fxprove.construction.circuits import Circuit, NoCircuit
from fxprove.models import Model
from fxprove.networks import Network
from fxprove.requirements import Integers, all_points
from tests.hidden_responses import accumulators_of

MODELS: dict[str, dict[str, Any]] = {
    "wide": {},
    "accumulator": {"bias": "accumulator"},
    "format": {"bias": "format"},
    "few biases": {"bias": "[-1,2]+format"},
    "ternary": {"weights": "ternary"},
    "gaps": {"weights": "[-7,-2,0,5]@4", "bias": "accumulator"},
    "gcd": {"weights": "[-6,0,4]@2", "bias": "accumulator"},
    "binary": {"weights": "binary"},
}


def of(name: str) -> Model:
    return Model.of(**{"format": "Q1.1", "activation": "relu", **MODELS[name]})


def random_circuit(random: Random, model: Model, inputs: int) -> Circuit:
    """Three hidden layers of some neurons each, and two outputs."""
    circuit = Circuit(model, inputs, 1 << 22)
    first = circuit.add(0, dict.fromkeys(range(inputs), model.weights.raws[0]), 0, None)
    counts = [first + 1]
    for _ in range(3):
        weights = [random.choice(model.weights.raws) for _ in range(inputs)]
        bias = random.choice(model.biases.between(-9, 9))
        circuit.add(0, dict(enumerate(weights)), bias, bias)
    counts = [len(circuit.layers[0])]
    for depth in (1, 2, 3):
        for _ in range(2):
            some = {
                random.randrange(counts[-1]): circuit.coefficients.unit * random.randint(-3, 3)
                for _ in range(2)
            }
            low = random.randint(-20, 20)
            if depth == 3:
                circuit.add_output(depth, some, low, low + model.weights.scale)
            else:
                circuit.add(depth, some, low, low + model.weights.scale)
        counts.append(len(circuit.layers[depth]))
    return circuit


def outputs_of(circuit: Circuit, model: Model, points: Integers) -> list[list[int]]:
    """The requantized accumulators of the last layer."""
    last = accumulators_of(circuit, len(circuit.layers) - 1, points)
    return [[model.requantizer(a) for a in row] for row in last.tolist()]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("seed", range(8))
def test_the_network_computes_what_the_sums_say(name: str, seed: int) -> None:
    model, inputs = of(name), 1 + seed % 2
    points = all_points(model.format, inputs)
    circuit = random_circuit(Random(seed), model, inputs)
    network = circuit.network()  # its last layer then holds the outputs in their order
    expected = outputs_of(circuit, model, points)
    found = [list(network.evaluate(tuple(point))) for point in points.tolist()]
    assert found == expected


@pytest.mark.parametrize("name", MODELS)
def test_an_offset_lies_where_it_was_asked_for(name: str) -> None:
    """Bias and constants add up to it, at every point alike."""
    model = of(name)
    points = all_points(model.format, 1)
    for low in range(-30, 31, 7):
        circuit = Circuit(model, 1, 1 << 20)
        circuit.add(0, {0: model.weights.raws[0]}, 0, None)
        high = low + model.weights.scale - 1
        neuron = circuit.add(1, {}, low, high)
        found = set(accumulators_of(circuit, 1, points)[:, neuron].tolist())
        assert len(found) == 1
        assert low <= found.pop() <= high


def test_equal_neurons_are_one_and_equal_outputs_are_two() -> None:
    circuit = Circuit(of("wide"), 1, 1000)
    assert circuit.add(0, {0: 2}, 0, 0) == circuit.add(0, {0: 2}, 0, 0) == 0
    for _ in range(2):
        circuit.add_output(1, {0: 1}, 0, 0)
    network = circuit.network()
    assert [len(layer.biases) for layer in network.layers] == [1, 2]


def test_a_coefficient_takes_as_many_copies_as_it_has_terms() -> None:
    circuit = Circuit(of("ternary"), 1, 1000)
    circuit.add(0, {0: 1}, 0, 0)
    circuit.add_output(1, {0: 3}, 0, 0)
    circuit.add_output(1, {0: -2}, 0, 0)
    network = circuit.network()
    assert network.layers[0].weights == ((1,),) * 3
    assert sorted(map(sum, network.layers[1].weights)) == [-2, 3]


def test_what_nothing_reads_is_left_out() -> None:
    circuit = Circuit(of("wide"), 1, 1000)
    circuit.add(0, {0: 1}, 0, 0)
    read = circuit.add(0, {0: 2}, 0, 0)
    circuit.add_output(1, {read: 1}, 0, 0)
    assert circuit.network().layers[0].weights == ((2,),)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("inputs", [1, 2])
def test_an_output_that_reads_nothing_is_a_constant(name: str, inputs: int) -> None:
    model = of(name)
    circuit = Circuit(model, inputs, 1000)
    low = model.requantizer.cell_start(1)
    bias = model.biases.smallest_at_least(low)
    assert bias is not None
    circuit.add(0, dict.fromkeys(range(inputs), model.weights.raws[0]), 0, None)
    circuit.add_output(2, {}, bias, bias)
    network = circuit.network()
    assert network.depth == 3
    expected = (model.requantizer(bias),)
    points = all_points(model.format, inputs).tolist()
    assert {network.evaluate(tuple(point)) for point in points} == {expected}


def test_a_network_beyond_the_limit_is_refused() -> None:
    def of_limit(limit: int) -> Network:
        circuit = Circuit(of("ternary"), 1, limit)
        circuit.add(0, {0: 1}, 0, 0)
        circuit.add_output(1, {0: 5}, 0, 0)
        return circuit.network()

    assert of_limit(16).size.parameters_dense == 16
    with pytest.raises(NoCircuit, match="more than 15 weights and biases"):
        of_limit(15)


def test_a_coefficient_of_millions_of_copies_is_refused() -> None:
    circuit = Circuit(of("ternary"), 1, 1 << 22)
    circuit.add(0, {0: 1}, 0, 0)
    circuit.add_output(1, {0: 10**21}, 0, 0)
    with pytest.raises(NoCircuit, match="more copies than there can be"):
        circuit.network()


def test_an_offset_out_of_reach_is_refused() -> None:
    circuit = Circuit(Model.of(format="Q1.1", activation="relu", bias="none"), 1, 1000)
    with pytest.raises(NoCircuit, match="no bias of the first layer"):
        circuit.add(0, {0: 1}, 3, 3)
    circuit.add(0, {0: 1}, 0, 0)
    with pytest.raises(NoCircuit):
        circuit.add(1, {0: 1}, 3, 3)  # the only constant is relu(0) = 0


def test_binary_coefficients_of_one_neuron_have_one_parity() -> None:
    circuit = Circuit(of("binary"), 1, 1000)
    circuit.add(0, {0: 1}, 0, 0)
    circuit.add_output(1, {0: 3}, 0, 0)
    circuit.add_output(1, {0: 2}, 0, 0)
    with pytest.raises(NoCircuit, match="weights ±1"):
        circuit.network()


def test_a_network_is_made_of_the_models_parameters() -> None:
    for name in MODELS:
        network = random_circuit(Random(3), of(name), 1).network()  # or its constructor raises
        assert network.model == of(name)
        assert np.all([len(layer.biases) > 0 for layer in network.layers])
