"""Intervals that the integers of a neuron never leave, and registers that are wide enough.

Proved from the format, the activation table and the weights alone, in exact integers: the first
layer reads lo…hi, every other one min σ…max σ. Between these a product w·h lies between its values
at the ends, and *any* sum of some of a neuron's products, in any order, between the sum of all
negative ends and the sum of all positive ends. That holds for every order in which a kernel may add
(matrix products promise none), so these bounds are wider than those of `fxprove.accumulators`,
which follow one order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fxprove.errors import InputError
from fxprove.networks import Network

INT32, INT64 = 2**31 - 1, 2**63 - 1
"""The largest magnitudes of registers. −2³¹ and −2⁶³ are left out: C has no literal for them."""

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeuronBounds:
    """What neuron `neuron` of layer `layer` never leaves; its bias is `bias`.

    `weights` are the least and the greatest, `product` contains each product, `products` every sum
    of some of them in any order, 0 in all three; `total` contains the sum of all and the bias.
    """

    layer: int
    neuron: int
    bias: int
    weights: Interval
    product: Interval
    products: Interval
    total: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Integers lo…hi that a neuron needs a register for."""

    layer: int
    neuron: int
    lo: int
    hi: int

    @classmethod
    def of(cls, bounds: NeuronBounds, integers: Iterable[int]) -> "Extent":
        """The hull of these integers, in the neuron that `bounds` is about."""
        ends = tuple(integers)
        return cls(layer=bounds.layer, neuron=bounds.neuron, lo=min(ends), hi=max(ends))

    @property
    def magnitude(self) -> int:
        """The greatest absolute value."""
        return max(-self.lo, self.hi)


def network_bounds(network: Network) -> tuple[tuple[NeuronBounds, ...], ...]:
    """The bounds of every neuron, layer by layer."""
    table = network.model.activation.table
    found = []
    reads = (network.model.format.lo, network.model.format.hi)
    for index, layer in enumerate(network.layers):
        neurons = enumerate(zip(layer.weights, layer.biases, strict=True))
        found.append(
            tuple(_neuron(index, neuron, row, bias, reads) for neuron, (row, bias) in neurons)
        )
        reads = (min(table), max(table))
    return tuple(found)


def _neuron(
    layer: int, neuron: int, row: tuple[int, ...], bias: int, reads: Interval
) -> NeuronBounds:
    first, last = reads
    least = greatest = negative = positive = 0
    lo = hi = bias
    for weight in row:
        low, high = sorted((weight * first, weight * last))
        least, greatest = min(least, low), max(greatest, high)
        negative, positive = negative + min(low, 0), positive + max(high, 0)
        lo, hi = lo + low, hi + high
    return NeuronBounds(
        layer=layer,
        neuron=neuron,
        bias=bias,
        weights=(min(0, *row), max(0, *row)),
        product=(least, greatest),
        products=(negative, positive),
        total=(lo, hi),
    )


def widest(extents: Iterable[Extent]) -> Extent:
    """The extent of the greatest magnitude, the first of them in the network's order."""
    return max(extents, key=lambda extent: extent.magnitude)


def require_int64(extents: Iterable[Extent]) -> Iterator[Extent]:
    """The extents, one after another; raises InputError at one that no int64 holds."""
    for extent in extents:
        if extent.magnitude > INT64:
            end = extent.hi if extent.hi == extent.magnitude else extent.lo
            where = f"layer {extent.layer}, neuron {extent.neuron}"
            expected = f"sums that 64-bit registers hold, up to ±{INT64}"
            raise InputError(where, expected, f"a bound of {_shown(end)}")
        yield extent


def _shown(number: int) -> str:
    """A number, or how long it is."""
    return str(number) if abs(number) < 10**40 else f"{number.bit_length()} bits"
