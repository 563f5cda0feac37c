"""The functions that networks are built for in `construct.py` and `construct_times.py`.

All are functions of raw integers, rounded half to even and clamped to the format; one(format) is
the raw integer of 1.0, or the largest there is.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from math import prod, sin
from random import Random

from fxprove.formats import Format
from fxprove.functions import Function
from fxprove.requirements import Requirement

Point = tuple[int, ...]

MOST_SEEDS = 10
"""Random functions are called `random 0` … `random 9`."""


def requirement(fmt: Format, inputs: int, name: str) -> Requirement:
    """The function of this name on all inputs."""
    points = list(product(fmt.raws, repeat=inputs))
    kind, _, seed = name.partition(" ")
    if kind == "random":
        values = random_values(fmt, len(points), int(seed))
    else:
        values = [_clamped(fmt, value) for value in _STRUCTURED[kind](fmt, points)]
    return Requirement.of(Function(format=fmt, inputs=inputs, values=tuple(values)))


def random_values(fmt: Format, count: int, seed: int) -> list[int]:
    """Uniform and independent, by `random.Random(seed)` in the order of a function file."""
    random = Random(seed)
    return [random.randint(fmt.lo, fmt.hi) for _ in range(count)]


def one(fmt: Format) -> int:
    """1.0, or the largest value where that is less."""
    return min(fmt.hi, fmt.scale)


def _clamped(fmt: Format, value: int | Fraction) -> int:
    return max(fmt.lo, min(fmt.hi, round(value)))


def _products(fmt: Format, points: Sequence[Point]) -> list[Fraction]:
    return [Fraction(prod(point), fmt.scale ** (len(point) - 1)) for point in points]


def _one_hot(fmt: Format, points: Sequence[Point]) -> list[int]:
    """1.0 at one input, chosen by seed 0."""
    place = Random(0).randrange(len(points))
    return [one(fmt) if index == place else 0 for index in range(len(points))]


def _thresholds(fmt: Format, points: Sequence[Point]) -> list[int]:
    """1.0 where x + y > 0."""
    return [one(fmt) if sum(point) > 0 else 0 for point in points]


def _sines(fmt: Format, points: Sequence[Point]) -> list[int]:
    """In floating point; of sin(3x) no value here is so near to a tie that this matters."""
    return [round(fmt.scale * sin(3 * x / fmt.scale)) for (x,) in points]


_STRUCTURED: dict[str, Callable[[Format, Sequence[Point]], Sequence[int | Fraction]]] = {
    "max": lambda fmt, points: [max(point) for point in points],
    "min": lambda fmt, points: [min(point) for point in points],
    "abs(a−b)": lambda fmt, points: [abs(a - b) for a, b in points],
    "product": _products,
    "threshold": _thresholds,
    "one-hot": _one_hot,
    "checkerboard": lambda fmt, points: [one(fmt) * (sum(point) % 2) for point in points],
    "square": lambda fmt, points: [Fraction(x * x, fmt.scale) for (x,) in points],
    "sin(3x)": _sines,
}
