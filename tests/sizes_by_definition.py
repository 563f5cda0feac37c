"""Smallest networks and proofs of their sizes, by listing: for models of a few values.

The truth is found by adding neurons to all sums of neurons, one by one; proofs by the words of
Theorem 17, with functionals at random. Nothing is shared with the prover or the checker but the
definitions of tests/by_definition.py, and nothing here is quick.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement, permutations, product
from random import Random
from typing import Any

from tests.by_definition import Definition

Json = dict[str, Any]
Values = tuple[int, ...]
Neuron = tuple[Values, int, Values]
Functional = dict[int, int]

MOST_SUMS = 6_000


class TooLarge(Exception):
    """More is to be listed than a test has time for."""


@dataclass(frozen=True)
class Question:
    """A model, and what a network is asked for at some points."""

    model: Json
    function: Json

    @cached_property
    def definition(self) -> Definition:
        return Definition.of(self.model)

    @cached_property
    def weights(self) -> list[int]:
        return self.definition.weights

    @cached_property
    def points(self) -> list[Values]:
        inputs = self.function["inputs"]
        if self.function["points"] is None:
            return list(product(self.definition.raws, repeat=inputs))
        return list(zip(*[iter(self.function["points"])] * inputs, strict=True))

    @property
    def outputs(self) -> int:
        count: int = self.function["outputs"]
        return count

    @cached_property
    def ends(self) -> list[tuple[int | None, int | None]]:
        """The accumulators in the interval of each coordinate, None where they do not end."""
        low, high = self.function["low"], self.function["high"]
        definition = self.definition
        reach = definition.scale * (max(map(abs, definition.raws)) + 2)
        ends: list[tuple[int | None, int | None]] = []
        for least, most in zip(low, low if high is None else high, strict=True):
            listed = [
                a for a in range(-reach, reach + 1) if least <= definition.requantized(a) <= most
            ]
            first, last = listed[0], listed[-1]
            ends.append((None if first == -reach else first, None if last == reach else last))
        return ends

    @property
    def is_unbounded(self) -> bool:
        return self.model["bias"]["range"] is None

    def biases(self, reach: int) -> list[int]:
        """All biases, or those up to ±reach and some more, nearest to 0 first."""
        return sorted(set(self.definition.biases(reach + self.definition.step)), key=abs)

    @cached_property
    def near(self) -> list[int]:
        """The biases that can matter to a first layer, with some beyond on each side."""
        definition = self.definition
        largest = max(map(abs, definition.raws))
        products = max(map(abs, self.weights)) * largest * self.function["inputs"]
        return self.biases(products + definition.scale * (largest + 2))

    def parameters(self, weights: Values) -> int:
        """How many of these weights are counted."""
        return sum(map(bool, weights)) if 0 in self.weights else len(weights)

    @cached_property
    def hidden(self) -> dict[Values, tuple[int, Values, int]]:
        """The hidden functions: for each its fewest parameters, and weights and bias with them."""
        found: dict[Values, tuple[int, Values, int]] = {}
        for weights in product(self.weights, repeat=self.function["inputs"]):
            sums = [sum(w * x for w, x in zip(weights, p, strict=True)) for p in self.points]
            for bias in self.near:
                values = tuple(self.definition.response(s + bias) for s in sums)
                cost = self.parameters(weights) + (bias != 0)
                if values not in found or cost < found[values][0]:
                    found[values] = cost, weights, bias
        return found

    def contributions(self, *, by_parameters: bool) -> dict[Values, tuple[int, Neuron]]:
        """What neurons add to the coordinates, zeros too, with the least cost and a neuron."""
        found: dict[Values, tuple[int, Neuron]] = {}
        for values, (inner, weights, bias) in self.hidden.items():
            for outward in product(self.weights, repeat=self.outputs):
                added = tuple(v * h for h in values for v in outward)
                cost = inner + self.parameters(outward) if by_parameters else 1
                if added not in found or cost < found[added][0]:
                    found[added] = cost, (weights, bias, outward)
        return found

    def offset(self, sums: Values, output: int, biases: list[int] | None = None) -> int | None:
        """The bias nearest to 0 with which this output of the sums meets the function."""
        own = list(zip(sums, self.ends, strict=True))[output :: self.outputs]
        if biases is None:
            reach = self.definition.scale * (max(map(abs, self.definition.raws)) + 2)
            biases = self.biases(reach + max(abs(sum_) for sum_, _ in own))
        return next(
            (
                bias
                for bias in biases
                if all(
                    (low is None or low <= sum_ + bias) and (high is None or sum_ + bias <= high)
                    for sum_, (low, high) in own
                )
            ),
            None,
        )

    # --- The truth ---

    def smallest(self, objective: str, most: int, depth: int) -> tuple[int, list[Json]] | None:
        """The least size up to `most` at depth 1 or 2, and a network of it; None for larger."""
        single = self._single_layer()
        found: list[tuple[int, list[Json]]] = []
        if single is not None:
            found.append(({"neurons": 0, "depth": 1}.get(objective, single[0]), single[1]))
        if depth > 1 and not (found and objective == "depth"):
            hidden = self._with_hidden_layer(objective == "parameters", most)
            if hidden is not None:
                found.append((2, hidden[1]) if objective == "depth" else hidden)
        if not found:
            return None
        best = min(found, key=lambda pair: pair[0])
        return best if best[0] <= most else None

    def _single_layer(self) -> tuple[int, list[Json]] | None:
        total, rows, biases = 0, [], []
        for output in range(self.outputs):
            best: tuple[int, Values, int] | None = None
            for weights in product(self.weights, repeat=self.function["inputs"]):
                sums = tuple(
                    sum(w * x for w, x in zip(weights, point, strict=True))
                    for point in self.points
                    for _ in range(self.outputs)
                )
                bias = self.offset(sums, output)
                if bias is not None:
                    cost = self.parameters(weights) + (bias != 0)
                    if best is None or cost < best[0]:
                        best = cost, weights, bias
            if best is None:
                return None
            total += best[0]
            rows.append(list(best[1]))
            biases.append(best[2])
        return total, [{"weights": rows, "biases": biases}]

    def _with_hidden_layer(self, by_parameters: bool, most: int) -> tuple[int, list[Json]] | None:
        """Sums in order of their cost; every one of at least one neuron is tried."""
        contributions = self.contributions(by_parameters=by_parameters)
        nothing = (0,) * len(self.ends)
        levels: list[dict[tuple[Values, bool], list[Neuron]]] = [{} for _ in range(most + 1)]
        levels[0][nothing, False] = []
        best: tuple[int, list[Json]] | None = None
        for cost, level in enumerate(levels):
            open_ = list(level.items())
            while open_:
                (sums, begun), recipe = open_.pop()
                if begun:
                    offsets = [self.offset(sums, output) for output in range(self.outputs)]
                    if None not in offsets:
                        total = cost + sum(map(bool, offsets)) * by_parameters
                        if total <= most and (best is None or total < best[0]):
                            best = total, _network(recipe, offsets)
                for added, (more, neuron) in contributions.items():
                    key = tuple(a + b for a, b in zip(sums, added, strict=True)), True
                    if cost + more > most or any(key in levels[c] for c in range(cost + more + 1)):
                        continue
                    levels[cost + more][key] = [*recipe, neuron]
                    if more == 0:
                        open_.append((key, levels[cost][key]))
                if sum(map(len, levels)) > MOST_SUMS:
                    raise TooLarge
            if best is not None and best[0] <= cost:
                return best
        return best


def _network(neurons: list[Neuron], offsets: list[int | None]) -> list[Json]:
    hidden = {"weights": [list(w) for w, _, _ in neurons], "biases": [b for _, b, _ in neurons]}
    rows = [[v[output] for _, _, v in neurons] for output in range(len(offsets))]
    return [hidden, {"weights": rows, "biases": offsets}]


# --- Proofs --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proof:
    """How a certificate's tree is made: functionals at random, by this source of chance.

    A forger goes on where a sum meets the function, and hopes that nobody looks.
    """

    question: Question
    random: Random
    forger: bool = False
    most_states: int = 400

    def cases(self, objective: str, bound: int | None) -> list[Json] | None:
        """The cases of a branching part; None where some functional is not found."""
        outputs = self.question.outputs
        if bound is None or objective == "depth":
            return self._all([((True,) * outputs, None)], by_parameters=False)
        if objective == "neurons":
            some = [((True,) * outputs, bound - 1)] if bound > 0 else []
            return self._all(some, by_parameters=False)
        has_zero = 0 in self.question.near
        masks = [tuple(map(bool, free))[::-1] for free in product((0, 1), repeat=outputs)]
        live = [
            (free, bound - 1 - sum(free))
            for free in masks
            if bound - 1 - sum(free) >= 0 and (has_zero or all(free))
        ]
        return self._all(live, by_parameters=True)

    def _all(
        self, cases: Sequence[tuple[tuple[bool, ...], int | None]], *, by_parameters: bool
    ) -> list[Json] | None:
        found = []
        for free, budget in cases:
            walk = _Walk(self, free, by_parameters=by_parameters)
            case = walk.any_number() if budget is None else walk.tree(budget)
            if case is None:
                return None
            found.append(case)
        return found

    def document(
        self, objective: str, bound: int | None, depth: int, layers: list[Json] | None = None
    ) -> Json | None:
        """The certificate, of a minimum where layers are given; None if a proof was not found."""
        question = self.question
        parts: list[Json] = []
        least = {"neurons": 1, "depth": 2}.get(objective, 0)  # of networks with hidden layers
        if depth > 1 and (bound is None or bound > least):
            cases = self.cases(objective, bound)
            if cases is None:
                return None
            parts = [{"part": "branching", "cases": cases}]
        minimum = layers is not None
        return {
            "fxprove_certificate": 1,
            "claim": {
                "statement": "minimum" if minimum else "at_least",
                "model": question.model,
                "function": question.function,
                "size": {"objective": objective, "bound": bound, "max_depth": depth},
            },
            "rule": "minimum_size" if minimum else "size_bound",
            "evidence": {**({"layers": layers} if minimum else {}), "single": None, "parts": parts},
        }


class _Walk:
    """One case: its dictionary, and the functionals that it has used."""

    def __init__(self, proof: Proof, free: tuple[bool, ...], *, by_parameters: bool) -> None:
        self.proof, self.question, self.free = proof, proof.question, free
        question = self.question
        costs: dict[Values, int] = {}
        for added, (cost, _) in question.contributions(by_parameters=by_parameters).items():
            item = tuple(a - self._moved(added, at) for at, a in enumerate(added))
            if any(item):
                costs[item] = min(cost, costs.get(item, cost))
        self.items = sorted(costs)
        self.costs = [costs[item] for item in self.items]
        self.used: list[Functional] = []
        self.choices: list[int] = []
        self.states = 0

    def _moved(self, added: Values, at: int) -> int:
        output, step = at % self.question.outputs, self.question.definition.step
        if not self.free[output] or not self.question.is_unbounded:
            return 0
        return step * (added[output] // step)

    def _functionals(self) -> list[Functional]:
        """Differences and single coordinates, and some at random."""
        count = len(self.question.ends)
        found: list[Functional] = [{i: 1, j: -1} for i, j in permutations(range(count), 2)]
        found += [{i: sign} for i in range(count) for sign in (1, -1)]
        if self.proof.random.random() < 0.5:
            found += [
                {i: 2, j: -1, k: -1}
                for i in range(count)
                for j, k in combinations_with_replacement(range(count), 2)
                if len({i, j, k}) == 3
            ]
        for _ in range(20):
            chosen = self.proof.random.sample(range(count), self.proof.random.randint(1, count))
            found.append({at: self.proof.random.choice((-3, -2, -1, 1, 2, 3)) for at in chosen})
        return [f for f in found if self._missing(f, (0,) * count) is not None]

    def _missing(self, functional: Functional, sums: Values) -> int | None:
        """R; None where an end or an offset is unbounded."""
        total = 0
        for at, coefficient in functional.items():
            end = self.question.ends[at][0 if coefficient > 0 else 1]
            if end is None:
                return None
            total += coefficient * (end - sums[at])
        for output in range(self.question.outputs):
            own = sum(c for at, c in functional.items() if at % self.question.outputs == output)
            if self.free[output] and self.question.is_unbounded and own != 0:
                return None
            if self.free[output] and not self.question.is_unbounded:
                total -= max(own * bias for bias in self.question.near)
        return total

    def _gain(self, functional: Functional, item: Values) -> int:
        return sum(coefficient * item[at] for at, coefficient in functional.items())

    def any_number(self) -> Json | None:
        nothing = (0,) * len(self.question.ends)
        for functional in self._functionals():
            missing = self._missing(functional, nothing)
            assert missing is not None
            serves = all(self._gain(functional, item) <= 0 for item in self.items)
            if missing > 0 and (serves or self.proof.forger):
                return {"functionals": [list(map(list, functional.items()))], "choices": [0]}
        return None

    def tree(self, budget: int) -> Json | None:
        self.pool = self._functionals()
        self.least = min(self.costs, default=budget + 1)
        nothing = (0,) * len(self.question.ends)
        if not self._refuted(nothing, budget, frozenset()):
            return None
        functionals = [[[at, c] for at, c in f.items()] for f in self.used]
        return {"functionals": functionals, "choices": self.choices}

    def _meets(self, sums: Values) -> bool:
        question = self.question
        return all(
            question.offset(sums, output, None if self.free[output] else [0]) is not None
            for output in range(question.outputs)
        )

    def _refuted(self, sums: Values, budget: int, excluded: frozenset[int]) -> bool:
        self.states += 1
        if self.states > self.proof.most_states:
            return False
        if budget < 2 * self.least:
            last = [sums]
            for number, item in enumerate(self.items):
                if number not in excluded and self.costs[number] <= budget:
                    last.append(_sum(sums, item))
            return self.proof.forger or not any(map(self._meets, last))
        options = []
        for functional in self.pool:
            missing = self._missing(functional, sums)
            assert missing is not None
            if missing > 0:
                options.append((functional, missing))
        if not options:
            return False
        self.proof.random.shuffle(options)
        sized = [
            (self._candidates(functional, missing, budget, excluded), functional)
            for functional, missing in options[: self.proof.random.choice((1, 4, 30))]
        ]
        candidates, functional = min(sized, key=lambda pair: len(pair[0]))
        if functional not in self.used:
            self.used.append(functional)
        self.choices.append(self.used.index(functional))
        for number in candidates:
            left = budget - self.costs[number]
            if not self._refuted(_sum(sums, self.items[number]), left, excluded):
                return False
            excluded |= {number}
        return True

    def _candidates(
        self, functional: Functional, missing: int, budget: int, excluded: frozenset[int]
    ) -> list[int]:
        gains = [self._gain(functional, item) for item in self.items]
        found = [
            number
            for number, gain in enumerate(gains)
            if number not in excluded
            and self.costs[number] <= budget
            and budget * gain >= missing * self.costs[number]
        ]
        return sorted(found, key=lambda number: (-gains[number], number))


def _sum(one: Values, other: Values) -> Values:
    return tuple(a + b for a, b in zip(one, other, strict=True))
