"""Reading hostile JSON: a value or one line that says why not, never anything else."""

import json
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxprove.checker.strict_json import (
    DEEPEST,
    LARGEST_FILE,
    LONGEST_INTEGER,
    StrictJsonError,
    load_file,
    loads,
)


def refusal(data: bytes) -> str:
    with pytest.raises(StrictJsonError) as caught:
        loads(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-0", 0),
        (" [1, -2] ", [1, -2]),
        ('{"a": {"b": [true, false, null]}}', {"a": {"b": [True, False, None]}}),
        ('"σ \\u03c3"', "σ σ"),
        ('{"a": 1, "A": 2}', {"a": 1, "A": 2}),
    ],
)
def test_plain_json_is_read_as_it_stands(text: str, value: object) -> None:
    read = loads(text.encode())
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "expected JSON, found 'Expecting value' at line 1, column 1"),
        (b"[1, 2", "expected JSON, found"),
        (b'{"a": 1', "expected JSON, found"),
        (b'"abc', "expected JSON, found"),
        (b"[1,]", "expected JSON, found"),
        (b"{'a': 1}", "expected JSON, found"),
        (b"1 2", "expected JSON, found 'Extra data' at line 1, column 3"),
        (b'"a\nb"', "expected JSON, found"),
        (b"\xef\xbb\xbf[]", "expected JSON, found"),
        (b"[\x00]", "expected JSON, found"),
        (b"True", "expected JSON, found"),
        (b"1.0", "expected integers only, found 1.0"),
        (b"1e3", "expected integers only, found 1e3"),
        (b"1E-400", "expected integers only, found 1E-400"),
        (b"[NaN]", "expected integers only, found NaN"),
        (b"Infinity", "expected integers only, found Infinity"),
        (b"-Infinity", "expected integers only, found -Infinity"),
        (b"\xff", "expected UTF-8, found byte 0xff at offset 0"),
        (b'"\xc3"', "expected UTF-8, found byte 0xc3 at offset 1"),
        (b'"\xed\xa0\x80"', "expected UTF-8, found byte 0xed at offset 1"),
        ("[]".encode("utf-16"), "expected UTF-8, found byte 0xff at offset 0"),
        (b'{"a": 1, "a": 1}', "expected each key once, found 'a' twice"),
        (b'[{"x": {"b": 1, "\\u0062": 2}}]', "expected each key once, found 'b' twice"),
        (b'{"": 1, "": 2}', "expected each key once, found '' twice"),
    ],
)
def test_what_is_not_strictly_json_is_refused_with_the_reason(data: bytes, expected: str) -> None:
    assert refusal(data).startswith(expected)


def test_a_long_duplicate_key_and_a_long_fraction_are_cut_in_the_message() -> None:
    key = b'"' + b"k" * 100_000 + b'"'
    assert len(refusal(b"{" + key + b": 1, " + key + b": 1}")) < 100
    assert len(refusal(b"0." + b"1" * 100_000)) < 100


def test_integers_are_read_up_to_the_limit_and_refused_beyond_it() -> None:
    assert loads(b"9" * LONGEST_INTEGER) == 10**LONGEST_INTEGER - 1
    found = refusal(b"9" * (LONGEST_INTEGER + 1))
    assert found == f"expected at most {LONGEST_INTEGER} digits, found {LONGEST_INTEGER + 1}"


def test_an_integer_of_millions_of_digits_costs_no_time() -> None:
    start = time.monotonic()
    assert refusal(b"7" * 5_000_000).startswith("expected at most 400 digits")
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(("before", "after"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_nesting_is_read_up_to_the_limit_and_refused_beyond_it(before: bytes, after: bytes) -> None:
    def nested(levels: int) -> bytes:
        return before * levels + (b"" if before == b"[" else b"0") + after * levels

    assert loads(nested(DEEPEST)) is not None
    for levels in (DEEPEST + 1, DEEPEST + 2, 500, sys.getrecursionlimit() * 3, 200_000):
        assert refusal(nested(levels)).startswith(f"expected at most {DEEPEST} levels, found ")


def test_a_file_larger_than_the_limit_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fxprove.checker.strict_json.LARGEST_FILE", 10)
    assert loads(b"[1,2,3,45]") == [1, 2, 3, 45]
    assert refusal(b"[1,2,3,456]") == "expected at most 10 bytes, found more"
    file = tmp_path / "large.json"
    file.write_bytes(b" " * 11)
    with pytest.raises(StrictJsonError, match="expected at most 10 bytes, found more"):
        load_file(str(file))


def test_an_endless_file_is_read_no_further_than_the_limit() -> None:
    with pytest.raises(StrictJsonError, match=f"at most {LARGEST_FILE} bytes"):
        load_file("/dev/zero")


def test_what_is_no_readable_file_is_refused_in_the_systems_words(tmp_path: Path) -> None:
    for path, expected in (
        (str(tmp_path), "expected a file, found a directory"),
        (str(tmp_path / "none"), "expected a readable file, found no such file or directory"),
        (str(tmp_path / "none" / "x"), "expected a readable file, found no such file or directory"),
        ("x" * 5000, "expected a readable file, found file name too long"),
        ("a\0b", "expected a readable file, found embedded null byte"),
        ("", "expected a readable file, found no such file or directory"),
    ):
        with pytest.raises(StrictJsonError) as caught:
            load_file(path)
        assert str(caught.value) == expected


def test_a_file_is_read_like_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "value.json"
    file.write_bytes(b'{"a": [1, 2]}\n')
    assert load_file(str(file)) == {"a": [1, 2]}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda child: (
        st.lists(child, max_size=4) | st.dictionaries(st.text(max_size=4), child, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_every_value_of_integers_and_strings_survives_a_round_trip(
    value: object, ascii_only: bool
) -> None:
    try:
        data = json.dumps(value, ensure_ascii=ascii_only).encode()
    except UnicodeEncodeError:
        return
    assert loads(data) == value


PIECES = [
    "[", "]", "{", "}", ",", ":", '"a"', '"b"', '"\\ud800"', '"\\u0061"', "1", "-", "0", "00",
    "1.5", "1e9", "NaN", "Infinity", "null", "true", "\\", '"', " ", "\n", "\x00", "\ufeff",
    "9" * 401, "[" * 40, "]" * 40,
]  # fmt: skip


@settings(max_examples=800)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_shuffled_pieces_of_json_give_a_value_or_a_refusal(text: str) -> None:
    assert_value_or_refusal(text.encode())


@settings(max_examples=800)
@given(st.binary(max_size=40))
def test_any_bytes_give_a_value_or_a_refusal(data: bytes) -> None:
    assert_value_or_refusal(data)


@settings(max_examples=800)
@given(VALUES, st.data())
def test_damaged_json_gives_a_value_or_a_refusal(value: object, data: st.DataObject) -> None:
    text = bytearray(json.dumps(value).encode())
    position = data.draw(st.integers(0, len(text) - 1))
    text[position : position + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    assert_value_or_refusal(bytes(text))


def assert_value_or_refusal(data: bytes) -> None:
    """Refused in one line, or read as the standard parser reads it."""
    try:
        value = loads(data)
    except StrictJsonError as error:
        assert len(str(error).splitlines()) == 1
        assert error.expected
        assert error.found
        return
    assert value == json.loads(data.decode())
    assert "float" not in {type(leaf).__name__ for leaf in leaves(value)}


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for child in value.values() for leaf in leaves(child)]
    if isinstance(value, list):
        return [leaf for child in value for leaf in leaves(child)]
    return [value]
