"""Activation functions by name, and their correctly rounded tables.

What is decided: for every raw k of the source format, the integer that the rounding mode assigns
to target.scale·σ(k/source.scale), where σ is the mathematical function and the rounding is done
once. All of it is exact:
- where σ(k/scale) is rational the value is a ratio of integers and rounded as one. That is all of
  the piecewise rational functions, the rational branches of others (elu and selu at x ≥ 0), and
  the isolated points (sigmoid(0) = 1/2, cos 0 = 1, …), which are ties in some formats and which no
  numerical method can recognise;
- elsewhere `real_rounding` decides between which half-integers it lies, from a form R + C with R
  rational and C a relatively accurate ball. The forms, with E = e^|x|:
      sigmoid  [x>0] − sgn(x)/(1+E)            silu  max(x,0) − |x|/(1+E)
      tanh     sgn(x)·(1 − 2/(1+E²))           gelu  max(x,0) − |x|·erfc(|x|/√2)/2
      softplus max(x,0) + ln(1+1/E)            elu   −a + a·e^x for x < 0
      mish     x − 2x/(m+2) for x > 0, x·m/(m+2) for x < 0, m = e^(2x) + 2e^x
      (mish because tanh(ln(1+t)) = ((1+t)²−1)/((1+t)²+1)); R = 0 for sin, cos, e^(−x²), small tanh.
  So a value that differs from an integer by e^(−500000), as gelu(1000) does, costs no more than
  any other.

Does it end? Only on values that are no multiple of 1/2 after scaling, so irrationality is enough.
By Lindemann and Weierstrass, e^x, sin x and cos x are transcendental at rational x ≠ 0. sigmoid,
tanh, silu, elu, selu and mish at a rational x ≠ 0 are non-constant rational functions of e^x with
rational coefficients, hence transcendental too; softplus(x) = q would make 1 + e^x = e^q a relation
between exponentials at 0, x and q that the theorem excludes (at x = 0, ln 2 is irrational). For
gelu we know of no theorem that tells whether x·Φ(x) is irrational. The precision is capped for all
of them, and an entry that reaches the cap raises `UndecidedEntryError`; none is ever guessed.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from fxprove.errors import FxproveError, InputError
from fxprove.formats import Format
from fxprove.real_rounding import PRECISION_CAP, Ratio, Split, locate_halves
from fxprove.rounding import Overflow, Rounding, round_between_halves, round_ratio

_LONGEST_NUMBER = 40  # decimal digits of a parameter's numerator and denominator

SELU_SCALE = Fraction("1.0507009873554804934193349852946")
"""λ of selu; the decimal is the definition (Klambauer et al., 2017, to 31 places)."""

SELU_ALPHA = Fraction("1.6732632423543772848170429916717")
"""α of selu; the decimal is the definition."""


class UndecidedEntryError(FxproveError):
    """A table entry that cannot be told from a rounding boundary within the precision allowed."""

    def __init__(self, *, activation: "ActivationName", raw: int, source: Format, target: Format,
                 precision: int) -> None:  # fmt: skip
        self.activation = activation
        self.raw = raw
        self.source = source
        self.target = target
        self.precision = precision
        super().__init__(activation, raw, source, target, precision)

    def __str__(self) -> str:
        return (
            f"{self.activation} at raw {self.raw} of {self.source} cannot be rounded to "
            f"{self.target}: {self.precision} bits do not tell it from a rounding boundary"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationName:
    """One of `ACTIVATION_NAMES` with all its parameters; parameters left out take the defaults.

    Raises InputError for an unknown name, a wrong number of parameters, or a parameter whose
    numerator or denominator has more than 40 digits.
    """

    name: str
    parameters: tuple[Fraction, ...] = ()

    def __post_init__(self) -> None:
        if self.name not in _CATALOGUE:
            raise InputError("activation", " or ".join(ACTIVATION_NAMES), f"'{self.name}'")
        defaults = _DEFAULTS.get(self.name, ())
        if not self.parameters:
            object.__setattr__(self, "parameters", defaults)
        if len(self.parameters) != len(defaults):
            raise _wrong_count(self.name, len(self.parameters))
        for parameter in self.parameters:
            largest = max(abs(parameter.numerator), parameter.denominator)
            if largest >= 10**_LONGEST_NUMBER:
                raise InputError(
                    f"activation {self.name}",
                    f"a parameter of at most {_LONGEST_NUMBER} digits",
                    f"about 2^{largest.bit_length() - 1}",
                )

    @classmethod
    def parse(cls, spelling: str) -> "ActivationName":
        """The activation of `NAME` or `NAME(parameter)`; raises InputError.

        >>> str(ActivationName.parse("elu(0.5)")), str(ActivationName.parse("leaky_relu(1/100)"))
        ('elu(1/2)', 'leaky_relu')
        """
        name, opening, rest = (part.strip() for part in spelling.partition("("))
        if not opening:
            return cls(name=name)
        if not rest.endswith(")"):
            raise InputError("activation", "NAME or NAME(parameter)", f"'{spelling}'")
        defaults = cls(name=name).parameters
        texts = rest[:-1].split(",")
        if len(texts) != len(defaults):
            raise _wrong_count(name, len(texts))
        where = f"parameter of activation {name}"
        return cls(name=name, parameters=tuple(_parameter(text, where) for text in texts))

    def __str__(self) -> str:
        """The canonical spelling, defaults left out; it parses back to an equal name."""
        if self.parameters == _DEFAULTS.get(self.name, ()):
            return self.name
        return f"{self.name}({', '.join(map(str, self.parameters))})"


def _wrong_count(name: str, found: int) -> InputError:
    allowed = "1 parameter" if name in _DEFAULTS else "no parameter"
    return InputError(f"activation {name}", allowed, str(found))


def _parameter(text: str, where: str) -> Fraction:
    """The exact rational of an integer, a decimal or a ratio."""
    text = text.strip()
    match = re.fullmatch(r"[+-]?(\d+)(?:\.(\d+)|/(\d+))?", text, re.ASCII)
    if not match:
        raise InputError(where, "an integer, a decimal or a ratio such as 1/2", f"'{text}'")
    whole, decimals, denominator = match.groups(default="")
    longest = max(len(whole + decimals), len(denominator))
    if longest > _LONGEST_NUMBER:
        raise InputError(where, f"at most {_LONGEST_NUMBER} digits", f"{longest} digits")
    if denominator and not int(denominator):
        raise InputError(where, "a non-zero denominator", f"'{text}'")
    return Fraction(text)


def correctly_rounded_table(
    activation: ActivationName,
    *,
    source: Format,
    target: Format,
    rounding: Rounding,
    overflow: Overflow,
    precision_cap: int = PRECISION_CAP,
) -> tuple[int, ...]:
    """overflow(rounding(target.scale·σ(k/source.scale))) for each raw k of `source`, in order.

    Every entry is the mathematical value rounded once. Raises UndecidedEntryError for the first
    entry that `precision_cap` bits do not decide.

    >>> narrow, one = Format.parse("sym(1,1)"), ActivationName.parse("sigmoid")
    >>> correctly_rounded_table(one, source=narrow, target=narrow, rounding=Rounding.HALF_EVEN,
    ...                         overflow=Overflow.SATURATE)
    (0, 0, 1)
    """
    curve = _CATALOGUE[activation.name](*activation.parameters)
    scale = source.scale
    ratios = {raw: curve.exact(raw, scale) for raw in source.raws}
    irrational = [raw for raw, ratio in ratios.items() if ratio is None]
    halves, undecided = locate_halves(
        lambda raw: curve.split(raw, scale), irrational, scale=target.scale, cap=precision_cap
    )
    if undecided:
        raise UndecidedEntryError(
            activation=activation,
            raw=undecided[0],
            source=source,
            target=target,
            precision=precision_cap,
        )
    return tuple(
        target.bring_in(
            round_between_halves(halves[raw], rounding)
            if ratio is None
            else round_ratio(target.scale * ratio[0], ratio[1], rounding),
            overflow,
        )
        for raw, ratio in ratios.items()
    )


def check_table(
    values: Sequence[int], *, source: Format, target: Format, where: str
) -> tuple[int, ...]:
    """`values` as a table from `source` into `target`; raises InputError if it is none."""
    if len(values) != source.size:
        expected = f"{source.size} entries, one for each raw value of {source}"
        raise InputError(where, expected, f"{len(values)}")
    for raw, value in zip(source.raws, values, strict=True):
        if type(value) is not int or value not in target:
            expected = f"an integer from {target.lo} to {target.hi}"
            raise InputError(f"{where}: entry for raw {raw}", expected, value)
    return tuple(values)


def _never(raw: int, scale: int) -> Split:
    raise AssertionError("a rational function has no irrational values")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Curve:
    """σ at x = raw/scale: `exact` where the value is rational (else None), `split` elsewhere."""

    exact: Callable[[int, int], Ratio | None]
    split: Callable[[int, int], Split] = _never


# --- Piecewise rational functions: everything exact -------------------------------------------


def _hardswish(k: int, s: int) -> Ratio:
    return k * min(max(k + 3 * s, 0), 6 * s), 6 * s * s


def _leaky_relu(a: Fraction) -> _Curve:
    return _Curve(
        exact=lambda k, s: (k, s) if k >= 0 else (a.numerator * k, a.denominator * s),
    )


_RATIONAL: dict[str, Callable[[int, int], Ratio]] = {
    "identity": lambda k, s: (k, s),
    "abs": lambda k, s: (abs(k), s),
    "square": lambda k, s: (k * k, s * s),
    "relu": lambda k, s: (max(k, 0), s),
    "relu6": lambda k, s: (min(max(k, 0), 6 * s), s),
    "hardtanh": lambda k, s: (min(max(k, -s), s), s),
    "hardsigmoid": lambda k, s: (min(max(k + 3 * s, 0), 6 * s), 6 * s),
    "hardswish": _hardswish,
    "step": lambda k, s: (1 if k >= 0 else 0, 1),
    "sign": lambda k, s: (1 if k >= 0 else -1, 1),
    "sign0": lambda k, s: ((k > 0) - (k < 0), 1),
}


# --- Transcendental functions: R + C away from the rational points ----------------------------


def _sigmoid(k: int, s: int) -> Split:
    tail = 1 / (1 + (arb(abs(k)) / s).exp())
    return (1, 1, -tail) if k > 0 else (0, 1, tail)


def _tanh(k: int, s: int) -> Split:
    if 2 * abs(k) < s:
        return 0, 1, (arb(k) / s).tanh()
    tail = 2 / (1 + (arb(2 * abs(k)) / s).exp())
    return (1, 1, -tail) if k > 0 else (-1, 1, tail)


def _softplus(k: int, s: int) -> Split:
    return max(k, 0), s, (arb(-abs(k)) / s).exp().log1p()


def _silu(k: int, s: int) -> Split:
    x = arb(abs(k)) / s
    return max(k, 0), s, -x / (1 + x.exp())


def _mish(k: int, s: int) -> Split:
    x = arb(k) / s
    t = x.exp()
    m = t * (t + 2)
    return (k, s, -2 * x / (m + 2)) if k > 0 else (0, 1, x * m / (m + 2))


_ERFC_LOSES_ITS_SIGN = 1 << 16
"""From about here on arb's erfc of a ball no longer excludes 0 at any precision; measured: at
10^5 it needs 136 bits, at 10^10 16,384 are not enough."""


def _gelu(k: int, s: int) -> Split:
    x = arb(-abs(k)) / s
    w = x * x / 2
    if abs(k) < _ERFC_LOSES_ITS_SIGN * s:
        return max(k, 0), s, x * w.sqrt().erfc() / 2
    # erfc(z) = e^(−z²)·U(1/2, 1/2, z²)/√π (DLMF 7.11.5), accurate relative to itself; twice slower.
    half = arb(0.5)
    tail = (-w).exp() * w.hypgeom_u(half, half) / arb.const_sqrt_pi()
    return max(k, 0), s, x * tail / 2


def _gaussian(k: int, s: int) -> Split:
    return 0, 1, (arb(-k * k) / (s * s)).exp()


def _elu(a: Fraction, slope: Fraction = Fraction(1)) -> _Curve:
    """slope·x for x ≥ 0, a·(e^x − 1) for x < 0."""
    rise, run, n, d = slope.numerator, slope.denominator, a.numerator, a.denominator

    def exact(k: int, s: int) -> Ratio | None:
        if k >= 0:
            return rise * k, run * s
        return None if n else (0, 1)

    return _Curve(exact=exact, split=lambda k, s: (-n, d, (arb(k) / s).exp() * n / d))


def _except_at_zero(value: Ratio | None, split: Callable[[int, int], Split]) -> _Curve:
    """Irrational at every rational x ≠ 0, and `value` at 0."""
    return _Curve(exact=lambda k, _: value if k == 0 else None, split=split)


_TRANSCENDENTAL: dict[str, _Curve] = {
    "sigmoid": _except_at_zero((1, 2), _sigmoid),
    "tanh": _except_at_zero((0, 1), _tanh),
    "softplus": _except_at_zero(None, _softplus),
    "silu": _except_at_zero((0, 1), _silu),
    "mish": _except_at_zero((0, 1), _mish),
    "gelu": _except_at_zero((0, 1), _gelu),
    "selu": _elu(SELU_SCALE * SELU_ALPHA, SELU_SCALE),
    "sin": _except_at_zero((0, 1), lambda k, s: (0, 1, (arb(k) / s).sin())),
    "cos": _except_at_zero((1, 1), lambda k, s: (0, 1, (arb(k) / s).cos())),
    "gaussian": _except_at_zero((1, 1), _gaussian),
}


def _without_parameters(curve: _Curve) -> Callable[..., _Curve]:
    return lambda: curve


_DEFAULTS: dict[str, tuple[Fraction, ...]] = {
    "elu": (Fraction(1),),
    "leaky_relu": (Fraction(1, 100),),
}

_CATALOGUE: dict[str, Callable[..., _Curve]] = {
    "elu": _elu,
    "leaky_relu": _leaky_relu,
    **{name: _without_parameters(_Curve(exact=exact)) for name, exact in _RATIONAL.items()},
    **{name: _without_parameters(curve) for name, curve in _TRANSCENDENTAL.items()},
}

ACTIVATION_NAMES: tuple[str, ...] = tuple(sorted(_CATALOGUE))
"""Every name that `ActivationName` knows."""
