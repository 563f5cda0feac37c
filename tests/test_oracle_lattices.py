"""Lattices in Hermite form, their elementary vectors, and which orthants a coset meets."""

import random
from itertools import product

import pytest

from fxprove.oracle.feasibility import Orthant
from fxprove.oracle.lattices import Lattice, Vector, nonnegative_elementary_sum


def random_rows(rng: random.Random, dimension: int, count: int, largest: int) -> tuple[Vector, ...]:
    return tuple(
        tuple(rng.randint(-largest, largest) for _ in range(dimension)) for _ in range(count)
    )


def combination(rng: random.Random, rows: tuple[Vector, ...], dimension: int) -> Vector:
    coefficients = [rng.randint(-3, 3) for _ in rows]
    return tuple(
        sum(c * row[x] for c, row in zip(coefficients, rows, strict=True)) for x in range(dimension)
    )


def random_lattices(
    seed: int, count: int
) -> list[tuple[random.Random, tuple[Vector, ...], Lattice]]:
    rng, found = random.Random(seed), []
    for _ in range(count):
        dimension = rng.randint(1, 5)
        rows = random_rows(rng, dimension, rng.randint(0, 5), 4)
        found.append((rng, rows, Lattice(dimension=dimension, rows=rows)))
    return found


def test_the_form_depends_on_the_lattice_only() -> None:
    for rng, rows, lattice in random_lattices(1, 300):
        extra = tuple(combination(rng, rows, lattice.dimension) for _ in range(3))
        shuffled = rng.sample(rows + extra, len(rows + extra))
        assert Lattice(dimension=lattice.dimension, rows=tuple(shuffled)) == lattice


def test_the_form_is_echelon_with_reduced_entries() -> None:
    for _, _, lattice in random_lattices(2, 300):
        columns = list(lattice.pivots)
        assert columns == sorted(columns)
        for column, row in lattice.pivots.items():
            above = lattice.rows[: lattice.rows.index(row)]
            assert row[column] > 0
            assert all(0 <= other[column] < row[column] for other in above)


def test_reduction_names_the_class_and_zero_is_membership() -> None:
    for rng, rows, lattice in random_lattices(3, 300):
        vector = tuple(rng.randint(-20, 20) for _ in range(lattice.dimension))
        step = combination(rng, rows, lattice.dimension)
        moved = tuple(a + b for a, b in zip(vector, step, strict=True))
        assert lattice.reduce(vector) == lattice.reduce(moved)
        assert step in lattice
        difference = (a - b for a, b in zip(vector, lattice.reduce(vector), strict=True))
        assert tuple(difference) in lattice


def test_membership_is_strict() -> None:
    lattice = Lattice(dimension=2, rows=((2, 0), (1, 3)))
    inside = {v for v in product(range(-6, 7), repeat=2) if v in lattice}
    combinations = {(2 * a + b, 3 * b) for a, b in product(range(-9, 10), repeat=2)}
    assert inside == {v for v in combinations if max(map(abs, v)) <= 6}


def test_the_orthogonal_lattice_is_the_whole_integer_kernel() -> None:
    for _, _, lattice in random_lattices(4, 100):
        kernel, box = lattice.orthogonal(), product(range(-2, 3), repeat=lattice.dimension)
        assert kernel.rank + lattice.rank == lattice.dimension
        for vector in box:
            products = [
                sum(a * b for a, b in zip(vector, row, strict=True)) for row in lattice.rows
            ]
            assert (vector in kernel) == (not any(products))


def test_the_sublattice_on_a_support_is_what_vanishes_elsewhere() -> None:
    lattice = Lattice(dimension=3, rows=((1, 1, 2), (0, 3, 3)))
    assert lattice.supported_on((0, 2)).rows == ((3, 3),)
    assert lattice.supported_on((0,)).rows == ()


def test_elementary_vectors_by_hand() -> None:
    plane = Lattice(dimension=3, rows=((1, 0, -1), (0, 1, -1)))
    assert set(plane.elementary_vectors()) == {(1, 0, -1), (0, 1, -1), (1, -1, 0)}
    assert nonnegative_elementary_sum(plane.elementary_vectors(), (1, -1, 1)) == (1, 2, 1)
    assert nonnegative_elementary_sum(plane.elementary_vectors(), (1, 1, 1)) == (0, 0, 0)


@pytest.mark.parametrize("seed", range(3))
def test_an_orthant_is_met_exactly_when_enumeration_finds_a_point(seed: int) -> None:
    rng = random.Random(seed)
    outcomes = []
    for _ in range(250):
        dimension = rng.randint(1, 4)
        lattice = Lattice(
            dimension=dimension, rows=random_rows(rng, dimension, rng.randint(0, 2), 3)
        )
        signs = tuple(rng.choice((-1, 1)) for _ in range(dimension))
        bounds = tuple(rng.randint(-3, 3) for _ in range(dimension))
        base = tuple(rng.randint(-3, 3) for _ in range(dimension))
        orthant = Orthant(lattice, lattice.elementary_vectors(), signs, bounds)
        met = any(
            all(
                sign * entry >= bound
                for sign, entry, bound in zip(signs, point, bounds, strict=True)
            )
            for point in enumerated(lattice, base, 30)
        )
        assert orthant.meets(base) == met, (lattice, signs, bounds, base)
        outcomes.append(met)
    assert 0.2 < sum(outcomes) / len(outcomes) < 0.8


def enumerated(lattice: Lattice, base: Vector, largest: int) -> list[Vector]:
    points = [base]
    for row in lattice.rows:
        points = [
            tuple(a + times * b for a, b in zip(point, row, strict=True))
            for point in points
            for times in range(-largest, largest + 1)
        ]
    return points
