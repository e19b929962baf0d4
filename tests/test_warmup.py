import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor import config, environment, warmup
from oscfactor.client import Client
from oscfactor.launch import command

CACHE = environment.cache_folder(config.load())


def kernels() -> set[str]:
    """Return all that has been compiled so far: one file for each kernel and each kind of arguments."""
    return {path.name for path in CACHE.rglob("*.nbc")}


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """What `oscfactor warmup --lines` prints; afterwards the cache is warm."""
    (CACHE / warmup.STAMP_NAME).unlink(missing_ok=True)
    done = subprocess.run(command("warmup", "--lines"), capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_progress_rises_to_one_and_says_when_a_default_job_can_run(lines: list[str]) -> None:
    fractions = [float(line.split()[0]) for line in lines]
    texts = [line.partition(" ")[2] for line in lines]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    ready = [text.startswith("ready") for text in texts]
    assert not ready[0]
    assert ready == sorted(ready)


def test_it_leaves_a_stamp_that_fits_this_machine(lines: list[str]) -> None:
    assert warmup.is_warm(CACHE)


@pytest.mark.parametrize("key", ["oscfactor", "numba", "numpy", "python", "processor", "sources"])
def test_another_version_or_machine_is_not_warm(lines: list[str], tmp_path: Path, key: str) -> None:
    stamp = json.loads((CACHE / warmup.STAMP_NAME).read_text())
    assert stamp[key]
    (tmp_path / warmup.STAMP_NAME).write_text(json.dumps(stamp | {key: "another"}))
    assert not warmup.is_warm(tmp_path)


def test_what_other_versions_compiled_goes_after_a_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warmup, "_steps", list)
    for name in ("numba-mine", "numba-old", "numba-recent", "another"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / "numba-old", (0, 0))
    os.utime(tmp_path / "another", (0, 0))
    warmup.warm(tmp_path / "numba-mine", lambda _fraction, _text: None)
    assert {path.name for path in tmp_path.iterdir()} == {"numba-mine", "numba-recent", "another"}


def test_an_empty_or_broken_cache_is_not_warm(tmp_path: Path) -> None:
    assert not warmup.is_warm(tmp_path / "none")
    (tmp_path / warmup.STAMP_NAME).write_text("{")
    assert not warmup.is_warm(tmp_path)


def test_looking_is_cheap() -> None:
    code = "import sys, oscfactor.warmup as w; w.is_warm(w.Path('.')); print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ)
    assert done.stdout.strip() == "False", done.stderr


@pytest.mark.parametrize("n_channels", [1, 3])
def test_a_warm_daemon_compiles_nothing(
    lines: list[str], start_daemon, tmp_path: Path, n_channels: int
) -> None:
    sound = tmp_path / "sound.wav"
    noise = np.random.default_rng(0).standard_normal((6000, n_channels)) * 0.1
    soundfile.write(sound, noise, 44100)
    before = kernels()
    running = start_daemon()
    with Client(running.host, running.port, timeout=60) as client:
        client.request("/buffer/load", "file", str(sound))
        client.request("/buffer/alloc", "made", 6000, "channels", n_channels)
        client.request("/buffer/write", "made", 0, 0, *noise[:500, 0].tolist())
        for name in ("file", "made"):
            for options in (
                ("loss", "is"),
                ("loss", "euclidean"),
                ("init", "nndsvd"),
                ("window", 500, "hop", 100),
                ("tolerance", 0.5),
                (),
            ):
                client.request("/buffer/factorize", name, 3, "iterations", 2, *options)
            client.pull_component(name, 0)
            client.request("/component/info", name, -1)
            client.request("/component/export", name, -1, str(tmp_path), "flac")
        client.request("/buffer/factorize", "made", 0, "iterations", 2)
        for mode in ("seed", "fixed"):
            client.request(
                "/buffer/factorize", "file", 0, "bases", "made", "bases_mode", mode, "iterations", 2
            )
    assert kernels() == before
