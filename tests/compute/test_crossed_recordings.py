"""Recordings crossed: whose beat and whose timbre the result has, against the other sound in that role."""

from __future__ import annotations

import os

import numpy as np
import pytest

from bench.recombine import CROSS, PAIRS, SAMPLES, curve, factorized, likeness, spectrum
from oscfactor.compute.cross import Options, cross
from oscfactor.model.layers import Layers

if not SAMPLES.exists() and os.environ.get("CI") != "true":
    pytest.skip("needs Debian's sonic-pi-samples", allow_module_level=True)


@pytest.fixture(scope="module")
def sounds() -> dict[str, Layers]:
    return {name: factorized(name) for pair in PAIRS for name in pair}


@pytest.mark.slow
@pytest.mark.parametrize("phase", ["source", "pghi", "griffinlim"])
@pytest.mark.parametrize("pair", [*PAIRS, *(pair[::-1] for pair in PAIRS)], ids=" x ".join)
def test_a_cross_has_the_onsets_of_one_and_the_spectrum_of_the_other(sounds, pair, phase):
    times, timbres = (sounds[name] for name in pair)
    made, _ = cross(times, timbres, Options(**{**CROSS, "phase": phase}))
    assert np.isfinite(made.samples).all()
    peak = max(np.abs(x.buffer.samples).max() for x in (times, timbres))
    assert np.abs(made.samples).max() <= 2 * peak
    ours, null = (likeness(curve(made), curve(x.buffer)) for x in (times, timbres))
    assert ours > null + 0.1
    theirs, null = (likeness(spectrum(made), spectrum(x.buffer)) for x in (timbres, times))
    assert theirs > null + 0.1


@pytest.mark.parametrize("name", ["loop_amen_full", "guit_em9"])
def test_a_recording_crossed_with_itself_is_itself(sounds, name):
    made, _ = cross(sounds[name], sounds[name], Options(**{**CROSS, "phase": "griffinlim"}))
    error = np.linalg.norm(made.samples - sounds[name].buffer.samples) / np.linalg.norm(made.samples)
    assert 20 * np.log10(error) < -120
