"""Sums of steps, and coefficients as sums of weights: what is promised, and how few terms."""

from collections import deque
from collections.abc import Iterable
from math import gcd
from random import Random

import pytest

from fxprove.construction.sums import Coefficients, Sums
from fxprove.formats import Format
from fxprove.models import Model
from fxprove.parameter_sets import WeightSet


def random_steps(random: Random, largest: int) -> list[int]:
    """Steps of both signs."""
    more = random.sample(range(-largest, largest + 1), random.randint(0, 4))
    return [random.randint(1, largest), -random.randint(1, largest), *more]


def fewest(steps: Iterable[int], low: int, high: int, within: int) -> int | None:
    """The least number of steps from 0 into low … high, by search among all near sums."""
    distances, queue = {0: 0}, deque([0])
    while queue:
        total = queue.popleft()
        if low <= total <= high:
            return distances[total]
        for step in steps:
            if abs(total + step) <= within and total + step not in distances:
                distances[total + step] = distances[total] + 1
                queue.append(total + step)
    return None


@pytest.mark.parametrize("seed", range(20))
def test_a_sum_lies_in_the_interval_and_is_made_of_steps(seed: int) -> None:
    random = Random(seed)
    steps = random_steps(random, 12)
    sums = Sums(steps)
    for _ in range(50):
        low = random.randint(-(10 ** random.randint(0, 5)), 10 ** random.randint(0, 5))
        high = low + random.choice((0, 1, 5))
        divisor = gcd(*steps)
        found = sums.reach(low, high)
        if found is None:
            assert -(-low // divisor) * divisor > high
        else:
            assert low <= sum(found) <= high
            assert set(found) <= set(steps) - {0}


@pytest.mark.parametrize("seed", range(10))
def test_a_small_sum_is_shortest(seed: int) -> None:
    random = Random(seed)
    steps = random_steps(random, 9)
    sums = Sums(steps)
    for low in range(-sums.largest, sums.largest + 1):
        high = low + random.choice((0, 0, 2))
        found = sums.reach(low, high)
        expected = fewest(steps, low, high, 4 * sums.largest)
        assert (None if found is None else len(found)) == expected, (steps, low, high)


def test_an_interval_around_zero_needs_no_steps() -> None:
    assert Sums([3, -7]).reach(-1, 4) == ()


def test_a_sum_of_millions_of_steps_is_refused() -> None:
    assert Sums([1, -1]).reach(10**21, 10**21) is None
    assert Sums([1, -1]).reach(-(10**21), -(10**21)) is None


def test_of_many_steps_a_choice_keeps_their_gcd() -> None:
    steps = [2 * step for step in range(-500, 501) if step]
    found = Sums(steps)
    assert len(found.steps) <= 64
    assert gcd(*found.steps) == 2
    odd = Sums([*steps, 999])
    reached = odd.reach(31, 31)
    assert reached is not None and sum(reached) == 31


WEIGHTS = [
    WeightSet(raws=range(-8, 8), scale=4),
    WeightSet(raws=range(-1, 2), scale=1),
    WeightSet(raws=(-7, -2, 0, 5), scale=4),
    WeightSet(raws=(-6, 0, 4), scale=1),
]


@pytest.mark.parametrize("weights", WEIGHTS, ids=str)
def test_every_multiple_of_the_gcd_is_a_coefficient(weights: WeightSet) -> None:
    coefficients = Coefficients(weights)
    assert coefficients.unit == weights.gcd
    for coefficient in range(-60 * weights.gcd, 60 * weights.gcd + 1, weights.gcd):
        terms = coefficients.terms(coefficient)
        assert sum(terms) == coefficient
        assert all(term in weights and term for term in terms)
        assert len(terms) == 1 or coefficient not in weights or coefficient == 0


def test_no_copies_make_the_coefficient_zero() -> None:
    for weights in WEIGHTS:
        assert Coefficients(weights).terms(0) == ()


@pytest.mark.parametrize("weights", WEIGHTS[:3], ids=str)
def test_a_coefficient_of_millions_of_copies_is_refused(weights: WeightSet) -> None:
    with pytest.raises(ValueError):
        Coefficients(weights).terms(10**21 * weights.gcd)


def test_a_coefficient_that_is_no_sum_of_weights_is_refused() -> None:
    with pytest.raises(ValueError):
        Coefficients(WEIGHTS[3]).terms(3)


BINARY = Model.of(format=str(Format.parse("Q1.0")), activation="relu", weights="binary").weights


@pytest.mark.parametrize("coefficient", range(-5, 6))
def test_a_binary_row_uses_all_copies(coefficient: int) -> None:
    coefficients = Coefficients(BINARY)
    assert coefficients.unit == 2
    for copies in range(abs(coefficient), 9):
        if (copies - coefficient) % 2:
            with pytest.raises(ValueError):
                coefficients.binary_row(coefficient, copies)
        else:
            row = coefficients.binary_row(coefficient, copies)
            assert (len(row), sum(row)) == (copies, coefficient)
            assert set(row) <= {-1, 1}
