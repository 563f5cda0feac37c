"""How many functions of d inputs networks of a model compute in all.

Networks with hidden layers compute, by Theorem 2, the functions that are constant on the classes
of inputs no neuron separates and take their values in r(c + N) for one c ∈ B + V. With n classes
that is the union over c of the functions into R_c = r(c + N) ∩ K: |R_c|^n of them each, and by
inclusion and exclusion over the sets R_c that lie in no other,

    Σ over non-empty families F of (−1)^(|F|+1) · |∩F|^n,

where equal intersections are added up as they arise. Single affine layers may compute more; they
are listed where there are few, and counted at most otherwise.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fxprove.budgets import UNLIMITED, Budget
from fxprove.covering import Covering
from fxprove.hypotheses import THEOREM_2
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.separating_pairs import PairSearch
from fxprove.separation import Separated, decide_separation

_MOST_VALUES = 1 << 12  # of a format whose cosets are listed
_MOST_CLASSED = 64  # values of a format whose pairs are all compared
_MOST_INTERSECTIONS = 1 << 14
_MOST_EVALUATIONS = 1 << 26  # of single layers


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Exact numbers of functions of `inputs` inputs, of all that there are: `total`.

    Networks compute `least` of them and no more than `most`, which are equal where single layers
    were counted exactly. `together` is how many values can appear in one function with hidden
    layers, `classes` how many inputs hidden layers tell apart.
    """

    inputs: int
    total: int
    classes: int
    together: int
    least: int
    most: int


def count_representable(model: Model, inputs: int, budget: Budget = UNLIMITED) -> Count | None:
    """The count, or None where Theorem 2 does not apply or counting takes too long."""
    if not all(hypothesis.holds(model) for hypothesis in THEOREM_2.hypotheses):
        return None
    size = model.format.size
    classes = _classes(model, inputs, budget)
    reached = None if size > _MOST_VALUES else _reached_sets(model)
    if classes is None or reached is None:
        return None
    hidden = _functions_into(reached, classes)
    if hidden is None:
        return None
    total = size ** (size**inputs)
    more, exact = (0, True) if hidden == total else _single_layers(model, inputs, reached)
    return Count(
        inputs=inputs,
        total=total,
        classes=classes,
        together=max(mask.bit_count() for mask in reached),
        least=hidden + (more if exact else 0),
        most=min(total, hidden + more),
    )


def _classes(model: Model, inputs: int, budget: Budget) -> int | None:
    """How many classes of K^d there are; None if unknown, as it is for d > 1 where (D) fails."""
    separation = decide_separation(model, budget)
    if separation is None:
        return None
    if isinstance(separation, Separated):
        return int(model.format.size**inputs)
    few = inputs == 1 and model.format.size <= _MOST_CLASSED
    labels = class_labels(model, budget) if few else None
    return None if labels is None else len(set(labels))


def class_labels(model: Model, budget: Budget = UNLIMITED) -> list[int] | None:
    """For each raw value, in order, the least one that no first-layer neuron separates from it.

    None if the budget was spent.
    """
    search = PairSearch(model)
    found: list[int] = []
    for raw in model.format.raws:
        for least in sorted(set(found)):
            if search.separating_probe(least, raw, budget) is None:
                if budget.is_spent():
                    return None
                found.append(least)
                break
        else:
            found.append(raw)
    return found


def _reached_sets(model: Model) -> list[int]:
    """The sets R_c that lie in no other, as bit masks over K, for a generator of N that is not 0.

    R_c changes, as c grows, only where c + N reaches or leaves a cell; between two such residues
    one element of B + V stands for all.
    """
    covering, lattices = Covering(model), Lattices.of(model)
    generator, shift = lattices.difference_gcd, lattices.value_gcd
    if model.format.size == 1:
        return [1]
    if generator == 0:
        return [1 << index for index in range(model.format.size)]  # constants, as r(B) = K
    masks = {
        _reached(covering, residue, generator)
        for residue in covering.telling_residues(generator, shift)
    }
    return [m for m in masks if not any(m != other and m & other == m for other in masks)]


def _reached(covering: Covering, residue: int, generator: int) -> int:
    """r(c + N) as a bit mask; lo and hi always belong to it."""
    mask = 1 | 1 << (len(covering.values) - 1)
    for index, (first, last) in enumerate(covering.inner.values(), 1):
        if (residue - first) % generator <= last - first:
            mask |= 1 << index
    return mask


def _functions_into(masks: Iterable[int], classes: int) -> int | None:
    """|∪ R^classes| over the masks R; None where too many intersections differ."""
    signs: dict[int, int] = {}
    for mask in masks:
        fresh = {mask: 1}
        for other, sign in signs.items():
            fresh[mask & other] = fresh.get(mask & other, 0) - sign
        for met, sign in fresh.items():
            signs[met] = signs.get(met, 0) + sign
        signs = {met: sign for met, sign in signs.items() if sign}
        if len(signs) > _MOST_INTERSECTIONS:
            return None
    return sum(sign * int(met.bit_count() ** classes) for met, sign in signs.items())


def _single_layers(model: Model, inputs: int, masks: list[int]) -> tuple[int, bool]:
    """How many functions single layers compute besides, and whether that is exact."""
    cells = model.format.size**2 if inputs == 1 else None
    candidates = len(model.weights.raws) * (cells or 0)
    if cells is None or candidates * model.format.size > _MOST_EVALUATIONS:
        return _most_single_layers(model, inputs), False
    if model.format.size > _MOST_CLASSED:
        return _most_single_layers(model, inputs), False
    labels = class_labels(model)
    assert labels is not None
    fresh = {
        values
        for values in _single_functions(model)
        if not _is_hidden(values, labels, masks, model)
    }
    return len(fresh), True


def _single_functions(model: Model) -> Iterator[tuple[int, ...]]:
    """Every x ↦ r(w·x + β), perhaps repeatedly: a bias for each place where one of them changes."""
    starts = [model.requantizer.cell_start(raw) for raw in model.format.raws[1:]]
    for weight in model.weights.raws:
        turns = sorted({start - weight * raw for start in starts for raw in model.format.raws})
        biases = {model.biases.smallest_at_least(turn) for turn in turns}
        biases.add(
            model.biases.largest_at_most(turns[0] - 1) if turns else model.biases.any_element
        )
        for bias in biases:
            if bias is not None:
                yield tuple(model.requantizer(weight * raw + bias) for raw in model.format.raws)


def _is_hidden(values: tuple[int, ...], labels: list[int], masks: list[int], model: Model) -> bool:
    """Whether networks with hidden layers compute it too."""
    lo = model.format.lo
    if any(values[label - lo] != value for label, value in zip(labels, values, strict=True)):
        return False
    taken = 0
    for value in values:
        taken |= 1 << (value - lo)
    return any(taken & mask == taken for mask in masks)


def _most_single_layers(model: Model, inputs: int) -> int:
    """A bound on the functions of single layers: weights times places where a bias matters."""
    places = (model.format.size - 1) * model.format.size**inputs + 1
    return int(len(model.weights.raws) ** inputs * places)
