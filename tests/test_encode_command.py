"""`fxprove encode`: every question as a script that solvers read, and one line for bad input."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from fxprove import questions
from fxprove.formats import Format
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.network_files import network_json
from fxprove.networks import Network
from fxprove.requantizers import parse_requantizer
from fxprove.semantics import parse_semantics
from tests.command_runs import Answer, answer_of, ended, require_refusal, started
from tests.smt_solvers import solve_text

Run = Callable[..., Answer]

MODEL = ("--format", "raw(-2,1,1)", "--activation", "relu", "--weights", "ternary")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`fxprove encode` in this process, in a directory with two networks and two functions."""
    monkeypatch.chdir(tmp_path)
    network = parse_semantics("neuron:[16,-8]+3/Q3.4")
    assert isinstance(network, Network)
    (tmp_path / "network.json").write_text(json.dumps(network_json(network)))
    bit = Format.parse("raw(0,1,1)")
    xor = Function(format=bit, inputs=2, values=(0, 1, 1, 0))
    (tmp_path / "xor.json").write_text(json.dumps(xor.to_json()))
    (tmp_path / "open.json").write_text(json.dumps({**xor.to_json(), "values": [0, 1, 1, None]}))
    (tmp_path / "model.json").write_text('{"format": "raw(0,1,1)", "activation": "relu"}')
    return lambda *arguments: answer_of(capsys, "encode", *arguments)


QUESTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "a requantizer": (("requant", "requant:half-even/10/Q1.1", "--bits", "8"), "unsat"),
    "a requantizer on 32 bits": (("requant", "requant:half-up/16/Q1.1"), "unsat"),
    "separation": (("separation", *MODEL), "unsat"),
    "no separation": (
        ("separation", "--format", "sym(2,20)", "--activation", "relu"), "unsat",
    ),
    "a pair": (("separation", *MODEL, "--pair", "0,1"), "sat"),
    "a negative pair": (("separation", *MODEL, "--pair", "-1,0"), "sat"),
    "a pair with spaces": (("separation", *MODEL, "--pair", " 1 , 0 "), "sat"),
    "covering": (("covering", "--format", "Q1.1", "--activation", "relu"), "sat"),
    "no covering": (("covering", "--format", "Q1.1", "--activation", "sign"), "unsat"),
    "a network": (("network", "network.json"), "sat"),
    "outputs that are reached": (("network", "network.json", "--outputs", "5"), "sat"),
    "negative outputs": (("network", "network.json", "--outputs", "-128"), "sat"),
    "equality": (("equal", "requant:floor/4,floor/4/Q3.4", "requant:floor/16/Q3.4"), "unsat"),
    "a difference": (("equal", "table:gelu@Q1.1", "table:gelu@Q1.1/floor"), "sat"),
    "equality in so many bits": (
        ("equal", "requant:floor/16/Q3.4", "requant:floor/16/Q3.4/wrap", "--bits", "12"), "unsat",
    ),
    "synthesis": (
        ("synthesis", "xor.json", "--activation", "relu", "--weights", "ternary", "--neurons", "2"),
        "sat",
    ),
    "synthesis with weights that are not negative": (
        ("synthesis", "xor.json", "--model", "model.json", "--neurons", "2"), "unsat",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", QUESTIONS)
def test_a_question_is_printed_and_solvers_agree_with_its_status(run: Run, what: str) -> None:
    arguments, expected = QUESTIONS[what]
    answer = run(*arguments)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("; ")
    assert answer.out.endswith("(check-sat)\n")
    status = re.findall(r"\(set-info :status (\w+)\)", answer.out)
    assert status == ["unknown" if arguments[0] == "synthesis" else expected]
    assert solve_text("z3", answer.out, 60) == expected


@pytest.mark.parametrize("what", QUESTIONS)
def test_the_file_has_what_would_be_printed(run: Run, tmp_path: Path, what: str) -> None:
    arguments, _ = QUESTIONS[what]
    before = sorted(tmp_path.iterdir())
    answer = run(*arguments, "-o", "script.smt2")
    assert (answer.status, answer.out, answer.err) == (0, "", "")
    assert sorted(tmp_path.iterdir()) == sorted([*before, tmp_path / "script.smt2"])
    assert (tmp_path / "script.smt2").read_text(encoding="utf-8") == run(*arguments).out


def test_the_text_is_that_of_the_library(run: Run) -> None:
    model = Model.of(format="Q1.1", activation="sign")
    printed = run("covering", "--format", "Q1.1", "--activation", "sign").out
    assert printed == questions.covering(model).text
    printed = run("requant", "requant:ceil/3/Q1.1/wrap").out
    assert printed == questions.requant(parse_requantizer("ceil/3/Q1.1/wrap"), 32).text


# --- Bad input ----------------------------------------------------------------------------------

BAD: dict[str, tuple[list[str], str]] = {
    "a claim that is none": (["size"], "No such command 'size'"),
    "no operand": (["requant"], "Missing argument"),
    "a table for a requantizer": (["requant", "table:gelu@Q1.1"], "expected requant:"),
    "several stages": (["requant", "requant:floor/2,floor/2/Q1.1"], "a single stage, found 2"),
    "no bits": (["requant", "requant:floor/2/Q1.1", "--bits", "0"], "bits: expected 1 to 256"),
    "a malformed operand": (["requant", "requant:floor/2"], "ending"),
    "no format": (["separation", "--activation", "relu"], "--format or --model"),
    "a wrapping model": (["separation", *MODEL, "--overflow", "wrap"], "Proposition 1"),
    "half a pair": (["separation", *MODEL, "--pair", "0"], "--pair: expected two raw values"),
    "three of a pair": (["separation", *MODEL, "--pair", "0,1,2"], "--pair: expected two"),
    "a pair of words": (["separation", *MODEL, "--pair", "a,b"], "--pair: expected raw integers"),
    "a pair outside": (["separation", *MODEL, "--pair", "0,2"], "found 2"),
    "a pair of floats": (["separation", *MODEL, "--pair", "0,1.0"], "raw integers"),
    "a pair of long numbers": (["separation", *MODEL, "--pair", f"0,{'9' * 5000}"], "raw integers"),
    "no time": (["separation", *MODEL, "--timeout", "0"], "within the time limit"),
    "a time that is none": (["separation", *MODEL, "--timeout", "nan"], "--timeout"),
    "a negative time": (["separation", *MODEL, "--timeout", "-1"], "--timeout"),
    "a constant activation": (
        ["covering", "--format", "Q0.1", "--activation-table", "[0,0,0,0]"], "found"
    ),
    "a missing network": (["network", "none.json"], "no such file"),
    "too many outputs": (["network", "network.json", "--outputs", "1,2"], "1 raw values, found 2"),
    "no outputs": (["network", "network.json", "--outputs", ""], "--outputs: expected raw"),
    "an output outside": (["network", "network.json", "--outputs", "128"], "found 128"),
    "one operand": (["equal", "table:gelu@Q1.1"], "Missing argument"),
    "two kinds": (["equal", "table:gelu@Q1.1", "requant:floor/2/Q1.1"], "of one kind"),
    "bits of tables": (["equal", *["table:gelu@Q1.1"] * 2, "--bits", "8"], "--bits"),
    "no neurons": (["synthesis", "xor.json", "--activation", "relu"], "--neurons"),
    "zero neurons": (
        ["synthesis", "xor.json", "--activation", "relu", "--neurons", "0"], "neurons: expected 1",
    ),
    "very many neurons": (
        ["synthesis", "xor.json", "--activation", "relu", "--neurons", "5000"], "found 5000",
    ),
    "another format": (
        ["synthesis", "xor.json", "--format", "Q1.1", "--activation", "relu", "--neurons", "2"],
        "the function's format UQ1.0 only, found Q1.1",
    ),
    "a function left open": (
        ["synthesis", "open.json", "--activation", "relu", "--neurons", "2"], "one value at every",
    ),
    "a missing function": (
        ["synthesis", "none.json", "--activation", "relu", "--neurons", "2"], "no such file",
    ),
    "a missing folder": (["network", "network.json", "-o", "none/s.smt2"], "no such file"),
    "a folder": (["network", "network.json", "-o", "."], "output '.'"),
    "a full disk": (["network", "network.json", "-o", "/dev/full"], "no space left"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_refused_in_one_line(run: Run, tmp_path: Path, what: str) -> None:
    arguments, words = BAD[what]
    before = sorted(tmp_path.iterdir())
    answer = run(*arguments)
    require_refusal(answer)
    assert re.search(words, answer.err), answer.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_script_that_cannot_be_printed_is_an_error(tmp_path: Path) -> None:
    process = started("encode", "requant", "requant:floor/4/Q3.4", folder=tmp_path)
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    assert ended(process).err in ("", "fxprove: standard output: broken pipe\n")


# --- Help ---------------------------------------------------------------------------------------

EXAMPLES = (
    "fxprove encode requant requant:half-even/10/Q3.4 --bits 32",
    "fxprove encode separation --format Q3.4 --activation gelu -o gelu.smt2",
    'fxprove encode separation --format "sym(3,20)" --activation relu --pair 0,1',
    "fxprove encode covering --format Q3.4 --activation sign",
    "fxprove encode network network.json --outputs 5",
    "fxprove encode equal requant:half-up/4,half-up/4/Q3.4 requant:half-up/16/Q3.4",
    "fxprove encode synthesis xor.json --activation relu --neurons 2",
)


def test_the_help_shows_the_examples_that_are_tested(run: Run) -> None:
    answer = run("--help")
    assert set(re.findall(r"^ +(fxprove encode .*)$", answer.out, re.MULTILINE)) == set(EXAMPLES)
    listed = re.findall(r"^  (\w+) ", answer.out.partition("Commands:")[2], re.MULTILINE)
    assert sorted(questions.QUESTIONS) == [name for name in listed if name in questions.QUESTIONS]
    assert "..." not in answer.out.partition("Commands:")[2].partition("Examples:")[0]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_help_works(run: Run, example: str) -> None:
    _, _, *arguments = shlex.split(example)
    answer = run(*arguments)
    assert (answer.status, answer.err) == (0, "")
