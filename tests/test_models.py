"""What a neuron computes, by hand and by definition; what a model is when little is said."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.models import Activation, Model
from fxprove.parameter_sets import BiasSet, WeightSet
from fxprove.rounding import Accumulation, Overflow, Rounding
from tests.test_rounding import DEFINITIONS

Q10 = Format.parse("Q1.0")  # −2 … 1


def model(**options: Any) -> Model:
    """A model of sym(2,2), that is −3 … 3 in halves, unless told otherwise."""
    return Model.of(**{"format": "sym(2,2)", "activation": "relu", **options})


# --- Neurons by hand ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        # 1·3 + 3·1 − 2·2 + 1 = 3 accumulator units of 1/4, which is 3/2 of 1/2
        ("half-even", 2), ("half-away", 2), ("half-up", 2), ("half-down", 1), ("half-zero", 1),
        ("floor", 1), ("ceil", 2), ("zero", 1),
    ],
)  # fmt: skip
def test_an_exact_sum_is_rounded_once(rounding: str, expected: int) -> None:
    subject = model(rounding=rounding, bias="accumulator")
    assert subject.neuron((1, 3, 2), (3, 1, -2), 1) == expected


@pytest.mark.parametrize(("overflow", "expected"), [("saturate", 3), ("wrap", -1)])
def test_only_the_exact_sum_can_overflow(overflow: str, expected: int) -> None:
    subject = model(overflow=overflow)
    assert subject.neuron((3, 3), (3, 3), -6) == expected  # 9 + 9 − 6 = 12, 12/2 = 6
    assert subject.neuron((3, 3, 3), (3, 3, -3), -4) == 2  # the partial sums are far outside


def test_a_sequential_sum_saturates_at_every_step() -> None:
    subject = model(accumulate="sequential")
    # products 9/2 → 4, −9/2 → −4 (ties to even): 1 + 4 → 3, 3 − 4 = −1
    assert subject.neuron((3, 3), (3, -3), 1) == -1
    # the other order: 1 − 4 = −3, −3 + 4 = 1
    assert subject.neuron((3, 3), (-3, 3), 1) == 1


def test_a_sequential_sum_with_the_bias_last_starts_at_zero() -> None:
    subject = model(accumulate="sequential-bias-last")
    # 0 + 4 → 3, 3 − 4 = −1, −1 + 1 = 0
    assert subject.neuron((3, 3), (3, -3), 1) == 0
    assert subject.neuron((), (), 2) == 2


def test_a_sequential_sum_rounds_each_product() -> None:
    first = model(accumulate="sequential")
    assert first.neuron((1, 1), (1, 1), 0) == 0  # 1/2 → 0 twice
    assert model().neuron((1, 1), (1, 1), 0) == 1  # 1/2 + 1/2
    upward = model(accumulate="sequential", rounding="ceil")
    assert upward.neuron((1, 1), (1, 1), 0) == 2


def test_a_sequential_sum_wraps_at_every_step() -> None:
    subject = model(accumulate="sequential", overflow="wrap")
    # 1 + 4 = 5 → −2, −2 − 4 = −6 → 1 (modulo 7)
    assert subject.neuron((3, 3), (3, -3), 1) == 1


@pytest.mark.parametrize("accumulate", [mode.value for mode in Accumulation])
def test_a_neuron_needs_one_weight_for_each_input(accumulate: str) -> None:
    with pytest.raises(ValueError, match="zip"):
        model(accumulate=accumulate).neuron((1, 2), (1,), 0)


# --- Neurons by definition ----------------------------------------------------------------------


def defined_neuron(subject: Model, inputs: Sequence[int], weights: Sequence[int], bias: int) -> int:
    """Sections 1 and 7 of the theory on fractions: values, not raw integers, are summed."""
    fmt, scale, define = subject.format, subject.weights.scale, DEFINITIONS[subject.rounding]
    products = [
        Fraction(weight, scale) * fmt.value(raw)
        for weight, raw in zip(weights, inputs, strict=True)
    ]
    if subject.accumulation is Accumulation.EXACT:
        total = sum(products, Fraction(bias, fmt.scale * scale))
        return fmt.bring_in(define(total * fmt.scale), subject.overflow)
    terms = [define(product * fmt.scale) for product in products]
    bias_first = subject.accumulation is Accumulation.SEQUENTIAL
    terms = [bias, *terms] if bias_first else [0, *terms, bias]
    accumulator = terms[0]
    for term in terms[1:]:
        accumulator = fmt.bring_in(accumulator + term, subject.overflow)
    return accumulator


@given(st.data(), st.sampled_from(Accumulation), st.sampled_from(Rounding))
def test_a_neuron_is_what_the_theory_defines(
    data: st.DataObject, accumulation: Accumulation, rounding: Rounding
) -> None:
    subject = model(
        format=data.draw(st.sampled_from(["Q1.2", "raw(-3,5,3)", "raw(0,6,5)", "sym(2,7)"])),
        weights=data.draw(st.sampled_from(["format", "ternary", "[-7,-2,0,3]@6"])),
        overflow=data.draw(st.sampled_from(Overflow)),
        accumulate=accumulation,
        rounding=rounding,
        bias="format",
    )
    raws = st.sampled_from(list(subject.format.raws))
    count = data.draw(st.integers(0, 5))
    inputs = tuple(data.draw(raws) for _ in range(count))
    weights = tuple(data.draw(st.sampled_from(list(subject.weights.raws))) for _ in range(count))
    bias = data.draw(raws) * subject.biases.step
    expected = defined_neuron(subject, inputs, weights, bias)
    assert subject.neuron(inputs, weights, bias) == expected


# --- Models of the options' spellings -----------------------------------------------------------


def test_a_model_of_format_and_activation_has_the_documented_defaults() -> None:
    subject = Model.of(format="Q1.0", activation="relu")
    assert subject == Model(
        input_format=Q10,
        format=Q10,
        output_format=Q10,
        weights=WeightSet(raws=range(-2, 2), scale=1),
        biases=BiasSet(offsets=(0,), step=1, first=None, last=None),
        rounding=Rounding.HALF_EVEN,
        overflow=Overflow.SATURATE,
        accumulation=Accumulation.EXACT,
        activation=Activation.named("relu", Q10, Rounding.HALF_EVEN, Overflow.SATURATE),
    )
    assert subject.has_single_format
    assert subject.activation.table == (0, 0, 0, 1)


def test_a_table_is_rounded_as_the_model_unless_told_otherwise() -> None:
    # 1/4 of raw −1, at slope 1/2, is −1/2: a tie for half-even, −1 for floor
    as_model = model(activation="leaky_relu(1/2)", rounding="floor").activation
    assert (as_model.rounding, as_model(-1)) == (Rounding.FLOOR, -1)
    other = model(activation="leaky_relu(1/2)", rounding="floor", activation_rounding="half-even")
    assert (other.activation.rounding, other.activation(-1)) == (Rounding.HALF_EVEN, 0)
    assert other.rounding is Rounding.FLOOR


def test_a_table_saturates_unless_told_otherwise_even_where_the_model_wraps() -> None:
    subject = model(format="Q1.0", activation="abs", overflow="wrap")
    assert subject.activation(-2) == 1
    wrapping = model(format="Q1.0", activation="abs", activation_overflow="wrap")
    assert wrapping.activation(-2) == -2
    assert wrapping.overflow is Overflow.SATURATE


def test_sequential_models_have_format_biases_unless_told_otherwise() -> None:
    for accumulate in ("sequential", "sequential-bias-last"):
        subject = model(accumulate=accumulate)
        assert subject.biases == BiasSet(offsets=(0,), step=1, first=-3, last=3)


def test_options_arrive_in_the_model() -> None:
    subject = model(
        activation=[0, 0, 0, 0, 1, 2, 3],
        weights="ternary",
        bias="[1,-1]+format",
        rounding=Rounding.CEIL,
        overflow="wrap",
        input_format="Q1.0",
        output_format=Format(lo=0, hi=4, scale=3),
    )
    assert subject.activation.name is None
    assert str(subject.activation) == "table"
    assert subject.weights == WeightSet(raws=(-1, 0, 1), scale=1)
    assert subject.biases == BiasSet(offsets=(-1, 1), step=1, first=-3, last=3)
    assert (subject.rounding, subject.overflow) == (Rounding.CEIL, Overflow.WRAP)
    assert (subject.input_format, subject.output_format) == (Q10, Format(lo=0, hi=4, scale=3))
    assert not subject.has_single_format
    assert (subject.weights_spelling, subject.biases_spelling) == ("ternary", "[-1,1]+format")


def test_one_different_end_is_enough_to_have_several_formats() -> None:
    assert not model(input_format="Q1.0").has_single_format
    assert not model(output_format="Q1.0").has_single_format
    assert model(input_format="sym(2,2)", output_format="raw(-3,3,2)").has_single_format


def test_the_requantizer_divides_by_the_weight_scale() -> None:
    requantizer = model(weights="[1]@6").requantizer
    assert (requantizer.numerator, requantizer.denominator) == (1, 6)
    assert requantizer.target == Format.parse("sym(2,2)")


# --- Refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"accumulate": "sequential", "bias": "wide"},
         "bias: expected finite biases with sequential accumulation, found unbounded ones"),
        ({"accumulate": "sequential-bias-last", "bias": "accumulator"},
         "bias: expected finite biases with sequential accumulation, found unbounded ones"),
        ({"accumulate": "sequential", "bias": "[1]+wide"},
         "bias: expected finite biases with sequential accumulation, found unbounded ones"),
        ({"accumulate": "sequential", "bias": "[0,4]"},
         "bias: expected raw values of sym(2,2) with sequential accumulation, found 4"),
        ({"accumulate": "sequential-bias-last", "bias": "[-4,0]"},
         "bias: expected raw values of sym(2,2) with sequential accumulation, found -4"),
        ({"accumulate": "sequential", "bias": "[1]+format"},
         "bias: expected raw values of sym(2,2) with sequential accumulation, found 4"),
        ({"accumulate": "sequential", "bias": "raw(0,2,1)"},
         "bias: expected raw values of sym(2,2) with sequential accumulation, found 4"),
        ({"activation": [0, 1]}, "activation table: expected 7 entries, one for each raw value of "
         "sym(2,2), found 2"),
        ({"activation": "swish"}, "activation: expected abs or cos or elu "),
        ({"activation": "relu(1)"}, "activation relu: expected no parameter, found 1"),
        ({"format": "Q3"}, "format: expected sym(p,s), "),
        ({"input_format": "Q3"}, "format: expected sym(p,s), "),
        ({"weights": "quaternary"}, "weights: expected format, binary, "),
        ({"bias": "narrow"}, "bias: expected wide, format, "),
    ],
)  # fmt: skip
def test_what_is_no_model_is_refused_in_one_line(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        model(**options)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("option", ["rounding", "overflow", "accumulate", "activation_rounding"])
def test_a_mode_that_does_not_exist_is_refused_as_input(option: str) -> None:
    with pytest.raises(InputError):
        model(**{option: "nearest"})


def test_sequential_biases_of_the_format_are_accepted_at_both_ends() -> None:
    assert model(accumulate="sequential", bias="[-3,3]").biases == BiasSet.finite((-3, 3))


def test_a_table_entry_outside_the_format_is_refused() -> None:
    with pytest.raises(InputError, match=r"entry|raw") as caught:
        model(activation=[0, 0, 0, 0, 1, 2, 4])
    assert "4" in str(caught.value)


def test_an_activation_of_another_format_is_refused() -> None:
    subject = model()
    with pytest.raises(InputError, match=r"activation: expected a table for sym\(2,2\)"):
        Model(
            input_format=subject.format,
            format=subject.format,
            output_format=subject.format,
            weights=subject.weights,
            biases=subject.biases,
            rounding=subject.rounding,
            overflow=subject.overflow,
            accumulation=subject.accumulation,
            activation=Activation.named("relu", Q10),
        )
