"""(D): what the prover says against the definition, and at sizes the definition cannot reach."""

from random import Random

import numpy as np
import pytest

from fxprove.budgets import UNLIMITED, Budget
from fxprove.models import Model
from fxprove.separating_pairs import PairSearch, familiar_weights
from fxprove.separation import (
    Inseparable,
    Separated,
    Tail,
    Threshold,
    decide_separation,
    threshold_reach,
)
from tests.random_models import model_of, random_spelling


def all_biases(model: Model) -> list[int]:
    """Biases beyond which nothing changes: every accumulator is then in a constant tail."""
    largest = max(abs(model.format.lo), abs(model.format.hi))
    step = model.biases.step + model.weights.scale
    reach = (model.weights.largest_magnitude + model.weights.scale) * (largest + 2) + 2 * step
    return model.biases.between(-reach, reach)


def signatures(model: Model) -> dict[int, tuple[int, ...]]:
    """The responses of every first-layer neuron at each input, by definition."""
    neurons = [(w, b) for w in model.weights.raws for b in all_biases(model)]
    return {
        x: tuple(model.activation(model.requantizer(w * x + b)) for w, b in neurons)
        for x in model.format.raws
    }


def random_models(count: int, seed: int) -> list[Model]:
    random = Random(seed)
    models = []
    for _ in range(count):
        spelling = random_spelling(random, (2, 3, 4, 6, 9))
        spelling["bias"] = random.choice(
            ["wide", "format", "none", "accumulator", "[-3,1]", "[2]+wide", "[-1,4]+format"]
        )
        models.append(model_of(spelling))
    return models


def test_the_verdict_is_that_of_the_definition() -> None:
    seen = {Separated: 0, Inseparable: 0}
    for model in random_models(400, seed=1):
        distinct = len(set(signatures(model).values()))
        decided = decide_separation(model)
        assert decided is not None
        assert isinstance(decided, Separated) == (distinct == model.format.size), model
        seen[type(decided)] += 1
    assert min(seen.values()) > 50


def test_probes_are_neurons_of_the_model_and_with_thresholds_separate_everything() -> None:
    for model in random_models(200, seed=2):
        decided = decide_separation(model)
        if not isinstance(decided, Separated):
            continue
        responses = {
            x: [model.activation(model.requantizer(p.weight * x + p.bias)) for p in decided.probes]
            for x in model.format.raws
        }
        for probe in decided.probes:
            assert probe.weight in model.weights
            assert probe.bias in model.biases
        apart = {threshold: threshold_reach(model, threshold) for threshold in decided.thresholds}
        for x in model.format.raws:
            for y in range(x + 1, model.format.hi + 1):
                by_threshold = any(
                    reach[(x if t.separates_upward else y) - model.format.lo]
                    for t, reach in apart.items()
                )
                assert by_threshold or responses[x] != responses[y]


def test_where_a_threshold_reaches_one_bias_separates_an_input_from_all_beyond() -> None:
    for model in random_models(200, seed=3):
        if len(set(model.activation.table)) == 1:
            continue
        for weight in familiar_weights(model.weights):
            if weight == 0:
                continue
            for tail in Tail:
                threshold = Threshold(weight=weight, tail=tail)
                reach = threshold_reach(model, threshold)
                for x, reached in zip(model.format.raws, reach, strict=True):
                    beyond = range(x + 1, model.format.hi + 1)
                    if not threshold.separates_upward:
                        beyond = range(model.format.lo, x)
                    if reached:
                        assert any(
                            all(
                                model.activation(model.requantizer(weight * x + b))
                                != model.activation(model.requantizer(weight * y + b))
                                for y in beyond
                            )
                            for b in all_biases(model)
                        )


def test_an_inseparable_pair_is_one_by_definition() -> None:
    found = 0
    for model in random_models(300, seed=4):
        decided = decide_separation(model)
        if isinstance(decided, Inseparable):
            found += 1
            by_definition = signatures(model)
            assert decided.x < decided.y
            assert by_definition[decided.x] == by_definition[decided.y]
    assert found > 50


def test_the_pair_search_finds_a_neuron_exactly_where_there_is_one() -> None:
    random = Random(5)
    for model in random_models(300, seed=6):
        search, by_definition = PairSearch(model), signatures(model)
        x, y = sorted(random.sample(model.format.raws, 2))
        found = search.separating_probe(x, y, UNLIMITED)
        assert (found is not None) == (by_definition[x] != by_definition[y])
        if found is not None:
            assert found.weight in model.weights
            assert found.bias in model.biases
            values = [
                model.activation(model.requantizer(found.weight * z + found.bias)) for z in (x, y)
            ]
            assert values[0] != values[1]


ROUNDINGS = ("half-even", "half-away", "half-up", "half-down", "floor", "ceil", "zero")


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("m", [1, 3, 7])
def test_the_symmetric_family_separates_exactly_up_to_the_boundary_of_the_theory(
    rounding: str, m: int
) -> None:
    """K = [−M, M], weights in the format, biases wide: the boundary in docs/theory.md for relu.

    Relu is constant neither on K∖{0} nor on the even values with ±M, so s = 2M separates in every
    mode.
    """
    for scale in range(1, 2 * m + 4):
        model = Model.of(
            format=f"raw({-m},{m},{scale})",
            activation=[max(k, 0) for k in range(-m, m + 1)],
            rounding=rounding,
        )
        reaches_one_half = scale <= 2 * m
        expected = reaches_one_half or (m == 1 and rounding in ("floor", "ceil", "zero"))
        assert isinstance(decide_separation(model), Separated) == expected, scale


@pytest.mark.parametrize("name", ["sigmoid", "gelu"])
@pytest.mark.parametrize("spelling", ["Q15.0", "Q0.15", "Q7.8"])
def test_sixteen_bit_formats_are_decided_with_few_lines_of_evidence(
    spelling: str, name: str
) -> None:
    decided = decide_separation(Model.of(format=spelling, activation=name))
    assert isinstance(decided, Separated)
    assert len(decided.probes) + len(decided.thresholds) <= 16


def test_a_sixteen_bit_failure_is_found_without_trying_all_neurons() -> None:
    decided = decide_separation(Model.of(format="sym(15,70000)", activation="relu"))
    assert isinstance(decided, Inseparable)
    assert abs(decided.x - decided.y) == 1


def test_accumulators_beyond_64_bits_are_exact() -> None:
    scale = 10**30
    model = Model.of(
        format="raw(-2,2,3)", activation=[0, 0, 1, 1, 2], weights=f"[{-scale},0,{scale}]@{scale}"
    )
    decided = decide_separation(model)
    assert isinstance(decided, Separated)
    assert len(set(signatures_at(model, decided))) == 5


def signatures_at(model: Model, decided: Separated) -> list[tuple[int, ...]]:
    assert not decided.thresholds or np.all(
        [threshold_reach(model, threshold).sum() >= 1 for threshold in decided.thresholds]
    )
    edges = [model.biases.largest_at_most(k * model.weights.scale) or 0 for k in range(-9, 9)]
    return [
        tuple(
            model.activation(model.requantizer(w * x + b))
            for w in model.weights.raws
            for b in edges
        )
        for x in model.format.raws
    ]


def test_a_spent_budget_gives_no_answer_rather_than_a_wrong_one() -> None:
    model = Model.of(format="sym(7,300)", activation="relu")
    assert decide_separation(model, Budget(seconds=0)) is None
