"""The JSON Schema of what `minimize` prints accepts all of it, and refuses it with one change."""

import json
from pathlib import Path
from typing import Any

import pytest

from fxprove.checker import strict_json
from fxprove.checker.outcomes import Meter
from fxprove.cli.main import main
from fxprove.minimization import formula_search
from tests.test_schemas import accepts, survivors, validator

Json = Any

ABSOLUTE = ("--function", "abs(x)", "--format", "Q1.1", "--activation", "relu")
COMMANDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "neurons": (0, ABSOLUTE),
    "parameters": (0, (*ABSOLUTE, "--objective", "parameters")),
    "depth": (0, (*ABSOLUTE, "--objective", "depth")),
    "binary": (0, (*ABSOLUTE, "--weights", "binary")),
    "deeper": (0, (*ABSOLUTE, "--max-depth", "3")),
    "sat": (0, (*ABSOLUTE, "--engine", "sat")),
    "smt": (0, (*ABSOLUTE, "--engine", "smt")),
    "not certified": (0, (*ABSOLUTE, "--proof", "none")),
    "single layer": (0, ("--function", "x/2", "--format", "Q1.1", "--activation", "sign")),
    "bounds": (20, (*ABSOLUTE, "--max-neurons", "1")),
    "none at depth": (20, (*ABSOLUTE, "--max-depth", "1")),
    "unknown": (20, (*ABSOLUTE, "--overflow", "wrap")),
    "out of time": (
        20, ("--function", "x*y", "--format", "Q3.4", "--activation", "relu", "--timeout", "0"),
    ),
    "separation": (
        10, ("--function", "abs(x-1)", "--format", "raw(0,3,1)", "--activation-table", "[0,0,1,1]",
             "--weights", "ternary", "--bias", "format"),
    ),
    "covering": (10, ("--function", "x*y", "--format", "Q1.0", "--activation", "sign")),
    "covering without a certificate": (
        10, ("--function", "x*y", "--format", "Q1.0", "--activation", "sign", "--proof", "none"),
    ),
    "constant activation": (
        10, ("--function", "x^2", "--format", "Q1.0", "--activation-table", "[1,1,1,1]"),
    ),
    "fixed point": (
        10, ("--function", "1", "--format", "Q1.0", "--activation", "relu", "--bias", "none"),
    ),
    "monotone": (10, ("--function", "1-x", "--format", "UQ1.1", "--activation", "relu")),
}  # fmt: skip


def answer_to(name: str, capsys: pytest.CaptureFixture[str], *more: str) -> Json:
    status, arguments = COMMANDS[name]
    with pytest.raises(SystemExit) as exit_:
        main(["minimize", *arguments, "--json", *more])
    assert exit_.value.code == status
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_answer_satisfies_its_schema_and_not_with_one_field_changed(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answer_to(name, capsys)
    validator("minimization").validate(answer)
    assert answer["cause"] in (name.partition(" without")[0].replace(" ", "_"), None)
    # without its rise it has the form of an answer about nondecreasing networks
    assert survivors("minimization", answer) <= {("removed", ("witness", "rise"))}


@pytest.mark.parametrize("inline", [1 << 20, 10])
def test_certificates_with_formulas_satisfy_their_schema(
    inline: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formula_search, "LONGEST_INLINE", inline)
    path = tmp_path / "certificate.json"
    answer = answer_to("sat", capsys, "--certificate", str(path))
    validator("minimization").validate(answer)
    assert not survivors("minimization", answer)
    assert bool(answer["certificate"]["attachments"]) == (inline == 10)
    document: Json = strict_json.load_file(str(path))
    assert [part["part"] for part in document["evidence"]["parts"]] == ["formula"]
    assert not survivors("certificate", document)


def test_an_answer_that_the_checker_left_open_satisfies_its_schema(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Meter.__init__, "__defaults__", (10, 0))
    answer = answer_to("neurons", capsys)
    assert answer["checked"]["outcome"] == "incomplete"
    assert not survivors("minimization", answer)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("neurons", {"verdict": "unknown"}),
        ("neurons", {"verdict": "not_representable"}),
        ("neurons", {"cause": "covering"}),
        ("neurons", {"rule": "size_bound"}),
        ("neurons", {"network": None}),
        ("neurons", {"size": None}),
        ("neurons", {"lower_bound": None}),
        ("neurons", {"lower_bound": -1}),
        ("neurons", {"optimal": []}),
        ("neurons", {"optimal": ["neurons", "parameters"]}),
        ("neurons", {"order": ["neurons", "depth", "parameters"]}),
        ("neurons", {"none_at_depth": True}),
        ("neurons", {"certified": False}),
        ("neurons", {"checked": None}),
        ("neurons", {"max_depth": 0}),
        ("neurons", {"engines": {"network": None, "lower_bound": "branching"}}),
        ("not certified", {"certified": True}),
        ("not certified", {"certificate": {"file": "c", "sha256": "0" * 64, "attachments": []}}),
        ("bounds", {"verdict": "minimal"}),
        ("bounds", {"optimal": ["neurons"]}),
        ("bounds", {"rule": "minimum_size"}),
        ("none at depth", {"none_at_depth": False}),
        ("none at depth", {"lower_bound": 3}),
        ("unknown", {"certified": True}),
        ("covering", {"lower_bound": 1}),
        ("covering", {"cause": "separation"}),
        ("covering", {"checked": None}),
        ("out of time", {"missing": "saturating"}),
    ],
)
def test_an_answer_that_contradicts_itself_does_not_satisfy_its_schema(
    name: str, changes: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answer_to(name, capsys)
    assert not accepts("minimization", {**answer, **changes})
