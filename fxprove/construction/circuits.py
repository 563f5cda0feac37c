"""Layers under construction: neurons that read others with any coefficient, and any offset.

A circuit is what the proofs speak of: sums with integer coefficients. `Circuit.network` turns it
into layers of the model, with as many copies of a neuron as its largest coefficient takes. An
offset is a bias where the bias set has one that serves, and otherwise a bias and constant neurons
of the layer before (step 1 in the proof of Theorem 2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fxprove.construction.sums import Coefficients, Sums, spread
from fxprove.models import Model
from fxprove.networks import Layer, Network

_MOST_BIASES = 48  # that are tried together with constants


class NoCircuit(Exception):
    """This construction does not lead to a network; the reason is its message."""


class TooLarge(NoCircuit):
    """There is a network, but it would have too many parameters."""

    def __init__(self, most: int) -> None:
        super().__init__(f"it has more than {most} weights and biases")


@dataclass(frozen=True, slots=True)
class _Neuron:
    inputs: tuple[tuple[int, int], ...]  # (neuron of the layer before, coefficient), none 0
    bias: int


class Circuit:
    """Hidden layers of one model, and its outputs at last. Layers are counted from 0."""

    def __init__(self, model: Model, inputs: int, most_parameters: int) -> None:
        self.model, self.inputs, self.most_parameters = model, inputs, most_parameters
        self.coefficients = Coefficients(model.weights)
        self.layers: list[list[_Neuron]] = []
        self._known: list[dict[_Neuron, int]] = []
        self._outputs: list[_Neuron] = []
        self._constants: dict[tuple[int, int], int] = {}
        self._sums: Sums | None = None
        self._sources: dict[int, tuple[int, int]] = {}  # of its steps: a weight, and a value of σ

    def add(self, depth: int, inputs: Mapping[int, int], low: int | None, high: int | None) -> int:
        """A neuron of layer `depth` with any offset in low … high; None is no bound.

        `inputs` are coefficients of neurons of the layer before, or weights of the network's
        inputs. Returns its index in the layer, that of an equal neuron if there is one. Raises
        NoCircuit if no offset is found.
        """
        total = dict(inputs)
        bias = self._bias(low, high)
        if bias is None:
            if depth == 0 or low is None or high is None:
                raise NoCircuit("no bias of the first layer serves")
            bias, constants = self._offset(low, high)
            for weight, value in constants:
                source = self._constant(depth - 1, value)
                total[source] = total.get(source, 0) + weight
        items = tuple(sorted((source, c) for source, c in total.items() if c))
        return self._place(depth, _Neuron(items, bias))

    def add_output(self, depth: int, inputs: Mapping[int, int], low: int, high: int) -> None:
        """An output neuron, the next of layer `depth`; raises NoCircuit as `add` does."""
        index = self.add(depth, inputs, low, high)
        self._outputs.append(self.layers[depth][index])

    def _place(self, depth: int, neuron: _Neuron) -> int:
        while len(self.layers) <= depth:
            self.layers.append([])
            self._known.append({})
        known = self._known[depth]
        if neuron not in known:
            known[neuron] = len(self.layers[depth])
            self.layers[depth].append(neuron)
            if depth and len(known) * len(self.layers[depth - 1]) > self.most_parameters:
                raise TooLarge(self.most_parameters)
        return known[neuron]

    def _bias(self, low: int | None, high: int | None) -> int | None:
        """A bias in low … high, 0 or near 0 where it can be."""
        biases = self.model.biases
        if (low is None or low <= 0) and (high is None or high >= 0) and 0 in biases:
            return 0
        if high is not None and high < 0:
            found = biases.largest_at_most(high)
            return found if found is not None and (low is None or low <= found) else None
        found = biases.smallest_at_least(0 if low is None else low)
        if found is not None and (high is None or found <= high):
            return found
        if low is None or low < 0:  # the interval reaches below 0, and nothing from 0 on serves
            found = biases.largest_at_most(-1 if high is None else min(high, -1))
            return found if found is not None and (low is None or low <= found) else None
        return None

    def _offset(self, low: int, high: int) -> tuple[int, list[tuple[int, int]]]:
        """A bias and (weight, value of σ) of constant neurons, few of them."""
        if self._sums is None:
            values = spread(sorted(set(self.model.activation.table)))
            weights = spread(sorted(set(self.model.weights.raws)))
            self._sources = {weight * v: (weight, v) for v in values for weight in weights}
            self._sums = Sums(self._sources)
        best: tuple[int, tuple[int, ...]] | None = None
        for bias in self._nearby_biases(low, high):
            steps = self._sums.reach(low - bias, high - bias)
            if steps is not None and (best is None or len(steps) < len(best[1])):
                best = bias, steps
            if best is not None and len(best[1]) == 1:
                break  # no bias serves alone
        if best is None:
            raise NoCircuit(f"no bias and constants add up to an offset in {low} … {high}")
        return best[0], [self._sources[step] for step in best[1]]

    def _nearby_biases(self, low: int, high: int) -> list[int]:
        biases = self.model.biases
        found: list[int] = []
        below, above = biases.largest_at_most(low), biases.smallest_at_least(high)
        while below is not None and len(found) < _MOST_BIASES // 2:
            found.append(below)
            below = biases.largest_at_most(below - 1)
        while above is not None and len(found) < _MOST_BIASES:
            found.append(above)
            above = biases.smallest_at_least(above + 1)
        return found

    def _constant(self, depth: int, value: int) -> int:
        """A neuron of layer `depth` with this constant response."""
        key = (depth, value)
        if key not in self._constants:
            requantizer, lo = self.model.requantizer, self.model.format.lo
            for place, response in enumerate(self.model.activation.table):
                raw = lo + place
                first = None if place == 0 else requantizer.cell_start(raw)
                last = None if raw == self.model.format.hi else requantizer.cell_start(raw + 1) - 1
                bias = self._bias(first, last) if response == value else None
                if bias is not None:
                    self._constants[key] = self._place(depth, _Neuron((), bias))
                    break
            else:
                raise NoCircuit(f"no bias makes a neuron answer {value}")
        return self._constants[key]

    def network(self) -> Network:
        """The layers with copies; what nothing reads is left out.

        Raises NoCircuit where it would have more than `most_parameters` weights and biases.
        """
        self.layers[-1] = self._outputs  # in their order, equal ones included
        wanted = [1] * len(self._outputs)  # copies of each neuron of the layer
        layers: list[Layer] = []
        parameters = 0
        for depth in reversed(range(len(self.layers))):
            neurons, before = self.layers[depth], self._copies_before(depth, wanted)
            starts = _starts(before)
            parameters += sum(wanted) * (1 + starts[-1])
            if parameters > self.most_parameters:
                raise TooLarge(self.most_parameters)
            weights: list[tuple[int, ...]] = []
            biases: list[int] = []
            for neuron, copies in zip(neurons, wanted, strict=True):
                if copies:
                    weights += [self._row(neuron, before, starts)] * copies
                    biases += [neuron.bias] * copies
            layers.append(Layer(weights=tuple(weights), biases=tuple(biases)))
            wanted = before
        return Network(model=self.model, layers=tuple(reversed(layers)))

    def _copies_before(self, depth: int, wanted: Sequence[int]) -> list[int]:
        """How many copies of each neuron of the layer before are read."""
        if depth == 0:
            return [1] * self.inputs
        most = [0] * len(self.layers[depth - 1])
        for neuron, copies in zip(self.layers[depth], wanted, strict=True):
            for source, coefficient in neuron.inputs if copies else ():
                most[source] = max(most[source], self._terms(coefficient))
        return most if any(most) else self._idle_copies(depth - 1)

    def _terms(self, coefficient: int) -> int:
        """How many copies a coefficient takes."""
        try:
            return len(self.coefficients.terms(coefficient))
        except ValueError as error:
            raise NoCircuit(str(error)) from None

    def _idle_copies(self, depth: int) -> list[int]:
        """Copies of one neuron for a layer that reads nothing: a layer is never empty.

        Weight 0 hides one of them; weights ±1 cancel two.
        """
        if not self.layers[depth]:
            weight = 0 if depth or 0 in self.model.weights else self.model.weights.raws[0]
            inputs = tuple((i, weight) for i in range(self.inputs) if weight)
            self._place(depth, _Neuron(inputs, self.model.biases.any_element))
        copies = 2 if self.coefficients.is_binary else 1
        return [copies, *[0] * (len(self.layers[depth]) - 1)]

    def _row(
        self, neuron: _Neuron, copies: Sequence[int], starts: Sequence[int]
    ) -> tuple[int, ...]:
        if self.coefficients.is_binary:
            return self._binary_row(neuron, copies)
        row = [0] * starts[-1]
        for source, coefficient in neuron.inputs:
            terms = self.coefficients.terms(coefficient)
            row[starts[source] : starts[source] + len(terms)] = terms
        return tuple(row)

    def _binary_row(self, neuron: _Neuron, copies: Sequence[int]) -> tuple[int, ...]:
        wanted = dict(neuron.inputs)
        row: list[int] = []
        for source, count in enumerate(copies):
            try:
                row += self.coefficients.binary_row(wanted.get(source, 0), count)
            except ValueError as error:
                raise NoCircuit(str(error)) from None
        return tuple(row)


def _starts(counts: Sequence[int]) -> list[int]:
    starts = [0]
    for count in counts:
        starts.append(starts[-1] + count)
    return starts
