"""The checker's enclosures hold MPFR's values strictly inside, are narrow, and refuse the rest."""

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import gmpy2
import pytest

from fxprove.checker import enclosures


def mpfr_bounds(function: Callable[[Any], Any], x: Fraction) -> tuple[Fraction, Fraction]:
    """Rational bounds of function(x): its MPFR value at 500 bits, 2^-300 of it more and less."""
    with gmpy2.context(precision=500):
        ratio = gmpy2.mpq(function(gmpy2.mpfr(gmpy2.mpq(x.numerator, x.denominator))))
    value = Fraction(int(ratio.numerator), int(ratio.denominator))
    slack = abs(value) / 2**300
    return value - slack, value + slack


def assert_encloses(
    enclosure: enclosures.Enclosure, bounds: tuple[Fraction, Fraction], precision: int, width: int
) -> None:
    below, above = bounds
    assert enclosure.low <= below * 2**precision <= above * 2**precision <= enclosure.high
    assert enclosure.high - enclosure.low <= width


def arguments(largest: int, count: int = 150) -> list[Fraction]:
    """Positive rationals up to `largest`, half of them with a power of two below."""
    source = random.Random(largest)
    drawn = []
    for index in range(count):
        below = 2 ** source.randrange(40) if index % 2 else source.randrange(1, 10**6)
        drawn.append(Fraction(source.randrange(1, largest * below + 1), below))
    return drawn


@pytest.mark.parametrize("precision", [1, 7, 53, 64, 200])
def test_exponentials_are_enclosed_narrowly(precision: int) -> None:
    for q in arguments(60):
        enclosure = enclosures.exponential(q, precision)
        assert 0 <= enclosure.low <= enclosure.high <= 2**precision
        bounds = mpfr_bounds(lambda z: gmpy2.exp(-z), q)
        assert_encloses(enclosure, bounds, precision, 2)


@pytest.mark.parametrize("precision", [1, 7, 53, 64, 200])
def test_logarithms_are_enclosed_narrowly(precision: int) -> None:
    for q in arguments(60):
        t = enclosures.exponential(q, precision)
        enclosure = enclosures.logarithm_of_one_plus(t, precision)
        assert enclosure.low >= 0
        bounds = mpfr_bounds(lambda z: gmpy2.log1p(gmpy2.exp(-z)), q)
        assert_encloses(enclosure, bounds, precision, 40 + 2 * precision)


@pytest.mark.parametrize("precision", [1, 7, 53, 64, 200])
def test_normal_tails_are_enclosed_narrowly(precision: int) -> None:
    for x in [*arguments(1), *arguments(20)]:
        enclosure = enclosures.normal_tail(x, precision)
        assert enclosure.low >= 0
        bounds = mpfr_bounds(lambda z: gmpy2.erfc(z / gmpy2.sqrt(gmpy2.mpfr(2))) / 2, x)
        assert_encloses(enclosure, bounds, precision, 2)


@pytest.mark.parametrize("precision", [1, 7, 53, 64, 200])
def test_sines_and_cosines_are_enclosed_narrowly(precision: int) -> None:
    for x in [*arguments(2), *arguments(10**6)]:
        for signed in (x, -x):
            sine = enclosures.sine(signed, precision)
            assert_encloses(sine, mpfr_bounds(gmpy2.sin, signed), precision, 2)
            cosine = enclosures.cosine(signed, precision)
            assert_encloses(cosine, mpfr_bounds(gmpy2.cos, signed), precision, 2)
    assert enclosures.sine(Fraction(0), precision).low < 0 < enclosures.sine(Fraction(0), 9).high


@pytest.mark.parametrize("precision", [8, 64, 300, 2000])
def test_pi_is_enclosed_narrowly(precision: int) -> None:
    with gmpy2.context(precision=3000):
        ratio = gmpy2.mpq(gmpy2.const_pi())
    pi = Fraction(int(ratio.numerator), int(ratio.denominator)) * 2**precision
    enclosure = enclosures.circle_constant(precision)
    assert enclosure.low < pi < enclosure.high <= enclosure.low + 2


def test_corrections_far_below_the_precision_keep_their_sign() -> None:
    assert enclosures.exponential(Fraction(10**9), 64) == enclosures.Enclosure(0, 1)
    assert enclosures.normal_tail(Fraction(10**9), 64) == enclosures.Enclosure(0, 1)


def test_an_open_interval_is_not_empty() -> None:
    with pytest.raises(ValueError):
        enclosures.Enclosure(3, 3)


@pytest.mark.parametrize("function", [enclosures.exponential, enclosures.normal_tail])
def test_arguments_outside_the_proof_are_refused(
    function: Callable[[Fraction, int], enclosures.Enclosure],
) -> None:
    with pytest.raises(ValueError):
        function(Fraction(0), 64)
