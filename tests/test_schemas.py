"""The JSON Schemas accept everything that fxprove writes and refuse it with one field changed."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fxprove.accumulators.widths import WidthAnswer, accumulator_width
from fxprove.activations import ActivationName, correctly_rounded_table
from fxprove.backends.z3_library import Z3Library
from fxprove.budgets import Budget
from fxprove.certificates import serialized
from fxprove.checker import strict_json
from fxprove.checker.claims import ACCUMULATIONS, SIZE_STATEMENTS, STATEMENTS
from fxprove.checker.function_rules import FUNCTION_RULES
from fxprove.checker.rules import RULES
from fxprove.checker.size_rules import OBJECTIVES, SIZE_RULES
from fxprove.cli.answers import decision_json
from fxprove.cli.main import main
from fxprove.cli.model_options import ModelOptions
from fxprove.cli.run_answers import run_json
from fxprove.cli.run_command import evaluated
from fxprove.cli.width_command import width_json
from fxprove.engines import decide_by_all
from fxprove.errors import InputError
from fxprove.exhaustion import decide_by_oracle
from fxprove.formats import Format
from fxprove.functions import Function
from fxprove.hypotheses import THEOREM_2, THEOREM_3
from fxprove.model_files import ModelFields, model_json
from fxprove.models import Model
from fxprove.network_files import network_json, network_of_json
from fxprove.networks import Layer, Network
from fxprove.refutations import CAUSES
from fxprove.rounding import Accumulation, Overflow, Rounding
from fxprove.smt_conditions import decide_by_smt
from fxprove.table_files import LabelledTable, TableKind, read_table, render_table
from fxprove.universality import Decision, decide

NAMES = (
    "model", "decision", "certificate", "function", "table", "network", "width", "difference",
    "vectors", "representation", "run", "construction", "minimization",
)  # fmt: skip

Json = Any


@cache
def schema(name: str) -> Json:
    """The schema as users find it: package data of fxprove.schemas."""
    return json.loads((files("fxprove.schemas") / f"{name}.json").read_text(encoding="utf-8"))


@cache
def validator(name: str, anchor: str = "") -> Draft202012Validator:
    registry: Registry[Json] = Registry().with_resources(
        (f"{other}.json", Resource.from_contents(schema(other))) for other in NAMES
    )
    reference = {"$ref": f"{name}.json{anchor}"}
    return Draft202012Validator(reference, registry=registry)


def accepts(name: str, document: Json, anchor: str = "") -> bool:
    return bool(validator(name, anchor).is_valid(document))


def as_json(document: object) -> Json:
    return json.loads(json.dumps(document))


# --- The schemas themselves ---------------------------------------------------------------------


def test_the_package_holds_these_schemas_and_no_others() -> None:
    found = {entry.name for entry in files("fxprove.schemas").iterdir()}
    assert {name for name in found if name.endswith(".json")} == {f"{name}.json" for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_a_schema_of_its_draft_under_its_own_name(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(name)["$id"] == f"{name}.json"


def references(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for child in value.values():
            yield from references(child)
    elif isinstance(value, list):
        for child in value:
            yield from references(child)


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_leads_somewhere(name: str) -> None:
    registry: Registry[Json] = Registry().with_resources(
        (f"{other}.json", Resource.from_contents(schema(other))) for other in NAMES
    )
    resolver = registry.resolver(base_uri=f"{name}.json")
    for reference in references(schema(name)):
        assert resolver.lookup(reference).contents


def test_the_closed_lists_are_those_of_the_code() -> None:
    model, certificate, decision = schema("model"), schema("certificate"), schema("decision")
    assert model["$defs"]["rounding"]["enum"] == [mode.value for mode in Rounding]
    assert model["$defs"]["overflow"]["enum"] == [mode.value for mode in Overflow]
    assert model["properties"]["accumulate"]["enum"] == [mode.value for mode in Accumulation]
    assert model["properties"]["accumulate"]["enum"] == list(ACCUMULATIONS)
    assert model["required"] == list(ModelFields.NAMES)
    assert list(model["$defs"]["file"]["properties"]) == list(ModelFields.NAMES)
    statements = certificate["properties"]["claim"]["properties"]["statement"]["enum"]
    assert statements == [*STATEMENTS, *SIZE_STATEMENTS]
    rules = {*RULES, *FUNCTION_RULES, *SIZE_RULES}
    assert set(certificate["properties"]["rule"]["enum"]) == rules
    objectives = certificate["$defs"]["size"]["properties"]["objective"]["enum"]
    assert objectives == schema("minimization")["$defs"]["component"]["enum"] == list(OBJECTIVES)
    assert decision["properties"]["cause"]["enum"] == [*CAUSES, "enumeration", None]
    hypotheses = set()
    for theorem in (THEOREM_2, THEOREM_3):
        names = [hypothesis.name for hypothesis in theorem.hypotheses]
        assert decision["$defs"][theorem.name]["required"] == names
        hypotheses |= set(names)
    assert set(decision["$defs"]["hypothesis"]["enum"]) == hypotheses


def test_each_rule_has_its_statement_and_its_evidence() -> None:
    branches = {
        branch["if"]["properties"]["rule"]["const"]: branch["then"]["properties"]
        for branch in schema("certificate")["allOf"]
    }
    assert set(branches) == {*RULES, *FUNCTION_RULES, *SIZE_RULES}
    conclusions = {name: rule.concludes for name, rule in RULES.items()}
    conclusions |= {name: rule.concludes for name, rule in FUNCTION_RULES.items()}
    conclusions |= {name: rule.concludes for name, rule in SIZE_RULES.items()}
    for name, expected in conclusions.items():
        concluded = branches[name]["claim"]["properties"]["statement"]["const"]
        assert concluded == expected
        assert branches[name]["evidence"]["$ref"] == f"#/$defs/{name}"


# --- What fxprove writes ------------------------------------------------------------------------


def of(**options: Any) -> Model:
    return Model.of(**{"format": "Q1.0", "activation": "relu", **options})


MODELS: dict[str, Model] = {
    "theorem_2 with probes": of(),
    "theorem_2 with thresholds": of(format="Q2.1", activation="step"),
    "theorem_2 with listed sets": of(weights="[-3,0,2]@2", bias="[1]+wide"),
    "theorem_3": of(weights="binary"),
    "single_value": of(format="raw(2,2,1)", activation=[2]),
    "constant_activation": of(activation=[1, 1, 1, 1]),
    "constant_activation on two values": of(format="raw(0,1,1)", activation=[1, 1]),
    "fixed_point": of(bias="none"),
    "monotone, rising": of(format="UQ2.0"),
    "monotone, either": of(format="UQ2.0", activation=[3, 2, 2, 0]),
    "separation": of(
        format="raw(0,3,1)", weights="ternary", bias="format", activation=[0, 0, 1, 1]
    ),
    "covering": of(activation="sign"),
    "covering on two values": of(format="Q0.0", weights="[-2,0,2]@2", activation=[-1, -1]),
    "wrap": of(overflow="wrap"),
    "sequential": of(accumulate="sequential"),
    "sequential with the bias last": of(accumulate="sequential-bias-last", rounding="floor"),
    "several formats": of(input_format="Q1.1", output_format="UQ1.0"),
    "positive weights": of(weights="[0,1,2]@1", activation=[1, 0, 1, 0]),
    "no zero weight": of(weights="[-2,1]@1"),
    "binary with finite biases": of(weights="binary", bias="format", activation="abs"),
    "few biases": of(bias="[0,1]", activation="step"),
    "unsigned": of(format="UQ1.0", overflow="wrap"),
}  # fmt: skip


@cache
def decisions() -> dict[str, Decision]:
    """Decisions of every verdict, cause, rule and engine."""
    found = {name: decide(model) for name, model in MODELS.items()}
    found["out of time"] = decide(MODELS["separation"], Budget(seconds=0))
    for name in ("theorem_2 with probes", "covering", "wrap", "theorem_2 with thresholds"):
        found[f"oracle: {name}"] = decide_by_oracle(MODELS[name])
        found[f"smt: {name}"] = decide_by_smt(MODELS[name], Z3Library())
        found[f"all: {name}"] = decide_by_all(MODELS[name], Z3Library())
    return found


def answers() -> dict[str, Json]:
    """What decide --json prints, where a certificate was written if there is one."""
    written = {"file": "some.json", "sha256": "0123456789abcdef" * 4}
    return {
        name: as_json(decision_json(decision, None if decision.certificate is None else written))
        for name, decision in decisions().items()
    }


def certificates() -> dict[str, Json]:
    return {
        name: as_json(decision.certificate)
        for name, decision in decisions().items()
        if decision.certificate is not None
    }


def test_the_spread_has_every_verdict_cause_rule_and_engine() -> None:
    found = list(answers().values())
    assert {answer["verdict"] for answer in found} == {"universal", "not_universal", "unknown"}
    assert {answer["cause"] for answer in found} == {*CAUSES, "enumeration", None}
    assert {certificate["rule"] for certificate in certificates().values()} == set(RULES)
    assert {answer["engine"] for answer in found} == {"theorem", "smt", "oracle"}
    assert any(answer["nearest"] for answer in found)
    assert any(answer["notes"] for answer in found)
    assert any(answer["missing"] is None and answer["verdict"] == "unknown" for answer in found)
    evidence = [certificate["evidence"] for certificate in certificates().values()]
    assert {e["direction"] for e in evidence if "direction" in e} == {"nondecreasing", "either"}
    separations = [e["separation"] for e in evidence if "separation" in e]
    assert any(s["probes"] for s in separations)
    assert any(s["thresholds"] for s in separations)


@pytest.mark.parametrize("name", decisions())
def test_an_answer_satisfies_its_schema(name: str) -> None:
    validator("decision").validate(answers()[name])


@pytest.mark.parametrize("name", certificates())
def test_a_certificate_satisfies_its_schema(name: str) -> None:
    validator("certificate").validate(certificates()[name])
    read_back = strict_json.loads(serialized(certificates()[name]))
    validator("certificate").validate(read_back)


ACCEPTED = sorted((Path(__file__).parent / "certificates" / "accepted").glob("*.json"))


def test_the_certificates_that_the_checker_accepts_satisfy_their_schema() -> None:
    assert ACCEPTED
    for path in ACCEPTED:
        validator("certificate").validate(strict_json.load_file(str(path)))


@pytest.mark.parametrize("name", MODELS)
def test_a_model_satisfies_its_schema_and_that_of_model_files(name: str) -> None:
    document = as_json(model_json(MODELS[name]))
    validator("model").validate(document)
    validator("model", "#file").validate(document)


def test_the_command_line_prints_and_writes_what_the_schemas_describe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = tmp_path / "certificate.json"
    for arguments, status in (
        (["--format", "Q1.1", "--activation", "gelu"], 0),
        (["--format", "UQ1.1", "--activation", "relu"], 10),
        (["--format", "Q1.1", "--activation", "relu", "--overflow", "wrap"], 20),
    ):
        with pytest.raises(SystemExit) as exit_:
            main(["decide", *arguments, "--json", "--certificate", str(certificate)])
        assert exit_.value.code == status
        answer = json.loads(capsys.readouterr().out)
        validator("decision").validate(answer)
        assert (answer["certificate"] is None) == (status == 20)
        validator("certificate").validate(json.loads(certificate.read_text(encoding="utf-8")))


@pytest.mark.parametrize("output", ["Q1.1", "UQ2.3"])
def test_a_table_satisfies_its_schema(output: str) -> None:
    source, target = Format.parse("Q1.1"), Format.parse(output)
    values = correctly_rounded_table(
        ActivationName.parse("gelu"), source=source, target=target,
        rounding=Rounding.FLOOR, overflow=Overflow.SATURATE,
    )  # fmt: skip
    table = LabelledTable(
        values=values, source=source, target=target, activation="gelu", rounding=Rounding.FLOOR
    )
    validator("table").validate(json.loads(render_table(table, TableKind.JSON)))
    validator("table").validate(list(values))


@pytest.mark.parametrize("inputs", [1, 2])
def test_a_function_satisfies_its_schema(inputs: int) -> None:
    format_ = Format.parse("raw(-1,1,3)")
    values = tuple(format_.raws) * 3 ** (inputs - 1)
    function = Function(format=format_, inputs=inputs, values=values)
    validator("function").validate(as_json(function.to_json()))


SMALL: dict[str, Json] = {"model": {"format": "Q1.0", "activation": "relu"},
         "layers": [{"weights": [[1, -2]], "biases": [0]}]}  # fmt: skip


def test_a_network_satisfies_its_schema_and_that_of_network_files() -> None:
    document = as_json(network_json(network_of_json(SMALL)))
    validator("network").validate(document)
    validator("network", "#file").validate(document)


@cache
def widths() -> dict[str, WidthAnswer]:
    """Answers of width of every verdict, about a network and about a model."""
    # the difference of two equal neurons is 0, which needs more inputs than can be evaluated
    alike = Layer(weights=((1, *(0,) * 30), (1, *(0,) * 30)), biases=(0, 0))
    difference = Layer(weights=((1, -1),), biases=(0,))
    model = of(format="sym(3,1)", activation="identity", bias="format")
    network = Network(model=model, layers=(alike, difference))
    return {
        "proved": accumulator_width(network_of_json(SMALL)),
        "proved for a model": accumulator_width(model, 3),
        "overflows": accumulator_width(network_of_json(SMALL), bits=2),
        "overflows for a model": accumulator_width(model, 3, 5),
        "unknown": accumulator_width(network),
        "never overflows": accumulator_width(network, bits=9),
    }


def width_answers() -> dict[str, Json]:
    return {name: as_json(width_json(answer)) for name, answer in widths().items()}


@pytest.mark.parametrize("name", widths())
def test_an_answer_about_width_satisfies_its_schema(name: str) -> None:
    validator("width").validate(width_answers()[name])
    assert width_answers()[name]["verdict"] in name.replace("never overflows", "proved")


@cache
def runs() -> dict[str, Json]:
    """What run --json prints, with a trace and without, of exact and sequential sums."""
    found = {}
    for accumulate in ("exact", "sequential"):
        model = {**SMALL["model"], "accumulate": accumulate}
        layers = [{"weights": [[1, -2], [1, 1]], "biases": [0, 1 - (accumulate == "exact")]},
                  {"weights": [[1, 1]], "biases": [0]}]  # fmt: skip
        network = network_of_json({"model": model, "layers": layers})
        points = np.array([[1, -2], [0, 1]])
        for keeps_traces in (False, True):
            name = f"{accumulate}{' with a trace' * keeps_traces}"
            run = evaluated(network, points, keeps_traces=keeps_traces)
            found[name] = as_json(run_json(run))
    return found


@pytest.mark.parametrize("name", runs())
def test_an_evaluation_satisfies_its_schema(name: str) -> None:
    validator("run").validate(runs()[name])


# --- With one field changed ---------------------------------------------------------------------


def places(document: Json, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of every value in a document; of a list's items the first stands for all."""
    if place:
        yield place
    if isinstance(document, dict):
        for key, child in document.items():
            yield from places(child, (*place, key))
    elif isinstance(document, list) and document:
        yield from places(document[0], (*place, 0))


def at(document: Json, place: tuple[str | int, ...]) -> Json:
    for key in place:
        document = document[key]
    return document


def without(document: Json, place: tuple[str | int, ...]) -> Json:
    changed = copy.deepcopy(document)
    del at(changed, place[:-1])[place[-1]]
    return changed


def with_extra(document: Json, place: tuple[str | int, ...]) -> Json:
    changed = copy.deepcopy(document)
    at(changed, place)["surplus"] = True
    return changed


def with_another_type(document: Json, place: tuple[str | int, ...]) -> Json:
    """A string in place of a number, and a fraction in place of anything else."""
    changed = copy.deepcopy(document)
    value = at(document, place)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    at(changed, place[:-1])[place[-1]] = "text" if is_number else 0.5
    return changed


def survivors(name: str, document: Json) -> set[tuple[str, tuple[str | int, ...]]]:
    """The changes of one field that a schema does not notice."""
    assert accepts(name, document)
    changes = []
    for place in [(), *places(document)]:
        value = at(document, place)
        if isinstance(value, dict):
            changes.append(("extra", place, with_extra(document, place)))
        if place:
            changes.append(("type", place, with_another_type(document, place)))
        if place and isinstance(place[-1], str):
            changes.append(("removed", place, without(document, place)))
    assert changes
    return {(kind, place) for kind, place, changed in changes if accepts(name, changed)}


@pytest.mark.parametrize("name", certificates())
def test_a_certificate_with_one_field_changed_does_not_satisfy_its_schema(name: str) -> None:
    assert not survivors("certificate", certificates()[name])


OPTIONAL = (
    ("theorem_2_function", "layers"),
    ("theorem_3_function", "layers"),
    ("monotone_function", "rise"),
)
"""Evidence whose absence a schema does not see: a theorem does without a network, and without its
rise a certificate has the form of one about nondecreasing networks."""

ABOUT_FUNCTIONS = [path for path in ACCEPTED if "_function" in path.stem]


@pytest.mark.parametrize("path", ABOUT_FUNCTIONS, ids=lambda path: path.stem)
def test_a_certificate_about_a_function_with_one_field_changed_does_not_satisfy_its_schema(
    path: Path,
) -> None:
    document: Json = strict_json.load_file(str(path))
    left = {
        ("removed", ("evidence", name))
        for rule, name in OPTIONAL
        if rule == document["rule"] and name in document["evidence"]
    }
    assert survivors("certificate", document) == left
    for other in set(FUNCTION_RULES) - {document["rule"]}:
        same_evidence = {document["rule"], other} == {
            "separation_function", "constant_activation_function"
        }  # fmt: skip
        assert accepts("certificate", {**document, "rule": other}) == same_evidence


SIZES = Path(__file__).parent / "certificates" / "sizes" / "accepted"
ABOUT_SIZES = sorted(SIZES.glob("*.json"))


def test_certificates_about_sizes_were_found() -> None:
    parts = [
        part["part"]
        for path in ABOUT_SIZES
        for part in json.loads(path.read_text(encoding="utf-8"))["evidence"]["parts"]
    ]
    assert "branching" in parts


@pytest.mark.parametrize("path", ABOUT_SIZES, ids=lambda path: path.stem)
def test_a_certificate_about_sizes_satisfies_its_schema_and_not_with_one_field_changed(
    path: Path,
) -> None:
    document: Json = strict_json.load_file(str(path))
    assert not survivors("certificate", document)
    for other in {*FUNCTION_RULES, *SIZE_RULES} - {document["rule"]}:
        assert not accepts("certificate", {**document, "rule": other})


@pytest.mark.parametrize("name", decisions())
def test_an_answer_with_one_field_changed_does_not_satisfy_its_schema(name: str) -> None:
    assert not survivors("decision", answers()[name])


@pytest.mark.parametrize("name", ["theorem_2 with probes", "theorem_2 with listed sets"])
def test_a_model_with_one_field_changed_does_not_satisfy_its_schema(name: str) -> None:
    assert not survivors("model", as_json(model_json(MODELS[name])))


@pytest.mark.parametrize("name", runs())
def test_an_evaluation_with_one_field_changed_does_not_satisfy_its_schema(name: str) -> None:
    assert not survivors("run", runs()[name])


def test_a_network_with_one_field_changed_does_not_satisfy_its_schema() -> None:
    assert not survivors("network", as_json(network_json(network_of_json(SMALL))))


@pytest.mark.parametrize("name", widths())
def test_an_answer_about_width_with_one_field_changed_does_not_satisfy_its_schema(
    name: str,
) -> None:
    assert not survivors("width", width_answers()[name])


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("proved", {"verdict": "unknown"}),
        ("proved", {"verdict": "overflows"}),
        ("proved", {"width": None}),
        ("proved", {"fan_in": 3}),
        ("overflows", {"bits": None}),
        ("overflows for a model", {"network": None}),
        ("unknown", {"verdict": "proved"}),
        ("unknown", {"width": 3}),
        ("unknown", {"width_bounds": [0, 3]}),
    ],
)
def test_an_answer_about_width_that_contradicts_itself_does_not_satisfy_its_schema(
    name: str, changes: dict[str, Json]
) -> None:
    answer = width_answers()[name]
    assert accepts("width", answer)
    assert not accepts("width", {**answer, **changes})


@pytest.mark.parametrize(
    ("verdict", "changes"),
    [
        ("covering", {"verdict": "universal"}),
        ("covering", {"verdict": "unknown"}),
        ("covering", {"cause": "monotone"}),
        ("covering", {"cause": None}),
        ("covering", {"cause": "boredom"}),
        ("covering", {"counterexample": None}),
        ("covering", {"witness": {}}),
        ("covering", {"hypotheses": {"saturating": True}}),
        ("covering", {"missing": "saturating"}),
        ("theorem_2 with probes", {"verdict": "not_universal"}),
        ("theorem_2 with probes", {"cause": "covering"}),
        ("theorem_2 with probes", {"witness": None}),
        ("theorem_2 with probes", {"engine": "oracle"}),
        ("theorem_2 with probes", {"engine": "smt"}),
        ("theorem_2 with probes", {"solver": 3}),
        ("smt: covering", {"solver": None}),
        ("oracle: covering", {"solver": "z3"}),
        ("all: covering", {"engine": "oracle"}),
        ("theorem_2 with probes", {"seconds": -1}),
        ("theorem_2 with probes", {"certificate": {"file": "some.json", "sha256": "1234"}}),
        ("wrap", {"verdict": "universal"}),
        ("wrap", {"missing": "courage"}),
        ("wrap", {"hypotheses": {"courage": False}}),
        ("wrap", {"certificate": {"file": "some.json", "sha256": "0" * 64}}),
    ],
)
def test_an_answer_that_contradicts_itself_does_not_satisfy_its_schema(
    verdict: str, changes: dict[str, Json]
) -> None:
    answer = answers()[verdict]
    assert accepts("decision", answer)
    assert not accepts("decision", {**answer, **changes})


@pytest.mark.parametrize("rule", RULES)
def test_the_evidence_of_one_rule_does_not_satisfy_the_schema_of_another(rule: str) -> None:
    for certificate in certificates().values():
        if certificate["rule"] != rule:
            assert not accepts("certificate", {**certificate, "rule": rule})


# --- What users write ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"format": "Q1.0", "activation": "relu"},
        {"format": "Q1.0", "activation": {"name": "relu"}},
        {"format": "Q1.0", "activation": {"table": [0, 0, 0, 1]}},
        {"format": "Q1.0", "activation": "relu", "weights": {"scale": 1, "values": [2, 0, 2]}},
        {"format": "Q1.0", "activation": "relu", "bias": "none", "weights": "ternary"},
    ],
)
def test_a_model_file_that_is_read_satisfies_its_schema(tmp_path: Path, document: Json) -> None:
    validator("model", "#file").validate(document)
    path = tmp_path / "model.json"
    path.write_text(json.dumps({"format": "Q1.0", "activation": "relu", **document}))
    assert ModelOptions(model=str(path)).build().format == Format.parse("Q1.0")


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"size": 3},
        {"format": 3},
        {"format": {"lo": 0, "hi": 1}},
        {"weights": {"scale": 1}},
        {"weights": {"scale": 0, "values": [1]}},
        {"weights": {"scale": 1, "values": [1], "range": [0, 1]}},
        {"bias": {"offsets": [], "step": 1, "range": None}},
        {"bias": {"offsets": [0], "step": 0, "range": None}},
        {"rounding": "nearest"},
        {"activation": {}},
        {"activation": {"name": None}},
        {"activation": {"name": 3}},
    ],
)
def test_a_model_file_that_is_refused_does_not_satisfy_its_schema(
    tmp_path: Path, document: Json
) -> None:
    assert not accepts("model", document, "#file")
    path = tmp_path / "model.json"
    if isinstance(document, dict):
        document = {"format": "Q1.0", "activation": "relu", **document}
    path.write_text(json.dumps(document))
    with pytest.raises(InputError):
        ModelOptions(model=str(path)).build()


@pytest.mark.parametrize(
    "extra", [{}, {"id": 3}, {"name": None, "size": {"depth": 1}}, {"fxprove_network": 1}]
)
def test_a_network_file_that_is_read_satisfies_its_schema(extra: Json) -> None:
    document = {**SMALL, **extra}
    validator("network", "#file").validate(document)
    assert network_of_json(document).inputs == 2


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"model": SMALL["model"]},
        {"layers": SMALL["layers"]},
        {**SMALL, "depth": 1},
        {**SMALL, "fxprove_network": 2},
        {**SMALL, "fxprove_network": "1"},
        {**SMALL, "layers": []},
        {**SMALL, "layers": {}},
        {**SMALL, "layers": [{"weights": [[1]]}]},
        {**SMALL, "layers": [{"weights": [], "biases": []}]},
        {**SMALL, "layers": [{"weights": [[]], "biases": [0]}]},
        {**SMALL, "layers": [{"weights": [["1"]], "biases": [0]}]},
        {**SMALL, "layers": [{"weights": [1], "biases": [0]}]},
        {**SMALL, "model": {"format": "Q1.0"}},
        {**SMALL, "model": {"activation": "relu"}},
        {**SMALL, "model": {**SMALL["model"], "rounding": "up"}},
    ],
)
def test_a_network_file_that_is_refused_does_not_satisfy_its_schema(document: Json) -> None:
    assert not accepts("network", document, "#file")
    with pytest.raises(InputError):
        network_of_json(document)


TABLE_FORMAT = Format.parse("Q1.0")


@pytest.mark.parametrize(
    "document",
    [
        [0, 0, 0, 1],
        {"table": [0, 0, 0, 1]},
        {"table": [0, 0, 0, 1], "format": "Q1.0", "author": "me"},
        {"table": [0, 0, 0, 1], "format": {"lo": -2, "hi": 1, "scale": 1}},
    ],
)
def test_a_table_that_is_read_satisfies_its_schema(tmp_path: Path, document: Json) -> None:
    validator("table").validate(document)
    path = tmp_path / "table.json"
    path.write_text(json.dumps(document))
    assert read_table(str(path), source=TABLE_FORMAT) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"table": []},
        {"table": 3},
        {"values": [0]},
        [0, True],
        [0, None],
        [0, 0.5],
        [[0]],
        "0",
        {"table": [0], "format": 3},
        {"table": [0], "format": {"lo": -2, "hi": 1}},
    ],
)
def test_a_table_that_is_refused_does_not_satisfy_its_schema(
    tmp_path: Path, document: Json
) -> None:
    assert not accepts("table", document)
    path = tmp_path / "table.json"
    path.write_text(json.dumps(document))
    with pytest.raises(InputError):
        read_table(str(path), source=TABLE_FORMAT)


@pytest.mark.parametrize(
    "document",
    [
        {"format": "Q1.0", "inputs": 1, "values": [0, None, [-1, 1], 1]},
        {"format": {"lo": 0, "hi": 1, "scale": 1}, "inputs": 1, "values": [0, 1]},
        {"format": "UQ1.0", "inputs": 1, "outputs": 1, "values": [0, 1]},
        {"format": "UQ1.0", "inputs": 1, "outputs": 2, "values": [[0, [0, 1]], [None, 1]]},
        {"format": "Q1.0", "inputs": 1, "values": [0, 0, 0, 0], "domain": [[0], [1]]},
        {"format": "Q1.0", "inputs": 1, "values": [0, 0, 0, 0], "id": 7, "author": "me"},
    ],
)
def test_a_function_file_of_the_documented_form_satisfies_its_schema(document: Json) -> None:
    validator("function").validate(document)


@pytest.mark.parametrize(
    "document",
    [
        [0, 1],
        {"inputs": 1, "values": [0]},
        {"format": "Q1.0", "values": [0]},
        {"format": "Q1.0", "inputs": 1},
        {"format": "Q1.0", "inputs": 0, "values": [0]},
        {"format": "Q1.0", "inputs": "1", "values": [0]},
        {"format": 3, "inputs": 1, "values": [0]},
        {"format": "Q1.0", "inputs": 1, "outputs": 0, "values": [0]},
        {"format": "Q1.0", "inputs": 1, "values": []},
        {"format": "Q1.0", "inputs": 1, "values": [0.5]},
        {"format": "Q1.0", "inputs": 1, "values": ["0"]},
        {"format": "Q1.0", "inputs": 1, "values": [[0]]},
        {"format": "Q1.0", "inputs": 1, "values": [[0, 1, 2]]},
        {"format": "Q1.0", "inputs": 1, "values": [[0, None]]},
        {"format": "Q1.0", "inputs": 1, "outputs": 2, "values": [0, 1]},
        {"format": "Q1.0", "inputs": 1, "values": [0], "domain": [0]},
    ],
)
def test_a_function_file_of_another_form_does_not_satisfy_its_schema(document: Json) -> None:
    assert not accepts("function", document)
