"""The theorems against the exhaustive oracle, which knows none of them.

For each random model the whole set of unary functions that networks compute is listed by the
oracle and predicted from Theorem 2: single affine layers, and functions that are constant on the
classes of ~ with all values in one r(c + N). The prediction is made here by brute force over the
definitions, so that it shares no code with the prover either.
"""

from collections import Counter
from itertools import product
from math import gcd
from random import Random

import pytest

from fxprove.models import Model
from fxprove.oracle import OracleLimit, representable_functions
from fxprove.universality import decide
from fxprove.verdicts import PROVED, REFUTED, Unknown
from tests.random_models import model_of, random_spelling

Values = tuple[int, ...]


def effective_biases(model: Model) -> list[int]:
    """Biases that can matter to a first layer on one input."""
    largest = max(abs(model.format.lo), abs(model.format.hi))
    reach = model.weights.largest_magnitude * largest + model.weights.scale * (largest + 2)
    return model.biases.between(-reach, reach)


def affine_functions(model: Model) -> set[Values]:
    """What single layers compute on one input."""
    return {
        tuple(model.neuron((x,), (w,), b) for x in model.format.raws)
        for w in model.weights.raws
        for b in effective_biases(model)
    }


def predicted_functions(model: Model) -> set[Values]:
    """The representable unary functions according to Theorem 2."""
    layer = affine_functions(model)
    table = model.activation.table
    if len(set(table)) == 1:
        return layer | {(v,) * model.format.size for v in model.format.raws}
    hidden = {tuple(model.activation(raw) for raw in values) for values in layer}
    signatures = list(zip(*hidden, strict=True))
    weight_gcd = gcd(*model.weights.raws)
    n = weight_gcd * gcd(*(entry - table[0] for entry in table))
    v = weight_gcd * gcd(*table)
    reach = 2 * (model.weights.scale + n) * (model.format.size + abs(model.format.lo) + 3)
    predicted = set(layer)
    for residue in range(n):
        in_sum = any((residue - bias) % v == 0 for bias in effective_biases(model))
        if not in_sum:
            continue
        image = {model.requantizer(c) for c in range(residue - n * (reach // n + 1), reach + n, n)}
        for values in product(sorted(image), repeat=model.format.size):
            classes = dict(zip(signatures, values, strict=True))
            if all(classes[s] == value for s, value in zip(signatures, values, strict=True)):
                predicted.add(values)
    return predicted


def compare(count: int, sizes: tuple[int, ...], seed: int) -> Counter[str]:
    """Compare the verdict, the prediction and the oracle's list on `count` random models."""
    random, seen = Random(seed), Counter[str]()
    while seen["models"] < count:
        spelling = random_spelling(random, sizes)
        model = model_of(spelling)
        decision = decide(model)
        if isinstance(decision.verdict, Unknown):
            continue
        try:
            listed = representable_functions(model)
        except OracleLimit:
            seen["beyond the oracle"] += 1
            continue
        total = model.format.size**model.format.size
        seen["models"] += 1
        seen[str(decision.cause)] += 1
        if decision.verdict == PROVED:
            assert len(listed) == total, spelling
        else:
            assert decision.verdict == REFUTED
            function = decision.counterexample
            assert function is not None
            assert function.inputs > 1 or function.values not in listed, spelling
            if model.format.size > 2:
                assert len(listed) < total, spelling
        if all(decision.hypotheses.values()):
            assert predicted_functions(model) == listed, spelling
            seen["whole sets"] += 1
            seen["functions"] += total
    return seen


def test_verdicts_and_whole_representable_sets_agree_with_the_oracle() -> None:
    seen = compare(500, (2, 3, 3, 3, 4), seed=20260101)
    assert seen["whole sets"] >= 300
    assert seen["functions"] >= 200
    for cause in ("None", "covering", "separation"):
        assert seen[cause] >= 20


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_models_agree_with_the_oracle(seed: int) -> None:
    seen = compare(1000, (2, 3, 3, 4, 4, 5), seed=seed)
    assert seen["models"] == 1000
