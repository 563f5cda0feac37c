"""Digits: every target is met by its answers, and every answer is one that a unit gives."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest

from fxprove.construction.circuits import NoCircuit
from fxprove.construction.digits import (
    DigitSystem,
    Kind,
    Target,
    digits_by_target,
    few_digits,
    kind_answering,
    kinds,
)
from fxprove.construction.lookup import cells
from fxprove.construction.plateaus import Plateaus
from fxprove.models import Model
from tests.random_models import model_of, random_spelling


def some_model(seed: int) -> Model:
    """One that Theorem 2 is about, with an activation that is not constant."""
    random = Random(seed)
    while True:
        model = model_of(random_spelling(random, (3, 4, 6, 8)))
        reached = {model.requantizer(bias) for bias in model.biases.between(-500, 500)}
        usable = len(set(model.activation.table)) > 1 and model.weights.is_two_signed
        if usable and reached == set(model.format.raws):
            return model


def require_true_kind(model: Model, plateaus: Plateaus, kind: Kind, step: int) -> None:
    """Its multiples lead to its answers, and off is what its end of S is."""
    assert kind.bias in model.biases
    assert kind.off == (plateaus.right if kind.off_right else plateaus.left)
    for answer, multiple in kind.multiples.items():
        raw = model.requantizer(kind.bias + step * multiple)
        assert model.activation(raw) == answer


def require_met(
    model: Model, system: DigitSystem, targets: Sequence[Target], *, anywhere: bool
) -> None:
    """Each target is met by its answers; `start` is a bias unless it may lie `anywhere`."""
    assert anywhere or system.start in model.biases
    assert all(digit.weight in model.weights and digit.weight for digit in system.digits)
    for (low, high), answers in zip(targets, system.answers, strict=True):
        assert len(answers) == len(system.digits)
        total = system.start
        for digit, answer in zip(system.digits, answers, strict=True):
            assert answer == digit.kind.off or answer in digit.kind.multiples
            total += digit.weight * (answer - digit.kind.off)
        assert (low is None or low <= total) and (high is None or total <= high)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("step", [1, 2, 5])
def test_kinds_answer_what_they_say(seed: int, step: int) -> None:
    model = some_model(seed)
    plateaus = Plateaus(model)
    found = kinds(model, plateaus, step)
    assert found
    for kind in found:
        require_true_kind(model, plateaus, kind, step)
    different = {(frozenset(kind.multiples), kind.off_right) for kind in found}
    assert len(different) == len(found)


@pytest.mark.parametrize("seed", range(60))
def test_every_value_of_the_activation_is_answered_by_some_kind(seed: int) -> None:
    model = some_model(seed)
    plateaus = Plateaus(model)
    for value in set(model.activation.table):
        kind = kind_answering(model, plateaus, 3, value)
        assert value in kind.multiples
        require_true_kind(model, plateaus, kind, 3)


def test_an_answer_that_needs_a_bias_beyond_64_bits_is_refused() -> None:
    model = Model.of(format="raw(0,1,1)", activation=[0, 1], bias=f"[0,{10**21}]")
    with pytest.raises(NoCircuit):
        kind_answering(model, Plateaus(model), 1, 1)


@pytest.mark.parametrize("seed", range(60))
def test_targets_of_one_coset_are_met_one_by_one(seed: int) -> None:
    """The targets are cells that a coset of N meets, and the start lies in it."""
    model = some_model(seed)
    plateaus, random = Plateaus(model), Random(seed)
    start = random.choice(model.biases.between(-200, 200))
    generator = model.weights.gcd * int(np.gcd.reduce(np.array(plateaus.values) - plateaus.left))
    reached = sorted({model.requantizer(start + generator * n) for n in range(-99, 100)})
    values = random.sample(reached, random.randint(1, len(reached)))
    targets = cells(model, values)
    system = digits_by_target(model, plateaus, 1, targets, start)
    assert system is not None
    require_met(model, system, targets, anywhere=True)


@pytest.mark.parametrize("seed", range(60))
def test_what_few_digits_finds_meets_every_target(seed: int) -> None:
    model = some_model(seed)
    plateaus, random = Plateaus(model), Random(seed)
    values = random.sample(list(model.format.raws), random.randint(1, model.format.size))
    targets = cells(model, values)
    system = few_digits(model, targets, 0, kinds(model, plateaus, 2))
    if system is not None:
        require_met(model, system, targets, anywhere=False)


def test_all_values_of_a_usual_format_need_few_digits() -> None:
    model = Model.of(format="Q3.4", activation="gelu")
    plateaus = Plateaus(model)
    targets = cells(model, list(model.format.raws))
    system = few_digits(model, targets, 0, kinds(model, plateaus, 16))
    assert system is not None
    require_met(model, system, targets, anywhere=False)
    assert len(system.digits) <= 4


def test_targets_that_a_bias_meets_need_no_digits() -> None:
    model = Model.of(format="Q1.1", activation="relu")
    targets = cells(model, [2])
    system = few_digits(model, targets, 0, kinds(model, Plateaus(model), 1))
    assert system is not None
    assert system.digits == ()
    require_met(model, system, targets, anywhere=False)
