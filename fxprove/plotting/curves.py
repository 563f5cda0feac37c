"""One input: a step for each grid point, as wide as what rounds to it.

Tolerances are bands, and where nothing is asked the ground is hatched. The error has a panel of
its own.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from fxprove.plotting.pictures import Picture
from fxprove.plotting.styles import (
    COMPUTED,
    ERROR,
    FAINT,
    HATCH,
    SMALL,
    WANTED,
    empty_figure,
    fixed_label,
    input_label,
    output_label,
    with_minus,
)
from fxprove.plotting.values import Floats, Marks, Seen

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_DOTS = 64  # grid points that are marked on a curve
_BEYOND = 0.08  # of the format's range is shown beyond its ends, where something leaves it


def curves(picture: Picture) -> "Figure":
    """The figure of a picture with one free input."""
    drawn = empty_figure(7.0, 3.8 if picture.wanted is None else 5.0)
    if picture.wanted is None:
        above = drawn.subplots()
        below = above
    else:
        above, below = drawn.subplots(2, 1, sharex=True, height_ratios=[3, 1.15])
        _draw_error(below, picture)
    _draw_values(above, picture)
    below.set_xlabel(input_label(picture, picture.view.free[0]), fontsize=SMALL + 1)
    below.set_xlim(picture.ends[0], picture.ends[-1])
    drawn.align_ylabels()
    return drawn


def _tidy(axes: "Axes") -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=SMALL, length=3)


def _draw_values(axes: "Axes", picture: Picture) -> None:
    _tidy(axes)
    asked = picture.seen[-1]
    _draw_open_steps(axes, picture, asked.is_open)
    for seen in reversed(picture.seen):
        _draw_seen(axes, picture, seen)
    bottom, top = _limits(picture)
    axes.set_ylim(bottom * picture.unit, top * picture.unit)
    axes.set_ylabel(output_label(picture), fontsize=SMALL + 1)
    axes.set_title(fixed_label(picture), loc="right", fontsize=SMALL + 1)
    handles, labels = axes.get_legend_handles_labels()
    legend = axes.legend(
        handles[::-1], labels[::-1], loc="lower left", bbox_to_anchor=(0, 1), ncols=len(labels),
        frameon=False, fontsize=SMALL + 1, borderaxespad=0.2, handlelength=1.6,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)


def _draw_seen(axes: "Axes", picture: Picture, seen: Seen) -> None:
    """A step curve, a band where there are tolerances, or the real curve."""
    is_computed = seen is picture.computed
    colour, width, order = (COMPUTED, 1.5, 3) if is_computed else (WANTED, 3.0, 2)
    low, high = seen.low * picture.unit, seen.high * picture.unit
    if seen.curve is not None:
        raws, values = seen.curve
        axes.plot(
            raws * picture.unit, values * picture.unit, color=colour, linewidth=width,
            label=seen.name, zorder=order, gid="curve",
        )  # fmt: skip
        return
    if seen.is_tolerance.any():
        width = 1.5
        x, bottom, top = _steps(picture, low, high)
        axes.fill_between(x, bottom, top, color=colour, alpha=0.35, linewidth=0)
        axes.plot(x, bottom, color=colour, linewidth=width, zorder=order, gid="low")
    axes.plot(
        *_steps(picture, high), color=colour, linewidth=width, zorder=order, label=seen.name,
        gid="high",
    )  # fmt: skip
    if picture.view.format.size <= _MOST_DOTS and is_computed and not seen.is_tolerance.any():
        centres = (picture.ends[1:] + picture.ends[:-1]) / 2
        axes.plot(centres, low, ".", color=colour, markersize=4, zorder=order, gid="grid points")


def _steps(picture: Picture, *levels: Floats) -> tuple[Floats, ...]:
    """The corners of steps at these levels: inputs, then outputs of each.

    matplotlib's own stairs take seconds for 65,536 steps.
    """
    return np.repeat(picture.ends, 2)[1:-1], *(np.repeat(level, 2) for level in levels)


def _draw_open_steps(axes: "Axes", picture: Picture, is_open: Marks) -> None:
    ends, label = picture.ends, "don't care"
    for first, last in _runs(is_open):
        axes.axvspan(
            ends[first], ends[last + 1], facecolor="none", edgecolor=HATCH, hatch="////",
            linewidth=0, label=label, zorder=0,
        )  # fmt: skip
        label = ""


def _runs(marks: Marks) -> Iterator[tuple[int, int]]:
    """The first and the last index of every stretch of true marks."""
    padded = np.concatenate([[False], marks, [False]]).astype(np.int8)
    change = np.diff(padded)
    starts, stops = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    return zip(starts.tolist(), (stops - 1).tolist(), strict=True)


def _limits(picture: Picture) -> tuple[float, float]:
    """The raw outputs in view: all that is there, but little beyond the ends of the format."""
    format = picture.view.format
    shown = [array for seen in picture.seen for array in (seen.low, seen.high)]
    shown += [seen.curve[1] for seen in picture.seen if seen.curve is not None]
    finite = np.concatenate([array[np.isfinite(array)] for array in shown])
    beyond = _BEYOND * format.size
    lowest, highest = (finite.min(), finite.max()) if len(finite) else (format.lo, format.hi)
    bottom, top = max(lowest, format.lo - beyond), min(highest, format.hi + beyond)
    bottom, top = min(bottom, format.hi), max(top, format.lo)
    margin = max(0.05 * (top - bottom), 0.5)
    return bottom - margin, top + margin


def _draw_error(axes: "Axes", picture: Picture) -> None:
    error = picture.error
    assert error is not None
    _tidy(axes)
    values = error * picture.unit
    axes.axhline(0, color=FAINT, linewidth=0.6)
    x, corners = _steps(picture, values)
    axes.fill_between(x, 0, np.nan_to_num(corners), color=ERROR, alpha=0.3, linewidth=0)
    axes.plot(x, corners, color=ERROR, linewidth=0.9, gid="error")
    if not np.nan_to_num(values).any():
        axes.set_ylim(-picture.unit, picture.unit)
    axes.set_ylabel("error", fontsize=SMALL + 1)
    worst = with_minus(picture.worst_in_words())
    axes.set_title(worst, loc="left", fontsize=SMALL, color=ERROR)
