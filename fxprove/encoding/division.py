"""Floor division by a constant as bit-vector terms, in several steps.

Powers of two take bits, and narrow dividends are divided at once. A wide one is divided as on
paper, by digits of `_DIGIT` bits from the top, so that no division is much wider than the divisor:

    dividend = high·2^_DIGIT + low       high = quotient·divisor + remainder
    remainder·2^_DIGIT + low = digit·divisor + new remainder

make quotient·2^_DIGIT + digit the new quotient. Only the topmost part has a sign.

Rejected: one `bvudiv` of the whole width. Its circuit is quadratic in the width and does not show
that remainders stay below the divisor; that a 24-bit quotient by 7 is the definition takes cvc5
1 s by digits and 9 s at once, Z3 0.3 s and 2.5 s. Digits of 2, 3, 6 and 8 bits did no better.
"""

from fxprove.encoding.scripts import ScriptBuilder
from fxprove.encoding.terms import Term, divided

_DIGIT = 4
_WIDEST_AT_ONCE = 12  # below, one division is as fast


def divided_in_steps(
    builder: ScriptBuilder, name: str, term: Term, divisor: int
) -> tuple[Term, Term]:
    """⌊term/divisor⌋ and the remainder in 0…divisor−1; the divisor is positive.

    Digits and remainders are defined as `name`_digitN and `name`_remainderN, N counted from the
    lowest digit, 0.
    """
    if divisor.bit_count() == 1 or term.width <= _WIDEST_AT_ONCE:
        return divided(term, divisor)
    dividend = builder.define(f"{name}_dividend", term)
    steps = -((_WIDEST_AT_ONCE - term.width) // _DIGIT)
    quotient, remainder = divided(_without_low_bits(dividend, steps * _DIGIT), divisor)
    for place in reversed(range(steps)):
        remainder = builder.define(f"{name}_remainder{place + 1}", remainder)
        low = f"((_ extract {(place + 1) * _DIGIT - 1} {place * _DIGIT}) {dividend.text})"
        part = builder.define(f"{name}_part{place}", _with_digit(remainder, low))
        digit, remainder = divided(part, divisor)
        digit = builder.define(f"{name}_digit{place}", digit)
        quotient = _with_digit(quotient, f"((_ extract {_DIGIT - 1} 0) {digit.at(_DIGIT + 1)})")
    return quotient, remainder


def _without_low_bits(term: Term, count: int) -> Term:
    text = f"((_ extract {term.width - 1} {count}) {term.text})"
    return Term(text=text, lo=term.lo >> count, hi=term.hi >> count)


def _with_digit(high: Term, digit: str) -> Term:
    """high·2^_DIGIT + digit, for the text of an unsigned digit."""
    lo, hi = high.lo << _DIGIT, (high.hi << _DIGIT) + (1 << _DIGIT) - 1
    return Term(text=f"(concat {high.at(high.width)} {digit})", lo=lo, hi=hi)
