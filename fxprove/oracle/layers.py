"""What all arithmetics share: the functions of a first layer, and layers as states.

The *state* of a layer is what the next layer can see of it: its set of hidden functions K → K, or
the lattice they span. `outputs` are the functions of one neuron that reads the layer alone;
`successors` are the sets of pre-activations that one next layer can hold together.
"""

from collections.abc import Iterable
from math import lcm
from typing import Protocol, TypeVar

from fxprove.models import Model
from fxprove.oracle.feasibility import Function
from fxprove.oracle.limits import MOST_FIRST_NEURONS, OracleLimit
from fxprove.parameter_sets import BiasSet
from fxprove.rounding import Overflow

State = TypeVar("State", bound="Ordered")


class Ordered(Protocol):
    """Compared by ≤, a partial order: larger states compute at least the same functions."""

    def __le__(self: State, other: State, /) -> bool: ...


class Layers(Protocol[State]):
    """One arithmetic's rule from layer to layer."""

    def state(self, hidden: frozenset[Function]) -> State:
        """What a layer with these hidden functions offers to the next one."""

    def outputs(self, state: State) -> frozenset[Function]:
        """The pre-activations of a neuron that is alone on a layer in this state."""

    def successors(
        self, state: State, outputs: frozenset[Function]
    ) -> Iterable[frozenset[Function]]:
        """The sets of pre-activations that a next layer, of any width, can hold at once.

        `outputs` are those of the state; often one wide layer holds them all.
        """


def first_layer(model: Model) -> frozenset[Function]:
    """P_1: the pre-activations of all neurons that read the input."""
    biases = relevant_biases(model)
    if len(biases) * len(model.weights.raws) > MOST_FIRST_NEURONS:
        raise OracleLimit(f"a first layer has more than {MOST_FIRST_NEURONS} neurons")
    return frozenset(
        tuple(model.neuron((raw,), (weight,), bias) for raw in model.format.raws)
        for weight in model.weights.raws
        for bias in biases
    )


def relevant_biases(model: Model) -> list[int]:
    """Biases that give a first layer all of its functions.

    All of them if finite. Unbounded ones matter up to a period when overflow wraps. When it
    saturates and |w·x| ≤ D, a bias of cell_start(hi) + D or more gives the constant hi, one below
    cell_start(lo+1) − D the constant lo; one step further, each offset has such a bias.
    """
    biases, requantizer = model.biases, model.requantizer
    size = biases.size
    if size is None:
        if model.overflow is Overflow.WRAP:
            period = lcm(biases.step, model.weights.scale * model.format.size)
            return _listed(biases, 0, period - 1)
        largest_input = max(abs(raw) for raw in model.format.raws)
        reach = model.weights.largest_magnitude * largest_input + biases.step
        low = requantizer.cell_start(model.format.lo + 1)
        high = requantizer.cell_start(model.format.hi)
        return _listed(biases, min(low, high) - reach, max(low, high) + reach)
    if size > MOST_FIRST_NEURONS:
        raise OracleLimit(f"there are more than {MOST_FIRST_NEURONS} biases")
    assert biases.first is not None
    assert biases.last is not None
    return sorted(
        offset + biases.step * index
        for offset in biases.offsets
        for index in range(biases.first, biases.last + 1)
    )


def _listed(biases: BiasSet, low: int, high: int) -> list[int]:
    if (high - low) // biases.step * len(biases.offsets) > MOST_FIRST_NEURONS:
        raise OracleLimit(f"more than {MOST_FIRST_NEURONS} biases matter to a first layer")
    return biases.between(low, high)
