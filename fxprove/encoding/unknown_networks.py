"""Is there a network of given hidden widths that meets intervals at some points? One script.

*Outputs without a division.* Where r saturates and sums are exact, r is monotone, so an output is
in low … high exactly when its accumulator is in [L, U]: L is where the cell of low starts, U where
that of high ends, and a saturated end asks nothing.

*Biases are bounded.* Outside the window of `effective_biases` a bias does nothing to sums w·h of
magnitude up to `reach` that one inside it does not do. The reach of the first layer is max|w| times
the largest Σ|x_j| of all points of the requirement, asked about or not; that of another is
max|w|·max|σ| times the width below. So if a network meets the requirement, one with biases in the
windows does.

*Neurons are ordered.* To permute the neurons of a hidden layer together with the weights that read
them does not change exact sums. So those of each hidden layer may be asked to ascend by (first
weight, bias): sort the layers one after the other from the input; sorting one permutes the terms of
the sums in the next, which is sorted after that, and leaves those below as they are. Sequential
sums depend on the order of their terms, so there nothing is ordered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fxprove.encoding.claims import counted, described
from fxprove.encoding.layers import (
    activated,
    effective_biases,
    exact_sum,
    neuron,
    unknown_bias,
    unknown_weight,
)
from fxprove.encoding.scripts import Satisfiability, Script, ScriptBuilder
from fxprove.encoding.terms import (
    Term,
    Truth,
    all_of,
    any_of,
    between,
    constant,
    equal,
    less,
    negation,
)
from fxprove.models import Model
from fxprove.requirements import Requirement
from fxprove.rounding import Accumulation, Overflow


def weight_name(layer: int, index: int, source: int) -> str:
    """The variable of a weight; layers, neurons and what they read are counted from 1."""
    return f"weight{layer}_{index}_{source}"


def bias_name(layer: int, index: int) -> str:
    """The variable of a bias; layers and neurons are counted from 1."""
    return f"bias{layer}_{index}"


def some_network_meets(
    model: Model,
    requirement: Requirement,
    widths: Sequence[int],
    points: Sequence[int] | None = None,
    status: Satisfiability = Satisfiability.UNKNOWN,
) -> Script:
    """Does a network with these hidden widths meet the requirement at these points (all, if None)?

    `points` are indices into the requirement's; the model has its format and no other. Widths may
    be none, for a single layer. Variables have the names of `weight_name` and `bias_name`.
    """
    builder = ScriptBuilder()
    layers = _unknown_layers(builder, model, requirement, widths)
    if model.accumulation is Accumulation.EXACT:
        for layer in layers[:-1]:
            for smaller, larger in pairwise(layer):
                builder.require(_is_in_order(smaller, larger))
    chosen = range(len(requirement.points)) if points is None else points
    for index in chosen:
        _require_point(builder, model, requirement, layers, index)
    return builder.script(_claim(model, requirement, widths, len(chosen)), status)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Neuron:
    """Unknown weights and an unknown bias."""

    weights: tuple[Term, ...]
    bias: Term


_Layer = tuple[_Neuron, ...]


def _unknown_layers(
    builder: ScriptBuilder, model: Model, requirement: Requirement, widths: Sequence[int]
) -> list[_Layer]:
    largest = model.weights.largest_magnitude
    reach = largest * int(np.abs(requirement.points).sum(axis=1).max())
    layers = []
    sizes = (requirement.inputs, *widths, requirement.outputs)
    for depth, (before, after) in enumerate(pairwise(sizes), 1):
        window = effective_biases(model, reach)
        layers.append(
            tuple(
                _Neuron(
                    weights=tuple(
                        unknown_weight(builder, weight_name(depth, index, source), model.weights)
                        for source in range(1, before + 1)
                    ),
                    bias=unknown_bias(builder, bias_name(depth, index), model.biases, *window),
                )
                for index in range(1, after + 1)
            )
        )
        reach = after * largest * max(map(abs, model.activation.table))
    return layers


def _is_in_order(smaller: _Neuron, larger: _Neuron) -> Truth:
    """(first weight, bias) of one is not more than that of the other."""
    first, second = smaller.weights[0], larger.weights[0]
    not_above = negation(less(larger.bias, smaller.bias))
    return any_of([less(first, second), all_of([equal(first, second), not_above])])


def _require_point(
    builder: ScriptBuilder,
    model: Model,
    requirement: Requirement,
    layers: Sequence[_Layer],
    index: int,
) -> None:
    """The outputs at one point lie in their intervals; its values are named by its index."""
    name = f"point{index}"
    values = [constant(raw) for raw in requirement.points[index].tolist()]
    for depth, layer in enumerate(layers[:-1], 1):
        values = [
            _hidden_value(builder, f"{name}_{depth}_{number}", model, values, unknown)
            for number, unknown in enumerate(layer, 1)
        ]
    bounds = zip(requirement.low[index].tolist(), requirement.high[index].tolist(), strict=True)
    for number, (unknown, (low, high)) in enumerate(zip(layers[-1], bounds, strict=True), 1):
        if low > model.format.lo or high < model.format.hi:
            output = f"{name}_output{number}"
            builder.require(_is_within(builder, output, model, values, unknown, low, high))


def _hidden_value(
    builder: ScriptBuilder, name: str, model: Model, inputs: Sequence[Term], unknown: _Neuron
) -> Term:
    pre_activation = neuron(builder, name, model, inputs, unknown.weights, unknown.bias)
    return activated(builder, f"{name}_activated", model.activation, pre_activation)


def _is_within(
    builder: ScriptBuilder,
    name: str,
    model: Model,
    inputs: Sequence[Term],
    unknown: _Neuron,
    low: int,
    high: int,
) -> Truth:
    """Whether an output neuron has a raw value in low … high."""
    if model.overflow is not Overflow.SATURATE or model.accumulation is not Accumulation.EXACT:
        raw = neuron(builder, name, model, inputs, unknown.weights, unknown.bias)
        return between(raw, low, high)
    accumulator = builder.define(name, exact_sum(inputs, unknown.weights, unknown.bias))
    least, most = accumulator.lo, accumulator.hi
    if low > model.format.lo:
        least = model.requantizer.cell_start(low)
    if high < model.format.hi:
        most = model.requantizer.cell_start(high + 1) - 1
    return between(accumulator, least, most)


def _claim(model: Model, requirement: Requirement, widths: Sequence[int], points: int) -> str:
    hidden = "no hidden layer"
    if widths:
        layers = "layer" if len(widths) == 1 else "layers"
        hidden = f"hidden {layers} of {', '.join(map(str, widths))} neurons"
    return (
        f"A network with {hidden}, from {counted(requirement.inputs, 'input')} to "
        f"{counted(requirement.outputs, 'output')}, whose outputs lie in given intervals at "
        f"{counted(points, 'point')}. Model: {described(model)}.\n"
        "sat: neuron i of layer l has weights weightl_i_j and the bias biasl_i. "
        "unsat: there is none."
    )
