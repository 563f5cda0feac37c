"""The arithmetic of `arithmetic` on whole NumPy arrays, without silent overflow.

Every function takes the integer width from a bound on what it will compute: 64-bit integers where
no intermediate can leave them, Python integers in an object array otherwise (slower, exact).
"""

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from fxprove.arithmetic import Requantizer
from fxprove.rounding import Overflow, Rounding

IntegerArray: TypeAlias = npt.NDArray[Any]
"""An array of dtype int64, or of dtype object holding Python integers."""

LARGEST = (1 << 62) - 1
"""The largest magnitude kept in int64: one bit of room below its ends."""


def integer_array(values: Iterable[int], bound: int | None = None) -> IntegerArray:
    """`values` in the narrowest dtype that holds them and anything up to ±`bound`."""
    items = values if isinstance(values, (range, list, tuple)) else list(values)
    if isinstance(items, range):
        largest = max(map(abs, (items[0], items[-1]))) if items else 0
        if max(largest, bound or 0) <= LARGEST:
            return np.arange(items.start, items.stop, items.step, dtype=np.int64)
    else:
        largest = max(map(abs, items), default=0)
    dtype = np.int64 if max(largest, bound or 0) <= LARGEST else object
    return np.array(items, dtype=dtype)


def magnitude(array: IntegerArray) -> int:
    """The largest absolute value in `array`, 0 if it is empty; a Python integer."""
    if array.size == 0:
        return 0
    return max(abs(int(array.min())), abs(int(array.max())))


def affine(weight: int, inputs: IntegerArray, bias: int) -> IntegerArray:
    """weight·inputs + bias, exactly."""
    bound = abs(weight) * max(1, magnitude(inputs)) + abs(bias)
    if bound > LARGEST:
        inputs = inputs.astype(object)
    return inputs * weight + bias


def requantize(requantizer: Requantizer, accumulators: IntegerArray) -> IntegerArray:
    """r(a) for every accumulator, an int64 array of raw values of the target."""
    largest = max(1, magnitude(accumulators))
    bound = 2 * largest * requantizer.numerator + 2 * requantizer.denominator
    if bound > LARGEST and accumulators.dtype != object:
        accumulators = accumulators.astype(object)
    rounded = round_ratio(
        accumulators * requantizer.numerator, requantizer.denominator, requantizer.rounding
    )
    target = requantizer.target
    if requantizer.overflow is Overflow.SATURATE:
        brought_in = np.minimum(np.maximum(rounded, target.lo), target.hi)
    else:
        brought_in = target.lo + (rounded - target.lo) % target.size
    return brought_in.astype(np.int64)


def round_ratio(numerators: IntegerArray, denominator: int, rounding: Rounding) -> IntegerArray:
    """numerators/denominator rounded elementwise; the caller leaves room for 2·(n + d)."""
    floors: IntegerArray = numerators // denominator
    remainders: IntegerArray = numerators - floors * denominator
    inexact = remainders != 0
    tie = 2 * remainders == denominator
    beyond_half = 2 * remainders > denominator
    up: IntegerArray
    match rounding:
        case Rounding.FLOOR:
            return floors
        case Rounding.CEIL:
            up = inexact
        case Rounding.ZERO:
            up = inexact & (floors < 0)
        case Rounding.HALF_EVEN:
            up = beyond_half | (tie & (floors % 2 == 1))
        case Rounding.HALF_AWAY:
            up = beyond_half | (tie & (floors >= 0))
        case Rounding.HALF_UP:
            up = beyond_half | tie
        case Rounding.HALF_DOWN:
            up = beyond_half
        case Rounding.HALF_ZERO:
            up = beyond_half | (tie & (floors < 0))
    rounded: IntegerArray = floors + up.astype(floors.dtype)
    return rounded
