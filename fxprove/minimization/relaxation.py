"""The linear programs behind the functionals: how many items, if fractions of them counted.

The dual of "least cost of fractions of items that meet the intervals" asks for a functional λ with
R as large as possible while λ·d ≤ cost(d) for every item d. Its solution is only a hint: it is
rounded to integers, and what the integers prove is what counts.
"""

import numpy as np

from fxprove.budgets import Budget
from fxprove.minimization.contributions import Dictionary, Intervals
from fxprove.minimization.functionals import Floats
from fxprove.parameter_sets import BiasSet
from fxprove.requirements import Integers

_LARGEST_COEFFICIENT = 1e4
_MOST_ENTRIES = 1 << 21  # items × coordinates
_SECONDS = 20.0


def best_functional(
    dictionary: Dictionary,
    intervals: Intervals,
    biases: BiasSet,
    sums: Integers,
    allowed: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    limit: Budget,
    *,
    none_may_serve: bool = False,
) -> Floats | None:
    """The coefficients of a best functional at the sum S, as floating-point numbers.

    With `none_may_serve`, one that no allowed item serves at all: λ·d ≤ 0. None if R is positive
    for none, and where the program is too large or not solved soon.
    """
    left = _SECONDS if limit.remaining is None else min(_SECONDS, limit.remaining)
    if len(allowed) * len(sums) > _MOST_ENTRIES or left <= 0:
        return None
    from scipy.optimize import linprog  # loads for a third of a second

    coordinates, outputs = len(intervals.least), intervals.outputs
    items = dictionary.items[allowed].astype(np.float64)
    costs = dictionary.costs[allowed].astype(np.float64)
    # variables: λ⁺, λ⁻, and for each free output the largest gain from its bias
    ends = np.concatenate([intervals.least - sums, sums - intervals.most]).astype(np.float64)
    cap = 1.0 if none_may_serve else _LARGEST_COEFFICIENT
    exists = np.concatenate([intervals.has_least, intervals.has_most])
    bounds: list[tuple[float | None, float | None]] = [(0, cap if end else 0) for end in exists]
    finite = [j for j in range(outputs) if dictionary.free[j] and not biases.is_unbounded]
    bounds += [(None, None)] * len(finite)
    matrix = np.hstack([items, -items, np.zeros((len(items), len(finite)))])
    limits = np.zeros(len(items)) if none_may_serve else costs
    rows, right = [matrix], [limits]
    for place, output in enumerate(finite):
        total = _totals(coordinates, outputs, output)
        for bias in (biases.smallest, biases.largest):
            row = np.append(bias * total, np.zeros(len(finite)))
            row[2 * coordinates + place] = -1
            rows.append(row[np.newaxis])
            right.append(np.zeros(1))
    equal = [
        np.append(_totals(coordinates, outputs, j), np.zeros(len(finite)))
        for j in range(outputs)
        if dictionary.free[j] and biases.is_unbounded
    ]
    solution = linprog(
        np.concatenate([-ends, np.ones(len(finite))]),
        A_ub=np.vstack(rows),
        b_ub=np.concatenate(right),
        A_eq=np.array(equal) if equal else None,
        b_eq=np.zeros(len(equal)) if equal else None,
        bounds=bounds,
        method="highs",
        options={"time_limit": left},
    )
    if solution.status != 0 or -solution.fun <= 1e-7:
        return None
    coefficients: Floats = solution.x[:coordinates] - solution.x[coordinates : 2 * coordinates]
    return coefficients


def _totals(coordinates: int, outputs: int, output: int) -> Floats:
    """The row that sums λ over one output."""
    total = np.zeros(coordinates)
    total[output::outputs] = 1
    return np.concatenate([total, -total])
