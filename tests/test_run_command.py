"""`fxprove run`: outputs, traces, what saturates, and one line for every bad input."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fxprove.cli import point_options, run_command
from fxprove.network_files import network_of_json
from tests.command_runs import Answer, answer_of, ended, require_refusal, started

NETWORK: dict[str, Any] = {
    "model": {"format": "Q1.1", "activation": "relu"},
    "layers": [
        {"weights": [[3, 1], [-4, -2]], "biases": [2, -2]},
        {"weights": [[1, 3], [-1, 2]], "biases": [-2, 0]},
    ],
}
"""Worked by hand in test_networks.py at (3, −2)."""

SINGLE: dict[str, Any] = {
    "model": {"format": "Q1.1", "activation": "relu"},
    "layers": [{"weights": [[2]], "biases": [2]}],
}

Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `fxprove run` in this process, in a directory with networks."""
    monkeypatch.chdir(tmp_path)
    Path("n.json").write_text(json.dumps(NETWORK), encoding="utf-8")
    Path("one.json").write_text(json.dumps(SINGLE), encoding="utf-8")
    return lambda *arguments: answer_of(capsys, "run", *arguments)


def printed(run: Run, *arguments: str) -> list[str]:
    answer = run(*arguments)
    assert (answer.status, answer.err) == (0, "")
    return answer.out.splitlines()


def answered(run: Run, *arguments: str) -> dict[str, Any]:
    """The object that `run --json` prints, and nothing else."""
    [line] = printed(run, *arguments, "--json")
    answer: dict[str, Any] = json.loads(line)
    return answer


# --- Text -----------------------------------------------------------------------------------------


def test_a_point_is_evaluated_and_what_saturates_is_summed_up(run: Run) -> None:
    lines = printed(run, "n.json", "3,-2")
    assert lines[:3] == [
        "1 point evaluated: 2 of 4 neurons saturate, at 1 of 1.",
        "",
        "(3, -2) ↦ (0, -2)",
    ]
    assert lines[3] == ""
    assert lines[4].startswith("model         Q1.1: ")
    assert lines[6:] == [
        "network       depth 2, 2 hidden neurons, 11 parameters",
        "layer 0       2 of 2 neurons saturate, at 1 of 1 points: neuron 0 (1×), 1 (1×)",
        "layer 1       no neuron saturates",
    ]


def test_a_trace_shows_each_layer_and_marks_what_saturates(run: Run) -> None:
    lines = printed(run, "n.json", "-2,3", "3,-2", "--trace")
    assert lines[2:12] == [
        "(-2, 3) ↦ (-1, 0)",
        "  layer 0     accumulators     -1, 0",
        "              pre-activations  0, 0",
        "              activations      0, 0",
        "  layer 1     accumulators     -2, 0",
        "              outputs          -1, 0",
        "(3, -2) ↦ (0, -2)",
        "  layer 0     accumulators     9, -10",
        "              pre-activations  3!, -4!",
        "              activations      3, 0",
    ]
    assert lines[-1].strip() == "! marks an integer outside the format, which saturates"


def test_values_stand_beside_raw_integers(run: Run) -> None:
    lines = printed(run, "n.json", "3,-2", "--trace", "--values")
    assert lines[2:6] == [
        "(3 = 1.5, -2 = -1) ↦ (0 = 0, -2 = -1)",
        "  layer 0     accumulators     9 = 2.25, -10 = -2.5",
        "              pre-activations  3 = 1.5!, -4 = -2!",
        "              activations      3 = 1.5, 0 = 0",
    ]


def test_a_wrapping_model_is_said_to_wrap(run: Run) -> None:
    model = {**NETWORK["model"], "overflow": "wrap"}
    Path("wrap.json").write_text(json.dumps({**NETWORK, "model": model}))
    lines = printed(run, "wrap.json", "3,-2", "--trace")
    # 9/2 → 4 → −4, −10/2 → −5 → 3; then 7/2 → 4 → −4 and 6/2 → 3
    assert lines[0] == "1 point evaluated: 3 of 4 neurons wrap, at 1 of 1."
    assert lines[2] == "(3, -2) ↦ (-4, 3)"
    assert "pre-activations  -4!, 3!" in lines[4]
    assert lines[-1].endswith("which wraps")


def test_sequential_sums_have_no_accumulators_to_show(run: Run) -> None:
    model = {"format": "Q1.1", "activation": "relu", "accumulate": "sequential"}
    Path("s.json").write_text(json.dumps({"model": model, "layers": [
        {"weights": [[2, -2]], "biases": [3]}]}))  # fmt: skip
    lines = printed(run, "s.json", "3,3", "0,0", "--trace")
    assert lines[0] == "2 points evaluated: 1 of 1 neurons saturate, at 1 of 2."
    assert lines[2:5] == [
        "(3, 3) ↦ (0)",  # 3 + 3 → 3, then −3
        "  layer 0     accumulators     sequential: brought in after every product",
        "              outputs          0!",
    ]
    assert answered(run, "s.json", "3,3", "--trace")["trace"][0][0]["accumulators"] is None


def test_nothing_may_saturate(run: Run) -> None:
    lines = printed(run, "one.json", "-3", "-4")
    assert lines[0] == "2 points evaluated: nothing saturates."
    assert lines[2:4] == ["(-3) ↦ (-2)", "(-4) ↦ (-3)"]


def test_many_saturating_neurons_are_named_up_to_a_few(run: Run) -> None:
    layer = {"weights": [[3]] * 4 + [[2]] + [[3]] * 5, "biases": [8] * 10}
    Path("many.json").write_text(json.dumps({**SINGLE, "layers": [layer]}))
    [line] = [line for line in printed(run, "many.json", "--all") if line.startswith("layer 0")]
    # relative to 3·x/2 + 4: beyond 3.5 from x = 0 on, 2·x/2 + 4 too
    assert line.endswith("neuron 0 (4×), 1 (4×), 2 (4×), 3 (4×), 4 (4×), 5 (4×), and 4 more")


# --- Where points come from -----------------------------------------------------------------------


@pytest.mark.parametrize("points", [("-2,3",), ("-2, 3",), (" -2 ,+3",), ("--", "-2,3")])
def test_a_point_may_begin_with_a_sign_and_have_spaces(run: Run, points: tuple[str, ...]) -> None:
    assert printed(run, "n.json", "--quiet", *points) == ["(-2, 3) ↦ (-1, 0)"]


def test_options_may_stand_between_points(run: Run) -> None:
    lines = printed(run, "n.json", "-2,3", "--quiet", "3,-2")
    assert lines == ["(-2, 3) ↦ (-1, 0)", "(3, -2) ↦ (0, -2)"]


FILES: dict[str, str] = {
    "p.csv": "x1,x2\n-2,3\n3,-2\n",
    "dos.csv": "\ufeffx1, x2\r\n-2, 3\r\n3,-2",
    "vectors.csv": "x1,x2,y1,y2\n-2,3,9,9\n3,-2,9,9\n",
    "p.json": "[[-2, 3], [3, -2]]",
}


@pytest.mark.parametrize("name", FILES)
def test_points_are_read_from_files(run: Run, name: str) -> None:
    Path(name).write_text(FILES[name], encoding="utf-8", newline="")
    lines = printed(run, "n.json", "--inputs", name, "--quiet")
    assert lines == ["(-2, 3) ↦ (-1, 0)", "(3, -2) ↦ (0, -2)"]


@pytest.mark.parametrize("dtype", ["<i8", ">i2", "i1"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_points_are_read_from_arrays(run: Run, dtype: str, order: Any) -> None:
    np.save("p.npy", np.array([[-2, 3], [3, -2], [0, 0]], dtype=dtype, order=order))
    lines = printed(run, "n.json", "--inputs", "p.npy", "--quiet")
    assert lines == ["(-2, 3) ↦ (-1, 0)", "(3, -2) ↦ (0, -2)", "(0, 0) ↦ (0, 0)"]


def test_points_of_one_input_need_no_lists(run: Run) -> None:
    np.save("p.npy", np.array([1, -2]))
    Path("p.json").write_text("[1, [-2]]")
    for name in ("p.npy", "p.json"):
        assert printed(run, "one.json", "--inputs", name, "--quiet") == ["(1) ↦ (2)", "(-2) ↦ (-1)"]


def test_all_points_are_in_order_and_agree_with_the_network(run: Run) -> None:
    network = network_of_json(dict(NETWORK))
    points = list(product(range(-4, 4), repeat=2))
    answer = answered(run, "n.json", "--all")
    assert [tuple(point["input"]) for point in answer["points"]] == points
    for point in answer["points"]:
        assert tuple(point["output"]) == network.evaluate(tuple(point["input"]))


def test_the_network_of_an_answer_is_run(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--format", "Q1.1", "--activation", "relu", "--bias", "format", "--fan-in", "2"]
    found = answer_of(capsys, "width", *options, "--json")  # has the worst network in it
    network = json.loads(found.out)["network"]
    assert network["fxprove_network"] == 1
    Path("answer.json").write_text(found.out)
    Path("network.json").write_text(json.dumps(network))
    lines = printed(run, "answer.json", "--all")
    assert lines == printed(run, "network.json", "--all")


# --- JSON and CSV ---------------------------------------------------------------------------------


def test_the_answer_in_json(run: Run) -> None:
    answer = answered(run, "n.json", "3,-2", "0,0", "--trace")
    assert answer["model"]["format"] == {"lo": -4, "hi": 3, "scale": 2}
    assert answer["size"] == {"depth": 2, "neurons": 2, "parameters": 11, "parameters_dense": 12}
    assert answer["points"] == [
        {"input": [3, -2], "output": [0, -2]},
        {"input": [0, 0], "output": [0, 0]},
    ]
    assert answer["saturation"] == [
        {"points": 1, "neurons": [1, 1]},
        {"points": 0, "neurons": [0, 0]},
    ]
    assert answer["trace"][0] == [
        {"accumulators": [9, -10], "pre_activations": [3, -4], "activations": [3, 0],
         "saturated": [0, 1]},
        {"accumulators": [1, -3], "pre_activations": [0, -2], "activations": None,
         "saturated": []},
    ]  # fmt: skip
    assert answered(run, "n.json", "3,-2")["trace"] is None


def test_the_counts_are_those_of_the_traces(run: Run) -> None:
    answer = answered(run, "n.json", "--all", "--trace")
    for index, layer in enumerate(answer["saturation"]):
        saturated = [point[index]["saturated"] for point in answer["trace"]]
        assert layer["points"] == sum(map(bool, saturated))
        counts = [sum(neuron in some for some in saturated) for neuron in range(2)]
        assert layer["neurons"] == counts


def test_outputs_are_written_as_csv_and_read_as_points_again(run: Run) -> None:
    lines = printed(run, "n.json", "--all", "-o", "out.csv")
    assert lines[-1] == "outputs       out.csv"
    assert not any("↦" in line for line in lines)
    written = Path("out.csv").read_text().splitlines()
    assert written[0] == "x1,x2,y1,y2"
    assert "3,-2,0,-2" in written
    assert len(written) == 65
    assert printed(run, "n.json", "--inputs", "out.csv", "--output", "again.csv", "--quiet") == []
    assert Path("again.csv").read_bytes() == Path("out.csv").read_bytes()


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["n.json"], "inputs: expected points such as 3,-2, or --inputs FILE, or --all, found non"),
        (["n.json", "1,1", "--all"], "inputs: expected points .*, found points and --all"),
        (["n.json", "--all", "--inputs", "p.csv"], "inputs: .*, found --inputs and --all"),
        (["n.json", "3"], "point '3': expected 2 raw integers, found 1"),
        (["n.json", "3,1,2"], "point '3,1,2': expected 2 raw integers, found 3"),
        (["n.json", "3,4"], "point '3,4': expected raw integers from -4 to 3, found 4"),
        (["n.json", "-5,0"], "point '-5,0': expected raw integers from -4 to 3, found -5"),
        (["n.json", "1,0.5"], "point '1,0.5': expected integers such as 3,-2, found '0.5'"),
        (["n.json", ""], "point '': expected integers such as 3,-2, found ''"),
        (["n.json", "9" * 5000], "point '9999"),
        (["n.json", "--bogus"], "run: No such option '--bogus'"),
        (["n.json", "-x", "1,2"], "run: No such option '-x'"),
        (["n.json", "--input", "p.csv"], "run: No such option '--input'"),
        (["n.json", "1,2", "-o", "none/out.csv"], "output 'none/out.csv': expected a writable"),
        (["none.json", "1,2"], "network 'none.json': expected a readable file, found no such file"),
        ([], "run: Missing argument 'NETWORK'"),
    ],
)
def test_bad_input_is_refused_in_one_line(run: Run, arguments: list[str], message: str) -> None:
    answer = run(*arguments)
    require_refusal(answer)
    pattern = message.replace(".*", "\0")
    start, *rest = pattern.split("\0")
    assert answer.err.startswith(f"fxprove: {start}")
    assert all(part in answer.err for part in rest)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("p.csv", "", "line 1: expected the header x1,x2, found ''"),
        ("p.csv", "x1,x2\n", "expected at least one point, found none"),
        ("p.csv", "-2,3\n", "line 1: expected the header x1,x2, found '-2,3'"),
        ("p.csv", "x1,x2,z\n1,2,3\n", "line 1: expected the header x1,x2"),
        ("p.csv", "x1,x2\n1,2\n3\n", "line 3: expected 2 columns, found '3'"),
        ("p.csv", "x1,x2\n1,2\n3,a\n", "line 3: expected an integer, found 'a'"),
        ("p.csv", "x1,x2\n1,2\n3,4\n", "line 3: expected raw integers from -4 to 3, found 4"),
        ("p.json", "{}", "expected a list of points, found an object of 0"),
        ("p.json", "[]", "expected at least one point, found none"),
        ("p.json", "[[1, 2], 3]", "[1]: expected a list of integers, found 3"),
        ("p.json", "[[1, 2], [1]]", "[1]: expected 2 raw integers, found 1"),
        ("p.json", "[[1, 2], [1, true]]", "[1][1]: expected an integer, found True"),
        ("p.json", "[[1, 9]]", "[0]: expected raw integers from -4 to 3, found 9"),
        ("p.json", "[[1, 0.5]]", "expected integers only, found 0.5"),
        ("p.txt", "1,2", "expected a file name ending in .csv, .json or .npy, found .txt"),
        ("p", "1,2", "expected a file name ending in .csv, .json or .npy, found no extension"),
        ("p.npy", "1,2", "expected an .npy file of version 1 or 2"),
    ],
)
def test_a_bad_file_of_points_is_refused_with_the_place(
    run: Run, name: str, content: str, message: str
) -> None:
    Path(name).write_text(content, encoding="utf-8")
    answer = run("n.json", "--inputs", name)
    require_refusal(answer)
    assert answer.err.startswith(f"fxprove: inputs '{name}': {message}")


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.array([1, 2]), "expected an array of points × 2, found shape (2,)"),
        (np.array([[1]]), "expected an array of points × 2, found shape (1, 1)"),
        (np.array([[0, 0], [1, 4]]), "[1]: expected raw integers from -4 to 3, found 4"),
        (np.array([[0, 1 << 63]], dtype=np.uint64), "[0]: expected raw integers from -4 to 3"),
        (np.zeros((0, 2), dtype=int), "expected at least one point, found none"),
        (np.array([[0.0, 1.0]]), "expected an integer dtype, found dtype <f8"),
    ],
)
def test_a_bad_array_of_points_is_refused(run: Run, array: Any, message: str) -> None:
    np.save("p.npy", array)
    answer = run("n.json", "--inputs", "p.npy")
    require_refusal(answer)
    assert answer.err.startswith(f"fxprove: inputs 'p.npy': {message}")


def test_a_file_that_is_not_there_is_refused(run: Run) -> None:
    for name in ("none.csv", "none.json", "none.npy"):
        answer = run("n.json", "--inputs", name)
        require_refusal(answer)
        assert "found no such file" in answer.err


def test_too_many_points_are_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FILES:
        Path(name).write_text(FILES[name], encoding="utf-8", newline="")
    np.save("p.npy", np.zeros((2, 2), dtype=int))
    monkeypatch.setattr(point_options, "MOST_POINTS", 1)
    for name in ("p.csv", "p.json", "p.npy"):
        answer = run("n.json", "--inputs", name)
        require_refusal(answer)
        assert f"inputs '{name}': expected at most 1 points, found 2" in answer.err
    answer = run("n.json", "--all")
    require_refusal(answer)
    assert answer.err == "fxprove: --all: expected at most 1 points, found 8^2\n"


def test_a_trace_that_is_too_long_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_command, "_MOST_TRACED", 7)
    printed(run, "n.json", "1,1", "--trace")
    answer = run("n.json", "1,1", "1,2", "--trace", "-o", "out.csv")
    require_refusal(answer)
    found = "2 points of 4 neurons"
    assert answer.err == f"fxprove: --trace: expected at most 7 neurons in all, found {found}\n"
    assert not Path("out.csv").exists()


def test_the_program_runs_as_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "n.json").write_text(json.dumps(NETWORK), encoding="utf-8")
    answer = ended(started("run", "n.json", "-2,3", "--quiet", folder=tmp_path))
    assert answer == (0, "(-2, 3) ↦ (-1, 0)\n", "")
