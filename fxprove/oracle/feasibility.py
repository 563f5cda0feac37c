"""Which functions requantization makes of a coset of a lattice: {r∘z : z ∈ base + L}, exactly.

Given L ⊂ ℤ^n, n ≤ 5, the coordinates being the points of K. Fix the set S of coordinates that
shall saturate; the others, I, take values in finite cells.

*The finite part.* In Hermite form with I's coordinates first, the vectors of base + L are built
one coordinate at a time, and each coordinate of I has finitely many choices in the window. What
matters for the rest is only the class of the remaining coordinates modulo the rows below, so equal
classes are merged. What is left at the end: t + L_S, L_S the sublattice that vanishes on I.

*The saturated part.* For signs ε_x = +1 (hi) or −1 (lo), x ∈ S, is there z ∈ t + L_S with
ε_x z_x ≥ a_x? Absorb the signs into L_S, t, z.
1. Let u be the sum of all non-negative elementary vectors of L_S. Every non-negative vector of
   L_S ⊗ ℚ is a non-negative combination of them (`lattices`), so it vanishes outside supp(u).
2. Adding u often enough satisfies the constraints on supp(u) and changes no other coordinate: drop
   supp(u), projecting the coset to the rest R. Nothing is left to decide if R is empty.
3. No projected vector π(v) is non-negative and non-zero: v + N·u would be non-negative for large
   N and not vanish outside supp(u). So by Stiemke's lemma (E. Stiemke, *Über positive Lösungen
   homogener linearer Gleichungen*, 1915) the orthogonal complement of π(L_S) has a strictly
   positive vector, and y, the sum of the complement's non-negative elementary vectors, is one.
4. y·z is the same number for all z of the coset, so z ≥ a bounds each coordinate:
   z_x ≤ a_x + (y·z − y·a)/y_x. A finite box, searched through a triangular basis.

Under wrap-around L contains q·ℤ^n, every cell is a finite set of residues, and S is empty.

Rejected: an integer-programming solver per function. There are |K|^|K| of them, and they share
all of their lattice.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations, product

from fxprove.oracle.cells import Cells
from fxprove.oracle.lattices import Lattice, Vector, nonnegative_elementary_sum
from fxprove.oracle.limits import MOST_STEPS, OracleLimit

Function = tuple[int, ...]
"""A function K → K by its raw values, from lo to hi."""


class Requantized:
    """The sets {r∘z : z ∈ base + lattice} for one lattice and any number of bases."""

    def __init__(self, lattice: Lattice, cells: Cells) -> None:
        self._lattice = lattice
        self._cells = cells
        self._found: dict[Vector, frozenset[Function]] = {}

    def of(self, base: Sequence[int]) -> frozenset[Function]:
        """{r∘z : z ∈ base + lattice}."""
        if self._is_everything:
            return self._everything
        representative = self.class_of(base)
        if representative not in self._found:
            parts = (part.of(representative) for part in self._parts)
            self._found[representative] = frozenset().union(*parts)
        return self._found[representative]

    def class_of(self, base: Sequence[int]) -> Vector:
        """The representative of base + lattice."""
        return self._lattice.reduce(base)

    def of_all(self, bases: Sequence[Sequence[int]]) -> frozenset[Function]:
        """The union over the bases."""
        return frozenset().union(*(self.of(base) for base in bases))

    @cached_property
    def _is_everything(self) -> bool:
        """Whether each class modulo each pivot meets every cell: then any values can be chosen."""
        pivots = self._lattice.pivots
        return len(pivots) == self._lattice.dimension and all(
            self._cells.are_met_by_every_class(row[column]) for column, row in pivots.items()
        )

    @property
    def _everything(self) -> frozenset[Function]:
        values = range(self._cells.lo, self._cells.hi + 1)
        return frozenset(product(values, repeat=self._lattice.dimension))

    @cached_property
    def _parts(self) -> tuple["_WithSaturated", ...]:
        size = self._lattice.dimension
        if not self._cells.saturates:
            return (_WithSaturated(self._lattice, (), self._cells),)
        return tuple(
            _WithSaturated(self._lattice, saturated, self._cells)
            for count in range(size + 1)
            for saturated in combinations(range(size), count)
        )


class _WithSaturated:
    """The functions that saturate exactly on given coordinates, for one lattice and any base."""

    def __init__(self, lattice: Lattice, saturated: tuple[int, ...], cells: Cells) -> None:
        finite = [x for x in range(lattice.dimension) if x not in saturated]
        self._order = (*finite, *saturated)
        self._finite_count = len(finite)
        ordered = lattice.projected(self._order)
        self._tails = [ordered.tail(start) for start in range(len(finite) + 1)]
        self._cells = cells
        self._next: list[dict[Vector, list[tuple[int, Vector]]]] = [{} for _ in finite]
        self._corners: dict[Vector, list[Function]] = {}

    def of(self, base: Vector) -> set[Function]:
        """All of them for base + lattice, values in the natural order of coordinates."""
        found: set[Function] = set()
        for rest, prefixes in self._finite_choices(base).items():
            for corner in self._corners_reached(rest):
                found.update(self._in_natural_order(prefix + corner) for prefix in prefixes)
        return found

    def _finite_choices(self, base: Vector) -> dict[Vector, set[Function]]:
        """Classes of the saturated coordinates, each with the values that lead to it."""
        start = self._tails[0].reduce([base[x] for x in self._order])
        prefixes: dict[Vector, set[Function]] = {start: {()}}
        for index in range(self._finite_count):
            reached: dict[Vector, set[Function]] = {}
            for state, values in prefixes.items():
                for value, rest in self._choices(index, state):
                    longer = reached.setdefault(rest, set())
                    longer.update([(*prefix, value) for prefix in values])
            prefixes = reached
        return prefixes

    def _choices(self, index: int, state: Vector) -> list[tuple[int, Vector]]:
        """All (value, class of what follows) for the coordinate that stands first in `state`."""
        known = self._next[index].get(state)
        if known is None:
            row = self._tails[index].pivots.get(0)
            below = self._tails[index + 1]
            choices = set()
            for accumulator in self._cells.congruent(state[0], row[0] if row else 0):
                times = (accumulator - state[0]) // row[0] if row else 0
                moved = state if row is None else _plus_multiple(state, times, row)
                choices.add((self._cells.value(accumulator), below.reduce(moved[1:])))
            known = self._next[index][state] = sorted(choices)
        return known

    def _corners_reached(self, rest: Vector) -> list[Function]:
        """The choices of lo and hi on the saturated coordinates that rest + L_S can satisfy."""
        if rest not in self._corners:
            self._corners[rest] = [
                corner for corner, orthant in self._orthants.items() if orthant.meets(rest)
            ]
        return self._corners[rest]

    @cached_property
    def _orthants(self) -> dict[Function, "Orthant"]:
        cells, sublattice = self._cells, self._tails[-1]
        ends = {-1: (cells.lo, 1 - cells.above_lo), 1: (cells.hi, cells.start_of_hi)}
        elementary = sublattice.elementary_vectors()
        return {
            tuple(ends[sign][0] for sign in signs): Orthant(
                sublattice, elementary, signs, tuple(ends[sign][1] for sign in signs)
            )
            for signs in product((-1, 1), repeat=sublattice.dimension)
        }

    def _in_natural_order(self, values: Function) -> Function:
        natural = [0] * len(values)
        for coordinate, value in zip(self._order, values, strict=True):
            natural[coordinate] = value
        return tuple(natural)


class Orthant:
    """The points with sign_x·z_x ≥ bound_x for all x, and the cosets of a lattice that meet it."""

    def __init__(
        self,
        lattice: Lattice,
        elementary: tuple[Vector, ...],
        signs: tuple[int, ...],
        bounds: tuple[int, ...],
    ) -> None:
        escaping = nonnegative_elementary_sum(elementary, signs)
        self._rest = [x for x in range(lattice.dimension) if not escaping[x]]
        self._signs = [signs[x] for x in self._rest]
        self._bounds = [bounds[x] for x in self._rest]
        if self._rest:
            self._bind(lattice)

    def _bind(self, lattice: Lattice) -> None:
        """Steps 2 and 3 of the module's argument: the projection, and y > 0 orthogonal to it."""
        rows = lattice.projected(self._rest).rows
        signed = tuple(
            tuple(sign * entry for sign, entry in zip(self._signs, row, strict=True))
            for row in rows
        )
        self._lattice = Lattice(dimension=len(self._rest), rows=signed)
        complement = self._lattice.orthogonal().elementary_vectors()
        self._weights = nonnegative_elementary_sum(complement, [1] * len(self._rest))
        assert min(self._weights) > 0, "Stiemke's lemma"

    def meets(self, base: Vector) -> bool:
        """Whether some z ∈ base + lattice lies in the orthant."""
        if not self._rest:
            return True
        point = [sign * base[x] for sign, x in zip(self._signs, self._rest, strict=True)]
        slack = sum(
            weight * (entry - bound)
            for weight, entry, bound in zip(self._weights, point, self._bounds, strict=True)
        )
        if slack < 0:
            return False
        box = [
            range(bound, bound + slack // weight + 1)
            for bound, weight in zip(self._bounds, self._weights, strict=True)
        ]
        return _meets_box(self._lattice, tuple(point), box)


def _meets_box(lattice: Lattice, base: Vector, box: Sequence[range]) -> bool:
    """Whether some vector of base + lattice has each coordinate in its range.

    Raises OracleLimit after MOST_STEPS partial vectors.
    """
    pivots, steps = lattice.pivots, 0
    stack: list[tuple[int, Vector]] = [(0, base)]
    while stack:
        index, point = stack.pop()
        steps += 1
        if steps > MOST_STEPS:
            raise OracleLimit(f"a box of a lattice has more than {MOST_STEPS} partial points")
        if index == lattice.dimension:
            return True
        allowed, row = box[index], pivots.get(index)
        if row is None:
            if point[index] in allowed:
                stack.append((index + 1, point))
            continue
        first = -((point[index] - allowed.start) // row[index])
        last = (allowed.stop - 1 - point[index]) // row[index]
        stack.extend(
            (index + 1, _plus_multiple(point, times, row)) for times in range(first, last + 1)
        )
    return False


def _plus_multiple(point: Vector, times: int, row: Vector) -> Vector:
    return tuple([entry + times * step for entry, step in zip(point, row, strict=True)])
