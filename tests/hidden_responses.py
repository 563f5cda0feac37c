"""What the neurons of a circuit respond, from their sums with integer coefficients."""

import numpy as np

from fxprove.construction.circuits import Circuit
from fxprove.requirements import Integers


def accumulators_of(circuit: Circuit, depth: int, points: Integers) -> Integers:
    """Points × neurons of layer `depth`: the accumulators that the circuit says they have."""
    before = points if depth == 0 else responses_of(circuit, depth - 1, points)
    sums = [
        sum((c * before[:, source] for source, c in neuron.inputs), np.zeros(len(points), int))
        + neuron.bias
        for neuron in circuit.layers[depth]
    ]
    return np.stack(sums, axis=1)


def responses_of(circuit: Circuit, depth: int, points: Integers) -> Integers:
    """Points × neurons of layer `depth`: what those accumulators lead to, one at a time."""
    model = circuit.model
    accumulators = accumulators_of(circuit, depth, points)
    rows = [[model.activation(model.requantizer(a)) for a in row] for row in accumulators.tolist()]
    return np.array(rows)
