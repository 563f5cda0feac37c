"""`fxprove encode`: claims as SMT-LIB 2 scripts for any solver."""

import re
from typing import Any

import click

from fxprove import questions
from fxprove.budgets import Budget
from fxprove.cli.model_options import ModelOptions, with_model_options
from fxprove.cli.solver_options import seconds
from fxprove.encoding.scripts import Script
from fxprove.errors import InputError
from fxprove.function_files import read_function
from fxprove.network_files import read_network
from fxprove.output_files import write_whole
from fxprove.requantizers import StagedRequantizer
from fxprove.semantics import parse_semantics

_EXAMPLES = """
\b
Examples:
  fxprove encode requant requant:half-even/10/Q3.4 --bits 32
  fxprove encode separation --format Q3.4 --activation gelu -o gelu.smt2
  fxprove encode separation --format "sym(3,20)" --activation relu --pair 0,1
  fxprove encode covering --format Q3.4 --activation sign
  fxprove encode network network.json --outputs 5
  fxprove encode equal requant:half-up/4,half-up/4/Q3.4 requant:half-up/16/Q3.4
  fxprove encode synthesis xor.json --activation relu --neurons 2
"""


@click.group("encode", epilog=_EXAMPLES)
def encode_command() -> None:
    """Write a question as an SMT-LIB 2 script; its header says what sat and unsat mean.

    The script's :status is what is known without a solver.
    """


_output = click.option("--output", "-o", metavar="FILE", help="Write here instead of printing.")
_bits = click.option("--bits", type=int, help="Accumulators of so many bits.")
_timeout = click.option("--timeout", type=click.FloatRange(min=0), metavar="S", help="Seconds.")


def _written(script: Script, output: str | None) -> int:
    if output is None:
        click.echo(script.text.encode(), nl=False)
    else:
        write_whole(output, script.text.encode())
    return 0


@encode_command.command("requant")
@click.argument("operand", metavar="requant:MODE/N/FORMAT")
@_bits
@_output
def encode_requant(*, operand: str, bits: int | None, output: str | None) -> int:
    """The encoded requantizer is its definition.

    For all accumulators of 32 bits, or so many as --bits says.
    """
    semantics = parse_semantics(operand)
    if not isinstance(semantics, StagedRequantizer):
        raise InputError("operand", "requant:…", f"'{operand}'")
    return _written(questions.requant(semantics, 32 if bits is None else bits), output)


@encode_command.command("separation")
@with_model_options
@click.option("--pair", metavar="x,y", help="Ask about these two raw inputs only.")
@_timeout
@_output
def encode_separation(
    *, pair: str | None, timeout: float | None, output: str | None, **model_options: Any
) -> int:
    """Condition (D): neurons separate all inputs.

    The script has neurons that separate all inputs, or two inputs that no neuron separates; with
    --pair, it asks for a neuron that separates these two.
    """
    model = ModelOptions(**model_options).build()
    raws = None if pair is None else _integers(pair, "--pair")
    if raws is not None and len(raws) != 2:
        raise InputError("--pair", "two raw values x,y", f"'{pair}'")
    two = None if raws is None else (raws[0], raws[1])
    return _written(questions.separation(model, two, Budget(seconds=seconds(timeout))), output)


@encode_command.command("covering")
@with_model_options
@_output
def encode_covering(*, output: str | None, **model_options: Any) -> int:
    """Condition (C): a coset reaches every value.

    Is there an output accumulator whose coset meets the cell of every raw value?
    """
    return _written(questions.covering(ModelOptions(**model_options).build()), output)


@encode_command.command("network")
@click.argument("network", metavar="NETWORK")
@click.option("--outputs", metavar="y,…", help="Ask for inputs with these raw outputs.")
@_output
def encode_network(*, network: str, outputs: str | None, output: str | None) -> int:
    """A network with free inputs.

    Its models are the evaluations of the network; with --outputs, those that end in these.
    """
    raws = None if outputs is None else _integers(outputs, "--outputs")
    return _written(questions.network(read_network(network), raws), output)


@encode_command.command("equal")
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@_bits
@_output
def encode_equal(*, left: str, right: str, bits: int | None, output: str | None) -> int:
    """Two semantics differ somewhere.

    The operands are those of `fxprove diff`.
    """
    script = questions.equal(parse_semantics(left), parse_semantics(right), bits)
    return _written(script, output)


@encode_command.command("synthesis")
@click.argument("function", metavar="FUNCTION")
@with_model_options
@click.option(
    "--neurons",
    type=int,
    required=True,
    help="Hidden neurons: at most so many, or exactly if 0 is no weight.",
)
@_output
def encode_synthesis(
    *, function: str, neurons: int, output: str | None, **model_options: Any
) -> int:
    """One hidden layer computes a function.

    FUNCTION is a file with one value for every input; its format is the model's.
    """
    wanted = read_function(function)
    if model_options["format"] is None and model_options["model"] is None:
        model_options["format"] = str(wanted.format)
    model = ModelOptions(**model_options).build()
    return _written(questions.synthesis(model, wanted, neurons), output)


def _integers(text: str, where: str) -> tuple[int, ...]:
    if not re.fullmatch(r"\s*[+-]?\d{1,60}\s*(,\s*[+-]?\d{1,60}\s*)*", text, re.ASCII):
        raise InputError(where, "raw integers with commas between them", f"'{text}'")
    return tuple(int(part) for part in text.split(","))
