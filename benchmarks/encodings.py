"""What the encodings cost, beside other ways to write the same terms.

    python benchmarks/encodings.py [--quick] [--repeat N] [--only WORD]

Each question is written once with the encodings of fxprove/encoding and once with each of the
rejected ones, which changes one kind of term and leaves the rest; Z3 and Bitwuzla parse and decide
the text. Times are processor seconds, medians of several runs in one process; ratios are to ours. A
run without an answer in time counts with what it took until then: 20 s, or five times as long as
ours and at least 2 s. All answers to a question must agree.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from math import exp, log
from random import Random
from statistics import median
from time import perf_counter, process_time

import bitwuzla
import z3
from rejected_encodings import (
    array,
    cells,
    chain,
    divided_at_once,
    leaf_tree,
    linear_total,
    quotient_found,
    saturated_after,
)

from fxprove.arithmetic import Requantizer
from fxprove.encoding.layers import effective_biases, unknown_bias, unknown_weight
from fxprove.encoding.requantization import requantized
from fxprove.encoding.scripts import ScriptBuilder
from fxprove.encoding.tables import looked_up
from fxprove.encoding.terms import Term, add, constant, different, equal, less, multiply, total
from fxprove.formats import Format
from fxprove.models import Model
from fxprove.rounding import Overflow, Rounding
from fxprove.separation import Inseparable, Separated, decide_separation

LIMIT = 20.0  # seconds by the clock for one solver on one script
PATIENCE = 5.0  # a rejected encoding that takes so many times as long as ours is stopped
LONG = 1.0  # processor seconds; what takes longer is run once


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """One way to write each kind of term."""

    looked_up: Callable[[ScriptBuilder, Term, Sequence[int], int], Term]
    total: Callable[[Sequence[Term]], Term]
    requantized: Callable[[ScriptBuilder, str, Term, Requantizer], Term]

    def neuron(
        self, builder: ScriptBuilder, name: str, model: Model, row: Iterable[Term], bias: Term
    ) -> Term:
        """The pre-activation of a neuron with these products, exactly accumulated."""
        accumulator = builder.define(f"{name}_sum", self.total([*row, bias]))
        return self.requantized(builder, name, accumulator, model.requantizer)

    def activated(self, builder: ScriptBuilder, name: str, model: Model, raw: Term) -> Term:
        """σ(raw)."""
        table, first = model.activation.table, model.format.lo
        return builder.define(f"{name}_activated", self.looked_up(builder, raw, table, first))

    def response(
        self, builder: ScriptBuilder, name: str, model: Model, raw: Term | int, w: Term, b: Term
    ) -> Term:
        """σ(r(w·raw + b))."""
        product = multiply(w, constant(raw) if isinstance(raw, int) else raw)
        pre_activation = self.neuron(builder, name, model, [product], b)
        return self.activated(builder, name, model, pre_activation)


OURS = Encoding(
    looked_up=lambda builder, raw, table, first: looked_up(raw, table, first),
    total=total,
    requantized=requantized,
)


def with_lookup(looked_up: Callable[[ScriptBuilder, Term, Sequence[int], int], Term]) -> Encoding:
    """Ours but for activations."""
    return Encoding(looked_up=looked_up, total=OURS.total, requantized=OURS.requantized)


def with_requantizer(
    requantized: Callable[[ScriptBuilder, str, Term, Requantizer], Term],
) -> Encoding:
    """Ours but for requantizers."""
    return Encoding(looked_up=OURS.looked_up, total=OURS.total, requantized=requantized)


ACTIVATIONS = {
    "pieces": OURS,
    "leaf tree": with_lookup(leaf_tree),
    "chain": with_lookup(chain),
    "array": with_lookup(array),
}
SUMS = {
    "balanced": OURS,
    "linear": Encoding(looked_up=OURS.looked_up, total=linear_total, requantized=OURS.requantized),
}
DIVISIONS = {
    "ours": OURS,
    "at once": with_requantizer(divided_at_once),
    "clamp after": with_requantizer(saturated_after),
    "cells": with_requantizer(cells),
    "found": with_requantizer(quotient_found),
}


Write = Callable[[Encoding], ScriptBuilder]


# --- Questions -----------------------------------------------------------------------------------


def a_bias(builder: ScriptBuilder, name: str, model: Model, largest_sum: int) -> Term:
    """An unknown bias, out to where it matters."""
    return unknown_bias(builder, name, model.biases, *effective_biases(model, largest_sum))


def largest_product(model: Model) -> int:
    """The largest magnitude of a weight times an input."""
    return model.weights.largest_magnitude * max(abs(model.format.lo), abs(model.format.hi))


def separation(model: Model, x: int, y: int) -> Write:
    """A neuron that tells x and y apart."""

    def write(encoding: Encoding) -> ScriptBuilder:
        builder = ScriptBuilder()
        weight = unknown_weight(builder, "weight", model.weights)
        bias = a_bias(builder, "bias", model, largest_product(model))
        at_x, at_y = (
            encoding.response(builder, f"at_{name}", model, raw, weight, bias)
            for name, raw in (("x", x), ("y", y))
        )
        builder.require(different(at_x, at_y))
        return builder

    return write


def probing(model: Model, probes: Sequence[tuple[int, int]]) -> Write:
    """Inputs that all probes leave together."""

    def write(encoding: Encoding) -> ScriptBuilder:
        builder = ScriptBuilder()
        x, y = (builder.integer(name, model.format.lo, model.format.hi) for name in "xy")
        builder.require(less(x, y))
        for index, (weight, bias) in enumerate(probes):
            at_x, at_y = (
                encoding.response(
                    builder, f"probe{index}_{name}", model, raw, constant(weight), constant(bias)
                )
                for name, raw in (("x", x), ("y", y))
            )
            builder.require(equal(at_x, at_y))
        return builder

    return write


def synthesis(model: Model, neurons: int, points: Sequence[tuple[int, int]]) -> Write:
    """One hidden layer of so many neurons that goes through points (input, output)."""

    def write(encoding: Encoding) -> ScriptBuilder:
        builder = ScriptBuilder()
        hidden = [
            (
                unknown_weight(builder, f"weight{i}", model.weights),
                a_bias(builder, f"bias{i}", model, largest_product(model)),
                unknown_weight(builder, f"weight_{i}", model.weights),
            )
            for i in range(neurons)
        ]
        last = a_bias(builder, "bias", model, neurons * largest_product(model))
        for number, (x, y) in enumerate(points):
            row = [
                multiply(outer, encoding.response(builder, f"at{number}_{i}", model, x, w, b))
                for i, (w, b, outer) in enumerate(hidden)
            ]
            output = encoding.neuron(builder, f"at{number}", model, row, last)
            builder.require(equal(output, constant(y)))
        return builder

    return write


def row_of(builder: ScriptBuilder, weights: Sequence[int], format: Format) -> list[Term]:
    """Known weights times unknown inputs."""
    return [
        multiply(constant(weight), builder.integer(f"x{i}", format.lo, format.hi))
        for i, weight in enumerate(weights)
    ]


def reordered(model: Model, weights: Sequence[int]) -> Write:
    """Inputs at which a neuron differs from itself with its inputs in another order."""

    def write(encoding: Encoding) -> ScriptBuilder:
        builder = ScriptBuilder()
        row = row_of(builder, weights, model.format)
        left, right = (
            encoding.neuron(builder, name, model, products, constant(0))
            for name, products in (("left", row), ("right", Random(1).sample(row, len(row))))
        )
        builder.require(different(left, right))
        return builder

    return write


def reaching(model: Model, weights: Sequence[int], bias: int, target: int) -> Write:
    """Bits as inputs at which a neuron has a given raw value."""

    def write(encoding: Encoding) -> ScriptBuilder:
        builder = ScriptBuilder()
        row = row_of(builder, weights, Format(lo=0, hi=1, scale=1))
        output = encoding.neuron(builder, "output", model, row, constant(bias))
        builder.require(equal(output, constant(target)))
        return builder

    return write


def training(model: Model, points: Sequence[tuple[Sequence[int], int]]) -> Write:
    """The weights of one neuron that goes through points (inputs, output)."""

    def write(encoding: Encoding) -> ScriptBuilder:
        builder = ScriptBuilder()
        inputs = len(points[0][0])
        weights = [unknown_weight(builder, f"weight{i}", model.weights) for i in range(inputs)]
        bias = a_bias(builder, "bias", model, inputs * largest_product(model))
        for number, (point, y) in enumerate(points):
            row = [multiply(w, constant(x)) for w, x in zip(weights, point, strict=True)]
            output = encoding.neuron(builder, f"at{number}", model, row, bias)
            builder.require(equal(output, constant(y)))
        return builder

    return write


def monotony(bits: int, requantizer: Requantizer) -> Write:
    """Accumulators a < b with r(a) > r(b)."""

    def write(encoding: Encoding) -> ScriptBuilder:
        builder, half = ScriptBuilder(), 1 << (bits - 1)
        a, b = (builder.integer(name, -half, half - 1) for name in "ab")
        builder.require(less(a, b))
        at_a, at_b = (
            encoding.requantized(builder, f"r_{name}", term, requantizer)
            for name, term in (("a", a), ("b", b))
        )
        builder.require(less(at_b, at_a))
        return builder

    return write


def translation(bits: int, requantizer: Requantizer) -> Write:
    """An accumulator with lo < r(a) < hi − 1 and r(a + 2·denominator) ≠ r(a) + 2."""

    def write(encoding: Encoding) -> ScriptBuilder:
        builder, half = ScriptBuilder(), 1 << (bits - 1)
        target = requantizer.target
        a = builder.integer("a", -half, half - 1)
        moved = builder.define("moved", add(a, constant(2 * requantizer.denominator)))
        at_a, at_moved = (
            encoding.requantized(builder, f"r_{name}", term, requantizer)
            for name, term in (("a", a), ("moved", moved))
        )
        builder.require(less(constant(target.lo), at_a))
        builder.require(less(at_a, constant(target.hi - 1)))
        builder.require(different(at_moved, add(at_a, constant(2))))
        return builder

    return write


# --- The questions asked -------------------------------------------------------------------------

FORMATS = {4: "Q1.2", 6: "Q2.3", 8: "Q3.4", 10: "Q4.5"}
COARSE = {4: "sym(3,20)", 6: "sym(5,80)", 8: "sym(7,300)", 10: "sym(9,1300)"}
"""Formats in which weights are so small that few activations separate all inputs."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question, its family and its answer if it is known beforehand."""

    family: str
    name: str
    write: Write
    satisfiable: bool | None = None


def planted(model: Model, neurons: int, inputs: Sequence[int], seed: int) -> list[tuple[int, int]]:
    """Inputs, and the outputs of a random network with one hidden layer."""
    random = Random(seed)
    weights = [random.choice(model.weights.raws) for _ in range(2 * neurons)]
    biases = [
        model.biases.step * random.randint(model.format.lo // 2, model.format.hi // 2)
        for _ in range(neurons + 1)
    ]

    def output(x: int) -> int:
        hidden = zip(weights, biases, strict=False)
        values = [model.activation(model.neuron((x,), (w,), b)) for w, b in hidden]
        return model.neuron(tuple(values[:neurons]), tuple(weights[neurons:]), biases[-1])

    return [(x, output(x)) for x in inputs]


def zigzag(model: Model, inputs: Sequence[int]) -> list[tuple[int, int]]:
    """Inputs, and hi and lo in turn."""
    ends = (model.format.lo, model.format.hi)
    return [(x, ends[index % 2]) for index, x in enumerate(sorted(inputs))]


def activation_questions() -> Iterator[Question]:
    """Where tables are looked up often, or with nothing known of the argument."""
    for name in ("sigmoid", "gelu", "relu", "sign"):
        for bits in FORMATS:
            model, coarse = (Model.of(format=f[bits], activation=name) for f in (FORMATS, COARSE))
            label = f"{name} {bits}"
            pair = decide_separation(coarse)
            if isinstance(pair, Inseparable) and pair.y == pair.x + 1:  # others are trivial
                write = separation(coarse, pair.x, pair.y)
                yield Question(family="inseparable", name=label, write=write, satisfiable=False)
            separated = decide_separation(model, with_thresholds=False)
            if isinstance(separated, Separated) and len(separated.probes) <= 16:
                write = probing(model, [(probe.weight, probe.bias) for probe in separated.probes])
                yield Question(family="probes", name=label, write=write, satisfiable=False)
            inputs = Random(bits).sample(model.format.raws, 6)
            if bits <= 6 or (bits == 8 and name in ("sigmoid", "sign")):
                write = synthesis(model, 1, zigzag(model, inputs))
                yield Question(family="no network", name=label, write=write)
            for seed in range(3) if bits == 4 else ():
                write = synthesis(model, 2, planted(model, 2, inputs, seed))
                numbered = f"{label}, number {seed}"
                yield Question(family="a network", name=numbered, write=write, satisfiable=True)


def sum_questions() -> Iterator[Question]:
    """Where many products are added."""
    bits = Model.of(format="raw(0,1,1)", activation="identity", weights="binary")
    thirds = Model.of(format="raw(-20,20,1)", activation="identity", weights="[-6,-3,3,6]@1")
    ternary = Model.of(format="Q3.2", activation="identity", weights="ternary")
    for count in (4, 8, 12, 16):
        signs = Random(count).choices((-1, 1), k=count)
        write = reordered(bits, signs)
        yield Question(family="reordered", name=f"{count}", write=write, satisfiable=False)
    for count in (4, 16, 32):
        weights = Random(count).choices(thirds.weights.raws, k=count)
        write = reaching(thirds, weights, 1, 0)
        yield Question(family="thirds", name=f"{count}", write=write, satisfiable=False)
    for count, points in ((4, 8), (16, 5), (64, 3)):
        for seed in range(5):
            random = Random(seed)
            chosen = tuple(random.choices((-1, 0, 1), k=count))
            inputs = [tuple(random.choices(range(-8, 8), k=count)) for _ in range(points)]
            write = training(
                ternary, [(point, ternary.neuron(point, chosen, 3)) for point in inputs]
            )
            label = f"{count}, number {seed}"
            yield Question(family="training", name=label, write=write, satisfiable=True)


def division_questions() -> Iterator[Question]:
    """Where accumulators are divided by a scale."""
    for scale in (3, 7, 10, 16, 128):
        for bits, half in ((12, 32), (24, 512)):
            requantizer = Requantizer(
                target=Format(lo=-half, hi=half - 1, scale=1),
                numerator=1,
                denominator=scale,
                rounding=Rounding.HALF_EVEN,
                overflow=Overflow.SATURATE,
            )
            for family, law in (("monotony", monotony), ("translation", translation)):
                write, name = law(bits, requantizer), f"{bits} bits by {scale}"
                yield Question(family=family, name=name, write=write, satisfiable=False)
        model = Model.of(format=f"raw(-32,31,{scale})", activation="relu")
        name = f"by {scale}"
        write = synthesis(model, 1, zigzag(model, (-20, 0, 9, 30)))
        yield Question(family="no network", name=name, write=write)
        for seed in range(3):
            write = synthesis(model, 1, planted(model, 1, (-20, -1, 3, 5, 9), seed))
            label = f"{name}, number {seed}"
            yield Question(family="a network", name=label, write=write, satisfiable=True)


# --- Solving -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Run:
    """An answer, True for sat and None for none in time, and the processor seconds it took."""

    answer: bool | None
    seconds: float


def by_z3(text: str, limit: float) -> Run:
    """Parsed and decided by Z3."""
    start = process_time()
    logic = "QF_ABV" if "(set-logic QF_ABV)" in text else "QF_BV"
    solver = z3.SolverFor(logic, ctx=z3.Context())
    solver.set("timeout", int(1000 * limit))
    solver.from_string(text)
    answer = {"sat": True, "unsat": False}.get(str(solver.check()))
    return Run(answer=answer, seconds=process_time() - start)


def by_bitwuzla(text: str, limit: float) -> Run:
    """Parsed and decided by Bitwuzla."""
    start = process_time()
    options = bitwuzla.Options()
    options.set(bitwuzla.Option.TIME_LIMIT_PER, int(1000 * limit))
    parser = bitwuzla.Parser(bitwuzla.TermManager(), options)
    parser.parse(text.replace("(check-sat)", ""), parse_file=False)
    answer = {"SAT": True, "UNSAT": False}.get(parser.bitwuzla().check_sat().name)
    return Run(answer=answer, seconds=process_time() - start)


SOLVERS = {"Z3": by_z3, "Bitwuzla": by_bitwuzla}


def text_of(builder: ScriptBuilder) -> str:
    """The script, in the logic it needs."""
    text = builder.script("").text
    return text.replace("QF_BV", "QF_ABV") if "(Array" in text else text


def timed(solve: Callable[[str, float], Run], text: str, limit: float, repeat: int) -> Run:
    """The median of several runs; of one, if that takes long or gives no answer."""
    runs = [solve(text, limit)]
    while len(runs) < repeat and runs[-1].answer is not None and runs[-1].seconds < LONG:
        runs.append(solve(text, limit))
    answers = {run.answer for run in runs} - {None}
    assert len(answers) <= 1
    seconds = median(run.seconds for run in runs)
    return Run(answer=answers.pop() if answers else None, seconds=seconds)


def asked(
    question: Question, encodings: dict[str, Encoding], limit: float, repeat: int
) -> dict[tuple[str, str], Run]:
    """The runs by solver and encoding; raises AssertionError where two disagree."""
    found: dict[tuple[str, str], Run] = {}
    asked_before: dict[str, str] = {}  # some encodings write some questions alike
    limits = dict.fromkeys(SOLVERS, limit)
    for label, encoding in encodings.items():
        text = text_of(question.write(encoding))
        same = asked_before.setdefault(text, label)
        for solver, solve in SOLVERS.items():
            run = found.get((solver, same)) or timed(solve, text, limits[solver], repeat)
            found[solver, label] = run
            if same == next(iter(encodings)):
                limits[solver] = min(limit, max(PATIENCE * run.seconds, limit / 10))
    answers = {run.answer for run in found.values()} | {question.satisfiable}
    assert len(answers - {None}) <= 1, question
    return found


# --- Tables --------------------------------------------------------------------------------------


def mean_ratio(ratios: Sequence[float]) -> float:
    """The geometric mean."""
    return exp(sum(map(log, ratios)) / len(ratios))


def line(cells: Iterable[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


def report(
    title: str,
    encodings: dict[str, Encoding],
    questions: Sequence[Question],
    limit: float,
    repeat: int,
) -> None:
    """Ask the questions, then print a line for each and one for each family."""
    columns = [(solver, label) for solver in SOLVERS for label in encodings]
    print(f"\n{title}: seconds\n")
    print(line(["question", "answer", *(f"{solver} {label}" for solver, label in columns)]))
    print(line(["---"] * (2 + len(columns))))
    results = []
    for question in questions:
        runs = asked(question, encodings, limit, repeat)
        results.append((question.family, runs))
        answer = next((run.answer for run in runs.values() if run.answer is not None), None)
        shown = {True: "sat", False: "unsat", None: "?"}[answer]
        seconds = [
            f"{runs[column].seconds:.2f}" if runs[column].answer is not None else "—"
            for column in columns
        ]
        print(line([f"{question.family} {question.name}", shown, *seconds]), flush=True)
    ours = next(iter(encodings))
    rejected = [column for column in columns if column[1] != ours]
    print(f"\n{title}: geometric means of ratios to {ours}\n")
    print(line(["questions", "number", *(f"{solver} {label}" for solver, label in rejected)]))
    print(line(["---"] * (2 + len(rejected))))
    families = dict.fromkeys(family for family, _ in results)
    for family in [*families, "all"]:
        some = [runs for name, runs in results if family in (name, "all")]
        ratios = [
            mean_ratio([r[solver, label].seconds / r[solver, ours].seconds for r in some])
            for solver, label in rejected
        ]
        print(line([family, str(len(some)), *(f"{ratio:.2f}" for ratio in ratios)]))
    lost = [sum(runs[column].answer is None for _, runs in results) for column in columns]
    named = ", ".join(f"{s} {e} {n}" for (s, e), n in zip(columns, lost, strict=True))
    print(f"\nWithout an answer in time: {named}.", flush=True)


COMPARISONS = {
    "activations": (ACTIVATIONS, activation_questions),
    "sums": (SUMS, sum_questions),
    "divisions": (DIVISIONS, division_questions),
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="every third question, once")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", choices=list(COMPARISONS))
    options = parser.parse_args()
    start = perf_counter()
    for title, (encodings, questions) in COMPARISONS.items():
        if options.only in (None, title):
            chosen = list(questions())[:: 3 if options.quick else 1]
            limit, repeat = (LIMIT / 4, 1) if options.quick else (LIMIT, options.repeat)
            report(title, encodings, chosen, limit, repeat)
    versions = f"Python {sys.version.split()[0]}, Z3 {z3.get_version_string()}"
    print(f"\n{perf_counter() - start:.0f} s in all; {versions}, bitwuzla {version('bitwuzla')}")


if __name__ == "__main__":
    main()
