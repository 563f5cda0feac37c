"""A function is its table, row-major with the last input fastest."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.functions import Function

K = Format(lo=-1, hi=1, scale=3)


def test_the_last_input_is_the_fastest() -> None:
    function = Function(format=K, inputs=2, values=(0, 1, -1, 1, 1, 0, -1, -1, -1))
    assert [function(-1, y) for y in (-1, 0, 1)] == [0, 1, -1]
    assert [function(x, -1) for x in (-1, 0, 1)] == [0, 1, -1]
    assert function(0, 0) == 1


@given(st.integers(-4, 4), st.integers(1, 3), st.integers(1, 3), st.data())
def test_values_stand_in_the_order_of_the_points(
    lo: int, size: int, inputs: int, data: st.DataObject
) -> None:
    format_ = Format(lo=lo, hi=lo + size - 1, scale=2)
    count = size**inputs
    raws = st.sampled_from(list(format_.raws))
    values = tuple(data.draw(st.lists(raws, min_size=count, max_size=count)))
    function = Function(format=format_, inputs=inputs, values=values)
    assert function.points() == list(product(format_.raws, repeat=inputs))
    assert tuple(function(*point) for point in function.points()) == values


def test_the_json_is_that_of_a_function_file() -> None:
    function = Function(format=K, inputs=1, values=(1, 0, -1))
    assert function.to_json() == {"format": "raw(-1,1,3)", "inputs": 1, "values": [1, 0, -1]}
    assert Format.parse(str(function.to_json()["format"])) == K


@pytest.mark.parametrize(
    ("inputs", "values", "message"),
    [
        (1, (0, 0), "function values: expected 3 of them, found 2"),
        (1, (0, 0, 0, 0), "function values: expected 3 of them, found 4"),
        (2, (0,) * 3, "function values: expected 9 of them, found 3"),
        (1, (0, 2, 0), "function values: expected raw values of sym(1,3), found 2"),
        (1, (-2, 0, 0), "function values: expected raw values of sym(1,3), found -2"),
    ],
)
def test_what_is_no_function_is_refused(inputs: int, values: tuple[int, ...], message: str) -> None:
    with pytest.raises(InputError) as caught:
        Function(format=K, inputs=inputs, values=values)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("format_", "inputs"),
    [(K, 0), (Format(lo=0, hi=0, scale=1), 0), (Format(lo=0, hi=0, scale=1), -1)],
)
def test_a_function_has_an_input(format_: Format, inputs: int) -> None:
    with pytest.raises(InputError):
        Function(format=format_, inputs=inputs, values=(0,))


CALL: Any = Function(format=K, inputs=1, values=(1, 0, -1))


@pytest.mark.parametrize("point", [(0, 0), (2,)])
def test_a_function_has_no_value_beyond_its_last_point(point: tuple[int, ...]) -> None:
    with pytest.raises((InputError, IndexError, TypeError, ValueError)):
        CALL(*point)


@pytest.mark.parametrize("point", [(), (-2,)])
def test_a_function_has_no_value_before_its_first_point(point: tuple[int, ...]) -> None:
    with pytest.raises((InputError, IndexError, TypeError, ValueError)):
        CALL(*point)
