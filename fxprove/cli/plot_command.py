"""`fxprove plot`: a network or a function as a picture, beside what it should be."""

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import PurePath

import click

from fxprove.cli.function_options import warn
from fxprove.cli.model_options import plain_format
from fxprove.errors import InputError
from fxprove.expressions import Expression, Variable
from fxprove.formats import Format, FormatSpelling
from fxprove.function_files import FileKind
from fxprove.networks import Network
from fxprove.output_files import write_whole
from fxprove.plotting.figures import PictureKind, figure, rendered
from fxprove.plotting.files import read_drawable
from fxprove.plotting.pictures import Picture
from fxprove.plotting.values import Seen, View, expression_seen, network_seen, requirement_seen
from fxprove.requirements import Requirement

_EXAMPLES = """
\b
Examples:
  fxprove plot network.json -o network.png
  fxprove plot network.json --function "sin(3*x)" -o error.svg
  fxprove plot network.json f.json -o against_tolerances.png
  fxprove plot f.csv --format Q1.2 --partial -o f.png
  fxprove plot network.json --slice x3=0 --slice x4=0.5 --output 2 -o slice.png
"""

_LONGEST_NUMBER = 40  # characters

Drawable = Network | Requirement


@click.command("plot", epilog=_EXAMPLES)
@click.argument("file", metavar="NETWORK|FUNCTION")
@click.argument("other", metavar="[FILE]", required=False)
@click.option("--function", "expression", metavar="EXPR", help="The real function to compare with.")
@click.option("--output-file", "-o", metavar="FILE", required=True, help="A .png or .svg file.")
@click.option("--output", type=click.IntRange(min=1), default=1, help="Which one.  [default: 1]")
@click.option(
    "--slice", "slices", metavar="X=VALUE", multiple=True, help="Fix an input, such as x3=0."
)
@click.option("--raw", is_flag=True, help="Raw integers on the axes, and in --slice, not values.")
@click.option("--format", "spelling", metavar="SPEC", help="Of a .csv or .npy function alone.")
@click.option("--partial", is_flag=True, help="A CSV file need not hold every input.")
@click.option("--quiet", is_flag=True, help="Print nothing.")
def plot_command(
    *,
    file: str,
    other: str | None,
    expression: str | None,
    output_file: str,
    output: int,
    slices: tuple[str, ...],
    raw: bool,
    spelling: str | None,
    partial: bool,
    quiet: bool,
) -> int:
    """Draw a NETWORK or a FUNCTION, and its error if there is something to compare with.

    One input gives a step curve, two give heat maps. NETWORK is a network file, or what `represent
    --json` and `construct --json` print; FUNCTION a function file. A second FILE, or --function,
    is what the first should be (if just one of two files is a network, the other is).

    Exit status: 0 written, 2 bad input.
    """
    kind = _kind(output_file)
    if other is not None and expression is not None:
        raise InputError("options", "a second FILE or --function", "both")
    parsed = None if expression is None else Expression.parse(expression)
    files = [file] if other is None else [file, other]
    format = None
    if spelling is not None:
        format = plain_format(FormatSpelling.parse(spelling), "format")
    drawn = _drawables(files, format, partial)
    drawable = drawn[0][1]
    view = View(
        format=_format(drawable), inputs=drawable.inputs, fixed=_fixed(slices, drawable, raw)
    )
    seen = [_seen(drawable, view, output - 1, name) for name, drawable in drawn]
    if parsed is not None:
        seen.append(expression_seen(parsed, view, name=str(parsed)))
    picture = Picture(
        view=view,
        computed=seen[0],
        wanted=seen[1] if len(seen) > 1 else None,
        output=output - 1,
        outputs=drawable.outputs,
        raw=raw,
    )
    write_whole(output_file, rendered(figure(picture), kind))
    if not quiet:
        found = "" if picture.wanted is None else f"; {picture.worst_in_words()}"
        click.echo(f"{output_file}: {picture.computed.low.size} inputs{found}")
    return 0


def _kind(path: str) -> PictureKind:
    ending = PurePath(path).suffix.lower()
    endings = [kind.value for kind in PictureKind]
    if ending not in endings:
        where = f"output {path!r}"
        raise InputError(where, f"a name ending in {' or '.join(endings)}", ending or "no ending")
    return PictureKind(ending)


def _drawables(
    files: Sequence[str], format: Format | None, partial: bool
) -> list[tuple[str, Drawable]]:
    """Names and contents; the computed one first, which is the network if there is just one.

    A file that holds no format takes that of --format, else that of the other file. Raises
    InputError where formats or inputs differ.
    """
    found: dict[str, Drawable] = {}
    for path in sorted(files, key=lambda path: not FileKind.of(path).holds_format):
        is_csv = FileKind.of(path) is FileKind.CSV
        drawable = read_drawable(path, format=format, partial=partial and is_csv, warn=warn)
        if format is not None and format != _format(drawable):
            raise InputError(f"file {path!r}: format", str(format), str(_format(drawable)))
        format = _format(drawable)
        found[path] = drawable
    drawn = [(_name(path, found[path]), found[path]) for path in files]
    if drawn[0][1].inputs != drawn[-1][1].inputs:
        expected = f"as many inputs as {files[0]!r}, {drawn[0][1].inputs}"
        raise InputError(f"file {files[-1]!r}", expected, drawn[-1][1].inputs)
    return sorted(drawn, key=lambda pair: not isinstance(pair[1], Network))


def _format(drawable: Drawable) -> Format:
    return drawable.model.format if isinstance(drawable, Network) else drawable.format


def _name(path: str, drawable: Drawable) -> str:
    what = "network" if isinstance(drawable, Network) else "function"
    shown = "".join(c if c.isprintable() else "?" for c in PurePath(path).name)
    return f"{what} {shown if len(shown) <= 30 else shown[:29] + '…'}"


def _seen(drawable: Drawable, view: View, output: int, name: str) -> Seen:
    if isinstance(drawable, Network):
        return network_seen(drawable, view, output=output, name=name)
    return requirement_seen(drawable, view, output=output, name=name)


def _fixed(slices: Sequence[str], drawable: Drawable, raw: bool) -> dict[int, int]:
    """The raw values of the inputs that --slice fixes, by index from 0."""
    fixed: dict[int, int] = {}
    names = {str(Variable(index=i + 1)): i for i in range(min(3, drawable.inputs))}
    names |= {f"x{i + 1}": i for i in range(drawable.inputs)}
    for text in (part for each in slices for part in each.split(",")):
        name, _, number = (part.strip() for part in text.partition("="))
        pattern = r"[+-]?\d+(\.\d+)?(/\d+)?"
        if name not in names or not re.fullmatch(pattern, number, re.ASCII):
            raise InputError("--slice", f"x1 to x{drawable.inputs} and a number, x1=0", f"'{text}'")
        if names[name] in fixed:
            raise InputError("--slice", "each input once", f"{name} twice")
        fixed[names[name]] = _raw(number, _format(drawable), raw)
    return fixed


def _raw(text: str, format: Format, is_raw: bool) -> int:
    """The raw value that a number denotes; whether it is in the format is the view's to say."""
    number, _, denominator = text.partition("/")
    if len(text) > _LONGEST_NUMBER or (denominator and not int(denominator)):
        raise InputError("--slice", "a number", f"'{text}'")
    value = Fraction(number) / int(denominator or 1) * (1 if is_raw else format.scale)
    if value.denominator != 1:
        what = "a raw integer" if is_raw else f"a value of {format}, a multiple of 1/{format.scale}"
        raise InputError("--slice", what, text)
    return value.numerator
