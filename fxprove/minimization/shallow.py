"""Networks of depth 2 as sums: cases of output biases, dictionaries, and the networks of sums.

One question: does a network with one hidden layer and at most so many neurons (or parameters) meet
the requirement? Counting parameters, an output bias that is not 0 is one of them, so there is a
case for each set of outputs whose biases are free.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fxprove.budgets import UNLIMITED, Budget
from fxprove.errors import Disagreement
from fxprove.minimization.branching import Branching, NoSum, Sum
from fxprove.minimization.contributions import Dictionary, HiddenFunctions, Intervals
from fxprove.minimization.integer_programs import sum_by_integer_program
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.requirements import Requirement
from fxprove.verdicts import Unknown

MOST_FREE = 3
"""The most outputs where parameters are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoNetworks:
    """No network of depth 2 within the budget: a refutation for each case, in their order."""

    cases: tuple[NoSum, ...]


class Shallow:
    """The networks of depth 2 of one model, asked about one requirement.

    The model has a single format, saturates and accumulates exactly. Raises TooManyError where the
    dictionary would be too large.
    """

    def __init__(
        self,
        model: Model,
        requirement: Requirement,
        limit: Budget = UNLIMITED,
        *,
        by_parameters: bool,
    ) -> None:
        self.model, self.requirement = model, requirement
        self.by_parameters = by_parameters
        self.hidden = HiddenFunctions.of(model, requirement.points, limit)
        self.intervals = Intervals.of(model, requirement)
        self.searches = {free: self._branching(free) for free in self._cases()}

    def _cases(self) -> Iterator[tuple[bool, ...]]:
        """Which outputs are free: all of them, or each subset if parameters are counted."""
        outputs = self.requirement.outputs
        if not self.by_parameters:
            yield (True,) * outputs
            return
        for mask in range(1 << outputs):
            free = tuple(bool(mask >> j & 1) for j in range(outputs))
            if all(free) or 0 in self.model.biases:
                yield free

    def _branching(self, free: tuple[bool, ...]) -> Branching:
        dictionary = Dictionary.of(self.model, self.hidden, free, by_parameters=self.by_parameters)
        return Branching(dictionary, self.intervals, self.model.biases, self.requirement.points)

    def within(
        self, budget: int, limit: Budget = UNLIMITED, *, most_work: int | None = None
    ) -> Network | NoNetworks | Unknown:
        """A network whose neurons (or parameters) are at most `budget`, or why there is none."""
        refuted = []
        for free, search in self.searches.items():
            left = budget - (sum(free) if self.by_parameters else 0)
            if left < 0:
                continue
            found = search.search(left, limit, most_work=most_work)
            if isinstance(found, Unknown):
                return found
            if isinstance(found, Sum):
                network = self._network(search, found.items)
                if network is None or self._units(network) > budget:
                    return Unknown("a constant needs a hidden neuron that adds nothing")
                return network
            refuted.append(found)
        return NoNetworks(cases=tuple(refuted))

    def at_all(self, limit: Budget = UNLIMITED) -> NoNetworks | None:
        """Why there is no network of depth 2 of any size, where one functional shows it."""
        refutation = self.searches[(True,) * self.requirement.outputs].refutation_of_all(limit)
        return None if refutation is None else NoNetworks(cases=(refutation,))

    def _units(self, network: Network) -> int:
        return network.size.parameters if self.by_parameters else network.size.neurons

    def by_integer_program(self, most: int, limit: Budget) -> Network | None:
        """A network with at most so many neurons (or parameters), perhaps not the smallest."""
        best: Network | None = None
        for free, search in self.searches.items():
            left = most - (sum(free) if self.by_parameters else 0)
            if left < 0:
                continue
            items = sum_by_integer_program(
                search.dictionary, self.intervals, self.model.biases, left, limit
            )
            network = None if items is None else self._network(search, items)
            if network is None:
                continue
            if best is None or self._units(network) < self._units(best):
                best = network
        return best

    def _network(self, search: Branching, items: Sequence[int]) -> Network | None:
        """The network of a sum, evaluated at every point; None if the sum is not what is asked for.

        A sum of no items still needs a hidden layer: a neuron that nothing hears, or that is
        constant.
        """
        dictionary, hidden = search.dictionary, self.hidden
        functions = dictionary.functions[list(items)].tolist()
        outward = dictionary.outward[list(items)]
        if not items:
            silent = self._silent_neuron()
            if silent is None:
                return None
            functions, outward = [silent[0]], np.array([silent[1]])
        total = np.zeros(len(self.intervals.least), dtype=np.int64)
        for function, weights in zip(functions, outward, strict=True):
            total += np.outer(hidden.rows[function], weights).ravel()
        biases = [search.offset(j, total) for j in range(self.requirement.outputs)]
        found = [bias for bias in biases if bias is not None]
        if len(found) < len(biases):
            return None
        first = Layer(
            weights=tuple(hidden.weights[f] for f in functions),
            biases=tuple(hidden.biases[f] for f in functions),
        )
        last = Layer(weights=tuple(map(tuple, outward.T.tolist())), biases=tuple(found))
        network = Network(model=self.model, layers=(first, last))
        require_met(network, self.requirement)
        return network

    def _silent_neuron(self) -> tuple[int, tuple[int, ...]] | None:
        """A hidden function and output weights that add a constant at most."""
        outputs, rows = self.requirement.outputs, self.hidden.rows
        if 0 in self.model.weights:
            return int(self.hidden.parameters.argmin()), (0,) * outputs
        constant = np.flatnonzero((rows == rows[:, :1]).all(axis=1))
        return (
            (int(constant[0]), (self.model.weights.raws[0],) * outputs) if len(constant) else None
        )


def require_met(network: Network, requirement: Requirement) -> None:
    """Evaluate a network at every point; raises Disagreement where it misses the requirement."""
    values = network.evaluate_all(requirement.points)
    if not np.all((requirement.low <= values) & (values <= requirement.high)):
        raise Disagreement("a network that was found does not meet the requirement")
