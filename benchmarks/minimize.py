"""What smallest networks cost, beside one query to a solver for each number of neurons.

    python benchmarks/minimize.py [WORD …] [--limit S] [--timeout S] [--runs N]
                                  [--without SOLVER …] [--results FILE]

The items of minimize.json ask for the fewest neurons of one hidden layer that compute a function.
fxprove has `--timeout` seconds by the clock for an item; its certificate is checked in the same
run. The solvers are asked whether a network of exactly 1, 2, … neurons exists, all weights and
biases unknown and all points at once, each time with `--limit` processor seconds, until they find
one or have no answer. Z3 and Bitwuzla read the script of `unknown_networks`, CP-SAT (where ortools
is installed) decides the same over the integers, with one worker.

Every run has a process of its own. Times are processor seconds without imports and, for the two
that read a script, without writing it; medians of N runs, of one where there was no answer. What is
measured is a line of FILE, and what FILE has is not measured again: begin another FILE for another
version. A word chooses the items whose names have it between dashes: 07, 15x1, gelu.
"""

import argparse
import json
import math
import resource
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from itertools import count, pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, TypeVar

import bitwuzla
import z3

from fxprove.budgets import Budget
from fxprove.certificates import serialized
from fxprove.checker.verification import verify
from fxprove.encoding.layers import effective_biases
from fxprove.encoding.unknown_networks import some_network_meets
from fxprove.functions import Function
from fxprove.minimization.minimizing import minimize
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.requirements import Requirement

ITEMS = Path(__file__).with_suffix(".json")
MODEL = ("format", "activation", "weights", "bias", "rounding", "overflow", "accumulate")

FEW = 3  # below so many neurons a ratio says little: the queries are easy

T = TypeVar("T")


# --- Items ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A model and the function to compute."""

    name: str
    model: Model
    requirement: Requirement


@cache
def items() -> Mapping[str, Item]:
    """All items by name, in the order of the file."""
    return {entry["id"]: read_item(entry) for entry in json.loads(ITEMS.read_text())}


def read_item(entry: Mapping[str, Any]) -> Item:
    """One entry of the file."""
    model = Model.of(**{name: entry[name] for name in MODEL})
    values = tuple(entry["values"])
    function = Function(format=model.format, inputs=entry["inputs"], values=values)
    return Item(name=entry["id"], model=model, requirement=Requirement.of(function))


# --- Solvers -------------------------------------------------------------------------------------

Decide = Callable[[str, int], tuple[bool | None, float]]
"""Whether an item has a network of exactly so many neurons (None: no answer), and seconds."""


def by_z3(name: str, neurons: int) -> tuple[bool | None, float]:
    """Parsed and decided by Z3."""
    text = script(name, neurons)
    start = process_time()
    solver = z3.SolverFor("QF_BV")
    solver.from_string(text)
    answer = {"sat": True, "unsat": False}.get(str(solver.check()))
    return answer, process_time() - start


def by_bitwuzla(name: str, neurons: int) -> tuple[bool | None, float]:
    """Parsed and decided by Bitwuzla."""
    text = script(name, neurons).replace("(check-sat)", "")
    start = process_time()
    parser = bitwuzla.Parser(bitwuzla.TermManager(), bitwuzla.Options())
    parser.parse(text, parse_file=False)
    answer = {"SAT": True, "UNSAT": False}.get(parser.bitwuzla().check_sat().name)
    return answer, process_time() - start


def script(name: str, neurons: int) -> str:
    """The question in QF_BV."""
    item = items()[name]
    return some_network_meets(item.model, item.requirement, [neurons]).text


def by_cp_sat(name: str, neurons: int) -> tuple[bool | None, float]:
    """Written as an integer model and decided by CP-SAT; a network that it finds is evaluated."""
    item, cp_model = items()[name], import_module("ortools.sat.python.cp_model")
    start = process_time()
    network = IntegerNetwork(cp_model, item, neurons)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(network.program)
    seconds = process_time() - start
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found = network.found(solver.value)
        asked = item.requirement
        values = found.evaluate_all(asked.points)
        assert ((asked.low <= values) & (values <= asked.high)).all(), (name, found.layers)
        return True, seconds
    return (False if status == cp_model.INFEASIBLE else None), seconds


class IntegerNetwork:
    """An unknown network as an integer program: products of integers, and σ∘r as a table.

    The windows of the biases, the intervals of the accumulators of outputs and the order of the
    hidden neurons, by first weight, are those of `unknown_networks`.
    """

    def __init__(self, cp_model: Any, item: Item, neurons: int) -> None:
        self.cp_model, self.item, self.program = cp_model, item, cp_model.CpModel()
        model, asked = item.model, item.requirement
        self.largest = model.weights.largest_magnitude
        height = max(map(abs, model.activation.table))
        reach = self.largest * max(sum(map(abs, point)) for point in asked.points.tolist())
        self.inward = [[self._weight() for _ in range(asked.inputs)] for _ in range(neurons)]
        self.hidden_biases = [self._bias(reach) for _ in range(neurons)]
        outer_reach = neurons * self.largest * height
        self.outward = [[self._weight() for _ in range(neurons)] for _ in range(asked.outputs)]
        self.biases = [self._bias(outer_reach) for _ in range(asked.outputs)]
        for smaller, larger in pairwise(self.inward):
            self.program.add(smaller[0] <= larger[0])
        self.reach, self.window = reach, effective_biases(model, reach)
        self.responses = self._table()
        rows = zip(asked.points.tolist(), asked.low.tolist(), asked.high.tolist(), strict=True)
        for point, low, high in rows:
            self._require(point, low, high)

    def _weight(self) -> Any:
        domain = self.cp_model.Domain.from_values(list(self.item.model.weights.raws))
        return self.program.new_int_var_from_domain(domain, "")

    def _bias(self, reach: int) -> Any:
        model = self.item.model
        allowed = model.biases.between(*effective_biases(model, reach))
        return self.program.new_int_var_from_domain(self.cp_model.Domain.from_values(allowed), "")

    def _table(self) -> list[int]:
        """σ(r(a)) for every accumulator a that a hidden neuron can have, ascending."""
        model, (low, high) = self.item.model, self.window
        accumulators = range(low - self.reach, high + self.reach + 1)
        return [model.activation(model.requantizer(a)) for a in accumulators]

    def _require(self, point: Sequence[int], low: Sequence[int], high: Sequence[int]) -> None:
        """The accumulators of the outputs at a point lie where r makes them low … high."""
        model, program = self.item.model, self.program
        values = [
            self._response(point, weights, bias)
            for weights, bias in zip(self.inward, self.hidden_biases, strict=True)
        ]
        for row, bias, least, most in zip(self.outward, self.biases, low, high, strict=True):
            total = bias + sum(
                self._product(weight, value) for weight, value in zip(row, values, strict=True)
            )
            if least > model.format.lo:
                program.add(total >= model.requantizer.cell_start(least))
            if most < model.format.hi:
                program.add(total < model.requantizer.cell_start(most + 1))

    def _response(self, point: Sequence[int], weights: Sequence[Any], bias: Any) -> Any:
        """σ(r(w·x + c))."""
        value = self.program.new_int_var(min(self.responses), max(self.responses), "")
        total = bias + sum(w * x for w, x in zip(weights, point, strict=True))
        first = self.window[0] - self.reach
        self.program.add_element(total - first, self.responses, value)
        return value

    def _product(self, weight: Any, value: Any) -> Any:
        most = self.largest * max(map(abs, self.responses))
        product = self.program.new_int_var(-most, most, "")
        self.program.add_multiplication_equality(product, [weight, value])
        return product

    def found(self, value: Callable[[Any], int]) -> Network:
        """The network that the solver's values describe."""
        layers = tuple(
            Layer(
                weights=tuple(tuple(map(value, row)) for row in weights),
                biases=tuple(map(value, biases)),
            )
            for weights, biases in (
                (self.inward, self.hidden_biases),
                (self.outward, self.biases),
            )
        )
        return Network(model=self.item.model, layers=layers)


SOLVERS: dict[str, Decide] = {"z3": by_z3, "bitwuzla": by_bitwuzla, "cp-sat": by_cp_sat}
PACKAGES = {"z3": "z3-solver", "bitwuzla": "bitwuzla", "cp-sat": "ortools"}


def is_installed(solver: str) -> bool:
    """Whether it can be asked; CP-SAT alone is no requirement of the benchmarks."""
    return solver != "cp-sat" or find_spec("ortools") is not None


# --- Runs ----------------------------------------------------------------------------------------


def alone(limit: float | None, work: Callable[..., T], *arguments: object) -> T | None:
    """What the work returns in a new process; None if that spends so many processor seconds.

    Raises RuntimeError where the process ends otherwise.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(sender, limit, work, arguments), daemon=True)
    process.start()
    sender.close()
    try:
        result: T = receiver.recv()
    except EOFError:
        process.join()
        if process.exitcode == -signal.SIGXCPU:
            return None
        raise RuntimeError(f"{work.__name__}{arguments} ended with {process.exitcode}") from None
    process.join()
    return result


def _run(
    sender: Connection, limit: float | None, work: Callable[..., T], arguments: Iterable[object]
) -> None:
    items()  # read before the clock starts
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limit is not None:
        seconds = math.ceil(process_time() + limit) + 1  # the limit itself is compared afterwards
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    sender.send(work(*arguments))


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """The answers of a solver for 1, 2, … neurons, and the seconds of each."""

    answers: tuple[bool | None, ...]
    seconds: tuple[float, ...]

    @property
    def settled(self) -> int | None:
        """The fewest neurons, if it found a network."""
        return len(self.answers) if self.answers[-1] else None

    @property
    def least(self) -> int:
        """Every network has so many neurons at least, it says."""
        return len(self.answers)

    @property
    def total(self) -> float:
        """Of all answers, and of none."""
        return sum(self.seconds)


def asked(item: str, solver: str, limit: float, runs: int) -> Theirs:
    """The solver's answers up to the first network or the first question without an answer."""
    answers: list[bool | None] = []
    seconds: list[float] = []
    for neurons in count(1):
        answer, took = median_answer(item, solver, neurons, limit, runs)
        answers.append(answer)
        seconds.append(took)
        if answer is not False:
            return Theirs(answers=tuple(answers), seconds=tuple(seconds))
    raise AssertionError


def median_answer(
    item: str, solver: str, neurons: int, limit: float, runs: int
) -> tuple[bool | None, float]:
    """The answer and the median of the seconds; the first run without an answer ends it."""
    times = []
    answers = set()
    for _ in range(runs):
        answer, seconds = alone(limit, SOLVERS[solver], item, neurons) or (None, limit)
        if answer is None or seconds > limit:
            return None, min(seconds, limit)
        times.append(seconds)
        answers.add(answer)
    assert len(answers) == 1, (item, solver, neurons)
    return answers.pop(), median(times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """The answer of `minimize`: the minimum is `least` … `most`, the latter None if unknown.

    `certificate` counts bytes, with those beside it; `seconds` and `check` are processor seconds,
    `clock` is what `seconds` were by the clock.
    """

    least: int
    most: int | None
    network_by: str | None
    bound_by: str | None
    seconds: float
    clock: float
    certificate: int
    check: float

    @property
    def is_proved(self) -> bool:
        """Whether it is the minimum."""
        return self.least == self.most


def minimized(name: str, timeout: float) -> Ours:
    """The answer to an item, with a certificate that has been checked."""
    item = items()[name]
    import_module("scipy.optimize")  # which minimize loads when it needs it: half a second
    clock, start = perf_counter(), process_time()
    found = minimize(item.model, item.requirement, Budget(seconds=timeout))
    seconds, clock = process_time() - start, perf_counter() - clock
    assert found.certificate is not None and found.lower_bound is not None, found.reason
    data = serialized(found.certificate)
    start = process_time()
    report = verify(json.loads(data), attachment=found.attachments.get)
    check = process_time() - start
    most = None if found.size is None else found.size.neurons
    assert report.statement == ("minimum" if found.lower_bound == most else "at_least"), name
    return Ours(
        least=found.lower_bound,
        most=most,
        network_by=found.network_by,
        bound_by=found.bound_by,
        seconds=seconds,
        clock=clock,
        certificate=len(data) + sum(map(len, found.attachments.values())),
        check=check,
    )


def answered(item: str, timeout: float, runs: int) -> Ours:
    """The medians of several runs; of one that proves no minimum."""
    found: list[Ours] = []
    while len(found) < runs and all(run.is_proved for run in found):
        run = alone(None, minimized, item, timeout)
        assert run is not None
        found.append(run)
    medians = {
        name: median(getattr(run, name) for run in found) for name in ("seconds", "clock", "check")
    }
    return Ours(**{**asdict(found[-1]), **medians})


# --- What has been measured ----------------------------------------------------------------------

Key = tuple[str, str, float, int]
"""Item, who answered, the limit in seconds and the number of runs."""


class Results:
    """The lines of a file, one measurement each; the last one alone may be broken off."""

    def __init__(self, path: Path) -> None:
        self.path = path
        whole = path.read_text().rpartition("\n")[0].splitlines() if path.exists() else []
        path.write_text("".join(f"{line}\n" for line in whole))
        self.found: dict[Key, dict[str, Any]] = {}
        for line in map(json.loads, whole):
            self.found[line["item"], line["by"], line["limit"], line["runs"]] = line["result"]

    def once(self, key: Key, measure: Callable[[], Any]) -> dict[str, Any]:
        """The fields of what was measured before, or now."""
        if key not in self.found:
            self.found[key] = json.loads(json.dumps(asdict(measure())))
            line = dict(zip(("item", "by", "limit", "runs"), key, strict=True))
            with self.path.open("a") as stream:
                stream.write(json.dumps({**line, "result": self.found[key]}) + "\n")
        return self.found[key]

    def ours(self, item: str, timeout: float, runs: int) -> Ours:
        """The answer of fxprove."""
        return Ours(
            **self.once((item, "fxprove", timeout, runs), lambda: answered(item, timeout, runs))
        )

    def theirs(self, item: str, solver: str, limit: float, runs: int) -> Theirs:
        """The answers of a solver."""
        key = (item, solver, limit, runs)
        fields = self.once(key, lambda: asked(item, solver, limit, runs))
        return Theirs(answers=tuple(fields["answers"]), seconds=tuple(fields["seconds"]))


# --- Tables --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item with all answers; raises AssertionError where two contradict each other."""

    item: str
    ours: Ours
    theirs: Mapping[str, Theirs]

    def __post_init__(self) -> None:
        least = [self.ours.least, *(one.least for one in self.theirs.values())]
        most = [self.ours.most, *(one.settled for one in self.theirs.values())]
        assert all(max(least) <= found for found in most if found is not None), self

    def ratio(self, solver: str) -> float:
        """The solver's seconds over ours; a lower bound where it has not settled the minimum."""
        return self.theirs[solver].total / self.ours.seconds

    def __str__(self) -> str:
        """One line of the table."""
        ours = self.ours
        cells = [
            f"{self.item:27} {bounds(ours.least, ours.most):>7} {ours.seconds:8.2f} "
            f"{ours.certificate:9} {ours.check:7.2f}"
        ]
        for solver, one in self.theirs.items():
            mark = " " if one.settled else ">"
            ratio = mark + digits(self.ratio(solver)) if ours.is_proved else ""
            cells.append(
                f"{bounds(one.least, one.settled):>4} {mark + format(one.total, '.2f'):>7} "
                f"{ratio:>7}"
            )
        return " | ".join(cells)


def bounds(least: int, most: int | None) -> str:
    """The minimum, or what is known of it."""
    if least == most:
        return str(least)
    return f"≥ {least}" if most is None else f"{least} … {most}"


def digits(ratio: float) -> str:
    """Three of them, and all before the point."""
    return f"{ratio:.3g}" if ratio < 100 else f"{ratio:.0f}"


def header(solvers: Sequence[str]) -> str:
    """The first line of the table."""
    ours = f"{'item':27} {'neurons':>7} {'s':>8} {'bytes':>9} {'check s':>7}"
    return " | ".join([ours, *(f"{solver + ' s':>12} {'ratio':>7}" for solver in solvers)])


def summary(rows: Sequence[Row], solvers: Sequence[str]) -> Iterator[str]:
    """What the rows have in common."""
    proved = [row for row in rows if row.ours.is_proved]
    quicker = sum(row.ours.check < row.ours.seconds for row in rows)
    yield f"fxprove: {len(proved)} of {len(rows)} minima; {quicker} certificates check faster"
    for solver in solvers:
        settled = [row for row in rows if row.theirs[solver].settled]
        larger = [row for row in proved if row.ours.least >= FEW]
        both = [row.ratio(solver) for row in larger if row in settled]
        every = [row.ratio(solver) for row in larger]
        line = f"{solver}: {len(settled)} of {len(rows)} minima"
        if both:
            line += f"; of {FEW} neurons and more, median ratio {digits(median(both))} on the "
            line += f"{len(both)} items that both settle, ≥ {digits(median(every))} on the "
            line += f"{len(every)} that fxprove settles"
        yield line


def versions(solvers: Iterable[str]) -> str:
    """Those of the packages that were measured."""
    named = [f"{solver} {version(PACKAGES[solver])}" for solver in solvers]
    return ", ".join([*named, f"Python {sys.version.split()[0]}"])


# --- Command line --------------------------------------------------------------------------------


def chosen(words: Sequence[str], parser: argparse.ArgumentParser) -> list[str]:
    """The names that have one of the words, all if there are none."""
    for word in words:
        if not any(word in name.split("-") for name in items()):
            parser.error(f"no item has {word!r} in its name")
    return [name for name in items() if not words or set(words) & set(name.split("-"))]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--limit", type=float, default=30.0, help="of a solver for one size")
    parser.add_argument("--timeout", type=float, default=600.0, help="of fxprove for one item")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--without", nargs="+", choices=SOLVERS, default=[])
    parser.add_argument("--results", type=Path, default=Path("minimize-results.jsonl"))
    arguments = parser.parse_args()
    names, results = chosen(arguments.words, parser), Results(arguments.results)
    wanted = [solver for solver in SOLVERS if solver not in arguments.without]
    solvers = [solver for solver in wanted if is_installed(solver)]
    for solver in wanted:
        if solver not in solvers:
            print(f"{solver}: not installed")
    print(header(solvers), flush=True)
    rows = []
    for name in names:
        ours = results.ours(name, arguments.timeout, arguments.runs)
        theirs = {
            solver: results.theirs(name, solver, arguments.limit, arguments.runs)
            for solver in solvers
        }
        rows.append(Row(item=name, ours=ours, theirs=theirs))
        print(rows[-1], flush=True)
    for line in summary(rows, solvers):
        print(line)
    print(f"medians of {arguments.runs} runs, {versions(solvers)}")


if __name__ == "__main__":
    main()
