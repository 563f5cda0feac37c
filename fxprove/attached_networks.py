"""A network beside the theorem which says that there is one.

Theorems 2 and 3 answer without a network. Where few inputs are asked about, one is built all the
same and goes into the certificate, as a second proof that needs no theorem.

Whether there is one depends on the question alone: there are bounds of inputs and of parameters
and no limit of time, so that the same question has the same certificate on every machine. Measured
at the bounds: at most 4 s on one busy core, nearly all of it the search for a short sum.
`construct` goes further.
"""

from dataclasses import replace

from fxprove.construction.constructing import build
from fxprove.network_files import layers_json
from fxprove.representation import Representation

MOST_POINTS = 1 << 8
"""The most inputs asked about for which a network is built: all of one 8-bit number."""

MOST_PARAMETERS = 1 << 16
"""The most weights and biases, zeros included, of a network that is attached."""


def with_network(found: Representation) -> Representation:
    """The answer with a network in it and in its certificate, if a small one is found.

    The network was evaluated on every input asked about. An answer that needs no theorem, having a
    network or none to have, is returned as it is, and so is one beyond the bounds.
    """
    if found.met is None or len(found.requirement.points) > MOST_POINTS:
        return found
    built = build(found, most_parameters=MOST_PARAMETERS)
    if built.network is None:
        return replace(found, seconds=built.seconds)
    assert found.certificate is not None and found.witness is not None, "a theorem proved it"
    evidence = {**found.witness, "layers": layers_json(built.network)}
    certificate = {**found.certificate, "evidence": evidence}
    return replace(found, network=built.network, certificate=certificate, seconds=built.seconds)
