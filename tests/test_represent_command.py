"""`fxprove represent` as a user meets it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fxprove.checker.entry import main as check_main
from fxprove.cli.main import main
from fxprove.network_files import network_of_json


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as exit_:
        main(["represent", *arguments])
    printed = capsys.readouterr()
    assert isinstance(exit_.value.code, int)
    return exit_.value.code, printed.out, printed.err


def written(tmp_path: Path, document: Any) -> str:
    path = tmp_path / "f.json"
    path.write_text(json.dumps(document))
    return str(path)


def test_a_function_of_a_universal_model_is_representable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = str(tmp_path / "max.json")
    status, out, _ = run(
        capsys, "--function", "max(x, y)", "--format", "Q1.2", "--activation", "relu",
        "--certificate", certificate,
    )  # fmt: skip
    assert status == 0
    assert out.startswith("REPRESENTABLE: ")
    assert "every function of 2 inputs is computed" in out
    assert check_main([certificate]) == 0


def test_the_product_is_not_computed_with_sign(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, _ = run(
        capsys, "--function", "x*y", "--format", "Q1.2", "--activation", "sign", "--json"
    )
    answer = json.loads(out)
    assert status == 10
    assert answer["verdict"] == "not_representable"
    assert answer["cause"] == "covering"
    assert answer["count"]["values_together"] == 9
    assert answer["rule"] == "covering_function"


def test_tolerances_and_dont_cares_widen_what_is_computed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exact = {"format": "raw(-2,1,1)", "inputs": 1, "values": [-1, 0, -1, 0]}
    loose = {**exact, "values": [[-1, 0], 0, None, 0]}
    options = ("--activation-table", "[-1,-1,1,1]", "--weights", "ternary", "--quiet")
    assert run(capsys, written(tmp_path, exact), *options)[0] == 10
    assert run(capsys, written(tmp_path, loose), *options)[0] == 0


SQUARE = ("--function", "x^2", "--format", "Q1.2", "--activation", "relu")


def test_a_network_is_shown_and_is_in_the_certificate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "square.json"
    status, out, _ = run(capsys, *SQUARE, "--json", "--certificate", str(file))
    answer = json.loads(out)
    assert status == 0
    assert answer["rule"] == "theorem_2_function"
    network = network_of_json(answer["network"])
    assert answer["size"] == asdict(network.size)
    assert [network.evaluate((raw,))[0] for raw in (-8, -3, 0, 1, 5)] == [7, 2, 0, 0, 6]
    document = json.loads(file.read_text())
    assert document["evidence"]["layers"] == answer["network"]["layers"]
    assert "layers" not in answer["witness"]
    assert check_main([str(file)]) == 0
    assert f"nonzero parameters {network.size.parameters}\n" in run(capsys, *SQUARE)[1]


def test_the_certificate_depends_on_the_question_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contents = set()
    for name, options in (
        ("a", ()), ("b", ("--quiet",)), ("c", ("--json",)), ("d", ("--timeout", "60"))
    ):  # fmt: skip
        file = tmp_path / name
        run(capsys, *SQUARE, "--certificate", str(file), *options)
        contents.add(file.read_bytes())
    assert len(contents) == 1


def test_where_many_inputs_are_asked_about_no_network_is_built(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ("--function", "(x-y)^2", "--format", "Q2.3", "--activation", "relu")
    status, out, _ = run(capsys, *arguments)
    assert status == 0
    assert "network       not built here; fxprove construct looks for one" in out
    answer = json.loads(run(capsys, *arguments, "--json")[1])
    assert (answer["network"], answer["size"]) == (None, None)


def test_a_certificate_that_is_wished_and_not_there_is_mentioned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "certificate.json"
    status, out, _ = run(capsys, *SQUARE, "--overflow", "wrap", "--certificate", str(file))
    assert status == 20
    assert out.endswith("\ncertificate   none: this answer has no certificate\n")
    assert not file.exists()


def test_a_single_layer_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--function", "x/2", "--format", "Q3.4", "--activation", "sign")
    assert status == 0
    assert "network       1 layer; parameters 2 with zeros" in out
    assert "raw weights [8], bias 0" in out


def test_beyond_the_theorems_the_answer_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(
        capsys, "--function", "x*x", "--format", "Q1.2", "--activation", "relu",
        "--overflow", "wrap", "--json",
    )  # fmt: skip
    answer = json.loads(out)
    assert status == 20
    assert answer["missing"] == "saturating"
    assert answer["count"] is None


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "FILE or --function EXPR, found neither"),
        (("f.json", "--function", "x"), "found both"),
        (("no_such_file.json",), "no_such_file.json"),
        (("--function", "x +", "--format", "Q1.2", "--activation", "relu"), "expected"),
        (("--function", "1/x", "--format", "Q1.2", "--activation", "relu"), "expected"),
        (("--function", "x", "--activation", "relu"), "--format or --model"),
        (
            ("--function", "x", "--format", "Q1.2", "--activation", "relu", "--timeout", "nan"),
            "a number of seconds",
        ),
        (("f.csv", "--activation", "relu"), "--format or --model"),
        (("f.json", "--partial", "--activation", "relu"), "--partial: expected a .csv file"),
        (
            ("--function", "x", "--partial", "--format", "Q1.2", "--activation", "relu"),
            "--partial: expected a .csv file, found --function",
        ),
        (
            ("--function", "x", "--lipschitz", "1e3", "--format", "Q1.2", "--activation", "relu"),
            "--lipschitz: expected numbers such as 3, 0.25 or 7/3, found '1e3'",
        ),
        (
            ("--function", "x", "--lipschitz", "1,1", "--format", "Q1.2", "--activation", "relu"),
            "one for all inputs or 1 of them",
        ),
    ],
)
def test_bad_input_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], expected: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1
    assert expected in err


def test_a_function_of_another_format_than_the_model_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, {"format": "raw(-2,1,1)", "inputs": 1, "values": [0, 0, 0, 0]})
    status, _, err = run(capsys, path, "--format", "Q1.2", "--activation", "relu")
    assert status == 2
    assert "function format" in err


CSV = "x1,y1\n-2,-1..0\n-1,0\n1,0\n"
TERNARY = ("--activation-table", "[-1,-1,1,1]", "--weights", "ternary", "--quiet")


def test_a_csv_file_needs_every_input_unless_it_is_partial(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "f.csv"
    path.write_text(CSV)
    status, out, err = run(capsys, str(path), "--format", "Q1.0", *TERNARY)
    assert (status, out) == (2, "")
    assert err.endswith("expected all 4 inputs, or --partial, found 3, without [0]\n")
    assert run(capsys, str(path), "--format", "Q1.0", *TERNARY, "--partial")[0] == 0
    path.write_text(CSV.replace("..0", "") + "0,-1")
    assert run(capsys, str(path), "--format", "Q1.0", *TERNARY)[0] == 10


def test_an_array_is_a_function_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "f.npy"
    np.save(path, np.array([-1, 0, -1, 0], dtype=np.int8))
    assert run(capsys, str(path), "--format", "Q1.0", *TERNARY)[0] == 10


def test_a_warning_goes_to_standard_error_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"format": "Q1.0", "inputs": 1, "values": [0, 0, 0, 0], "author": "me", "id": 3}
    path = written(tmp_path, document)
    status, out, err = run(capsys, path, "--activation", "relu", "--json")
    assert status == 0
    assert json.loads(out)["approximation"] is None
    assert err == f"warning: function '{path}': ignored the field 'author'\n"


# --- How far from the real function -------------------------------------------------------------

GELU = ("--format", "Q3.4", "--activation", "gelu")


def test_the_error_is_shown_at_the_grid_points_and_in_between(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = run(capsys, "--function", "x/4", *GELU)
    assert "error         at the 256 grid points at most 0.03125 (0.5 steps), at x = -7.875" in out
    assert "at any real input in [-8, 7.9375] at most 0.0390625 (0.625 steps)," in out
    assert "Lipschitz constant 0.25, derived" in out
    _, out, _ = run(capsys, "--function", "x/4", *GELU, "--lipschitz", "1/2")
    assert "at most 0.046875 (0.75 steps)," in out
    assert "Lipschitz constant 0.5, as given, not checked" in out


def test_the_error_in_json_is_exact(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--function", "x/4", *GELU, "--json")
    assert json.loads(out)["approximation"] == {
        "expression": "x/4",
        "grid": {"lower": "1/32", "upper": "1/32"},
        "worst": [-126],
        "leaves_format": False,
        "whole": {"lower": "1/32", "upper": "5/128"},
        "lipschitz": ["1/4"],
        "lipschitz_given": False,
        "missing": None,
    }


def test_a_function_that_leaves_the_format_has_an_error_as_large(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = run(capsys, "--function", "x*x", *GELU)
    assert "at most 56.0625 (897 steps), at x = -8" in out
    assert "more than rounding makes it: the real function leaves the format there" in out


def test_without_a_lipschitz_constant_the_answer_says_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, _ = run(capsys, "--function", "step(x)", *GELU)
    assert status == 0
    assert "error         none at the 256 grid points" in out
    assert "between the grid points not bounded: no Lipschitz constant was derived" in out


def test_time_is_over_before_the_function_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--function", "x*y", *GELU, "--timeout", "0")
    status, out, _ = run(capsys, *arguments)
    assert status == 20
    assert out == "UNKNOWN: the time was over when 4096 of 65536 values had been rounded.\n"
    status, out, _ = run(capsys, *arguments, "--json")
    assert status == 20
    assert json.loads(out)["function"] is None


def test_constants_without_a_real_function_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, {"format": "Q1.0", "inputs": 1, "values": [0, 0, 0, 0]})
    status, _, err = run(capsys, path, "--activation", "relu", "--lipschitz", "1")
    assert status == 2
    assert err == "fxprove: --lipschitz: expected --function EXPR with it, found none\n"
