"""A model written as JSON reads back as itself, and a malformed field is refused by its name."""

import copy
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxprove.cli.model_options import ModelOptions
from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.model_files import ModelFields, model_json
from fxprove.models import Activation, Model
from fxprove.parameter_sets import BiasSet
from fxprove.rounding import Accumulation, Overflow, Rounding

ONE_LINE = re.compile(r"[^\n]+: expected [^\n]+, found [^\n]+")

Q10 = Format.parse("Q1.0")  # −2 … 1
COMPLETE: Mapping[str, Any] = model_json(Model.of(format="Q1.0", activation="relu"))


def read(path: Path, document: object, **options: str) -> Model:
    """The model that the command line makes of a file with this content."""
    path.write_text(json.dumps(document), encoding="utf-8")
    return ModelOptions(model=str(path), **options).build()


def refusal(path: Path, document: object) -> str:
    """The one line in which the command line refuses a file, without the path."""
    with pytest.raises(InputError) as caught:
        read(path, document)
    message = str(caught.value)
    assert ONE_LINE.fullmatch(message)
    return message.removeprefix(f"model {str(path)!r}: ")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.json"


# --- Round trips --------------------------------------------------------------------------------

formats = st.sampled_from(["Q1.1", "UQ2.0", "sym(2,3)", "raw(-2,1,3)", "raw(1,4,5)", "raw(0,0,1)"])


@st.composite
def models(draw: st.DrawFn) -> Model:
    format_ = Format.parse(draw(formats))
    accumulate = draw(st.sampled_from(Accumulation))
    biases = ["format", "[0]", "none"] if 0 in format_ else ["format"]
    if accumulate is Accumulation.EXACT:
        biases = ["wide", "format", "accumulator", "none", "[-7,2]", "[3,1]+format", "[1]+wide"]
    raws = st.sampled_from(list(format_.raws))
    table = st.lists(raws, min_size=format_.size, max_size=format_.size)
    return Model.of(
        format=format_,
        activation=draw(st.one_of(st.sampled_from(["relu", "gelu", "elu(1/2)"]), table)),
        weights=draw(st.sampled_from(["format", "binary", "ternary", "[-5,0,2]@6", "Q0.3"])),
        bias=draw(st.sampled_from(biases)),
        rounding=draw(st.sampled_from(Rounding)),
        overflow=draw(st.sampled_from(Overflow)),
        accumulate=accumulate,
        activation_rounding=draw(st.one_of(st.none(), st.sampled_from(Rounding))),
        activation_overflow=draw(st.sampled_from(Overflow)),
        input_format=draw(st.one_of(st.none(), formats)),
        output_format=draw(st.one_of(st.none(), formats)),
    )


@settings(deadline=None)
@given(models())
def test_a_model_written_to_a_file_reads_back_as_itself(
    tmp_path_factory: pytest.TempPathFactory, model: Model
) -> None:
    path = tmp_path_factory.getbasetemp() / "round_trip.json"
    assert read(path, model_json(model)) == model


def test_every_default_is_spelt_out() -> None:
    assert COMPLETE == {
        "format": {"lo": -2, "hi": 1, "scale": 1},
        "input_format": {"lo": -2, "hi": 1, "scale": 1},
        "output_format": {"lo": -2, "hi": 1, "scale": 1},
        "weights": {"scale": 1, "range": [-2, 1]},
        "bias": {"offsets": [0], "step": 1, "range": None},
        "rounding": "half-even",
        "overflow": "saturate",
        "accumulate": "exact",
        "activation": {
            "name": "relu",
            "rounding": "half-even",
            "overflow": "saturate",
            "table": [0, 0, 0, 1],
        },
    }
    assert tuple(COMPLETE) == ModelFields.NAMES


def test_sets_that_are_no_range_are_listed() -> None:
    document = model_json(
        Model.of(format="Q1.0", activation=[0, 1, 0, 1], weights="[5,-5]@3", bias="[4]+format")
    )
    assert document["weights"] == {"scale": 3, "values": [-5, 5]}
    assert document["bias"] == {"offsets": [4], "step": 3, "range": [-2, 1]}
    assert document["activation"] == {
        "name": None, "rounding": "half-even", "overflow": "saturate", "table": [0, 1, 0, 1],
    }  # fmt: skip


def test_spellings_may_stand_for_the_objects(path: Path) -> None:
    spelt = {
        "format": "Q1.1",
        "input_format": "Q1.0",
        "output_format": "sym(2,3)",
        "weights": "ternary",
        "bias": "[1]+format",
        "rounding": "floor",
        "overflow": "wrap",
        "accumulate": "exact",
        "activation": "elu(1/2)",
    }
    assert read(path, spelt) == Model.of(
        format="Q1.1", input_format="Q1.0", output_format="sym(2,3)", weights="ternary",
        bias="[1]+format", rounding="floor", overflow="wrap", activation="elu(1/2)",
    )  # fmt: skip


def test_what_a_file_leaves_out_takes_its_default(path: Path) -> None:
    short = {"format": "Q1.1", "activation": "gelu"}
    assert read(path, short) == Model.of(format="Q1.1", activation="gelu")
    floor = {"format": "Q1.1", "activation": {"name": "gelu"}, "rounding": "floor"}
    assert read(path, floor).activation.rounding is Rounding.FLOOR
    sequential = {**short, "accumulate": "sequential"}
    assert read(path, sequential).biases == BiasSet(offsets=(0,), step=1, first=-4, last=3)
    mine = {"format": "Q1.0", "activation": {"table": [0, 0, 1, 1]}}
    assert read(path, mine).activation == Activation.from_table((0, 0, 1, 1), Q10)


def test_options_override_the_file(path: Path) -> None:
    assert read(path, COMPLETE, rounding="ceil").rounding is Rounding.CEIL
    assert read(path, COMPLETE, overflow="wrap").overflow is Overflow.WRAP
    assert read(path, COMPLETE, weights="binary").weights.is_binary
    assert read(path, COMPLETE, bias="none").biases == BiasSet.finite((0,))
    assert str(read(path, COMPLETE, activation="sign").activation) == "sign"
    assert read(path, COMPLETE, input_format="Q3.0").input_format == Format.parse("Q3.0")
    sequential = read(path, COMPLETE, accumulate="sequential-bias-last", bias="format")
    assert sequential.accumulation is Accumulation.SEQUENTIAL_BIAS_LAST


def test_an_absent_field_is_none() -> None:
    fields = ModelFields({})
    assert fields.format("format") is None
    assert fields.mode("rounding", Rounding) is None
    assert fields.weights(Q10) is None
    assert fields.biases(Q10, 1, Accumulation.EXACT) is None
    assert fields.activation(Q10, Rounding.FLOOR) is None


# --- Refusals -----------------------------------------------------------------------------------

A_FORMAT = "only the fields lo, hi, scale"
MODES = "one of half-even, half-away, half-up, half-down, half-zero, floor, ceil, zero"

REFUSALS: list[tuple[tuple[str, ...], object, str]] = [
    (("size",), 1, "expected only the fields format, input_format, "),
    (("format",), None, "format: expected an object, found None"),
    (("format",), 3, "format: expected an object, found 3"),
    (("format",), [], "format: expected an object, found a list of 0"),
    (("format", "bits"), 3, f"format: expected {A_FORMAT}, found 'bits'"),
    (("format", "lo"), "0", "format.lo: expected an integer, found '0'"),
    (("format", "hi"), True, "format.hi: expected an integer, found True"),
    (("format", "scale"), None, "format.scale: expected an integer, found None"),
    (("format", "scale"), 0, "format scale: expected a positive integer, found 0"),
    (("format", "lo"), 2, "format: expected lo ≤ hi, found lo = 2, hi = 1"),
    (("format", "hi"), 10**30, "format: expected raw values up to "),
    (("format",), "Q1", "format: expected sym(p,s), "),
    (("input_format",), {}, "input_format: expected a field 'lo', found none"),
    (("input_format", "hi"), [1], "input_format.hi: expected an integer, found a list of 1"),
    (("output_format",), False, "output_format: expected an object, found False"),
    (("weights",), [1], "weights: expected an object, found a list of 1"),
    (("weights",), "quaternary", "weights: expected format, binary, ternary, "),
    (("weights", "raws"), [1], "weights: expected only the fields scale, range, values, "),
    (("weights", "values"), [1], "weights: expected either 'range' or 'values', found both"),
    (("weights", "scale"), False, "weights.scale: expected an integer, found False"),
    (("weights", "scale"), 0, "weight scale: expected a positive integer, found 0"),
    (("weights", "range"), None, "weights.range: expected a list of 2, found None"),
    (("weights", "range"), [1], "weights.range: expected a list of 2, found a list of 1"),
    (("weights", "range"), [0, True], "weights.range[1]: expected an integer, found True"),
    (("weights", "range"), [2, 1], "weights: expected at least one weight, found an empty set"),
    (("weights", "range"), [0, 1 << 20], "weights.range: expected at most 1048576 weights"),
    (("weights", "range"), [0, 10**300], "weights.range: expected at most 1048576 weights"),
    (("weights",), {"scale": 1, "values": []}, "weights: expected at least one weight"),
    (("weights",), {"scale": 1, "values": 3}, "weights.values: expected a list of integers"),
    (("weights",), {"scale": 1, "values": [1, "2"]}, "weights.values[1]: expected an integer"),
    (("weights",), {"values": [1]}, "weights: expected a field 'scale', found none"),
    (("bias",), 0, "bias: expected an object, found 0"),
    (("bias",), "narrow", "bias: expected wide, format, "),
    (("bias", "values"), [0], "bias: expected only the fields offsets, step, range, "),
    (("bias", "offsets"), [], "biases: expected at least one bias, found an empty set"),
    (("bias", "offsets"), 0, "bias.offsets: expected a list of integers, found 0"),
    (("bias", "offsets"), [0, None], "bias.offsets[1]: expected an integer, found None"),
    (("bias", "step"), "1", "bias.step: expected an integer, found '1'"),
    (("bias", "step"), 0, "bias step: expected a positive integer, found 0"),
    (("bias", "range"), [0], "bias.range: expected a list of 2, found a list of 1"),
    (("bias", "range"), [0, False], "bias.range[1]: expected an integer, found False"),
    (("bias", "range"), [1, 0], "bias range: expected first ≤ last, found 1, 0"),
    (("bias", "range"), [0, 10**30], "biases: expected at most 1048576 finite biases"),
    (("rounding",), "nearest", f"rounding: expected {MODES}, found 'nearest'"),
    (("rounding",), None, f"rounding: expected {MODES}, found None"),
    (("rounding",), ["floor"], f"rounding: expected {MODES}, found ['floor']"),
    (("overflow",), "Wrap", "overflow: expected one of saturate, wrap, found 'Wrap'"),
    (("overflow",), True, "overflow: expected one of saturate, wrap, found True"),
    (("accumulate",), "parallel", "accumulate: expected one of exact, sequential, "),
    (("activation",), 1, "activation: expected an object, found 1"),
    (("activation",), "swish", "activation: expected abs or cos "),
    (("activation",), {}, "activation: expected a field 'table', found none"),
    (("activation", "values"), [], "activation: expected only the fields name, rounding, "),
    (("activation", "name"), 3, "activation.name: expected a string or null, found 3"),
    (("activation", "name"), "swish", "activation: expected abs or cos "),
    (("activation", "name"), "sign", "activation.table: expected the correctly rounded table of "
     "sign, found another"),
    (("activation", "table"), [0, 0, 0, 0], "activation.table: expected the correctly rounded "
     "table of relu, found another"),
    (("activation", "table"), [0, 0, 0], "activation.table: expected the correctly rounded "),
    (("activation", "table"), [0, 0, 0, True], "activation.table[3]: expected an integer"),
    (("activation", "table"), {}, "activation.table: expected a list of integers, found an object"),
    (("activation", "rounding"), "up", f"activation.rounding: expected {MODES}, found 'up'"),
    (("activation", "overflow"), 1, "activation.overflow: expected one of saturate, wrap, found 1"),
    (("activation",), {"name": None, "table": [0, 1]}, "activation table: expected 4 entries"),
    (("activation",), {"name": None, "table": [0, 0, 0, 2]}, "activation table: entry for raw 1: "),
]  # fmt: skip


def changed(place: tuple[str, ...], value: object) -> dict[str, Any]:
    """The complete document with the field at `place` set to `value`."""
    document: dict[str, Any] = copy.deepcopy(dict(COMPLETE))
    parent = document
    for name in place[:-1]:
        parent = parent[name]
    parent[place[-1]] = value
    return document


@pytest.mark.parametrize(("place", "value", "message"), REFUSALS)
def test_a_malformed_field_is_refused_by_its_name(
    path: Path, place: tuple[str, ...], value: object, message: str
) -> None:
    assert refusal(path, changed(place, value)).startswith(message)


@pytest.mark.parametrize(
    "place",
    [
        ("format", "lo"), ("input_format", "hi"), ("output_format", "scale"), ("weights", "scale"),
        ("bias", "offsets"), ("bias", "step"), ("bias", "range"),
    ],
)  # fmt: skip
def test_a_missing_field_of_an_object_is_refused_by_its_name(
    path: Path, place: tuple[str, str]
) -> None:
    document = copy.deepcopy(dict(COMPLETE))
    del document[place[0]][place[1]]
    assert refusal(path, document) == f"{place[0]}: expected a field '{place[1]}', found none"


@pytest.mark.parametrize("document", [[], "Q1.0", None, 3])
def test_a_file_that_is_no_object_is_refused(path: Path, document: object) -> None:
    assert refusal(path, document).startswith("expected an object, found ")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "expected JSON"),
        ("{", "expected JSON"),
        ('{"format": "Q1.0", "format": "Q1.1"}', "expected each key once, found 'format' twice"),
        ('{"format": {"lo": -2.0, "hi": 1, "scale": 1}}', "expected integers only, found -2.0"),
        ('{"format": NaN}', "expected integers only, found NaN"),
        ('{"format": 1e3}', "expected integers only, found 1e3"),
    ],
)
def test_a_file_that_is_no_strict_json_is_refused(path: Path, text: str, part: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        ModelFields.load(str(path))
    message = str(caught.value)
    assert message.startswith(f"model {str(path)!r}: ")
    assert part in message


def test_a_file_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(InputError, match="expected a readable file, found no such file"):
        ModelFields.load(str(path))


def test_biases_of_a_file_are_held_to_sequential_accumulation(path: Path) -> None:
    assert "finite biases" in refusal(path, changed(("accumulate",), "sequential"))


# --- Known defects ------------------------------------------------------------------------------


def test_weights_with_neither_range_nor_values_say_so(path: Path) -> None:
    message = refusal(path, changed(("weights",), {"scale": 1}))
    assert message == "weights: expected either 'range' or 'values', found neither"


@pytest.mark.parametrize("field", ["input_format", "output_format"])
@pytest.mark.parametrize("value", ["Q1", {"lo": 1, "hi": 0, "scale": 1}])
def test_a_malformed_format_is_refused_by_the_name_of_its_field(
    path: Path, field: str, value: object
) -> None:
    assert field in refusal(path, changed((field,), value))


@pytest.mark.parametrize("field", ["format", "activation"])
def test_a_file_without_a_necessary_field_is_refused_by_its_name(path: Path, field: str) -> None:
    document = dict(COMPLETE)
    del document[field]
    message = refusal(path, document)
    assert f"'{field}'" in message
    assert "--model" not in message


@pytest.mark.parametrize("field", ["format", "input_format"])
def test_the_modes_of_a_spelling_in_a_file_are_not_dropped(path: Path, field: str) -> None:
    spelling = "ap_fixed<2,2,AP_RND,AP_WRAP>"
    document = changed((field,), spelling)
    document["rounding"], document["overflow"] = "half-even", "saturate"
    refusal(path, document)


def test_a_spelling_in_a_file_means_what_it_means_on_the_command_line(path: Path) -> None:
    spelling = "ap_fixed<2,2>"
    typed = ModelOptions(format=spelling, activation="relu").build()
    assert read(path, {"format": spelling, "activation": "relu"}) == typed
