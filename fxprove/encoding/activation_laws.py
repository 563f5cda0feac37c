"""Laws of activation tables; whether one holds for an activation, the caller says."""

from collections.abc import Sequence

from fxprove.arithmetic import Requantizer
from fxprove.encoding.laws import Law, Unknown
from fxprove.encoding.readings import Fact, Number, Reading
from fxprove.encoding.rounding_laws import described
from fxprove.formats import Format
from fxprove.models import Activation
from fxprove.rounding import Overflow


def _is(activation: Activation) -> str:
    return f"σ is {activation} on {activation.format}, {activation.rounding.value}"


def _opposites(format: Format) -> Unknown:
    """A raw value k for which −k is one, too."""
    reach = min(-format.lo, format.hi)
    return Unknown(name="k", lo=-reach, hi=reach)


def idempotent(activation: Activation, *, holds: bool) -> Law:
    """σ(σ(k)) = σ(k)."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        once = on.activated("once", at[0], activation)
        return on.differ(on.activated("twice", once, activation), once)

    return Law(
        words=f"The activation is idempotent: σ(σ(k)) = σ(k). {_is(activation)}.",
        unknowns=(Unknown.raw_of("k", activation.format),),
        violation=violation,
        holds=holds,
    )


def monotone(activation: Activation, *, holds: bool) -> Law:
    """j < k implies σ(j) ≤ σ(k)."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        j, k = at
        lower, upper = on.activated("at_j", j, activation), on.activated("at_k", k, activation)
        return on.both(on.less(j, k), on.less(upper, lower))

    return Law(
        words=f"The activation is monotone: j < k implies σ(j) ≤ σ(k). {_is(activation)}.",
        unknowns=tuple(Unknown.raw_of(name, activation.format) for name in "jk"),
        violation=violation,
        holds=holds,
    )


def complementary(activation: Activation, total: int, *, holds: bool) -> Law:
    """σ(k) + σ(−k) = total, raw; with total 0, that the activation is odd."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        here = on.activated("at_k", at[0], activation)
        opposite = on.activated("at_minus_k", on.negated(at[0]), activation)
        return on.differ(on.add(here, opposite), on.constant(total))

    return Law(
        words=f"Opposite arguments add up: σ(k) + σ(−k) = {total}. {_is(activation)}.",
        unknowns=(_opposites(activation.format),),
        violation=violation,
        holds=holds,
    )


def even(activation: Activation, *, holds: bool) -> Law:
    """σ(−k) = σ(k)."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        here = on.activated("at_k", at[0], activation)
        return on.differ(on.activated("at_minus_k", on.negated(at[0]), activation), here)

    return Law(
        words=f"The activation is even: σ(−k) = σ(k). {_is(activation)}.",
        unknowns=(_opposites(activation.format),),
        violation=violation,
        holds=holds,
    )


def gated(activation: Activation, *, holds: bool) -> Law:
    """σ(k) − σ(−k) = k, as for k times a sigmoid-like gate."""

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        here = on.activated("at_k", at[0], activation)
        opposite = on.activated("at_minus_k", on.negated(at[0]), activation)
        return on.differ(here, on.add(at[0], opposite))

    return Law(
        words=f"Opposite arguments differ by the argument: σ(k) − σ(−k) = k. {_is(activation)}.",
        unknowns=(_opposites(activation.format),),
        violation=violation,
        holds=holds,
    )


def commutes(relu: Activation, requantizer: Requantizer, bits: int, *, holds: bool) -> Law:
    """relu(r(a)) = r(max(a, 0)): relu may be applied to the accumulator."""
    nonnegative = Format(lo=0, hi=(1 << (bits - 1)) - 1, scale=1)

    def violation(on: Reading[Number, Fact], at: Sequence[Number]) -> Fact:
        (a,) = at
        after = on.activated("relu_after", on.requantized("r_of_a", a, requantizer), relu)
        positive = on.brought_in("a_or_zero", a, nonnegative, Overflow.SATURATE)
        return on.differ(after, on.requantized("relu_before", positive, requantizer))

    return Law(
        words=(
            "relu may be applied before requantizing: relu(r(a)) = r(max(a, 0)). "
            f"{described(requantizer)}."
        ),
        unknowns=(Unknown.signed("a", bits),),
        violation=violation,
        holds=holds,
    )
