"""Programs hold each subexpression once, and know the definition of every activation."""

import pytest
from hypothesis import given, settings

from fxprove.activations import ACTIVATION_NAMES
from fxprove.expression_programs import Operation, Program, program_of
from fxprove.expressions import FUNCTIONS, Expression
from tests.random_expressions import expressions


def program(text: str) -> Program:
    return program_of(Expression.parse(text))


@settings(deadline=None)
@given(expressions(largest=20))
def test_every_step_follows_its_operands_and_none_is_there_twice(expression: Expression) -> None:
    found = program_of(expression)
    assert 0 <= found.result < len(found.steps)
    for place, step in enumerate(found.steps):
        assert all(0 <= operand < place for operand in step.operands)
    assert len(set(found.steps)) == len(found.steps)


def test_an_activation_nested_in_itself_grows_by_a_few_steps_a_level() -> None:
    deep, deeper = (program("mish(" * levels + "x" + ")" * levels) for levels in (50, 51))
    assert 0 < len(deeper.steps) - len(deep.steps) < 15


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_program(name: str) -> None:
    least, most = FUNCTIONS[name]
    for count in range(least, min(most, 3) + 1):
        arguments = ", ".join(["x", "y", "x*y"][:count])
        operations = {step.operation for step in program(f"{name}({arguments})").steps}
        assert Operation.INPUT in operations


def test_a_parameter_left_out_is_the_default_of_the_activation() -> None:
    assert program("elu(x)") == program("elu(x, 1)")
    assert program("leaky_relu(x)").steps[1].number == program("0.01").steps[0].number
    assert {"elu", "leaky_relu"} == {name for name in ACTIVATION_NAMES if FUNCTIONS[name][1] > 1}


def test_a_product_with_itself_is_a_square() -> None:
    assert program("(x+1)*(x+1)") == program("(x+1)^2") == program("square(x+1)")
