"""Tiny jobs that call every kernel, so that each is compiled, or loaded, and its answer is checked."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import OscFactorError
from oscfactor.machine.kernels import Kernels

FFTS: Final = (256, 2048, 8192, 32768)
"""In samples: frames at which layers must add up to their sound; each takes other passes of the transform."""
TRANSFORMS: Final = tuple(1 << n for n in range(7, 18))
"""In samples: all lengths that our own Fourier transform has."""
EXACT_DB: Final = -100.0
"""The largest difference between the sum of the layers and the sound, in decibels against the sound."""

Listener = Callable[[float, str], None]
Compile = Callable[[Listener], None]
"""Compiles the kernels that are missing, and tells a listener its progress."""
Answers = list[NDArray[Any]]


def warm(progress: Listener, scratch: Path, level: Kernels = Kernels.ALL) -> dict[str, Answers]:
    """Compile or load the kernels by running each tiny job; return the arrays of each, by the job's name.

    Parameters
    ----------
    progress : function
        Called with the fraction done and the next step; the text begins with `ready` once the kernels of a
        default job are there. A check follows, so the fraction does not reach 1.
    scratch : folder for files that are forgotten
    level : Kernels.DEFAULT or Kernels.ALL

    Raises
    ------
    OscFactorError
        If an answer is wrong that is known beforehand.
    """
    steps = [(text, work) for at, text, work in _steps(scratch) if at <= level]
    n_default = sum(at == Kernels.DEFAULT for at, _, _ in _steps(scratch))
    answers = {}
    for i, (text, work) in enumerate(steps):
        progress(i / (len(steps) + 1), f"ready; {text}" if i >= n_default else text)
        answers[text] = work()
    progress(len(steps) / (len(steps) + 1), "ready; checking")
    return answers


def _steps(scratch: Path) -> Iterator[tuple[Kernels, str, Callable[[], Answers]]]:
    """Yield each tiny job with its level and its name, the default job first."""
    yield Kernels.DEFAULT, "analysis", _analyse
    yield Kernels.DEFAULT, "resynthesis", lambda: _resynthesise(scratch)
    yield Kernels.ALL, "playing", _play
    yield Kernels.ALL, "loss is", lambda: _matrices(_job(loss="is"))
    yield Kernels.ALL, "loss euclidean", lambda: _matrices(_job(loss="euclidean"))
    yield Kernels.ALL, "init nndsvd", lambda: _matrices(_job(init="nndsvd"))
    yield Kernels.ALL, "choosing components", lambda: _matrices(_job(components=0))
    yield Kernels.ALL, "fixed bases", _fixed
    yield Kernels.ALL, "recombining", _recombine
    yield Kernels.ALL, "live input", _hear


def _sound() -> Any:
    """Return a tenth of a second of stereo noise."""
    from oscfactor.model.values import Buffer

    samples = np.random.default_rng(0).standard_normal((2, 4800)).astype(np.float32) * np.float32(0.1)
    samples.flags.writeable = False  # numba compiles anew for arrays that can be written
    return Buffer(samples, 48000)


def _job(**changes: Any) -> Any:
    """Factorize the noise with the defaults of the command table, but for `changes`."""
    from oscfactor.compute.factorize import factorize
    from oscfactor.compute.options import Options

    options = {**default_options(), "components": 2, "iterations": 2, **changes}
    return factorize(_sound(), Options(**options), n_threads=2)


def _analyse() -> Answers:
    """Factorize, and transform frames of all our lengths; NumPy gives the right spectra."""
    from oscfactor.dsp.transform.fft import irfft, rfft

    answers = _matrices(_job())
    for fft in TRANSFORMS:
        frames = np.random.default_rng(fft).standard_normal((1, fft)).astype(np.float32)
        spectra, back = np.empty((1, fft // 2 + 1), np.complex64), np.empty((1, 1, fft), np.float32)
        rfft(frames, spectra)
        irfft(spectra[:, None], back)
        _agree(spectra, np.fft.rfft(frames.astype(np.float64)), f"the Fourier transform of {fft} samples")
        _agree(back[0], frames, f"the inverse Fourier transform of {fft} samples")
    return answers


def _resynthesise(scratch: Path) -> Answers:
    from oscfactor.compute.export import export_components
    from oscfactor.model.layers import Layers

    answers = []
    for fft in FFTS:
        sound, found = _sound(), _job(fft=fft)
        layers = Layers(sound, found).renderer().render(np.eye(2, dtype=np.float32), 0, sound.n_samples)
        _agree(layers.sum(axis=0), sound.samples, f"the sum of the layers at fft {fft}")
        answers.append(layers)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        export_components(sound, found, [0, 1], folder, name="warmup")
    return answers


def _play() -> Answers:
    from oscfactor.realtime.renderer.rehearsal import rehearse

    return list(rehearse())


def _fixed() -> Answers:
    from oscfactor.compute.factorize import factorize
    from oscfactor.compute.options import Options

    found, answers = _job(), []
    for given in ({"bases": found}, {"activations": found}):
        options = {**default_options(), "components": 2, "iterations": 2}
        options |= {f"{name}_mode": "fixed" for name in given}
        answers += _matrices(factorize(_sound(), Options(**options), n_threads=2, **given))
    return answers


def _recombine() -> Answers:
    from oscfactor.compute.mixdown import mix_down
    from oscfactor.model.layers import PHASES, Layers, Recombination

    sound, found = _sound(), _job()
    crossed = np.ones((2, 2), np.float32)
    doubled = {0: found.H[:, :, 0] * np.float32(2)}
    answers = []
    for exponent in (1.0, 2.0):
        for phase in PHASES:
            made = Recombination(matrix=crossed, activations=doubled, exponent=exponent, phase=phase)
            layers = Layers(sound, found, made)
            answers.append(layers.renderer().render(np.ones((1, 2), np.float32), 0, 512))
            answers.append(mix_down(layers))
    return answers


def _hear() -> Answers:
    from oscfactor.dsp.live.rehearsal import rehearse

    return list(rehearse())


def _matrices(found: Any) -> Answers:
    return [found.W, found.H]


def _agree(found: NDArray[Any], right: NDArray[Any], name: str) -> None:
    """Raise if an answer differs from the right one by more than rounding."""
    lost, whole = (float((np.abs(x.astype(np.complex128)) ** 2).sum()) for x in (found - right, right))
    if not lost < whole * 10 ** (EXACT_DB / 10):  # also where it is not a number
        raise OscFactorError(f"a kernel went wrong: {name} is not right")


def same(answers: Sequence[NDArray[Any]], others: Sequence[NDArray[Any]]) -> bool:
    """Whether two runs of a job agree but for rounding."""
    return len(answers) == len(others) and all(
        a.shape == b.shape and np.allclose(a, b, rtol=1e-3, atol=1e-4 * float(np.abs(a).max(initial=0.0)))
        for a, b in zip(answers, others, strict=True)
    )


def default_options() -> dict[str, Any]:
    """Return the options of `/buffer/factorize` at their defaults, as `Options` takes them."""
    from oscfactor.protocol.commands import COMMANDS

    options = {option.name: option.default for option in COMMANDS["/buffer/factorize"].options}
    return {name: value for name, value in options.items() if name not in ("bases", "activations", "cache")}
