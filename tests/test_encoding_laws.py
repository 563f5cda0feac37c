"""Laws as scripts: smallest violations, and refusals of laws whose `holds` is wrong."""

from collections.abc import Sequence
from itertools import product

import pytest

from fxprove.encoding.laws import Law, Unknown
from fxprove.encoding.overflow_laws import associative
from fxprove.encoding.readings import Fact, Number, Reading
from fxprove.encoding.scripts import Satisfiability
from fxprove.formats import Format
from fxprove.rounding import Overflow
from tests.encoded_laws import laws
from tests.smt_evaluation import everywhere

TWO_BITS = Format(lo=-2, hi=1, scale=1)


def differing(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
    """The first two unknowns differ by two or more, the first one being greater."""
    return on.less(on.add(at[1], on.constant(1)), at[0])


def law(*bounds: tuple[int, int], holds: bool = False) -> Law:
    unknowns = tuple(Unknown(name=f"x{i}", lo=lo, hi=hi) for i, (lo, hi) in enumerate(bounds))
    return Law(words="x0 ≤ x1 + 1.", unknowns=unknowns, violation=differing, holds=holds)


def test_the_smallest_violation_has_the_least_magnitude_then_comes_first() -> None:
    assert law((-9, 9), (-9, 9)).smallest_violation() == (1, -1)
    assert law((-9, 9), (0, 9)).smallest_violation() == (2, 0)
    assert law((-9, 0), (-9, 9)).smallest_violation() == (0, -2)
    assert law((5, 9), (3, 9)).smallest_violation() == (5, 3)


def test_the_smallest_violation_is_the_least_of_all() -> None:
    bounds = ((-4, 3), (-2, 5))
    found = law(*bounds).smallest_violation()
    points = product(*(range(lo, hi + 1) for lo, hi in bounds))
    violating = [point for point in points if law(*bounds).is_violated(point)]

    def rank(point: tuple[int, ...]) -> tuple[int, list[tuple[int, bool]]]:
        return max(map(abs, point)), [(abs(raw), raw < 0) for raw in point]

    assert found == min(violating, key=rank)


def test_a_law_that_fails_has_its_witness_in_the_header() -> None:
    script = associative(TWO_BITS, Overflow.SATURATE, holds=False).script()
    assert script.status is Satisfiability.SAT
    assert script.claim.endswith(
        "Witness: x = 1, y = 1, z = -1, where x_plus_y = 1, y_plus_z = 0, left = 0, right = 1."
    )


def test_a_law_said_to_fail_that_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="no violation within reach"):
        law((0, 3), (3, 5)).script()
    with pytest.raises(ValueError, match="no violation within reach"):
        associative(TWO_BITS, Overflow.WRAP, holds=False).script()


def test_a_law_said_to_hold_that_fails_nearby_is_refused() -> None:
    with pytest.raises(ValueError, match=r"violated at \(1, -1\)"):
        law((-9, 9), (-9, 9), holds=True).script()
    with pytest.raises(ValueError, match=r"violated at \(1, 1, -1\)"):
        associative(TWO_BITS, Overflow.SATURATE, holds=True).script()


@pytest.mark.parametrize("overflow", Overflow)
def test_a_law_is_violated_where_its_script_is_satisfied(overflow: Overflow) -> None:
    subject = associative(TWO_BITS, overflow, holds=overflow is Overflow.WRAP)
    seen = everywhere(subject.script().text)
    points = list(product((0, 1, -2, -1), repeat=3))
    assert seen.holds == [subject.is_violated(point) for point in points]
    assert any(seen.holds) is (overflow is Overflow.SATURATE)


def test_names_of_laws_are_different_and_their_words_too() -> None:
    named = list(laws())
    assert len({name for name, _ in named}) == len({law.words for _, law in named}) == len(named)


def test_some_laws_hold_and_some_fail() -> None:
    holds = [law.holds for _, law in laws()]
    assert 20 < holds.count(False) < holds.count(True)
