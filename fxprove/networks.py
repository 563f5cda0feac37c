"""Networks: weights and biases of a model, layer by layer, and their exact evaluation."""

from dataclasses import dataclass

from fxprove.errors import InputError
from fxprove.models import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """An affine layer: `weights[i][j]` is the raw weight of input j in neuron i.

    `biases[i]` is in the units of `Model.biases`. Raises InputError for an empty layer or rows of
    different lengths.
    """

    weights: tuple[tuple[int, ...], ...]
    biases: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.weights or len(self.weights) != len(self.biases):
            expected = "one row of weights and one bias for each neuron, and a neuron at least"
            found = f"{len(self.weights)} rows, {len(self.biases)} biases"
            raise InputError("layer", expected, found)
        if len({len(row) for row in self.weights}) != 1 or not self.weights[0]:
            lengths = sorted({len(row) for row in self.weights})
            raise InputError("layer", "rows of one positive length", f"lengths {lengths}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Layers of a single-format model; σ follows every layer but the last.

    Raises InputError where a parameter is not the model's to use or widths do not fit.
    """

    model: Model
    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        if not self.model.has_single_format:
            raise InputError("network", "a model with a single format", "several formats")
        if not self.layers:
            raise InputError("network", "at least one layer", "none")
        width = len(self.layers[0].weights[0])
        for index, layer in enumerate(self.layers):
            where = f"layer {index}"
            if len(layer.weights[0]) != width:
                raise InputError(where, f"{width} weights a neuron", len(layer.weights[0]))
            width = len(layer.weights)
            for neuron, (row, bias) in enumerate(zip(layer.weights, layer.biases, strict=True)):
                if bias not in self.model.biases:
                    raise InputError(f"{where}, neuron {neuron}", "a bias of the model", bias)
                for weight in row:
                    if weight not in self.model.weights:
                        raise InputError(
                            f"{where}, neuron {neuron}", "a weight of the model", weight
                        )

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return len(self.layers[0].weights[0])

    def evaluate(self, point: tuple[int, ...]) -> tuple[int, ...]:
        """The raw outputs at raw inputs, in exact integers."""
        values = point
        for index, layer in enumerate(self.layers):
            if index:
                values = tuple(self.model.activation(raw) for raw in values)
            values = tuple(
                self.model.neuron(values, row, bias)
                for row, bias in zip(layer.weights, layer.biases, strict=True)
            )
        return values
