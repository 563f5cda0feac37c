"""Networks as evidence: evaluated at every point, with the checker's own arithmetic.

From one point to the next few values change, so that layers are moved instead of evaluated anew: an
exact sum Σ w·h + β of integers changes by w·(new h − old h) for each input that changes, and only
neurons which one of those reaches with a weight other than 0 are requantized again. Layers start
where all inputs are 0. A sequential sum rounds and may overflow on the way, where no difference can
be taken; a layer of such sums is evaluated whole whenever an input changes.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import compress

from .arithmetic import round_ratio
from .claims import Model
from .fields import integers, items, record
from .outcomes import require
from .requirements import Point, Requirement

Layer = tuple[list[list[int]], list[int]]
Changes = list[tuple[int, int]]  # of values that change, each one's index and its difference

_REMEMBERED = 1 << 16  # accumulators whose responses are kept


def check_network(model: Model, wanted: Requirement, evidence: object) -> None:
    """The layers are of this model, and meet the requirement at every point."""
    require(len(set(model.formats)) == 1, "hypothesis single_format: the formats differ")
    network = _Network(model, wanted.inputs, _layers(model, wanted, evidence))
    for index, point in enumerate(wanted.points):
        for output, value in enumerate(network.moved_to(point)):
            low, high = wanted.interval(index, output)
            met = low <= value <= high
            require(met, f"layers: at {point} output {output} is {value}, not in {low}…{high}")


def _layers(model: Model, wanted: Requirement, evidence: object) -> list[Layer]:
    width, layers = wanted.inputs, []
    for depth, item in enumerate(items(evidence, "layers")):
        where = f"layers[{depth}]"
        fields = record(item, where, ("weights", "biases"))
        biases = integers(fields["biases"], f"{where}.biases")
        rows = items(fields["weights"], f"{where}.weights", len(biases))
        weights = [integers(row, f"{where}.weights[{i}]", width) for i, row in enumerate(rows)]
        require(len(biases) > 0, f"{where}: it has no neurons")
        for bias in biases:
            require(model.has_bias(bias), f"{where}: {bias} is not a bias")
        known = all(weight in model.weight_set for row in weights for weight in row)
        require(known, f"{where}: not all weights are the model's")
        layers.append((weights, biases))
        width = len(biases)
    require(len(layers) > 0, "layers: there are none")
    require(width == wanted.outputs, f"layers: {width} outputs, not {wanted.outputs}")
    return layers


class _Network:
    """A network at a point, which can be moved to another."""

    def __init__(self, model: Model, inputs: int, layers: list[Layer]) -> None:
        self.meter = model.meter
        self.point: Sequence[int] = [0] * inputs
        self.layers: list[_ExactLayer | _SequentialLayer] = []
        values = list(self.point)
        for depth, (weights, biases) in enumerate(layers):
            self.meter.spend(len(biases) * (1 + len(values)))
            sigma = _unchanged if depth == len(layers) - 1 else model.sigma
            layer: _ExactLayer | _SequentialLayer
            if model.accumulate == "exact":
                layer = _ExactLayer(model, sigma, weights, biases, values)
            else:
                layer = _SequentialLayer(model, sigma, weights, biases, values)
            self.layers.append(layer)
            values = list(layer.outputs)

    def moved_to(self, point: Point) -> list[int]:
        """The outputs at a point, which is where the network is from now on."""
        self.meter.spend(len(point) + len(self.layers[-1].outputs))
        changes = _changes(self.point, point)
        self.point = point
        for layer in self.layers:
            changes = layer.moved(changes)
        return self.layers[-1].outputs


def _unchanged(raw: int) -> int:
    return raw


def _changes(old: Sequence[int], new: Sequence[int]) -> Changes:
    pairs = enumerate(zip(old, new, strict=True))
    return [(index, after - before) for index, (before, after) in pairs if after != before]


class _ExactLayer:
    """Neurons with one rounding of the exact sum; `outputs` are their responses."""

    def __init__(
        self,
        model: Model,
        sigma: Callable[[int], int],
        weights: list[list[int]],
        biases: list[int],
        inputs: list[int],
    ) -> None:
        self.meter = model.meter
        self.respond = lru_cache(_REMEMBERED)(lambda sum_: sigma(model.requantize(sum_)))
        columns = list(zip(*weights, strict=True))
        neurons = range(len(biases))
        self.reached = [list(compress(neurons, column)) for column in columns]
        self.weights = [list(compress(column, column)) for column in columns]
        self.sums = [
            sum(weight * value for weight, value in zip(row, inputs, strict=True)) + bias
            for row, bias in zip(weights, biases, strict=True)
        ]
        self.outputs = [self.respond(sum_) for sum_ in self.sums]

    def moved(self, changes: Changes) -> Changes:
        """Take on these changes of the inputs; those of the outputs."""
        self.meter.spend(sum(len(self.reached[index]) for index, _ in changes))
        sums, touched = self.sums, set[int]()
        for index, difference in changes:
            reached = self.reached[index]
            for neuron, weight in zip(reached, self.weights[index], strict=True):
                sums[neuron] += weight * difference
            touched.update(reached)
        self.meter.spend(len(touched))
        outputs, changed = self.outputs, []
        for neuron in touched:
            output = self.respond(sums[neuron])
            if output != outputs[neuron]:
                changed.append((neuron, output - outputs[neuron]))
                outputs[neuron] = output
        return changed


class _SequentialLayer:
    """Neurons that round each product and bring each partial sum into the format."""

    def __init__(
        self,
        model: Model,
        sigma: Callable[[int], int],
        weights: list[list[int]],
        biases: list[int],
        inputs: list[int],
    ) -> None:
        self.model, self.sigma = model, sigma
        self.rows = list(zip(weights, biases, strict=True))
        self.inputs = list(inputs)
        self.outputs = self._evaluated()

    def moved(self, changes: Changes) -> Changes:
        """Take on these changes of the inputs; those of the outputs."""
        if not changes:
            return []
        self.model.meter.spend(len(self.rows) * (1 + len(self.inputs)))
        for index, difference in changes:
            self.inputs[index] += difference
        before, self.outputs = self.outputs, self._evaluated()
        return _changes(before, self.outputs)

    def _evaluated(self) -> list[int]:
        return [self.sigma(self._neuron(weights, bias)) for weights, bias in self.rows]

    def _neuron(self, weights: list[int], bias: int) -> int:
        model = self.model
        last = model.accumulate == "sequential-bias-last"
        total = 0 if last else bias
        for weight, value in zip(weights, self.inputs, strict=True):
            term = round_ratio(weight * value, model.weight_scale, model.rounding)
            total = _brought_in(model, total + term)
        return _brought_in(model, total + bias) if last else total


def _brought_in(model: Model, integer: int) -> int:
    if model.overflow == "saturate":
        return min(max(integer, model.lo), model.hi)
    return model.lo + (integer - model.lo) % len(model.values)
