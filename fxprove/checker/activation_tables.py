"""Decides, entry by entry, whether an activation table is the correctly rounded one: by making it.

Claim: entry k of `recomputed_table` is overflow(round(scale·σ(k/scale))), one rounding of the true
real value, for each k from lo to hi. An independent route to the prover's tables: integers and
fractions only, nothing but the standard library.

The mathematics. Where σ(x) is known to be rational the value is that fraction, rounded. All other
values are written

    σ(x) = base + factor·correction,        base and factor ≠ 0 rational,

with a correction that `enclosures` puts between two rationals, strictly. Half-integers are the only
places where any of the eight roundings jumps or meets a tie, so on an open interval that contains
no half-integer all eight are constant: a value in (n/2, (n+1)/2) rounds as (2n+1)/4 does. If the
enclosure of scale·σ(x) contains a half-integer, the precision doubles. Base is chosen to be what
the activation tends to, so far out the correction alone decides, by its sign: gelu(128) is
128 - 128·Q with 0 < Q < 2^-p, its floor 127.

Termination is not needed for soundness and not proved. It rests on the values being irrational (or
no half-integers), which is Lindemann's theorem for all names here but gelu; should it fail,
`PrecisionExhausted` is raised at `PRECISION_CAP` bits and no entry is guessed.

Rejected: deciding ties by closeness ("within 2^-200 of 1/2 is 1/2"), which proves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from . import enclosures
from .arithmetic import ROUNDINGS, Requantizer, round_ratio

PRECISION_CAP = 1 << 14
"""Bits at which an undecided entry is given up: several hundred times what formats in use need."""

_MARGIN = 48
"""Bits after the point of scale·σ in the first attempt; 2^16 entries seldom need a second one."""

_ZERO, _ONE = Fraction(0), Fraction(1)
_SELU_SLOPE = Fraction("1.0507009873554804934193349852946")
_SELU_DEPTH = Fraction("1.6732632423543772848170429916717")


class UnknownActivation(ValueError):
    """No activation has this name with this many parameters."""


class PrecisionExhausted(ArithmeticError):
    """An entry stayed undecided up to the cap; `name`, `raw`, `scale` and `precision` say where."""

    def __init__(self, name: str, raw: int, scale: int, precision: int) -> None:
        self.name, self.raw, self.scale, self.precision = name, raw, scale, precision
        super().__init__(f"{name}({raw}/{scale}): rounding undecided at {precision} bits")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Corrected:
    """The real base + factor·correction; `correction` encloses its value at any precision."""

    base: Fraction
    factor: Fraction
    correction: Callable[[int], enclosures.Enclosure]

    def __post_init__(self) -> None:
        if self.factor == 0:
            raise ValueError("without a correction the value is rational: give the fraction")


_Value = Fraction | _Corrected


def recomputed_table(
    name: str,
    parameters: tuple[Fraction, ...],
    *,
    lo: int,
    hi: int,
    scale: int,
    rounding: str,
    overflow: str,
    target: tuple[int, int, int] | None = None,
    deadline: Callable[[], None] | None = None,
) -> list[int]:
    """The correctly rounded table of the activation: overflow(round(scale·σ(k/scale))), k = lo…hi.

    `target` is the (lo, hi, scale) that entries are rounded and overflow to, by default that of the
    arguments. Rounding and overflow are the spellings of `arithmetic`; empty `parameters` mean the
    defaults. `deadline` is called before each entry and may raise. Raises `UnknownActivation`,
    `PrecisionExhausted`, and ValueError for a spelling or a scale without meaning.

    >>> recomputed_table("sigmoid", (), lo=-1, hi=1, scale=1, rounding="floor", overflow="saturate")
    [0, 0, 0]
    """
    target_lo, target_hi, target_scale = target or (lo, hi, scale)
    if rounding not in ROUNDINGS or overflow not in ("saturate", "wrap"):
        raise ValueError(f"rounding {rounding!r}, overflow {overflow!r}")
    if min(scale, target_scale) < 1 or lo > hi or target_lo > target_hi:
        raise ValueError(f"format ({lo}, {hi}, {scale}), target {target}")
    sigma, arguments = _named(name, parameters)
    overflowed = Requantizer(target_lo, target_hi, 1, rounding, overflow)
    table = []
    for raw in range(lo, hi + 1):
        if deadline is not None:
            deadline()
        rounded = _rounded(sigma(Fraction(raw, scale), *arguments), target_scale, rounding)
        if rounded is None:
            raise PrecisionExhausted(name, raw, scale, PRECISION_CAP)
        table.append(overflowed(rounded))
    return table


def _rounded(value: _Value, scale: int, rounding: str) -> int | None:
    """scale·value, rounded; None if it could not be decided within `PRECISION_CAP` bits."""
    if isinstance(value, Fraction):
        return round_ratio(scale * value.numerator, value.denominator, rounding)
    precision = _MARGIN + int(scale * abs(value.factor)).bit_length()
    while precision <= PRECISION_CAP:
        half = _half_below(value, scale, precision)
        if half is not None:
            return round_ratio(2 * half + 1, 4, rounding)
        precision *= 2
    return None


def _half_below(value: _Corrected, scale: int, precision: int) -> int | None:
    """The n with n/2 < scale·value < (n+1)/2, if the enclosure at this precision shows one.

    The ends of the enclosure, doubled, are first/divisor and last/divisor. With n the floor of the
    lower one, the value exceeds n/2 strictly, and is below (n+1)/2 if the upper one is at most n+1.
    """
    base, factor = 2 * scale * value.base, 2 * scale * value.factor
    enclosure = value.correction(precision)
    divisor = (base.denominator * factor.denominator) << precision
    offset = (base.numerator * factor.denominator) << precision
    slope = factor.numerator * base.denominator
    ends = offset + slope * enclosure.low, offset + slope * enclosure.high
    first, last = min(ends), max(ends)
    half = first // divisor
    return half if last <= (half + 1) * divisor else None


# Activations that are rational at rational points.


def _relu(x: Fraction) -> _Value:
    return max(x, _ZERO)


def _leaky_relu(x: Fraction, a: Fraction) -> _Value:
    return x if x >= 0 else a * x


def _identity(x: Fraction) -> _Value:
    return x


def _absolute(x: Fraction) -> _Value:
    return abs(x)


def _square(x: Fraction) -> _Value:
    return x * x


def _step(x: Fraction) -> _Value:
    return _ONE if x >= 0 else _ZERO


def _sign(x: Fraction) -> _Value:
    return _ONE if x >= 0 else -_ONE


def _sign0(x: Fraction) -> _Value:
    return Fraction((x > 0) - (x < 0))


def _hardtanh(x: Fraction) -> _Value:
    return min(max(x, -_ONE), _ONE)


def _relu6(x: Fraction) -> _Value:
    return min(max(x, _ZERO), 6 * _ONE)


def _hardsigmoid(x: Fraction) -> Fraction:
    return min(max(x / 6 + Fraction(1, 2), _ZERO), _ONE)


def _hardswish(x: Fraction) -> _Value:
    return x * _hardsigmoid(x)


# The others. Throughout t = e^-|x| (tanh: e^-2|x|), so that 0 < t < 1 for x ≠ 0, and every
# correction but those of sin and cos is positive.

_Ratio = tuple[tuple[int, ...], tuple[int, ...]]

# Rational functions that increase with t >= 0: the coefficients of numerator and denominator, from
# the constant up.
_LOGISTIC: _Ratio = (0, 1), (1, 1)  # t/(1+t) = 1 - 1/(1+t)
_TANH: _Ratio = (0, 2), (1, 1)  # 2t/(1+t), twice the above
_MISH_RIGHT: _Ratio = (0, 0, 2), (1, 2, 2)  # 2t²/(1+2t+2t²) = 2/(2 + 2/t + 1/t²)
_MISH_LEFT: _Ratio = (0, 2, 1), (2, 2, 1)  # (2t+t²)/(2+2t+t²) = 1 - 2/(2+2t+t²)


def _decaying(q: Fraction, ratio: _Ratio) -> Callable[[int], enclosures.Enclosure]:
    """Enclosures of ratio(e^-q), for a rational q > 0."""

    def enclosed(precision: int) -> enclosures.Enclosure:
        t = enclosures.exponential(q, precision)
        return enclosures.increasing_ratio(t, *ratio, precision)

    return enclosed


def _sigmoid(x: Fraction) -> _Value:
    """1/2 at 0; t/(1+t) on the left, 1 - t/(1+t) on the right."""
    if x == 0:
        return Fraction(1, 2)
    correction = _decaying(abs(x), _LOGISTIC)
    if x < 0:
        return _Corrected(base=_ZERO, factor=_ONE, correction=correction)
    return _Corrected(base=_ONE, factor=-_ONE, correction=correction)


def _tanh(x: Fraction) -> _Value:
    """0 at 0; ±(1 - 2t/(1+t)) with t = e^-2|x|."""
    if x == 0:
        return _ZERO
    limit = _ONE if x > 0 else -_ONE
    return _Corrected(base=limit, factor=-limit, correction=_decaying(2 * abs(x), _TANH))


def _ramp(x: Fraction, correction: Callable[[int], enclosures.Enclosure]) -> _Value:
    """0 at 0; x·correction on the left, x - x·correction on the right."""
    if x == 0:
        return _ZERO
    return _Corrected(base=max(x, _ZERO), factor=-abs(x), correction=correction)


def _silu(x: Fraction) -> _Value:
    """x/(1+e^-x): x·t/(1+t) on the left, x - x·t/(1+t) on the right."""
    return _ramp(x, _decaying(abs(x), _LOGISTIC))


def _mish(x: Fraction) -> _Value:
    """x·(2t+t²)/(2+2t+t²) on the left, x - x·2t²/(1+2t+2t²) on the right.

    With y = 1+e^x, tanh(ln y) = (y²-1)/(y²+1) = 1 - 2/(y²+1); y is 1+t on the left, (1+t)/t on the
    right.
    """
    return _ramp(x, _decaying(abs(x), _MISH_RIGHT if x > 0 else _MISH_LEFT))


def _gelu(x: Fraction) -> _Value:
    """x(1+erf(x/√2))/2: x·Q(|x|) on the left, x - x·Q(x) on the right, Q = (1 - erf(·/√2))/2."""
    return _ramp(x, lambda precision: enclosures.normal_tail(abs(x), precision))


def _softplus(x: Fraction) -> _Value:
    """max(x, 0) + ln(1+t), also at 0, where t = 1."""

    def correction(precision: int) -> enclosures.Enclosure:
        one = 1 << precision
        t = enclosures.Enclosure(one - 1, one + 1)
        if x != 0:
            t = enclosures.exponential(abs(x), precision)
        return enclosures.logarithm_of_one_plus(t, precision)

    return _Corrected(base=max(x, _ZERO), factor=_ONE, correction=correction)


def _elu(x: Fraction, a: Fraction) -> _Value:
    return _exponential_linear(x, _ONE, a)


def _selu(x: Fraction) -> _Value:
    return _exponential_linear(x, _SELU_SLOPE, _SELU_SLOPE * _SELU_DEPTH)


def _exponential_linear(x: Fraction, slope: Fraction, depth: Fraction) -> _Value:
    """slope·x for x >= 0; depth·(e^x - 1) = -depth + depth·t on the left, rational if depth = 0."""
    if x >= 0:
        return slope * x
    if depth == 0:
        return _ZERO
    return _Corrected(
        base=-depth,
        factor=depth,
        correction=lambda precision: enclosures.exponential(-x, precision),
    )


def _gaussian(x: Fraction) -> _Value:
    """1 at 0; elsewhere e^(-x²), which is its own correction to 0."""
    if x == 0:
        return _ONE
    return _correction_alone(lambda precision: enclosures.exponential(x * x, precision))


def _sin(x: Fraction) -> _Value:
    if x == 0:
        return _ZERO
    return _correction_alone(lambda precision: enclosures.sine(x, precision))


def _cos(x: Fraction) -> _Value:
    if x == 0:
        return _ONE
    return _correction_alone(lambda precision: enclosures.cosine(x, precision))


def _correction_alone(correction: Callable[[int], enclosures.Enclosure]) -> _Corrected:
    return _Corrected(base=_ZERO, factor=_ONE, correction=correction)


_ACTIVATIONS: dict[str, tuple[Callable[..., _Value], tuple[Fraction, ...]]] = {
    "relu": (_relu, ()),
    "sigmoid": (_sigmoid, ()),
    "tanh": (_tanh, ()),
    "elu": (_elu, (Fraction(1),)),
    "softplus": (_softplus, ()),
    "silu": (_silu, ()),
    "mish": (_mish, ()),
    "gelu": (_gelu, ()),
    "selu": (_selu, ()),
    "step": (_step, ()),
    "sign": (_sign, ()),
    "sign0": (_sign0, ()),
    "hardtanh": (_hardtanh, ()),
    "relu6": (_relu6, ()),
    "hardsigmoid": (_hardsigmoid, ()),
    "hardswish": (_hardswish, ()),
    "leaky_relu": (_leaky_relu, (Fraction(1, 100),)),
    "identity": (_identity, ()),
    "abs": (_absolute, ()),
    "square": (_square, ()),
    "sin": (_sin, ()),
    "cos": (_cos, ()),
    "gaussian": (_gaussian, ()),
}
"""Each name's σ, a function of x and the parameters, and its default parameters."""

ACTIVATION_NAMES = tuple(_ACTIVATIONS)


def _named(
    name: str, parameters: tuple[Fraction, ...]
) -> tuple[Callable[..., _Value], tuple[Fraction, ...]]:
    """The function of that name and the parameters to call it with."""
    if name not in _ACTIVATIONS:
        raise UnknownActivation(f"no activation is called {name!r}")
    function, defaults = _ACTIVATIONS[name]
    if parameters and len(parameters) != len(defaults):
        raise UnknownActivation(f"{name} takes {len(defaults)} parameters, not {len(parameters)}")
    return function, parameters or defaults
