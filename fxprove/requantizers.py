"""Requantization in several stages, as the multiply-and-shift requantizers of integer inference do.

A stage multiplies an integer by an exact fraction and rounds; the last one is followed by overflow
handling onto a format. Two stages are not one: rounding twice may move a value across a tie that
was none. Sources of the two named descriptions, whose C is written down in the tests:
- *double rounding*: `MultiplyByQuantizedMultiplier` of TensorFlow Lite without
  `TFLITE_SINGLE_ROUNDING`, made of gemmlowp's `SaturatingRoundingDoublingHighMul` and
  `RoundingDivideByPOT` (fixedpoint.h); CMSIS-NN's `arm_nn_requantize` computes the same;
- *single rounding*: the same two with `TFLITE_SINGLE_ROUNDING`, `CMSIS_NN_USE_SINGLE_ROUNDING`.
An output zero point z that is added before clamping to lo…hi is the target lo − z … hi − z here.
"""

import re
from dataclasses import dataclass
from math import gcd

from fxprove.arithmetic import Requantizer
from fxprove.errors import InputError
from fxprove.formats import Format, FormatSpelling, resolved_modes, without_spaces
from fxprove.rounding import Overflow, Rounding, least_rounding_to, parse_mode, round_ratio

MOST_STAGES = 16
_LONGEST_INTEGER = 60  # decimal digits, as in the spellings of formats
_LONGEST_SHOWN = 60  # characters of a spelling in a refusal

REQUANTIZER_FORMS = "STAGE[,STAGE…]/FORMAT[/saturate|wrap]"
STAGE_FORMS = "MODE/N, MODE/M:N, double-rounding(M,shift) or single-rounding(M,shift)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """x ↦ the rounding of x·numerator/denominator, on all integers.

    The fraction is kept in lowest terms. Raises InputError unless both parts are positive.
    """

    numerator: int
    denominator: int
    rounding: Rounding

    def __post_init__(self) -> None:
        for name in ("numerator", "denominator"):
            part = getattr(self, name)
            if type(part) is not int or part < 1:
                raise InputError(f"stage {name}", "a positive integer", part)
        common = gcd(self.numerator, self.denominator)
        object.__setattr__(self, "numerator", self.numerator // common)
        object.__setattr__(self, "denominator", self.denominator // common)

    def __call__(self, integer: int) -> int:
        """The stage's value at any integer."""
        return round_ratio(integer * self.numerator, self.denominator, self.rounding)

    @property
    def translation(self) -> tuple[int, int]:
        """(A, B): on x ≥ 0, and on x ≤ 0, the stage equals a map E with E(x + A) = E(x) + B.

        On either half-line every mode but half-even is floor, ceil, half-up or half-down, which
        commute with adding integers: x + q adds exactly p to x·p/q. Half-even does so for even
        integers, and for all where there are no ties, that is, where q is odd.
        """
        has_ties_to_even = self.rounding is Rounding.HALF_EVEN and self.denominator % 2 == 0
        times = 2 if has_ties_to_even else 1
        return times * self.denominator, times * self.numerator

    def __str__(self) -> str:
        ratio = f"{self.denominator}"
        if self.numerator > 1:
            ratio = f"{self.numerator}:{ratio}"
        return f"{self.rounding.value}/{ratio}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tails:
    """Where a function of an integer repeats: with `period`, on x ≤ below and on x ≥ above."""

    below: int
    above: int
    period: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedRequantizer:
    """r(x) = overflow(last stage(… first stage(x))), onto `target`, for any integer x.

    Two are equal as values when they have the same stages; that they are the same *function* is
    what `decisive_window` reduces to finitely many comparisons. Raises InputError without stages
    or with more than `MOST_STAGES`.
    """

    stages: tuple[Stage, ...]
    target: Format
    overflow: Overflow

    def __post_init__(self) -> None:
        if not 1 <= len(self.stages) <= MOST_STAGES:
            raise InputError("requantizer", f"1 to {MOST_STAGES} stages", len(self.stages))

    @classmethod
    def of(cls, requantizer: Requantizer) -> "StagedRequantizer":
        """The same function, as a single stage."""
        stage = Stage(
            numerator=requantizer.numerator,
            denominator=requantizer.denominator,
            rounding=requantizer.rounding,
        )
        return cls(stages=(stage,), target=requantizer.target, overflow=requantizer.overflow)

    def __call__(self, accumulator: int) -> int:
        """r(x), a raw value of the target."""
        for stage in self.stages:
            accumulator = stage(accumulator)
        return self.target.bring_in(accumulator, self.overflow)

    def cell_start(self, raw: int) -> int:
        """The least accumulator that the stages take to `raw` or more, before overflow handling.

        Every stage is monotone and unbounded both ways, so the stages reach `raw` exactly where
        all but the last reach the least integer from which the last does; and so on backwards.
        """
        for stage in reversed(self.stages):
            raw = least_rounding_to(raw, stage.numerator, stage.denominator, stage.rounding)
        return raw

    def tails(self) -> Tails:
        """Where r repeats itself; the proofs are those of `decisive_window`.

        Under saturation `above` is the least accumulator with r = hi and `below` the greatest with
        r = lo, unless the target has one value only.
        """
        if self.target.size == 1:
            return Tails(below=0, above=0, period=1)
        if self.overflow is Overflow.SATURATE:
            below = self.cell_start(self.target.lo + 1) - 1
            return Tails(below=below, above=self.cell_start(self.target.hi), period=1)
        return Tails(below=0, above=0, period=self._wrapping_period())

    def _wrapping_period(self) -> int:
        """P such that r, where it wraps, has period P on x ≥ 0 and on x ≤ 0."""
        period, shift = 1, 1
        for stage in self.stages:
            stage_period, stage_shift = stage.translation
            common = gcd(shift, stage_period)
            period *= stage_period // common
            shift = shift // common * stage_shift
        return period * (self.target.size // gcd(shift, self.target.size))

    def __str__(self) -> str:
        """A spelling that parses back to an equal requantizer."""
        wraps = "/wrap" if self.overflow is Overflow.WRAP else ""
        return f"{','.join(map(str, self.stages))}/{self.target}{wraps}"


def decisive_window(a: StagedRequantizer, b: StagedRequantizer) -> tuple[int, int]:
    """(first, last): if a and b agree on first…last, they agree on all integers.

    *Saturating.* The stages compose to a monotone map g, so r = hi from the least x with
    g(x) ≥ hi on, and r = lo up to the greatest x with g(x) ≤ lo: r has period 1 on both tails.

    *Wrapping.* Every stage takes x ≥ 0 to integers ≥ 0 and x ≤ 0 to integers ≤ 0, for it is
    monotone and fixes 0. So on each half-line stage i acts as a map E_i of all integers with
    E_i(x + A_i) = E_i(x) + B_i (`Stage.translation`). If E and E' satisfy this with (A, B) and
    (A', B'), then E'∘E does with (A·m, B·m/A'·B'), m = A'/gcd(B, A'), because B·m is a multiple
    of A'. By induction g has on each half-line such a pair (A, B), and r, which sees g modulo |K|,
    has there the period P = A·|K|/gcd(B, |K|).

    *Together.* On x ≥ U, the greater of the two `above`, both are periodic, and agree if they do on
    the first `agreement_length` integers. Likewise on x ≤ L, the smaller `below`, if they do on as
    many up to L. The window also contains what lies between L and U.

    >>> a = parse_requantizer("floor/2,floor/8/Q1.2")
    >>> decisive_window(a, parse_requantizer("floor/16/Q1.2"))
    (-113, 112)
    >>> decisive_window(a, parse_requantizer("floor/16/Q1.2/wrap"))
    (-368, 367)
    """
    left, right = a.tails(), b.tails()
    length = agreement_length(left.period, right.period)
    first = min(left.below, right.below) - length + 1
    return first, max(left.above, right.above) + length - 1


def agreement_length(p: int, q: int) -> int:
    """n such that sequences of periods p and q that agree in n places in a row agree everywhere.

    By the theorem of Fine and Wilf (Proc. AMS 16, 1965) a word of p + q − gcd(p, q) letters with
    both periods has the period gcd(p, q); it is as long as either period, so both sequences are
    the repetition of its first gcd(p, q) letters.
    """
    return p + q - gcd(p, q)


# --- Multiply and shift --------------------------------------------------------------------------

_MULTIPLIER_BITS = 31  # the multiplier is a Q0.31 number
_SHIFTS = (-31, 30)  # the shifts that TensorFlow Lite allows


def double_rounding(multiplier: int, shift: int) -> tuple[Stage, ...]:
    """x·M·2^shift/2^31 rounded twice: half-up to the high word, then half-away by the right shift.

    `multiplier` M is in 1…2^31 − 1 (from 2^30 on in files that TensorFlow Lite writes) and means
    M/2^31; `shift` is in −31…30, a positive one to the left. It describes the C on accumulators in
    `int32_accumulators(shift)`, where no step leaves 32 bits; others are outside the claim.

    The high word is rounded half-up: for a product p ≥ 0 the C truncates (p + 2^30)/2^31, which
    is the floor; for p < 0 it truncates (p + 1 − 2^30)/2^31 toward zero, which is
    −⌊(|p| + 2^30 − 1)/2^31⌋, so that a tie goes to the smaller magnitude, toward +∞. The saturating
    case, both factors −2^31, does not occur. The remaining division compares the low bits with a
    half that is one larger for negative x, so there a tie goes down: half-away. Raises InputError.
    """
    _check_multiply_and_shift(multiplier, shift)
    numerator = multiplier << max(shift, 0)
    high_word = _stage(numerator, 1 << _MULTIPLIER_BITS, Rounding.HALF_UP)
    return (high_word,) if shift >= 0 else (high_word, _stage(1, 1 << -shift, Rounding.HALF_AWAY))


def single_rounding(multiplier: int, shift: int) -> tuple[Stage, ...]:
    """x·M·2^shift/2^31 rounded once, half-up; multiplier, shift and claim as in `double_rounding`.

    The C adds half of 2^(31 − shift) and shifts right arithmetically. Raises InputError.
    """
    _check_multiply_and_shift(multiplier, shift)
    return (_stage(multiplier, 1 << (_MULTIPLIER_BITS - shift), Rounding.HALF_UP),)


def int32_accumulators(shift: int) -> tuple[int, int]:
    """The first and last accumulator x such that x·2^shift, if to the left, fits 32 bits."""
    left = max(shift, 0)
    return -((1 << 31) >> left), ((1 << 31) - 1) >> left


def _check_multiply_and_shift(multiplier: int, shift: int) -> None:
    if not 1 <= multiplier < 1 << _MULTIPLIER_BITS:
        raise InputError("multiplier", f"1 to {(1 << _MULTIPLIER_BITS) - 1}", multiplier)
    if not _SHIFTS[0] <= shift <= _SHIFTS[1]:
        raise InputError("shift", f"{_SHIFTS[0]} to {_SHIFTS[1]}", shift)


def _stage(numerator: int, denominator: int, rounding: Rounding) -> Stage:
    return Stage(numerator=numerator, denominator=denominator, rounding=rounding)


# --- Spellings -----------------------------------------------------------------------------------

_RATIO = re.compile(r"([\w-]+)/(\d+)(?::(\d+))?(?=[,/]|$)", re.ASCII)
_NAMED = re.compile(r"(double-rounding|single-rounding)\((-?\d+),(-?\d+)\)", re.ASCII)


def parse_requantizer(text: str) -> StagedRequantizer:
    """The requantizer that `text`, of the form `REQUANTIZER_FORMS`, denotes; raises InputError.

    `MODE/N` divides by N and rounds, `MODE/M:N` multiplies by M before. Without an overflow mode
    it is the one of an HLS format's spelling, else saturate; modes that such a spelling writes out
    must be those of the last stage and of the ending.

    >>> r = parse_requantizer("half-up/4,half-up/4/Q3.4")
    >>> r(6), parse_requantizer("half-up/16/Q3.4")(6)
    (1, 0)
    """
    shown = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
    try:
        return _parse(re.sub(r"\s*([/:])\s*", r"\1", without_spaces(text)))
    except InputError as error:
        raise error.within(f"requantizer '{shown}'") from None


def _parse(compact: str) -> StagedRequantizer:
    stages, rest = _first_stages(compact)
    while rest.startswith(","):
        more, rest = _first_stages(rest[1:])
        stages += more
    if not rest.startswith("/"):
        raise InputError("ending", "/FORMAT after the stages", f"'{rest}'" if rest else "nothing")
    spelling, ends, mode = rest[1:].partition("/")
    target, _, overflow = resolved_modes(
        FormatSpelling.parse(spelling),
        stages[-1].rounding,
        parse_mode(Overflow, mode, "overflow") if ends else None,
    )
    return StagedRequantizer(stages=stages, target=target, overflow=overflow)


def _first_stages(text: str) -> tuple[tuple[Stage, ...], str]:
    """The stages that the first item of `text` denotes, and what follows the item."""
    named = _NAMED.match(text)
    if named:
        describe = double_rounding if named[1] == "double-rounding" else single_rounding
        return describe(_integer(named[2]), _integer(named[3])), text[named.end() :]
    ratio = _RATIO.match(text)
    if not ratio:
        raise InputError("stage", STAGE_FORMS, f"'{text}'")
    mode = parse_mode(Rounding, ratio[1], "stage")
    first, second = _integer(ratio[2]), ratio[3]
    numerator, denominator = (1, first) if second is None else (first, _integer(second))
    return (_stage(numerator, denominator, mode),), text[ratio.end() :]


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        raise InputError("number", f"at most {_LONGEST_INTEGER} digits", f"{len(digits)} digits")
    return int(digits)
