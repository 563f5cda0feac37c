"""Build a network for a function, or say why there is none.

What is claimed. The network meets the requirement on every input asked about: it is evaluated on
all of them, in exact integers, before it is returned, and again by the checker. That it exists is
decided first (`representation`); a function that no network computes is refuted there.

How. Several constructions are tried and the network with fewest parameters is kept: units row by
row along the coordinates, with each of them as the column, or along one direction where that is all
that counts (`lookup`), and short sums of neurons (`sparse_sums`). Where coordinates cannot
be cut in their natural order, or no weight is 0, other axes take their place: sums of the
coordinates for binary weights, codes of a coordinate, and one code of all inputs. None of this is a
minimum.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from time import perf_counter

import numpy as np

from fxprove.budgets import UNLIMITED, Budget
from fxprove.certificates import function_certificate
from fxprove.construction.axes import Axis, FirstNeuron, along, coded, coded_along
from fxprove.construction.circuits import NoCircuit, TooLarge
from fxprove.construction.lookup import Lookup, with_common_parities, with_steps, with_units
from fxprove.construction.plateaus import Plateaus
from fxprove.construction.sizes import CountingBound, counting_bound
from fxprove.construction.sparse_sums import (
    MOST_SUMMED,
    directions,
    with_few_neurons,
)
from fxprove.errors import Disagreement
from fxprove.hidden_layers import Met
from fxprove.models import Model
from fxprove.network_files import MOST_PARAMETERS, layers_json
from fxprove.networks import Network, NetworkSize
from fxprove.representation import Representation, represent
from fxprove.requirements import Integers, Requirement
from fxprove.verdicts import PROVED, Unknown, Verdict

_SHORT = 32  # parameters; below, short sums are not sought any more

_FARTHEST = 1 << 46  # accumulators; sums of a few times as many stay within 64 bits

_FEW_POINTS = 1 << 12  # of which every way is tried

Way = tuple[str, Callable[[], Network]]
"""A construction: its name, and a call that returns its network or raises NoCircuit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Construction:
    """The answer to a request for a network.

    `verdict` is PROVED with a `network`, REFUTED where none of any size exists (`representation`
    has the reason and its certificate), or Unknown. `way` names the construction; `tried` gives the
    parameters of each that led to a network, and None for those that did not.
    """

    verdict: Verdict
    reason: str
    representation: Representation
    network: Network | None = None
    size: NetworkSize | None = None
    bound: CountingBound | None = None
    way: str | None = None
    tried: Mapping[str, int | None] = field(default_factory=dict)
    certificate: Mapping[str, object] | None = None
    seconds: float = field(default=0.0, compare=False)


def construct(
    model: Model,
    requirement: Requirement,
    budget: Budget = UNLIMITED,
    *,
    most_parameters: int = MOST_PARAMETERS,
) -> Construction:
    """A network of `model` that meets `requirement`, evaluated on every input asked about.

    `most_parameters` bounds weights and biases, zeros included. Raises InputError if the
    requirement is about another format than the model's inputs.
    """
    found = represent(model, requirement, budget)
    return build(found, budget, most_parameters=most_parameters)


def build(
    found: Representation,
    budget: Budget = UNLIMITED,
    *,
    most_parameters: int = MOST_PARAMETERS,
) -> Construction:
    """A network for a question that `represent` has answered; what it refuted stays refuted.

    Without a time limit, the same answer leads to the same network. `most_parameters` is that of
    `construct`, and `seconds` are those of both.
    """
    start = perf_counter()
    answer = _construction(found, budget, most_parameters)
    return replace(answer, seconds=found.seconds + perf_counter() - start)


def _construction(found: Representation, budget: Budget, most_parameters: int) -> Construction:
    if found.verdict != PROVED:
        return Construction(
            verdict=found.verdict,
            reason=found.reason,
            representation=found,
            certificate=found.certificate,
        )
    if found.network is not None:
        return _built(found, found.network, "single layer", {})
    assert found.met is not None, "what hidden layers do was decided by classes and cosets"
    if _reach(found.model, found.requirement.inputs) > _FARTHEST:
        reason = "some network computes it, but none was built: accumulators go beyond 46 bits"
        return Construction(verdict=Unknown(reason), reason=reason, representation=found)
    search = _Search(found.model, found.requirement, found.met, budget, most_parameters)
    network = search.smallest()
    if network is None:
        reason = f"some network computes it, but none was built: {search.failure}"
        return Construction(
            verdict=Unknown(reason), reason=reason, representation=found, tried=search.tried
        )
    assert search.way is not None
    return _built(found, network, search.way, search.tried)


def _built(
    found: Representation, network: Network, way: str, tried: Mapping[str, int | None]
) -> Construction:
    requirement = found.requirement
    outputs = network.evaluate_all(requirement.points)
    if not np.all((requirement.low <= outputs) & (outputs <= requirement.high)):
        raise Disagreement(f"the network built by {way} does not compute the function")
    return Construction(
        verdict=PROVED,
        reason=f"the network was evaluated on all {len(requirement.points)} inputs",
        representation=found,
        network=network,
        size=network.size,
        bound=counting_bound(requirement, network),
        way=way,
        tried=tried,
        certificate=function_certificate(
            "representable",
            found.model,
            requirement,
            "network_function",
            {"layers": layers_json(network)},
        ),
    )


def _reach(model: Model, inputs: int) -> int:
    """How far from 0 first-layer neurons without bias, and the ends of cells, may be."""
    lo, hi, requantizer = model.format.lo, model.format.hi, model.requantizer
    cells = [abs(requantizer.cell_start(raw)) for raw in (lo + 1, hi) if lo < hi]
    largest = max(abs(lo), abs(hi))
    return max(inputs * model.weights.largest_magnitude * largest, *cells)


class _Search:
    """Ways to build one requirement, family after family until one has led to a network."""

    def __init__(
        self,
        model: Model,
        requirement: Requirement,
        met: Met,
        budget: Budget,
        most_parameters: int,
    ) -> None:
        self.model, self.met, self.budget = model, met, budget
        asked = np.any(
            (requirement.low > model.format.lo) | (requirement.high < model.format.hi), 1
        )
        self.points = requirement.points[asked]
        low, high, values = requirement.low[asked], requirement.high[asked], met.chosen[asked]
        if met.separation is not None:  # each point has a value of its own
            values = _settled(low, high, values)
        self.lookup = Lookup(
            model=model,
            inputs=requirement.inputs,
            low=low,
            high=high,
            values=values,
            starts=tuple(coset.accumulator for coset in met.cosets),
            most_parameters=most_parameters,
            accumulators=None if met.accumulators is None else met.accumulators[asked],
        )
        self.plateaus = Plateaus(model)
        self.tried: dict[str, int | None] = {}
        self.way: str | None = None
        self.failure = "no construction was tried"

    def smallest(self) -> Network | None:
        """The network with fewest parameters of the first family that leads to any."""
        best: tuple[int, Network] | None = None
        too_large = False
        for family in (self._natural, self._coded, self._joint):
            for name, way in self._ways(family):
                if self.budget.is_spent():
                    self.failure = "the time limit was reached"
                    break
                try:
                    network = way()
                except NoCircuit as no:
                    self.failure, self.tried[name] = str(no), None
                    too_large = too_large or isinstance(no, TooLarge)
                    continue
                self.tried[name] = parameters = network.size.parameters
                if best is None or parameters < best[0]:
                    best, self.way = (parameters, network), name
            if best is not None:
                return best[1]
            if too_large:
                break
        return None

    def _ways(self, family: Callable[[], Iterator[Way]]) -> Iterator[Way]:
        """Those of a family until its axes cannot be had."""
        try:
            yield from family()
        except NoCircuit as no:
            self.failure = str(no)

    def _natural(self) -> Iterator[Way]:
        """Along coordinates, or a direction that the function depends on alone; short sums."""
        yield from self._along("coordinates", self._axes(self._coordinates()))
        if 0 not in self.model.weights or not 1 < self.lookup.inputs <= MOST_SUMMED:
            return
        for direction in directions(self.lookup.inputs):
            axis = along(self.model, self.plateaus, direction, self.points)
            if self._follows([axis]):
                yield from self._along(f"direction {direction}", [axis])
        if min((size for size in self.tried.values() if size), default=_SHORT) >= _SHORT:
            yield (
                "sum of few neurons",
                partial(with_few_neurons, self.lookup, self.points, self.plateaus, self.budget),
            )

    def _coded(self) -> Iterator[Way]:
        """Along coordinates in the order of codes."""
        axes = [
            coded_along(self.model, self.plateaus, direction, self.points, self.budget)
            for direction in self._coordinates()
        ]
        if self._follows(axes):
            yield from self._along("coded coordinates", axes)

    def _joint(self) -> Iterator[Way]:
        """Along one code of all inputs."""
        neurons = [FirstNeuron(weights=n.weights, bias=n.bias) for n in self.met.neurons]
        if neurons:
            axis = coded(neurons, self.plateaus, self.points)
            yield from self._along("one code of all inputs", [axis])

    def _along(self, name: str, axes: Sequence[Axis]) -> Iterator[Way]:
        """Lookups along these axes, with each as the column and steps of either layer."""
        for first_layer in (True, False):
            steps = f"{_layer_name(first_layer)}-layer steps"
            if len(axes) == 1:
                yield (
                    f"{name}, {steps}",
                    partial(
                        with_steps, self.lookup, self.plateaus, axes[0], first_layer=first_layer
                    ),
                )
            few = len(self.points) <= _FEW_POINTS
            for column, near in product(range(len(axes)), (False, True) if few else (False,)):
                answers = "near answers" if near else "all answers"
                way = partial(with_units, self.lookup, self.plateaus, axes, column)
                yield (
                    f"{name}, units along {column + 1} of {steps}, {answers}",
                    partial(way, first_layer=first_layer, near=near),
                )
            for column in range(len(axes)) if self.lookup.accumulators is not None else ():
                way = partial(with_common_parities, self.lookup, self.plateaus, axes, column)
                yield (
                    f"{name}, common parities along {column + 1} of {steps}",
                    partial(way, first_layer=first_layer),
                )

    def _axes(self, ways: Sequence[Sequence[int]]) -> list[Axis]:
        return [along(self.model, self.plateaus, way, self.points) for way in ways]

    def _follows(self, axes: Sequence[Axis]) -> bool:
        """Whether points with equal levels on all axes have equal values."""
        levels = np.stack([axis.index for axis in axes], axis=1)
        _, which = np.unique(levels, axis=0, return_inverse=True)
        for values in self.lookup.values.T:
            one = np.zeros(int(which.max()) + 1, dtype=np.int64)
            one[which] = values
            if np.any(one[which] != values):
                return False
        return True

    def _coordinates(self) -> list[tuple[int, ...]]:
        """Coordinates, or without a weight 0 as many independent sums of all of them."""
        d = self.lookup.inputs
        if 0 in self.model.weights:
            return [tuple(int(i == j) for j in range(d)) for i in range(d)]
        return [tuple(-1 if i == j else 1 for j in range(d)) for i in range(-1, d - 1)]


def _layer_name(first_layer: bool) -> str:
    return "first" if first_layer else "second"


def _settled(low: Integers, high: Integers, values: Integers) -> Integers:
    """Values within the bounds, of those given, few different ones: the most useful one first."""
    settled = values.copy()
    for output in range(values.shape[1]):
        if np.array_equal(low[:, output], high[:, output]):
            continue
        open_ = np.ones(len(values), dtype=np.bool_)
        offered = np.unique(values[:, output])
        while open_.any():
            below = np.searchsorted(np.sort(low[open_, output]), offered, side="right")
            gone = np.searchsorted(np.sort(high[open_, output]), offered, side="left")
            value = offered[np.argmax(below - gone)]
            taken = open_ & (low[:, output] <= value) & (value <= high[:, output])
            settled[taken, output] = value
            open_ &= ~taken
    return settled
