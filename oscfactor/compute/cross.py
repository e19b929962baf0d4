"""Cross-synthesis: a sound with the activations of one buffer and the bases of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oscfactor.compute.factorize import in_range
from oscfactor.compute.mixdown import mix_down
from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.bounds import checked
from oscfactor.dsp.edit import bases, fitting, matching, morphing
from oscfactor.dsp.transform.stft import Stft
from oscfactor.limits import cross_bytes, phases_bytes
from oscfactor.model.layers import Layers, Recombination
from oscfactor.model.values import Buffer, Factorization

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to cross; names and defaults are those of `/cross/make` in the command table."""

    match: str
    likeness: str
    morph: float
    by: str
    length: str
    phase: str


def cross(
    times: Layers,
    timbres: Layers,
    options: Options,
    *,
    n_threads: int = 2,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> tuple[Buffer, Factorization]:
    """Return a sound in which the activations of `times` drive the bases of `timbres`, and its components.

    It has the rate, the channels and the frames' geometry of `times`, and the length that the options say.
    What a new basis has in common with the old one keeps the sound of `times`, so that a sound crossed with
    itself is itself; the rest gets phases as the options say.

    Parameters
    ----------
    times, timbres : Layers
        Their edited activations and bases are taken; matrix and masks are not.
    options : Options
    n_threads : int
    progress : callable
        Called with the fraction done; may raise CancelledError.

    Raises
    ------
    ArgumentError
        The sound or its components would be out of range.
    """
    layers = _crossed(times, timbres, options)
    samples = mix_down(layers, n_threads=n_threads, progress=progress)
    samples = frozen(checked(samples, "sound"))
    return Buffer(samples, layers.buffer.sample_rate), in_range(_normalized(layers.as_edited))


def cost(
    times: Buffer, timbres: Buffer, stft: Stft, n_components: int, options: Options, *, n_threads: int
) -> int:
    """Return how many bytes `cross` takes at its worst, by the sounds and how the first was factorized."""
    n_channels, n_samples = times.n_channels, n_samples_of(times, timbres, options.length)
    n_frames, n_bins = stft.n_frames(n_samples), stft.n_bins
    phase = _phase(options)
    phases = phases_bytes(n_channels, n_samples, n_frames, n_bins, phase=phase, n_threads=n_threads)
    looped = n_samples != times.n_samples and options.length != "stretch"
    sizes = (n_channels, n_samples, n_frames, n_bins, n_components)
    return cross_bytes(*sizes, n_threads=n_threads, phases=phases, looped=looped)


def _phase(options: Options) -> str:
    """Return where new sound has its phases from; a stretched sound has none of its own."""
    return "pghi" if options.length == "stretch" and options.phase == "source" else options.phase


def n_samples_of(buffer: Buffer, other: Buffer, length: str) -> int:
    """Return how many samples of each channel the first sound has, crossed with the other: at least one."""
    if length == "keep":
        return buffer.n_samples
    n_samples = max(1, round(other.n_samples * buffer.sample_rate / other.sample_rate))
    return min(n_samples, buffer.n_samples) if length == "truncate" else n_samples


def _crossed(times: Layers, timbres: Layers, options: Options) -> Layers:
    """Return the layers of `times`, at their new length, with the bases of `timbres`."""
    given = chosen_bases(times, timbres, options)
    layers = with_length(times, timbres, options.length)
    W = layers.factorization.W
    made = Recombination(
        bases={k: w for k, w in enumerate(given) if not np.array_equal(w, W[k])},
        activations=layers.recombination.activations,
        phase=_phase(options),
    )
    return replace(layers, recombination=made)


def chosen_bases(times: Layers, timbres: Layers, options: Options) -> Array:
    """Return the basis that each activation of `times` is to drive.

    Returns
    -------
    float32 (n_components of `times`, n_bins of `times`)
    """
    ours = times.bases()
    theirs = timbres.bases()
    ratio = times.bin_hz / timbres.bin_hz
    if ratio != 1.0 or theirs.shape[1] != ours.shape[1]:
        theirs = np.stack([bases.resample(w, ratio, ours.shape[1]) for w in theirs])
    pairs = np.arange(len(ours)) % len(theirs)
    if options.match == "optimal" and options.likeness == "spectral":
        pairs = matching.assign(matching.spectral_likeness(ours, theirs))
    elif options.match == "optimal":
        pairs = matching.assign(matching.temporal_likeness(times.as_edited.H, timbres.as_edited.H))
    between = morphing.blend if options.by == "linear" else morphing.transport
    return np.stack(
        [
            morphing.as_strong(between(w, theirs[j], options.morph), w)
            for w, j in zip(ours, pairs, strict=True)
        ]
    )


def with_length(times: Layers, timbres: Layers, length: str) -> Layers:
    """Return the layers of `times` as long as `length` says, their edited activations among them.

    Parameters
    ----------
    length : 'keep', 'loop', 'stretch' or 'truncate'
        As they are; begun anew until `timbres` ends; slower or faster, to end with it; until the first ends.
    """
    buffer, f = times.buffer, times.factorization
    edited = times.recombination.activations
    n_samples = n_samples_of(buffer, timbres.buffer, length)
    if n_samples == buffer.n_samples:
        return replace(times, recombination=Recombination(activations=edited))
    n_frames = f.stft.n_frames(n_samples)
    samples = np.zeros((buffer.n_channels, n_samples), np.float32)
    if length == "stretch":
        # Of a stretched sound nothing is kept: all is new to a silence of that length.
        H = np.zeros((buffer.n_channels, n_frames, f.n_components), np.float32)
        given = {k: times.activation(k) for k in range(f.n_components)}
        stretched = {k: fitting.fit(h, n_frames, "stretch") for k, h in given.items()}
        return Layers(
            Buffer(samples, buffer.sample_rate),
            replace(f, H=frozen(H)),
            Recombination(activations=stretched),
        )
    for begin in range(0, n_samples, buffer.n_samples):
        part = samples[:, begin : begin + buffer.n_samples]
        part[:] = buffer.samples[:, : part.shape[1]]
    places = np.arange(n_frames) * float(f.stft.hop) % buffer.n_samples / f.stft.hop
    H = np.empty((buffer.n_channels, n_frames, f.n_components), np.float32)
    for k in range(f.n_components):
        H[:, :, k] = fitting.between(f.H[:, :, k], places)
    looped = {k: fitting.between(h, places) for k, h in edited.items()}
    return Layers(
        Buffer(samples, buffer.sample_rate), replace(f, H=frozen(H)), Recombination(activations=looped)
    )


def _normalized(f: Factorization) -> Factorization:
    """Return the factorization with bases that sum to 1; it followed no hints."""
    sums = f.W.sum(axis=1, dtype=np.float64)
    sums = np.where(sums > 0, sums, 1.0)
    H = np.empty(f.H.shape, np.float32)
    np.multiply(f.H, sums, out=H, dtype=np.float64, casting="same_kind")  # nothing longer on the way
    f = replace(f, W=frozen(f.W / sums[:, None]), H=frozen(H), hints=())
    return replace(f, loss_value=0.0, n_iterations=0, seconds=0.0)
