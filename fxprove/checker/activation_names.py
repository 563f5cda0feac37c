"""The spelling of activations in certificates: a name, and a rational parameter in parentheses."""

import re
from fractions import Fraction

from .fields import kind
from .outcomes import Invalid

_SPELLING = re.compile(r"([a-z0-9_]{1,20})(?:\((-?\d{1,60})(?:/(\d{1,60}))?\))?", re.ASCII)


def parse_activation(text: str) -> tuple[str, tuple[Fraction, ...]]:
    """The name and the parameters of a spelling such as "gelu" or "elu(1/2)"."""
    match = _SPELLING.fullmatch(text)
    if match is None or (match[3] is not None and int(match[3]) == 0):
        raise Invalid(f"activation.name: expected a name or name(p/q), found {kind(text)}")
    if match[2] is None:
        return match[1], ()
    return match[1], (Fraction(int(match[2]), int(match[3] or 1)),)
