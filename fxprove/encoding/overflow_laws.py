"""Laws of saturating and wrapping integers; whether one holds for a format, the caller says."""

from collections.abc import Sequence

from fxprove.encoding.laws import Law, Unknown
from fxprove.encoding.readings import Fact, Number, Reading
from fxprove.formats import Format
from fxprove.rounding import Overflow


def _described(format: Format, overflow: Overflow) -> str:
    verb = "saturated" if overflow is Overflow.SATURATE else "wrapped"
    return f"[n] is n {verb} to {format.lo}…{format.hi}"


def _raws(format: Format, names: str) -> tuple[Unknown, ...]:
    return tuple(Unknown.raw_of(name, format) for name in names)


def idempotent(format: Format, overflow: Overflow, bits: int, *, holds: bool) -> Law:
    """[[n]] = [n]."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        once = on.brought_in("once", at[0], format, overflow)
        return on.differ(on.brought_in("twice", once, format, overflow), once)

    return Law(
        words=f"What fits is left alone: [[n]] = [n], where {_described(format, overflow)}.",
        unknowns=(Unknown.signed("n", bits),),
        violation=violation,
        holds=holds,
    )


def associative(
    format: Format, overflow: Overflow, *, holds: bool, least: int | None = None
) -> Law:
    """[[x + y] + z] = [x + [y + z]], for raw values that are `least` or more."""
    lo = format.lo if least is None else least

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        x, y, z = at
        x_plus_y = on.brought_in("x_plus_y", on.add(x, y), format, overflow)
        y_plus_z = on.brought_in("y_plus_z", on.add(y, z), format, overflow)
        left = on.brought_in("left", on.add(x_plus_y, z), format, overflow)
        right = on.brought_in("right", on.add(x, y_plus_z), format, overflow)
        return on.differ(left, right)

    among = "" if least is None else f" of raw values that are {least} or more"
    return Law(
        words=(
            f"Sums{among} are associative: [[x + y] + z] = [x + [y + z]], where "
            f"{_described(format, overflow)}."
        ),
        unknowns=tuple(Unknown(name=name, lo=lo, hi=format.hi) for name in "xyz"),
        violation=violation,
        holds=holds,
    )


def at_the_end(format: Format, overflow: Overflow, *, holds: bool) -> Law:
    """[[x + y] + z] = [x + y + z]: partial sums may overflow."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        x, y, z = at
        partial = on.brought_in("x_plus_y", on.add(x, y), format, overflow)
        stepwise = on.brought_in("stepwise", on.add(partial, z), format, overflow)
        exact_sum = on.add(on.add(x, y), z)
        return on.differ(stepwise, on.brought_in("at_the_end", exact_sum, format, overflow))

    return Law(
        words=(
            "Overflow of a partial sum does no harm: [[x + y] + z] = [x + y + z], where "
            f"{_described(format, overflow)}."
        ),
        unknowns=_raws(format, "xyz"),
        violation=violation,
        holds=holds,
    )


def monotone_sums(format: Format, overflow: Overflow, *, holds: bool) -> Law:
    """x < y implies [x + z] ≤ [y + z]."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        x, y, z = at
        lower = on.brought_in("x_plus_z", on.add(x, z), format, overflow)
        upper = on.brought_in("y_plus_z", on.add(y, z), format, overflow)
        return on.both(on.less(x, y), on.less(upper, lower))

    return Law(
        words=(
            "Sums are monotone: x < y implies [x + z] ≤ [y + z], where "
            f"{_described(format, overflow)}."
        ),
        unknowns=_raws(format, "xyz"),
        violation=violation,
        holds=holds,
    )


def undone(format: Format, overflow: Overflow, *, holds: bool) -> Law:
    """[[x + y] − y] = x."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        x, y = at
        there = on.brought_in("x_plus_y", on.add(x, y), format, overflow)
        back = on.brought_in("back", on.add(there, on.negated(y)), format, overflow)
        return on.differ(back, x)

    return Law(
        words=(
            "What was added can be taken away: [[x + y] − y] = x, where "
            f"{_described(format, overflow)}."
        ),
        unknowns=_raws(format, "xy"),
        violation=violation,
        holds=holds,
    )


def negated_twice(format: Format, overflow: Overflow, *, holds: bool) -> Law:
    """[−[−x]] = x."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        negative = on.brought_in("negative", on.negated(at[0]), format, overflow)
        again = on.brought_in("again", on.negated(negative), format, overflow)
        return on.differ(again, at[0])

    return Law(
        words=f"Negation is its own inverse: [−[−x]] = x, where {_described(format, overflow)}.",
        unknowns=_raws(format, "x"),
        violation=violation,
        holds=holds,
    )


def factors_first(format: Format, overflow: Overflow, bits: int, *, holds: bool) -> Law:
    """[[n]·y] = [n·y]: a factor may overflow."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        n, y = at
        factor = on.brought_in("factor", n, format, overflow)
        product = on.brought_in("product", on.multiply(factor, y), format, overflow)
        return on.differ(product, on.brought_in("at_the_end", on.multiply(n, y), format, overflow))

    return Law(
        words=(
            "Overflow of a factor does no harm: [[n]·y] = [n·y], where "
            f"{_described(format, overflow)}."
        ),
        unknowns=(Unknown.signed("n", bits), *_raws(format, "y")),
        violation=violation,
        holds=holds,
    )
