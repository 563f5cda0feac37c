"""The definitions against the reference arithmetic: each is met by exactly one result."""

from collections.abc import Mapping
from itertools import product

import pytest

from fxprove.encoding.definitions import (
    Definitions,
    rounded_in_words,
    saturated_in_words,
    wrapped_in_words,
)
from fxprove.formats import Format
from fxprove.models import Activation
from fxprove.rounding import Overflow, Rounding, round_ratio
from tests.smt_evaluation import evaluated

BY = Definitions.holding(200)
TARGETS = (Format(lo=-8, hi=7, scale=4), Format(lo=2, hi=4, scale=2), Format(lo=-3, hi=-3, scale=1))


def meeting(commands: list[str], ranges: Mapping[str, range]) -> list[tuple[int, ...]]:
    """All points at which the predicate defined last is met, arguments in the order of `ranges`."""
    rows = list(product(*ranges.values()))
    declarations = [f"(declare-const {name} {BY.sort})" for name in ranges]
    predicate = commands[-1].split()[1]
    asserted = f"(assert ({predicate} {' '.join(ranges)}))"
    values = {name: [row[i] for row in rows] for i, name in enumerate(ranges)}
    seen = evaluated("\n".join([*commands, *declarations, asserted]), values)
    return [row for row, holds in zip(rows, seen.holds, strict=True) if holds]


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("denominator", [1, 2, 3, 4, 7, 10])
def test_exactly_the_rounding_meets_its_definition(denominator: int, rounding: Rounding) -> None:
    accumulators = range(-31, 32)
    found = meeting(
        [BY.is_rounded(denominator, rounding)], {"a": accumulators, "q": range(-34, 35)}
    )
    assert found == [(a, round_ratio(a, denominator, rounding)) for a in accumulators]


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("denominator", [1, 3, 4])
@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_exactly_the_saturated_rounding_meets_its_definition(
    target: Format, denominator: int, rounding: Rounding
) -> None:
    accumulators = range(-45, 46)
    commands = [
        BY.is_rounded(denominator, rounding),
        BY.is_saturated(denominator, target.lo, target.hi),
    ]
    found = meeting(commands, {"a": accumulators, "k": range(-12, 13)})
    expected = [
        (a, target.bring_in(round_ratio(a, denominator, rounding), Overflow.SATURATE))
        for a in accumulators
    ]
    assert found == expected


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_exactly_the_saturated_integer_meets_its_definition(target: Format) -> None:
    integers = range(-20, 21)
    commands = [BY.is_itself(), BY.is_saturated(1, target.lo, target.hi, rounded="is_itself")]
    found = meeting(commands, {"a": integers, "k": range(-12, 13)})
    assert found == [(a, target.bring_in(a, Overflow.SATURATE)) for a in integers]


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_exactly_one_value_and_number_of_turns_is_the_wrapped_integer(target: Format) -> None:
    integers = range(-20, 21)
    found = meeting(
        [BY.is_wrapped(target.lo, target.hi)],
        {"q": integers, "k": range(-12, 13), "turns": range(-24, 25)},
    )
    wrapped = [(q, target.bring_in(q, Overflow.WRAP)) for q in integers]
    assert found == [(q, k, (q - k) // target.size) for q, k in wrapped]


@pytest.mark.parametrize(
    "name", ["identity", "relu", "relu6", "hardtanh", "step", "sign", "sign0", "abs"]
)
@pytest.mark.parametrize("spelling", ["Q0.3", "Q3.1", "sym(3,2)", "UQ2.1", "raw(-9,-4,2)"])
def test_exactly_the_activated_value_meets_its_definition(name: str, spelling: str) -> None:
    activation = Activation.named(name, Format.parse(spelling))
    raws = activation.format.raws
    found = meeting([BY.is_activated(name, activation.format)], {"k": raws, "y": range(-20, 21)})
    assert found == [(raw, activation(raw)) for raw in raws]


def test_an_activation_without_a_definition_is_refused() -> None:
    with pytest.raises(AssertionError, match="sigmoid has no definition"):
        BY.is_activated("sigmoid", TARGETS[0])


def test_vectors_hold_eight_times_the_sum_of_the_magnitudes() -> None:
    for magnitudes in ((0,), (1,), (127, 1), (128,), (1 << 40, 5, 9)):
        largest = (1 << (Definitions.holding(*magnitudes).width - 1)) - 1
        assert 8 * sum(magnitudes) <= largest < 16 * sum(magnitudes) + 8


def test_integers_sums_and_products_are_what_they_say() -> None:
    commands = [
        f"(define-fun is_right ((a {BY.sort}) (b {BY.sort})) Bool"
        f" (and (= {BY.sum('a', 'b')} {BY.integer(-5)}) (= {BY.product(3, 'a')} {BY.integer(9)})))"
    ]
    assert meeting(commands, {"a": range(-9, 10), "b": range(-9, 10)}) == [(3, -8)]


def test_the_words_of_a_definition_name_its_numbers() -> None:
    assert rounded_in_words(7, Rounding.FLOOR) == "7·q ≤ a < 7·q + 7"
    assert rounded_in_words(1, Rounding.CEIL) == "q − 1 < a ≤ q"
    assert rounded_in_words(5, Rounding.HALF_UP).startswith("|2a − 10·q| ≤ 5")
    assert len({rounded_in_words(10, rounding) for rounding in Rounding}) == len(Rounding)
    assert "-8…7" in saturated_in_words(-8, 7)
    assert wrapped_in_words(-7, 7) == "k is in -7…7, and q = k + 15·turns"
