"""Pictures: what the artists hold is what is to be seen, and the same picture is the same file."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from fxprove.errors import InputError
from fxprove.expressions import Expression
from fxprove.formats import Format
from fxprove.function_files import requirement_of_json
from fxprove.plotting.curves import _runs
from fxprove.plotting.figures import PictureKind, figure, rendered
from fxprove.plotting.pictures import Picture
from fxprove.plotting.values import Floats, Seen, View, expression_seen, requirement_seen

NARROW = Format.parse("Q1.1")  # -4 … 3, scale 2
LINE = View(format=NARROW, inputs=1, fixed={})
PLANE = View(format=NARROW, inputs=2, fixed={})
NAN = float("nan")


def asked(values: list[Any], view: View = LINE, name: str = "function f") -> Seen:
    document: Any = {"format": "Q1.1", "inputs": view.inputs, "values": values}
    return requirement_seen(requirement_of_json(document), view, output=0, name=name)


def meant(text: str, view: View = LINE) -> Seen:
    return expression_seen(Expression.parse(text), view, name=text)


def lines(axes: Axes, gid: str) -> list[Line2D]:
    return [line for line in axes.get_lines() if line.get_gid() == gid]


def numbers(data: object) -> list[float]:
    return [float(number) for number in np.asarray(data)]


def heights(line: Line2D) -> list[float]:
    """The level of each step of a step curve."""
    x, y = (np.asarray(data, dtype=float) for data in line.get_data())
    assert np.array_equal(x[1::2][:-1], x[2::2])
    assert np.array_equal(y[::2], y[1::2], equal_nan=True)
    return [float(level) for level in y[::2]]


def texts(axes: Axes) -> list[str]:
    legend = axes.get_legend()
    return [] if legend is None else [text.get_text() for text in legend.get_texts()]


VALUES = [0, -4, 3, 1, 1, -2, 2, 3]

# --- One input ----------------------------------------------------------------------------------


def test_a_function_of_one_input_is_a_step_curve_around_its_grid_points() -> None:
    (axes,) = figure(Picture(view=LINE, computed=asked(VALUES))).axes
    (curve,) = lines(axes, "high")
    assert heights(curve) == [value / 2 for value in VALUES]
    x = np.asarray(curve.get_xdata(), dtype=float)
    assert (x[0], x[1], x[-1]) == (-2.25, -1.75, 1.75)
    assert axes.get_xlim() == (-2.25, 1.75)
    (dots,) = lines(axes, "grid points")
    assert numbers(dots.get_xdata()) == [raw / 2 for raw in NARROW.raws]
    assert numbers(dots.get_ydata()) == [value / 2 for value in VALUES]
    assert axes.get_xlabel() == "x  (Q1.1)"
    assert axes.get_ylabel() == "output"
    assert texts(axes) == ["function f"]


def test_raw_axes_hold_raw_integers() -> None:
    (axes,) = figure(Picture(view=LINE, computed=asked(VALUES), raw=True)).axes
    (curve,) = lines(axes, "high")
    assert heights(curve) == VALUES
    assert axes.get_xlim() == (-4.5, 3.5)
    assert axes.get_xlabel() == "x, raw  (Q1.1)"
    assert axes.get_ylabel() == "output, raw"


def test_tolerances_are_bands_and_dont_cares_are_hatched() -> None:
    seen = asked([0, [-2, 2], None, None, 1, 1, None, 2])
    (axes,) = figure(Picture(view=LINE, computed=seen)).axes
    (low,), (high,) = lines(axes, "low"), lines(axes, "high")
    assert heights(low)[:2] == [0, -1]
    assert heights(high)[:2] == [0, 1]
    assert np.isnan(heights(high)[2:4]).all()
    (band,) = axes.collections
    corners = np.concatenate([path.vertices for path in band.get_paths()])
    assert corners[:, 1].min() == -1
    hatched = [patch for patch in axes.patches if patch.get_hatch()]
    spans = [(p.get_extents().transformed(axes.transData.inverted())) for p in hatched]
    assert [(span.x0, span.x1) for span in spans] == [
        pytest.approx((-1.25, -0.25)), pytest.approx((0.75, 1.25)),
    ]  # fmt: skip
    assert texts(axes) == ["function f", "don't care"]


def test_the_error_has_a_panel_of_its_own() -> None:
    wanted = asked([0, [-4, 0], None, 3, [0, 1], -2, 2, 3], name="function g")
    drawn = figure(Picture(view=LINE, computed=asked(VALUES), wanted=wanted))
    above, below = drawn.axes
    (error,) = lines(below, "error")
    assert [round(level, 9) for level in heights(error) if level == level] == [
        0, 0, -1, 0, 0, 0, 0,
    ]  # fmt: skip
    assert np.isnan(heights(error)[2])
    assert below.get_title(loc="left") == "largest error 1 (2 steps) at x = −0.5"
    assert texts(above) == ["function f", "function g", "don't care"]
    assert below.get_ylabel() == "error"


def test_a_real_function_is_a_smooth_curve_and_the_error_is_to_it() -> None:
    drawn = figure(Picture(view=LINE, computed=asked(VALUES), wanted=meant("x/2 + 1/3")))
    above, below = drawn.axes
    (curve,) = lines(above, "curve")
    x, y = (np.asarray(data, dtype=float) for data in curve.get_data())
    assert len(x) > 1500
    assert y == pytest.approx(x / 2 + 1 / 3)
    (error,) = lines(below, "error")
    expected = [v / 2 - (raw / 4 + 1 / 3) for v, raw in zip(VALUES, NARROW.raws, strict=True)]
    assert heights(error) == pytest.approx(expected)


def test_a_real_function_that_leaves_the_format_leaves_the_picture() -> None:
    computed = asked([min(3, raw * raw // 2) for raw in NARROW.raws])
    above, below = figure(Picture(view=LINE, computed=computed, wanted=meant("x*x*9"))).axes
    assert above.get_ylim()[1] < 3
    assert below.get_ylim()[0] < -30


def test_what_agrees_everywhere_is_said_to() -> None:
    computed = asked(VALUES)
    _, below = figure(Picture(view=LINE, computed=computed, wanted=asked(VALUES))).axes
    assert below.get_title(loc="left") == "no error"
    assert below.get_ylim() == (-0.5, 0.5)


def test_where_nothing_can_be_compared_that_is_said() -> None:
    nothing = asked([None] * 8)
    above, below = figure(Picture(view=LINE, computed=asked(VALUES), wanted=nothing)).axes
    assert below.get_title(loc="left") == "no value to compare"
    assert len([patch for patch in above.patches if patch.get_hatch()]) == 1


def test_a_picture_of_nothing_is_drawn() -> None:
    (axes,) = figure(Picture(view=LINE, computed=asked([None] * 8))).axes
    assert axes.get_ylim()[0] < axes.get_ylim()[1]


def test_many_grid_points_have_no_dots() -> None:
    wide = View(format=Format.parse("Q3.4"), inputs=1, fixed={})
    flat = np.zeros(256)
    (axes,) = figure(Picture(view=wide, computed=Seen(name="f", low=flat, high=flat))).axes
    assert not lines(axes, "grid points")


def test_one_of_several_outputs_and_the_slice_are_named() -> None:
    view = View(format=NARROW, inputs=3, fixed={0: -1, 2: 3})
    flat = np.zeros(8)
    seen = Seen(name="network n", low=flat, high=flat)
    (axes,) = figure(Picture(view=view, computed=seen, output=1, outputs=3)).axes
    assert axes.get_ylabel() == "output y2"
    assert axes.get_xlabel() == "y  (Q1.1)"
    assert axes.get_title(loc="right") == "x = −0.5, z = 1.5"


# --- Two inputs ---------------------------------------------------------------------------------


def table(function: Any) -> list[Any]:
    return [function(a, b) for a in NARROW.raws for b in NARROW.raws]


def maps(drawn: Figure) -> list[tuple[Axes, Floats]]:
    """The axes that hold an image and the image's values, by rows from the bottom."""
    found = [(axes, axes.images[0].get_array()) for axes in drawn.axes if axes.images]
    return [
        (axes, np.where(np.ma.getmaskarray(array), NAN, np.ma.getdata(array)))
        for axes, array in found
        if array is not None
    ]


def test_a_function_of_two_inputs_is_a_heat_map() -> None:
    values = table(lambda a, b: max(-4, min(3, a - b)))
    ((axes, image),) = maps(figure(Picture(view=PLANE, computed=asked(values, PLANE))))
    assert image[5, 2] == max(-4, (2 - 4) - (5 - 4)) / 2  # row y, column x
    assert list(axes.images[0].get_extent()) == [-2.25, 1.75, -2.25, 1.75]
    assert axes.images[0].origin == "lower"
    assert axes.get_xlabel() == "x  (Q1.1)"
    assert axes.get_ylabel() == "y  (Q1.1)"
    assert axes.get_title() == "function f"


def test_the_error_of_two_inputs_is_a_third_map() -> None:
    computed = asked(table(lambda a, b: max(a, b)), PLANE)
    wanted = asked(table(lambda a, b: None if b == 3 else [-4, 0] if a == 0 else a), PLANE, "g")
    drawn = figure(Picture(view=PLANE, computed=computed, wanted=wanted))
    (first, _), (second, middle), (third, error) = maps(drawn)
    assert [axes.get_title() for axes in (first, second)] == [
        "function f", "g\n(middles of tolerances)",
    ]  # fmt: skip
    assert np.isnan(middle[7]).all()
    assert middle[0, 4] == -1
    assert np.isnan(error[7]).all()
    assert error[6, 0] == (2 - -4) / 2
    assert error[2, 4] == 0
    assert error[6, 4] == 1
    assert third.get_title() == "largest error 3 (6 steps)\nat x = −2, y = 1"
    assert first.images[0].get_clim() == second.images[0].get_clim()
    assert third.images[0].get_clim() == (0, 3)
    (dots,) = lines(second, "tolerances")
    assert sorted(numbers(dots.get_ydata())) == [raw / 2 for raw in range(-4, 3)]
    assert set(numbers(dots.get_xdata())) == {0}
    assert third.patch.get_hatch()


def test_the_colours_of_a_map_end_where_the_format_does() -> None:
    computed = asked(table(lambda a, b: 0), PLANE)
    drawn = figure(Picture(view=PLANE, computed=computed, wanted=meant("9*x + y", PLANE)))
    (_, _), (axes, image), (_, error) = maps(drawn)
    assert axes.images[0].get_clim() == (-2, 1.5)
    assert image.max() > 9
    assert error.max() == pytest.approx(20)


def test_a_slice_through_three_inputs_is_named_above_the_maps() -> None:
    view = View(format=NARROW, inputs=3, fixed={1: 1})
    flat = np.zeros((8, 8))
    drawn = figure(Picture(view=view, computed=Seen(name="n", low=flat, high=flat)))
    assert drawn.get_suptitle() == "y = 0.5"
    assert drawn.axes[0].get_ylabel() == "z  (Q1.1)"


@pytest.mark.parametrize("shape", [(8,), (8, 7)])
def test_arrays_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    array = np.zeros(shape)
    with pytest.raises(InputError, match="picture"):
        Picture(view=PLANE, computed=Seen(name="f", low=array, high=array))


# --- Colours and files --------------------------------------------------------------------------


def lightness(colour: Any) -> float:
    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_colours_are_told_apart_in_grey() -> None:
    picture = Picture(view=LINE, computed=asked(VALUES), wanted=meant("x"))
    above = figure(picture).axes[0]
    (dark,), (light,) = lines(above, "high"), lines(above, "curve")
    assert lightness(light.get_color()) - lightness(dark.get_color()) > 0.3
    drawn = figure(Picture(view=PLANE, computed=asked(table(max), PLANE), wanted=meant("x", PLANE)))
    for axes, _ in maps(drawn):
        greys = [lightness(colour[:3]) for colour in axes.images[0].cmap(np.linspace(0, 1, 64))]
        steps = np.diff(greys)
        assert (steps > 0).all() or (steps < 0).all()


SEEN = asked([0, [-2, 2], None, 3, 1, 1, None, 2])
PICTURES = {
    "curves": Picture(view=LINE, computed=asked(VALUES), wanted=meant("sin(3*x)")),
    "tolerances": Picture(view=LINE, computed=asked(VALUES), wanted=SEEN, raw=True),
    "maps": Picture(view=PLANE, computed=asked(table(max), PLANE), wanted=meant("x*y", PLANE)),
}


@pytest.mark.parametrize("kind", PictureKind)
@pytest.mark.parametrize("name", PICTURES)
def test_the_same_picture_is_the_same_file(name: str, kind: PictureKind) -> None:
    picture = PICTURES[name]
    data = rendered(figure(picture), kind)
    assert data == rendered(figure(picture), kind)
    assert data.startswith(b"\x89PNG\r\n" if kind is PictureKind.PNG else b"<?xml")
    assert b"date" not in data.lower()


@pytest.mark.parametrize(
    "name", ["network $x_1", "network _", "network 関数.json", r"function \frac"]
)
def test_names_of_files_are_only_letters(name: str) -> None:
    for view, values in ((LINE, VALUES), (PLANE, table(max))):
        picture = Picture(view=view, computed=asked(values, view, name))
        assert rendered(figure(picture), PictureKind.SVG)


def test_no_state_of_pyplot_is_touched_and_nothing_is_imported_before_drawing() -> None:
    source = (
        "import sys; import fxprove.cli.main; assert 'matplotlib' not in sys.modules; "
        "from tests.test_plotting import PICTURES, figure, rendered, PictureKind; "
        "rendered(figure(PICTURES['maps']), PictureKind.PNG); "
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_matplotlib_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(InputError, match=r"pip install 'fxprove\[plot\]'"):
        figure(PICTURES["curves"])


def test_runs_of_marks_are_found() -> None:
    marks = np.array([True, True, False, True, False, False, True])
    assert list(_runs(marks)) == [(0, 1), (3, 3), (6, 6)]
    assert list(_runs(np.zeros(3, dtype=bool))) == []


def test_bands_stay_below_the_lines() -> None:
    drawn = figure(PICTURES["tolerances"]).axes[0]
    bands = [band.get_zorder() for band in drawn.collections if isinstance(band, Collection)]
    assert max(bands) < min(line.get_zorder() for line in drawn.get_lines())
