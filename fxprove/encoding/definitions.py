"""What rounding, overflow, activations and sums mean, as bit-vector formulas without division.

The encodings are proved against these, so nothing is shared with them: no function, and no
operator but equality, the Boolean connectives and sign extension. There are only `bvsub`, `bvmul`
and `bvsle` here, on vectors so wide that none of them wraps (`Definitions.holding`), and a formula
is a relation between arguments and result rather than a way to compute one:

    q is a/d rounded:   a lies in the interval of q, d·q ≤ a < d·q + d for floor and
                        2·d·q − d ≤ 2·a ≤ 2·d·q + d for the half modes, where an end is a tie and
                        belongs to the mode's choice
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
        """For integers up to these magnitudes: holds eight times their sum.

        A vector of the encoder has less than twice the magnitude it needs. Nothing here adds more
        than two doubles of such integers, so five times the sum is enough.
        """
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

    def is_rounded(self, denominator: int, rounding: Rounding) -> str:
        """Defines a predicate of a and q: q is a/denominator rounded."""
        return self._predicate("is_rounded", "(a q)", self._interval(denominator, rounding))

    def is_itself(self) -> str:
        """Defines a predicate of a and q: q is the integer a."""
        return self._predicate("is_itself", "(a q)", "(= a q)")

    def is_saturated(self, denominator: int, lo: int, hi: int, rounded: str = "is_rounded") -> str:
        """Defines a predicate of a and k: k is a/denominator rounded and saturated to lo…hi."""
        low, high = self.integer(lo), self.integer(hi)
        below = f"(not (bvsle {self.integer(lo * denominator)} a))"
        above = f"(not (bvsle a {self.integer(hi * denominator)}))"
        body = _over_lines(
            "or",
            f"(and (not (bvsle k {low})) (not (bvsle {high} k)) ({rounded} a k))",
            f"(and (= k {low}) (or ({rounded} a {low}) {below}))",
            f"(and (= k {high}) (or ({rounded} a {high}) {above}))",
        )
        return self._predicate("is_saturated", "(a k)", body)

    def is_wrapped(self, lo: int, hi: int) -> str:
        """Defines a predicate of q, k and turns: k is in lo…hi and q = k + turns·|K|."""
        moved = self.product(hi - lo + 1, "turns")
        body = _over_lines("and", self.is_inside("k", lo, hi), f"(= k (bvsub q {moved}))")
        return self._predicate("is_wrapped", "(q k turns)", body)

    def is_activated(self, name: str, format: Format) -> str:
        """Defines a predicate of k and y: y is the activation's rounded value at raw k.

        Only for piecewise linear activations whose values on the grid are on the grid.
        """
        return self._predicate("is_activated", "(k y)", self._activation(name, format))

    def _predicate(self, name: str, arguments: str, body: str) -> str:
        typed = " ".join(f"({argument} {self.sort})" for argument in arguments[1:-1].split())
        return f"(define-fun {name} ({typed}) Bool\n  {body})"

    def _interval(self, denominator: int, rounding: Rounding) -> str:
        """The accumulators a that round to q, by comparisons with d·q alone.

        The same with the gap a − d·q takes solvers three times as long.
        """
        d, product = self.integer(denominator), self.product(denominator, "q")
        from_below = [f"(bvsle {product} a)", f"(not (bvsle {product} (bvsub a {d})))"]
        from_above = [f"(bvsle a {product})", f"(not (bvsle a (bvsub {product} {d})))"]
        match rounding:
            case Rounding.FLOOR:
                return _over_lines("and", *from_below)
            case Rounding.CEIL:
                return _over_lines("and", *from_above)
            case Rounding.ZERO:
                zero = self.integer(0)
                return _over_lines(
                    "and",
                    f"(=> (bvsle {zero} a) (and {' '.join(from_below)}))",
                    f"(=> (bvsle a {zero}) (and {' '.join(from_above)}))",
                )
        twice_a, twice_product = self.product(2, "a"), self.product(2 * denominator, "q")
        below, above = f"(bvsub {twice_product} {d})", f"(bvsub {twice_a} {d})"
        return _over_lines(
            "and",
            f"(bvsle {below} {twice_a})",
            f"(bvsle {above} {twice_product})",
            self._tie(f"(= {above} {twice_product})", f"(= {below} {twice_a})", rounding),
        )

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
        return _over_lines(
            "and",
            f"(bvsle {lo} y)",
            f"(bvsle y {hi})",
            f"(or (= y k) (and (= y {lo}) (bvsle k y)) (and (= y {hi}) (bvsle y k)))",
        )

    def _by_sign(self, format: Format, negative: int, zero: int, positive: int) -> str:
        values = [
            self.integer(format.bring_in(end, Overflow.SATURATE))
            for end in (negative, zero, positive)
        ]
        origin = self.integer(0)
        return _over_lines(
            "and",
            f"(=> (not (bvsle {origin} k)) (= y {values[0]}))",
            f"(=> (= k {origin}) (= y {values[1]}))",
            f"(=> (not (bvsle k {origin})) (= y {values[2]}))",
        )

    def _magnitude(self, format: Format) -> str:
        origin, hi = self.integer(0), self.integer(format.hi)
        negated = f"(bvsub {origin} k)"
        return _over_lines(
            "and",
            f"(=> (bvsle {origin} k) (= y k))",
            f"(=> (not (bvsle {origin} k)) (or (and (= y {negated}) (bvsle y {hi}))"
            f" (and (= y {hi}) (not (bvsle {negated} {hi})))))",
        )


def _over_lines(connective: str, *parts: str) -> str:
    """A connective with each part on a line of its own, for the second line of a definition."""
    return f"({connective} " + f"\n{' ' * (len(connective) + 4)}".join(parts) + ")"


# --- In words, for the comments of a script ------------------------------------------------------


def rounded_in_words(denominator: int, rounding: Rounding) -> str:
    """What `is_rounded` says of a and q."""
    d, product = denominator, _multiple(denominator, "q")
    floor = f"{product} ≤ a < {product} + {d}"
    ceil = f"{product} − {d} < a ≤ {product}"
    match rounding:
        case Rounding.FLOOR:
            return floor
        case Rounding.CEIL:
            return ceil
        case Rounding.ZERO:
            return f"{floor} for a ≥ 0, and {ceil} for a ≤ 0"
    tie = {
        Rounding.HALF_EVEN: "goes to an even q",
        Rounding.HALF_AWAY: "goes away from zero",
        Rounding.HALF_UP: "goes up",
        Rounding.HALF_DOWN: "goes down",
        Rounding.HALF_ZERO: "goes toward zero",
    }[rounding]
    return f"|2a − {_multiple(2 * d, 'q')}| ≤ {d}, and a tie, where both are equal, {tie}"


def saturated_in_words(lo: int, hi: int) -> str:
    """What `is_saturated` says of a and k."""
    return f"k is a rounded, inside {lo}…{hi}; an end is also right for all that lies beyond it"


def wrapped_in_words(lo: int, hi: int) -> str:
    """What `is_wrapped` says of q, k and turns."""
    return f"k is in {lo}…{hi}, and q = k + {_multiple(hi - lo + 1, 'turns')}"


def _multiple(factor: int, name: str) -> str:
    return name if factor == 1 else f"{factor}·{name}"
