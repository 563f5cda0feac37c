"""`fxprove represent` as a user meets it."""

import json
from pathlib import Path
from typing import Any

import pytest

from fxprove.checker.entry import main as check_main
from fxprove.cli.main import main


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


def test_a_single_layer_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--function", "x/2", "--format", "Q3.4", "--activation", "sign")
    assert status == 0
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
