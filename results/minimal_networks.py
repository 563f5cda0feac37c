"""The smallest networks of three complete families of small functions, each minimum certified.

    python results/minimal_networks.py             find every minimum, write answers and page anew
    python results/minimal_networks.py --tables    put the tables of the answers into the page
    python results/minimal_networks.py --check     check certificates and tables, and find a sample

The families: all functions of one input on raw(-1,1,1), and all Boolean functions of two and of
three inputs, true as 1 and false as −1, asked about at inputs of ±1 only. `minimal_networks/` has
an answer in a line for each question, and in the same order, family after family, the certificates
as lines of JSON. `--check` trusts neither: each certificate is given to the independent checker
together with the claim that its line makes, activation tables are recomputed, and what the page
says in figures is made again from the answers.
"""

import csv
import io
import json
import lzma
import platform
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import pairwise, permutations, product
from pathlib import Path
from textwrap import fill
from time import perf_counter

import numpy as np
from construct import markdown

from fxprove.certificates import requirement_json
from fxprove.checker import strict_json
from fxprove.checker.verification import verify
from fxprove.formats import Format
from fxprove.minimization.minimizing import Objective, minimize
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.output_files import write_whole
from fxprove.requirements import Requirement
from fxprove.verdicts import REFUTED

PAGE = Path(__file__).parent / "minimal_networks.md"
FOLDER = Path(__file__).parent / "minimal_networks"
CERTIFICATES = FOLDER / "certificates.jsonl.xz"

FORMAT = "raw(-1,1,1)"
MAX_DEPTH = 2
ACTIVATIONS = (
    "sigmoid", "relu", "elu", "softplus", "silu", "mish", "gelu", "identity", "hardtanh",
)  # fmt: skip
WEIGHTS = ("ternary", "binary")

MINIMUM, AT_LEAST, NONE, NOT_REPRESENTABLE = STATUSES = (
    "minimum", "at least", "none of this depth", "not representable",
)  # fmt: skip

COLUMNS = ("activation", "weights", "objective", "function", "status", "size")

Values = tuple[int, ...]
Point = tuple[int, ...]
Study = tuple[str, str, Objective]
"""Activation, weights and objective."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """All functions from domain^inputs to the domain; and what is asked about each of them."""

    inputs: int
    domain: tuple[int, ...]
    studies: tuple[Study, ...]

    @property
    def points(self) -> list[Point]:
        """The inputs asked about, the last one fastest."""
        return list(product(self.domain, repeat=self.inputs))

    @property
    def functions(self) -> Iterator[Values]:
        """The values of each function at the points."""
        return product(self.domain, repeat=len(self.domain) ** self.inputs)


_NEURONS: tuple[Study, ...] = tuple((a, w, "neurons") for w in WEIGHTS for a in ACTIVATIONS)
_BOOLEAN: tuple[Study, ...] = (
    ("hardtanh", "ternary", "neurons"),
    ("hardtanh", "binary", "neurons"),
    ("hardtanh", "ternary", "parameters"),
)

FAMILIES = {
    "one_input": Family(inputs=1, domain=(-1, 0, 1), studies=_NEURONS),
    "two_inputs": Family(inputs=2, domain=(-1, 1), studies=_BOOLEAN),
    "three_inputs": Family(inputs=3, domain=(-1, 1), studies=_BOOLEAN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The smallest network of depth ≤ 2 for one function."""

    family: str
    study: Study
    values: Values

    @property
    def model(self) -> Model:
        """The model; biases, rounding, overflow and accumulation have their defaults."""
        activation, weights, _ = self.study
        return _model(activation, weights)

    @property
    def requirement(self) -> Requirement:
        """These values at the points of the family, and nothing elsewhere."""
        points = np.array(FAMILIES[self.family].points, dtype=np.int64)
        values = np.array(self.values, dtype=np.int64)[:, np.newaxis]
        return Requirement(format=Format.parse(FORMAT), points=points, low=values, high=values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, and the minimum or the lower bound; None where there is no network."""

    status: str
    size: int | None

    def __str__(self) -> str:
        """As in a table."""
        return {MINIMUM: f"{self.size}", AT_LEAST: f"≥ {self.size}"}.get(self.status, self.status)


Answers = Mapping[Question, Answer]
Json = Mapping[str, object]


@cache
def _model(activation: str, weights: str) -> Model:
    return Model.of(format=FORMAT, activation=activation, weights=weights)


def questions(family: str) -> list[Question]:
    """The questions about a family, in the order of its file."""
    return [
        Question(family=family, study=study, values=values)
        for study in FAMILIES[family].studies
        for values in FAMILIES[family].functions
    ]


def all_questions() -> list[Question]:
    """The questions in the order of the certificates."""
    return [question for family in FAMILIES for question in questions(family)]


def sample() -> list[Question]:
    """What `--check` asks again: some of each study of Boolean functions, and of the others."""
    one, others = questions("one_input"), [*questions("two_inputs"), *questions("three_inputs")]
    return [*one[5::97], *others[7::130]]


def answered(question: Question) -> tuple[Answer, Json]:
    """The answer found now, and its certificate."""
    objective = question.study[2]
    found = minimize(question.model, question.requirement, objective=objective, max_depth=MAX_DEPTH)
    if found.certificate is None or found.attachments:
        raise SystemExit(f"{question}: no certificate that stands alone: {found.reason}")
    if found.verdict == REFUTED:
        status = NOT_REPRESENTABLE
    elif found.none_at_depth:
        status = NONE
    else:
        status = MINIMUM if found.optimal else AT_LEAST
    return Answer(status=status, size=found.lower_bound), found.certificate


def claim_of(question: Question, answer: Answer) -> Json:
    """What the certificate of an answer has to prove."""
    about = {
        "model": model_json(question.model),
        "function": requirement_json(question.requirement),
    }
    if answer.status == NOT_REPRESENTABLE:
        return {"statement": "not_representable", **about}
    size = {"objective": question.study[2], "bound": answer.size, "max_depth": MAX_DEPTH}
    statement = "minimum" if answer.status == MINIMUM else "at_least"
    return {"statement": statement, **about, "size": size}


# --- Files ----------------------------------------------------------------------------------------


def answers_file(family: str) -> Path:
    """Where the answers about a family lie."""
    return FOLDER / f"{family}.csv"


def cells(question: Question, answer: Answer) -> list[str]:
    """A line of a file."""
    function = " ".join(map(str, question.values))
    size = "" if answer.size is None else str(answer.size)
    return [*question.study, function, answer.status, size]


def csv_text(lines: Iterable[Sequence[str]]) -> str:
    """A file with these lines."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([COLUMNS, *lines])
    return text.getvalue()


@cache
def read() -> Answers:
    """The answers that were written, in the order of their questions."""
    found: dict[Question, Answer] = {}
    for family in FAMILIES:
        asked = questions(family)
        text = answers_file(family).read_text(encoding="utf-8")
        rows = list(csv.DictReader(io.StringIO(text)))
        if len(rows) != len(asked):
            raise SystemExit(f"{family}: {len(rows)} answers, not {len(asked)}")
        for question, row in zip(asked, rows, strict=True):
            size = int(row["size"]) if row["size"] else None
            found[question] = Answer(status=row["status"], size=size)
        if csv_text(cells(question, found[question]) for question in asked) != text:
            raise SystemExit(f"{family}: these are not the questions that should be answered")
    return found


def packed(certificates: Iterable[Json]) -> bytes:
    """Certificates as lines of JSON, compressed."""
    lines = (json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in certificates)
    return lzma.compress("".join(f"{line}\n" for line in lines).encode(), preset=9)


def certificates() -> list[object]:
    """The certificates that were written, in the order of their questions."""
    text = lzma.decompress(CERTIFICATES.read_bytes())
    return [strict_json.loads(line) for line in text.splitlines()]


# --- Classes of Boolean functions -----------------------------------------------------------------


Formula = Callable[..., bool]

FORMULAS: Mapping[str, Mapping[str, Formula]] = {
    "two_inputs": {
        "constant": lambda a, b: True,
        "a": lambda a, b: a,
        "a ∧ b": lambda a, b: a and b,
        "a ⊕ b": lambda a, b: a != b,
    },
    "three_inputs": {
        "constant": lambda a, b, c: True,
        "a": lambda a, b, c: a,
        "a ∧ b": lambda a, b, c: a and b,
        "a ∧ b ∧ c": lambda a, b, c: a and b and c,
        "a ∧ (b ∨ c)": lambda a, b, c: a and (b or c),
        "majority": lambda a, b, c: a + b + c >= 2,
        "a ⊕ b": lambda a, b, c: a != b,
        "a ∧ (b ⊕ c)": lambda a, b, c: a and b != c,
        "a = b = c": lambda a, b, c: a == b == c,
        "a if b, else c": lambda a, b, c: a if b else c,
        "a ⊕ (b ∧ c)": lambda a, b, c: a != (b and c),
        "a = b, and c if a": lambda a, b, c: a == b and (c or not a),
        "exactly one": lambda a, b, c: a + b + c == 1,
        "parity": lambda a, b, c: (a + b + c) % 2 == 1,
    },
}
"""A function of each class, in words."""


def values_of(family: str, formula: Formula) -> Values:
    """The function ±1 of a formula."""
    points = FAMILIES[family].points
    return tuple(1 if formula(*(raw > 0 for raw in point)) else -1 for point in points)


def class_of(family: str, values: Values) -> frozenset[Values]:
    """All functions that permuting inputs and negating inputs or output make of this one."""
    inputs, points = FAMILIES[family].inputs, FAMILIES[family].points
    value = dict(zip(points, values, strict=True))
    return frozenset(
        tuple(sign * value[tuple(s * point[i] for s, i in zip(signs, order, strict=True))]
              for point in points)
        for order in permutations(range(inputs))
        for signs in product((-1, 1), repeat=inputs)
        for sign in (-1, 1)
    )  # fmt: skip


@cache
def classes(family: str) -> Mapping[str, frozenset[Values]]:
    """The class of each formula; together they are all functions, each once."""
    found = {
        name: class_of(family, values_of(family, formula))
        for name, formula in FORMULAS[family].items()
    }
    members = sorted(values for members in found.values() for values in members)
    if members != sorted(FAMILIES[family].functions):
        raise SystemExit(f"{family}: the formulas do not name each class once")
    return found


def of_class(family: str, study: Study, name: str) -> Answer:
    """The answer for each function of a class: there is one, as the page says."""
    found = {
        read()[Question(family=family, study=study, values=values)]
        for values in classes(family)[name]
    }
    if len(found) != 1:
        raise SystemExit(f"{family}, {', '.join(study)}: functions like {name} differ: {found}")
    return found.pop()


# --- Tables ---------------------------------------------------------------------------------------


def of_study(family: str, study: Study) -> dict[Values, Answer]:
    """The answers of one study."""
    return {
        values: read()[Question(family=family, study=study, values=values)]
        for values in FAMILIES[family].functions
    }


def status_table() -> str:
    """How many questions have which answer."""
    rows = []
    for name, family in FAMILIES.items():
        for kind in dict.fromkeys(study[1:] for study in family.studies):
            studies = [study for study in family.studies if study[1:] == kind]
            counts = Counter(
                answer.status for study in studies for answer in of_study(name, study).values()
            )
            rows.append((
                name.replace("_", " "), *kind, len(studies), sum(counts.values()),
                *(counts[status] for status in STATUSES),
            ))  # fmt: skip
    header = ("family", "weights", "objective", "activations", "questions", *STATUSES)
    return markdown(header, rows)


def distribution_table(families: Sequence[str]) -> str:
    """How many functions need which size; activations with the same answers in one row."""
    groups: dict[tuple[str, str, str, tuple[Answer, ...]], list[str]] = {}
    for family in families:
        for study in FAMILIES[family].studies:
            activation, weights, objective = study
            answers = tuple(of_study(family, study).values())
            key = (family.replace("_", " "), weights, objective, answers)
            groups.setdefault(key, []).append(activation)
    sizes = sorted({str(answer) for *_, answers in groups for answer in answers}, key=_in_order)
    rows = []
    for (*labels, answers), activations in groups.items():
        counts = Counter(map(str, answers))
        rows.append((*labels, ", ".join(activations), *(counts[size] or "" for size in sizes)))
    return markdown(("family", "weights", "objective", "activation", *sizes), rows)


def _in_order(size: str) -> tuple[bool, int, str]:
    digits = size.removeprefix("≥ ")
    return (not digits.isdigit(), int(digits) if digits.isdigit() else 0, size)


def variation(values: Values) -> int:
    """|y(0) − y(−1)| + |y(1) − y(0)|."""
    return sum(abs(b - a) for a, b in pairwise(values))


def variation_table() -> str:
    """By total variation: functions of a single layer, and the neurons of all others."""
    rows = []
    for weights in WEIGHTS:
        answers = [
            (values, str(answer))
            for activation in ACTIVATIONS
            for values, answer in of_study("one_input", (activation, weights, "neurons")).items()
        ]
        for total in sorted({variation(values) for values, _ in answers}):
            group = [(values, size) for values, size in answers if variation(values) == total]
            others = {size for _, size in group if size != "0"}
            rows.append((
                weights,
                total,
                len({values for values, _ in group}),
                len({values for values, size in group if size == "0"}),
                ", ".join(sorted(others, key=_in_order)) or "–",
            ))  # fmt: skip
    header = ("weights", "total variation", "functions", "single layer", "neurons of the others")
    return markdown(header, rows)


def class_table(family: str) -> str:
    """The answers for each class of Boolean functions."""
    studies = FAMILIES[family].studies
    rows = [
        (name, len(members), *(str(of_class(family, study, name)) for study in studies))
        for name, members in classes(family).items()
    ]
    header = ("like", "functions", *(f"{objective}, {w}" for _, w, objective in studies))
    return markdown(header, rows)


# --- Findings -------------------------------------------------------------------------------------


def bullets(findings: Iterable[str]) -> str:
    """Sentences as a list, in lines of 100 characters."""
    return "\n".join(
        fill(
            finding,
            100,
            initial_indent="- ",
            subsequent_indent="  ",
            break_on_hyphens=False,
            break_long_words=False,
        )
        for finding in findings
    )


def minima(family: str, study: Study) -> dict[Values, int]:
    """The sizes of a study whose answers are all minima."""
    found = of_study(family, study)
    if any(answer.status != MINIMUM for answer in found.values()):
        raise SystemExit(f"{family}, {', '.join(study)}: not every answer is a minimum")
    return {values: answer.size or 0 for values, answer in found.items()}


def one_input_findings() -> Iterator[str]:
    """Activations that differ, the hardest functions, and what binary weights cost."""
    found = {(a, w): minima("one_input", (a, w, "neurons")) for a in ACTIVATIONS for w in WEIGHTS}
    first, binary = (found[ACTIVATIONS[0], w] for w in WEIGHTS)
    tables = dict.fromkeys(_model(a, "ternary").activation.table for a in ACTIVATIONS)
    same = [a for a in ACTIVATIONS if (found[a, "ternary"], found[a, "binary"]) == (first, binary)]
    yield (
        f"No activation loses a function: all {len(first)} are computed in depth {MAX_DEPTH}, with "
        f"ternary and with binary weights. The {len(ACTIVATIONS)} activations have {len(tables)} "
        f"tables on this format, {', '.join(map(_listed, tables))}; with {len(same)} activations "
        f"the minima are those of {ACTIVATIONS[0]}, for every function and both sets of weights."
    )
    hidden = {values: size for values, size in first.items() if size}
    agree = sum(variation(values) == size for values, size in hidden.items())
    yield (
        f"Ternary weights: of the {len(hidden)} functions that no single layer computes, {agree} "
        "need as many neurons as their total variation."
    )
    most = max(first.values())
    hardest = [_listed(values) for values, size in first.items() if size == most]
    yield (f"Hardest, as the values at −1, 0, 1, with {most} neurons: {' and '.join(hardest)}.")
    dearer = [
        f"{_listed(values)} needs {size} in place of {first[values]}"
        for values, size in binary.items()
        if size != first[values]
    ]
    yield f"With binary weights {' and '.join(dearer)}; all other minima are the same."


def _listed(values: Values) -> str:
    return f"({', '.join(map(str, values)).replace('-', '−')})"


def boolean_findings(family: str) -> Iterator[str]:
    """The hardest functions, and what binary weights cost."""
    inputs = FAMILIES[family].inputs
    for study in FAMILIES[family].studies:
        sizes = minima(family, study)
        most = max(sizes.values())
        _, weights, objective = study
        yield (
            f"Most {objective} with {weights} weights: {most}, "
            f"{_like(family, {values for values, size in sizes.items() if size == most})}."
        )
    ternary, binary = (minima(family, ("hardtanh", w, "neurons")) for w in WEIGHTS)
    cost = {values: binary[values] - ternary[values] for values in ternary}
    for more in sorted(set(cost.values()) - {0}):
        group = {values for values in cost if cost[values] == more}
        neurons = "neuron" if more == 1 else "neurons"
        yield f"Binary weights cost {more} {neurons} more {_like(family, group)}."
    some = {more for values, more in cost.items() if 0 < _heard(family, values) < inputs}
    others = {more for values, more in cost.items() if _heard(family, values) in (0, inputs)}
    yield (
        f"Where some inputs matter and others do not: {_either(some)} more. Where all do, or none: "
        f"{_either(others)} more."
    )


def _either(numbers: Iterable[int]) -> str:
    return " or ".join(map(str, sorted(numbers)))


def _heard(family: str, values: Values) -> int:
    """The number of inputs that the function depends on."""
    value = dict(zip(FAMILIES[family].points, values, strict=True))
    return sum(
        any(y != value[*p[:i], -p[i], *p[i + 1 :]] for p, y in value.items())
        for i in range(FAMILIES[family].inputs)
    )


def _like(family: str, group: set[Values]) -> str:
    """For which functions, by the classes that they are, wholly."""
    found = [name for name, members in classes(family).items() if members <= group]
    if sum(len(classes(family)[name]) for name in found) != len(group):
        raise SystemExit(f"{family}: a class in part")
    return f"for the {len(group)} functions like {' or '.join(f'“{name}”' for name in found)}"


TABLES: dict[str, Callable[[], str]] = {
    "statuses": status_table,
    "one input": lambda: distribution_table(["one_input"]),
    "variation": variation_table,
    "findings of one input": lambda: bullets(one_input_findings()),
    "Boolean": lambda: distribution_table(["two_inputs", "three_inputs"]),
    "two inputs": lambda: class_table("two_inputs"),
    "findings of two inputs": lambda: bullets(boolean_findings("two_inputs")),
    "three inputs": lambda: class_table("three_inputs"),
    "findings of three inputs": lambda: bullets(boolean_findings("three_inputs")),
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
    """What found the answers; not compared."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("fxprove", "numpy", "scipy"))
    return f"Record: {versions}, Python {platform.python_version()}; {seconds:.0f} s for all."


def write() -> None:
    """Find every minimum; write the answers, the certificates, the tables and the record."""
    start = perf_counter()
    FOLDER.mkdir(exist_ok=True)
    found = {question: answered(question) for question in all_questions()}
    for family in FAMILIES:
        lines = (cells(question, found[question][0]) for question in questions(family))
        write_whole(str(answers_file(family)), csv_text(lines).encode())
    write_whole(str(CERTIFICATES), packed(document for _, document in found.values()))
    page, _, _ = PAGE.read_text(encoding="utf-8").partition("Record: ")
    write_page(page + record(perf_counter() - start) + "\n")


def write_page(page: str) -> None:
    """Write the page with the tables of the answers."""
    write_whole(str(PAGE), with_tables(page).encode())


def check() -> str:
    """Check every certificate against its answer, the tables, and a sample found now."""
    answers, documents = read(), certificates()
    if len(documents) != len(answers):
        raise SystemExit(f"{CERTIFICATES.name}: {len(documents)} lines, not {len(answers)}")
    for (question, answer), document in zip(answers.items(), documents, strict=True):
        verify(document, claim=claim_of(question, answer), recompute_activation=True)
    _require_same_weights()
    page = PAGE.read_text(encoding="utf-8")
    if with_tables(page) != page:
        raise SystemExit(f"what {PAGE.name} says is not what the answers say")
    for question in sample():
        found, _ = answered(question)
        if found != answers[question]:
            raise SystemExit(f"{question}: expected {answers[question]}, found {found}")
    known = {CERTIFICATES, *map(answers_file, FAMILIES)}
    strangers = set(FOLDER.iterdir()) - known
    if strangers:
        raise SystemExit(f"files that belong to nothing: {sorted(map(str, strangers))}")
    return f"{len(documents)} certificates, {len(sample())} answers and {PAGE.name} are valid"


def _require_same_weights() -> None:
    """`format` and `ternary` are the same weights here, so one of them is enough."""
    for activation in ACTIVATIONS:
        if _model(activation, "format") != _model(activation, "ternary"):
            raise SystemExit(f"{activation}: weights format and ternary differ in {FORMAT}")


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
            raise SystemExit("usage: python results/minimal_networks.py [--tables | --check]")


if __name__ == "__main__":
    main()
