"""The exhaustive oracle: cases by hand, the theory's counts, the stored verdicts, its refusals."""

import json
import runpy
from collections import Counter
from collections.abc import Iterable
from itertools import product
from math import gcd
from pathlib import Path
from typing import Any

import pytest

from fxprove.errors import FxproveError
from fxprove.models import Model
from fxprove.oracle import OracleLimit, representable_functions

DATA = Path(__file__).with_name("data")
TERNARY_SIGN = {"format": "raw(-2,1,1)", "weights": "ternary", "activation": (-1, -1, 1, 1)}
DOUBLING = {"format": "raw(-2,2,1)", "weights": "ternary", "activation": (-2, -2, 0, 2, 2)}
OPTIONS = ("format", "weights", "bias", "rounding", "overflow", "accumulate")


def functions(**options: Any) -> frozenset[tuple[int, ...]]:
    return representable_functions(Model.of(**options))


def stored(name: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return records


def model_of(record: dict[str, Any]) -> Model:
    options = {option: record[option] for option in OPTIONS if option in record}
    return Model.of(**options, activation=tuple(record["table"]))


def clamped(values: Iterable[int], lo: int, hi: int) -> tuple[int, ...]:
    return tuple(min(max(value, lo), hi) for value in values)


# Cases by hand


def test_a_constant_zero_activation_leaves_the_affine_layer_and_constants() -> None:
    affine = {
        clamped((w * x + b for x in (-1, 0, 1)), -1, 1) for w in (-1, 0, 1) for b in range(-3, 4)
    }
    assert len(affine) == 9
    assert functions(format="sym(1,1)", weights="ternary", activation=(0, 0, 0)) == affine


def test_an_odd_model_without_bias_computes_the_odd_functions() -> None:
    found = functions(format="sym(1,1)", weights="ternary", bias="none", activation=(-1, 0, 1))
    assert found == {(0, 0, 0), (-1, 0, 1), (1, 0, -1)}


def test_a_class_modulo_two_at_one_point_excludes_the_constant_one() -> None:
    found = functions(format="raw(0,2,1)", weights="ternary", bias="none", activation=(2, 1, 0))
    assert (1, 1, 1) not in found
    assert {function[0] for function in found} == {0, 2}


def test_the_identity_with_wrapping_computes_the_affine_functions() -> None:
    affine = {tuple((a * x + b) % 4 for x in range(4)) for a, b in product(range(4), repeat=2)}
    found = functions(
        format="raw(0,3,1)", weights="[0,1]@1", overflow="wrap", activation=(0, 1, 2, 3)
    )
    assert found == affine


def test_positive_weights_and_biases_only_climb() -> None:
    options = {"format": "raw(0,2,1)", "weights": "[0,1]@1", "activation": (0, 1, 2)}
    expected = {(0, 0, 0), (0, 1, 2), (0, 2, 2), (1, 1, 1), (1, 2, 2), (2, 2, 2)}
    assert functions(**options, bias="format") == expected


def test_positive_weights_without_bias_descend_to_a_semigroup() -> None:
    found = functions(
        format="raw(0,3,1)", weights="[0,2,3]@1", bias="none", activation=(0, 1, 1, 1)
    )
    assert found == {(0, 0, 0, 0), (0, 2, 3, 3), (0, 3, 3, 3), (0, 2, 2, 2)}


def test_sequential_sums_of_the_identity_on_two_values() -> None:
    options = {"format": "raw(0,1,1)", "weights": "[0,1]@1", "activation": (0, 1)}
    assert functions(**options, accumulate="sequential") == {(0, 0), (0, 1), (1, 1)}


def test_a_single_raw_value_has_a_single_function() -> None:
    assert functions(format="raw(3,3,1)", activation=(3,)) == {(3,)}


# The counts that the theory states


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (TERNARY_SIGN, 152),
        (TERNARY_SIGN | {"accumulate": "sequential"}, 256),
        (DOUBLING | {"accumulate": "sequential"}, 3125),
        (DOUBLING | {"accumulate": "sequential-bias-last"}, 705),
        (DOUBLING | {"activation": (-1, -2, -2, -2, -1), "accumulate": "sequential"}, 1807),
    ],
)
def test_counts_with_ternary_weights(options: dict[str, Any], count: int) -> None:
    assert len(functions(**options)) == count


def test_sequential_truncation_keeps_the_monotone_differences() -> None:
    found = functions(
        format="raw(-1,2,4)",
        weights="[-4,-3,-2,-1,0,1,2,3]@4",
        activation=(-1, 0, 1, 1),
        rounding="zero",
        accumulate="sequential",
    )
    assert len(found) == 144
    assert not any(f[0] > f[1] < f[2] for f in found)


def test_sequential_products_are_not_clamped_before_they_are_added() -> None:
    # theory_extensions, section 3, counts 9 of 27: there each product is also brought into the
    # format, so that on K = [0, 2] negative ones vanish. Model.neuron only rounds it.
    found = functions(
        format="raw(0,2,1)",
        weights="[-2,-1,0,1]@1",
        activation=(0, 2, 1),
        accumulate="sequential",
    )
    assert len(found) == 27


def test_a_universal_model_that_misses_the_sufficient_condition() -> None:
    found = functions(
        format="raw(-2,1,3)", weights="[-2,0,2]@3", rounding="zero", activation=(-2, 1, 1, 1)
    )
    assert len(found) == 4**4


def test_binary_weights_and_special_biases_miss_functions_of_one_input() -> None:
    found = functions(
        format="raw(0,4,1)", weights="binary", bias="[-5,1,2,3,5]", activation=(0, 4, 3, 4, 0)
    )
    assert len(found) < 5**5


@pytest.mark.parametrize("format_", ["raw(-1,1,1)", "raw(0,2,1)"])
def test_binary_weights_with_wide_biases_need_only_a_table_that_is_not_constant(
    format_: str,
) -> None:
    raws = Model.of(format=format_, activation="identity").format.raws
    for table in product(raws, repeat=3):
        universal = len(functions(format=format_, weights="binary", activation=table)) == 27
        assert universal == (len(set(table)) > 1), table


@pytest.mark.parametrize("table", [(0, 2, 0, 2), (0, 3, 3, 0), (1, 2, 2, 2), (0, 2, 1, 1)])
def test_binary_weights_on_four_values_need_differences_with_gcd_one(
    table: tuple[int, ...],
) -> None:
    found = functions(format="raw(0,3,1)", weights="binary", activation=table)
    coprime = gcd(*(a - b for a, b in product(table, repeat=2))) == 1
    assert (len(found) == 4**4) == coprime


# Stored verdicts


def test_represent_examples_agree() -> None:
    checked = 0
    for record in stored("represent_examples.json"):
        model = model_of(record)
        if model.format.size <= 5:
            checked += 1
            expected = tuple(record["values"]) in representable_functions(model)
            assert expected == record["representable"], record
    assert checked == 80


def test_decide_examples_agree() -> None:
    checked = 0
    for record in stored("decide_examples.json"):
        model = model_of(record)
        if 3 <= model.format.size <= 5:
            checked += 1
            count = len(representable_functions(model))
            assert (count == model.format.size**model.format.size) == record["universal"], record
    assert checked >= 40


def test_hypothesis_violations_agree() -> None:
    records = stored("hypothesis_violations.json")
    kinds = Counter(record["violates"] for record in records)
    assert len(kinds) == 5
    assert min(kinds.values()) >= 15
    for record in records:
        assert len(representable_functions(model_of(record))) == record["representable"], record


@pytest.mark.long
def test_hypothesis_violations_are_what_their_generator_makes() -> None:
    generator = runpy.run_path(str(DATA / "make_hypothesis_violations.py"))
    assert generator["generate"]() == stored("hypothesis_violations.json")


# Refusals


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"format": "raw(0,5,1)", "activation": "relu"}, "more than 5 raw values"),
        (
            {"format": "Q1.0", "output_format": "Q0.1", "activation": "relu"},
            "formats of inputs, hidden values and outputs differ",
        ),
        (
            TERNARY_SIGN | {"weights": "[1,2]@1"},
            "weights of one sign without 0",
        ),
        (
            TERNARY_SIGN | {"weights": "[0,1]@1", "activation": (1, 1, 0, 1)},
            "weights of one sign with unbounded biases",
        ),
        (
            TERNARY_SIGN | {"weights": "[0,1]@1", "bias": "format"},
            "weights of one sign with generators of both signs",
        ),
        (
            TERNARY_SIGN | {"weights": "binary", "overflow": "wrap"},
            "wrap-around without weight 0",
        ),
        (
            TERNARY_SIGN | {"weights": "[-1,0,1]@2", "overflow": "wrap", "rounding": "zero"},
            "wrap-around with rounding zero has no period here",
        ),
        (
            {
                "format": "raw(0,2,1)",
                "weights": "[0,1]@2",
                "overflow": "wrap",
                "activation": "relu",
            },
            "wrap-around with rounding half-even has no period here",
        ),
        (
            TERNARY_SIGN | {"weights": "binary", "accumulate": "sequential"},
            "sequential accumulation without weight 0",
        ),
        (
            TERNARY_SIGN | {"weights": "[-9,28]@1", "activation": (1, -2, 0, 1)},
            "more than 1024 classes of shared coefficients",
        ),
    ],
)
def test_the_oracle_refuses_with_a_reason(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(OracleLimit) as refusal:
        functions(**options)
    assert str(refusal.value) == reason
    assert isinstance(refusal.value, FxproveError)
