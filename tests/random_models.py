"""Random tiny models for tests that compare engines; seeded, so that failures repeat."""

from random import Random

from fxprove.models import Model
from fxprove.rounding import Rounding


def random_spelling(random: Random, sizes: tuple[int, ...]) -> dict[str, object]:
    """Options of a model that satisfies the hypotheses of Theorem 2, or nearly so."""
    size = random.choice(sizes)
    lo = random.choice((-size + 1, -size // 2, -2, -1, 0, 1))
    values = range(lo, lo + size)
    scale = random.choice((1, 1, 2, 3, 4, 5, 8))
    weight_scale = random.choice((1, 2, 3, 4, 8))
    listed = sorted({0, *random.sample(range(-8, 9), random.randint(1, 4))})
    some = random.sample(values, min(size, random.choice((2, 2, 3))))
    return {
        "format": f"raw({lo},{lo + size - 1},{scale})",
        "weights": random.choice(("format", "ternary", f"{listed}@{weight_scale}")),
        "bias": random.choice(("wide", "wide", "format", "format", "accumulator", "[-1,2]+format")),
        "rounding": random.choice(list(Rounding)).value,
        "activation": [random.choice(some) for _ in values],
    }


def model_of(spelling: dict[str, object]) -> Model:
    """The model with these options."""
    return Model.of(**spelling)  # type: ignore[arg-type]
