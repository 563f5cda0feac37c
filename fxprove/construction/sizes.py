"""How small a network can be at best: counting.

Networks of one shape with P parameters compute at most D^P functions, D the number of values that a
parameter can take and that differ in what they do. So some function on n inputs needs
P ≥ log(number of functions)/log(D): most functions need nearly that, some far fewer.
"""

from dataclasses import dataclass
from math import log2

from fxprove.models import Model
from fxprove.networks import Network
from fxprove.requirements import Requirement


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingBound:
    """`functions_bits`/`parameter_bits` parameters are needed for most of these functions.

    `functions_bits` is log2 of the number of functions on the inputs asked about, divided by how
    many meet the requirement; `parameter_values` is the number of weights, or of the biases that
    differ where a neuron reads as much as one of this network does, whichever is more.
    """

    functions_bits: float
    parameter_values: int

    @property
    def parameters(self) -> float:
        """The bound."""
        return self.functions_bits / max(1.0, log2(self.parameter_values))


def counting_bound(requirement: Requirement, network: Network) -> CountingBound:
    """The bound for the functions that a requirement is one of."""
    allowed = (requirement.high - requirement.low + 1).ravel().tolist()
    bits = sum(log2(requirement.format.size / count) for count in allowed)
    model = network.model
    values = max(len(model.weights.raws), _different_biases(model, network))
    return CountingBound(functions_bits=bits, parameter_values=values)


def _different_biases(model: Model, network: Network) -> int:
    """Biases outside this range leave every neuron where it is."""
    largest = max(map(abs, (model.format.lo, model.format.hi)))
    reach = largest * max(
        sum(map(abs, row)) for layer in network.layers for row in set(layer.weights)
    )
    starts = [model.requantizer.cell_start(raw) for raw in model.format.raws[1:]] or [0]
    first, last = starts[0] - 1 - reach, starts[-1] + reach
    biases = model.biases
    if biases.first is None or biases.last is None:
        return (last - first) // biases.step * len(biases.offsets) + 1
    return len(biases.between(first, last))
