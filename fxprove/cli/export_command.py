"""`fxprove export`: a network as an ONNX model, a C header or a network file."""

import sys

import click

from fxprove.errors import InputError
from fxprove.exporting.targets import Target, exported
from fxprove.network_files import read_network
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
    data = exported(read_network(file), kind, name=name)
    if output is not None:
        write_whole(output, data)
    else:
        sys.stdout.buffer.write(data)
    return 0
