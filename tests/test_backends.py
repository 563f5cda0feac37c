"""Every back end answers alike, and what is no answer is refused, however a solver misbehaves."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from fxprove.backends import process
from fxprove.backends.choice import solver_by_name
from fxprove.backends.printed_values import NoValues, read_values
from fxprove.backends.process import ProcessSolver
from fxprove.backends.z3_library import Z3Library
from fxprove.budgets import Budget
from fxprove.encoding.scripts import Satisfiability, Script, Variable
from fxprove.errors import InputError
from fxprove.solving import Answer, Solver, SolverFailure
from tests.smt_solvers import RUNNERS, SOLVERS, solve_text

SAT, UNSAT, UNKNOWN = Satisfiability.SAT, Satisfiability.UNSAT, Satisfiability.UNKNOWN

Z3_PROGRAM = shutil.which("z3", path=str(Path(sys.executable).parent)) or "z3"
EVERY: dict[str, Solver] = {
    "z3 library": Z3Library(),
    "z3 program": ProcessSolver((Z3_PROGRAM,)),
    **{name: ProcessSolver(command) for name, command in RUNNERS.items()},
}
every_solver = pytest.mark.parametrize("solver", EVERY.values(), ids=EVERY)

HANGS = "sleep 1000"


def script_of(
    assertions: Sequence[str], widths: Mapping[str, int], claim: str = "A test."
) -> Script:
    """A script with variables of these names and widths."""
    variables = tuple(Variable(name=name, width=width) for name, width in widths.items())
    declarations = [f"(declare-const {v.name} (_ BitVec {v.width}))" for v in variables]
    commands = (*declarations, *(f"(assert {assertion})" for assertion in assertions))
    return Script(claim=claim, status=UNKNOWN, variables=variables, commands=commands)


PLAIN = script_of(["(= x (bvneg (_ bv3 4)))"], {"x": 4})
SEMIPRIME = 610085427121 * 655136624683
HARD = script_of(
    [
        f"(= (bvmul ((_ zero_extend 40) a) ((_ zero_extend 40) b)) (_ bv{SEMIPRIME} 80))",
        "(bvugt a (_ bv1 40))",
        "(bvule a b)",
    ],
    {"a": 40, "b": 40},
)
"""The factors of a product of two random primes; in 25 s none of the solvers finds them."""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for temporary files, to see whether any is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


# --- Solvers that work --------------------------------------------------------------------------


@every_solver
def test_sat_comes_with_signed_values(solver: Solver) -> None:
    answer = solver.solve(PLAIN)
    assert answer == Answer(status=SAT, solver=solver.name, values={"x": -3})


@every_solver
def test_unsat_comes_alone(solver: Solver) -> None:
    answer = solver.solve(script_of(["(distinct x x)"], {"x": 4}))
    assert answer == Answer(status=UNSAT, solver=solver.name)


@every_solver
def test_names_in_bars_and_all_widths_are_read(solver: Solver) -> None:
    widths = {"|a b|": 1, "|c|": 4, "d.1": 7, "e": 64, "free": 33}
    assertions = (
        "(= |a b| #b1)",
        "(= c #x8)",
        "(= d.1 (_ bv63 7))",
        "(= e (bvneg (_ bv9223372036854775808 64)))",
    )
    values = dict(solver.solve(script_of(assertions, widths)).values)
    assert -(2**32) <= values.pop("free") < 2**32
    assert values == {"|a b|": -1, "|c|": -8, "d.1": 63, "e": -(2**63)}


@every_solver
def test_a_script_without_variables_is_a_question_too(solver: Solver) -> None:
    assert solver.solve(script_of(["true"], {})) == Answer(status=SAT, solver=solver.name)
    assert solver.solve(script_of(["false"], {})) == Answer(status=UNSAT, solver=solver.name)


@every_solver
def test_claims_may_be_in_any_script(solver: Solver) -> None:
    claim = "∀x: ⌊x/2⌋ ≤ x — für alle x; (assert false)\n\n(exit) |"
    assert solver.solve(script_of(["(= x #b1)"], {"x": 1}, claim)).values == {"x": -1}


@every_solver
def test_a_name_may_have_another_width_in_the_next_script(solver: Solver) -> None:
    values = [solver.solve(script_of([f"(= x (_ bv5 {w}))"], {"x": w})).values for w in (4, 9, 3)]
    assert values == [{"x": 5}, {"x": 5}, {"x": -3}]


@every_solver
def test_the_name_has_a_version(solver: Solver) -> None:
    assert any(character.isdigit() for character in solver.name.replace("z3", ""))


@every_solver
def test_a_budget_spent_beforehand_starts_nothing(solver: Solver) -> None:
    answer = solver.solve(PLAIN, Budget(seconds=-1.0))
    assert answer == Answer.unknown(solver.name, "the time limit was reached")


@every_solver
def test_a_budget_spent_on_the_way_gives_unknown(solver: Solver, temporary: Path) -> None:
    assert solver.name  # asked for before the clock runs
    start = time.monotonic()
    answer = solver.solve(HARD, Budget(seconds=0.3))
    assert answer == Answer.unknown(solver.name, "the time limit was reached")
    assert time.monotonic() - start < 3
    assert not list(temporary.iterdir())


@every_solver
def test_a_script_that_cannot_be_read_is_a_failure(solver: Solver) -> None:
    with pytest.raises(SolverFailure) as caught:
        solver.solve(script_of(["(= x nonsense)"], {"x": 4}))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", SOLVERS)
def test_texts_are_solved_in_process(name: str) -> None:
    assert solve_text(name, PLAIN.text, 10) == "sat"
    assert solve_text(name, script_of(["(distinct x x)"], {"x": 4}).text, 10) == "unsat"
    assert solve_text(name, HARD.text, 0.1) == "unknown"


# --- The Z3 library -----------------------------------------------------------------------------


def run_python(source: str, **arguments: object) -> subprocess.Popen[str]:
    """A fresh interpreter that runs `source` with these names bound to Python literals."""
    bound = "".join(f"{name} = {value!r}\n" for name, value in arguments.items())
    command = [sys.executable, "-c", bound + source]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def output_of(child: subprocess.Popen[str]) -> str:
    try:
        return child.communicate(timeout=60)[0]
    finally:
        child.kill()


INTERRUPTED = """
from tests.test_backends import HARD, EVERY
from fxprove.budgets import Budget
print("started", flush=True)
try:
    print(EVERY["z3 library"].solve(HARD, Budget(seconds=30)))
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_reaches_python_although_z3_swallows_it() -> None:
    child = run_python(INTERRUPTED)
    assert child.stdout is not None
    assert child.stdout.readline() == "started\n"
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    assert output_of(child) == "interrupted\n"


SHORT_OF_MEMORY = """
import z3
from tests.test_backends import script_of
from fxprove.backends.z3_library import Z3Library
z3.set_param("memory_max_size", 60)
assertions = ["(= (bvmul a b c) a)", "(distinct a b c)"]
answer = Z3Library().solve(script_of(assertions, dict(a=500, b=500, c=500)))
print(answer.status.value, answer.reason)
"""


def test_running_out_of_memory_is_no_answer() -> None:
    assert output_of(run_python(SHORT_OF_MEMORY)) == "unknown the solver ran out of memory\n"


def test_z3_is_loaded_when_it_is_asked_for() -> None:
    source = """
import sys, fxprove, fxprove.backends.choice as choice
before = "z3" in sys.modules
choice.solver_by_name("z3")
print(before, "z3" in sys.modules)
"""
    assert output_of(run_python(source)) == "False True\n"


@pytest.mark.parametrize(
    ("seconds", "milliseconds"),
    [(None, 2**32 - 1), (0.0, 1), (0.0001, 1), (1.0001, 1001), (1e9, 2**32 - 2)],
)
def test_the_time_limit_is_never_rounded_to_none(seconds: float | None, milliseconds: int) -> None:
    from fxprove.backends.z3_library import _milliseconds

    assert _milliseconds(seconds) == milliseconds


# --- Programs that misbehave --------------------------------------------------------------------


def fake(folder: Path, body: str, version: str = "echo fake 1.0") -> ProcessSolver:
    """A shell script as a solver; `$1` is the file."""
    path = folder / "fake"
    path.write_text(f'#!/bin/sh\nif [ "$1" = --version ]; then {version}; exit; fi\n{body}\n')
    path.chmod(0o755)
    return ProcessSolver((str(path),))


REFUSED = {
    "garbage": ("echo 'Segmentation fault'", "output 'Segmentation fault'"),
    "nothing": ("true", "exit status 0, no output, no errors"),
    "an exit status": ("exit 3", "exit status 3, no output"),
    "words on the error stream": ("echo oops >&2; exit 1", "no output, errors 'oops'"),
    "a signal": ("kill -SEGV $$", "signal SIGSEGV"),
    "a signal after unsat": ("echo unsat; kill -KILL $$", "signal SIGKILL, output 'unsat'"),
    "a signal below a shell": ("echo unsat; exit 139", "signal SIGSEGV"),
    "an error": ("echo '(error \"line 1\")'; echo unsat", "(error"),
    "an answer with a tail": ("echo unsat-core", "output 'unsat-core'"),
    "an answer in capitals": ("echo UNSAT", "output 'UNSAT'"),
    "an answer below a warning": ("echo warning; echo unsat", "output 'warning'"),
    "two answers": ("echo unsat; echo sat", "expected nothing more, found 'sat'"),
    "binary output": ("printf '\\377\\000'", "output "),
    "no values": ("echo sat", "found nothing"),
    "an error for values": ("echo sat; echo '(error \"no model\")'", "(error"),
    "an exit status with values": ("echo sat; echo '((x #x1))'; exit 1", "exit status 1"),
    "too narrow a value": ("echo sat; echo '((x #b101))'", "x in 4 bits after sat, found #b101"),
    "too wide a value": ("echo sat; echo '((x #x05))'", "expected x in 4 bits"),
    "values of another": ("echo sat; echo '((y #x5))'", "expected a value of x"),
    "one value too many": ("echo sat; echo '((x #x5) (y #x5))'", "found one of y"),
    "more after the values": ("echo sat; echo '((x #x5)) ((x #x5))'", "values of the variables"),
    "half the values": ("echo sat; echo '((x #x5)'", "values of the variables"),
    "too much output": ("echo sat; exec yes '((x #x5))'", "more than 64 MB of output"),
    "too many errors": ("exec yes >&2", "more than 64 MB of output"),
}


@pytest.mark.parametrize(("body", "found"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_answer_is_a_failure(
    body: str, found: str, tmp_path: Path, temporary: Path
) -> None:
    with pytest.raises(SolverFailure) as caught:
        fake(tmp_path, body).solve(PLAIN, Budget(seconds=60))
    message = str(caught.value)
    assert message.startswith("solver fake: expected ")
    assert found in message
    assert "\n" not in message
    assert len(message) < 300
    assert not list(temporary.iterdir())


FORGIVEN = {
    "an error after unsat": ("echo unsat; echo '(error \"no model\")'; exit 1", UNSAT),
    "an exit status after unsat": ("echo unsat; echo 'no model' >&2; exit 20", UNSAT),
    "carriage returns": ("printf 'unsat\\r\\n'", UNSAT),
    "warnings on the error stream": ("echo slow >&2; echo sat; echo '((x #xf))'", SAT),
    "values over many lines": ("echo sat; printf '(\\n (\\tx\\n(_  bv15 4) )\\n)\\n'", SAT),
    "unknown, whatever follows": ("echo unknown; echo '(error \"no model\")'; exit 1", UNKNOWN),
    "a child that keeps the pipes open": (f"{HANGS} & echo unsat", UNSAT),
}


@pytest.mark.parametrize(("body", "status"), FORGIVEN.values(), ids=FORGIVEN)
def test_what_is_an_answer_is_taken(body: str, status: Satisfiability, tmp_path: Path) -> None:
    answer = fake(tmp_path, body).solve(PLAIN, Budget(seconds=60))
    assert (answer.status, answer.solver) == (status, "fake (fake 1.0)")
    assert answer.values == ({"x": -1} if status is SAT else {})
    assert answer.reason == ("the solver answered unknown" if status is UNKNOWN else "")


def test_the_program_gets_the_text_and_below_it_the_question_for_values(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    fake(tmp_path, f'cp "$1" {copy}; echo unsat').solve(PLAIN)
    assert copy.read_text(encoding="utf-8") == PLAIN.text + "(get-value (x))\n"
    script = script_of(["false"], {})
    fake(tmp_path, f'cp "$1" {copy}; echo unsat').solve(script)
    assert copy.read_text(encoding="utf-8") == script.text


def test_options_stand_before_the_file(tmp_path: Path) -> None:
    path = fake(tmp_path, '[ "$1 $2" = "-a b c" ] && [ -f "$3" ] && echo unsat').command[0]
    assert ProcessSolver((path, "-a", "b c")).solve(PLAIN).status is UNSAT


def test_more_after_sat_is_refused_when_no_values_were_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SolverFailure, match="expected nothing more, found 'unsat'"):
        fake(tmp_path, "echo sat; echo unsat").solve(script_of(["true"], {}))


@pytest.mark.parametrize(
    ("content", "mode", "found"),
    [
        (None, 0, "no such file"),
        ("#!/bin/sh\necho unsat\n", 0o644, "permission denied"),
        ("\x7fELF", 0o755, "exec format error"),
        ("#!/no/such/interpreter\n", 0o755, "no such file"),
    ],
)
def test_a_program_that_cannot_start_is_a_failure(
    content: str | None, mode: int, found: str, tmp_path: Path, temporary: Path
) -> None:
    path = tmp_path / "absent"
    if content is not None:
        path.write_text(content)
        path.chmod(mode)
    solver = ProcessSolver((str(path),))
    with pytest.raises(SolverFailure, match=f"solver absent: .*{found}"):
        solver.solve(PLAIN)
    assert solver.name == "absent"
    assert not list(temporary.iterdir())


def test_a_command_has_a_word() -> None:
    with pytest.raises(ValueError, match="no command"):
        ProcessSolver(())


def test_without_room_for_the_script_there_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    with pytest.raises(SolverFailure, match="a folder for temporary files, found no such file"):
        fake(tmp_path, "echo unsat").solve(PLAIN)


@pytest.mark.parametrize(
    "version", ["exit 1", "true", "printf 'a\\033[1m'", "yes", HANGS, "kill -KILL $$"]
)
def test_a_program_without_a_version_has_its_name(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_VERSION_SECONDS", 0.2)
    assert fake(tmp_path, "true", version).name == "fake"


def test_a_version_is_one_short_line(tmp_path: Path) -> None:
    name = fake(tmp_path, "true", f"echo; echo 'This is {'v' * 100}'; echo more").name
    assert name == f"fake (This is {'v' * 52})"


# --- Programs that do not end -------------------------------------------------------------------


def is_alive(number: int) -> bool:
    """Whether a process runs; one that is dead and not yet buried does not."""
    try:
        status = Path(f"/proc/{number}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in ("Z", "X")


def numbers_in(path: Path, count: int) -> list[int]:
    """The process numbers in a file, once there are that many."""
    for _ in range(500):
        if path.exists() and len(numbers := path.read_text().split()) == count:
            return [int(number) for number in numbers]
        time.sleep(0.02)
    raise AssertionError(f"no {count} numbers in {path}")


def all_die(numbers: list[int]) -> bool:
    """Whether none of the processes is alive within a second."""
    for _ in range(50):
        if not any(map(is_alive, numbers)):
            return True
        time.sleep(0.02)
    return False


needs_proc = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="no /proc")


@needs_proc
@pytest.mark.parametrize(
    "ending",
    [HANGS, f"exec >&- 2>&-; {HANGS}", f"echo unsat; {HANGS}", f"trap '' TERM INT HUP; {HANGS}"],
)
def test_time_over_kills_the_program_and_its_children(
    ending: str, tmp_path: Path, temporary: Path
) -> None:
    file = tmp_path / "numbers"
    solver = fake(tmp_path, f"{HANGS} & echo $! $$ > {file}\n{ending}")
    assert solver.name
    start = time.monotonic()
    answer = solver.solve(PLAIN, Budget(seconds=0.3))
    assert answer == Answer.unknown("fake (fake 1.0)", "the time limit was reached")
    assert time.monotonic() - start < 3
    assert all_die(numbers_in(file, 2))
    assert not list(temporary.iterdir())


@needs_proc
def test_nothing_outlives_an_answer_or_a_failure(tmp_path: Path) -> None:
    for ending in ("echo unsat", "echo garbage"):
        file = tmp_path / "numbers"
        try:
            fake(tmp_path, f"{HANGS} >/dev/null 2>&1 & echo $! > {file}\n{ending}").solve(PLAIN)
        except SolverFailure:
            assert ending == "echo garbage"
        assert all_die(numbers_in(file, 1))
        file.unlink()


INTERRUPTED_PROGRAM = """
import tempfile
from tests.test_backends import PLAIN, ProcessSolver
tempfile.tempdir = folder
try:
    ProcessSolver((program,)).solve(PLAIN)
except KeyboardInterrupt:
    print("interrupted")
"""


@needs_proc
def test_an_interrupt_kills_the_program_and_its_children(tmp_path: Path, temporary: Path) -> None:
    file = tmp_path / "numbers"
    program = fake(tmp_path, f"{HANGS} & echo $! $$ > {file}\n{HANGS}").command[0]
    child = run_python(INTERRUPTED_PROGRAM, folder=str(temporary), program=program)
    numbers = numbers_in(file, 2)
    child.send_signal(signal.SIGINT)
    assert output_of(child) == "interrupted\n"
    assert all_die(numbers)
    assert not list(temporary.iterdir())


# --- Values as solvers print them ---------------------------------------------------------------


def test_every_value_is_read_back_from_every_spelling() -> None:
    for width in (1, 2, 3, 4, 8):
        for value in range(-(1 << (width - 1)), 1 << (width - 1)):
            bits = value % (1 << width)
            spellings = [f"#b{bits:0{width}b}", f"(_ bv{bits} {width})"]
            if width % 4 == 0:
                spellings += [f"#x{bits:0{width // 4}x}", f"#x{bits:0{width // 4}X}"]
            for spelling in spellings:
                read = read_values(f"((x {spelling}))", [Variable(name="x", width=width)])
                assert read == {"x": value}


@pytest.mark.parametrize("text", ["((x #x5)(|y z| #b1))", " (\n(|x|#x5)\n\n( |y z|\t#b1 ) ) \n"])
def test_space_stands_anywhere_and_bars_are_no_part_of_a_name(text: str) -> None:
    variables = [Variable(name="|y z|", width=1), Variable(name="x", width=4)]
    assert read_values(text, variables) == {"|y z|": -1, "x": 5}


@pytest.mark.parametrize(
    "text",
    [
        "", "()", "x", "((x #x5)", "(x #x5)", "((x #x5)))", "((x #x5)) y", "((x #x5) y)",
        "((x#x5))", "((x 5))", "((x #d5))", "((x #b))", "((x #b0120))", "((x #xg))", "((x true))",
        "((x (_ bv16 4)))", "((x (_ bv5 5)))", "((x (_ bv-3 4)))", "((x (bvneg (_ bv3 4))))",
        "((x (_ bv5)))", "((x (_ bv5 4) ))) ", "((x _ bv5 4))", "((x #x5) (x #x5))", "(((x #x5)))",
        "((|x #x5))", "((X #x5))", "((x #x5) (y #x5))", "((x ٥))", "((x (_ bv٥ 4)))",
        "((x #x5)) ; done", "((x (_ bv" + "9" * 5000 + " 4)))", "((x (_ bv5 99999999999)))",
        "(" * 100_000,
    ],
)  # fmt: skip
def test_anything_but_one_value_of_the_right_width_is_refused(text: str) -> None:
    with pytest.raises(NoValues) as caught:
        read_values(text, [Variable(name="x", width=4)])
    assert str(caught.value).startswith("expected ")


# --- Solvers by name ----------------------------------------------------------------------------


def test_z3_is_the_library() -> None:
    assert isinstance(solver_by_name("z3"), Z3Library)


def test_another_word_is_a_program_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(Z3_PROGRAM).parent))
    solver = solver_by_name("z3 -smt2 '-memory:500'")
    assert isinstance(solver, ProcessSolver)
    assert solver.command == (Z3_PROGRAM, "-smt2", "-memory:500")
    assert solver.solve(PLAIN).values == {"x": -3}


def test_a_path_is_a_program(tmp_path: Path) -> None:
    path = fake(tmp_path, "echo unsat").command[0]
    assert solver_by_name(path).solve(PLAIN).status is UNSAT


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("no-such-solver", "found no such program"),
        ("/no/such/solver -x", "found no such program"),
        ("", "found no word"),
        (" ", "found no word"),
        ("''", "found no word"),
        ("z3 'x", "found no closing quotation"),
        ("/", "found a folder"),
        (__file__, "found a file that is not executable"),
    ],
)
def test_a_name_of_no_program_is_bad_input(name: str, found: str) -> None:
    with pytest.raises(InputError) as caught:
        solver_by_name(name)
    assert str(caught.value).startswith("solver ")
    assert found in str(caught.value)


def test_a_library_that_is_not_installed_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    monkeypatch.delitem(sys.modules, "fxprove.backends.z3_library")
    with pytest.raises(SolverFailure, match="solver z3: expected the package z3-solver"):
        solver_by_name("z3")
