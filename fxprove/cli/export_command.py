"""`fxprove export`: a network as an ONNX model, a C header or a network file."""

import json
import sys

import click

from fxprove.checker import strict_json
from fxprove.errors import InputError
from fxprove.exporting.targets import Target, exported
from fxprove.network_files import network_of_json
from fxprove.networks import Network
from fxprove.output_files import write_whole

_EXAMPLES = """
\b
Examples:
  fxprove export network.json --to c -o network.h
  fxprove export network.json --to onnx -o network.onnx
  fxprove represent f.json --activation relu --json > answer.json
  fxprove export answer.json --to c --name f -o f.h
"""


@click.command("export", epilog=_EXAMPLES)
@click.argument("file", metavar="NETWORK")
@click.option(
    "--to",
    "target",
    type=click.Choice([target.value for target in Target]),
    required=True,
    help="Kind of file.",
)
@click.option("--output", "-o", metavar="FILE", help="Write here instead of printing.")
@click.option("--name", default="network", show_default=True, help="Function in C, graph in ONNX.")
def export_command(*, file: str, target: str, output: str | None, name: str) -> int:
    """Write a NETWORK for other programs, bit-exact and in integers only.

    NETWORK is a network file, or what `represent --json` and `construct --json` print. On every
    input of the format the export computes what fxprove evaluates; an input outside is first taken
    to the format's nearer end. Where a sum could leave 64 bits the network is refused.

    Exit status: 0 written, 2 bad input.
    """
    kind = Target(target)
    if kind is Target.ONNX and output is None:
        raise InputError("--to onnx", "-o FILE, for a file that is not text", "none")
    data = exported(_network(file), kind, name=name)
    if output is not None:
        write_whole(output, data)
    else:
        sys.stdout.buffer.write(data)
    return 0


def _network(path: str) -> Network:
    """The network in a file, or in the answer that a file holds."""
    where = f"network {path!r}"
    try:
        with open(path, "rb") as stream:
            data = stream.read(strict_json.LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise InputError(where, "a readable file", strict_json.reason(error)) from None
    answer = _answer(data)
    if answer is not None:
        if answer["network"] is None:
            raise InputError(where, "an answer with a network", "an answer without one")
        return network_of_json(answer["network"], f"{where}: network")
    try:
        return network_of_json(strict_json.loads(data), where)
    except strict_json.StrictJsonError as error:
        raise InputError(where, error.expected, error.found) from None


def _answer(data: bytes) -> dict[str, object] | None:
    """What another command printed, if it is about a network.

    Not read strictly: an answer has times in it, and they are no integers.
    """
    try:
        value = json.loads(data, object_pairs_hook=_without_repetitions)
    except (ValueError, RecursionError):
        return None
    is_answer = isinstance(value, dict) and "network" in value and "layers" not in value
    return value if is_answer else None


def _without_repetitions(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)
