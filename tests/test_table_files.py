"""Tables survive their files, and what is not a table is refused in one line."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.activations import check_table
from fxprove.errors import InputError
from fxprove.formats import LARGEST_FORMAT, Format
from fxprove.rounding import Rounding
from fxprove.table_files import (
    LabelledTable,
    TableKind,
    read_table,
    render_table,
    table_of_json,
)

Q2 = Format.parse("Q2.0")  # −4 … 3
VALUES = (-4, -4, 0, 1, 0, 3, -1, 2)


def labelled(values: tuple[int, ...], source: Format, target: Format) -> LabelledTable:
    return LabelledTable(
        values=values,
        source=source,
        target=target,
        activation="gelu",
        rounding=Rounding.HALF_EVEN,
    )


EXAMPLE = labelled(VALUES, Q2, Q2)


def written(directory: Path, name: str, data: bytes) -> str:
    path = directory / name
    path.write_bytes(data)
    return str(path)


def refusal(path: str, source: Format = Q2) -> str:
    """The one line that reading `path` ends in, without the path."""
    with pytest.raises(InputError) as caught:
        read_table(path, source=source)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"table {path!r}")
    return message.removeprefix(f"table {path!r}")


# --- What is written is read back ---------------------------------------------------------------

formats = st.builds(
    lambda lo, size, scale: Format(lo=lo, hi=lo + size, scale=scale),
    st.integers(-(1 << 20), 1 << 20),
    st.integers(0, 300),
    st.integers(1, 1 << 20),
)


@given(formats, formats, st.data())
def test_a_rendered_table_reads_back_as_itself(
    tmp_path_factory: pytest.TempPathFactory, source: Format, target: Format, data: st.DataObject
) -> None:
    entry = st.integers(target.lo, target.hi)
    values = tuple(data.draw(st.lists(entry, min_size=source.size, max_size=source.size)))
    for kind in (TableKind.CSV, TableKind.NPY, TableKind.JSON):
        rendered = render_table(labelled(values, source, target), kind)
        assert rendered == render_table(labelled(values, source, target), kind)
        path = written(tmp_path_factory.getbasetemp(), f"table.{kind.value}", rendered)
        assert read_table(path, source=source) == values


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bare.csv", b"-4\n-4\n0\n1\n0\n3\n-1\n2\n"),
        ("no_final_newline.csv", b"-4\n-4\n0\n1\n0\n3\n-1\n2"),
        ("windows.csv", b"\xef\xbb\xbf-4\r\n-4\r\n0\r\n1\r\n0\r\n+3\r\n -1\r\n2\r\n"),
        ("columns.CSV", b"raw, table\n-4,-4\n-3,-4\n-2,0\n-1,1\n0,0\n1,3\n2,-1\n3,2\n"),
        ("list.json", b"[-4,-4,0,1,0,3,-1,2]"),
        ("object.json", b'{"table":[-4,-4,0,1,0,3,-1,2],"activation":"mine"}'),
        ("format.json", b'{"format":"raw(-4,3,1)","table":[-4,-4,0,1,0,3,-1,2]}'),
        (
            "object_format.json",
            b'{"format":{"hi":3,"lo":-4,"scale":1},"table":[-4,-4,0,1,0,3,-1,2]}',
        ),
    ],
)
def test_every_documented_spelling_of_a_table_is_read(
    tmp_path: Path, name: str, data: bytes
) -> None:
    assert read_table(written(tmp_path, name, data), source=Q2) == VALUES


@pytest.mark.parametrize("dtype", ["<i1", "<i2", ">i4", "<i8", "=i2"])
@pytest.mark.parametrize("version", [(1, 0), (2, 0)])
def test_numpy_arrays_of_any_integer_dtype_are_read(
    tmp_path: Path, dtype: str, version: tuple[int, int]
) -> None:
    path = tmp_path / "table.npy"
    with path.open("wb") as stream:
        np.lib.format.write_array(stream, np.array(VALUES, dtype=dtype), version=version)
    assert read_table(str(path), source=Q2) == VALUES


def test_unsigned_arrays_keep_their_largest_values(tmp_path: Path) -> None:
    path = tmp_path / "table.npy"
    np.save(path, np.array([0, 2**64 - 1], dtype=np.uint64))
    assert read_table(str(path), source=Q2) == (0, 2**64 - 1)


# --- Refusals -----------------------------------------------------------------------------------


def npy(header: str, body: bytes = b"") -> bytes:
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + body


def npy_of(descr: str, shape: str, body: bytes) -> bytes:
    return npy(f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}", body)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("t.txt", b"1", ": expected a file name ending in .json, .csv or .npy, found .txt"),
        ("t", b"1", ": expected a file name ending in .json, .csv or .npy, found no extension"),
        # JSON
        ("t.json", b"", ": expected JSON, found 'Expecting value' at line 1, column 1"),
        (
            "t.json",
            b"[1, 2",
            ": expected JSON, found 'Expecting ',' delimiter' at line 1, column 6",
        ),
        ("t.json", b"[1.0]", ": expected integers only, found 1.0"),
        ("t.json", b"[1e3]", ": expected integers only, found 1e3"),
        ("t.json", b"[NaN]", ": expected integers only, found NaN"),
        ("t.json", b"[0, true]", ": entry 1: expected an integer, found true"),
        ("t.json", b"[null]", ": entry 0: expected an integer, found null"),
        ("t.json", b'["1"]', ': entry 0: expected an integer, found "1"'),
        ("t.json", b"[[1], [2]]", ": entry 0: expected an integer, found a list"),
        ("t.json", b"[" * 100_000, ": expected at most 32 levels, found"),
        ("t.json", b"[" + b"9" * 1000 + b"]", ": expected at most 400 digits"),
        ("t.json", b"[]", f": expected between 1 and {LARGEST_FORMAT} entries, found 0"),
        ("t.json", b"7", ": expected a list of integers, found 7"),
        ("t.json", b"{}", ": expected a list of integers or an object with 'table', found no"),
        ("t.json", b'{"table": {}}', ": table: expected a list of integers, found an object"),
        ("t.json", b'{"table":[1],"table":[2]}', ": expected each key once, found 'table' twice"),
        ("t.json", b'{"expected ":1,"expected ":2}', ": expected each key once, found 'expected "),
        ("t.json", b"\xff", ": expected UTF-8, found byte 0xff at offset 0"),
        ("t.json", b'{"format":"Q3.0","table":[1]}', ": format: expected the source format Q2.0"),
        ("t.json", b'{"format":"Q","table":[1]}', ": format: format: expected sym(p,s)"),
        ("t.json", b'{"format":null,"table":[1]}', ": format: expected Q2.0 or"),
        # CSV
        ("t.csv", b"", ": expected one integer per line, found an empty file"),
        ("t.csv", b" \n\n", ": expected one integer per line, found an empty file"),
        ("t.csv", b"1\n\n2\n", ": line 2: expected an integer, found ''"),
        ("t.csv", b"1\n2.0\n", ": line 2: expected an integer, found '2.0'"),
        ("t.csv", b"1\nnan\n", ": line 2: expected an integer, found 'nan'"),
        ("t.csv", b"1\nTrue\n", ": line 2: expected an integer, found 'True'"),
        ("t.csv", b"1,2\n", ": line 1: expected an integer, found '1,2'"),
        ("t.csv", b"1_0\n", ": line 1: expected an integer, found '1_0'"),
        ("t.csv", "٣\n".encode(), ": line 1: expected an integer, found '٣'"),
        ("t.csv", b"9" * 5000, ": line 1: expected at most 40 digits, found 5000"),
        ("t.csv", b"\xff\n", ": expected UTF-8 text, found byte 0xff at offset 0"),
        ("t.csv", b"table\n1\n", ": line 1: expected an integer, found 'table'"),
        ("t.csv", b"raw,table\n", f": expected between 1 and {LARGEST_FORMAT} entries, found 0"),
        ("t.csv", b"raw,table\n-4,1,2\n", ": line 2: expected two columns, found '-4,1,2'"),
        ("t.csv", b"raw,table\n-4\n", ": line 2: expected two columns, found '-4'"),
        ("t.csv", b"raw,table\n-3,1\n", ": line 2: expected raw -4 (from -4 in order), found -3"),
        ("t.csv", b"raw,table\n-4,1\n-4,1\n", ": line 3: expected raw -3 (from -4 in order)"),
        # NumPy
        ("t.npy", b"", ": expected an .npy file of version 1 or 2, found b''"),
        ("t.npy", b"PK\x03\x04", ": expected an .npy file of version 1 or 2"),
        ("t.npy", b"\x93NUMPY\x03\x00", ": expected an .npy file of version 1 or 2"),
        ("t.npy", b"\x93NUMPY\x01\x00\xff", ": expected an .npy file of version 1 or 2"),
        ("t.npy", npy("{'descr': '<i1'}"), ": expected an .npy file of version 1 or 2"),
        ("t.npy", npy("__import__('os')"), ": expected an .npy file of version 1 or 2"),
        ("t.npy", npy("(" * 5000), ": expected an .npy file of version 1 or 2"),
        ("t.npy", npy_of("'<i2'", "(2,)", b"\1\0\2"), ": expected 2 entries of 2 bytes, found 3"),
        ("t.npy", npy_of("'|i1'", "(2,)", b"\1\2\3"), ": expected 2 entries of 1 bytes, found 3"),
        ("t.npy", npy_of("'<i8'", "(10**18,)", b""), ": expected an .npy file"),
        ("t.npy", npy_of("'<i8'", f"({10**18},)", b""), f": expected {10**18} entries of 8"),
        ("t.npy", npy_of("'|i1'", "(-1,)", b""), ": expected -1 entries of 1 bytes, found 0"),
        ("t.npy", npy_of("'|i1'", "(0,)", b""), ": expected between 1 and"),
        ("t.npy", npy_of("'|i1'", "()", b"\1"), ": expected one dimension, found shape ()"),
        ("t.npy", npy_of("'|i1'", "(True,)", b"\1"), ": expected a shape of integers"),
        ("t.npy", npy_of("'|i1'", "(1, 2)", b"\1\2"), ": expected one dimension, found shape"),
        ("t.npy", npy_of("'<f8'", "(1,)", b"\0" * 8), ": expected an integer dtype, found dtype"),
        ("t.npy", npy_of("'|b1'", "(1,)", b"\1"), ": expected an integer dtype"),
        ("t.npy", npy_of("'|O'", "(1,)", b"\x80\x04."), ": expected an integer dtype"),
        ("t.npy", npy_of("[('a', '<i2')]", "(1,)", b"\1\0"), ": expected an integer dtype"),
    ],
)
def test_what_is_not_a_table_is_refused_with_its_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    assert refusal(written(tmp_path, name, data)).startswith(reason)


@pytest.mark.parametrize("suffix", ["json", "csv", "npy"])
def test_a_directory_or_a_missing_file_is_refused(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"directory.{suffix}").mkdir()
    assert refusal(str(tmp_path / f"directory.{suffix}")) == ": expected a file, found a directory"
    assert "no such file" in refusal(str(tmp_path / f"missing.{suffix}"))
    assert "null byte" in refusal(f"\0.{suffix}")


def test_a_file_name_with_a_line_break_does_not_break_the_line(tmp_path: Path) -> None:
    refusal(str(tmp_path / "two\nlines.csv"))


@given(st.binary(max_size=60), st.sampled_from(["json", "csv", "npy"]), st.booleans())
def test_no_bytes_crash_the_reader(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str, damaged: bool
) -> None:
    if damaged:
        whole = render_table(EXAMPLE, TableKind(suffix))
        place = data[0] % len(whole) if data else 0
        data = whole[:place] + data[1:2] + whole[place + 1 :]
    path = written(tmp_path_factory.getbasetemp(), f"bytes.{suffix}", data)
    try:
        entries = read_table(path, source=Q2)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert all(type(entry) is int for entry in entries)


def test_a_table_of_the_wrong_length_or_range_is_refused() -> None:
    assert check_table(VALUES, source=Q2, target=Q2, where="table") == VALUES
    with pytest.raises(
        InputError, match=r"table: expected 8 entries, one for each .* Q2\.0, found 7"
    ):
        check_table(VALUES[1:], source=Q2, target=Q2, where="table")
    for outside in (4, -5, 10**30):
        expected = f"table: entry for raw -3: expected an integer from -4 to 3, found {outside}"
        with pytest.raises(InputError, match=re.escape(expected)):
            check_table((0, outside, *VALUES[2:]), source=Q2, target=Q2, where="table")


def test_a_labelled_table_is_legal_from_birth() -> None:
    with pytest.raises(InputError, match="table entries: expected 8 entries"):
        labelled(VALUES[1:], Q2, Q2)
    with pytest.raises(InputError, match="entry for raw -4: expected an integer from 0 to 3"):
        labelled(VALUES, Q2, Format.parse("UQ2.0"))


def test_inline_json_is_read_as_a_file_is() -> None:
    assert table_of_json([1, 2], source=Q2, where="--activation-table") == (1, 2)
    with pytest.raises(InputError, match="--activation-table: entry 1: expected an integer"):
        table_of_json([1, False], source=Q2, where="--activation-table")


# --- Renderings ---------------------------------------------------------------------------------


def test_the_csv_names_its_columns() -> None:
    assert render_table(EXAMPLE, TableKind.CSV).startswith(b"raw,table\n-4,-4\n-3,-4\n-2,0\n")


def test_the_json_names_formats_and_modes() -> None:
    assert json.loads(render_table(EXAMPLE, TableKind.JSON)) == {
        "activation": "gelu",
        "format": "Q2.0",
        "output_format": "Q2.0",
        "rounding": "half-even",
        "overflow": "saturate",
        "table": list(VALUES),
    }


@pytest.mark.parametrize(
    ("target", "dtype", "c_type"),
    [
        ("Q7.0", np.int8, "int8_t"),
        ("UQ7.0", np.int8, "int8_t"),
        ("UQ8.0", np.int16, "int16_t"),
        ("sym(7,1)", np.int8, "int8_t"),
        ("Q8.0", np.int16, "int16_t"),
        ("Q15.0", np.int16, "int16_t"),
        ("UQ16.0", np.int32, "int32_t"),
    ],
)
def test_entries_have_the_narrowest_type_that_holds_the_target(
    tmp_path: Path, target: str, dtype: type, c_type: str
) -> None:
    table = labelled((0,) * 8, Q2, Format.parse(target))
    path = written(tmp_path, "table.npy", render_table(table, TableKind.NPY))
    assert np.load(path).dtype == dtype
    assert f"static const {c_type} t[8]" in render_table(table, TableKind.C, name="t").decode()


def test_the_c_header_states_its_origin_and_its_index() -> None:
    assert render_table(EXAMPLE, TableKind.C, name="gelu_q2").decode() == (
        "/* gelu, Q2.0, half-even, saturate\n"
        "   raw value k, -4 <= k <= 3, means k/1;\n"
        "   its entry is gelu_q2[k - (-4)] and means entry/1. */\n"
        "#include <stdint.h>\n"
        "static const int8_t gelu_q2[8] = {\n"
        "  -4, -4, 0, 1, 0, 3, -1, 2,\n"
        "};\n"
    )


def test_a_description_cannot_close_the_comment_it_stands_in() -> None:
    hostile = LabelledTable(
        values=VALUES,
        source=Q2,
        target=Q2,
        activation="a*/ int x;\n/*",
        rounding=Rounding.FLOOR,
    )
    assert render_table(hostile, TableKind.C).count(b"*/") == 1
    memory = render_table(hostile, TableKind.MEM).decode().splitlines()
    assert memory[0].startswith("//")
    assert len(memory) == 9


@pytest.mark.parametrize("name", ["", "2x", "int", "bool", "int8_t", "_x", "x;", "é", "x" * 64])
def test_an_array_name_that_is_no_c_identifier_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="array name: expected a C identifier"):
        render_table(EXAMPLE, TableKind.C, name=name)


def test_a_format_beyond_32_bits_has_no_c_table() -> None:
    point, last = Format(lo=0, hi=0, scale=1), (1 << 31) - 1
    fitting = labelled((last,), point, Format(lo=last, hi=last, scale=1))
    assert str(last) in render_table(fitting, TableKind.C).decode()
    too_wide = labelled((last,), point, Format(lo=last, hi=last + 1, scale=1))
    with pytest.raises(InputError, match="a format of at most 32 signed bits"):
        render_table(too_wide, TableKind.C)


@pytest.mark.parametrize(
    ("target", "values", "words"),
    [
        ("Q2.0", (-4, -1, 0, 3), ["4", "7", "0", "3"]),  # 3 bits
        ("Q3.4", (-128, -1, 0, 127), ["80", "ff", "00", "7f"]),
        ("UQ4.4", (0, 1, 128, 255), ["00", "01", "80", "ff"]),
        ("sym(4,1)", (-15, -1, 0, 15), ["11", "1f", "00", "0f"]),  # 5 bits
        ("Q8.0", (-256, -1, 0, 255), ["100", "1ff", "000", "0ff"]),  # 9 bits
    ],
)
def test_memory_words_are_twos_complement_at_the_width_of_the_target(
    target: str, values: tuple[int, ...], words: list[str]
) -> None:
    table = labelled(values, Format(lo=-2, hi=1, scale=1), Format.parse(target))
    comment, *found = render_table(table, TableKind.MEM).decode().splitlines()
    assert found == words
    assert comment.startswith("// gelu, ")
    assert comment.endswith("address = raw - (-2)")


def test_reading_a_damaged_array_prints_nothing(tmp_path: Path) -> None:
    # numpy warns on standard error about headers that Python 2 could have written.
    path = written(tmp_path, "t.npy", npy_of("'|i1'", "(8L,)", bytes(8)))
    script = (
        "import sys; from fxprove.formats import Format; from fxprove.table_files import *\n"
        "try: read_table(sys.argv[1], source=Format.parse('Q2.0'))\n"
        "except InputError: pass"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, check=True, text=True
    )
    assert (done.stdout, done.stderr) == ("", "")
