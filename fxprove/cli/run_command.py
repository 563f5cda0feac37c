"""`fxprove run`: what a network computes, step by step, and what saturates."""

from time import perf_counter

import click
import numpy as np

from fxprove.budgets import UNLIMITED, Progress
from fxprove.cli.point_options import points_of
from fxprove.cli.progress import progress_bar
from fxprove.cli.run_answers import (
    Run,
    csv_of,
    headline,
    point_lines,
    printed_json,
    summary_lines,
)
from fxprove.errors import InputError
from fxprove.network_evaluation import LayerTrace, RawArray
from fxprove.network_files import read_network
from fxprove.networks import Network
from fxprove.output_files import write_whole

_EXAMPLES = """
\b
Examples:
  fxprove run network.json 3,-2
  fxprove run network.json 3,-2 -1,0 --trace --values
  fxprove run network.json --all -o outputs.csv
  fxprove run network.json --inputs points.npy --json
"""

_MOST_TRACED = 1 << 20  # neurons × points


@click.command(
    "run", epilog=_EXAMPLES, context_settings={"ignore_unknown_options": True}
)  # an unknown option is a point such as -2,3, or refused where points are read
@click.argument("file", metavar="NETWORK")
@click.argument("typed", metavar="[INPUTS]...", nargs=-1)
@click.option("--inputs", metavar="FILE", help="Points from a .csv, .json or .npy file.")
@click.option("--all", "every", is_flag=True, help="Every input, if they are at most 2^20.")
@click.option("--trace", is_flag=True, help="Show accumulators, pre-activations, activations.")
@click.option("--values", is_flag=True, help="Show values beside raw integers, in the text.")
@click.option("--output", "-o", metavar="FILE", help="Write x1,…,y1,… as CSV instead of printing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the outputs only, and no progress.")
def run_command(
    *,
    file: str,
    typed: tuple[str, ...],
    inputs: str | None,
    every: bool,
    trace: bool,
    values: bool,
    output: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Evaluate a NETWORK at INPUTS, in exact integers, and show what saturates.

    NETWORK is a network file, or what `represent --json` and `construct --json` print. INPUTS are
    points of raw integers, one for each input of the network: 3,-2. A neuron saturates (or wraps)
    at a point if its accumulator, rounded, lies outside the format; under sequential accumulation,
    if any of its partial sums does.

    Exit status: 0 done, 2 bad input.
    """
    network = read_network(file)
    points = points_of(network, typed, inputs, every)
    with progress_bar(quiet or as_json) as progress:
        run = evaluated(network, points, keeps_traces=trace, progress=progress)
    if output is not None:
        write_whole(output, csv_of(run))
    if as_json:
        click.echo(printed_json(run))
    elif not (quiet and output is not None):
        click.echo("\n".join(_lines(run, output, with_values=values, quiet=quiet)))
    return 0


def _lines(run: Run, output: str | None, *, with_values: bool, quiet: bool) -> list[str]:
    points = list(point_lines(run, with_values=with_values)) if output is None or run.traces else []
    if quiet:
        return points
    lines = [headline(run), ""] + points + [""] * bool(points) + summary_lines(run)
    if output is not None:
        lines.append(f"{'outputs':<14}{output}")
    return lines


def evaluated(
    network: Network,
    points: RawArray,
    *,
    keeps_traces: bool,
    progress: Progress = UNLIMITED.progress,
) -> Run:
    """The network at these points; raises InputError where the traces to keep are too many."""
    widths = [len(layer.biases) for layer in network.layers]
    if keeps_traces and len(points) * sum(widths) > _MOST_TRACED:
        found = f"{len(points)} points of {sum(widths)} neurons"
        raise InputError("--trace", f"at most {_MOST_TRACED} neurons in all", found)
    start = perf_counter()
    left = [np.zeros(width, dtype=np.int64) for width in widths]
    points_left = [0] * network.depth
    anywhere = 0
    outputs: list[RawArray] = []
    traces: list[tuple[LayerTrace, ...]] = []
    done = 0
    for block in network.traces(points):
        somewhere = np.stack([layer.outside.any(axis=1) for layer in block])
        for index, layer in enumerate(block):
            left[index] += layer.outside.sum(axis=0)
            points_left[index] += int(np.count_nonzero(somewhere[index]))
        anywhere += int(np.count_nonzero(somewhere.any(axis=0)))
        outputs.append(block[-1].pre_activations)
        if keeps_traces:
            traces.append(block)
        done += len(outputs[-1])
        progress("evaluating", done / len(points))
    return Run(
        network=network,
        points=points,
        outputs=np.concatenate(outputs),
        left=tuple(left),
        points_left=tuple(points_left),
        points_left_anywhere=anywhere,
        traces=tuple(traces),
        seconds=perf_counter() - start,
    )
