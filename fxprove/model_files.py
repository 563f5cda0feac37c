"""Models as JSON: the form in `decide --json`, in certificates and in `--model FILE`.

Writing spells every default out. Reading also takes the spellings of the command line in place of
the objects, and computes a named activation's table where the file has none.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from fxprove.activations import ActivationName
from fxprove.checker import strict_json
from fxprove.errors import InputError
from fxprove.formats import LARGEST_FORMAT, Format, FormatSpelling, resolved_modes
from fxprove.models import Activation, Model
from fxprove.parameter_sets import BiasSet, WeightSet
from fxprove.rounding import Accumulation, Mode, Overflow, Rounding, parse_mode
from fxprove.spellings import parse_biases, parse_weights

Json = object
T = TypeVar("T")


def format_json(format: Format) -> dict[str, Json]:
    """lo, hi and scale, raw."""
    return {"lo": format.lo, "hi": format.hi, "scale": format.scale}


def weights_json(weights: WeightSet) -> dict[str, Json]:
    """The scale, and either `range` [first, last] of a contiguous set or all `values`."""
    if isinstance(weights.raws, range):
        return {"scale": weights.scale, "range": [weights.raws[0], weights.raws[-1]]}
    return {"scale": weights.scale, "values": list(weights.raws)}


def biases_json(biases: BiasSet) -> dict[str, Json]:
    """`offsets`, `step` and `range` [first, last] of the multiples, null for all integers."""
    bounds = None if biases.first is None else [biases.first, biases.last]
    return {"offsets": list(biases.offsets), "step": biases.step, "range": bounds}


def model_json(model: Model) -> dict[str, Json]:
    """The model with every default spelt out; `model_of_json` accepts it."""
    activation = model.activation
    return {
        "format": format_json(model.format),
        "input_format": format_json(model.input_format),
        "output_format": format_json(model.output_format),
        "weights": weights_json(model.weights),
        "bias": biases_json(model.biases),
        "rounding": model.rounding.value,
        "overflow": model.overflow.value,
        "accumulate": model.accumulation.value,
        "activation": {
            "name": None if activation.name is None else str(activation.name),
            "rounding": activation.rounding.value,
            "overflow": activation.overflow.value,
            "table": list(activation.table),
        },
    }


def model_of_json(document: Json, where: str = "model") -> Model:
    """The model that a model file's object denotes on its own; absent fields take their default.

    Raises InputError for anything that denotes none, as the command line does without options.
    """
    fields = ModelFields(document, where)
    try:
        hidden, rounding, overflow = resolved_modes(
            _required(fields.format("format"), "format"),
            fields.mode("rounding", Rounding),
            fields.mode("overflow", Overflow),
        )
        accumulation = fields.mode("accumulate", Accumulation) or Accumulation.EXACT
        weights = fields.weights(hidden) or parse_weights("format", hidden)
        default_bias = "wide" if accumulation is Accumulation.EXACT else "format"
        return Model(
            input_format=_end(fields, "input_format") or hidden,
            format=hidden,
            output_format=_end(fields, "output_format") or hidden,
            weights=weights,
            biases=fields.biases(hidden, weights.scale, accumulation)
            or parse_biases(default_bias, hidden, weights.scale, accumulation),
            rounding=rounding,
            overflow=overflow,
            accumulation=accumulation,
            activation=_required(fields.activation(hidden, rounding), "activation"),
        )
    except InputError as error:
        raise (error if error.where.startswith(where) else error.within(where)) from None


class ModelFields:
    """The fields of a model file, read one by one; every refusal names its field.

    Raises InputError on construction for fields that no model has.
    """

    NAMES = (
        "format", "input_format", "output_format", "weights", "bias", "rounding", "overflow",
        "accumulate", "activation",
    )  # fmt: skip

    def __init__(self, document: Json, where: str = "model") -> None:
        self.where = where
        self.fields = json_object(document, where, self.NAMES)

    @classmethod
    def load(cls, path: str) -> "ModelFields":
        """The fields of the file at `path`; raises InputError."""
        try:
            return cls(strict_json.load_file(path), f"model {path!r}")
        except strict_json.StrictJsonError as error:
            raise InputError(f"model {path!r}", error.expected, error.found) from None

    def format(self, name: str) -> FormatSpelling | None:
        """The format in field `name` with the modes its spelling carries, or None."""
        return self._read(name, _format)

    def mode(self, name: str, kind: type[Mode]) -> Mode | None:
        """The enum member in field `name`, or None."""
        return self._read(name, lambda value, where: parse_mode(kind, value, where))

    def weights(self, format: Format) -> WeightSet | None:
        """The weights, in a model with this format, or None."""
        return self._read("weights", lambda value, where: _weights(value, where, format))

    def biases(
        self, format: Format, weight_scale: int, accumulation: Accumulation
    ) -> BiasSet | None:
        """The biases for layers reading `format`, or None."""

        def read(value: Json, where: str) -> BiasSet:
            if isinstance(value, str):
                return parse_biases(value, format, weight_scale, accumulation)
            return _biases(value, where)

        return self._read("bias", read)

    def activation(self, format: Format, rounding: Rounding) -> Activation | None:
        """The activation, or None; `rounding` is its default where the file names none."""

        def read(value: Json, where: str) -> Activation:
            if isinstance(value, str):
                value = {"name": value}
            return _activation(value, where, format, rounding)

        return self._read("activation", read)

    def _read(self, name: str, read: Callable[[Json, str], T]) -> T | None:
        if name not in self.fields:
            return None
        try:
            return read(self.fields[name], name)
        except InputError as error:
            raise error.within(self.where) from None


def _required(value: T | None, name: str) -> T:
    if value is None:
        raise InputError("fields", f"a field '{name}'", "none")
    return value


def _end(fields: ModelFields, name: str) -> Format | None:
    spelling = fields.format(name)
    if spelling is not None and (spelling.rounding_written or spelling.overflow_written):
        raise InputError(name, "a format without rounding or overflow modes", f"'{spelling.text}'")
    return None if spelling is None else spelling.format


def json_object(value: Json, where: str, names: tuple[str, ...]) -> Mapping[str, Json]:
    """The fields of an object that has no others than `names`; raises InputError."""
    if not isinstance(value, dict):
        raise InputError(where, "an object", json_kind(value))
    for key in value:
        if key not in names:
            raise InputError(where, f"only the fields {', '.join(names)}", f"'{key}'")
    return value


def json_field(fields: Mapping[str, Json], name: str, where: str) -> Json:
    """The field `name`; raises InputError if there is none."""
    if name not in fields:
        raise InputError(where, f"a field '{name}'", "none")
    return fields[name]


def _integer(value: Json, where: str) -> int:
    if type(value) is not int:
        raise InputError(where, "an integer", json_kind(value))
    return value


def json_integers(value: Json, where: str, count: int | None = None) -> tuple[int, ...]:
    """The entries of a list of integers, `count` of them if given; raises InputError."""
    if not isinstance(value, list) or (count is not None and len(value) != count):
        raise InputError(where, f"a list of {count or 'integers'}", json_kind(value))
    return tuple(_integer(item, f"{where}[{index}]") for index, item in enumerate(value))


def json_kind(value: Json) -> str:
    """What was found, in a few words."""
    if isinstance(value, (dict, list)):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    return repr(value)[:60]


def _format(value: Json, where: str) -> FormatSpelling:
    try:
        if isinstance(value, str):
            return FormatSpelling.parse(value)
        fields = json_object(value, where, ("lo", "hi", "scale"))
        lo, hi, scale = (
            _integer(json_field(fields, name, where), f"{where}.{name}")
            for name in ("lo", "hi", "scale")
        )
        written = Format(lo=lo, hi=hi, scale=scale)
    except InputError as error:
        raise (error if where in error.where else error.within(where)) from None
    return FormatSpelling(text=str(written), format=written)


def _weights(value: Json, where: str, format: Format) -> WeightSet:
    if isinstance(value, str):
        return parse_weights(value, format)
    fields = json_object(value, where, ("scale", "range", "values"))
    scale = _integer(json_field(fields, "scale", where), f"{where}.scale")
    if ("range" in fields) == ("values" in fields):
        raise InputError(
            where, "either 'range' or 'values'", "both" if "range" in fields else "neither"
        )
    if "values" in fields:
        return WeightSet(raws=json_integers(fields["values"], f"{where}.values"), scale=scale)
    first, last = json_integers(fields["range"], f"{where}.range", 2)
    if last - first >= LARGEST_FORMAT:
        raise InputError(f"{where}.range", f"at most {LARGEST_FORMAT} weights", last - first + 1)
    return WeightSet(raws=range(first, last + 1), scale=scale)


def _biases(value: Json, where: str) -> BiasSet:
    fields = json_object(value, where, ("offsets", "step", "range"))
    bounds = json_field(fields, "range", where)
    first, last = (None, None) if bounds is None else json_integers(bounds, f"{where}.range", 2)
    return BiasSet(
        offsets=json_integers(json_field(fields, "offsets", where), f"{where}.offsets"),
        step=_integer(json_field(fields, "step", where), f"{where}.step"),
        first=first,
        last=last,
    )


def _activation(value: Json, where: str, format: Format, rounding: Rounding) -> Activation:
    overflow = Overflow.SATURATE
    fields = json_object(value, where, ("name", "rounding", "overflow", "table"))
    if "rounding" in fields:
        rounding = parse_mode(Rounding, fields["rounding"], f"{where}.rounding")
    if "overflow" in fields:
        overflow = parse_mode(Overflow, fields["overflow"], f"{where}.overflow")
    name = fields.get("name")
    if name is None:
        table = json_integers(json_field(fields, "table", where), f"{where}.table")
        return Activation.from_table(table, format, rounding, overflow)
    if not isinstance(name, str):
        raise InputError(f"{where}.name", "a string or null", json_kind(name))
    activation = Activation.named(ActivationName.parse(name), format, rounding, overflow)
    if "table" in fields:
        table = json_integers(fields["table"], f"{where}.table")
        if table != activation.table:
            raise InputError(f"{where}.table", f"the correctly rounded table of {name}", "another")
    return activation
