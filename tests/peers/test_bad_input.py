"""Bad requests and bad sounds: one answer with the right code and a sentence, and nothing changed."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import DONE, FAIL, Message, Peer, Tagged, Udp

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("nothing_changes")]
linux = pytest.mark.skipif(sys.platform != "linux", reason="takes away rights and room as Linux does")


BAD_REQUESTS: list[tuple[str, str, tuple]] = [
    # address, code, arguments
    ("/buffer/lode", "unknown-command", ("drums", "drums.wav")),
    ("/nothing/at/all", "unknown-command", ()),
    ("/", "unknown-command", ()),
    ("/buffer/load", "argument", ()),
    ("/buffer/load", "argument", ("drums",)),
    ("/buffer/load", "argument", (1, 2)),
    ("/buffer/load", "argument", ("drums", "drums.wav", "from")),
    ("/buffer/load", "argument", ("drums", "drums.wav", -1.0)),
    ("/buffer/load", "argument", ("drums", "drums.wav", 1000.0)),
    ("/buffer/load", "argument", ("a/b", "drums.wav")),
    ("/buffer/load", "argument", ("", "drums.wav")),
    ("/buffer/load", "argument", ("x" * 65, "drums.wav")),
    ("/buffer/load", "argument", ("drums", "x" * 5000)),
    ("/buffer/load", "argument", ("drums", b"drums.wav")),
    ("/buffer/load", "file", ("drums", "no-such-file.wav")),
    ("/buffer/load", "file", ("drums", "x" * 300)),
    ("/buffer/load", "file", ("drums", "x\\y" * 100)),
    ("/session/load", "file", ("x" * 300,)),
    ("/session/load", "file", ("x\\y" * 100,)),
    ("/session/save", "file", ("x" * 300,)),
    ("/session/save", "file", ("x" * 253,)),
    ("/buffer/save", "file", ("drums", "x" * 300 + ".wav")),
    ("/component/export", "file", ("drums", 0, "x" * 300)),
    ("/matrix/export", "file", ("drums", 0, 0, "x" * 300)),
    ("/buffer/load", "file", ("drums", ".")),
    ("/buffer/info", "argument", ("drums", 1)),
    ("/buffer/info", "argument", (None,)),
    ("/buffer/info", "not-found", ("drms",)),
    ("/buffer/free", "not-found", ("drms",)),
    ("/buffer/alloc", "exists", ("drums", 64)),
    ("/buffer/alloc", "argument", ("new", 0)),
    ("/buffer/alloc", "argument", ("new", -5)),
    ("/buffer/alloc", "argument", ("new", 1.5)),
    ("/buffer/alloc", "argument", ("new", 64, "channels", 0)),
    ("/buffer/alloc", "limit", ("new", 2**31 - 1, "channels", 1024)),
    ("/buffer/write", "argument", ("drums", 0, 0)),
    ("/buffer/write", "argument", ("drums", 0, 0, float("nan"))),
    ("/buffer/write", "argument", ("drums", 0, 0, 0.1, float("inf"))),
    ("/buffer/write", "argument", ("drums", 0, 0, Tagged("d", 1e300))),
    ("/buffer/write", "argument", ("drums", 0, 0, struct.pack(">ff", 0.5, float("nan")))),
    ("/buffer/write", "argument", ("drums", 0, 0, b"12345")),
    ("/buffer/write", "argument", ("drums", 0, 0, "loud")),
    ("/buffer/write", "argument", ("drums", 2, 0, 0.5)),
    ("/buffer/write", "argument", ("drums", 0, 24000, 0.5)),
    ("/buffer/write", "argument", ("drums", 0, -1, 0.5)),
    ("/buffer/read", "argument", ("drums", 2, 0, 64)),
    ("/buffer/read", "argument", ("drums", 0, 0, 0)),
    ("/buffer/read", "argument", ("drums", 0, 24001, 64)),
    ("/buffer/read", "argument", ("drums", 0, 0, Tagged("h", 2**40))),
    ("/buffer/save", "argument", ("drums", "drums.mp9")),
    ("/buffer/save", "file", ("drums", "no-such-folder/drums.wav")),
    ("/buffer/factorize", "argument", ("drums",)),
    ("/buffer/factorize", "argument", ("drums", -1)),
    ("/buffer/factorize", "argument", ("drums", "eight")),
    ("/buffer/factorize", "argument", ("drums", 2000)),
    ("/buffer/factorize", "argument", ("drums", 2, "iteratons", 5)),
    ("/buffer/factorize", "argument", ("drums", 2, "iterations")),
    ("/buffer/factorize", "argument", ("drums", 2, "iterations", 5, "iterations", 5)),
    ("/buffer/factorize", "argument", ("drums", 2, 5, "iterations")),
    ("/buffer/factorize", "argument", ("drums", 2, "iterations", 0)),
    ("/buffer/factorize", "argument", ("drums", 2, "loss", "l1")),
    ("/buffer/factorize", "argument", ("drums", 2, "hop", 0)),
    ("/buffer/factorize", "argument", ("drums", 2, "hop", 2048)),
    ("/buffer/factorize", "argument", ("drums", 2, "fft", 512, "window", 1024)),
    ("/buffer/factorize", "argument", ("drums", 2, "fft", 2**30)),
    ("/buffer/factorize", "argument", ("drums", 2, "fft", 2**31 - 1, "hop", 1)),
    ("/buffer/factorize", "argument", ("drums", 100, "fft", 64)),  # more than bins
    ("/buffer/factorize", "argument", ("drums", 900, "fft", 32768)),  # more than frames
    ("/buffer/factorize", "argument", ("drums", 2, "tolerance", float("nan"))),
    ("/buffer/factorize", "argument", ("drums", 2, "seed", -1)),
    ("/buffer/factorize", "not-found", ("drums", 2, "bases", "drms")),
    ("/buffer/factorize", "not-found", ("drms", 2)),
    ("/buffer/cancel", "not-found", ("drums",)),
    ("/buffer/cancel", "not-found", ("drms",)),
    ("/component/info", "argument", ("drums", 2)),
    ("/component/info", "argument", ("drums", -2)),
    ("/component/audio", "argument", ("drums", 2, 0, 0, 64)),
    ("/component/audio", "argument", ("drums", -1, 0, 0, 64)),
    ("/component/audio", "argument", ("drums", 0, 2, 0, 64)),
    ("/component/audio", "argument", ("drums", 0, 0, 24001, 64)),
    ("/component/activation", "argument", ("drums", 0, 0, 64, 2)),
    ("/component/basis", "argument", ("drums", 0, 1026, 64)),
    ("/component/file", "argument", ("drums", 2)),
    ("/component/file", "not-found", ("drms", 0)),
    ("/component/export", "argument", ("drums", 2, "layers")),
    ("/component/export", "argument", ("drums", 0, "layers", "mp3")),
    ("/component/export", "argument", ("drums", 0, "layers", "flac", "FLOAT")),
    ("/component/export", "file", ("drums", 0, "drums.wav")),
    ("/object/find", "argument", ("drums", 3)),
    ("/object/find", "argument", ("drums", 2, "colour")),
    ("/object/set", "argument", ("drums", 0)),
    ("/object/set", "argument", ("drums", 0, 0.5)),
    ("/object/set", "argument", ("drums", 0, 2)),
    ("/object/set", "argument", ("drums", 2, 0)),
    ("/object/gain", "not-found", ("drums", 0, 0.5)),
    ("/object/export", "not-found", ("drums", 0, "layers")),
    ("/notify", "argument", (1, 65536)),
    ("/notify", "argument", (2,)),
    ("/sync", "argument", ()),
    ("/sync", "argument", (float("inf"),)),
    ("/dump", "argument", (3,)),
    ("/help", "not-found", ("/buffer/lode",)),
]


def only_answer(peer: Peer, address: str) -> Message:
    """Return the one answer to what was just sent to `address`: none may come behind it."""
    peer.send("/sync", 4711)
    heard = peer.until(DONE, "/sync", 4711)
    answers = [m for m in heard[:-1] if m.address in (DONE, FAIL)]
    assert len(answers) == 1, answers
    assert answers[0].args[0] == address
    return answers[0]


@pytest.mark.parametrize(("address", "code", "args"), BAD_REQUESTS)
def test_a_bad_request_fails_once_with_its_code(daemon: Daemon, peer: Udp, address, code, args):
    peer.send(address, *args)
    answer = only_answer(peer, address)
    assert answer.address == FAIL
    assert answer.args[1] == code, answer
    sentence = answer.args[2]
    assert 5 < len(sentence) < 1000
    assert "Traceback" not in sentence
    assert "\n" not in sentence


def test_an_unknown_address_is_told_the_nearest(peer: Udp):
    assert "/buffer/load" in peer.fail("/buffer/lode", "drums", code="unknown-command")
    assert "iterations" in peer.fail("/buffer/factorize", "drums", 2, "iteratons", 5, code="argument")
    assert "drums" in peer.fail("/buffer/info", "drms", code="not-found")


def test_a_fail_echoes_the_arguments(peer: Udp):
    reply = peer.ask("/buffer/info", "drms", 7, 0.5, b"\x01\x02")
    assert reply.last.args[3:] == ("drms", 7, 0.5, b"\x01\x02")


def write_sound(folder: Path, name: str, samples: np.ndarray) -> str:
    path = folder / name
    soundfile.write(path, samples, SAMPLE_RATE, subtype="FLOAT")
    return str(path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_file_with_a_sample_that_is_no_number_is_refused(peer: Udp, tmp_path, value):
    samples = drums(0.1)
    samples[100, 1] = value
    sentence = peer.fail("/buffer/load", "drums", write_sound(tmp_path, "nan.wav", samples), code="file")
    assert "nan.wav" in sentence


def test_files_that_are_no_sound_are_refused(peer: Udp, tmp_path):
    (tmp_path / "empty.wav").touch()
    (tmp_path / "letter.wav").write_text("Dear daemon, " * 100)
    (tmp_path / "half.wav").write_bytes((Path(write_sound(tmp_path, "w.wav", drums(0.1)))).read_bytes()[:30])
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 2)), SAMPLE_RATE)
    for name in ("empty.wav", "letter.wav", "half.wav", "none.wav"):
        assert name in peer.fail("/buffer/load", "drums", str(tmp_path / name), code="file")
    assert str(tmp_path) in peer.fail("/buffer/load", "drums", str(tmp_path), code="file")
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.wav")
        peer.fail("/buffer/load", "drums", str(tmp_path / "pipe.wav"), code="file")
        peer.fail("/buffer/load", "drums", "/dev/zero", code="file")


@linux
def test_a_file_without_permission_is_refused(peer: Udp, tmp_path):
    path = write_sound(tmp_path, "mine.wav", drums(0.1))
    Path(path).chmod(0)
    assert "ermission" in peer.fail("/buffer/load", "drums", path, code="file")


@linux
def test_a_read_only_folder_gets_nothing(peer: Udp, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there").chmod(0o555)
    for folder in ("there", "there/below"):
        sentence = peer.fail("/component/export", "drums", -1, str(tmp_path / folder), code="file")
        assert "ermission" in sentence
    peer.fail("/buffer/save", "drums", str(tmp_path / "there" / "drums.wav"), code="file")
    assert not list((tmp_path / "there").iterdir())


@linux
@pytest.mark.parametrize("before", [False, True])
def test_a_full_disk_leaves_nothing_half_written(tmp_path, before):
    import resource

    old = drums(0.05)
    layers = tmp_path / "layers"
    layers.mkdir()
    if before:
        write_sound(layers, "take-01.wav", old)
    with Daemon(tmp_path, "--log-level", "error") as small, Udp(small.port) as peer:
        peer.done("/buffer/load", "take", write_sound(tmp_path, "take.wav", drums(0.5)))
        peer.done("/buffer/factorize", "take", 3, "iterations", 3)
        resource.prlimit(small.process.pid, resource.RLIMIT_FSIZE, (100_000, 100_000))
        assert "too large" in peer.fail("/component/export", "take", -1, str(layers), code="file")
        peer.fail("/buffer/save", "take", str(layers / "take-01.wav"), code="file")
        peer.fail("/buffer/save", "take", str(layers / "take.aiff"), code="file")
        assert peer.status()["jobs"] == 0
    if before:
        assert [p.name for p in layers.iterdir()] == ["take-01.wav"]
        assert np.array_equal(soundfile.read(layers / "take-01.wav", dtype="float32")[0], old)
    else:
        assert not list(layers.iterdir())


@linux
def test_a_full_file_system_leaves_nothing_half_written(daemon: Daemon, peer: Udp, tmp_path):
    mount = ctypes.CDLL(None, use_errno=True).mount
    if os.geteuid() != 0 or mount(b"none", bytes(tmp_path), b"tmpfs", 0, b"size=300k") != 0:
        pytest.skip("only root may mount a small disk")
    try:
        sentence = peer.fail("/component/export", "drums", -1, str(tmp_path / "layers"), code="file")
        assert "no space" in sentence
        assert not list((tmp_path / "layers").glob("*"))
    finally:
        assert ctypes.CDLL(None).umount2(bytes(tmp_path), 2) == 0


def test_sounds_that_are_asked_for_together_do_not_pass_the_limit(tmp_path):
    path = write_sound(tmp_path, "seconds.wav", drums(4.0))  # 1.5 MB
    with Daemon(tmp_path, "--max-memory", "4") as small, Udp(small.port) as peer:
        for i in range(6):
            peer.send("/buffer/load", f"take{i}", path)
        peer.send("/sync", 1)
        heard = peer.until(DONE, "/sync", 1)
        codes = [m.args[1] for m in heard if m.address == FAIL]
        assert codes == ["limit"] * 4
        assert "MB" in peer.fail("/buffer/load", "more", path, code="limit")
        assert "max_memory" in peer.fail("/buffer/alloc", "more", 1_000_000, code="limit")
        assert peer.status()["buffers"] == 2
    with Daemon(tmp_path, "--max-seconds", "3") as short, Udp(short.port) as peer:
        assert "3 s" in peer.fail("/buffer/load", "take", path, code="limit")
        peer.done("/buffer/load", "take", path, 1.0, 2.0)


@pytest.mark.parametrize("name", ["with spaces.wav", "Ünïcødé – 鼓.wav", 'quote\'s "$HOME" %s;.wav'])
def test_odd_paths_are_paths(peer: Udp, tmp_path, name):
    if sys.platform == "win32" and '"' in name:
        pytest.skip("no file name on Windows")
    folder = tmp_path / "a folder – 音"
    folder.mkdir()
    path = write_sound(folder, name, drums(0.1))
    assert peer.done("/buffer/load", "odd", path).last.args[1:] == ("odd", 2, 4800, SAMPLE_RATE)
    assert peer.done("/buffer/info", "odd").one("/oscfactor/buffer")[5] == path
    peer.done("/buffer/factorize", "odd", 2, "iterations", 2)
    files = peer.done("/component/export", "odd", -1, str(folder / "läyers")).all("/oscfactor/file")
    total = sum(soundfile.read(file, dtype="float32")[0] for _, _, file in files)
    assert np.abs(total - drums(0.1)).max() < 1e-5
    peer.done("/buffer/free", "odd")


@pytest.mark.parametrize("n_samples", [1, 2, 100, 2047])
def test_a_sound_shorter_than_a_window_comes_back(peer: Udp, tmp_path, n_samples):
    samples = drums(0.2)[100 : 100 + n_samples]
    peer.done("/buffer/load", "short", write_sound(tmp_path, "short.wav", samples))
    peer.done("/buffer/factorize", "short", 2, "iterations", 5)
    for channel in (0, 1):
        total = peer.pull("short", 0, channel) + peer.pull("short", 1, channel)
        assert np.abs(total - samples[:, channel]).max() < 1e-6
    peer.done("/buffer/free", "short")


@pytest.mark.parametrize("silent", ["all", "left"])
@pytest.mark.parametrize("loss", ["kl", "is", "euclidean"])
def test_silence_stays_silent_and_finite(peer: Udp, tmp_path, silent, loss):
    samples = drums(0.2)
    samples[:, slice(None) if silent == "all" else 0] = 0
    peer.done("/buffer/load", "quiet", write_sound(tmp_path, "quiet.wav", samples))
    done = peer.done("/buffer/factorize", "quiet", 3, "iterations", 10, "loss", loss)
    assert np.isfinite(done.last.args[4])
    for channel in (0, 1):
        parts = [peer.pull("quiet", k, channel) for k in range(3)]
        assert np.isfinite(parts).all()
        assert np.abs(sum(parts) - samples[:, channel]).max() < 1e-6
    assert not any(peer.pull("quiet", k, 0).any() for k in range(3))
    for k in range(3):
        values = peer.done("/component/activation", "quiet", k, 0, 64).one("/oscfactor/activation")[4:]
        assert np.isfinite(values).all()
        assert np.isfinite(peer.done("/component/info", "quiet", k).one("/oscfactor/component")[2:]).all()
    peer.done("/buffer/free", "quiet")


def test_a_load_over_a_name_replaces_it_only_when_it_succeeds(peer: Udp, tmp_path):
    peer.done("/buffer/load", "take", write_sound(tmp_path, "one.wav", drums(0.1)))
    peer.done("/buffer/factorize", "take", 2, "iterations", 2)
    before = peer.pull("take", 0)
    peer.fail("/buffer/load", "take", str(tmp_path / "none.wav"), code="file")
    assert np.array_equal(peer.pull("take", 0), before)
    other = drums(0.2, 1)
    peer.done("/buffer/load", "take", write_sound(tmp_path, "two.wav", other))
    assert np.array_equal(peer.read("take"), other[:, 0])
    peer.fail("/component/audio", "take", 0, 0, 0, 64, code="not-found")
    peer.done("/buffer/free", "take")
