"""A network took the place of its certificate, and mixed formats had an odd refusal."""

from pathlib import Path

import pytest

from tests.command_runs import answer_of, require_refusal

SQUARE = ("--function", "x*x", "--format", "Q1.0", "--activation", "relu")


def test_network_and_certificate_are_two_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.json"
    answer = answer_of(capsys, "construct", *SQUARE, "-o", path, "--certificate", path)
    require_refusal(answer)
    assert not path.exists()


@pytest.mark.parametrize("command", ["construct", "represent"])
def test_a_real_function_has_one_format(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = answer_of(capsys, command, *SQUARE, "--input-format", "Q2.0")
    require_refusal(answer)
    assert "one format of inputs and outputs, found Q2.0 and Q1.0" in answer.err


def test_formats_are_named_as_users_write_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "f.json"
    path.write_text('{"format": "Q1.0", "inputs": 1, "values": [0, 1, 0, 1]}')
    answer = answer_of(capsys, "represent", path, "--format", "Q2.0", "--activation", "relu")
    require_refusal(answer)
    assert answer.err.endswith("found Q1.0\n")
