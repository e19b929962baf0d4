"""A recombined sound as a whole: rendered in parallel into one array, for files and for new buffers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oscfactor.compute.phases import offline_phases, share_of_time
from oscfactor.compute.tally import Tally
from oscfactor.dsp.render.render import Renderer
from oscfactor.machine.threads import Crew, split
from oscfactor.model.layers import Layers

Array = NDArray[np.float32]

_PART_FRAMES = 128  # rendered between two looks at whether the job goes on


def mix_down(
    layers: Layers,
    gains: Array | None = None,
    *,
    n_threads: int = 2,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> Array:
    """Return the sound of all layers, with the best phases that there are.

    Parameters
    ----------
    layers : Layers
    gains : float32 (n_layers,) or (2, n_layers), optional
        Linear gain of each layer; or on the left and on the right, see `two_sides`. By default all are 1.
    n_threads : int
    progress : callable
        Called with the fraction done; an error that it raises ends the work.

    Returns
    -------
    float32 (n_channels, n_samples), 2 channels if there are gains for left and right

    Raises
    ------
    LimitError
        As `offline_phases` says.
    """
    if gains is None:
        gains = np.ones(layers.n_layers, np.float32)
    share = share_of_time(layers)
    phases = offline_phases(layers, lambda done: progress(share * done), n_threads=n_threads)
    renderers = [layers.renderer(phases) for _ in range(max(1, n_threads))]
    sides = np.atleast_2d(np.asarray(gains, np.float32))
    tally = Tally(layers.buffer.n_samples, progress, first=share, share=1 - share)
    return _rendered(layers, sides, renderers, tally)


def _rendered(layers: Layers, sides: Array, renderers: list[Renderer], tally: Tally) -> Array:
    """Render the sound in parts, with a thread for each renderer; `sides` are gains of one output or two."""
    n_channels, n_samples = layers.buffer.n_channels, layers.buffer.n_samples
    out = np.empty((n_channels if len(sides) == 1 else 2, n_samples), np.float32)
    parts = split(n_samples, -(-layers.factorization.n_frames // _PART_FRAMES))

    def render(first: int, last: int) -> None:
        renderer = renderers.pop()
        for start, stop in parts[first:last]:
            rendered = renderer.render(sides, start, stop)
            out[:, start:stop] = rendered[0] if len(sides) == 1 else two_sides(rendered)
            tally.add(stop - start)
        renderers.append(renderer)

    with Crew(len(renderers)) as crew:
        crew.run(render, split(len(parts), crew.n_threads))
    return out


def two_sides(rendered: Array) -> Array:
    """Return the left and the right side of a sound, as a player has them.

    Even channels go left, odd ones right, a mono sound to both.

    Parameters
    ----------
    rendered : float32 (2, n_channels, n_samples)
        Each channel with the gains of the left, and with those of the right.

    Returns
    -------
    float32 (2, n_samples)
    """
    if rendered.shape[1] == 1:
        return rendered[:, 0]
    return np.stack([rendered[side, side::2].sum(axis=0) for side in (0, 1)])
