"""Networks at many points at once: the sums of `Model.neuron`, vectorised and never rounded.

A layer is a matrix that is applied to a block of points, stored neurons × points, so that memory
does not grow with the number of points. For exact accumulation let S be the largest Σ|w| of a
neuron and h the largest |input| (that of the input format, or of the activation table). Every
partial sum, in whatever order, lies within S·h, so:

- S·h ≤ 2^24, 2^53: single, double precision is exact on every step, fused or not, in any order of
  summation, so matrix products may go through BLAS or a sparse matrix of floats;
- S·h + |bias| < 2^62: 64-bit integers;
- otherwise: Python integers in object arrays.

Matrices with few nonzero entries are held in compressed rows (SciPy's CSR). Sequential
accumulation takes the inputs one after another, each for all neurons and points; after the first
one only where its weight is not 0, since rnd(0) = 0 leaves an element of the format as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from fxprove.arithmetic import Requantizer
from fxprove.array_arithmetic import (
    LARGEST,
    IntegerArray,
    integer_array,
    magnitude,
    requantize,
    round_ratio,
)
from fxprove.formats import Format
from fxprove.models import Model
from fxprove.rounding import Accumulation, Overflow

Rows: TypeAlias = tuple[tuple[int, ...], ...]
"""`rows[i][j]` is the raw weight of input j in neuron i."""

RawArray: TypeAlias = npt.NDArray[np.int64]
"""Raw values of a format."""

_SINGLE, _DOUBLE = 1 << 24, 1 << 53  # integers up to here are floats, exactly
_DENSE = 0.1
"""From this share of nonzero entries on BLAS is faster than compressed rows. Measured: even from
0.08 to 0.16 at 1,024 × 256; at 0.01 and 4,096 × 1,024 compressed rows are three times as fast."""

_LARGEST_TABLE = 1 << 18  # accumulators: 2 MB, made in 10 ms

_BLOCK = 1 << 16
"""Entries of the widest layer's array in a block of points: a few arrays of 512 KB at a time, which
stay in the cache and in memory that was used before. Measured at 16 bits and 5 % nonzero weights,
65,536 / 4 points: 2^15 0.47 s, 2^16 0.41 s, 2^17 0.84 s, 2^18 2.6 s."""


_FEWEST_POINTS = 32
"""Points in a block at least: with 4 at a time, products with a sparse matrix of 16,000 rows took
35 s for 65,536 points, with 16 10 s and with 64 9 s."""

_SEQUENTIAL_BLOCK = 1 << 19
"""The same for sequential sums, where a step takes one input and touches few entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerTrace:
    """What a layer does at a block of points: arrays of points × neurons, raw.

    `accumulators` are the exact sums in accumulator units, None under sequential accumulation;
    `activations` is None after the last layer. `outside` tells where the requantizer met an integer
    outside the format, before it was brought in: the rounded accumulator, or, under sequential
    accumulation, any of the partial sums.
    """

    accumulators: IntegerArray | None
    pre_activations: RawArray
    activations: RawArray | None
    outside: npt.NDArray[np.bool_]


class NetworkEvaluator:
    """The layers of a network as matrices; `layers` are the weights and biases of each."""

    def __init__(self, model: Model, layers: Sequence[tuple[Rows, tuple[int, ...]]]) -> None:
        self._format = model.format
        self._table = integer_array(model.activation.table)
        largest = max(1, abs(model.input_format.lo), abs(model.input_format.hi))
        self._layers: list[_ExactLayer | _SequentialLayer] = []
        exact = model.accumulation is Accumulation.EXACT
        requantizer = model.requantizer
        table = _RequantizerTable.small(requantizer) if exact else None
        for weights, biases in layers:
            matrix = _matrix(weights)
            self._layers.append(
                _ExactLayer(requantizer, table, matrix, biases, largest)
                if exact
                else _SequentialLayer(model, matrix, biases, largest)
            )
            largest = max(1, magnitude(self._table))
        widths = [len(layers[0][0][0]), *(len(biases) for _, biases in layers)]
        block = _BLOCK if exact else _SEQUENTIAL_BLOCK
        self.points_at_once = max(_FEWEST_POINTS, block // max(widths))

    def outputs(self, points: RawArray) -> RawArray:
        """The raw outputs, points × outputs, at raw points that lie in the input format."""
        blocks = [self._outputs(block) for block in self._blocks(points)]
        if not blocks:
            blocks = [self._outputs(points)]
        return np.concatenate(blocks)

    def traces(self, points: RawArray) -> Iterator[tuple[LayerTrace, ...]]:
        """What every layer does, for one block of points after the other."""
        for block in self._blocks(points):
            yield tuple(self._trace(block))

    def _blocks(self, points: RawArray) -> Iterator[RawArray]:
        for start in range(0, len(points), self.points_at_once):
            yield points[start : start + self.points_at_once]

    def _outputs(self, points: RawArray) -> RawArray:
        values = np.ascontiguousarray(points.T)
        for index, layer in enumerate(self._layers):
            if index:
                values = self._activated(values)
            values = layer.pre_activations(values)
        return values.T

    def _trace(self, points: RawArray) -> Iterator[LayerTrace]:
        values = np.ascontiguousarray(points.T)
        for layer in self._layers:
            accumulators, pre_activations, outside = layer.traced(values)
            is_last = layer is self._layers[-1]
            if not is_last:
                values = self._activated(pre_activations)
            yield LayerTrace(
                accumulators=None if accumulators is None else accumulators.T,
                pre_activations=pre_activations.T,
                activations=None if is_last else values.T,
                outside=outside.T,
            )

    def _activated(self, raws: RawArray) -> RawArray:
        activated: RawArray = self._table[raws - self._format.lo]
        return activated


Traced: TypeAlias = tuple[IntegerArray | None, RawArray, npt.NDArray[np.bool_]]
"""Accumulators, pre-activations and where the format was left; neurons × points."""


class _ExactLayer:
    """One rounding of each exact sum."""

    def __init__(
        self,
        requantizer: Requantizer,
        table: "_RequantizerTable | None",
        matrix: IntegerArray,
        biases: tuple[int, ...],
        largest: int,
    ) -> None:
        """`largest` is a bound on the magnitude of the inputs."""
        self._requantizer = requantizer
        self._table = table
        sums = _largest_row_sum(matrix) * largest
        bound = sums + max(map(abs, biases))
        # what rounding may compute on the way; raw values of a format are short
        reached = 2 * max(1, bound) * requantizer.numerator + 2 * requantizer.denominator
        self._is_narrow = reached <= LARGEST
        self._dtype: type[Any] = np.int64 if bound <= LARGEST else object
        if self._dtype is np.int64 and sums <= _DOUBLE:
            self._number: type[Any] = np.float32 if sums <= _SINGLE else np.float64
        else:
            self._number = self._dtype
        self._weights = _compressed(matrix.astype(self._number))
        self._biases = np.array(biases, dtype=self._dtype)[:, np.newaxis]

    def pre_activations(self, inputs: RawArray) -> RawArray:
        if self._table is not None and self._dtype is np.int64:
            return self._table.of(self._sums(inputs))
        rounded = self._rounded(self._sums(inputs))
        return _brought_in(rounded, self._requantizer.target, self._requantizer.overflow)

    def traced(self, inputs: RawArray) -> Traced:
        accumulators = self._sums(inputs)
        rounded = self._rounded(accumulators)
        target = self._requantizer.target
        return (
            accumulators,
            _brought_in(rounded, target, self._requantizer.overflow),
            _is_outside(rounded, target),
        )

    def _sums(self, inputs: RawArray) -> IntegerArray:
        sums = self._weights @ inputs.astype(self._number)
        accumulators: IntegerArray = sums.astype(self._dtype) + self._biases
        return accumulators

    def _rounded(self, accumulators: IntegerArray) -> IntegerArray:
        requantizer = self._requantizer
        if not self._is_narrow:
            accumulators = accumulators.astype(object)
        return round_ratio(
            accumulators * requantizer.numerator, requantizer.denominator, requantizer.rounding
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _RequantizerTable:
    """r where it rises, from accumulator `first` on; constant on either side, by saturation.

    Looking up takes 5 ns in place of the 30 ns of a vectorised rounding to the nearest even.
    """

    first: int
    entries: RawArray

    @classmethod
    def small(cls, requantizer: Requantizer) -> "_RequantizerTable | None":
        """The table of a saturating requantizer, unless it is a large one."""
        target = requantizer.target
        first = requantizer.cell_start(target.lo + 1) - 1
        last = max(first, requantizer.cell_start(target.hi))
        if requantizer.overflow is not Overflow.SATURATE or last - first >= _LARGEST_TABLE:
            return None
        entries = requantize(requantizer, integer_array(range(first, last + 1)))
        return cls(first=first, entries=entries)

    def of(self, accumulators: RawArray) -> RawArray:
        """r of each."""
        return self.entries.take(accumulators - self.first, mode="clip")


class _SequentialLayer:
    """Each product rounded, each partial sum brought into the format."""

    def __init__(
        self, model: Model, matrix: IntegerArray, biases: tuple[int, ...], largest: int
    ) -> None:
        """`largest` is a bound on the magnitude of the inputs."""
        self._format, self._overflow = model.format, model.overflow
        self._scale, self._rounding = model.weights.scale, model.rounding
        self._is_bias_last = model.accumulation is Accumulation.SEQUENTIAL_BIAS_LAST
        reached = 2 * magnitude(matrix) * largest + 2 * self._scale  # by rounding a product
        self._dtype: type[Any] = np.int64 if reached <= LARGEST else object
        self._biases = np.array(biases, dtype=np.int64)[:, np.newaxis]
        columns = matrix.T.astype(self._dtype)
        self._columns = [
            (rows, column[rows, np.newaxis])
            for index, column in enumerate(columns)
            for rows in [np.arange(len(column)) if index == 0 else np.flatnonzero(column)]
        ]

    def pre_activations(self, inputs: RawArray) -> RawArray:
        return self.traced(inputs)[1]

    def traced(self, inputs: RawArray) -> Traced:
        shape = (len(self._biases), inputs.shape[1])
        sums = np.zeros(shape, dtype=np.int64)
        if not self._is_bias_last:
            sums += self._biases
        outside = np.zeros(shape, dtype=np.bool_)
        for values, (rows, weights) in zip(inputs.astype(self._dtype), self._columns, strict=True):
            terms = round_ratio(weights * values, self._scale, self._rounding)
            self._add(sums, outside, rows, terms)
        if self._is_bias_last:
            self._add(sums, outside, np.arange(len(sums)), self._biases)
        return None, sums, outside

    def _add(
        self,
        sums: RawArray,
        outside: npt.NDArray[np.bool_],
        rows: npt.NDArray[np.intp],
        terms: IntegerArray,
    ) -> None:
        """One step of the sums in `rows`, and a note where it left the format."""
        exact = sums[rows] + terms
        outside[rows] |= _is_outside(exact, self._format)
        sums[rows] = _brought_in(exact, self._format, self._overflow)


# --- Arrays ---------------------------------------------------------------------------------------


def _matrix(rows: Rows) -> IntegerArray:
    """The weights as an array, in Python integers if one of them needs it."""
    largest = max(max(max(row), -min(row)) for row in rows)
    return np.array(rows, dtype=np.int64 if largest <= LARGEST else object)


def _largest_row_sum(matrix: IntegerArray) -> int:
    """max Σ|w| over the rows, or something larger where 64 bits might not hold it."""
    crude = magnitude(matrix) * matrix.shape[1]
    return crude if crude > LARGEST else int(np.abs(matrix).sum(axis=1).max())


def _compressed(matrix: npt.NDArray[Any]) -> Any:
    """The matrix, or its compressed rows where multiplication by them is faster.

    64-bit integers have no BLAS, so that compressed rows are always at least as fast.
    """
    if matrix.dtype == object:
        return matrix
    if matrix.dtype != np.int64 and np.count_nonzero(matrix) >= _DENSE * matrix.size:
        return matrix
    from scipy import sparse  # 0.2 s, which only those who evaluate sparse networks wait for

    return sparse.csr_array(matrix)


def _brought_in(integers: IntegerArray, target: Format, overflow: Overflow) -> RawArray:
    """`Format.bring_in` elementwise; the limit on raw values keeps the result within 64 bits."""
    if overflow is Overflow.SATURATE:
        brought_in = np.minimum(np.maximum(integers, target.lo), target.hi)
    else:
        brought_in = target.lo + (integers - target.lo) % target.size
    return brought_in.astype(np.int64, copy=False)


def _is_outside(integers: IntegerArray, target: Format) -> npt.NDArray[np.bool_]:
    outside: npt.NDArray[np.bool_] = ((integers < target.lo) | (integers > target.hi)).astype(bool)
    return outside
