"""The entry point: commands, one-line errors, exit statuses."""

import os
import platform
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version

import click
from click.exceptions import NoArgsIsHelpError

from fxprove.checker.strict_json import reason
from fxprove.cli.check_command import check_command
from fxprove.cli.construct_command import construct_command
from fxprove.cli.decide_command import decide_command, explain_command
from fxprove.cli.diff_command import diff_command
from fxprove.cli.encode_command import encode_command
from fxprove.cli.export_command import export_command
from fxprove.cli.minimize_command import minimize_command
from fxprove.cli.plot_command import plot_command
from fxprove.cli.represent_command import represent_command
from fxprove.cli.run_command import run_command
from fxprove.cli.table_command import table_command
from fxprove.cli.width_command import width_command
from fxprove.errors import Disagreement, FxproveError

USAGE, DEFECT, INTERRUPTED = 2, 1, 130

_EPILOG = """
\b
Start here:
  fxprove decide --format Q3.4 --activation gelu      universal, proved
  fxprove decide --format Q3.4 --activation sign      not universal: a function nobody computes
  fxprove decide --format UQ0.8 --activation relu     not universal: unsigned weights
  fxprove decide --format Q3.4 --activation gelu --certificate gelu.json
  fxprove check gelu.json --explain
  fxprove table --format Q3.4 --activation gelu

Exit status: 0 yes, 10 no, 20 unknown, 2 bad input, 1 a defect of fxprove, 130 interrupted.
"""


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        parts = [f"Python {platform.python_version()}"]
        parts += [f"{name} {version(name)}" for name in ("numpy", "python-flint", "z3-solver")]
        click.echo(f"fxprove {version('fxprove')} ({', '.join(parts)})")
        context.exit(0)


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the versions of fxprove and of what it computes with.",
)
def program() -> None:
    """Prove what networks over fixed-point numbers can and cannot compute.

    Weights, activations and results are fixed-point numbers; every layer rounds and saturates.
    """


for _command in (
    decide_command,
    explain_command,
    check_command,
    table_command,
    diff_command,
    encode_command,
    width_command,
    represent_command,
    construct_command,
    minimize_command,
    run_command,
    export_command,
    plot_command,
):
    program.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    if sys.stdout is None:  # closed by the caller
        sys.exit(_complain("standard output: expected it to be open, found it closed", USAGE))
    status = _run(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
    except OSError as error:
        _discard_output()
        status = _complain(f"standard output: {reason(error)}", USAGE)
    sys.exit(status)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        status = program.main(arguments, prog_name="fxprove", standalone_mode=False)
    except NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.ClickException as error:
        return _complain(_usage_message(error), USAGE)
    except (click.Abort, KeyboardInterrupt):
        return _complain("interrupted", INTERRUPTED)
    except Disagreement as error:
        return _complain(f"a defect of fxprove: {error}", DEFECT)
    except FxproveError as error:
        return _complain(str(error), USAGE)
    except BrokenPipeError:
        _discard_output()
        return 0
    except OSError as error:
        return _complain(f"input or output: {reason(error)}", USAGE)
    except MemoryError:
        return _complain("out of memory", USAGE)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(frame.filename)}:{frame.lineno}"
        return _complain(f"a defect of fxprove: {type(error).__name__} at {place}: {error}", DEFECT)
    return status if isinstance(status, int) else 0


def _usage_message(error: click.ClickException) -> str:
    where = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        where = error.ctx.command_path.removeprefix("fxprove").strip()
    return f"{where}: {error.format_message()}" if where else error.format_message()


def _complain(message: str, status: int) -> int:
    if sys.stderr is None:
        return status
    print(f"fxprove: {' '.join(message.split())}", file=sys.stderr)
    return status


def _discard_output() -> None:
    """Point standard output at nothing, so that the interpreter's last flush cannot fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
