"""What a network can be written as."""

import json
from enum import Enum

from fxprove.c_identifiers import require_c_identifier
from fxprove.errors import InputError
from fxprove.exporting.c_headers import LONGEST_SUFFIX, c_header
from fxprove.network_files import network_json
from fxprove.networks import Network


class Target(Enum):
    """The kinds of file a network is exported to."""

    ONNX = "onnx"  # a model with int64 operators, for onnxruntime
    C = "c"  # one C99 header without floats
    JSON = "json"  # the network file, its model spelt out


def exported(network: Network, target: Target, *, name: str = "network") -> bytes:
    """The bytes of a file of that kind, the same for the same network and name.

    `name` is the function in C and the graph in ONNX. Raises InputError for a name that is no C
    identifier, where the target cannot hold every integer on the way, and where the package onnx
    is needed and missing.
    """
    require_c_identifier(name, suffix=LONGEST_SUFFIX)
    match target:
        case Target.ONNX:
            return _onnx(network, name)
        case Target.C:
            return c_header(network, name=name).encode("ascii")
        case Target.JSON:
            return (json.dumps(network_json(network)) + "\n").encode()


def _onnx(network: Network, name: str) -> bytes:
    try:
        # here, because the package is an extra, and takes half a second to load
        from fxprove.exporting.onnx_models import onnx_model
    except ImportError as error:
        expected = "the package onnx: pip install 'fxprove[onnx]'"
        raise InputError("export --to onnx", expected, str(error)) from None
    return onnx_model(network, name=name)
