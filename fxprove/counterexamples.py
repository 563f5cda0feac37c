"""Explicit functions that no network computes, single affine layers included.

Single affine layers are not bound by what hidden layers lose, so a counterexample must not be one
(theory, section 5). For saturating r the proof is a *turn*: a neuron r(Σ w_i x_i + β) with w_i ≥ 0
never falls when x_i rises, whatever the other inputs, and never rises when w_i ≤ 0; so a function
that rises along a coordinate at one place and falls along it at another is no single layer.
"""

from dataclasses import dataclass

from fxprove.formats import Format
from fxprove.functions import Function
from fxprove.models import Activation

Point = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Two steps along one coordinate: up `rise` the function grows, up `fall` it shrinks.

    Each is a pair of raw points that differ in `coordinate` only, the lower one first.
    """

    coordinate: int
    rise: tuple[Point, Point]
    fall: tuple[Point, Point]


def onto_with_turn(format: Format) -> tuple[Function, Turn]:
    """A function onto K that turns; K has at least two elements.

    With three or more, x ↦ x + 1 with hi ↦ lo. With two, every unary function is monotone and
    may be a single layer; exclusive or turns.
    """
    lo, hi = format.lo, format.hi
    if format.size == 2:
        function = Function(format=format, inputs=2, values=(lo, hi, hi, lo))
        turn = Turn(coordinate=1, rise=((lo, lo), (lo, hi)), fall=((hi, lo), (hi, hi)))
        return function, turn
    function = Function(format=format, inputs=1, values=(*range(lo + 1, hi + 1), lo))
    return function, Turn(coordinate=0, rise=((lo,), (lo + 1,)), fall=((hi - 1,), (hi,)))


def apart_at(activation: Activation, x: int) -> Function:
    """A function whose value u at x and v ≠ u elsewhere have σ(u) ≠ σ(v); σ is not constant.

    Where no first-layer neuron separates x from some y it is not computed: by hidden layers
    because it takes two values there, by a single layer because σ would separate those.
    """
    format = activation.format
    u = next(raw for raw in format.raws if activation(raw) != activation(format.hi))
    values = tuple(u if raw == x else format.hi for raw in format.raws)
    return Function(format=format, inputs=1, values=values)


def constant_other_than_zero(format: Format) -> Function:
    """The constant nearest to zero that is not zero; K has at least two elements."""
    value = next(raw for raw in (1, -1) if raw in format)
    return Function(format=format, inputs=1, values=(value,) * format.size)


def reflection(format: Format) -> Function:
    """x ↦ lo + hi − x."""
    return Function(format=format, inputs=1, values=tuple(reversed(format.raws)))
