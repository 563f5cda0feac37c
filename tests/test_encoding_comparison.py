"""A comparison's script holds exactly at the differences it asks for, and says what it asks."""

from collections.abc import Callable
from random import Random

import pytest

from fxprove.differences import domain
from fxprove.encoding.comparison import described, semantics_differ
from fxprove.encoding.scripts import Satisfiability
from fxprove.models import Model
from fxprove.semantics import Point, Semantics, evaluate, parse_semantics
from tests.random_networks import random_network
from tests.random_semantics import (
    is_smaller,
    points_of,
    random_hls_requantizers,
    random_neurons,
    random_requantizers,
    random_tables,
)
from tests.smt_evaluation import evaluated
from tests.test_semantics import reordered

Pairs = Callable[[Random], tuple[Semantics, Semantics]]
PAIRS: dict[str, Pairs] = {
    "requantizers": random_requantizers,
    "requantizers of HLS": random_hls_requantizers,
    "tables": random_tables,
    "neurons": random_neurons,
}


def require_exact(
    left: Semantics,
    right: Semantics,
    box: list[tuple[int, int]],
    excluded: list[Point],
    smaller_than: Point | None,
) -> None:
    """The script holds at the points it should hold at, and at no others of the box."""
    script = semantics_differ(left, right, box, excluded=excluded, smaller_than=smaller_than)
    points = points_of(box)
    columns = zip(*points, strict=True)
    values = {f"x{i}": list(column) for i, column in enumerate(columns, 1)}
    for point, holds in zip(points, evaluated(script.text, values).holds, strict=True):
        assert holds == (
            evaluate(left, point) != evaluate(right, point)
            and point not in excluded
            and (smaller_than is None or is_smaller(point, smaller_than))
        )


@pytest.mark.parametrize("kind", PAIRS)
def test_the_script_holds_at_the_differences(kind: str) -> None:
    random = Random(1)
    for _ in range(25):
        left, right = PAIRS[kind](random)
        box = list(domain(left, right))
        require_exact(left, right, box, [], None)
        points = points_of(box)
        for _ in range(3):
            excluded = random.sample(points, min(len(points), 3))
            require_exact(left, right, box, excluded, random.choice(points))


@pytest.mark.parametrize("box", [[(-4, 4)], [(0, 3)], [(-3, 0)], [(-2, 2), (-2, 1)], [(0, 2)] * 2])
def test_smaller_is_less_magnitude_then_positive_or_first(box: list[tuple[int, int]]) -> None:
    if len(box) == 1:
        left, right = map(parse_semantics, ("requant:floor/1/Q4.0", "requant:floor/1/Q4.0/wrap"))
        left = parse_semantics("requant:floor/1/raw(50,60,1)")  # they differ everywhere
    else:
        left, right = map(parse_semantics, ("neuron:[0,0]+1/Q3.0", "neuron:[0,0]+2/Q3.0"))
    for point in points_of(box):
        require_exact(left, right, box, [], point)


def test_networks_are_compared_output_by_output() -> None:
    random = Random(2)
    model = Model.of(format="raw(-1,2,2)", activation="relu")
    for _ in range(10):
        left = random_network(random, model, width=2)
        require_exact(left, reordered(random, left), list(domain(left, left)), [], None)
        right = random_network(random, model, width=2)
        if (left.inputs, len(left.layers[-1].biases)) == (
            right.inputs, len(right.layers[-1].biases),
        ):  # fmt: skip
            require_exact(left, right, list(domain(left, right)), [], None)


def test_the_header_says_what_is_asked() -> None:
    left, right = map(parse_semantics, ("requant:floor/4/Q1.1", "requant:ceil/4/Q1.1/wrap"))
    script = semantics_differ(
        left, right, [(-8, 9)], excluded=[(1,), (2,)], smaller_than=(-3,),
        status=Satisfiability.UNSAT,
    )  # fmt: skip
    words = " ".join(script.claim.split())
    assert "x1 in -8…9, 2 points excluded, and smaller than (-3)" in words
    assert "Left: the requantizer floor/4/Q1.1." in words
    assert "Right: the requantizer ceil/4/Q1.1/wrap." in words
    assert "(set-info :status unsat)" in script.text


def test_sorted_neurons_are_mentioned_where_there_are_any() -> None:
    random = Random(3)
    model = Model.of(format="raw(-1,2,2)", activation="relu")
    network = random_network(random, model, depth=3, width=4)
    while len(network.layers) < 2 or reordered(random, network) == network:
        network = random_network(random, model, depth=3, width=4)
    said = {
        "stand sorted" in semantics_differ(n, n, domain(n, n)).claim
        for n in (network, reordered(random, network), reordered(random, network))
    }
    assert True in said
    neuron = parse_semantics("neuron:[1,2]+1/Q1.1")
    assert "stand sorted" not in semantics_differ(neuron, neuron, domain(neuron, neuron)).claim


@pytest.mark.parametrize(
    ("operand", "words"),
    [
        ("requant:floor/4/Q1.1", "the requantizer floor/4/Q1.1"),
        ("table:gelu@Q1.1/floor", "the table of gelu on Q1.1, floor, saturate"),
        ("table:[0,1]@raw(0,1,1)", "a given table on UQ1.0"),
        ("neuron:[1,2]/Q1.1/wrap", "a network with widths 2 → 1, Q1.1, activation identity"),
    ],
)
def test_operands_are_described(operand: str, words: str) -> None:
    assert described(parse_semantics(operand)).startswith(words)
