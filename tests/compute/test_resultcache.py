"""The same sound with the same settings is not factorized twice."""

import os
import time
from dataclasses import replace

import numpy as np
import pytest

from oscfactor.client import Client
from oscfactor.compute import resultcache
from oscfactor.compute.factorize import factorize
from oscfactor.compute.resultcache import ResultCache, key_of
from oscfactor.errors import CancelledError
from oscfactor.files import archive as sessionfile
from oscfactor.model.values import Buffer
from tests.session.test_session import options


@pytest.fixture
def sound():
    samples = np.random.default_rng(1).standard_normal((2, 3000)).astype(np.float32)
    samples.flags.writeable = False
    return Buffer(samples, 8000)


def n_calls(monkeypatch):
    calls = []

    def counted(*args, **kwargs):
        calls.append(args)
        return factorize(*args, **kwargs)

    monkeypatch.setattr(resultcache, "factorize", counted)
    return calls


def test_what_was_found_is_found_at_once_and_with_the_same_bits(sound, tmp_path, monkeypatch):
    calls = n_calls(monkeypatch)
    cache = ResultCache(tmp_path, 1e9)
    first = cache.factorize(sound, options())
    second = cache.factorize(Buffer(sound.samples.copy(), 8000, "/elsewhere.wav"), options())
    assert len(calls) == 1
    assert first.W.tobytes() == second.W.tobytes()
    assert first.H.tobytes() == second.H.tobytes()
    assert first.W.strides == second.W.strides
    assert first.H.strides == second.H.strides
    assert (first.stft, first.loss_value, first.n_iterations) == (
        second.stft,
        second.loss_value,
        second.n_iterations,
    )


def test_whatever_matters_has_a_key_of_its_own(sound):
    found = factorize(sound, options())
    other = np.array(sound.samples)
    other[1, 2999] += 1e-6
    keys = {
        key_of(sound, options()),
        key_of(Buffer(other, 8000), options()),
        key_of(Buffer(sound.samples.reshape(1, -1), 8000), options()),
        key_of(sound, options(seed=1)),
        key_of(sound, options(loss="is")),
        key_of(sound, options(sort="none")),
        key_of(sound, options(), found),
        key_of(sound, options(), None, found),
        key_of(sound, options(), salt="other kernels"),
        key_of(sound, options(), None, replace(found, H=found.H.reshape(1, -1, 3))),
    }
    assert len(keys) == 10


def test_the_oldest_go_when_there_is_no_room(sound, tmp_path):
    size = 0
    for seed in range(4):
        ResultCache(tmp_path, 1e9).factorize(sound, options(seed=seed))
        for i, path in enumerate(sorted(tmp_path.iterdir(), key=lambda p: p.stat().st_mtime)):
            size = path.stat().st_size
            os.utime(path, (time.time() - 1000 + i,) * 2)
    cache = ResultCache(tmp_path, 2.5 * size)
    assert cache.get(key_of(sound, options(seed=0))) is not None  # and now it is the newest
    cache.factorize(sound, options(seed=9))
    kept = [seed for seed in (0, 1, 2, 3, 9) if cache.get(key_of(sound, options(seed=seed)))]
    assert kept == [0, 9]


@pytest.mark.parametrize("damage", [b"", b"PK\3\4 nonsense", "cut"])
def test_a_damaged_file_is_found_anew(sound, tmp_path, damage):
    cache = ResultCache(tmp_path, 1e9)
    first = cache.factorize(sound, options())
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:2000] if damage == "cut" else damage)
    assert cache.get(path.stem) is None
    assert cache.factorize(sound, options()).W.tobytes() == first.W.tobytes()


def test_a_folder_that_cannot_be_written_does_no_harm(sound, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    assert ResultCache(tmp_path / "file" / "results", 1e9).factorize(sound, options()).n_components == 3
    ResultCache(tmp_path / "none", 0).factorize(sound, options())
    assert not (tmp_path / "none").exists()


def test_what_was_cancelled_is_not_kept(sound, tmp_path):
    def stop(*_):
        raise CancelledError("stop")

    with pytest.raises(CancelledError):
        ResultCache(tmp_path, 1e9).factorize(sound, options(), progress=stop)
    assert not list(tmp_path.iterdir())


def test_over_the_wire_and_not_with_cache_0(start_daemon, tmp_path, loop_file):
    daemon = start_daemon(result_cache=100, cache_dir=os.environ["OSCFACTOR_CACHE_DIR"])
    with Client(daemon.host, daemon.port, timeout=60) as client:
        client.request("/buffer/load", "drums", str(loop_file))
        seed = time.time_ns() % 2**31  # nobody has found these before
        seconds = [
            client.request("/buffer/factorize", "drums", 4, "seed", seed, *more).args[-1]
            for more in ((), (), ("cache", 0))
        ]
    assert seconds[1] < seconds[0] / 4
    assert seconds[2] > seconds[1]


def test_the_format_is_that_of_sessions(sound, tmp_path):
    ResultCache(tmp_path, 1e9).factorize(sound, options())
    (path,) = tmp_path.iterdir()
    assert sessionfile.read_document(path).keys() == {"oscfactor", "version", "key", "factorization"}


def test_another_sounds_file_under_this_ones_name_is_found_anew(sound, tmp_path):
    cache = ResultCache(tmp_path, 1e9)
    first = cache.factorize(sound, options())
    (ours,) = tmp_path.iterdir()
    longer = Buffer(np.tile(sound.samples, 2), 8000)
    cache.factorize(longer, options(4))
    theirs = next(path for path in tmp_path.iterdir() if path != ours)
    ours.write_bytes(theirs.read_bytes())
    assert cache.factorize(sound, options()).W.tobytes() == first.W.tobytes()
    assert cache.get(ours.stem) is not None  # the right one, by now


FORGED = {
    "other frames": lambda f: replace(f, H=f.H[:, :-1]),
    "other channels": lambda f: replace(f, H=f.H[:1]),
    "other components": lambda f: replace(f, H=f.H[..., :2], W=f.W[:2]),
    "another hop": lambda f: replace(f, stft=replace(f.stft, hop=32)),
    "another loss": lambda f: replace(f, loss="is"),
    "negative bases": lambda f: replace(f, W=-f.W),
    "what are no numbers": lambda f: replace(f, H=f.H * np.float32(np.nan)),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_does_not_fit_the_sound_is_dropped_whatever_its_file_says(sound, tmp_path, monkeypatch, what):
    cache = ResultCache(tmp_path, 1e9)
    first = cache.factorize(sound, options())
    key = key_of(sound, options())
    monkeypatch.setattr(
        "oscfactor.files.documents.fault", lambda *_: ""
    )  # as an older oscfactor may have written it
    cache.put(key, FORGED[what](first))
    monkeypatch.undo()
    calls = n_calls(monkeypatch)
    for _ in range(2):
        found = cache.factorize(sound, options())
        assert found.W.tobytes() == first.W.tobytes()
        assert found.H.tobytes() == first.H.tobytes()
    assert len(calls) == 1  # and the right one is kept again
