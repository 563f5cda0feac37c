"""Evaluation finds exactly the differences of a box, in order, and says how far it came."""

from collections.abc import Callable
from functools import cmp_to_key
from itertools import islice
from random import Random

import pytest

from fxprove import exact_differences
from fxprove.budgets import Budget
from fxprove.differences import domain
from fxprove.exact_differences import (
    Differences,
    nearby,
    outward,
    rank,
    smallest_by_evaluation,
    some_difference,
    within,
)
from fxprove.semantics import Semantics, evaluate, parse_semantics
from tests.random_semantics import (
    is_smaller,
    points_of,
    random_hls_requantizers,
    random_neurons,
    random_requantizers,
    random_tables,
)

Pairs = Callable[[Random], tuple[Semantics, Semantics]]
PAIRS: dict[str, Pairs] = {
    "requantizers": random_requantizers,
    "requantizers of HLS": random_hls_requantizers,
    "tables": random_tables,
    "neurons": random_neurons,
}


def differing(left: Semantics, right: Semantics, box: object) -> list[tuple[int, ...]]:
    """All differences in a box, by the definition of the order."""
    points = points_of(box)  # type: ignore[arg-type]
    found = [point for point in points if evaluate(left, point) != evaluate(right, point)]
    return sorted(found, key=cmp_to_key(_compared))


def _compared(point: tuple[int, ...], other: tuple[int, ...]) -> int:
    return -1 if is_smaller(point, other) else 1


# --- The order ----------------------------------------------------------------------------------


@pytest.mark.parametrize("box", [((-4, 3),), ((2, 6),), ((-6, -2),), ((-2, 2), (-1, 3))])
def test_the_rank_is_the_order_by_definition(box: tuple[tuple[int, int], ...]) -> None:
    points = points_of(box)
    for point in points:
        for other in points:
            assert (rank(point) < rank(other)) == is_smaller(point, other)


@pytest.mark.parametrize("ends", [(-4, 3), (0, 0), (2, 6), (-6, -2), (0, 5), (-5, 0), (3, 2)])
def test_outward_is_every_integer_by_rank(ends: tuple[int, int]) -> None:
    expected = sorted(range(ends[0], ends[1] + 1), key=lambda raw: rank((raw,)))
    assert list(outward(*ends)) == expected


def test_nearby_keeps_whole_shells_within_the_number() -> None:
    box = ((-10, 10), (0, 30))
    for most in (0, 1, 2, 7, 100, 10**6):
        bound, points = nearby(box, most)
        listed = list(points)
        assert len(listed) <= most
        assert listed == sorted(points_of(within(box, bound)), key=rank)
    assert nearby(box, 10**6)[0] == 30
    assert nearby(box, 0)[0] == -1


# --- The differences ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAIRS)
def test_all_differences_come_in_order(kind: str) -> None:
    random = Random(1)
    for _ in range(150):
        left, right = PAIRS[kind](random)
        box = domain(left, right, excluded=random.choice((0, 0, 3)))
        found = Differences(left, right, box)
        assert list(found) == differing(left, right, box)
        assert found.bound is None


@pytest.mark.parametrize("kind", PAIRS)
def test_the_smallest_that_is_not_excluded(kind: str) -> None:
    random = Random(2)
    for _ in range(100):
        left, right = PAIRS[kind](random)
        box = domain(left, right)
        every = differing(left, right, box)
        excluded = random.sample(every, min(len(every), random.randint(0, 4)))
        expected = next((point for point in every if point not in excluded), None)
        found = smallest_by_evaluation(left, right, box, excluded)
        assert (found.point, found.is_decided) == (expected, True)


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.parametrize("most", [0, 3, 12, 40])
def test_where_evaluation_ends_the_bound_is_right(
    monkeypatch: pytest.MonkeyPatch, kind: str, most: int
) -> None:
    for limit in ("_MOST_CELLS", "_MOST_MULTIPLICATIONS", "LARGEST_FORMAT"):
        monkeypatch.setattr(exact_differences, limit, most)
    random, undecided = Random(3), 0
    for _ in range(60):
        left, right = PAIRS[kind](random)
        box = domain(left, right)
        every, found = differing(left, right, box), Differences(left, right, box)
        listed = list(found)
        assert listed == every[: len(listed)]
        beyond = every[len(listed) :]
        assert beyond == [] or found.bound is not None
        assert all(found.bound is not None and rank(p)[0] > found.bound for p in beyond)
        undecided += found.bound is not None
    assert undecided or most > 0


def test_wide_windows_are_followed_from_zero() -> None:
    left = parse_semantics("requant:half-up/1518500250:2147483648,half-away/32/Q7.0/wrap")
    right = parse_semantics("requant:half-up/1518500250:2147483648,half-away/32/Q7.0")
    box = domain(left, right, 32)
    found = smallest_by_evaluation(left, right, box)
    assert found.point == (5770,)
    assert all(evaluate(left, (x,)) == evaluate(right, (x,)) for x in range(-5770, 5770))


def test_a_million_accumulators_in_one_cell_cost_nothing() -> None:
    left = parse_semantics("requant:half-even/1000000000000/Q1.0")
    right = parse_semantics("requant:half-up/1000000000000/Q1.0")
    found = Differences(left, right, domain(left, right))
    assert list(found) == [(500000000000,), (-1500000000000,)]
    assert found.bound is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("requant:half-even/16/Q3.4", "requant:half-up/16/Q3.4"),
        ("table:gelu@Q3.4", "table:gelu@Q3.4/floor"),
        ("neuron:[16,-8]+3/Q3.4", "neuron:[16,-8]+3/Q3.4/sequential"),
    ],
)
def test_a_spent_budget_ends_it(left: str, right: str) -> None:
    a, b = parse_semantics(left), parse_semantics(right)
    budget = Budget(seconds=-1)
    found = smallest_by_evaluation(a, b, domain(a, b), budget=budget)
    assert (found.point, found.is_decided) == (None, False)
    assert some_difference(a, b, domain(a, b), budget=budget) is None


class Countdown(Budget):
    """A budget that is spent after so many looks at it."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        object.__setattr__(self, "seconds", looks)

    def is_spent(self) -> bool:
        assert self.seconds is not None
        object.__setattr__(self, "seconds", self.seconds - 1)
        return self.seconds < 0


@pytest.mark.parametrize("looks", range(30))
def test_a_budget_spent_on_the_way_leaves_a_bound_that_is_right(looks: int) -> None:
    left, right = map(parse_semantics, ("neuron:[3,4]/Q1.0", "neuron:[3,4]/Q1.0/floor"))
    box = domain(left, right)
    differences = Differences(left, right, box, Countdown(looks))
    found = list(differences)
    evaluated = sorted(points_of(box), key=rank)[:looks]
    assert found == [point for point in differing(left, right, box) if point in evaluated]
    unseen = [point for point in points_of(box) if point not in evaluated]
    bound = differences.bound
    assert unseen == [] or bound is not None
    assert all(bound is not None and rank(point)[0] > bound for point in unseen)


# --- Points here and there ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAIRS)
def test_a_difference_here_and_there_is_one(kind: str) -> None:
    random, found = Random(4), 0
    for _ in range(100):
        left, right = PAIRS[kind](random)
        box = domain(left, right)
        every = differing(left, right, box)
        excluded = every[:1]
        point = some_difference(left, right, box, excluded)
        assert point is None or (point in every and point not in excluded)
        assert point == some_difference(left, right, box, excluded)
        found += point is not None
    assert found > 10


def test_small_points_are_looked_at_first() -> None:
    left = parse_semantics("neuron:[16,16,16,16,16,16,16,16]/Q7.8")
    right = parse_semantics("neuron:[16,16,16,16,16,16,16,16]/Q7.8/floor")
    point = some_difference(left, right, domain(left, right))
    assert point is not None
    assert rank(point)[0] <= 3


def test_differences_may_be_drawn_one_by_one() -> None:
    left, right = map(parse_semantics, ("requant:floor/2/Q9.0/wrap", "requant:ceil/2/Q9.0/wrap"))
    found = Differences(left, right, domain(left, right))
    assert list(islice(found, 3)) == [(1,), (-1,), (3,)]
    assert next(iter(found)) == (-3,)
