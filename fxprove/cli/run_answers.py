"""What networks compute at points, as CSV, as JSON and in words."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from fxprove.cli.descriptions import LABEL_WIDTH, bias_unit, labelled, model_lines, number
from fxprove.model_files import model_json
from fxprove.network_evaluation import LayerTrace, RawArray
from fxprove.networks import Network
from fxprove.rounding import Overflow

_MOST_NEURONS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A network at raw points × inputs, and where its layers left the format.

    `left[l][i]` counts the points at which neuron i of layer l met an integer outside the format;
    `points_left[l]` those at which any neuron of the layer did, and `points_left_anywhere` those at
    which any neuron at all did. `traces` holds every block's trace, or nothing.
    """

    network: Network
    points: RawArray
    outputs: RawArray
    left: tuple[npt.NDArray[np.int64], ...]
    points_left: tuple[int, ...]
    points_left_anywhere: int
    traces: tuple[tuple[LayerTrace, ...], ...]
    seconds: float

    @property
    def verb(self) -> str:
        """What a neuron does with such an integer."""
        return "saturate" if self.network.model.overflow is Overflow.SATURATE else "wrap"

    def traced(self) -> Iterator[list[LayerTrace]]:
        """The traces point by point: arrays with one row."""
        for block in self.traces:
            for row in range(len(block[0].pre_activations)):
                yield [_row(trace, row) for trace in block]


def _row(trace: LayerTrace, row: int) -> LayerTrace:
    one = slice(row, row + 1)
    return LayerTrace(
        accumulators=None if trace.accumulators is None else trace.accumulators[one],
        pre_activations=trace.pre_activations[one],
        activations=None if trace.activations is None else trace.activations[one],
        outside=trace.outside[one],
    )


# --- For programs ---------------------------------------------------------------------------------


def csv_of(run: Run) -> bytes:
    """Columns x1,…,xd,y1,…,ym of raw integers, a row for each point."""
    inputs, outputs = run.network.inputs, run.network.outputs
    header = [f"x{i + 1}" for i in range(inputs)] + [f"y{i + 1}" for i in range(outputs)]
    rows = np.concatenate([run.points, run.outputs], axis=1).tolist()
    return "".join(f"{','.join(map(str, row))}\n" for row in [header, *rows]).encode()


def run_json(run: Run) -> dict[str, object]:
    """The JSON object of `run --json`."""
    rows = zip(run.points.tolist(), run.outputs.tolist(), strict=True)
    return {
        "model": model_json(run.network.model),
        "size": asdict(run.network.size),
        "points": [{"input": point, "output": output} for point, output in rows],
        "saturation": [
            {"points": points, "neurons": neurons.tolist()}
            for points, neurons in zip(run.points_left, run.left, strict=True)
        ],
        "trace": [[_layer_json(layer) for layer in point] for point in run.traced()] or None,
        "seconds": round(run.seconds, 6),
    }


def _layer_json(trace: LayerTrace) -> dict[str, object]:
    return {
        "accumulators": None if trace.accumulators is None else trace.accumulators[0].tolist(),
        "pre_activations": trace.pre_activations[0].tolist(),
        "activations": None if trace.activations is None else trace.activations[0].tolist(),
        "saturated": np.flatnonzero(trace.outside[0]).tolist(),
    }


def printed_json(run: Run) -> str:
    """`run_json` as text."""
    return json.dumps(run_json(run), ensure_ascii=False)


# --- For people -----------------------------------------------------------------------------------


def headline(run: Run) -> str:
    """How many points there were, and whether anything saturated."""
    count = len(run.points)
    points = f"{count} point{'' if count == 1 else 's'} evaluated"
    total = sum(map(len, run.left))
    neurons = sum(int(np.count_nonzero(layer)) for layer in run.left)
    if not neurons:
        return f"{points}: nothing {run.verb}s."
    which = f"{neurons} of {total} neurons {run.verb}"
    return f"{points}: {which}, at {run.points_left_anywhere} of {count}."


def point_lines(run: Run, *, with_values: bool) -> Iterator[str]:
    """What each point is mapped to, and what happens on the way if there are traces."""
    fmt = run.network.model.format
    show = _shown(fmt.scale, with_values)
    rows = zip(run.points.tolist(), run.outputs.tolist(), strict=True)
    traced = run.traced() if run.traces else iter([()] * len(run.points))
    for (point, output), layers in zip(rows, traced, strict=True):
        yield f"({_listed(point, show)}) ↦ ({_listed(output, show)})"
        for index, layer in enumerate(layers):
            lines = _trace_lines(run, layer, with_values)
            yield from (f"  {f'layer {index}' if i == 0 else '':<{LABEL_WIDTH - 2}}{line}"
                        for i, line in enumerate(lines))  # fmt: skip


def _trace_lines(run: Run, trace: LayerTrace, with_values: bool) -> Iterator[str]:
    model = run.network.model
    show = _shown(model.format.scale, with_values)
    outside = trace.outside[0].tolist()
    if trace.accumulators is not None:
        sums = _shown(bias_unit(model), with_values)
        yield f"accumulators     {_listed(trace.accumulators[0].tolist(), sums)}"
    else:
        yield f"accumulators     {model.accumulation.value}: brought in after every product"
    name = "outputs" if trace.activations is None else "pre-activations"
    yield f"{name:<17}{_listed(trace.pre_activations[0].tolist(), show, outside)}"
    if trace.activations is not None:
        yield f"activations      {_listed(trace.activations[0].tolist(), show)}"


def summary_lines(run: Run) -> list[str]:
    """The model, the size, and which neurons left the format how often."""
    size = run.network.size
    lines = [*labelled("model", model_lines(run.network.model))]
    lines += labelled(
        "network",
        [f"depth {size.depth}, {size.neurons} hidden neurons, {size.parameters} parameters"],
    )
    for index, (points, neurons) in enumerate(zip(run.points_left, run.left, strict=True)):
        lines += labelled(f"layer {index}", [_layer_line(run, points, neurons)])
    if run.traces and any(run.points_left):
        lines += labelled("", [f"! marks an integer outside the format, which {run.verb}s"])
    return lines


def _layer_line(run: Run, points: int, neurons: npt.NDArray[np.int64]) -> str:
    if not points:
        return f"no neuron {run.verb}s"
    often = np.argsort(-neurons, kind="stable")[: np.count_nonzero(neurons)].tolist()
    shown = ", ".join(f"{index} ({neurons[index]}×)" for index in often[:_MOST_NEURONS])
    more = f", and {len(often) - _MOST_NEURONS} more" if len(often) > _MOST_NEURONS else ""
    which = f"{len(often)} of {len(neurons)} neurons {run.verb}"
    return f"{which}, at {points} of {len(run.points)} points: neuron {shown}{more}"


def _shown(unit: int, with_values: bool) -> Callable[[int], str]:
    """A raw integer, with its value in parentheses if wanted."""
    if not with_values:
        return str
    return lambda raw: f"{raw} = {number(Fraction(raw, unit))}"


def _listed(raws: list[int], show: Callable[[int], str], marks: list[bool] | None = None) -> str:
    shown = map(show, raws)
    if marks is None:
        return ", ".join(shown)
    return ", ".join(f"{text}{'!' * mark}" for text, mark in zip(shown, marks, strict=True))
