"""What one hidden neuron can add to the output accumulators, on the inputs asked about.

One hidden layer computes r(Σ v_i·h_i(x) + c), where each h_i is a function x ↦ σ(r(w·x + β)) of the
inputs. There are few such functions on few inputs, and few vectors v·h: a *dictionary*. Networks of
depth 2 are then sums of its items, and the smallest network is the shortest sum (Theorem 17).

A *coordinate* is an input together with an output: that of input i and output j is i·m + j.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from fxprove.budgets import UNLIMITED, Budget
from fxprove.construction.plateaus import Plateaus
from fxprove.models import Model
from fxprove.requirements import Integers, Requirement

_MOST_RESPONSES = 1 << 28  # neurons × inputs evaluated
_MOST_FUNCTIONS = 1 << 17
_MOST_ENTRIES = 1 << 24  # items × coordinates
MOST_ITEMS = 1 << 18
"""The most items of a dictionary; the checker has the same limit."""


class TooManyError(Exception):
    """There are more neurons, or more different ones, than are listed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HiddenFunctions:
    """All functions h of one hidden neuron on n inputs, each once.

    `rows` (h × n) are raw values; neuron i has `weights[i]` and `biases[i]`, and no neuron with the
    same values has fewer than `parameters[i]` nonzero weights and biases (all weights where 0 is
    no weight).
    """

    rows: Integers
    parameters: Integers
    weights: Sequence[tuple[int, ...]]
    biases: Sequence[int]

    @classmethod
    def of(cls, model: Model, points: Integers, limit: Budget = UNLIMITED) -> "HiddenFunctions":
        """Those of a single-format, saturating, exactly accumulating model.

        Raises TooManyError, also where the time limit ends the listing.
        """
        found: dict[bytes, tuple[int, tuple[int, ...], int]] = {}
        respond = _responses(model)
        spent = 0
        has_zero = 0 in model.weights
        for weights, biases in _neurons(model, points):
            spent += len(biases) * len(points)
            if spent > _MOST_RESPONSES or len(found) > _MOST_FUNCTIONS or limit.is_spent():
                raise TooManyError(f"more hidden neurons than the {len(found)} functions listed")
            sums = points @ np.array(weights, dtype=np.int64)
            rows = respond(sums + np.array(biases, dtype=np.int64)[:, np.newaxis])
            nonzero = len(weights) - weights.count(0) if has_zero else len(weights)
            for row, bias in zip(rows.astype(np.int32), biases, strict=True):
                parameters = nonzero + (bias != 0)
                key = row.tobytes()
                known = found.get(key)
                if known is None or parameters < known[0]:
                    found[key] = parameters, weights, bias
        listed = np.frombuffer(b"".join(found), dtype=np.int32).reshape(len(found), len(points))
        return cls(
            rows=listed.astype(np.int64),
            parameters=np.array([parameters for parameters, _, _ in found.values()]),
            weights=[weights for _, weights, _ in found.values()],
            biases=[bias for _, _, bias in found.values()],
        )


def _neurons(model: Model, points: Integers) -> Iterable[tuple[tuple[int, ...], list[int]]]:
    """Weights, and biases that give every function they can give.

    σ∘r is constant up to its first change and from its last one on. Biases that put all inputs on
    one of these sides give one constant: one of each suffices, and 0 where it is a bias, for it
    costs no parameter.
    """
    changes = _changes(model)
    first, last = (changes[0], changes[-1]) if changes else (0, 0)
    for weights in product(model.weights.raws, repeat=points.shape[1]):
        sums = points @ np.array(weights, dtype=np.int64)
        low, high = first - int(sums.max()), last - int(sums.min())
        if high - low > _MOST_RESPONSES:
            raise TooManyError(f"more hidden neurons than the {_MOST_RESPONSES} biases tried")
        biases = set(model.biases.between(low, high))
        ends = model.biases.largest_at_most(low - 1), model.biases.smallest_at_least(high + 1)
        biases.update(bias for bias in ends if bias is not None)
        if 0 in model.biases:
            biases.add(0)
        yield weights, sorted(biases)


def _changes(model: Model) -> list[int]:
    """The accumulators at which σ∘r takes another value, ascending."""
    table, lo = model.activation.table, model.format.lo
    changed = (i for i in range(1, len(table)) if table[i] != table[i - 1])
    return [model.requantizer.cell_start(lo + i) for i in changed]


def _responses(model: Model) -> Callable[[Integers], Integers]:
    """σ∘r on arrays."""
    table = model.activation.table
    if len(set(table)) == 1:
        return lambda accumulators: np.full(accumulators.shape, table[0], dtype=np.int64)
    return Plateaus(model)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Intervals:
    """Where the output accumulators must lie: least … most, coordinate by coordinate.

    Where `has_least` or `has_most` is false the output saturates and there is no end; the array
    then holds 0.
    """

    least: Integers
    most: Integers
    has_least: np.ndarray[tuple[int], np.dtype[np.bool_]]
    has_most: np.ndarray[tuple[int], np.dtype[np.bool_]]
    outputs: int

    @classmethod
    def of(cls, model: Model, requirement: Requirement) -> "Intervals":
        """Those of a single-format, saturating model."""
        format = model.format
        starts = [0, *(model.requantizer.cell_start(raw) for raw in format.raws[1:]), 0]
        bounds = np.array(starts, dtype=np.int64)
        low, high = requirement.low.ravel(), requirement.high.ravel()
        has_least, has_most = low > format.lo, high < format.hi
        return cls(
            least=bounds[low - format.lo],
            most=np.where(has_most, bounds[high - format.lo + 1] - 1, 0),
            has_least=has_least,
            has_most=has_most,
            outputs=requirement.outputs,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dictionary:
    """What neurons contribute: `items` (k × coordinates), sorted lexicographically, none zero.

    `costs` is what an item takes of a budget. Item i comes from the hidden function
    `functions[i]` with output weights `outward[i]`. The biases of the outputs in `free` may be any
    of the model; those of the others are 0. Items that differ by an output bias's period on a
    free output count as one.
    """

    items: Integers
    costs: Integers
    functions: Integers
    outward: Integers
    free: tuple[bool, ...]

    @classmethod
    def of(
        cls, model: Model, hidden: HiddenFunctions, free: tuple[bool, ...], *, by_parameters: bool
    ) -> "Dictionary":
        """All contributions; costs are parameters, or 1 each. Raises TooManyError."""
        outputs, (functions, points) = len(free), hidden.rows.shape
        raws = np.array(list(product(model.weights.raws, repeat=outputs)), dtype=np.int64)
        raws = raws[raws.any(axis=1)]
        if len(raws) * functions * points * outputs > _MOST_ENTRIES:
            raise TooManyError(f"{len(raws)} × {functions} contributions of neurons")
        items = (
            hidden.rows[np.newaxis, :, :, np.newaxis] * raws[:, np.newaxis, np.newaxis]
        ).reshape(len(raws) * functions, points * outputs)
        period = model.biases.step if model.biases.is_unbounded else 0
        for output in (j for j in range(outputs) if free[j] and period):
            items[:, output::outputs] -= items[:, [output]] // period * period
        each = np.count_nonzero(raws, axis=1) if 0 in model.weights else np.full(len(raws), outputs)
        parameters = (each[:, np.newaxis] + hidden.parameters).ravel()
        return cls._distinct(items, parameters, raws, free, by_parameters)

    @classmethod
    def _distinct(
        cls,
        items: Integers,
        parameters: Integers,
        raws: Integers,
        free: tuple[bool, ...],
        by_parameters: bool,
    ) -> "Dictionary":
        """Each item once, with the recipe of fewest parameters."""
        order = np.lexsort((parameters, *items.T[::-1]))
        order = order[items[order].any(axis=1)]
        ordered = items[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = np.any(ordered[1:] != ordered[:-1], axis=1)
        kept = order[first]
        if len(kept) > MOST_ITEMS:
            raise TooManyError(f"{len(kept)} different contributions of neurons")
        functions = len(items) // len(raws) if len(raws) else 1
        return cls(
            items=ordered[first],
            costs=parameters[kept] if by_parameters else np.ones(len(kept), dtype=np.int64),
            functions=kept % functions,
            outward=raws[kept // functions] if len(raws) else raws,
            free=free,
        )
