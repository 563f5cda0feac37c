"""Writes hypothesis_violations.json: models that violate exactly one hypothesis of Theorem 2.

For each of the five hypotheses, random models with a format of 3 to 5 raw values, and the number
of functions K → K that their networks compute, by the exhaustive oracle. Deterministic.

    python -m tests.data.make_hypothesis_violations
"""

import json
import random
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from fxprove.models import Model
from fxprove.oracle import OracleLimit, representable_functions

Record = dict[str, Any]

PATH = Path(__file__).with_name("hypothesis_violations.json")
RECORDS_PER_HYPOTHESIS = 30
SEED = 20240900297

ROUNDINGS = (
    "half-even",
    "half-away",
    "half-up",
    "half-down",
    "half-zero",
    "floor",
    "ceil",
    "zero",
)
OPTIONS = ("format", "weights", "bias", "rounding", "overflow", "accumulate")


def model_of(record: Record) -> Model:
    """The model that a record spells."""
    return Model.of(
        **{option: record[option] for option in OPTIONS}, activation=tuple(record["table"])
    )


def bias_covers_format(model: Model) -> bool:
    """Whether r(B) = K."""
    reach = 4 * model.weights.scale * (model.format.size + abs(model.format.lo) + 1)
    biases = model.biases.between(-reach, reach)
    return {model.requantizer(bias) for bias in biases} == set(model.format.raws)


def generate() -> list[Record]:
    """All records, by hypothesis, each with its count of representable functions."""
    rng, records = random.Random(SEED), list[Record]()
    for violates, draw in VIOLATIONS.items():
        candidates = (draw(rng) for _ in count())
        records += _answered(violates, candidates)
    return records


def _answered(violates: str, candidates: Iterator[Record]) -> list[Record]:
    """The first candidates that violate just this hypothesis and that the oracle answers.

    At most a third of them are universal, at most a third compute fewer than 3·|K| functions.
    """
    answered: list[Record] = []
    kinds = {"universal": 0, "poor": 0, "between": -RECORDS_PER_HYPOTHESIS}
    while len(answered) < RECORDS_PER_HYPOTHESIS:
        record = next(candidates)
        model = model_of(record)
        size = model.format.size
        if violated_hypotheses(model) != [violates]:
            continue
        try:
            found = len(representable_functions(model))
        except OracleLimit:
            continue
        kind = "universal" if found == size**size else "poor" if found < 3 * size else "between"
        if kinds[kind] < RECORDS_PER_HYPOTHESIS // 3:
            kinds[kind] += 1
            counts = {"representable": found, "total": size**size}
            missing = expected_missing(violates, model)
            answered.append({"violates": violates, "missing": missing, **record, **counts})
    return answered


def expected_missing(violates: str, model: Model) -> str | None:
    """What an unknown answer has to name.

    Binary weights have a theorem of their own, which asks for all integers as biases instead.
    """
    if tuple(model.weights.raws) == (-1, 1) and model.weights.scale == 1:
        return None if model.biases.is_unbounded else "unbounded_bias"
    return violates


def violated_hypotheses(model: Model) -> list[str]:
    """Which of Theorem 2's hypotheses on the arithmetic fail for the model."""
    exact = model.accumulation.value == "exact"
    one_sign = model.weights.raws[0] >= 0 or model.weights.raws[-1] <= 0
    checks = {
        "exact_accumulation": not exact,
        "saturating": model.overflow.value != "saturate",
        "zero_weight": 0 not in model.weights,
        "signed_weights": one_sign,
        "bias_covers_format": exact and not bias_covers_format(model),
    }
    return [name for name, violated in checks.items() if violated]


def _record(rng: random.Random, weights: set[int], **options: str) -> Record:
    size = rng.choice((3, 3, 4, 4, 5))
    lo = rng.choice((0, -1, -(size // 2), 1 - size))
    scale = rng.choice((1, 1, 2, 4))
    return {
        "format": f"raw({lo},{lo + size - 1},{rng.choice((1, 1, 2, 3, 4))})",
        "weights": f"[{','.join(map(str, sorted(weights)))}]@{scale}",
        "bias": options.get("bias") or rng.choice(("wide", "format")),
        "rounding": options.get("rounding") or rng.choice(ROUNDINGS),
        "overflow": options.get("overflow", "saturate"),
        "accumulate": options.get("accumulate", "exact"),
        "table": _table(rng, lo, size),
    }


def _table(rng: random.Random, lo: int, size: int) -> list[int]:
    few = [rng.randint(lo, lo + size - 1) for _ in range(rng.choice((2, 2, 3, 5)))]
    return [rng.choice(few) for _ in range(size)]


def _two_signed(rng: random.Random) -> set[int]:
    return {rng.randint(-4, -1), 0, rng.randint(1, 4), rng.randint(-4, 4)}


def _not_exact(rng: random.Random) -> Record:
    accumulate = rng.choice(("sequential", "sequential-bias-last"))
    return _record(rng, _two_signed(rng), accumulate=accumulate, bias="format")


def _not_saturating(rng: random.Random) -> Record:
    return _record(rng, _two_signed(rng), overflow="wrap")


def _without_zero(rng: random.Random) -> Record:
    return _record(rng, rng.choice(({-1, 1}, _two_signed(rng) - {0})))


def _one_signed(rng: random.Random) -> Record:
    sign = rng.choice((-1, 1))
    return _record(rng, {0, sign * rng.randint(1, 4), sign * rng.randint(1, 4)}, bias="format")


def _not_covering(rng: random.Random) -> Record:
    offsets = sorted(rng.sample(range(-6, 7), rng.randint(1, 3)))
    bias = rng.choice(("none", f"[{','.join(map(str, offsets))}]"))
    return _record(rng, _two_signed(rng), bias=bias)


VIOLATIONS: dict[str, Callable[[random.Random], Record]] = {
    "exact_accumulation": _not_exact,
    "saturating": _not_saturating,
    "zero_weight": _without_zero,
    "signed_weights": _one_signed,
    "bias_covers_format": _not_covering,
}


def main() -> None:
    """Write the file beside this one, a record on each line."""
    lines = ",\n".join(json.dumps(record) for record in generate())
    PATH.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
