"""The certificate of a minimum or of a lower bound: what excludes every smaller size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fxprove.certificates import VERSION, requirement_json
from fxprove.minimization.branching import NoSum
from fxprove.minimization.formula_search import attached
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.network_files import layers_json
from fxprove.networks import Network
from fxprove.requirements import Requirement


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaPart:
    """No network with exactly these hidden widths; the proof is None where a solver's word is all.

    It covers widths that are smaller one by one, too, where 0 is a weight.
    """

    widths: tuple[int, ...]
    proof: bytes | None


@dataclass(slots=True)
class SizeProof:
    """What is proved so far: refutations of depth 2 by cases, and of widths by formulas.

    `cases` may be empty, where no case has a budget left, and is None where depth 2 is not touched.
    """

    cases: Sequence[NoSum] | None = None
    formulas: Sequence[FormulaPart] = field(default_factory=list)

    @property
    def is_checkable(self) -> bool:
        """Whether no part is the mere word of a solver."""
        return all(part.proof is not None for part in self.formulas)


def size_certificate(
    model: Model,
    requirement: Requirement,
    proof: SizeProof,
    *,
    objective: str,
    bound: int | None,
    max_depth: int,
    network: Network | None,
) -> tuple[Mapping[str, object], Mapping[str, bytes]]:
    """The certificate, and the proofs beside it by name (SHA-256).

    With a network it says that the network is a smallest one, without that none has less than
    `bound` units of the objective (None: that there is none of this depth).
    """
    attachments: dict[str, bytes] = {}
    parts: list[dict[str, object]] = []
    if proof.cases is not None:
        parts.append({"part": "branching", "cases": [_case_json(case) for case in proof.cases]})
    for formula in proof.formulas:
        assert formula.proof is not None, "a part without a proof is in no certificate"
        stated, beside = attached(formula.proof)
        parts.append({"part": "formula", "widths": list(formula.widths), "proof": stated})
        attachments.update(beside)
    layers = {} if network is None else {"layers": layers_json(network)}
    document = {
        "fxprove_certificate": VERSION,
        "claim": {
            "statement": "at_least" if network is None else "minimum",
            "model": model_json(model),
            "function": requirement_json(requirement),
            "size": {"objective": objective, "bound": bound, "max_depth": max_depth},
        },
        "rule": "size_bound" if network is None else "minimum_size",
        "evidence": {**layers, "single": None, "parts": parts},
    }
    return document, attachments


def _case_json(case: NoSum) -> dict[str, object]:
    return {
        "functionals": [[list(pair) for pair in functional] for functional in case.functionals],
        "choices": list(case.choices),
    }
