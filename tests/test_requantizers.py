"""Requantizers in stages: what they compute, where that is decided, and how they are written."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from math import ceil, floor
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.arithmetic import Requantizer
from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.requantizers import (
    MOST_STAGES,
    Stage,
    StagedRequantizer,
    agreement_length,
    decisive_window,
    double_rounding,
    int32_accumulators,
    parse_requantizer,
    single_rounding,
)
from fxprove.rounding import Overflow, Rounding
from tests.by_definition import rounded

parse = parse_requantizer


def same(a: StagedRequantizer, b: StagedRequantizer, accumulators: Iterable[int]) -> bool:
    return all(a(x) == b(x) for x in accumulators)


# --- What a stage and a requantizer compute -------------------------------------------------------


@given(st.integers(-200, 200), st.integers(1, 12), st.integers(1, 12), st.sampled_from(Rounding))
def test_a_stage_rounds_the_exact_fraction(x: int, p: int, q: int, mode: Rounding) -> None:
    assert Stage(numerator=p, denominator=q, rounding=mode)(x) == rounded(x * p, q, mode.value)


def test_a_stage_is_kept_in_lowest_terms() -> None:
    stage = Stage(numerator=6, denominator=4, rounding=Rounding.FLOOR)
    assert (stage.numerator, stage.denominator) == (3, 2)
    assert stage == Stage(numerator=3, denominator=2, rounding=Rounding.FLOOR)


@pytest.mark.parametrize(
    ("numerator", "denominator"), [(0, 1), (1, 0), (-1, 2), (1, -2), (True, 2), (1, 2.0)]
)
def test_a_stage_that_is_no_positive_fraction_is_refused(numerator: Any, denominator: Any) -> None:
    with pytest.raises(InputError, match=r"stage .*: expected a positive integer"):
        Stage(numerator=numerator, denominator=denominator, rounding=Rounding.FLOOR)


def test_a_requantizer_has_a_stage_and_not_too_many() -> None:
    stage = Stage(numerator=1, denominator=2, rounding=Rounding.FLOOR)
    for count in (0, MOST_STAGES + 1):
        with pytest.raises(InputError, match=f"expected 1 to {MOST_STAGES} stages, found {count}"):
            StagedRequantizer(
                stages=(stage,) * count, target=Format.parse("Q1.1"), overflow=Overflow.WRAP
            )


@pytest.mark.parametrize("overflow", Overflow)
@pytest.mark.parametrize("rounding", Rounding)
def test_a_requantizer_in_one_stage_is_the_requantizer(
    rounding: Rounding, overflow: Overflow
) -> None:
    for source, weight, target in ((4, 4, "Q1.1"), (3, 2, "raw(-2,5,4)"), (1, 1, "UQ2.0")):
        one = Requantizer.between(source, weight, Format.parse(target), rounding, overflow)
        staged = StagedRequantizer.of(one)
        assert all(staged(x) == one(x) for x in range(-200, 200))


def test_rounding_twice_is_not_rounding_once() -> None:
    twice, once = parse("half-up/4,half-up/4/Q3.4"), parse("half-up/16/Q3.4")
    # 6/4 is a tie and becomes 2, which is a tie once more
    assert (twice(6), once(6)) == (1, 0)
    assert [x for x in range(-16, 16) if twice(x) != once(x)] == [-10, -9, 6, 7]


def test_dividing_down_twice_is_dividing_down_once() -> None:
    twice, once = parse("floor/4,floor/6/Q3.4"), parse("floor/24/Q3.4")
    assert twice != once
    first, last = decisive_window(twice, once)
    assert same(twice, once, range(first, last + 1))


def spelled(random: Random, overflow: str, *, large: bool = False) -> str:
    stages = []
    for _ in range(random.choice((1, 1, 2, 2, 3))):
        mode = random.choice([mode.value for mode in Rounding])
        m, n = random.choice((1, 1, 2, 3, 5)), random.choice((1, 2, 2, 3, 4, 6))
        stages.append(f"{mode}/{m}:{n}")
    lo = random.choice((-9, -2, 0, 1) if large else (-2, -1, 0, 1))
    size = random.choice((1, 7, 12) if large else (1, 2, 3, 4))
    return f"{','.join(stages)}/raw({lo},{lo + size - 1},1)/{overflow}"


@pytest.mark.parametrize("seed", range(40))
def test_a_cell_starts_where_the_stages_first_reach_it(seed: int) -> None:
    random = Random(seed)
    r = parse(spelled(random, "saturate", large=True))
    for raw in range(-6, 7):
        start = r.cell_start(raw)
        reaches = []
        for x in (start - 1, start):
            for stage in r.stages:
                x = stage(x)
            reaches.append(x >= raw)
        assert reaches == [False, True]


# --- The published C, in Python's integers --------------------------------------------------------


def int32(x: int) -> int:
    """An int32_t; the claim is about accumulators for which nothing overflows."""
    assert -(1 << 31) <= x < 1 << 31
    return x


def truncated(numerator: int, denominator: int) -> int:
    """Division in C: toward zero."""
    quotient = abs(numerator) // denominator
    return quotient if numerator >= 0 else -quotient


def high_multiply(a: int, b: int) -> int:
    """gemmlowp's saturating, rounding, doubling high multiplication of two int32_t."""
    if a == b == -(1 << 31):
        return (1 << 31) - 1
    product = a * b
    nudge = 1 << 30 if product >= 0 else 1 - (1 << 30)
    return int32(truncated(product + nudge, 1 << 31))


def divide_by_power(x: int, exponent: int) -> int:
    """gemmlowp's rounding division by a power of two."""
    mask = (1 << exponent) - 1
    threshold = (mask >> 1) + (1 if x < 0 else 0)
    return int32((x >> exponent) + (1 if x & mask > threshold else 0))


def double_rounding_in_c(x: int, multiplier: int, shift: int) -> int:
    left, right = max(shift, 0), max(-shift, 0)
    return divide_by_power(high_multiply(int32(x * (1 << left)), multiplier), right)


def double_rounding_in_cmsis(x: int, multiplier: int, shift: int) -> int:
    """CMSIS-NN: a 64-bit accumulator that starts at the nudge, and its arithmetic shift."""
    high = ((1 << 30) + int32(x * (1 << max(shift, 0))) * multiplier) >> 31
    exponent = max(-shift, 0)
    mask = (1 << exponent) - 1
    threshold = mask >> 1
    if high < 0:
        threshold += 1
    return int32((high >> exponent) + (high & mask > threshold))


def single_rounding_in_c(x: int, multiplier: int, shift: int) -> int:
    total = 31 - shift
    return int32((x * multiplier + (1 << (total - 1))) >> total)


def single_rounding_in_cmsis(x: int, multiplier: int, shift: int) -> int:
    return int32(((x * multiplier >> (31 - shift - 1)) + 1) >> 1)


def applied(stages: tuple[Stage, ...], x: int) -> int:
    for stage in stages:
        x = stage(x)
    return x


MULTIPLIERS = (1, 2, 3, 1 << 29, 1 << 30, (1 << 30) + 1, 3 << 29, 1518500250, (1 << 31) - 1)


def accumulators(random: Random, multiplier: int, shift: int) -> set[int]:
    """Accumulators at both ends, around zero, around ties of either rounding, and at random."""
    first, last = int32_accumulators(shift)
    some = {first, last, *range(-40, 41), *(random.randint(first, last) for _ in range(100))}
    for bits in (31 - shift, 31, 32, 33):  # halves and quarters of what a unit of the result is
        for odd in range(-41, 42):
            some |= {(odd << max(bits - 1, 0)) // multiplier + near for near in (-1, 0, 1)}
    return {x for x in some if first <= x <= last}


@pytest.mark.parametrize("multiplier", MULTIPLIERS)
def test_the_stages_are_what_the_published_c_computes(multiplier: int) -> None:
    random = Random(multiplier)
    for shift in (-31, -20, -8, -5, -2, -1, 0, 1, 2, 7, 20, 30):
        twice, once = double_rounding(multiplier, shift), single_rounding(multiplier, shift)
        for x in accumulators(random, multiplier, shift):
            double = applied(twice, x)
            assert double == double_rounding_in_c(x, multiplier, shift)
            assert double == double_rounding_in_cmsis(x, multiplier, shift)
            single = applied(once, x)
            assert single == single_rounding_in_c(x, multiplier, shift)
            assert single == single_rounding_in_cmsis(x, multiplier, shift)


def test_the_high_word_is_rounded_half_up_ties_and_negative_products_included() -> None:
    for x in range(-300, 300):
        for multiplier in (1 << 30, 3 << 29, 5 << 28, 7 << 28):  # x·M/2^31 in eighths
            exact = Fraction(x * multiplier, 1 << 31)
            assert high_multiply(x, multiplier) == floor(exact + Fraction(1, 2))
    assert (high_multiply(1, 1 << 30), high_multiply(-1, 1 << 30)) == (1, 0)


def test_the_division_by_a_power_of_two_is_half_away() -> None:
    for exponent in range(6):
        for x in range(-200, 200):
            exact = Fraction(x, 1 << exponent)
            half = Fraction(1, 2)
            away = floor(exact + half) if x >= 0 else ceil(exact - half)
            assert divide_by_power(x, exponent) == away


def test_the_two_roundings_are_two_functions() -> None:
    double, single = (
        parse(f"{name}-rounding(1518500250,-5)/Q7.0") for name in ("double", "single")
    )
    different = [x for x in range(-2000, 2000) if double(x) != single(x)]
    assert different
    assert len(different) < 100


def test_outside_the_accumulators_of_32_bits_nothing_is_claimed() -> None:
    assert int32_accumulators(0) == int32_accumulators(-7) == (-(1 << 31), (1 << 31) - 1)
    for shift in range(31):
        first, last = int32_accumulators(shift)
        assert int32(first << shift) <= int32(last << shift)
        with pytest.raises(AssertionError):
            double_rounding_in_c(last + 1, 1 << 30, shift)
        with pytest.raises(AssertionError):
            double_rounding_in_c(first - 1, 1 << 30, shift)


@pytest.mark.parametrize("describe", [double_rounding, single_rounding])
@pytest.mark.parametrize(
    ("multiplier", "shift", "expected"),
    [
        (0, 0, "multiplier: expected 1 to 2147483647, found 0"),
        (-1, 0, "multiplier: expected"),
        (1 << 31, 0, "multiplier: expected"),
        (1, 31, "shift: expected -31 to 30, found 31"),
        (1, -32, "shift: expected"),
    ],
)
def test_a_multiplier_or_shift_that_the_libraries_do_not_allow_is_refused(
    describe: Any, multiplier: int, shift: int, expected: str
) -> None:
    with pytest.raises(InputError, match=expected):
        describe(multiplier, shift)


# --- The decisive window --------------------------------------------------------------------------


def pair(random: Random) -> tuple[StagedRequantizer, StagedRequantizer]:
    """Two requantizers, often the same function or nearly so."""
    overflows = ("saturate", "wrap")
    text = spelled(random, random.choice(overflows))
    kind = random.randrange(4)
    if kind == 0:
        return parse(text), parse(spelled(random, random.choice(overflows)))
    head, _, tail = text.partition("/")
    if kind == 1:  # another mode in the first stage
        head = random.choice([mode.value for mode in Rounding])
        return parse(text), parse(f"{head}/{tail}")
    if kind == 2:  # another overflow
        return parse(text), parse(f"{text.rpartition('/')[0]}/{random.choice(overflows)}")
    parts = [random.choice((1, 2, 3, 4)) for _ in range(2)]  # one division for two
    mode = random.choice(("floor", "ceil", "zero", "half-up", "half-even"))
    ending = tail[tail.index("/raw") :]
    return (
        parse(f"{mode}/{parts[0]},{mode}/{parts[1]}{ending}"),
        parse(f"{mode}/{parts[0] * parts[1]}{ending}"),
    )


def pairs(seed: int, count: int) -> Iterable[tuple[StagedRequantizer, StagedRequantizer]]:
    random = Random(seed)
    for _ in range(count):
        a, b = pair(random)
        first, last = decisive_window(a, b)
        if last - first < 500:
            yield a, b


@pytest.mark.parametrize("seed", range(8))
def test_what_agrees_on_the_window_agrees_on_ten_times_the_range(seed: int) -> None:
    agreeing = 0
    for a, b in pairs(seed, 400):
        first, last = decisive_window(a, b)
        if same(a, b, range(first, last + 1)):
            agreeing += a != b
            width = 5 * (last - first + 1)
            assert same(a, b, range(first - width, last + width + 1)), (str(a), str(b))
    assert agreeing > 20


def test_sequences_that_agree_for_long_enough_agree_everywhere() -> None:
    for p, q in product(range(1, 6), repeat=2):
        length = agreement_length(p, q)
        agreeing_before = set()
        for left, right in product(product((0, 1), repeat=p), product((0, 1), repeat=q)):
            one, other = left * 60, right * 60
            if one[:length] == other[:length]:
                assert one[:60] == other[:60]
            elif one[: length - 1] == other[: length - 1]:
                agreeing_before.add((left, right))
        assert agreeing_before  # one place less is not enough


def test_a_window_cut_at_either_end_is_not_decisive() -> None:
    # so that the test above would see a window that is too small
    cut_above = cut_below = 0
    for seed in range(4):
        for a, b in pairs(seed, 400):
            first, last = decisive_window(a, b)
            if not same(a, b, range(first, last + 1)):
                cut_above += same(a, b, range(first, last))
                cut_below += same(a, b, range(first + 1, last + 1))
    assert cut_above > 3
    assert cut_below > 3


@pytest.mark.parametrize("seed", range(8))
def test_a_requantizer_repeats_itself_on_its_tails(seed: int) -> None:
    random = Random(seed)
    for _ in range(100):
        r = parse(spelled(random, random.choice(("saturate", "wrap"))))
        tails = r.tails()
        reach = range(3 * tails.period + 10)
        assert tails.period < 20_000
        assert all(r(tails.above + x) == r(tails.above + x + tails.period) for x in reach[:2000])
        assert all(r(tails.below - x) == r(tails.below - x - tails.period) for x in reach[:2000])


@pytest.mark.parametrize("seed", range(8))
def test_saturation_ends_exactly_at_the_thresholds(seed: int) -> None:
    random = Random(seed)
    for _ in range(50):
        r = parse(spelled(random, "saturate"))
        tails = r.tails()
        if r.target.size > 1:
            lo, hi = r.target.lo, r.target.hi
            assert (r(tails.below), r(tails.above)) == (lo, hi)
            assert r(tails.below + 1) > lo
            assert r(tails.above - 1) < hi
            assert r.cell_start(hi) == tails.above


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("floor/4/Q1.0/wrap", 16),
        ("half-even/4/Q1.0/wrap", 16),
        ("half-even/4/raw(0,2,1)/wrap", 24),  # parity: 12 moves every quotient by an odd 3
        ("half-up/4/raw(0,2,1)/wrap", 12),
        ("half-even/3/raw(0,2,1)/wrap", 9),  # no ties, no parity
        ("floor/4:1/Q1.0/wrap", 1),
        ("floor/2,floor/2/Q0.0/wrap", 8),
        ("floor/2:3,floor/3:2/raw(0,4,1)/wrap", 15),
    ],
)
def test_the_period_of_a_wrapping_requantizer_is_the_least(text: str, period: int) -> None:
    r = parse(text)
    assert r.tails().period == period
    values = [r(x) for x in range(4 * period)]
    assert values[period:] == values[:-period]
    for shorter in range(1, period):
        assert values[shorter:] != values[:-shorter]


def test_a_single_value_is_compared_once() -> None:
    a, b = (parse(f"half-up/{n}/raw(5,5,1)/{mode}") for n, mode in ((3, "wrap"), (7, "saturate")))
    assert decisive_window(a, b) == (0, 0)


# --- Spellings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stages", "target", "overflow"),
    [
        ("half-even/16/Q3.4", [(1, 16, "half-even")], "Q3.4", "saturate"),
        ("floor/16/Q3.4/wrap", [(1, 16, "floor")], "Q3.4", "wrap"),
        ("zero/16/raw(-8,7,2)/saturate", [(1, 16, "zero")], "raw(-8,7,2)", "saturate"),
        ("half-up/4,half-up/4/Q3.4", [(1, 4, "half-up")] * 2, "Q3.4", "saturate"),
        (
            "half-up/1518500250:2147483648,half-away/32/Q7.0",
            [(759250125, 1 << 30, "half-up"), (1, 32, "half-away")], "Q7.0", "saturate",
        ),
        (
            "double-rounding(1518500250,-5)/Q7.0",
            [(759250125, 1 << 30, "half-up"), (1, 32, "half-away")], "Q7.0", "saturate",
        ),
        ("double-rounding(1073741824,3)/Q7.0", [(4, 1, "half-up")], "Q7.0", "saturate"),
        ("single-rounding(3,-2)/Q7.0/wrap", [(3, 1 << 33, "half-up")], "Q7.0", "wrap"),
        ("single-rounding(3,2),floor/2/Q7.0",
         [(3, 1 << 29, "half-up"), (1, 2, "floor")], "Q7.0", "saturate"),
        ("half-up/16/ap_fixed<8,4,AP_RND,AP_SAT>", [(1, 16, "half-up")], "Q3.4", "saturate"),
        ("half-up/16/ap_fixed<8,4,AP_RND,AP_SAT>/saturate", [(1, 16, "half-up")], "Q3.4",
         "saturate"),
        ("half-up/16/ap_fixed<8,4>", [(1, 16, "half-up")], "Q3.4", "wrap"),
        ("half-up/16/ap_fixed<8,4>/saturate", [(1, 16, "half-up")], "Q3.4", "saturate"),
        ("half-up/16/ap_fixed<8,4,AP_RND,AP_SAT_SYM>", [(1, 16, "half-up")], "raw(-127,127,16)",
         "saturate"),
        (" floor / 3 : 4 , ceil / 2 / raw( -8, 7, 2 ) / wrap ",
         [(3, 4, "floor"), (1, 2, "ceil")], "raw(-8,7,2)", "wrap"),
    ],
)  # fmt: skip
def test_a_spelling_denotes_its_stages_format_and_overflow(
    text: str, stages: list[tuple[int, int, str]], target: str, overflow: str
) -> None:
    assert parse(text) == StagedRequantizer(
        stages=tuple(
            Stage(numerator=p, denominator=q, rounding=Rounding(mode)) for p, q, mode in stages
        ),
        target=Format.parse(target),
        overflow=Overflow(overflow),
    )


stage_values = st.builds(
    lambda p, q, mode: Stage(numerator=p, denominator=q, rounding=mode),
    st.integers(1, 1 << 40), st.integers(1, 1 << 40), st.sampled_from(Rounding),
)  # fmt: skip
formats = st.sampled_from(["Q1.1", "UQ2.0", "sym(2,3)", "raw(-2,1,3)", "raw(0,0,1)"])


@given(st.lists(stage_values, min_size=1, max_size=4), formats, st.sampled_from(Overflow))
def test_what_is_written_reads_back(stages: list[Stage], target: str, overflow: Overflow) -> None:
    requantizer = StagedRequantizer(
        stages=tuple(stages), target=Format.parse(target), overflow=overflow
    )
    assert parse(str(requantizer)) == requantizer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "stage: expected MODE/N, MODE/M:N, double-rounding.*, found ''"),
        ("Q3.4", "stage: expected MODE/N"),
        ("up/3/Q3.4", "stage: expected one of half-even, .*, found 'up'"),
        ("half-up/x/Q3.4", "stage: expected MODE/N"),
        ("half-up/-3/Q3.4", "stage: expected MODE/N"),
        ("half-up/3.5/Q3.4", "stage: expected MODE/N"),
        ("half-up/16", "ending: expected /FORMAT after the stages, found nothing"),
        ("double-rounding(3,1)", "ending: expected /FORMAT after the stages, found nothing"),
        ("double-rounding(3,1)Q3.4", "ending: expected /FORMAT after the stages, found 'Q3.4'"),
        ("half-up/16/", "format: expected sym"),
        ("half-up/16/Q3", "format: expected sym.*, found 'Q3'"),
        ("half-up/16/raw(3,1,1)", "expected lo ≤ hi"),
        ("half-up/0/Q3.4", "stage denominator: expected a positive integer, found 0"),
        ("half-up/3:0/Q3.4", "stage denominator: expected a positive integer, found 0"),
        ("half-up/0:3/Q3.4", "stage numerator: expected a positive integer, found 0"),
        ("half-up/1:2:3/Q3.4", "stage: expected MODE/N"),
        ("half-up/16/Q3.4/", "overflow: expected one of saturate, wrap, found ''"),
        ("half-up/16/Q3.4/clip", "overflow: expected one of saturate, wrap, found 'clip'"),
        ("half-up/16/Q3.4/wrap/wrap", "overflow: expected .*, found 'wrap/wrap'"),
        ("floor/16/ap_fixed<8,4,AP_RND>", "rounding floor: .*, found half-up"),
        ("floor/2,half-up/4/ap_fixed<8,4,AP_TRN>", "rounding half-up: expected one rounding mode"),
        ("floor/16/ap_fixed<8,4,AP_TRN,AP_SAT>/wrap", "expected one overflow mode, found saturate"),
        ("floor/16/ap_fixed<8,4,AP_TRN,AP_SAT_ZERO>", "found AP_SAT_ZERO"),
        ("double-rounding(0,0)/Q3.4", "multiplier: expected 1 to 2147483647, found 0"),
        ("double-rounding(-1,0)/Q3.4", "multiplier: expected 1 to 2147483647, found -1"),
        ("single-rounding(1,31)/Q3.4", "shift: expected -31 to 30, found 31"),
        ("single-rounding(1)/Q3.4", "stage: expected MODE/N"),
        ("triple-rounding(1,2)/Q3.4", "stage: expected MODE/N"),
        ("half-up/16,/Q3.4", "stage: expected MODE/N"),
        (",half-up/16/Q3.4", "stage: expected MODE/N"),
        (f"half-up/{'9' * 70}/Q3.4", "number: expected at most 60 digits, found 70 digits"),
        ("half-up/2," * 16 + "floor/2/Q3.4", "expected 1 to 16 stages, found 17"),
        ("half-up/٣/Q3.4", "stage: expected MODE/N"),
    ],
)  # fmt: skip
def test_what_is_no_requantizer_is_refused_in_one_line(text: str, expected: str) -> None:
    with pytest.raises(InputError, match=expected) as caught:
        parse(text)
    message = str(caught.value)
    assert message.startswith("requantizer '")
    assert "\n" not in message
    assert len(message) < 400
