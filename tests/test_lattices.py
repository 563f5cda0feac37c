"""Generators of V and N, and the combinations that certify them."""

from math import gcd

from hypothesis import given
from hypothesis import strategies as st

from fxprove.lattices import Lattices, bezout
from fxprove.models import Model

INTEGERS = st.lists(st.integers(-(10**12), 10**12), max_size=12)


@given(INTEGERS)
def test_a_combination_gives_the_gcd_with_no_zero_coefficient(numbers: list[int]) -> None:
    coefficients = bezout(numbers)
    assert sum(c * numbers[i] for i, c in coefficients.items()) == gcd(*numbers)
    assert 0 not in coefficients.values()


@given(INTEGERS)
def test_a_combination_uses_few_numbers(numbers: list[int]) -> None:
    assert len(bezout(numbers)) <= 1 + max((abs(n) for n in numbers), default=0).bit_length()


def test_the_lattices_include_the_gcd_of_the_weights() -> None:
    model = Model.of(format="raw(-2,1,1)", weights="[-6,0,4]@1", activation=[-1, -1, 1, 1])
    assert Lattices.of(model) == Lattices(value_gcd=2, difference_gcd=4)


def test_a_constant_activation_has_the_zero_lattice_of_differences() -> None:
    model = Model.of(format="raw(0,2,1)", activation=[2, 2, 2])
    assert Lattices.of(model) == Lattices(value_gcd=2, difference_gcd=0)


def test_zero_among_the_values_makes_both_lattices_equal() -> None:
    lattices = Lattices.of(Model.of(format="Q3.4", activation="sign0"))
    assert lattices.value_gcd == lattices.difference_gcd == 16
