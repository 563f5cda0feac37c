"""Names that C takes, for what is written as C."""

import re

from fxprove.errors import InputError

_COMPARED = 63  # characters, of which C promises to look at no more

_RESERVED = (
    "asm auto bool break case char const constexpr continue default do double else enum extern "
    "false float for goto if inline int linux long main nullptr register restrict return short "
    "signed sizeof static static_assert struct switch thread_local true typedef typeof "
    "typeof_unqual union unix unsigned void volatile while"
)
"""Keywords of C99 to C23, and what GNU C adds to them or defines."""


def require_c_identifier(name: str, where: str = "name", *, suffix: int = 0) -> None:
    """Raise InputError unless `name` can be a function's or an array's.

    `suffix` is the length of what may be put behind it to make other names. Beside the keywords
    the names of `stdint.h` are refused, and those that begin with an underscore: C keeps them.
    """
    longest = _COMPARED - suffix
    taken = name in _RESERVED.split() or re.fullmatch(r"u?int\w*_t|U?INT\w*", name, re.ASCII)
    if taken or not re.fullmatch(rf"[A-Za-z]\w{{0,{longest - 1}}}", name, re.ASCII):
        expected = f"a C identifier of at most {longest} characters that begins with a letter"
        raise InputError(where, f"{expected} and is not reserved", f"'{name}'")
