"""The sums that an accumulator holds, the bits they need, and where they occur.

Under exact accumulation a neuron's register starts at the bias and adds the products weight·input
one after another, in the order of the inputs. The *partial sums* are all it holds on the way, bias
and final sum included, in units of 1/(s·s_W); the products themselves are not in the register.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from fxprove.exhaustion import Disagreement
from fxprove.networks import Network


def signed_width(lo: int, hi: int) -> int:
    """The least b ≥ 1 such that two's complement of b bits has all of lo…hi.

    >>> [signed_width(*ends) for ends in ((0, 0), (-1, 0), (0, 1), (-128, 127), (-129, 0))]
    [1, 1, 2, 8, 9]
    """
    return 1 + max((end if end >= 0 else ~end).bit_length() for end in (lo, hi))


# --- Sums that occur ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A sum `value` that neuron `neuron` of layer `layer` holds at the raw inputs `point`."""

    value: int
    network: Network
    layer: int
    neuron: int
    point: tuple[int, ...]

    @property
    def width(self) -> int:
        """The bits that this sum needs."""
        return signed_width(self.value, self.value)

    @property
    def weights(self) -> tuple[int, ...]:
        """The neuron's."""
        return self.network.layers[self.layer].weights[self.neuron]

    @property
    def bias(self) -> int:
        """The neuron's."""
        return self.network.layers[self.layer].biases[self.neuron]

    def reads(self) -> tuple[int, ...]:
        """The raw values that the neuron reads, by the reference semantics."""
        model, values = self.network.model, self.point
        for layer in self.network.layers[: self.layer]:
            values = tuple(
                model.activation(model.neuron(values, row, bias))
                for row, bias in zip(layer.weights, layer.biases, strict=True)
            )
        return values

    def trace(self) -> tuple[int, ...]:
        """The neuron's partial sums, computed anew from the input in exact integers.

        Raises Disagreement, a defect of ours, if `value` is none of them.
        """
        products = (w * h for w, h in zip(self.weights, self.reads(), strict=True))
        sums = tuple(accumulate(products, initial=self.bias))
        if self.value not in sums:
            raise Disagreement(f"the sum {self.value} was found and does not replay")
        return sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Sums never leave lo…hi, and `least` and `greatest` of them occur.

    Raises Disagreement, a defect of ours, where one contradicts the other.
    """

    lo: int
    hi: int
    least: Sighting
    greatest: Sighting

    def __post_init__(self) -> None:
        if not self.lo <= self.least.value <= self.greatest.value <= self.hi:
            raise Disagreement("a sum occurs outside the bounds that no sum leaves")

    @property
    def safe_width(self) -> int:
        """A width that holds every sum."""
        return signed_width(self.lo, self.hi)

    @property
    def reached_width(self) -> int:
        """A width below which some sum overflows."""
        return signed_width(self.least.value, self.greatest.value)

    @property
    def width(self) -> int | None:
        """The narrowest width that holds every sum, if it is settled."""
        return self.safe_width if self.safe_width == self.reached_width else None

    @property
    def widest(self) -> Sighting:
        """The sum that needs the most bits among those that occur."""
        return max(self.greatest, self.least, key=lambda sighting: sighting.width)


def joined(extents: Iterable[Extent]) -> Extent:
    """What holds and occurs in any of several places."""
    places = list(extents)
    return Extent(
        lo=min(extent.lo for extent in places),
        hi=max(extent.hi for extent in places),
        least=min((extent.least for extent in places), key=lambda sighting: sighting.value),
        greatest=max((extent.greatest for extent in places), key=lambda sighting: sighting.value),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerExtents:
    """The sums of one layer: all that its registers hold, and those that they end with."""

    partial: Extent
    final: Extent
