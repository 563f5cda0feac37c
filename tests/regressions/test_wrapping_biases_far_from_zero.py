"""A finite set of biases beyond the window of a wrapping model was cut to the nearest of them.

Moving a bias by a period changes nothing, but a finite set does not contain the moved one: of the
biases 1000, 1001 and 1002 only 1000 was left, and a separable pair was called inseparable.
"""

from fxprove.encoding.claims import separating_neuron
from fxprove.encoding.layers import effective_biases
from fxprove.models import Model
from tests.smt_models import found_by_z3


def model(bias: str) -> Model:
    return Model.of(
        format="raw(0,3,1)",
        weights="[0,1]@1",
        bias=bias,
        overflow="wrap",
        activation=[0, 1, 1, 1],
    )


def test_every_listed_bias_is_in_the_window() -> None:
    low, high = effective_biases(model("[1000,1001,1002]"), 3)
    assert low <= 1000
    assert high >= 1002


def test_the_pair_that_only_the_last_bias_separates_is_separated() -> None:
    script = separating_neuron(model("[1000,1001,1002]"), [(1, 2)])
    assert found_by_z3(script) == {"weight": 1, "bias": 1002, "bias_multiple": 0, "bias_offset": 2}


def test_negative_ones_too() -> None:
    found = found_by_z3(separating_neuron(model("[-1000,-1001,-1002]"), [(1, 2)]))
    assert found is not None
    assert found["bias"] == -1002
