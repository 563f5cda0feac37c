"""What the oracle refuses: questions where it is not exact, and questions too large for it."""

from fxprove.errors import FxproveError

LARGEST_FORMAT = 5
"""|K| at most: there are |K|^|K| functions, and every lattice lies in ℤ^|K|."""

MOST_FIRST_NEURONS = 1 << 16
"""|W|·(number of biases that matter) at most, the neurons of a first layer."""

MOST_STATES = 1 << 10
"""Layers that are explored, and classes of shared coefficients tried in each."""

MOST_SUMS = 1 << 20
"""Accumulators kept as an array, where no group structure describes them."""

MOST_STEPS = 1 << 24
"""Points that one search in a box may visit."""


class OracleLimit(FxproveError):
    """The oracle does not answer: it is not exact here or would take too long (one line)."""
