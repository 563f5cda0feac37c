"""Terms are the integers they stand for: within bounds, in the fewest bits, never wrapping."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.encoding.scripts import ScriptBuilder
from fxprove.encoding.terms import (
    FALSE,
    TRUE,
    Term,
    Truth,
    add,
    all_of,
    any_of,
    between,
    choose,
    claimed_within,
    clamped,
    constant,
    different,
    divided,
    equal,
    even_below,
    is_odd,
    less,
    literal,
    low_bits,
    multiply,
    negation,
    subtract,
    total,
    width_of,
)
from tests.smt_evaluation import Evaluation, evaluated, value_of

Point = dict[str, int]


@dataclass(frozen=True)
class Integer:
    """A term and the integer it should be at each assignment."""

    term: Term
    meaning: Callable[[Point], int]


@dataclass(frozen=True)
class Condition:
    """A Boolean term and the truth it should be."""

    truth: Truth
    meaning: Callable[[Point], bool]


class Pool:
    """Terms and truths that were built so far, each defined under a name."""

    def __init__(self) -> None:
        self.builder = ScriptBuilder()
        self.integers: list[Integer] = []
        self.conditions: list[Condition] = []

    def keep(self, term: Term, meaning: Callable[[Point], int]) -> None:
        named = self.builder.define(f"term{len(self.integers)}", term)
        self.integers.append(Integer(named, meaning))

    def hold(self, truth: Truth, meaning: Callable[[Point], bool]) -> None:
        named = self.builder.define_truth(f"truth{len(self.conditions)}", truth)
        self.conditions.append(Condition(named, meaning))


# --- Random terms: each operation with what it means on integers ---------------------------------


def clamp(value: int, lo: int, hi: int) -> int:
    return min(max(value, lo), hi)


def residue(value: int, bits: int) -> int:
    half = 1 << (bits - 1)
    return (value + half) % (1 << bits) - half


def grow_integer(draw: st.DrawFn, pool: Pool, largest: int) -> None:
    """Add an integer made of earlier ones."""
    a, b = (draw(st.sampled_from(pool.integers)) for _ in range(2))
    number = draw(st.integers(-largest, largest))
    match draw(st.integers(0, 9)):
        case 0:
            pool.keep(add(a.term, b.term), lambda p: a.meaning(p) + b.meaning(p))
        case 1:
            pool.keep(subtract(a.term, b.term), lambda p: a.meaning(p) - b.meaning(p))
        case 2:
            pool.keep(multiply(a.term, b.term), lambda p: a.meaning(p) * b.meaning(p))
        case 3:
            pool.keep(constant(number), lambda p: number)
        case 4:
            divisor = abs(number) + 1
            quotient, remainder = divided(a.term, divisor)
            pool.keep(quotient, lambda p: a.meaning(p) // divisor)
            pool.keep(remainder, lambda p: a.meaning(p) % divisor)
        case 5:
            pool.keep(even_below(a.term), lambda p: a.meaning(p) - a.meaning(p) % 2)
        case 6:
            lo, hi = sorted((number, draw(st.integers(-largest, largest))))
            pool.keep(clamped(a.term, lo, hi), lambda p: clamp(a.meaning(p), lo, hi))
        case 7:
            bits = draw(st.integers(1, 2 * largest.bit_length()))
            pool.keep(low_bits(a.term, bits), lambda p: residue(a.meaning(p), bits))
        case 8:
            c = draw(st.sampled_from(pool.conditions))
            pool.keep(
                choose(c.truth, a.term, b.term),
                lambda p: a.meaning(p) if c.meaning(p) else b.meaning(p),
            )
        case 9:
            some = draw(st.lists(st.sampled_from(pool.integers), max_size=5))
            pool.keep(total([i.term for i in some]), lambda p: sum(i.meaning(p) for i in some))


def grow_condition(draw: st.DrawFn, pool: Pool, largest: int) -> None:
    """Add a condition on earlier integers and conditions."""
    a, b = (draw(st.sampled_from(pool.integers)) for _ in range(2))
    some = draw(st.lists(st.sampled_from(pool.conditions), max_size=3))
    match draw(st.integers(0, 7)):
        case 0:
            pool.hold(less(a.term, b.term), lambda p: a.meaning(p) < b.meaning(p))
        case 1:
            pool.hold(equal(a.term, b.term), lambda p: a.meaning(p) == b.meaning(p))
        case 2:
            pool.hold(different(a.term, b.term), lambda p: a.meaning(p) != b.meaning(p))
        case 3:
            pool.hold(is_odd(a.term), lambda p: a.meaning(p) % 2 == 1)
        case 4:
            lo, hi = sorted(draw(st.integers(-largest, largest)) for _ in range(2))
            pool.hold(between(a.term, lo, hi), lambda p: lo <= a.meaning(p) <= hi)
        case 5:
            c = draw(st.sampled_from(pool.conditions))
            pool.hold(negation(c.truth), lambda p: not c.meaning(p))
        case 6:
            pool.hold(all_of([c.truth for c in some]), lambda p: all(c.meaning(p) for c in some))
        case 7:
            pool.hold(any_of([c.truth for c in some]), lambda p: any(c.meaning(p) for c in some))


@st.composite
def pools(draw: st.DrawFn, largest: int, steps: int) -> tuple[Pool, dict[str, list[int]]]:
    """Terms over x and y, and assignments: all of them if they are few, else ends and others."""
    pool = Pool()
    values = {}
    for name in ("x", "y"):
        lo, hi = sorted(draw(st.integers(-largest, largest)) for _ in range(2))
        pool.keep(pool.builder.integer(name, lo, hi), lambda p, name=name: p[name])  # type: ignore[misc]
        inner = range(lo, hi + 1) if hi - lo < 12 else {lo, hi, clamp(0, lo, hi), lo + 1, hi - 1}
        values[name] = [*inner, *draw(st.lists(st.integers(lo, hi), max_size=3))]
    pool.hold(TRUE, lambda p: True)
    pool.hold(FALSE, lambda p: False)
    for _ in range(draw(st.integers(1, steps))):
        grow_integer(draw, pool, largest)
        grow_condition(draw, pool, largest)
    rows = list(product(*values.values()))
    return pool, {name: [row[i] for row in rows] for i, name in enumerate(values)}


def check(pool: Pool, assignments: dict[str, list[int]]) -> None:
    found = evaluated(pool.builder.script("").text, assignments)
    points = [
        dict(zip(assignments, row, strict=True)) for row in zip(*assignments.values(), strict=True)
    ]
    assert all(found.holds)
    for integer in pool.integers:
        check_integer(integer, found, points)
    for condition in pool.conditions:
        column = found.columns[condition.truth.text]
        assert column.width == 0
        assert list(map(bool, column.bits)) == [condition.meaning(point) for point in points]


def check_integer(integer: Integer, found: Evaluation, points: list[Point]) -> None:
    term = integer.term
    expected = [integer.meaning(point) for point in points]
    assert term.lo <= min(expected) <= max(expected) <= term.hi
    if term.known is not None:
        assert set(expected) == {term.known}
        return
    column = found.columns[term.text]
    assert column.width == term.width == width_of(term.lo, term.hi)
    assert column.signed == expected


@given(pools(largest=9, steps=6))
def test_small_terms_are_their_integers_within_their_bounds(
    drawn: tuple[Pool, dict[str, list[int]]],
) -> None:
    check(*drawn)


@given(pools(largest=1 << 70, steps=5))
def test_large_terms_are_their_integers_within_their_bounds(
    drawn: tuple[Pool, dict[str, list[int]]],
) -> None:
    check(*drawn)


# --- Widths and literals -------------------------------------------------------------------------


@given(st.integers(-(1 << 80), 1 << 80), st.integers(-(1 << 80), 1 << 80))
def test_a_width_is_the_least_that_holds_both_ends(a: int, b: int) -> None:
    lo, hi = sorted((a, b))
    width = width_of(lo, hi)
    assert -(1 << width) <= 2 * lo <= 2 * hi < 1 << width
    assert width == 1 or not -(1 << width) <= 4 * lo <= 4 * hi < 1 << width


@given(st.integers(-(1 << 40), 1 << 40), st.integers(0, 5))
def test_a_literal_is_its_integer_in_any_width_that_holds_it(value: int, extra: int) -> None:
    width = width_of(value, value) + extra
    assert value_of(literal(value, width), {}) == (width, value % (1 << width))
    assert value_of(constant(value).at(width), {}) == (width, value % (1 << width))
    assert constant(value).known == value


def test_a_term_in_more_bits_is_the_same_integer() -> None:
    x = Term(text="x", lo=-3, hi=2)
    for bits in range(8):
        value = bits - 8 if bits > 3 else bits
        assert value_of(x.at(5), {"x": (3, bits)}) == (5, value % 32)
    assert x.at(3) == "x"


def test_a_term_does_not_fit_in_fewer_bits() -> None:
    with pytest.raises(ValueError, match="3 bits do not fit in 2"):
        Term(text="x", lo=-3, hi=2).at(2)


def test_bounds_are_not_empty() -> None:
    with pytest.raises(ValueError, match="empty bounds"):
        Term(text="x", lo=1, hi=0)


# --- Narrower bounds, and what bounds decide ------------------------------------------------------


@given(st.data())
def test_a_claim_narrows_the_bounds_and_keeps_the_integers_inside(data: st.DataObject) -> None:
    lo, hi = sorted(data.draw(st.integers(-40, 40)) for _ in range(2))
    low, high = sorted(data.draw(st.integers(lo, hi)) for _ in range(2))
    x = Term(text="x", lo=lo, hi=hi)
    beyond = data.draw(st.integers(0, 5))
    claimed = claimed_within(x, low - beyond if low == lo else low, high)
    assert (claimed.lo, claimed.hi) == (low, high)
    for value in range(low, high + 1):
        width, bits = value_of(claimed.text, {"x": (x.width, value % (1 << x.width))})
        assert (width, bits) == (claimed.width, value % (1 << width))


def test_bounds_of_an_operation_are_reached() -> None:
    for lo, hi, number in product(range(-7, 5), range(8), range(1, 9)):
        values = range(lo, lo + hi + 1)
        x, y = Term(text="x", lo=lo, hi=lo + hi), Term(text="y", lo=-number, hi=2)
        others = range(-number, 3)
        for term, reached in (
            (add(x, y), {a + b for a in values for b in others}),
            (subtract(x, y), {a - b for a in values for b in others}),
            (multiply(x, y), {a * b for a in values for b in others}),
            (multiply(x, constant(-number)), {-a * number for a in values}),
            (divided(x, number)[0], {a // number for a in values}),
            (even_below(x), {a - a % 2 for a in values}),
            (clamped(x, -2, number), {clamp(a, -2, number) for a in values}),
        ):
            assert (term.lo, term.hi) == (min(reached), max(reached))


def test_bounds_decide_comparisons() -> None:
    x, y = Term(text="x", lo=-3, hi=2), Term(text="y", lo=3, hi=9)
    assert less(x, y) == different(x, y) == between(x, -3, 2) == TRUE
    assert less(y, x) == equal(x, y) == equal(y, x) == between(y, -9, 2) == FALSE
    assert less(x, constant(-3)) == FALSE
    assert equal(constant(4), constant(4)) == TRUE
    assert less(x, Term(text="z", lo=2, hi=3)) not in (TRUE, FALSE)
    assert equal(x, Term(text="z", lo=2, hi=3)) not in (TRUE, FALSE)


def test_decided_conditions_leave_no_trace() -> None:
    x, y = Term(text="x", lo=0, hi=3), Term(text="y", lo=0, hi=3)
    unknown = less(x, y)
    assert choose(TRUE, x, y) == x
    assert choose(FALSE, x, y) == y
    assert all_of([TRUE, unknown, TRUE]) == any_of([FALSE, unknown]) == unknown
    assert all_of([unknown, FALSE]) == FALSE
    assert any_of([unknown, TRUE]) == TRUE
    assert all_of([]) == negation(FALSE) == TRUE
    assert any_of([]) == negation(TRUE) == FALSE
    assert choose(unknown, constant(1), constant(1)) == constant(1)


def test_neutral_operations_leave_the_term_as_it_is() -> None:
    x = Term(text="x", lo=-3, hi=2)
    assert add(x, constant(0)) == add(constant(0), x) == subtract(x, constant(0)) == x
    assert multiply(x, constant(1)) == multiply(constant(1), x) == clamped(x, -3, 2) == x
    assert multiply(x, constant(0)) == constant(0)
    assert divided(x, 1) == (x, constant(0))
    assert total([]) == constant(0)
    assert total([x]) == x


def test_powers_of_two_and_decided_quotients_need_no_division() -> None:
    x = Term(text="x", lo=-30, hi=29)
    for divisor in (2, 4, 16, 32):
        assert not any("div" in part.text or "rem" in part.text for part in divided(x, divisor))
    assert divided(Term(text="y", lo=14, hi=20), 7)[0] == constant(2)


def test_a_sum_is_as_deep_as_the_logarithm_of_its_length() -> None:
    x = Term(text="x", lo=-1, hi=1)
    text = total([x] * 64).text
    deepest = open_now = 0
    for character in text:
        open_now += (character == "(") - (character == ")")
        deepest = max(deepest, open_now)
    assert text.count("bvadd") == 63
    assert deepest <= 3 * 6
    assert total([x] * 64).width == 8
