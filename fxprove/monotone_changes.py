"""Where a requirement makes an output fall, or rise, as no input decreases.

Claim decided: are there points p ≤ q (in every coordinate) and an output that is asked for more at
p than it may be at q? Then no nondecreasing function meets the requirement. Looking at neighbours
is not enough where there are tolerances, or inputs that are not asked about.

The coordinates that occur span a grid; going along one axis after the other, the greatest lower
bound at any point below each place accumulates in it, with the point that it comes from.
"""

from dataclasses import dataclass
from math import prod

import numpy as np

from fxprove.requirements import Integers, Requirement, pairs_along

_LARGEST_GRID = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Points (indices) p ≤ q, and an output that must fall (or rise) from p to q."""

    points: tuple[int, int]
    output: int


def change(requirement: Requirement, *, falls: bool) -> Change | None:
    """Such a change, or None. Few points in many dimensions are compared along lines only."""
    for output in range(requirement.outputs):
        low, high = requirement.low[:, output], requirement.high[:, output]
        if not falls:
            low, high = -high, -low
        found = _fall(requirement.points, low, high)
        if found is not None:
            return Change(points=found, output=output)
    return None


def _fall(points: Integers, low: Integers, high: Integers) -> tuple[int, int] | None:
    """Points p ≤ q with low[p] > high[q]."""
    axes = [np.unique(column, return_inverse=True) for column in points.T]
    shape = [len(values) for values, _ in axes]
    if prod(shape) > _LARGEST_GRID:
        return _fall_along_a_line(points, low, high)
    places = tuple(positions for _, positions in axes)
    # the point whose lower bound is the greatest has the greatest rank; no point has rank −1
    order = np.argsort(low, kind="stable")
    rank = np.full(shape, -1, dtype=np.int64)
    rank[places] = np.argsort(order, kind="stable")
    for axis in range(len(shape)):
        rank = np.maximum.accumulate(rank, axis=axis)
    greatest_below = order[rank[places]]
    falls = np.flatnonzero(low[greatest_below] > high)
    return (int(greatest_below[falls[0]]), int(falls[0])) if len(falls) else None


def _fall_along_a_line(points: Integers, low: Integers, high: Integers) -> tuple[int, int] | None:
    for coordinate in range(points.shape[1]):
        for p, q in pairs_along(points, coordinate):
            falls = np.flatnonzero(low[p] > high[q])
            if len(falls):
                return int(p[falls[0]]), int(q[falls[0]])
    return None
