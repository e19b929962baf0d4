"""The shapes of a sound: its components before and after each split, merge and factorization."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from oscfactor.model.history import History
from oscfactor.model.labels import Labels
from oscfactor.model.layers import Layers, Recombination
from oscfactor.model.mix import Mix
from oscfactor.model.renumbering import Renumbering, labels_after, labels_back, mix_after, mix_back
from oscfactor.model.values import Factorization
from oscfactor.session.beyond import Moved
from oscfactor.session.components import Components
from oscfactor.session.editing import Editing
from oscfactor.session.labeller import Labeller
from oscfactor.session.mixer import Mixer

MAX_SHAPES: Final = 50  # of one sound that can be gone back to
MAX_BYTES: Final = 128_000_000  # that they take; what is larger is not kept


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A sound's components with all that belongs to them, and the step between these and the present ones."""

    what: str  # the command of that step
    renumbering: Renumbering  # from the earlier of both to the later
    layers: Layers
    history: History
    mix: Mix
    labels: Labels

    @property
    def n_bytes(self) -> int:
        """Memory that it takes, factorizations apart."""
        return self.history.n_bytes + self.layers.recombination.n_bytes

    @property
    def n_all_bytes(self) -> int:
        """Memory that all of it takes."""
        return self.n_bytes + self.layers.factorization.n_bytes + self.history.n_found_bytes


@dataclass(slots=True, eq=False)
class _Chain:
    """The shapes of one sound, before and after its present factorization; the nearest is the last."""

    present: Factorization
    past: list[Shape] = field(default_factory=list)
    undone: list[Shape] = field(default_factory=list)


class Shapes:
    """The chains of all sounds; a chain ends when the sound gets components in another way.

    Faders, names and colours follow their components: what was moved since a step stays moved when the step
    is undone, as far as the component is there then.
    """

    def __init__(self, components: Components, editing: Editing, mixer: Mixer, labeller: Labeller) -> None:
        self._components, self._editing = components, editing
        self._mixer, self._labeller = mixer, labeller
        self._chains: dict[str, _Chain] = {}
        editing.beyond = self

    @property
    def n_bytes(self) -> int:
        """Memory that all shapes take; their factorizations count among the components."""
        shapes = (one for chain in self._chains.values() for one in (*chain.past, *chain.undone))
        return sum(shape.n_bytes for shape in shapes)

    def n_undo(self, name: str) -> int:
        """Return how many steps can be undone before those of the present factorization."""
        return sum(1 + len(shape.history.done) for shape in self._chain(name).past)

    def n_redo(self, name: str) -> int:
        """Return how many steps can be done again after those."""
        return sum(1 + len(shape.history.undone) for shape in self._chain(name).undone)

    def step(
        self,
        name: str,
        what: str,
        factorization: Factorization,
        renumbering: Renumbering,
        recombination: Recombination,
        on_moved: Moved,
    ) -> None:
        """Let a sound have other components, as one step; `on_moved` hears of those with another number."""
        here = self._seen(name, what, renumbering)
        here.history.forget_undone()
        layers, chain = here.layers, self._chain(name)
        sources = _with_residual(renumbering.sources, renumbering.n_before, layers, recombination)
        if not renumbering.is_anew:
            stays = self._stays(renumbering, layers, recombination)
            self._mixer.prepare(name, mix_after(here.mix, sources))
            self._labeller.prepare(name, labels_after(here.labels, sources, stays))
        # Else nothing stays: faders and labels stay with their numbers, those beyond the last in store.
        chain.past.append(here)
        chain.undone.clear()
        self._trim(chain.past)
        new = Layers(layers.buffer, factorization, recombination)
        self._put(name, chain, new, History())
        self._tell(renumbering, layers, recombination, on_moved)

    def undo(self, name: str, on_moved: Moved) -> str:
        """Go back to the components before; return the command that led on from them."""
        return self._go(name, on_moved, back=True)

    def redo(self, name: str, on_moved: Moved) -> str:
        """Go on to the components after; return the command that led there."""
        return self._go(name, on_moved, back=False)

    def _go(self, name: str, on_moved: Moved, *, back: bool) -> str:
        chain = self._chain(name)
        ahead, behind = (chain.past, chain.undone) if back else (chain.undone, chain.past)
        there = ahead.pop()
        behind.append(self._seen(name, there.what, there.renumbering))
        self._return(name, chain, there, on_moved, back=back)
        return there.what

    def forget_undone(self, name: str) -> None:
        """Forget the steps that can be done again."""
        if name in self._chains:
            self._chains[name].undone.clear()

    def forget(self, name: str) -> None:
        """Forget the shapes of a sound that is another one now, or gone; they hold its samples, too."""
        self._chains.pop(name, None)

    def led(self, name: str, found: Factorization) -> None:
        """Go on from another factorization, to which a step of the present one has led."""
        self._chain(name).present = found

    def _return(self, name: str, chain: _Chain, there: Shape, on_moved: Moved, *, back: bool) -> None:
        """Let a sound have the components of a shape again, with faders and labels as they are by now."""
        here, r = self._components.layers[name], there.renumbering
        earlier, later = (there.layers, here) if back else (here, there.layers)
        stays = self._stays(r, earlier, later.recombination)
        to_here = stays if back else {new: old for old, new in stays.items()}
        self._mixer.prepare(name, mix_back(there.mix, self._mixer.mix(name), to_here))
        self._labeller.prepare(name, labels_back(there.labels, self._labeller.labels(name), to_here))
        self._put(name, chain, there.layers, there.history)
        for old, new in to_here.items():
            if old != new:
                on_moved(new, old)

    def _put(self, name: str, chain: _Chain, layers: Layers, history: History) -> None:
        chain.present = layers.factorization
        self._chains[name] = chain
        self._editing.prepare(name, layers.factorization, history)
        self._components.put(name, layers.buffer, layers.factorization, layers.recombination)

    def _seen(self, name: str, what: str, renumbering: Renumbering) -> Shape:
        return Shape(
            what,
            renumbering,
            self._components.layers[name],
            self._editing.history(name),
            self._mixer.mix(name),
            self._labeller.labels(name),
        )

    def _stays(self, r: Renumbering, before: Layers, after: Recombination) -> dict[int, int]:
        """Return the old and new number of each layer that goes on, the residual among them."""
        both = before.recombination.residual and after.residual
        return {**r.stays, **({r.n_before: r.n_after} if both else {})}

    def _tell(self, r: Renumbering, before: Layers, after: Recombination, on_moved: Moved) -> None:
        for old, new in self._stays(r, before, after).items():
            if old != new:
                on_moved(old, new)

    def _chain(self, name: str) -> _Chain:
        chain = self._chains.get(name)
        if chain is None or self._is_stale(name, chain):
            chain = self._chains[name] = _Chain(self._components.by_name[name])
        return chain

    def _is_stale(self, name: str, chain: _Chain) -> bool:
        return self._components.by_name.get(name) is not chain.present

    def _trim(self, past: list[Shape]) -> None:
        while len(past) > MAX_SHAPES or sum(shape.n_all_bytes for shape in past) > MAX_BYTES:
            del past[0]


def _with_residual(
    sources: tuple[int | None, ...], n_before: int, before: Layers, after: Recombination
) -> tuple[int | None, ...]:
    """Return the sources of all layers: the residual's fader stays the residual's."""
    if not after.residual:
        return sources
    return (*sources, n_before if before.recombination.residual else None)
