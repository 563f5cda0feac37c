"""All networks of given hidden widths at a few points, where there are few enough to try them all.

What a solver's `unsat` is compared with. Neurons of the first layer are listed with all weights,
and all biases of the window in which a bias can matter; of those that respond alike at the points
one is kept. A hidden layer is a multiset of them, because exact sums do not depend on their order,
and for each such layer the next is listed in the same way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from math import comb

from fxprove.encoding.layers import effective_biases
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.rounding import Accumulation

_MOST_RESPONSES = 1 << 14  # of one neuron at one point, each some microseconds

Row = tuple[int, ...]
Parameters = tuple[Row, int]
"""Weights and a bias."""

Asked = tuple[Row, Row, Row]
"""A point, and the lower and upper bounds of its outputs, all raw."""


class TooManyError(Exception):
    """There are more networks than are tried."""


def network_by_trying(model: Model, widths: Row, asked: Sequence[Asked]) -> Network | None:
    """A network with these hidden widths that meets the bounds at these points, None if none does.

    There is a point at least, and the model has a single format. Raises TooManyError where that
    would take longer than a moment, or where sums are not exact.
    """
    if model.accumulation is not Accumulation.EXACT:
        raise TooManyError
    trial = _Trial(model=model, asked=asked, left=[_MOST_RESPONSES])
    points = [point for point, _, _ in asked]
    layers = next(trial.layers(points, widths), None)
    return None if layers is None else Network(model=model, layers=layers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """The bounds, and how many responses may still be computed (one number, which falls)."""

    model: Model
    asked: Sequence[Asked]
    left: list[int]

    def layers(self, points: list[Row], widths: Row) -> Iterator[tuple[Layer, ...]]:
        """The layers of networks that read these values and meet the bounds."""
        neurons = self._neurons(points)
        if not widths:
            last = self._last_layer(neurons)
            if last is not None:
                yield (last,)
            return
        if comb(len(neurons) + widths[0] - 1, widths[0]) > self.left[0]:
            raise TooManyError
        activation = self.model.activation
        hidden = {tuple(map(activation, row)): neuron for row, neuron in neurons.items()}
        for chosen in combinations_with_replacement(hidden, widths[0]):
            layer = _layer([hidden[row] for row in chosen])
            for rest in self.layers(list(zip(*chosen, strict=True)), widths[1:]):
                yield (layer, *rest)

    def _neurons(self, points: list[Row]) -> dict[Row, Parameters]:
        """A neuron for each list of pre-activations at the points that there is."""
        model, inputs = self.model, len(points[0])
        reach = model.weights.largest_magnitude * max(sum(map(abs, point)) for point in points)
        low, high = effective_biases(model, reach)
        most = ((high - low) // model.biases.step + 1) * len(model.biases.offsets)
        self._spend(most * len(model.weights.raws) ** inputs * len(points))
        return {
            tuple(model.neuron(point, weights, bias) for point in points): (weights, bias)
            for weights in product(model.weights.raws, repeat=inputs)
            for bias in model.biases.between(low, high)
        }

    def _spend(self, responses: int) -> None:
        self.left[0] -= responses
        if self.left[0] < 0:
            raise TooManyError

    def _last_layer(self, neurons: dict[Row, Parameters]) -> Layer | None:
        """A neuron for each output that stays within its bounds."""
        found = [self._within(neurons, output) for output in range(len(self.asked[0][1]))]
        kept = [neuron for neuron in found if neuron is not None]
        return _layer(kept) if len(kept) == len(found) else None

    def _within(self, neurons: dict[Row, Parameters], output: int) -> Parameters | None:
        bounds = [(low[output], high[output]) for _, low, high in self.asked]
        for row, neuron in neurons.items():
            if all(low <= raw <= high for raw, (low, high) in zip(row, bounds, strict=True)):
                return neuron
        return None


def _layer(neurons: list[Parameters]) -> Layer:
    weights, biases = zip(*neurons, strict=True)
    return Layer(weights=weights, biases=biases)
