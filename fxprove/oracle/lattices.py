"""Integer lattices in ℤ^n for small n: equality, membership, sublattices, elementary vectors.

A lattice is kept as its Hermite normal form: rows in echelon form, pivots positive, entries above
a pivot reduced modulo it. The form is unique, so equality of lattices is equality of rows, and
subtracting rows brings a vector to the one representative of its class modulo the lattice.

An *elementary vector* of a subspace is a non-zero vector of minimal support in it. Its support T
determines it up to a factor, since the vectors supported on T form a line: otherwise two of them
could be combined to lose a coordinate. So the elementary vectors of a lattice's span are the
generators of its sublattices {v : v = 0 outside T} of rank one, T any set of coordinates: 2^n of
them, no linear programming. Their use (`feasibility`): every non-negative vector of a subspace is
a non-negative combination of non-negative elementary vectors of that subspace (R. T. Rockafellar,
*The elementary vectors of a subspace of R^N*, 1969).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

Vector = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """All integer combinations of `rows`, any vectors of ℤ^dimension; kept in Hermite form.

    >>> Lattice(dimension=2, rows=((2, 4), (3, 5))).rows
    ((1, 1), (0, 2))
    """

    dimension: int
    rows: tuple[Vector, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", _hermite_form(self.rows, self.dimension))

    @property
    def rank(self) -> int:
        """The dimension of the lattice's span."""
        return len(self.rows)

    @property
    def pivots(self) -> dict[int, Vector]:
        """The rows, each under the coordinate of its first non-zero entry."""
        return {_first_nonzero(row): row for row in self.rows}

    def reduce(self, vector: Sequence[int]) -> Vector:
        """The representative of vector + lattice: equal for two vectors iff they are congruent."""
        rest = list(vector)
        for column, row in self.pivots.items():
            factor = rest[column] // row[column]
            if factor:
                for index in range(column, self.dimension):
                    rest[index] -= factor * row[index]
        return tuple(rest)

    def __contains__(self, vector: Sequence[int]) -> bool:
        return not any(self.reduce(vector))

    def __le__(self, other: "Lattice") -> bool:
        """Whether this is a sublattice of `other`."""
        return all(row in other for row in self.rows)

    def scaled(self, factor: int) -> "Lattice":
        """All multiples by `factor` of the lattice's vectors."""
        rows = tuple(tuple(factor * entry for entry in row) for row in self.rows)
        return Lattice(dimension=self.dimension, rows=rows)

    def joined(self, vectors: Iterable[Vector]) -> "Lattice":
        """The smallest lattice that contains this one and the vectors."""
        return Lattice(dimension=self.dimension, rows=(*self.rows, *vectors))

    def projected(self, coordinates: Sequence[int]) -> "Lattice":
        """The lattice seen on these coordinates only, in their order."""
        rows = tuple(tuple(row[x] for x in coordinates) for row in self.rows)
        return Lattice(dimension=len(coordinates), rows=rows)

    def tail(self, start: int) -> "Lattice":
        """The sublattice that vanishes on coordinates before `start`, on the other coordinates.

        In echelon form these are the rows with later pivots.
        """
        rows = tuple(row[start:] for column, row in self.pivots.items() if column >= start)
        return Lattice(dimension=self.dimension - start, rows=rows)

    def supported_on(self, coordinates: Sequence[int]) -> "Lattice":
        """The sublattice that vanishes elsewhere, on these coordinates, in their order."""
        others = [x for x in range(self.dimension) if x not in coordinates]
        return self.projected([*others, *coordinates]).tail(len(others))

    def elementary_vectors(self) -> tuple[Vector, ...]:
        """The lattice's shortest vector on each minimal support, one of the two signs."""
        found: set[Vector] = set()
        for size in range(1, self.dimension + 1):
            for support in combinations(range(self.dimension), size):
                line = self.supported_on(support)
                if line.rank == 1:
                    found.add(_placed(line.rows[0], support, self.dimension))
        return tuple(sorted(found))

    def orthogonal(self) -> "Lattice":
        """All integer vectors orthogonal to this lattice.

        The rows (v_x, e_x), v_x the x-th entries of the basis, span the graph of y ↦ Σ y_x v_x;
        the sublattice that vanishes on its first part is the kernel.
        """
        size = self.dimension
        graph = tuple(
            (*(row[x] for row in self.rows), *(int(x == y) for y in range(size)))
            for x in range(size)
        )
        return Lattice(dimension=self.rank + size, rows=graph).tail(self.rank)


def nonnegative_elementary_sum(
    elementary: Iterable[Vector], signs: Sequence[int]
) -> tuple[int, ...]:
    """The sum of those elementary vectors that, with either sign, are ≥ 0 after `signs`.

    `signs` holds ±1 for each coordinate. A coordinate of the sum is positive iff some vector of
    the subspace that is non-negative (after `signs`) is positive there.
    """
    total = [0] * len(signs)
    for vector in elementary:
        signed = [sign * entry for sign, entry in zip(signs, vector, strict=True)]
        if min(signed) >= 0 or max(signed) <= 0:
            total = [sum_ + abs(entry) for sum_, entry in zip(total, signed, strict=True)]
    return tuple(total)


def _placed(values: Vector, coordinates: Sequence[int], dimension: int) -> Vector:
    """The vector with these values on these coordinates and 0 elsewhere."""
    vector = [0] * dimension
    for coordinate, value in zip(coordinates, values, strict=True):
        vector[coordinate] = value
    return tuple(vector)


def _first_nonzero(row: Vector) -> int:
    return next(index for index, entry in enumerate(row) if entry)


def _hermite_form(vectors: Iterable[Vector], dimension: int) -> tuple[Vector, ...]:
    basis: dict[int, Vector] = {}
    for vector in vectors:
        _insert(vector, basis, dimension)
    columns = sorted(basis)
    for index, column in enumerate(columns):
        below = basis[column]
        for above in columns[:index]:
            factor = basis[above][column] // below[column]
            if factor:
                basis[above] = _minus_multiple(basis[above], factor, below)
    return tuple(basis[column] for column in columns)


def _insert(vector: Vector, basis: dict[int, Vector], dimension: int) -> None:
    """Make the echelon `basis` (pivot column → row) span `vector` too, by Euclid's algorithm."""
    for column in range(dimension):
        if not vector[column]:
            continue
        row = basis.get(column)
        if row is None:
            basis[column] = vector if vector[column] > 0 else tuple(-entry for entry in vector)
            return
        while vector[column]:
            row, vector = vector, _minus_multiple(row, row[column] // vector[column], vector)
        basis[column] = row if row[column] > 0 else tuple(-entry for entry in row)


def _minus_multiple(row: Vector, factor: int, other: Vector) -> Vector:
    return tuple([entry - factor * taken for entry, taken in zip(row, other, strict=True)])
