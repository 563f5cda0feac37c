"""The two lattices of theory, section 2: what hidden layers can add to an accumulator.

V = g_W·gcd{σ(k)}·ℤ holds every constant a hidden layer can contribute, N = g_W·gcd{σ(k)−σ(l)}·ℤ
every difference of contributions at two inputs. Both are subgroups of ℤ, so each is its generator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

from fxprove.models import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattices:
    """Generators of V and N in accumulator units, 0 for the zero lattice."""

    value_gcd: int
    difference_gcd: int

    @classmethod
    def of(cls, model: Model) -> "Lattices":
        """The lattices of a model."""
        table, weight_gcd = model.activation.table, model.weights.gcd
        return cls(
            value_gcd=weight_gcd * gcd(*table),
            difference_gcd=weight_gcd * gcd(*(entry - table[0] for entry in table)),
        )


def bezout(numbers: Sequence[int]) -> dict[int, int]:
    """Coefficients by index, none zero, with Σ coefficient·numbers[index] = gcd(numbers).

    Only numbers that make the gcd smaller take part, so at most log2 of the largest are used, and
    no coefficient is much longer than the numbers.

    >>> bezout([12, 18, 35])
    {0: 29, 1: 6, 2: -13}
    """
    coefficients: dict[int, int] = {}
    divisor = 0
    for index, number in enumerate(numbers):
        common, old, new = _extended_gcd(divisor, number)
        if common != divisor:
            coefficients = {key: old * value for key, value in coefficients.items()}
            coefficients[index] = new
            divisor = common
        if divisor == 1:
            break
    _reduce(coefficients, numbers)
    return {index: coefficient for index, coefficient in coefficients.items() if coefficient}


def _reduce(coefficients: dict[int, int], numbers: Sequence[int]) -> None:
    """Make the coefficients no longer than the numbers, keeping the sum.

    With g = gcd(a, p), trading p/g copies of a for a/g copies of p changes nothing; p is the
    largest number, so that its own coefficient stays small as well.
    """
    if not coefficients:
        return
    pivot = max(coefficients, key=lambda index: abs(numbers[index]))
    largest = numbers[pivot]
    for index, number in enumerate(numbers):
        if index in coefficients and index != pivot:
            common = gcd(number, largest)
            copies = coefficients[index] // (largest // common)
            coefficients[index] -= copies * (largest // common)
            coefficients[pivot] += copies * (number // common)


def _extended_gcd(a: int, b: int) -> tuple[int, int, int]:
    """(g, u, v) with g = gcd(a, b) ≥ 0 and u·a + v·b = g."""
    u, v, next_u, next_v = 1, 0, 0, 1
    while b:
        quotient, remainder = divmod(a, b)
        a, b = b, remainder
        u, v, next_u, next_v = next_u, next_v, u - quotient * next_u, v - quotient * next_v
    return (a, u, v) if a >= 0 else (-a, -u, -v)
