"""The mixer: the faders of every buffer, and each buffer as it is to be played now."""

from __future__ import annotations

from collections.abc import Callable

from oscfactor.limits import check_index
from oscfactor.model.mix import ALL, Mix
from oscfactor.realtime.orders import Playable
from oscfactor.realtime.players import Players
from oscfactor.session.buffers import Buffers
from oscfactor.session.components import Components

Change = Callable[[Mix], Mix]


class Mixer:
    """Mixes by their buffer's name; a fader that has moved is heard with the next block.

    Faders stay where they are when a buffer is factorized again: new components have theirs at 1.
    """

    def __init__(
        self,
        buffers: Buffers,
        components: Components,
        players: Players,
        on_change: Callable[[str], None] = lambda _name: None,
    ) -> None:
        self._on_change = on_change  # called with the name of a buffer whose faders have moved
        self._mixes: dict[str, Mix] = {}
        self._resized: dict[str, tuple[Mix | None, Mix]] = {}  # for other components or objects
        self._sounds: dict[str, tuple[object, object, Playable]] = {}
        self._buffers, self._components, self._players = buffers, components, players

    def sound(self, name: str) -> Playable:
        """Return a buffer as it can be played now, with its components if it has any."""
        buffer, layers = self._buffers.existing(name), self._components.layers.get(name)
        kept = self._sounds.get(name)
        if kept is None or kept[0] is not buffer or kept[1] is not layers:
            kept = self._sounds[name] = (buffer, layers, Playable.of(buffer, layers))
        return kept[2]

    def mix(self, name: str) -> Mix:
        """Return a buffer's mix; until a fader is moved it is the sound itself."""
        n, layers = self.sound(name).n_components, self._components.layers.get(name)
        grouping = None if layers is None else layers.grouping
        moved = self._mixes.get(name)
        if moved is not None and moved.fits(n, grouping):
            return moved
        kept = self._resized.get(name)
        if kept is None or kept[0] is not moved or not kept[1].fits(n, grouping):
            whole = Mix.neutral(n) if moved is None else moved.resized(n)
            kept = self._resized[name] = moved, whole.grouped(grouping)
        return kept[1]

    async def change(self, name: str, k: int, change: Change) -> None:
        """Move faders of a buffer's component `k`, or of all.

        Raises
        ------
        NotFoundError
            If there is no such buffer, or it has no components.
        ArgumentError
            If it has no component `k`.
        """
        layers = await self._components.layers_of(name)
        if k >= layers.n_layers:  # it may be among those that are being found
            layers = await self._components.newest_layers_of(name)
        if k != ALL:
            check_index("component", k, layers.n_layers)
        self.put(name, change(self.mix(name)))

    async def set_level(self, name: str, level: float, seconds: float = 0.0) -> None:
        """Move the fader of the whole buffer, in so many seconds."""
        await self._buffers.get(name)
        self.put(name, self.mix(name).with_level(level, seconds))

    async def set_cue(self, name: str, on: bool) -> None:
        """Let all of a buffer be heard in the cue, or nothing of it."""
        await self._buffers.get(name)
        self.put(name, self.mix(name).with_cue(ALL, on))

    def glide_to(self, name: str, mix: Mix, seconds: float) -> None:
        """Let all faders of a buffer go to those of a mix, in so many seconds; the cue stays."""
        now = self.mix(name)
        self.put(name, now.gliding_to(mix.resized(now.n_components).grouped(now.grouping), seconds))

    def refresh(self, name: str) -> None:
        """Let a playing buffer sound as its components and faders are now."""
        if name in self._buffers.by_name:
            self._players.refresh(name, self.sound(name), self.mix(name))

    def saved(self, name: str) -> Mix | None:
        """Return a buffer's faders, or None if none has been moved."""
        return self.mix(name) if name in self._mixes else None

    def restore(self, name: str, mix: Mix) -> None:
        """Put all faders of a buffer where they were."""
        self.put(name, mix)

    def prepare(self, name: str, mix: Mix) -> None:
        """Take over the faders of components that are put in place next; what plays hears of both at once."""
        self._mixes[name] = mix

    def drop(self, name: str) -> None:
        """Forget a buffer that is no more, and stop it."""
        self._mixes.pop(name, None)
        self._resized.pop(name, None)
        self._sounds.pop(name, None)
        self._players.drop(name)

    def put(self, name: str, mix: Mix) -> None:
        """Let the faders of a buffer that there is stand like this from now on."""
        self._mixes[name] = mix
        self._players.refresh(name, self.sound(name), mix)
        self._on_change(name)
