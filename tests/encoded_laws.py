"""The laws of encodings/laws by file name, and for each whether it holds."""

from collections.abc import Iterator

from fxprove.arithmetic import Requantizer
from fxprove.encoding import activation_laws, overflow_laws, rounding_laws
from fxprove.encoding.laws import Law
from fxprove.formats import Format
from fxprove.models import Activation
from fxprove.rounding import Overflow, Rounding

BITS = 16
BYTE = Format(lo=-128, hi=127, scale=1)
SYMMETRIC = Format(lo=-127, hi=127, scale=1)
SMALL = Format(lo=-32, hi=31, scale=1)
SMALL_SYMMETRIC = Format(lo=-31, hi=31, scale=1)
SATURATE, WRAP = Overflow.SATURATE, Overflow.WRAP
NEAREST = [mode for mode in Rounding if mode.value.startswith("half-")]
ODD = {Rounding.HALF_EVEN, Rounding.HALF_AWAY, Rounding.HALF_ZERO, Rounding.ZERO}
TRANSLATED = {Rounding.FLOOR, Rounding.CEIL, Rounding.HALF_UP, Rounding.HALF_DOWN}


def laws() -> Iterator[tuple[str, Law]]:
    """Every law with its path inside encodings/laws, without the suffix."""
    yield from _of_requantizers()
    yield from _of_wrapping_requantizers()
    yield from _of_steps_and_nudges()
    yield from _of_overflow()
    yield from _of_activations()


def _requantizer(
    rounding: Rounding, denominator: int, target: Format = BYTE, overflow: Overflow = SATURATE
) -> Requantizer:
    return Requantizer(
        target=target, numerator=1, denominator=denominator, rounding=rounding, overflow=overflow
    )


def _of_requantizers() -> Iterator[tuple[str, Law]]:
    for mode in Rounding:
        by_ten = _requantizer(mode, 10)
        yield f"monotone/saturate-{mode.value}", rounding_laws.monotone(by_ten, BITS, holds=True)
        onto_symmetric = _requantizer(mode, 10, SYMMETRIC)
        law = rounding_laws.mirrored(onto_symmetric, onto_symmetric, BITS, holds=mode in ODD)
        yield f"odd/{mode.value}", law
    narrow = _requantizer(Rounding.HALF_EVEN, 3, Format(lo=-8, hi=7, scale=1), WRAP)
    yield "monotone/wrap-half-even", rounding_laws.monotone(narrow, 8, holds=False)
    lopsided = _requantizer(Rounding.HALF_EVEN, 10)
    law = rounding_laws.mirrored(lopsided, lopsided, BITS, holds=False)
    yield "odd/half-even-in-twos-complement", law
    for left, right in (
        (Rounding.FLOOR, Rounding.CEIL),
        (Rounding.HALF_UP, Rounding.HALF_DOWN),
    ):
        images = [_requantizer(mode, 10, SYMMETRIC) for mode in (left, right)]
        law = rounding_laws.mirrored(images[0], images[1], BITS, holds=True)
        yield f"mirrored/{left.value}-and-{right.value}", law
    for mode, overflow in (
        (Rounding.HALF_EVEN, SATURATE),
        (Rounding.HALF_AWAY, WRAP),
        (Rounding.ZERO, SATURATE),
    ):
        keeping = _requantizer(mode, 7, overflow=overflow)
        name = f"keeps-values/{overflow.value}-{mode.value}"
        yield name, rounding_laws.keeps_values(keeping, holds=True)


def _of_wrapping_requantizers() -> Iterator[tuple[str, Law]]:
    for mode in Rounding:
        holds = mode in TRANSLATED or mode is Rounding.HALF_EVEN
        law = rounding_laws.periodic(_requantizer(mode, 10, BYTE, WRAP), BITS, holds=holds)
        yield f"periodic/{mode.value}", law
    for mode in (Rounding.HALF_EVEN, Rounding.HALF_UP):
        odd_size = _requantizer(mode, 10, Format(lo=-7, hi=7, scale=1), WRAP)
        law = rounding_laws.periodic(odd_size, 12, holds=mode in TRANSLATED)
        yield f"periodic/{mode.value}-with-15-values", law


def _of_steps_and_nudges() -> Iterator[tuple[str, Law]]:
    for mode in Rounding:
        law = rounding_laws.in_steps(4, 4, mode, BITS, holds=mode not in NEAREST)
        yield f"in-steps/{mode.value}-by-4-and-4", law
    for mode, first, second, holds in (
        (Rounding.HALF_UP, 4, 5, True),
        (Rounding.HALF_AWAY, 4, 3, True),
        (Rounding.HALF_EVEN, 4, 5, True),
        (Rounding.HALF_EVEN, 4, 3, False),
    ):
        law = rounding_laws.in_steps(first, second, mode, BITS, holds=holds)
        yield f"in-steps/{mode.value}-by-{first}-and-{second}", law
    for nudge, mode, holds in (
        (15, Rounding.CEIL, True),
        (8, Rounding.HALF_UP, True),
        (7, Rounding.HALF_DOWN, True),
        (8, Rounding.HALF_EVEN, False),
        (8, Rounding.HALF_AWAY, False),
        (0, Rounding.ZERO, False),
    ):
        law = rounding_laws.floor_after_adding(nudge, 16, mode, BITS, holds=holds)
        yield f"floor-after-adding/{nudge}-is-{mode.value}", law
    sums = rounding_laws.additive(10, Rounding.HALF_EVEN, BITS, holds=False)
    yield "sums/half-even-before-adding", sums
    at_most = rounding_laws.superadditive(10, Rounding.FLOOR, 10, holds=True)
    yield "sums/floor-before-adding", at_most


def _of_overflow() -> Iterator[tuple[str, Law]]:
    for overflow, modular in ((SATURATE, False), (WRAP, True)):
        by_name = {
            "idempotent": overflow_laws.idempotent(BYTE, overflow, BITS, holds=True),
            "sums-are-associative": overflow_laws.associative(SMALL, overflow, holds=modular),
            "partial-sums-may-overflow": overflow_laws.at_the_end(SMALL, overflow, holds=modular),
            "factors-may-overflow": overflow_laws.factors_first(SMALL, overflow, 10, holds=modular),
            "sums-can-be-undone": overflow_laws.undone(BYTE, overflow, holds=modular),
            "sums-are-monotone": overflow_laws.monotone_sums(SMALL, overflow, holds=not modular),
            "negation-is-its-own-inverse": overflow_laws.negated_twice(
                SMALL, overflow, holds=modular
            ),
        }
        for name, law in by_name.items():
            yield f"overflow/{overflow.value}-{name}", law
    yield (
        "overflow/saturate-sums-of-one-sign-are-associative",
        overflow_laws.associative(BYTE, SATURATE, least=0, holds=True),
    )
    yield (
        "overflow/saturate-symmetric-negation-is-its-own-inverse",
        overflow_laws.negated_twice(SMALL_SYMMETRIC, SATURATE, holds=True),
    )


def _of_activations() -> Iterator[tuple[str, Law]]:
    q34 = Format.parse("Q3.4")

    def named(name: str, rounding: Rounding = Rounding.HALF_EVEN) -> Activation:
        return Activation.named(name, q34, rounding)

    for name in ("relu", "relu6", "hardtanh", "abs"):
        yield (
            f"activation/{name}-is-idempotent",
            activation_laws.idempotent(named(name), holds=True),
        )
    for name, holds in (("sigmoid", True), ("tanh", True), ("gelu", False), ("silu", False)):
        yield f"activation/{name}-is-monotone", activation_laws.monotone(named(name), holds=holds)
    for name, total in (("sigmoid", q34.scale), ("tanh", 0)):
        for mode in (Rounding.HALF_EVEN, Rounding.FLOOR):
            law = activation_laws.complementary(
                named(name, mode), total, holds=mode is Rounding.HALF_EVEN
            )
            yield f"activation/{name}-{mode.value}-is-symmetric", law
    yield "activation/abs-is-even", activation_laws.even(named("abs"), holds=True)
    for name in ("relu", "gelu", "silu"):
        yield f"activation/{name}-of-opposites", activation_laws.gated(named(name), holds=True)
    for overflow in Overflow:
        requantizer = _requantizer(Rounding.HALF_EVEN, 10, BYTE, overflow)
        relu = Activation.named("relu", BYTE)
        law = activation_laws.commutes(relu, requantizer, BITS, holds=overflow is SATURATE)
        yield f"activation/relu-before-{overflow.value}", law
