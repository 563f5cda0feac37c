"""The JSON Schema of what `construct` prints accepts all of it, and refuses it with one change."""

import json
from typing import Any

import pytest

from fxprove.checker.outcomes import Meter
from fxprove.cli.main import main
from tests.test_schemas import accepts, survivors, validator

Json = Any

COMMANDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "built": (0, ("--function", "x^2", "--format", "Q1.1", "--activation", "relu")),
    "binary": (
        0, ("--function", "abs(x)", "--format", "Q1.1", "--activation", "relu",
            "--weights", "binary"),
    ),
    "single layer": (0, ("--function", "x/2", "--format", "Q1.1", "--activation", "sign")),
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
    "out of time while building": (
        20, ("--function", "x^2", "--format", "Q1.1", "--activation", "relu", "--timeout", "0"),
    ),
}  # fmt: skip


def answer_to(name: str, capsys: pytest.CaptureFixture[str]) -> Json:
    status, arguments = COMMANDS[name]
    with pytest.raises(SystemExit) as exit_:
        main(["construct", *arguments, "--json"])
    assert exit_.value.code == status
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_answer_satisfies_its_schema(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = answer_to(name, capsys)
    validator("construction").validate(answer)
    assert answer["cause"] in (name.replace(" ", "_"), None)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_answer_with_one_field_changed_does_not_satisfy_its_schema(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answer_to(name, capsys)
    left = survivors("construction", answer)
    # without its rise it has the form of an answer about nondecreasing networks
    assert left <= {("removed", ("witness", "rise"))}


def test_an_answer_that_the_checker_left_open_satisfies_its_schema(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Meter.__init__, "__defaults__", (10, 0))
    answer = answer_to("built", capsys)
    assert answer["checked"]["outcome"] == "incomplete"
    validator("construction").validate(answer)
    assert not survivors("construction", answer)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("built", {"verdict": "not_representable"}),
        ("built", {"verdict": "unknown"}),
        ("built", {"cause": "covering"}),
        ("built", {"rule": "covering_function"}),
        ("built", {"function": None}),
        ("built", {"hypotheses": {}}),
        ("built", {"network": None}),
        ("built", {"size": None}),
        ("built", {"counting_bound": None}),
        ("built", {"way": None}),
        ("built", {"witness": {}}),
        ("built", {"checked": None}),
        ("built", {"checked": {"outcome": "incomplete", "left_open": None}}),
        ("built", {"checked": {"outcome": "valid", "left_open": "it needs more steps"}}),
        ("covering", {"cause": "separation"}),
        ("covering", {"verdict": "unknown"}),
        ("covering", {"checked": None}),
        ("covering", {"tried": [{"way": "one code of all inputs", "parameters": 3}]}),
        ("unknown", {"verdict": "built"}),
        ("unknown", {"certificate": {"file": "some.json", "sha256": "0" * 64}}),
        ("out of time", {"missing": "saturating"}),
    ],
)
def test_an_answer_that_contradicts_itself_does_not_satisfy_its_schema(
    name: str, changes: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answer_to(name, capsys)
    assert not accepts("construction", {**answer, **changes})
