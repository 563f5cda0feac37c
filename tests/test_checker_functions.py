"""The checker's rules about functions on random evidence: what is accepted is true.

Claims and evidence are drawn at random, so that nearly all of it is wrong; whatever the checker
accepts must agree with theory by listing (`represented_by_definition`), and enough is accepted.
"""

from collections import Counter
from itertools import product
from random import Random
from typing import Any

import pytest

from fxprove.checker.arithmetic import ROUNDINGS
from fxprove.checker.claims import read_model
from fxprove.checker.entry import outcome
from fxprove.checker.function_rules import FUNCTION_RULES
from tests.certificates.make_accepted import requirement_of
from tests.represented_by_definition import is_represented
from tests.test_checker import prover_model
from tests.test_checker_semantics import random_model

Json = dict[str, Any]


def random_function(random: Random, model: Json, *, for_ties: bool = False) -> Json:
    """A few points of one or two inputs, one or two outputs, some tolerances.

    Two outputs, and values that are mostly not saturated, to find outputs that are tied.
    """
    raws = range(model["format"]["lo"], model["format"]["hi"] + 1)
    inputs = random.choice((1, 1, 2))
    outputs = 2 if for_ties else random.choice((1, 1, 2))
    points = list(product(raws, repeat=inputs))
    points = random.sample(points, random.randint(1, min(4, len(points))))
    inner = raws[1:-1] if for_ties and random.random() < 0.8 and len(raws) > 2 else raws
    low = [random.choice(inner) for _ in range(len(points) * outputs)]
    high = [random.choice((least, least, random.randint(least, inner[-1]))) for least in low]
    flat = [raw for point in points for raw in point]
    return {"inputs": inputs, "outputs": outputs, "points": flat, "low": low, "high": high}


def random_single(random: Random, function: Json) -> Json:
    """Mostly pairs along the coordinate that they are for, and all points."""
    inputs = function["inputs"]
    points = list(zip(*[iter(function["points"])] * inputs, strict=True))
    slopes: list[list[list[int] | None]] = []
    for coordinate in range(inputs):
        pairs: list[list[int] | None] = [
            [p, q]
            for p, q in product(range(len(points)), repeat=2)
            if points[p][coordinate] < points[q][coordinate]
        ]
        slopes.append([random.choice([None, *pairs]) for _ in range(2)])
    some = sorted(random.sample(range(len(points)), random.randint(0, len(points))))
    told = random.choice((some, list(range(len(points)))))
    return {"output": random.randrange(function["outputs"]), "slopes": slopes, "points": told}


def random_refutation(random: Random, rule: str, function: Json) -> Json:
    count = len(function["points"]) // function["inputs"]

    def pair() -> list[int]:
        return [random.randrange(count), random.randrange(count)]

    if rule == "parity_function":
        return {
            "points": random.sample(range(count), random.randint(1, count)),
            "outputs": random.choice(([0, 1], [1, 0], [1, 1])),
            "single": random_single(random, function),
        }
    pairs = [random.choice(([i, i], pair())) for i in random.choices(range(count), k=3)]
    return {
        "points": pairs if rule == "covering_function" else pair(),
        "output": random.randrange(function["outputs"]),
        "single": random_single(random, function),
    }


def random_proof(random: Random, model: Json, function: Json) -> Json:
    """A few neurons, and cosets with all multiples nearby; values chosen at random."""
    read = read_model(model)
    biases = list(read.biases_between(-15, 15)) or [read.biases.offsets[0]]
    n, lo = read.difference_gcd, read.lo
    neurons = [
        [random.choices(read.weights, k=function["inputs"]), random.choice(biases)]
        for _ in range(4)
    ]
    cosets = []
    for _ in range(function["outputs"]):
        bias, value = random.choice(biases), read.value_gcd * random.randint(-2, 2)
        reached = {read.requantize(bias + value + n * t): t for t in range(-60, 61)}
        multiples = [[raw, t] for raw, t in reached.items()]
        cosets.append({"bias": bias, "value": value, "multiples": multiples})
    bounds = zip(function["low"], function["high"], strict=True)
    differences = [[1, lo + i] for i, entry in enumerate(read.table) if entry != read.table[0]]
    return {
        "separation": {"neurons": neurons},
        "generator": n,
        "weight_combination": [[1, next(w for w in read.weights if w)]] if n else [],
        "difference_combination": differences[:1] if n else [],
        "cosets": cosets,
        "chosen": [random.randint(low, high) for low, high in bounds],
    }


def accepted_claims(rule: str, seed: int, wanted: int, most: int) -> Counter[bool]:
    """Draw claims and evidence until enough is accepted; each accepted claim must be true."""
    random, seen = Random(f"{rule} {seed}"), Counter[bool]()
    statement = FUNCTION_RULES[rule].concludes
    while seen[True] < wanted:
        assert seen.total() < most, seen
        model = random_model(random, random.choice(ROUNDINGS))
        if rule == "theorem_2_function":
            weight = random.choice((1, 1, 2))
            scale = random.choice((1, 2))
            model["weights"] = {"scale": scale, "values": [-weight, 0, weight]}
            model["bias"] = {"offsets": [0], "step": 1, "range": None}
        if rule == "constant_activation_function":
            model["activation"]["table"] = model["activation"]["table"][:1] * len(
                model["activation"]["table"]
            )
        if rule == "parity_function":
            weights = random.choice(([-1, 1], [-1, 2], [-2, 1, 4]))
            model["weights"] = {"scale": random.choice((1, 1, 2)), "values": weights}
        function = random_function(random, model, for_ties=rule == "parity_function")
        evidence = (
            random_proof(random, model, function)
            if statement == "representable"
            else random_refutation(random, rule, function)
        )
        claim = {"statement": statement, "model": model, "function": function}
        document = {"fxprove_certificate": 1, "claim": claim, "rule": rule, "evidence": evidence}
        status, lines = outcome(document)
        assert status in (0, 10)
        if status == 0:
            prover = prover_model(model)
            requirement = requirement_of(prover, function)
            is_true = is_represented(prover, requirement) == (statement == "representable")
            assert is_true, (document, lines)
        seen[status == 0] += 1
    return seen


DRAWN = (
    "theorem_2_function", "separation_function", "covering_function",
    "constant_activation_function", "parity_function",
)  # fmt: skip


@pytest.mark.parametrize("rule", DRAWN)
def test_what_is_accepted_of_random_evidence_is_true(rule: str) -> None:
    accepted_claims(rule, seed=0, wanted=25, most=40_000)


@pytest.mark.long
@pytest.mark.parametrize("rule", DRAWN)
@pytest.mark.parametrize("seed", range(1, 5))
def test_what_is_accepted_of_much_random_evidence_is_true(rule: str, seed: int) -> None:
    accepted_claims(rule, seed=seed, wanted=1000, most=1_000_000)
