"""Requantizers as bit-vector terms: rounding, and what happens outside the format.

The encoding of rounding. For a divisor d, every mode is ⌊(a + nudge)/d⌋ with a nudge that depends
on the sign of a at most, except half-even with even d: there ⌊(a + d/2)/d⌋ is half-up, and a tie,
which leaves no remainder, drops the lowest bit of the quotient.

    floor 0                  ceil d − 1               zero  0, and d − 1 for a < 0
    half-up ⌊d/2⌋            half-down ⌊(d−1)/2⌋      half-even ⌊d/2⌋ for odd d, which has no ties
    half-away ⌊d/2⌋, and ⌊(d−1)/2⌋ for a < 0          half-zero ⌊(d−1)/2⌋, and ⌊d/2⌋ for a < 0

Saturation comes first: the accumulator is clamped to the least that rounds to hi and the greatest
that rounds to lo, which changes no result and makes the division as narrow as the format. The
clamping after it is then mostly free.

Rejected, with measurements in benchmarks/README.md: comparing with the ends of all cells. That the
encoding is right is proved by the files in encodings/requant, against definitions that share
nothing with it.
"""

from fxprove.arithmetic import Requantizer
from fxprove.encoding.division import divided_in_steps
from fxprove.encoding.scripts import ScriptBuilder
from fxprove.encoding.terms import (
    Term,
    add,
    all_of,
    choose,
    claimed_within,
    clamped,
    constant,
    divided,
    equal,
    even_below,
    is_odd,
    less,
    low_bits,
    multiply,
    subtract,
)
from fxprove.formats import Format
from fxprove.requantizers import StagedRequantizer
from fxprove.rounding import Overflow, Rounding, round_ratio


def requantized(
    builder: ScriptBuilder, name: str, accumulator: Term, requantizer: Requantizer
) -> Term:
    """r(accumulator), defined as `name`."""
    return rounded_and_requantized(builder, name, accumulator, requantizer)[1]


def rounded_and_requantized(
    builder: ScriptBuilder, name: str, accumulator: Term, requantizer: Requantizer
) -> tuple[Term, Term]:
    """The integer before overflow handling, and r(accumulator), defined as `name`.

    Under saturation the integer is that of the clamped accumulator.
    """
    target = requantizer.target
    if requantizer.overflow is Overflow.SATURATE and target.size > 1:
        low = requantizer.cell_start(target.lo + 1) - 1
        high = requantizer.cell_start(target.hi)
        accumulator = builder.define(f"{name}_clamped", clamped(accumulator, low, high))
    integer = rounded(
        builder,
        f"{name}_rounded",
        accumulator,
        requantizer.numerator,
        requantizer.denominator,
        requantizer.rounding,
    )
    return integer, builder.define(name, brought_in(integer, target, requantizer.overflow))


def staged_requantized(
    builder: ScriptBuilder, name: str, accumulator: Term, requantizer: StagedRequantizer
) -> Term:
    """r(accumulator) of a requantizer in stages, defined as `name`."""
    integer = accumulator
    if requantizer.overflow is Overflow.SATURATE:
        tails = requantizer.tails()
        integer = builder.define(f"{name}_clamped", clamped(integer, tails.below, tails.above))
    for index, stage in enumerate(requantizer.stages, 1):
        integer = rounded(
            builder,
            f"{name}_stage{index}",
            integer,
            stage.numerator,
            stage.denominator,
            stage.rounding,
        )
    return builder.define(name, brought_in(integer, requantizer.target, requantizer.overflow))


def rounded(
    builder: ScriptBuilder,
    name: str,
    term: Term,
    numerator: int,
    denominator: int,
    rounding: Rounding,
) -> Term:
    """term·numerator/denominator rounded to an integer, defined as `name`."""
    scaled = multiply(term, constant(numerator))
    if denominator == 1:
        return builder.define(name, scaled)
    if numerator != 1:
        scaled = builder.define(f"{name}_scaled", scaled)
    if rounding is Rounding.HALF_EVEN and denominator % 2 == 0:
        result = _half_even(builder, name, scaled, denominator)
    else:
        nudged = add(scaled, _nudge(scaled, denominator, rounding))
        if denominator.bit_count() != 1:
            nudged = builder.define(f"{name}_nudged", nudged)
        result, _ = divided_in_steps(builder, name, nudged, denominator)
    lo, hi = (round_ratio(end, denominator, rounding) for end in (scaled.lo, scaled.hi))
    return builder.define(name, claimed_within(result, lo, hi))  # every mode is monotone


def _nudge(term: Term, denominator: int, rounding: Rounding) -> Term:
    half, below_half = denominator // 2, (denominator - 1) // 2
    nonnegative, negative = {
        Rounding.FLOOR: (0, 0),
        Rounding.CEIL: (denominator - 1, denominator - 1),
        Rounding.ZERO: (0, denominator - 1),
        Rounding.HALF_UP: (half, half),
        Rounding.HALF_DOWN: (below_half, below_half),
        Rounding.HALF_EVEN: (half, half),
        Rounding.HALF_AWAY: (half, below_half),
        Rounding.HALF_ZERO: (below_half, half),
    }[rounding]
    return choose(less(term, constant(0)), constant(negative), constant(nonnegative))


def _half_even(builder: ScriptBuilder, name: str, term: Term, denominator: int) -> Term:
    nudged = builder.define(f"{name}_nudged", add(term, constant(denominator // 2)))
    quotient, remainder = divided_in_steps(builder, name, nudged, denominator)
    half_up = builder.define(f"{name}_half_up", quotient)
    tie_went_odd = all_of([equal(remainder, constant(0)), is_odd(half_up)])
    return choose(tie_went_odd, even_below(half_up), half_up)


def brought_in(integer: Term, target: Format, overflow: Overflow) -> Term:
    """The raw value of `target` that overflow handling makes of an integer."""
    if overflow is Overflow.SATURATE:
        return clamped(integer, target.lo, target.hi)
    if integer.lo >= target.lo and integer.hi <= target.hi:
        return integer
    if target.lo == -target.hi - 1 and target.size.bit_count() == 1:
        return low_bits(integer, target.size.bit_length() - 1)
    _, above_lo = divided(subtract(integer, constant(target.lo)), target.size)
    return add(above_lo, constant(target.lo))
