"""The checker's activation tables: against MPFR, against values worked by hand, and on refusals."""

import doctest
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import Any

import gmpy2
import pytest

from fxprove.activations import ActivationName, correctly_rounded_table
from fxprove.checker import activation_tables, enclosures
from fxprove.checker.activation_tables import (
    ACTIVATION_NAMES,
    PrecisionExhausted,
    UnknownActivation,
    recomputed_table,
)
from fxprove.checker.arithmetic import ROUNDINGS
from fxprove.formats import Format
from fxprove.rounding import Overflow, Rounding

HALF = Fraction(1, 2)

SMALL_FORMATS = [(-16, 15, 4), (-7, 7, 3), (-8, 7, 1), (0, 31, 8), (-32, 31, 64), (-3, 90, 5)]

THEORY_NAMES = [
    "relu", "sigmoid", "tanh", "elu", "softplus", "silu", "mish", "gelu", "selu", "step",
    "sign", "sign0", "hardtanh", "relu6", "hardsigmoid", "hardswish", "leaky_relu", "identity",
    "abs", "square", "sin", "cos", "gaussian",
]  # fmt: skip

PARAMETERS = {
    "elu": [(), (Fraction(3, 2),), (Fraction(-1, 3),), (Fraction(0),)],
    "leaky_relu": [(), (Fraction(1, 4),), (Fraction(-2, 3),)],
}


def table(
    name: str,
    form: tuple[int, int, int],
    rounding: str,
    overflow: str = "saturate",
    parameters: tuple[Fraction, ...] = (),
) -> list[int]:
    lo, hi, scale = form
    return recomputed_table(
        name, parameters, lo=lo, hi=hi, scale=scale, rounding=rounding, overflow=overflow
    )


def entry(name: str, raw: int, scale: int, rounding: str) -> int:
    """One entry, unsaturated."""
    [value] = recomputed_table(
        name,
        (),
        lo=raw,
        hi=raw,
        scale=scale,
        target=(-(10**12), 10**12, scale),
        rounding=rounding,
        overflow="saturate",
    )
    return value


# The second opinion: MPFR at many bits for the value, and the modes as they are defined in words.

MODES: dict[str, Callable[[Fraction], int]] = {
    "half-even": round,
    "half-away": lambda v: floor(v + HALF) if v >= 0 else ceil(v - HALF),
    "half-up": lambda v: floor(v + HALF),
    "half-down": lambda v: ceil(v - HALF),
    "half-zero": lambda v: ceil(v - HALF) if v >= 0 else floor(v + HALF),
    "floor": floor,
    "ceil": ceil,
    "zero": int,
}

BITS = 900


def exact(value: Any) -> Fraction:
    """An MPFR number, an integer or a fraction as the fraction it is."""
    if isinstance(value, int | Fraction):
        return Fraction(value)
    ratio = gmpy2.mpq(value)
    return Fraction(int(ratio.numerator), int(ratio.denominator))


@cache
def mpfr_sigma(name: str, x: Fraction, parameters: tuple[Fraction, ...]) -> Fraction:
    """σ(x) to about `BITS` bits, exactly where the MPFR value is exact."""
    with gmpy2.context(precision=BITS):
        z = gmpy2.mpfr(gmpy2.mpq(x.numerator, x.denominator))
        one, root2 = gmpy2.mpfr(1), gmpy2.sqrt(gmpy2.mpfr(2))
        selu_slope = Fraction(10507009873554804934193349852946, 10**31)
        selu_depth = selu_slope * Fraction(16732632423543772848170429916717, 10**31)
        a = parameters[0] if parameters else Fraction(1)
        leak = parameters[0] if parameters else Fraction(1, 100)
        unit = max(Fraction(0), min(Fraction(1), x / 6 + HALF))
        values: dict[str, Callable[[], Any]] = {
            "sigmoid": lambda: one / (1 + gmpy2.exp(-z)),
            "tanh": lambda: gmpy2.tanh(z),
            "softplus": lambda: gmpy2.log1p(gmpy2.exp(z)),
            "silu": lambda: z / (1 + gmpy2.exp(-z)),
            "mish": lambda: z * gmpy2.tanh(gmpy2.log1p(gmpy2.exp(z))),
            "gelu": lambda: z * gmpy2.erfc(-z / root2) / 2,
            "elu": lambda: x if x >= 0 else a * exact(gmpy2.expm1(z)),
            "selu": lambda: selu_slope * x if x >= 0 else selu_depth * exact(gmpy2.expm1(z)),
            "sin": lambda: gmpy2.sin(z),
            "cos": lambda: gmpy2.cos(z),
            "gaussian": lambda: gmpy2.exp(-z * z),
            "relu": lambda: x if x > 0 else 0,
            "leaky_relu": lambda: x if x >= 0 else leak * x,
            "step": lambda: int(x >= 0),
            "sign": lambda: 1 if x >= 0 else -1,
            "sign0": lambda: 0 if x == 0 else x / abs(x),
            "hardtanh": lambda: sorted((Fraction(-1), x, Fraction(1)))[1],
            "relu6": lambda: sorted((Fraction(0), x, Fraction(6)))[1],
            "hardsigmoid": lambda: unit,
            "hardswish": lambda: x * unit,
            "identity": lambda: x,
            "abs": lambda: -x if x < 0 else x,
            "square": lambda: x**2,
        }
        return exact(values[name]())


def mpfr_table(
    name: str,
    parameters: tuple[Fraction, ...],
    form: tuple[int, int, int],
    rounding: str,
    overflow: str,
) -> list[int]:
    lo, hi, scale = form
    entries = []
    for raw in range(lo, hi + 1):
        k = MODES[rounding](scale * mpfr_sigma(name, Fraction(raw, scale), parameters))
        if overflow == "saturate":
            entries.append(min(max(k, lo), hi))
        else:
            entries.append((k - lo) % (hi - lo + 1) + lo)
    return entries


def test_the_names_are_those_of_the_theory() -> None:
    assert sorted(ACTIVATION_NAMES) == sorted(THEORY_NAMES)


@pytest.mark.parametrize("name", THEORY_NAMES)
@pytest.mark.parametrize("form", SMALL_FORMATS)
def test_tables_are_those_of_mpfr(name: str, form: tuple[int, int, int]) -> None:
    for parameters in PARAMETERS.get(name, [()]):
        for rounding in ROUNDINGS:
            overflow = "wrap" if rounding == "floor" else "saturate"
            assert table(name, form, rounding, overflow, parameters) == mpfr_table(
                name, parameters, form, rounding, overflow
            )


@pytest.mark.parametrize("name", THEORY_NAMES)
@pytest.mark.parametrize("form", [*SMALL_FORMATS, (-128, 127, 16), (-128, 127, 1)])
def test_tables_are_those_of_the_prover(name: str, form: tuple[int, int, int]) -> None:
    lo, hi, scale = form
    format_ = Format(lo=lo, hi=hi, scale=scale)
    for parameters in PARAMETERS.get(name, [()]):
        for rounding in Rounding:
            for overflow in Overflow if lo > -128 else (Overflow.SATURATE,):
                ours = table(name, form, rounding.value, overflow.value, parameters)
                theirs = correctly_rounded_table(
                    ActivationName(name=name, parameters=parameters),
                    source=format_,
                    target=format_,
                    rounding=rounding,
                    overflow=overflow,
                )
                assert ours == list(theirs), (parameters, rounding, overflow)


@pytest.mark.parametrize("name", THEORY_NAMES)
def test_another_target_is_rounded_and_overflows_there(name: str) -> None:
    source, target = Format(lo=-20, hi=20, scale=3), Format(lo=-9, hi=12, scale=7)
    for rounding in Rounding:
        for overflow in Overflow:
            ours = recomputed_table(
                name,
                (),
                lo=source.lo,
                hi=source.hi,
                scale=source.scale,
                target=(target.lo, target.hi, target.scale),
                rounding=rounding.value,
                overflow=overflow.value,
            )
            theirs = correctly_rounded_table(
                ActivationName(name=name),
                source=source,
                target=target,
                rounding=rounding,
                overflow=overflow,
            )
            assert ours == list(theirs)


@pytest.mark.long
@pytest.mark.parametrize("name", THEORY_NAMES)
@pytest.mark.parametrize("scale", [1, 256, 4096, 32768])
def test_sixteen_bit_tables_are_those_of_the_prover(name: str, scale: int) -> None:
    format_ = Format(lo=-32768, hi=32767, scale=scale)
    for rounding in (Rounding.HALF_EVEN, Rounding.FLOOR, Rounding.CEIL):
        ours = table(name, (-32768, 32767, scale), rounding.value)
        theirs = correctly_rounded_table(
            ActivationName(name=name),
            source=format_,
            target=format_,
            rounding=rounding,
            overflow=Overflow.SATURATE,
        )
        assert ours == list(theirs)


# By hand.

DOWN = {"half-even": 0, "half-away": 1, "half-up": 1, "half-down": 0, "half-zero": 0}


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_sigmoid_of_zero_is_a_tie_at_odd_scales(rounding: str) -> None:
    at_one = {**DOWN, "floor": 0, "ceil": 1, "zero": 0}[rounding]
    at_three = {**DOWN, "half-even": 1, "floor": 0, "ceil": 1, "zero": 0}[rounding] + 1
    assert entry("sigmoid", 0, 1, rounding) == at_one
    assert entry("sigmoid", 0, 3, rounding) == at_three
    assert entry("sigmoid", 0, 2, rounding) == 1


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        # x = raw at scale 1, and floor, ceil, zero, half-even of σ(x).
        ("gelu", 128, (127, 128, 127, 128)),
        ("gelu", 1024, (1023, 1024, 1023, 1024)),
        ("gelu", 10**6, (10**6 - 1, 10**6, 10**6 - 1, 10**6)),
        ("gelu", -128, (-1, 0, 0, 0)),
        ("gelu", -(10**6), (-1, 0, 0, 0)),
        ("silu", 1000, (999, 1000, 999, 1000)),
        ("silu", -1000, (-1, 0, 0, 0)),
        ("mish", 1000, (999, 1000, 999, 1000)),
        ("mish", -1000, (-1, 0, 0, 0)),
        ("softplus", 100, (100, 101, 100, 100)),
        ("softplus", 10**5, (10**5, 10**5 + 1, 10**5, 10**5)),
        ("softplus", -100, (0, 1, 0, 0)),
        ("softplus", 0, (0, 1, 0, 1)),  # ln 2 = 0.69…
        ("tanh", 50, (0, 1, 0, 1)),
        ("tanh", -50, (-1, 0, 0, -1)),
        ("tanh", -(10**9), (-1, 0, 0, -1)),
        ("sigmoid", 50, (0, 1, 0, 1)),
        ("sigmoid", -50, (0, 1, 0, 0)),
        ("elu", -100, (-1, 0, 0, -1)),
        ("selu", -100, (-2, -1, -1, -2)),  # -1.758…
        ("gaussian", 10**4, (0, 1, 0, 0)),
        ("gaussian", 0, (1, 1, 1, 1)),
        ("sin", 22, (-1, 0, 0, 0)),  # 22 is a little more than 7π
        ("sin", 355, (-1, 0, 0, 0)),  # 355/113 is a little more than π
        ("cos", 355, (-1, 0, 0, -1)),
        ("cos", 710, (0, 1, 0, 1)),
    ],
)
def test_the_sign_of_a_tiny_correction_decides(
    name: str, raw: int, expected: tuple[int, ...]
) -> None:
    modes = ("floor", "ceil", "zero", "half-even")
    assert tuple(entry(name, raw, 1, mode) for mode in modes) == expected


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_next_to_a_tie_the_side_decides(rounding: str) -> None:
    """elu(a) tends to -a: to -1/2 from above for a = 1/2, to 1/2 from below for a = -1/2."""
    for a, expected in ((HALF, {"floor": -1}), (-HALF, {"ceil": 1})):
        [value] = recomputed_table(
            "elu",
            (a,),
            lo=-500,
            hi=-500,
            scale=1,
            target=(-9, 9, 1),
            rounding=rounding,
            overflow="saturate",
        )
        assert value == expected.get(rounding, 0)


def test_saturation_and_wrap_follow_the_rounding() -> None:
    assert table("abs", (-2, 1, 1), "floor") == [1, 1, 0, 1]
    assert table("abs", (-2, 1, 1), "floor", "wrap") == [-2, 1, 0, 1]
    assert table("square", (-3, 3, 2), "half-even", "wrap") == [-3, 2, 0, 0, 0, 2, -3]
    assert table("cos", (0, 0, 1), "floor") == [0]


def test_the_deadline_is_asked_before_every_entry() -> None:
    asked: list[int] = []

    def deadline() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        recomputed_table(
            "relu", (), lo=0, hi=9, scale=1, rounding="floor", overflow="wrap", deadline=deadline
        )
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("name", "parameters"), [("swish", ()), ("relu", (HALF,)), ("elu", (HALF, HALF))]
)
def test_an_unknown_name_or_parameter_count_is_refused(
    name: str, parameters: tuple[Fraction, ...]
) -> None:
    with pytest.raises(UnknownActivation):
        table(name, (0, 1, 1), "floor", "saturate", parameters)


@pytest.mark.parametrize(
    ("form", "rounding", "overflow"),
    [
        ((0, 1, 1), "nearest", "saturate"),
        ((0, 1, 1), "floor", "clip"),
        ((0, 1, 0), "floor", "saturate"),
        ((1, 0, 1), "floor", "saturate"),
    ],
)
def test_a_meaningless_request_is_refused(
    form: tuple[int, int, int], rounding: str, overflow: str
) -> None:
    with pytest.raises(ValueError):
        table("relu", form, rounding, overflow)


def test_an_undecided_entry_is_named_and_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """tanh(2^-200) differs from 2^-200 by 2^-600/3, too little for 500 bits."""
    monkeypatch.setattr(activation_tables, "PRECISION_CAP", 500)
    with pytest.raises(PrecisionExhausted, match=r"tanh\(1/") as caught:
        entry("tanh", 1, 2**200, "floor")
    error = caught.value
    assert (error.name, error.raw, error.scale, error.precision) == ("tanh", 1, 2**200, 500)
    monkeypatch.undo()
    assert entry("tanh", 1, 2**200, "floor") == 0
    assert entry("tanh", 1, 2**200, "ceil") == 1


@pytest.mark.parametrize("name", THEORY_NAMES)
def test_no_entry_depends_on_the_first_precision(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = [table(name, (-40, 40, 8), rounding) for rounding in ("half-even", "floor")]
    monkeypatch.setattr(activation_tables, "_MARGIN", 1)
    assert usual == [table(name, (-40, 40, 8), rounding) for rounding in ("half-even", "floor")]


def test_a_rational_value_is_no_correction() -> None:
    with pytest.raises(ValueError):
        activation_tables._Corrected(
            base=HALF, factor=Fraction(0), correction=lambda p: enclosures.Enclosure(0, 1)
        )


def test_the_example_in_the_docstring_holds() -> None:
    assert doctest.testmod(activation_tables).failed == 0
