"""Solvers: what rises is undone, and every plan can be looked up."""

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.nmf.fit import SWEEPS, Fit
from oscfactor.dsp.nmf.solvers import CHECK_EVERY, PLANS, Descent, Plan, Run, plan_for
from oscfactor.dsp.nmf.start import random_start
from oscfactor.machine.threads import Crew


@pytest.fixture
def fit():
    V = np.random.default_rng(0).gamma(0.3, 1, (90, 70)).astype(np.float32)
    V.flags.writeable = False
    with Crew(2) as crew:
        yield Fit(V, *random_start(90, 70, 5, 0, float(V.mean())), "kl", 1.0, crew)


def test_what_made_the_loss_rise_is_undone(fit):
    descent = Descent(fit, Plan(momentum=True), H=True, W=True, look=True)
    for _ in range(2 * CHECK_EVERY + 1):
        descent.update()
    reached = descent.loss
    fit.W[:] = np.roll(fit.W, 7, axis=1)  # as a leap would that went astray
    assert fit.loss() > reached
    for _ in range(CHECK_EVERY):
        descent.update()
    assert descent.loss <= reached
    assert fit.loss() <= reached
    fit.H *= 3
    assert descent.finish() <= reached


@pytest.mark.parametrize("loss", SWEEPS)
@pytest.mark.parametrize("n_components", [1, 3, 10, 500])
def test_every_loss_has_its_plans(loss, n_components):
    for solver in PLANS:
        assert plan_for(solver, loss, n_components).worth >= 1
    assert plan_for("mu", loss, n_components) == Plan(textbook=True)


def test_updates_on_sums_of_frames_are_not_taken_over_if_they_are_worse(fit, monkeypatch):
    before, factors = fit.loss(), fit.keep()
    monkeypatch.setattr(fit, "spread", lambda *_: fit.H.__imul__(50))
    monkeypatch.setattr(Run, "_coarse", lambda *_: (fit.W, fit.H, None))
    Run(fit, plan_for("auto", "kl", 5), 20, 0.0, 1.0, None)._start_coarse(6)
    assert fit.loss() <= before
    assert np.array_equal(fit.H, factors[1])
