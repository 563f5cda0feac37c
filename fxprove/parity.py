"""Outputs that are tied to each other: modulo what weights have in common.

Where 0 is no weight, every output reads every hidden neuron. If all weights agree modulo some M, as
−1 and 1 do modulo 2, the accumulators of two outputs of one network differ by an amount that is the
same for all inputs modulo M·g, g the gcd of the differences of σ (theory, Proposition 15). So
values at different inputs exclude each other, although each output alone is computed.

What a point leaves for that amount is an arc of residues: first accumulator minus second one, with
both in their cells. The function is excluded if the arcs of some points have no residue in common.
"""

from dataclasses import dataclass
from itertools import combinations
from math import gcd

import numpy as np

from fxprove.array_arithmetic import LARGEST
from fxprove.models import Model
from fxprove.requirements import Integers, Requirement

_MOST_ARCS = 1 << 12  # different ones, of two outputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """At these points (indices) no difference of the two outputs' accumulators serves all."""

    points: tuple[int, ...]
    outputs: tuple[int, int]


def tie_modulus(model: Model) -> int:
    """M·g: two output accumulators differ by a constant modulo it; 0 for a constant."""
    raws, table = model.weights.raws, model.activation.table
    weights = gcd(*(raw - raws[0] for raw in raws))
    return weights * gcd(*(value - table[0] for value in table))


def tied_outputs(model: Model, requirement: Requirement) -> Tied | None:
    """Two outputs that exclude each other in networks with hidden layers, and few points.

    The model has a single format, saturates and accumulates exactly. None is no proof.
    """
    modulus = tie_modulus(model)
    ends = [model.requantizer.cell_start(raw) for raw in model.format.raws[1:]]
    if not 0 < modulus <= LARGEST or 4 * max(map(abs, ends), default=0) > LARGEST:
        return None
    for first, second in combinations(range(requirement.outputs), 2):
        points = _excluding(_arcs(model, requirement, first, second), modulus)
        if points is not None:
            return Tied(points=points, outputs=(first, second))
    return None


def _arcs(model: Model, requirement: Requirement, first: int, second: int) -> Integers:
    """Rows (point, least, most difference of the accumulators), where that is bounded."""
    lo, hi = model.format.lo, model.format.hi
    low, high = (bounds[:, (first, second)] for bounds in (requirement.low, requirement.high))
    bounded = np.flatnonzero(np.all((low > lo) & (high < hi), axis=1))
    if len(bounded) == 0:
        return np.zeros((0, 3), dtype=np.int64)
    starts = np.array([model.requantizer.cell_start(raw) for raw in model.format.raws[1:]])
    least = starts[low[bounded] - lo - 1]
    most = starts[high[bounded] - lo] - 1
    arcs = [bounded, least[:, 0] - most[:, 1], most[:, 0] - least[:, 1]]
    return np.stack(arcs, axis=1).astype(np.int64)


def _excluding(arcs: Integers, modulus: int) -> tuple[int, ...] | None:
    """Points whose arcs have no residue in common, none of them to spare."""
    starts, widths = arcs[:, 1] % modulus, arcs[:, 2] - arcs[:, 1]
    _, different = np.unique(np.stack([starts, widths]), axis=1, return_index=True)
    if len(different) == 0 or len(different) > _MOST_ARCS:
        return None
    starts, widths, points = starts[different], widths[different], arcs[different, 0]
    chosen: list[int] = []
    for start in np.unique(starts).tolist():
        # a common residue can be moved down to where some arc begins
        missing = np.flatnonzero((start - starts) % modulus > widths)
        if len(missing) == 0:
            return None
        if not set(missing.tolist()) & set(chosen):
            chosen.append(int(missing[0]))
    for arc in list(chosen):
        rest = [other for other in chosen if other != arc]
        if rest and not _meet(starts[rest], widths[rest], modulus):
            chosen = rest
    return tuple(int(points[arc]) for arc in chosen)


def _meet(starts: Integers, widths: Integers, modulus: int) -> bool:
    """Whether the arcs have a residue in common."""
    return any(np.all((start - starts) % modulus <= widths) for start in starts.tolist())
