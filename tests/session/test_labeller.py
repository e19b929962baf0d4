"""Names and colours of a session's sounds."""

import asyncio

import numpy as np
import pytest

from oscfactor.errors import ArgumentError, NotFoundError
from oscfactor.limits import Limits
from oscfactor.machine.kernels import Kernels
from oscfactor.model.labels import COLOURS
from oscfactor.model.values import Buffer
from oscfactor.session.session import Session
from tests.session.test_session import options


def noise():
    samples = 0.1 * np.random.default_rng(1).standard_normal((1, 3000)).astype(np.float32)
    samples.flags.writeable = False
    return Buffer(samples, 8000)


@pytest.fixture
def session():
    loop = asyncio.new_event_loop()
    made = Session(loop, Limits(n_threads=1), lambda *_, **__: None)
    made.jobs.let_run(Kernels.ALL)
    yield made
    made.close()
    loop.close()


def test_each_new_sound_has_a_colour_that_no_other_has(session):
    for i in range(4):
        session.buffers.put(f"s{i}", noise())
    assert [session.labeller.labels(f"s{i}").colour for i in range(4)] == list(COLOURS[:4])
    session.buffers.free("s1")
    session.buffers.put("new", noise())
    assert session.labeller.labels("new").colour == COLOURS[1]


def test_labels_stay_when_a_sound_is_factorized_again(session):
    loop = session.jobs._loop
    session.buffers.put("n", noise())
    with pytest.raises(NotFoundError):
        loop.run_until_complete(session.labeller.change("n", 0, lambda x: x))
    loop.run_until_complete(session.factorizer.factorize("n", options(3, hop=64)))
    loop.run_until_complete(session.labeller.change("n", 2, lambda labels: labels.with_name(2, "kick")))
    with pytest.raises(ArgumentError, match="component"):
        loop.run_until_complete(session.labeller.change("n", 3, lambda x: x))
    loop.run_until_complete(session.factorizer.factorize("n", options(2, hop=64)))
    assert session.labeller.labels("n").names == ("", "")
    loop.run_until_complete(session.factorizer.factorize("n", options(3, hop=64)))
    assert session.labeller.labels("n").names == ("", "", "kick")
