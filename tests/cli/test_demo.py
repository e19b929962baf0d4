import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.cli import demo, demo_loop, demo_ride, outputs
from oscfactor.machine.launch import command
from oscfactor.protocol.commands import COMMANDS


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command("demo", *args), capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo's folder and its output."""
    out = tmp_path_factory.mktemp("demo")
    done = run("--out", str(out))
    assert done.returncode == 0, done.stderr
    return out, done.stdout


def test_the_demo_finds_the_parts_of_its_loop(made: tuple[Path, str]) -> None:
    _, text = made
    rows = [line.split() for line in text.splitlines() if line.startswith("loop-0")]
    assert len(rows) == 6
    # Which layer holds which part is for the mathematics to say, but hardly any part may go unheard.
    assert len({row[-1] for row in rows} & set(demo_loop.parts())) >= 5, text


def test_the_demos_layers_are_float_and_add_up(made: tuple[Path, str]) -> None:
    out, text = made
    assert len(list(out.glob("loop-*.wav"))) == 6
    original, _ = soundfile.read(out / "loop.wav")
    total = np.sum([soundfile.read(path)[0] for path in out.glob("loop-*.wav")], axis=0)
    error_db = 10 * np.log10(((total - original) ** 2).sum() / (original**2).sum())
    assert error_db < -100
    assert f"by {error_db:.0f} dB" in text
    assert all(soundfile.info(path).subtype == "FLOAT" for path in out.glob("*.wav"))


def test_the_demo_draws_and_says_what_to_type_next(made: tuple[Path, str]) -> None:
    out, text = made
    assert (out / "loop.png").stat().st_size > 50_000
    assert str(out / "loop.png") in text
    assert "send /buffer/load loop" in text


def test_the_demo_rides_the_faders(made: tuple[Path, str]) -> None:
    out, text = made
    assert "play   " in text
    if "no sound device" in text:
        ride, rate = soundfile.read(out / "ride.wav")
        original, _ = soundfile.read(out / "loop.wav")
        assert demo_ride.RIDE_SECONDS - 1 < len(ride) / rate < demo_ride.RIDE_SECONDS + 5
        assert 0.1 < np.sqrt((ride**2).mean() / (original**2).mean()) < 1.0


def test_the_demo_takes_a_file_with_an_awkward_name(tmp_path: Path, loop_file: Path) -> None:
    sound = tmp_path / "my [drums], take #2 (für Elise).flac"
    samples, rate = soundfile.read(loop_file)
    soundfile.write(sound, samples[:30000, 0], rate)
    done = run(str(sound), "--out", str(tmp_path / "out"), "--components", "3")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").glob("my*.wav"))) == 3


def test_without_matplotlib_the_demo_draws_nothing_and_says_so(
    tmp_path: Path, loop_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outputs, "find_spec", lambda _name: None)
    sound = tmp_path / "short.wav"
    samples, rate = soundfile.read(loop_file)
    soundfile.write(sound, samples[:20000], rate)
    out = tmp_path / "out"
    out.mkdir()
    (out / "short-02.wav").write_text("an earlier run")
    assert demo.run(str(sound), str(out), 2) == 0
    text = capsys.readouterr().out
    assert "picture     none without matplotlib: pip install 'oscfactor[picture]'" in text
    assert "short-02.wav, of an earlier run" in text
    assert sorted(path.name for path in out.glob("short*")) == ["short-00.wav", "short-01.wav"]


def test_the_demo_says_in_a_sentence_that_a_file_is_missing(tmp_path: Path) -> None:
    done = run("nothing.wav", "--out", str(tmp_path))
    assert done.returncode == 1
    assert "nothing.wav" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "name", ["a b/c", "drums", "*?[take] {2},#3.wav", "x" * 200, "für Elise", "a\x1b[1mb"]
)
def test_every_file_has_a_name_that_a_buffer_may_have(name: str) -> None:
    row = COMMANDS["/buffer/load"].args[0]
    assert row.coerce(demo.buffer_name(Path(name)))
