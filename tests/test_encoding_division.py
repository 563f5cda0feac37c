"""Division in steps: quotient and remainder at every dividend, by evaluation."""

import pytest

from fxprove.encoding.division import divided_in_steps
from fxprove.encoding.scripts import ScriptBuilder
from fxprove.encoding.terms import Term, add, constant
from tests.smt_evaluation import declared, evaluated


def quotient_and_remainder(
    lo: int, hi: int, divisor: int, dividends: list[int], offset: int = 0
) -> tuple[Term, Term, list[tuple[int, int]]]:
    """Both terms of (x + offset)/divisor, and their values at some x in lo…hi."""
    builder = ScriptBuilder()
    dividend = add(builder.integer("x", lo, hi), constant(offset))
    quotient, remainder = divided_in_steps(builder, "x_divided", dividend, divisor)
    builder.define("quotient", add(quotient, constant(1)))
    builder.define("remainder", add(remainder, constant(1)))
    seen = evaluated(builder.script("").text, {"x": dividends})
    values = [
        (q - 1, r - 1)
        for q, r in zip(seen.signed("quotient"), seen.signed("remainder"), strict=True)
    ]
    return quotient, remainder, values


@pytest.mark.parametrize("divisor", [2, 3, 5, 7, 10, 15, 16, 17, 100, 255])
@pytest.mark.parametrize(("lo", "hi"), [(-5000, 5000), (-8192, -1), (0, 9999), (4097, 12345)])
def test_every_dividend_is_divided_as_integers_are(lo: int, hi: int, divisor: int) -> None:
    dividends = [*range(lo, hi + 1, 3), hi]
    _, _, values = quotient_and_remainder(lo, hi, divisor, dividends)
    assert values == [divmod(x, divisor) for x in dividends]


@pytest.mark.parametrize("divisor", [3, 7, 1000, (1 << 40) + 1, (1 << 80) - 1])
@pytest.mark.parametrize("bits", [13, 16, 17, 33, 70])
def test_wide_dividends_are_divided_as_integers_are(bits: int, divisor: int) -> None:
    half = 1 << (bits - 1)
    near = [-1, 0, 1, divisor - 1, divisor, divisor + 1, -divisor, 1 - divisor, half - 1, -half]
    dividends = [x for x in near if -half <= x < half]
    dividends += [place * (half // 97) for place in range(-97, 97)]
    _, _, values = quotient_and_remainder(-half, half - 1, divisor, dividends, offset=-1)
    assert values == [divmod(x - 1, divisor) for x in dividends]


@pytest.mark.parametrize("divisor", [3, 7, 8, 1000])
def test_bounds_hold_the_quotient_and_the_remainder(divisor: int) -> None:
    builder = ScriptBuilder()
    x = builder.integer("x", -30000, 20000)
    quotient, remainder = divided_in_steps(builder, "x_divided", x, divisor)
    assert quotient.lo <= -30000 // divisor <= 20000 // divisor <= quotient.hi
    assert remainder.lo <= 0 <= divisor - 1 <= remainder.hi


def test_no_division_of_a_wide_dividend_is_wide() -> None:
    builder = ScriptBuilder()
    divided_in_steps(builder, "x_divided", builder.integer("x", -(1 << 60), 1 << 60), 7)
    text = builder.script("").text
    widths = {
        width for name, width in defined_widths(text).items() if name.startswith("x_divided_part")
    }
    assert "bvudiv" in text
    assert widths == {8}


def defined_widths(text: str) -> dict[str, int]:
    """The widths of what a script defines."""
    columns = evaluated(text, {name: [0] for name in declared(text)}).columns
    return {name: column.width for name, column in columns.items()}


def test_powers_of_two_and_narrow_dividends_are_divided_at_once() -> None:
    for width, divisor in ((40, 16), (12, 7)):
        builder = ScriptBuilder()
        x = builder.integer("x", -(1 << (width - 1)), (1 << (width - 1)) - 1)
        divided_in_steps(builder, "x_divided", x, divisor)
        assert "define-fun" not in builder.script("").text
