"""What `fxprove diff` says: an answer in words and as JSON."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from fxprove.cli.descriptions import number
from fxprove.differences import Difference, shown
from fxprove.formats import Format
from fxprove.models import Activation
from fxprove.networks import Network
from fxprove.requantizers import StagedRequantizer, int32_accumulators
from fxprove.rounding import Overflow
from fxprove.semantics import Point, Semantics, canonical, evaluate
from fxprove.verdicts import PROVED, REFUTED, Verdict

_NAMES = {PROVED: "equal", REFUTED: "different"}
EXIT_STATUS = {"equal": 0, "different": 10, "unknown": 20}

_LONGEST_DECIMAL = 10  # characters; longer values are shown to so many digits as tell ties apart
_LARGEST_FLOAT = 1 << 53


def verdict_name(verdict: Verdict) -> str:
    """equal, different or unknown."""
    return _NAMES.get(verdict, "unknown")


def headline(difference: Difference) -> str:
    """The verdict and its reason, in one line."""
    return f"{verdict_name(difference.verdict).upper()}: {_reason(difference)}."


def _reason(difference: Difference) -> str:
    point, noun = difference.point, _noun(difference)
    if difference.verdict == PROVED:
        return f"no {noun} separates them"
    known = _known_so_far(difference)
    if point is None:
        return f"{difference.no_script}{'; ' if known else ''}{known}"
    found = f"they differ at {noun} {shown(point)}"
    if difference.is_smallest:
        return f"{found}, and at no smaller one"
    return f"{found}, perhaps at smaller ones, too: {difference.no_script}"


def _noun(difference: Difference) -> str:
    return "accumulator" if isinstance(difference.left, StagedRequantizer) else "raw input"


def _known_so_far(difference: Difference) -> str:
    if difference.equal_up_to < 0:
        return ""
    size = "of magnitude" if len(difference.box) == 1 else "with magnitudes"
    return f"they are equal on {_noun(difference)}s {size} up to {difference.equal_up_to}"


def difference_lines(difference: Difference, spellings: tuple[str, str]) -> list[str]:
    """The whole answer; `spellings` are the operands as typed."""
    lines = [headline(difference), ""]
    point, sides = difference.point, (difference.left, difference.right)
    if point is not None:
        lines += _labelled("input", _input(difference.left, point))
    for label, text, semantics in zip(("left", "right"), spellings, sides, strict=True):
        lines += _labelled(label, text)
        if point is not None:
            lines += [line for text in _outputs(semantics, point) for line in _labelled("", text)]
    lines += _labelled("searched", _searched(difference))
    if point is not None and not difference.is_smallest:
        lines += _labelled("known", _known_so_far(difference))
    lines += _labelled("evidence", _evidence(difference))
    for note in _notes(difference, spellings):
        lines += _labelled("note", note)
    return lines


def _labelled(label: str, text: str) -> list[str]:
    return [f"{label:<14}{text}"] if text else []


def _searched(difference: Difference) -> str:
    box, bits = difference.box, difference.bits
    if not isinstance(difference.left, StagedRequantizer):
        ranges = " and ".join(f"{lo} … {hi}" for lo, hi in sorted(set(box)))
        return f"all raw inputs, {'each in ' if len(box) > 1 else ''}{ranges}"
    everything = "all integers" if bits is None else f"all accumulators of {bits} bits"
    ((lo, hi),) = box
    if bits is not None and (lo, hi) == (-(1 << (bits - 1)), (1 << (bits - 1)) - 1):
        return f"{everything}, {lo} … {hi}"
    return f"{everything}: beyond {lo} … {hi} both repeat what they do there"


def _evidence(difference: Difference) -> str:
    solver = difference.solver
    if not difference.is_evaluated:
        return solver if difference.script is not None else ""
    is_same = canonical(difference.left) == canonical(difference.right)
    grounds = "the same computation" if is_same else "exact evaluation"
    if difference.script is None:
        return f"{grounds}; no confirmation by {solver}: {difference.no_script}"
    return f"{grounds}, confirmed by {solver}"


# --- Inputs and outputs -------------------------------------------------------------------------


def _input(semantics: Semantics, point: Point) -> str:
    match semantics:
        case StagedRequantizer():
            return f"accumulator {shown(point)}"
        case Activation():
            return _values(semantics.format, point)
        case Network():
            return _values(semantics.model.input_format, point)


def _values(format: Format, raws: Point) -> str:
    values = ", ".join(number(format.value(raw)) for raw in raws)
    return f"raw {shown(raws)}, value {values if len(raws) == 1 else f'({values})'}"


def _outputs(semantics: Semantics, point: Point) -> Iterator[str]:
    """How the outputs come about, and the outputs."""
    outputs = evaluate(semantics, point)
    match semantics:
        case StagedRequantizer():
            yield _steps(semantics, point[0])
            yield _values(semantics.target, outputs)
        case Activation():
            yield _values(semantics.format, outputs)
        case Network():
            yield _values(semantics.model.output_format, outputs)


def _steps(requantizer: StagedRequantizer, integer: int) -> str:
    """Every stage at work.

    >>> from fxprove.requantizers import parse_requantizer
    >>> _steps(parse_requantizer("half-up/3:8,floor/2/raw(0,1,1)"), 20)
    '20·3/8 = 7.5 ↦ 8; 8/2 = 4; 4 saturates to 1'
    """
    steps = []
    for stage in requantizer.stages:
        exact = Fraction(integer * stage.numerator, stage.denominator)
        factor = f"·{stage.numerator}" if stage.numerator > 1 else ""
        divisor = f"/{stage.denominator}" if stage.denominator > 1 else ""
        becomes = "" if exact.denominator == 1 else f" ↦ {stage(integer)}"
        if factor or divisor:
            steps.append(f"{integer}{factor}{divisor} {_about(exact)}{becomes}")
        integer = stage(integer)
    result = requantizer.target.bring_in(integer, requantizer.overflow)
    if result != integer:
        verb = "saturates" if requantizer.overflow is Overflow.SATURATE else "wraps"
        steps.append(f"{integer} {verb} to {result}")
    return "; ".join(steps)


def _about(value: Fraction) -> str:
    """The value, to as many digits as show on which side of a tie or an integer it lies.

    >>> _about(Fraction(1, 2)), _about(Fraction(1, 3)), _about(Fraction(10**8 + 1, 2 * 10**8))
    ('= 0.5', '≈ 0.333333', '≈ 0.500000005')
    """
    if abs(value) > _LARGEST_FLOAT:
        return f"= {value}"
    text = number(value)
    if len(text) <= _LONGEST_DECIMAL and (value.denominator == 1 or "/" not in text):
        return f"= {text}"
    for digits in (6, 9, 12, 15):
        text = format(float(value), f".{digits}g")
        if (2 * Fraction(text)).denominator != 1:
            return f"≈ {text}"
    return f"= {value}"


# --- Notes --------------------------------------------------------------------------------------

_MULTIPLY_AND_SHIFT = re.compile(r"(double|single)-rounding\([^(),]*,\s*(-?\d+)\s*\)", re.ASCII)


def int32_note(spellings: Sequence[str]) -> tuple[str, int, int] | None:
    """What operands that describe C code on 32 bits describe, and the accumulators they do it for.

    None if there is no such operand.
    """
    matches = [match for text in spellings for match in _MULTIPLY_AND_SHIFT.finditer(text)]
    if not matches:
        return None
    lo, hi = int32_accumulators(max(int(match[2]) for match in matches))
    names = " and ".join(sorted({f"{match[1]}-rounding" for match in matches}))
    verb = "describe" if " and " in names else "describes"
    return f"{names} {verb} C code on accumulators {lo} … {hi}", lo, hi


def _notes(difference: Difference, spellings: Sequence[str]) -> list[str]:
    """What was assumed of operands that describe C code on 32 bits."""
    described = int32_note(spellings)
    if described is None or not isinstance(difference.left, StagedRequantizer):
        return []
    claim, lo, hi = described
    ((first, last),) = difference.box
    if difference.bits is not None and lo <= first and last <= hi:
        return []
    narrower = f"--bits {hi.bit_length() + 1} asks about those only"
    if difference.verdict == PROVED:
        return [f"{claim}, which are among these"]
    if difference.point is None:
        return [f"{claim}; {narrower}"]
    if lo <= difference.point[0] <= hi:
        return [f"{claim}, of which this is one"]
    return [f"{claim}, of which this is none; {narrower}"]


# --- JSON ---------------------------------------------------------------------------------------


def difference_json(
    difference: Difference, spellings: tuple[str, str], script: str | None
) -> dict[str, object]:
    """The answer as one object; `script` is the file that was written."""
    point = difference.point
    outputs = None
    if point is not None:
        outputs = {
            "left": list(evaluate(difference.left, point)),
            "right": list(evaluate(difference.right, point)),
        }
    return {
        "verdict": verdict_name(difference.verdict),
        "reason": _reason(difference),
        "left": spellings[0],
        "right": spellings[1],
        "input": None if point is None else list(point),
        "outputs": outputs,
        "smallest": None if point is None else difference.is_smallest,
        "equal_up_to": difference.equal_up_to if difference.equal_up_to >= 0 else None,
        "bits": difference.bits,
        "searched": [list(bounds) for bounds in difference.box],
        "evaluated": difference.is_evaluated,
        "confirmed": difference.script is not None,
        "solver": difference.solver,
        "script": script,
        "notes": _notes(difference, spellings),
        "seconds": round(difference.seconds, 6),
    }
