"""`fxprove export`: files that are whole or not there, and one line for every bad input."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator

from fxprove.network_files import network_json, network_of_json, read_network
from tests.command_runs import Answer, answer_of, require_refusal

NETWORK: dict[str, Any] = {
    "model": {"format": "Q1.1", "activation": "relu"},
    "layers": [
        {"weights": [[3, 1], [-4, -2]], "biases": [2, -2]},
        {"weights": [[1, 3]], "biases": [-2]},
    ],
}


class Runs:
    """`fxprove export` in a folder with some networks."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys, self.folder = capsys, folder
        huge = {**NETWORK, "layers": [{"weights": [[0]], "biases": [10**19]}]}
        for name, document in (
            ("network", NETWORK),
            ("answer", {"verdict": "representable", "network": NETWORK, "seconds": 0.25}),
            (
                "fractions",
                {"network": {**NETWORK, "layers": [{"weights": [[0.5]], "biases": [0]}]}},
            ),
            ("refusal", {"verdict": "not_representable", "network": None}),
            ("huge", huge),
        ):
            (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
        (folder / "twice.json").write_text('{"network": 1, "network": 2}', encoding="utf-8")
        (folder / "text.json").write_text("a network", encoding="utf-8")

    def __call__(self, *arguments: str | Path) -> Answer:
        return answer_of(self._capsys, "export", *arguments)


@pytest.fixture
def export(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Runs:
    monkeypatch.chdir(tmp_path)
    return Runs(capsys, tmp_path)


@pytest.mark.parametrize("source", ["network.json", "answer.json"])
def test_a_network_becomes_an_onnx_model(export: Runs, source: str) -> None:
    assert export(source, "--to", "onnx", "-o", "out.onnx", "--name", "two") == (0, "", "")
    proto = onnx.load_model("out.onnx")
    assert proto.graph.name == "two"
    points = np.array([[3, -4], [-4, -4]], dtype=np.int64)
    (found,) = ReferenceEvaluator(proto).run(None, {"x": points})
    network = network_of_json(NETWORK)
    assert np.asarray(found).tolist() == [list(network.evaluate((3, -4))), [3]]


def test_an_answer_of_represent_is_taken_as_it_is(
    export: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("represent", "--function", "x/2", "--format", "Q1.1", "--activation", "relu")
    answer = answer_of(capsys, *asked, "--json")
    Path("half.json").write_text(answer.out, encoding="utf-8")
    exported = export("half.json", "--to", "json")
    assert exported.status == 0
    assert json.loads(exported.out) == json.loads(answer.out)["network"]


def test_a_network_becomes_a_header(export: Runs) -> None:
    assert export("network.json", "--to", "c", "-o", "out.h", "--name", "two") == (0, "", "")
    header = Path("out.h").read_text(encoding="ascii")
    assert "static inline void two(const int32_t x[2], int32_t y[1])" in header
    assert export("network.json", "--to", "c", "--name", "two") == (0, header, "")


def test_a_network_becomes_a_file_with_its_model_spelt_out(export: Runs) -> None:
    assert export("answer.json", "--to", "json", "-o", "out.json") == (0, "", "")
    network = network_of_json(NETWORK)
    assert json.loads(Path("out.json").read_text()) == network_json(network)
    assert read_network("out.json") == network
    first = Path("out.json").read_bytes()
    assert export("out.json", "--to", "json", "-o", "again.json").status == 0
    assert Path("again.json").read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("none.json", "--to", "c"), "none.json"),
        (("refusal.json", "--to", "c"), "expected an answer with a network"),
        (("fractions.json", "--to", "c"), "layers[0].weights[0]"),
        (("twice.json", "--to", "c"), "each key once"),
        (("text.json", "--to", "c"), "expected JSON"),
        ((".", "--to", "c"), "a directory"),
        (("network.json",), "--to"),
        (("network.json", "--to", "verilog"), "verilog"),
        (("network.json", "--to", "onnx"), "expected -o FILE"),
        (("network.json", "--to", "c", "-o", "no/such/folder.h"), "writable"),
        (("network.json", "--to", "c", "-o", "out", "--name", "int"), "C identifier"),
        (("network.json", "--to", "onnx", "-o", "out", "--name", "a b"), "C identifier"),
        (("huge.json", "--to", "c", "-o", "out"), "layer 0, neuron 0: expected sums"),
        (("huge.json", "--to", "onnx", "-o", "out"), "layer 0, neuron 0: expected sums"),
    ],
)
def test_bad_input_is_one_line_and_no_file(
    export: Runs, arguments: tuple[str, ...], complaint: str
) -> None:
    before = sorted(export.folder.iterdir())
    answer = export(*arguments)
    require_refusal(answer)
    assert complaint in answer.err
    assert sorted(export.folder.iterdir()) == before


def test_a_refusal_leaves_an_older_file_alone(export: Runs) -> None:
    Path("out.h").write_text("mine")
    require_refusal(export("huge.json", "--to", "c", "-o", "out.h"))
    assert Path("out.h").read_text() == "mine"


def test_without_the_package_the_line_says_how_to_install_it(
    export: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "fxprove.exporting.onnx_models", raising=False)
    monkeypatch.setitem(sys.modules, "onnx", None)
    answer = export("network.json", "--to", "onnx", "-o", "out.onnx")
    require_refusal(answer)
    assert "pip install 'fxprove[onnx]'" in answer.err
    assert not Path("out.onnx").exists()
    assert export("network.json", "--to", "c", "-o", "out.h").status == 0
