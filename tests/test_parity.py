"""Tied outputs: found exactly where no difference suits, and never for what networks compute."""

import json
from collections import Counter
from itertools import pairwise, product
from pathlib import Path
from random import Random

import numpy as np
import pytest

from fxprove.certificates import serialized
from fxprove.checker import strict_json
from fxprove.checker.entry import outcome
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.parity import Tied, tie_modulus, tied_outputs
from fxprove.representation import represent
from fxprove.requirements import Requirement
from fxprove.verdicts import PROVED, REFUTED
from tests.command_runs import answer_of
from tests.test_representation import required
from tests.test_schemas import survivors

WEIGHTS = ("binary", "[-2,1,4]@1", "[-3,1,5]@2", "[-1,2]@1", "[-4,2]@1", "[3,-3,9]@2")


def accumulators(model: Model, low: int, high: int) -> list[int]:
    """The accumulators near 0 that requantize into the interval, by the reference semantics."""
    far = 4 * model.weights.scale * model.format.size + 2 * tie_modulus(model)
    return [a for a in range(-far, far + 1) if low <= model.requantizer(a) <= high]


def some_difference_suits(model: Model, wanted: Requirement, first: int, second: int) -> bool:
    """Whether a residue modulo the tie is a difference of accumulators at every point."""
    left = set(range(tie_modulus(model)))
    for low, high in zip(wanted.low.tolist(), wanted.high.tolist(), strict=True):
        of = [accumulators(model, low[output], high[output]) for output in (first, second)]
        left &= {(a - b) % tie_modulus(model) for a, b in product(*of)}
    return bool(left)


def random_question(random: Random) -> tuple[Model, Requirement]:
    size = random.choice((3, 4, 6))
    lo = random.choice((-size + 1, -2, 0))
    values = range(lo, lo + size)
    some = random.sample(values, 2)
    model = Model.of(
        format=f"raw({lo},{lo + size - 1},1)",
        weights=random.choice(WEIGHTS),
        bias="accumulator",
        rounding=random.choice(("half-even", "floor", "zero")),
        activation=[random.choice(some) for _ in values],
    )
    outputs = random.choice((2, 2, 3))
    low = [random.choice(values) for _ in range(size * outputs)]
    high = [min(lo + size - 1, least + random.choice((0, 0, 1))) for least in low]
    return model, required(model, low, high, outputs=outputs)


@pytest.mark.parametrize("seed", range(200))
def test_outputs_are_tied_exactly_where_no_difference_suits(seed: int) -> None:
    model, wanted = random_question(Random(seed))
    found = tied_outputs(model, wanted)
    pairs = [(i, j) for j in range(wanted.outputs) for i in range(j)]
    if tie_modulus(model) == 0:
        assert found is None
        return
    excluded = [pair for pair in pairs if not some_difference_suits(model, wanted, *pair)]
    assert (found is not None) == bool(excluded)
    if found is not None:
        assert found.outputs in excluded
        few = list(found.points)
        least = [
            required(model, wanted.low[rows], wanted.high[rows], points=wanted.points[rows],
                     outputs=wanted.outputs)
            for rows in (few, *([row for row in few if row != one] for one in few))
        ]  # fmt: skip
        suits = [some_difference_suits(model, each, *found.outputs) for each in least]
        assert suits == [False, *[True] * len(few)]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [("binary", 2), ("[-2,1,4]@1", 3), ("[-1,0,1]@1", 1), ("[-3,1]@2", 4), ("[5]@1", 0)],
)
def test_the_tie_is_what_weights_and_activation_have_in_common(weights: str, expected: int) -> None:
    ramp = Model.of(format="raw(-3,2,1)", activation="relu", weights=weights)
    assert tie_modulus(ramp) == expected
    even = Model.of(format="raw(-3,2,1)", activation=[-1, 1, -3, 1, 1, 1], weights=weights)
    assert tie_modulus(even) == 2 * expected


def random_network(random: Random, model: Model, outputs: int) -> Network:
    widths = [1, *(random.randint(1, 4) for _ in range(random.randint(1, 2))), outputs]
    layers = [
        Layer(
            weights=tuple(
                tuple(random.choice(model.weights.raws) for _ in range(before))
                for _ in range(after)
            ),
            biases=tuple(random.choice(model.biases.between(-6, 6)) for _ in range(after)),
        )
        for before, after in pairwise(widths)
    ]
    return Network(model=model, layers=tuple(layers))


def never_tied(count: int, seed: int) -> Counter[bool]:
    """What a network computes is never excluded; as much as changed in one place often is."""
    random, seen = Random(seed), Counter[bool]()
    for _ in range(count):
        some = random.sample(range(-2, 3), 2)
        model = Model.of(
            format="raw(-12,12,1)",  # wide, so that few outputs saturate
            weights=random.choice(WEIGHTS),
            bias="accumulator",
            activation=[random.choice(some) for _ in range(25)],
        )
        network = random_network(random, model, random.choice((2, 3)))
        points = np.array(random.sample(list(model.format.raws), 8)).reshape(-1, 1)
        values = network.evaluate_all(points)
        computed = required(model, values, points=points, outputs=network.outputs)
        assert tied_outputs(model, computed) is None, network
        assert represent(model, computed).verdict != REFUTED, network
        changed = np.array(values)
        place = random.randrange(len(points)), random.randrange(network.outputs)
        changed[place] = random.choice(model.format.raws)
        other = required(model, changed, points=points, outputs=network.outputs)
        seen[tied_outputs(model, other) is not None] += 1
    return seen


def test_what_networks_compute_is_not_tied() -> None:
    seen = never_tied(400, seed=2)
    assert min(seen.values()) > 20, seen


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 20))
def test_what_many_networks_compute_is_not_tied(seed: int) -> None:
    never_tied(5000, seed=seed)


def test_two_outputs_of_binary_weights_whose_difference_takes_both_parities() -> None:
    model = Model.of(format="raw(-2,1,1)", activation="relu", weights="binary")
    first, second = [0, -1, 0, -1], [0, 0, 0, -1]
    wanted = required(model, list(zip(first, second, strict=True)), outputs=2)
    for alone in (first, second):
        assert represent(model, required(model, alone)).verdict == PROVED
    answer = represent(model, wanted)
    assert (answer.verdict, answer.cause) == (REFUTED, "parity")
    assert tied_outputs(model, wanted) == Tied(points=(1, 0), outputs=(0, 1))
    document = strict_json.loads(serialized(answer.certificate or {}))
    assert outcome(document)[0] == 0


def test_saturated_outputs_are_free() -> None:
    """lo and hi come from accumulators of both parities."""
    model = Model.of(format="raw(-2,1,1)", activation="relu", weights="binary")
    values = [(0, -2), (-1, 1), (1, 0), (-2, -1)]
    assert tied_outputs(model, required(model, values, outputs=2)) is None


def test_single_layers_are_not_tied() -> None:
    """x and −x read one input, whose values differ by more than an activation's might."""
    model = Model.of(format="raw(-3,3,1)", activation=[-2, -2, -2, -2, 2, 2, 2], weights="binary")
    values = [(raw, -raw) for raw in model.format.raws]
    wanted = required(model, values, outputs=2)
    assert tied_outputs(model, wanted) is not None
    assert represent(model, wanted).verdict == PROVED


@pytest.mark.parametrize(
    ("command", "schema"), [("represent", "representation"), ("construct", "construction")]
)
def test_the_answer_of_a_command_satisfies_its_schema_and_changed_it_does_not(
    command: str, schema: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = [[0, 0], [-1, 0], [0, 0], [-1, -1]]
    path = tmp_path / "f.json"
    path.write_text(
        json.dumps({"format": "raw(-2,1,1)", "inputs": 1, "outputs": 2, "values": values})
    )
    options = ("--activation", "relu", "--weights", "binary", "--json")
    status, out, _ = answer_of(capsys, command, path, *options)
    answer = json.loads(out)
    assert (status, answer["cause"], answer["rule"]) == (10, "parity", "parity_function")
    assert not survivors(schema, answer)
