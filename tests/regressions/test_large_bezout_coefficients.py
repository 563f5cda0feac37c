"""Bézout coefficients grew with every number until the certificate could not be read back."""

from math import prod

from fxprove.certificates import serialized
from fxprove.checker import strict_json
from fxprove.checker.verification import verify
from fxprove.lattices import bezout
from fxprove.models import Model
from fxprove.universality import decide

PRIMES = [p for p in range(2, 114) if all(p % q for q in range(2, p))]


def test_coefficients_are_no_longer_than_the_numbers() -> None:
    product = prod(PRIMES)
    numbers = [product // p for p in PRIMES] + [-product]
    combination = bezout(numbers)
    assert sum(c * numbers[i] for i, c in combination.items()) == 1
    assert max(map(abs, combination.values())) <= len(numbers) * product


def test_a_certificate_with_such_weights_is_read_back() -> None:
    product = prod(PRIMES)
    weights = sorted([*(product // p for p in PRIMES), 0, -product])
    model = Model.of(format="Q3.0", activation="relu", weights=f"{weights}@1")
    certificate = decide(model).certificate
    assert certificate is not None
    assert verify(strict_json.loads(serialized(certificate))).statement == "universal"
