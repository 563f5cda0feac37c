"""Theorems, solver and oracle on random models: never a contradiction.

`decide_by_all` refuses to answer when two of them contradict each other in the verdict or in a
condition. What it answers must besides have a certificate that the independent checker accepts.
"""

from collections import Counter
from random import Random

import pytest

from fxprove.backends.z3_library import Z3Library
from fxprove.checking import check
from fxprove.engines import decide_by_all
from fxprove.universality import Decision
from fxprove.verdicts import PROVED, REFUTED, Unknown
from tests.random_models import model_of, random_spelling

ENUMERATED, LARGER = (3, 4, 5), (16, 21, 32)

_SPARSE: dict[str, tuple[str, ...]] = {
    "weights": ("binary", "[-3,2]@1", "[0,1,2]@2", "[-6,0,2]@4"),
    "bias": ("none", "[0,1]", "[-3,0,7]", "[1]+wide"),
}


def spelling(random: Random, sizes: tuple[int, ...]) -> dict[str, object]:
    """Often with every hypothesis; sometimes with unusual weights, biases, or both."""
    options = random_spelling(random, sizes)
    for name, choices in _SPARSE.items():
        if random.random() < 0.2:
            options[name] = random.choice(choices)
    return options


def agreed(random: Random, sizes: tuple[int, ...]) -> Decision:
    options = spelling(random, sizes)
    model = model_of(options)
    decision = decide_by_all(model, Z3Library())
    if decision.engine != "oracle":
        decided = not isinstance(decision.verdict, Unknown)
        assert (decision.solver is not None) == decided, options
        assert (decision.certificate is not None) == decided, options
    if decision.certificate is not None:
        assert check(decision.certificate, model=model) == PROVED, options
    return decision


def campaign(seed: int, enumerated: int, larger: int) -> Counter[str]:
    """The outcomes of so many models of few and of more values."""
    random = Random(seed)
    sizes = [ENUMERATED] * enumerated + [LARGER] * larger
    decisions = [agreed(random, some) for some in sizes]
    assert {decision.engine for decision in decisions} == {"theorem", "oracle"}
    return Counter(decision.cause or type(decision.verdict).__name__ for decision in decisions)


CAUSES = {"constant_activation", "fixed_point", "monotone", "separation", "covering"}


def test_two_hundred_models_without_a_contradiction() -> None:
    outcomes = campaign(seed=1, enumerated=180, larger=20)
    assert set(outcomes) == {*CAUSES, "enumeration", "Proved", "Unknown"}
    assert outcomes["Proved"] > 20


@pytest.mark.long
def test_two_thousand_models_without_a_contradiction() -> None:
    outcomes = campaign(seed=2, enumerated=1800, larger=200)
    assert set(outcomes) == {*CAUSES, "enumeration", "Proved", "Unknown"}
    assert outcomes["Proved"] > 300


def test_the_refuted_and_the_proved_are_told_apart() -> None:
    """The campaign would notice an engine that always says the same."""
    random = Random(3)
    verdicts = {agreed(random, ENUMERATED).verdict for _ in range(30)}
    assert {PROVED, REFUTED} <= verdicts
