"""The counting bound: against the counting that it is about."""

from itertools import product
from math import log2

import pytest

from fxprove.construction.constructing import construct
from fxprove.construction.sizes import CountingBound, counting_bound
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.requirements import Requirement
from tests.test_representation import required


def layer_of_one(model: Model, inputs: int = 1) -> Network:
    return Network(model=model, layers=(Layer(weights=((0,) * inputs,), biases=(0,)),))


def test_bits_are_those_of_all_functions_that_are_no_more_alike_than_asked() -> None:
    model = Model.of(format="Q1.0", activation="relu")
    network = layer_of_one(model)
    exact = counting_bound(required(model, [0, 1, -2, 0]), network)
    assert exact.functions_bits == 4 * 2
    loose = counting_bound(required(model, [0, -2, -2, 0], [0, 1, -1, 1]), network)
    assert loose.functions_bits == 2 + 0 + 1 + 1
    nothing = counting_bound(required(model, [-2] * 4, [1] * 4), network)
    assert (nothing.functions_bits, nothing.parameters) == (0, 0)


def test_several_outputs_add_up() -> None:
    model = Model.of(format="Q1.0", activation="relu")
    wanted = required(model, [(0, 1)] * 4, outputs=2)
    assert counting_bound(wanted, layer_of_one(model)).functions_bits == 16


def test_a_parameter_has_as_many_values_as_there_are_weights_or_telling_biases() -> None:
    many_weights = Model.of(format="Q1.0", activation="relu", weights="raw(-50,50,1)", bias="none")
    wanted = required(many_weights, [0] * 4)
    assert counting_bound(wanted, layer_of_one(many_weights)).parameter_values == 101
    few_biases = Model.of(format="Q1.0", activation="relu", weights="binary", bias="[-1,0,1,2]")
    network = Network(model=few_biases, layers=(Layer(weights=((1,),), biases=(0,)),))
    assert counting_bound(wanted, network).parameter_values == 4


def test_one_value_of_a_parameter_counts_as_two() -> None:
    assert CountingBound(functions_bits=8.0, parameter_values=1).parameters == 8


@pytest.mark.parametrize("weights", ["ternary", "format"])
def test_networks_of_one_shape_compute_no_more_functions_than_counting_says(weights: str) -> None:
    """All single layers: D parameters' values to the power of two parameters bound them."""
    model = Model.of(format="Q1.0", activation="relu", weights=weights)
    wanted = required(model, [0] * 4)
    values = counting_bound(wanted, layer_of_one(model, 1)).parameter_values
    largest = counting_bound(
        wanted,
        Network(model=model, layers=(Layer(weights=((model.weights.raws[0],),), biases=(0,)),)),
    ).parameter_values
    assert largest >= values
    computed = {
        tuple(model.neuron((raw,), (weight,), bias) for raw in model.format.raws)
        for weight, bias in product(model.weights.raws, model.biases.between(-60, 60))
    }
    assert log2(len(computed)) <= 2 * log2(largest)


def test_no_network_that_is_built_for_all_functions_falls_below_the_bound() -> None:
    """Were all of them small, there would be more functions than networks."""
    model = Model.of(format="raw(-1,1,1)", activation="relu", weights="ternary")
    below = total = 0
    for values in product(model.format.raws, repeat=3):
        function = Function(format=model.format, inputs=1, values=values)
        answer = construct(model, Requirement.of(function))
        assert answer.size is not None and answer.bound is not None
        below += answer.size.parameters < answer.bound.parameters
        total += 1
    assert below < total / 2
