"""Random tiny networks for tests; seeded by the caller, so that failures repeat."""

from itertools import pairwise
from random import Random

from fxprove.models import Model
from fxprove.networks import Layer, Network


def random_network(random: Random, model: Model, *, depth: int = 3, width: int = 3) -> Network:
    """A network of the model with at most `depth` layers, and at most `width` neurons in each."""
    widths = [random.randint(1, width) for _ in range(random.randint(2, depth + 1))]
    biases = model.biases.between(-30, 30) or [model.biases.any_element]
    weights = list(model.weights.raws)
    layers = tuple(
        Layer(
            weights=tuple(tuple(random.choices(weights, k=inputs)) for _ in range(neurons)),
            biases=tuple(random.choices(biases, k=neurons)),
        )
        for inputs, neurons in pairwise(widths)
    )
    return Network(model=model, layers=layers)
