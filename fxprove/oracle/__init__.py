"""The exhaustive oracle: every function that a tiny model's networks compute, by enumeration.

Independent of the theorems that the rest of fxprove decides with, so that they can be tested
against it. For formats of at most five raw values, one input, one output.
"""

from fxprove.oracle.closure import representable_functions
from fxprove.oracle.limits import OracleLimit

__all__ = ["OracleLimit", "representable_functions"]
