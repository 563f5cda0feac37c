"""`fxprove width`: the narrowest accumulator that never overflows."""

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import Any

import click

from fxprove.accumulators.partial_sums import Extent, LayerExtents, Sighting
from fxprove.accumulators.widths import WidthAnswer, accumulator_width
from fxprove.budgets import Budget
from fxprove.cli.descriptions import bias_unit, labelled, model_lines, number, real
from fxprove.cli.model_options import ModelOptions, with_model_options
from fxprove.cli.progress import progress_bar
from fxprove.cli.solver_options import seconds
from fxprove.errors import InputError
from fxprove.model_files import model_json, model_of_json
from fxprove.models import Model
from fxprove.network_files import (
    holds_network,
    load_document,
    network_json,
    network_of_document,
)
from fxprove.networks import Network
from fxprove.verdicts import PROVED, REFUTED

_EXAMPLES = """
\b
Examples:
  fxprove width network.json
  fxprove width network.json --bits 16
  fxprove width model.json --fan-in 128
  fxprove width --format Q3.4 --activation relu --bias format --fan-in 64
  fxprove width --format Q3.4 --activation relu --bias format --fan-in 64 --bits 20
  fxprove width --format "sym(3,4)" --activation gelu --weights ternary --bias none --fan-in 9
"""

_NAMES = {PROVED: "proved", REFUTED: "overflows"}
_EXIT_STATUS = {"proved": 0, "overflows": 10, "unknown": 20}
_SHOWN = 12


@click.command("width", epilog=_EXAMPLES)
@click.argument("file", metavar="[NETWORK|MODEL]", required=False)
@with_model_options
@click.option("--fan-in", type=int, metavar="N", help="Inputs of a neuron at most; for a model.")
@click.option("--bits", type=int, metavar="B", help="Is an accumulator of B bits wide enough?")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--timeout", type=click.FloatRange(min=0), metavar="S", help="Seconds, then unknown.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the search for inputs.")
@click.option("--jobs", type=click.IntRange(min=1), help="Accepted everywhere; one is used.")
@click.option("--quiet", is_flag=True, help="Print the verdict line only, and no progress.")
def width_command(
    *,
    file: str | None,
    fan_in: int | None,
    bits: int | None,
    as_json: bool,
    timeout: float | None,
    seed: int,
    jobs: int | None,
    quiet: bool,
    **model_options: Any,
) -> int:
    """The narrowest signed ACCUMULATOR that never overflows: of a network file, or of a model.

    Counted are all partial sums, from the bias through the products in the order of the inputs;
    the width for the final sums alone is shown beside it. NETWORK is a network file, or what
    `represent --json` and `construct --json` print. For a model, given by a file or by options, it
    is the worst case over all networks whose neurons have at most --fan-in inputs.
    Exit status: 0 the narrowest width, or --bits are enough; 10 --bits overflow, on the input
    shown; 20 unknown, with bounds; 2 bad input.
    """
    limit = seconds(timeout)
    if seed < 0:
        raise InputError("--seed", "a seed from 0 on", seed)
    subject = _subject(file, ModelOptions(**model_options))
    with progress_bar(quiet or as_json) as progress:
        budget = Budget(seconds=limit, progress=progress)
        answer = accumulator_width(subject, fan_in, bits, budget, seed)
    if as_json:
        click.echo(json.dumps(width_json(answer), ensure_ascii=False))
    else:
        click.echo(_headline(answer) if quiet else "\n".join(_lines(answer)))
    return _EXIT_STATUS[_name(answer)]


def _subject(path: str | None, options: ModelOptions) -> Network | Model:
    """The network or the model that the file, or the options, denote."""
    if path is None:
        return options.build()
    document = load_document(path, f"file {path!r}")
    if holds_network(document):
        if not options.are_absent:
            raise InputError("options", "a network, or options of a model", "both")
        return network_of_document(document, f"network {path!r}")
    if options.are_absent:
        return model_of_json(document, f"model {path!r}")
    if options.model is not None:
        raise InputError("options", "a file or --model", "both")
    return replace(options, model=path).build()


def _name(answer: WidthAnswer) -> str:
    return _NAMES.get(answer.verdict, "unknown")


# --- For programs ---------------------------------------------------------------------------------


def width_json(answer: WidthAnswer) -> dict[str, object]:
    """The JSON object of `width --json`."""
    partial, witness = answer.partial, answer.witness
    is_network = answer.fan_in is None
    return {
        "verdict": _name(answer),
        "reason": answer.reason,
        "model": model_json(answer.model),
        "fan_in": answer.fan_in,
        "bits": answer.bits,
        "width": answer.width,
        "width_of_sums": answer.width_of_sums,
        **_extent_json(partial),
        "final": _extent_json(answer.final),
        "layers": [
            {"partial": _extent_json(layer.partial), "final": _extent_json(layer.final)}
            for layer in answer.layers
        ],
        "network": None if is_network else network_json(witness.network),
        "neuron": {
            "layer": witness.layer,
            "index": witness.neuron,
            "weights": list(witness.weights),
            "bias": witness.bias,
        },
        "input": list(witness.point),
        "trace": list(witness.trace()),
        "seconds": round(answer.seconds, 6),
    }


def _extent_json(extent: Extent) -> dict[str, object]:
    return {
        "lo": extent.lo,
        "hi": extent.hi,
        "reached": [extent.least.value, extent.greatest.value],
        "width_bounds": [extent.reached_width, extent.safe_width],
    }


# --- For people -----------------------------------------------------------------------------------


def _headline(answer: WidthAnswer) -> str:
    """The verdict and the reason, one line."""
    names = {"proved": "NEVER OVERFLOWS", "overflows": "OVERFLOWS", "unknown": "UNKNOWN"}
    name = names[_name(answer)]
    if answer.bits is None and answer.width is not None:
        name = f"WIDTH {answer.width}"
    return f"{name}: {answer.reason}."


def _lines(answer: WidthAnswer) -> list[str]:
    """The answer for people, in values and raw integers."""
    lines = [_headline(answer), ""]
    lines += labelled("model", model_lines(answer.model))
    partial, final = answer.partial, answer.final
    fan_in = "" if answer.fan_in is None else f", up to {answer.fan_in} inputs a neuron"
    lines += labelled("width", [f"{_width(partial)} for every partial sum{fan_in}"])
    lines += labelled("", [f"{_width(final)} for the final sums alone"])
    lines += labelled("partial sums", [_range(answer.model, partial)])
    for index, layer in enumerate(answer.layers):
        lines += labelled(_layer_name(answer, index), [_layer_line(answer.model, layer)])
    return lines + labelled("seen", _witness_lines(answer.model, answer.witness))


def _width(extent: Extent) -> str:
    if extent.width is not None:
        return f"{extent.width} bit{'' if extent.width == 1 else 's'}"
    return f"{extent.reached_width} to {extent.safe_width} bits"


def _sum(model: Model, accumulator: int) -> str:
    return number(Fraction(accumulator, bias_unit(model)))


def _range(model: Model, extent: Extent) -> str:
    """The bounds, and what was reached where that is less."""
    ends = (extent.lo, extent.hi)
    reached = (extent.least.value, extent.greatest.value)
    text = f"{_sum(model, ends[0])} … {_sum(model, ends[1])} (raw {ends[0]} … {ends[1]})"
    if reached != ends:
        text += f" at most; raw {reached[0]} … {reached[1]} were reached"
    return text


def _layer_name(answer: WidthAnswer, index: int) -> str:
    if answer.fan_in is None:
        return f"layer {index}"
    return ("first layer", "later layers")[index]


def _layer_line(model: Model, layer: LayerExtents) -> str:
    return f"{_width(layer.partial)}: {_range(model, layer.partial)}"


def _witness_lines(model: Model, witness: Sighting) -> list[str]:
    """A partial sum that needs the most bits, with the neuron and the input."""
    trace = witness.trace()
    steps = f"after {trace.index(witness.value)} of {len(trace) - 1} products"
    values = _listed([real(model.format, raw) for raw in witness.point])
    return [
        f"{_sum(model, witness.value)} (raw {witness.value}) in layer {witness.layer}, "
        f"neuron {witness.neuron}, {steps}",
        f"input {values} (raw {_listed(witness.point)})",
        *_hidden_lines(witness),
        f"which reads raw {_listed(witness.reads())}; weights raw {_listed(witness.weights)}; "
        f"bias raw {witness.bias}",
        f"partial sums raw {_listed(trace)}",
    ]


def _hidden_lines(witness: Sighting) -> list[str]:
    """The layer before in the worst case of a model: copies of one neuron."""
    layers = witness.network.layers[: witness.layer]
    if len(layers) != 1 or len({*layers[0].weights}) * len({*layers[0].biases}) != 1:
        return []
    weights, bias = layers[0].weights[0], layers[0].biases[0]
    return [f"hidden neurons, all alike: weights raw {_listed(weights)}; bias raw {bias}"]


def _listed(items: Sequence[int] | Sequence[str]) -> str:
    """The first items; a run of equal ones as one with its length."""
    runs = [(item, len(list(run))) for item, run in groupby(items)]
    shown = [f"{item}" if length == 1 else f"{item} ×{length}" for item, length in runs[:_SHOWN]]
    return ", ".join(shown) + ("" if len(runs) <= _SHOWN else f", … ({len(items)})")
