"""Test vectors kill every alternative that can be killed, and expect what the reference gives."""

from itertools import combinations
from random import Random

import pytest

from fxprove import exact_differences
from fxprove.backends.choice import solver_by_name
from fxprove.budgets import Budget
from fxprove.differences import diff, domain
from fxprove.distinguishing import (
    MOST_VECTORS,
    NO_MORE,
    Vectors,
    distinguishing_vectors,
    mutants,
)
from fxprove.encoding.scripts import Satisfiability
from fxprove.errors import InputError
from fxprove.exact_differences import rank
from fxprove.requantizers import StagedRequantizer
from fxprove.rounding import Overflow
from fxprove.semantics import Semantics, evaluate, parse_semantics
from fxprove.solving import SolverFailure
from fxprove.verdicts import PROVED, REFUTED, Unknown
from tests.random_semantics import points_of
from tests.test_differences import PAIRS, Always, Said

Z3 = solver_by_name("z3")
TWICE = "requant:double-rounding(1518500250,-5)/Q7.0"
ONCE = "requant:single-rounding(1518500250,-5)/Q7.0"


def require_right(found: Vectors, alternatives: list[Semantics]) -> None:
    """Every vector says what the reference does and whom it kills; all that differ are killed."""
    points = [vector.point for vector in found.vectors]
    assert len(set(points)) == len(points)
    killed: set[int] = set()
    for vector in found.vectors:
        assert vector.expected == evaluate(found.reference, vector.point)
        different = [evaluate(other, vector.point) != vector.expected for other in alternatives]
        assert vector.killed == tuple(i for i, differs in enumerate(different) if differs)
        assert vector.killed
        killed |= set(vector.killed)
    assert found.killed == tuple(sorted(killed))
    kinds = {*found.killed}, {*found.equal}, {*found.unknown}
    assert set().union(*kinds) == set(range(len(alternatives)))
    assert sum(map(len, kinds)) == len(alternatives)
    for index in found.equal:
        box = domain(found.reference, alternatives[index])
        assert all(
            evaluate(found.reference, point) == evaluate(alternatives[index], point)
            for point in points_of(box)
        )


# --- The story ----------------------------------------------------------------------------------


def test_vectors_tell_double_from_single_rounding() -> None:
    twice, once = parse_semantics(TWICE), parse_semantics(ONCE)
    found = distinguishing_vectors(twice, [once], 16, Z3, bits=32)
    assert len(found.vectors) == 16
    assert found.shortfall == ""
    require_right(found, [once])
    assert [vector.point for vector in found.vectors[:2]] == [(22,), (-22,)]


def test_vectors_kill_every_mutant_of_a_requantizer() -> None:
    reference = parse_semantics("requant:half-even/16/Q3.4")
    alternatives = mutants(reference)
    assert len(alternatives) == 8
    found = distinguishing_vectors(reference, list(alternatives.values()), 10, Z3)
    require_right(found, list(alternatives.values()))
    assert found.killed == tuple(range(8))


# --- The promise, at random ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["requantizers", "tables", "neurons"])
def test_vectors_cover_all_that_differ(kind: str) -> None:
    pairs, random = PAIRS[kind], Random(1)
    for _ in range(15):
        reference, _ = pairs(random)
        alternatives: list[Semantics] = []
        while len(alternatives) < 4:
            other = pairs(random)[1]
            try:
                domain(reference, other)
            except InputError:
                reference = other if not alternatives else reference
                continue
            alternatives.append(other)
        found = distinguishing_vectors(reference, alternatives, 12, Z3)
        require_right(found, alternatives)
        total = {
            point
            for other in alternatives
            for point in points_of(domain(reference, other, excluded=12))
            if evaluate(reference, point) != evaluate(other, point)
        }
        assert len(found.vectors) == min(12, len(total))
        assert found.shortfall == ("" if len(total) >= 12 else NO_MORE)


def test_the_rest_are_the_smallest_that_are_left() -> None:
    reference, other = map(
        parse_semantics, ("requant:half-even/16/Q3.4", "requant:half-up/16/Q3.4")
    )
    found = distinguishing_vectors(reference, [other], 20, Z3)
    differences = [
        point
        for point in points_of(domain(reference, other))
        if evaluate(reference, point) != evaluate(other, point)
    ]
    assert [vector.point for vector in found.vectors] == sorted(differences, key=rank)[:20]


def test_inputs_beyond_the_window_are_found() -> None:
    reference, other = map(
        parse_semantics, ("requant:floor/1/raw(10,20,1)", "requant:floor/1/raw(11,20,1)")
    )
    found = distinguishing_vectors(reference, [other], 40, Z3)
    assert len(found.vectors) == 40
    assert {(x,) for x in range(-29, 11)} == {vector.point for vector in found.vectors}


@pytest.mark.parametrize("most", [0, 10**6])
def test_inputs_are_accumulators_of_so_many_bits(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    for limit in ("_MOST_CELLS", "_SAMPLES"):
        monkeypatch.setattr(exact_differences, limit, most and getattr(exact_differences, limit))
    reference, other = map(
        parse_semantics, ("requant:half-even/16/Q3.4", "requant:half-up/16/Q3.4")
    )
    found = distinguishing_vectors(reference, [other], 5, Z3, bits=6)
    assert [vector.point for vector in found.vectors] == [(8,), (-24,)]
    assert found.shortfall == NO_MORE


def test_where_evaluation_ends_the_solver_finds_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    reference, other = map(
        parse_semantics, ("requant:half-even/16/Q3.4", "requant:half-up/16/Q3.4")
    )
    expected = distinguishing_vectors(reference, [other], 6, Z3)
    for limit in ("_MOST_CELLS", "_SAMPLES"):
        monkeypatch.setattr(exact_differences, limit, 0)
    found = distinguishing_vectors(reference, [other], 6, Z3)
    assert found.vectors == expected.vectors


# --- Few inputs ---------------------------------------------------------------------------------


def test_an_input_that_kills_several_saves_others() -> None:
    reference = parse_semantics("table:[0,0,0,0]@Q1.0")
    tables = [0, 1, 1, 0], [0, 1, 0, 1], [1, 1, 0, 0]
    others = [parse_semantics(f"table:{table}@Q1.0") for table in tables]
    # the smallest differences are at 0, 1 and −1, but −1 alone separates all three
    found = distinguishing_vectors(reference, others, 1, Z3)
    assert [vector.point for vector in found.vectors] == [(-1,)]
    assert found.vectors[0].killed == (0, 1, 2)


def test_another_input_than_the_smallest_is_taken_where_it_saves_one() -> None:
    reference = parse_semantics("table:[0,0,0,0]@Q1.0")
    others = [parse_semantics(f"table:{table}@Q1.0") for table in ([1, 0, 1, 0], [1, 0, 0, 1])]
    # the smallest differences are at 0 and 1, and −2 separates both
    found = distinguishing_vectors(reference, others, 1, Z3)
    assert [vector.point for vector in found.vectors] == [(-2,)]
    found = distinguishing_vectors(reference, others, 2, Z3)
    assert [vector.point for vector in found.vectors] == [(0,), (1,)]


def test_fewer_inputs_than_were_found_to_do_are_refused() -> None:
    reference = parse_semantics("table:[0,0,0,0]@Q1.0")
    others = [parse_semantics(f"table:{table}@Q1.0") for table in ([1, 0, 0, 0], [0, 0, 0, 1])]
    with pytest.raises(InputError, match=r"vectors: expected 2 or more, .* kill all 2 .*, found 1"):
        distinguishing_vectors(reference, others, 1, Z3)
    assert len(distinguishing_vectors(reference, others, 2, Z3).vectors) == 2


def test_a_refusal_for_tables_is_never_wrong() -> None:
    random, refused = Random(2), 0
    for _ in range(40):
        reference = parse_semantics("table:[0,0,0,0,0,0]@raw(-3,2,1)")
        others: list[Semantics] = [
            parse_semantics(f"table:{[int(random.random() < 0.4) for _ in range(6)]}@raw(-3,2,1)")
            for _ in range(4)
        ]
        kills = {
            x: {i for i, other in enumerate(others) if evaluate(other, (x,)) != (0,)}
            for x in range(-3, 3)
        }
        killable = set().union(*kills.values())
        least = min(
            size
            for size in range(7)
            for xs in combinations(kills, size)
            if set().union(*(kills[x] for x in xs)) == killable
        )
        if least < 2:
            continue
        try:
            distinguishing_vectors(reference, others, least, Z3)
        except InputError:
            refused += 1  # greedy, so now and then one input too many
        with pytest.raises(InputError, match="vectors: expected"):
            distinguishing_vectors(reference, others, least - 1, Z3)
    assert refused <= 2


@pytest.mark.parametrize("count", [0, -1, MOST_VECTORS + 1])
def test_numbers_of_vectors_that_are_refused(count: int) -> None:
    reference = parse_semantics("table:relu@Q1.0")
    with pytest.raises(InputError, match=f"vectors: expected 1 to {MOST_VECTORS}, found"):
        distinguishing_vectors(reference, [reference], count, Z3)


# --- Equal, unknown, out of time ----------------------------------------------------------------


def test_equal_alternatives_are_named_and_nothing_is_invented() -> None:
    reference = parse_semantics("requant:half-even/15/Q3.4")
    found = distinguishing_vectors(
        reference, [parse_semantics("requant:half-up/15/Q3.4"), reference], 4, Z3
    )
    assert (found.equal, found.killed, found.vectors) == ((0, 1), (), ())
    assert found.shortfall == NO_MORE
    assert all(difference.verdict == PROVED for difference in found.differences)


def test_an_alternative_that_is_not_decided_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_differences, "_MOST_CELLS", 100)
    reference = parse_semantics("requant:floor/7:1000,floor/10/Q7.0/wrap")
    slow = parse_semantics("requant:floor/7:10000/Q7.0/wrap")
    quick = parse_semantics("requant:ceil/7:10000/Q7.0/wrap")
    found = distinguishing_vectors(reference, [slow, quick], 3, Always("late"))
    assert (found.unknown, found.killed, found.equal) == ((0,), (1,), ())
    assert len(found.vectors) == 3
    assert found.differences[1].verdict == REFUTED


def test_an_input_found_for_another_decides_an_alternative(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for limit in ("_MOST_CELLS", "_SAMPLES"):
        monkeypatch.setattr(exact_differences, limit, 0)
    reference = parse_semantics("requant:half-even/16/Q3.4")
    others = [parse_semantics(f"requant:{mode}/16/Q3.4") for mode in ("half-up", "ceil", "floor")]
    counting = Said()
    diff(reference, others[0], counting)
    late = Said(*[None] * len(counting.scripts), *["late"] * 100)
    found = distinguishing_vectors(reference, others, 1, late)
    assert [vector.point for vector in found.vectors] == [(8,)]
    assert isinstance(found.differences[1].verdict, Unknown)
    assert found.verdicts == (REFUTED, REFUTED, Unknown("late"))
    assert (found.killed, found.unknown, found.equal) == ((0, 1), (2,), ())


def test_a_spent_budget_leaves_all_unknown() -> None:
    reference = parse_semantics("requant:half-even/16/Q3.4")
    others = list(mutants(reference).values())
    found = distinguishing_vectors(reference, others, 4, Z3, budget=Budget(seconds=-1))
    assert found.unknown == tuple(range(8))
    assert found.vectors == ()


def test_time_that_runs_out_while_filling_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("_MOST_CELLS", "_SAMPLES"):
        monkeypatch.setattr(exact_differences, limit, 0)
    reference, other = map(
        parse_semantics, ("requant:half-even/16/Q3.4", "requant:half-up/16/Q3.4")
    )
    counting = Said()
    diff(reference, other, counting)
    late = Said(*[None] * len(counting.scripts), *["late"] * 100)
    found = distinguishing_vectors(reference, [other], 4, late)
    assert [vector.point for vector in found.vectors] == [(8,)]
    assert (found.shortfall, found.unknown) == ("late", ())


def test_a_lying_solver_is_a_failure_where_evaluation_does_not_decide(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exact_differences, "_MOST_CELLS", 0)
    reference, same = map(parse_semantics, ("requant:half-even/15/Q3.4", "requant:half-up/15/Q3.4"))
    with pytest.raises(SolverFailure, match="found 8"):
        distinguishing_vectors(reference, [same], 4, Always((8,)))


def test_no_solver_is_asked_where_evaluation_decides() -> None:
    reference = parse_semantics("requant:half-even/16/Q3.4")
    others = list(mutants(reference).values())
    liar = Always(Satisfiability.UNSAT)
    found = distinguishing_vectors(reference, others, 30, liar, budget=Budget(seconds=3600))
    require_right(found, others)


# --- Mutants ------------------------------------------------------------------------------------


def test_mutants_of_a_requantizer_change_one_mode() -> None:
    reference = parse_semantics("requant:half-even/16/Q3.4")
    assert isinstance(reference, StagedRequantizer)
    found = mutants(reference)
    assert "requant:half-even/16/Q3.4/wrap" in found
    for operand, mutant in found.items():
        assert parse_semantics(operand) == mutant
        assert isinstance(mutant, StagedRequantizer)
        assert (mutant.overflow is Overflow.WRAP) != (
            mutant.stages[0].rounding is not reference.stages[0].rounding
        )


def test_mutants_of_several_stages_include_rounding_once() -> None:
    reference = parse_semantics("requant:half-up/3:4,floor/8/Q3.4/wrap")
    found = mutants(reference)
    assert "requant:floor/3:32/Q3.4/wrap" in found
    assert len(found) == 7 + 7 + 1 + 1
    assert reference not in found.values()


def test_mutants_of_a_named_table_are_its_other_roundings() -> None:
    for operand in ("table:gelu@Q1.1/ceil", "table:square@Q1.1/floor/wrap"):
        reference = parse_semantics(operand)
        found = mutants(reference)
        assert len(found) == 7
        for text, mutant in found.items():
            assert parse_semantics(text) == mutant
            assert mutant != reference


@pytest.mark.parametrize("operand", ["table:[0,1]@raw(0,1,1)", "neuron:[1]/Q1.1"])
def test_others_have_no_mutants(operand: str) -> None:
    with pytest.raises(InputError, match="operands: expected alternatives"):
        mutants(parse_semantics(operand))
