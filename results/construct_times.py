"""Seconds and memory of `construct`, each case in a process of its own.

    python results/construct_times.py                    measure every case anew
    python results/construct_times.py Q3.4,2,relu,max    measure the cases whose names start so

Writes `construct/times.csv` row by row; then `python results/construct.py --tables` puts the tables
into `construct.md`. What is timed is `construct`: deciding that a network exists, building, and
evaluating it on every input. Making the model and the function is not. `seconds` are elapsed,
`processor` is processor time of all threads; both are medians of three runs, or of one that takes
5 s or more. `peak MB` is the largest resident set of the process, its imports included. `load` is
the machine's load average over the minute before the case.
"""

import csv
import io
import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from construct_functions import requirement

from fxprove.construction.constructing import construct
from fxprove.models import Model
from fxprove.output_files import write_whole

TIMES = Path(__file__).parent / "construct" / "times.csv"

LIMIT = 300
"""Seconds for the whole process; also the target for 65,536 inputs."""

LONG = 5
"""Seconds from which one run is enough."""

ACTIVATIONS = ("relu", "sigmoid", "gelu")
DOMAINS = (
    ("Q3.4", 1),
    ("Q1.2", 2),
    ("Q1.2", 3),
    ("Q2.3", 2),
    ("Q5.6", 1),
    ("Q1.2", 4),
    ("Q3.4", 2),
)
OF_ONE_INPUT = ("random 0", "one-hot", "checkerboard", "square", "sin(3x)")
OF_SEVERAL = ("random 0", "one-hot", "checkerboard", "max", "product")

COLUMNS = (
    "format", "inputs", "activation", "function", "answer", "parameters", "bound", "seconds",
    "processor", "peak MB", "runs", "load",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A function for which a network is built."""

    format: str
    inputs: int
    activation: str
    function: str

    @property
    def name(self) -> str:
        """How a case is asked for on the command line."""
        return f"{self.format},{self.inputs},{self.activation},{self.function}"

    @property
    def points(self) -> int:
        """|X|."""
        return int(Model.of(format=self.format, activation="relu").format.size ** self.inputs)


def cases() -> list[Case]:
    """Every case, in the order of the table."""
    return [
        Case(format=fmt, inputs=inputs, activation=activation, function=function)
        for fmt, inputs in DOMAINS
        for activation in ACTIVATIONS
        for function in (OF_ONE_INPUT if inputs == 1 else OF_SEVERAL)
    ]


def measure_here(case: Case) -> dict[str, object]:
    """One run in this process."""
    model = Model.of(format=case.format, activation=case.activation)
    wanted = requirement(model.format, case.inputs, case.function)
    start, processor = perf_counter(), process_time()
    answer = construct(model, wanted)
    seconds, processor = perf_counter() - start, process_time() - processor
    return {
        "answer": answer.way or answer.reason,
        "parameters": "" if answer.size is None else answer.size.parameters,
        "bound": "" if answer.bound is None else f"{answer.bound.parameters:.0f}",
        "seconds": seconds,
        "processor": processor,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measure(case: Case) -> dict[str, str]:
    """A row of the table: the median of three runs, or one run that takes long."""
    load = os.getloadavg()[0]
    found: list[dict[str, object]] = []
    while len(found) < 3 and (not found or float(str(found[0]["seconds"])) < LONG):
        command = [sys.executable, __file__, "--here", case.name]
        try:
            ended = subprocess.run(command, capture_output=True, timeout=LIMIT, check=True)
        except subprocess.TimeoutExpired:
            answer = f"no answer in {LIMIT} s"
            return row(case, answer=answer, runs=len(found) + 1, load=f"{load:.1f}")
        found.append(json.loads(ended.stdout))
    if len({(run["answer"], run["parameters"]) for run in found}) != 1:
        raise SystemExit(f"{case.name}: two runs built different networks")

    def middle(column: str) -> float:
        return median(float(str(run[column])) for run in found)

    return row(
        case,
        answer=found[0]["answer"],
        parameters=found[0]["parameters"],
        bound=found[0]["bound"],
        seconds=f"{middle('seconds'):.2f}",
        processor=f"{middle('processor'):.2f}",
        peak_MB=f"{middle('peak MB'):.0f}",
        runs=len(found),
        load=f"{load:.1f}",
    )


def row(case: Case, **values: object) -> dict[str, str]:
    """What is written for a case, in the columns' order."""
    given = {name.replace("_", " "): str(value) for name, value in values.items()}
    given |= {
        "format": case.format,
        "inputs": str(case.inputs),
        "activation": case.activation,
        "function": case.function,
    }
    return {column: given.get(column, "") for column in COLUMNS}


def read() -> dict[str, dict[str, str]]:
    """The rows that were written, by the cases' names."""
    if not TIMES.exists():
        return {}
    with TIMES.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {",".join(row[column] for column in COLUMNS[:4]): row for row in rows}


def write(rows: dict[str, dict[str, str]]) -> None:
    """The rows there are, in the order of the cases."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[case.name] for case in cases() if case.name in rows)
    write_whole(str(TIMES), text.getvalue().encode())


def case_named(name: str) -> Case:
    """The case of this name."""
    return next(case for case in cases() if case.name == name)


def main() -> None:
    """Measure what is asked for."""
    if sys.argv[1:2] == ["--here"]:
        print(json.dumps(measure_here(case_named(sys.argv[2]))))
        return
    prefixes = tuple(sys.argv[1:]) or ("",)
    rows = read()
    for case in cases():
        if case.name.startswith(prefixes):
            rows[case.name] = measured = measure(case)
            print(case.name, *list(measured.values())[4:], sep="  ", flush=True)
            write(rows)


if __name__ == "__main__":
    main()
