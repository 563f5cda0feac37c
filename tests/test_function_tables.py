"""Functions in CSV and .npy: what is read, and one line for everything else."""

import io
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.function_files import requirement_of_json
from fxprove.function_tables import requirement_of_csv, requirement_of_npy
from fxprove.requirements import MOST_INPUTS, Requirement

NARROW = Format.parse("Q1.0")  # -2 … 1


def of_csv(text: str, *, format: Format = NARROW, partial: bool = False) -> Requirement:
    return requirement_of_csv(text.encode(), format=format, where="f", partial=partial)


def npy(array: npt.NDArray[Any], *, allow_pickle: bool = False) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=allow_pickle)
    return stream.getvalue()


def of_npy(array: npt.NDArray[Any], *, format: Format = NARROW) -> Requirement:
    return requirement_of_npy(npy(array), format=format, where="f")


def same(a: Requirement, b: Requirement) -> bool:
    return a.format == b.format and all(
        np.array_equal(getattr(a, name), getattr(b, name)) for name in ("points", "low", "high")
    )


# --- CSV ----------------------------------------------------------------------------------------


def test_a_csv_file_holds_values_tolerances_and_dont_cares() -> None:
    wanted = of_csv("x1,y1\n-2,1\n-1,-1..0\n0,\n1, 0 .. 1 \n")
    assert wanted.is_everywhere
    assert wanted.low.ravel().tolist() == [1, -1, -2, 0]
    assert wanted.high.ravel().tolist() == [1, 0, 1, 1]


@given(st.permutations(range(4)), st.lists(st.integers(-2, 1), min_size=8, max_size=8))
def test_the_order_of_the_lines_does_not_matter(order: list[int], values: list[int]) -> None:
    lines = [f"{raw},{values[2 * i]},{values[2 * i + 1]}" for i, raw in enumerate(NARROW.raws)]
    shuffled = of_csv("\n".join(["x1,y1,y2", *(lines[index] for index in order)]))
    pairs = [values[2 * i : 2 * i + 2] for i in range(4)]
    document: Any = {"format": "Q1.0", "inputs": 1, "outputs": 2, "values": pairs}
    assert same(shuffled, requirement_of_json(document))


def test_columns_belong_to_inputs_in_order() -> None:
    lines = [f"{a},{b},{max(a, b)}" for a, b in product(NARROW.raws, repeat=2)]
    wanted = of_csv("\n".join(["x1,x2,y1", *lines]))
    assert wanted.inputs == 2
    assert wanted.low.ravel().tolist() == [max(p) for p in product(NARROW.raws, repeat=2)]


def test_a_partial_file_asks_about_the_inputs_in_it() -> None:
    wanted = of_csv("x1,x2,y1\n1,0,1\n-2,1,0\n", partial=True)
    assert wanted.points.tolist() == [[-2, 1], [1, 0]]
    assert wanted.low.ravel().tolist() == [0, 1]
    assert not wanted.is_everywhere


def test_a_partial_file_may_have_more_inputs_than_could_be_listed() -> None:
    header = ",".join([f"x{i + 1}" for i in range(MOST_INPUTS)] + ["y1"])
    row = ",".join(["0"] * (MOST_INPUTS + 1))
    assert of_csv(f"{header}\n{row}\n", partial=True).inputs == MOST_INPUTS
    with pytest.raises(InputError, match="at most"):
        of_csv(f"{header}\n{row}\n")


@pytest.mark.parametrize(
    "text",
    [
        "x1,y1\r\n-2,0\r\n-1,0\r\n0,0\r\n1,+1\r\n",
        '\ufeff"x1","y1"\n"-2","0"\n-1,0\n0,0\n1,1',
        " x1 , y1 \n -2 , 0 \n-1,0\n0,0\n1,1\n",
    ],
)
def test_what_spreadsheets_write_is_read(text: str) -> None:
    assert of_csv(text).low.ravel().tolist() == [0, 0, 0, 1]


BAD_CSV: dict[str, tuple[str, str]] = {
    "an empty file": ("", "f: line 1: expected the header x1,…,xd,y1,…,ym, found nothing"),
    "a blank first line": ("\nx1,y1\n", "line 1: expected the header"),
    "no header": ("-2,0\n-1,0\n", "line 1: expected the header .* found '-2,0'"),
    "no output": ("x1,x2\n", "expected the header .* found 'x1,x2'"),
    "no input": ("y1\n", "expected the header"),
    "outputs first": ("y1,x1\n", "expected the header"),
    "a column left out": ("x1,x3,y1\n", "expected the header .* found 'x1,x3,y1'"),
    "another name": ("x1,z,y1\n", "expected the header"),
    "many inputs": (",".join(f"x{i}" for i in range(1, 30)) + ",y1\n", "at most 21 inputs"),
    "many outputs": ("x1," + ",".join(f"y{i}" for i in range(1, 30)), "at most 21 outputs"),
    "the header alone": ("x1,y1\n", "expected a line for each input, found the header alone"),
    "a cell too few": ("x1,y1\n-2\n", "f: line 2: expected 2 cells, found 1"),
    "a cell too many": ("x1,y1\n-2,0,0\n", "line 2: expected 2 cells, found 3"),
    "a blank line": ("x1,y1\n-2,0\n\n", "line 3: expected 2 cells, found 0"),
    "an input outside": (
        "x1,y1\n-2,0\n2,0\n", r"line 3, x1: expected raw values of Q1.0, -2 to 1, found 2",
    ),
    "an output outside": ("x1,y1\n-2,5\n", "line 2, y1: expected raw values of Q1.0.*found '5'"),
    "an input that is open": ("x1,y1\n,0\n", "line 2, x1: expected an integer, found ''"),
    "an input that is a range": ("x1,y1\n0..1,0\n", "line 2, x1: expected an integer"),
    "a fraction": (
        "x1,y1\n-2,0.5\n", r"line 2, y1: expected an integer, low..high or nothing, found '0.5'",
    ),
    "a word": ("x1,y1\n-2,zero\n", "line 2, y1: expected an integer"),
    "half a range": ("x1,y1\n-2,0..\n", "line 2, y1: expected an integer"),
    "a range of three": ("x1,y1\n-2,0..1..1\n", "the lower one first"),
    "an empty range": ("x1,y1\n-2,1..0\n", "line 2, y1: .*the lower one first, found '1..0'"),
    "a digit of another script": ("x1,y1\n-2,١\n", "line 2, y1"),
    "a long number": ("x1,y1\n-2," + "9" * 50, "at most 40 digits"),
    "an input twice": (
        "x1,y1\n0,0\n-1,0\n0,0\n", r"line 4: expected each input once, found \[0\], as in line 2",
    ),
    "inputs that are missing": (
        "x1,y1\n-2,0\n0,0\n", r"expected all 4 inputs, or --partial, found 2, without \[-1\]",
    ),
    "an open quote": ('x1,y1\n"-2,0\n', "line 2: expected CSV"),
    "a newline in a cell": ('x1,y1\n"-2\n0",0\n', "x1: expected an integer"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_CSV)
def test_any_other_csv_is_refused_in_one_line(what: str) -> None:
    text, words = BAD_CSV[what]
    with pytest.raises(InputError, match=words) as refusal:
        of_csv(text)
    assert str(refusal.value).startswith("f: ")
    assert "\n" not in str(refusal.value)


def test_csv_that_is_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="expected UTF-8 text, found byte 0xff at offset 0"):
        requirement_of_csv(b"\xff\xfex1", format=NARROW, where="f")


# --- npy ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["i1", "<i2", ">i4", "i8"])
def test_an_axis_is_an_input(dtype: str) -> None:
    values = np.array([[max(a, b) for b in NARROW.raws] for a in NARROW.raws], dtype=dtype)
    wanted = of_npy(values)
    assert (wanted.inputs, wanted.outputs) == (2, 1)
    assert wanted.is_everywhere
    assert wanted.low.ravel().tolist() == [max(p) for p in product(NARROW.raws, repeat=2)]


def test_the_order_of_storage_does_not_matter() -> None:
    values = np.arange(16).reshape(4, 4) % 4 - 2
    assert same(of_npy(np.asfortranarray(values)), of_npy(values))


@pytest.mark.parametrize("outputs", [1, 2, 3, 5])
def test_a_last_axis_of_another_length_holds_outputs(outputs: int) -> None:
    values = np.arange(16 * outputs).reshape(4, 4, outputs) % 4 - 2
    wanted = of_npy(values)
    assert (wanted.inputs, wanted.outputs) == (2, outputs)
    assert np.array_equal(wanted.low, values.reshape(16, outputs))


def test_a_last_axis_as_long_as_the_format_is_one_more_input() -> None:
    assert (of_npy(np.zeros((4, 4), dtype=int)).inputs) == 2
    text = "x1,y1,y2,y3,y4\n" + "".join(f"{raw},0,0,0,0\n" for raw in NARROW.raws)
    assert of_csv(text).outputs == 4


BAD_NPY: dict[str, tuple[npt.NDArray[Any], str]] = {
    "floats": (np.zeros(4), "expected an integer dtype, found dtype <f8"),
    "truths": (np.zeros(4, dtype=bool), "an integer dtype"),
    "text": (np.array(["0"] * 4), "an integer dtype"),
    "no axis": (np.array(0), r"expected axes of length 4, .* found shape \(\)"),
    "a short axis": (np.zeros((3,), dtype=int), r"axes of length 4, .* found shape \(3,\)"),
    "a short axis first": (np.zeros((3, 4), dtype=int), r"found shape \(3, 4\)"),
    "two short axes": (np.zeros((4, 3, 2), dtype=int), r"found shape \(4, 3, 2\)"),
    "no outputs": (np.zeros((4, 0), dtype=int), r"found shape \(4, 0\)"),
    "many outputs": (np.zeros((4, 22), dtype=int), "at most 21 outputs, found 22"),
    "a value outside": (
        np.array([0, 0, 9, 0]), r"f: entry \[2\]: expected raw values of Q1.0, -2 to 1, found 9",
    ),
    "a value far outside": (np.array([0, 0, 0, 2**64 - 1], dtype="u8"), r"entry \[3\]"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_NPY)
def test_any_other_array_is_refused_in_one_line(what: str) -> None:
    array, words = BAD_NPY[what]
    with pytest.raises(InputError, match=words) as refusal:
        of_npy(array)
    assert str(refusal.value).startswith("f: ")
    assert "\n" not in str(refusal.value)


def test_pickles_are_refused_unread() -> None:
    data = npy(np.array([0, None, 0, 0], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match=r"an integer dtype, found dtype \|O"):
        requirement_of_npy(data, format=NARROW, where="f")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "expected an .npy file"),
        (b"PK\3\4", "expected an .npy file"),
        (npy(np.zeros(4, dtype=int))[:-1], "expected 4 entries of 8 bytes, found 31 bytes"),
        (npy(np.zeros(4, dtype=int)) + b"\0", "expected 4 entries of 8 bytes, found 33 bytes"),
    ],
)
def test_a_file_that_is_no_array_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        requirement_of_npy(data, format=NARROW, where="f")


@pytest.mark.parametrize("shape", ["(-2, -2)", "(1,) * 3", str((1,) * 70), "(2**70, 0)", "(4.0,)"])
def test_a_shape_that_is_none_is_refused(shape: str) -> None:
    header = f"{{'descr': '|i1', 'fortran_order': False, 'shape': {shape}}}".encode()
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + b"\1" * 4
    with pytest.raises(InputError) as refusal:
        requirement_of_npy(data, format=NARROW, where="f")
    assert "\n" not in str(refusal.value)
