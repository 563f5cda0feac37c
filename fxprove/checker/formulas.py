"""The clauses that say: some network with exactly these hidden widths meets the requirement.

`network_formula` is deterministic: prover and checker build the same clauses from the claim, and a
refutation of them proves that there is no such network. So everything here is trusted, and every
clause must be one that some description of every such network satisfies. That the reverse holds,
too, so that an assignment can be decoded into a network, is for the prover's use and is tested.

Rounding needs no circuit: r is monotone, so what a neuron answers is a chain of literals (see
`clauses`), "the accumulator is at least the k-th start at which σ∘r changes". Sums are numbers.

Biases. With S in low … high at a point, whether S + c ≥ t can depend on c only for t − high ≤ c < t
− low. Over all points and all thresholds t that matter these intervals lie in one, and all biases
below it act alike, as do all above: the biases in it, the next one below and the next one above
suffice, for unbounded and for finite sets. At the output, moreover, c must let the largest possible
sum reach L and the smallest stay below U at every point.

First layer, in one of two ways.
- *Items*, where few differ: a neuron's weights, bias and weights into the next layer matter only by
  the contributions v_t·h(x_i) to the accumulators of that layer's neurons t at the points. Each
  neuron chooses one of the distinct vectors of contributions. If biases are unbounded, they are
  closed under ± step, so multiples of the step can be moved from contributions to the bias of t:
  every vector is taken with the contributions at the first point in 0 … step − 1.
- *Factors*, otherwise: a choice of weights and a chain of biases; w·x + c ≥ t is c ≥ t − w·x for
  each choice of w. Later layers choose each weight and have bits of weight·value implied.
Measured (CaDiCaL 1.9.5, seconds, one run each): items against factors 0.45 to over 60 (243 items, 4
neurons), 0.24 to 1.5 (1,686 items, 2 neurons), 0.12 to 0.8 (2,497 items, 2 neurons), but 15 to 2.1
(2,922 items, 4 neurons) and 25 to 4.7 (3,968 items, 3 neurons): hence MOST_ITEMS. In place of bits,
sums as chains were as fast and took up to four times as many clauses; the choice of one of the
hidden functions by a chain, with weights by another, took two to four times as long as factors.

Symmetry. Permuting the neurons of a hidden layer, with their incoming and their outgoing weights,
does not change the network's function. Every hidden layer after the first is asked to have its
biases in ascending order (as reduced above: with items, the bias to which multiples were moved,
which is c + Σ over the neurons before, in whatever order these are). A permutation of one layer
leaves the biases of the others alone, so all these layers can be sorted. The first layer is sorted
last, by the index of the item or by (weights, bias): its permutations change no bias of a later
layer. So whenever there is a network, there is one in this order.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from .claims import Model
from .clauses import (
    MOST_CLAUSES,
    TRUE,
    Assignment,
    Chain,
    Clause,
    Clauses,
    Number,
    imply_bits,
    multiple_of,
    number_of,
    require_at_least,
    require_at_most,
    sum_of,
)
from .outcomes import Incomplete, require
from .requirements import Requirement

MOST_ITEMS = 2_500
"""The most distinct contributions of a neuron of the first layer that are listed."""

_MOST_PRODUCTS = 4_000_000  # weight vectors times points
_MOST_RESPONSES = 4_000_000  # weight vectors times biases times points, when items are listed
_MOST_CANDIDATES = 100_000  # pairs of a hidden function and weights, when items are listed

_MOST_BIASES = 1 << 18  # biases of a neuron
_MOST_TARGETS = 16  # neurons of the second layer, when items are listed

Rows = tuple[tuple[int, ...], ...]
Layer = tuple[Rows, tuple[int, ...]]


@dataclass(frozen=True)
class Formula:
    """Clauses over the variables 1 … `variables`; a literal is a variable or minus it.

    `layers_of` reads weights and biases off a set of literals that satisfies all clauses.
    """

    variables: int
    clauses: list[Clause]
    layers_of: Callable[[Assignment], tuple[Layer, ...]]

    def decode(self, model: Model, assignment: Collection[int]) -> tuple[Layer, ...]:
        """The layers (rows of weights, biases) that an assignment, as its true literals, describes.

        Whether they are parameters of `model` is required, not whether they meet the requirement.
        """
        layers = self.layers_of(frozenset(assignment))
        for weights, biases in layers:
            known = all(weight in model.weight_set for row in weights for weight in row)
            require(known, "assignment: not all weights are the model's")
            require(all(map(model.has_bias, biases)), "assignment: not all biases are the model's")
        return layers


def network_formula(model: Model, wanted: Requirement, widths: Sequence[int]) -> Formula:
    """Satisfiable iff a network of `model` with these hidden widths n_1, …, n_k meets `wanted`.

    k ≥ 1 and n_i ≥ 1. Raises Invalid for other widths and for models other than single-format,
    saturating ones with exact sums; Incomplete for more than MOST_CLAUSES clauses, and where that
    is foreseen. Steps are counted by `model.meter`.
    """
    require(len(set(model.formats)) == 1, "hypothesis single_format: the formats differ")
    require(model.overflow == "saturate", "hypothesis saturating: values wrap")
    require(model.accumulate == "exact", "hypothesis exact_accumulation: sums are sequential")
    require(len(widths) > 0 and min(widths) >= 1, "widths: expected positive numbers")
    sizes = (wanted.inputs, *widths, wanted.outputs)
    if sum(n * m for n, m in pairwise(sizes)) * len(wanted.points) > MOST_CLAUSES:
        raise Incomplete("networks of so many neurons are not written as clauses")
    return _Encoding(model, wanted, tuple(widths)).formula()


@dataclass(frozen=True)
class _Response:
    """What a neuron answers at a point: values[k] at position k of the chain."""

    chain: Chain
    values: Sequence[int]


@dataclass(frozen=True)
class _Bias:
    """One of some biases, ascending; with the literals that its order is compared by."""

    candidates: Sequence[int]
    choice: Chain | Number  # of a position
    number: Number

    def value(self, true: Assignment) -> int:
        """The bias."""
        if isinstance(self.choice, Chain):
            return self.candidates[self.choice.position(true)]
        return self.candidates[self.choice.value(true)]


@dataclass(frozen=True)
class _Item:
    """A neuron of the first layer that makes some contributions, and what of them is moved."""

    incoming: tuple[int, ...]
    bias: int
    outgoing: tuple[int, ...]
    moved: tuple[int, ...]  # to the bias of each target


@dataclass(frozen=True)
class _FirstLayer:
    """The sums it contributes to the next layer, sums[point][target], and how it is read.

    `read` gives the layer, the next layer's rows of weights, and what was moved to its biases.
    """

    sums: list[list[Number]]
    read: Callable[[Assignment], tuple[Layer, Rows, tuple[int, ...]]]


@dataclass(frozen=True)
class _LaterLayer:
    """A choice of weights for each neuron and input (none if the first layer made it), biases."""

    choices: list[list[Chain]] | None
    biases: list[_Bias]


class _Encoding:
    """The clauses of one formula, layer by layer, and how its layers are read again."""

    def __init__(self, model: Model, wanted: Requirement, widths: tuple[int, ...]) -> None:
        self.model = model
        self.wanted = wanted
        self.widths = widths
        self.clauses = Clauses(model.meter)
        changes = [
            (start, model.sigma(k))
            for k, start in zip(model.values[1:], model.starts, strict=True)
            if model.sigma(k) != model.sigma(k - 1)
        ]
        self.changes = [start for start, _ in changes]
        self.answers = [model.table[0], *(value for _, value in changes)]
        self.points = range(len(wanted.points))

    def formula(self) -> Formula:
        """All of it."""
        targets = (*self.widths[1:], self.wanted.outputs)
        first = self._first_layer(targets[0])
        sums, choices, later = first.sums, None, list[_LaterLayer]()
        for _, following in pairwise(targets):
            biases = self._hidden_biases(sums)
            later.append(_LaterLayer(choices, biases))
            responses = [
                [self._response(sum_of(self.clauses, bias.number, row[i])) for row in sums]
                for i, bias in enumerate(biases)
            ]
            sums, choices = self._weighted(responses, following)
        later.append(_LaterLayer(choices, self._output_biases(sums)))
        weights = self.model.weights

        def layers_of(true: Assignment) -> tuple[Layer, ...]:
            layer, rows, moved = first.read(true)
            layers = [layer]
            for part in later:
                values = tuple(bias.value(true) for bias in part.biases)
                if part.choices is None:
                    values = tuple(v - m for v, m in zip(values, moved, strict=True))
                else:
                    rows = tuple(_read(weights, row, true) for row in part.choices)
                layers.append((rows, values))
            return tuple(layers)

        return Formula(self.clauses.variables, self.clauses.written, layers_of)

    # --- The first layer --------------------------------------------------------------------------

    def _first_layer(self, targets: int) -> _FirstLayer:
        """Its neurons in ascending order, and their contributions to the next layer's sums."""
        model, wanted = self.model, self.wanted
        too_long = len(model.weights) > 1 and wanted.inputs > 64
        if too_long or len(model.weights) ** wanted.inputs * len(self.points) > _MOST_PRODUCTS:
            raise Incomplete("a neuron of the first layer has too many weights to be listed")
        vectors = list(product(model.weights, repeat=wanted.inputs))
        model.meter.spend(len(vectors) * len(self.points) * wanted.inputs)
        sums = [
            [sum(w * x for w, x in zip(weights, point, strict=True)) for point in wanted.points]
            for weights in vectors
        ]
        bounds = [(min(column), max(column)) for column in zip(*sums, strict=True)]
        biases = self._candidates((t, low, high) for low, high in bounds for t in self.changes)
        items = self._items(vectors, sums, biases, targets)
        if items is not None:
            return self._chosen_items(items, targets)
        return self._factors(vectors, sums, biases, targets)

    def _items(
        self,
        vectors: list[tuple[int, ...]],
        sums: list[list[int]],
        biases: list[int],
        targets: int,
    ) -> dict[tuple[int, ...], _Item] | None:
        """All distinct contributions, ascending; None where there are too many."""
        model = self.model
        if len(vectors) * len(biases) * len(self.points) > _MOST_RESPONSES:
            return None
        model.meter.spend(len(vectors) * len(biases) * len(self.points))
        hidden: dict[tuple[int, ...], tuple[tuple[int, ...], int]] = {}
        for weights, row in zip(vectors, sums, strict=True):
            for bias in biases:
                values = tuple(model.respond(sum_ + bias) for sum_ in row)
                hidden.setdefault(values, (weights, bias))
        pairs = len(hidden) * len(model.weights) ** min(targets, _MOST_TARGETS)
        if targets > _MOST_TARGETS or pairs > _MOST_CANDIDATES:
            return None
        model.meter.spend(pairs * len(self.points) * targets)
        step = model.biases.step if model.biases.first is None else 0
        found: dict[tuple[int, ...], _Item] = {}
        for values, (weights, bias) in hidden.items():
            for outgoing in product(model.weights, repeat=targets):
                moved = tuple(step * (v * values[0] // step) if step else 0 for v in outgoing)
                kept = tuple(
                    v * value - m for value in values for v, m in zip(outgoing, moved, strict=True)
                )
                found.setdefault(kept, _Item(weights, bias, outgoing, moved))
        return {kept: found[kept] for kept in sorted(found)} if len(found) <= MOST_ITEMS else None

    def _chosen_items(self, items: dict[tuple[int, ...], _Item], targets: int) -> _FirstLayer:
        """One item for each neuron, and the sums of their contributions."""
        clauses = self.clauses
        indices = [clauses.chain(len(items)) for _ in range(self.widths[0])]
        for one, other in pairwise(indices):
            _require_order(clauses, one, other)
        sums = []
        columns = list(zip(*items, strict=True))
        for column in columns:
            values = sorted(set(column))
            position = {value: at for at, value in enumerate(values)}
            positions = [position[value] for value in column]
            contributions = []
            for index in indices:
                chain = clauses.chain(len(values))
                clauses.imply_position(index, positions, chain)
                contributions.append(number_of(clauses, chain, values))
            sums.append(self._total(contributions))
        listed = list(items.values())

        def read(true: Assignment) -> tuple[Layer, Rows, tuple[int, ...]]:
            chosen = [listed[index.position(true)] for index in indices]
            rows = tuple(zip(*(item.outgoing for item in chosen), strict=True))
            moved = tuple(map(sum, zip(*(item.moved for item in chosen), strict=True)))
            biases = tuple(item.bias for item in chosen)
            return (tuple(item.incoming for item in chosen), biases), rows, moved

        return _FirstLayer([sums[at : at + targets] for at in range(0, len(sums), targets)], read)

    def _factors(
        self,
        vectors: list[tuple[int, ...]],
        sums: list[list[int]],
        biases: list[int],
        targets: int,
    ) -> _FirstLayer:
        """Weights and a bias for each neuron, and weights from it into the next layer."""
        clauses = self.clauses
        neurons = [
            (clauses.chain(len(vectors)), clauses.chain(len(biases))) for _ in range(self.widths[0])
        ]
        for (weights, bias), (next_weights, next_bias) in pairwise(neurons):
            _require_order(clauses, weights, next_weights)
            for k in range(len(vectors)):  # where both have the weights k, the biases decide
                unless = (-weights.literals[k], next_weights.literals[k + 1])
                _require_order(clauses, bias, next_bias, unless)
        responses = [
            self._factored_responses(clauses.singled(weights), bias, sums, biases)
            for weights, bias in neurons
        ]
        weighted, choices = self._weighted(responses, targets)

        def read(true: Assignment) -> tuple[Layer, Rows, tuple[int, ...]]:
            incoming = tuple(vectors[weights.position(true)] for weights, _ in neurons)
            own = tuple(biases[bias.position(true)] for _, bias in neurons)
            rows = tuple(_read(self.model.weights, row, true) for row in choices)
            return (incoming, own), rows, (0,) * targets

        return _FirstLayer(weighted, read)

    def _factored_responses(
        self, is_vector: list[int], bias: Chain, sums: list[list[int]], biases: list[int]
    ) -> list[_Response]:
        """At every point; w·x + c ≥ t is c ≥ t − w·x, for each choice of w."""
        clauses, responses = self.clauses, []
        for point in self.points:
            chain = clauses.chain(len(self.answers))
            for chosen, row in zip(is_vector, sums, strict=True):
                for start, reached in zip(self.changes, chain.literals[1:], strict=False):
                    enough = bias.literals[bisect_left(biases, start - row[point])]
                    clauses.add(-chosen, -enough, reached)
                    clauses.add(-chosen, enough, -reached)
            responses.append(_Response(chain, self.answers))
        return responses

    # --- Later layers -----------------------------------------------------------------------------

    def _weighted(
        self, responses: list[list[_Response]], targets: int
    ) -> tuple[list[list[Number]], list[list[Chain]]]:
        """Sums of weighted responses, sums[point][target], and choices[target][neuron].

        `responses[neuron][point]`.
        """
        clauses, weights = self.clauses, self.model.weights
        choices = [[clauses.chain(len(weights)) for _ in responses] for _ in range(targets)]
        singled = [[clauses.singled(choice) for choice in row] for row in choices]
        sums = [
            [
                self._total([self._product(chosen, row[point]) for chosen, row in rows])
                for rows in [list(zip(line, responses, strict=True)) for line in singled]
            ]
            for point in self.points
        ]
        return sums, choices

    def _product(self, is_weight: list[int], response: _Response) -> Number:
        """weight·value, its bits implied for each weight."""
        clauses, weights = self.clauses, self.model.weights
        products = [[weight * value for value in response.values] for weight in weights]
        number = clauses.number(min(map(min, products)), max(map(max, products)))
        for chosen, values in zip(is_weight, products, strict=True):
            imply_bits(clauses, (-chosen,), response.chain, values, number)
        return number

    def _total(self, numbers: list[Number]) -> Number:
        total = numbers[0]
        for number in numbers[1:]:
            total = sum_of(self.clauses, total, number)
        return total

    def _response(self, accumulator: Number) -> _Response:
        """σ(r(accumulator))."""
        clauses = self.clauses
        chain = clauses.chain(len(self.answers))
        for start, reached in zip(self.changes, chain.literals[1:], strict=False):
            require_at_least(clauses, (-reached,), accumulator, start)
            require_at_most(clauses, (reached,), accumulator, start - 1)
        return _Response(chain, self.answers)

    # --- Biases -----------------------------------------------------------------------------------

    def _candidates(self, matters: Iterable[tuple[int, int, int]]) -> list[int]:
        """The biases that suffice for thresholds t of sums in low … high, given (t, low, high)."""
        model, first, last = self.model, None, None
        for threshold, low, high in matters:
            model.meter.spend(1)
            first = threshold - high if first is None else min(first, threshold - high)
            last = threshold - low - 1 if last is None else max(last, threshold - low - 1)
        if first is None or last is None:
            return [model.biases.offsets[0] + model.biases.step * (model.biases.first or 0)]
        found = {model.last_bias_up_to(first - 1), model.first_bias_from(last + 1)} - {None}
        for bias in model.biases_between(first, last):
            found.add(bias)
            if len(found) > _MOST_BIASES:
                raise Incomplete(f"more than {_MOST_BIASES} biases matter to a neuron")
        return sorted(bias for bias in found if bias is not None)

    def _hidden_biases(self, sums: list[list[Number]]) -> list[_Bias]:
        """One for each neuron of a layer after the first, in ascending order."""
        biases = [
            self._bias(self._candidates((t, s.low, s.high) for s in column for t in self.changes))
            for column in zip(*sums, strict=True)
        ]
        for one, other in pairwise(biases):
            assert one.candidates == other.candidates  # the sums of a layer are bounded alike
            _require_order(self.clauses, one.choice, other.choice)
        return biases

    def _output_biases(self, sums: list[list[Number]]) -> list[_Bias]:
        """One for each output, with which it lies in its interval at every point."""
        return [
            self._output_bias(j, list(column)) for j, column in enumerate(zip(*sums, strict=True))
        ]

    def _output_bias(self, output: int, sums: list[Number]) -> _Bias:
        clauses, model = self.clauses, self.model
        lowest: list[tuple[int, Number]] = []
        highest: list[tuple[int, Number]] = []
        for point, sum_ in enumerate(sums):
            low, high = self.wanted.interval(point, output)
            if low > model.lo:
                lowest.append((model.starts[low - model.lo - 1], sum_))
            if high < model.hi:
                highest.append((model.starts[high - model.lo] - 1, sum_))
        thresholds = [*lowest, *((bound + 1, sum_) for bound, sum_ in highest)]
        candidates = self._candidates((t, s.low, s.high) for t, s in thresholds)
        first = max((bound - s.high for bound, s in lowest), default=candidates[0])
        last = min((bound - s.low for bound, s in highest), default=candidates[-1])
        possible = [bias for bias in candidates if first <= bias <= last]
        if not possible:
            clauses.add()
        bias = self._bias(possible or candidates[:1])
        accumulators = {id(sum_): sum_of(clauses, bias.number, sum_) for _, sum_ in thresholds}
        for bound, sum_ in lowest:
            require_at_least(clauses, (), accumulators[id(sum_)], bound)
        for bound, sum_ in highest:
            require_at_most(clauses, (), accumulators[id(sum_)], bound)
        return bias

    def _bias(self, candidates: list[int]) -> _Bias:
        """One of these; its position in binary where they are equally spaced."""
        clauses = self.clauses
        steps = {later - earlier for earlier, later in pairwise(candidates)}
        if len(steps) != 1:
            chain = clauses.chain(len(candidates))
            return _Bias(candidates, chain, number_of(clauses, chain, candidates))
        last = len(candidates) - 1
        free = clauses.number(0, last)
        position = Number(0, (1 << len(free.bits)) - 1, free.bits)
        require_at_most(clauses, (), position, last)
        spaced = multiple_of(clauses, free, steps.pop())
        base = candidates[0]
        return _Bias(candidates, free, Number(base, base + spaced.high, spaced.bits))


def _read(weights: Sequence[int], row: list[Chain], true: Assignment) -> tuple[int, ...]:
    return tuple(weights[choice.position(true)] for choice in row)


def _require_order(
    clauses: Clauses, one: Chain | Number, other: Chain | Number, unless: Clause = ()
) -> None:
    """Position or number `one` is not above `other`, unless a literal of `unless` holds."""
    if isinstance(one, Chain):
        assert isinstance(other, Chain)
        for earlier, later in zip(one.literals[1:-1], other.literals[1:-1], strict=True):
            clauses.add(*unless, -earlier, later)
        return
    assert isinstance(other, Number) and not unless
    equal = TRUE  # so far, from the most significant bit on
    for bit, next_bit in zip(reversed(one.bits), reversed(other.bits), strict=True):
        clauses.add(-equal, -bit, next_bit)
        still = clauses.new()
        clauses.add(-equal, bit, next_bit, still)
        clauses.add(-equal, -bit, -next_bit, still)
        equal = still
