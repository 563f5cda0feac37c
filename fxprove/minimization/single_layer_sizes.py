"""The fewest parameters of a single affine layer that meets a requirement.

Each output has a neuron of its own, so outputs are minimised one by one: every weight vector is
tried, and for each the biases that meet the requirement are an interval of the model's.
"""

from itertools import product

import numpy as np

from fxprove.minimization.contributions import Intervals
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.requirements import Requirement

MOST_TRIED = 1 << 22
"""The most weight vectors × inputs that are tried; the checker has the same limit."""

Neuron = tuple[tuple[int, ...], int]


def is_tried(model: Model, requirement: Requirement) -> bool:
    """Whether the weight vectors are few enough to be tried, all of them."""
    vectors = len(model.weights.raws) ** requirement.inputs
    return bool(vectors * len(requirement.points) * requirement.outputs <= MOST_TRIED)


def least_single_layer(model: Model, requirement: Requirement) -> Network | None:
    """The single layer with fewest parameters, or None if none meets the requirement.

    The model has a single format, saturates and accumulates exactly; `is_tried` holds.
    """
    intervals = Intervals.of(model, requirement)
    neurons = [
        _least_neuron(model, requirement, intervals, output)
        for output in range(requirement.outputs)
    ]
    found = [neuron for neuron in neurons if neuron is not None]
    if len(found) < len(neurons):
        return None
    layer = Layer(
        weights=tuple(weights for weights, _ in found), biases=tuple(bias for _, bias in found)
    )
    return Network(model=model, layers=(layer,))


def _least_neuron(
    model: Model, requirement: Requirement, intervals: Intervals, output: int
) -> Neuron | None:
    own = slice(output, None, intervals.outputs)
    has_least, has_most = intervals.has_least[own], intervals.has_most[own]
    least, most = intervals.least[own][has_least], intervals.most[own][has_most]
    best: tuple[int, Neuron] | None = None
    for weights in product(model.weights.raws, repeat=requirement.inputs):
        sums = requirement.points @ np.array(weights, dtype=np.int64)
        low = int((least - sums[has_least]).max()) if len(least) else None
        high = int((most - sums[has_most]).min()) if len(most) else None
        bias = model.biases.element_between(low, high)
        if bias is None:
            continue
        zeros = weights.count(0) if 0 in model.weights else 0
        parameters = len(weights) - zeros + (bias != 0)
        if best is None or parameters < best[0]:
            best = parameters, (weights, bias)
    return None if best is None else best[1]
