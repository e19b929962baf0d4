import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor import config
from oscfactor.cli import warmup
from oscfactor.client import Client
from oscfactor.errors import OscFactorError
from oscfactor.machine import cachefolder, environment, kernelcache
from oscfactor.machine.kernelcache import State
from oscfactor.machine.kernels import Kernels
from oscfactor.machine.launch import command

CACHE = cachefolder.cache_folder(config.load())


def contents(folder: Path) -> dict[Path, bytes]:
    """Return all that has been compiled so far: files for each kernel and each kind of arguments."""
    return {path: path.read_bytes() for path in folder.rglob("*.nb[ic]")}


@pytest.fixture(scope="module")
def warmed() -> None:
    """Afterwards the cache is warm."""
    done = subprocess.run(command("warmup", "--lines"), capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "1.000 ready"
    assert kernelcache.state(CACHE) is State.WARM


def test_progress_rises_and_says_when_a_default_job_can_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [
        (level, f"step {i}", list) for i, level in enumerate((Kernels.DEFAULT, Kernels.DEFAULT, Kernels.ALL))
    ]
    monkeypatch.setattr(warmup, "_steps", lambda scratch: steps)
    told: list[tuple[float, str]] = []
    warmup.warm(lambda fraction, text: told.append((fraction, text)), tmp_path)
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert [text.startswith("ready") for _, text in told] == [False, False, True, True]


def test_an_answer_that_is_not_right_is_found() -> None:
    right = np.random.default_rng(0).standard_normal((2, 100))
    warmup._agree(right * (1 + 1e-6), right, "it")
    for wrong in (right * 1.001, right * np.nan, right * 0):
        with pytest.raises(OscFactorError, match="it is not right"):
            warmup._agree(wrong, right, "it")
    assert warmup.same([right], [right * (1 + 1e-6)])
    assert not warmup.same([right], [right[::-1]])
    assert not warmup.same([right], [])


def test_looking_is_cheap() -> None:
    code = (
        "import sys, oscfactor.machine.kernelcache as k; k.state(k.Path('.')); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


@pytest.mark.parametrize("n_channels", [1, 3])
def test_a_warm_daemon_compiles_nothing(warmed: None, start_daemon, tmp_path: Path, n_channels: int) -> None:
    sound = tmp_path / "sound.wav"
    noise = np.random.default_rng(0).standard_normal((6000, n_channels)) * 0.1
    soundfile.write(sound, noise, 44100)
    before = contents(CACHE)
    running = start_daemon(log_level="debug")
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
    assert "compiled" not in running.output
    assert contents(CACHE) == before


UNUSUAL = """
import numpy as np
from oscfactor.dsp import saving
from oscfactor.dsp.transform import fft_kernels as fft
rows, y = fft.rows_room(), fft.room()
rows[:] = np.arange(rows.size)
fft._weave(rows, y, 4)
assert saving.compiled == [], saving.compiled
fft._weave(rows, y, np.uint8(4))
print(*saving.compiled, *y[:4].astype(int))
"""


def test_what_was_not_compiled_ahead_is_compiled_and_leaves_the_cache_as_it_is(warmed: None) -> None:
    before = contents(CACHE)
    environ: dict[str, str] = {}
    assert environment.prepare_environment(config.load(), environ).warm
    done = subprocess.run(
        [sys.executable, "-c", UNUSUAL], env={**os.environ, **environ}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "_weave 0 1 2 3", done.stderr
    assert contents(CACHE) == before
    assert kernelcache.state(CACHE) is State.WARM


def test_kernels_that_stand_in_each_others_place_are_found(warmed: None, tmp_path: Path) -> None:
    mixed_up = tmp_path / "kernels"
    shutil.copytree(CACHE, mixed_up)
    one, other = (next(mixed_up.rglob(f"*_pass_{s}-*.nbc")) for s in (64, 256))
    moved = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(moved)
    folders = dict.fromkeys((environment.NUMBA_FOLDER, environment.READ_ONLY), str(mixed_up))
    done = subprocess.run(
        command("warmup", "--check", str(mixed_up)),
        env={**os.environ, **folders},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout
    assert kernelcache.state(mixed_up) is State.DAMAGED
