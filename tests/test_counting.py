"""How many functions are computed: against the oracle's list, and where no list can be made."""

from math import log2
from random import Random

import pytest

from fxprove.counting import class_labels, count_representable
from fxprove.models import Model
from fxprove.oracle import OracleLimit, representable_functions
from tests.random_models import model_of, random_spelling

COMPARED = 120


def test_the_count_is_the_length_of_the_oracles_list() -> None:
    random = Random(5)
    compared = 0
    while compared < COMPARED:
        model = model_of(random_spelling(random, (2, 3, 4)))
        count = count_representable(model, 1)
        try:
            listed = len(representable_functions(model))
        except OracleLimit:
            continue
        if count is not None:
            assert (count.least, count.most) == (listed, listed), model
            assert count.total == model.format.size**model.format.size
            compared += 1


def test_a_universal_model_computes_all_functions_of_any_number_of_inputs() -> None:
    count = count_representable(Model.of(format="Q1.2", activation="relu"), 3)
    assert count is not None
    assert count.least == count.most == count.total == 16 ** (16**3)


def test_sign_reaches_every_other_inner_value_and_both_ends() -> None:
    count = count_representable(Model.of(format="Q1.2", activation="sign"), 2)
    assert count is not None
    assert count.together == 9
    assert count.classes == 256
    assert count.least < count.most < count.total


def test_inputs_that_no_neuron_separates_are_one_class() -> None:
    # sym(3,20): no weight reaches one half, and 0 goes with both its neighbours
    model = Model.of(format="sym(3,20)", activation="relu")
    labels = class_labels(model)
    assert labels is not None
    assert labels[6] == labels[7] == labels[8] == -1
    count = count_representable(model, 1)
    assert count is not None
    assert count.classes == len(set(labels)) == 13


@pytest.mark.parametrize(
    "model",
    [
        Model.of(format="Q1.2", activation="relu", overflow="wrap"),
        Model.of(format="Q1.2", activation="relu", bias="none"),
        Model.of(format="Q1.2", activation="gelu", weights="binary"),
    ],
)
def test_nothing_is_counted_where_theorem_2_does_not_apply(model: Model) -> None:
    assert count_representable(model, 1) is None


def test_a_count_of_thousands_of_digits_is_exact() -> None:
    count = count_representable(Model.of(format="Q3.4", activation="gelu"), 2)
    assert count is not None
    assert log2(count.total) == 8 * 256**2
