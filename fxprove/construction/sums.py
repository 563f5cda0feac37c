"""Integers as short sums of given steps: coefficients as sums of weights, offsets of constants.

A weight set rarely holds the coefficient that a construction wants; copies of a neuron, each read
with a weight of its own, add up to it (step 0 in the proof of Theorem 2). Fewer terms are fewer
copies.

How. Large sums are brought near 0 with the largest steps that fit, one size after another; the rest
is found by breadth-first search over the integers that are a few of the smaller steps away. So a
sum is short, and shortest where it is small.
"""

from collections.abc import Iterable
from math import gcd

import numpy as np

from fxprove.parameter_sets import WeightSet

_MOST_STEPS = 64  # that the search tries; of more, a spread is taken
_REACH = 4  # largest steps that the search goes from 0, in both directions
_LARGEST_STEP = 1 << 12  # that the search goes, where smaller ones lead everywhere
_WIDEST_SEARCH = 1 << 23  # integers around 0 that are searched
_MOST_TERMS = 1 << 22  # of a sum; a network with as many copies would be too large


class Sums:
    """Sums of steps, of which there are a positive and a negative one."""

    def __init__(self, steps: Iterable[int]) -> None:
        self.steps = spread(sorted(set(steps) - {0}))
        self.largest = max(map(abs, self.steps))
        self._small = _small(self.steps)
        self._middle = _REACH * max(map(abs, self._small))
        self._last_steps: np.ndarray | None = None

    def reach(self, low: int, high: int) -> tuple[int, ...] | None:
        """Steps whose sum is in low … high; None if none is found, or millions would be needed."""
        if low <= 0 <= high:
            return ()
        if self._middle > _WIDEST_SEARCH:
            return self._copies(low, high)
        far: list[int] = []
        for step in sorted(self.steps, key=abs, reverse=True):
            distance = low if step > 0 else -high
            if distance > self._middle // 2:
                count = (distance - self._middle // _REACH) // abs(step)
                if count > _MOST_TERMS:
                    return None
                far += [step] * count
                low, high = low - count * step, high - count * step
        near = self._near(max(low, -self._middle), min(high, self._middle))
        return None if near is None else (*far, *near)

    def _copies(self, low: int, high: int) -> tuple[int, ...] | None:
        """The same from few copies of one step, or none: steps are too far apart for a search."""
        for step in sorted(self.steps, key=abs, reverse=True):
            count = max(-(-low // step) if step > 0 else -(high // -step), 1)
            if count <= _MOST_TERMS and low <= count * step <= high:
                return (step,) * count
        return None

    def _near(self, low: int, high: int) -> tuple[int, ...] | None:
        if low > high:
            return None
        distances, last = self._search()
        window = distances[low + self._middle : high + self._middle + 1]
        reached = np.flatnonzero(window >= 0)
        if len(reached) == 0:
            return None
        total = low + int(reached[np.argmin(window[reached])])
        steps: list[int] = []
        while total:
            steps.append(int(last[total + self._middle]))
            total -= steps[-1]
        return tuple(sorted(steps))

    def _search(self) -> tuple[np.ndarray, np.ndarray]:
        """The number of steps to each integer near 0, −1 if there is no way, and the last step."""
        if self._last_steps is None:
            size = 2 * self._middle + 1
            self._distances = np.full(size, -1)
            self._last_steps = np.zeros(size, dtype=np.int64)
            self._distances[self._middle] = 0
            frontier, distance = np.array([self._middle]), 0
            while len(frontier):
                distance += 1
                found = []
                for step in self._small:
                    place = frontier + step
                    place = place[(place >= 0) & (place < size)]
                    place = place[self._distances[place] < 0]
                    self._distances[place] = distance
                    self._last_steps[place] = step
                    found.append(place)
                frontier = np.concatenate(found)
        return self._distances, self._last_steps


def _small(steps: list[int]) -> list[int]:
    """Those that the search goes, of both signs and with the gcd of all."""
    by_size = sorted(steps, key=abs)
    small = [step for step in by_size if abs(step) <= _LARGEST_STEP]
    for step in by_size[len(small) :]:
        if len({sign > 0 for sign in small}) < 2 or step % gcd(*small):
            small.append(step)
    return sorted(small)


def spread(steps: list[int]) -> list[int]:
    """All of these, ascending, or of many the extreme ones and a few between with the same gcd."""
    if len(steps) <= _MOST_STEPS:
        return steps
    places = np.linspace(0, len(steps) - 1, _MOST_STEPS // 2).astype(int)
    taken = {steps[place] for place in places} | set(sorted(steps, key=abs)[: _MOST_STEPS // 4])
    for step in steps:
        if step % gcd(*taken):
            taken.add(step)
    return sorted(taken)


class Coefficients:
    """What a neuron may be read with, where its layer holds as many copies as that takes.

    With a weight 0 these are the multiples of `unit`, the gcd of the weights; copies that are not
    needed get weight 0. Binary weights use all copies, so that coefficients of one neuron have one
    parity: here the even ones (`unit` is 2), except where a neuron has a single reader.
    """

    def __init__(self, weights: WeightSet) -> None:
        self.weights = weights
        self.is_binary = weights.is_binary
        self.unit = 2 if self.is_binary else weights.gcd
        self._sums = Sums(weights.raws)
        self._terms: dict[int, tuple[int, ...]] = {0: ()}

    def terms(self, coefficient: int) -> tuple[int, ...]:
        """Weights, none 0, whose sum is the coefficient, a multiple of the weights' gcd.

        Raises ValueError where there are millions.
        """
        if coefficient not in self._terms:
            self._terms[coefficient] = self._found(coefficient)
        return self._terms[coefficient]

    def _found(self, coefficient: int) -> tuple[int, ...]:
        raws = self.weights.raws
        if coefficient in self.weights:
            return (coefficient,)
        if isinstance(raws, range):
            largest = raws[-1] if coefficient > 0 else raws[0]
            whole, rest = divmod(abs(coefficient), abs(largest))
            if whole > _MOST_TERMS:
                raise ValueError(
                    f"the coefficient {coefficient} takes more copies than there can be"
                )
            sign = 1 if coefficient > 0 else -1
            return (*[largest] * whole, *[sign * rest] * (rest > 0))
        terms = self._sums.reach(coefficient, coefficient)
        if terms is None:
            raise ValueError(f"the coefficient {coefficient} is no sum of few weights")
        return terms

    def binary_row(self, coefficient: int, copies: int) -> tuple[int, ...]:
        """A weight ±1 for each copy; raises ValueError where the sum has another parity."""
        terms = self.terms(coefficient)
        idle = copies - len(terms)
        if idle % 2:
            raise ValueError(f"the coefficient {coefficient} from {copies} copies with weights ±1")
        return (*terms, *[1, -1] * (idle // 2))
