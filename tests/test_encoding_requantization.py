"""Encoded requantizers are `Requantizer`: on all accumulators of small formats, and large ones."""

from itertools import product
from random import Random

import pytest

from fxprove.arithmetic import Requantizer
from fxprove.encoding.requantization import (
    brought_in,
    requantized,
    rounded,
    rounded_and_requantized,
)
from fxprove.encoding.scripts import ScriptBuilder
from fxprove.encoding.terms import Term, constant
from fxprove.formats import Format
from fxprove.rounding import Overflow, Rounding, round_ratio
from tests.smt_evaluation import Evaluation, evaluated

FORMATS = [
    (0, 0), (3, 3),  # one value
    (-1, 0), (0, 1), (4, 5),  # two
    (-3, 3), (-4, 3), (0, 7),  # symmetric, two's complement, unsigned
    (-2, 3), (2, 6), (-7, -5), (-5, 8),  # sizes that are no powers of two, sides of zero
]  # fmt: skip

FRACTIONS = [(n, d) for n in range(1, 5) for d in range(1, 18)]


def evaluation(builder: ScriptBuilder, accumulators: list[int]) -> Evaluation:
    found = evaluated(builder.script("").text, {"a": accumulators})
    assert all(found.holds)
    return found


def values(found: Evaluation, term: Term) -> list[int]:
    """The term at each accumulator; it keeps its bounds and has its width."""
    if term.known is not None:
        return [term.known] * found.count
    column = found.columns[term.text]
    assert column.width == term.width
    assert term.lo <= min(column.signed)
    assert max(column.signed) <= term.hi
    return column.signed


def beyond_both_ends(target: Format, numerator: int, denominator: int) -> list[int]:
    """Accumulators from two cells below lo to two above hi, and zero."""
    ends = [
        -((2 - target.lo) * denominator // numerator),
        (target.hi + 2) * denominator // numerator,
    ]
    return list(range(min(0, *ends) - 1, max(0, *ends) + 2))


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("overflow", Overflow)
def test_every_accumulator_of_every_small_requantizer(
    rounding: Rounding, overflow: Overflow
) -> None:
    rounds = {
        (numerator, denominator): {
            a: round_ratio(a * numerator, denominator, rounding) for a in range(-200, 201)
        }
        for numerator, denominator in FRACTIONS
    }
    for (lo, hi), (numerator, denominator) in product(FORMATS, FRACTIONS):
        target = Format(lo=lo, hi=hi, scale=1)
        accumulators = beyond_both_ends(target, numerator, denominator)
        builder = ScriptBuilder()
        a = builder.integer("a", accumulators[0], accumulators[-1])
        requantizer = Requantizer(
            target=target,
            numerator=numerator,
            denominator=denominator,
            rounding=rounding,
            overflow=overflow,
        )
        result = requantized(builder, "result", a, requantizer)
        assert lo <= result.lo <= result.hi <= hi
        by_definition = rounds[numerator, denominator]
        expected = [target.bring_in(by_definition[a], overflow) for a in accumulators]
        found = values(evaluation(builder, accumulators), result)
        assert found == expected, (requantizer, builder.script("").text)


def test_accumulators_of_any_bounds() -> None:
    random = Random(2)
    for _ in range(1500):
        lo, hi = random.choice(FORMATS)
        numerator, denominator = random.choice(FRACTIONS)
        requantizer = Requantizer(
            target=Format(lo=lo, hi=hi, scale=1),
            numerator=numerator,
            denominator=denominator,
            rounding=random.choice(list(Rounding)),
            overflow=random.choice(list(Overflow)),
        )
        low = random.randint(-120, 120)
        accumulators = list(range(low, low + random.choice((1, 2, 5, 30))))
        builder = ScriptBuilder()
        a = builder.integer("a", accumulators[0], accumulators[-1])
        result = requantized(builder, "result", a, requantizer)
        expected = [requantizer(a) for a in accumulators]
        assert values(evaluation(builder, accumulators), result) == expected, requantizer


def test_random_large_requantizers_on_random_accumulators() -> None:
    random = Random(1)
    for _ in range(800):
        size = random.choice((1, 2, 3, 200, 255, 256, 1 << 16, 1 << 20))
        lo = random.choice((0, -(size // 2), 1 - size, random.randint(-(1 << 40), 1 << 40)))
        requantizer = Requantizer(
            target=Format(lo=lo, hi=lo + size - 1, scale=1),
            numerator=random.choice((1, 1, 3, random.randint(1, 1 << 30))),
            denominator=random.choice((1 << random.randint(0, 70), random.randint(1, 10**20))),
            rounding=random.choice(list(Rounding)),
            overflow=random.choice(list(Overflow)),
        )
        largest = random.choice((5, 1 << random.randint(3, 90)))
        low, high = sorted(random.randint(-largest, largest) for _ in range(2))
        accumulators = interesting(random, requantizer, low, high)
        builder = ScriptBuilder()
        a = builder.integer("a", low, high)
        result = requantized(builder, "result", a, requantizer)
        expected = [requantizer(a) for a in accumulators]
        assert values(evaluation(builder, accumulators), result) == expected, requantizer


def interesting(random: Random, requantizer: Requantizer, low: int, high: int) -> list[int]:
    """Accumulators in low…high: ends, random ones, and those beside ends of cells and ties."""
    target = requantizer.target
    raws = [target.lo, target.hi, target.hi + 1, *(random.randint(target.lo, target.hi + 1),) * 5]
    near = [requantizer.cell_start(raw) for raw in raws]
    near += [(2 * raw + 1) * requantizer.denominator // 2 // requantizer.numerator for raw in raws]
    tried = [low, high, 0, *(a + d for a in near for d in (-1, 0, 1))]
    tried += [random.randint(low, high) for _ in range(20)]
    return [a for a in tried if low <= a <= high]


def test_the_integer_before_overflow_handling_is_the_rounding() -> None:
    for rounding, (numerator, denominator) in product(Rounding, FRACTIONS[::3]):
        requantizer = Requantizer(
            target=Format(lo=-2, hi=3, scale=1),
            numerator=numerator,
            denominator=denominator,
            rounding=rounding,
            overflow=Overflow.WRAP,
        )
        builder = ScriptBuilder()
        a = builder.integer("a", -40, 40)
        integer, _ = rounded_and_requantized(builder, "result", a, requantizer)
        found = values(evaluation(builder, list(range(-40, 41))), integer)
        assert found == [round_ratio(a * numerator, denominator, rounding) for a in range(-40, 41)]


@pytest.mark.parametrize("rounding", Rounding)
def test_bounds_of_a_rounding_are_reached(rounding: Rounding) -> None:
    for (numerator, denominator), lo, hi in product(FRACTIONS, (-9, -8, 0, 1), (2, 5, 30)):
        builder = ScriptBuilder()
        result = rounded(
            builder, "r", builder.integer("a", lo, hi), numerator, denominator, rounding
        )
        ends = [round_ratio(end * numerator, denominator, rounding) for end in (lo, hi)]
        assert [result.lo, result.hi] == ends


@pytest.mark.parametrize("rounding", Rounding)
def test_a_constant_is_rounded_at_once(rounding: Rounding) -> None:
    builder = ScriptBuilder()
    for a, denominator in product(range(-9, 10), range(1, 9)):
        result = rounded(builder, "r", constant(3 * a), 3, denominator, rounding)
        assert result.known == round_ratio(9 * a, denominator, rounding)
    assert len(builder.script("").commands) == 0


def test_overflow_is_handled_on_integers_of_any_bounds() -> None:
    for (lo, hi), overflow, low, length in product(
        FORMATS, Overflow, (-30, -5, -1, 0, 2, 9), (0, 1, 4, 40)
    ):
        target = Format(lo=lo, hi=hi, scale=1)
        integers = list(range(low, low + length + 1))
        builder = ScriptBuilder()
        a = builder.integer("a", low, low + length)
        result = builder.define("result", brought_in(a, target, overflow))
        expected = [target.bring_in(integer, overflow) for integer in integers]
        found = evaluated(builder.script("").text, {"a": integers})
        column = values(found, result)
        assert column == expected


def test_an_integer_inside_the_format_is_left_as_it_is() -> None:
    target = Format(lo=-3, hi=4, scale=1)
    inside = Term(text="x", lo=-3, hi=4)
    assert all(brought_in(inside, target, overflow) == inside for overflow in Overflow)


@pytest.mark.parametrize("rounding", Rounding)
def test_the_accumulator_is_clamped_before_the_division(rounding: Rounding) -> None:
    requantizer = Requantizer(
        target=Format(lo=-8, hi=7, scale=1),
        numerator=1,
        denominator=100,
        rounding=rounding,
        overflow=Overflow.SATURATE,
    )
    builder = ScriptBuilder()
    requantized(builder, "result", builder.integer("a", -(1 << 60), 1 << 60), requantizer)
    text = builder.script("").text
    widths = [int(part.split(")")[0]) for part in text.split("(_ BitVec ")[1:]]
    after = widths[widths.index(62) + 1 :]
    assert "bvudiv" in text
    assert max(after) <= 12  # 16 cells of 100, and a sign
