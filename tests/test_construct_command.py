"""`fxprove construct` as a user meets it."""

import json
from pathlib import Path
from typing import Any

import pytest

from fxprove.checker import strict_json
from fxprove.checker.entry import main as check_main
from fxprove.checker.outcomes import Meter
from fxprove.construction import constructing
from fxprove.network_files import read_network
from fxprove.networks import Layer, Network
from tests.command_runs import Answer, answer_of, require_refusal

Capture = pytest.CaptureFixture[str]

SQUARE = ("--function", "x^2", "--format", "Q1.2", "--activation", "relu")
ROUNDED_SQUARES = [7, 7, 7, 6, 4, 2, 1, 0, 0, 0, 1, 2, 4, 6, 7, 7]


def construct(capsys: Capture, *arguments: str | Path) -> Answer:
    return answer_of(capsys, "construct", *arguments)


def written(tmp_path: Path, document: Any) -> Path:
    path = tmp_path / "f.json"
    path.write_text(json.dumps(document))
    return path


def test_the_network_that_is_written_computes_the_function(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "square.json"
    status, out, _ = construct(capsys, *SQUARE, "-o", file)
    assert status == 0
    assert out.startswith("BUILT: ")
    assert out.endswith(f"\nnetwork file  {file}\n")
    network = read_network(str(file))
    assert [network.evaluate((raw,))[0] for raw in range(-8, 8)] == ROUNDED_SQUARES


def test_the_answer_in_json_holds_the_network_of_the_file(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "square.json"
    status, out, _ = construct(capsys, *SQUARE, "-o", file, "--json")
    answer = json.loads(out)
    assert status == 0
    assert answer["network"] == json.loads(file.read_text())
    assert answer["checked"] == {"outcome": "valid", "left_open": None}
    assert answer["certificate"] is None
    network = read_network(str(file))
    assert answer["size"] == {
        "depth": network.depth,
        "neurons": network.size.neurons,
        "parameters": network.size.parameters,
        "parameters_dense": network.size.parameters_dense,
    }
    best = [way["parameters"] for way in answer["tried"] if way["parameters"] is not None]
    assert answer["size"]["parameters"] == min(best)


def test_the_size_stands_beside_what_counting_needs(capsys: Capture) -> None:
    _, out, _ = construct(capsys, *SQUARE, "--json")
    answer = json.loads(out)
    size, bound = answer["size"]["parameters"], answer["counting_bound"]
    assert bound["functions_bits"] == 64  # 16 values of 4 bits
    _, out, _ = construct(capsys, *SQUARE)
    ratio = size / bound["parameters"]
    shown = f"counting bound {bound['parameters']:.0f} ({ratio:.1f} times)"
    assert f"nonzero parameters {size}; {shown}" in out
    assert f"built by      {answer['way']}\n" in out
    assert "checker       accepts the certificate\n" in out
    assert "raw weights" not in out


def test_the_certificate_is_the_networks_evaluation(tmp_path: Path, capsys: Capture) -> None:
    certificate = tmp_path / "square.cert"
    status, out, _ = construct(capsys, *SQUARE, "--certificate", certificate)
    assert status == 0
    assert f"certificate   {certificate}; check it: fxprove check {certificate}" in out
    assert check_main([str(certificate)]) == 0
    document: Any = strict_json.load_file(str(certificate))
    assert document["rule"] == "network_function"


def test_a_single_layer_is_shown(capsys: Capture) -> None:
    arguments = ("--function", "x/2", "--format", "Q3.4", "--activation", "sign")
    status, out, _ = construct(capsys, *arguments)
    assert status == 0
    assert "network       1 layer; parameters 2 with zeros" in out
    assert "raw weights [8], bias 0" in out
    assert "built by      single layer" in out
    assert "tried" not in out


def test_what_no_network_computes_is_refused_with_the_reason(
    tmp_path: Path, capsys: Capture
) -> None:
    network, certificate = tmp_path / "network.json", tmp_path / "certificate.json"
    arguments = ("--function", "x*y", "--format", "Q1.2", "--activation", "sign")
    files = ("-o", network, "--certificate", certificate)
    status, out, _ = construct(capsys, *arguments, *files)
    assert status == 10
    assert out.startswith("NOT REPRESENTABLE: ")
    assert "cause         covering" in out
    assert "network file  none: no network was built" in out
    assert not network.exists()
    status, out, _ = construct(capsys, *arguments, "--json")
    answer = json.loads(out)
    assert (status, answer["rule"]) == (10, "covering_function")
    assert answer["network"] is None
    assert check_main([str(certificate)]) == 0


def test_beyond_the_theorems_the_answer_is_unknown(tmp_path: Path, capsys: Capture) -> None:
    certificate = tmp_path / "certificate.json"
    arguments = (*SQUARE, "--overflow", "wrap", "--certificate", certificate)
    status, out, _ = construct(capsys, *arguments)
    assert status == 20
    assert out.startswith("UNKNOWN: ")
    assert "certificate   none: this answer has no certificate" in out
    assert not certificate.exists()
    status, out, _ = construct(capsys, *arguments, "--json")
    assert json.loads(out)["missing"] == "saturating"


def test_time_is_over_before_the_function_is_known(capsys: Capture) -> None:
    arguments = ("--function", "x*y", "--format", "Q3.4", "--activation", "gelu", "--timeout", "0")
    status, out, _ = construct(capsys, *arguments)
    assert status == 20
    assert out == "UNKNOWN: the time was over when 4096 of 65536 values had been rounded.\n"
    status, out, _ = construct(capsys, *arguments, "--json")
    assert (status, json.loads(out)["function"]) == (20, None)


def test_what_the_checker_leaves_open_is_not_called_checked(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Meter.__init__, "__defaults__", (10, 0))
    status, out, _ = construct(capsys, *SQUARE)
    assert status == 0
    open_ = "beyond its limits: it needs more than 10 steps"
    assert f"checker       did NOT check the certificate, which is {open_}\n" in out
    assert "accepts" not in out


def test_a_certificate_too_long_to_be_read_is_not_called_checked(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict_json, "LARGEST_FILE", 1000)
    status, out, _ = construct(capsys, *SQUARE, "--json")
    expected = {"outcome": "incomplete", "left_open": "it has more than 1000 bytes"}
    assert (status, json.loads(out)["checked"]) == (0, expected)


def test_a_network_that_the_checker_refuses_is_a_defect_and_not_an_answer(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(_: object) -> list[dict[str, object]]:
        return [{"weights": [[0]], "biases": [0]}]

    monkeypatch.setattr(constructing, "layers_json", wrong)
    certificate = tmp_path / "certificate.json"
    status, out, err = construct(capsys, *SQUARE, "--certificate", certificate)
    assert (status, out) == (1, "")
    assert "the checker refuses the certificate" in err
    assert not certificate.exists()


def test_a_network_that_computes_another_function_is_a_defect_and_not_an_answer(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(search: Any) -> Network:
        network = real(search)
        assert network is not None
        last = network.layers[-1]
        biases = tuple(bias + 64 for bias in last.biases)
        layers = (*network.layers[:-1], Layer(weights=last.weights, biases=biases))
        search.way = "sabotage"
        return Network(model=network.model, layers=layers)

    real = constructing._Search.smallest
    monkeypatch.setattr(constructing._Search, "smallest", other)
    status, out, err = construct(capsys, *SQUARE)
    assert (status, out) == (1, "")
    assert "the network built by sabotage does not compute the function" in err


def test_tolerances_domains_and_several_outputs(tmp_path: Path, capsys: Capture) -> None:
    document = {
        "format": "Q1.0", "inputs": 2, "outputs": 2,
        "domain": [[-2, -2], [0, 1], [1, 1]],
        "values": [[0, 1], [[-1, 0], 1], [1, -2]],
    }  # fmt: skip
    file = tmp_path / "network.json"
    path = written(tmp_path, document)
    status, out, err = construct(capsys, path, "--activation", "relu", "-o", file)
    assert (status, err) == (0, "")
    assert "3 inputs of 2 variables, 2 outputs, with tolerances" in out
    network = read_network(str(file))
    assert network.evaluate((-2, -2)) == (0, 1)
    assert network.evaluate((0, 1)) in {(-1, 1), (0, 1)}
    assert network.evaluate((1, 1)) == (1, -2)


def test_a_partial_table_is_a_function_too(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "f.csv"
    path.write_text("x1,y1\n-2,-1..0\n-1,0\n1,0\n")
    options = ("--format", "Q1.0", "--activation-table", "[-1,-1,1,1]", "--weights", "ternary")
    require_refusal(construct(capsys, path, *options))
    assert construct(capsys, path, *options, "--partial").status == 0


def test_quiet_prints_the_verdict_line_only(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "square.json"
    status, out, err = construct(capsys, *SQUARE, "--quiet", "-o", file)
    assert (status, out.count("\n"), err) == (0, 1, "")
    assert file.exists()


def test_the_error_of_a_real_function_is_shown(capsys: Capture) -> None:
    _, out, _ = construct(capsys, "--function", "x/4", "--format", "Q1.2", "--activation", "relu")
    assert "error         at the 16 grid points at most 0.125 (0.5 steps)" in out
    _, out, _ = construct(capsys, *SQUARE, "--lipschitz", "4", "--json")
    assert json.loads(out)["approximation"]["lipschitz"] == ["4"]


def test_the_same_command_writes_the_same_bytes(tmp_path: Path, capsys: Capture) -> None:
    contents = []
    for name in ("a", "b"):
        files = tmp_path / f"{name}.network", tmp_path / f"{name}.certificate"
        construct(capsys, *SQUARE, "-o", files[0], "--certificate", files[1])
        contents.append([file.read_bytes() for file in files])
    assert contents[0] == contents[1]


def test_run_and_export_take_what_was_written(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "square.json"
    construct(capsys, *SQUARE, "-o", file)
    assert answer_of(capsys, "export", file, "--to", "c").status == 0


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "FILE or --function EXPR, found neither"),
        (("no_such_file.json",), "no_such_file.json"),
        (("--function", "x +", "--format", "Q1.2", "--activation", "relu"), "expected"),
        ((*SQUARE, "--timeout", "nan"), "a number of seconds"),
        ((*SQUARE, "--lipschitz", "1e3"), "--lipschitz"),
        ((*SQUARE, "--partial"), "--partial: expected a .csv file"),
        ((*SQUARE, "-o", "/no/such/folder/network.json"), "output"),
        ((*SQUARE, "--certificate", "/no/such/folder/certificate.json"), "output"),
    ],
)
def test_bad_input_is_one_line(capsys: Capture, arguments: tuple[str, ...], expected: str) -> None:
    answer = construct(capsys, *arguments)
    require_refusal(answer)
    assert expected in answer.err
