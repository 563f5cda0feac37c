"""`fxprove diff`: answers for people and as JSON, scripts, vectors, and one line for bad input."""

import csv
import json
import re
import shlex
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fxprove import exact_differences
from fxprove.cli import diff_command
from fxprove.differences import diff
from fxprove.network_files import network_json
from fxprove.networks import Network
from fxprove.semantics import evaluate, parse_semantics
from tests.command_runs import (
    ROOT,
    Answer,
    answer_of,
    ended,
    executable,
    require_refusal,
    started,
)
from tests.smt_solvers import solve_text
from tests.test_schemas import accepts, as_json, survivors, validator

Run = Callable[..., Answer]

HALVES = ("requant:half-even/16/Q3.4", "requant:half-up/16/Q3.4")
EQUALS = ("requant:floor/4,floor/4/Q3.4", "requant:floor/16/Q3.4")
TWICE = "requant:double-rounding(1518500250,-5)/Q7.0"
ONCE = "requant:single-rounding(1518500250,-5)/Q7.0"
HARD = ("requant:floor/7:1000,floor/10/Q15.0/wrap", "requant:floor/7:10000/Q15.0/wrap")
"""Equal, and beyond evaluation and the patience of a test."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`fxprove diff` in this process, in an empty directory."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: answer_of(capsys, "diff", *arguments)


def object_of(run: Run, *arguments: str | Path) -> dict[str, Any]:
    """What `diff --json` prints, and nothing else."""
    answer = run(*arguments, "--json")
    assert answer.err == ""
    assert answer.out.count("\n") == 1
    value: dict[str, Any] = json.loads(answer.out)
    validator("difference").validate(value)
    assert answer.status == {"equal": 0, "different": 10, "unknown": 20}[value["verdict"]]
    return value


# --- The story ----------------------------------------------------------------------------------


def test_double_rounding_differs_from_single_rounding_first_at_22(run: Run) -> None:
    answer = run(TWICE, ONCE, "--bits", "32")
    assert (answer.status, answer.err) == (10, "")
    first, blank, *lines = answer.out.splitlines()
    assert first == "DIFFERENT: they differ at accumulator 22, and at no smaller one."
    assert blank == ""
    assert lines[0] == "input         accumulator 22"
    assert lines[1] == f"left          {TWICE}"
    assert lines[2].split(None, 0)[0].endswith("≈ 15.5563 ↦ 16; 16/32 = 0.5 ↦ 1")
    assert lines[3].strip() == "raw 1, value 1"
    assert lines[5].strip() == "22·759250125/34359738368 ≈ 0.486136 ↦ 0"
    assert lines[6].strip() == "raw 0, value 0"
    assert lines[7].startswith("searched      all accumulators of 32 bits: beyond -5770 … 5725")
    assert re.fullmatch(r"evidence      exact evaluation, confirmed by z3 [\d.]+", lines[8])
    assert len(lines) == 9


def test_what_is_equal_is_proved_with_a_script(run: Run, tmp_path: Path) -> None:
    answer = run(*EQUALS, "--script", "proof.smt2")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("EQUAL: no accumulator separates them.\n")
    assert answer.out.endswith(
        "script        proof.smt2: unsat, for any solver that reads SMT-LIB 2\n"
    )
    assert solve_text("z3", (tmp_path / "proof.smt2").read_text(), 60) == "unsat"
    assert list(tmp_path.iterdir()) == [tmp_path / "proof.smt2"]


def test_the_script_of_a_difference_says_that_it_is_smallest(run: Run, tmp_path: Path) -> None:
    assert run(*HALVES, "--script", "proof.smt2").status == 10
    text = (tmp_path / "proof.smt2").read_text()
    assert "(set-info :status unsat)" in text
    assert "smaller than (8)" in text
    assert solve_text("z3", text, 60) == "unsat"


def test_a_table_of_the_users_own_is_compared(run: Run, tmp_path: Path) -> None:
    table = list(parse_semantics("table:gelu@Q3.4").table)  # type: ignore[union-attr]
    (tmp_path / "mine.csv").write_text("".join(f"{entry}\n" for entry in table))
    assert run("table:gelu@Q3.4", "table:mine.csv@Q3.4").status == 0
    table[128 - 20] += 1
    (tmp_path / "mine.csv").write_text("".join(f"{entry}\n" for entry in table))
    answer = run("table:gelu@Q3.4", "table:mine.csv@Q3.4")
    assert answer.status == 10
    assert answer.out.startswith("DIFFERENT: they differ at raw input -20, and at no smaller one.")
    assert "input         raw -20, value -1.25\n" in answer.out
    assert "searched      all raw inputs, -128 … 127\n" in answer.out


def test_neurons_show_raw_values_and_values_of_every_input(run: Run) -> None:
    answer = run("neuron:[16,-8]+3/Q3.4", "neuron:[16,-8]+3/Q3.4/sequential")
    assert "they differ at raw input (0, -1), and at no smaller one" in answer.out
    assert "input         raw (0, -1), value (0, -0.0625)\n" in answer.out
    assert "searched      all raw inputs, each in -128 … 127\n" in answer.out


def test_networks_are_read_from_files(run: Run, tmp_path: Path) -> None:
    network = parse_semantics("neuron:[16,-8]+3/Q3.4")
    assert isinstance(network, Network)
    (tmp_path / "a.json").write_text(json.dumps(network_json(network)))
    assert run("network:a.json", "neuron:[16,-8]+3/Q3.4").status == 0
    assert run("network:a.json", "neuron:[16,-8]+4/Q3.4").status == 10


# --- Words --------------------------------------------------------------------------------------


def test_overflow_is_shown_where_it_happens(run: Run) -> None:
    answer = run("requant:floor/16/ap_fixed<8,4>", "requant:floor/16/Q3.4")
    assert "2048/16 = 128; 128 wraps to -128\n" in answer.out
    assert "2048/16 = 128; 128 saturates to 127\n" in answer.out


@pytest.mark.parametrize(
    ("operands", "options", "note"),
    [
        ((TWICE, ONCE), ["--bits", "32"], None),
        ((TWICE, ONCE), ["--bits", "8"], None),
        ((TWICE, ONCE), [], "accumulators -2147483648 … 2147483647, of which this is one"),
        ((TWICE, TWICE), [], "double-rounding describes C code .*, which are among these"),
        ((HALVES), [], None),
        (
            ("requant:double-rounding(1,-31)/Q0.1/wrap", "requant:double-rounding(1,-31)/Q0.1"),
            [],
            r"of which this is none; --bits 32 asks about those only",
        ),
        (
            ("requant:double-rounding(3,2)/Q7.0", "requant:single-rounding(4,2)/Q7.0"),
            [],
            r"double-rounding and single-rounding describe C code on accumulators -536870912 … "
            "536870911",
        ),
    ],
)
def test_a_note_says_what_multiply_and_shift_describe(
    run: Run, operands: tuple[str, str], options: list[str], note: str | None
) -> None:
    answer = run(*operands, *options)
    notes = [line for line in answer.out.splitlines() if line.startswith("note")]
    assert len(notes) == (note is not None)
    if note is not None:
        assert re.search(note, notes[0])
    assert object_of(run, *operands, *options)["notes"] == [line[14:] for line in notes]


def test_bits_wider_than_the_window_are_all_of_it(run: Run) -> None:
    assert "all accumulators of 32 bits: beyond -2041 … 2025" in run(*HALVES, "--bits", "32").out
    assert "all accumulators of 6 bits, -32 … 31\n" in run(*HALVES, "--bits", "6").out
    assert "all integers: beyond -2041 … 2025" in run(*HALVES).out


def test_quiet_prints_the_verdict_alone(run: Run) -> None:
    answer = run(*HALVES, "--quiet")
    assert answer.out == "DIFFERENT: they differ at accumulator 8, and at no smaller one.\n"


def test_large_accumulators_are_shown_exactly(run: Run) -> None:
    large = 10**30
    answer = run(f"requant:half-even/{large}/Q1.0", f"requant:half-up/{large}/Q1.0")
    assert f"they differ at accumulator {large // 2}," in answer.out
    assert f"{large // 2}/{large} = 0.5 ↦ 0" in answer.out


# --- JSON ---------------------------------------------------------------------------------------

ANSWERS: dict[str, tuple[str, ...]] = {
    "different": HALVES,
    "different, with a script": (*HALVES, "--script", "proof.smt2"),
    "different, in so many bits": (TWICE, ONCE, "--bits", "32"),
    "different, with a note": (TWICE, ONCE),
    "different, several inputs": ("neuron:[16,-8]+3/Q3.4", "neuron:[16,-8]+3/Q3.4/sequential"),
    "different at 0": ("table:[0,0]@raw(0,1,1)", "table:[1,0]@raw(0,1,1)"),
    "equal": EQUALS,
    "equal, with a script": (*EQUALS, "--script", "proof.smt2"),
    "equal, by the solver alone": ("neuron:[1,2,3]/Q3.4", "neuron:[1,2,3]/Q3.4"),
    "unknown": (*HALVES, "--timeout", "0"),
    "unknown, with a script wanted": (*HALVES, "--timeout", "0", "--script", "proof.smt2"),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_the_object_satisfies_its_schema_and_not_with_one_field_changed(
    run: Run, what: str
) -> None:
    value = object_of(run, *ANSWERS[what])
    assert value["verdict"] == what.split()[0].rstrip(",")
    assert not survivors("difference", as_json(value))


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("different", {"verdict": "equal"}),
        ("different", {"verdict": "unknown"}),
        ("different", {"verdict": "probably"}),
        ("different", {"input": None}),
        ("different", {"input": []}),
        ("different", {"outputs": None}),
        ("different", {"smallest": None}),
        ("different", {"evaluated": False, "confirmed": False}),
        ("equal", {"evaluated": False, "confirmed": False}),
        ("equal", {"input": [0]}),
        ("equal, with a script", {"confirmed": False}),
        ("unknown", {"evaluated": True}),
        ("unknown", {"smallest": False}),
        ("unknown", {"equal_up_to": -1}),
    ],
)
def test_an_object_that_contradicts_itself_does_not_satisfy_its_schema(
    run: Run, what: str, changes: dict[str, Any]
) -> None:
    value = object_of(run, *ANSWERS[what])
    assert not accepts("difference", {**value, **changes})


def test_the_object_has_what_the_answer_has(run: Run) -> None:
    value = object_of(run, *HALVES, "--script", "proof.smt2")
    assert value["reason"] == "they differ at accumulator 8, and at no smaller one"
    assert (value["left"], value["right"]) == HALVES
    assert (value["input"], value["outputs"]) == ([8], {"left": [0], "right": [1]})
    assert (value["smallest"], value["equal_up_to"], value["bits"]) == (True, 7, None)
    assert (value["evaluated"], value["confirmed"]) == (True, True)
    assert (value["searched"], value["script"]) == ([[-2041, 2025]], "proof.smt2")


# --- Time ---------------------------------------------------------------------------------------


def test_without_time_it_is_unknown(run: Run, tmp_path: Path) -> None:
    answer = run(*HALVES, "--timeout", "0", "--script", "proof.smt2")
    assert (answer.status, answer.err) == (20, "")
    assert answer.out.startswith("UNKNOWN: the time limit was reached.\n")
    assert answer.out.endswith("script        none: the time limit was reached\n")
    assert list(tmp_path.iterdir()) == []


def test_what_is_known_when_time_is_over_is_said(run: Run) -> None:
    answer = run(*HARD, "--timeout", "1.5")
    assert answer.status == 20
    assert re.match(
        r"UNKNOWN: the time limit was reached; they are equal on accumulators of magnitude up to "
        r"[1-9]\d{4,}\.\n",
        answer.out,
    )
    value = object_of(run, *HARD, "--timeout", "1.5")
    assert value["equal_up_to"] > 10_000
    assert (value["evaluated"], value["confirmed"]) == (False, False)


def test_a_difference_found_in_time_is_told_without_a_claim_that_it_is_smallest(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact_differences, "_MOST_CELLS", 4)
    solver = executable(tmp_path / "slow", "echo unknown")
    answer = run("requant:floor/16/Q3.4", "requant:ceil/16/Q3.4", "--solver", solver)
    assert answer.status == 10
    first, *lines = answer.out.splitlines()
    assert first == (
        "DIFFERENT: they differ at accumulator -1, perhaps at smaller ones, too: "
        "the solver answered unknown."
    )
    assert "known         they are equal on accumulators of magnitude up to 0" in lines
    assert not any(line.startswith("evidence") for line in lines)


def test_a_confirmation_that_takes_long_is_not_waited_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diff_command, "PATIENCE", 0.3)
    solver = executable(tmp_path / "slow", "exec sleep 60")
    begin = time.monotonic()
    answer = run(*EQUALS, "--solver", solver)
    assert time.monotonic() - begin < 20
    assert answer.status == 0
    assert "evidence      exact evaluation; no confirmation by slow: not done within 0.3 s" in (
        answer.out
    )
    late = run(*EQUALS, "--solver", solver, "--script", "proof.smt2", "--timeout", "0.5")
    assert late.status == 0
    assert late.out.endswith("script        none: the time limit was reached\n")


# --- Bad input ----------------------------------------------------------------------------------

BAD: dict[str, tuple[list[str], str]] = {
    "no operand": ([], "Missing argument"),
    "one operand": ([HALVES[0]], "operands: expected two, or --vectors N, found 1"),
    "three operands": ([*HALVES, HALVES[0]], "operands: expected two, or --vectors N, found 3"),
    "an operand of no kind": (["relu", HALVES[0]], "operand: expected requant"),
    "a malformed operand": ([HALVES[0], "requant:half-up/16"], "ending"),
    "operands of two kinds": ([HALVES[0], "table:gelu@Q3.4"], "a requantizer and a table"),
    "targets of two scales": ([HALVES[0], "requant:floor/1/Q1.0"], "found 16 and 1"),
    "formats of two tables": (["table:gelu@Q3.4", "table:gelu@Q3.3"], "found Q3.4 and Q3.3"),
    "bits of a table": (["table:gelu@Q3.4"] * 2 + ["--bits", "8"], "--bits"),
    "no bits": ([*HALVES, "--bits", "0"], "bits: expected 1 to 1024, found 0"),
    "very many bits": ([*HALVES, "--bits", "9999999"], "bits: expected 1 to 1024"),
    "bits that are no number": ([*HALVES, "--bits", "x"], "'x' is not a valid integer"),
    "a file that is missing": (["network:none.json", "network:none.json"], "no such file"),
    "a negative time": ([*HALVES, "--timeout", "-1"], "--timeout"),
    "a time that is none": ([*HALVES, "--timeout", "nan"], "--timeout"),
    "no jobs": ([*HALVES, "--jobs", "0"], "--jobs"),
    "a missing solver": ([*HALVES, "--solver", "none"], "solver 'none'.*no such program"),
    "a solver that is a folder": ([*HALVES, "--solver", "/"], "a folder"),
    "no solver": ([*HALVES, "--solver", ""], "solver ''"),
    "vectors and a script": ([*HALVES, "--vectors", "2", "--script", "s"], "found both"),
    "output without vectors": ([*HALVES, "-o", "v.csv"], "--output: expected --vectors N"),
    "output of another kind": ([*HALVES, "--vectors", "2", "-o", "v.txt"], r"\.csv or \.json"),
    "no vectors": ([*HALVES, "--vectors", "0"], "vectors: expected 1 to 4096, found 0"),
    "too many vectors": ([*HALVES, "--vectors", "4097"], "vectors: expected 1 to 4096"),
    "too few vectors": (
        ["requant:floor/16/Q3.4", "--vectors", "1"], "vectors: expected 2 or more.*found 1",
    ),
    "vectors of a neuron alone": (["neuron:[1]/Q3.4", "--vectors", "2"], "alternatives B"),
    "a script in a missing folder": ([*HALVES, "--script", "none/s.smt2"], "no such file"),
    "a script that is a folder": ([*HALVES, "--script", "."], "output '.'"),
    "a full disk": ([*HALVES, "--script", "/dev/full"], "no space left"),
    "vectors in a missing folder": ([*HALVES, "--vectors", "2", "-o", "none/v.csv"], "no such"),
    "an unknown option": ([*HALVES, "--nonsense"], "--nonsense"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_refused_in_one_line(run: Run, tmp_path: Path, what: str) -> None:
    arguments, words = BAD[what]
    answer = run(*arguments)
    require_refusal(answer)
    assert re.search(words, answer.err), answer.err
    assert list(tmp_path.iterdir()) == []


# --- Solvers ------------------------------------------------------------------------------------

LIARS = {
    "says nothing": ([], "sat, unsat or unknown"),
    "says nonsense": (["echo hello"], "found exit status 0, output 'hello'"),
    "dies": (["kill -9 $$"], "signal SIGKILL"),
    "fails": (["echo oh no >&2", "exit 3"], "exit status 3, no output, errors 'oh no'"),
    "denies the difference": (["echo unsat"], "the two differ at 8, found unsat"),
    "names none": (["echo sat", 'echo "((x1 #b00011))"'], "separates the two, found 3"),
    "names one beyond": (["echo sat", 'echo "((x1 #b01111))"'], "separates the two, found 15"),
    "names a wrong width": (["echo sat", 'echo "((x1 #b1))"'], "x1 in 5 bits"),
    "gives no values": (["echo sat"], "after sat"),
}


@pytest.mark.parametrize("what", LIARS)
def test_a_solver_that_lies_or_dies_is_reported(run: Run, tmp_path: Path, what: str) -> None:
    lines, words = LIARS[what]
    answer = run(*HALVES, "--solver", executable(tmp_path / "liar", *lines), "--script", "p.smt2")
    require_refusal(answer)
    assert answer.err.startswith("fxprove: solver liar: expected ")
    assert re.search(words, answer.err), answer.err
    assert list(tmp_path.iterdir()) == [tmp_path / "liar"]


@pytest.mark.parametrize("solver", ["bitwuzla", "cvc5"])
def test_another_solver_confirms(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, solver: str
) -> None:
    monkeypatch.chdir(ROOT)
    command = f"{shlex.quote(sys.executable)} -m tests.smt_solvers {solver}"
    monkeypatch.setattr(diff_command, "PATIENCE", 60)
    answer = answer_of(capsys, "diff", *HALVES, "--solver", command)
    assert answer.status == 10
    assert re.search(r"exact evaluation, confirmed by python", answer.out), answer.out


def test_interrupted_while_a_solver_works_it_stops_with_130(tmp_path: Path) -> None:
    solver = executable(tmp_path / "slow", f"touch {tmp_path}/begun", "exec sleep 60")
    process = started(
        "diff", *HALVES, "--solver", solver, "--script", "proof.smt2", folder=tmp_path
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    answer = ended(process)
    assert (answer.status, answer.out) == (130, "")
    assert answer.err.strip() == "fxprove: interrupted"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["begun", "slow"]


def test_answers_are_read_where_standard_output_is_ascii(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    assert ended(started("diff", *HALVES, folder=tmp_path)).status == 10


# --- Vectors ------------------------------------------------------------------------------------


def rows(text: str) -> list[list[int]]:
    header, *lines = csv.reader(text.splitlines())
    assert header[0] == "x1"
    assert header[-1].startswith("y")
    return [[int(cell) for cell in line] for line in lines]


def require_kills(left: str, rights: list[str], vectors: list[tuple[list[int], list[int]]]) -> None:
    reference = parse_semantics(left)
    others = [parse_semantics(right) for right in rights]
    for inputs, outputs in vectors:
        assert list(evaluate(reference, tuple(inputs))) == outputs
    for other in others:
        killed = any(list(evaluate(other, tuple(x))) != y for x, y in vectors)
        assert killed or diff(reference, other).point is None


def test_vectors_are_printed_as_csv(run: Run) -> None:
    others = ["requant:half-up/16/Q3.4", "requant:half-away/16/Q3.4"]
    answer = run(HALVES[0], *others, "--vectors", "8")
    assert (answer.status, answer.err) == (10, "")
    assert answer.out.splitlines()[0] == "x1,y1"
    found = rows(answer.out)
    assert len(found) == 8
    require_kills(HALVES[0], others, [(row[:1], row[1:]) for row in found])


def test_vectors_of_neurons_have_a_column_for_every_input(run: Run) -> None:
    left, right = "neuron:[16,-8]+3/Q3.4", "neuron:[16,-8]+3/Q3.4/sequential"
    answer = run(left, right, "--vectors", "3")
    assert answer.out.splitlines()[0] == "x1,x2,y1"
    require_kills(left, [right], [(row[:2], row[2:]) for row in rows(answer.out)])


def test_vectors_without_alternatives_kill_every_other_mode(run: Run, tmp_path: Path) -> None:
    answer = run(HALVES[0], "--vectors", "12", "-o", "v.json")
    assert (answer.status, answer.err) == (10, "")
    assert answer.out == "12 inputs in v.json separate A from 8 alternatives.\n"
    value = json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))
    validator("vectors").validate(value)
    assert not survivors("vectors", as_json(value))
    assert value["reference"] == HALVES[0]
    rights = [alternative["operand"] for alternative in value["alternatives"]]
    assert len(rights) == 8
    vectors = [(vector["input"], vector["expected"]) for vector in value["vectors"]]
    require_kills(HALVES[0], rights, vectors)
    killed = {index for vector in value["vectors"] for index in vector["separates"]}
    assert killed == set(range(8))


def test_the_object_and_the_files_say_the_same(run: Run, tmp_path: Path) -> None:
    printed = run(*HALVES, "--vectors", "5", "--json")
    assert run(*HALVES, "--vectors", "5", "-o", "v.json").status == 10
    assert run(*HALVES, "--vectors", "5", "-o", "v.csv").status == 10
    value = json.loads(printed.out)
    assert value == json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))
    assert rows((tmp_path / "v.csv").read_text()) == [
        [*vector["input"], *vector["expected"]] for vector in value["vectors"]
    ]
    assert run(*HALVES, "--vectors", "5").out == (tmp_path / "v.csv").read_text()


def test_alternatives_that_are_equal_are_named(run: Run, tmp_path: Path) -> None:
    same = "requant:half-up/15/Q3.4"
    answer = run("requant:half-even/15/Q3.4", same, HALVES[1], "--vectors", "2", "-o", "v.csv")
    assert answer.status == 10
    assert answer.out == "2 inputs in v.csv separate A from 1 of 2 alternatives.\n"
    assert answer.err == f"fxprove: {same} is equal to A on all inputs\n"
    alone = run("requant:half-even/15/Q3.4", same, "--vectors", "2", "-o", "v.csv", "--json")
    assert alone.status == 0
    value = json.loads(alone.out)
    validator("vectors").validate(value)
    assert (value["vectors"], value["alternatives"][0]["verdict"]) == ([], "equal")
    assert (tmp_path / "v.csv").read_text() == "x1,y1\n"


def test_fewer_vectors_than_asked_for_are_explained(run: Run) -> None:
    answer = run("table:[0,0]@raw(0,1,1)", "table:[0,1]@raw(0,1,1)", "--vectors", "5")
    assert (answer.status, answer.out) == (10, "x1,y1\n1,0\n")
    assert answer.err == ("fxprove: no more than 1 inputs: no other input separates any of them\n")


def test_vectors_without_time_are_unknown(run: Run, tmp_path: Path) -> None:
    answer = run(*HALVES, "--vectors", "5", "--timeout", "0", "-o", "v.csv")
    assert answer.status == 20
    assert "is not decided: the time limit was reached" in answer.err
    assert (tmp_path / "v.csv").read_text() == "x1,y1\n"


def test_vectors_beyond_32_bits_are_pointed_out(run: Run) -> None:
    operands = ("requant:double-rounding(1,-31)/Q0.1/wrap", "requant:double-rounding(1,-31)/Q0.1")
    answer = run(*operands, "--vectors", "2")
    assert "2 inputs are beyond: double-rounding describes C code" in answer.err
    within = run(TWICE, ONCE, "--vectors", "2")
    assert within.err == ""


def test_a_file_that_exists_is_replaced_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("precious")
    assert run("requant:floor/16/Q3.4", "--vectors", "1", "-o", "v.csv").status == 2
    assert (tmp_path / "v.csv").read_text() == "precious"
    assert run(*HALVES, "--vectors", "1", "-o", "v.csv").status == 10
    assert (tmp_path / "v.csv").read_text() == "x1,y1\n8,0\n"


# --- Help ---------------------------------------------------------------------------------------

EXAMPLES = {
    "fxprove diff requant:half-even/16/Q3.4 requant:half-up/16/Q3.4": 10,
    "fxprove diff requant:floor/4,floor/4/Q3.4 requant:floor/16/Q3.4": 0,
    'fxprove diff "requant:double-rounding(1518500250,-5)/Q7.0" '
    '"requant:single-rounding(1518500250,-5)/Q7.0" --bits 32': 10,
    'fxprove diff "requant:floor/16/ap_fixed<8,4>" '
    '"requant:floor/16/ap_fixed<8,4,AP_TRN,AP_SAT>"': 10,
    "fxprove diff table:gelu@Q3.4 table:mine.csv@Q3.4": 10,
    'fxprove diff "neuron:[16,-8]+3/Q3.4" "neuron:[16,-8]+3/Q3.4/sequential"': 10,
    "fxprove diff requant:half-even/16/Q3.4 --vectors 16": 10,
    "fxprove diff requant:half-even/16/Q3.4 requant:half-up/16/Q3.4 requant:half-away/16/Q3.4 "
    "--vectors 8 -o vectors.csv": 10,
}


def shown_examples(text: str) -> Iterator[str]:
    for command in re.findall(r"^ +(fxprove diff .*)$", text.replace("\\\n", ""), re.MULTILINE):
        yield re.sub(r" +", " ", command)


def test_the_help_shows_the_examples_that_are_tested(run: Run) -> None:
    answer = run("--help")
    assert (answer.status, answer.err) == (0, "")
    assert set(shown_examples(answer.out)) == set(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_help_does_what_it_promises(
    run: Run, tmp_path: Path, example: str
) -> None:
    (tmp_path / "mine.csv").write_text("0\n" * 256)
    _, _, *arguments = shlex.split(example)
    answer = run(*arguments)
    assert (answer.status, answer.err) == (EXAMPLES[example], "")
