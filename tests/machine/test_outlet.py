"""What is said never waits for whoever reads it."""

import os
import sys
import time

import pytest

from oscfactor.machine import outlet
from oscfactor.machine.outlet import Outlet, outlets


@pytest.fixture
def pipe():
    read, write = os.pipe()
    stream = os.fdopen(write, "w", encoding="utf-8")
    yield read, stream
    stream.close()
    os.close(read)


def test_what_is_said_arrives_in_order(pipe):
    read, stream = pipe
    out = Outlet(stream)
    print("eins", "zwei 鼓", file=out)
    out.write("drei\n")
    out.finish(5)
    assert os.read(read, 1000).decode() == "eins zwei 鼓\ndrei\n"


def test_a_full_pipe_costs_lines_and_says_how_many(pipe, monkeypatch):
    read, stream = pipe
    monkeypatch.setattr(outlet, "MAX_BYTES", 10_000)
    out = Outlet(stream)
    began = time.monotonic()
    for i in range(20_000):
        print(f"line {i}", "x" * 50, file=out)
    assert time.monotonic() - began < 5
    heard, n_heard, n_dropped = b"", 0, 0
    while n_heard + n_dropped < 20_000:
        heard += os.read(read, 1 << 16)
        *lines, _ = heard.decode().split("\n")
        told = [int(line.split()[1]) for line in lines if "were dropped" in line]
        n_heard, n_dropped = len(lines) - len(told), sum(told)
    assert n_heard + n_dropped == 20_000
    assert n_dropped > 10_000
    out.finish(5)


def test_a_closed_pipe_is_no_fault(pipe):
    read, stream = pipe
    out = Outlet(stream)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), read)  # the last reader is gone
    for _ in range(100):
        print("x" * 1000, file=out)
    out.finish(5)
    assert out._is_broken


def test_stdout_and_stderr_are_put_back(capfd):
    before = sys.stdout, sys.stderr
    with outlets():
        sys.stdout.write("aside\n")
        sys.stderr.write("beside\n")
    assert (sys.stdout, sys.stderr) == before
    assert capfd.readouterr() == ("aside\n", "beside\n")


def test_a_line_without_an_end_is_passed_on_before_it_fills_memory(pipe):
    read, stream = pipe
    out = Outlet(stream)
    out.write("x" * 40_000)
    heard = b""
    while len(heard) < 40_000:
        heard += os.read(read, 1 << 16)
    assert heard == b"x" * 40_000
    out.finish(5)
