"""Fixed-point functions K^d → K as tables of raw values."""

from dataclasses import dataclass
from itertools import product

from fxprove.errors import InputError
from fxprove.formats import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A total function of `inputs` variables over `format`.

    `values` are raw, row-major over raw inputs from lo, last input fastest. Raises InputError
    unless inputs ≥ 1 and there are |K|^inputs values, all in the format.
    """

    format: Format
    inputs: int
    values: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.inputs < 1:
            raise InputError("function inputs", "at least one", self.inputs)
        expected = self.format.size**self.inputs
        if len(self.values) != expected:
            raise InputError("function values", f"{expected} of them", len(self.values))
        for value in self.values:
            if value not in self.format:
                raise InputError("function values", f"raw values of {self.format}", value)

    def __call__(self, *point: int) -> int:
        """The raw value at raw inputs; raises InputError outside the domain."""
        if len(point) != self.inputs or any(raw not in self.format for raw in point):
            expected = f"{self.inputs} raw values of {self.format}"
            raise InputError("function argument", expected, point)
        index = 0
        for raw in point:
            index = index * self.format.size + raw - self.format.lo
        return self.values[index]

    def points(self) -> list[tuple[int, ...]]:
        """All raw inputs, in the order of `values`."""
        return list(product(self.format.raws, repeat=self.inputs))

    def to_json(self) -> dict[str, object]:
        """The JSON form of a function file."""
        lo, hi, scale = self.format.lo, self.format.hi, self.format.scale
        return {
            "format": f"raw({lo},{hi},{scale})",
            "inputs": self.inputs,
            "values": list(self.values),
        }
