"""Sounds broken into components without a daemon."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.commandline import run


def test_factorize_writes_components_that_add_up(loop_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "a folder" / "für Layers"
    done = run(
        "factorize",
        str(loop_file),
        "--out",
        str(out),
        "--components",
        "3",
        "--iterations",
        "5",
        "--picture",
        "--data",
        "csv",
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in out.iterdir()) == [
        "loop-00.wav",
        "loop-01.wav",
        "loop-02.wav",
        "loop.csv",
        "loop.png",
    ]
    assert str(out / "loop-02.wav") in done.stdout
    assert (out / "loop.csv").read_text().startswith("seconds,activation_0")
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


def test_several_sounds_are_factorized_and_a_bad_one_holds_up_none(loop_file: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    (library / "deep").mkdir(parents=True)
    (library / "a.wav").write_bytes(loop_file.read_bytes())
    (library / "broken.wav").write_text("no sound")
    (library / "deep" / "a.wav").write_bytes(loop_file.read_bytes())
    out = tmp_path / "out"
    done = run("factorize", str(library), "--out", str(out), "--components", "2", "--iterations", "2")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert f"{library / 'broken.wav'}: " in done.stderr
    assert done.stdout.splitlines()[-1] == "2 of 3 sounds factorized"
    made = {path.relative_to(out).as_posix() for path in out.rglob("*.wav")}
    assert made == {"a-00.wav", "a-01.wav", "deep/a-00.wav", "deep/a-01.wav"}


def test_a_script_reads_what_was_made_and_a_folder_holds_the_layers_of_one_run(
    loop_file: Path, tmp_path: Path
) -> None:
    for k in (1, 2, 7):
        (tmp_path / f"loop-0{k}.wav").write_text("an earlier run")
    (tmp_path / "loop-mix.wav").write_text("mine")
    few = ("--components", "2", "--iterations", "2")
    done = run("factorize", str(loop_file), "--out", str(tmp_path), *few, "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    paths = [Path(component["path"]) for component in made["components"]]
    assert paths == [tmp_path / "loop-00.wav", tmp_path / "loop-01.wav"]
    assert sum(component["energy"] for component in made["components"]) == pytest.approx(1, abs=1e-5)
    assert (made["sound"], made["n_samples"]) == (loop_file.as_posix(), 407104)
    assert sorted(path.name for path in tmp_path.glob("loop-*")) == [
        "loop-00.wav",
        "loop-01.wav",
        "loop-mix.wav",
    ]
    aside = sorted((tmp_path / "earlier").iterdir())
    assert [path.name for path in aside] == ["loop-02.wav", "loop-07.wav"]
    assert [Path(path) for path in made["put_aside"]] == aside
    total = sum(soundfile.read(path)[0] for path in paths)
    assert np.abs(total - soundfile.read(loop_file)[0]).max() < 1e-5


def test_a_sound_that_fails_is_told_to_a_script(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("no sound")
    (tmp_path / "b.wav").write_text("no sound")
    done = run("factorize", str(tmp_path), "--out", str(tmp_path / "out"), "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [row["sound"] for row in rows] == [str(tmp_path / "a.wav"), str(tmp_path / "b.wav")]
    assert {row["code"] for row in rows} == {"file"}
    assert all(row["error"] for row in rows)
