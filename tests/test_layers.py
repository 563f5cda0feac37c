"""The imports, read from the source, keep the layers that docs and style promise.

Values know nothing of claims, claims and theorems nothing of engines, nothing knows the command
line, and the checker knows nothing but itself.
"""

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import fxprove

PACKAGE = Path(fxprove.__file__).parent
ROOT = PACKAGE.parent

LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "values",
        (
            "errors", "rounding", "formats", "arithmetic", "array_arithmetic", "parameter_sets",
            "spellings", "activations", "real_rounding", "models", "model_files", "functions",
            "networks", "network_evaluation", "network_files", "table_files", "integer_files",
            "c_identifiers", "function_files", "function_tables", "requirements", "budgets",
            "requantizers", "semantics", "schemas", "expressions", "expression_errors",
            "expression_grids", "expression_numbers", "expression_programs", "expression_rounding",
            "expression_slopes",
        ),
    ),
    (
        "claims and theorems",
        (
            "verdicts", "lattices", "separation", "separating_pairs", "covering",
            "hypotheses", "invariants", "counterexamples", "certificates", "refutations",
            "universality", "condition_procedures", "checking", "single_layers", "hidden_layers",
            "monotone_changes", "parity", "common_parities", "representation", "counting",
            "approximation",
        ),
    ),
    ("encoding", ("encoding",)),
    (
        "engines",
        (
            "solving", "backends", "oracle", "exhaustion", "smt_dialogue", "smt_separation",
            "smt_covering", "smt_conditions", "engines", "exact_differences", "differences",
            "distinguishing", "questions", "accumulators",
        ),
    ),
    ("synthesis", ("construction", "attached_networks", "minimization")),
    ("exports", ("exporting", "plotting")),
    ("the package's own surface", ("",)),
    ("edges", ("output_files", "cli", "__main__")),
)  # fmt: skip

PRINTING = ("fxprove.cli", "fxprove.checker.entry", "fxprove.checker.__main__")
"""The modules (or packages) that may print and exit."""

CHECKING = ("fxprove.checking", "fxprove.cli", "fxprove.minimization.formula_search")
"""The modules (or packages) that may use more of the checker than its JSON reader. A SAT solver
is asked the formulas that the checker writes."""

THEOREMS = ("lattices", "separation", "covering", "universality", "hypotheses", "refutations")
"""What the oracle is a second opinion on, and so must not know."""


def name_of(path: Path, root: Path = ROOT) -> str:
    """The dotted name of a module; a package's is that of its folder."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def tree_of(module: str) -> ast.Module:
    return ast.parse(SOURCES[module].read_text(encoding="utf-8"))


def imported(tree: ast.AST, module: str, *, is_package: bool) -> Iterator[str]:
    """The dotted names that a module imports, anywhere in it, names of names included."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def module_behind(name: str) -> str:
    """The module of fxprove that an imported dotted name leads to."""
    while name not in SOURCES:
        name = name.rpartition(".")[0]
        assert name
    return name


def imports_of(module: str) -> set[str]:
    """All that a module imports, as dotted names."""
    is_package = SOURCES[module].name == "__init__.py"
    return set(imported(tree_of(module), module, is_package=is_package))


def own_imports_of(module: str) -> set[str]:
    """The modules of fxprove that a module imports."""
    names = {name for name in imports_of(module) if name.split(".")[0] == "fxprove"}
    return {module_behind(name) for name in names} - {module}


def within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def part_of(module: str) -> str:
    """The first component below fxprove: a module or a subpackage, '' for fxprove itself."""
    return module.removeprefix("fxprove").removeprefix(".").split(".")[0]


LEVELS = {part: level for level, (_, parts) in enumerate(LAYERS) for part in parts}
OUTSIDE_CHECKER = [module for module in SOURCES if part_of(module) != "checker"]
CHECKER = [module for module in SOURCES if part_of(module) == "checker"]


def test_the_sources_were_found() -> None:
    assert {"fxprove", "fxprove.models", "fxprove.cli.main", "fxprove.oracle"} <= set(SOURCES)
    assert len(CHECKER) > 5


def test_every_module_has_a_layer_and_every_name_in_the_table_is_a_module() -> None:
    parts = {part_of(module) for module in OUTSIDE_CHECKER}
    assert parts == set(LEVELS)


@pytest.mark.parametrize("module", OUTSIDE_CHECKER)
def test_a_module_imports_its_own_layer_and_those_below(module: str) -> None:
    level = LEVELS[part_of(module)]
    above = {
        name
        for name in own_imports_of(module)
        if part_of(name) != "checker" and LEVELS[part_of(name)] > level
    }
    assert not above


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {module: own_imports_of(module) - {"fxprove"} for module in SOURCES}
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("fxprove.rounding") < order.index("fxprove.cli.main")


@pytest.mark.parametrize("module", [m for m in OUTSIDE_CHECKER if not within(m, CHECKING)])
def test_only_the_json_reader_of_the_checker_is_used_below_checking(module: str) -> None:
    used = {name for name in own_imports_of(module) if part_of(name) == "checker"}
    assert used <= {"fxprove.checker.strict_json"}


@pytest.mark.parametrize("module", CHECKER)
def test_the_checker_imports_the_standard_library_and_itself_only(module: str) -> None:
    is_package = SOURCES[module].name == "__init__.py"
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            tops = {alias.name.split(".")[0] for alias in node.names}
            assert tops <= sys.stdlib_module_names
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            assert node.module is not None
            assert node.module.split(".")[0] in sys.stdlib_module_names
        elif isinstance(node, ast.ImportFrom):
            for name in imported(node, module, is_package=is_package):
                assert within(name, ("fxprove.checker",))


@pytest.mark.parametrize("module", [m for m in SOURCES if part_of(m) == "oracle"])
def test_the_oracle_knows_none_of_the_theorems(module: str) -> None:
    forbidden = tuple(f"fxprove.{name}" for name in THEOREMS)
    assert not {name for name in own_imports_of(module) if within(name, forbidden)}


def test_exactly_one_module_imports_z3() -> None:
    users = {
        module
        for module in SOURCES
        if any(name.split(".")[0] == "z3" for name in imports_of(module))
    }
    assert users == {"fxprove.backends.z3_library"}


# --- Who prints and exits -----------------------------------------------------------------------

EXITS = {"sys.exit", "os._exit", "os.abort", "exit", "quit", "SystemExit"}
PRINTS = {"print", "input", "sys.stdout", "sys.stderr", "click.echo", "rich.print"}


def edge_uses(tree: ast.AST) -> Iterator[str]:
    """Every printing or exiting name in a syntax tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in EXITS | PRINTS:
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
            if name in EXITS | PRINTS:
                yield name


@pytest.mark.parametrize("module", [m for m in SOURCES if not within(m, PRINTING)])
def test_only_the_edges_print_and_exit(module: str) -> None:
    assert not set(edge_uses(tree_of(module)))


@pytest.mark.parametrize(
    "source",
    ["print(1)", "import sys\nsys.exit(0)", "raise SystemExit", "import sys\nsys.stderr.write('')"],
)
def test_printing_and_exiting_would_be_seen(source: str) -> None:
    assert set(edge_uses(ast.parse(source)))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import fxprove.lattices", {"fxprove.lattices"}),
        ("from fxprove import lattices", {"fxprove.lattices"}),
        ("from fxprove.lattices import Lattices", {"fxprove.lattices.Lattices"}),
        ("from .layers import a", {"fxprove.oracle.layers.a"}),
        ("from ..lattices import a", {"fxprove.lattices.a"}),
        ("from .. import lattices", {"fxprove.lattices"}),
        ("def f() -> None:\n    import fxprove.covering", {"fxprove.covering"}),
    ],
)
def test_an_import_would_be_seen_in_any_form(source: str, expected: set[str]) -> None:
    found = imported(ast.parse(source), "fxprove.oracle.closure", is_package=False)
    assert set(found) == expected


# --- Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [module for module in SOURCES if module != "fxprove"])
def test_no_module_has_the_name_of_one_of_the_standard_library(module: str) -> None:
    assert module.rpartition(".")[2] not in sys.stdlib_module_names - {"__main__"}


@pytest.mark.parametrize("module", SOURCES)
def test_no_module_is_a_drawer_for_everything(module: str) -> None:
    assert not {"utils", "util", "helpers", "common", "misc"} & set(module.split("."))


def test_encodings_holds_no_python() -> None:
    # a folder of that name on the path would shadow the standard library's package
    assert not list((ROOT / "encodings").rglob("*.py"))


def test_the_root_holds_no_module_that_could_shadow_another() -> None:
    shadowing = {path.stem for path in ROOT.glob("*.py")} | {
        path.parent.name for path in ROOT.glob("*/__init__.py")
    }
    assert not shadowing & (sys.stdlib_module_names - {"test"})
