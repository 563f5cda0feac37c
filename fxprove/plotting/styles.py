"""Colours, sizes and words that all pictures share.

Colours are told apart in grey too: lines by weight and lightness, maps by lightness alone.
"""

from typing import TYPE_CHECKING

from fxprove.errors import InputError
from fxprove.plotting.pictures import Picture, input_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COMPUTED, WANTED, ERROR = "#16436e", "#f0a04b", "#a8201a"
HATCH, FAINT = "#c4c4c4", "#8a8a8a"
MAP, ERROR_MAP = "viridis", "Reds"

SMALL = 8
"""Points, of letters."""


def empty_figure(width: float, height: float) -> "Figure":
    """An empty figure of so many inches; raises InputError where matplotlib is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        expected = "the package, pip install 'fxprove[plot]'"
        raise InputError("matplotlib", expected, "none") from None
    return Figure(figsize=(width, height), layout="constrained")


def input_label(picture: Picture, index: int) -> str:
    """The name of an input, its format, and that its axis is raw if it is."""
    raw = ", raw" if picture.raw else ""
    return f"{input_name(index)}{raw}  ({picture.view.format})"


def output_label(picture: Picture) -> str:
    """The name of the output."""
    output = "output" if picture.outputs == 1 else f"output y{picture.output + 1}"
    return f"{output}, raw" if picture.raw else output


def fixed_label(picture: Picture) -> str:
    """The inputs that the view fixes; nothing if there are none."""
    fixed = sorted(picture.view.fixed.items())
    return with_minus(", ".join(f"{input_name(i)} = {raw * picture.unit:.6g}" for i, raw in fixed))


def with_minus(text: str) -> str:
    """With the sign that axes have."""
    return text.replace("-", "−")
