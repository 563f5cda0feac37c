"""`fxprove plot` as a user meets it."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from fxprove.cli import plot_command as command
from fxprove.cli.main import main
from fxprove.formats import Format
from fxprove.network_files import network_of_json
from fxprove.plotting.pictures import Picture

NARROW = Format.parse("Q1.1")  # -4 … 3, scale 2
NETWORK: dict[str, Any] = {
    "model": {"format": "Q1.1", "activation": "relu"},
    "layers": [
        {"weights": [[2], [-3]], "biases": [0, 2]},
        {"weights": [[1, -2], [3, 1]], "biases": [2, 0]},
    ],
}
DEEP: dict[str, Any] = {
    "model": {"format": "Q1.1", "activation": "relu"},
    "layers": [{"weights": [[2, 1, -1, 3]], "biases": [0]}, {"weights": [[2]], "biases": [0]}],
}
FUNCTION: dict[str, Any] = {
    "format": "Q1.1",
    "inputs": 1,
    "values": [0, 1, None, [0, 2], 1, 1, 1, 3],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, document in (
        ("net.json", NETWORK),
        ("deep.json", DEEP),
        ("f.json", FUNCTION),
        ("answer.json", {"network": NETWORK, "seconds": 0.25, "reason": "so it is"}),
        ("null.json", {"network": None, "seconds": 0.25}),
        ("other.json", {**FUNCTION, "format": "raw(-4,3,1)"}),
        ("plane.json", {"format": "Q1.1", "inputs": 2, "values": [0] * 64}),
        ("empty.json", {}),
    ):
        (tmp_path / name).write_text(json.dumps(document))
    (tmp_path / "f.csv").write_text("x1,y1\n0,1\n1,\n-4,-1..2\n")
    np.save(tmp_path / "f.npy", np.arange(8) - 4)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as exit_:
        main(["plot", *arguments])
    printed = capsys.readouterr()
    assert isinstance(exit_.value.code, int)
    return exit_.value.code, printed.out, printed.err


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    """The pictures that are drawn."""
    drawn: list[Picture] = []

    def figure(picture: Picture) -> Figure:
        drawn.append(picture)
        return Figure()

    monkeypatch.setattr(command, "figure", figure)
    return drawn


# --- Files --------------------------------------------------------------------------------------


def test_a_picture_is_written_and_the_error_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, "net.json", "--function", "x", "-o", "p.png")
    assert (status, err) == (0, "")
    assert out == "p.png: 8 inputs; largest error 1 (2 steps) at x = -2\n"
    first = (folder / "p.png").read_bytes()
    assert first.startswith(b"\x89PNG")
    assert run(capsys, "net.json", "--function", "x", "-o", "p.png", "--quiet") == (0, "", "")
    assert (folder / "p.png").read_bytes() == first


def test_an_svg_is_text_without_a_date(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "f.json", "-o", "p.SVG")
    assert (status, out) == (0, "p.SVG: 8 inputs\n")
    assert "<dc:date>" not in (folder / "p.SVG").read_text()


# --- What is drawn ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["net.json", "answer.json"])
@pytest.mark.parametrize("output", [1, 2])
def test_a_network_is_drawn_from_its_file_or_from_an_answer(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    pictures: list[Picture],
    name: str,
    output: int,
) -> None:
    assert run(capsys, name, "--output", str(output), "-o", "p.png")[0] == 0
    (picture,) = pictures
    network = network_of_json(NETWORK)
    values = [network.evaluate((raw,))[output - 1] for raw in NARROW.raws]
    assert picture.computed.low.tolist() == values
    assert picture.computed.name == f"network {name}"
    assert (picture.output, picture.outputs, picture.wanted) == (output - 1, 2, None)


def test_the_network_of_two_files_is_what_is_computed(
    folder: Path, capsys: pytest.CaptureFixture[str], pictures: list[Picture]
) -> None:
    for files in (("net.json", "f.json"), ("f.json", "net.json")):
        assert run(capsys, *files, "-o", "p.png")[0] == 0
        picture = pictures.pop()
        assert picture.computed.name == "network net.json"
        assert picture.wanted is not None
        assert picture.wanted.name == "function f.json"


def test_the_first_of_two_alike_is_what_is_computed(
    folder: Path, capsys: pytest.CaptureFixture[str], pictures: list[Picture]
) -> None:
    assert run(capsys, "answer.json", "net.json", "-o", "p.png")[0] == 0
    assert run(capsys, "f.npy", "f.json", "-o", "p.png")[0] == 0
    assert [picture.computed.name for picture in pictures] == [
        "network answer.json", "function f.npy",
    ]  # fmt: skip


def test_a_table_takes_the_format_of_the_other_file_or_of_the_option(
    folder: Path, capsys: pytest.CaptureFixture[str], pictures: list[Picture]
) -> None:
    assert run(capsys, "f.csv", "net.json", "--partial", "-o", "p.png")[0] == 0
    assert run(capsys, "f.csv", "--format", "Q1.1", "--partial", "-o", "p.png")[0] == 0
    assert pictures[0].wanted is not None
    for seen in (pictures[0].wanted, pictures[1].computed):
        assert (seen.low[0], seen.high[0], seen.low[4]) == (-1, 2, 1)
        assert seen.is_open.tolist() == [False, True, True, True, False, True, True, True]


@pytest.mark.parametrize(
    ("slices", "fixed"),
    [
        (("x3=0", "x4=1/2"), {2: 0, 3: 1}),
        (("z=-1.5,x4=0",), {2: -3, 3: 0}),
        (("x1=+1", "y=1", "z=0"), {0: 2, 1: 2, 2: 0}),
    ],
)
def test_slices_are_in_values(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    pictures: list[Picture],
    slices: tuple[str, ...],
    fixed: dict[int, int],
) -> None:
    options = [word for each in slices for word in ("--slice", each)]
    assert run(capsys, "deep.json", *options, "-o", "p.png")[0] == 0
    assert pictures[0].view.fixed == fixed
    network = network_of_json(DEEP)
    points = pictures[0].view.points().tolist()
    expected = [network.evaluate(tuple(point))[0] for point in points]
    assert pictures[0].computed.low.ravel().tolist() == expected


def test_slices_and_axes_are_raw_on_demand(
    folder: Path, capsys: pytest.CaptureFixture[str], pictures: list[Picture]
) -> None:
    arguments = ("deep.json", "--raw", "--slice", "x3=3,x4=-4", "-o", "p.png")
    assert run(capsys, *arguments)[0] == 0
    assert pictures[0].view.fixed == {2: 3, 3: -4}
    assert pictures[0].raw


def test_a_warning_goes_to_standard_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "g.json").write_text(json.dumps({**FUNCTION, "author": "me"}))
    status, out, err = run(capsys, "g.json", "-o", "p.png")
    assert (status, out) == (0, "p.png: 8 inputs\n")
    assert err == "warning: file 'g.json': ignored the field 'author'\n"


# --- Refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("none.json", "-o", "p.png"), "none.json': expected a readable file, found no such file"),
        (("empty.json", "-o", "p.png"), "found none of them"),
        (("null.json", "-o", "p.png"), "expected an answer with a network, found one without"),
        (("net.json",), "Missing option '--output-file'"),
        (("net.json", "-o", "p.pdf"), "a name ending in .png or .svg, found .pdf"),
        (("net.json", "-o", "picture"), "a name ending in .png or .svg, found no ending"),
        (("net.json", "-o", "no/such/p.png"), "output 'no/such/p.png': expected a writable file"),
        (("net.json", "f.json", "--function", "x", "-o", "p.png"), "found both"),
        (("net.json", "--function", "x +", "-o", "p.png"), "expression, column"),
        (("net.json", "--function", "x*y", "-o", "p.png"), "at most 1 variables, found 2"),
        (("net.json", "plane.json", "-o", "p.png"), "as many inputs as 'net.json', 1, found 2"),
        (("net.json", "other.json", "-o", "p.png"), "format: expected Q1.1, found Q2.0"),
        (("net.json", "--format", "Q1.2", "-o", "p.png"), "format: expected Q1.2, found Q1.1"),
        (("net.json", "--output", "3", "-o", "p.png"), "--output: expected 1 to 2, found 3"),
        (("net.json", "f.json", "--output", "2", "-o", "p.png"), "expected 1 to 1, found 2"),
        (("f.csv", "--partial", "-o", "p.png"), "--format or --model"),
        (("f.csv", "--format", "Q1.1", "-o", "p.png"), "expected all 8 inputs, or --partial"),
        (("f.csv", "--format", "ap_fixed<3,2,AP_RND>", "-o", "p.png"), "without rounding"),
        (("deep.json", "-o", "p.png"), "(such as --slice x3=0), found 4 of 4"),
        (("deep.json", "--slice", "x5=0", "-o", "p.png"), "x1 to x4 and a number"),
        (("deep.json", "--slice", "x3", "-o", "p.png"), "x1 to x4 and a number"),
        (("deep.json", "--slice", "x3=0.25", "-o", "p.png"), "a multiple of 1/2, found 0.25"),
        (("deep.json", "--raw", "--slice", "x3=0.5", "-o", "p.png"), "a raw integer, found 0.5"),
        (("deep.json", "--slice", "x3=1/0", "-o", "p.png"), "a number, found '1/0'"),
        (("deep.json", "--slice", "x3=0,z=0", "-o", "p.png"), "each input once, found z twice"),
        (
            ("deep.json", "--slice", "x3=9", "--slice", "x4=0", "-o", "p.png"),
            "--slice x3: expected a value of Q1.1, found 9",
        ),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], expected: str
) -> None:
    before = sorted(folder.iterdir())
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert expected in err
    assert sorted(folder.iterdir()) == before


def test_without_matplotlib_one_line_says_how_to_get_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    status, out, err = run(capsys, "net.json", "-o", "p.png")
    assert (status, out) == (2, "")
    assert err == (
        "fxprove: matplotlib: expected the package, pip install 'fxprove[plot]', found none\n"
    )
