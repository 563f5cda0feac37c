"""C headers, compiled without a warning, give the network's outputs on every input, without UB.

Where gcc is missing these tests are skipped, and say so; continuous integration has it.
"""

import re
import subprocess
from pathlib import Path
from random import Random

import pytest

from fxprove.errors import InputError
from fxprove.exporting.accumulator_bounds import INT64
from fxprove.exporting.c_headers import c_header
from fxprove.models import Model
from fxprove.networks import Network
from tests.compiled_headers import STRICT, compiled_outputs, needs_gcc
from tests.exported_networks import (
    all_inputs,
    evaluated,
    hand_networks,
    large_network,
    mode_networks,
    network_of,
    random_exported_network,
    wide_networks,
)


def require_equal_everywhere(
    networks: list[Network], folder: Path, optimization: str = "-O0"
) -> None:
    points = [all_inputs(network) for network in networks]
    outputs = compiled_outputs(networks, points, folder, optimization=optimization)
    for network, found in zip(networks, outputs, strict=True):
        assert found == evaluated(network), network


@needs_gcc
def test_every_mode_is_exact_on_every_input(tmp_path: Path) -> None:
    require_equal_everywhere(mode_networks(), tmp_path)


@needs_gcc
def test_networks_by_hand_are_exact_on_every_input_when_optimized(tmp_path: Path) -> None:
    require_equal_everywhere([*hand_networks(), *wide_networks()], tmp_path, "-O2")


def random_networks(first: int, count: int) -> list[Network]:
    """Those of the seeds that are not refused, which most are not."""
    found = []
    for seed in range(first, first + count):
        network = random_exported_network(Random(seed))
        try:
            c_header(network)
        except InputError as error:
            assert "64-bit registers" in str(error)
        else:
            found.append(network)
    assert len(found) > count * 4 // 5
    return found


@needs_gcc
def test_random_networks_are_exact_on_every_input(tmp_path: Path) -> None:
    require_equal_everywhere(random_networks(0, 40), tmp_path)


@needs_gcc
@pytest.mark.long
@pytest.mark.parametrize("first", range(10_000, 15_000, 200))
def test_thousands_of_random_networks_are_exact_on_every_input(first: int, tmp_path: Path) -> None:
    require_equal_everywhere(random_networks(first, 200), tmp_path)


@needs_gcc
def test_a_large_network_is_exact_and_its_header_is_not_large(tmp_path: Path) -> None:
    random = Random(1)
    network = large_network(random, inputs=700, hidden=700, nonzero=70_000)
    assert len(c_header(network)) < 700_000
    points = [tuple(random.choices(network.model.format.raws, k=700)) for _ in range(3)]
    (found,) = compiled_outputs([network], [points], tmp_path)
    assert found == [network.evaluate(point) for point in points]


@needs_gcc
def test_an_input_outside_the_format_is_taken_to_its_nearer_end(tmp_path: Path) -> None:
    networks = [
        network_of(
            Model.of(format="Q1.1", activation="relu", bias="accumulator", overflow=overflow),
            ([[1, 3], [-3, 1]], [1, 0]),
            ([[2, 1]], [1]),
        )
        for overflow in ("saturate", "wrap")
    ]
    outside = [(-(2**31), 2**31 - 1), (-5, 4), (3, 99)]
    inside = [(-4, 3), (-4, 3), (3, 3)]
    found = compiled_outputs(networks, [outside, outside], tmp_path)
    assert found == [[network.evaluate(point) for point in inside] for network in networks]


@needs_gcc
def test_headers_whose_names_differ_in_case_alone_fit_in_one_file(tmp_path: Path) -> None:
    for name in ("net", "NET"):
        (tmp_path / f"{name}_.h").write_text(c_header(hand_networks()[0], name=name))
    source = tmp_path / "both.c"
    source.write_text(
        '#include "net_.h"\n#include "NET_.h"\n'
        "int main(void) { int32_t x[1] = {1}, y[1]; net(x, y); NET(x, y); return 0; }\n"
    )
    compiler = ["gcc", *STRICT, "-fsyntax-only", str(source)]
    ran = subprocess.run(compiler, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")


# --- The text -------------------------------------------------------------------------------------


def test_a_header_states_its_arithmetic_and_has_no_floats() -> None:
    header = c_header(hand_networks()[0], name="gelu_net")
    assert header == c_header(hand_networks()[0], name="gelu_net")
    assert "format       Q3.4: raw k, -128 <= k <= 127, means k/16" in header
    assert "rounding     half-even, overflow saturate" in header
    assert "sums         exact, in int32_t" in header
    assert "static inline void gelu_net(const int32_t x[1], int32_t y[1])" in header
    assert re.findall("#include.*", header) == ["#include <stdint.h>"]
    code = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    assert not re.search(r"float|double|\d\.|<<|>>", code)


def accumulator_of(bias: int) -> str:
    model = Model.of(format="UQ1.0", activation="relu", bias="accumulator")
    found = re.search(r"sums +exact, in (\w+)", c_header(network_of(model, ([[1]], [bias]))))
    assert found
    return found[1]


def test_the_accumulator_is_as_wide_as_the_bounds_require() -> None:
    assert accumulator_of(2**31 - 10) == "int32_t"
    assert accumulator_of(-(2**31) + 10) == "int32_t"
    assert accumulator_of(2**31 - 1) == "int64_t"
    assert accumulator_of(-(2**31)) == "int64_t"
    assert accumulator_of(2**63 - 10) == "int64_t"


@pytest.mark.parametrize("bias", [INT64, -INT64 - 1, 10**30])
def test_an_accumulator_beyond_64_bits_is_refused(bias: int) -> None:
    with pytest.raises(InputError, match=r"layer 0, neuron 0: .*64-bit.*found a bound of"):
        accumulator_of(bias)


def test_a_scale_beyond_64_bits_is_refused() -> None:
    model = Model.of(format="Q1.0", activation="relu", weights=f"[1]@{2**63}")
    with pytest.raises(InputError, match="weights: expected a scale up to 9223372036854775807"):
        c_header(network_of(model, ([[1]], [0])))


def test_zero_weights_that_count_are_not_left_out() -> None:
    # a sum that starts at 0, outside the format 2…6, is brought into it by its first term, even 0
    network = hand_networks()[3]
    assert network.evaluate((6, 2)) == (8 - 2,)
    assert "columns" not in c_header(network)


@pytest.mark.parametrize(
    "name", ["", "1net", "a b", "net;", "é", "_net", "int", "main", "int32_t", "INT64_C", "x" * 41]
)
def test_a_name_that_c_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="name: expected a C identifier"):
        c_header(hand_networks()[0], name=name)
