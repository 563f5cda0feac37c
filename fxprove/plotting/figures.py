"""Figures of pictures, and the files they are written to."""

import io
import warnings
from enum import Enum
from typing import TYPE_CHECKING

from fxprove.plotting.curves import curves
from fxprove.plotting.maps import maps
from fxprove.plotting.pictures import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DPI = 150


class PictureKind(Enum):
    """The kinds of file a figure is rendered to."""

    PNG = ".png"  # pixels, 150 to an inch
    SVG = ".svg"  # lines and letters as paths


def figure(picture: Picture) -> "Figure":
    """The figure; raises InputError where matplotlib is not installed."""
    return curves(picture) if len(picture.view.free) == 1 else maps(picture)


def rendered(drawn: "Figure", kind: PictureKind) -> bytes:
    """The bytes of a file of that kind, without dates."""
    from matplotlib import rc_context

    metadata = {"Date": None} if kind is PictureKind.SVG else {"Software": None}
    stream = io.BytesIO()
    with rc_context({"svg.hashsalt": "fxprove"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # in a file's name
        drawn.savefig(stream, format=kind.value[1:], dpi=_DPI, metadata=metadata)
    return stream.getvalue()
