"""Tables as terms: the fewest pieces, and every entry at every raw value."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.activations import ACTIVATION_NAMES
from fxprove.encoding.scripts import ScriptBuilder
from fxprove.encoding.tables import looked_up, pieces
from fxprove.encoding.terms import Term
from fxprove.formats import Format
from fxprove.models import Activation
from tests.smt_evaluation import evaluated

NAMES = [*ACTIVATION_NAMES, "leaky_relu(1/8)", "elu(1/2)"]

FORMATS = ("Q2.4", "sym(5,8)", "UQ2.2", "raw(-3,12,2)", "Q5.0", "Q0.5")

tables = st.lists(st.integers(-4, 4), min_size=1, max_size=30).map(tuple)
smooth = st.lists(st.sampled_from((0, 0, 1, 1, -1, -1, 5)), max_size=40).map(
    lambda steps: tuple(sum(steps[:i]) for i in range(len(steps) + 1))
)


def fewest(table: tuple[int, ...]) -> int:
    """The least number of pieces, by dynamic programming over all ways to cut."""
    steps = [after - before for before, after in pairwise(table)]
    from_here = [0] * (len(table) + 1)
    for start in reversed(range(len(table))):
        inside = [steps[start:end] for end in range(start, len(table))]
        ends = [
            start + len(some) + 1
            for some in inside
            if len(set(some)) < 2 and {0, 1, -1} >= set(some)
        ]
        from_here[start] = 1 + min(from_here[end] for end in ends)
    return from_here[0]


@given(tables | smooth, st.integers(-50, 50))
def test_pieces_give_the_table_and_are_the_fewest(table: tuple[int, ...], first: int) -> None:
    found = pieces(table, first)
    assert len(found) == fewest(table)
    assert found[0].start == first
    starts = [piece.start for piece in found]
    assert starts == sorted(set(starts))
    for raw, entry in enumerate(table, first):
        (*_, piece) = (piece for piece in found if piece.start <= raw)
        assert piece(raw) == entry


def entries(table: tuple[int, ...], first: int, low: int, high: int) -> list[int]:
    """The encoded entries for raw values low…high, of a term with these bounds."""
    builder = ScriptBuilder()
    raw = builder.integer("raw", low, high)
    result = builder.define("result", looked_up(raw, table, first))
    if result.known is not None:
        return [result.known] * (high - low + 1)
    found = evaluated(builder.script("").text, {"raw": range(low, high + 1)})
    column = found.columns[result.text]
    assert column.width == result.width
    assert all(result.lo <= value <= result.hi for value in column.signed)
    return column.signed


@given(tables | smooth, st.integers(-50, 50))
def test_a_table_is_looked_up_at_every_raw_value(table: tuple[int, ...], first: int) -> None:
    assert entries(table, first, first, first + len(table) - 1) == list(table)


@given(tables | smooth, st.integers(-9, 9), st.data())
def test_narrow_bounds_leave_the_entries_between_them(
    table: tuple[int, ...], first: int, data: st.DataObject
) -> None:
    low, high = sorted(data.draw(st.integers(0, len(table) - 1)) for _ in range(2))
    assert entries(table, first, first + low, first + high) == list(table[low : high + 1])


@pytest.mark.parametrize("name", NAMES)
def test_named_activations_are_looked_up(name: str) -> None:
    for spelling in FORMATS:
        format = Format.parse(spelling)
        table = Activation.named(name, format).table
        assert entries(table, format.lo, format.lo, format.hi) == list(table)
        assert len(pieces(table, format.lo)) == fewest(table)


def test_a_large_table_is_looked_up() -> None:
    random = Random(1)
    table = tuple(random.choice((0, 1, random.randint(-(1 << 40), 1 << 40))) for _ in range(700))
    assert entries(table, -100, -100, 599) == list(table)


@pytest.mark.parametrize(
    ("name", "comparisons"),
    [
        ("identity", 0), ("relu", 1), ("step", 1), ("sign", 1), ("abs", 1),
        ("hardtanh", 2), ("relu6", 2), ("sign0", 2),
    ],
)  # fmt: skip
def test_closed_forms_are_found(name: str, comparisons: int) -> None:
    format = Format.parse("sym(7,8)")
    text = looked_up(
        Term(text="raw", lo=format.lo, hi=format.hi), Activation.named(name, format).table, -127
    ).text
    assert text.count("bvslt") == comparisons


def test_abs_has_one_piece_more_where_the_magnitude_of_lo_is_saturated() -> None:
    assert len(pieces(Activation.named("abs", Format.parse("Q3.4")).table, -128)) == 3


def test_a_tree_is_as_deep_as_the_logarithm_of_its_pieces() -> None:
    table = tuple(1000 * (i % 7) for i in range(256))
    text = looked_up(Term(text="raw", lo=0, hi=255), table, 0).text
    deepest = depth = 0
    for token in text.replace("(", " ( ").replace(")", " ) ").split():
        depth += (token == "(") - (token == ")")
        deepest = max(deepest, depth)
    assert text.count("bvslt") == 255
    assert deepest <= 8 + 4  # a comparison, a literal
