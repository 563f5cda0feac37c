"""`fxprove width`: the answers, their statuses, and one line for every bad input."""

import json
import re
import shlex
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fxprove.accumulators import of_networks
from fxprove.cli.main import main
from fxprove.network_files import network_of_json

NETWORK: dict[str, Any] = {
    "model": {"format": "Q1.1", "activation": "relu"},
    "layers": [
        {"weights": [[3, 1], [-4, -2]], "biases": [2, -2]},
        {"weights": [[1, 3]], "biases": [-2]},
    ],
}
MODEL: dict[str, Any] = {"format": "Q1.1", "activation": "relu", "bias": "format"}
OPTIONS = ["--format", "Q1.1", "--activation", "relu", "--bias", "format"]


class Answer(NamedTuple):
    """What a run left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `fxprove width` in this process, in a directory with a network and a model."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "network.json").write_text(json.dumps(NETWORK), encoding="utf-8")
    (tmp_path / "refused.json").write_text(json.dumps({"verdict": "unknown", "network": None}))
    (tmp_path / "model.json").write_text(json.dumps(MODEL), encoding="utf-8")

    def run_here(*arguments: str) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(["width", *arguments])
        assert isinstance(exit_.value.code, int)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Answer(exit_.value.code, printed.out, printed.err)

    return run_here


def answered(run: Run, *arguments: str) -> dict[str, Any]:
    """The object that `width --json` prints, and nothing else."""
    answer = run(*arguments, "--json")
    assert answer.err == ""
    value: dict[str, Any] = json.loads(answer.out)
    assert answer.status == {"proved": 0, "overflows": 10, "unknown": 20}[value["verdict"]]
    return value


# --- Networks -------------------------------------------------------------------------------------


def test_a_network_has_a_narrowest_accumulator(run: Run) -> None:
    # layer 0: 3x + y + 2 in −14 … 14 and −4x − 2y − 2 in −20 … 22; layer 1: at most 4·3 − 2
    answer = run("network.json")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("WIDTH 6: 6 bits hold every partial sum, and 22 overflows 5 bits.")
    assert "layer 0       6 bits: -5 … 5.5 (raw -20 … 22)" in answer.out
    assert "input -2 ×2 (raw -4 ×2)" in answer.out
    value = answered(run, "network.json")
    assert (value["width"], value["lo"], value["hi"]) == (6, -20, 22)
    assert (value["fan_in"], value["bits"], value["network"]) == (None, None, None)
    assert value["neuron"] == {"layer": 0, "index": 1, "weights": [-4, -2], "bias": -2}
    assert (value["input"], value["trace"]) == ([-4, -4], [-2, 14, 22])


def test_the_network_may_be_in_an_answer(run: Run) -> None:
    expected = answered(run, "network.json") | {"seconds": 0}
    answer = {"verdict": "built", "network": NETWORK, "seconds": 0.25}
    Path("answer.json").write_text(json.dumps(answer), encoding="utf-8")
    assert answered(run, "answer.json") | {"seconds": 0} == expected


def test_too_few_bits_overflow_on_the_input_shown(run: Run) -> None:
    answer = run("network.json", "--bits", "5")
    assert answer.status == 10
    assert answer.out.startswith("OVERFLOWS: the partial sum 22 overflows 5 bits.")
    value = answered(run, "network.json", "--bits", "5")
    assert (value["verdict"], value["bits"]) == ("overflows", 5)
    weights, bias = value["neuron"]["weights"], value["neuron"]["bias"]
    products = (w * x for w, x in zip(weights, value["input"], strict=True))
    assert list(accumulate(products, initial=bias)) == value["trace"]
    assert max(value["trace"]) > 15


def test_enough_bits_never_overflow(run: Run) -> None:
    for bits in ("6", "7", "32"):
        answer = run("network.json", "--bits", bits)
        assert answer.status == 0
        assert answer.out.startswith(f"NEVER OVERFLOWS: {bits} bits hold every partial sum.")
    assert answered(run, "network.json", "--bits", "32")["width"] == 6


def test_what_is_not_settled_is_unknown(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(of_networks, "MOST_INPUTS", 0)
    cancelling = {
        "model": {
            "format": "Q3.0", "activation": "identity", "weights": "sym(6,1)",
            "bias": "accumulator",
        },
        "layers": [
            {"weights": [[1], [1]], "biases": [0, 0]},
            {"weights": [[63, -63]], "biases": [-512]},
        ],
    }  # fmt: skip
    (tmp_path / "c.json").write_text(json.dumps(cancelling), encoding="utf-8")
    answer = run("c.json")
    assert answer.status == 20
    assert answer.out.startswith(
        "UNKNOWN: 12 bits hold every partial sum and at least 11 are needed."
    )
    assert "11 to 12 bits for every partial sum" in answer.out
    assert "at most; raw " in answer.out
    value = answered(run, "c.json")
    assert (value["width"], value["width_bounds"]) == (None, [11, 12])


# --- Models ---------------------------------------------------------------------------------------


def test_a_model_has_the_width_of_its_worst_network(run: Run) -> None:
    # 5 products of −4·−4 and the bias 3·2; 5 of −4·3 and the bias −4·2
    answer = run("model.json", "--fan-in", "5")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("WIDTH 8: 8 bits hold every partial sum, and 86 overflows 7 bits.")
    assert "first layer   8 bits: -17 … 21.5 (raw -68 … 86)" in answer.out
    assert "later layers  8 bits: -17 … 12.75 (raw -68 … 51)" in answer.out
    assert "up to 5 inputs a neuron" in answer.out
    value = answered(run, "model.json", "--fan-in", "5")
    assert (value["fan_in"], value["width"], value["lo"], value["hi"]) == (5, 8, -68, 86)


def test_options_denote_the_same_model_as_a_file_and_override_it(run: Run) -> None:
    first = answered(run, "model.json", "--fan-in", "5")
    for arguments in (OPTIONS, ["--model", "model.json"], ["model.json", "--weights", "format"]):
        again = answered(run, *arguments, "--fan-in", "5")
        assert {**again, "seconds": 0} == {**first, "seconds": 0}
    narrower = answered(run, "model.json", "--weights", "ternary", "--fan-in", "5")
    assert narrower["model"]["weights"] == {"scale": 1, "range": [-1, 1]}
    assert narrower["width"] < first["width"]


def test_the_overflow_of_a_model_is_shown_as_a_network_that_overflows(
    run: Run, tmp_path: Path
) -> None:
    value = answered(run, "model.json", "--fan-in", "5", "--bits", "7")
    assert value["verdict"] == "overflows"
    network = network_of_json(value["network"])
    assert network.inputs == len(value["input"]) == 5
    (tmp_path / "worst.json").write_text(json.dumps(value["network"]), encoding="utf-8")
    again = answered(run, "worst.json", "--bits", "7")
    assert (again["verdict"], again["width"]) == ("overflows", 8)
    assert run("model.json", "--fan-in", "5", "--bits", "8").status == 0


# --- Options --------------------------------------------------------------------------------------


def test_quiet_prints_the_verdict_line_only(run: Run) -> None:
    answer = run("network.json", "--quiet")
    assert answer.out == "WIDTH 6: 6 bits hold every partial sum, and 22 overflows 5 bits.\n"
    assert run("network.json", "--quiet", "--bits", "5").out.count("\n") == 1


def test_the_options_of_every_command_are_taken(run: Run) -> None:
    plain = answered(run, "network.json")
    other = answered(run, "network.json", "--timeout", "60", "--seed", "3", "--jobs", "2")
    assert {**other, "seconds": 0} == {**plain, "seconds": 0}


def test_no_time_at_all_is_an_answer_or_unknown(run: Run) -> None:
    answer = run("network.json", "--timeout", "0")
    assert answer.status in (0, 20)
    assert answer.err == ""


EXAMPLES = {
    "fxprove width network.json": 0,
    "fxprove width network.json --bits 16": 0,
    "fxprove width model.json --fan-in 128": 0,
    "fxprove width --format Q3.4 --activation relu --bias format --fan-in 64": 0,
    "fxprove width --format Q3.4 --activation relu --bias format --fan-in 64 --bits 20": 10,
    'fxprove width --format "sym(3,4)" --activation gelu --weights ternary --bias none '
    "--fan-in 9": 0,
}
"""The commands that the help shows, with their statuses."""


def test_the_help_shows_the_examples_that_are_tested(run: Run) -> None:
    answer = run("--help")
    assert (answer.status, answer.err) == (0, "")
    shown = re.findall(r"^ +(fxprove width .*)$", answer.out, re.MULTILINE)
    assert set(shown) == set(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_help_does_what_it_promises(run: Run, example: str) -> None:
    answer = run(*shlex.split(example)[2:])
    assert (answer.status, answer.err) == (EXAMPLES[example], "")


# --- Bad input ------------------------------------------------------------------------------------


BAD = {
    "nothing": ([], "options: expected --format or --model, found none"),
    "a file that is missing": (["none.json"], "file 'none.json': expected a readable file"),
    "a directory": (["."], "file '.': expected a file, found a directory"),
    "an answer without a network": (
        ["refused.json"], "network 'refused.json': expected an answer with a network, found one w",
    ),
    "an answer and a model": (["refused.json", *OPTIONS], "a network, or options of a model"),
    "two files": (["network.json", "model.json"], "unexpected extra argument"),
    "a fan-in of a network": (["network.json", "--fan-in", "3"], "fan-in: expected none"),
    "a network and a model": (["network.json", *OPTIONS], "a network, or options of a model"),
    "two models": (["model.json", "--model", "model.json"], "a file or --model, found both"),
    "a model without fan-in": (["model.json"], "fan-in: expected the number of inputs"),
    "a fan-in of nothing": (["model.json", "--fan-in", "0"], "fan-in: expected 1 to"),
    "a fan-in that is huge": (["model.json", "--fan-in", "9" * 30], "fan-in: expected 1 to"),
    "a fan-in in words": (["model.json", "--fan-in", "many"], "--fan-in"),
    "no bits": (["network.json", "--bits", "0"], "bits: expected at least 1, found 0"),
    "bits in words": (["network.json", "--bits", "few"], "--bits"),
    "unbounded biases": (
        ["model.json", "--bias", "wide", "--fan-in", "3"],
        r"bias: expected finitely many biases, .* found unbounded ones \('wide'\)",
    ),
    "sequential sums": (
        ["model.json", "--accumulate", "sequential", "--fan-in", "3"],
        "accumulation: expected exact accumulation; .* is the format itself, found sequential",
    ),
    "several formats": (
        ["model.json", "--input-format", "Q1.0", "--fan-in", "3"], "a single format, found several",
    ),
    "a bad option of the model": (
        ["model.json", "--weights", "many", "--fan-in", "3"], "weights: .*, found 'many'",
    ),
    "a negative time limit": (["network.json", "--timeout", "-1"], "--timeout"),
    "a time limit that is no number": (["network.json", "--timeout", "nan"], "--timeout"),
    "a negative seed": (["network.json", "--seed", "-1"], "--seed: expected a seed from 0 on"),
    "no jobs": (["network.json", "--jobs", "0"], "--jobs"),
    "an unknown option": (["network.json", "--nonsense"], "--nonsense"),
}  # fmt: skip


def refused(answer: Answer, expected: str) -> None:
    assert (answer.status, answer.out) == (2, "")
    assert re.search(expected, answer.err), answer.err
    assert answer.err.startswith("fxprove: ")
    assert answer.err.count("\n") == 1
    assert len(answer.err) < 500


@pytest.mark.parametrize("what", BAD)
def test_a_bad_question_is_refused_in_one_line(run: Run, what: str) -> None:
    arguments, expected = BAD[what]
    refused(run(*arguments), expected)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "file 'bad.json': expected JSON"),
        (b"[" * 100_000, "file 'bad.json': expected"),
        (b"\xff", "file 'bad.json': expected UTF-8"),
        (b"[]", "model 'bad.json': expected an object, found a list of 0"),
        (b"7", "model 'bad.json': expected an object, found 7"),
        (b"{}", "model 'bad.json': fields: expected a field 'format', found none"),
        (b'{"format": "Q1.1"}', "model 'bad.json': fields: expected a field 'activation'"),
        (b'{"format": "Q1.1", "colour": 1}', "model 'bad.json': expected only the fields"),
        (b'{"layers": []}', "network 'bad.json': expected a field 'model', found none"),
        (b'{"layers": [0.5]}', "file 'bad.json': expected integers only, found 0.5"),
        (
            b'{"model": {"format": "Q1.1", "activation": "relu"}, "layers": []}',
            "network 'bad.json': network: expected at least one layer",
        ),
        (
            b'{"model": {"format": "Q1.1", "activation": "relu"}, "layers": '
            b'[{"weights": [[9]], "biases": [0]}]}',
            "network 'bad.json': layer 0, neuron 0: expected a weight of the model, found 9",
        ),
        (
            b'{"model": {"format": "Q1.1", "activation": "relu", "accumulate": "sequential"}, '
            b'"layers": [{"weights": [[1]], "biases": [0]}]}',
            "accumulation: expected exact accumulation",
        ),
    ],
)
def test_a_bad_file_is_refused_in_one_line(
    run: Run, tmp_path: Path, content: bytes, expected: str
) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    refused(run("bad.json", "--bits", "8"), expected)
