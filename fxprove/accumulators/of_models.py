"""What an accumulator holds in the worst of all networks of a model with a given fan-in.

The networks are those in which every neuron reads at most n values. Weights range over W and
biases over a finite B, in every neuron independently; inputs range over K, and what later layers
read is in σ(K). Let p be the greatest product of a weight and a value read: a product is linear in
either factor, so p is attained at ends of both ranges. A partial sum is β plus at most n products,
so the greatest is max B + max(0, n·p), and the greatest final sum is max B + max(p, n·p); likewise
for the least. They occur, for a neuron may have the same weight n times and read the same value n
times: inputs are free, and hidden neurons may be copies of each other.

What remains is which hidden values occur. The bounds of later layers take the least and the
greatest of σ(K), which no hidden value leaves; what is reached takes those of the hidden neurons
that `_hidden_ends` finds. Where biases reach every value of the format the two are the same. The
width of the whole is settled in any case: σ(K) ⊆ K, so no later layer needs more than the first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from fxprove.accumulators.partial_sums import Extent, LayerExtents, Sighting
from fxprove.array_arithmetic import IntegerArray, affine, integer_array, requantize
from fxprove.budgets import Budget
from fxprove.models import Model
from fxprove.networks import Layer, Network

MOST_FAN_IN = 1 << 18
"""The largest fan-in that is asked about: a worst case is a network so wide, seconds to replay."""

_MOST_PARAMETERS = 1 << 20  # of the hidden layer that shows a worst case
_MOST_PRODUCTS = 1 << 20  # weights times values that are tried in a hidden neuron


@dataclass(frozen=True, slots=True, kw_only=True)
class _Neuron:
    """A bias, and `copies` inputs of one raw value with one weight."""

    weight: int
    value: int
    copies: int
    bias: int

    @property
    def final(self) -> int:
        """The final sum."""
        return self.bias + self.copies * self.weight * self.value

    @property
    def row(self) -> tuple[int, ...]:
        """The weights."""
        return (self.weight,) * self.copies


@dataclass(frozen=True, slots=True, kw_only=True)
class _HiddenValue:
    """A hidden value, and a first-layer neuron with an input that has it."""

    raw: int
    neuron: _Neuron


def model_extents(model: Model, fan_in: int, budget: Budget) -> tuple[LayerExtents, LayerExtents]:
    """The sums of first layers, exact, and of later layers.

    The model has a single format, accumulates exactly and has finite biases.
    """
    ends, table = (model.format.lo, model.format.hi), model.activation.table
    least, greatest = _hidden_ends(model, fan_in, budget)
    return (
        _layer_extents(model, fan_in, ends, dict.fromkeys(ends)),
        _layer_extents(
            model,
            fan_in,
            (min(table), max(table)),
            {least.raw: least.neuron, greatest.raw: greatest.neuron},
        ),
    )


def _layer_extents(
    model: Model, fan_in: int, ends: tuple[int, int], occurring: dict[int, _Neuron | None]
) -> LayerExtents:
    """The sums of neurons that read values between `ends`, of which some occur.

    Each of these comes with the hidden neuron that has it, or None if it is an input.
    """
    low, high = (_extreme(model, fan_in, ends, sign) for sign in (-1, 1))
    least, greatest = (_extreme(model, fan_in, occurring, sign) for sign in (-1, 1))
    below, above = (
        _network(model, neuron, occurring[neuron.value]) for neuron in (least, greatest)
    )
    return LayerExtents(
        partial=Extent(
            lo=min(low.bias, low.final),
            hi=max(high.bias, high.final),
            least=_sighting(below, min(least.bias, least.final)),
            greatest=_sighting(above, max(greatest.bias, greatest.final)),
        ),
        final=Extent(
            lo=low.final,
            hi=high.final,
            least=_sighting(below, least.final),
            greatest=_sighting(above, greatest.final),
        ),
    )


def _extreme(model: Model, fan_in: int, reads: Iterable[int], sign: int) -> _Neuron:
    """The neuron with the greatest partial and final sums (sign 1), or the least (sign −1)."""
    weights = (model.weights.raws[0], model.weights.raws[-1])
    weight, value = max(product(weights, reads), key=lambda pair: sign * pair[0] * pair[1])
    return _Neuron(
        weight=weight,
        value=value,
        copies=fan_in if sign * weight * value > 0 else 1,
        bias=model.biases.largest if sign > 0 else model.biases.smallest,
    )


def _network(
    model: Model, neuron: _Neuron, hidden: _Neuron | None
) -> tuple[Network, tuple[int, ...]]:
    """A network whose last layer is `neuron`, and an input.

    The neuron reads copies of `hidden`, or the input where that is None.
    """
    last = Layer(weights=(neuron.row,), biases=(neuron.bias,))
    if hidden is None:
        return Network(model=model, layers=(last,)), (neuron.value,) * neuron.copies
    copies = Layer(weights=(hidden.row,) * neuron.copies, biases=(hidden.bias,) * neuron.copies)
    return Network(model=model, layers=(copies, last)), (hidden.value,) * hidden.copies


def _sighting(shown: tuple[Network, tuple[int, ...]], value: int) -> Sighting:
    network, point = shown
    return Sighting(
        value=value, network=network, layer=len(network.layers) - 1, neuron=0, point=point
    )


# --- Hidden values that occur ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Neurons that differ in what they read or in their bias, but not in both."""

    weight: int
    values: Sequence[int]
    copies: int
    biases: Sequence[int]

    def sums(self) -> IntegerArray:
        """Their final sums."""
        factor = self.weight * self.copies
        if len(self.biases) == 1:
            return affine(factor, integer_array(self.values), self.biases[0])
        return affine(1, integer_array(self.biases), factor * self.values[0])

    def __getitem__(self, index: int) -> _Neuron:
        return _Neuron(
            weight=self.weight,
            value=self.values[index % len(self.values)],
            copies=self.copies,
            bias=self.biases[index % len(self.biases)],
        )


def _hidden_ends(model: Model, fan_in: int, budget: Budget) -> tuple[_HiddenValue, _HiddenValue]:
    """The least and the greatest hidden value found in first layers, with their neurons.

    Ends as soon as both are those of σ(K).
    """
    table: IntegerArray = np.array(model.activation.table, dtype=np.int64)
    found: list[_HiddenValue] = []
    for batch in _batches(model, fan_in):
        values = table[requantize(model.requantizer, batch.sums()) - model.format.lo]
        for index in (int(values.argmin()), int(values.argmax())):
            found.append(_HiddenValue(raw=int(values[index]), neuron=batch[index]))
        found = [
            min(found, key=lambda hidden: hidden.raw),
            max(found, key=lambda hidden: hidden.raw),
        ]
        if [hidden.raw for hidden in found] == [table.min(), table.max()] or budget.is_spent():
            break
    least, greatest = found
    return least, greatest


def _batches(model: Model, fan_in: int) -> Iterator[_Batch]:
    """Every bias with a few products, then many products with a few biases."""
    weights, raws = model.weights.raws, model.format.raws
    smallest, largest = model.biases.smallest, model.biases.largest
    biases = model.biases.between(smallest, largest)
    nearest = (min(weights, key=abs), min(raws, key=abs))
    for weight, value in (nearest, *product((weights[0], weights[-1]), (raws[0], raws[-1]))):
        yield _Batch(weight=weight, values=(value,), copies=1, biases=biases)
    stride = -(-len(weights) * len(raws) // _MOST_PRODUCTS)
    for copies in _counts(min(fan_in, max(1, _MOST_PARAMETERS // fan_in))):
        for bias in sorted({smallest, model.biases.any_element, largest}):
            for weight in sorted({*weights[::stride], weights[-1]}):
                yield _Batch(weight=weight, values=raws, copies=copies, biases=(bias,))


def _counts(most: int) -> list[int]:
    """1, 2, 4, … and `most`."""
    return [*(1 << power for power in range((most - 1).bit_length())), most]
