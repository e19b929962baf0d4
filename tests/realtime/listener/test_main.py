"""The program that hears, run as a program: over its pipes, and with a ring that another process fills."""

import pickle
import subprocess

import numpy as np
import pytest

from oscfactor.machine.launch import command
from oscfactor.realtime.card.ringwriter import RingWriter
from oscfactor.realtime.inputring import InputRing
from tests.support.wire import PATIENCE


class Program:
    """The program, and what it says."""

    def __init__(self):
        self.process = subprocess.Popen(
            command(module="oscfactor.realtime.listener"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.hear() == ("ready",)

    def tell(self, *message):
        pickle.dump(message, self.process.stdin)
        self.process.stdin.flush()

    def hear(self):
        return pickle.load(self.process.stdout)

    def caught(self):
        """Return the next number and sound, levels left out."""
        while (message := self.hear())[0] == "level":
            pass
        assert message[0] == "caught"
        return message[1:]


@pytest.fixture(scope="module")
def running():
    program = Program()
    yield program
    program.process.stdin.close()
    assert program.process.wait(PATIENCE) == 0
    program.process.stdout.close()


@pytest.fixture
def program(running):
    yield running
    running.tell("close")


def sound(seed, n=1000):
    return np.random.default_rng(seed).uniform(-1, 1, (2, n)).astype(np.float32)


def test_what_was_heard_is_captured_sample_for_sample(program):
    heard = sound(1)
    program.tell("open", 2, 1000, 2.0)
    for i in range(0, 1000, 100):
        program.tell("hear", heard[:, i : i + 100])
    program.tell("capture", 1, 300, 0)
    program.tell("capture", 2, 300, 650)
    program.tell("capture", 3, 300, 701)
    number, samples = program.caught()
    assert number == 1
    assert np.array_equal(samples, heard[:, -300:])
    assert np.array_equal(program.caught()[1], heard[:, 50:350])
    assert program.caught() == (3, 1000)


def test_a_recording_begins_and_ends_at_its_messages(program):
    heard = sound(2)
    program.tell("open", 2, 1000, 0.1)
    program.tell("hear", heard[:, :200])
    program.tell("record", 5, 10**6)
    program.tell("hear", heard[:, 200:900])
    program.tell("stop", 5)
    program.tell("hear", heard[:, 900:])
    assert np.array_equal(program.caught()[1], heard[:, 200:900])


def test_an_input_that_ends_ends_its_recordings_and_is_forgotten(program):
    program.tell("open", 2, 1000, 1.0)
    program.tell("hear", sound(3))
    program.tell("record", 6, 10**6)
    program.tell("hear", sound(4))
    program.tell("close")
    assert np.array_equal(program.caught()[1], sound(4))
    program.tell("open", 2, 1000, 1.0)
    program.tell("capture", 7, 1, 0)
    assert program.caught() == (7, 0)


def test_an_input_that_comes_back_goes_on_and_one_of_another_rate_begins_anew(program):
    program.tell("open", 2, 1000, 1.0)
    program.tell("hear", sound(5, 100))
    program.tell("open", 2, 1000, 1.0)
    program.tell("hear", sound(6, 100))
    program.tell("capture", 8, 200, 0)
    assert np.array_equal(program.caught()[1], np.concatenate([sound(5, 100), sound(6, 100)], axis=1))
    program.tell("open", 2, 2000, 1.0)
    program.tell("capture", 9, 1, 0)
    assert program.caught() == (9, 0)


def test_a_ring_is_emptied_and_silence_stands_for_what_was_lost(program):
    ring = InputRing(64, 2)
    writer = RingWriter(ring.shape.name, 64, 2)
    try:
        heard = sound(7, 100)
        program.tell("open", 2, 1000, 1.0)
        writer.write(memoryview(heard[:, :30].T.tobytes()), 30, 0, False)
        writer.write(memoryview(heard[:, 30:].T.tobytes()), 70, 0, False)  # 34 of them fit
        program.tell("join", ring.shape)
        program.tell("capture", 10, 100, 0)
        samples = program.caught()[1]
        assert np.array_equal(samples[:, :64], heard[:, :64])
        assert not samples[:, 64:].any()
        writer.write(memoryview(heard.T.tobytes()), 10, 0, False)
        program.tell("leave")
        program.tell("capture", 11, 10, 0)
        assert np.array_equal(program.caught()[1], heard[:, :10])
    finally:
        writer.close()
        ring.close()
