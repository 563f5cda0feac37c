"""The arrays behind the pictures: what is seen is what is computed, asked and meant."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from fxprove.errors import InputError
from fxprove.expressions import Expression
from fxprove.formats import Format
from fxprove.function_files import requirement_of_json
from fxprove.network_files import network_of_json
from fxprove.plotting.values import Seen, View, expression_seen, network_seen, requirement_seen

NARROW = Format.parse("Q1.1")  # -4 … 3, scale 2
NETWORK = network_of_json({
    "model": {"format": "Q1.1", "activation": "relu"},
    "layers": [
        {"weights": [[2, 1, 0], [-1, 3, 2]], "biases": [0, 2]},
        {"weights": [[1, -2], [3, 1]], "biases": [2, 0]},
    ],
})  # fmt: skip


def view(inputs: int = 1, **fixed: int) -> View:
    return View(
        format=NARROW, inputs=inputs, fixed={int(name[1:]) - 1: raw for name, raw in fixed.items()}
    )


def asked(values: list[Any], **more: Any) -> Any:
    document: Any = {"format": "Q1.1", "inputs": 1, "values": values, **more}
    return requirement_of_json(document)


# --- Views --------------------------------------------------------------------------------------


def test_a_view_holds_the_points_of_its_free_inputs() -> None:
    seen = view(3, x2=3)
    assert seen.free == (0, 2)
    assert seen.shape == (8, 8)
    points = seen.points().reshape(8, 8, 3)
    assert points[2, 5].tolist() == [-4 + 2, 3, -4 + 5]


@pytest.mark.parametrize(
    ("inputs", "fixed", "words"),
    [
        (3, {}, "one or two inputs that --slice does not fix .* found 3 of 3"),
        (1, {"x1": 0}, "found 0 of 1"),
        (1, {"x2": 0}, "--slice: expected inputs x1 to x1, found x2"),
        (2, {"x2": 4}, "--slice x2: expected a value of Q1.1, found 2"),
    ],
)
def test_what_cannot_be_drawn_is_refused(inputs: int, fixed: dict[str, int], words: str) -> None:
    with pytest.raises(InputError, match=words):
        view(inputs, **fixed)


def test_a_view_of_too_many_points_is_refused() -> None:
    with pytest.raises(InputError, match=r"at most 1048576 points, found 65536\^2"):
        View(format=Format.parse("Q7.8"), inputs=2, fixed={})


# --- Networks and functions ---------------------------------------------------------------------


@pytest.mark.parametrize("output", [0, 1])
def test_a_network_is_seen_as_it_evaluates(output: int) -> None:
    seen = network_seen(NETWORK, view(3, x1=-2), output=output, name="n")
    for i, a in enumerate(NARROW.raws):
        for j, b in enumerate(NARROW.raws):
            assert seen.low[i, j] == seen.high[i, j] == NETWORK.evaluate((-2, a, b))[output]
    assert not seen.is_open.any()


def test_an_output_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="--output: expected 1 to 2, found 3"):
        network_seen(NETWORK, view(3, x1=0), output=2, name="n")
    with pytest.raises(InputError, match="--output: expected 1 to 1, found 2"):
        requirement_seen(asked([0] * 8), view(), output=1, name="f")


def test_tolerances_are_bounds_and_dont_cares_are_open() -> None:
    seen = requirement_seen(
        asked([0, [-1, 2], None, [-4, 3], 3, 3, 3, 3]), view(), output=0, name="f"
    )
    assert seen.is_open.tolist() == [False, False, True, True, False, False, False, False]
    assert seen.is_tolerance.tolist() == [False, True] + [False] * 6
    assert seen.middle[1] == 0.5


def test_outside_its_domain_a_function_is_open() -> None:
    wanted = asked([1, [0, 1]], domain=[[2], [-4]])
    seen = requirement_seen(wanted, view(), output=0, name="f")
    assert seen.is_open.tolist() == [False, *[True] * 5, False, True]
    assert (seen.low[6], seen.low[0], seen.high[0]) == (1, 0, 1)


def test_a_slice_of_a_function_is_seen() -> None:
    values = [a + b - 1 if a > b else 0 for a in range(-2, 2) for b in range(-2, 2)]
    document: Any = {"format": "raw(-4,3,2)", "inputs": 2, "domain": [
        [a, b] for a in range(-2, 2) for b in range(-2, 2)], "values": values}  # fmt: skip
    seen = requirement_seen(requirement_of_json(document), view(2, x2=-1), output=0, name="f")
    assert seen.is_open.tolist() == [True, True, False, False, False, False, True, True]
    assert seen.low[2:6].tolist() == [0, 0, -2, -1]


# --- Real functions -----------------------------------------------------------------------------


def test_a_real_function_is_seen_in_raw_units_and_finely() -> None:
    seen = expression_seen(Expression.parse("x/3 + 1"), view(), name="f")
    assert seen.low == pytest.approx([(raw / 2 / 3 + 1) * 2 for raw in NARROW.raws])
    assert seen.curve is not None
    raws, values = seen.curve
    assert (raws[0], raws[-1]) == (-4, 3)
    assert len(raws) > 1500
    assert values == pytest.approx((raws / 2 / 3 + 1) * 2)


def test_where_a_real_function_has_no_value_there_is_a_gap() -> None:
    seen = expression_seen(Expression.parse("log(x)"), view(), name="f")
    assert np.isnan(seen.low[:5]).all()
    assert np.isfinite(seen.low[5:]).all()
    assert seen.curve is not None
    assert np.isnan(seen.curve[1]).sum() > 1000


def test_a_value_beyond_all_floats_is_a_gap() -> None:
    seen = expression_seen(Expression.parse("exp(exp(exp(4*x)))"), view(), name="f")
    assert np.isnan(seen.low[-1])
    assert np.isfinite(seen.low[0])


def test_a_real_function_on_a_slice_has_the_fixed_input() -> None:
    seen = expression_seen(Expression.parse("x*y"), view(2, x1=3), name="f")
    assert seen.low == pytest.approx([2 * 1.5 * raw / 2 for raw in NARROW.raws])
    assert seen.curve is not None
    assert seen.curve[1][0] == pytest.approx(2 * 1.5 * -2)


def test_a_map_of_a_real_function_has_no_curve() -> None:
    seen = expression_seen(Expression.parse("x - y"), view(2), name="f")
    assert seen.curve is None
    assert seen.low[1, 6] == pytest.approx(-5)


def test_more_variables_than_inputs_are_refused() -> None:
    with pytest.raises(InputError, match="--function: expected at most 1 variables, found 2"):
        expression_seen(Expression.parse("x*y"), view(), name="f")


# --- Errors -------------------------------------------------------------------------------------


def test_the_error_is_the_distance_from_a_tolerance() -> None:
    nan = float("nan")
    low, high = np.array([0.0, 0, 0, 0, nan, 0]), np.array([0.0, 2, 2, 2, nan, 0])
    wanted = Seen(name="w", low=low, high=high)
    value = np.array([1.0, 1, 3, -2, 0, nan])
    error = Seen(name="c", low=value, high=value).error(wanted)
    assert error[:4].tolist() == [1, 0, 1, -2]
    assert np.isnan(error[4:]).all()
    assert np.isnan(wanted.error(wanted)).tolist() == [False, True, True, True, True, False]


def test_the_error_of_a_network_is_its_value_minus_the_real_one() -> None:
    computed = network_seen(NETWORK, view(3, x1=0, x2=1), output=0, name="n")
    meant = expression_seen(Expression.parse("z/3"), view(3, x1=0, x2=1), name="f")
    error = computed.error(meant)
    for index, raw in enumerate(NARROW.raws):
        exact = Fraction(NETWORK.evaluate((0, 1, raw))[0]) - Fraction(raw, 3)
        assert error[index] == pytest.approx(float(exact))
