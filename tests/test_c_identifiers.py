"""Which names may be used in C."""

import pytest

from fxprove.c_identifiers import require_c_identifier
from fxprove.errors import InputError


@pytest.mark.parametrize("name", ["x", "X_1", "network", "intern", "x" * 63])
def test_a_name_is_taken(name: str) -> None:
    require_c_identifier(name)


REFUSED = (
    "", "2x", "a b", "a;", "a\n", "é", "_x", "int", "nullptr", "uint8_t", "INT64_C", "x" * 64,
)  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_another_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"^array name: expected a C identifier of at most 63"):
        require_c_identifier(name, "array name")


def test_what_comes_behind_a_name_makes_it_shorter() -> None:
    require_c_identifier("x" * 40, suffix=23)
    with pytest.raises(InputError, match="at most 40 characters"):
        require_c_identifier("x" * 41, suffix=23)
