"""What deciding universality costs, beside the plainest way to do it.

    python benchmarks/decide_speed.py [--repeat N]

For each model: building it (the activation table), deciding, and checking the certificate, as
medians of several runs in one process. Up to 8 bits the same question of separation is also put
to a baseline that takes every neuron (w, β) in order and refines the partition of inputs until
all are apart or none is left, vectorised but without structure; the column `ratio` is baseline
over decide. At 12 bits the baseline would evaluate 2^25 neurons on 2^12 inputs, at 16 bits 2^33
on 2^16.
"""

import argparse
import resource
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np

from fxprove.array_arithmetic import affine, integer_array, requantize
from fxprove.certificates import serialized
from fxprove.checker import strict_json
from fxprove.checker.verification import verify
from fxprove.models import Model
from fxprove.universality import decide

Options = dict[str, str]

SEVEN = ("sigmoid", "relu", "elu", "softplus", "silu", "mish", "gelu")

MODELS: list[Options] = [
    *({"format": "Q3.4", "activation": name} for name in SEVEN),
    {"format": "Q3.4", "activation": "gelu", "bias": "format"},
    {"format": "Q3.4", "activation": "sign"},
    {"format": "sym(7,300)", "activation": "relu"},
    {"format": "sym(7,300)", "activation": "relu", "bias": "format"},
    *({"format": "Q5.6", "activation": name} for name in SEVEN),
    *(
        {"format": spelling, "activation": name}
        for spelling in ("Q7.8", "Q15.0", "Q0.15")
        for name in SEVEN
    ),
    {"format": "Q7.8", "activation": "sigmoid", "bias": "format"},
    {"format": "sym(15,70000)", "activation": "relu"},
]


def separated_by_enumeration(model: Model) -> bool:
    """(D), by every neuron in turn."""
    inputs, table = integer_array(model.format.raws), integer_array(model.activation.table)
    labels = np.zeros(len(inputs), dtype=np.int64)
    reach = model.weights.largest_magnitude * -model.format.lo
    reach += model.weights.scale * (model.format.size + 1)
    for weight in model.weights.raws:
        for bias in model.biases.between(-reach, reach):
            raws = requantize(model.requantizer, affine(weight, inputs, bias))
            joint = labels * model.format.size + table[raws - model.format.lo] - model.format.lo
            distinct, labels = np.unique(joint, return_inverse=True)
            if len(distinct) == len(inputs):
                return True
    return False


def timed(work: Callable[[], object], repeat: int) -> float:
    """The median of several runs, in seconds."""
    seconds = []
    for _ in range(repeat):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return median(seconds)


def row(options: Options, repeat: int) -> str:
    """One line of the table."""
    build = timed(lambda: Model.of(**options), repeat)
    model = Model.of(**options)
    decision = decide(model)
    deciding = timed(lambda: decide(model), repeat)
    checking = 0.0
    if decision.certificate is not None:
        document = strict_json.loads(serialized(decision.certificate))
        checking = timed(lambda: verify(document), repeat)
    ratio = ""
    if model.format.size <= 256:
        assert separated_by_enumeration(model) == decision.conditions.separation
        ratio = f"{timed(lambda: separated_by_enumeration(model), 1) / deciding:8.1f}"
    name = " ".join(options.values())
    outcome = decision.cause or "universal"
    return f"{name:28} {outcome:12} {build:8.3f} {deciding:8.3f} {checking:8.3f} {ratio:>8}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    print(f"{'model':28} {'verdict':12} {'build s':>8} {'decide s':>8} {'check s':>8} {'ratio':>8}")
    for options in MODELS:
        print(row(options, repeat), flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"medians of {repeat} runs, Python {sys.version.split()[0]}; peak memory {peak} MB")


if __name__ == "__main__":
    main()
