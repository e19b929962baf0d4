"""Mixes and crosses straight into files, as the command line writes them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.cli.main import main
from oscfactor.client import Client

FEW = ["--components", "2", "--iterations", "2", "--fft", "256", "--phase", "source"]


@pytest.fixture
def rendered(client: Client, loop_file: Path, tmp_path: Path) -> Callable[..., tuple[np.ndarray, str]]:
    """Render a session of one short sound with these words; return the samples and their subtype."""
    client.request("/buffer/load", "rendered", str(loop_file), "duration", 0.2)
    client.request("/session/save", str(tmp_path / "s.oscf"))

    def render(name: str, *words: str) -> tuple[np.ndarray, str]:
        out = tmp_path / name
        assert main(["render", str(tmp_path / "s.oscf"), str(out), "--buffer", "rendered", *words]) == 0
        return soundfile.read(out, always_2d=True)[0], soundfile.info(out).subtype

    return render


def test_a_mix_is_as_loud_as_was_asked_and_in_the_form_that_was_asked(rendered, capsys) -> None:
    plain, subtype = rendered("plain.wav")
    assert subtype == "FLOAT"
    quiet, subtype = rendered("quiet.flac", "--volume", "-6", "--subtype", "pcm_16")
    assert subtype == "PCM_16"
    np.testing.assert_allclose(quiet, plain * 10 ** (-6 / 20), atol=2 / 32768)
    loud, _ = rendered("loud.wav", "--normalize")
    assert np.abs(loud).max() == pytest.approx(10 ** (-1 / 20), abs=1e-6)
    louder, _ = rendered("louder.wav", "--normalize", "-20", "--volume", "6")
    assert np.abs(louder).max() == pytest.approx(10 ** (-14 / 20), abs=1e-6)


def test_a_cross_is_finished_likewise(loop_file: Path, tmp_path: Path) -> None:
    short, out = tmp_path / "short.wav", tmp_path / "out.aiff"
    soundfile.write(short, soundfile.read(loop_file)[0][:8000], 44100)
    assert (
        main(["cross", str(short), str(short), str(out), *FEW, "--normalize", "-3", "--subtype", "PCM_24"])
        == 0
    )
    assert soundfile.info(out).subtype == "PCM_24"
    assert np.abs(soundfile.read(out)[0]).max() == pytest.approx(10 ** (-3 / 20), abs=1e-4)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--subtype", "PCM_99"], "wav has no subtype 'PCM_99'"),
        (["--volume", "loud"], "invalid decibels value: 'loud'"),
        (["--normalize", "nan"], "a level lies between"),
    ],
)
def test_a_form_that_cannot_be_is_told_before_anything_is_read(words, told, tmp_path, capsys) -> None:
    try:
        code = main(["render", "no.oscf", str(tmp_path / "out.wav"), *words])
    except SystemExit as error:
        code = error.code
    assert (code, told in capsys.readouterr().err) == (2, True)
