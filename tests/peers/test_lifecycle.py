"""From the first line to the last: starting, ending, and what holds while a job runs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.machine.launch import command
from tests.support.programs import Daemon, Program, free_port
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import DONE, FAIL, PATIENCE, Message, Tcp, Udp, encode, encode_bundle

pytestmark = pytest.mark.peer
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and permissions as POSIX has them")

LONG = ("iterations", 1_000_000)
"""Options of a job that nobody waits for."""


@pytest.fixture
def long_sound(tmp_path: Path) -> Path:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.tile(drums(1.0), (8, 1)), SAMPLE_RATE, subtype="FLOAT")
    return path


def begin_job(peer: Udp, name: str, path: Path) -> None:
    """Start a job that runs for ever, and wait until it does."""
    peer.done("/buffer/load", name, str(path))
    peer.send("/buffer/factorize", name, 8, *LONG)
    peer.until("/oscfactor/progress", name)


# Starting.


def test_the_first_line_says_where_and_the_second_what(tmp_path):
    with Daemon(tmp_path) as daemon:
        assert daemon.host == "127.0.0.1"
        assert 1024 <= daemon.port <= 65535
        line = daemon.wait_for("listens on")
        assert f"127.0.0.1 port {daemon.port}" in line
        assert "sound" in line
        assert "quit" in line
        with Udp(daemon.port) as peer, Tcp(daemon.port, "slip") as tcp:
            assert peer.done("/version").one("/oscfactor/version") == tcp.done("/version").one(
                "/oscfactor/version"
            )
            status = peer.status()
        assert {"version", "uptime", "buffers", "jobs", "clients", "cpu", "memory", "ready"} <= set(status)


def test_a_reader_of_its_lines_that_goes_away_does_not_end_it(tmp_path):
    port = free_port()
    process = subprocess.Popen(
        command("serve", "--port", str(port)), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    process.stdout.close()
    with Udp(port) as peer:
        deadline = time.monotonic() + PATIENCE
        while True:
            peer.send("/quit")
            try:
                peer.receive_raw(0.2)
                break
            except OSError:
                assert process.poll() is None, "it ended because nobody read its first line"
                assert time.monotonic() < deadline
    assert process.wait(PATIENCE) == 0


def test_a_port_in_use_gets_one_sentence(daemon: Daemon, tmp_path):
    with Program(command("serve", "--port", str(daemon.port)), cwd=tmp_path) as second:
        assert second.finish() not in (0, -signal.SIGTERM)
    (line,) = second.lines
    assert str(daemon.port) in line
    assert "in use" in line
    assert "--port" in line


@posix
def test_a_cache_that_cannot_be_written_gets_one_sentence_and_the_daemon_runs(tmp_path):
    (tmp_path / "file").touch()
    with (
        Daemon(tmp_path, env={"OSCFACTOR_CACHE_DIR": str(tmp_path / "file" / "cache")}) as daemon,
        Udp(daemon.port) as peer,
    ):
        peer.done("/version")
        peer.done("/quit")
        assert daemon.finish() == 0
    (line,) = [line for line in daemon.lines if "cannot be written" in line]
    assert str(tmp_path / "file") in line
    assert "--cache-dir" in line


def test_without_portaudio_the_daemon_says_so_and_runs(tmp_path):
    fake = tmp_path / "fake"
    fake.mkdir()
    (fake / "sounddevice.py").write_text('raise OSError("PortAudio library not found")\n')
    path = os.pathsep.join(filter(None, [str(fake), os.environ.get("PYTHONPATH")]))
    with Daemon(tmp_path, env={"PYTHONPATH": path}) as daemon, Udp(daemon.port) as peer:
        line = daemon.wait_for("no sound: ")
        assert "PortAudio" in line
        peer.done("/buffer/alloc", "take", 64)


# Ending.


@pytest.mark.parametrize("how", ["/quit", "SIGTERM", "SIGINT"])
def test_the_end_is_clean_in_the_midst_of_a_job(tmp_path, long_sound, how):
    if sys.platform == "win32" and how != "/quit":
        pytest.skip("no such signals for a child on Windows")
    with Daemon(tmp_path) as daemon, Udp(daemon.port) as peer:
        begin_job(peer, "take", long_sound)
        peer.send("/buffer/factorize", "take", 4)
        peer.terminal("/buffer/factorize")
        if how == "/quit":
            peer.send("/quit")
        else:
            daemon.process.send_signal(getattr(signal, how))
        heard = peer.until(FAIL, "/buffer/factorize", "cancelled")
        assert how != "/quit" or Message(DONE, ("/quit",)) in heard
        assert daemon.finish() == 0
    assert "Traceback" not in daemon.output
    assert "Exception" not in daemon.output


def test_a_file_that_is_being_written_at_the_end_is_whole_or_not_there(tmp_path, long_sound):
    with Daemon(tmp_path) as daemon, Udp(daemon.port) as peer:
        peer.done("/buffer/load", "take", str(long_sound))
        peer.done("/buffer/factorize", "take", 16, "iterations", 2)
        peer.send("/component/export", "take", -1, str(tmp_path / "layers"))
        peer.send("/quit")
        assert daemon.finish() == 0
    for path in tmp_path.glob("layers/*"):
        assert path.suffix == ".wav"
        assert soundfile.info(path).frames == soundfile.info(long_sound).frames


def test_an_ended_port_can_be_used_again_at_once(tmp_path):
    with Daemon(tmp_path) as first:
        with Tcp(first.port, "size") as tcp:
            tcp.done("/version")
            tcp.send("/quit")
            tcp.terminal("/quit")
            assert first.finish() == 0
        with Daemon(tmp_path, "--port", str(first.port)) as second:
            assert second.port == first.port


def test_a_daemon_ends_with_the_process_that_it_was_started_for(tmp_path):
    starter = [sys.executable, "-c", "input()"]
    with (
        subprocess.Popen(starter, stdin=subprocess.PIPE) as other,
        Daemon(tmp_path, "--ends-with", str(other.pid)) as daemon,
    ):
        other.kill()
        other.wait()
        assert daemon.finish() == 0
        assert "and we end with it" in daemon.output


# While a job runs.


def test_status_answers_while_a_job_runs(daemon: Daemon, peer: Udp, long_sound):
    begin_job(peer, "busy", long_sound)
    with Udp(daemon.port) as other:
        slowest = 0.0
        for _ in range(100):
            started = time.monotonic()
            assert other.status()["jobs"] == 1
            slowest = max(slowest, time.monotonic() - started)
    assert slowest < 2
    peer.done("/buffer/free", "busy")
    peer.status()


def test_cancel_ends_the_job_and_keeps_the_older_components(daemon: Daemon, peer: Udp, long_sound):
    peer.done("/buffer/load", "kept", str(long_sound))
    peer.done("/buffer/factorize", "kept", 2, "iterations", 2)
    before = peer.done("/component/audio", "kept", 1, 0, 4096, 512).one("/oscfactor/audio")
    peer.send("/buffer/factorize", "kept", 3, *LONG)
    peer.until("/oscfactor/progress", "kept")
    assert "cancel" in peer.fail("/buffer/factorize", "kept", 3, code="busy")
    assert "kept" in peer.fail("/buffer/write", "kept", 0, 0, 0.5, code="busy")
    assert peer.done("/component/audio", "kept", 1, 0, 4096, 512).one("/oscfactor/audio") == before
    peer.send("/buffer/cancel", "kept")
    peer.send("/sync", 2)
    heard = peer.until(DONE, "/sync", 2)
    assert _cancelled(heard)
    assert Message(DONE, ("/buffer/cancel", "kept")) in heard
    assert peer.done("/component/audio", "kept", 1, 0, 4096, 512).one("/oscfactor/audio") == before
    peer.fail("/buffer/cancel", "kept", code="not-found")
    peer.done("/buffer/factorize", "kept", 3, "iterations", 2)
    assert peer.done("/buffer/info", "kept").one("/oscfactor/buffer")[4] == 3
    peer.done("/buffer/free", "kept")


def _cancelled(heard: list[Message]) -> bool:
    return any(m.address == FAIL and m.args[:2] == ("/buffer/factorize", "cancelled") for m in heard)


def test_free_during_a_job_cancels_it_and_the_name_is_free(daemon: Daemon, peer: Udp, long_sound):
    begin_job(peer, "gone", long_sound)
    peer.send("/buffer/free", "gone")
    peer.send("/sync", 1)
    heard = peer.until(DONE, "/sync", 1)
    assert _cancelled(heard)
    assert Message(DONE, ("/buffer/free", "gone")) in heard
    assert peer.done("/buffer/alloc", "gone", 64).last.args[1:] == ("gone", 1, 64, 48000)
    peer.done("/buffer/free", "gone")


def test_a_second_job_waits_for_the_first_and_loads_replace_at_their_end(
    daemon: Daemon, peer: Udp, long_sound, sound
):
    begin_job(peer, "one", long_sound)
    peer.send("/buffer/load", "two", str(sound))
    peer.send("/buffer/factorize", "two", 2, "iterations", 2)  # before it is loaded
    peer.done("/buffer/cancel", "one")
    peer.until(DONE, "/buffer/factorize", "two")
    peer.done("/buffer/free", "one")
    peer.done("/buffer/free", "two")


def test_progress_is_told_at_most_twenty_times_a_second(daemon: Daemon, peer: Udp, long_sound):
    peer.done("/notify", 1)
    peer.done("/buffer/load", "told", str(long_sound))
    started = time.monotonic()
    reply = peer.done("/buffer/factorize", "told", 8, "iterations", 30)
    progress = reply.all("/oscfactor/progress")
    assert progress[-1][1:3] == (1.0, 30)
    assert [fraction for _, fraction, *_ in progress].count(1.0) == 1  # a subscriber hears its own job once
    assert len(progress) <= 20 * (time.monotonic() - started) + 2
    peer.done("/buffer/free", "told")
    peer.done("/notify", 0)


def test_the_same_seed_gives_the_same_bits(daemon: Daemon, peer: Udp, sound):
    peer.done("/buffer/load", "seeded", str(sound))
    pulled = []
    for seed in (3, 3, 4):
        peer.done("/buffer/factorize", "seeded", 3, "iterations", 10, "seed", seed)
        pulled.append(peer.pull("seeded", 0))
    assert np.array_equal(pulled[0], pulled[1])
    assert not np.array_equal(pulled[0], pulled[2])
    peer.done("/buffer/free", "seeded")


# Order, time and subscriptions.


def test_sync_waits_for_all_that_was_asked_for_before(daemon: Daemon, peer: Udp, sound):
    peer.send("/buffer/load", "synced", str(sound))
    peer.send("/buffer/factorize", "synced", 2, "iterations", 20)
    peer.send("/sync", 77)
    heard = peer.until("/oscfactor/synced", 77)
    ends = [m.args[0] for m in heard if m.address == DONE]
    assert ends == ["/buffer/load", "/buffer/factorize"]
    peer.done("/buffer/free", "synced")


def test_a_bundle_for_later_waits_and_holds_nothing_up(daemon: Daemon, peer: Udp):
    now = time.time()
    peer.send_raw(encode_bundle(encode("/buffer/alloc", "later", 64), at=now + 0.5))
    peer.send_raw(encode_bundle(encode("/buffer/alloc", "sooner", 64), at=now + 0.25))
    peer.send_raw(encode_bundle(encode("/buffer/alloc", "at once", 64), at=now - 10))
    peer.fail("/buffer/info", "later", code="not-found")
    peer.send("/sync", 3)
    heard = peer.until(DONE, "/sync", 3)
    made = [m.args[1] for m in heard if m.address == DONE and m.args[0] == "/buffer/alloc"]
    assert made == ["sooner", "later"] or made == ["at once", "sooner", "later"]
    assert time.time() >= now + 0.5
    for name in ("later", "sooner", "at once"):
        peer.done("/buffer/free", name)


def test_a_pile_of_bundles_for_next_year_is_refused_in_time(daemon: Daemon, peer: Udp):
    later = encode_bundle(*[encode("/buffer/write", "none", 0, 0, b"\0" * 400)] * 100, at=time.time() + 3e7)
    n_limits = 0
    for _ in range(60):
        peer.send_raw(later)
        peer.send("/version")
        n_limits += sum(m.args[1:2] == ("limit",) for m in peer.terminal("/version").before)
    assert n_limits > 0
    with Udp(daemon.port) as other:
        other.done("/version")


def test_a_subscriber_hears_of_other_clients_jobs_at_the_port_that_it_names(daemon: Daemon, peer: Udp, sound):
    with Udp(daemon.port) as listener, Udp(daemon.port) as asker:
        asker.send("/notify", 1, listener.port)
        assert listener.terminal("/notify").last.address == DONE
        asker.send("/version")
        listener.terminal("/version")  # answers go there too
        peer.done("/buffer/load", "heard", str(sound))
        peer.done("/buffer/factorize", "heard", 2, "iterations", 7)
        assert listener.until("/oscfactor/progress", "heard", 1.0)[-1].args[2] == 7
        asker.send("/notify", 0)
        assert listener.terminal("/notify").last.address == DONE
        asker.done("/version")
        peer.done("/buffer/factorize", "heard", 2, "iterations", 7)
        peer.done("/buffer/free", "heard")
        with pytest.raises(TimeoutError):
            listener.receive(timeout=0.05)


def test_a_subscription_ends_with_its_time_to_live(daemon: Daemon, peer: Udp):
    with Udp(daemon.port) as listener:
        listener.done("/notify", 1, 0, 0.2)
        assert peer.status()["clients"] == 1
        deadline = time.monotonic() + PATIENCE
        while peer.status()["clients"]:
            assert time.monotonic() < deadline


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who refused")
def test_a_subscription_ends_when_its_port_refuses(daemon: Daemon, peer: Udp, sound):
    with Udp(daemon.port) as asker:
        asker.send("/notify", 1, free_port())
        peer.done("/buffer/load", "refused", str(sound))
        deadline = time.monotonic() + PATIENCE
        while peer.status()["clients"]:
            peer.done("/buffer/factorize", "refused", 2, "iterations", 2)
            assert time.monotonic() < deadline
    peer.done("/buffer/free", "refused")


def test_answers_over_tcp_are_not_held_back(daemon: Daemon, sound):
    with Tcp(daemon.port, "size") as tcp:
        # As most clients are: their system waits 40 ms before it acknowledges.
        tcp.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0)
        tcp.done("/buffer/load", "prompt", str(sound))
        waited = []
        for offset in range(100):
            started = time.monotonic()
            tcp.done("/buffer/read", "prompt", 0, offset, 512)
            waited.append(time.monotonic() - started)
        assert sorted(waited)[20] < 0.03  # a busy machine holds some back, ours would hold back all
        tcp.done("/buffer/free", "prompt")
