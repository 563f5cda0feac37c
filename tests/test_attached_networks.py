"""A network beside a theorem: right, the same on every machine, and absent beyond the bounds."""

from typing import Any

import numpy as np
import pytest

from fxprove import attached_networks
from fxprove.attached_networks import with_network
from fxprove.budgets import Budget
from fxprove.certificates import serialized
from fxprove.checking import check
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.representation import Representation, represent
from fxprove.requirements import Requirement
from fxprove.verdicts import PROVED, REFUTED

RELU = Model.of(format="Q1.1", activation="relu")
BINARY = Model.of(format="Q1.1", activation="relu", weights="binary")
SQUARES = (7, 5, 2, 1, 0, 1, 2, 5)


def question(model: Model, values: tuple[int, ...]) -> Representation:
    values = tuple(min(value, model.format.hi) for value in values)
    function = Function(format=model.format, inputs=1, values=values)
    return represent(model, Requirement.of(function))


def evidence(found: Representation) -> dict[str, Any]:
    assert found.certificate is not None
    evidence = found.certificate["evidence"]
    assert isinstance(evidence, dict)
    return evidence


@pytest.mark.parametrize("model", [RELU, BINARY])
def test_the_network_computes_the_function_and_is_in_the_certificate(model: Model) -> None:
    bare = question(model, SQUARES)
    assert bare.network is None
    found = with_network(bare)
    assert found.network is not None
    outputs = found.network.evaluate_all(bare.requirement.points)
    assert np.array_equal(outputs, bare.requirement.low)
    assert found.certificate is not None
    assert check(found.certificate, model=model) == PROVED
    with_layers = evidence(found)
    assert {name: with_layers[name] for name in evidence(bare)} == evidence(bare) == found.witness
    assert set(with_layers) == {*evidence(bare), "layers"}
    assert found.seconds >= bare.seconds


def test_the_checker_looks_at_the_network() -> None:
    found = with_network(question(RELU, SQUARES))
    assert found.certificate is not None
    layers = [*evidence(found)["layers"][:-1], {**evidence(found)["layers"][-1]}]
    layers[-1]["biases"] = [layers[-1]["biases"][0] + 64]
    wrong = {**found.certificate, "evidence": {**evidence(found), "layers": layers}}
    assert check(wrong, model=RELU) == REFUTED


def test_the_same_question_has_the_same_certificate() -> None:
    documents = [with_network(question(RELU, SQUARES)).certificate for _ in range(2)]
    assert documents[0] is not None and documents[1] is not None
    assert serialized(documents[0]) == serialized(documents[1])


def test_no_time_limit_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(budget: Budget) -> bool:
        assert budget.seconds is None
        return False

    bare = question(RELU, SQUARES)
    monkeypatch.setattr(Budget, "is_spent", asked)
    assert with_network(bare).network is not None


def test_answers_that_need_no_theorem_stay_as_they_are() -> None:
    single = question(RELU, tuple(RELU.format.raws))
    assert single.network is not None and with_network(single) is single
    sign = question(Model.of(format="Q1.1", activation="sign"), SQUARES)
    assert sign.verdict == REFUTED and with_network(sign) is sign


@pytest.mark.parametrize("bound", ["MOST_POINTS", "MOST_PARAMETERS"])
def test_beyond_a_bound_no_network_is_attached(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr(attached_networks, bound, 7)
    bare = question(RELU, SQUARES)
    found = with_network(bare)
    assert found.network is None
    assert found.certificate == bare.certificate
