"""What deciding universality by a solver costs, beside the direct searches.

    python benchmarks/smt_speed.py [--repeat N] [--solver NAME]

For each model: the number of questions to the solver, deciding by it, and deciding directly, as
medians of several runs in one process, and how many times longer the solver takes in these runs.
"""

import argparse
import sys
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from fxprove.backends.choice import solver_by_name
from fxprove.budgets import UNLIMITED, Budget
from fxprove.encoding.scripts import Script
from fxprove.models import Model
from fxprove.smt_conditions import decide_by_smt
from fxprove.solving import Answer, Solver
from fxprove.universality import Decision, decide

Options = dict[str, str]

EIGHT = ("relu", "gelu", "sigmoid", "tanh", "sign", "sign0", "silu", "softplus", "elu", "mish")

MODELS: list[Options] = [
    *({"format": "Q3.4", "activation": name} for name in EIGHT),
    {"format": "Q3.4", "activation": "gelu", "bias": "format"},
    {"format": "Q3.4", "activation": "gelu", "weights": "ternary"},
    {"format": "Q0.7", "activation": "sigmoid"},
    *({"format": "sym(7,100)", "activation": name} for name in ("gelu", "sigmoid", "sign")),
    {"format": "sym(7,300)", "activation": "relu"},
    {"format": "Q5.6", "activation": "relu"},
    {"format": "Q5.6", "activation": "gelu"},
    {"format": "Q7.8", "activation": "relu"},
    {"format": "Q15.0", "activation": "relu"},
    {"format": "Q0.15", "activation": "relu"},
    {"format": "Q7.8", "activation": "gelu"},
]

_SECONDS = 300.0  # for one answer


@dataclass(kw_only=True)
class Counting:
    """A solver that counts the questions."""

    solver: Solver
    asked: int = 0

    @property
    def name(self) -> str:
        """The name of the solver."""
        return self.solver.name

    def solve(self, script: Script, budget: Budget = UNLIMITED) -> Answer:
        """Its answer."""
        self.asked += 1
        return self.solver.solve(script, budget)


def timed(model: Model, solver: Solver) -> tuple[Decision, float, float]:
    """The solver's answer, with the seconds it took and those of the direct search."""
    start = perf_counter()
    decision = decide_by_smt(model, solver, Budget(seconds=_SECONDS))
    middle = perf_counter()
    direct = decide(model)
    end = perf_counter()
    assert decision.verdict == direct.verdict
    return decision, middle - start, end - middle


def row(options: Options, solver: Solver, repeat: int) -> str:
    """One line of the table."""
    model, counting = Model.of(**options), Counting(solver=solver)
    runs = [timed(model, counting) for _ in range(repeat)]
    by_solver, direct = median(run[1] for run in runs), median(run[2] for run in runs)
    ratio = median(run[1] / run[2] for run in runs)
    name, outcome = " ".join(options.values()), runs[0][0].cause or "universal"
    questions = counting.asked // repeat
    return f"{name:28} {outcome:12} {questions:9} {by_solver:8.2f} {direct:8.2f} {ratio:8.1f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--solver", default="z3")
    arguments = parser.parse_args()
    solver = solver_by_name(arguments.solver)
    header = ("model", "verdict", "questions", "smt s", "direct s", "ratio")
    print("{:28} {:12} {:>9} {:>8} {:>8} {:>8}".format(*header))
    for options in MODELS:
        print(row(options, solver, arguments.repeat), flush=True)
    python = sys.version.split()[0]
    print(f"medians of {arguments.repeat} runs, {solver.name}, Python {python}")


if __name__ == "__main__":
    main()
