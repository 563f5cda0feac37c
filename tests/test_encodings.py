"""The library of encodings/: as the generator writes it, confirmed by three solvers, breakable."""

import ast
import os
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import pytest

import fxprove
from fxprove.encoding.scripts import ScriptBuilder
from fxprove.rounding import Overflow, Rounding
from tests import encodings_library
from tests.encodings_library import BITS, FOLDER, OTHER_FRACTIONS, SCALES, library
from tests.smt_evaluation import Expression, declared, evaluated, expressions
from tests.smt_solvers import SOLVERS, solve_text

SECONDS = 600.0  # for one file; where nothing else runs, none takes more than a few
PATHS = sorted(FOLDER.rglob("*.smt2"))

DEFINITION = "; The definition, on vectors so wide that nothing in it wraps.\n"


@cache
def text_of(name: str) -> str:
    """A script of the folder by its path in it, without the suffix."""
    return (FOLDER / f"{name}.smt2").read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix().removesuffix(".smt2")


def names_in(place: str) -> list[str]:
    """The scripts of one folder."""
    return [name_of(path) for path in PATHS if path.parent == FOLDER / place]


PLACES = sorted({name_of(path.parent) for path in PATHS})


def status_of(text: str) -> str:
    (status,) = re.findall(r"^\(set-info :status (\w+)\)$", text, re.MULTILINE)
    return str(status)


# --- The folder ---------------------------------------------------------------------------------


def test_the_folder_holds_what_the_generator_writes_byte_for_byte() -> None:
    written = {name: script.text.encode() for name, script in library().items()}
    found = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in PATHS}
    assert sorted(found) == sorted(written)
    assert [name for name in found if found[name] != written[name]] == []


def test_there_are_scripts_and_a_readme_and_nothing_else() -> None:
    others = [path for path in FOLDER.rglob("*") if path.is_file() and path not in PATHS]
    assert others == [FOLDER / "README.md"]


def test_every_mode_overflow_width_and_scale_has_its_obligation() -> None:
    wanted = {
        f"requant/{mode.value}/{overflow.value}-{bits}-bits-scale-{scale}"
        for mode in Rounding
        for overflow in Overflow
        for bits in BITS
        for scale in SCALES
    }
    found = {name_of(path) for path in PATHS if path.parts[-3] == "requant"}
    assert wanted <= found
    assert len(found - wanted) == len(OTHER_FRACTIONS) * len(Rounding) * len(Overflow)


@pytest.mark.parametrize("place", PLACES)
def test_a_script_says_what_it_asks_and_what_to_expect(place: str) -> None:
    for name in names_in(place):
        text = text_of(name)
        lines = text.splitlines()
        header = " ".join(line[2:] for line in lines if line.startswith("; "))
        assert lines[0].startswith("; "), name
        assert text.endswith("\n(check-sat)\n"), name
        assert lines.count("(set-logic QF_BV)") == 1, name
        assert status_of(text) in ("sat", "unsat"), name
        assert f"{status_of(text)}: " in header, name
        assert all(re.fullmatch("[a-z][a-z0-9_]*", each) for each in declared(text)), name
        # no path of the machine that wrote it
        assert not re.search(r"(^|\s)/\w", text), name


def test_writing_removes_scripts_that_are_not_in_the_library_and_keeps_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder = ScriptBuilder()
    script = builder.script("Nothing is asked.")
    monkeypatch.setattr(encodings_library, "FOLDER", tmp_path)
    monkeypatch.setattr(encodings_library, "library", lambda: {"new/one.smt2": script})
    (tmp_path / "old").mkdir()
    for name in ("README.md", "old/one.smt2", "two.smt2"):
        (tmp_path / name).write_text("kept or removed", encoding="utf-8")
    encodings_library.main()
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert files == {"README.md", "new/one.smt2"}
    assert (tmp_path / "new/one.smt2").read_text(encoding="utf-8") == script.text


def strings_in(tree: ast.Module) -> Iterator[str]:
    """The string constants of a module but its docstrings."""
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documents:
            yield str(node.value)


def test_nothing_in_the_package_names_the_folder() -> None:
    sources = Path(fxprove.__file__).parent.rglob("*.py")
    found = [
        source
        for source in sources
        for constant in strings_in(ast.parse(source.read_text(encoding="utf-8")))
        if re.search(r"\bencodings\b", constant)
    ]
    assert found == []


# --- Solvers ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workers() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield pool


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("place", PLACES)
def test_every_solver_answers_as_the_status_says(
    workers: ProcessPoolExecutor, place: str, solver: str
) -> None:
    names = names_in(place)
    texts = [text_of(name) for name in names]
    answers = workers.map(solve_text, repeat(solver), texts, repeat(SECONDS))
    wrong = {
        name: f"{solver} says {answer}, the status {status_of(text)}"
        for name, text, answer in zip(names, texts, answers, strict=True)
        if answer != status_of(text)
    }
    assert wrong == {}


# --- Witnesses ----------------------------------------------------------------------------------

FAILING = [path for path in PATHS if "Witness: " in text_of(name_of(path))]


def test_every_law_that_fails_has_a_witness() -> None:
    laws = [path for path in PATHS if name_of(path).startswith("laws/")]
    failing = [path for path in laws if status_of(text_of(name_of(path))) == "sat"]
    assert failing == FAILING
    assert len(FAILING) > 20


@pytest.mark.parametrize("path", FAILING, ids=name_of)
def test_a_witness_satisfies_its_script_and_has_the_results_it_names(path: Path) -> None:
    text = text_of(name_of(path))
    words = " ".join(line[2:] for line in text.splitlines() if line.startswith("; "))
    given, found = words.partition("Witness: ")[2].rstrip(".").split(", where ")
    seen = evaluated(text, {name: [raw] for name, raw in equations(given).items()})
    assert seen.holds == [True]
    for name, raw in equations(found).items():
        # a constant, and what is not changed, is not defined again in the script
        assert name not in seen.columns or seen.signed(name) == [raw]


def equations(words: str) -> dict[str, int]:
    """The integers in 'a = 1, b = −2'."""
    return {name: int(raw) for name, raw in (part.split(" = ") for part in words.split(", "))}


# --- Nothing is shared --------------------------------------------------------------------------

SHARED = {"=", "and", "or", "not", "=>", "sign_extend"}
"""What encodings and definitions may both use."""


def operators(expression: Expression) -> Iterator[str]:
    """The operators in a term, names of defined functions included."""
    match expression:
        case ["_", *_] | str():
            return  # a literal, a sort or a name
        case [["_", str(head), *_], *rest] | [str(head), *rest]:
            yield head
        case rest:
            pass
    for part in rest:
        yield from operators(part)


def operators_of(text: str) -> set[str]:
    """The operators of all definitions and assertions in a text."""
    found: set[str] = set()
    for command in expressions(text):
        match command:
            case ["define-fun", _, _, _, body] | ["assert", body]:
                found.update(operators(body))
    return {name for name in found if not name.startswith("is_")}


OBLIGATIONS = [
    place for place in PLACES if place.split("/")[0] in ("requant", "activation", "neuron")
]


@pytest.mark.parametrize("place", OBLIGATIONS)
def test_a_definition_shares_no_operator_with_the_encoding(place: str) -> None:
    for name in names_in(place):
        encoding, definition = text_of(name).split(DEFINITION)
        shared = operators_of(encoding) & operators_of(definition)
        has_products = "-times-" in name or name.startswith("neuron/")
        assert shared <= SHARED | ({"bvmul"} if has_products else set()), name
        assert operators_of(definition) <= SHARED | {"bvsub", "bvmul", "bvsle"}, name


def test_the_operators_of_a_text_are_seen() -> None:
    found = operators_of(
        "(define-fun a () (_ BitVec 8) (bvadd ((_ extract 7 0) b) (_ bv5 8)))"
        "(assert (not (is_rounded (bvmul c d) ((_ sign_extend 2) a))))"
    )
    assert found == {"bvadd", "extract", "not", "bvmul", "sign_extend"}


# --- An obligation can fail ---------------------------------------------------------------------

SATURATING = "requant/half-even/saturate-16-bits-scale-10"
WRAPPING = "requant/zero/wrap-16-bits-scale-7"
MAGNITUDE = "activation/abs-Q3.4"
NEURON = "neuron/sequential/half-up"

BROKEN_ENCODINGS = [
    (SATURATING, r"\(bvadd result_clamped \(_ bv5 12\)\)", "(bvadd result_clamped (_ bv4 12))"),
    (SATURATING, r"\(bvadd result_clamped \(_ bv5 12\)\)", "(bvadd result_clamped (_ bv6 12))"),
    (SATURATING, r"\(ite \(bvslt accumulator .*\n", "((_ extract 11 0) accumulator))\n"),
    (SATURATING, r"\(bvneg \(_ bv1275 12\)\)", "(bvneg (_ bv1265 12))"),
    (SATURATING, r"\(bvslt \(_ bv1266 16\) accumulator\)", "(bvslt accumulator (_ bv1266 16))"),
    (SATURATING, r"bvslt accumulator", "bvult accumulator"),
    (SATURATING, r"(bvudiv .*) \(_ bv10 13\)", r"\1 (_ bv11 13)"),
    (SATURATING, r"\(bvneg \(_ bv127 9\)\)", "(bvneg (_ bv126 9))"),
    (SATURATING, r"#b1\)", "#b0)"),
    (SATURATING, r"\(_ bv0 5\)", "(_ bv1 5)"),
    (SATURATING, r"\) #b0\)", ") #b1)"),
    (WRAPPING, r"\(_ bv6 4\) \(_ bv0 4\)", "(_ bv0 4) (_ bv6 4)"),
    (WRAPPING, r"\(_ bv6 4\) \(_ bv0 4\)", "(_ bv5 4) (_ bv0 4)"),
    (WRAPPING, r"\(_ extract 7 0\) result_rounded\)", "(_ extract 8 1) result_rounded)"),
    (WRAPPING, r"\(_ extract 7 4\) result_rounded_nudged", "(_ extract 8 5) result_rounded_nudged"),
    (WRAPPING, r"bvurem result_rounded_part1", "bvudiv result_rounded_part1"),
    (WRAPPING, r"bvudiv result_rounded_part0", "bvurem result_rounded_part0"),
    (MAGNITUDE, r"\(bvneg raw\)", "raw"),
    (MAGNITUDE, r"\(_ bv127 8\)", "(_ bv126 8)"),
    (NEURON, r"\(bvadd result_product1_exact \(_ bv2 8\)\)", "result_product1_exact"),
    (
        NEURON,
        r"\(_ bv7 4\) \(\(_ extract 3 0\) result_sum1",
        "(_ bv6 4) ((_ extract 3 0) result_sum1",
    ),
]
"""A script, a part of its encoding, and what is put in the place of its first occurrence."""

BROKEN_DEFINITIONS = [
    (SATURATING, r"\(_ bv20 23\)", "(_ bv22 23)"),
    (SATURATING, r"\(bvmul \(_ bv2 23\) a\)", "(bvmul (_ bv3 23) a)"),
    (SATURATING, r"\(and \(bvsle", "(and (bvslt"),
    (SATURATING, r"bv4194304", "bv2097152"),
    (SATURATING, r"\(_ bv127 23\)", "(_ bv126 23)"),
    (SATURATING, r"\(_ bv1280 23\)", "(_ bv1290 23)"),
    (SATURATING, r"\(not \(bvsle a \(_ bv1270 23\)\)\)", "false"),
    (WRAPPING, r"\(bvsle \(_ bv0 23\) a\)", "(bvsle a (_ bv0 23))"),
    (WRAPPING, r"\(bvmul \(_ bv7 23\) q\)", "(bvmul (_ bv8 23) q)"),
    (WRAPPING, r"\(_ bv256 23\)", "(_ bv255 23)"),
    (MAGNITUDE, r"\(= y k\)", "(= y (_ bv0 13))"),
    (NEURON, r"\(_ bv8 14\)", "(_ bv6 14)"),
]
"""The same for parts of definitions; each occurrence is replaced.

A definition that is too weak is not found this way, but by counting what meets it, in
test_encoding_definitions.py.
"""


@pytest.mark.parametrize(("name", "part", "instead"), BROKEN_ENCODINGS)
def test_a_broken_encoding_is_found(name: str, part: str, instead: str) -> None:
    encoding, definition = text_of(name).split(DEFINITION)
    broken, count = re.subn(part, instead, encoding, count=1)
    assert count == 1
    assert solve_text("z3", broken + definition, SECONDS) == "sat"


@pytest.mark.parametrize(("name", "part", "instead"), BROKEN_DEFINITIONS)
def test_a_broken_definition_is_found(name: str, part: str, instead: str) -> None:
    encoding, definition = text_of(name).split(DEFINITION)
    broken, count = re.subn(part, instead, definition)
    assert count > 0
    assert solve_text("z3", encoding + broken, SECONDS) == "sat"


def rounding_in(text: str) -> str:
    """The definition of rounding in an obligation."""
    (found,) = re.findall(r"^; is_rounded.*?(?=^; is_)", text, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.parametrize("overflow", Overflow)
@pytest.mark.parametrize("encoded", Rounding)
def test_no_mode_meets_the_definition_of_another(encoded: Rounding, overflow: Overflow) -> None:
    texts = {
        mode: text_of(f"requant/{mode.value}/{overflow.value}-8-bits-scale-10") for mode in Rounding
    }
    own = rounding_in(texts[encoded])
    for mode, text in texts.items():
        answer = solve_text("z3", texts[encoded].replace(own, rounding_in(text)), SECONDS)
        assert (mode, answer) == (mode, "unsat" if mode is encoded else "sat")
