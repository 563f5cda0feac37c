"""fxprove: prover and counterexample finder for what quantized neural networks can compute.

Values in, verdicts out; nothing here prints, and no file is touched unless a path is given.

>>> from fxprove import Model, decide
>>> decide(Model.of(format="Q3.4", activation="gelu")).verdict
Proved()

What networks of a model can compute, `construct` builds:

>>> from fxprove import Format, Function, Requirement, construct
>>> model = Model.of(format="Q1.0", activation="relu")
>>> square = Function(format=Format.parse("Q1.0"), inputs=1, values=(1, 1, 0, 1))
>>> built = construct(model, Requirement.of(square))
>>> [built.network.evaluate((raw,)) for raw in range(-2, 2)]
[(1,), (1,), (0,), (1,)]
>>> built.size == built.network.size
True

and `minimize` finds the smallest one, and proves that none is smaller:

>>> from fxprove import minimize
>>> smallest = minimize(model, Requirement.of(square))
>>> smallest.verdict, smallest.size.neurons, smallest.lower_bound
(Proved(), 2, 2)
"""

from fxprove.accumulators.widths import accumulator_width
from fxprove.budgets import Budget
from fxprove.checking import check
from fxprove.construction.constructing import Construction, construct
from fxprove.differences import Difference, diff
from fxprove.errors import FxproveError, InputError
from fxprove.formats import Format
from fxprove.functions import Function
from fxprove.minimization.minimizing import Minimum, minimize
from fxprove.models import Activation, Model
from fxprove.networks import Layer, Network, NetworkSize
from fxprove.questions import encode
from fxprove.representation import Representation, represent
from fxprove.requirements import Requirement
from fxprove.rounding import Accumulation, Overflow, Rounding
from fxprove.universality import Decision, decide
from fxprove.verdicts import PROVED, REFUTED, Unknown, Verdict

__all__ = [
    "PROVED",
    "REFUTED",
    "Accumulation",
    "Activation",
    "Budget",
    "Construction",
    "Decision",
    "Difference",
    "Format",
    "Function",
    "FxproveError",
    "InputError",
    "Layer",
    "Minimum",
    "Model",
    "Network",
    "NetworkSize",
    "Overflow",
    "Representation",
    "Requirement",
    "Rounding",
    "Unknown",
    "Verdict",
    "accumulator_width",
    "check",
    "construct",
    "decide",
    "diff",
    "encode",
    "minimize",
    "represent",
]
