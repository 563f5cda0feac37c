"""What the accumulators of a network hold: bounds that no sum leaves, and sums that occur.

*First layer.* Inputs range over K independently of each other, so after j products a sum is at
most β + Σ_{i≤j} max(w_i·lo, w_i·hi). The corner with x_i = hi where w_i > 0 and x_i = lo elsewhere
attains this for all j at once; the opposite corner attains the least. The bounds are exact.

*Deeper layers* read σ(r(a)) for the final sums a of the layer before. If a lies between two bounds,
r(a) lies in one interval of K (in two, where it wraps), and σ of that between two values. Adding
these up as if they were independent gives bounds that hold; they need not be attained, since all
hidden values come from the same input. Evaluating the network gives sums that occur; on all inputs,
these are the exact extremes. In between stands `reach_extremes`, which only searches.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from fxprove.accumulators.partial_sums import Extent, LayerExtents, Sighting, joined
from fxprove.array_arithmetic import LARGEST, IntegerArray, magnitude, requantize
from fxprove.budgets import Budget
from fxprove.formats import Format
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.rounding import Overflow, round_ratio

MOST_INPUTS = 1 << 20
"""The most inputs |K|^d that are all evaluated."""

MOST_PRODUCTS = 1 << 33
"""The most products, inputs times parameters, for which that is done: half a minute."""

_SEARCHED = 1 << 28  # products in a search that proves nothing: about a second
_AT_ONCE = 1 << 25  # products between two looks at the clock
_ENTRIES = 1 << 18  # array entries at a time, 2 MB
_NEURONS_TRIED = 4  # of each deeper layer, to point a corner at

Interval = tuple[int, int]


# --- Bounds ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _NeuronBounds:
    partial: Interval
    final: Interval


def _neuron_bounds(row: Sequence[int], bias: int, reads: Sequence[Interval]) -> _NeuronBounds:
    """The exact extremes of the sums, if the inputs range over `reads` independently."""
    lo = hi = least = greatest = bias
    for weight, (first, last) in zip(row, reads, strict=True):
        ends = (weight * first, weight * last)
        lo, hi = lo + min(ends), hi + max(ends)
        least, greatest = min(least, lo), max(greatest, hi)
    return _NeuronBounds(partial=(least, greatest), final=(lo, hi))


def _hidden_interval(model: Model, table: IntegerArray, sums: Interval) -> Interval:
    """Two values between which σ(r(a)) lies for every sum a between the two of `sums`."""
    pieces = [table[first : last + 1] for first, last in _preactivations(model, sums)]
    return min(int(piece.min()) for piece in pieces), max(int(piece.max()) for piece in pieces)


def _preactivations(model: Model, sums: Interval) -> list[Interval]:
    """Intervals of table indices that contain those of r(a) for every sum a of an interval."""
    requantizer, target = model.requantizer, model.format
    first, last = (
        round_ratio(end * requantizer.numerator, requantizer.denominator, requantizer.rounding)
        for end in sums
    )
    if requantizer.overflow is Overflow.WRAP and last - first >= target.size:
        return [(0, target.size - 1)]
    start, stop = (target.bring_in(end, requantizer.overflow) - target.lo for end in (first, last))
    return [(start, stop)] if start <= stop else [(0, stop), (start, target.size - 1)]


def _bounds(network: Network) -> list[list[_NeuronBounds]]:
    """Bounds for every neuron, layer by layer; exact in the first layer."""
    model = network.model
    table: IntegerArray = np.array(model.activation.table, dtype=np.int64)
    reads: list[Interval] = [(model.format.lo, model.format.hi)] * network.inputs
    found: list[list[_NeuronBounds]] = []
    for layer in network.layers:
        if found:
            reads = [_hidden_interval(model, table, neuron.final) for neuron in found[-1]]
        found.append([_neuron_bounds(row, bias, reads) for row, bias in _neurons(layer)])
    return found


def _neurons(layer: Layer) -> Iterator[tuple[tuple[int, ...], int]]:
    return zip(layer.weights, layer.biases, strict=True)


# --- Evaluation on many inputs --------------------------------------------------------------------


class _Watch:
    """The least and the greatest of the sums of a layer that were seen."""

    def __init__(self, network: Network, layer: int) -> None:
        self._network, self._layer = network, layer
        self.least: Sighting | None = None
        self.greatest: Sighting | None = None

    def see(self, sums: IntegerArray, points: IntegerArray) -> None:
        """Look at sums of all neurons, neurons × points, at `points`, raw inputs × points."""
        if self.least is None or sums.min() < self.least.value:
            self.least = self._sighting(sums, int(sums.argmin()), points)
        if self.greatest is None or sums.max() > self.greatest.value:
            self.greatest = self._sighting(sums, int(sums.argmax()), points)

    def _sighting(self, sums: IntegerArray, place: int, points: IntegerArray) -> Sighting:
        neuron, column = divmod(place, sums.shape[1])
        return Sighting(
            value=int(sums[neuron, column]),
            network=self._network,
            layer=self._layer,
            neuron=neuron,
            point=tuple(int(raw) for raw in points[:, column]),
        )

    def extent(self, bounds: Interval | None) -> Extent:
        """What was seen between bounds; None where all that occurs was seen."""
        assert self.least is not None
        assert self.greatest is not None
        lo, hi = bounds or (self.least.value, self.greatest.value)
        return Extent(lo=lo, hi=hi, least=self.least, greatest=self.greatest)


class _LayerWatch:
    """Watches over all sums of a layer, and over the final ones."""

    def __init__(self, network: Network, layer: int) -> None:
        self.partial, self.final = _Watch(network, layer), _Watch(network, layer)

    def extents(self, bounds: Sequence[_NeuronBounds] | None) -> LayerExtents:
        """The layer's, between its neurons' bounds; None where all that occurs was seen."""
        if bounds is None:
            return LayerExtents(partial=self.partial.extent(None), final=self.final.extent(None))
        return LayerExtents(
            partial=self.partial.extent(_hull(neuron.partial for neuron in bounds)),
            final=self.final.extent(_hull(neuron.final for neuron in bounds)),
        )


Watches = Sequence[_LayerWatch]
"""Those of all layers but the first."""


def _hull(intervals: Iterable[Interval]) -> Interval:
    ends = list(intervals)
    return min(lo for lo, _ in ends), max(hi for _, hi in ends)


def _evaluate(network: Network, points: IntegerArray, watches: Watches) -> None:
    """Show the watches the sums at `points`, raw inputs × points."""
    model = network.model
    table: IntegerArray = np.array(model.activation.table, dtype=np.int64)
    sums = _final_sums(network.layers[0], points, points, None)
    for layer, watch in zip(network.layers[1:], watches, strict=True):
        values = table[requantize(model.requantizer, sums) - model.format.lo]
        sums = _final_sums(layer, values, points, watch)


def _final_sums(
    layer: Layer, values: IntegerArray, points: IntegerArray, watch: _LayerWatch | None
) -> IntegerArray:
    """The final sums, neurons × points, of a layer that reads `values`; all sums are watched.

    64-bit integers where no partial sum can leave them, Python integers otherwise.
    """
    largest = max(1, magnitude(values))
    bound = max(abs(bias) + largest * sum(map(abs, row)) for row, bias in _neurons(layer))
    dtype = np.int64 if bound <= LARGEST else object
    weights: IntegerArray = np.array(layer.weights, dtype=dtype)
    sums: IntegerArray = np.empty((len(layer.biases), points.shape[1]), dtype=dtype)
    sums[:] = np.array(layer.biases, dtype=dtype)[:, np.newaxis]
    for index, column in enumerate(values.astype(dtype)):
        if watch is not None:
            watch.partial.see(sums, points)
        sums += weights[:, index, np.newaxis] * column
    if watch is not None:
        watch.partial.see(sums, points)
        watch.final.see(sums, points)
    return sums


def _points_at_once(network: Network) -> int:
    """How many points to evaluate together, for the cache's sake and an eye on the clock."""
    widest = max(network.inputs, *(len(layer.weights) for layer in network.layers))
    return max(1, min(_ENTRIES // widest, _AT_ONCE // _parameters(network)))


def _parameters(network: Network) -> int:
    return sum(len(layer.weights) * (len(layer.weights[0]) + 1) for layer in network.layers)


def _can_evaluate_all(network: Network) -> bool:
    size: int = network.model.format.size
    if network.inputs * (size.bit_length() - 1) > MOST_INPUTS.bit_length():
        return False  # before a power with a million digits is computed
    total = int(size**network.inputs)
    return total <= MOST_INPUTS and total * _parameters(network) <= MOST_PRODUCTS


def _evaluate_all(network: Network, watches: Watches, budget: Budget) -> bool:
    """Evaluate every input; whether there was time for all of them."""
    total = int(network.model.format.size**network.inputs)
    step = _points_at_once(network)
    for start in range(0, total, step):
        if budget.is_spent():
            return False
        indices = range(start, min(total, start + step))
        _evaluate(network, _numbered_inputs(network, indices), watches)
        budget.progress("inputs", indices.stop / total)
    return True


def _numbered_inputs(network: Network, indices: range) -> IntegerArray:
    """The points with these numbers, raw inputs × points; the last input changes fastest."""
    fmt: Format = network.model.format
    number = np.arange(indices.start, indices.stop, dtype=np.int64)
    points = np.empty((network.inputs, len(indices)), dtype=np.int64)
    for place in reversed(range(network.inputs)):
        points[place] = fmt.lo + number % fmt.size
        number //= fmt.size
    return points


# --- Search ---------------------------------------------------------------------------------------


def reach_extremes(
    network: Network, watches: Watches, is_over: Callable[[], bool], seed: int
) -> None:
    """Show the watches sums that come near the bounds of the deeper layers; some in any case.

    This is the place where a solver could close the gap between what is safe and what is reached:
    whatever inputs it finds, evaluating them is all that is needed. Now: corners toward which the
    product of the weight matrices points, those that are extreme in the first layer, and corners
    and inputs at random.
    """
    for points in _promising(network, np.random.default_rng(seed)):
        _evaluate(network, points, watches)
        if is_over():
            return


def _promising(network: Network, random: np.random.Generator) -> Iterator[IntegerArray]:
    """Batches of inputs, raw inputs × points."""
    lo, hi, step = network.model.format.lo, network.model.format.hi, _points_at_once(network)
    count = max(64, min(1 << 14, _SEARCHED // _parameters(network)))
    directions = islice(chain(_directions(network, random), network.layers[0].weights), count)
    for batch in _batches(directions, step):
        corners = np.array([[weight > 0 for weight in row] for row in batch]).T
        yield np.where(corners, hi, lo)
        yield np.where(corners, lo, hi)
    for start in range(0, count, step):
        shape = (network.inputs, min(step, count - start))
        yield np.where(random.integers(0, 2, shape) > 0, hi, lo)
        yield random.integers(lo, hi, shape, endpoint=True)


def _batches(rows: Iterable[tuple[int, ...]], size: int) -> Iterator[list[tuple[int, ...]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def _directions(network: Network, random: np.random.Generator) -> Iterator[tuple[int, ...]]:
    """What the inputs would weigh in sums of deeper layers, were there no activation.

    For a few neurons of each layer, in their whole row and in a part from its start, since a sum
    on the way may be the extreme one.
    """
    for depth in range(1, len(network.layers)):
        rows = network.layers[depth].weights
        for index in random.permutation(len(rows))[:_NEURONS_TRIED]:
            row = rows[index]
            for length in {len(row), int(random.integers(1, len(row), endpoint=True))}:
                weights = row[:length] + (0,) * (len(row) - length)
                for layer in reversed(network.layers[:depth]):
                    weights = _through(weights, layer)
                yield weights


def _through(weights: tuple[int, ...], layer: Layer) -> tuple[int, ...]:
    totals = [0] * len(layer.weights[0])
    for weight, row in zip(weights, layer.weights, strict=True):
        if weight:
            totals = [total + weight * entry for total, entry in zip(totals, row, strict=True)]
    return tuple(totals)


# --- All of it ------------------------------------------------------------------------------------


def network_extents(network: Network, budget: Budget, seed: int) -> tuple[LayerExtents, ...]:
    """The sums of each layer; exact in the first, and in all where every input was evaluated.

    The network accumulates exactly. `seed` is that of the search where not all can be evaluated.
    """
    bounds = _bounds(network)
    first = _first_layer(network, bounds[0])
    if len(network.layers) == 1:
        return (first,)
    watches = [_LayerWatch(network, index) for index in range(1, len(network.layers))]
    if _can_evaluate_all(network) and _evaluate_all(network, watches, budget):
        return (first, *(watch.extents(None) for watch in watches))

    def layers() -> tuple[LayerExtents, ...]:
        deeper = zip(watches, bounds[1:], strict=True)
        return (first, *(watch.extents(neurons) for watch, neurons in deeper))

    reach_extremes(network, watches, lambda: budget.is_spent() or _settled(layers()), seed)
    return layers()


def _settled(layers: Sequence[LayerExtents]) -> bool:
    """Whether the widths of the whole are known, though perhaps not those of every layer."""
    partial, final = joined(la.partial for la in layers), joined(la.final for la in layers)
    return partial.width is not None and final.width is not None


def _first_layer(network: Network, bounds: Sequence[_NeuronBounds]) -> LayerExtents:
    return LayerExtents(
        partial=_first_extent(network, [neuron.partial for neuron in bounds]),
        final=_first_extent(network, [neuron.final for neuron in bounds]),
    )


def _first_extent(network: Network, intervals: Sequence[Interval]) -> Extent:
    """The extent of the first layer's sums, each end attained at a corner."""
    lo, hi = _hull(intervals)
    return Extent(
        lo=lo,
        hi=hi,
        least=_corner(network, [first for first, _ in intervals].index(lo), lo, up=False),
        greatest=_corner(network, [last for _, last in intervals].index(hi), hi, up=True),
    )


def _corner(network: Network, neuron: int, value: int, *, up: bool) -> Sighting:
    fmt, row = network.model.format, network.layers[0].weights[neuron]
    point = tuple(fmt.hi if (weight > 0) == up else fmt.lo for weight in row)
    return Sighting(value=value, network=network, layer=0, neuron=neuron, point=point)
