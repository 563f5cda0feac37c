"""The evaluator of scripts that the encodings are compared with, against Z3."""

from random import Random

import pytest
import z3

from tests.smt_evaluation import declared, evaluated, everywhere, value_of

WIDTHS = (1, 2, 3, 5, 8, 33)


def random_vector(random: Random, width: int, depth: int) -> str:
    """A term of this width over constants a1, b1, a2, b2, … named after their widths."""
    if depth == 0 or random.random() < 0.1:
        number = random.getrandbits(width)
        return random.choice(
            (f"a{width}", f"b{width}", f"(_ bv{number} {width})", f"#b{number:0{width}b}")
        )
    kind = random.choice(("binary", "binary", "bvneg", "ite", "extract", "concat", "sign_extend"))
    smaller = [other for other in WIDTHS if other < width]
    larger = [other for other in WIDTHS if other > width]
    if kind == "bvneg":
        return f"(bvneg {random_vector(random, width, depth - 1)})"
    if kind == "ite":
        condition = random_truth(random, depth - 1)
        yes, no = (random_vector(random, width, depth - 1) for _ in range(2))
        return f"(ite {condition} {yes} {no})"
    if kind == "extract" and larger:
        source = random.choice(larger)
        low = random.randint(0, source - width)
        inner = random_vector(random, source, depth - 1)
        return f"((_ extract {low + width - 1} {low}) {inner})"
    if kind == "sign_extend":
        source = random.choice([*smaller, width])
        return f"((_ sign_extend {width - source}) {random_vector(random, source, depth - 1)})"
    parts = [(x, y) for x in smaller for y in smaller if x + y == width]
    if kind == "concat" and parts:
        inner = " ".join(random_vector(random, x, depth - 1) for x in random.choice(parts))
        return f"(concat {inner})"
    operator = random.choice(("bvadd", "bvsub", "bvmul", "bvudiv", "bvurem"))
    left, right = (random_vector(random, width, depth - 1) for _ in range(2))
    return f"({operator} {left} {right})"


def random_truth(random: Random, depth: int) -> str:
    """A Boolean term over the same constants."""
    if depth == 0:
        return random.choice(("true", "false", "(= a1 #b1)"))
    operator = random.choice(("bvslt", "bvsle", "=", "and", "or", "not", "=>", "ite"))
    if operator == "not":
        return f"(not {random_truth(random, depth - 1)})"
    if operator in ("and", "or", "=>"):
        count = random.randint(2, 3)
        inner = " ".join(random_truth(random, depth - 1) for _ in range(count))
        return f"({operator} {inner})"
    if operator == "ite":
        inner = " ".join(random_truth(random, depth - 1) for _ in range(3))
        return f"(ite {inner})"
    width = random.choice(WIDTHS)
    left, right = (random_vector(random, width, depth - 1) for _ in range(2))
    return f"({operator} {left} {right})"


def by_z3(expression: str, width: int, given: dict[str, tuple[int, int]]) -> int:
    """The unsigned value that Z3 finds; a Boolean's is 0 or 1."""
    context = z3.Context()
    lines = [f"(declare-const {name} (_ BitVec {size}))" for name, (size, _) in given.items()]
    lines += [f"(assert (= {name} (_ bv{bits} {size})))" for name, (size, bits) in given.items()]
    truth = f"(ite {expression} #b1 #b0)" if width == 0 else expression
    lines += [f"(declare-const result (_ BitVec {max(width, 1)}))", f"(assert (= result {truth}))"]
    solver = z3.SolverFor("QF_BV", ctx=context)
    solver.from_string("\n".join(lines))
    assert solver.check() == z3.sat
    model = solver.model()
    (result,) = (model[symbol] for symbol in model if symbol.name() == "result")
    value = result.as_long()
    assert isinstance(value, int)
    return value


def test_terms_have_the_values_that_z3_gives_them() -> None:
    random = Random(1)
    for number in range(500):
        width = random.choice(WIDTHS) if number % 4 else 0
        expression = (
            random_vector(random, width, random.randint(1, 4))
            if width
            else random_truth(random, random.randint(1, 4))
        )
        given = {
            f"{letter}{size}": (
                size,
                random.choice((0, random.getrandbits(size), -1 % (1 << size))),
            )
            for letter in "ab"
            for size in WIDTHS
        }
        found = value_of(expression, given)
        assert found == (width, by_z3(expression, width, given)), (expression, given)


def test_division_by_zero_gives_all_ones_and_the_dividend() -> None:
    assert value_of("(bvudiv #b0110 #b0000)", {}) == (4, 15)
    assert value_of("(bvurem #b0110 #b0000)", {}) == (4, 6)


def test_a_script_is_evaluated_with_its_definitions_and_functions() -> None:
    text = """
    (set-logic QF_BV) ; a comment (with parentheses
    (declare-const x (_ BitVec 3))
    (declare-const y (_ BitVec 2))
    (define-fun x () (_ BitVec 3) x)
    """
    with pytest.raises(ValueError, match="repeated"):
        evaluated(text, {"x": [0], "y": [0]})
    text = text.replace("define-fun x ", "define-fun z ") + (
        "(define-fun is_twice ((a (_ BitVec 3)) (b (_ BitVec 3))) Bool (= a (bvadd b b)))\n"
        "(define-fun truth () Bool (is_twice z ((_ sign_extend 1) y)))\n"
        "(assert truth)\n(assert (bvsle (_ bv0 3) z))\n(check-sat)\n"
    )
    assert declared(text) == {"x": 3, "y": 2}
    found = everywhere(text)
    rows = zip(found.signed("x"), found.signed("y"), found.holds, strict=True)
    assert {(x, y) for x, y, holds in rows if holds} == {(0, 0), (2, 1)}
    assert evaluated(text, {"x": [-2, 2], "y": [-1, 1]}).holds == [False, True]


@pytest.mark.parametrize(
    "expression",
    [
        "(bvadd #b01 #b001)",
        "(bvadd #b01 #b01 #b01)",
        "(bvadd true true)",
        "(= true #b1)",
        "(ite #b1 #b1 #b0)",
        "(ite true #b1 #b00)",
        "(and #b1 #b1)",
        "(bvslt #b1 #b11)",
        "((_ extract 2 0) #b00)",
        "((_ extract 0 1) #b00)",
        "((_ sign_extend 1) true)",
        "(concat #b0 false)",
        "(_ bv4 2)",
        "unknown",
        "#b",
        "#x1",
        "(bvult #b0 #b1)",
        "(bvsdiv #b0 #b1)",
    ],
)
def test_ill_sorted_and_unknown_terms_are_refused(expression: str) -> None:
    with pytest.raises(ValueError):
        value_of(expression, {})


@pytest.mark.parametrize(
    "text",
    [
        "(assert #b1)",
        "(define-fun x () Bool #b1)",
        "(define-fun x () (_ BitVec 2) #b1)",
        "(define-fun f ((x (_ BitVec 0))) Bool true)",
        "(define-fun f ((x (_ BitVec 1))) Bool true)(assert (f #b01))",
        "(define-fun f ((x (_ BitVec 1))) Bool x)(assert (f #b1))",
        "(define-sort x () Bool)",
        "(exit)",
    ],
)
def test_ill_sorted_and_unknown_commands_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        evaluated(text, {})
