"""The scripts of encodings/, and the command that writes them.

python -m tests.encodings_library
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from fxprove.arithmetic import Requantizer
from fxprove.encoding.obligations import (
    activation_is_defined,
    neuron_is_defined,
    requantizer_is_defined,
)
from fxprove.encoding.scripts import Script
from fxprove.formats import Format
from fxprove.models import Activation, Model
from fxprove.rounding import Accumulation, Overflow, Rounding
from tests.encoded_laws import laws
from tests.encoded_queries import queries

FOLDER = Path(__file__).parents[1] / "encodings"

BITS = (8, 12, 16, 24, 32)
SCALES = (1, 3, 7, 10, 16, 128)
OTHER_FRACTIONS = (
    (12, 3, 10, Format(lo=-7, hi=7, scale=1)),
    (10, 5, 3, Format(lo=0, hi=199, scale=1)),
)
"""Accumulator bits, numerator, denominator and a target whose size is no power of two."""

PIECEWISE_LINEAR = ("identity", "relu", "relu6", "hardtanh", "step", "sign", "sign0", "abs")
FORMATS = ("Q0.7", "Q3.4", "Q5.6", "Q7.8")


def library() -> Mapping[str, Script]:
    """Every script by its path inside encodings/."""
    families = {
        "requant": _requantizers,
        "activation": _activations,
        "neuron": _neurons,
        "laws": lambda: ((name, law.script()) for name, law in laws()),
        "queries": queries,
    }
    return {
        f"{family}/{name}.smt2": script
        for family, scripts in families.items()
        for name, script in scripts()
    }


def _requantizers() -> Iterator[tuple[str, Script]]:
    for mode in Rounding:
        for overflow in Overflow:
            for bits in BITS:
                half = 1 << (bits // 2 - 1)
                target = Format(lo=-half, hi=half - 1, scale=1)
                for scale in SCALES:
                    requantizer = Requantizer(
                        target=target,
                        numerator=1,
                        denominator=scale,
                        rounding=mode,
                        overflow=overflow,
                    )
                    name = f"{mode.value}/{overflow.value}-{bits}-bits-scale-{scale}"
                    yield name, requantizer_is_defined(requantizer, bits)
            for bits, numerator, denominator, target in OTHER_FRACTIONS:
                requantizer = Requantizer(
                    target=target,
                    numerator=numerator,
                    denominator=denominator,
                    rounding=mode,
                    overflow=overflow,
                )
                fraction = f"{bits}-bits-times-{numerator}-over-{denominator}"
                name = f"{mode.value}/{overflow.value}-{fraction}-onto-{target.size}-values"
                yield name, requantizer_is_defined(requantizer, bits)


def _activations() -> Iterator[tuple[str, Script]]:
    for name in PIECEWISE_LINEAR:
        for spelling in FORMATS:
            activation = Activation.named(name, Format.parse(spelling))
            yield f"{name}-{spelling}", activation_is_defined(activation)


def _neurons() -> Iterator[tuple[str, Script]]:
    for accumulation in Accumulation:
        for mode in Rounding:
            model = Model.of(
                format="Q1.2",
                activation="relu",
                bias="format",
                rounding=mode,
                accumulate=accumulation,
            )
            yield f"{accumulation.value}/{mode.value}", neuron_is_defined(model, 2)


def main() -> None:
    """Write them all, and remove the scripts that are not among them."""
    scripts = library()
    for stale in FOLDER.rglob("*.smt2"):
        if stale.relative_to(FOLDER).as_posix() not in scripts:
            stale.unlink()
    for name, script in scripts.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(script.text.encode())


if __name__ == "__main__":
    main()
