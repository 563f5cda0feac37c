"""`decide --engine smt`, `--engine all` and `--solver` on the command line."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fxprove.cli.main import main
from tests.smt_solvers import RUNNERS

ROOT = Path(__file__).parent.parent
SMALL = ["--format", "raw(-2,1,1)"]
RELU = [*SMALL, "--activation", "relu"]
SIGN = [*SMALL, "--activation-table", "[-1,-1,1,1]", "--weights", "ternary"]
FLAT = [
    "--format", "raw(0,3,1)", "--activation-table", "[0,0,1,1]", "--weights", "ternary",
    "--bias", "format",
]  # fmt: skip
HARD = ["--format", "sym(13,20001)", "--activation", "relu"]


class Answer(NamedTuple):
    """What a run left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `fxprove decide` in this process."""

    def run_here(*arguments: str) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(["decide", *arguments])
        assert isinstance(exit_.value.code, int)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Answer(exit_.value.code, printed.out, printed.err)

    return run_here


def decided(run: Run, *arguments: str) -> dict[str, Any]:
    answer = run(*arguments, "--json")
    assert answer.err == ""
    value: dict[str, Any] = json.loads(answer.out)
    assert answer.status == {"universal": 0, "not_universal": 10, "unknown": 20}[value["verdict"]]
    return value


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], str]:
    """Makes a command of a shell script."""

    def make(body: str) -> str:
        path = tmp_path / "solver"
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return str(path)

    return make


@pytest.mark.parametrize(
    ("question", "cause"), [(RELU, None), (SIGN, "covering"), (FLAT, "separation")]
)
def test_smt_answers_as_the_theorems_do_and_names_the_solver(
    run: Run, question: list[str], cause: str | None
) -> None:
    asked, alone = (decided(run, *question, "--engine", engine) for engine in ("smt", "theorem"))
    assert asked["cause"] == alone["cause"] == cause
    assert asked["verdict"] == alone["verdict"]
    assert asked["conditions"] == alone["conditions"]
    assert (asked["engine"], alone["engine"], alone["solver"]) == ("smt", "theorem", None)
    assert asked["solver"].startswith("z3 ")
    assert run(*question, "--engine", "smt").status == run(*question).status


def test_all_names_the_solver_that_confirmed_the_theorems(run: Run) -> None:
    value = decided(run, *RELU, "--engine", "all")
    assert value["engine"] == "theorem"
    assert value["solver"].startswith("z3 ")


def test_the_certificate_of_the_solvers_answer_checks(run: Run, tmp_path: Path) -> None:
    for question in (RELU, SIGN, FLAT):
        path = tmp_path / "some.json"
        run(*question, "--engine", "smt", "--certificate", str(path))
        checked = subprocess.run([sys.executable, "-I", ROOT / "fxprove" / "checker", path])
        assert checked.returncode == 0


@pytest.mark.parametrize("name", RUNNERS)
def test_any_smt_lib_program_serves(run: Run, name: str, program: Callable[[str], str]) -> None:
    words = " ".join(RUNNERS[name])
    command = program(f'cd {ROOT} && exec {words} "$@"')
    value = decided(run, *SIGN, "--engine", "smt", "--solver", command)
    assert (value["verdict"], value["cause"]) == ("not_universal", "covering")
    assert name in value["solver"]


# --- Solvers that cannot do it ------------------------------------------------------------------


def test_a_solver_that_is_missing_is_one_line(run: Run) -> None:
    answer = run(*RELU, "--engine", "smt", "--solver", "no-such-solver")
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "no-such-solver" in answer.err
    assert "no such program" in answer.err


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("kill -SEGV $$", "signal SIGSEGV"),
        ("echo perhaps", "expected sat, unsat or unknown, found exit status 0, output 'perhaps'"),
        ("echo unsat", "expected sat: the probes agree on raw -1 and 0, found unsat"),
        ("echo sat", "after sat"),
    ],
)
def test_a_solver_that_dies_talks_nonsense_or_lies_is_one_line(
    run: Run, program: Callable[[str], str], body: str, message: str
) -> None:
    for engine in ("smt", "all"):
        answer = run(*SIGN, "--engine", engine, "--solver", program(body))
        assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
        assert message in answer.err
        assert answer.err.startswith("fxprove: solver solver")


def test_a_wrong_unsat_that_only_the_checker_notices_is_one_line(
    run: Run, program: Callable[[str], str]
) -> None:
    """All cosets are denied, where one that is no bias reaches every value."""
    honest = f"cd {ROOT} && exec {' '.join(RUNNERS['bitwuzla'])}"
    liar = program(f'grep -q "output accumulator" "$1" && echo unsat || ({honest} "$1")')
    question = [
        *SMALL, "--weights", "[-2,0,2]@3", "--rounding", "zero",
        "--activation-table", "[-2,1,1,1]", "--engine", "smt",
    ]  # fmt: skip
    assert run(*question).status == 0
    answer = run(*question, "--solver", liar)
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "expected an answer that the checker accepts" in answer.err


def test_a_solver_without_an_engine_that_asks_one_is_refused(run: Run) -> None:
    for engine in ("theorem", "oracle"):
        answer = run(*RELU, "--engine", engine, "--solver", "z3")
        assert (answer.status, answer.out) == (2, "")
        message = f"--solver: expected an engine that asks one, found --engine {engine}"
        assert answer.err == f"fxprove: {message}\n"


# --- Time and interruption ----------------------------------------------------------------------


def test_a_solver_that_says_unknown_leaves_the_answer_unknown(
    run: Run, program: Callable[[str], str]
) -> None:
    command = program("echo unknown")
    value = decided(run, *RELU, "--engine", "smt", "--solver", command)
    assert value["verdict"] == "unknown"
    assert value["reason"].startswith("the solver answered unknown while looking for a coset")
    assert (value["missing"], value["engine"]) == (None, "smt")
    together = decided(run, *RELU, "--engine", "all", "--solver", command)
    assert (together["verdict"], together["solver"]) == ("universal", None)


def test_the_time_limit_gives_unknown_with_what_is_known_in_time(run: Run) -> None:
    start = time.monotonic()
    value = decided(run, *HARD, "--engine", "smt", "--timeout", "1")
    assert time.monotonic() - start < 5  # on a machine with other work
    assert value["verdict"] == "unknown"
    assert "the time limit was reached while looking for neurons" in value["reason"]
    assert "of 16383)" in value["reason"]


def test_an_interrupt_ends_with_its_status() -> None:
    command = [sys.executable, "-m", "fxprove", "decide", *HARD, "--engine", "smt"]
    child = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        time.sleep(4)  # by now Z3 is at work
        assert child.poll() is None
        os.kill(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=20)
    finally:
        child.kill()
    assert (child.returncode, out, err.strip()) == (130, "", "fxprove: interrupted")
