"""A sound, its components and their edits: the value that every rendering starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.bounds import checked
from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.recombine import Cells
from oscfactor.dsp.render.render import Renderer
from oscfactor.machine.kernels import Kernels
from oscfactor.model.glides import Glides
from oscfactor.model.values import Buffer, Factorization

Array = NDArray[np.float32]

PHASES = ("source", "pghi", "griffinlim")
GRIDS = ("matrix", "mutes", "solos")
"""Of each cell of the matrix: a gain, and two switches that are 0 or 1."""
OBJECTS = "objects"
"""Of each component: the object that it is in, counted from 0; -1 is none."""
SETTINGS_OF_ALL = (*GRIDS, OBJECTS)
"""What is held for all components together."""


@dataclass(frozen=True, slots=True)
class MaskSettings:
    """How masks are made, and which phases new sound takes; session files keep this order."""

    phase: str  # one of `PHASES`
    exponent: float  # 1 or more
    threshold: float  # 0 to 1
    residual: bool


@dataclass(frozen=True, slots=True, eq=False)
class Recombination:
    """The edits of the components of one sound; by default there are none.

    Only what differs from the analysis is held: so copies are cheap, and edits share what they leave alone.
    """

    activations: Mapping[int, Array] = field(default_factory=dict)  # by component, (n_channels, n_frames)
    bases: Mapping[int, Array] = field(default_factory=dict)  # by component, (n_bins,)
    # Of each cell, activation i driving basis j; None is the identity, and no cell muted or soloed.
    matrix: Array | None = None
    mutes: Array | None = None
    solos: Array | None = None
    objects: Array | None = None  # (n_components,), see `OBJECTS`; None is no object
    phase: str = "pghi"  # of new sound: source, pghi or griffinlim
    exponent: float = 1.0  # of the masks, 1 or more
    threshold: float = 0.0  # a mask below this is 0
    residual: bool = False  # whether what the masks leave over is a component too
    glides: Glides | None = None  # of the matrix as it is heard; None is as fast as possible

    @property
    def settings(self) -> MaskSettings:
        """The settings of the masks."""
        return MaskSettings(self.phase, self.exponent, self.threshold, self.residual)

    def with_settings(self, settings: MaskSettings) -> Recombination:
        """Return the recombination with other settings of the masks."""
        return replace(self, **asdict(settings))

    @property
    def n_bytes(self) -> int:
        """Memory that it takes."""
        grids = [grid for kind in SETTINGS_OF_ALL if (grid := getattr(self, kind)) is not None]
        arrays: list[Array] = [*self.activations.values(), *self.bases.values(), *grids]
        n_bytes = 0 if self.glides is None else self.glides.n_bytes
        return n_bytes + sum(a.nbytes for a in arrays)

    @property
    def plain(self) -> bool:
        """Whether the components sound as they were found."""
        masked = self.exponent != 1.0 or self.threshold > 0.0 or self.residual
        gridded = any(getattr(self, kind) is not None for kind in GRIDS)
        return not (self.activations or self.bases or masked or gridded)


PLAIN = Recombination()


def neutral(kind: str, n_components: int) -> Array:
    """Return one of `SETTINGS_OF_ALL` without any edit."""
    n = n_components
    if kind == OBJECTS:
        return np.full(n, -1, np.float32)
    return np.eye(n, dtype=np.float32) if kind == "matrix" else np.zeros((n, n), np.float32)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Layers:
    """Everything that a renderer needs to know of one sound."""

    buffer: Buffer
    factorization: Factorization
    recombination: Recombination = PLAIN
    cell: tuple[int, int] | None = None  # (activation, basis) that is heard alone, at gain 1, muted or not

    @property
    def n_layers(self) -> int:
        """Number of layers that can be heard: the components, and the residual if it was asked for."""
        return self.factorization.n_components + self.recombination.residual

    @property
    def needs(self) -> Kernels:
        """Which kernels render it into files and ranges."""
        return Kernels.DEFAULT if self.recombination.plain and self.cell is None else Kernels.ALL

    @property
    def frame_rate(self) -> float:
        """Frames a second."""
        return self.buffer.sample_rate / self.factorization.stft.hop

    @property
    def bin_hz(self) -> float:
        """Width of a bin in Hz."""
        return self.buffer.sample_rate / self.factorization.stft.fft

    @property
    def matrix(self) -> Array:
        """The gains with which activation `i` drives basis `j`, (n_components, n_components)."""
        return self.grid("matrix")

    @property
    def heard_matrix(self) -> Array:
        """The matrix with 0 for cells that are muted, or that are not soloed while others are."""
        mutes, solos = self.grid("mutes") > 0, self.grid("solos") > 0
        return np.where(mutes | (solos.any() & ~solos), np.float32(0), self.matrix)

    def grid(self, kind: str) -> Array:
        """Return one of `GRIDS`, (n_components, n_components), or the `OBJECTS`, (n_components,)."""
        given: Array | None = getattr(self.recombination, kind)
        return neutral(kind, self.factorization.n_components) if given is None else given

    @property
    def grouping(self) -> NDArray[np.int64] | None:
        """The object that each layer is in, (n_layers,), -1 is none; None where there is no object."""
        objects = self.recombination.objects
        if objects is None:
            return None
        return np.append(objects, np.full(self.n_layers - len(objects), -1)).astype(np.int64)

    @property
    def as_edited(self) -> Factorization:
        """The factorization with the edited bases and activations in their places."""
        f, r = self.factorization, self.recombination
        if not (r.activations or r.bases):
            return f
        H = f.H.copy()
        for k, activation in r.activations.items():
            H[:, :, k] = activation
        return replace(f, W=self.bases(), H=frozen(H))

    def activation(self, k: int) -> Array:
        """Return a component's activation as edited, (n_channels, n_frames); that of the residual is 0."""
        f = self.factorization
        if k == f.n_components:
            return np.zeros((f.H.shape[0], f.n_frames), np.float32)
        return self.recombination.activations.get(k, f.H[:, :, k])

    def basis(self, k: int) -> Array:
        """Return a component's basis as edited, (n_bins,); that of the residual is 0."""
        f = self.factorization
        if k == f.n_components:
            return np.zeros(f.stft.n_bins, np.float32)
        return self.recombination.bases.get(k, f.W[k])

    def bases(self) -> Array:
        """Return all bases as edited, float32 (n_components, n_bins), contiguous and read-only."""
        if not self.recombination.bases:
            return self.factorization.W
        W = self.factorization.W.copy()
        for k, basis in self.recombination.bases.items():
            W[k] = basis
        return frozen(W)

    def cells(self, phases: Array | None = None) -> Cells | None:
        """Return the cells for the renderer, None if the components sound as they were found.

        Parameters
        ----------
        phases : float32 (n_channels, n_frames, n_bins), optional
            Phases of new sound, found ahead for the whole sound.
        """
        r, f = self.recombination, self.factorization
        if r.plain and self.cell is None:
            return None
        matrix = mix = self.heard_matrix
        if self.cell is not None:
            matrix = np.zeros_like(mix)
            matrix[self.cell] = 1.0
            # A cell of the mix has the phases of the mix, so that the cells of a row add up to it.
            mix = mix if mix[self.cell] > 0.0 else matrix
        return Cells(
            W=self.bases(),
            H=f.H,
            activations=r.activations,
            edited=np.array([k in r.activations or k in r.bases for k in range(f.n_components)]),
            matrix=matrix,
            exponent=r.exponent,
            threshold=r.threshold,
            phase="source" if r.phase == "source" else "pghi",
            phases=phases,
            phased_as=None if mix is matrix else mix,
        )

    def frames(self, phases: Array | None = None) -> SoundFrames:
        """Return the frames of this sound that rendering starts from; `phases` as `cells` says."""
        f = self.factorization
        return SoundFrames(self.buffer.samples, f.stft, f.W, f.H, self.cells(phases))

    def renderer(self, phases: Array | None = None) -> Renderer:
        """Return a renderer of this sound, for one thread."""
        return Renderer(self.frames(phases))


def with_activation(r: Recombination, layers: Layers, k: int, new: Array) -> Recombination:
    """Return the recombination with another activation; an activation as analysed is not held.

    Raises
    ------
    ArgumentError
        The activation holds a number that is not finite, or out of range; so for the two functions below.
    """
    held = _held(dict(r.activations), k, checked(new, "activation"), layers.factorization.H[:, :, k])
    return replace(r, activations=held)


def with_basis(r: Recombination, layers: Layers, k: int, new: Array) -> Recombination:
    """Return the recombination with another basis; a basis as analysed is not held."""
    held = _held(dict(r.bases), k, checked(new, "basis"), layers.factorization.W[k])
    return replace(r, bases=held)


def with_grid(r: Recombination, kind: str, grid: Array) -> Recombination:
    """Return the recombination with another matrix, other switches or objects; neutral ones are not held."""
    same = np.array_equal(checked(grid, kind), neutral(kind, len(grid)))
    return replace(r, **{kind: None if same else frozen(grid, copy=True)})  # type: ignore[arg-type]


def with_glide(r: Recombination, layers: Layers, named: NDArray[np.bool_], seconds: float) -> Recombination:
    """Return a recombination to whose matrix what plays glides from that of `layers`, in so many seconds.

    Parameters
    ----------
    named : bool (n_components, n_components), cells that begin their way anew, as do all that differ
    """
    if seconds == 0.0 and r.glides is None:
        return r
    differs = replace(layers, recombination=r).heard_matrix != layers.heard_matrix
    return replace(r, glides=Glides.after(r.glides, named | differs, seconds))


def _held(parts: dict[int, Array], k: int, new: Array, analysed: Array) -> dict[int, Array]:
    if np.array_equal(new, analysed):
        parts.pop(k, None)
    else:
        parts[k] = frozen(new, copy=True)
    return parts
