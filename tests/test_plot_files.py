"""Networks, answers that hold one, and functions are told apart by what is in them."""

import json
from pathlib import Path
from typing import Any

import pytest

from fxprove.cli.main import main
from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.networks import Network
from fxprove.plotting.files import read_drawable
from fxprove.requirements import Requirement

NETWORK: dict[str, Any] = {
    "model": {"format": "Q1.0", "activation": "relu"},
    "layers": [{"weights": [[1]], "biases": [0]}],
}
FUNCTION: dict[str, Any] = {"format": "Q1.0", "inputs": 1, "values": [0, 1, None, 0]}


def written(tmp_path: Path, document: Any, name: str = "file.json") -> str:
    path = tmp_path / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(path)


@pytest.mark.parametrize(
    "document",
    [NETWORK, {"network": NETWORK}, {"network": NETWORK, "seconds": 0.25, "verdict": "yes"}],
)
def test_a_network_is_read(tmp_path: Path, document: Any) -> None:
    found = read_drawable(written(tmp_path, document))
    assert isinstance(found, Network)
    assert found.evaluate((1,)) == (1,)


def test_a_function_is_read_with_its_warnings(tmp_path: Path) -> None:
    heard: list[str] = []
    path = written(tmp_path, {**FUNCTION, "author": "me"})
    found = read_drawable(path, warn=heard.append)
    assert isinstance(found, Requirement)
    assert heard == [f"file '{path}': ignored the field 'author'"]


def test_a_table_is_a_function(tmp_path: Path) -> None:
    path = written(tmp_path, "x1,y1\n1,0\n", "f.csv")
    found = read_drawable(path, format=Format.parse("Q1.0"), partial=True)
    assert isinstance(found, Requirement)


def test_what_represent_prints_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["represent", "--function", "x/2", "--format", "Q1.1", "--activation", "relu",
              "--json"])  # fmt: skip
    found = read_drawable(written(tmp_path, capsys.readouterr().out))
    assert isinstance(found, Network)
    assert found.model.format == Format.parse("Q1.1")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([1], "expected a network or a function, found a list of 1"),
        ({}, "expected a field 'layers' or 'network' .* or 'values' .*, found none of them"),
        ({"network": None, "seconds": 0.5}, "expected an answer with a network, found one without"),
        ({"network": 3}, "network: expected an object"),
        ({**NETWORK, "seconds": 0.5}, "integers only"),
        ({"network": {**NETWORK, "layers": [0.5]}}, r"layers\[0\]: expected an object, found 0.5"),
        ({**FUNCTION, "values": [0, 1.0, 0, 0]}, "integers only"),
        ({**FUNCTION, "values": [0]}, "values: expected a list of 4"),
        ({**NETWORK, "layers": []}, "at least one layer"),
        ("{", "JSON"),
        ("", "JSON"),
        ('{"network": {}, "seconds": 0.5', "expected"),
        ('{"network": ' + "[" * 99999, "expected"),
    ],
)
def test_anything_else_is_refused_in_one_line(tmp_path: Path, document: Any, words: str) -> None:
    path = written(tmp_path, document)
    with pytest.raises(InputError, match=words) as refusal:
        read_drawable(path)
    assert str(refusal.value).startswith(f"file '{path}': ")
    assert "\n" not in str(refusal.value)
