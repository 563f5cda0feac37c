"""Two inputs: heat maps of what is computed and of what is wanted, and one of the error's size.

Where nothing is asked the hatched ground shows. A tolerance has the colour of its middle, and a
dot.
"""

from typing import TYPE_CHECKING

import numpy as np

from fxprove.plotting.pictures import Picture
from fxprove.plotting.styles import (
    ERROR_MAP,
    HATCH,
    MAP,
    SMALL,
    empty_figure,
    fixed_label,
    input_label,
    output_label,
    with_minus,
)
from fxprove.plotting.values import Floats, Seen

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

_MOST_MARKED = 1024  # tolerances that are marked on a map


def maps(picture: Picture) -> "Figure":
    """The figure of a picture with two free inputs."""
    panels = len(picture.seen) + (picture.wanted is not None)
    drawn = empty_figure(3.3 * panels + 0.9, 4.0 if picture.view.fixed else 3.7)
    every = drawn.subplots(1, panels, sharex=True, sharey=True, squeeze=False)[0].tolist()
    low, high = _map_limits(picture)
    images = []
    for axes, seen in zip(every, picture.seen, strict=False):
        image = _draw_map(axes, picture, seen.middle * picture.unit, seen.name, MAP, (low, high))
        _mark_tolerances(axes, picture, seen)
        images.append(image)
    shown = every[: len(images)]
    bar = drawn.colorbar(images[0], ax=shown, shrink=0.85, extend=_extension(picture, low, high))
    bar.set_label(output_label(picture), fontsize=SMALL + 1)
    bar.ax.tick_params(labelsize=SMALL)
    if picture.error is not None:
        size = np.abs(picture.error) * picture.unit
        largest = np.nan_to_num(size).max() or picture.unit
        title = with_minus(picture.worst_in_words()).replace(" at ", "\nat ")
        image = _draw_map(every[-1], picture, size, title, ERROR_MAP, (0, largest))
        bar = drawn.colorbar(image, ax=every[-1], shrink=0.85)
        bar.set_label("size of the error", fontsize=SMALL + 1)
        bar.ax.tick_params(labelsize=SMALL)
    if picture.view.fixed:
        drawn.suptitle(fixed_label(picture), fontsize=SMALL + 1)
    every[0].set_ylabel(input_label(picture, picture.view.free[1]), fontsize=SMALL + 1)
    return drawn


def _draw_map(
    axes: "Axes", picture: Picture, values: Floats, title: str, colours: str,
    limits: tuple[float, float],
) -> "AxesImage":  # fmt: skip
    """One map; where there is no value the hatched ground shows."""
    ends = picture.ends
    axes.patch.set(facecolor="white", edgecolor=HATCH, hatch="////", linewidth=0)
    image = axes.imshow(
        np.ma.masked_invalid(values.T), origin="lower", interpolation="nearest", cmap=colours,
        extent=(ends[0], ends[-1], ends[0], ends[-1]), vmin=limits[0], vmax=limits[1],
    )  # fmt: skip
    axes.set_title(title, fontsize=SMALL + 1, parse_math=False)
    axes.set_xlabel(input_label(picture, picture.view.free[0]), fontsize=SMALL + 1)
    axes.tick_params(labelsize=SMALL, length=3)
    return image


def _map_limits(picture: Picture) -> tuple[float, float]:
    """The least and the greatest output in view that the format holds, on the axes."""
    format = picture.view.format
    finite = np.concatenate([seen.middle[np.isfinite(seen.middle)] for seen in picture.seen])
    inside = np.clip(finite, format.lo, format.hi) if len(finite) else np.array([format.lo])
    low, high = float(inside.min()), float(inside.max())
    return low * picture.unit, (high if high > low else low + 1) * picture.unit


def _extension(picture: Picture, low: float, high: float) -> str:
    """Which ends of the colour bar are pointed, for something lies beyond."""
    below = above = False
    for seen in picture.seen:
        values = seen.middle[np.isfinite(seen.middle)] * picture.unit
        below |= bool((values < low).any())
        above |= bool((values > high).any())
    return {(True, True): "both", (True, False): "min", (False, True): "max"}.get(
        (below, above), "neither"
    )


def _mark_tolerances(axes: "Axes", picture: Picture, seen: Seen) -> None:
    """A dot on every cell whose colour is the middle of a tolerance."""
    places = np.argwhere(seen.is_tolerance)
    if not len(places):
        return
    axes.set_title(f"{axes.get_title()}\n(middles of tolerances)", fontsize=SMALL + 1)
    if len(places) <= _MOST_MARKED:
        x, y = ((places + picture.view.format.lo) * picture.unit).T
        axes.plot(
            x, y, ".", color="white", markeredgecolor="black", markeredgewidth=0.4, markersize=4,
            gid="tolerances",
        )  # fmt: skip
