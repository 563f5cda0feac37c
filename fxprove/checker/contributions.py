"""What hidden neurons can add to the accumulators of the outputs, listed without gaps.

A neuron of the one hidden layer with responses h(x) at the points and weights v_j to the outputs
adds v_j·h(x) to coordinate (x, j), numbered i·m + j for the i-th of the points and output j of m.
It costs one neuron, or its parameters. Neurons that add the same to all coordinates are one
*contribution*, with the least of their costs. Where an output's bias is free and biases are
unbounded, so are neurons whose additions to this output differ by one multiple of the biases' step
at all points. A contribution of zeros is none. (docs/theory.md, section 12.6.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, product

from .claims import Model
from .outcomes import Incomplete
from .requirements import Requirement

Values = tuple[int, ...]

MOST_CONTRIBUTIONS = 1 << 18
_LONGEST_TABLE = 1 << 24  # accumulators between the first and the last change of σ∘r, and around
_STEPS_PER_KEPT = 10  # what a number that is kept counts for: it takes memory


@dataclass(frozen=True)
class Dictionary:
    """All contributions in lexicographic order, and the least cost of each."""

    contributions: list[Values]
    costs: list[int]


def dictionary(
    model: Model,
    wanted: Requirement,
    hidden: dict[Values, int],
    free: Sequence[bool],
    *,
    counts_parameters: bool,
) -> Dictionary:
    """The contributions of these hidden functions, with the biases of `free` outputs free.

    Raises Incomplete where there are more than MOST_CONTRIBUTIONS.
    """
    costs: dict[Values, int] = {}
    step = model.biases.step if model.biases.first is None else 0
    counts_zeros = 0 not in model.weight_set
    for values, inner in hidden.items():
        for weights in product(model.weights, repeat=wanted.outputs):
            model.meter.spend(len(wanted.low))
            item = _contribution(values, weights, free, step)
            if not any(item):
                continue
            outer = len(weights) if counts_zeros else sum(map(bool, weights))
            cost = inner + outer if counts_parameters else 1
            if item not in costs:
                model.meter.spend(_STEPS_PER_KEPT * len(item))
                costs[item] = cost
            elif cost < costs[item]:
                costs[item] = cost
        if len(costs) > MOST_CONTRIBUTIONS:
            raise Incomplete(f"neurons contribute in more than {MOST_CONTRIBUTIONS} ways")
    ordered = sorted(costs)
    return Dictionary(ordered, [costs[item] for item in ordered])


def _contribution(values: Values, weights: Values, free: Sequence[bool], step: int) -> Values:
    columns = []
    for weight, is_free in zip(weights, free, strict=True):
        moved = step * (weight * values[0] // step) if is_free and step else 0
        columns.append([weight * value - moved for value in values])
    if len(columns) == 1:
        return tuple(columns[0])
    return tuple(chain.from_iterable(zip(*columns, strict=True)))


def hidden_functions(model: Model, wanted: Requirement) -> dict[Values, int]:
    """The responses of all hidden neurons at the points, with the fewest parameters for each.

    Parameters are weights other than 0 (all weights, where 0 is none) and a bias other than 0.
    """
    starts = zip(pairwise(model.table), model.starts, strict=True)
    changes = [start for (before, after), start in starts if before != after]
    counts_zeros = 0 not in model.weight_set
    found: dict[Values, int] = {}
    for weights in product(model.weights, repeat=wanted.inputs):
        model.meter.spend(len(wanted.points) * wanted.inputs)
        sums = [_sum(weights, point) for point in wanted.points]
        parameters = len(weights) if counts_zeros else sum(map(bool, weights))
        for values, bias in _responses(model, changes, sums):
            cost = parameters + (bias != 0)
            if values not in found:
                model.meter.spend(_STEPS_PER_KEPT * len(values))
                found[values] = cost
            elif cost < found[values]:
                found[values] = cost
    return found


def _sum(weights: Values, point: Values) -> int:
    return sum(weight * raw for weight, raw in zip(weights, point, strict=True))


def _responses(model: Model, changes: list[int], sums: list[int]) -> Iterator[tuple[Values, int]]:
    """The responses to these accumulators with every bias that matters, and the bias.

    A bias that leaves all accumulators below the first change, or none below the last, gives one
    constant each: one bias of either kind is enough, and 0, which costs less.
    """
    meter, points = model.meter, len(sums)
    least, most = min(sums), max(sums)
    low, high = (changes[0] - most, changes[-1] - 1 - least) if changes else (0, -1)
    if changes:
        first = low + least  # the lowest accumulator that is looked up
        table = _table(model, changes, first, high + most)
        shifted = [sum_ - first for sum_ in sums]
        for bias in model.biases_between(low, high):
            meter.spend(points)
            yield tuple([table[at + bias] for at in shifted]), bias
    outside = [model.last_bias_up_to(low - 1), model.first_bias_from(high + 1)]
    outside += [0] if model.has_bias(0) else []
    for bias_ in outside:
        if bias_ is not None:
            meter.spend(points)
            yield tuple([model.respond(sum_ + bias_) for sum_ in sums]), bias_


def _table(model: Model, changes: list[int], first: int, last: int) -> list[int]:
    """The responses to the accumulators first … last, which lie around all changes."""
    length = last - first + 1
    if length > _LONGEST_TABLE:
        raise Incomplete(f"more than {_LONGEST_TABLE} accumulators matter to a neuron")
    model.meter.spend(len(changes) + length // 8)
    table: list[int] = []
    for start, end in pairwise((first, *changes, last + 1)):
        table += [model.respond(start)] * (end - start)
    return table
