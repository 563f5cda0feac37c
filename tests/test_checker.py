"""The checker on whole certificates: what it must accept, what it must refuse, and how it says so.

`certificates/accepted/` holds certificates of every rule, `certificates/forged/forgeries.json`
single changes to them, each with the status and the reason expected. Then every single change of a
mechanical kind is tried, and those the checker still accepts must be harmless: of a kind listed
here with its reason, and true by enumeration.
"""

import ast
import copy
import json
import os
import shutil
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from fxprove.checker import (
    claims,
    first_layer,
    function_rules,
    networks,
    output_layer,
    requirements,
    rules,
    strict_json,
    verification,
)
from fxprove.checker.activation_tables import PrecisionExhausted
from fxprove.checker.arithmetic import ROUNDINGS
from fxprove.checker.entry import main, outcome
from fxprove.checker.function_rules import FUNCTION_RULES
from fxprove.checker.outcomes import Incomplete, Invalid, Meter, NotACertificate
from fxprove.checker.rules import RULES
from fxprove.checker.verification import NO_CLAIM, verify
from fxprove.formats import Format
from fxprove.models import Activation, Model
from fxprove.networks import Layer, Network
from fxprove.oracle import OracleLimit, representable_functions
from fxprove.parameter_sets import BiasSet, WeightSet
from fxprove.requirements import Requirement
from fxprove.rounding import Accumulation, Overflow, Rounding
from fxprove.universality import decide
from tests.by_definition import Definition
from tests.certificates import make_accepted
from tests.represented_by_definition import is_represented

FOLDER = Path(__file__).with_name("certificates")
ACCEPTED = sorted(path.stem for path in (FOLDER / "accepted").glob("*.json"))
FORGERIES: list[dict[str, Any]] = json.loads(
    (FOLDER / "forged" / "forgeries.json").read_text(encoding="utf-8")
)
STATUS = {"valid": 0, "unreadable": 2, "invalid": 10, "incomplete": 20}
CHECKER = Path(rules.__file__).parent
ALL_RULES = {**RULES, **FUNCTION_RULES}
MEANINGS = {
    "universal": "every function is computed",
    "not_universal": "the function in the certificate is not computed",
    "representable": "some network computes the function",
    "not_representable": "no network computes the function",
}


def text_of(name: str) -> str:
    return (FOLDER / "accepted" / f"{name}.json").read_text(encoding="utf-8")


def accepted(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text_of(name))
    return document


# What must be accepted


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_certificate_is_valid_with_and_without_its_own_claim(name: str) -> None:
    document = accepted(name)
    for claim in (NO_CLAIM, document["claim"], {"model": document["claim"]["model"]}):
        status, lines = outcome(document, claim=claim)
        assert status == 0
        assert lines[0].startswith("valid: networks over raw(")
        assert f": {MEANINGS[document['claim']['statement']]} (rule " in lines[0]
        assert lines[0].endswith(f"(rule {document['rule']})")


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_certificate_survives_the_recomputation_of_its_table(name: str) -> None:
    document = accepted(name)
    table_is_trusted = any("the activation table" in line for line in outcome(document)[1])
    assert table_is_trusted == (document["claim"]["model"]["activation"]["name"] is not None)
    status, lines = outcome(document, recompute_activation=True)
    assert status == 0
    assert not any("the activation table" in line for line in lines)


def test_the_accepted_certificates_are_regenerated_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_accepted, "FOLDER", tmp_path)
    (tmp_path / "stale.json").write_text("{}")
    make_accepted.main()
    assert sorted(path.stem for path in tmp_path.iterdir()) == ACCEPTED
    for name in ACCEPTED:
        assert (tmp_path / f"{name}.json").read_text(encoding="utf-8") == text_of(name)


def test_every_rule_has_an_accepted_certificate_named_after_it() -> None:
    assert {accepted(name)["rule"] for name in ACCEPTED} == set(ALL_RULES)
    for name in ACCEPTED:
        assert name.startswith(accepted(name)["rule"])


def test_what_a_valid_certificate_rests_on_names_the_theorem_and_the_checker() -> None:
    _, lines = outcome(accepted("theorem_2_probes"))
    assert lines[1:] == [
        "It rests on:",
        "  - docs/theory.md: Theorem 2: (D) and (C) suffice",
        "  - this checker's own code and the Python interpreter that runs it",
        "  - the activation table, as the rounding of the function it is named after",
    ]


# Forgeries


def forged(forgery: dict[str, Any]) -> bytes:
    """The bytes of the forgery; refuses one that changes nothing."""
    text = text_of(forgery["from"])
    if "text" in forgery:
        old, new = forgery["text"]
        assert text.count(old) == 1
        return text.replace(old, new).encode()
    document = json.loads(text)
    *outer, last = forgery["path"]
    node: Any = document
    for key in outer:
        node = node[key]
    if forgery.get("delete"):
        del node[last]
    else:
        before = node[last] if isinstance(node, list) else node.get(last, Ellipsis)
        assert json.dumps(forgery["value"]) != (before is not Ellipsis and json.dumps(before))
        node[last] = forgery["value"]
    return json.dumps(document).encode()


def name_of(forgery: dict[str, Any]) -> str:
    path = forgery.get("path") or [forgery["text"][1][:30]]
    return "-".join([forgery["from"], *map(str, path[-3:]), forgery["reason"][:40]])


@pytest.mark.parametrize("forgery", FORGERIES, ids=name_of)
def test_a_forgery_is_refused_for_the_reason_expected(
    forgery: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "forged.json"
    file.write_bytes(forged(forgery))
    options = ["--recompute-activation"] if forgery.get("recompute") else []
    assert main([str(file), *options]) == STATUS[forgery["expected"]]
    printed = capsys.readouterr()
    unreadable = forgery["expected"] == "unreadable"
    message = printed.err if unreadable else printed.out
    assert (printed.out if unreadable else printed.err) == ""
    assert forgery["reason"] in message
    assert message.count("\n") == 1
    if not unreadable:
        assert message.startswith(f"{forgery['expected']}: ")


def test_there_are_forgeries_of_every_rule_and_no_two_are_the_same() -> None:
    assert {accepted(forgery["from"])["rule"] for forgery in FORGERIES} == set(ALL_RULES)
    assert len({forged(forgery) for forgery in FORGERIES}) > len(FORGERIES) - 8
    assert len(FORGERIES) > 200


def refusals(module: Any) -> Iterator[tuple[int, int]]:
    """First and last line of each statement of a module that can refuse a certificate."""
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Raise) or (isinstance(called, ast.Name) and called.id == "require"):
            assert isinstance(node, (ast.Raise, ast.Call))
            yield node.lineno, node.end_lineno or node.lineno


UNPROVOKED = {
    (
        "verification",
        "Incomplete(str(error))",
    ): "by a stand-in: no table needs more",
    ("verification", "claim: expected a field"): "--claim, below",
    ("verification", "the claim: {error}"): "--claim, below",
    ("verification", "it proves {statement}, the claim is"): "--claim, below",
    ("verification", "{words} differ"): "--claim, below",
    ("verification", "the biases differ"): "--claim, below",
    ("verification", "it is about another function"): "--claim, below",
    ("requirements", "function.points: more points"): "with a lower limit, below",
}
"""Refusals that no forgery can meet, by module and words, and where they are met instead."""


CHECKING = (
    claims, first_layer, function_rules, networks, output_layer, requirements, rules, verification,
)  # fmt: skip


def test_every_refusal_of_the_checker_is_provoked_by_some_forgery() -> None:
    provoked: set[tuple[str, int]] = set()
    for forgery in FORGERIES:
        if "text" in forgery:
            continue
        try:
            recompute = bool(forgery.get("recompute"))
            verify(strict_json.loads(forged(forgery)), recompute_activation=recompute)
        except (Invalid, Incomplete, NotACertificate) as error:
            for frame in traceback.extract_tb(error.__traceback__):
                provoked.add((Path(frame.filename).stem, frame.lineno or 0))
    for module in CHECKING:
        name = module.__name__.rpartition(".")[2]
        source = Path(str(module.__file__)).read_text(encoding="utf-8").splitlines()
        for first, last in refusals(module):
            statement = " ".join(line.strip() for line in source[first - 1 : last])
            excused = any(name == where and words in statement for where, words in UNPROVOKED)
            met = any((name, line) in provoked for line in range(first, last + 1))
            assert met != excused, f"{name}.py:{first}: {statement}"


# Every single change of a mechanical kind

Path_ = tuple[str | int, ...]

NAMES = {
    "statement": claims.STATEMENTS,
    "rule": tuple(ALL_RULES),
    "rounding": ROUNDINGS,
    "overflow": ("saturate", "wrap"),
    "accumulate": claims.ACCUMULATIONS,
    "direction": ("nondecreasing", "either"),
}
TAILS = ("upper", "lower")
PROVENANCE = ("claim.model.activation.name", "claim.model.activation.rounding",
              "claim.model.activation.overflow")  # fmt: skip


def nodes(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Everything in a document below its root, with where it stands."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, child in value.items():
            yield from nodes(child, (*path, name))
    if isinstance(value, list):
        for index, child in enumerate(value):
            yield from nodes(child, (*path, index))


def parent_in(document: Any, path: Path_) -> Any:
    for key in path[:-1]:
        document = document[key]
    return document


def mutants(document: dict[str, Any]) -> Iterator[tuple[Path_, str, dict[str, Any]]]:
    """Where, what was done, and the result: one change at one place each."""
    for path, value in nodes(document):
        last = path[-1]
        changed: dict[str, object] = {"null": None, "true": True}
        if type(value) is int:
            changed |= {"+1": value + 1, "−1": value - 1, "negated": -value}
        if isinstance(value, str):
            others = TAILS if value in TAILS else NAMES.get(str(last), ())
            changed |= {name: name for name in others}
        for what, new in changed.items():
            if type(new) is not type(value) or new != value:
                mutant = copy.deepcopy(document)
                parent_in(mutant, path)[last] = new
                yield path, what, mutant
        deleted = copy.deepcopy(document)
        del parent_in(deleted, path)[last]
        yield path, "deleted", deleted
        if isinstance(last, int):
            duplicated = copy.deepcopy(document)
            parent_in(duplicated, path).insert(last, copy.deepcopy(value))
            yield path, "duplicated", duplicated


def pattern(path: Path_) -> str:
    return ".".join("*" if isinstance(key, int) else key for key in path)


SINGLE = {
    "points.*": "a point twice, or another that excludes as much",
    "slopes.*.*": "a bound that was not needed",
    "slopes.*.*.*": "another pair of points that bounds a weight enough",
}

EQUIVALENT = {
    ("theorem_2", "evidence.separation.probes.*"): "a neuron twice, or one that was not needed",
    ("theorem_2", "evidence.separation.probes.*.*"): "another neuron that tells as much apart",
    ("theorem_2", "evidence.separation.thresholds.*"): "a family twice",
    ("theorem_2", "evidence.separation.thresholds.*.*"): "another family that separates as much",
    ("theorem_2", "evidence.covering.difference_combination.*.*"): "another raw with the same σ",
    ("theorem_2", "evidence.covering.multiples.*"): "another accumulator in the same cell",
    ("theorem_3", "evidence.covering.multiples.*"): "another accumulator in the same cell",
    ("constant_activation", "evidence.counterexample.values.*"): "another function that turns",
    ("constant_activation", "evidence.turn.fall.*.*"): "another place where it falls",
    ("covering", "evidence.counterexample.values.*"): "another function that is not computed",
    ("covering", "evidence.turn.rise.*.*"): "another place where it rises",
    ("covering", "evidence.turn.fall.*.*"): "another place where it falls",
    ("covering", "evidence.values.*"): "other values that no coset reaches together",
    ("separation", "evidence.counterexample.values.*"): "another function that σ sees apart there",
    ("fixed_point", "evidence.counterexample.values.*"): "another function with f(0) ≠ 0",
    ("monotone", "evidence.counterexample.values.*"): "another function that is not monotone",
    ("monotone", "evidence.turn.fall.*.*"): "another place where it falls",
    **{(rule, "claim.model.bias.offsets.*"): "the same offset modulo the step, or twice"
       for rule in ("constant_activation", "covering", "monotone", "theorem_3",
                    "constant_activation_function", "monotone_function", "network_function",
                    "parity_function",
                    "theorem_2_function", "theorem_3_function")},
    **{(rule, "claim.model.bias.step"): "one multiple of another step, 0, is the same set"
       for rule in ("constant_activation", "covering", "fixed_point", "fixed_point_function")},
    ("network_function", "evidence.layers.*.biases.*"): "another network that computes it",
    ("network_function", "evidence.layers.*.weights.*.*"): "another network that computes it",
    ("constant_activation_function", "rule"): "a constant tells no inputs apart either",
    ("separation_function", "evidence.points.*"): "another point that is told apart as little",
    ("covering_function", "evidence.points.*"): "an interval twice",
    ("parity_function", "evidence.points.*"): "a point twice, or another that excludes as much",
    ("parity_function", "evidence.single.output"): "another output that is no single layer",
    ("monotone_function", "evidence.fall.points.*"): "another place where it falls",
    ("monotone_function", "evidence.rise.points.*"): "another place where it rises",
    ("theorem_2_function", "evidence.separation.probes.*"): "a neuron twice",
    ("theorem_2_function", "evidence.separation.probes.*.*"): "another that tells as much apart",
    ("theorem_2_function", "evidence.separation.neurons.*"): "twice, or one that was not needed",
    ("theorem_2_function", "evidence.separation.neurons.*.*"): "another that tells as much apart",
    ("theorem_2_function", "evidence.separation.neurons.*.*.*"): "another that tells as much apart",
    ("theorem_2_function", "evidence.difference_combination.*.*"): "another raw with the same σ",
    ("theorem_2_function", "evidence.cosets.*.bias"): "another coset that reaches as much",
    ("theorem_2_function", "evidence.cosets.*.value"): "another coset that reaches as much",
    **{(f"theorem_{i}_function", f"evidence.{place}"): words
       for i in (2, 3)
       for place, words in {
           "cosets.*.multiples.*": "a multiple twice",
           "cosets.*.multiples.*.*": "another accumulator in the same cell",
           "layers": "the theorem is enough",
       }.items()},
    ("theorem_3_function", "evidence.layers.*"): "a layer twice that changes nothing again",
    **{(f"{cause}_function", f"evidence.single.{place}"): words
       for cause, places in {
           "constant_activation": ("points.*", "slopes.*.*.*"),
           "covering": ("points.*", "slopes.*.*", "slopes.*.*.*"),
           "parity": ("slopes.*.*.*",),
           "separation": ("points.*", "slopes.*.*", "slopes.*.*.*"),
       }.items()
       for place, words in SINGLE.items() if place in places},
    **{(rule, path): "not part of the claim, and the table is still its rounding"
       for rule in ALL_RULES for path in PROVENANCE},
}  # fmt: skip
"""Changes after which a certificate still proves the same claim, by rule and place, and why."""

NOT_MET = {
    ("single_value", "claim.model.activation.name"),
    ("constant_activation", "claim.model.activation.name"),
    ("separation", "claim.model.activation.name"),
    ("constant_activation_function", "claim.model.activation.name"),
    ("separation_function", "claim.model.activation.name"),
}
"""Entries of EQUIVALENT without a mutant: those certificates bring a table without a name."""


@cache
def survivors(with_claim: bool) -> tuple[tuple[str, Path_, str, dict[str, Any]], ...]:
    """The mutants the checker accepts, tables recomputed; no mutant may do worse than be refused.

    With the claim given, the mutant must still prove the original's claim.
    """
    found = []
    for name in ACCEPTED:
        document = accepted(name)
        claim = document["claim"] if with_claim else NO_CLAIM
        for path, what, mutant in mutants(document):
            status, lines = outcome(mutant, claim=claim, recompute_activation=True)
            assert status in (0, 2, 10, 20)
            assert all(len(line) < 300 and "\n" not in line for line in lines)
            if status == 0:
                found.append((name, path, what, mutant))
    return tuple(found)


def test_with_the_claim_given_only_equivalent_mutants_survive() -> None:
    met = Counter((accepted(name)["rule"], pattern(path)) for name, path, _, _ in survivors(True))
    assert set(met) == set(EQUIVALENT) - NOT_MET
    assert sum(len(list(mutants(accepted(name)))) for name in ACCEPTED) > 10 * met.total()


def test_without_the_claim_mutants_survive_only_there_or_with_another_claim() -> None:
    for name, path, what, _ in survivors(False):
        place = (accepted(name)["rule"], pattern(path))
        stated = path[:2] in (("claim", "model"), ("claim", "function"))
        assert place in EQUIVALENT or stated, (name, path, what)
    assert len(survivors(False)) > len(survivors(True))


def prover_model(fields: dict[str, Any]) -> Model:
    """The model of a claim as the oracle takes it."""
    form, weights, bias = Format(**fields["format"]), fields["weights"], fields["bias"]
    raws = weights.get("values") or range(weights["range"][0], weights["range"][1] + 1)
    first, last = bias["range"] or (None, None)
    rounding, overflow = Rounding(fields["rounding"]), Overflow(fields["overflow"])
    return Model(
        input_format=form,
        format=form,
        output_format=form,
        weights=WeightSet(
            raws=raws if isinstance(raws, range) else tuple(raws), scale=weights["scale"]
        ),
        biases=BiasSet(offsets=tuple(bias["offsets"]), step=bias["step"], first=first, last=last),
        rounding=rounding,
        overflow=overflow,
        accumulation=Accumulation(fields["accumulate"]),
        activation=Activation.from_table(fields["activation"]["table"], form),
    )


@cache
def computed(text: str) -> frozenset[tuple[int, ...]]:
    """The unary functions of a model: listed by the oracle, or sampled where it lists none."""
    model = prover_model(json.loads(text))
    try:
        return representable_functions(model)
    except OracleLimit:
        return sampled_functions(model)


def sampled_functions(model: Model, inputs: int = 1) -> frozenset[tuple[int, ...]]:
    """Functions of random networks of up to four layers, all of them computed by some network."""
    return frozenset().union(*sampled_layers(model, inputs))


@cache
def sampled_layers(model: Model, inputs: int) -> tuple[frozenset[tuple[int, ...]], ...]:
    """The neurons of each layer of such networks; those of one layer are outputs of one network."""
    random = Random(9)
    reach = 4 * model.weights.scale * (model.format.size + 2)
    biases = model.biases.between(-reach, reach)
    layer = set(zip(*product(model.format.raws, repeat=inputs), strict=True))
    found: list[frozenset[tuple[int, ...]]] = []
    for _ in range(4):
        neurons = set()
        for _ in range(150):
            # of a hidden neuron there may be copies, of an input not
            chosen = random.choices(sorted(layer), k=random.randint(1, 3))
            chosen = chosen if found else sorted(layer)
            weights = tuple(random.choices(model.weights.raws, k=len(chosen)))
            bias = random.choice(biases)
            neurons.add(
                tuple(model.neuron(point, weights, bias) for point in zip(*chosen, strict=True))
            )
        found.append(frozenset(neurons))
        layer = {tuple(model.activation(raw) for raw in neuron) for neuron in neurons}
    return tuple(found)


def is_true(document: dict[str, Any]) -> bool:
    """The claim of a certificate holds, by enumeration at one input (by theorem above 4 values)."""
    fields = copy.deepcopy(document["claim"]["model"])
    fields["activation"] = {"table": fields["activation"]["table"]}
    if "function" in document["claim"]:
        return is_true_of_its_function(document, prover_model(fields))
    size: int = fields["format"]["hi"] - fields["format"]["lo"] + 1
    if document["claim"]["statement"] == "universal":
        if size > 4:
            definition = Definition.of(document["claim"]["model"])
            if document["rule"] == "theorem_2":
                return definition.is_universal_by_theorem_2()
            return frozenset(definition.raws) in definition.reached_values()
        total: int = size**size
        return len(computed(json.dumps(fields))) == total
    function = document["evidence"]["counterexample"]
    if function["inputs"] > 1:
        found = sampled_functions(prover_model(fields), function["inputs"])
        return tuple(function["values"]) not in found
    return tuple(function["values"]) not in computed(json.dumps(fields))


def is_true_of_its_function(document: dict[str, Any], model: Model) -> bool:
    """The network shown computes it; the oracle or Theorem 2 has it; or no sampled network does."""
    wanted = make_accepted.requirement_of(model, document["claim"]["function"])
    if document["rule"] == "network_function":
        layers = tuple(
            Layer(weights=tuple(map(tuple, layer["weights"])), biases=tuple(layer["biases"]))
            for layer in document["evidence"]["layers"]
        )
        network = Network(model=model, layers=layers)
        values = [network.evaluate(tuple(point)) for point in wanted.points.tolist()]
        return bool(np.all((wanted.low <= values) & (values <= wanted.high)))
    if document["claim"]["statement"] == "representable" and wanted.inputs + wanted.outputs > 2:
        return is_represented(model, wanted)
    places = wanted.points - model.format.lo
    indices = np.ravel_multi_index(tuple(places.T), (model.format.size,) * wanted.inputs)
    layers_or_all = sampled_layers(model, wanted.inputs)
    if (wanted.inputs, wanted.outputs) == (1, 1):
        layers_or_all = (computed(json.dumps(plain(document))),)
    is_computed = any(
        all(meets_one(neurons, indices, wanted, output) for output in range(wanted.outputs))
        for neurons in layers_or_all
    )
    expected: bool = document["claim"]["statement"] == "representable"
    return is_computed == expected


def plain(document: dict[str, Any]) -> dict[str, Any]:
    """The model of a claim without the name of its activation."""
    fields = dict(document["claim"]["model"])
    return {**fields, "activation": {"table": fields["activation"]["table"]}}


def meets_one(
    functions: frozenset[tuple[int, ...]], indices: Any, wanted: Requirement, output: int
) -> bool:
    """One of the functions keeps within the bounds of this output."""
    values = np.array(sorted(functions))[:, indices]
    low, high = wanted.low[:, output], wanted.high[:, output]
    return bool(((low <= values) & (values <= high)).all(axis=1).any())


def test_whatever_a_surviving_mutant_claims_is_true() -> None:
    statements = Counter(
        (mutant["claim"]["statement"], is_true(mutant)) for _, _, _, mutant in survivors(False)
    )
    assert set(statements) == {(statement, True) for statement in claims.STATEMENTS}
    assert min(statements.values()) > 150


# The claim, given separately


def test_a_certificate_about_another_model_is_refused_with_what_differs() -> None:
    document = accepted("theorem_2_probes")
    changes: dict[str, tuple[list[str], Any]] = {
        "the formats": (["output_format", "scale"], 2),
        "the weights": (["weights", "range"], [-2, 1]),
        "the weight scales": (["weights", "scale"], 2),
        "the biases": (["bias", "range"], [-2, 3]),
        "the rounding modes": (["rounding"], "floor"),
        "the overflow modes": (["overflow"], "wrap"),
        "the accumulation orders": (["accumulate"], "sequential"),
        "the activation tables": (["activation", "table"], [0, 0, 0, 1, 1]),
    }
    for name, (path, value) in changes.items():
        model = copy.deepcopy(document["claim"]["model"])
        parent_in(model, tuple(path))[path[-1]] = value
        expected = f"invalid: it is about another model: {name} differ"
        assert outcome(document, claim={"model": model}) == (10, [expected])


def test_a_certificate_of_the_opposite_statement_is_refused() -> None:
    for name, opposite in (("theorem_3", "not_universal"), ("covering", "universal")):
        document = accepted(name)
        right = document["claim"]["statement"]
        expected = f"invalid: it proves {right}, the claim is {opposite}"
        assert outcome(document, claim={"statement": opposite}) == (10, [expected])
        assert outcome(document, claim={"statement": right})[0] == 0


def test_a_certificate_about_another_function_is_refused() -> None:
    document = accepted("theorem_2_function_tolerances")
    stated = document["claim"]
    other: dict[str, tuple[int, Any]] = {
        "low": (0, -2), "high": (0, 1), "points": (0, -1),
    }  # fmt: skip
    for field, (index, value) in other.items():
        claim = copy.deepcopy(stated)
        claim["function"][field][index] = value
        expected = "invalid: it is about another function"
        assert outcome(document, claim=claim) == (10, [expected])
    about_model = accepted("theorem_2_probes")
    zero = {"inputs": 1, "outputs": 1, "points": None, "low": [0] * 5, "high": None}
    claim = {"model": about_model["claim"]["model"], "function": zero}
    assert outcome(about_model, claim=claim)[0] == 10


def test_the_order_of_the_points_is_not_part_of_the_claim() -> None:
    document = accepted("theorem_2_function_tolerances")
    claim = copy.deepcopy(document["claim"])
    claim["function"] |= {
        "points": [1, -2, 0], "low": [1, 1, -1, 1, -2, -2], "high": [1, 1, 0, 1, -1, -1]
    }  # fmt: skip
    assert outcome(document, claim=claim)[0] == 0
    document = accepted("theorem_2_function")
    claim = copy.deepcopy(document["claim"])
    claim["function"] |= {"points": [2, 1, 0, -1], "low": [0, 2, -1, 1], "high": [0, 2, -1, 1]}
    assert outcome(document, claim=claim)[0] == 0


def test_more_points_than_are_read_are_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requirements, "LARGEST_SET", 2)
    expected = "incomplete: function.points: more points than 2"
    assert outcome(accepted("theorem_2_function_tolerances")) == (20, [expected])


def test_weights_listed_or_as_a_range_are_the_same_claim() -> None:
    document = accepted("theorem_2_probes")
    model = copy.deepcopy(document["claim"]["model"])
    model["weights"] = {"scale": 1, "values": [-1, 0, 1]}
    assert outcome(document, claim={"model": model})[0] == 0


NO_CLAIMS: list[object] = [
    None, [], {}, 7, "universal", {"model": {}}, {"model": None}, {"statement": "perhaps"},
    {"statement": "universal", "comment": ""}, {"statement": None}, {"function": {}},
    {"statement": "representable", "function": None},
    {"model": accepted("covering")["claim"]["model"], "function": {"inputs": 1}},
]  # fmt: skip


@pytest.mark.parametrize("claim", NO_CLAIMS, ids=json.dumps)
def test_what_is_no_claim_is_bad_input_and_not_the_certificates_fault(claim: object) -> None:
    for name in ("theorem_2_probes", "covering"):
        status, [line] = outcome(accepted(name), claim=claim)
        assert status == 2
        assert line.startswith("the claim: ")


def test_a_claim_beyond_the_limits_is_incomplete() -> None:
    document = accepted("theorem_2_probes")
    model = copy.deepcopy(document["claim"]["model"])
    model["weights"]["range"] = [-(10**9), 10**9]
    assert outcome(document, claim={"model": model})[0] == 20


def test_the_name_of_the_claims_activation_is_recomputed_too() -> None:
    document = accepted("theorem_2_probes")
    document["claim"]["model"]["activation"]["name"] = None
    model = copy.deepcopy(document["claim"]["model"])
    for name, status in (("gelu", 0), ("identity", 10), ("unheard_of", 20)):
        model["activation"]["name"] = name
        assert outcome(document, claim={"model": model})[0] == 0
        assert outcome(document, claim={"model": model}, recompute_activation=True)[0] == status


@pytest.mark.parametrize(
    ("written", "other", "status"),
    [
        ({"offsets": [0], "step": 1, "range": [-2, 2]}, [-2, -1, 0, 1, 2], 0),
        ({"offsets": [0], "step": 1, "range": [-2, 2]}, [-2, -1, 0, 1, 3], 10),
        ({"offsets": [0], "step": 1, "range": None}, {"offsets": [0, 1], "step": 2}, 0),
        ({"offsets": [0], "step": 1, "range": None}, {"offsets": [0, 1], "step": 3}, 10),
        ({"offsets": [0], "step": 1, "range": None}, [-2, -1, 0, 1, 2], 10),
        ({"offsets": [0], "step": 1, "range": None}, {"offsets": [0], "step": 10**12}, 20),
    ],
    ids=str,
)
def test_biases_are_compared_as_sets_however_they_are_written(
    written: dict[str, Any], other: Any, status: int
) -> None:
    document = accepted("theorem_2_probes")
    document["claim"]["model"]["bias"] = written
    assert outcome(document)[0] == 0
    model = copy.deepcopy(document["claim"]["model"])
    if isinstance(other, list):
        model["bias"] = {"offsets": other, "step": 1, "range": [0, 0]}
    else:
        model["bias"] = {**other, "range": None}
    assert outcome(document, claim={"model": model})[0] == status


def test_an_activation_that_stays_undecided_is_incomplete(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def undecided(*_: object, **__: object) -> list[int]:
        raise PrecisionExhausted("gelu", 1, 16, 16384)

    monkeypatch.setattr(verification, "recomputed_table", undecided)
    named = decide(Model.of(format="Q1.1", activation="gelu")).certificate
    status, lines = outcome(named, recompute_activation=True)
    assert status == 20
    assert "gelu" in lines[0]


# The command line of the checker


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_explaining_prints_the_verdict_and_then_what_it_rests_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = str(FOLDER / "accepted" / "covering.json")
    status, out, err = run([file, "--explain"], capsys)
    assert (status, err) == (0, "")
    assert out.splitlines() == outcome(accepted("covering"))[1]
    assert len(out.splitlines()) == 5
    status, out, _ = run([file, "--explain", "--recompute-activation"], capsys)
    assert (status, len(out.splitlines())) == (0, 4)


def test_a_claim_file_decides_whether_the_certificate_answers_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, claim = str(FOLDER / "accepted" / "covering.json"), tmp_path / "claim.json"
    claim.write_text(json.dumps(accepted("covering")["claim"]))
    assert run([file, "--claim", str(claim)], capsys)[0] == 0
    claim.write_text(json.dumps(accepted("separation")["claim"]))
    status, out, _ = run([file, "--claim", str(claim)], capsys)
    assert (status, out) == (10, "invalid: it is about another model: the formats differ\n")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "expected JSON"),
        (b"{", "expected JSON"),
        (b"[]", "expected a certificate of fxprove, found a list of 0"),
        (b"{}", "expected a certificate of fxprove, found an object of 0 fields"),
        (b"null", "expected a certificate of fxprove, found None"),
        (
            b'"fxprove_certificate"',
            "expected a certificate of fxprove, found 'fxprove_certificate'",
        ),
        (b"\xff\xfe{\x00}\x00", "expected UTF-8, found byte 0xff at offset 0"),
        (b"[" * 100_000, "expected at most 32 levels, found far more"),
    ],
)
def test_what_is_no_certificate_at_all_is_unreadable_in_one_line(
    content: bytes, found: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "certificate.json"
    file.write_bytes(content)
    status, out, err = run([str(file)], capsys)
    assert (status, out) == (2, "")
    assert found in err
    assert err.count("\n") == 1


def test_a_missing_file_and_a_directory_are_unreadable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, found in (
        (tmp_path, "expected a file, found a directory"),
        (tmp_path / "none.json", "expected a readable file, found no such file or directory"),
    ):
        assert run([str(path)], capsys) == (2, "", f"{path}: {found}\n")
        status, out, err = run(
            [str(FOLDER / "accepted" / "covering.json"), "--claim", str(path)], capsys
        )
        assert (status, out, err) == (2, "", f"{path}: {found}\n")


@pytest.mark.parametrize("arguments", [[], ["--nonsense", "x"], ["a", "b"], ["a", "--claim"]])
def test_bad_usage_is_one_line_and_status_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1


# The checker on its own, as a folder, where fxprove cannot be imported

ALONE = [sys.executable, "-I", "-S"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checker under another name, beside nothing."""
    copied = tmp_path_factory.mktemp("elsewhere") / "some-checker"
    shutil.copytree(CHECKER, copied, ignore=shutil.ignore_patterns("__pycache__"))
    return copied


def alone(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [*ALONE, str(folder), *arguments],
        capture_output=True, text=True, encoding="utf-8", cwd=folder.parent, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_fxprove_cannot_be_imported_where_the_checker_runs_alone(folder: Path) -> None:
    command = [*ALONE, "-c", "import fxprove"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder.parent, check=False)
    assert done.returncode == 1
    assert "ModuleNotFoundError: No module named 'fxprove'" in done.stderr


def test_the_checker_alone_gives_every_status_without_fxprove(folder: Path, tmp_path: Path) -> None:
    good = str(FOLDER / "accepted" / "theorem_2_probes.json")
    status, out, err = alone(folder, good, "--explain", "--recompute-activation")
    assert (status, err) == (0, "")
    assert out.splitlines() == outcome(accepted("theorem_2_probes"), recompute_activation=True)[1]
    by_version = next(f for f in FORGERIES if f["path"] == ["fxprove_certificate"])
    by_rule = next(f for f in FORGERIES if f.get("path") == ["rule"])
    for forgery, expected in ((by_rule, 10), (by_version, 20)):
        bad = tmp_path / "bad.json"
        bad.write_bytes(forged(forgery))
        status, out, err = alone(folder, str(bad))
        assert (status, err) == (expected, "")
        assert forgery["reason"] in out
    claim = tmp_path / "claim.json"
    claim.write_text(json.dumps(accepted("covering")["claim"]))
    assert alone(folder, good, "--claim", str(claim))[0] == 10
    status, out, err = alone(folder, str(tmp_path / "none.json"))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert alone(folder)[0] == 2


def test_the_checker_runs_as_a_folder_and_as_a_module_in_the_repository(tmp_path: Path) -> None:
    good = str(FOLDER / "accepted" / "separation.json")
    for form in ([str(CHECKER)], ["-m", "fxprove.checker"]):
        done = subprocess.run(
            [sys.executable, "-I", *form, good], capture_output=True, text=True, cwd=tmp_path,
            encoding="utf-8", check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("valid: ")


def test_the_checker_imports_the_standard_library_and_itself_only() -> None:
    for path in CHECKER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported = [str(node.module)]
            else:
                continue
            for name in imported:
                assert name.partition(".")[0] in sys.stdlib_module_names, (path.name, name)


# Hostile content, and output that fails


@pytest.mark.parametrize("content", ["null", "[]", "{}", '{"model": {}}'])
def test_a_claim_file_that_is_no_claim_is_bad_input(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = tmp_path / "claim.json"
    claim.write_text(content)
    file = str(FOLDER / "accepted" / "covering.json")
    status, out, err = run([file, "--claim", str(claim)], capsys)
    assert (status, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    "name", ["relu\nvalid: 1 = 2", "\ud800", "\x1b[2J", "no such function", "", "σ", "relu "]
)
def test_an_activation_name_cannot_disturb_what_is_printed(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = accepted("monotone")
    document["claim"]["model"]["activation"]["name"] = name
    file = tmp_path / "named.json"
    file.write_text(json.dumps(document))
    status, out, err = run([str(file)], capsys)
    assert (status, err) == (10, "")
    assert out.removesuffix("\n").isprintable()


def large(size: int, rule: str, evidence: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A certificate over 0 … size − 1 whose every part is legal and long."""
    form = {"lo": 0, "hi": size - 1, "scale": 1}
    model = {
        "format": form, "input_format": form, "output_format": form, "rounding": "half-even",
        "weights": {"scale": 1, "range": [-1, 1]}, "overflow": "saturate", "accumulate": "exact",
        "bias": {"offsets": [0], "step": 1, "range": None},
        "activation": {
            "name": None, "rounding": "half-even", "overflow": "saturate",
            "table": [raw % 2 for raw in range(size)],
        },
    } | changes  # fmt: skip
    claim = {"statement": RULES[rule].concludes, "model": model}
    return {"fxprove_certificate": 1, "claim": claim, "rule": rule, "evidence": evidence}


@pytest.mark.parametrize(
    ("rule", "evidence", "bias"),
    [
        ("theorem_2", {"separation": {}, "covering": {}}, range(20_000)),
        ("theorem_2", {"separation": {"probes": [[1, 0]] * 20_000}, "covering": {}}, [0]),
        ("theorem_2", {"separation": {"thresholds": [[1, "upper"]] * 20_000}, "covering": {}}, [0]),
        ("separation", {"pair": [0, 1], "counterexample": {}}, range(0, 60_000, 3)),
    ],
)
def test_a_certificate_that_asks_for_too_many_steps_is_soon_incomplete(
    rule: str, evidence: dict[str, Any], bias: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Meter.__init__, "__defaults__", (200_000, 0))
    if "separation" in evidence:
        evidence["separation"] = {"probes": [], "thresholds": []} | evidence["separation"]
    biases = {"offsets": list(bias), "step": 10**6 if len(bias) > 1 else 1, "range": None}
    start = time.monotonic()
    status, [line] = outcome(large(20_000, rule, evidence, bias=biases))
    assert (status, line) == (20, "incomplete: it needs more than 200000 steps")
    assert time.monotonic() - start < 3


def test_the_number_of_steps_is_limited_by_default() -> None:
    assert Meter().limit == 200_000_000


def test_the_checker_alone_on_a_full_disk_says_so_in_one_line(folder: Path) -> None:
    good = str(FOLDER / "accepted" / "covering.json")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*ALONE, str(folder), good], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (2, "output: no space left on device\n")


def test_the_checker_alone_survives_a_reader_that_went_away(folder: Path) -> None:
    good = str(FOLDER / "accepted" / "covering.json")
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*ALONE, str(folder), good], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert len(done.stderr.splitlines()) <= 1


def test_the_checker_alone_prints_where_only_ascii_can_be_printed(folder: Path) -> None:
    file = str(FOLDER / "accepted" / "theorem_3_two_values.json")
    done = subprocess.run(
        [sys.executable, "-S", str(folder), file], capture_output=True, check=False,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
