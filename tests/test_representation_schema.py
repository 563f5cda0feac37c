"""The JSON Schema of what `represent` prints accepts all of it, and refuses it with one change."""

import json
from typing import Any

import pytest

from fxprove.budgets import Budget
from fxprove.cli.approximation_answers import approximation_asked, approximation_json
from fxprove.cli.function_options import question
from fxprove.cli.main import main
from tests.test_schemas import accepts, survivors, validator

Json = Any

COMMANDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "theorem 2": (0, ("--function", "max(x, y)", "--format", "Q1.0", "--activation", "relu")),
    "theorem 3": (
        0, ("--function", "abs(x)", "--format", "Q1.1", "--activation", "relu",
            "--weights", "binary"),
    ),
    "none built": (
        0, ("--function", "(x-y)^2", "--format", "Q2.3", "--activation", "relu"),
    ),
    "a single layer": (0, ("--function", "x/2", "--format", "Q1.1", "--activation", "sign")),
    "separation": (
        10, ("--function", "abs(x-1)", "--format", "raw(0,3,1)", "--activation-table", "[0,0,1,1]",
             "--weights", "ternary", "--bias", "format"),
    ),
    "covering": (10, ("--function", "x*y", "--format", "Q1.0", "--activation", "sign")),
    "constant activation": (
        10, ("--function", "x^2", "--format", "Q1.0", "--activation-table", "[1,1,1,1]"),
    ),
    "fixed point": (
        10, ("--function", "1", "--format", "Q1.0", "--activation", "relu", "--bias", "none"),
    ),
    "monotone": (10, ("--function", "1-x", "--format", "UQ1.1", "--activation", "relu")),
    "unknown": (
        20, ("--function", "x^2", "--format", "Q1.0", "--activation", "relu", "--overflow", "wrap"),
    ),
    "out of time": (
        20, ("--function", "x*y", "--format", "Q3.4", "--activation", "relu", "--timeout", "0"),
    ),
    "a constant given": (
        0, ("--function", "sqrt(x)", "--format", "UQ1.1", "--activation", "gelu",
            "--lipschitz", "7/3", "--weights", "raw(-4,4,2)"),
    ),
    "no constant": (
        0, ("--function", "step(x)", "--format", "Q1.1", "--activation", "gelu"),
    ),
    "no error": (
        0, ("--function", "exp(exp(exp(exp(x))))", "--format", "Q1.1", "--activation", "gelu"),
    ),
}  # fmt: skip


def answer_to(name: str, capsys: pytest.CaptureFixture[str]) -> Json:
    status, arguments = COMMANDS[name]
    with pytest.raises(SystemExit) as exit_:
        main(["represent", *arguments, "--json"])
    assert exit_.value.code == status
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_answer_satisfies_its_schema(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = answer_to(name, capsys)
    validator("representation").validate(answer)
    assert answer["cause"] in (name.replace(" ", "_"), None)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_answer_with_one_field_changed_does_not_satisfy_its_schema(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answer_to(name, capsys)
    left = survivors("representation", answer)
    # without its rise it has the form of an answer about nondecreasing networks
    assert left <= {("removed", ("witness", "rise"))}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("theorem 2", {"verdict": "not_representable"}),
        ("theorem 2", {"cause": "covering"}),
        ("theorem 2", {"rule": "covering_function"}),
        ("theorem 2", {"function": None}),
        ("theorem 2", {"hypotheses": {}}),
        ("theorem 2", {"network": None}),
        ("theorem 2", {"size": None}),
        ("theorem 3", {"network": None}),
        (
            "none built",
            {"size": {"depth": 1, "neurons": 0, "parameters": 2, "parameters_dense": 2}},
        ),
        ("a single layer", {"network": None}),
        ("a single layer", {"network": None, "size": None}),
        ("covering", {"cause": "separation"}),
        ("covering", {"verdict": "unknown"}),
        ("unknown", {"verdict": "representable"}),
        ("unknown", {"certificate": {"file": "some.json", "sha256": "0" * 64}}),
        ("out of time", {"missing": "saturating"}),
    ],
)
def test_an_answer_that_contradicts_itself_does_not_satisfy_its_schema(
    name: str, changes: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answer_to(name, capsys)
    assert not accepts("representation", {**answer, **changes})


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("theorem 2", {"whole": None}),
        ("theorem 2", {"grid": None}),
        ("theorem 2", {"lipschitz": None}),
        ("theorem 2", {"worst": None}),
        ("theorem 2", {"missing": "the time is over"}),
        ("theorem 2", {"grid": {"lower": "0", "upper": "-1"}}),
        ("theorem 2", {"grid": {"lower": "0", "upper": "0.5"}}),
        ("theorem 2", {"grid": {"lower": "0", "upper": "1/0"}}),
        ("no constant", {"missing": None}),
        ("no constant", {"lipschitz_given": True}),
        ("no error", {"missing": None}),
        ("no error", {"leaves_format": True}),
        ("a constant given", {"lipschitz": []}),
    ],
)
def test_an_approximation_that_contradicts_itself_does_not_satisfy_its_schema(
    name: str, changes: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    approximation = answer_to(name, capsys)["approximation"]
    assert accepts("representation", approximation, "#/$defs/approximation")
    assert not accepts("representation", {**approximation, **changes}, "#/$defs/approximation")


def test_an_approximation_out_of_time_satisfies_its_schema() -> None:
    options = {"format": "Q1.1", "activation": "gelu"}
    asked = question(options, file=None, expression="x*x", partial=False)
    found = approximation_json(approximation_asked(asked, None, Budget(seconds=-1)))
    validator("representation", "#/$defs/approximation").validate(found)
    assert found is not None
    assert found["missing"] == "the time is over"
