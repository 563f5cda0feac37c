"""Layers whose accumulators are a group: exact sums with weights that cancel.

*0 ∈ W, both signs, saturating.* Copies of a neuron, with different weights, give it every element
of the additive monoid that W generates as coefficient; a set of integers with both signs
generates the group g_W·ℤ. Weight 0 removes a neuron. So from hidden functions H the next layer's
accumulators are exactly β + g_W·span_ℤ(H), β ∈ B, all of them together in one wide layer.

*0 ∈ W, wrapping, r(a + q) = r(a).* Accumulators matter modulo q only, and in the finite group
(ℤ/q)^n a monoid is a group: the same with g_W·span_ℤ(H) + q·ℤ^n, whatever the signs of W.

*0 ∉ W, both signs, saturating.* n copies of a neuron give coefficients that are congruent to n·w₀
modulo g', the gcd of the differences of W (w₀ ∈ W any; g' > 0 as there are two weights). For
large n they give each such coefficient in any bounded range: n-fold sums of W reach all of that
class between n·min W + C and n·max W − C, C independent of n (M. B. Nathanson, *Sums of finite
sets of integers*, 1972), and min W < 0 < max W. All neurons of the next layer read the same
copies, so with n_h copies of h, θ = w₀·Σ n_h·h, M = span_ℤ(H), their accumulators are
β + θ + g'·M — with the *same* θ; finitely many functions are wanted, so one large choice of the
n_h serves them all, and n_h + g'·N copies have the θ of n_h modulo g'·M. Thus θ runs through
w₀·M modulo g'·M, and each class is one possible next layer; the classes must not be united, since
a further neuron cannot read functions from two of them. A neuron that is alone on its layer may
use any θ: β + w₀·M + g'·M = β + g_W·M. To leave functions of H out gains nothing: with a multiple
of g' copies they do not change θ and only add accumulators. For the same reason a layer with a
larger span computes more, in this and all later layers.

Unbounded biases B = offsets + step·ℤ add step·(1, …, 1) to the lattice.
"""

from collections.abc import Iterator
from itertools import product
from math import gcd

from fxprove.models import Model
from fxprove.oracle.cells import Cells
from fxprove.oracle.feasibility import Function, Requantized
from fxprove.oracle.lattices import Lattice, Vector
from fxprove.oracle.layers import relevant_biases
from fxprove.oracle.limits import MOST_STATES, OracleLimit
from fxprove.rounding import Overflow


class GroupSums:
    """Exact sums with 0 ∈ W: one next layer. The state is the lattice span_ℤ(H)."""

    def __init__(self, model: Model) -> None:
        size = model.format.size
        self._weight_gcd = model.weights.gcd
        self._cells = Cells.of(model)
        self._size = size
        self._ambient: tuple[Vector, ...] = ()
        if model.biases.is_unbounded:
            self._ambient += ((model.biases.step,) * size,)
        if model.overflow is Overflow.WRAP:
            period = len(self._cells.window)
            self._ambient += tuple(
                tuple(period * (x == y) for y in range(size)) for x in range(size)
            )
        biases = model.biases.offsets if model.biases.is_unbounded else relevant_biases(model)
        self._biases = tuple((bias,) * size for bias in biases)

    def state(self, hidden: frozenset[Function]) -> Lattice:
        """span_ℤ(H)."""
        return Lattice(dimension=self._size, rows=tuple(hidden))

    def outputs(self, state: Lattice) -> frozenset[Function]:
        """r∘(β + g_W·span(H)) over all biases."""
        return self._requantized(state, self._weight_gcd).of_all(self._biases)

    def successors(
        self, state: Lattice, outputs: frozenset[Function]
    ) -> Iterator[frozenset[Function]]:
        """The outputs, which one wide layer holds at once."""
        yield outputs

    def _requantized(self, state: Lattice, factor: int) -> Requantized:
        return Requantized(state.scaled(factor).joined(self._ambient), self._cells)


class SharedCoefficientSums(GroupSums):
    """Exact sums with 0 ∉ W, both signs, saturating: one next layer for each class θ."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._weight = model.weights.raws[0]
        self._modulus = gcd(*(weight - self._weight for weight in model.weights.raws))

    def successors(
        self, state: Lattice, outputs: frozenset[Function]
    ) -> Iterator[frozenset[Function]]:
        """r∘(β + θ + g'·M) over all biases, for each class θ in turn."""
        requantized = self._requantized(state, self._modulus)
        tried = set()
        for theta in self._classes(state):
            bases = frozenset(requantized.class_of(_sum(theta, bias)) for bias in self._biases)
            if bases not in tried:
                tried.add(bases)
                yield requantized.of_all(sorted(bases))

    def _classes(self, state: Lattice) -> Iterator[Vector]:
        """Representatives of w₀·M modulo g'·M: w₀·Σ cᵢbᵢ with 0 ≤ cᵢ < g'/gcd(g', w₀)."""
        choices = self._modulus // gcd(self._modulus, self._weight)
        if choices**state.rank > MOST_STATES:
            raise OracleLimit(f"more than {MOST_STATES} classes of shared coefficients")
        for coefficients in product(range(choices), repeat=state.rank):
            theta = (0,) * self._size
            for coefficient, row in zip(coefficients, state.rows, strict=True):
                theta = _sum(theta, tuple(coefficient * self._weight * entry for entry in row))
            yield theta


def _sum(left: Vector, right: Vector) -> Vector:
    return tuple([a + b for a, b in zip(left, right, strict=True)])
