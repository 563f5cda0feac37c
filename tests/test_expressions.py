"""The grammar: what is read, what is refused and where, and that printing is the inverse."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxprove.activations import ACTIVATION_NAMES
from fxprove.errors import InputError
from fxprove.expressions import (
    DEEPEST_EXPRESSION,
    FUNCTIONS,
    LONGEST_EXPRESSION,
    Call,
    Constant,
    Expression,
    Literal,
    Negative,
    Node,
    Power,
    Product,
    Sum,
    Variable,
    parse_tree,
)
from tests.random_expressions import expressions

X, Y = Variable(index=1), Variable(index=2)


def number(text: str) -> Literal:
    return Literal(value=Fraction(text))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x", X),
        ("x4", Variable(index=4)),
        ("x64", Variable(index=64)),
        ("x2", Y),
        ("pi", Constant.PI),
        ("e", Constant.E),
        ("0.10", number("1/10")),
        ("007", number("7")),
        ("-x^2", Negative(operand=Power(base=X, exponent=2))),
        ("(-x)^2", Power(base=Negative(operand=X), exponent=2)),
        ("x^-2", Power(base=X, exponent=-2)),
        ("x^+2", Power(base=X, exponent=2)),
        ("x^(-2)", Power(base=X, exponent=-2)),
        ("x-y-1", Sum(terms=(X, Negative(operand=Y), Negative(operand=number("1"))))),
        ("x-(y-1)", Sum(terms=(X, Negative(operand=parse_tree("y-1"))))),
        ("x/y/2", Product(factors=(X, Power(base=Y, exponent=-1), parse_tree("2^-1")))),
        ("x+y*2", Sum(terms=(X, Product(factors=(Y, number("2")))))),
        ("-x*y", Product(factors=(Negative(operand=X), Y))),
        ("x*-y", Product(factors=(X, Negative(operand=Y)))),
        ("+x", X),
        ("--x", Negative(operand=Negative(operand=X))),
        ("((x))", X),
        (" x\t+\ny ", Sum(terms=(X, Y))),
        ("min(x,y,1)", Call(name="min", arguments=(X, Y, number("1")))),
        ("elu(x)", Call(name="elu", arguments=(X,))),
        ("elu(x, 1/2)", Call(name="elu", arguments=(X, parse_tree("1/2")))),
        ("sin(3*x)", Call(name="sin", arguments=(Product(factors=(number("3"), X)),))),
    ],
)
def test_a_text_denotes_a_tree(text: str, tree: Node) -> None:
    assert Expression.parse(text).root == tree


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("x1+x2*x3-x4", "x + y*z - x4"),
        ("x^-1*2", "x^-1*2"),
        ("2*x^-1", "2/x"),
        ("1/x^2", "1/x^2"),
        ("1/(x*y)", "1/(x*y)"),
        ("(x^2)^3", "(x^2)^3"),
        ("(x)+(-y)", "x - y"),
        ("-(x+y)", "-(x + y)"),
        ("-(x*y)", "-(x*y)"),
        ("x-(-y)", "x - -y"),
        ("(x+y)+1", "(x + y) + 1"),
        ("x^+3", "x^3"),
        ("1.500", "1.5"),
        ("elu( x ,0.50 )", "elu(x, 0.5)"),
        ("exp( - x*x )", "exp(-x*x)"),
        ("2/-x", "2/-x"),
    ],
)
def test_a_text_has_a_canonical_form(text: str, canonical: str) -> None:
    assert str(Expression.parse(text)) == canonical
    assert Expression.parse(canonical) == Expression.parse(text)


@settings(max_examples=200, deadline=None)
@given(expressions(variables=64, exponents=1000, largest=25))
def test_every_expression_parses_back_from_its_text(expression: Expression) -> None:
    text = str(expression)
    assert Expression.parse(text) == expression
    assert str(Expression.parse(text)) == text


@given(st.text(alphabet="xyz1290.+-*/^(), \nepisnaqrtlogmi_é²٣", max_size=30))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        expression = Expression.parse(text)
    except InputError as error:
        assert "\n" not in str(error)
        assert error.where.startswith("expression, column ")
        assert 1 <= int(error.where.rpartition(" ")[2]) <= len(text) + 1
    else:
        assert Expression.parse(str(expression)) == expression


@pytest.mark.parametrize(
    ("text", "variables"), [("3", 0), ("x", 1), ("z", 3), ("x*y", 2), ("sin(x7)+x2^0", 7)]
)
def test_the_largest_index_is_the_number_of_variables(text: str, variables: int) -> None:
    assert Expression.parse(text).variables == variables


def test_every_activation_may_be_named_and_five_functions_more() -> None:
    assert set(FUNCTIONS) == {*ACTIVATION_NAMES, "exp", "log", "sqrt", "min", "max"}
    for name, (least, _) in FUNCTIONS.items():
        arguments = ", ".join(["x"] * least)
        assert str(Expression.parse(f"{name}({arguments})")) == f"{name}({arguments})"


AN_OPERAND = "expected a number, a name, '(' or a sign"
AN_EXPONENT = "expected an integer exponent from -1000 to 1000"

MALFORMED = (
    ("", 1, f"{AN_OPERAND}, found the end"),
    ("   ", 4, "found the end"),
    ("x+", 3, f"{AN_OPERAND}, found the end"),
    ("*x", 1, f"{AN_OPERAND}, found '*'"),
    ("x**2", 3, f"{AN_OPERAND}, found '*'"),
    ("x//2", 3, "found '/'"),
    ("x+*y", 3, "found '*'"),
    ("()", 2, "found ')'"),
    ("(x", 3, "expected an operator or ')', found the end"),
    ("x)", 2, "expected an operator or the end, found ')'"),
    ("(x,y)", 3, "expected an operator or ')', found ','"),
    ("x,y", 2, "expected an operator or the end, found ','"),
    ("2x", 2, "expected an operator or the end, found 'x'"),
    ("x y", 3, "found 'y'"),
    ("x(2)", 2, "expected an operator or the end, found '('"),
    ("(x)(y)", 4, "found '('"),
    ("1e5", 2, "found 'e5'"),
    ("1.", 2, "expected an operator or the end, found '.'"),
    (".5", 1, "found '.'"),
    ("1.2.3", 4, "found '.'"),
    ("1_000", 2, "found '_'"),
    ("0x10", 2, "found 'x10'"),
    ("x^y", 3, f"{AN_EXPONENT}, found 'y'"),
    ("x^", 3, f"{AN_EXPONENT}, found the end"),
    ("x^0.5", 3, f"{AN_EXPONENT}, found '0.5'"),
    ("x^1001", 3, f"{AN_EXPONENT}, found '1001'"),
    ("x^-1001", 4, f"{AN_EXPONENT}, found '1001'"),
    ("x^00002", 3, f"{AN_EXPONENT}, found '00002'"),
    (f"x^{'9' * 1900}", 3, AN_EXPONENT),
    ("x^--2", 4, f"{AN_EXPONENT}, found '-'"),
    ("x^(1/2)", 5, "expected ')' after an integer exponent from -1000 to 1000, found '/'"),
    ("x^((2))", 4, f"{AN_EXPONENT}, found '('"),
    ("x^(2", 5, "expected ')' after an integer exponent from -1000 to 1000, found the end"),
    ("x^2^3", 4, "expected parentheses to say which of two powers comes first, found '^'"),
    ("x^-2^3", 5, "expected parentheses"),
    ("x^٣", 3, f"{AN_EXPONENT}, found '٣'"),
    ("٣", 1, "found '٣'"),
    ("x²", 2, "found '²'"),
    ("x−1", 2, "found '−'"),
    ("π", 1, f"{AN_OPERAND}, found 'π'"),
    ("x\x1b[2J", 2, r"found '\x1b'"),
    ("x;y", 2, "found ';'"),
    ("__import__('os')", 1, "found '_'"),
    ("x.real", 2, "found '.'"),
    ("x if x else y", 3, "found 'if'"),
    ("a+b", 1, "x, y, z, x1 to x64, pi, e or one of abs, cos"),
    ("X", 1, "found 'X'"),
    ("Sin(x)", 1, "found 'Sin'"),
    ("erfc(x)", 1, "found 'erfc'"),
    ("select(x,x,x)", 1, "found 'select'"),
    ("x0", 1, "found 'x0'"),
    ("x01", 1, "found 'x01'"),
    ("x65", 1, "found 'x65'"),
    ("x100", 1, "found 'x100'"),
    ("xy", 1, "found 'xy'"),
    ("sin", 4, "expected '(' after sin, found the end"),
    ("sin x", 5, "expected '(' after sin, found 'x'"),
    ("sin()", 5, f"{AN_OPERAND}, found ')'"),
    ("sin(x", 6, "expected an operator, ',' or ')', found the end"),
    ("sin(x,y)", 1, "expected 1 argument of sin, found 2"),
    ("2+min(x)", 3, "expected 2 or more arguments of min, found 1"),
    ("elu(x,1,2)", 1, "expected 1 or 2 arguments of elu, found 3"),
    ("relu(x,)", 8, "found ')'"),
    ("9" * 41, 1, "expected at most 40 digits, found 41 digits"),
    ("0." + "0" * 40, 1, "expected at most 40 digits, found 41 digits"),
    ("(" * 101 + "x" + ")" * 101, 102, "expected a depth of at most 100, found 'x'"),
    ("-" * 101 + "x", 102, "expected a depth of at most 100"),
    ("sin(" * 101 + "x" + ")" * 101, 405, "expected a depth of at most 100"),
)


@pytest.mark.parametrize(("text", "column", "reason"), MALFORMED)
def test_a_malformed_text_is_refused_in_one_line_that_names_the_column(
    text: str, column: int, reason: str
) -> None:
    with pytest.raises(InputError) as caught:
        Expression.parse(text)
    assert caught.value.where == f"expression, column {column}"
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_text_of_the_longest_length_is_read_and_a_longer_one_refused() -> None:
    longest = "x+" * (LONGEST_EXPRESSION // 2 - 1) + "xy"[:1] + " "
    assert len(longest) == LONGEST_EXPRESSION
    assert Expression.parse(longest).variables == 1
    with pytest.raises(InputError, match="expected at most 2000 characters, found 2001"):
        Expression.parse(longest + " ")


def test_trees_at_the_limit_of_depth_are_compared_printed_and_read() -> None:
    for deepest in (
        "(" * DEEPEST_EXPRESSION + "x" + ")" * DEEPEST_EXPRESSION,
        "-" * (DEEPEST_EXPRESSION - 1) + "x",
        "sin(" * (DEEPEST_EXPRESSION - 1) + "x" + ")" * (DEEPEST_EXPRESSION - 1),
        "(1+2*" * 49 + "x" + ")" * 49,
    ):
        expression = Expression.parse(deepest)
        assert Expression.parse(str(expression)) == expression
        assert hash(expression) == hash(Expression.parse(deepest))


def test_a_tree_that_is_deeper_than_its_parentheses_is_refused() -> None:
    with pytest.raises(InputError, match="at most 100 operations inside each other"):
        Expression.parse("(1+2*" * 51 + "x" + ")" * 51)


def test_nodes_that_no_text_denotes_are_refused() -> None:
    for nonsense in (
        lambda: Literal(value=Fraction(-1)),
        lambda: Literal(value=Fraction(1, 3)),
        lambda: Literal(value=Fraction(10**5000)),
        lambda: Literal(value=Fraction(1, 10**5000)),
        lambda: Variable(index=0),
        lambda: Variable(index=65),
        lambda: Sum(terms=(X,)),
        lambda: Product(factors=()),
        lambda: Power(base=X, exponent=1001),
        lambda: Call(name="sin", arguments=()),
        lambda: Expression(root=Call(name="erfc", arguments=(X,))),
        lambda: Expression(root=Negative(operand=Call(name="sin", arguments=(X, Y)))),
    ):
        with pytest.raises(InputError):
            nonsense()
