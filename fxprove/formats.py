"""Fixed-point formats and the ways users write them.

A format is a range of raw integers with a scale: raw k means the value k/scale. The spellings:
the paper's symmetric `sym(p,s)`, two's complement `Qm.n`, unsigned `UQm.n`, `raw(lo,hi,s)`, and
HLS's `ap_fixed<W,I[,Q[,O]]>` / `ap_ufixed<…>`, which also bring a rounding and an overflow mode.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from fxprove.errors import InputError
from fxprove.rounding import HLS_QUANTIZATION, Overflow, Rounding

LARGEST_FORMAT = 1 << 20
"""The most raw values a format may have: tables have an entry for each."""

LARGEST_RAW = 1 << 48
"""The largest magnitude of a raw value; accumulators have no such bound."""

_LONGEST_INTEGER = 60  # decimal digits in a spelling; a scale of 10^60 is no arithmetic

_MOST_FRACTION_BITS = 160
_LONGEST_SHOWN = 60  # characters of a spelling in a refusal

SPELLINGS = "sym(p,s), Qm.n, UQm.n, raw(lo,hi,s), ap_fixed<W,I[,Q[,O]]> or ap_ufixed<…>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """The raw integers lo…hi, each standing for raw/scale.

    Raises InputError if lo > hi, the scale is not positive, an end is beyond
    ±`LARGEST_RAW`, or there are more than `LARGEST_FORMAT` values.
    """

    lo: int
    hi: int
    scale: int

    def __post_init__(self) -> None:
        for name in ("lo", "hi", "scale"):
            number = getattr(self, name)
            if type(number) is not int:
                raise InputError(f"format {name}", "an integer", number)
        if self.lo > self.hi:
            raise InputError("format", "lo ≤ hi", f"lo = {self.lo}, hi = {self.hi}")
        if self.scale < 1:
            raise InputError("format scale", "a positive integer", self.scale)
        if max(abs(self.lo), abs(self.hi)) > LARGEST_RAW:
            raise InputError("format", f"raw values up to ±{LARGEST_RAW}", f"{self.lo}, {self.hi}")
        if self.size > LARGEST_FORMAT:
            raise InputError("format", f"at most {LARGEST_FORMAT} raw values", self.size)

    @classmethod
    def parse(cls, spelling: str) -> "Format":
        """The format a spelling denotes; raises InputError. Modes of `ap_fixed` are dropped."""
        return FormatSpelling.parse(spelling).format

    @property
    def size(self) -> int:
        """|K|, the number of raw values."""
        return self.hi - self.lo + 1

    @property
    def raws(self) -> range:
        """All raw values, in order."""
        return range(self.lo, self.hi + 1)

    def __contains__(self, raw: int) -> bool:
        return self.lo <= raw <= self.hi

    def value(self, raw: int) -> Fraction:
        """The exact value of a raw integer."""
        return Fraction(raw, self.scale)

    def bring_in(self, integer: int, overflow: Overflow) -> int:
        """The raw value that `overflow` makes of any integer."""
        if overflow is Overflow.SATURATE:
            return min(max(integer, self.lo), self.hi)
        return self.lo + (integer - self.lo) % self.size

    def __str__(self) -> str:
        """The shortest family that denotes this format; it parses back to an equal one."""
        fraction_bits = self.scale.bit_length() - 1
        if self.scale == 1 << fraction_bits:
            bits = (self.size - 1).bit_length()
            whole = self.size == 1 << bits
            if whole and self.lo == 0 and bits >= fraction_bits:
                return f"UQ{bits - fraction_bits}.{fraction_bits}"
            if whole and self.lo == -self.hi - 1 and bits > fraction_bits:
                return f"Q{bits - 1 - fraction_bits}.{fraction_bits}"
        if self.lo == -self.hi and (self.hi + 1).bit_count() == 1 and self.hi > 0:
            return f"sym({self.hi.bit_length()},{self.scale})"
        return f"raw({self.lo},{self.hi},{self.scale})"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatSpelling:
    """A format as written, with the modes that the spelling itself carries.

    `rounding` and `overflow` are None unless the spelling is an HLS one; the `_written` flags
    tell a mode that stands in the text from HLS's default for one that was left out.
    """

    text: str
    format: Format
    rounding: Rounding | None = None
    overflow: Overflow | None = None
    rounding_written: bool = False
    overflow_written: bool = False

    @classmethod
    def parse(cls, text: str) -> "FormatSpelling":
        """Read any of `SPELLINGS`; raises InputError naming the spelling."""
        compact = without_spaces(text)
        for pattern, build in _FAMILIES:
            match = re.fullmatch(pattern, compact, re.ASCII)
            if match:
                try:
                    return build(text, *(group or "" for group in match.groups()))
                except InputError as error:
                    shown = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
                    raise error.within(f"format '{shown}'") from None
        raise InputError("format", SPELLINGS, f"'{text}'")


def without_spaces(text: str) -> str:
    """`text` without the spaces at its ends and beside punctuation; others separate numbers."""
    return re.sub(r"\s*([(),<>@+\[\]])\s*", r"\1", text.strip())


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        raise InputError("number", f"at most {_LONGEST_INTEGER} digits", f"{len(digits)} digits")
    return int(digits)


def _bits(digits: str) -> int:
    bits = _integer(digits)
    if bits > LARGEST_FORMAT.bit_length() - 1:
        raise InputError("format", f"at most {LARGEST_FORMAT} raw values", f"2^{bits}")
    return bits


def _symmetric(text: str, p: str, scale: str) -> FormatSpelling:
    largest = (1 << _bits(p)) - 1
    return FormatSpelling(text=text, format=Format(lo=-largest, hi=largest, scale=_integer(scale)))


def _twos_complement(text: str, m: str, n: str) -> FormatSpelling:
    half = 1 << (_bits(m) + _bits(n))
    return FormatSpelling(text=text, format=Format(lo=-half, hi=half - 1, scale=1 << _bits(n)))


def _unsigned(text: str, m: str, n: str) -> FormatSpelling:
    size = 1 << (_bits(m) + _bits(n))
    return FormatSpelling(text=text, format=Format(lo=0, hi=size - 1, scale=1 << _bits(n)))


def _raw(text: str, lo: str, hi: str, scale: str) -> FormatSpelling:
    return FormatSpelling(
        text=text, format=Format(lo=_integer(lo), hi=_integer(hi), scale=_integer(scale))
    )


def _hls(
    text: str, unsigned: str, width: str, integer_bits: str, quantization: str, overflow: str
) -> FormatSpelling:
    word, whole = _bits(width), _integer(integer_bits)
    if word < 1 or whole > word:
        raise InputError("width", "W ≥ 1 and W ≥ I", f"W = {word}, I = {whole}")
    if word - whole > _MOST_FRACTION_BITS:
        raise InputError("integer bits", f"W − I ≤ {_MOST_FRACTION_BITS}", word - whole)
    if quantization and quantization not in HLS_QUANTIZATION:
        raise InputError("quantization mode", " or ".join(HLS_QUANTIZATION), quantization)
    modes = {
        "": Overflow.WRAP,
        "AP_WRAP": Overflow.WRAP,
        "AP_SAT": Overflow.SATURATE,
        "AP_SAT_SYM": Overflow.SATURATE,
    }
    if overflow not in modes:
        raise InputError("overflow mode", "AP_SAT, AP_SAT_SYM or AP_WRAP", overflow)
    signed = not unsigned
    hi = (1 << (word - signed)) - 1
    lo = 0 if unsigned else -hi if overflow == "AP_SAT_SYM" else -hi - 1
    return FormatSpelling(
        text=text,
        format=Format(lo=lo, hi=hi, scale=1 << (word - whole)),
        rounding=HLS_QUANTIZATION[quantization or "AP_TRN"],
        overflow=modes[overflow],
        rounding_written=bool(quantization),
        overflow_written=bool(overflow),
    )


_FAMILIES: tuple[tuple[str, Callable[..., FormatSpelling]], ...] = (
    (r"sym\((\d+),(-?\d+)\)", _symmetric),
    (r"Q(\d+)\.(\d+)", _twos_complement),
    (r"UQ(\d+)\.(\d+)", _unsigned),
    (r"raw\((-?\d+),(-?\d+),(-?\d+)\)", _raw),
    (r"ap_(u?)fixed<(\d+),(-?\d+)(?:,(\w+))?(?:,(\w+))?>", _hls),
)


def resolved_modes(
    spelling: FormatSpelling, rounding: Rounding | None, overflow: Overflow | None
) -> tuple[Format, Rounding, Overflow]:
    """The format, and its modes: those given, else those of the spelling, else the defaults.

    Raises InputError where the spelling writes one mode out and another is given.
    """
    for written, spelt, given, option in (
        (spelling.rounding_written, spelling.rounding, rounding, "rounding"),
        (spelling.overflow_written, spelling.overflow, overflow, "overflow"),
    ):
        if written and given is not None and spelt is not None and spelt.value != given.value:
            where = f"format '{spelling.text}' and {option} {given.value}"
            raise InputError(where, f"one {option} mode", f"{spelt.value} in the format")
    return (
        spelling.format,
        rounding or spelling.rounding or Rounding.HALF_EVEN,
        overflow or spelling.overflow or Overflow.SATURATE,
    )
