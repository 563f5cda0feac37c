"""`fxprove minimize` as a user meets it."""

import hashlib
import json
import lzma
import signal
import time
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from fxprove.checker import strict_json
from fxprove.checker.entry import main as check_main
from fxprove.checker.outcomes import Meter
from fxprove.cli import minimize_command
from fxprove.cli.certificate_files import write_attachments
from fxprove.minimization import formula_search
from fxprove.minimization.minimizing import Minimum
from fxprove.minimization.minimizing import minimize as real_minimize
from fxprove.network_files import read_network
from tests.command_runs import Answer, answer_of, ended, require_refusal, started

Capture = pytest.CaptureFixture[str]

DATA = Path(__file__).parent / "data" / "minimize_examples.json"
ITEMS = {item["id"][:2]: item for item in json.loads(DATA.read_text(encoding="utf-8"))}
MINIMA = {"01": 3, "04": 7, "21": 6, "27": 14, "28": 4}

ABSOLUTE = ("--function", "abs(x)", "--format", "Q1.1", "--activation", "relu")
SIGN = ("--function", "x*y", "--format", "Q1.2", "--activation", "sign")
HARD = {
    "format": "raw(-7,7,2)", "inputs": 1,
    "values": [-2, -5, -1, 3, -7, -6, 6, 1, -6, -2, 2, -7, 7, 1, -4],
}  # fmt: skip


def minimize(capsys: Capture, *arguments: str | Path) -> Answer:
    return answer_of(capsys, "minimize", *arguments)


def answered(capsys: Capture, *arguments: str | Path) -> tuple[int, Any]:
    """The exit status and the JSON object."""
    status, out, _ = minimize(capsys, *arguments, "--json")
    return status, json.loads(out)


def written(tmp_path: Path, document: Any) -> Path:
    path = tmp_path / "f.json"
    path.write_text(json.dumps(document))
    return path


def item(tmp_path: Path, name: str) -> tuple[Path, str, str, str, str]:
    """The arguments of an item: a function file and the options of its model."""
    asked = ITEMS[name]
    names = ("format", "inputs", "values", "id", "function")
    path = written(tmp_path, {field: asked[field] for field in names})
    return path, "--activation", asked["activation"], "--weights", asked["weights"]


# --- Minima -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "neurons"), MINIMA.items())
def test_the_least_number_of_neurons(
    tmp_path: Path, capsys: Capture, name: str, neurons: int
) -> None:
    file, certificate = tmp_path / "network.json", tmp_path / "certificate.json"
    asked = (*item(tmp_path, name), "-o", file, "--certificate", certificate)
    status, answer = answered(capsys, *asked)
    assert (status, answer["verdict"]) == (0, "minimal")
    assert answer["lower_bound"] == answer["size"]["neurons"] == neurons
    assert (answer["objective"], answer["max_depth"]) == ("neurons", 2)
    assert answer["optimal"] == ["neurons"]
    assert answer["rule"] == "minimum_size"
    assert answer["reason"] == (
        f"{neurons} hidden neurons, and none smaller among networks of depth ≤ 2"
    )
    assert answer["certified"] is True
    assert answer["checked"] == {"outcome": "valid", "left_open": None}
    network = read_network(str(file))
    assert network.size.neurons == neurons
    points = product(network.model.format.raws, repeat=network.inputs)
    assert [network.evaluate(point)[0] for point in points] == ITEMS[name]["values"]
    assert check_main([str(certificate)]) == 0


def test_the_answer_in_words(tmp_path: Path, capsys: Capture) -> None:
    status, out, err = minimize(capsys, *item(tmp_path, "01"))
    assert (status, err) == (0, "")
    assert out.startswith(
        "MINIMAL: 3 hidden neurons, and none smaller among networks of depth ≤ 2.\n\n"
    )
    assert "order         by neurons, then parameters, then depth, among networks of" in out
    assert "              proved minimal: neurons\n" in out
    assert "network       2 layers, hidden neurons 3; parameters 10 with zeros\n" in out
    assert "              nonzero parameters " in out
    assert "lower bound   3 hidden neurons (branching)\n" in out
    assert "checker       accepts the certificate\n" in out
    assert out.count("raw weights") == 4  # three hidden neurons and the output
    assert "  layer   2   raw weights [" in out


def test_layers_of_many_neurons_are_not_shown(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fxprove.cli.function_answers._MOST_SHOWN", 2)
    _, out, _ = minimize(capsys, *item(tmp_path, "01"))
    assert "hidden neurons 3" in out
    assert "raw weights" not in out


@pytest.mark.parametrize(("name", "parameters"), [("01", 10), ("21", 19), ("28", 13)])
def test_the_least_number_of_parameters(
    tmp_path: Path, capsys: Capture, name: str, parameters: int
) -> None:
    certificate = tmp_path / "certificate.json"
    asked = (*item(tmp_path, name), "--objective", "parameters", "--certificate", certificate)
    status, answer = answered(capsys, *asked)
    assert (status, answer["verdict"]) == (0, "minimal")
    assert answer["lower_bound"] == answer["size"]["parameters"] == parameters
    assert answer["order"] == ["parameters", "neurons", "depth"]
    assert answer["optimal"] == ["parameters"]
    assert check_main([str(certificate)]) == 0


def test_the_least_depth(tmp_path: Path, capsys: Capture) -> None:
    status, answer = answered(capsys, *item(tmp_path, "01"), "--objective", "depth")
    assert (status, answer["verdict"]) == (0, "minimal")
    assert answer["lower_bound"] == answer["size"]["depth"] == 2
    assert answer["optimal"] == ["depth"]
    assert answer["engines"]["lower_bound"] == "all single layers"


def test_a_single_layer_has_no_hidden_neuron(capsys: Capture) -> None:
    line = ("--function", "x/2", "--format", "Q1.1", "--activation", "sign")
    status, out, _ = minimize(capsys, *line)
    assert status == 0
    assert out.startswith("MINIMAL: 0 hidden neurons, and none smaller among networks of depth")
    assert "network       1 layer; parameters 2 with zeros\n" in out
    status, answer = answered(capsys, *line)
    assert (status, answer["lower_bound"], answer["size"]["neurons"]) == (0, 0, 0)


def test_tolerances_dont_cares_and_a_domain_make_networks_smaller(
    tmp_path: Path, capsys: Capture
) -> None:
    neurons = []
    values = ITEMS["01"]["values"]
    for changed in (values, [-2, [0, 1], 3, [2, 3], 3, -3, -1], [-2, None, 3, 3, 3, None, None]):
        path = written(tmp_path, {**ITEMS["01"], "values": changed})
        certificate = tmp_path / "certificate.json"
        status, answer = answered(
            capsys, path, "--activation", "relu", "--certificate", certificate
        )
        assert (status, check_main([str(certificate)])) == (0, 0)
        capsys.readouterr()
        neurons.append(answer["lower_bound"])
        assert answer["function"]["high"] is None or changed is not values
    assert all(fewer <= more for more, fewer in pairwise(neurons))
    assert neurons[-1] < neurons[0]
    document = {"format": "raw(-3,3,1)", "inputs": 1, "domain": [[-3], [0]], "values": [-2, 3]}
    status, answer = answered(capsys, written(tmp_path, document), "--activation", "relu")
    assert (status, answer["lower_bound"], answer["function"]["points"]) == (0, 0, [-3, 0])


def test_several_outputs(tmp_path: Path, capsys: Capture) -> None:
    values = [[1, 0], [0, 1], [1, 1]]
    document = {"format": "raw(-1,1,1)", "inputs": 1, "outputs": 2, "values": values}
    file = tmp_path / "network.json"
    asked = (written(tmp_path, document), "--activation", "relu", "-o", file)
    status, answer = answered(capsys, *asked)
    assert (status, answer["verdict"]) == (0, "minimal")
    network = read_network(str(file))
    assert [list(network.evaluate((raw,))) for raw in (-1, 0, 1)] == values
    assert network.size.neurons == answer["lower_bound"] > 0


# --- No network, and bounds ---------------------------------------------------------------------


def test_what_no_network_computes_is_refused_with_the_reason(
    tmp_path: Path, capsys: Capture
) -> None:
    network, certificate = tmp_path / "network.json", tmp_path / "certificate.json"
    status, out, _ = minimize(capsys, *SIGN, "-o", network, "--certificate", certificate)
    assert status == 10
    assert out.startswith("NOT REPRESENTABLE: ")
    assert "cause         covering" in out
    assert "network file  none: no network was found" in out
    assert not network.exists()
    assert answer_of(capsys, "check", certificate).status == 0
    status, answer = answered(capsys, *SIGN)
    assert (status, answer["rule"], answer["network"]) == (10, "covering_function", None)
    assert (answer["lower_bound"], answer["optimal"]) == (None, [])


def test_when_the_time_is_over_the_bounds_are_shown_and_certified(
    tmp_path: Path, capsys: Capture
) -> None:
    certificate = tmp_path / "certificate.json"
    asked = (written(tmp_path, HARD), "--activation", "relu", "--timeout", "0")
    status, out, _ = minimize(capsys, *asked, "--certificate", certificate)
    assert status == 20
    assert out.startswith("UNKNOWN: ")
    assert "among networks of depth ≤ 2" in out.partition("\n")[0]
    assert "proved minimal: nothing" in out
    status, answer = answered(capsys, *asked)
    bound = answer["lower_bound"]
    assert (status, answer["optimal"], answer["rule"]) == (20, [], "size_bound")
    assert bound >= 1
    assert f"{bound} hidden neuron" in answer["reason"]
    document: Any = strict_json.load_file(str(certificate))
    assert document["claim"]["statement"] == "at_least"
    assert document["claim"]["size"]["max_depth"] == 2
    assert check_main([str(certificate)]) == 0


def test_the_best_network_and_the_lower_bound_stand_together(
    tmp_path: Path, capsys: Capture
) -> None:
    network = tmp_path / "network.json"
    asked = (written(tmp_path, HARD), "--activation", "relu", "--objective", "depth")
    deep = (*asked, "--max-depth", "4", "--timeout", "2", "-o", network)
    status, answer = answered(capsys, *deep)
    assert answer["size"]["depth"] == read_network(str(network)).depth <= 4
    assert answer["lower_bound"] == 2
    assert answer["engines"]["lower_bound"] == "all single layers"
    if answer["size"]["depth"] > 2:
        assert (status, answer["verdict"]) == (20, "unknown")
        assert "at least 2 layers are needed, and the best one found has" in answer["reason"]


def test_no_network_of_such_depth_is_not_no_network(tmp_path: Path, capsys: Capture) -> None:
    certificate = tmp_path / "certificate.json"
    asked = (*item(tmp_path, "01"), "--max-depth", "1")
    status, out, _ = minimize(capsys, *asked, "--certificate", certificate)
    assert status == 20
    assert out.startswith("UNKNOWN: there is none among networks of depth ≤ 1: ")
    assert "deeper networks do" in out
    assert "lower bound   there is no network of depth ≤ 1 (all single layers)\n" in out
    document: Any = strict_json.load_file(str(certificate))
    assert document["claim"]["size"] == {"objective": "neurons", "bound": None, "max_depth": 1}
    assert answer_of(capsys, "check", certificate).status == 0
    status, answer = answered(capsys, *asked)
    assert (status, answer["none_at_depth"], answer["lower_bound"]) == (20, True, None)


@pytest.mark.parametrize(
    ("most", "said"),
    [
        ("0", "at least 1 hidden neuron is needed"),
        ("2", "at least 3 hidden neurons are needed"),
    ],
)
def test_larger_networks_than_wished_are_not_looked_for(
    tmp_path: Path, capsys: Capture, most: str, said: str
) -> None:
    asked = (*item(tmp_path, "01"), "--max-neurons", most)
    status, answer = answered(capsys, *asked)
    assert (status, answer["verdict"]) == (20, "unknown")
    assert (answer["network"], answer["lower_bound"]) == (None, int(most) + 1)
    assert f"none was found, and {said}" in answer["reason"]


def test_beyond_the_theorems_the_answer_is_unknown(tmp_path: Path, capsys: Capture) -> None:
    certificate = tmp_path / "certificate.json"
    asked = (*ABSOLUTE, "--overflow", "wrap", "--certificate", certificate)
    status, out, _ = minimize(capsys, *asked)
    assert status == 20
    assert "no lower bound is proved" in out.partition("\n")[0]
    assert "lower bound   none is proved\n" in out
    assert "certificate   none: this answer has no certificate" in out
    assert not certificate.exists()
    status, answer = answered(capsys, *asked)
    assert (status, answer["lower_bound"], answer["certified"]) == (20, None, False)


def test_time_is_over_before_the_function_is_known(capsys: Capture) -> None:
    asked = ("--function", "x*y", "--format", "Q3.4", "--activation", "gelu", "--timeout", "0")
    status, out, _ = minimize(capsys, *asked)
    assert status == 20
    assert out == "UNKNOWN: the time was over when 4096 of 65536 values had been rounded.\n"
    status, answer = answered(capsys, *asked)
    assert (status, answer["function"], answer["objective"]) == (20, None, "neurons")


# --- Certificates -------------------------------------------------------------------------------


def test_the_certificate_is_accepted_for_the_claim_and_for_no_other(
    tmp_path: Path, capsys: Capture
) -> None:
    certificate, claim = tmp_path / "certificate.json", tmp_path / "claim.json"
    minimize(capsys, *item(tmp_path, "01"), "--certificate", certificate)
    assert answer_of(capsys, "check", certificate).status == 0
    document: Any = strict_json.load_file(str(certificate))
    stated = document["claim"]
    claim.write_text(json.dumps(stated))
    accepted = answer_of(capsys, "check", certificate, "--claim", claim)
    assert accepted.status == 0
    assert "among networks of depth at most 2, the smallest" in accepted.out
    for change in ({"bound": 2}, {"max_depth": 3}, {"objective": "parameters"}):
        claim.write_text(json.dumps({**stated, "size": {**stated["size"], **change}}))
        assert answer_of(capsys, "check", certificate, "--claim", claim).status == 10


def test_without_a_proof_the_answer_says_that_it_is_not_certified(
    tmp_path: Path, capsys: Capture
) -> None:
    asked = (*item(tmp_path, "01"), "--proof", "none")
    status, out, _ = minimize(capsys, *asked)
    assert status == 0
    first, _, rest = out.partition("\n")
    assert first.endswith("among networks of depth ≤ 2; not certified.")
    assert "checker       has nothing to check: this answer is not certified\n" in rest
    assert "accepts" not in out
    status, answer = answered(capsys, *asked)
    assert (status, answer["certified"], answer["checked"]) == (0, False, None)
    assert answer["rule"] is answer["certificate"] is None
    assert answer["lower_bound"] == 3


def test_the_word_of_the_reference_engine_is_not_certified(tmp_path: Path, capsys: Capture) -> None:
    status, answer = answered(capsys, *item(tmp_path, "07"), "--engine", "smt")
    assert (status, answer["lower_bound"], answer["certified"]) == (0, 2, False)
    assert answer["reason"].endswith("; not certified")
    assert answer["engines"]["network"] == "smt"


def test_what_the_checker_leaves_open_is_not_called_checked(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Meter.__init__, "__defaults__", (10, 0))
    status, out, _ = minimize(capsys, *ABSOLUTE)
    assert status == 0
    open_ = "beyond its limits: it needs more than 10 steps"
    assert f"checker       did NOT check the certificate, which is {open_}\n" in out
    assert "accepts" not in out


def test_an_answer_that_the_checker_refuses_is_a_defect_and_not_an_answer(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:

    def smaller(*arguments: Any, **options: Any) -> Minimum:
        answer = real_minimize(*arguments, **options)
        certificate: Any = answer.certificate
        certificate["claim"]["size"]["bound"] -= 1
        return answer

    monkeypatch.setattr(minimize_command, "minimize", smaller)
    file, certificate = tmp_path / "network.json", tmp_path / "certificate.json"
    status, out, err = minimize(capsys, *ABSOLUTE, "-o", file, "--certificate", certificate)
    assert (status, out) == (1, "")
    assert "the checker refuses the certificate" in err
    assert not file.exists()
    assert not certificate.exists()


def test_long_proofs_lie_beside_the_certificate(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formula_search, "LONGEST_INLINE", 100)
    certificate = tmp_path / "certificate.json"
    asked = (*item(tmp_path, "01"), "--engine", "sat", "--certificate", certificate)
    status, out, _ = minimize(capsys, *asked)
    [proof] = tmp_path.glob("*.lrat.xz")
    digest = hashlib.sha256(proof.read_bytes()).hexdigest()
    assert (status, proof.name) == (0, f"{digest}.lrat.xz")
    assert f"              beside it: {proof.name}\n" in out
    assert lzma.decompress(proof.read_bytes())
    assert check_main([str(certificate)]) == 0
    assert answer_of(capsys, "check", certificate).status == 0
    _, answer = answered(capsys, *asked)
    assert answer["certificate"]["attachments"] == [proof.name]
    assert answer["checked"]["outcome"] == "valid"
    proof.unlink()
    assert answer_of(capsys, "check", certificate).status == 20


def test_attachments_are_written_before_the_certificate(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formula_search, "LONGEST_INLINE", 100)
    certificate = tmp_path / "certificate.json"

    def disk_full(attachments: Any, path: str) -> list[str]:
        write_attachments(attachments, path)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(minimize_command, "write_attachments", disk_full)
    asked = (*item(tmp_path, "01"), "--engine", "sat", "--certificate", certificate)
    assert minimize(capsys, *asked).status == 2
    assert len(list(tmp_path.glob("*.lrat.xz"))) == 1
    assert not certificate.exists()


def test_the_formula_and_its_refutation_are_written_as_text(
    tmp_path: Path, capsys: Capture
) -> None:
    formula, refutation = tmp_path / "f.cnf", tmp_path / "f.lrat"
    files = ("--dimacs", formula, "--lrat", refutation)
    status, out, _ = minimize(capsys, *item(tmp_path, "01"), "--engine", "sat", *files)
    assert status == 0
    assert f"formula       {formula}\nrefutation    {refutation}\n" in out
    header, *clauses = formula.read_text().splitlines()
    variables, count = map(int, header.removeprefix("p cnf ").split())
    assert len(clauses) == count
    known = {number: literals(line) for number, line in enumerate(clauses, 1)}
    assert max(abs(literal) for clause in known.values() for literal in clause) <= variables
    for line in refutation.read_text().splitlines():
        number, *rest = map(int, line.split())
        end = rest.index(0)
        require_implied(rest[:end], [known[hint] for hint in rest[end + 1 : -1]])
        known[number] = rest[:end]
    assert known[number] == []


def literals(line: str) -> list[int]:
    *found, end = map(int, line.split())
    assert end == 0
    return found


def require_implied(clause: list[int], hints: list[list[int]]) -> None:
    """The clause follows from the hints by unit propagation, in their order."""
    false = set(clause)
    for hint in hints[:-1]:
        [unit] = set(hint) - false
        false.add(-unit)
    assert set(hints[-1]) <= false


def test_without_a_refuted_formula_none_is_written(tmp_path: Path, capsys: Capture) -> None:
    formula = tmp_path / "f.cnf"
    line = ("--function", "x/2", "--format", "Q1.1", "--activation", "relu")
    status, out, _ = minimize(capsys, *line, "--engine", "sat", "--dimacs", formula)
    assert status == 0
    assert "formula       none: no formula was refuted\n" in out
    assert not formula.exists()


# --- What the other commands make of it, and the edges ------------------------------------------


def test_run_takes_the_network_that_was_written(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "network.json"
    minimize(capsys, *item(tmp_path, "01"), "-o", file)
    status, out, _ = answer_of(capsys, "run", file, "--all", "--json")
    assert status == 0
    assert [point["output"][0] for point in json.loads(out)["points"]] == ITEMS["01"]["values"]


def test_quiet_prints_the_verdict_line_only(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "network.json"
    status, out, err = minimize(capsys, *ABSOLUTE, "--quiet", "-o", file)
    assert (status, out.count("\n"), err) == (0, 1, "")
    assert file.exists()


def test_the_error_of_a_real_function_is_shown(capsys: Capture) -> None:
    _, out, _ = minimize(capsys, "--function", "x/4", "--format", "Q1.2", "--activation", "relu")
    assert "error         at the 16 grid points at most 0.125 (0.5 steps)" in out


@pytest.mark.parametrize("engine", ["auto", "sat"])
def test_the_same_command_writes_the_same_bytes(
    tmp_path: Path, capsys: Capture, engine: str
) -> None:
    contents = []
    for name in ("a", "b"):
        files = tmp_path / f"{name}.network", tmp_path / f"{name}.certificate"
        asked = (*item(tmp_path, "01"), "--engine", engine)
        _, out, _ = minimize(capsys, *asked, "-o", files[0], "--certificate", files[1])
        contents.append([file.read_bytes() for file in files])
        contents[-1].append(out.partition("network file")[0].encode())
    assert contents[0] == contents[1]


def test_interrupted_while_a_solver_works_it_stops_with_130_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, HARD)
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    asked = ("f.json", "--activation", "relu", "--engine", "sat", "--certificate", "c.json")
    process = started("minimize", *asked, folder=tmp_path)
    deadline = time.monotonic() + 40
    while not any(folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    answer = ended(process)
    assert (answer.status, answer.out) == (130, "")
    assert answer.err.strip() == "fxprove: interrupted"
    assert not any(folder.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.json", "temporary"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "FILE or --function EXPR, found neither"),
        (("no_such_file.json",), "no_such_file.json"),
        ((*ABSOLUTE, "--objective", "width"), "'width' is not one of"),
        ((*ABSOLUTE, "--engine", "z3"), "'z3' is not one of"),
        ((*ABSOLUTE, "--proof", "drat"), "'drat' is not one of"),
        ((*ABSOLUTE, "--max-depth", "0"), "--max-depth"),
        ((*ABSOLUTE, "--max-neurons", "-1"), "--max-neurons"),
        ((*ABSOLUTE, "--max-neurons", "3", "--objective", "parameters"), "max_neurons"),
        ((*ABSOLUTE, "--engine", "sat", "--objective", "parameters"), "engine"),
        ((*ABSOLUTE, "--proof", "none", "--certificate", "c.json"), "--proof certificate"),
        ((*ABSOLUTE, "--dimacs", "f.cnf"), "expected --engine sat, found --engine auto"),
        ((*ABSOLUTE, "--lrat", "f.lrat", "--engine", "sat", "--max-depth", "3"), "--max-depth 2"),
        ((*ABSOLUTE, "--lrat", "f", "--engine", "sat", "--proof", "none"), "--proof certificate"),
        ((*ABSOLUTE, "-o", "f.json", "--certificate", "./f.json"), "another file than that of"),
        ((*ABSOLUTE, "--timeout", "nan"), "a number of seconds"),
        ((*ABSOLUTE, "--partial"), "--partial: expected a .csv file"),
        ((*ABSOLUTE, "-o", "/no/such/folder/network.json"), "output"),
        ((*ABSOLUTE, "--certificate", "/no/such/folder/certificate.json"), "output"),
    ],
)
def test_bad_input_is_one_line(capsys: Capture, arguments: tuple[str, ...], expected: str) -> None:
    answer = minimize(capsys, *arguments)
    require_refusal(answer)
    assert expected in answer.err
