"""Trying all networks finds one exactly where there is one, and gives up where there are many."""

from collections import Counter

import pytest

from fxprove.minimization.tried_networks import TooManyError, network_by_trying
from fxprove.models import Model
from tests.test_minimization_smt_search import (
    exists_by_definition,
    meets,
    random_questions,
    widths_of,
)

RELU = Model.of(format="raw(-3,3,1)", activation="relu")


def test_a_network_is_found_where_there_is_one() -> None:
    answers: Counter[bool] = Counter()
    for question in random_questions(66, seed=11):
        model, requirement, widths = question.model, question.requirement, question.widths
        arrays = (requirement.points, requirement.low, requirement.high)
        asked = list(zip(*(map(tuple, array.tolist()) for array in arrays), strict=True))
        found = network_by_trying(model, widths, asked)
        assert (found is not None) == exists_by_definition(model, requirement, widths)
        if found is not None:
            assert widths_of(found) == widths
            assert meets(found, requirement)
        answers[found is not None] += 1
    assert min(answers[True], answers[False]) >= 15


@pytest.mark.parametrize("widths", [(5,), (2, 2)])
def test_what_takes_longer_than_a_moment_is_not_tried(widths: tuple[int, ...]) -> None:
    asked = [((raw,), (abs(raw),), (abs(raw),)) for raw in RELU.format.raws]
    with pytest.raises(TooManyError):
        network_by_trying(RELU, widths, asked)


def test_sequential_sums_are_not_tried() -> None:
    model = Model.of(format="raw(-1,1,1)", activation="relu", accumulate="sequential")
    with pytest.raises(TooManyError):
        network_by_trying(model, (), [((0,), (0,), (0,))])
