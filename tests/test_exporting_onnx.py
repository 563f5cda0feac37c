"""ONNX models give the network's outputs on every input, in onnxruntime and by ONNX's reference."""

from random import Random

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import pytest
from onnx.reference import ReferenceEvaluator

from fxprove.errors import InputError
from fxprove.exporting.accumulator_bounds import INT64
from fxprove.exporting.onnx_models import IR_VERSION, MOST_STEPS, OPSET, onnx_model
from fxprove.models import Model
from fxprove.networks import Network
from fxprove.rounding import Accumulation, Rounding
from tests.exported_networks import (
    Point,
    all_inputs,
    evaluated,
    hand_networks,
    large_network,
    mode_networks,
    network_of,
    random_exported_network,
    wide_networks,
)

Raws = npt.NDArray[np.int64]


def by_onnxruntime(data: bytes, points: Raws, *, optimized: bool = True) -> Raws:
    """The outputs of the CPU kernels."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    if not optimized:
        level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.graph_optimization_level = level
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"x": points})
    return np.asarray(found)


def by_reference(data: bytes, points: Raws) -> Raws:
    """The outputs of ONNX's reference evaluator."""
    (found,) = ReferenceEvaluator(onnx.load_model_from_string(data)).run(None, {"x": points})
    return np.asarray(found)


def raws(points: list[Point], width: int) -> Raws:
    return np.array(points, dtype=np.int64).reshape(len(points), width)


def require_equal_everywhere(network: Network) -> None:
    data = onnx_model(network)
    points = raws(all_inputs(network), network.inputs)
    expected = raws(evaluated(network), network.outputs)
    for found in (
        by_onnxruntime(data, points),
        by_onnxruntime(data, points, optimized=False),
        by_reference(data, points),
    ):
        assert found.dtype == np.int64
        assert found.shape == expected.shape
        assert np.array_equal(found, expected), network


@pytest.mark.parametrize("rounding", Rounding)
def test_every_mode_is_exact_on_every_input(rounding: Rounding) -> None:
    for network in mode_networks():
        if network.model.rounding is rounding:
            require_equal_everywhere(network)


@pytest.mark.parametrize("network", [*hand_networks(), *wide_networks()])
def test_a_network_by_hand_is_exact_on_every_input(network: Network) -> None:
    require_equal_everywhere(network)


def compare_random_networks(first: int, count: int) -> None:
    refused = 0
    for seed in range(first, first + count):
        try:
            require_equal_everywhere(random_exported_network(Random(seed)))
        except InputError as error:
            assert "64-bit registers" in str(error)
            refused += 1
    assert refused < count / 5


def test_random_networks_are_exact_on_every_input() -> None:
    compare_random_networks(0, 60)


@pytest.mark.long
def test_thousands_of_random_networks_are_exact_on_every_input() -> None:
    compare_random_networks(10_000, 5_000)


def test_a_large_network_is_exact() -> None:
    random = Random(2)
    network = large_network(random, inputs=400, hidden=400, nonzero=20_000)
    data = onnx_model(network)
    points = [tuple(random.choices(network.model.format.raws, k=400)) for _ in range(3)]
    expected = raws([network.evaluate(point) for point in points], 1)
    assert np.array_equal(by_onnxruntime(data, raws(points, 400)), expected)
    assert np.array_equal(by_reference(data, raws(points, 400)), expected)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_any_number_of_points_is_evaluated_at_once(count: int) -> None:
    network = hand_networks()[2]
    data = onnx_model(network)
    points = all_inputs(network)[:count]
    expected = raws([network.evaluate(point) for point in points], 2)
    assert np.array_equal(by_onnxruntime(data, raws(points, 2)), expected)
    assert np.array_equal(by_reference(data, raws(points, 2)), expected)


@pytest.mark.parametrize("accumulation", Accumulation)
@pytest.mark.parametrize("overflow", ["saturate", "wrap"])
def test_an_input_outside_the_format_is_taken_to_its_nearer_end(
    accumulation: Accumulation, overflow: str
) -> None:
    model = Model.of(
        format="Q1.1", activation="relu", bias="[1]", overflow=overflow, accumulate=accumulation
    )
    data = onnx_model(network_of(model, ([[1, 3]], [1]), ([[2]], [1])))
    outside = raws([(-(2**63), 2**63 - 1), (-5, 4), (3, 99)], 2)
    inside = raws([(-4, 3), (-4, 3), (3, 3)], 2)
    expected = by_reference(data, inside)
    assert np.array_equal(by_onnxruntime(data, outside), expected)
    assert np.array_equal(by_reference(data, outside), expected)


# --- The file -------------------------------------------------------------------------------------


def test_the_file_says_what_it_is_and_has_no_date() -> None:
    network = hand_networks()[0]
    data = onnx_model(network, name="gelu_net")
    assert data == onnx_model(hand_networks()[0], name="gelu_net")
    proto = onnx.load_model_from_string(data)
    assert [(opset.domain, opset.version) for opset in proto.opset_import] == [("", OPSET)]
    assert (proto.ir_version, proto.producer_name) == (IR_VERSION, "fxprove")
    assert (proto.producer_version, proto.graph.name) == ("", "gelu_net")
    assert "raw k, -128 to 127, means k/16" in proto.doc_string
    assert {entry.key: entry.value for entry in proto.metadata_props} == {
        "fxprove_export": "1",
        "format": "Q3.4",
        "lo": "-128",
        "hi": "127",
        "scale": "16",
        "weight_scale": "16",
        "rounding": "half-even",
        "overflow": "saturate",
        "accumulation": "exact",
        "activation": "gelu",
        "widths": "1 3 1",
        "nonzero_weights": "6",
    }


def test_there_are_integers_only_and_no_division_of_a_negative_one() -> None:
    networks = [*mode_networks(), *wide_networks(), *hand_networks()]
    for network in Random(3).sample(networks, 30):
        proto = onnx.load_model_from_string(onnx_model(network))
        inferred = onnx.shape_inference.infer_shapes(proto, strict_mode=True)
        kinds = {value.type.tensor_type.elem_type for value in inferred.graph.value_info}
        assert kinds <= {onnx.TensorProto.INT64, onnx.TensorProto.BOOL}
        divided = {node.input[0] for node in proto.graph.node if node.op_type in ("Div", "Mod")}
        if not divided:
            continue
        del proto.graph.output[:]
        for name in divided:
            value = onnx.helper.make_tensor_value_info(name, onnx.TensorProto.INT64, None)
            proto.graph.output.append(value)
        points = raws(all_inputs(network), network.inputs)
        for numerators in ReferenceEvaluator(proto).run(None, {"x": points}):
            assert np.asarray(numerators).min() >= 0


# --- Refusals -------------------------------------------------------------------------------------


def with_bias(bias: int) -> Network:
    model = Model.of(format="UQ1.0", activation="relu", bias="accumulator")
    return network_of(model, ([[1], [1]], [0, 0]), ([[0, 0], [1, 0]], [3, bias]))


def test_an_accumulator_is_refused_from_the_first_integer_beyond_64_bits_on() -> None:
    require_equal_everywhere(with_bias(INT64 - 1))
    with pytest.raises(InputError) as refusal:
        onnx_model(with_bias(INT64))
    assert str(refusal.value) == (
        "layer 1, neuron 1: expected sums that 64-bit registers hold, up to ±9223372036854775807, "
        "found a bound of 9223372036854775808"
    )


@pytest.mark.parametrize("bias", [10**19, -(10**19), 10**40])
def test_a_bias_beyond_64_bits_is_refused(bias: int) -> None:
    with pytest.raises(InputError, match=r"layer 1, neuron 1: .*64-bit"):
        onnx_model(with_bias(bias))


def test_numbers_that_are_multiplied_by_0_must_be_stored_too() -> None:
    model = Model.of(format="raw(0,0,1)", activation=[0], weights=f"[0,{2**70}]@1")
    with pytest.raises(InputError, match=r"layer 0, neuron 0: .*64-bit"):
        onnx_model(network_of(model, ([[2**70]], [0])))


def test_a_scale_beyond_64_bits_is_refused() -> None:
    model = Model.of(format="Q1.0", activation="relu", weights=f"[1]@{2**63}")
    with pytest.raises(InputError, match="weights: expected a scale up to 9223372036854775807"):
        onnx_model(network_of(model, ([[1]], [0])))


def test_long_sequential_sums_are_refused() -> None:
    model = Model.of(format="Q1.0", activation="relu", accumulate="sequential")
    data = onnx_model(network_of(model, ([[1] * MOST_STEPS], [0])))
    points = np.ones((1, MOST_STEPS), dtype=np.int64)
    assert by_onnxruntime(data, points).tolist() == [[1]]
    with pytest.raises(InputError, match=r"1024 steps at most for onnx .*, found 1025 steps"):
        onnx_model(network_of(model, ([[1] * MOST_STEPS], [0]), ([[1]], [0])))
