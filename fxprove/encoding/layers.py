"""Neurons, layers and networks as bit-vector terms, with known or unknown parameters.

An unknown weight or bias is a `Term` like any input, so one function serves evaluation, equality
and synthesis. Sums are balanced trees, each node as wide as its bounds ask.
"""

from collections.abc import Sequence
from math import lcm

from fxprove.encoding.requantization import brought_in, requantized, rounded
from fxprove.encoding.scripts import ScriptBuilder
from fxprove.encoding.tables import looked_up
from fxprove.encoding.terms import (
    Term,
    add,
    any_of,
    constant,
    equal,
    multiply,
    total,
)
from fxprove.models import Activation, Model
from fxprove.networks import Network
from fxprove.parameter_sets import BiasSet, WeightSet
from fxprove.rounding import Accumulation, Overflow


def neuron(
    builder: ScriptBuilder,
    name: str,
    model: Model,
    inputs: Sequence[Term],
    weights: Sequence[Term],
    bias: Term,
) -> Term:
    """The pre-activation of one neuron of a layer that reads the model's format.

    The same function as `Model.neuron`. Defined as `name`, its accumulator as `name`_sum.
    """
    if model.accumulation is Accumulation.EXACT:
        accumulator = builder.define(f"{name}_sum", exact_sum(inputs, weights, bias))
        return requantized(builder, name, accumulator, model.requantizer)
    products = _products(inputs, weights)
    last = model.accumulation is Accumulation.SEQUENTIAL_BIAS_LAST
    accumulator = constant(0) if last else bias
    for index, product in enumerate(products, 1):
        step = f"{name}_product{index}"
        product = builder.define(f"{step}_exact", product)
        product = rounded(builder, step, product, 1, model.weights.scale, model.rounding)
        accumulator = _added(builder, f"{name}_sum{index}", model, accumulator, product)
    return _added(builder, name, model, accumulator, bias if last else constant(0))


def exact_sum(inputs: Sequence[Term], weights: Sequence[Term], bias: Term) -> Term:
    """The accumulator of one neuron under exact accumulation."""
    return total([*_products(inputs, weights), bias])


def _products(inputs: Sequence[Term], weights: Sequence[Term]) -> list[Term]:
    return [
        multiply(weight, raw)
        for weight, raw in zip(weights, inputs, strict=True)
        if weight.known != 0
    ]


def _added(builder: ScriptBuilder, name: str, model: Model, left: Term, right: Term) -> Term:
    total_of_both = builder.define(f"{name}_exact", add(left, right))
    return builder.define(name, brought_in(total_of_both, model.format, model.overflow))


def activated(builder: ScriptBuilder, name: str, activation: Activation, raw: Term) -> Term:
    """σ(raw), defined as `name`."""
    return builder.define(name, looked_up(raw, activation.table, activation.format.lo))


def raw_name(prefix: str, layer: int, index: int) -> str:
    """The name of a pre-activation, layers and neurons counted from 1."""
    return f"{prefix}{layer}_{index}"


def network_outputs(
    builder: ScriptBuilder, prefix: str, network: Network, inputs: Sequence[Term]
) -> list[Term]:
    """The outputs of a known network; neuron i of layer l is `prefix`l_i, both from 1."""
    values, activation = list(inputs), network.model.activation
    for depth, layer in enumerate(network.layers, 1):
        if depth > 1:
            values = [
                activated(builder, f"{raw_name(prefix, depth - 1, i)}_activated", activation, raw)
                for i, raw in enumerate(values, 1)
            ]
        values = [
            neuron(
                builder,
                raw_name(prefix, depth, index),
                network.model,
                values,
                [constant(weight) for weight in row],
                constant(bias),
            )
            for index, (row, bias) in enumerate(zip(layer.weights, layer.biases, strict=True), 1)
        ]
    return values


def unknown_weight(builder: ScriptBuilder, name: str, weights: WeightSet) -> Term:
    """A new weight of the set, to be read back under its name."""
    raws = weights.raws
    weight = builder.integer(name, raws[0], raws[-1])
    if not isinstance(raws, range):
        builder.require(any_of([equal(weight, constant(raw)) for raw in raws]))
    return weight


def unknown_bias(builder: ScriptBuilder, name: str, biases: BiasSet, lo: int, hi: int) -> Term:
    """A new bias of the set in lo…hi, to be read back under its name; there must be one."""
    least, greatest = biases.smallest_at_least(lo), biases.largest_at_most(hi)
    assert least is not None
    assert greatest is not None
    bias = builder.integer(name, least, greatest)
    if bias.known is not None or (biases.step == 1 and biases.first is None):
        return bias
    multiple = builder.integer(f"{name}_multiple", *_multiples(biases, least, greatest))
    index = builder.integer(f"{name}_offset", 0, len(biases.offsets) - 1)
    offset = looked_up(index, biases.offsets, 0)
    builder.require(equal(bias, add(offset, multiply(constant(biases.step), multiple))))
    return bias


def _multiples(biases: BiasSet, least: int, greatest: int) -> tuple[int, int]:
    """The range of k in offset + step·k, for biases in least…greatest."""
    first = (least - biases.offsets[-1]) // biases.step
    last = -((biases.offsets[0] - greatest) // biases.step)
    if biases.first is None or biases.last is None:
        return first, last
    return max(first, biases.first), min(last, biases.last)


def effective_biases(model: Model, reach: int) -> tuple[int, int]:
    """A window of biases that act in every way a bias can, on sums w·h of magnitude ≤ `reach`.

    Saturating: a bias at which even −reach rounds to hi acts like any larger one, so one such is
    enough; likewise below. Wrapping: with P = 2·|K|·denominator, r(a + P) = r(a) whenever a and
    a + P have one sign (the factor 2 keeps parities, for half-even). Biases beyond ±reach give all
    sums one sign, so moving them by multiples of P and of the step changes nothing, as long as the
    set goes on. Sequential biases are raw values of the format.
    """
    if model.accumulation is not Accumulation.EXACT:
        return model.format.lo, model.format.hi
    requantizer, biases = model.requantizer, model.biases
    if model.overflow is Overflow.WRAP:
        period = lcm(2 * model.format.size * requantizer.denominator, biases.step)
        low, high = -reach - period, reach + period
        if biases.first is not None and biases.last is not None:
            low = min(low, biases.offsets[0] + biases.step * biases.last - period)
            high = max(high, biases.offsets[-1] + biases.step * biases.first + period)
    elif model.format.size == 1:
        low = high = biases.any_element
    else:
        low = requantizer.cell_start(model.format.lo + 1) - 1 - reach
        high = requantizer.cell_start(model.format.hi) + reach
    least, greatest = biases.largest_at_most(low), biases.smallest_at_least(high)
    return low if least is None else least, high if greatest is None else greatest
