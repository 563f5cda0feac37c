"""Sizes of the networks that `construct` builds for random and structured functions of two inputs.

    python results/construct.py             build every network, write sizes and tables anew
    python results/construct.py --tables    put the tables of what was measured into construct.md
    python results/construct.py --check     build a sample again, and compare sizes and tables

`construct/sizes.csv` has a row for each network, `construct.md` the tables between its comments
`<!-- … -->` and what they mean. Without a time limit the same question leads to the same network,
so sizes can be compared; short sums rest on linear programs in floating point, and are compared
only where scipy has the version that the sizes were made with. Seconds are those of
`construct_times.py`.
"""

import csv
import io
import platform
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

import construct_times
from construct_functions import MOST_SEEDS, requirement

from fxprove.construction.constructing import construct
from fxprove.models import Model
from fxprove.output_files import write_whole

PAGE = Path(__file__).parent / "construct.md"
SIZES = Path(__file__).parent / "construct" / "sizes.csv"

FORMATS = ("Q1.2", "Q2.1", "Q3.0")
ACTIVATIONS = ("relu", "hardtanh", "sigmoid", "gelu", "sign0", "tanh", "step")
MAIN = ACTIVATIONS[:4]
RANDOM = tuple(f"random {seed}" for seed in range(MOST_SEEDS))
STRUCTURED = ("max", "min", "abs(a−b)", "product", "threshold")

COLUMNS = (
    "format", "activation", "function", "parameters", "dense", "depth", "neurons", "bound",
    "construction",
)  # fmt: skip

Key = tuple[str, str, str]
Row = dict[str, str]

_SHORT_SUM = "sum of few neurons"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A row that was read."""

    parameters: int
    depth: int
    neurons: int
    bound: float
    construction: str

    @property
    def ratio(self) -> float:
        """Nonzero parameters over the counting bound."""
        return self.parameters / self.bound


def keys() -> list[Key]:
    """Every (format, activation, function), in the order of the file."""
    return [(f, a, name) for f in FORMATS for a in ACTIVATIONS for name in (*RANDOM, *STRUCTURED)]


def sample() -> list[Key]:
    """What `--check` builds again: one random function each, and some of the others."""
    structured = [(f, a, name) for f in FORMATS for a in MAIN[:2] for name in ("max", "threshold")]
    return [(f, a, RANDOM[0]) for f in FORMATS for a in MAIN] + structured


def built(key: Key) -> Row:
    """The row of a network that is built now."""
    spelling, activation, function = key
    model = Model.of(format=spelling, activation=activation)
    answer = construct(model, requirement(model.format, 2, function))
    if answer.size is None or answer.bound is None or answer.way is None:
        raise SystemExit(f"{key}: no network: {answer.reason}")
    size = answer.size
    cells = (
        *key, size.parameters, size.parameters_dense, size.depth, size.neurons,
        f"{answer.bound.parameters:.1f}", answer.way,
    )  # fmt: skip
    return dict(zip(COLUMNS, map(str, cells), strict=True))


def read() -> dict[Key, Row]:
    """The rows that were written."""
    with SIZES.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {(row["format"], row["activation"], row["function"]): row for row in rows}


def sizes() -> dict[Key, Size]:
    """The same, as numbers."""
    return {
        key: Size(
            parameters=int(row["parameters"]),
            depth=int(row["depth"]),
            neurons=int(row["neurons"]),
            bound=float(row["bound"]),
            construction=row["construction"],
        )
        for key, row in read().items()
    }


# --- Tables ---------------------------------------------------------------------------------------


def markdown(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table, numbers to the right."""
    lines = [f"| {' | '.join(header)} |", "|---" * len(header) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)])


def kind_of(construction: str) -> str:
    """A construction in a word."""
    if construction.startswith("direction"):
        return "direction"
    return "short sum" if construction == _SHORT_SUM else construction.split(" ")[0]


def ratio_text(ratio: float) -> str:
    """To two digits; in bold beyond ten."""
    text = f"{ratio:.2f}" if ratio < 0.995 else f"{ratio:.1f}"
    return f"**{text}**" if ratio > 10 else text


def random_table() -> str:
    """Medians and worst of the random functions."""
    found, rows = sizes(), []
    for spelling in FORMATS:
        for activation in ACTIVATIONS:
            group = [found[spelling, activation, name] for name in RANDOM]
            rows.append((
                spelling,
                activation,
                f"{median(size.parameters for size in group):.0f}",
                max(size.parameters for size in group),
                "–".join(sorted({str(size.depth) for size in group})),
                f"{median(size.neurons for size in group):.0f}",
                f"{median(size.bound for size in group):.0f}",
                ratio_text(median(size.ratio for size in group)),
                ratio_text(max(size.ratio for size in group)),
            ))  # fmt: skip
    header = ("format", "activation", "parameters", "worst", "depth", "neurons", "bound", "ratio",
              "worst")  # fmt: skip
    return markdown(header, rows)


def structured_table() -> str:
    """Parameters, ratio and construction of the structured functions."""
    found = sizes()

    def cell(size: Size) -> str:
        mark = {"short sum": "", "direction": " d"}.get(kind_of(size.construction), " u")
        return f"{size.parameters} ({ratio_text(size.ratio)}){mark}"

    rows = [
        (spelling, activation, *(cell(found[spelling, activation, f]) for f in STRUCTURED))
        for spelling in FORMATS
        for activation in ACTIVATIONS
    ]
    return markdown(("format", "activation", *STRUCTURED), rows)


def target_of(points: int) -> float:
    """Seconds that the issue asks for."""
    return {256: 2.0, 4096: 20.0}.get(points, 300.0)


def times_table(names: Sequence[str]) -> str:
    """Seconds by domain and activation, what misses its target in bold; and the largest memory."""
    found, rows = construct_times.read(), []
    asked = [case for case in construct_times.cases() if case.function == names[-1]]
    for last in asked:
        group = [found.get(replace(last, function=name).name, {}) for name in names]
        cells = [_seconds(row, target_of(last.points)) for row in group]
        memory = max((int(row["peak MB"]) for row in group if row.get("peak MB")), default=0)
        domain = (f"{last.points:,}", last.format, last.inputs, last.activation)
        rows.append((*domain, *cells, memory))
    return markdown(("inputs", "format", "d", "activation", *names, "peak MB"), rows)


def _seconds(row: Row, target: float) -> str:
    """Seconds · ratio, each in bold where it misses what was asked for."""
    if not row:
        return "not measured"
    if not row["parameters"]:
        return (
            f"**none, {float(row['seconds']):.0f} s**" if row["seconds"] else f"**{row['answer']}**"
        )
    seconds = float(row["seconds"])
    time = f"**{seconds:.1f}**" if seconds > target else f"{seconds:.1f}"
    if not row["bound"]:
        return time
    return f"{time} · {ratio_text(int(row['parameters']) / float(row['bound']))}"


TABLES: dict[str, Callable[[], str]] = {
    "random": random_table,
    "structured": structured_table,
    "times of one input": lambda: times_table(construct_times.OF_ONE_INPUT),
    "times of several": lambda: times_table(construct_times.OF_SEVERAL),
}


def with_tables(page: str) -> str:
    """The page with its tables written anew, each between `<!-- name -->` and `<!-- end -->`."""
    for name, table in TABLES.items():
        opening, closing = f"<!-- {name} -->\n", "<!-- end -->"
        before, _, rest = page.partition(opening)
        _, found, after = rest.partition(closing)
        if not found:
            raise SystemExit(f"{PAGE.name}: no place for the table {name!r}")
        page = f"{before}{opening}\n{table()}\n\n{closing}{after}"
    return page


# --- Writing and checking -------------------------------------------------------------------------


def record(seconds: float) -> str:
    """What made the sizes; not compared."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("fxprove", "numpy", "scipy"))
    return f"Record: {versions}, Python {platform.python_version()}; {seconds:.0f} s for all sizes."


def write() -> None:
    """Build every network; write the sizes, the tables and the record."""
    start = perf_counter()
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for key in keys():
        writer.writerow(built(key))
    write_whole(str(SIZES), text.getvalue().encode())
    page, _, _ = PAGE.read_text(encoding="utf-8").partition("Record: ")
    write_page(page + record(perf_counter() - start) + "\n")


def write_page(page: str) -> None:
    """Write the page with the tables of what was measured."""
    write_whole(str(PAGE), with_tables(page).encode())


def check() -> str:
    """Compare the tables with the files, and a sample with networks built now."""
    page, rows = PAGE.read_text(encoding="utf-8"), read()
    if list(rows) != keys():
        raise SystemExit(f"{SIZES.name} does not have the rows that it should have")
    if with_tables(page) != page:
        raise SystemExit(f"the tables of {PAGE.name} are not those of its files")
    same_scipy = f"scipy {version('scipy')}," in page.partition("Record: ")[2]
    compared = [key for key in sample() if same_scipy or rows[key]["construction"] != _SHORT_SUM]
    for key in compared:
        found = built(key)
        if found != rows[key]:
            raise SystemExit(f"{', '.join(key)}: expected {rows[key]}, found {found}")
    return f"{len(compared)} sizes and the tables of {PAGE.name} are valid"


def main() -> None:
    """What the command line asks for."""
    match sys.argv[1:]:
        case []:
            write()
        case ["--tables"]:
            write_page(PAGE.read_text(encoding="utf-8"))
        case ["--check"]:
            print(check())
        case _:
            raise SystemExit("usage: python results/construct.py [--tables | --check]")


if __name__ == "__main__":
    main()
