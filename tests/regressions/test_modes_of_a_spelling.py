"""An `ap_fixed` spelling lost its modes from Python, and to a model file from the command line."""

import json
from pathlib import Path

import pytest

from fxprove.cli.model_options import ModelOptions
from fxprove.errors import InputError
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.rounding import Overflow, Rounding


def test_a_model_takes_over_the_modes_of_its_spelling() -> None:
    model = Model.of(format="ap_fixed<8,4>", activation="relu")
    assert (model.rounding, model.overflow) == (Rounding.FLOOR, Overflow.WRAP)
    with pytest.raises(InputError, match="half-up"):
        Model.of(format="ap_fixed<8,4,AP_RND,AP_SAT>", activation="relu", rounding="floor")


def test_the_modes_of_a_typed_spelling_override_those_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(model_json(Model.of(format="Q3.4", activation="gelu"))))
    for spelling in ("ap_fixed<8,4>", "ap_fixed<8,4,AP_TRN,AP_WRAP>"):
        model = ModelOptions(model=str(path), format=spelling, activation="relu").build()
        assert (model.rounding, model.overflow) == (Rounding.FLOOR, Overflow.WRAP)
