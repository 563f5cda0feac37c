"""The options that describe a model, the same for every command, and the model they denote."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from fxprove.activations import ACTIVATION_NAMES
from fxprove.checker import strict_json
from fxprove.errors import InputError
from fxprove.formats import SPELLINGS, Format, FormatSpelling, resolved_modes
from fxprove.model_files import ModelFields
from fxprove.models import Activation, Model
from fxprove.rounding import Accumulation, Mode, Overflow, Rounding
from fxprove.spellings import BIAS_FORMS, WEIGHT_FORMS, parse_biases, parse_weights
from fxprove.table_files import read_table, table_of_json

Command = TypeVar("Command", bound=Callable[..., Any])

_ROUNDINGS = click.Choice([mode.value for mode in Rounding])
_OVERFLOWS = click.Choice([mode.value for mode in Overflow])
_ACCUMULATIONS = click.Choice([mode.value for mode in Accumulation])

_NAMES = f"{', '.join(ACTIVATION_NAMES)}; with a parameter: elu(1/2)."

_OPTIONS = (
    click.option("--format", metavar="SPEC", help=f"Fixed-point format: {SPELLINGS}."),
    click.option("--input-format", metavar="SPEC", help="Format of inputs.  [default: --format]"),
    click.option("--output-format", metavar="SPEC", help="Format of outputs.  [default: --format]"),
    click.option(
        "--activation",
        metavar="NAME",
        help=f"{', '.join(ACTIVATION_NAMES)}; with a parameter: elu(1/2).",
    ),
    click.option(
        "--activation-table",
        metavar="FILE|JSON",
        help="Activation as raw integers, lo to hi: .json, .csv, .npy, or a list such as [0,1].",
    ),
    click.option(
        "--activation-rounding", type=_ROUNDINGS, help="Of the table.  [default: --rounding]"
    ),
    click.option(
        "--activation-overflow", type=_OVERFLOWS, help="Of the table.  [default: saturate]"
    ),
    click.option("--weights", metavar="SET", help=f"{WEIGHT_FORMS}.  [default: format]"),
    click.option("--bias", metavar="SET", help=f"{BIAS_FORMS}.  [default: wide]"),
    click.option("--rounding", type=_ROUNDINGS, help="[default: half-even]"),
    click.option("--overflow", type=_OVERFLOWS, help="[default: saturate]"),
    click.option("--accumulate", type=_ACCUMULATIONS, help="[default: exact]"),
    click.option("--model", metavar="FILE", help="A whole model as JSON; options override it."),
)


def with_model_options(command: Command) -> Command:
    """Give a command every option that describes a model; they arrive as `ModelOptions` fields."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """The options as typed, None where absent."""

    format: str | None = None
    input_format: str | None = None
    output_format: str | None = None
    activation: str | None = None
    activation_table: str | None = None
    activation_rounding: str | None = None
    activation_overflow: str | None = None
    weights: str | None = None
    bias: str | None = None
    rounding: str | None = None
    overflow: str | None = None
    accumulate: str | None = None
    model: str | None = None

    @property
    def are_absent(self) -> bool:
        """Whether no option was typed."""
        return all(getattr(self, name) is None for name in self.__slots__)

    def build(self) -> Model:
        """The model; what no option and no model file says takes its default.

        Raises InputError for anything that denotes no model.
        """
        fields = ModelFields({}) if self.model is None else ModelFields.load(self.model)
        hidden, rounding, overflow = self._format_and_modes(fields)
        accumulation = self._mode(Accumulation, self.accumulate, fields, "accumulate")
        accumulation = accumulation or Accumulation.EXACT
        weights = (
            fields.weights(hidden) if self.weights is None else parse_weights(self.weights, hidden)
        ) or parse_weights("format", hidden)
        biases = (
            fields.biases(hidden, weights.scale, accumulation)
            if self.bias is None
            else parse_biases(self.bias, hidden, weights.scale, accumulation)
        )
        if biases is None:
            default = "wide" if accumulation is Accumulation.EXACT else "format"
            biases = parse_biases(default, hidden, weights.scale, accumulation)
        return Model(
            input_format=self._end(self.input_format, fields, "input_format") or hidden,
            format=hidden,
            output_format=self._end(self.output_format, fields, "output_format") or hidden,
            weights=weights,
            biases=biases,
            rounding=rounding,
            overflow=overflow,
            accumulation=accumulation,
            activation=self._activation(fields, hidden, rounding),
        )

    def _format_and_modes(self, fields: ModelFields) -> tuple[Format, Rounding, Overflow]:
        spelling = fields.format("format")
        if self.format is not None:
            spelling = FormatSpelling.parse(self.format)
        if spelling is None:
            raise self._absent("format", "--format or --model")
        rounding = self._mode(Rounding, self.rounding, fields, "rounding")
        overflow = self._mode(Overflow, self.overflow, fields, "overflow")
        if self.format is not None:  # a typed spelling's modes override the file's
            if self.rounding is None and spelling.rounding is not None:
                rounding = None
            if self.overflow is None and spelling.overflow is not None:
                overflow = None
        return resolved_modes(spelling, rounding, overflow)

    @staticmethod
    def _mode(kind: type[Mode], typed: str | None, fields: ModelFields, name: str) -> Mode | None:
        return kind(typed) if typed is not None else fields.mode(name, kind)

    @staticmethod
    def _end(typed: str | None, fields: ModelFields, name: str) -> Format | None:
        spelling = fields.format(name) if typed is None else FormatSpelling.parse(typed)
        return None if spelling is None else plain_format(spelling, name.replace("_", " "))

    def _absent(self, field: str, options: str) -> InputError:
        """The refusal of a model in which neither an option nor the file has this field."""
        if self.model is None:
            return InputError("options", options, "none of them")
        return InputError(f"model {self.model!r}", f"a field '{field}', or the option", "neither")

    def _activation(self, fields: ModelFields, hidden: Format, rounding: Rounding) -> Activation:
        if self.activation is not None and self.activation_table is not None:
            raise InputError("options", "--activation or --activation-table", "both")
        table_rounding = Rounding(self.activation_rounding or rounding)
        table_overflow = Overflow(self.activation_overflow or Overflow.SATURATE)
        if self.activation is not None:
            return Activation.named(self.activation, hidden, table_rounding, table_overflow)
        if self.activation_table is not None:
            table = _read_table(self.activation_table, hidden)
            return Activation.from_table(table, hidden, table_rounding, table_overflow)
        if self.activation_rounding or self.activation_overflow:
            raise InputError("options", "--activation with --activation-rounding/-overflow", "none")
        activation = fields.activation(hidden, rounding)
        if activation is None:
            raise self._absent("activation", "--activation, --activation-table or --model")
        return activation


def plain_format(spelling: FormatSpelling, where: str) -> Format:
    """The format of a spelling that writes out no modes; raises InputError where it does."""
    if spelling.rounding_written or spelling.overflow_written:
        expected = "a format without rounding or overflow modes"
        raise InputError(where, expected, f"'{spelling.text}'")
    return spelling.format


def _read_table(text: str, source: Format) -> tuple[int, ...]:
    if not text.lstrip().startswith(("[", "{")):
        return read_table(text, source=source)
    try:
        value = strict_json.loads(text.encode("utf-8", "surrogateescape"))
    except strict_json.StrictJsonError as error:
        raise InputError("--activation-table", error.expected, error.found) from None
    return table_of_json(value, source=source, where="--activation-table")
