"""Whole jobs without a daemon."""

from pathlib import Path

import numpy as np
import soundfile

from tests.support.commandline import run


def test_factorize_writes_components_that_add_up(loop_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "a folder" / "für Layers"
    table = tmp_path / "loop.csv"
    words = ["factorize", str(loop_file), "--out", str(out), "--components", "3", "--iterations", "5"]
    done = run(*words, "--picture", "--data", str(table))
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in out.iterdir()) == [
        "loop-00.wav",
        "loop-01.wav",
        "loop-02.wav",
        "loop.png",
    ]
    assert str(out / "loop-02.wav") in done.stdout
    assert str(table) in done.stdout
    assert table.read_text().startswith("seconds,activation_0")
    original, _ = soundfile.read(loop_file)
    total = sum(soundfile.read(path)[0] for path in out.glob("*.wav"))
    assert np.abs(total - original).max() < 1e-5


def test_factorize_takes_the_commands_options(loop_file: Path, tmp_path: Path) -> None:
    args = ["factorize", str(loop_file), "--out", str(tmp_path / "out")]
    done = run(*args, "--components", "2", "--fft", "512", "--hop", "600")
    assert done.returncode == 2
    assert "hop" in done.stderr
    done = run(*args, "--components", "-1")
    assert done.stderr == "oscfactor: components must be at least 0, got -1\n"
    assert run(*args, "--loss", "wrong").returncode == 2
    assert not (tmp_path / "out").exists()
