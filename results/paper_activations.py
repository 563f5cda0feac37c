"""Verdicts for the activations that the paper names, with certificates and one summary table.

    python results/paper_activations.py            write everything anew
    python results/paper_activations.py --check    re-check every certificate and the table

The question: for each of sigmoid, relu, elu, softplus, silu, mish and gelu, rounded to a small
format, weights in the format or binary, biases on the format's grid: do networks compute every
fixed-point function? `--check` trusts nothing that was written: each certificate is given to the
independent checker together with the claim its row makes, activation tables are recomputed, and
the summary is rebuilt and compared.
"""

import platform
import sys
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from fxprove.certificates import serialized
from fxprove.checker import strict_json
from fxprove.checker.verification import verify
from fxprove.cli.answers import verdict_name
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.output_files import write_whole
from fxprove.universality import Decision, decide

FOLDER = Path(__file__).parent / "paper_activations"
SUMMARY = Path(__file__).parent / "paper_activations.md"

ACTIVATIONS = ("sigmoid", "relu", "elu", "softplus", "silu", "mish", "gelu")
WEIGHTS = ("format", "binary")
FORMATS = ("sym(3,4)", "sym(3,8)", "Q3.4", "Q0.7", "sym(7,16)")

COLUMNS = (
    "format", "weights", "activation", "verdict", "cause", "necessary", "sufficient", "gcd V",
    "gcd N",
)  # fmt: skip

Row = tuple[str, str, str]


def rows() -> list[Row]:
    """Every (format, weights, activation), in the order of the table."""
    return [(f, w, a) for f in FORMATS for w in WEIGHTS for a in ACTIVATIONS]


def model_of(row: Row) -> Model:
    """The model of a row; all other options have their defaults."""
    spelling, weights, activation = row
    return Model.of(format=spelling, weights=weights, activation=activation)


def certificate_file(row: Row) -> Path:
    """Where the certificate of a row lies."""
    spelling, weights, activation = row
    plain = spelling.replace("(", "_").replace(")", "").replace(",", "_").replace(".", "_")
    return FOLDER / f"{plain}-{weights}-{activation}.json"


def summary(decisions: dict[Row, Decision]) -> bytes:
    """The table, as Markdown."""
    lines = [
        "# The activations of the paper in five small formats",
        "",
        "Biases `wide`, rounding `half-even`, saturation, exact accumulation. `necessary` and",
        "`sufficient` are our reading of the paper's two conditions; `gcd V` and `gcd N` generate",
        "the value and the difference lattice. Each row has a certificate in `paper_activations/`.",
        "Written by `python results/paper_activations.py`, re-checked with `--check`.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        "|---" * len(COLUMNS) + "|",
    ]
    for row, decision in decisions.items():
        conditions = decision.conditions
        cells = [
            *row,
            verdict_name(decision.verdict).replace("_", " "),
            decision.cause or "",
            _word(conditions.necessary),
            _word(conditions.sufficient),
            str(conditions.value_gcd),
            str(conditions.difference_gcd),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    universal = sum(verdict_name(d.verdict) == "universal" for d in decisions.values())
    lines += ["", f"Universal: {universal} of {len(decisions)}."]
    return ("\n".join(lines) + "\n").encode()


def _word(condition: bool | None) -> str:
    return "" if condition is None else "yes" if condition else "no"


_RECORD = b"\nRecord: "


def record(seconds: float) -> bytes:
    """What made the table, and how long it took; not part of what is compared."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("fxprove", "numpy", "python-flint"))
    text = f"{versions}, Python {platform.python_version()}; {seconds:.1f} s for all rows.\n"
    return _RECORD + text.encode()


def write() -> None:
    """Decide every row and write certificates and summary."""
    start = perf_counter()
    FOLDER.mkdir(exist_ok=True)
    decisions = {row: decide(model_of(row)) for row in rows()}
    for row, decision in decisions.items():
        if decision.certificate is None:
            raise SystemExit(f"{row}: no certificate: {decision.reason}")
        write_whole(str(certificate_file(row)), serialized(decision.certificate))
    seconds = perf_counter() - start
    write_whole(str(SUMMARY), summary(decisions) + record(seconds))


def check() -> int:
    """Re-check everything that lies in the folder; the number of certificates."""
    decisions = {row: decide(model_of(row)) for row in rows()}
    for row, decision in decisions.items():
        claim = {
            "statement": verdict_name(decision.verdict),
            "model": model_json(decision.model),
        }
        document = strict_json.load_file(str(certificate_file(row)))
        verify(document, claim=claim, recompute_activation=True)
    if not SUMMARY.read_bytes().startswith(summary(decisions) + _RECORD):
        raise SystemExit(f"{SUMMARY.name} is not what its certificates say")
    strangers = set(FOLDER.iterdir()) - {certificate_file(row) for row in rows()}
    if strangers:
        raise SystemExit(f"files that belong to no row: {sorted(map(str, strangers))}")
    return len(decisions)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        print(f"{check()} certificates and {SUMMARY.name} are valid")
    elif sys.argv[1:]:
        raise SystemExit("usage: python results/paper_activations.py [--check]")
    else:
        write()
