"""The command line: verdicts and statuses, JSON, certificates, and one line for every bad input."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np
import pytest

import fxprove
from fxprove.cli import decide_command
from fxprove.cli.main import main
from fxprove.errors import Disagreement
from fxprove.oracle import representable_functions

PROGRAM = [sys.executable, "-m", "fxprove"]
SMALL = ["--format", "raw(-2,1,1)"]
SIGN = [*SMALL, "--activation-table", "[-1,-1,1,1]", "--weights", "ternary"]
RELU = [*SMALL, "--activation", "relu"]


class Answer(NamedTuple):
    """What a run left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process, in an empty directory."""
    monkeypatch.chdir(tmp_path)

    def run_here(*arguments: str | Path) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        assert isinstance(exit_.value.code, int)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Answer(exit_.value.code, printed.out, printed.err)

    return run_here


def decided(run: Run, *arguments: str | Path) -> dict[str, Any]:
    """The object that `decide --json` prints, and nothing else."""
    answer = run("decide", *arguments, "--json")
    assert answer.err == ""
    assert answer.out.endswith("\n")
    value: dict[str, Any] = json.loads(answer.out)
    statuses = {"universal": 0, "not_universal": 10, "unknown": 20}
    assert answer.status == statuses[value["verdict"]]
    return value


# The story


def test_gelu_in_q3_4_is_universal_with_a_certificate_that_checks(run: Run, tmp_path: Path) -> None:
    question = ["--format", "Q3.4", "--activation", "gelu"]
    answer = run("decide", *question, "--certificate", "gelu.json")
    assert answer.status == 0
    assert answer.out.startswith("UNIVERSAL: ")
    assert "fxprove check gelu.json" in answer.out
    for options in ([], question, ["--recompute-activation", "--explain"]):
        checked = run("check", "gelu.json", *options)
        assert (checked.status, checked.err) == (0, "")
        assert checked.out.startswith("valid: networks over raw(-128,127,16) with gelu")
    assert run("check", "gelu.json", *question[:3], "silu").status == 10
    assert list(tmp_path.iterdir()) == [tmp_path / "gelu.json"]


def test_sign_in_q3_4_is_not_universal_and_a_function_shows_it(run: Run) -> None:
    question = ["--format", "Q3.4", "--activation", "sign"]
    answer = run("decide", *question, "--certificate", "sign.json")
    assert answer.status == 10
    assert answer.out.startswith("NOT UNIVERSAL: ")
    assert "not computed  f: K → K" in answer.out
    value = decided(run, *question)
    assert (value["verdict"], value["cause"]) == ("not_universal", "covering")
    function = value["counterexample"]
    assert function["format"] == "raw(-128,127,16)"
    assert (function["inputs"], len(function["values"])) == (1, 256)
    assert value["conditions"]["covering"] is False
    assert value["conditions"]["difference_gcd"] == 32
    assert run("check", "sign.json").status == 0


def test_sign_with_zero_at_zero_is_universal(run: Run) -> None:
    answer = run("decide", "--format", "Q3.4", "--activation", "sign0")
    assert answer.status == 0
    assert answer.out.startswith("UNIVERSAL: ")


# Help, and its examples

EXAMPLES = {
    "fxprove decide --format Q3.4 --activation gelu": 0,
    "fxprove decide --format Q3.4 --activation sign": 10,
    "fxprove decide --format UQ0.8 --activation relu": 10,
    "fxprove decide --format Q3.4 --activation gelu --certificate gelu.json": 0,
    "fxprove check gelu.json --explain": 0,
    "fxprove table --format Q3.4 --activation gelu": 0,
    'fxprove decide --format "sym(3,4)" --activation "elu(1/2)" --weights binary': 0,
    'fxprove decide --format "ap_fixed<8,4,AP_RND_CONV,AP_SAT>" --activation relu --json': 0,
    'fxprove decide --format "raw(-2,1,1)" --activation-table "[-1,-1,1,1]" --engine all': 10,
    "fxprove decide --format Q3.4 --activation mish --certificate mish.json": 0,
    "fxprove decide --format Q3.4 --activation tanh --engine smt --timeout 60": 0,
    "fxprove explain --format Q3.4 --activation sign": 10,
    "fxprove check gelu.json": 0,
    "fxprove check gelu.json --format Q3.4 --activation gelu": 0,
    "fxprove check gelu.json --recompute-activation --explain": 0,
    "fxprove table --format Q3.4 --activation gelu --rounding floor -o gelu.h": 0,
    "fxprove table --format Q0.15 --activation tanh -o tanh.npy": 0,
    "fxprove table --format Q3.4 --activation gelu --compare mine.csv": 10,
}
"""The commands that the help shows, with the statuses that they promise."""


def shown_examples(run: Run) -> Iterator[str]:
    for command in ([], ["decide"], ["explain"], ["check"], ["table"]):
        answer = run(*command, "--help")
        assert (answer.status, answer.err) == (0, "")
        for line in answer.out.splitlines():
            found = re.search(r"(?:^ +|Example: )(fxprove .*)$", line)
            if found and "--" in found[1] + "--" * (" gelu.json" in found[1]):
                yield re.split(r"  +", found[1])[0]


def test_the_help_shows_the_examples_that_are_tested(run: Run) -> None:
    assert set(shown_examples(run)) == set(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_help_does_what_it_promises(run: Run, example: str) -> None:
    run("decide", "--format", "Q3.4", "--activation", "gelu", "--certificate", "gelu.json")
    run("table", "--format", "Q3.4", "--activation", "silu", "-o", "mine.csv")
    program, *arguments = shlex.split(example)
    answer = run(*arguments)
    assert (program, answer.status, answer.err) == ("fxprove", EXAMPLES[example], "")


def test_the_examples_cover_every_command(run: Run) -> None:
    listed = re.findall(r"^  (\w+) ", run("--help").out.partition("Commands:")[2], re.MULTILINE)
    commands = {name for name in listed if name != "fxprove"}
    assert {example.split()[1] for example in EXAMPLES} == {"decide", "explain", "check", "table"}
    assert commands >= {"decide", "explain", "check", "table"}


def test_the_version_names_fxprove_and_what_it_computes_with(run: Run) -> None:
    answer = run("--version")
    assert (answer.status, answer.err) == (0, "")
    assert re.fullmatch(
        r"fxprove [\d.]+ \(Python [\d.]+, numpy [\d.]+, python-flint [\d.]+, z3-solver [\d.]+\)\n",
        answer.out,
    )


def test_no_command_at_all_shows_the_help_on_standard_error(run: Run) -> None:
    answer = run()
    assert (answer.status, answer.out) == (2, "")
    assert "Start here:" in answer.err


def test_explain_is_decide_with_the_hypotheses(run: Run) -> None:
    explained = run("explain", *RELU)
    assert explained == run("decide", *RELU, "--explain")
    plain = run("decide", *RELU)
    assert "Theorem 2" in explained.out
    assert "yes zero_weight: 0 is a weight" in explained.out
    assert "zero_weight" not in plain.out
    missing = run("explain", *RELU, "--overflow", "wrap")
    assert missing.status == 20
    assert re.search(r"NO +saturating", missing.out)


# Bad input: one line, status 2, nothing else

BAD_MODELS = {
    "a malformed format": (["--format", "Q3", "--activation", "relu"], "found 'Q3'"),
    "an empty format": (["--format", "", "--activation", "relu"], "format"),
    "lo above hi": (["--format", "raw(3,1,1)", "--activation", "relu"], "lo = 3, hi = 1"),
    "scale zero": (["--format", "raw(0,1,0)", "--activation", "relu"], "positive.*found 0"),
    "a negative scale": (["--format", "sym(2,-1)", "--activation", "relu"], "found -1"),
    "a huge format": (["--format", "Q99.99", "--activation", "relu"], "1048576 raw values"),
    "huge digits": (["--format", f"Q{'9' * 100}.1", "--activation", "relu"], "digits"),
    "more integer bits than bits": (["--format", "ap_fixed<8,9>", "--activation", "relu"], "I = 9"),
    "a mode of HLS that is not supported": (
        ["--format", "ap_fixed<8,4,AP_RND,AP_SAT_ZERO>", "--activation", "relu"],
        "found AP_SAT_ZERO",
    ),
    "two rounding modes": (
        ["--format", "ap_fixed<8,4,AP_RND_CONV>", "--rounding", "floor", "--activation", "relu"],
        r"AP_RND_CONV.*rounding floor.*half-even",
    ),
    "two overflow modes": (
        ["--format", "ap_fixed<8,4,AP_RND,AP_SAT>", "--overflow", "wrap", "--activation", "relu"],
        r"AP_SAT.*overflow wrap.*saturate",
    ),
    "modes in the input format": ([*RELU, "--input-format", "ap_fixed<8,4,AP_RND>"], "input"),
    "an unknown activation": ([*SMALL, "--activation", "swish"], "found 'swish'"),
    "a parameter that is infinite": ([*SMALL, "--activation", "elu(1/0)"], "elu.*found '1/0'"),
    "a parameter too many": ([*SMALL, "--activation", "relu(1)"], "relu"),
    "a table too short": ([*SMALL, "--activation-table", "[0,1,1]"], "expected 4 entries.*found 3"),
    "a table out of range": ([*SMALL, "--activation-table", "[0,1,1,2]"], "raw 1: .*found 2"),
    "a table of fractions": ([*SMALL, "--activation-table", "[0,1,1,0.5]"], "found 0.5"),
    "a table of truth values": ([*SMALL, "--activation-table", "[0,1,1,true]"], "3: .*found true"),
    "a table that is no list": ([*SMALL, "--activation-table", '{"a":1}'], "table"),
    "a truncated table": ([*SMALL, "--activation-table", "[0,1,"], "expected JSON"),
    "a table file that is missing": ([*SMALL, "--activation-table", "none.csv"], "none.csv"),
    "a table file of unknown kind": ([*SMALL, "--activation-table", "none.txt"], "found .txt"),
    "both activation and table": (
        [*RELU, "--activation-table", "[0,0,0,1]"],
        "expected --activation or --activation-table, found both",
    ),
    "no activation": (SMALL, "--activation"),
    "no format": (["--activation", "relu"], "expected --format or --model"),
    "no weights": ([*RELU, "--weights", "[]@1"], "weights: expected at least one"),
    "weights without a scale": ([*RELU, "--weights", "[1,2]"], r"weights: expected \[w,…\]@s_W"),
    "weights of scale zero": ([*RELU, "--weights", "[1,2]@0"], "weight scale.*found 0"),
    "weights that are no integers": ([*RELU, "--weights", "[1,x]@1"], "found 'x'"),
    "weights of another name": ([*RELU, "--weights", "many"], "found 'many'"),
    "biases of another name": ([*RELU, "--bias", "narrow"], "found 'narrow'"),
    "biases between accumulators": ([*RELU, "--bias", "sym(2,3)"], "found 3"),
    "sequential sums from unbounded biases": (
        [*RELU, "--accumulate", "sequential", "--bias", "wide"], "found unbounded",
    ),
    "sequential sums from biases outside": (
        [*RELU, "--accumulate", "sequential", "--bias", "[5]"], "bias: .*found 5",
    ),
    "a rounding of another name": ([*RELU, "--rounding", "up"], "'up'"),
    "a negative time limit": ([*RELU, "--timeout", "-1"], "--timeout"),
    "no jobs": ([*RELU, "--jobs", "0"], "--jobs"),
    "an unknown option": ([*RELU, "--nonsense"], "--nonsense"),
    "an option without its value": ([*RELU, "--seed"], "--seed"),
    "an argument too many": ([*RELU, "extra"], "extra"),
    "an unknown engine": ([*RELU, "--engine", "z3"], "'z3'"),
    "a certificate of the oracle": ([*RELU, "--engine", "oracle", "--certificate", "c"], "oracle"),
    "a missing directory": ([*RELU, "--certificate", "none/c.json"], "no such file or directory"),
    "a directory for a certificate": ([*RELU, "--certificate", "."], "output '.'"),
    "a directory that takes no files": ([*RELU, "--certificate", "/proc/c"], "a writable file"),
    "a full disk": ([*RELU, "--certificate", "/dev/full"], "no space left on device"),
    "a model that is missing": (["--model", "none.json"], "model 'none.json'.*no such file"),
    "a model that is a directory": (["--model", "."], "expected a file, found a directory"),
}  # fmt: skip


@pytest.mark.parametrize("command", ["decide", "explain", "check"])
@pytest.mark.parametrize("what", BAD_MODELS)
def test_a_bad_model_is_refused_in_one_line(
    run: Run, tmp_path: Path, what: str, command: str
) -> None:
    arguments, expected = BAD_MODELS[what]
    certificate = Path(__file__).with_name("certificates") / "accepted" / "covering.json"
    first = [certificate] if command == "check" else []
    only_decide = {"--certificate", "--timeout", "--jobs", "--seed", "--engine"}
    if command != "decide" and only_decide & set(arguments):
        expected = "No such option"
    answer = run(command, *first, *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert re.search(expected, answer.err), answer.err
    assert answer.err.count("\n") == 1
    assert answer.err.startswith("fxprove: ")
    assert len(answer.err) < 500
    assert list(tmp_path.iterdir()) == []


HOSTILE = {
    "nothing": b"",
    "a truncated object": b'{"format": "Q3.4", "activ',
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"format":' * 40 + b"1" + b"}" * 40,
    "duplicate keys": b'{"format": "Q3.4", "format": "Q1.1", "activation": "relu"}',
    "NaN": b'{"format": NaN, "activation": "relu"}',
    "a fraction": b'{"format": {"lo": 0.0, "hi": 1, "scale": 1}, "activation": "relu"}',
    "a huge integer": b'{"format": {"lo": 0, "hi": 1' + b"0" * 5000 + b', "scale": 1}}',
    "a large integer": b'{"format": {"lo": 0, "hi": 1' + b"0" * 300 + b', "scale": 1}}',
    "bytes that are no UTF-8": b'{"format": "\xff"}',
    "UTF-16": '{"format": "Q3.4"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"format": "Q3.4", "activation": "relu"}',
    "a NUL": b"\x00",
    "a list": b"[]",
    "null": b"null",
    "a number": b"7",
    "an unknown field": b'{"format": "Q3.4", "activation": "relu", "colour": "red"}',
    "a truth value for a number": b'{"format": {"lo": 0, "hi": true, "scale": 1}}',
    "a list for a mode": b'{"format": "Q3.4", "activation": "relu", "rounding": ["floor"]}',
    "an object for a mode": b'{"format": "Q3.4", "activation": "relu", "overflow": {}}',
    "a missing part": b'{"format": {"lo": 0, "hi": 1}, "activation": "relu"}',
    "weights of both kinds": (
        b'{"format": "Q1.1", "activation": "relu", '
        b'"weights": {"scale": 1, "range": [0, 1], "values": [0]}}'
    ),
    "weights without end": (
        b'{"format": "Q1.1", "activation": "relu", '
        b'"weights": {"scale": 1, "range": [0, 99999999999999999999]}}'
    ),
    "biases of step zero": (
        b'{"format": "Q1.1", "activation": "relu", '
        b'"bias": {"offsets": [0], "step": 0, "range": null}}'
    ),
    "half a bias range": (
        b'{"format": "Q1.1", "activation": "relu", '
        b'"bias": {"offsets": [0], "step": 1, "range": [0]}}'
    ),
    "a table under a wrong name": (
        b'{"format": "raw(0,1,1)", "activation": {"name": "relu", "table": [1, 1]}}'
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_model_file_is_refused_in_one_line(run: Run, tmp_path: Path, what: str) -> None:
    (tmp_path / "model.json").write_bytes(HOSTILE[what])
    answer = run("decide", "--model", "model.json")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("fxprove: model 'model.json'")
    assert answer.err.count("\n") == 1
    assert len(answer.err) < 500


@pytest.mark.parametrize("what", [name for name in HOSTILE if name != "a table under a wrong name"])
@pytest.mark.parametrize("kind", ["certificate", "claim", "table.json", "table.csv", "table.npy"])
def test_the_same_hostile_files_are_refused_as_any_other_input(
    run: Run, tmp_path: Path, what: str, kind: str
) -> None:
    good = Path(__file__).with_name("certificates") / "accepted" / "covering.json"
    file = tmp_path / f"hostile{Path(kind).suffix or '.json'}"
    file.write_bytes(HOSTILE[what])
    commands: dict[str, list[str | Path]] = {
        "certificate": ["check", file],
        "claim": ["check", good, "--claim", file],
        "table.json": ["decide", *SMALL, "--activation-table", file],
        "table.csv": ["table", *RELU, "--compare", file],
        "table.npy": ["decide", *SMALL, "--activation-table", file],
    }
    answer = run(*commands[kind])
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("fxprove: ")
    assert answer.err.count("\n") == 1
    assert len(answer.err) < 500


def test_checking_needs_one_claim_and_a_certificate(run: Run) -> None:
    good = Path(__file__).with_name("certificates") / "accepted" / "covering.json"
    for arguments, expected in (
        ([], "Missing argument 'CERT'"),
        (["none.json"], "no such file or directory"),
        (["."], "found a directory"),
        ([good, "--claim", "none.json"], "no such file or directory"),
        ([good, "--claim", good, *RELU], "expected --claim or model options, found both"),
        ([good, "--format", "Q1.1"], "--activation"),
    ):
        answer = run("check", *arguments)
        assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
        assert expected in answer.err


def test_a_wrong_and_an_unfinished_certificate_have_statuses_of_their_own(
    run: Run, tmp_path: Path
) -> None:
    good = Path(__file__).with_name("certificates") / "accepted" / "covering.json"
    text = good.read_text(encoding="utf-8")
    for old, new, status, word in (
        ('"values": [-1, 0],', '"values": [0],', 10, "invalid"),
        ('"fxprove_certificate": 1', '"fxprove_certificate": 2', 20, "incomplete"),
    ):
        (tmp_path / "c.json").write_text(text.replace(old, new), encoding="utf-8")
        answer = run("check", "c.json")
        assert (answer.status, answer.err) == (status, "")
        assert answer.out.startswith(f"{word}: ")
        as_json = run("check", "c.json", "--json")
        value = json.loads(as_json.out)
        assert (as_json.status, value["verdict"], value["trusted"]) == (status, word, [])
        assert run("check", "c.json", "--quiet") == Answer(status, "", "")


def test_checking_as_json_says_what_is_trusted(run: Run) -> None:
    good = Path(__file__).with_name("certificates") / "accepted" / "covering.json"
    value = json.loads(run("check", good, "--json").out)
    assert value["verdict"] == "valid"
    assert value["trusted"][0].startswith("docs/theory.md: Proposition 1")
    assert len(value["trusted"]) == 3


# JSON

FIELDS = {
    "verdict", "reason", "model", "activation_table", "conditions", "hypotheses", "missing",
    "cause", "witness", "counterexample", "engine", "solver", "seconds", "certificate",
}  # fmt: skip
CONDITIONS = {
    "necessary", "sufficient", "separation", "covering", "value_gcd", "difference_gcd",
}  # fmt: skip
QUESTIONS = {
    "universal": RELU,
    "covering": SIGN,
    "separation": ["--format", "raw(0,3,1)", "--activation-table", "[0,0,1,1]",
                   "--weights", "ternary", "--bias", "format"],
    "constant_activation": [*SMALL, "--activation-table", "[1,1,1,1]"],
    "fixed_point": [*RELU, "--bias", "none"],
    "monotone": ["--format", "UQ1.1", "--activation", "relu"],
    "binary": [*RELU, "--weights", "binary"],
    "wrap": [*RELU, "--overflow", "wrap"],
    "sequential": [*RELU, "--accumulate", "sequential"],
    "formats": [*RELU, "--input-format", "Q3.4", "--output-format", "UQ1.0"],
    "few biases": [*RELU, "--bias", "[0]+format", "--weights", "[-3,0,5]@7"],
    "table modes": ["--format", "Q1.1", "--activation", "square", "--rounding", "floor",
                    "--activation-rounding", "ceil", "--activation-overflow", "wrap"],
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_json_is_one_object_with_every_documented_field(run: Run, name: str) -> None:
    value = decided(run, *QUESTIONS[name])
    assert set(value) >= FIELDS
    assert set(value["conditions"]) == CONDITIONS
    assert value["activation_table"] == value["model"]["activation"]["table"]
    assert value["reason"]
    assert "\n" not in value["reason"]
    assert value["seconds"] >= 0
    assert value["certificate"] is None
    assert (value["cause"] is not None) == (value["verdict"] == "not_universal")
    assert (value["counterexample"] is not None) == (value["verdict"] == "not_universal")
    assert (value["missing"] is not None) == (value["verdict"] == "unknown")
    if value["verdict"] == "unknown":
        assert value["hypotheses"][value["missing"]] is False
        assert value["witness"] is None
    if name in ("covering", "separation", "constant_activation", "fixed_point", "monotone"):
        assert value["cause"] == name


def test_under_wrap_the_conditions_are_null(run: Run) -> None:
    value = decided(run, *QUESTIONS["wrap"])
    assert value["verdict"] == "unknown"
    assert value["missing"] == "saturating"
    assert set(value["conditions"].values()) == {None}


def test_an_unknown_answer_names_a_nearest_question_that_is_decided(run: Run) -> None:
    value = decided(run, *QUESTIONS["wrap"])
    program, *arguments = shlex.split(value["nearest"]["command"])
    assert program == "fxprove"
    assert arguments[0] == "decide"
    answer = decided(run, *arguments[1:])
    assert answer["verdict"] == value["nearest"]["verdict"] != "unknown"
    assert answer["model"] == value["nearest"]["model"]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_model_of_an_answer_reproduces_it_to_the_byte(
    run: Run, tmp_path: Path, name: str
) -> None:
    first = decided(run, *QUESTIONS[name], "--certificate", "first.json")
    (tmp_path / "model.json").write_text(json.dumps(first["model"]), encoding="utf-8")
    second = decided(run, "--model", "model.json", "--certificate", "second.json")
    if first["verdict"] == "unknown":
        assert first["certificate"] is second["certificate"] is None
        assert not (tmp_path / "first.json").exists()
    else:
        data = (tmp_path / "first.json").read_bytes()
        assert data == (tmp_path / "second.json").read_bytes()
        assert first["certificate"]["file"] == "first.json"
        assert first["certificate"]["sha256"] == second["certificate"]["sha256"]
        assert run("check", "first.json", "--model", "model.json").status == 0
    for value in (first, second):
        del value["seconds"], value["certificate"]
    assert first == second


def test_the_same_command_twice_writes_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    for name, seed in (("a.json", "1"), ("b.json", "2")):
        subprocess.run(
            [*PROGRAM, "decide", *RELU, "--certificate", name], cwd=tmp_path, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True,
        )  # fmt: skip
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_options_override_the_model_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text(
        '{"format": "raw(-2,1,1)", "activation": {"table": [-1, -1, 1, 1]}, "weights": "ternary",'
        ' "bias": "format", "rounding": "floor", "overflow": "wrap"}',
        encoding="utf-8",
    )
    plain = decided(run, "--model", "m.json")["model"]
    assert (plain["rounding"], plain["overflow"]) == ("floor", "wrap")
    assert plain["weights"] == {"scale": 1, "range": [-1, 1]}
    changed = decided(
        run, "--model", "m.json", "--rounding", "ceil", "--overflow", "saturate",
        "--weights", "[0,3]@2", "--bias", "none", "--activation", "relu",
    )["model"]  # fmt: skip
    assert (changed["rounding"], changed["overflow"]) == ("ceil", "saturate")
    assert changed["weights"] == {"scale": 2, "values": [0, 3]}
    assert changed["bias"]["range"] == [0, 0]
    assert (changed["activation"]["name"], changed["activation"]["table"]) == ("relu", [0, 0, 0, 1])
    assert changed["format"] == plain["format"]


def test_the_defaults_are_those_documented(run: Run) -> None:
    model = decided(run, "--format", "Q1.1", "--activation", "gelu")["model"]
    assert model["weights"] == {"scale": 2, "range": [-4, 3]}
    assert model["bias"] == {"offsets": [0], "step": 2, "range": None}
    assert (model["rounding"], model["overflow"], model["accumulate"]) == (
        "half-even", "saturate", "exact",
    )  # fmt: skip
    assert model["activation"]["rounding"] == "half-even"
    assert model["activation"]["overflow"] == "saturate"
    assert model["format"] == model["input_format"] == model["output_format"]
    model = decided(run, *RELU, "--accumulate", "sequential")["model"]
    assert model["bias"] == {"offsets": [0], "step": 1, "range": [-2, 1]}
    model = decided(run, "--format", "ap_fixed<4,2>", "--activation", "relu")["model"]
    assert (model["rounding"], model["overflow"]) == ("floor", "wrap")


def test_a_missing_certificate_is_said_and_not_written(run: Run, tmp_path: Path) -> None:
    answer = run("decide", *QUESTIONS["wrap"], "--certificate", "c.json")
    assert answer.status == 20
    assert "this answer has no certificate" in answer.out
    assert list(tmp_path.iterdir()) == []


# Other options of decide


def test_quiet_prints_the_verdict_line_only(run: Run) -> None:
    answer = run("decide", *SIGN, "--quiet")
    assert (answer.status, answer.err) == (10, "")
    assert answer.out.startswith("NOT UNIVERSAL: ")
    assert answer.out.count("\n") == 1


def test_an_unsigned_format_is_answered_literally_with_the_signed_question(run: Run) -> None:
    answer = run("decide", "--format", "UQ0.8", "--activation", "relu")
    assert answer.status == 10
    shown = " ".join(answer.out.split())
    assert "note" in shown
    assert "--weights Q-1.8" not in shown
    value = decided(run, "--format", "UQ0.8", "--activation", "relu")
    [note] = value["notes"]
    assert "weights ≥ 0" in note
    command = shlex.split(note[note.index("fxprove decide") :])
    signed = decided(run, *command[2:])
    assert signed["model"]["weights"] == {"scale": 256, "range": [-128, 127]}
    assert signed["model"]["format"] == value["model"]["format"]
    for arguments in (RELU, ["--format", "UQ0.8", "--activation", "relu", "--weights", "ternary"]):
        assert decided(run, *arguments)["notes"] == []


def test_no_time_at_all_gives_an_answer_or_unknown_and_never_an_error(run: Run) -> None:
    for arguments in (
        RELU,
        ["--format", "Q3.12", "--activation", "sigmoid"],
        ["--format", "sym(12,8191)", "--activation", "step", "--bias", "format"],
    ):
        answer = run("decide", *arguments, "--timeout", "0")
        assert answer.status in (0, 10, 20)
        assert answer.err == ""


def test_the_oracle_refutes_and_never_proves(run: Run) -> None:
    refuted = decided(run, *SIGN, "--engine", "oracle")
    assert (refuted["verdict"], refuted["engine"]) == ("not_universal", "oracle")
    model = fxprove.Model.of(format="raw(-2,1,1)", activation=[-1, -1, 1, 1], weights="ternary")
    assert tuple(refuted["counterexample"]["values"]) not in representable_functions(model)
    for arguments in (RELU, ["--format", "Q3.4", "--activation", "sign"]):
        assert decided(run, *arguments, "--engine", "oracle")["verdict"] == "unknown"


def test_all_engines_together_agree_with_the_theorems(run: Run) -> None:
    for name in ("universal", "covering", "fixed_point"):
        alone, together = (
            decided(run, *QUESTIONS[name], "--engine", engine) for engine in ("theorem", "all")
        )
        assert together["verdict"] == alone["verdict"]
        assert together["cause"] == alone["cause"]
    found = decided(run, *QUESTIONS["sequential"], "--engine", "all")
    assert found["verdict"] in ("not_universal", "unknown")


def refuse(error: BaseException) -> Callable[..., NoReturn]:
    def refusing(*_: Any, **__: Any) -> NoReturn:
        raise error

    return refusing


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (KeyboardInterrupt(), 130, "fxprove: interrupted\n"),
        (Disagreement("one says no"), 1, "fxprove: a defect of fxprove: one says no\n"),
        (MemoryError(), 2, "fxprove: out of memory\n"),
        (OSError(28, "No space left on device"), 2, "no space left on device"),
        (ZeroDivisionError("x\ny"), 1, "a defect of fxprove: ZeroDivisionError at"),
    ],
)
def test_what_goes_wrong_inside_is_one_line_with_its_status(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, message: str
) -> None:
    monkeypatch.setattr(decide_command, "decide", refuse(error))
    answer = run("decide", *RELU)
    # click ends the line that ^C stands in
    assert (answer.status, answer.out, answer.err.lstrip("\n").count("\n")) == (status, "", 1)
    assert message in answer.err


def test_an_interrupt_while_the_certificate_is_written_leaves_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "c.json").write_text("before")
    monkeypatch.setattr(os, "replace", refuse(KeyboardInterrupt()))
    assert run("decide", *RELU, "--certificate", "c.json").status == 130
    assert [path.name for path in tmp_path.iterdir()] == ["c.json"]
    assert (tmp_path / "c.json").read_text() == "before"


def test_a_certificate_replaces_a_file_through_a_link_and_keeps_its_mode(
    run: Run, tmp_path: Path
) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("before")
    target.chmod(0o640)
    link.symlink_to(target)
    assert run("decide", *RELU, "--certificate", "link.json").status == 0
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert json.loads(target.read_text())["fxprove_certificate"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "target.json"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_directory_is_one_line_and_nothing_is_left(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    answer = run("decide", *RELU, "--certificate", folder / "c.json")
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "permission denied" in answer.err
    assert list(folder.iterdir()) == []


def test_a_disk_that_fills_up_while_the_certificate_is_written_leaves_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "fsync", refuse(OSError(28, "No space left on device")))
    answer = run("decide", *RELU, "--certificate", "c.json")
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "output 'c.json': expected a writable file, found no space left on device" in answer.err
    assert list(tmp_path.iterdir()) == []


# Standard output that fails

COMMANDS = (
    ["decide", *RELU],
    ["decide", *RELU, "--json"],
    ["explain", *RELU],
    ["table", "--format", "Q3.4", "--activation", "gelu"],
    ["table", "--format", "Q3.4", "--activation", "gelu", "--as", "npy"],
    ["--version"],
    ["--help"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_full_disk_behind_standard_output_is_one_line(command: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*PROGRAM, *command], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no space left on device" in done.stderr


@pytest.mark.parametrize("command", COMMANDS[:5], ids=" ".join)
def test_a_reader_that_went_away_is_no_error_to_speak_of(command: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*PROGRAM, *command], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert done.stderr == ""


def test_the_first_line_of_a_long_table_can_be_taken() -> None:
    command = " ".join([shlex.quote(sys.executable), "-m", "fxprove", "table", "--format", "Q3.12",
                        "--activation", "relu", "| head -1"])  # fmt: skip
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("raw,table\n", "")


def test_the_program_runs_as_a_module_and_under_its_name() -> None:
    named = Path(sys.executable).with_name("fxprove")
    for program in (PROGRAM, [str(named)]):
        done = subprocess.run(
            [*program, "decide", *SIGN, "--quiet"], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (10, "")
        assert done.stdout.startswith("NOT UNIVERSAL: ")


def test_nothing_is_drawn_on_a_standard_error_that_is_no_terminal(run: Run) -> None:
    assert run("decide", "--format", "Q3.12", "--activation", "sigmoid").err == ""


# Known defects; each mark goes when its defect does


def test_a_format_of_thousands_of_characters_is_not_repeated_in_full(run: Run) -> None:
    answer = run("decide", "--format", f"Q{'9' * 5000}.1", "--activation", "relu")
    assert answer.status == 2
    assert len(answer.err) < 500


@pytest.mark.parametrize("command", COMMANDS[:5], ids=" ".join)
def test_a_closed_standard_output_is_no_traceback(command: list[str]) -> None:
    shell = shlex.join([*PROGRAM, *command]) + " >&-"
    done = subprocess.run(shell, shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "defect" not in done.stderr


def test_a_time_limit_that_is_no_number_is_refused(run: Run) -> None:
    assert run("decide", *RELU, "--timeout", "nan").status == 2


def test_an_empty_name_of_a_model_file_is_refused(run: Run) -> None:
    assert run("decide", *RELU, "--model", "").status == 2


# Tables

TABLE = ["table", "--format", "raw(-2,2,1)", "--activation", "square", "--rounding", "floor"]
VALUES = [2, 1, 0, 1, 2]


def read_csv(data: bytes) -> list[int]:
    header, *rows = data.decode().splitlines()
    assert header == "raw,table"
    assert [int(row.split(",")[0]) for row in rows] == [-2, -1, 0, 1, 2]
    return [int(row.split(",")[1]) for row in rows]


def read_mem(data: bytes) -> list[int]:
    comment, *words = data.decode().splitlines()
    assert comment.startswith("//")
    return [int(word, 16) - (8 if int(word, 16) > 3 else 0) for word in words]


def read_c(data: bytes) -> list[int]:
    found = re.search(r"int8_t (\w+)\[5\] = \{([^}]*)\}", data.decode())
    assert found
    assert found[1] == "activation_table"
    return [int(entry) for entry in found[2].split(",") if entry.strip()]


READERS: dict[str, Callable[[bytes], list[int]]] = {
    "t.csv": read_csv,
    "t.npy": lambda data: [int(entry) for entry in np.load(io.BytesIO(data))],
    "t.h": read_c,
    "t.c": read_c,
    "t.mem": read_mem,
    "t.json": lambda data: list(json.loads(data)["table"]),
}


@pytest.mark.parametrize("name", READERS)
def test_a_table_is_written_in_the_kind_of_its_ending(run: Run, tmp_path: Path, name: str) -> None:
    assert run(*TABLE, "-o", name) == Answer(0, "", "")
    assert READERS[name]((tmp_path / name).read_bytes()) == VALUES
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_table_is_printed_as_csv_or_as_the_kind_asked_for(run: Run) -> None:
    assert read_csv(run(*TABLE).out.encode()) == VALUES
    assert read_c(run(*TABLE, "--as", "c").out.encode()) == VALUES
    assert "int8_t squares[5]" in run(*TABLE, "--as", "c", "--name", "squares").out


@pytest.mark.parametrize("name", ["t.csv", "t.npy", "t.json"])
def test_a_table_that_was_written_compares_equal_and_another_different(
    run: Run, tmp_path: Path, name: str
) -> None:
    run(*TABLE, "-o", name)
    equal = run(*TABLE, "--compare", name)
    assert equal == Answer(0, "equal: all 5 entries are correctly rounded\n", "")
    assert run(*TABLE, "--compare", name, "--quiet") == Answer(0, "", "")
    other = [*TABLE[:4], "abs"]
    different = run(*other, "--compare", name)
    assert (different.status, different.err) == (0, "")
    (tmp_path / "own.json").write_text("[2, 1, 0, 1, 1]")
    different = run(*TABLE, "--compare", "own.json")
    assert (different.status, different.err) == (10, "")
    assert "1 of 5 entries; first at raw 2 (value 2): 1 where 2 is" in different.out
    assert run(*TABLE, "--compare", "own.json", "--quiet") == Answer(10, "", "")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-o", "t.txt"], "output 't.txt'"),
        (["-o", "none/t.csv"], "no such file or directory"),
        (["-o", "/dev/full", "--as", "csv"], "no space left on device"),
        (["--compare", "none.csv"], "none.csv"),
        (["--compare", "t.csv", "-o", "u.csv"], "expected --compare or an output, found both"),
        (["--as", "pdf"], "'pdf'"),
        (["--as", "c", "--name", "int"], "a C identifier"),
        (["--output-format", "Q9"], "found 'Q9'"),
        (["--rounding", "up"], "'up'"),
    ],
)
def test_a_table_that_cannot_be_made_is_refused_in_one_line(
    run: Run, tmp_path: Path, arguments: list[str], expected: str
) -> None:
    answer = run(*TABLE, *arguments)
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert expected in answer.err
    assert list(tmp_path.iterdir()) == []
