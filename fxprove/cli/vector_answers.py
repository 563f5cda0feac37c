"""Test vectors as CSV, as JSON and in words."""

import csv
import io
import json
from collections.abc import Sequence

from fxprove.cli.difference_answers import int32_note, verdict_name
from fxprove.distinguishing import Vectors
from fxprove.networks import Network
from fxprove.requantizers import StagedRequantizer


def rendered(found: Vectors, spellings: Sequence[str], *, is_json: bool) -> bytes:
    """The file: what `vectors_json` gives, or a CSV with columns x1,…,xd,y1,…,ym of raw values."""
    if is_json:
        return (json.dumps(vectors_json(found, spellings), ensure_ascii=False) + "\n").encode()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    inputs, outputs = _widths(found)
    writer.writerow([f"x{i + 1}" for i in range(inputs)] + [f"y{i + 1}" for i in range(outputs)])
    for vector in found.vectors:
        writer.writerow([*vector.point, *vector.expected])
    return text.getvalue().encode()


def _widths(found: Vectors) -> tuple[int, int]:
    """The numbers of inputs and of outputs."""
    match found.reference:
        case Network() as network:
            return network.inputs, len(network.layers[-1].biases)
    return 1, 1


def vectors_json(found: Vectors, spellings: Sequence[str]) -> dict[str, object]:
    """The answer as one object; `spellings` are those of A and of the alternatives."""
    return {
        "reference": spellings[0],
        "alternatives": [
            {"operand": text, "verdict": verdict_name(verdict)}
            for text, verdict in zip(spellings[1:], found.verdicts, strict=True)
        ],
        "vectors": [
            {
                "input": list(vector.point),
                "expected": list(vector.expected),
                "separates": list(vector.killed),
            }
            for vector in found.vectors
        ],
        "shortfall": found.shortfall or None,
    }


def vectors_line(found: Vectors, output: str | None) -> str:
    """The summary."""
    place = "" if output is None else f" in {output}"
    count, killed, others = len(found.vectors), len(found.killed), len(found.differences)
    inputs = f"1 input{place} separates" if count == 1 else f"{count} inputs{place} separate"
    whole = f"{killed} of {others}" if killed < others else f"{others}"
    return f"{inputs} A from {whole} {'alternative' if others == 1 else 'alternatives'}."


def vectors_remarks(found: Vectors, spellings: Sequence[str]) -> list[str]:
    """What the reader should know besides, such as alternatives that are equal."""
    remarks = [f"{spellings[i + 1]} is equal to A on all inputs" for i in found.equal]
    remarks += [
        f"{spellings[i + 1]} is not decided: {found.differences[i].no_script}"
        for i in found.unknown
    ]
    if found.shortfall:
        remarks.append(f"no more than {len(found.vectors)} inputs: {found.shortfall}")
    described = int32_note(spellings)
    if described is not None and isinstance(found.reference, StagedRequantizer):
        claim, lo, hi = described
        beyond = sum(not lo <= vector.point[0] <= hi for vector in found.vectors)
        if beyond:
            remarks.append(f"{beyond} inputs are beyond: {claim}; --bits {hi.bit_length() + 1}")
    return remarks
