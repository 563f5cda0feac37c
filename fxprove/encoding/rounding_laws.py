"""Laws of rounding and of requantizers; whether one holds for given modes, the caller says.

Requantizers here take accumulators in units of 1/denominator: their numerator is 1.
"""

from collections.abc import Sequence

from fxprove.arithmetic import Requantizer
from fxprove.encoding.laws import Law, Unknown
from fxprove.encoding.readings import Fact, Number, Reading
from fxprove.rounding import Overflow, Rounding


def described(requantizer: Requantizer, name: str = "r") -> str:
    """What a requantizer does, in words."""
    target = requantizer.target
    verb = "saturated" if requantizer.overflow is Overflow.SATURATE else "wrapped"
    return (
        f"{name} takes accumulators times {requantizer.numerator}/{requantizer.denominator}, "
        f"rounded {requantizer.rounding.value} and {verb} to {target.lo}…{target.hi}"
    )


def monotone(requantizer: Requantizer, bits: int, *, holds: bool) -> Law:
    """a < b implies r(a) ≤ r(b)."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        a, b = at
        r_of_a = on.requantized("r_of_a", a, requantizer)
        r_of_b = on.requantized("r_of_b", b, requantizer)
        return on.both(on.less(a, b), on.less(r_of_b, r_of_a))

    return Law(
        words=f"Requantizing is monotone: a < b implies r(a) ≤ r(b). {described(requantizer)}.",
        unknowns=(Unknown.signed("a", bits), Unknown.signed("b", bits)),
        violation=violation,
        holds=holds,
    )


def keeps_values(requantizer: Requantizer, *, holds: bool) -> Law:
    """r(k·d) = k for each raw value k: what the format holds is not changed."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        (k,) = at
        accumulator = on.multiply(k, on.constant(requantizer.denominator))
        return on.differ(on.requantized("r_of_multiple", accumulator, requantizer), k)

    d = requantizer.denominator
    return Law(
        words=(
            f"The requantizer r keeps what the format holds: r({d}·k) = k. "
            f"{described(requantizer)}."
        ),
        unknowns=(Unknown.raw_of("k", requantizer.target),),
        violation=violation,
        holds=holds,
    )


def mirrored(left: Requantizer, right: Requantizer, bits: int, *, holds: bool) -> Law:
    """left(−a) = −right(a); with left = right, that it is odd."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        (a,) = at
        of_negative = on.requantized("of_negative", on.negated(a), left)
        of_positive = on.requantized("of_positive", a, right)
        return on.differ(of_negative, on.negated(of_positive))

    if left == right:
        words = f"The requantizer r is odd: r(−a) = −r(a). {described(left)}."
    else:
        words = (
            "The requantizers r and s are mirror images: r(−a) = −s(a). "
            f"{described(left)}; {described(right, 's')}."
        )
    return Law(words=words, unknowns=(Unknown.signed("a", bits),), violation=violation, holds=holds)


def periodic(requantizer: Requantizer, bits: int, *, holds: bool) -> Law:
    """r(a + |K|·d) = r(a), for a wrapping requantizer."""
    period = requantizer.target.size * requantizer.denominator

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        (a,) = at
        here = on.requantized("r_of_a", a, requantizer)
        beyond = on.requantized("r_beyond", on.add(a, on.constant(period)), requantizer)
        return on.differ(here, beyond)

    return Law(
        words=(
            f"The requantizer r repeats after {requantizer.target.size} values of "
            f"{requantizer.denominator} accumulators each: r(a + {period}) = r(a). "
            f"{described(requantizer)}."
        ),
        unknowns=(Unknown.signed("a", bits),),
        violation=violation,
        holds=holds,
    )


def in_steps(first: int, second: int, rounding: Rounding, bits: int, *, holds: bool) -> Law:
    """Rounding a/first and then the result/second is rounding a/(first·second)."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        (a,) = at
        fine = on.rounded("first_step", a, first, rounding)
        twice = on.rounded("second_step", fine, second, rounding)
        return on.differ(twice, on.rounded("at_once", a, first * second, rounding))

    return Law(
        words=(
            f"Rounding {rounding.value} may be done in steps: a/{first} rounded, and that divided "
            f"by {second} and rounded again, is a/{first * second} rounded."
        ),
        unknowns=(Unknown.signed("a", bits),),
        violation=violation,
        holds=holds,
    )


def floor_after_adding(
    nudge: int, denominator: int, rounding: Rounding, bits: int, *, holds: bool
) -> Law:
    """⌊(a + nudge)/denominator⌋ is a/denominator rounded, as hardware often has it."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        (a,) = at
        nudged = on.add(a, on.constant(nudge))
        shifted = on.rounded("floor", nudged, denominator, Rounding.FLOOR)
        return on.differ(shifted, on.rounded("rounded", a, denominator, rounding))

    added = f"(a + {nudge})" if nudge else "a"
    return Law(
        words=f"The floor of {added}/{denominator} is a/{denominator} rounded {rounding.value}.",
        unknowns=(Unknown.signed("a", bits),),
        violation=violation,
        holds=holds,
    )


def additive(denominator: int, rounding: Rounding, bits: int, *, holds: bool) -> Law:
    """The sum of two rounded numbers is the rounded sum."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        a, b, of_sum = _two_and_their_sum(on, at, denominator, rounding)
        return on.differ(on.add(a, b), of_sum)

    return Law(
        words=(
            f"Rounding {rounding.value} may be done before adding: a/{denominator} rounded plus "
            f"b/{denominator} rounded is (a + b)/{denominator} rounded."
        ),
        unknowns=(Unknown.signed("a", bits), Unknown.signed("b", bits)),
        violation=violation,
        holds=holds,
    )


def superadditive(denominator: int, rounding: Rounding, bits: int, *, holds: bool) -> Law:
    """The sum of two rounded numbers is not above the rounded sum."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        a, b, of_sum = _two_and_their_sum(on, at, denominator, rounding)
        return on.less(of_sum, on.add(a, b))

    return Law(
        words=(
            f"Rounding {rounding.value} before adding gives no more than after: a/{denominator} "
            f"rounded plus b/{denominator} rounded is at most (a + b)/{denominator} rounded."
        ),
        unknowns=(Unknown.signed("a", bits), Unknown.signed("b", bits)),
        violation=violation,
        holds=holds,
    )


def _two_and_their_sum(
    on: Reading[Number, Fact], at: Sequence[Number], denominator: int, rounding: Rounding
) -> tuple[Number, Number, Number]:
    a, b = at
    return (
        on.rounded("a_rounded", a, denominator, rounding),
        on.rounded("b_rounded", b, denominator, rounding),
        on.rounded("sum_rounded", on.add(a, b), denominator, rounding),
    )
