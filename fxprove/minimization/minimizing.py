"""The smallest network that meets a requirement, and the proof that none is smaller.

Sizes are compared by one of three objectives among networks of depth ≤ L. Depth 1 is excluded or
minimised by trying all weight vectors; depth 2 by branching on sums of contributions (Theorem 17),
which is complete; greater depths width by width, by a SAT solver on a formula that the checker
writes again. Lower bounds are for *at most* n: branching covers fewer neurons by itself, formulas
where 0 is a weight, and otherwise every width has one of its own.

Every network is evaluated on all inputs asked about before anything is claimed, and every lower
bound but that of the reference engine (`smt_search`) carries a certificate.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Literal, TypeAlias

from fxprove.budgets import UNLIMITED, Budget
from fxprove.construction.constructing import build
from fxprove.errors import InputError
from fxprove.minimization import formula_search
from fxprove.minimization.branching import NoSum
from fxprove.minimization.contributions import TooManyError
from fxprove.minimization.formula_search import networks_of_widths
from fxprove.minimization.shallow import MOST_FREE, NoNetworks, Shallow, require_met
from fxprove.minimization.single_layer_sizes import is_tried, least_single_layer
from fxprove.minimization.size_certificates import FormulaPart, SizeProof, size_certificate
from fxprove.minimization.smt_search import NoNetwork, network_of_widths
from fxprove.models import Model
from fxprove.networks import Network, NetworkSize
from fxprove.representation import Representation, represent
from fxprove.requirements import Requirement
from fxprove.rounding import Accumulation, Overflow
from fxprove.verdicts import PROVED, REFUTED, Unknown, Verdict

Objective: TypeAlias = Literal["neurons", "parameters", "depth"]
Engine: TypeAlias = Literal["auto", "branching", "sat", "smt"]

OBJECTIVES: tuple[Objective, ...] = ("neurons", "parameters", "depth")
ENGINES: tuple[Engine, ...] = ("auto", "branching", "sat", "smt")

MOST_NEURONS = 200
"""The most neurons that a lower bound is sought for."""

_FIRST_WORK = 1_000_000  # last neurons tried before an integer program looks for an upper bound
_SATISFACTION_SECONDS = 60.0  # a SAT solver looks for a network before branching goes on
_MOST_POINTS_BUILT = 1 << 8  # inputs asked about for which `construct` gives a first network


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """The answer to the question for a smallest network of depth at most `max_depth`.

    `verdict` is PROVED (`network` is smallest), REFUTED (no network of any depth: `representation`
    has its certificate) or Unknown; then `network` is the best one found, or None, and
    `lower_bound` what is proved: every network of depth ≤ `max_depth` has at least so many units of
    the objective, None if nothing is. `none_at_depth` says that there is none of such depth at
    all. `optimal` names the components of the order that are proved. `certificate` is that of the
    lower bound (and the network, where proved), None where the bound is the word of an engine;
    `attachments` are the proofs that lie beside it, by their names.
    """

    verdict: Verdict
    reason: str
    representation: Representation
    objective: Objective
    max_depth: int
    network: Network | None = None
    size: NetworkSize | None = None
    lower_bound: int | None = None
    none_at_depth: bool = False
    optimal: tuple[str, ...] = ()
    network_by: str | None = None
    bound_by: str | None = None
    certificate: Mapping[str, object] | None = None
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    seconds: float = field(default=0.0, compare=False)


def minimize(
    model: Model,
    requirement: Requirement,
    budget: Budget = UNLIMITED,
    *,
    objective: Objective = "neurons",
    max_depth: int = 2,
    max_neurons: int | None = None,
    engine: Engine = "auto",
    proof: bool = True,
) -> Minimum:
    """The smallest network of `model` of depth ≤ `max_depth` that meets `requirement`.

    With `max_neurons`, larger ones are not looked for. Without `proof` there is no certificate.
    Raises InputError if the requirement is about another format than the model's inputs, or for an
    engine that does not know the objective.
    """
    start = perf_counter()
    if max_depth < 1:
        raise InputError("max_depth", "a positive number of layers", max_depth)
    if max_neurons is not None and max_neurons < 0:
        raise InputError("max_neurons", "a number of neurons", max_neurons)
    if max_neurons is not None and objective == "parameters":
        raise InputError("max_neurons", "none where parameters are counted", max_neurons)
    if engine in ("sat", "smt") and objective != "neurons":
        raise InputError("engine", "branching (or auto) for this objective", engine)
    found = represent(model, requirement, budget)
    search = _Search(found, budget, objective, max_depth, max_neurons, engine, certified=proof)
    answer = search.answer()
    return replace(answer, seconds=perf_counter() - start)


class _Search:
    """One question; `lower`, `best` and the proofs grow while it is worked on."""

    def __init__(
        self,
        found: Representation,
        limit: Budget,
        objective: Objective,
        max_depth: int,
        max_neurons: int | None,
        engine: Engine,
        *,
        certified: bool,
    ) -> None:
        self.found, self.limit, self.objective = found, limit, objective
        self.model, self.requirement = found.model, found.requirement
        self.max_depth, self.max_neurons, self.engine = max_depth, max_neurons, engine
        self.certified = certified
        self.best: Network | None = None
        self.best_by: str | None = None
        self.lower = 0
        self.proof = SizeProof()
        self.bound_by: str | None = None
        self._has_upper_bound = False

    def answer(self) -> Minimum:
        """The answer, without its seconds."""
        if self.found.verdict == REFUTED:
            return self._answer(
                REFUTED,
                self.found.reason,
                certificate=self.found.certificate if self.certified else None,
            )
        model = self.model
        if not (
            model.has_single_format
            and model.overflow is Overflow.SATURATE
            and model.accumulation is Accumulation.EXACT
        ):
            reason = "networks of this arithmetic are not minimised: one format, saturation and "
            reason += "exact sums are required"
            return self._answer(Unknown(reason), reason)
        if not is_tried(model, self.requirement):
            reason = "single layers have too many weight vectors to be tried"
            return self._unknown(reason)
        single = least_single_layer(model, self.requirement)
        if single is not None:
            self._keep(single, "all single layers")
            if self.objective != "parameters":
                self.lower = self._units(single)
                return self._minimum()
        if self.max_depth == 1:
            return self._with_single_layers_only(single)
        match self.objective:
            case "neurons":
                return self._neurons()
            case "parameters":
                return self._parameters()
            case _:
                return self._depth()

    # --- Objectives ------------------------------------------------------------------------------

    def _with_single_layers_only(self, single: Network | None) -> Minimum:
        if single is not None:
            self.lower = self._units(single)
            return self._minimum()
        return self._none_at_depth("no single layer computes it")

    def _neurons(self) -> Minimum:
        self.lower = 1
        shallow = self._shallow(by_parameters=False)
        if isinstance(shallow, Unknown):
            return self._unknown(shallow.reason)
        if shallow is not None and self.max_depth == 2:
            nothing = shallow.at_all(self.limit)
            if nothing is not None:
                self.proof.cases = nothing.cases
                return self._none_at_depth("no network with one hidden layer computes it")
        most = MOST_NEURONS if self.max_neurons is None else min(MOST_NEURONS, self.max_neurons)
        for neurons in range(1, most + 1):
            if self._is_reached():
                return self._minimum()
            stopped = self._next_neurons(shallow, neurons)
            if stopped is not None:
                return self._unknown(stopped.reason)
            if self._is_reached():
                return self._minimum()
            self.lower = neurons + 1
        return self._unknown(f"networks of more than {most} neurons were not looked for")

    def _next_neurons(self, shallow: Shallow | None, neurons: int) -> Unknown | None:
        """Find a network with so many neurons or refute them all; what stopped it, if that."""
        cases: Sequence[NoSum] | None = None
        parts: list[FormulaPart] = []
        for widths in _compositions(neurons, self.max_depth - 1):
            found: Network | NoNetworks | FormulaPart | Unknown
            if len(widths) == 1 and shallow is not None:
                found = self._by_branching(shallow, neurons)
            else:
                found = self._of_widths(widths)
            if isinstance(found, Unknown):
                return found
            if isinstance(found, Network):
                if found is not self.best:
                    self._keep(found, self._engine_of(widths, shallow))
                return None
            if isinstance(found, NoNetworks):
                cases = found.cases
            else:
                parts.append(found)
        self.proof.cases = cases
        if 0 in self.model.weights:
            self.proof.formulas = parts
        else:
            self.proof.formulas = [*self.proof.formulas, *parts]
        if self.engine != "smt":
            engines = [self._engine_of((neurons,), shallow), *(["sat"] if parts else [])]
            self.bound_by = " and ".join(dict.fromkeys(engines))
        return None

    def _by_branching(self, shallow: Shallow, most: int) -> Network | NoNetworks | Unknown:
        """One hidden layer with at most so many units of the objective."""
        found = shallow.within(most, self.limit, most_work=_FIRST_WORK)
        if not isinstance(found, Unknown):
            return found
        if not self._has_upper_bound:
            self._find_upper_bound(shallow)
        if self.best is not None and self._units(self.best) <= most:
            return self.best
        if self.limit.is_spent():
            return found
        return self._by_satisfaction(most) or shallow.within(most, self.limit)

    def _by_satisfaction(self, neurons: int) -> Network | None:
        """A network with one hidden layer of this width, if a SAT solver sees one soon."""
        if self.objective != "neurons" or self.engine != "auto":
            return None
        left = self.limit.remaining
        share = _SATISFACTION_SECONDS if left is None else min(_SATISFACTION_SECONDS, left / 4)
        limit = Budget(seconds=share)
        found = networks_of_widths(self.model, self.requirement, (neurons,), limit, proof=False)
        return found if isinstance(found, Network) else None

    def _parameters(self) -> Minimum:
        if self.max_depth > 2:
            reason = "parameters are minimised at depths up to 2 only"
            return self._unknown(reason)
        if self.requirement.outputs > MOST_FREE:
            return self._unknown(f"parameters of more than {MOST_FREE} outputs are not minimised")
        shallow = self._shallow(by_parameters=True)
        if not isinstance(shallow, Shallow):
            return self._unknown("parameters are minimised by branching only")
        nothing = shallow.at_all(self.limit)
        if nothing is not None and self.best is None:
            self.proof.cases = nothing.cases
            return self._none_at_depth("no network with one hidden layer computes it")
        if 0 not in self.model.weights:  # a hidden neuron has that many weights
            least = self.requirement.inputs + self.requirement.outputs
            self.lower = least if self.best is None else min(least, self._units(self.best))
        while not self._is_reached():
            found = self._by_branching(shallow, self.lower)
            if isinstance(found, Unknown):
                return self._unknown(found.reason)
            if isinstance(found, Network):
                self._keep(found, "branching")
                continue
            self.proof.cases, self.bound_by = found.cases, "branching"
            self.lower += 1
        return self._minimum()

    def _depth(self) -> Minimum:
        self.lower = 2
        shallow = self._shallow(by_parameters=False)
        if isinstance(shallow, Shallow):
            self._find_upper_bound(shallow)
            if self._is_reached():
                return self._minimum()
            nothing = shallow.at_all(self.limit)
            if nothing is not None:
                self.proof.cases, self.bound_by = nothing.cases, "branching"
                if self.max_depth == 2:
                    return self._none_at_depth("no network with one hidden layer computes it")
                self.lower = 3
                if self._is_reached():
                    return self._minimum()
        return self._unknown("no network of this depth was found, and none excluded")

    # --- Searching -------------------------------------------------------------------------------

    def _shallow(self, *, by_parameters: bool) -> Shallow | Unknown | None:
        """The networks of depth 2; None where another engine has to search them."""
        if self.engine in ("sat", "smt"):
            return None
        try:
            return Shallow(self.model, self.requirement, self.limit, by_parameters=by_parameters)
        except TooManyError as error:
            return None if self.engine == "auto" else Unknown(f"branching lists {error}")

    def _of_widths(self, widths: tuple[int, ...]) -> Network | FormulaPart | Unknown:
        """A network with exactly these hidden widths, or the refutation of all."""
        if self.engine == "smt":
            known = network_of_widths(self.model, self.requirement, widths, budget=self.limit)
            if isinstance(known, NoNetwork):
                self.bound_by = known.solver
                return FormulaPart(widths=widths, proof=None)
            return known
        found = networks_of_widths(
            self.model, self.requirement, widths, self.limit, proof=self.certified
        )
        match found:
            case formula_search.Refuted(proof=proof):
                return FormulaPart(widths=widths, proof=proof)
            case formula_search.OutOfTime():
                return Unknown("the time limit ended the search")
            case _:
                return found

    def _find_upper_bound(self, shallow: Shallow | None) -> None:
        """A network that may not be the smallest: from an integer program, and from `construct`."""
        self._has_upper_bound = True
        built = None
        if len(self.requirement.points) <= _MOST_POINTS_BUILT:
            built = build(self.found, self._share()).network
        if built is not None and built.depth <= self.max_depth:
            self._keep(built, "construction")
        if shallow is None:
            return
        most = MOST_NEURONS if self.best is None else self._units(self.best)
        if self.objective == "depth":
            most = MOST_NEURONS if self.best is None else self.best.size.neurons
        found = shallow.by_integer_program(most, self._share())
        if found is not None:
            self._keep(found, "integer program")

    def _share(self) -> Budget:
        """A part of the time that is left, a second at least."""
        left = self.limit.remaining
        return UNLIMITED if left is None else Budget(seconds=max(1.0, left / 3))

    def _keep(self, network: Network, by: str) -> None:
        """Take a network that meets the requirement if it is the best one so far."""
        require_met(network, self.requirement)
        if self.best is None or self._order(network) < self._order(self.best):
            self.best, self.best_by = network, by

    def _units(self, network: Network) -> int:
        return int(getattr(network.size, self.objective))

    def _order(self, network: Network) -> tuple[int, ...]:
        """What the objective compares first, second and third."""
        size = network.size
        return {
            "neurons": (size.neurons, size.parameters, size.depth),
            "parameters": (size.parameters, size.neurons, size.depth),
            "depth": (size.depth, size.neurons, size.parameters),
        }[self.objective]

    def _is_reached(self) -> bool:
        """Whether the best network has as few units as the lower bound allows."""
        return self.best is not None and self._units(self.best) <= self.lower

    def _engine_of(self, widths: Sequence[int], shallow: Shallow | None) -> str:
        if len(widths) == 1 and shallow is not None:
            return "branching"
        return "smt" if self.engine == "smt" else "sat"

    # --- Answers ---------------------------------------------------------------------------------

    def _minimum(self) -> Minimum:
        assert self.best is not None and self._units(self.best) == self.lower
        few = f"{self.lower} {_UNITS[self.objective][self.lower != 1]}"
        reason = f"{few}, and none smaller among networks of depth ≤ {self.max_depth}"
        return self._answer(PROVED, reason, optimal=(self.objective,))

    def _none_at_depth(self, reason: str) -> Minimum:
        reason = f"{reason}; whether deeper networks do is another question"
        if self.found.verdict == PROVED:
            reason = f"{reason.partition(';')[0]}; deeper networks do"
        self.bound_by = "branching" if self.max_depth > 1 else "all single layers"
        return self._answer(Unknown(reason), reason, none_at_depth=True)

    def _unknown(self, reason: str) -> Minimum:
        if self.best is None and not self._has_upper_bound:
            self._find_upper_bound(None)
        return self._answer(Unknown(reason), reason)

    def _answer(
        self,
        verdict: Verdict,
        reason: str,
        *,
        optimal: tuple[str, ...] = (),
        none_at_depth: bool = False,
        certificate: Mapping[str, object] | None = None,
    ) -> Minimum:
        refuted = verdict == REFUTED
        attachments: Mapping[str, bytes] = {}
        bound = None if refuted or none_at_depth else self.lower
        if (
            self.certified
            and self.proof.is_checkable
            and not refuted
            and (none_at_depth or self.lower > 0 or optimal)
        ):
            certificate, attachments = size_certificate(
                self.model,
                self.requirement,
                self.proof,
                objective=self.objective,
                bound=bound,
                max_depth=self.max_depth,
                network=self.best if optimal else None,
            )
        best = None if refuted else self.best
        return Minimum(
            verdict=verdict,
            reason=reason,
            representation=self.found,
            objective=self.objective,
            max_depth=self.max_depth,
            network=best,
            size=None if best is None else best.size,
            lower_bound=bound,
            none_at_depth=none_at_depth,
            optimal=optimal,
            network_by=None if best is None else self.best_by,
            bound_by=self.bound_by or ("all single layers" if self.lower else None),
            certificate=certificate,
            attachments=attachments,
        )


_UNITS = {
    "neurons": ("hidden neuron", "hidden neurons"),
    "parameters": ("nonzero parameter", "nonzero parameters"),
    "depth": ("layer", "layers"),
}


def _compositions(total: int, most: int) -> Iterator[tuple[int, ...]]:
    """All ways to share neurons among one to `most` hidden layers, fewer layers first."""
    for layers in range(1, most + 1):
        yield from _shares(total, layers)


def _shares(total: int, layers: int) -> Iterator[tuple[int, ...]]:
    if layers == 1:
        if total:
            yield (total,)
        return
    for first in range(1, total):
        for rest in _shares(total - first, layers - 1):
            yield (first, *rest)
