"""Whether some network, of any depth and width, computes a given function.

What is decided. For a model and a requirement (a function, perhaps with tolerances, on all inputs
or some): does a network of the model meet it?

How. A single affine layer is looked for first; it is a network, and shown as one. Invariants that
every layer keeps refute next. Then Proposition 1 and Theorem 2 (Theorem 3 for binary weights)
decide what hidden layers can do (`hidden_layers`): classes of inputs that no neuron separates, and
one coset of output accumulators. Where no weight is 0, two outputs may exclude each other
(`parity`); for binary weights the parities of their accumulators decide (`common_parities`). A
refutation excludes hidden layers for one output, or for two that are tied, and single layers for
one output: all outputs of a network have its depth. Statements and proofs are in
docs/theory.md.

Every answer but unknown carries a certificate for the independent checker.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from fxprove.budgets import UNLIMITED, Budget
from fxprove.certificates import combinations_json, function_certificate, separation_json
from fxprove.common_parities import NoCommonParities, common_parities
from fxprove.covering import Coset, Covering
from fxprove.errors import InputError
from fxprove.hidden_layers import Merged, Met, Missed, hidden_layers_meet
from fxprove.hypotheses import THEOREM_2, theorem_for
from fxprove.invariants import fixes_zero, is_monotone, is_nondecreasing
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.monotone_changes import Change, change
from fxprove.network_files import layers_json
from fxprove.networks import Layer, Network
from fxprove.parity import Tied, tie_modulus, tied_outputs
from fxprove.requirements import Requirement
from fxprove.rounding import Accumulation, Overflow
from fxprove.single_layers import NoSingleNeuron, SingleNeuron, single_neuron
from fxprove.verdicts import PROVED, REFUTED, Unknown, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """The answer to one question of representability.

    `verdict` is PROVED (some network meets the requirement), REFUTED or Unknown. `network` is one
    that does, where a single layer does or one was attached (`attached_networks`). `cause` is why
    there is none; `certificate` is the JSON object for the checker, None when unknown, and
    `witness` its evidence, without a network attached. `met` is what Theorem 2 or 3 made of it.
    """

    verdict: Verdict
    reason: str
    model: Model
    requirement: Requirement
    hypotheses: Mapping[str, bool | None]
    missing: str | None = None
    cause: str | None = None
    network: Network | None = None
    witness: Mapping[str, object] | None = None
    certificate: Mapping[str, object] | None = None
    met: Met | None = field(default=None, compare=False, repr=False)
    seconds: float = field(default=0.0, compare=False)


def represent(model: Model, requirement: Requirement, budget: Budget = UNLIMITED) -> Representation:
    """Decide whether some network of `model` meets `requirement`, with a certificate.

    Raises InputError if the requirement is about another format than the model's inputs.
    """
    start = perf_counter()
    for end in (model.input_format, model.output_format):
        if end != requirement.format:
            raise InputError("function format", f"{end}, the model's", str(requirement.format))
    answer = _Question(model, requirement, budget).answer()
    return replace(answer, seconds=perf_counter() - start)


class _Question:
    """One model and one requirement; each method answers, or leaves the question to the next."""

    def __init__(self, model: Model, requirement: Requirement, budget: Budget) -> None:
        self.model, self.requirement, self.budget = model, requirement, budget
        self.theorem = theorem_for(model)
        self.hypotheses = {h.name: h.holds(model) for h in self.theorem.hypotheses}
        self.obeys_proposition_1 = (
            model.has_single_format
            and model.overflow is Overflow.SATURATE
            and model.accumulation is Accumulation.EXACT
        )
        self.single: Mapping[str, object] | None = None  # why no single layer does it

    def answer(self) -> Representation:
        """The first answer found."""
        found = self._single_layer() or self._fixed_point() or self._monotone()
        if found is None and self.obeys_proposition_1:
            found = self._hidden_layers()
        return found or self._unknown(self._missing_reason())

    def _single_layer(self) -> Representation | None:
        """A network without hidden layers; what excludes one is kept."""
        if not self.obeys_proposition_1:
            return None
        neurons = []
        for output in range(self.requirement.outputs):
            found = single_neuron(self.model, self.requirement, output, self.budget)
            if isinstance(found, NoSingleNeuron):
                self.single = {"output": output, **_exclusion_json(found)}
                return None
            neurons.append(found)
        found_all = [neuron for neuron in neurons if neuron is not None]
        return self._as_single_layer(found_all) if len(found_all) == len(neurons) else None

    def _as_single_layer(self, neurons: Sequence[SingleNeuron]) -> Representation:
        layer = Layer(
            weights=tuple(neuron.weights for neuron in neurons),
            biases=tuple(neuron.bias for neuron in neurons),
        )
        network = Network(model=self.model, layers=(layer,))
        evidence = {"layers": layers_json(network)}
        because = "a single affine layer does it"
        return replace(self._proved("network", evidence, because), network=network)

    def _fixed_point(self) -> Representation | None:
        if not (self.model.has_single_format and fixes_zero(self.model)):
            return None
        at_zero = np.flatnonzero(~self.requirement.points.any(axis=1))
        for point in map(int, at_zero):
            for output in range(self.requirement.outputs):
                if not self._allows(point, output, 0):
                    because = "every layer maps zero inputs to 0, and 0 is asked to go elsewhere"
                    evidence = {"point": point, "output": output}
                    return self._refuted("fixed_point", evidence, because)
        return None

    def _allows(self, point: int, output: int, value: int) -> bool:
        low, high = self.requirement.low, self.requirement.high
        return bool(low[point, output] <= value <= high[point, output])

    def _monotone(self) -> Representation | None:
        """All outputs have one direction: one that falls excludes another that rises."""
        if not (self.model.has_single_format and is_monotone(self.model)):
            return None
        fall = change(self.requirement, falls=True)
        if fall is not None and is_nondecreasing(self.model):
            because = "every network is nondecreasing in every input, and this falls"
            return self._refuted("monotone", {"fall": _change_json(fall)}, because)
        rise = change(self.requirement, falls=False)
        if fall is None or rise is None:
            return None
        evidence = {"fall": _change_json(fall), "rise": _change_json(rise)}
        because = "every network is monotone in one direction, and this turns"
        return self._refuted("monotone", evidence, because)

    def _hidden_layers(self) -> Representation | None:
        if Lattices.of(self.model).difference_gcd == 0 and self.model.format.size > 1:
            return self._constants()
        found = hidden_layers_meet(self.model, self.requirement, self.budget)
        match found:
            case Met():
                return self._met(found)
            case Merged():
                return self._merged(found)
            case Missed():
                return self._missed(found)
        return self._unknown(found.reason)

    def _constants(self) -> Representation | None:
        """Hidden layers compute constants only."""
        for output in range(self.requirement.outputs):
            low, high = self.requirement.low[:, output], self.requirement.high[:, output]
            pair = [int(np.argmax(low)), int(np.argmin(high))]
            if low[pair[0]] > high[pair[1]]:
                evidence = {"points": pair, "output": output}
                because = "hidden layers compute constants only"
                return self._refuted_without_single("constant_activation", evidence, because)
        return None

    def _met(self, met: Met) -> Representation | None:
        if self.requirement.outputs > 1 and 0 not in self.model.weights:
            tied = tied_outputs(self.model, self.requirement)
            if tied is not None:
                return self._tied(tied)
        if not all(self.hypotheses.values()):
            return None
        because = "first-layer neurons tell apart what must differ, and one coset of output "
        because += "accumulators reaches every value"
        if self.theorem is THEOREM_2:
            evidence = {"separation": _told_apart_json(met), **self._cosets_json(met)}
            return replace(self._proved("theorem_2", evidence, because), met=met)
        if self.requirement.outputs > 1:
            return self._met_together(met)
        return replace(self._proved("theorem_3", self._cosets_json(met), because), met=met)

    def _met_together(self, met: Met) -> Representation:
        """Binary weights, several outputs: Theorem 16."""
        found = common_parities(self.model, self.requirement)
        if found is None:
            return self._unknown("there are too many parities to compare several outputs")
        if isinstance(found, NoCommonParities):
            because = "with hidden layers, no parities of the accumulators suit all outputs"
            return self._unknown(f"{because}; for this there is no certificate yet")
        together = replace(
            met, cosets=found.cosets, chosen=found.chosen, accumulators=found.accumulators
        )
        evidence = {**self._cosets_json(together), "parities": found.parities.tolist()}
        because = "the accumulators of all outputs have parities in common that reach every value"
        return replace(self._proved("theorem_3", evidence, because), met=together)

    def _cosets_json(self, met: Met) -> dict[str, object]:
        """N, and for each output a coset of it that reaches every value chosen."""
        generator = Lattices.of(self.model).difference_gcd
        cosets = [
            {
                "bias": coset.bias,
                "value": coset.value,
                "multiples": self._multiples(met, j, generator),
            }
            for j, coset in enumerate(met.cosets)
        ]
        chosen = None if self.requirement.is_exact else met.chosen.ravel().tolist()
        combinations = combinations_json(self.model, generator)
        return {**combinations, "cosets": cosets, "chosen": chosen}

    def _multiples(self, met: Met, output: int, generator: int) -> list[list[int]]:
        """[k, n] with r(start + generator·n) = k, for each value k that is taken."""
        start, values = met.cosets[output].accumulator, met.chosen[:, output]
        if met.accumulators is not None:  # for each parity that is taken, too
            multiples = (met.accumulators[:, output] - start) // generator
            pairs: list[list[int]] = np.unique(np.stack([values, multiples], 1), axis=0).tolist()
            return pairs
        covering = Covering(self.model)
        coset = Coset(bias=start, value=0)
        taken = sorted(set(values.tolist()))
        if self.model.format.size == 1:
            return [[raw, 0] for raw in taken]
        return [[raw, covering.multiple_into(coset, generator, raw, raw)] for raw in taken]

    def _merged(self, merged: Merged) -> Representation | None:
        x, y = (self._shown(point) for point in merged.points)
        because = f"no first-layer neuron tells raw inputs {x} and {y} apart"
        evidence = {"points": list(merged.points), "output": merged.output}
        return self._refuted_without_single("separation", evidence, because)

    def _shown(self, point: int) -> str:
        raws = self.requirement.points[point].tolist()
        return str(raws[0]) if len(raws) == 1 else f"({', '.join(map(str, raws))})"

    def _missed(self, missed: Missed) -> Representation | None:
        shown = ", ".join(
            str(low) if low == high else f"{low}…{high}" for low, high in missed.intervals[:4]
        )
        more = ", …" if len(missed.intervals) > 4 else ""
        because = f"with hidden layers, raw outputs {shown}{more} never appear in one function"
        evidence = {"points": list(map(list, missed.pairs)), "output": missed.output}
        return self._refuted_without_single("covering", evidence, because)

    def _tied(self, tied: Tied) -> Representation:
        names = " and ".join(f"y{output + 1}" for output in tied.outputs)
        because = f"with hidden layers the accumulators of {names} differ by a constant modulo "
        because += f"{tie_modulus(self.model)}, and these values do not"
        evidence = {"points": list(tied.points), "outputs": list(tied.outputs)}
        return self._refuted_without_single("parity", evidence, because)

    def _refuted_without_single(
        self, cause: str, evidence: Mapping[str, object], because: str
    ) -> Representation:
        if self.single is None:
            return self._unknown(
                f"{because}; whether a single affine layer does it was not decided"
            )
        whole = f"{because}, and no single affine layer does it"
        return self._refuted(cause, {**evidence, "single": self.single}, whole)

    def _proved(self, rule: str, evidence: Mapping[str, object], because: str) -> Representation:
        return self._answer(PROVED, f"some network computes it: {because}", rule, evidence)

    def _refuted(self, cause: str, evidence: Mapping[str, object], because: str) -> Representation:
        reason = f"no network computes it: {because}"
        return replace(self._answer(REFUTED, reason, cause, evidence), cause=cause)

    def _answer(
        self, verdict: Verdict, reason: str, rule: str, evidence: Mapping[str, object]
    ) -> Representation:
        statement = "representable" if verdict == PROVED else "not_representable"
        return Representation(
            verdict=verdict,
            reason=reason,
            model=self.model,
            requirement=self.requirement,
            hypotheses=self.hypotheses,
            witness=evidence,
            certificate=function_certificate(
                statement, self.model, self.requirement, f"{rule}_function", evidence
            ),
        )

    def _missing_reason(self) -> str:
        failed = next((h for h in self.theorem.hypotheses if not self.hypotheses[h.name]), None)
        if failed is None:
            return "no theorem at hand decides it"
        return f"{self.theorem.title} needs that {failed.statement}"

    def _unknown(self, reason: str) -> Representation:
        missing = next((name for name, holds in self.hypotheses.items() if holds is False), None)
        return Representation(
            verdict=Unknown(reason),
            reason=reason,
            model=self.model,
            requirement=self.requirement,
            hypotheses=self.hypotheses,
            missing=missing,
        )


def _exclusion_json(found: NoSingleNeuron) -> dict[str, object]:
    return {
        "slopes": [[pair and list(pair) for pair in slope] for slope in found.slopes],
        "points": list(found.points),
    }


def _told_apart_json(met: Met) -> Mapping[str, object]:
    """(D), or the neurons that do."""
    if met.separation is not None:
        return separation_json(met.separation)
    return {"neurons": [[list(neuron.weights), neuron.bias] for neuron in met.neurons]}


def _change_json(found: Change) -> dict[str, object]:
    return {"points": list(found.points), "output": found.output}
