"""The direct procedures, and what an open condition says of itself."""

from fxprove.budgets import UNLIMITED, Budget
from fxprove.condition_procedures import OUT_OF_TIME, DirectProcedures, Undecided
from fxprove.covering import Coset, Covering, Uncovered
from fxprove.models import Model
from fxprove.separation import decide_separation

MODEL = Model.of(format="Q2.2", activation="gelu")


def test_the_direct_procedures_are_the_searches_of_their_modules() -> None:
    direct, covering = DirectProcedures(MODEL, UNLIMITED), Covering(MODEL)
    assert (direct.engine, direct.solver) == ("theorem", None)
    assert direct.separation() == decide_separation(MODEL)
    for generator, shift in ((1, 1), (7, 1), (0, 1)):
        assert direct.covering(generator, shift) == covering.decide(generator, shift)
        assert direct.covers(generator, shift) == covering.holds(generator, shift)
    coset = direct.covering(1, 1)
    assert isinstance(coset, Coset)
    assert isinstance(direct.covering(7, 1), Uncovered)
    assert direct.multiples(coset, 1) == covering.multiples(coset, 1)


def test_a_spent_budget_leaves_separation_open_and_not_undone() -> None:
    # steps far from each other and few biases: no greedy probe is tried without time
    direct = DirectProcedures(MODEL, Budget(seconds=0))
    assert direct.separation() == Undecided(because=OUT_OF_TIME)


def test_an_open_condition_says_why_while_what_and_what_is_known() -> None:
    bare = Undecided(because="the time limit was reached")
    assert bare.while_doing("counting") == "the time limit was reached while counting"
    known = Undecided(because="the solver gave up", known="so far 3 sheep")
    assert known.while_doing("counting") == "the solver gave up while counting (so far 3 sheep)"
