"""Is there a network with exactly these hidden widths that meets the requirement? By a solver.

Claim decided: hidden widths n_1, …, n_k are given, k = 0 for a single layer; do weights and biases
of the model exist with which such a network maps every point into its intervals? It is the
reference that the other engines of `minimize` are compared with, and shares nothing with them: its
script is made of the encodings of all other questions.

How: `unknown_networks` writes weights and biases as unknown bit-vectors, with the neurons of a
hidden layer in order and biases in a finite window, and asks for the intervals at 16 points, evenly
spread. The network that a model describes is replayed in exact integers at all points; those where
it fails most join, as many as there were, and the question is asked again. If no network meets
these points, none meets all.

Measured, with Z3: on 256 points, a maximum with 1 neuron is refuted in 0.1 s in place of the 2.1 s
that all points at once take, with 2 in 14 s in place of 19 s, |x| in Q3.4 with 1 in 3 s in place of
19 s. On the 7 to 15 points of small formats, points one by one took up to five times as long as all
of them, so those are asked about at once. A network that exists may take longer on demand (|x − y|
in Q1.2: over 30 s in place of 11 s). Ordered neurons refute in a third of the time (3 neurons, 15
points: 4 s in place of 13 s and 2.4 s in place of 9 s), or in twice (5 neurons, 7 points: 9 s in
place of 4 s), and change little where there is a network. Bitwuzla is about as fast, cvc5 slower.

What is believed. A network is returned only after it has met the requirement in exact integers; one
that misses a point it was asked for, or has parameters the model has not, is a `Disagreement`. That
there is none is the solver's word, and `NoNetwork` names the solver; where all networks of these
widths can be tried in a moment, they are, and one that contradicts the word is a `Disagreement`
too (`tried_networks`). A solver that fails answers nothing, so that is Unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fxprove.backends.choice import solver_by_name
from fxprove.budgets import UNLIMITED, Budget
from fxprove.condition_procedures import Undecided
from fxprove.encoding.scripts import Script
from fxprove.encoding.tables import pieces
from fxprove.encoding.unknown_networks import bias_name, some_network_meets, weight_name
from fxprove.errors import Disagreement, InputError
from fxprove.minimization.tried_networks import Row, TooManyError, network_by_trying
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.requirements import Requirement
from fxprove.smt_dialogue import Dialogue
from fxprove.solving import Solver, SolverFailure
from fxprove.verdicts import Unknown

_FIRST_POINTS = 16  # asked about at once; see above

_MOST_PIECES = 1 << 19
"""Of activation tables in one script, each some 100 bytes; counted at every point and neuron."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoNetwork:
    """No network with these hidden widths meets the requirement at `points`, says `solver`.

    Points are indices into the requirement's, ascending; `solver` is a name with its version.
    """

    widths: tuple[int, ...]
    points: tuple[int, ...]
    solver: str


def network_of_widths(
    model: Model,
    requirement: Requirement,
    widths: Sequence[int],
    solver_name: str = "z3",
    budget: Budget = UNLIMITED,
) -> Network | NoNetwork | Unknown:
    """A network with exactly these hidden widths that meets the requirement, or that none does.

    `solver_name` is `z3` or a command line, as `solver_by_name` takes it. Unknown when the budget
    is spent, the solver gives up or fails, the script would be too large, or the model has several
    formats. Raises InputError for a width below 1, a requirement of another format or a solver
    that is not there, and Disagreement where exact integers contradict the solver.

    >>> from fxprove.functions import Function
    >>> model = Model.of(format="raw(-2,2,1)", activation="relu")
    >>> absolute = Function(format=model.format, inputs=1, values=(2, 1, 0, 1, 2))
    >>> found = network_of_widths(model, Requirement.of(absolute), [1])
    >>> isinstance(found, NoNetwork)
    True
    """
    try:
        solver = solver_by_name(solver_name)
    except SolverFailure as failure:
        return Unknown(str(failure))
    return network_of_widths_by(solver, model, requirement, widths, budget)


def network_of_widths_by(
    solver: Solver,
    model: Model,
    requirement: Requirement,
    widths: Sequence[int],
    budget: Budget = UNLIMITED,
) -> Network | NoNetwork | Unknown:
    """The answer of `network_of_widths`, with a solver at hand."""
    if requirement.format != model.input_format:
        raise InputError("function format", str(model.input_format), str(requirement.format))
    if any(width < 1 for width in widths):
        raise InputError("hidden widths", "positive integers", list(widths))
    if not model.has_single_format:
        return Unknown("the engine smt knows models with a single format only")
    search = _Search(model, requirement, tuple(widths), Dialogue(solver=solver, budget=budget))
    try:
        return search.run()
    except SolverFailure as failure:
        return Unknown(str(failure))


class _Search:
    """The points asked about so far; a point that any output meets is never one of them."""

    def __init__(
        self, model: Model, requirement: Requirement, widths: tuple[int, ...], dialogue: Dialogue
    ) -> None:
        self.model = model
        self.requirement = requirement
        self.widths = widths
        self.dialogue = dialogue
        self.chosen = self._first_points()

    def run(self) -> Network | NoNetwork | Unknown:
        """Ask about more and more points, until a network meets all or none meets these."""
        while not self._is_too_large():
            values = self.dialogue.values(self._question)
            if isinstance(values, Undecided):
                return Unknown(values.because)
            if values is None:
                return self._none()
            network = self._network(values)
            missed = self._missed(network)
            if not missed:
                return network
            self._require_not_asked(missed)
            joining = missed[: max(1, len(self.chosen))]
            self.chosen = sorted([*self.chosen, *joining])
        return Unknown(f"a script about {len(self.chosen)} points would be too large")

    def _first_points(self) -> list[int]:
        """A few points that ask for something, evenly spread."""
        asks = (self.requirement.low > self.model.format.lo) | (
            self.requirement.high < self.model.format.hi
        )
        asking = np.flatnonzero(asks.any(axis=1)).tolist()
        if len(asking) <= _FIRST_POINTS:
            return asking
        last = len(asking) - 1
        return [asking[i * last // (_FIRST_POINTS - 1)] for i in range(_FIRST_POINTS)]

    def _is_too_large(self) -> bool:
        in_table = len(pieces(self.model.activation.table, self.model.format.lo))
        neurons = sum(self.widths) + self.requirement.outputs
        return len(self.chosen) * neurons * in_table > _MOST_PIECES

    def _question(self) -> Script:
        return some_network_meets(self.model, self.requirement, self.widths, self.chosen)

    # --- Replay ---------------------------------------------------------------------------------

    def _network(self, values: Mapping[str, int]) -> Network:
        """The network that the solver describes, if the model has its parameters."""
        sizes = (self.requirement.inputs, *self.widths, self.requirement.outputs)
        layers = tuple(
            Layer(
                weights=tuple(
                    tuple(values[weight_name(depth, i, j)] for j in range(1, before + 1))
                    for i in range(1, after + 1)
                ),
                biases=tuple(values[bias_name(depth, i)] for i in range(1, after + 1)),
            )
            for depth, (before, after) in enumerate(pairwise(sizes), 1)
        )
        try:
            return Network(model=self.model, layers=layers)
        except InputError as error:
            raise self._contradicted(f"says sat with a network that is none: {error}") from None

    def _missed(self, network: Network) -> list[int]:
        """The points where outputs leave their intervals, those that leave them most first."""
        outputs = network.evaluate_all(self.requirement.points)
        beyond = np.maximum(self.requirement.low - outputs, outputs - self.requirement.high)
        excess = np.maximum(beyond, 0).sum(axis=1)
        order = np.argsort(-excess, kind="stable")
        missed: list[int] = order[excess[order] > 0].tolist()
        return missed

    def _require_not_asked(self, missed: list[int]) -> None:
        both = sorted(set(missed).intersection(self.chosen))
        if both:
            point = tuple(self.requirement.points[both[0]].tolist())
            raise self._contradicted(f"says sat with a network that is wrong at raw {point}")

    def _none(self) -> NoNetwork:
        """The solver's word that no network meets the points, compared with all where few are."""
        if not self.chosen:
            raise self._contradicted("says unsat where nothing is asked")
        try:
            network = network_by_trying(self.model, self.widths, self._asked())
        except TooManyError:
            network = None
        if network is not None:
            raise self._contradicted(f"says unsat, but {network.layers} meet the intervals")
        solver = self.dialogue.solver.name
        return NoNetwork(widths=self.widths, points=tuple(self.chosen), solver=solver)

    def _asked(self) -> list[tuple[Row, Row, Row]]:
        """The chosen points with their bounds."""
        arrays = (self.requirement.points, self.requirement.low, self.requirement.high)
        points, low, high = (map(tuple, array[self.chosen].tolist()) for array in arrays)
        return list(zip(points, low, high, strict=True))

    def _contradicted(self, words: str) -> Disagreement:
        return Disagreement(f"{self.dialogue.solver.name} {words}")
