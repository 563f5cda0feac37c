"""What an exported file says about the network in it: words and numbers, no dates, no paths."""

from fxprove.networks import Network

EXPORT_VERSION = 1
"""Raised when the same network is exported with another meaning."""


def network_facts(network: Network) -> dict[str, str]:
    """Facts by name, in a fixed order; ASCII, one short line each."""
    model = network.model
    widths = [network.inputs, *(len(layer.weights) for layer in network.layers)]
    nonzero = sum(bool(w) for layer in network.layers for row in layer.weights for w in row)
    return {
        "fxprove_export": str(EXPORT_VERSION),
        "format": str(model.format),
        "lo": str(model.format.lo),
        "hi": str(model.format.hi),
        "scale": str(model.format.scale),
        "weight_scale": str(model.weights.scale),
        "rounding": model.rounding.value,
        "overflow": model.overflow.value,
        "accumulation": model.accumulation.value,
        "activation": str(model.activation),
        "widths": " ".join(map(str, widths)),
        "nonzero_weights": str(nonzero),
    }
