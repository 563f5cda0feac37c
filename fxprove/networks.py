"""Networks: weights and biases of a model, layer by layer, and their exact evaluation."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.models import Model
from fxprove.network_evaluation import LayerTrace, NetworkEvaluator, RawArray
from fxprove.parameter_sets import WeightSet


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
class NetworkSize:
    """How large a network is, in the four ways in which networks are compared.

    `depth` counts affine layers and `neurons` hidden ones. `parameters` counts the nonzero weights
    and biases, output layer included (all weights where 0 is not a weight), `parameters_dense` all.
    """

    depth: int
    neurons: int
    parameters: int
    parameters_dense: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Layers of a single-format model; σ follows every layer but the last.

    Raises InputError where a parameter is not the model's to use or widths do not fit.
    """

    model: Model
    layers: tuple[Layer, ...]
    _evaluator: NetworkEvaluator | None = field(
        default=None, init=False, repr=False, compare=False
    )  # made when many points are evaluated for the first time

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
            self._require_known_parameters(layer, where)

    def _require_known_parameters(self, layer: Layer, where: str) -> None:
        """Ask once for each number, however many parameters have it."""
        biases, weights = set(layer.biases), set().union(*layer.weights)
        if all(bias in self.model.biases for bias in biases) and _are_weights(
            weights, self.model.weights
        ):
            return
        for neuron, (row, bias) in enumerate(zip(layer.weights, layer.biases, strict=True)):
            if bias not in self.model.biases:
                raise InputError(f"{where}, neuron {neuron}", "a bias of the model", bias)
            for weight in row:
                if weight not in self.model.weights:
                    raise InputError(f"{where}, neuron {neuron}", "a weight of the model", weight)

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return len(self.layers[0].weights[0])

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return len(self.layers[-1].biases)

    @property
    def depth(self) -> int:
        """The number of affine layers."""
        return len(self.layers)

    @property
    def size(self) -> NetworkSize:
        """Its size; counts every parameter anew."""
        has_zero = 0 in self.model.weights
        parameters = dense = 0
        for layer in self.layers:
            weights = len(layer.weights) * len(layer.weights[0])
            zeros = sum(row.count(0) for row in layer.weights) if has_zero else 0
            parameters += weights - zeros + len(layer.biases) - layer.biases.count(0)
            dense += weights + len(layer.biases)
        return NetworkSize(
            depth=self.depth,
            neurons=sum(len(layer.biases) for layer in self.layers[:-1]),
            parameters=parameters,
            parameters_dense=dense,
        )

    def evaluate(self, point: tuple[int, ...]) -> tuple[int, ...]:
        """The raw outputs at raw inputs, in exact integers: the reference, one neuron at a time."""
        values = point
        for index, layer in enumerate(self.layers):
            if index:
                values = tuple(self.model.activation(raw) for raw in values)
            values = tuple(
                self.model.neuron(values, row, bias)
                for row, bias in zip(layer.weights, layer.biases, strict=True)
            )
        return values

    def evaluate_all(self, points: npt.NDArray[Any]) -> RawArray:
        """The raw outputs, points × outputs, at raw points × inputs: `evaluate` for each row.

        Points are evaluated in blocks, so that memory is a few dozen megabytes besides points and
        result. Raises InputError unless `points` is an integer array of that shape, within the
        input format.
        """
        return self._compiled().outputs(self._checked(points))

    def traces(self, points: npt.NDArray[Any]) -> Iterator[tuple[LayerTrace, ...]]:
        """What each layer does at the points, for one block of them after the other.

        Takes and refuses the same points as `evaluate_all`.
        """
        return self._compiled().traces(self._checked(points))

    def _compiled(self) -> NetworkEvaluator:
        if self._evaluator is None:
            layers = [(layer.weights, layer.biases) for layer in self.layers]
            object.__setattr__(self, "_evaluator", NetworkEvaluator(self.model, layers))
        assert self._evaluator is not None
        return self._evaluator

    def _checked(self, points: npt.NDArray[Any]) -> RawArray:
        if points.ndim != 2 or points.shape[1] != self.inputs:
            expected = f"an array of points × {self.inputs} inputs"
            raise InputError("points", expected, f"shape {points.shape}")
        if points.dtype.kind not in "iu" and not all(type(raw) is int for raw in points.flat):
            raise InputError("points", "an integer array", f"dtype {points.dtype}")
        return _within(points, self.model.input_format)


def _within(points: npt.NDArray[Any], format_: Format) -> RawArray:
    """The points as int64; raises InputError if one lies outside the format."""
    outside = ((points < format_.lo) | (points > format_.hi)).astype(bool).any(axis=1)
    if outside.any():
        index = int(np.argmax(outside))
        expected = f"raw values from {format_.lo} to {format_.hi}"
        raise InputError(f"points[{index}]", expected, str(points[index].tolist()))
    return points.astype(np.int64, copy=False)


def _are_weights(found: set[int], allowed: WeightSet) -> bool:
    """Whether all of these are weights; for listed weights one pass instead of one for each."""
    if isinstance(allowed.raws, range):
        return all(weight in allowed.raws for weight in found)
    return not found.difference(allowed.raws)
