"""A model: one fixed-point arithmetic with its activation table, the subject of every claim."""

from collections.abc import Iterable
from dataclasses import dataclass

from fxprove.activations import ActivationName, check_table, correctly_rounded_table
from fxprove.arithmetic import Requantizer
from fxprove.errors import InputError
from fxprove.formats import Format, FormatSpelling, resolved_modes
from fxprove.parameter_sets import BiasSet, WeightSet
from fxprove.rounding import Accumulation, Overflow, Rounding, parse_mode, round_ratio
from fxprove.spellings import biases_spelling, parse_biases, parse_weights, weights_spelling


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """A table of raw values, one for each raw pre-activation of `format`, from lo to hi.

    `name` is None for a table that a user brought; `rounding` and `overflow` are those with which
    a named table was computed. Raises InputError unless every entry is a raw value of the format.
    """

    format: Format
    table: tuple[int, ...]
    name: ActivationName | None
    rounding: Rounding
    overflow: Overflow

    def __post_init__(self) -> None:
        check_table(self.table, source=self.format, target=self.format, where="activation table")

    @classmethod
    def named(
        cls,
        name: str | ActivationName,
        format: Format,
        rounding: Rounding = Rounding.HALF_EVEN,
        overflow: Overflow = Overflow.SATURATE,
    ) -> "Activation":
        """The correctly rounded table of a named function; raises InputError for other names."""
        parsed = ActivationName.parse(name) if isinstance(name, str) else name
        table = correctly_rounded_table(
            parsed, source=format, target=format, rounding=rounding, overflow=overflow
        )
        return cls(format=format, table=table, name=parsed, rounding=rounding, overflow=overflow)

    @classmethod
    def from_table(
        cls,
        table: Iterable[int],
        format: Format,
        rounding: Rounding = Rounding.HALF_EVEN,
        overflow: Overflow = Overflow.SATURATE,
    ) -> "Activation":
        """A table of the user's own, in raw values from lo to hi."""
        return cls(
            format=format, table=tuple(table), name=None, rounding=rounding, overflow=overflow
        )

    def __call__(self, raw: int) -> int:
        """σ(raw), raw."""
        return self.table[raw - self.format.lo]

    def __str__(self) -> str:
        return "table" if self.name is None else str(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Everything that decides what networks compute, except their size (theory, section 1).

    `format` is that of hidden pre-activations and activations; `input_format` and `output_format`
    are those of the network's ends. `biases` are in accumulator units of a layer that reads
    `format` (raw values of `format` under sequential accumulation). Raises InputError when the
    activation is of another format or a sequential sum would start outside the format.
    """

    input_format: Format
    format: Format
    output_format: Format
    weights: WeightSet
    biases: BiasSet
    rounding: Rounding
    overflow: Overflow
    accumulation: Accumulation
    activation: Activation

    def __post_init__(self) -> None:
        if self.activation.format != self.format:
            raise InputError("activation", f"a table for {self.format}", self.activation.format)
        if self.accumulation is not Accumulation.EXACT:
            self._require_elementary_biases()

    def _require_elementary_biases(self) -> None:
        if self.biases.is_unbounded:
            raise InputError("bias", "finite biases with sequential accumulation", "unbounded ones")
        for bias in (
            self.biases.smallest_at_least(self.format.hi + 1),
            self.biases.largest_at_most(self.format.lo - 1),
        ):
            if bias is not None:
                expected = f"raw values of {self.format} with sequential accumulation"
                raise InputError("bias", expected, bias)

    @classmethod
    def of(
        cls,
        *,
        format: str | Format,
        activation: str | Iterable[int],
        weights: str = "format",
        bias: str | None = None,
        rounding: str | Rounding | None = None,
        overflow: str | Overflow | None = None,
        accumulate: str | Accumulation = Accumulation.EXACT,
        activation_rounding: str | Rounding | None = None,
        activation_overflow: str | Overflow = Overflow.SATURATE,
        input_format: str | Format | None = None,
        output_format: str | Format | None = None,
    ) -> "Model":
        """A model from the spellings of the command line's options, with the same defaults.

        `activation` is a name, or the raw entries of a table. Modes left out are those of an
        `ap_fixed` spelling, else half-even and saturate. Raises InputError.

        >>> Model.of(format="Q3.4", activation="relu").activation(-3)
        0
        """
        spelt = (
            FormatSpelling.parse(format)
            if isinstance(format, str)
            else FormatSpelling(text=str(format), format=format)
        )
        hidden, rounding, overflow = resolved_modes(
            spelt,
            None if rounding is None else parse_mode(Rounding, rounding, "rounding"),
            None if overflow is None else parse_mode(Overflow, overflow, "overflow"),
        )
        ends = [
            hidden if end is None else Format.parse(end) if isinstance(end, str) else end
            for end in (input_format, output_format)
        ]
        accumulation = parse_mode(Accumulation, accumulate, "accumulate")
        weight_set = parse_weights(weights, hidden)
        default_bias = "wide" if accumulation is Accumulation.EXACT else "format"
        spelling = default_bias if bias is None else bias
        bias_set = parse_biases(spelling, hidden, weight_set.scale, accumulation)
        modes = (
            parse_mode(Rounding, activation_rounding or rounding, "activation_rounding"),
            parse_mode(Overflow, activation_overflow, "activation_overflow"),
        )
        table = (
            Activation.named(activation, hidden, *modes)
            if isinstance(activation, str)
            else Activation.from_table(activation, hidden, *modes)
        )
        return cls(
            input_format=ends[0],
            format=hidden,
            output_format=ends[1],
            weights=weight_set,
            biases=bias_set,
            rounding=rounding,
            overflow=overflow,
            accumulation=accumulation,
            activation=table,
        )

    @property
    def has_single_format(self) -> bool:
        """Whether inputs, hidden values and outputs share one format."""
        return self.input_format == self.format == self.output_format

    @property
    def requantizer(self) -> Requantizer:
        """The requantizer between hidden layers."""
        return Requantizer.between(
            self.format.scale, self.weights.scale, self.format, self.rounding, self.overflow
        )

    @property
    def weights_spelling(self) -> str:
        """The weights as the option `--weights` takes them."""
        return weights_spelling(self.weights, self.format)

    @property
    def biases_spelling(self) -> str:
        """The biases as the option `--bias` takes them."""
        return biases_spelling(self.biases, self.format, self.weights.scale, self.accumulation)

    def neuron(self, inputs: tuple[int, ...], weights: tuple[int, ...], bias: int) -> int:
        """The pre-activation of one hidden neuron: inputs and weights raw, bias as in `biases`.

        The reference semantics of section 1.4 of the theory, for
        a layer that reads `format`.
        """
        products = [weight * raw for weight, raw in zip(weights, inputs, strict=True)]
        if self.accumulation is Accumulation.EXACT:
            return self.requantizer(sum(products) + bias)
        last = self.accumulation is Accumulation.SEQUENTIAL_BIAS_LAST
        accumulator = 0 if last else bias
        for product in products:
            term = round_ratio(product, self.weights.scale, self.rounding)
            accumulator = self.format.bring_in(accumulator + term, self.overflow)
        return self.format.bring_in(accumulator + bias, self.overflow) if last else accumulator
