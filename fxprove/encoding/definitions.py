"""What rounding, overflow, activations and sums mean, as bit-vector formulas without division.

The encodings are proved against these, so nothing is shared with them: no function, and no
operator but equality, the Boolean connectives and sign extension. There are only `bvsub`, `bvmul`
and `bvsle` here, on vectors so wide that none of them wraps (`Definitions.holding`), and a formula
is a relation between arguments and result rather than a way to compute one:

    q is a/d rounded:   the gap a − q·d lies in the interval of the mode, 0 ≤ gap < d for floor,
                        −d ≤ 2·gap ≤ d for the half modes, where an end is a tie and belongs to
                        the mode's choice
    k is a/d saturated: k is inside the format and a/d rounded; or k is hi, and hi is a/d rounded
                        or lies below a/d; or the mirror image at lo
    k is q wrapped:     k is in the format and q = k + turns·|K| for an integer `turns`

For every a there is exactly one q, and for every q one k, since the intervals of a mode, and the
translates of the format, tile the integers. encodings/README.md has the argument that these
formulas are the integer definition.
"""

from dataclasses import dataclass

from fxprove.formats import Format
from fxprove.rounding import Overflow, Rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """Formulas over signed vectors of `width` bits, for integers far inside their range."""

    width: int

    @classmethod
    def holding(cls, *magnitudes: int) -> "Definitions":
        """Wide enough for sums, differences and doubles of integers up to these magnitudes."""
        return cls(width=4 + sum(magnitudes).bit_length())

    @property
    def sort(self) -> str:
        """The sort of every vector here."""
        return f"(_ BitVec {self.width})"

    def integer(self, value: int) -> str:
        """A literal."""
        if value >= 0:
            return f"(_ bv{value} {self.width})"
        return f"(bvsub {self.integer(0)} {self.integer(-value)})"

    def extended(self, name: str, width: int) -> str:
        """A signed vector of `width` bits as the same integer."""
        return f"((_ sign_extend {self.width - width}) {name})"

    def product(self, factor: int, term: str) -> str:
        """factor·term."""
        return term if factor == 1 else f"(bvmul {self.integer(factor)} {term})"

    def sum(self, left: str, right: str) -> str:
        """left + right."""
        return f"(bvsub {left} (bvsub {self.integer(0)} {right}))"

    def is_inside(self, raw: str, lo: int, hi: int) -> str:
        """lo ≤ raw ≤ hi."""
        return f"(and (bvsle {self.integer(lo)} {raw}) (bvsle {raw} {self.integer(hi)}))"

    def is_rounded(self, denominator: int, rounding: Rounding, name: str = "is_rounded") -> str:
        """Defines a predicate of a and q: q is a/denominator rounded."""
        quotient = self.product(denominator, "q")
        body = self._interval("(bvsub a " + quotient + ")", denominator, rounding)
        return self._predicate(name, "(a q)", body)

    def is_saturated(
        self, denominator: int, lo: int, hi: int, name: str = "is_saturated",
        rounded: str = "is_rounded",
    ) -> str:  # fmt: skip
        """Defines a predicate of a and k: k is a/denominator rounded and saturated to lo…hi."""
        low, high = self.integer(lo), self.integer(hi)
        below = f"(not (bvsle {self.integer(lo * denominator)} a))"
        above = f"(not (bvsle a {self.integer(hi * denominator)}))"
        body = (
            f"(or (and (not (bvsle k {low})) (not (bvsle {high} k)) ({rounded} a k))"
            f" (and (= k {low}) (or ({rounded} a {low}) {below}))"
            f" (and (= k {high}) (or ({rounded} a {high}) {above})))"
        )
        return self._predicate(name, "(a k)", body)

    def is_wrapped(self, lo: int, hi: int) -> str:
        """Defines a predicate of q, k and turns: k is in lo…hi and q = k + turns·|K|."""
        moved = self.product(hi - lo + 1, "turns")
        body = f"(and {self.is_inside('k', lo, hi)} (= k (bvsub q {moved})))"
        return self._predicate("is_wrapped", "(q k turns)", body)

    def is_activated(self, name: str, format: Format) -> str:
        """Defines a predicate of k and y: y is the activation's rounded value at raw k.

        Only for piecewise linear activations whose values on the grid are on the grid.
        """
        return self._predicate("is_activated", "(k y)", self._activation(name, format))

    def _predicate(self, name: str, arguments: str, body: str) -> str:
        typed = " ".join(f"({argument} {self.sort})" for argument in arguments[1:-1].split())
        return f"(define-fun {name} ({typed}) Bool {body})"

    def _interval(self, gap: str, denominator: int, rounding: Rounding) -> str:
        zero, d = self.integer(0), self.integer(denominator)
        minus_d = self.integer(-denominator)
        from_below = f"(and (bvsle {zero} {gap}) (not (bvsle {d} {gap})))"
        from_above = f"(and (not (bvsle {gap} {minus_d})) (bvsle {gap} {zero}))"
        match rounding:
            case Rounding.FLOOR:
                return from_below
            case Rounding.CEIL:
                return from_above
            case Rounding.ZERO:
                positive, negative = f"(bvsle {zero} a)", f"(bvsle a {zero})"
                return f"(and (=> {positive} {from_below}) (=> {negative} {from_above}))"
        twice = self.product(2, gap)
        went_down, went_up = f"(= {twice} {d})", f"(= {twice} {minus_d})"
        nearest = f"(bvsle {minus_d} {twice}) (bvsle {twice} {d})"
        return f"(and {nearest} {self._tie(went_down, went_up, rounding)})"

    def _tie(self, went_down: str, went_up: str, rounding: Rounding) -> str:
        """What must hold of a tie that went down, or up."""
        is_even = f"(= {self.product(1 << (self.width - 1), 'q')} {self.integer(0)})"
        positive = f"(not (bvsle a {self.integer(0)}))"
        match rounding:
            case Rounding.HALF_UP:
                return f"(not {went_down})"
            case Rounding.HALF_DOWN:
                return f"(not {went_up})"
            case Rounding.HALF_EVEN:
                return f"(=> (or {went_down} {went_up}) {is_even})"
            case Rounding.HALF_AWAY:
                return f"(and (=> {went_down} (not {positive})) (=> {went_up} {positive}))"
            case Rounding.HALF_ZERO:
                return f"(and (=> {went_down} {positive}) (=> {went_up} (not {positive})))"
        raise AssertionError(f"{rounding} has no ties")

    def _activation(self, name: str, format: Format) -> str:
        one = format.scale
        match name:
            case "identity":
                return "(= y k)"
            case "relu":
                return self._nearest(format, 0, format.hi)
            case "relu6":
                return self._nearest(format, 0, 6 * one)
            case "hardtanh":
                return self._nearest(format, -one, one)
            case "step":
                return self._by_sign(format, 0, one, one)
            case "sign":
                return self._by_sign(format, -one, one, one)
            case "sign0":
                return self._by_sign(format, -one, 0, one)
            case "abs":
                return self._magnitude(format)
        raise AssertionError(f"{name} has no definition here")

    def _nearest(self, format: Format, low: int, high: int) -> str:
        """y is the point of low…high, cut to the format, that is nearest to k."""
        lo, hi = (self.integer(format.bring_in(end, Overflow.SATURATE)) for end in (low, high))
        return (
            f"(and (bvsle {lo} y) (bvsle y {hi})"
            f" (or (= y k) (and (= y {lo}) (bvsle k y)) (and (= y {hi}) (bvsle y k))))"
        )

    def _by_sign(self, format: Format, negative: int, zero: int, positive: int) -> str:
        values = [
            self.integer(format.bring_in(end, Overflow.SATURATE))
            for end in (negative, zero, positive)
        ]
        origin = self.integer(0)
        return (
            f"(and (=> (not (bvsle {origin} k)) (= y {values[0]}))"
            f" (=> (= k {origin}) (= y {values[1]}))"
            f" (=> (not (bvsle k {origin})) (= y {values[2]})))"
        )

    def _magnitude(self, format: Format) -> str:
        origin, hi = self.integer(0), self.integer(format.hi)
        negated = f"(bvsub {origin} k)"
        return (
            f"(and (=> (bvsle {origin} k) (= y k))"
            f" (=> (not (bvsle {origin} k))"
            f" (or (and (= y {negated}) (bvsle y {hi}))"
            f" (and (= y {hi}) (not (bvsle {negated} {hi}))))))"
        )
