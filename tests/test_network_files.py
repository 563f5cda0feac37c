"""A network written as JSON reads back as itself, and a malformed one is refused with the place."""

import copy
import json
import re
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fxprove import network_files
from fxprove.cli.model_options import ModelOptions
from fxprove.errors import InputError
from fxprove.model_files import model_json, model_of_json
from fxprove.models import Model
from fxprove.network_files import network_json, network_of_json, read_network
from fxprove.networks import Layer
from tests.random_models import model_of, random_spelling
from tests.random_networks import random_network

ONE_LINE = re.compile(r"[^\n]+: expected [^\n]+, found [^\n]+")

SHORT: Mapping[str, Any] = {
    "model": {"format": "Q1.1", "activation": "relu"},
    "layers": [
        {"weights": [[3, 1], [-4, -2]], "biases": [2, -2]},
        {"weights": [[1, 3]], "biases": [-2]},
    ],
}


def refusal(path: Path, document: object) -> str:
    """The one line in which a file with this content is refused, without the path."""
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_network(str(path))
    message = str(caught.value)
    assert ONE_LINE.fullmatch(message)
    assert len(message) < 400
    start = f"network {str(path)!r}: "
    assert message.startswith(start)
    return message.removeprefix(start)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "network.json"


# --- Round trips --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(30))
def test_a_network_written_to_a_file_reads_back_as_itself(path: Path, seed: int) -> None:
    random = Random(seed)
    network = random_network(random, model_of(random_spelling(random, (2, 3, 5))))
    path.write_text(json.dumps(network_json(network)), encoding="utf-8")
    assert read_network(str(path)) == network


def test_a_file_says_its_version_first(path: Path) -> None:
    written = network_json(network_of_json(dict(SHORT)))
    assert next(iter(written.items())) == ("fxprove_network", 1)
    assert network_of_json({**SHORT, "fxprove_network": 1}) == network_of_json(dict(SHORT))


@pytest.mark.parametrize("seconds", [0, 0.125, 1e-6])
@pytest.mark.parametrize("other", [{}, {"layers": [{"partial": 3}]}])
def test_the_network_of_an_answer_is_read(path: Path, seconds: float, other: Any) -> None:
    answer = {"verdict": "representable", "network": dict(SHORT), "seconds": seconds, **other}
    path.write_text(json.dumps(answer), encoding="utf-8")
    assert read_network(str(path)) == network_of_json(dict(SHORT))


def test_a_short_file_takes_the_defaults_of_the_model() -> None:
    network = network_of_json(dict(SHORT))
    assert network.model == Model.of(format="Q1.1", activation="relu")
    assert network.layers[0] == Layer(weights=((3, 1), (-4, -2)), biases=(2, -2))
    assert network.evaluate((3, -2)) == (0,)  # worked by hand in test_networks.py


def test_what_is_descriptive_is_not_read() -> None:
    described = {**SHORT, "id": 7, "name": ["any"], "size": {"neurons": 99}}
    assert network_of_json(described) == network_of_json(dict(SHORT))


def test_a_sequential_model_has_raw_biases(path: Path) -> None:
    model = {"format": "Q1.1", "activation": "relu", "accumulate": "sequential"}
    document = {"model": model, "layers": [{"weights": [[2]], "biases": [3]}]}
    assert network_of_json(document).evaluate((-1,)) == (2,)
    document["layers"] = [{"weights": [[2]], "biases": [4]}]
    assert "a bias of the model, found 4" in refusal(path, document)


# --- Models of their own --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [
        {"format": "Q1.1", "activation": "relu"},
        {"format": "ap_fixed<4,2>", "activation": "relu"},
        {"format": "ap_fixed<4,2,AP_RND,AP_SAT>", "activation": {"name": "gelu"}},
        {"format": "Q1.1", "activation": "relu", "accumulate": "sequential-bias-last"},
        {"format": "Q1.1", "activation": "relu", "weights": "binary", "bias": "none"},
        {"format": "Q1.1", "activation": "relu", "input_format": "Q3.4", "output_format": "Q9.0"},
        {"format": "raw(0,1,1)", "activation": {"table": [1, 0]}, "rounding": "floor"},
        model_json(Model.of(format="Q1.1", activation="abs", weights="[0,3]@2", bias="[1]+wide")),
    ],
)  # fmt: skip
def test_a_model_is_the_one_that_the_command_line_reads_without_options(
    path: Path, document: dict[str, Any]
) -> None:
    path.write_text(json.dumps(document), encoding="utf-8")
    assert model_of_json(document) == ModelOptions(model=str(path)).build()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"format": None}, "model: format: expected an object, found None"),
        ({"activation": 3}, "model: activation: expected an object, found 3"),
        ({"colour": 1}, "model: expected only the fields format, .*, found 'colour'"),
        ({"input_format": "ap_fixed<4,2,AP_RND>"}, "model: input_format: expected a format"),
        ({"format": "ap_fixed<4,2,AP_RND>", "rounding": "floor"}, "model: .*one rounding mode"),
        ({"accumulate": "sequential", "bias": "wide"}, "model: bias: expected finite biases"),
        ({"rounding": "up"}, "model: rounding: expected one of"),
    ],
)  # fmt: skip
def test_a_model_that_is_none_is_refused_with_its_field(
    path: Path, change: dict[str, Any], expected: str
) -> None:
    model = {**SHORT["model"], **change}
    assert re.search(expected, refusal(path, {**SHORT, "model": model}))


@pytest.mark.parametrize("field", ["format", "activation"])
def test_a_model_without_format_or_activation_is_none(path: Path, field: str) -> None:
    model = {name: value for name, value in SHORT["model"].items() if name != field}
    message = refusal(path, {**SHORT, "model": model})
    assert message == f"model: fields: expected a field '{field}', found none"


# --- Refusals -------------------------------------------------------------------------------------


def changed(place: tuple[str | int, ...], value: object) -> dict[str, Any]:
    document = copy.deepcopy(dict(SHORT))
    part: Any = document
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    return document


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        (("layers",), {}, "layers: expected a list of layers, found an object of 0"),
        (("layers",), [], "network: expected at least one layer, found none"),
        (("layers", 0), 3, r"layers\[0\]: expected an object, found 3"),
        (("layers", 0), {"weights": [[1]]}, r"layers\[0\]: expected a field 'biases', found none"),
        (("layers", 1, "sigma"), 1, r"layers\[1\]: expected only the fields weights, biases"),
        (("layers", 1, "weights"), 3, r"layers\[1\].weights: expected a list of rows, found 3"),
        (("layers", 1, "weights"), [], r"layers\[1\]: layer: expected one row .*, found 0 rows"),
        (("layers", 1, "weights", 0), 3, r"layers\[1\].weights\[0\]: expected a list of integers"),
        (("layers", 1, "weights", 0), [], "rows of one positive length"),
        (("layers", 1, "weights", 0), [1], "layer 1: expected 2 weights a neuron, found 1"),
        (("layers", 0, "weights", 1), [1], r"layer 0, neuron 1: .* 2 weights, as .*, found 1"),
        (("layers", 0, "weights", 1, 0), True, r"\[1\]\[0\]: expected an integer, found True"),
        (("layers", 0, "weights", 1, 0), "1", r"weights\[1\]\[0\]: expected an integer, found '1'"),
        (("layers", 0, "weights", 1, 0), None, r"\[0\]: expected an integer, found None"),
        (("layers", 0, "weights", 1, 0), 4, "layer 0, neuron 1: expected a weight of the model"),
        (("layers", 0, "biases"), 1, r"layers\[0\].biases: expected a list of integers, found 1"),
        (("layers", 0, "biases", 0), 1, "layer 0, neuron 0: expected a bias of the model, found 1"),
        (("layers", 0, "biases"), [2], r"layers\[0\]: layer: expected .*, found 2 rows, 1 biases"),
        (("model",), [], "model: expected an object, found a list of 0"),
        (("model", "input_format"), "Q1.0", "expected a model with a single format"),
        (("layers", 0, "biases", 1), "2", r"^layer 0, neuron 1: layers\[0\].biases\[1\]: "),
        (("depth",), 2, "expected only the fields .*model, layers, .*, found 'depth'"),
        (("fxprove_network",), 2, "fxprove_network: expected version 1, found 2"),
        (("fxprove_network",), 0, "fxprove_network: expected version 1, found 0"),
        (("fxprove_network",), True, "fxprove_network: expected version 1, found True"),
        (("fxprove_network",), "1", "fxprove_network: expected version 1, found '1'"),
        (("fxprove_network",), None, "fxprove_network: expected version 1, found None"),
        (("fxprove_network",), [1], "fxprove_network: expected version 1, found a list of 1"),
    ],
)  # fmt: skip
def test_a_network_that_is_none_is_refused_with_the_place(
    path: Path, place: tuple[str | int, ...], value: object, expected: str
) -> None:
    assert re.search(expected, refusal(path, changed(place, value)))


@pytest.mark.parametrize("name", ["weights", "biases"])
@pytest.mark.parametrize("value", ["7", True, None, [], {}, 0.5, 1e30, -1.0])
def test_a_value_that_is_no_integer_is_refused_with_layer_neuron_and_field(
    path: Path, name: str, value: object
) -> None:
    layer: dict[str, Any] = {"weights": [[0] * 4 for _ in range(4)], "biases": [0] * 4}
    bad: dict[str, Any] = copy.deepcopy(layer)
    place = "[3][2]" if name == "weights" else "[3]"
    (bad[name][3] if name == "weights" else bad[name])[2 if name == "weights" else 3] = value
    message = refusal(path, {**SHORT, "layers": [layer, layer, bad]})
    assert message.startswith(f"layer 2, neuron 3: layers[2].{name}{place}: expected an integer")


@pytest.mark.parametrize(
    ("name", "value", "expected"), [("weights", 9, "a weight"), ("biases", 1, "a bias")]
)
def test_a_value_that_is_not_the_models_is_refused_with_layer_neuron_and_field(
    path: Path, name: str, value: int, expected: str
) -> None:
    layer: dict[str, Any] = {"weights": [[0] * 4 for _ in range(4)], "biases": [0] * 4}
    bad = copy.deepcopy(layer)
    bad[name][3] = [0, 0, value, 0] if name == "weights" else value
    message = refusal(path, {**SHORT, "layers": [layer, layer, bad]})
    assert message == f"layer 2, neuron 3: expected {expected} of the model, found {value}"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"network": None, "seconds": 0.5}, "expected an answer with a network, found one without"),
        ({"network": None}, "expected an answer with a network, found one without"),
        ({"network": 3}, "network: expected an object, found 3"),
        ({"network": {**SHORT, "layers": 3}, "seconds": 0.5}, "network: layers: expected a list"),
        ({"network": {"layers": [0.5]}, "seconds": 0.5}, "network: expected a field 'model'"),
        ({"network": {**SHORT, "fxprove_network": 2}}, "network: fxprove_network: expected vers"),
        ({"seconds": 0.5}, "expected integers only, found 0.5"),
    ],
)  # fmt: skip
def test_an_answer_without_a_network_is_refused(
    path: Path, content: dict[str, Any], expected: str
) -> None:
    assert refusal(path, {"verdict": "unknown", **content}).startswith(expected)


def test_a_fraction_in_the_network_of_an_answer_is_refused_with_its_place(path: Path) -> None:
    layers = [{"weights": [[1, 0.5]], "biases": [0]}]
    answer = {"verdict": "built", "network": {**SHORT, "layers": layers}, "seconds": 0.5}
    place = "network: layer 0, neuron 0: layers[0].weights[0][1]"
    assert refusal(path, answer) == f"{place}: expected an integer, found 0.5"


@pytest.mark.parametrize(
    "content",
    [
        '{"verdict": "built", "seconds": 0.5, "network": null, "network": 3}',
        '{"verdict": "built", "seconds": 0.5, "network": {"model": 1, "model": 2}}',
    ],
)
def test_an_answer_with_a_key_twice_is_refused(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"expected integers only, found 0\.5"):
        read_network(str(path))


@pytest.mark.parametrize("other", [{}, {"seconds": 0.5}])
def test_what_has_layers_and_no_verdict_is_no_answer(path: Path, other: dict[str, Any]) -> None:
    message = refusal(path, {**SHORT, "network": dict(SHORT), **other})
    assert message.startswith("expected integers only" if other else "expected only the fields")


@pytest.mark.parametrize("field", ["model", "layers"])
def test_a_file_without_model_or_layers_is_no_network(path: Path, field: str) -> None:
    document = {name: value for name, value in SHORT.items() if name != field}
    assert refusal(path, document) == f"expected a field '{field}', found none"


@pytest.mark.parametrize("document", [[], None, 3, "network"])
def test_what_is_no_object_is_no_network(document: object) -> None:
    with pytest.raises(InputError, match="network: expected an object, found"):
        network_of_json(document)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "expected JSON"),
        (b"{", "expected JSON"),
        (b'{"model": {}, "model": {}}', "expected each key once"),
        (b'{"layers": [{"weights": [[0.5]]}]}', "expected integers only, found 0.5"),
        (b"\xff", "expected UTF-8"),
        (b"[" * 50 + b"]" * 50, "expected at most 32 levels"),
    ],
)
def test_a_hostile_file_is_refused_in_one_line(path: Path, content: bytes, expected: str) -> None:
    path.write_bytes(content)
    with pytest.raises(InputError, match=expected) as caught:
        read_network(str(path))
    assert ONE_LINE.fullmatch(str(caught.value))


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for name, found in ((tmp_path / "none.json", "no such file"), (tmp_path, "a directory")):
        with pytest.raises(InputError, match=found):
            read_network(str(name))


def test_more_parameters_than_the_limit_are_refused_before_they_are_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_files, "MOST_PARAMETERS", 9)
    network_of_json(dict(SHORT))  # 6 and 3
    monkeypatch.setattr(network_files, "MOST_PARAMETERS", 8)
    assert refusal(path, SHORT) == "expected at most 8 weights and biases, found 9"
