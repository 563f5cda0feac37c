"""The model a claim is about, rebuilt and validated from its JSON form."""

from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import gcd, lcm

from .activation_names import parse_activation
from .arithmetic import ROUNDINGS, Requantizer
from .fields import integer, integers, items, kind, one_of, record, string
from .outcomes import Incomplete, Invalid, Meter, require

LARGEST_SET = 1 << 20
"""The most raw values, weights, finite biases or function values that are checked."""

_STEPS_PER_ELEMENT = 100  # what an element of a set that is built counts for: it takes memory

STATEMENTS = ("universal", "not_universal", "representable", "not_representable")
SIZE_STATEMENTS = ("minimum", "at_least")
"""What is claimed about sizes of networks that meet a function."""

ACCUMULATIONS = ("exact", "sequential", "sequential-bias-last")


@dataclass(frozen=True)
class Biases:
    """offset + step·k for each offset and first ≤ k ≤ last, or all integers k (both None)."""

    offsets: tuple[int, ...]
    step: int
    first: int | None
    last: int | None

    def __contains__(self, bias: int) -> bool:
        for offset in self.offsets:
            multiple, remainder = divmod(bias - offset, self.step)
            if remainder == 0 and self._allows(multiple):
                return True
        return False

    def _allows(self, multiple: int) -> bool:
        return self.first is None or self.last is None or self.first <= multiple <= self.last

    def between(self, low: int, high: int) -> Iterator[int]:
        """All biases in low…high, perhaps some twice."""
        for offset in self.offsets:
            first = -((offset - low) // self.step)
            last = (high - offset) // self.step
            if self.first is not None and self.last is not None:
                first, last = max(first, self.first), min(last, self.last)
            for multiple in range(first, last + 1):
                yield offset + self.step * multiple

    def last_up_to(self, bound: int) -> int | None:
        """The largest bias ≤ bound."""
        best: int | None = None
        for offset in self.offsets:
            multiple = (bound - offset) // self.step
            if self.last is not None:
                multiple = min(multiple, self.last)
            if self._allows(multiple):
                bias = offset + self.step * multiple
                best = bias if best is None else max(best, bias)
        return best

    def first_from(self, bound: int) -> int | None:
        """The smallest bias ≥ bound."""
        best: int | None = None
        for offset in self.offsets:
            multiple = -((offset - bound) // self.step)
            if self.first is not None:
                multiple = max(multiple, self.first)
            if self._allows(multiple):
                bias = offset + self.step * multiple
                best = bias if best is None else min(best, bias)
        return best


@dataclass(frozen=True)
class Model:
    """A fixed-point arithmetic with its activation table; all numbers raw."""

    formats: tuple[tuple[int, int, int], ...]  # hidden, input, output: lo, hi, scale
    weights: Sequence[int]
    weight_scale: int
    biases: Biases
    rounding: str
    overflow: str
    accumulate: str
    activation: str | None
    activation_rounding: str
    activation_overflow: str
    table: tuple[int, ...]
    meter: Meter = field(default_factory=Meter, compare=False)

    @property
    def lo(self) -> int:
        """The least raw value of the hidden format."""
        return self.formats[0][0]

    @property
    def hi(self) -> int:
        """The greatest raw value of the hidden format."""
        return self.formats[0][1]

    @property
    def values(self) -> range:
        """K."""
        return range(self.lo, self.hi + 1)

    @cached_property
    def requantize(self) -> Requantizer:
        """r, for layers that read and write the hidden format."""
        return Requantizer(self.lo, self.hi, self.weight_scale, self.rounding, self.overflow)

    @cached_property
    def starts(self) -> list[int]:
        """The least accumulator that rounds to k or more, for k = lo+1 … hi."""
        self.meter.spend(4 * len(self.values))
        return [self.requantize.first_at_least(k) for k in self.values[1:]]

    @cached_property
    def active_residues(self) -> dict[int, list[int]]:
        """The accumulators at which σ∘r changes, ascending, by residue modulo the biases' step."""
        residues: dict[int, list[int]] = {}
        for k, start in zip(self.values[1:], self.starts, strict=True):
            if self.sigma(k - 1) != self.sigma(k):
                residues.setdefault(start % self.biases.step, []).append(start)
        return residues

    @cached_property
    def weight_set(self) -> Container[int]:
        """The weights, for quick membership."""
        return self.weights if isinstance(self.weights, range) else frozenset(self.weights)

    def has_bias(self, bias: int) -> bool:
        """Whether it is a bias."""
        self.meter.spend(len(self.biases.offsets))
        return bias in self.biases

    def last_bias_up_to(self, bound: int) -> int | None:
        """The largest bias ≤ bound."""
        self.meter.spend(len(self.biases.offsets))
        return self.biases.last_up_to(bound)

    def first_bias_from(self, bound: int) -> int | None:
        """The smallest bias ≥ bound."""
        self.meter.spend(len(self.biases.offsets))
        return self.biases.first_from(bound)

    def biases_between(self, low: int, high: int) -> Iterator[int]:
        """All biases in low…high, perhaps some twice."""
        self.meter.spend(len(self.biases.offsets))
        for bias in self.biases.between(low, high):
            self.meter.spend(1)
            yield bias

    def respond(self, accumulator: int) -> int:
        """σ(r(a)) for a saturating r: the number of starts at or below a is r(a) − lo."""
        return self.table[bisect_right(self.starts, accumulator)]

    def sigma(self, raw: int) -> int:
        """σ at a raw value."""
        return self.table[raw - self.lo]

    @cached_property
    def value_gcd(self) -> int:
        """The generator of V."""
        return gcd(*self.weights) * gcd(*self.table)

    @cached_property
    def difference_gcd(self) -> int:
        """The generator of N."""
        return gcd(*self.weights) * gcd(*(entry - self.table[0] for entry in self.table))


def same_biases(one: Model, other: Model) -> bool:
    """Whether the biases of two models are the same set, however each is written."""
    if (one.biases.first is None) != (other.biases.first is None):
        return False
    period = lcm(one.biases.step, other.biases.step)
    return _bias_elements(one, period) == _bias_elements(other, period)


def _bias_elements(model: Model, period: int) -> set[int]:
    """All biases, or their residues modulo a multiple of the step if they are unbounded."""
    biases = model.biases
    first, last = biases.first, biases.last
    if first is None or last is None:
        first, last = 0, period // biases.step - 1
    model.meter.spend(_STEPS_PER_ELEMENT * len(biases.offsets) * (last - first + 1))
    elements = {o + biases.step * k for o in biases.offsets for k in range(first, last + 1)}
    return elements if biases.first is not None else {bias % period for bias in elements}


def read_model(value: object) -> Model:
    """The model of a claim; raises Invalid for what is no model, Incomplete beyond the limits."""
    fields = record(
        value,
        "model",
        (
            "format", "input_format", "output_format", "weights", "bias", "rounding", "overflow",
            "accumulate", "activation",
        ),
    )  # fmt: skip
    formats = tuple(
        _format(fields[name], name) for name in ("format", "input_format", "output_format")
    )
    lo, hi, _ = formats[0]
    activation = record(
        fields["activation"], "activation", ("name", "rounding", "overflow", "table")
    )
    name = activation["name"]
    if name is not None:
        parse_activation(string(name, "activation.name"))
    table = integers(activation["table"], "activation.table", hi - lo + 1)
    for raw, entry in enumerate(table, lo):
        require(
            lo <= entry <= hi, f"activation.table: the entry of raw {raw} is outside the format"
        )
    weights, weight_scale = _weights(fields["weights"])
    model = Model(
        formats=formats,
        weights=weights,
        weight_scale=weight_scale,
        biases=_biases(fields["bias"]),
        rounding=one_of(fields["rounding"], "rounding", ROUNDINGS),
        overflow=one_of(fields["overflow"], "overflow", ("saturate", "wrap")),
        accumulate=one_of(fields["accumulate"], "accumulate", ACCUMULATIONS),
        activation=None if name is None else string(name, "activation.name"),
        activation_rounding=one_of(activation["rounding"], "activation.rounding", ROUNDINGS),
        activation_overflow=one_of(
            activation["overflow"], "activation.overflow", ("saturate", "wrap")
        ),
        table=tuple(table),
    )
    if model.accumulate != "exact":
        _require_elementary_biases(model)
    return model


def _format(value: object, where: str) -> tuple[int, int, int]:
    fields = record(value, where, ("lo", "hi", "scale"))
    lo, hi, scale = (integer(fields[name], f"{where}.{name}") for name in ("lo", "hi", "scale"))
    require(lo <= hi, f"{where}: lo is above hi")
    require(scale >= 1, f"{where}: the scale is not positive")
    _limit(hi - lo + 1, f"values in {where}")
    return lo, hi, scale


def _limit(count: int, what: str) -> None:
    if count > LARGEST_SET:
        raise Incomplete(f"{count} {what}; this checker reads up to {LARGEST_SET}")


def _weights(value: object) -> tuple[Sequence[int], int]:
    ranged = isinstance(value, dict) and "range" in value
    fields = record(value, "weights", ("scale", "range" if ranged else "values"))
    scale = integer(fields["scale"], "weights.scale")
    require(scale >= 1, "weights: the scale is not positive")
    if ranged:
        first, last = integers(fields["range"], "weights.range", 2)
        require(first <= last, "weights: the range is empty")
        _limit(last - first + 1, "weights")
        return range(first, last + 1), scale
    values = integers(fields["values"], "weights.values")
    require(len(values) > 0, "weights: there are none")
    _limit(len(values), "weights")
    require(values == sorted(set(values)), "weights.values: not strictly ascending")
    if values[-1] - values[0] + 1 == len(values):
        return range(values[0], values[-1] + 1), scale
    return tuple(values), scale


def _biases(value: object) -> Biases:
    fields = record(value, "bias", ("offsets", "step", "range"))
    offsets = integers(fields["offsets"], "bias.offsets")
    require(len(offsets) > 0, "bias: there are no offsets")
    require(offsets == sorted(set(offsets)), "bias.offsets: not strictly ascending")
    step = integer(fields["step"], "bias.step")
    require(step >= 1, "bias: the step is not positive")
    if fields["range"] is None:
        _limit(len(offsets), "bias offsets")
        return Biases(tuple(offsets), step, None, None)
    first, last = integers(items(fields["range"], "bias.range"), "bias.range", 2)
    require(first <= last, "bias: the range is empty")
    _limit(len(offsets) * (last - first + 1), "biases")
    return Biases(tuple(offsets), step, first, last)


def _require_elementary_biases(model: Model) -> None:
    unbounded = model.biases.first is None
    outside = (model.biases.last_up_to(model.lo - 1), model.biases.first_from(model.hi + 1))
    if unbounded or outside != (None, None):
        raise Invalid(f"bias: {kind(outside)} outside the format under sequential accumulation")
