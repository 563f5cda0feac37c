"""Several outputs of binary weights: by definition, against networks, and built."""

from collections import Counter
from itertools import product
from math import gcd
from random import Random
from typing import Any

import numpy as np
import pytest

from fxprove.certificates import serialized
from fxprove.checker import strict_json
from fxprove.checker.entry import outcome
from fxprove.common_parities import CommonParities, NoCommonParities, common_parities
from fxprove.construction.constructing import construct
from fxprove.models import Model
from fxprove.parity import tied_outputs
from fxprove.representation import represent
from fxprove.requirements import Requirement
from fxprove.verdicts import PROVED, REFUTED, Unknown
from tests.test_parity import random_network
from tests.test_representation import required


def random_model(random: Random) -> Model:
    size = random.choice((2, 3, 4, 4, 5, 6))
    lo = random.choice((-2, -3, 0, 1, -size))
    values = range(lo, lo + size)
    some = random.sample(values, min(size, random.choice((2, 2, 3))))
    table = [*some[:2], *(random.choice(some) for _ in values[2:])]
    random.shuffle(table)
    return Model.of(
        format=f"raw({lo},{lo + size - 1},1)", weights="binary", bias="accumulator",
        activation=table,
    )  # fmt: skip


def random_question(random: Random) -> tuple[Model, Requirement]:
    model = random_model(random)
    values, outputs = model.format.raws, random.choice((2, 2, 3))
    points = random.sample(values, random.randint(1, len(values)))
    low = [[random.choice(values) for _ in range(outputs)] for _ in points]
    wider = (0, 0, 0, 1, 2)
    high = [[min(model.format.hi, least + random.choice(wider)) for least in row] for row in low]
    return model, required(model, low, high, points=points, outputs=outputs)


def parities_serve_all(model: Model, wanted: Requirement) -> bool:
    """Theorem 16, in its words: every c_j modulo 2g, every parity, accumulators far and wide."""
    table, (lo, hi) = model.activation.table, (model.format.lo, model.format.hi)
    g = gcd(*(value - table[0] for value in table))

    def serves(start: int, parity: int, low: int, high: int) -> bool:
        reached = range(start + g * parity - 40 * g, start + g * parity + 40 * g, 2 * g)
        return any(low <= min(hi, max(lo, accumulator)) <= high for accumulator in reached)

    points = range(len(wanted.points))
    patterns = [
        [
            [
                {p for p in (0, 1) if serves(start, p, wanted.low[x, j], wanted.high[x, j])}
                for x in points
            ]
            for start in range(2 * g)
        ]
        for j in range(wanted.outputs)
    ]
    return any(
        all(set.intersection(*(pattern[x] for pattern in choice)) for x in points)
        for choice in product(*patterns)
    )


def checked(certificate: Any) -> None:
    document: Any = strict_json.loads(serialized(certificate))
    assert outcome(document, claim=document["claim"])[0] == 0


@pytest.mark.parametrize("seed", range(10))
def test_outputs_go_together_exactly_where_parities_do_and_are_then_built(seed: int) -> None:
    random, seen = Random(seed), Counter[str]()
    for _ in range(40):
        model, wanted = random_question(random)
        possible = parities_serve_all(model, wanted)
        found = common_parities(model, wanted)
        assert isinstance(found, CommonParities if possible else NoCommonParities)
        answer = represent(model, wanted)
        built = construct(model, wanted)
        assert built.verdict == answer.verdict, (model, wanted.low, wanted.high, built.reason)
        if possible:
            assert answer.verdict == PROVED
        if answer.certificate is not None and built.certificate is not None:
            checked(answer.certificate)
            checked(built.certificate)
            seen[str(answer.certificate["rule"])] += 1
        if built.network is not None:
            for point, low, high in zip(wanted.points, wanted.low, wanted.high, strict=True):
                values = built.network.evaluate(tuple(map(int, point)))
                assert np.all((low <= values) & (values <= high))
    assert seen["theorem_3_function"] >= 5, seen


def test_what_networks_compute_has_common_parities() -> None:
    random, seen = Random(4), Counter[bool]()
    for _ in range(300):
        model = random_model(random)
        network = random_network(random, model, random.choice((2, 3, 4)))
        points = np.array(model.format.raws).reshape(-1, 1)
        values = network.evaluate_all(points)
        computed = required(model, values, points=points, outputs=network.outputs)
        assert isinstance(common_parities(model, computed), CommonParities), network
        assert represent(model, computed).verdict == PROVED
        changed = np.array(values)
        place = random.randrange(len(points)), random.randrange(network.outputs)
        changed[place] = random.choice(model.format.raws)
        other = required(model, changed, points=points, outputs=network.outputs)
        seen[isinstance(common_parities(model, other), CommonParities)] += 1
    assert min(seen.values()) > 10, seen


RAMP: dict[str, Any] = {"format": "raw(-2,2,1)", "activation": "relu", "weights": "binary"}


def test_three_outputs_may_exclude_each_other_though_no_two_do() -> None:
    """Each pair is inside the format at one point; around the three, parities change once."""
    model, points = Model.of(**RAMP), [-2, -1, 0]
    cycle = required(model, [(0, 0, 2), (2, 0, 0), (0, 2, 1)], points=points, outputs=3)
    assert tied_outputs(model, cycle) is None
    assert isinstance(common_parities(model, cycle), NoCommonParities)
    answer = represent(model, cycle)
    assert isinstance(answer.verdict, Unknown)
    assert "no parities" in answer.reason
    even = required(model, [(0, 0, 2), (2, 0, 0), (0, 2, 0)], points=points, outputs=3)
    assert represent(model, even).verdict == PROVED


def test_one_depth_for_outputs_that_only_single_layers_meet() -> None:
    """x and −x are single layers and not tied there; beside a third one they need hidden layers."""
    model = Model.of(format="raw(-3,3,1)", activation=[-2, -2, -2, -2, 2, 2, 2], weights="binary")
    both = [(raw, -raw) for raw in model.format.raws]
    assert represent(model, required(model, both, outputs=2)).verdict == PROVED
    three = [(raw, -raw, (3, -3)[raw % 2]) for raw in model.format.raws]
    assert represent(model, required(model, three, outputs=3)).verdict == REFUTED


@pytest.mark.parametrize("limit", ["_MOST_COMPARED", "_MOST_STEPS"])
def test_too_many_parities_are_left_open(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model.of(**RAMP)
    values = [(0, 1), (-1, 0), (0, 1), (1, 0), (0, -1)]
    wanted = required(model, values, outputs=2)
    assert represent(model, wanted).verdict == PROVED
    monkeypatch.setattr(f"fxprove.common_parities.{limit}", 0)
    assert common_parities(model, wanted) is None
    assert isinstance(construct(model, wanted).verdict, Unknown)
