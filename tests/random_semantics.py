"""Random requantizers, tables and neurons for tests, and the smallest difference by definition."""

from collections.abc import Collection, Iterable
from itertools import product
from random import Random

from fxprove.formats import Format
from fxprove.models import Activation
from fxprove.requantizers import StagedRequantizer, parse_requantizer
from fxprove.rounding import Accumulation, Overflow, Rounding
from fxprove.semantics import Point, Semantics, evaluate, parse_semantics

ROUNDINGS = [mode.value for mode in Rounding]
HLS = ["", ",AP_TRN,AP_WRAP", ",AP_RND_CONV,AP_SAT", ",AP_RND,AP_SAT_SYM", ",AP_TRN_ZERO"]


def smallest_by_definition(
    left: Semantics, right: Semantics, points: Iterable[Point], excluded: Collection[Point] = ()
) -> Point | None:
    """Least maximum |x|; then for one integer the positive, for vectors the first."""
    best: Point | None = None
    for point in points:
        if point in excluded or evaluate(left, point) == evaluate(right, point):
            continue
        if best is None or is_smaller(point, best):
            best = point
    return best


def is_smaller(point: Point, other: Point) -> bool:
    sizes = max(abs(x) for x in point), max(abs(x) for x in other)
    if sizes[0] != sizes[1]:
        return sizes[0] < sizes[1]
    return point > other if len(point) == 1 else point < other


def points_of(box: Iterable[tuple[int, int]]) -> list[Point]:
    return list(product(*(range(lo, hi + 1) for lo, hi in box)))


def random_requantizers(random: Random) -> tuple[StagedRequantizer, StagedRequantizer]:
    """Two with targets of one scale: most often alike but for one mode, stage or target."""
    left = random_spelling(random)
    right = random_spelling(random)
    stages, target, overflow = left
    match random.randrange(5):
        case 0:
            right = (right[0], target, overflow)
        case 1:
            right = ([*stages[:-1], random_stage(random)], target, overflow)
        case 2:
            right = (stages, right[1], overflow)
        case 3:
            right = (stages, target, random.choice(("saturate", "wrap")))
    spellings = (f"{','.join(s)}/{t}/{o}" for s, t, o in (left, right))
    a, b = map(parse_requantizer, spellings)
    return a, b


def random_spelling(random: Random) -> tuple[list[str], str, str]:
    """Stages, a target of scale 1, an overflow mode."""
    lo = random.choice((-4, -3, -2, -1, 0, 1, 3, -7))
    stages = [random_stage(random) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    target = f"raw({lo},{lo + random.randint(0, 4)},1)"
    return stages, target, random.choice(("saturate", "wrap"))


def random_stage(random: Random) -> str:
    ratio = f"{random.randint(1, 6)}"
    if random.random() < 0.4:
        ratio = f"{random.randint(1, 5)}:{ratio}"
    return f"{random.choice(ROUNDINGS)}/{ratio}"


def random_hls_requantizers(random: Random) -> tuple[StagedRequantizer, StagedRequantizer]:
    """Two onto HLS formats of one width, whose names carry the modes."""
    mode = {"": "floor", ",AP_TRN,AP_WRAP": "floor", ",AP_RND_CONV,AP_SAT": "half-even",
            ",AP_RND,AP_SAT_SYM": "half-up", ",AP_TRN_ZERO": "zero"}  # fmt: skip
    divisor, unsigned = random.choice((2, 4, 8)), random.choice(("", "u"))
    suffixes = random.choice(HLS), random.choice(HLS)
    a, b = (
        parse_requantizer(f"{mode[suffix]}/{divisor}/ap_{unsigned}fixed<4,2{suffix}>")
        for suffix in suffixes
    )
    return a, b


def random_tables(random: Random) -> tuple[Activation, Activation]:
    lo = random.choice((-5, -3, 0, 2, -9))
    format_ = Format(lo=lo, hi=lo + random.randint(0, 8), scale=2)
    table = [random.choice(format_.raws) for _ in format_.raws]
    other = list(table)
    for _ in range(random.choice((0, 1, 1, 3))):
        other[random.randrange(len(other))] = random.choice(format_.raws)
    return Activation.from_table(table, format_), Activation.from_table(other, format_)


def random_neurons(random: Random) -> tuple[Semantics, Semantics]:
    """Two neurons of the same two weights, with modes of their own."""
    format_ = random.choice(("raw(-3,4,2)", "raw(0,5,3)", "raw(-4,3,4)", "raw(1,4,2)"))
    row = [random.randint(-5, 5) for _ in range(random.choice((1, 2, 2)))]
    bias = random.choice(Format.parse(format_).raws)
    a, b = (
        parse_semantics(
            f"neuron:{row}{bias:+d}/{format_}/{random.choice(ROUNDINGS)}/"
            f"{random.choice([mode.value for mode in Overflow])}/"
            f"{random.choice([mode.value for mode in Accumulation])}"
        )
        for _ in range(2)
    )
    return a, b
