"""Falls and rises: found exactly where two comparable points force one."""

from collections import Counter
from itertools import product
from random import Random

import numpy as np
import pytest

from fxprove import monotone_changes
from fxprove.formats import Format
from fxprove.monotone_changes import change
from fxprove.requirements import Requirement

FORMAT = Format.parse("raw(-1,2,1)")


def random_requirement(random: Random) -> Requirement:
    """A few points, nearly rising or falling, two outputs."""
    inputs, sign = random.choice((1, 2, 3)), random.choice((-1, 1))
    points = random.sample(list(product(FORMAT.raws, repeat=inputs)), random.randint(1, 4))
    low = [
        [min(2, max(-1, sign * sum(point) + random.choice((0, 0, 0, 1)))) for _ in range(2)]
        for point in points
    ]
    high = [[random.choice((least, 2)) for least in row] for row in low]
    ends = np.array(low), np.array(high)
    return Requirement(format=FORMAT, points=np.array(points), low=ends[0], high=ends[1])


@pytest.mark.parametrize("falls", [True, False])
def test_a_change_is_found_exactly_when_two_ordered_points_force_it(falls: bool) -> None:
    random, seen = Random(3), Counter[bool]()
    for _ in range(500):
        wanted = random_requirement(random)
        forced = [
            ((p, q), output)
            for p, q in product(range(len(wanted.points)), repeat=2)
            for output in range(2)
            if (wanted.points[p] <= wanted.points[q]).all()
            if (
                wanted.low[p, output] > wanted.high[q, output]
                if falls
                else wanted.high[p, output] < wanted.low[q, output]
            )
        ]
        found = change(wanted, falls=falls)
        assert (found is None) == (not forced)
        assert found is None or (found.points, found.output) in forced
        seen[found is None] += 1
    assert min(seen.values()) > 50


def test_many_dimensions_are_looked_at_along_lines_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monotone_changes, "_LARGEST_GRID", 3)
    points, low = np.array([[0, 0], [1, 1]]), np.array([[1], [0]])
    diagonal = Requirement(format=FORMAT, points=points, low=low, high=low)
    assert change(diagonal, falls=True) is None
    along = Requirement(format=FORMAT, points=np.array([[0, 1], [1, 1]]), low=low, high=low)
    assert change(along, falls=True) is not None
    points = np.array([[0, 0], [1, 0], [0, 1]])
    low = np.array([[1], [0], [1]])
    along = Requirement(format=FORMAT, points=points, low=low, high=low)
    found = change(along, falls=True)
    assert found is not None
    assert found.points == (0, 1)
