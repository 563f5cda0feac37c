"""Condition (D) by a solver: which inputs the first layer tells apart.

Claim decided: as in `separation`, for all x ≠ y in K some neuron has σ(r(w·x+β)) ≠ σ(r(w·y+β)).

How: counterexample-guided, with two questions to a solver. *Pair*: are there inputs at which all
probes so far respond alike? If not, (D) holds. *Neuron*: is there one that tells this pair apart?
If not, (D) fails. What keeps the number of questions small:

*Company.* A neuron for one pair may separate little else. So it is asked to separate other pairs
as well, neighbours that are still together at distances 0, 1, 2, 4, … from the pair; when no
neuron does, half of them are dropped, down to the pair alone.

*Simple weights first*, ±1.0, ±0.5, ±2.0, …: where the scale is a power of two, multiplying by them
is a shift, and probes with other weights make the question of the last pair hard (relu in Q7.8: 1 s
in place of 30 s); where it is not, 1.0 still rounds nothing away (gelu in sym(7,100): 3 s in place
of more than 40). Only when no such neuron separates the pair are all weights asked for.

*Translates.* If (w, β) tells x and y apart, so does (w, β + w·(x−x')) tell x' and x' + (y−x),
because the accumulators are the same. A sign needs a neuron for each input; one answer gives all.

*Doubling.* Between two questions for a pair the number of blocks doubles, by neurons for pairs that
exact evaluation finds, so there are at most log2 |K| + 2 of these questions, which grow with the
probes.

What is believed. Every pair and every neuron is replayed, and when the solver says that no pair is
left, exact evaluation of the probes at all inputs says so too: a proof of (D) rests on integers
alone. That no neuron separates a pair is the solver's word, here only checked where all neurons can
be tried in a moment; the independent checker tries them all.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from fxprove.array_arithmetic import affine, integer_array
from fxprove.condition_procedures import Undecided
from fxprove.encoding.claims import separating_neuron, unseparated_pair
from fxprove.encoding.layers import effective_biases
from fxprove.encoding.tables import pieces
from fxprove.models import Model
from fxprove.parameter_sets import WeightSet
from fxprove.separating_pairs import Probe
from fxprove.separation import Blocks, Inseparable, Separated
from fxprove.smt_dialogue import Dialogue

Pair = tuple[int, int]
"""Raw x < y."""

_MOST_COMPANY = 6  # pairs; with 16, questions of sigmoids take ten times as long
_MOST_PIECES = 1 << 14  # of activation tables in one script, each 100 bytes and 10 μs
_TRIED_TRANSLATES = 6  # of each neuron, before one of them is taken
_MOST_NEURONS_TRIED = 1 << 20


def decide_separation_by_smt(
    model: Model, dialogue: Dialogue
) -> Separated | Inseparable | Undecided:
    """Proof or refutation of (D) for one input, without thresholds.

    The model accumulates exactly, saturates and has a single format. Raises SolverFailure if the
    solver contradicts exact evaluation.
    """
    if len(set(model.activation.table)) == 1:
        low, high = model.format.lo, model.format.hi
        return Inseparable(x=low, y=high) if low < high else Separated(probes=(), thresholds=())
    search = _Search(model, dialogue)
    found = search.run()
    return replace(found, known=search.known) if isinstance(found, Undecided) else found


class _Search:
    """The probes taken so far, and the blocks of inputs on which they all agree."""

    def __init__(self, model: Model, dialogue: Dialogue) -> None:
        self.model = model
        self.dialogue = dialogue
        self.blocks = Blocks(model)
        self.simple = _with_simple_weights(model)
        self.most_company = _most_company(model)
        self.company = self.most_company  # pairs asked for besides; follows what succeeded

    @property
    def known(self) -> str:
        """How far the search has come."""
        return (
            f"neurons found so far: {len(self.blocks.probes)}, blocks of inputs that they tell "
            f"apart: {self.blocks.count} of {self.model.format.size}"
        )

    def run(self) -> Separated | Inseparable | Undecided:
        """Ask for pairs and separate them, until there is no pair or no neuron."""
        while True:
            pair = self._unseparated_pair()
            if isinstance(pair, Undecided):
                return pair
            if pair is None:
                return Separated(probes=tuple(self.blocks.probes), thresholds=())
            obstacle = self._separate(pair)
            if obstacle is not None:
                return obstacle

    # --- Pairs ----------------------------------------------------------------------------------

    def _unseparated_pair(self) -> Pair | Undecided | None:
        """A pair that the solver finds together, replayed; None where all inputs are apart."""
        probes = [(probe.weight, probe.bias) for probe in self.blocks.probes]
        values = self.dialogue.values(lambda: unseparated_pair(self.model, probes))
        if isinstance(values, Undecided):
            return values
        together = self.blocks.pair_together()
        if values is None:
            if together is not None:
                x, y = together
                expected = f"sat: the probes agree on raw {x} and {y}"
                raise self.dialogue.contradicted(expected, "unsat")
            return None
        x, y = values["x"], values["y"]
        if not (x < y and x in self.model.format and y in self.model.format):
            raise self.dialogue.contradicted("raw inputs x < y of the format", f"{x} and {y}")
        for probe in self.blocks.probes:
            if self._response(probe, x) != self._response(probe, y):
                expected = "inputs on which all probes agree"
                raise self.dialogue.contradicted(expected, f"raw {x} and {y}")
        return x, y

    def _separate(self, pair: Pair) -> Inseparable | Undecided | None:
        """Take neurons for this pair and for others that are together, until blocks doubled."""
        goal = 2 * self.blocks.count
        next_pair: Pair | None = pair
        while next_pair is not None:
            self.dialogue.budget.progress("separation", self.blocks.count / self.model.format.size)
            probe = self._separating_neuron(next_pair)
            if not isinstance(probe, Probe):
                return probe
            before = self.blocks.count
            self.blocks.refine(probe)
            self._take_translates(probe, next_pair, self.blocks.count - before)
            next_pair = self.blocks.pair_together() if self.blocks.count < goal else None
        return None

    # --- Neurons --------------------------------------------------------------------------------

    def _separating_neuron(self, pair: Pair) -> Probe | Inseparable | Undecided:
        """A neuron for the pair and as much company as possible."""
        for model, pairs in self._requests(pair):
            values = self.dialogue.values(partial(separating_neuron, model, pairs))
            if isinstance(values, Undecided):
                return values
            if values is not None:
                self.company = min(self.most_company, len(pairs))
                return self._replayed(values["weight"], values["bias"], pairs)
        self._require_no_neuron(pair)
        return Inseparable(x=pair[0], y=pair[1])

    def _requests(self, pair: Pair) -> Iterator[tuple[Model, list[Pair]]]:
        """What to ask, in this order; the last one asks for the pair alone, with all weights."""
        company = [other for other in self._neighbours(pair) if other != pair]
        count = min(self.company, len(company))
        while count:
            yield self.simple, [pair, *company[:count]]
            count //= 2
        yield self.simple, [pair]
        if self.simple is not self.model:
            yield self.model, [pair]

    def _neighbours(self, pair: Pair) -> list[Pair]:
        """Inputs that follow each other within a block, at growing distances from the pair."""
        labels = self.blocks.labels
        order = np.argsort(labels, kind="stable")
        together = labels[order[:-1]] == labels[order[1:]]
        left, right = order[:-1][together], order[1:][together]
        lo = self.model.format.lo
        nearest_first = np.argsort(np.abs(left + lo - pair[0]), kind="stable")
        places = [0, *(1 << power for power in range(_MOST_COMPANY))]
        chosen = [nearest_first[place] for place in places if place < len(nearest_first)]
        return [(lo + int(left[index]), lo + int(right[index])) for index in chosen]

    def _take_translates(self, probe: Probe, pair: Pair, gain: int) -> None:
        """Take the neuron moved to other inputs while that adds half as many blocks, or more."""
        while not self.dialogue.budget.is_spent():
            moved = [replace(probe, bias=bias) for bias in self._moved_biases(probe, pair)]
            scored = [(self.blocks.count_after(other), other) for other in moved]
            count, best = max(scored, key=lambda entry: entry[0], default=(0, probe))
            if 2 * (count - self.blocks.count) < gain:
                return
            self.blocks.refine(best)

    def _moved_biases(self, probe: Probe, pair: Pair) -> list[int]:
        """Biases at which the neuron does to some pair still together what it does to `pair`."""
        x, distance = pair[0], pair[1] - pair[0]
        labels, step = self.blocks.labels, self.model.biases.step
        together = np.flatnonzero(labels[:-distance] == labels[distance:])
        inputs = self.blocks.inputs[together]
        biases = affine(-probe.weight, inputs, probe.weight * x + probe.bias)
        biases = biases[(biases - probe.bias) % step == 0]
        tried = min(_TRIED_TRANSLATES, len(biases))
        places = [index * (len(biases) - 1) // max(1, tried - 1) for index in range(tried)]
        found = dict.fromkeys(int(biases[place]) for place in places)
        return [bias for bias in found if bias in self.model.biases]

    # --- Replay ---------------------------------------------------------------------------------

    def _response(self, probe: Probe, raw: int) -> int:
        """σ(r(w·x+β)), by the reference semantics."""
        return self.model.activation(self.model.neuron((raw,), (probe.weight,), probe.bias))

    def _replayed(self, weight: int, bias: int, pairs: list[Pair]) -> Probe:
        """The neuron, if it is one of the model and does what was asked."""
        if weight not in self.model.weights:
            raise self.dialogue.contradicted("a weight of the model", f"weight {weight}")
        if bias not in self.model.biases:
            raise self.dialogue.contradicted("a bias of the model", f"bias {bias}")
        probe = Probe(weight=weight, bias=bias)
        for x, y in pairs:
            if self._response(probe, x) == self._response(probe, y):
                expected = f"a neuron that tells raw {x} and {y} apart"
                raise self.dialogue.contradicted(expected, f"weight {weight} and bias {bias}")
        return probe

    def _require_no_neuron(self, pair: Pair) -> None:
        """Where that takes a moment, try every neuron that can matter on the pair."""
        model = self.model
        reach = model.weights.largest_magnitude * max(map(abs, pair))
        low, high = effective_biases(model, reach)
        most = ((high - low) // model.biases.step + 1) * len(model.biases.offsets)
        if most * len(model.weights.raws) > _MOST_NEURONS_TRIED:
            return
        biases = integer_array(model.biases.between(low, high), reach + max(abs(low), abs(high)))
        respond = self.blocks.responses
        for weight in model.weights.raws:
            of_x, of_y = (respond(biases + weight * raw) for raw in pair)
            different = np.flatnonzero(of_x != of_y)
            if len(different):
                neuron = f"weight {weight} and bias {int(biases[different[0]])}"
                expected = f"sat: {neuron} tell raw {pair[0]} and {pair[1]} apart"
                raise self.dialogue.contradicted(expected, "unsat")


def _most_company(model: Model) -> int:
    """Less where the table is long to write: once for either input of a pair."""
    in_table = len(pieces(model.activation.table, model.format.lo))
    return min(_MOST_COMPANY, _MOST_PIECES // (2 * in_table))


def _with_simple_weights(model: Model) -> Model:
    """The model with those of its weights that are ±2^k, rounded; itself if none or all are."""
    scale = model.weights.scale
    bits = max(scale, model.weights.largest_magnitude).bit_length()
    magnitudes = {scale << k for k in range(bits)} | {scale >> k for k in range(bits)}
    weights = (sign * magnitude for magnitude in magnitudes for sign in (1, -1))
    simple = tuple(weight for weight in weights if weight in model.weights)
    if len(simple) in (0, len(model.weights.raws)):
        return model
    return replace(model, weights=WeightSet(raws=simple, scale=scale))
