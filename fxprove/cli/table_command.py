"""`fxprove table`: the correctly rounded activation table, written or compared."""

import sys

import click

from fxprove.activations import ActivationName, check_table, correctly_rounded_table
from fxprove.cli.model_options import plain_format
from fxprove.errors import InputError
from fxprove.formats import Format, FormatSpelling, resolved_modes
from fxprove.output_files import write_whole
from fxprove.rounding import Overflow, Rounding
from fxprove.table_files import LabelledTable, TableKind, read_table, render_table

EQUAL, DIFFERENT = 0, 10

_EXAMPLES = """
\b
Examples:
  fxprove table --format Q3.4 --activation gelu
  fxprove table --format Q3.4 --activation gelu --rounding floor -o gelu.h
  fxprove table --format Q0.15 --activation tanh -o tanh.npy
  fxprove table --format Q3.4 --activation gelu --compare mine.csv
"""


@click.command("table", epilog=_EXAMPLES)
@click.option("--format", "spelling", metavar="SPEC", required=True, help="Fixed-point format.")
@click.option("--output-format", metavar="SPEC", help="Format of entries.  [default: --format]")
@click.option("--activation", metavar="NAME", required=True, help="Such as gelu or elu(1/2).")
@click.option(
    "--rounding", type=click.Choice([mode.value for mode in Rounding]), help="[default: half-even]"
)
@click.option(
    "--overflow",
    type=click.Choice([mode.value for mode in Overflow]),
    default=Overflow.SATURATE.value,
    show_default=True,
)
@click.option("--output", "-o", metavar="FILE", help="Write here instead of printing.")
@click.option(
    "--as",
    "kind",
    type=click.Choice([kind.value for kind in TableKind]),
    help="Kind of file.  [default: by the ending of FILE, else csv]",
)
@click.option("--name", default="activation_table", show_default=True, help="Array name in C.")
@click.option("--compare", metavar="FILE", help="Compare with this .json, .csv or .npy table.")
@click.option("--quiet", is_flag=True, help="Print nothing when comparing; see the exit status.")
def table_command(
    *,
    spelling: str,
    output_format: str | None,
    activation: str,
    rounding: str | None,
    overflow: str,
    output: str | None,
    kind: str | None,
    name: str,
    compare: str | None,
    quiet: bool,
) -> int:
    """The correctly rounded table of an activation: print, write, or compare with one.

    Entries are raw integers for raw inputs from lo to hi. Exit status: 0 written or equal, 10
    different (the first difference is shown), 2 bad input.
    """
    source, mode, _ = resolved_modes(
        FormatSpelling.parse(spelling), Rounding(rounding) if rounding else None, None
    )
    target = source
    if output_format is not None:
        target = plain_format(FormatSpelling.parse(output_format), "output format")
    parsed = ActivationName.parse(activation)
    values = correctly_rounded_table(
        parsed, source=source, target=target, rounding=mode, overflow=Overflow(overflow)
    )
    if compare is not None:
        if output is not None or kind is not None:
            raise InputError("options", "--compare or an output", "both")
        return _compare(values, compare, source, target, quiet)
    table = LabelledTable(
        values=values,
        source=source,
        target=target,
        activation=str(parsed),
        rounding=mode,
        overflow=Overflow(overflow),
    )
    data = render_table(table, _kind(kind, output), name=name)
    if output is not None:
        write_whole(output, data)
    else:
        sys.stdout.buffer.write(data)
    return EQUAL


def _kind(kind: str | None, output: str | None) -> TableKind:
    endings = {".csv": "csv", ".npy": "npy", ".h": "c", ".c": "c", ".mem": "mem", ".json": "json"}
    if kind is None and output is not None:
        kind = next((value for ending, value in endings.items() if output.endswith(ending)), None)
        if kind is None:
            raise InputError(
                f"output {output!r}", f"one of {', '.join(endings)}, or --as", "neither"
            )
    return TableKind(kind or "csv")


def _compare(
    values: tuple[int, ...], path: str, source: Format, target: Format, quiet: bool
) -> int:
    brought = check_table(
        read_table(path, source=source), source=source, target=target, where=f"table {path!r}"
    )
    different = [
        (raw, right, found)
        for raw, right, found in zip(source.raws, values, brought, strict=True)
        if right != found
    ]
    if not different:
        if not quiet:
            click.echo(f"equal: all {len(values)} entries are correctly rounded")
        return EQUAL
    raw, right, found = different[0]
    if not quiet:
        click.echo(
            f"different: {len(different)} of {len(values)} entries; first at raw {raw} "
            f"(value {source.value(raw)}): {found} where {right} is correctly rounded"
        )
    return DIFFERENT
