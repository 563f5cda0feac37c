"""Requantization by apytypes, a library of fixed-point types that shares no code with fxprove."""

from collections.abc import Sequence

from apytypes import APyFixed, APyFixedArray, OverflowMode, QuantizationMode

from fxprove.formats import Format
from fxprove.rounding import Overflow, Rounding

QUANTIZATION = {
    Rounding.FLOOR: QuantizationMode.TO_NEG,
    Rounding.CEIL: QuantizationMode.TO_POS,
    Rounding.ZERO: QuantizationMode.TO_ZERO,
    Rounding.HALF_UP: QuantizationMode.TIES_POS,
    Rounding.HALF_DOWN: QuantizationMode.TIES_NEG,
    Rounding.HALF_ZERO: QuantizationMode.TIES_ZERO,
    Rounding.HALF_AWAY: QuantizationMode.TIES_AWAY,
    Rounding.HALF_EVEN: QuantizationMode.TIES_EVEN,
}
OVERFLOW = {Overflow.SATURATE: OverflowMode.SAT, Overflow.WRAP: OverflowMode.WRAP}


def _signed(bits: int, width: int) -> int:
    return bits - (1 << width) if bits >> (width - 1) else bits


def _widths(target: Format) -> tuple[int, int]:
    """All bits and fraction bits of a two's complement format."""
    width = target.size.bit_length() - 1
    assert (target.lo, target.hi) == (-(1 << (width - 1)), (1 << (width - 1)) - 1)
    return width, target.scale.bit_length() - 1


def cast_all(
    accumulators: Sequence[int],
    width: int,
    fraction_bits: int,
    target: Format,
    rounding: Rounding,
    overflow: Overflow,
) -> list[int]:
    """What apytypes makes of accumulators of `width` bits, `fraction_bits` of them a fraction."""
    bits, fraction = _widths(target)
    array = APyFixedArray(
        [accumulator % (1 << width) for accumulator in accumulators],
        int_bits=width - fraction_bits,
        frac_bits=fraction_bits,
    )
    cast = array.cast(
        int_bits=bits - fraction,
        frac_bits=fraction,
        quantization=QUANTIZATION[rounding],
        overflow=OVERFLOW[overflow],
    )
    return [_signed(int(pattern), bits) for pattern in cast.to_bits()]


def cast_one(
    accumulator: int,
    width: int,
    fraction_bits: int,
    target: Format,
    rounding: Rounding,
    overflow: Overflow,
) -> int:
    """The same for one accumulator, through the scalar type."""
    bits, fraction = _widths(target)
    number = APyFixed(
        accumulator % (1 << width), int_bits=width - fraction_bits, frac_bits=fraction_bits
    )
    cast = number.cast(
        int_bits=bits - fraction,
        frac_bits=fraction,
        quantization=QUANTIZATION[rounding],
        overflow=OVERFLOW[overflow],
    )
    return _signed(int(cast.to_bits()), bits)
