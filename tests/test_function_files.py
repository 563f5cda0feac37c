"""Function files: what is read, and one line for everything else."""

import json
from pathlib import Path
from typing import Any

import pytest

from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.function_files import (
    FileKind,
    read_function,
    read_requirement,
    requirement_of_json,
)
from fxprove.functions import Function
from fxprove.requirements import MOST_INPUTS

XOR = Function(format=Format.parse("raw(0,1,1)"), inputs=2, values=(0, 1, 1, 0))


@pytest.mark.parametrize(
    "document",
    [
        XOR.to_json(),
        {"format": {"lo": 0, "hi": 1, "scale": 1}, "inputs": 2, "values": [0, 1, 1, 0]},
        {"format": "UQ1.0", "inputs": 2, "outputs": 1, "values": [0, 1, 1, 0], "id": 7},
        {"format": "UQ1.0", "inputs": 2, "values": [0, 1, 1, 0], "function": {"any": "thing"}},
    ],
)
def test_a_total_function_is_read(tmp_path: Path, document: Any) -> None:
    path = tmp_path / "xor.json"
    path.write_text(json.dumps(document))
    assert read_function(str(path)) == XOR


GOOD: dict[str, Any] = {"format": "UQ1.0", "inputs": 1, "values": [0, 1]}

NOT_TOTAL: dict[str, Any] = {
    "several outputs": {**GOOD, "outputs": 2, "values": [[0, 1], [1, 1]]},
    "a domain": {**GOOD, "domain": [[0]], "values": [1]},
    "a value left open": {**GOOD, "values": [0, None]},
    "a tolerance": {**GOOD, "values": [0, [0, 1]]},
}


@pytest.mark.parametrize("what", NOT_TOTAL)
def test_what_is_no_total_function_of_one_output_is_refused_as_one(
    tmp_path: Path, what: str
) -> None:
    path = tmp_path / "function.json"
    path.write_text(json.dumps(NOT_TOTAL[what]))
    with pytest.raises(InputError, match="one output, and one value at every input"):
        read_function(str(path))
    assert not read_requirement(str(path)).is_everywhere or what != "a domain"


def test_tolerances_are_intervals_and_a_domain_leaves_inputs_out() -> None:
    wanted = requirement_of_json(
        {"format": "Q1.0", "inputs": 1, "domain": [[1], [-2]], "values": [None, [-1, 1]]}
    )
    assert wanted.points.tolist() == [[1], [-2]]
    assert wanted.low.tolist() == [[-2], [-1]]
    assert wanted.high.tolist() == [[1], [1]]


def test_each_of_several_outputs_has_its_interval() -> None:
    wanted = requirement_of_json(
        {"format": "UQ1.0", "inputs": 1, "outputs": 2, "values": [[0, [0, 1]], None]}
    )
    assert wanted.low.tolist() == [[0, 0], [0, 0]]
    assert wanted.high.tolist() == [[0, 1], [1, 1]]


BAD: dict[str, tuple[Any, str]] = {
    "a list": ([0, 1], "file: expected an object, found a list of 2"),
    "no format": ({"inputs": 1, "values": [0, 1]}, "a field 'format'"),
    "no inputs": ({"format": "UQ1.0", "values": [0, 1]}, "a field 'inputs'"),
    "no values": ({"format": "UQ1.0", "inputs": 1}, "a field 'values'"),
    "a bad spelling": ({**GOOD, "format": "Q1"}, "found 'Q1'"),
    "a format that is a number": ({**GOOD, "format": 3}, "format: expected an object, found 3"),
    "half a format": ({**GOOD, "format": {"lo": 0, "hi": 1}}, "a field 'scale'"),
    "a format with more": (
        {**GOOD, "format": {"lo": 0, "hi": 1, "scale": 1, "bias": 0}}, "found 'bias'",
    ),
    "a format of truths": ({**GOOD, "format": {"lo": 0, "hi": True, "scale": 1}}, r"format\[1\]"),
    "an empty format": ({**GOOD, "format": {"lo": 1, "hi": 0, "scale": 1}}, "lo ≤ hi"),
    "no inputs at all": ({**GOOD, "inputs": 0}, f"inputs: expected 1 to {MOST_INPUTS}, found 0"),
    "very many inputs": ({**GOOD, "inputs": 10**12}, f"inputs: expected 1 to {MOST_INPUTS}"),
    "many inputs of a large format": ({**GOOD, "format": "Q9.9", "inputs": 20}, "at most"),
    "inputs that are a truth": ({**GOOD, "inputs": True}, "inputs"),
    "inputs that are a text": ({**GOOD, "inputs": "1"}, "inputs"),
    "outputs that are a truth": ({**GOOD, "outputs": True}, "outputs"),
    "a truth among values": ({**GOOD, "values": [0, True]}, r"values\[1\]"),
    "an empty interval": ({**GOOD, "values": [0, [1, 0]]}, r"values\[1\]"),
    "an interval of three": ({**GOOD, "values": [0, [0, 0, 1]]}, r"values\[1\]"),
    "values that are no list": ({**GOOD, "values": {"0": 1}}, "values: expected a list"),
    "too few values": ({**GOOD, "values": [0]}, "values: expected a list of 2"),
    "too many values": ({**GOOD, "values": [0, 1, 0]}, "values: expected a list of 2"),
    "a value outside": ({**GOOD, "values": [0, 2]}, "raw values of UQ1.0.*found 2"),
    "a domain outside": ({**GOOD, "domain": [[2]], "values": [0]}, r"domain\[0\].*raw values"),
    "a domain twice": ({**GOOD, "domain": [[1], [1]], "values": [0, 0]}, "each input once"),
    "a domain of pairs": ({**GOOD, "domain": [[1, 0]], "values": [0]}, r"domain\[0\]"),
    "an empty domain": ({**GOOD, "domain": [], "values": []}, "domain"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_anything_else_is_refused_in_one_line(tmp_path: Path, what: str) -> None:
    document, words = BAD[what]
    path = tmp_path / "function.json"
    path.write_text(json.dumps(document))
    with pytest.raises(InputError, match=words) as refusal:
        read_function(str(path))
    assert str(refusal.value).startswith(f"function '{path}': ")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "no such file"),
        (b"", "JSON"),
        (b'{"format": "UQ1.0", "inputs": 1', "JSON"),
        (b'{"format": "UQ1.0", "inputs": 1, "values": [0, 1.0]}', "integers only"),
        (b'{"inputs": 1, "inputs": 1}', "each key once"),
        (b"\xff", "UTF-8"),
    ],
)
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, data: bytes | None, words: str) -> None:
    path = tmp_path / "function.json"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputError, match=words):
        read_function(str(path))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a directory"):
        read_function(str(tmp_path))


def test_what_a_function_writes_is_read_back() -> None:
    wanted = requirement_of_json(json.loads(json.dumps(XOR.to_json())))
    assert wanted.is_everywhere
    assert wanted.is_exact
    assert tuple(wanted.low[:, 0].tolist()) == XOR.values


# --- Kinds and warnings -------------------------------------------------------------------------


def test_the_ending_of_the_name_tells_the_kind() -> None:
    assert FileKind.of("some.where/f.CSV") is FileKind.CSV
    assert FileKind.of("f.npy") is FileKind.NPY
    assert FileKind.of("f.json") is FileKind.of("/dev/stdin") is FileKind.JSON


@pytest.mark.parametrize(
    ("extra", "warnings"),
    [
        ({}, []),
        ({"id": 7, "function": "xor", "outputs": 1}, []),
        ({"author": "me"}, ["ignored the field 'author'"]),
        ({"b": 1, "a": None}, ["ignored the fields 'b', 'a'"]),
        ({"n" * 99: 1}, [f"ignored the field '{'n' * 29}…'"]),
        ({"a\nb": 1}, ["ignored the field 'a\\nb'"]),
        ({str(n): n for n in range(9)}, ["ignored the fields '0', '1', '2', '3', '4', …"]),
    ],
)
def test_other_fields_are_ignored_with_a_warning(
    tmp_path: Path, extra: dict[str, Any], warnings: list[str]
) -> None:
    path = tmp_path / "f.json"
    path.write_text(json.dumps({**GOOD, **extra}))
    heard: list[str] = []
    assert read_requirement(str(path), warn=heard.append).low.ravel().tolist() == [0, 1]
    assert heard == [f"function '{path}': {warning}" for warning in warnings]


def test_a_file_that_holds_another_format_than_the_one_asked_for_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_text(json.dumps(GOOD))
    assert read_requirement(str(path), format=Format.parse("raw(0,1,1)")).inputs == 1
    with pytest.raises(InputError, match=r"format: expected Q1\.0, found UQ1\.0"):
        read_requirement(str(path), format=Format.parse("Q1.0"))


@pytest.mark.parametrize("name", ["f.csv", "f.npy"])
def test_a_table_without_a_format_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"expected --format or --model, .* found neither"):
        read_requirement(str(tmp_path / name))


@pytest.mark.parametrize("name", ["f.json", "f.npy"])
def test_only_csv_files_leave_inputs_out(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"--partial: expected a \.csv file"):
        read_requirement(str(tmp_path / name), format=Format.parse("UQ1.0"), partial=True)


@pytest.mark.parametrize("name", ["f.csv", "f.npy"])
def test_a_table_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_requirement(str(tmp_path / name), format=Format.parse("UQ1.0"))


def test_a_total_function_is_read_from_csv(tmp_path: Path) -> None:
    path = tmp_path / "xor.csv"
    path.write_text("x1,x2,y1\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n")
    assert read_function(str(path), format=XOR.format) == XOR
