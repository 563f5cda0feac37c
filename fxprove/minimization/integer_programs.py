"""Short sums of contributions by integer programming: counts of dictionary items.

HiGHS minimises the cost of counts that meet the intervals. Where neurons are many and different
ones few it finds sums that branching would reach late. Its word is not taken for a bound; a sum is
evaluated before it is believed.
"""

import numpy as np

from fxprove.budgets import Budget
from fxprove.minimization.contributions import Dictionary, Intervals
from fxprove.parameter_sets import BiasSet

_MOST_ENTRIES = 1 << 22  # items × coordinates
_SECONDS = 20.0
_NODES = 2000


def sum_by_integer_program(
    dictionary: Dictionary, intervals: Intervals, biases: BiasSet, most_cost: int, budget: Budget
) -> tuple[int, ...] | None:
    """Items, with repetitions, whose costs are at most `most_cost`; None if none were found.

    Looks for at most 20 seconds. Biases in several progressions are not looked through.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # loads for a third of a second

    count, coordinates = dictionary.items.shape
    free = [j for j, is_free in enumerate(dictionary.free) if is_free]
    if count * coordinates > _MOST_ENTRIES or (free and len(biases.offsets) > 1) or not count:
        return None
    seconds = _SECONDS if budget.remaining is None else min(_SECONDS, budget.remaining)
    if seconds < 0.1:
        return None
    offsets = np.zeros((coordinates, len(free)))
    for place, output in enumerate(free):
        offsets[output :: intervals.outputs, place] = biases.step
    shift = biases.offsets[0] * offsets.any(axis=1)
    first = -np.inf if biases.first is None else biases.first
    last = np.inf if biases.last is None else biases.last
    solution = milp(
        np.append(dictionary.costs, np.zeros(len(free))),
        constraints=[
            LinearConstraint(
                np.hstack([dictionary.items.T, offsets]),
                np.where(intervals.has_least, intervals.least - shift, -np.inf),
                np.where(intervals.has_most, intervals.most - shift, np.inf),
            )
        ],
        integrality=np.ones(count + len(free)),
        bounds=Bounds(
            np.append(np.zeros(count), np.full(len(free), first)),
            np.append(np.full(count, most_cost), np.full(len(free), last)),
        ),
        options={"time_limit": seconds, "node_limit": _NODES},
    )
    if solution.x is None:
        return None
    counts = np.round(solution.x[:count]).astype(np.int64)
    if counts @ dictionary.costs > most_cost:
        return None
    return tuple(np.repeat(np.arange(count), counts).tolist())
