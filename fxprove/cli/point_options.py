"""Points to evaluate: typed, from a file, or all of them.

A CSV file has a header x1,…,xd; columns y1,… behind them, as test vectors have, are not read. A
JSON file is a list with a list of d integers for each point, an `.npy` file an array of points × d
integers. For a network of one input both may hold the integers themselves.
"""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import PurePath
from typing import Any

import click
import numpy as np
import numpy.typing as npt

from fxprove.checker import strict_json
from fxprove.errors import InputError
from fxprove.integer_files import integer_of, load_bytes, npy_integers, text_of
from fxprove.model_files import json_integers, json_kind
from fxprove.network_evaluation import RawArray
from fxprove.networks import Network

MOST_POINTS = 1 << 20
"""The most points that one run evaluates."""

_MOST_SHOWN = 40


def points_of(network: Network, typed: tuple[str, ...], file: str | None, every: bool) -> RawArray:
    """Raw points × inputs from the one source that is given; raises InputError."""
    given = [
        name for name, is_given in (("points", typed), ("--inputs", file), ("--all", every))
        if is_given
    ]  # fmt: skip
    if len(given) != 1:
        found = " and ".join(given) or "none of them"
        raise InputError("inputs", "points such as 3,-2, or --inputs FILE, or --all", found)
    if every:
        return _all_points(network)
    points = _typed(network, typed) if file is None else _in_file(network, file)
    if not len(points):
        raise InputError(f"inputs {file!r}", "at least one point", "none")
    return points


def _all_points(network: Network) -> RawArray:
    fmt = network.model.input_format
    if fmt.size**network.inputs > MOST_POINTS:
        found = f"{fmt.size}^{network.inputs}"
        raise InputError("--all", f"at most {MOST_POINTS} points", found)
    points = np.array(list(product(fmt.raws, repeat=network.inputs)), dtype=np.int64)
    return points.reshape(-1, network.inputs)


def _typed(network: Network, texts: tuple[str, ...]) -> RawArray:
    points = []
    for text in texts:
        if re.match(r"-\D", text):
            raise click.NoSuchOption(text)
        where = f"point '{text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + '…'}'"
        point = tuple(integer_of(cell, where, "integers such as 3,-2") for cell in text.split(","))
        points.append(_point(network, point, where))
    return np.array(points, dtype=np.int64)


def _point(network: Network, point: tuple[int, ...], where: str) -> tuple[int, ...]:
    """The point, if it is one of the network's."""
    fmt = network.model.input_format
    if len(point) != network.inputs:
        raise InputError(where, f"{network.inputs} raw integers", f"{len(point)}")
    for raw in point:
        if raw not in fmt:
            raise InputError(where, f"raw integers from {fmt.lo} to {fmt.hi}", raw)
    return point


# --- Files ----------------------------------------------------------------------------------------


def _in_file(network: Network, path: str) -> RawArray:
    where, suffix = f"inputs {path!r}", PurePath(path).suffix.lower()
    if suffix == ".npy":
        return _in_array(network, npy_integers(load_bytes(path, where), where), where)
    if suffix == ".csv":
        points = list(_in_csv(network, text_of(load_bytes(path, where), where), where))
    elif suffix == ".json":
        points = list(_in_json(network, path, where))
    else:
        found = suffix or "no extension"
        raise InputError(where, "a file name ending in .csv, .json or .npy", found)
    return np.array(points, dtype=np.int64).reshape(-1, network.inputs)


def _in_csv(network: Network, text: str, where: str) -> Iterator[tuple[int, ...]]:
    header, *lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    columns = [cell.strip() for cell in header.split(",")]
    expected = [f"x{index + 1}" for index in range(network.inputs)]
    others = [f"y{index + 1}" for index in range(len(columns) - network.inputs)]
    if columns != expected + others:
        raise InputError(f"{where}: line 1", f"the header {','.join(expected)}", f"'{header}'")
    _require_few(len(lines), where)
    for number, line in enumerate(lines, start=2):
        place = f"{where}: line {number}"
        cells = line.split(",")
        if len(cells) != len(columns):
            raise InputError(place, f"{len(columns)} columns", f"'{line}'")
        point = tuple(integer_of(cell, place) for cell in cells[: network.inputs])
        yield _point(network, point, place)


def _in_json(network: Network, path: str, where: str) -> Iterator[tuple[int, ...]]:
    try:
        document = strict_json.load_file(path)
    except strict_json.StrictJsonError as error:
        raise InputError(where, error.expected, error.found) from None
    if not isinstance(document, list):
        raise InputError(where, "a list of points", json_kind(document))
    _require_few(len(document), where)
    for index, item in enumerate(document):
        place = f"{where}: [{index}]"
        entries = [item] if network.inputs == 1 and type(item) is int else item
        yield _point(network, json_integers(entries, place), place)


def _in_array(network: Network, array: npt.NDArray[Any], where: str) -> RawArray:
    if array.ndim == 1 and network.inputs == 1:
        array = array[:, np.newaxis]
    if array.ndim != 2 or array.shape[1] != network.inputs:
        expected = f"an array of points × {network.inputs}"
        raise InputError(where, expected, f"shape {array.shape}")
    _require_few(len(array), where)
    fmt = network.model.input_format
    outside = np.flatnonzero(((array < fmt.lo) | (array > fmt.hi)).any(axis=1))
    if len(outside):
        _point(network, tuple(array[outside[0]].tolist()), f"{where}: [{outside[0]}]")
    return array.astype(np.int64)


def _require_few(count: int, where: str) -> None:
    if count > MOST_POINTS:
        raise InputError(where, f"at most {MOST_POINTS} points", f"{count}")
