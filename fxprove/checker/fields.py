"""Reading the fields of a certificate: exact types, exact sets of fields, nothing ignored."""

from collections.abc import Mapping, Sequence

from .outcomes import Invalid


def kind(value: object) -> str:
    """A short description of any JSON value."""
    if isinstance(value, dict):
        return f"an object of {len(value)} fields"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def record(value: object, where: str, names: Sequence[str]) -> Mapping[str, object]:
    """An object with exactly these fields."""
    if not isinstance(value, dict):
        raise Invalid(f"{where}: expected an object, found {kind(value)}")
    for name in names:
        if name not in value:
            raise Invalid(f"{where}: expected a field {name!r}, found none")
    for name in value:
        if name not in names:
            raise Invalid(f"{where}: expected no field {name[:40]!r}, found one")
    return value


def integer(value: object, where: str) -> int:
    """An integer, and no bool."""
    if type(value) is not int:
        raise Invalid(f"{where}: expected an integer, found {kind(value)}")
    return value


def string(value: object, where: str) -> str:
    """A string."""
    if type(value) is not str:
        raise Invalid(f"{where}: expected a string, found {kind(value)}")
    return value


def one_of(value: object, where: str, names: Sequence[str]) -> str:
    """One of a closed list of names."""
    if string(value, where) not in names:
        raise Invalid(f"{where}: expected one of {', '.join(names)}, found {kind(value)}")
    return str(value)


def items(value: object, where: str, count: int | None = None) -> list[object]:
    """A list, of `count` items if given."""
    if not isinstance(value, list):
        raise Invalid(f"{where}: expected a list, found {kind(value)}")
    if count is not None and len(value) != count:
        raise Invalid(f"{where}: expected {count} items, found {len(value)}")
    return value


def integers(value: object, where: str, count: int | None = None) -> list[int]:
    """A list of integers, `count` of them if given."""
    return [integer(item, f"{where}[{i}]") for i, item in enumerate(items(value, where, count))]
