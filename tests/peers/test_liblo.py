"""liblo: its command line tools, and C programs compiled against it."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from tests.support.programs import HERE, Daemon, Program, free_port, missing, need
from tests.support.wire import DONE, PATIENCE, Udp

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Return a compiler of the C programs beside this file."""
    folder = tmp_path_factory.mktemp("liblo")
    compiler = need("cc")

    def compiled(source: str) -> Path:
        out = folder / Path(source).stem
        command = [compiler, "-Wall", "-Wextra", str(HERE / source), "-llo", "-o", str(out)]
        done = subprocess.run(command, capture_output=True, text=True)
        if "lo/lo.h" in done.stderr:
            missing("liblo-dev")
        assert done.returncode == 0, done.stderr
        assert not done.stderr
        return out

    return compiled


@pytest.mark.parametrize("how", ["udp", "tcp"])
def test_a_c_program_pulls_a_component(daemon: Daemon, peer: Udp, sound, tmp_path, build, how):
    out = tmp_path / "pulled.f32"
    with Program([build("liblo_pull.c"), how, str(daemon.port), sound, out]) as program:
        assert program.finish() == 0, program.output
    assert "done /buffer/load ssiii" in program.output
    assert "done /buffer/factorize ssiiff" in program.output
    assert "progress drums 1" in program.lines
    assert "fail /buffer/lode unknown-command" in program.output
    assert "liblo error" not in program.output
    assert np.array_equal(np.fromfile(out, np.float32), peer.pull("drums", 1))


def test_a_c_program_writes_samples_over_slip(daemon: Daemon, peer: Udp, tmp_path, build):
    samples = np.linspace(-1, 1, 500, dtype=np.float32)
    # Both bytes that SLIP has to escape, several times in a row.
    samples[:2] = np.frombuffer(b"\xc0\xc0\xc0\xc0\x3e\xdb\xdb\xdb", ">f4")
    samples.tofile(tmp_path / "samples.f32")
    program = Program([build("liblo_write.c"), str(daemon.port), "slipped", tmp_path / "samples.f32"])
    with program:
        assert program.finish() == 0, program.output
    deadline = time.monotonic() + PATIENCE
    while True:  # each round waits for an answer
        reply = peer.ask("/buffer/read", "slipped", 0, 0, 512)
        if reply.last.address == DONE:
            got = np.array(reply.one("/oscfactor/samples")[4:], np.float32)
            if np.array_equal(got, samples):
                break
        assert time.monotonic() < deadline, reply


def greet(dump: Program, port: int) -> None:
    """Wait until oscdump listens: it does not say so."""
    deadline = time.monotonic() + PATIENCE
    with Udp(port) as stranger:
        while time.monotonic() < deadline:
            stranger.send("/hello")
            try:
                dump.wait_for("/hello", timeout=0.1)
            except AssertionError:
                continue
            return
    raise AssertionError("oscdump does not listen")


def test_oscsend_subscribes_oscdump_to_events(daemon: Daemon, peer: Udp, sound):
    oscsend, port = need("oscsend"), free_port()
    with Program([need("oscdump"), "-L", str(port)]) as dump:
        greet(dump, port)
        subprocess.run([oscsend, "127.0.0.1", str(daemon.port), "/notify", "ii", "1", str(port)], check=True)
        assert '/oscfactor/done si "/notify" ' in dump.wait_for("/oscfactor/done")
        peer.done("/buffer/load", "dumped", str(sound))
        peer.done("/buffer/factorize", "dumped", 2, "iterations", 10)
        last = dump.wait_for(lambda line: "/oscfactor/progress" in line and " 1.000000 10 " in line)
        assert 'sfif "dumped"' in last


@pytest.mark.parametrize("scheme", ["osc.udp", "osc.tcp"])
def test_oscsend_makes_a_buffer(daemon: Daemon, peer: Udp, scheme):
    name = scheme.replace(".", "-")
    subprocess.run(
        [
            need("oscsend"),
            f"{scheme}://127.0.0.1:{daemon.port}",
            "/buffer/alloc",
            "sisi",
            name,
            "64",
            "channels",
            "2",
        ],
        check=True,
    )
    deadline = time.monotonic() + PATIENCE
    while peer.ask("/buffer/info", name).last.address != DONE:  # each round waits for an answer
        assert time.monotonic() < deadline
    assert peer.done("/buffer/info", name).one("/oscfactor/buffer")[:3] == (name, 2, 64)
