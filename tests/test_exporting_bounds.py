"""Bounds of accumulators hold for every sum in every order, and say where they are too wide."""

import itertools
from collections.abc import Iterator
from random import Random

import pytest

from fxprove.errors import InputError
from fxprove.exporting.accumulator_bounds import (
    INT64,
    Extent,
    network_bounds,
    require_int64,
    widest,
)
from fxprove.models import Model
from fxprove.networks import Network
from tests.exported_networks import all_inputs, mode_networks, network_of

MODEL = Model.of(format="Q2.1", activation="relu", weights="[-3,-1,0,2]@4", bias="accumulator")


def operands(network: Network) -> Iterator[tuple[int, tuple[int, ...]]]:
    """For every layer and input of the network, what the layer reads."""
    for point in all_inputs(network):
        values = point
        for index, layer in enumerate(network.layers):
            yield index, values
            values = tuple(
                network.model.activation(network.model.neuron(values, row, bias))
                for row, bias in zip(layer.weights, layer.biases, strict=True)
            )


@pytest.mark.parametrize("network", Random(5).sample(mode_networks(), 12))
def test_no_sum_of_any_products_leaves_its_bounds(network: Network) -> None:
    bounds = network_bounds(network)
    for index, values in operands(network):
        layer = network.layers[index]
        for row, bias, found in zip(layer.weights, layer.biases, bounds[index], strict=True):
            products = [weight * value for weight, value in zip(row, values, strict=True)]
            for chosen in itertools.product((0, 1), repeat=len(products)):
                part = sum(itertools.compress(products, chosen))
                assert found.products[0] <= part <= found.products[1]
            assert all(found.product[0] <= one <= found.product[1] for one in products)
            assert found.total[0] <= sum(products) + bias <= found.total[1]


def test_the_bounds_of_a_first_layer_are_attained() -> None:
    network = network_of(MODEL, ([[2, -3], [0, -1]], [5, -7]))
    (first, second), *rest = network_bounds(network)
    assert not rest
    # Q2.1 is -8 … 7
    assert (first.product, first.products, first.total) == ((-21, 24), (-37, 38), (-32, 43))
    assert (second.products, second.total) == ((-7, 8), (-14, 1))
    assert (second.weights, second.bias, second.layer, second.neuron) == ((-1, 0), -7, 0, 1)


def test_deeper_layers_read_what_the_activation_gives() -> None:
    network = network_of(MODEL, ([[2]], [0]), ([[2]], [1]))
    assert network_bounds(network)[1][0].total == (1, 15)  # relu gives 0 … 7


def test_the_widest_extent_is_the_first_of_the_greatest_magnitude() -> None:
    extents = [
        Extent(layer=0, neuron=index, lo=lo, hi=hi)
        for index, (lo, hi) in enumerate([(0, 5), (-7, 2), (0, 7)])
    ]
    assert widest(extents).neuron == 1


def test_64_bits_are_required_by_layer_and_neuron() -> None:
    fits = Extent(layer=0, neuron=0, lo=-INT64, hi=INT64)
    assert list(require_int64([fits])) == [fits]
    for lo, hi in ((-INT64 - 1, 0), (0, INT64 + 1)):
        with pytest.raises(InputError, match=r"layer 2, neuron 3: .* found a bound of -?92"):
            list(require_int64([fits, Extent(layer=2, neuron=3, lo=lo, hi=hi)]))
    with pytest.raises(InputError, match="a bound of 400 bits"):
        list(require_int64([Extent(layer=2, neuron=3, lo=0, hi=2**400 - 1)]))
