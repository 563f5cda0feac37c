"""`decide`: verdicts, causes, conditions and evidence, against stored answers and by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from fxprove.budgets import Budget
from fxprove.certificates import serialized
from fxprove.checker import strict_json
from fxprove.checker.verification import verify
from fxprove.models import Model
from fxprove.refutations import CAUSES
from fxprove.universality import Decision, decide
from fxprove.verdicts import PROVED, REFUTED, Unknown

DATA = Path(__file__).parent / "data"


def stored(name: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads((DATA / name).read_text())
    return records


def model_of(record: dict[str, Any]) -> Model:
    options = ("format", "weights", "bias", "rounding", "overflow", "accumulate")
    return Model.of(
        **{name: record[name] for name in options if name in record}, activation=record["table"]
    )


def accepted_by_the_checker(decision: Decision) -> bool:
    assert decision.certificate is not None
    report = verify(strict_json.loads(serialized(decision.certificate)))
    return report.statement == ("universal" if decision.verdict == PROVED else "not_universal")


def test_the_examples_of_an_independent_program_agree_in_every_field() -> None:
    for record in stored("decide_examples.json"):
        decision = decide(model_of(record))
        assert decision.verdict == (PROVED if record["universal"] else REFUTED), record
        for name in ("separation", "covering", "value_gcd", "difference_gcd"):
            assert getattr(decision.conditions, name) == record[name], record
        assert accepted_by_the_checker(decision)


def test_no_network_computes_what_a_verdict_excludes_and_unknown_names_what_is_missing() -> None:
    """Models that violate one hypothesis, answered by the oracle for one input."""
    named = set()
    for record in stored("hypothesis_violations.json"):
        decision = decide(model_of(record))
        universal_in_one_input = record["representable"] == record["total"]
        if isinstance(decision.verdict, Unknown):
            assert decision.missing == record["missing"], record
            assert decision.certificate is None
            assert decision.nearest is not None
            assert not isinstance(decision.nearest.verdict, Unknown), record
            named.add(decision.missing)
            continue
        assert accepted_by_the_checker(decision)
        if decision.verdict == PROVED:
            assert universal_in_one_input, record
        else:
            function = decision.counterexample
            assert function is not None
            assert not universal_in_one_input or function.inputs > 1, record
    assert named >= {
        "exact_accumulation", "saturating", "zero_weight", "signed_weights", "bias_covers_format",
    }  # fmt: skip


CASES: list[tuple[dict[str, Any], str | None]] = [
    ({"format": "Q3.4", "activation": "gelu"}, None),
    ({"format": "Q3.4", "activation": "sign0"}, None),
    ({"format": "Q3.4", "activation": "sign"}, "covering"),
    ({"format": "UQ0.8", "activation": "relu"}, "monotone"),
    ({"format": "UQ0.8", "activation": "relu", "weights": "raw(-128,127,256)"}, None),
    ({"format": "Q3.4", "activation": "relu", "bias": "none"}, "fixed_point"),
    ({"format": "Q3.4", "activation": "relu", "bias": "[-3,0,8]"}, "fixed_point"),
    ({"format": "sym(3,20)", "activation": "relu"}, "separation"),
    ({"format": "Q3.4", "activation": "gelu", "weights": "binary"}, None),
    ({"format": "Q3.4", "activation": "sign", "weights": "binary"}, "covering"),
    ({"format": "Q3.4", "activation": "gelu", "weights": "ternary"}, None),
    ({"format": "raw(0,1,1)", "activation": [1, 1]}, "constant_activation"),
    ({"format": "raw(0,2,1)", "activation": [2, 2, 2]}, "constant_activation"),
    ({"format": "raw(0,0,1)", "activation": [0]}, None),
    ({"format": "raw(-2,2,1)", "activation": [2, 1, 0, 0, 0], "weights": "[0,1]@1"}, "monotone"),
    ({"format": "raw(0,1,1)", "activation": [1, 0], "weights": "[-1,0]@1"}, "monotone"),
    ({"format": "sym(1,2)", "activation": "sigmoid"}, "constant_activation"),
]


@pytest.mark.parametrize(("options", "cause"), CASES, ids=lambda value: str(value)[:60])
def test_verdict_and_cause_of_worked_examples(options: dict[str, Any], cause: str | None) -> None:
    decision = decide(Model.of(**options))
    assert decision.cause == cause
    assert decision.verdict == (PROVED if cause is None else REFUTED)
    assert accepted_by_the_checker(decision)


def test_every_cause_occurs_among_the_examples() -> None:
    assert {cause for _, cause in CASES if cause} == set(CAUSES)


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ({"overflow": "wrap"}, "saturating"),
        ({"accumulate": "sequential"}, "exact_accumulation"),
        ({"weights": "[-16,16]@16"}, "zero_weight"),
        ({"weights": "[0,1,2]@1", "activation": "gelu"}, "signed_weights"),
        ({"bias": "[-5]+wide"}, None),
        ({"bias": "[8]+wide", "rounding": "half-even"}, "bias_covers_format"),
        ({"weights": "binary", "bias": "format"}, "unbounded_bias"),
        ({"output_format": "Q7.0"}, "single_format"),
        ({"input_format": "UQ3.5"}, "single_format"),
    ],
    ids=str,
)
def test_unknown_names_the_first_missing_hypothesis_and_a_model_that_can_be_decided(
    options: dict[str, Any], missing: str | None
) -> None:
    decision = decide(Model.of(**{"format": "Q3.4", "activation": "gelu", **options}))
    assert decision.missing == missing
    if missing is None:
        assert decision.verdict == PROVED
        return
    assert isinstance(decision.verdict, Unknown)
    assert decision.hypotheses[missing] is False
    assert decision.nearest is not None
    assert decision.nearest.verdict == PROVED


def test_the_smallest_gaps_between_necessary_exact_and_sufficient() -> None:
    """Both examples of theory, section 2."""
    loose = decide(Model.of(format="raw(-2,1,1)", weights="ternary", activation=[-1, -1, 1, 1]))
    assert loose.verdict == REFUTED
    assert loose.conditions.necessary is True
    strict = decide(
        Model.of(
            format="raw(-2,1,3)", weights="[-2,0,2]@3", rounding="zero", activation=[-2, 1, 1, 1]
        )
    )
    assert strict.verdict == PROVED
    assert strict.conditions.sufficient is False


def test_binary_weights_need_differences_of_gcd_one_beyond_three_values() -> None:
    three = Model.of(format="raw(-1,1,1)", weights="binary", activation=[-1, 1, 1])
    four = Model.of(format="raw(-1,2,1)", weights="binary", activation=[-1, 1, 1, 1])
    assert decide(three).verdict == PROVED
    assert decide(four).cause == "covering"


def test_conditions_are_null_where_the_arithmetic_gives_them_no_meaning() -> None:
    conditions = decide(Model.of(format="Q3.4", activation="gelu", overflow="wrap")).conditions
    assert conditions.separation is conditions.covering is conditions.necessary is None
    assert conditions.value_gcd is conditions.difference_gcd is None


def test_a_spent_budget_is_unknown_with_that_reason() -> None:
    model = Model.of(format="sym(7,300)", activation="gelu", bias="[1]+format")
    decision = decide(model, Budget(seconds=0))
    assert isinstance(decision.verdict, Unknown)
    assert "time limit" in decision.verdict.reason


def test_a_verdict_refuses_to_be_a_bool() -> None:
    with pytest.raises(TypeError, match="not a bool"):
        bool(decide(Model.of(format="Q1.1", activation="relu")).verdict)


def test_the_same_question_gives_the_same_certificate() -> None:
    first, second = (
        serialized(decide(Model.of(format="Q3.4", activation="mish")).certificate or {})
        for _ in range(2)
    )
    assert first == second


@pytest.mark.long
@pytest.mark.parametrize("spelling", ["Q7.8", "Q15.0", "Q0.15", "Q3.12", "sym(15,32768)"])
@pytest.mark.parametrize("bias", ["wide", "format"])
def test_sixteen_bit_verdicts_are_certified(spelling: str, bias: str) -> None:
    for name in ("sigmoid", "relu", "elu", "softplus", "silu", "mish", "gelu"):
        decision = decide(Model.of(format=spelling, activation=name, bias=bias))
        assert not isinstance(decision.verdict, Unknown)
        assert accepted_by_the_checker(decision)
