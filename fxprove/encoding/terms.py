"""Integers as bit-vectors that cannot overflow.

A `Term` is SMT-LIB text together with two integers between which its value lies. The vector is
signed and just wide enough for both, so widths follow from bounds and no operation here wraps:
each extends its operands to the width of its result first. Bounds are claims about every value the
variables may take; `claimed_within`, which narrows them, is the only place that trusts its caller.

Terms are text, so a term that is used twice is written twice: `scripts.ScriptBuilder.define` gives
it a name instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass


def width_of(lo: int, hi: int) -> int:
    """The least number of bits of a signed vector that holds lo…hi.

    >>> [width_of(0, 0), width_of(-1, 0), width_of(0, 1), width_of(-128, 127), width_of(0, 128)]
    [1, 1, 2, 8, 9]
    """
    return 1 + max((lo if lo >= 0 else ~lo).bit_length(), (hi if hi >= 0 else ~hi).bit_length())


@dataclass(frozen=True, slots=True)
class Truth:
    """A Boolean term."""

    text: str


TRUE, FALSE = Truth("true"), Truth("false")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A bit-vector term of `width` bits that is, read as signed, an integer in lo…hi."""

    text: str
    lo: int
    hi: int

    def __post_init__(self) -> None:
        if self.lo > self.hi:
            raise ValueError(f"empty bounds {self.lo}…{self.hi}")

    @property
    def width(self) -> int:
        """Bits, sign included."""
        return width_of(self.lo, self.hi)

    @property
    def known(self) -> int | None:
        """The value, if it is the only one possible."""
        return self.lo if self.lo == self.hi else None

    def at(self, width: int) -> str:
        """The text of this integer in `width` bits, which is no less than its own width."""
        if self.known is not None:
            return literal(self.known, width)
        extra = width - self.width
        if extra < 0:
            raise ValueError(f"{self.width} bits do not fit in {width}")
        return self.text if extra == 0 else f"((_ sign_extend {extra}) {self.text})"


def literal(value: int, width: int) -> str:
    """An integer as a vector of `width` bits, negative ones by their magnitude.

    >>> literal(5, 8), literal(-5, 8)
    ('(_ bv5 8)', '(bvneg (_ bv5 8))')
    """
    return f"(_ bv{value} {width})" if value >= 0 else f"(bvneg (_ bv{-value} {width}))"


def constant(value: int) -> Term:
    """The integer itself."""
    return Term(text=literal(value, width_of(value, value)), lo=value, hi=value)


def _application(operator: str, left: Term, right: Term, lo: int, hi: int) -> Term:
    """An operator that is exact in any width which holds operands and result."""
    width = max(width_of(lo, hi), left.width, right.width)
    text = f"({operator} {left.at(width)} {right.at(width)})"
    return _truncated(text, width, lo, hi)


def _truncated(text: str, width: int, lo: int, hi: int) -> Term:
    """A vector of `width` bits known to be in lo…hi, in the width of those bounds."""
    if lo == hi:
        return constant(lo)
    kept = width_of(lo, hi)
    if kept < width:
        text = f"((_ extract {kept - 1} 0) {text})"
    return Term(text=text, lo=lo, hi=hi)


def claimed_within(term: Term, lo: int, hi: int) -> Term:
    """The same integer, which the caller knows to be in lo…hi."""
    lo, hi = max(lo, term.lo), min(hi, term.hi)
    return _truncated(term.text, term.width, lo, hi)


def add(left: Term, right: Term) -> Term:
    """left + right."""
    if left.known == 0 or right.known == 0:
        return right if left.known == 0 else left
    return _application("bvadd", left, right, left.lo + right.lo, left.hi + right.hi)


def subtract(left: Term, right: Term) -> Term:
    """left − right, without `bvsub`: that operator belongs to `definitions`."""
    if right.known is not None:
        return add(left, constant(-right.known))
    lo, hi = left.lo - right.hi, left.hi - right.lo
    width = max(width_of(lo, hi), left.width, right.width)
    negative = f"(bvneg {right.at(width)})"
    text = negative if left.known == 0 else f"(bvadd {left.at(width)} {negative})"
    return _truncated(text, width, lo, hi)


def multiply(left: Term, right: Term) -> Term:
    """left · right."""
    if 1 in (left.known, right.known):
        return right if left.known == 1 else left
    corners = [a * b for a in (left.lo, left.hi) for b in (right.lo, right.hi)]
    return _application("bvmul", left, right, min(corners), max(corners))


def total(terms: Sequence[Term]) -> Term:
    """The sum, as a balanced tree: depth and widths grow with the logarithm of the number."""
    if not terms:
        return constant(0)
    if len(terms) == 1:
        return terms[0]
    middle = (len(terms) + 1) // 2
    return add(total(terms[:middle]), total(terms[middle:]))


def divided(term: Term, divisor: int) -> tuple[Term, Term]:
    """⌊term/divisor⌋ and the remainder in 0…divisor−1; the divisor is positive.

    A power of two takes bits. Otherwise a multiple of the divisor is added that makes the dividend
    non-negative, and both are unsigned.
    """
    lo, hi = term.lo // divisor, term.hi // divisor
    if divisor == 1:
        return term, constant(0)
    if lo == hi:
        return constant(lo), subtract(term, constant(lo * divisor))
    bits = divisor.bit_length() - 1
    if divisor == 1 << bits:
        width = max(term.width, bits + 1)
        text = term.at(width)
        quotient = Term(text=f"((_ extract {width - 1} {bits}) {text})", lo=lo, hi=hi)
        return quotient, _unsigned(f"((_ extract {bits - 1} 0) {text})", divisor - 1)
    shifted = subtract(term, constant(lo * divisor))
    width = shifted.width
    parts = f"{shifted.text} {literal(divisor, width)}"
    quotient = _truncated(f"(bvudiv {parts})", width, 0, hi - lo)
    remainder = _truncated(f"(bvurem {parts})", width, 0, divisor - 1)
    return add(quotient, constant(lo)), remainder


def _unsigned(text: str, hi: int) -> Term:
    """A vector that is in 0…hi when read as unsigned and has just the bits for that."""
    return Term(text=f"(concat #b0 {text})", lo=0, hi=hi)


def low_bits(term: Term, bits: int) -> Term:
    """The integer in −2^(bits−1)…2^(bits−1)−1 congruent to the term modulo 2^bits."""
    half = 1 << (bits - 1)
    return Term(text=f"((_ extract {bits - 1} 0) {term.at(max(term.width, bits))})", lo=-half,
                hi=half - 1)  # fmt: skip


def even_below(term: Term) -> Term:
    """The greatest even integer that is not greater."""
    lo, hi = term.lo - term.lo % 2, term.hi - term.hi % 2
    width = max(term.width, width_of(lo, hi), 2)
    text = f"(concat ((_ extract {width - 1} 1) {term.at(width)}) #b0)"
    return _truncated(text, width, lo, hi)


def clamped(term: Term, lo: int, hi: int) -> Term:
    """The nearest integer in lo…hi; no comparison is made that the bounds decide."""
    if term.hi <= lo or term.lo >= hi:
        return constant(lo if term.hi <= lo else hi)
    low, high = max(lo, term.lo), min(hi, term.hi)
    inner = claimed_within(term, low, high)  # where it is not, another branch is taken
    if term.hi > hi:
        inner = choose(less(constant(hi), term), constant(hi), inner)
    if term.lo < lo:
        inner = choose(less(term, constant(lo)), constant(lo), inner)
    return inner


# --- Truths -------------------------------------------------------------------------------------


def less(left: Term, right: Term) -> Truth:
    """left < right."""
    if left.hi < right.lo or left.lo >= right.hi:
        return TRUE if left.hi < right.lo else FALSE
    width = max(left.width, right.width)
    return Truth(f"(bvslt {left.at(width)} {right.at(width)})")


def equal(left: Term, right: Term) -> Truth:
    """left = right."""
    if left.hi < right.lo or left.lo > right.hi:
        return FALSE
    if left.known is not None and left.known == right.known:
        return TRUE
    width = max(left.width, right.width)
    return Truth(f"(= {left.at(width)} {right.at(width)})")


def is_odd(term: Term) -> Truth:
    """Whether the lowest bit is set."""
    return Truth(f"(= ((_ extract 0 0) {term.text}) #b1)")


def negation(truth: Truth) -> Truth:
    """Not."""
    if truth in (TRUE, FALSE):
        return FALSE if truth == TRUE else TRUE
    return Truth(f"(not {truth.text})")


def between(term: Term, lo: int, hi: int) -> Truth:
    """lo ≤ term ≤ hi."""
    return all_of([negation(less(term, constant(lo))), negation(less(constant(hi), term))])


def different(left: Term, right: Term) -> Truth:
    """left ≠ right."""
    return negation(equal(left, right))


def all_of(truths: Sequence[Truth]) -> Truth:
    """And."""
    return _connected("and", truths, neutral=TRUE, absorbing=FALSE)


def any_of(truths: Sequence[Truth]) -> Truth:
    """Or."""
    return _connected("or", truths, neutral=FALSE, absorbing=TRUE)


def _connected(
    operator: str, truths: Sequence[Truth], *, neutral: Truth, absorbing: Truth
) -> Truth:
    if absorbing in truths:
        return absorbing
    kept = [truth.text for truth in truths if truth != neutral]
    if len(kept) < 2:
        return Truth(kept[0]) if kept else neutral
    return Truth(f"({operator} {' '.join(kept)})")


def choose(condition: Truth, yes: Term, no: Term) -> Term:
    """yes where the condition holds, no elsewhere."""
    if condition in (TRUE, FALSE):
        return yes if condition == TRUE else no
    lo, hi = min(yes.lo, no.lo), max(yes.hi, no.hi)
    if lo == hi:
        return constant(lo)
    width = width_of(lo, hi)
    return Term(text=f"(ite {condition.text} {yes.at(width)} {no.at(width)})", lo=lo, hi=hi)
