"""Hypotheses: each is tested by its definition, and the change that supplies it works."""

from random import Random

import pytest

from fxprove.hypotheses import (
    THEOREM_2,
    THEOREM_3,
    biases_cover_format,
    theorem_for,
    with_hypotheses,
)
from fxprove.models import Model
from tests.random_models import model_of, random_spelling

GOOD = {"format": "Q1.1", "activation": "gelu"}


def test_biases_cover_the_format_exactly_when_their_requantizations_are_all_of_it() -> None:
    random, seen = Random(3), set()
    for _ in range(600):
        spelling = random_spelling(random, (1, 2, 3, 5))
        spelling["bias"] = random.choice(
            ["wide", "format", "none", "accumulator", "[-3,1,7]", "[2]+wide", "[-1,4]+format",
             "[-9,-6,-4,0,2,5,8,12]", "raw(-9,9,1)"]
        )  # fmt: skip
        model = model_of(spelling)
        reach = 3 * model.weights.scale * (model.format.size + abs(model.format.lo) + 3)
        image = {model.requantizer(bias) for bias in model.biases.between(-reach, reach)}
        expected = image == set(model.format.raws)
        assert biases_cover_format(model) == expected, spelling
        seen.add(expected)
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("options", "failing"),
    [
        ({"output_format": "Q2.0"}, "single_format"),
        ({"accumulate": "sequential"}, "exact_accumulation"),
        ({"overflow": "wrap"}, "saturating"),
        ({"bias": "none"}, "bias_covers_format"),
        ({"weights": "[-1,1,2]@2"}, "zero_weight"),
        ({"weights": "[0,1]@1"}, "signed_weights"),
        ({"weights": "[-3,0]@1"}, "signed_weights"),
        ({"weights": "[0]@1"}, "signed_weights"),
    ],
    ids=str,
)
def test_each_hypothesis_of_theorem_2_fails_alone_and_can_be_supplied(
    options: dict[str, str], failing: str
) -> None:
    model = Model.of(**{**GOOD, **options})
    failed = [h.name for h in THEOREM_2.hypotheses if h.holds(model) is False]
    assert failed == [failing]
    supplied = with_hypotheses(model, THEOREM_2)
    assert all(h.holds(supplied) is True for h in THEOREM_2.hypotheses)


def test_several_missing_hypotheses_are_supplied_together() -> None:
    model = Model.of(
        format="Q1.1", activation="gelu", weights="[1,2]@2", accumulate="sequential",
        overflow="wrap", bias="none", input_format="Q2.0",
    )  # fmt: skip
    supplied = with_hypotheses(model, THEOREM_2)
    assert all(h.holds(supplied) is True for h in THEOREM_2.hypotheses)


def test_a_hypothesis_without_meaning_is_neither_true_nor_false() -> None:
    wrapping = Model.of(**GOOD, overflow="wrap", bias="none")
    held = {h.name: h.holds(wrapping) for h in THEOREM_2.hypotheses}
    assert held["saturating"] is False
    assert held["bias_covers_format"] is None


def test_binary_weights_have_their_own_theorem_and_only_at_scale_one() -> None:
    assert theorem_for(Model.of(**GOOD, weights="binary")) is THEOREM_3
    assert theorem_for(Model.of(**GOOD, weights="[-1,1]@1")) is THEOREM_3
    assert theorem_for(Model.of(**GOOD, weights="[-1,1]@2")) is THEOREM_2
    assert theorem_for(Model.of(**GOOD, weights="ternary")) is THEOREM_2
