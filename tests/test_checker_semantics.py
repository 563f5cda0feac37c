"""The checker's rules against their definitions, on random tiny models.

Each rule decides with interval arithmetic, residues and thresholds what its definition says by
enumeration; both are asked here, and must say the same.
"""

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations
from math import gcd
from random import Random
from typing import Any

import pytest

from fxprove.checker.arithmetic import ROUNDINGS
from fxprove.checker.claims import Model, read_model
from fxprove.checker.first_layer import check_inseparable, check_separation
from fxprove.checker.outcomes import Incomplete, Invalid, Meter
from fxprove.checker.output_layer import check_covering, check_uncovered
from fxprove.checker.rules import RULES
from tests.by_definition import Definition

MODELS = 800


def random_biases(random: Random, scale: int) -> dict[str, Any]:
    """Every shape: offsets, steps that do not divide the scale, finite and unbounded."""
    step = random.choice((1, 2, 3, scale, scale, 2 * scale, 5))
    offsets = sorted(random.sample(range(-6, 7), random.choice((1, 1, 2, 3))))
    first = random.randint(-6, 2)
    bounds = random.choice((None, [first, first + random.randint(0, 8)]))
    return {"offsets": offsets, "step": step, "range": bounds}


def random_model(random: Random, rounding: str) -> dict[str, Any]:
    """A saturating, exactly accumulating model of at most six raw values."""
    size = random.choice((2, 3, 4, 5, 6))
    lo = random.choice((-size + 1, -size // 2, -2, -1, 0, 1, 3))
    table_values = random.sample(range(lo, lo + size), min(size, random.choice((1, 2, 2, 3))))
    weights = sorted(random.sample(range(-7, 8), random.randint(1, 4)))
    scale = random.choice((1, 1, 2, 3, 4, 5, 6, 7, 12))
    spelt: dict[str, Any] = {"scale": scale, "values": weights}
    if random.random() < 0.3:
        spelt = {"scale": scale, "range": [weights[0], weights[0] + random.randint(0, 6)]}
    form = {"lo": lo, "hi": lo + size - 1, "scale": random.choice((1, 2, 3))}
    return {
        "format": form,
        "input_format": form,
        "output_format": form,
        "weights": spelt,
        "bias": random_biases(random, scale),
        "rounding": rounding,
        "overflow": "saturate",
        "accumulate": "exact",
        "activation": {
            "name": None,
            "rounding": rounding,
            "overflow": "saturate",
            "table": [random.choice(table_values) for _ in range(size)],
        },
    }


@cache
def models() -> list[tuple[Model, Definition]]:
    """The same models for every test, all eight roundings equally often."""
    random = Random(20240900297)
    spelt = [random_model(random, ROUNDINGS[i % len(ROUNDINGS)]) for i in range(MODELS)]
    return [(read_model(model), Definition.of(model)) for model in spelt]


def refusal(check: Any, *arguments: Any) -> str | None:
    """What the checker objects, None if nothing."""
    try:
        check(*arguments)
    except Invalid as error:
        return str(error)
    return None


def test_requantizing_is_rounding_and_saturating_as_defined() -> None:
    for model, definition in models():
        for accumulator in range(-60, 61):
            expected = definition.requantized(accumulator)
            assert model.requantize(accumulator) == expected
            assert model.respond(accumulator) == definition.response(accumulator)


def test_membership_and_neighbours_of_biases_are_those_of_the_listed_set() -> None:
    for model, definition in models():
        listed = sorted(set(definition.biases(300)))
        for bound in range(-40, 41):
            assert (bound in model.biases) == (bound in listed)
            below = max((bias for bias in listed if bias <= bound), default=None)
            above = min((bias for bias in listed if bias >= bound), default=None)
            assert model.biases.last_up_to(bound) == below
            assert model.biases.first_from(bound) == above
        between = set(model.biases.between(-7, 11))
        assert between == {bias for bias in listed if -7 <= bias <= 11}


def test_a_pair_is_accepted_exactly_when_no_neuron_separates_it() -> None:
    seen: Counter[bool] = Counter()
    for model, definition in models():
        inseparable = definition.inseparable_pairs()
        for pair in combinations(definition.raws, 2):
            accepted = refusal(check_inseparable, model, *pair) is None
            assert accepted == (pair in inseparable), (definition, pair)
            seen[accepted] += 1
    assert min(seen.values()) > 500


def test_a_refused_pair_comes_with_a_neuron_that_separates_it() -> None:
    words = 0
    for model, definition in models():
        for x, y in combinations(definition.raws, 2):
            objection = refusal(check_inseparable, model, x, y)
            if objection is not None:
                named = objection.split()
                weight, bias = int(named[2]), int(named[5])
                assert weight in definition.weights
                assert bias in model.biases
                apart = definition.response(weight * x + bias)
                assert apart != definition.response(weight * y + bias)
                words += 1
    assert words > 500


def is_reached(definition: Definition, weight: int, upper: bool, x: int) -> bool:
    """The bias that brings x nearest to a tail of σ∘r keeps it out and every further input in."""
    sign = 1 if upper else -1
    tail = definition.hi if upper else definition.lo
    extreme = definition.table[tail - definition.lo]
    far = definition.scale * (max(abs(definition.lo), abs(definition.hi)) + 2)
    outside = [a for a in range(-far, far + 1) if definition.response(a) != extreme]
    edge = max(sign * a for a in outside)
    further = [y for y in definition.raws if (y > x if (weight > 0) == upper else y < x)]
    short = [b for b in definition.effective_biases() if sign * (weight * x + b) <= edge]
    if not further or not short:
        return not further
    nearest = max(short, key=lambda bias: sign * bias)
    return definition.response(weight * x + nearest) != extreme and all(
        sign * (weight * y + nearest) > edge for y in further
    )


def accepted_by_definition(definition: Definition, evidence: dict[str, Any]) -> bool:
    """Each pair is split by a probe, or by a threshold at one end that reaches past the other."""
    thresholds = [(w, tail == "upper") for w, tail in evidence["thresholds"]]
    reach = {
        upward: {
            x
            for x in definition.raws
            for w, upper in thresholds
            if ((w > 0) == upper) == upward and is_reached(definition, w, upper, x)
        }
        for upward in (True, False)
    }
    return all(
        x in reach[True] or y in reach[False] or is_split(definition, evidence["probes"], x, y)
        for x, y in combinations(definition.raws, 2)
    )


def is_split(definition: Definition, probes: Any, x: int, y: int) -> bool:
    """One of the neurons answers x and y differently."""
    return any(definition.response(w * x + b) != definition.response(w * y + b) for w, b in probes)


def neurons_of(definition: Definition, evidence: dict[str, Any]) -> list[tuple[int, int]]:
    """The probes, and every neuron with the weight of a threshold."""
    biases = definition.effective_biases()
    return [
        *evidence["probes"],
        *((weight, bias) for weight, _ in evidence["thresholds"] for bias in biases),
    ]


def random_separation(random: Random, definition: Definition) -> dict[str, Any]:
    biases = sorted(definition.effective_biases())
    weights = [weight for weight in definition.weights if weight]
    return {
        "probes": [
            [random.choice(definition.weights), random.choice(biases)]
            for _ in range(random.randint(0, 4))
        ],
        "thresholds": [
            [random.choice(weights), random.choice(("upper", "lower"))]
            for _ in range(random.randint(0, 3) if weights else 0)
        ],
    }


def test_probes_and_thresholds_are_accepted_exactly_when_they_separate_every_pair() -> None:
    random, seen = Random(5), Counter[tuple[bool, bool, bool]]()
    for model, definition in models():
        if len(set(definition.table)) == 1:
            continue
        for _ in range(10):
            evidence = random_separation(random, definition)
            accepted = refusal(check_separation, model, evidence) is None
            assert accepted == accepted_by_definition(definition, evidence), (definition, evidence)
            if accepted:
                neurons = neurons_of(definition, evidence)
                for x, y in combinations(definition.raws, 2):
                    assert is_split(definition, neurons, x, y), (definition, evidence, x, y)
            seen[accepted, bool(evidence["probes"]), bool(evidence["thresholds"])] += 1
    assert seen[True, True, False] > 20
    assert seen[True, False, True] > 20
    assert seen[True, True, True] > 20
    assert seen[False, True, True] > 20


def test_thresholds_of_a_constant_activation_are_refused() -> None:
    constant = [pair for pair in models() if len(set(pair[1].table)) == 1]
    for model, definition in constant:
        weight = next((weight for weight in definition.weights if weight), None)
        if weight is not None:
            evidence = {"probes": [], "thresholds": [[weight, "upper"]]}
            assert refusal(check_separation, model, evidence) == (
                "thresholds: the activation is constant"
            )
    assert len(constant) > 10


def test_values_are_uncovered_exactly_when_no_coset_reaches_all_of_them() -> None:
    random, seen = Random(6), Counter[bool]()
    for model, definition in models():
        reached = definition.reached_values()
        for _ in range(8):
            count = random.randint(1, len(definition.raws))
            values = sorted(random.sample(definition.raws, count))
            accepted = refusal(check_uncovered, model, values) is None
            assert accepted == (not any(set(values) <= coset for coset in reached)), (
                definition,
                values,
            )
            seen[accepted] += 1
    assert min(seen.values()) > 500


def test_one_bias_too_few_to_run_through_all_classes_makes_the_difference() -> None:
    random, seen = Random(9), Counter[tuple[int, bool]]()
    for number in range(1200):
        spelt = random_model(random, ROUNDINGS[number % len(ROUNDINGS)])
        spelt["weights"] = {"scale": random.choice((1, 2, 3)), "values": [-2, 0, 4]}
        step = random.choice((1, 2, 3, 4))
        model = read_model(spelt)
        cycle = model.value_gcd // gcd(step, model.value_gcd) if model.value_gcd else 1
        spare = random.choice((-1, 0))
        first = random.randint(-5, 5)
        bounds = [first, first + max(cycle + spare, 1) - 1]
        spelt["bias"] = {"offsets": [random.randint(-3, 3)], "step": step, "range": bounds}
        model, definition = read_model(spelt), Definition.of(spelt)
        reached = definition.reached_values()
        values = sorted(random.sample(definition.raws, min(2, len(definition.raws))))
        accepted = refusal(check_uncovered, model, values) is None
        assert accepted == (not any(set(values) <= coset for coset in reached)), definition
        seen[spare, accepted] += 1
    assert len(seen) == 4
    assert min(seen.values()) > 100


def covering_evidence(
    random: Random, model: Model, definition: Definition
) -> tuple[dict[str, Any], bool]:
    """A coset with its best multiples, and whether by definition it reaches every value."""
    bias = random.choice(sorted(definition.effective_biases()))
    value = model.value_gcd * random.randint(-4, 4)
    n = model.difference_gcd
    multiples = {definition.requantized(bias + value + n * t): t for t in range(-100, 101)}
    complete = set(multiples) == set(definition.raws)
    weights, differences = (
        bezout(definition.weights),
        bezout([entry - definition.table[0] for entry in definition.table]),
    )
    return {
        "bias": bias,
        "value": value,
        "generator": n,
        "weight_combination": [[c, definition.weights[i]] for i, c in weights],
        "difference_combination": [[c, definition.lo + i] for i, c in differences],
        "multiples": [multiples.get(raw, 0) for raw in definition.raws],
    }, complete


def bezout(numbers: list[int]) -> list[tuple[int, int]]:
    """Pairs (index, coefficient) whose combination of the numbers is their gcd, by search."""
    target = gcd(*numbers)
    combined, coefficients = 0, [0] * len(numbers)
    for i, number in enumerate(numbers):
        goal = gcd(combined, number)
        old, new = next(
            (u, v)
            for total in range(200)
            for u in range(-total, total + 1)
            for v in {total - abs(u), abs(u) - total}
            if u * combined + v * number == goal
        )
        coefficients = [old * c for c in coefficients]
        coefficients[i] += new
        combined = goal
    assert combined == target
    return list(enumerate(coefficients))


def test_a_coset_is_accepted_exactly_when_it_reaches_every_value() -> None:
    random, seen = Random(7), Counter[bool]()
    for model, definition in models():
        for _ in range(3):
            evidence, complete = covering_evidence(random, model, definition)
            accepted = refusal(check_covering, model, evidence) is None
            assert accepted == complete, (definition, evidence)
            seen[accepted] += 1
            if complete:
                assert frozenset(definition.raws) in definition.reached_values()
    assert min(seen.values()) > 100


@pytest.mark.parametrize("field", ["bias", "value", "generator", "multiples"])
def test_a_coset_that_is_off_by_one_is_accepted_only_where_the_definition_agrees(
    field: str,
) -> None:
    random, refused = Random(8), 0
    for model, definition in models():
        evidence, complete = covering_evidence(random, model, definition)
        if not complete:
            continue
        shift = random.choice((-1, 1))
        if field == "multiples":
            evidence[field][random.randrange(len(definition.raws))] += shift
        else:
            evidence[field] += shift
        v = model.value_gcd
        right = (
            evidence["bias"] in set(definition.biases(400))
            and (evidence["value"] % v == 0 if v else evidence["value"] == 0)
            and evidence["generator"] == model.difference_gcd
            and [
                definition.requantized(
                    evidence["bias"] + evidence["value"] + evidence["generator"] * multiple
                )
                for multiple in evidence["multiples"]
            ]
            == list(definition.raws)
        )
        assert (refusal(check_covering, model, evidence) is None) == right, (definition, evidence)
        refused += not right
    assert refused > 50


def test_biases_cover_the_format_exactly_when_every_value_is_the_image_of_one() -> None:
    seen: Counter[bool] = Counter()
    for model, definition in models():
        images = {definition.requantized(bias) for bias in definition.effective_biases()}
        covers = images == set(definition.raws)
        evidence: dict[str, Any] = {"separation": None, "covering": None}
        objection = refusal(RULES["theorem_2"].check, model, evidence)
        assert objection is not None
        assert ("bias_covers_format" not in objection) == covers, (definition, objection)
        seen[covers] += 1
    assert min(seen.values()) > 50


@pytest.mark.parametrize("limit", [0, 1, 5, 20])
def test_a_check_that_runs_out_of_steps_is_incomplete_and_never_accepted(limit: int) -> None:
    outcomes: Counter[str] = Counter()
    for model, definition in models():
        few = replace(model, meter=Meter(limit=limit))
        pair = (definition.lo, definition.hi)
        for check, arguments in ((check_inseparable, pair), (check_uncovered, (list(pair),))):
            try:
                answer = str(refusal(check, few, *arguments) is None)
            except Incomplete as error:
                assert str(error) == f"it needs more than {limit} steps"
                answer = "incomplete"
            else:
                assert answer == str(refusal(check, model, *arguments) is None)
            outcomes[answer] += 1
    assert outcomes["incomplete"] > 100
    assert limit < 20 or min(outcomes["True"], outcomes["False"]) > 10
