"""Requirements: shapes and values that are refused, and the order of points."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.functions import Function
from fxprove.requirements import LARGEST_DOMAIN, Requirement, all_points, pairs_along

FORMAT = Format.parse("raw(-1,1,2)")


def requirement(points: Any, low: Any, high: Any) -> Requirement:
    arrays = (np.array(part) for part in (points, low, high))
    return Requirement(format=FORMAT, **dict(zip(("points", "low", "high"), arrays, strict=True)))


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_all_points_come_in_the_order_of_function_values(inputs: int) -> None:
    expected = list(product(FORMAT.raws, repeat=inputs))
    assert list(map(tuple, all_points(FORMAT, inputs).tolist())) == expected
    values = tuple(point[-1] for point in expected)
    wanted = Requirement.of(Function(format=FORMAT, inputs=inputs, values=values))
    assert wanted.is_everywhere
    assert wanted.is_exact
    assert (wanted.inputs, wanted.outputs) == (inputs, 1)
    assert wanted.low.ravel().tolist() == list(values)


def test_one_value_has_one_point_in_any_dimension() -> None:
    assert all_points(Format.parse("raw(5,5,1)"), 100).tolist() == [[5] * 100]


def test_more_points_than_can_be_asked_about_are_refused() -> None:
    with pytest.raises(InputError, match="function domain"):
        all_points(FORMAT, 13)
    many = np.zeros((LARGEST_DOMAIN + 1, 1), dtype=np.int64)
    with pytest.raises(InputError, match="function domain"):
        Requirement(format=FORMAT, points=many, low=many, high=many)


@pytest.mark.parametrize(
    ("points", "low", "high", "words"),
    [
        ([[0]], [[0], [1]], [[0], [1]], "bounds for every output"),
        ([[0]], [[0]], [[0, 1]], "bounds for every output"),
        ([[0]], [[]], [[]], "bounds for every output"),
        ([[0]], [0], [0], "bounds for every output"),
        ([0], [[0]], [[0]], "rows of one input or more"),
        ([[]], [[0]], [[0]], "rows of one input or more"),
        ([[2]], [[0]], [[0]], "found 2"),
        ([[0]], [[-2]], [[0]], "found -2"),
        ([[0]], [[0]], [[2]], "found 2"),
        ([[0]], [[1]], [[0]], "an interval that is not empty"),
        ([[0, 1], [1, 0], [0, 1]], [[0]] * 3, [[0]] * 3, r"\[0, 1\] twice"),
    ],
    ids=str,
)
def test_what_is_no_requirement_is_refused(points: Any, low: Any, high: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        requirement(points, low, high)


def test_no_points_at_all_are_refused() -> None:
    with pytest.raises(InputError, match="function domain"):
        requirement([], [], [])


def test_arrays_of_the_caller_are_copied_and_the_copies_cannot_change() -> None:
    points: Any = np.array([[0], [1]], dtype=np.int8)
    wanted = Requirement(format=FORMAT, points=points, low=points, high=points)
    points[0, 0] = -1
    assert wanted.points.tolist() == wanted.low.tolist() == [[0], [1]]
    assert wanted.low.dtype == np.int64
    with pytest.raises(ValueError, match="read-only"):
        wanted.low[0, 0] = 1


def test_points_in_another_order_are_not_everywhere() -> None:
    points = all_points(FORMAT, 2)
    zeros = np.zeros((9, 1), dtype=np.int64)
    assert Requirement(format=FORMAT, points=points, low=zeros, high=zeros).is_everywhere
    assert not Requirement(format=FORMAT, points=points[::-1], low=zeros, high=zeros).is_everywhere


def test_pairs_along_a_coordinate_differ_in_it_alone_and_ascend() -> None:
    points = all_points(Format.parse("raw(0,4,1)"), 2)[[24, 3, 7, 1, 4, 0, 13, 22, 2, 12]]
    for coordinate in (0, 1):
        for p, q in pairs_along(points, coordinate):
            moved = points[q] - points[p]
            assert (moved[:, coordinate] > 0).all()
            assert (moved[:, 1 - coordinate] == 0).all()
    steps = [sorted(zip(p.tolist(), q.tolist(), strict=True)) for p, q in pairs_along(points, 1)]
    assert steps[0] == [(1, 4), (3, 8), (5, 3), (7, 0), (8, 1), (9, 6)]
