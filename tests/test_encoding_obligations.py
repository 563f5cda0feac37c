"""Obligations for formats and fractions that encodings/ does not have, and their totality."""

import re

import pytest

from fxprove.arithmetic import Requantizer
from fxprove.encoding.obligations import (
    activation_is_defined,
    neuron_is_defined,
    requantizer_is_defined,
)
from fxprove.encoding.scripts import Satisfiability
from fxprove.formats import Format
from fxprove.models import Activation, Model
from fxprove.rounding import Accumulation, Overflow, Rounding
from tests.smt_solvers import solve_text

SECONDS = 600.0

LOPSIDED = [
    Format(lo=-128, hi=-127, scale=1), Format(lo=100, hi=104, scale=1), Format(lo=0, hi=0, scale=1),
    Format(lo=-3, hi=9, scale=1), Format(lo=7, hi=7, scale=1),
]  # fmt: skip


def requantizer(
    target: Format, fraction: tuple[int, int], rounding: Rounding, overflow: Overflow
) -> Requantizer:
    return Requantizer(
        target=target,
        numerator=fraction[0],
        denominator=fraction[1],
        rounding=rounding,
        overflow=overflow,
    )


@pytest.mark.parametrize("overflow", Overflow)
@pytest.mark.parametrize("target", LOPSIDED, ids=str)
def test_the_encoding_is_the_definition_for_formats_far_from_zero(
    target: Format, overflow: Overflow
) -> None:
    for fraction in ((1, 1), (1, 6), (5, 4), (300, 7)):
        for rounding in (Rounding.HALF_EVEN, Rounding.HALF_ZERO, Rounding.CEIL):
            script = requantizer_is_defined(requantizer(target, fraction, rounding, overflow), 7)
            assert script.status is Satisfiability.UNSAT
            assert solve_text("bitwuzla", script.text, SECONDS) == "unsat"


@pytest.mark.parametrize("target", LOPSIDED, ids=str)
def test_every_accumulator_has_a_wrapped_value(target: Format) -> None:
    # an obligation that asks for a value which need not exist would hold for that reason
    for fraction in ((1, 1), (1, 6), (300, 7)):
        subject = requantizer(target, fraction, Rounding.FLOOR, Overflow.WRAP)
        text = requantizer_is_defined(subject, 7).text
        found = re.search(r"\(is_wrapped .*? value turns\)", text.splitlines()[-2])
        assert found
        for accumulator in (-64, -1, 0, 63):
            at = f"(_ bv{accumulator % 128} 7)"
            total = f"(assert {found[0]})\n(assert (= accumulator {at}))\n(check-sat)\n"
            total = "\n".join(text.splitlines()[:-2]) + "\n" + total
            assert solve_text("bitwuzla", total, SECONDS) == "sat"


@pytest.mark.parametrize("spelling", ["raw(-900,-890,1)", "raw(5,11,3)", "UQ3.2", "sym(4,5)"])
def test_activations_are_defined_on_formats_far_from_zero(spelling: str) -> None:
    for name in ("relu", "relu6", "sign0", "abs"):
        script = activation_is_defined(Activation.named(name, Format.parse(spelling)))
        assert solve_text("bitwuzla", script.text, SECONDS) == "unsat"


@pytest.mark.parametrize("accumulation", Accumulation)
def test_neurons_are_defined_for_weights_of_another_scale(accumulation: Accumulation) -> None:
    model = Model.of(
        format="raw(-2,3,1)",
        activation="relu",
        weights="[-4,-1,0,3]@3",
        bias="format",
        rounding="half-away",
        accumulate=accumulation,
    )
    script = neuron_is_defined(model, 3)
    assert solve_text("bitwuzla", script.text, SECONDS) == "unsat"
