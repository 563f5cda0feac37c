"""What one picture shows: a view, what is computed there, and what was wanted."""

from dataclasses import dataclass

import numpy as np

from fxprove.errors import InputError
from fxprove.expressions import Variable
from fxprove.plotting.values import Floats, Seen, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is computed, and what was wanted where there is such a thing, for one output from 0.

    Axes are in values, or in raw integers. Raises InputError where the shapes are not the view's.
    """

    view: View
    computed: Seen
    wanted: Seen | None = None
    output: int = 0
    outputs: int = 1
    raw: bool = False

    def __post_init__(self) -> None:
        for seen in self.seen:
            if seen.low.shape != self.view.shape:
                raise InputError("picture", f"shape {self.view.shape}", f"{seen.low.shape}")

    @property
    def seen(self) -> tuple[Seen, ...]:
        """What is computed, and what was wanted."""
        return (self.computed,) if self.wanted is None else (self.computed, self.wanted)

    @property
    def unit(self) -> float:
        """What a raw 1 is on the axes."""
        return 1.0 if self.raw else 1 / self.view.format.scale

    @property
    def error(self) -> Floats | None:
        """Computed minus wanted, raw; NaN where there is no such difference."""
        return None if self.wanted is None else self.computed.error(self.wanted)

    @property
    def ends(self) -> Floats:
        """Where the steps begin and end, on the axes: half a step around every grid point."""
        format = self.view.format
        return (np.arange(format.lo, format.hi + 2, dtype=np.float64) - 0.5) * self.unit

    def worst(self) -> tuple[float, tuple[int, ...]] | None:
        """The largest magnitude of the error, raw, and a raw input in view that has it."""
        error = self.error
        if error is None or np.isnan(error).all():
            return None
        place = np.unravel_index(np.nanargmax(np.abs(error)), error.shape)
        point = tuple(int(index) + self.view.format.lo for index in place)
        return abs(float(error[place])), point

    def worst_in_words(self) -> str:
        """The largest error, what it is in steps, and where."""
        worst = self.worst()
        if worst is None:
            return "no value to compare"
        size, point = worst
        if size == 0:
            return "no error"
        names = (input_name(index) for index in self.view.free)
        at = ", ".join(
            f"{name} = {raw * self.unit:.6g}" for name, raw in zip(names, point, strict=True)
        )
        steps = "" if self.raw else f" ({size:.6g} step{'s' if size != 1 else ''})"
        return f"largest error {size * self.unit:.6g}{steps} at {at}"


def input_name(index: int) -> str:
    """The name of an input counted from 0: x, y, z, x4, …"""
    return str(Variable(index=index + 1))
