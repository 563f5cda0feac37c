"""What a picture shows, as arrays: networks, functions and real expressions seen along one or two
inputs.

All arrays have the shape of the view, an axis for each free input, index 0 for lo, and hold raw
values as floats, for the eye: NaN where nothing is asked or nothing is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from fxprove.errors import InputError
from fxprove.expression_grids import Point, in_blocks, numbers_at
from fxprove.expression_numbers import Doubt, Number, ball
from fxprove.expression_programs import program_of
from fxprove.expressions import Expression
from fxprove.formats import Format
from fxprove.networks import Network
from fxprove.real_rounding import at_precision
from fxprove.requirements import LARGEST_DOMAIN, Integers, Requirement

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

_PRECISION = 64  # bits
_TRUSTED_BITS = 10  # of a value that is drawn; a pixel needs no more
_BLOCK = 4096  # points evaluated at once
_CURVE_POINTS = 2000  # at least, where the format has not more

# --- What is looked at --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The free inputs of a function of `inputs` variables, the raw values of the others.

    Inputs count from 0. Raises InputError unless one or two inputs are free, and for fixed values
    outside the format.
    """

    format: Format
    inputs: int
    fixed: Mapping[int, int]

    def __post_init__(self) -> None:
        for index, raw in self.fixed.items():
            if not 0 <= index < self.inputs:
                raise InputError("--slice", f"inputs x1 to x{self.inputs}", f"x{index + 1}")
            if raw not in self.format:
                where = f"--slice x{index + 1}"
                raise InputError(where, f"a value of {self.format}", str(self.format.value(raw)))
        if not 1 <= len(self.free) <= 2:
            expected = "one or two inputs that --slice does not fix (such as --slice x3=0)"
            raise InputError("plot", expected, f"{len(self.free)} of {self.inputs}")
        if self.format.size ** len(self.free) > LARGEST_DOMAIN:
            points = f"{self.format.size}^{len(self.free)}"
            raise InputError("plot", f"at most {LARGEST_DOMAIN} points", points)

    @property
    def free(self) -> tuple[int, ...]:
        """The inputs that vary, at most two in what can be drawn."""
        return tuple(index for index in range(self.inputs) if index not in self.fixed)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the arrays."""
        return (self.format.size,) * len(self.free)

    def points(self) -> Integers:
        """All raw inputs in view, n × inputs, in the order of the arrays."""
        axes = np.meshgrid(*(np.arange(n) for n in self.shape), indexing="ij")
        points = np.empty((axes[0].size, self.inputs), dtype=np.int64)
        for index, axis in zip(self.free, axes, strict=True):
            points[:, index] = axis.ravel() + self.format.lo
        for index, raw in self.fixed.items():
            points[:, index] = raw
        return points


# --- What is seen -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """Bounds of one output, raw: `low` = `high` where one value is given, NaN where none is.

    `curve` holds a real function of one input more finely: raw inputs and raw values.
    """

    name: str
    low: Floats
    high: Floats
    curve: tuple[Floats, Floats] | None = None

    def __post_init__(self) -> None:
        if self.low.shape != self.high.shape:
            raise InputError("picture", "bounds of one shape", f"{self.low.shape}")

    @property
    def is_open(self) -> Marks:
        """Where nothing is asked, or there is no value."""
        return np.isnan(self.low)

    @property
    def is_tolerance(self) -> Marks:
        """Where more than one value will do."""
        tolerant: Marks = self.low < self.high
        return tolerant

    @property
    def middle(self) -> Floats:
        """The value, or the middle of a tolerance."""
        return (self.low + self.high) / 2

    def error(self, wanted: "Seen") -> Floats:
        """How far the values lie above what is wanted (below: negative), 0 within tolerances.

        NaN where either has none, and where this is a tolerance itself.
        """
        value = np.where(self.is_tolerance, np.nan, self.low)
        above = np.maximum(value - wanted.high, 0.0)
        below = np.maximum(wanted.low - value, 0.0)
        return above - below


def network_seen(network: Network, view: View, *, output: int, name: str) -> Seen:
    """Output number `output`, from 0, of a network."""
    _require_output(output, network.outputs)
    values = network.evaluate_all(view.points())[:, output].reshape(view.shape)
    floats = _floats(values)
    return Seen(name=name, low=floats, high=floats)


def requirement_seen(requirement: Requirement, view: View, *, output: int, name: str) -> Seen:
    """What is asked of output number `output`, from 0; nothing where all values will do."""
    _require_output(output, requirement.outputs)
    points = requirement.points
    chosen = np.ones(len(points), dtype=np.bool_)
    for index, raw in view.fixed.items():
        chosen &= points[:, index] == raw
    place = tuple(points[chosen, index] - view.format.lo for index in view.free)
    low, high = np.full(view.shape, np.nan), np.full(view.shape, np.nan)
    low[place], high[place] = requirement.low[chosen, output], requirement.high[chosen, output]
    if view.format.size > 1:
        anything = (low == view.format.lo) & (high == view.format.hi)
        low[anything] = high[anything] = np.nan
    return Seen(name=name, low=low, high=high)


def _require_output(output: int, outputs: int) -> None:
    if not 0 <= output < outputs:
        raise InputError("--output", f"1 to {outputs}", output + 1)


def _floats(values: npt.NDArray[Any]) -> Floats:
    return np.asarray(values, dtype=np.float64)


def expression_seen(expression: Expression, view: View, *, name: str) -> Seen:
    """A real function; with one free input also between the grid points."""
    if expression.variables > view.inputs:
        expected = f"at most {view.inputs} variables"
        raise InputError("--function", expected, f"{expression.variables}")
    floats = _real_values(expression, list(map(tuple, view.points().tolist())), view.format.scale)
    scaled = floats.reshape(view.shape) * view.format.scale
    curve = _curve(expression, view) if len(view.free) == 1 else None
    return Seen(name=name, low=scaled, high=scaled, curve=curve)


def _curve(expression: Expression, view: View) -> tuple[Floats, Floats]:
    """The real function at the grid points and, evenly, in between."""
    format = view.format
    finer = max(1, -(-_CURVE_POINTS // format.size))
    raws = range(format.lo * finer, format.hi * finer + 1)
    sides = [[view.fixed[i] * finer] if i in view.fixed else raws for i in range(view.inputs)]
    points = list(product(*sides))
    values = _real_values(expression, points, format.scale * finer)
    return np.array(raws, dtype=np.float64) / finer, values * format.scale


def _real_values(expression: Expression, points: list[Point], scale: int) -> Floats:
    """Good to a few digits, NaN where there is no value or 64 bits do not tell it."""
    program = program_of(expression)
    values: list[float] = []
    with at_precision(_PRECISION):
        for block in in_blocks(points, _BLOCK):
            values += map(_drawn, numbers_at(program, block, scale))
    return np.array(values)


def _drawn(number: Number) -> float:
    if isinstance(number, Doubt):
        return np.nan
    enclosure = ball(number)
    is_sharp = enclosure.rel_accuracy_bits() >= _TRUSTED_BITS or enclosure.abs_upper() < 1e-9
    value = float(enclosure) if enclosure.is_finite() and is_sharp else np.nan
    return value if np.isfinite(value) else np.nan
