"""Where the values of leaves come from: for each row of their table, a view of a part of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from oscfactor.model.layers import Layers
from oscfactor.model.mix import Mix
from oscfactor.realtime.voice import PLAYING
from oscfactor.session.changes import Source, View
from oscfactor.session.state import MAX_CELLS, State

if TYPE_CHECKING:
    from oscfactor.session.session import Session

MIX, FADERS, EDITS, LABELS = "mix", "faders", "edits", "labels"
PLAYER, FACTS, LEVELS = "player", "facts", "levels"
MASTER, HEARD, SCENES = "master", "heard", "scenes"
INPUT, INPUT_LEVELS = "input", "input levels"
"""The sources; who changes a value of one says so with `State.touch`."""

VIEWS: dict[str, dict[str, View]] = {
    MIX: {"/sound/{name}/gain": lambda mix: mix.level},
    FADERS: {
        "/sound/{name}/{k}/gain": lambda mix: mix.gains,
        "/sound/{name}/{k}/mute": lambda mix: mix.mutes,
        "/sound/{name}/{k}/solo": lambda mix: mix.solos,
        "/sound/{name}/{k}/pan": lambda mix: mix.pans,
        "/sound/{name}/{k}/object": lambda mix: mix.membership,
        "/sound/{name}/object/{o}/gain": lambda mix: _of_objects(mix, "gains"),
        "/sound/{name}/object/{o}/mute": lambda mix: _of_objects(mix, "mutes"),
        "/sound/{name}/object/{o}/solo": lambda mix: _of_objects(mix, "solos"),
        "/sound/{name}/object/{o}/pan": lambda mix: _of_objects(mix, "pans"),
        "/sound/{name}/objects": lambda mix: mix.n_objects,
        "/sound/{name}/{k}/cue": lambda mix: mix.mutes & False if mix.cued is None else mix.cued,
    },
    EDITS: {
        "/sound/{name}/matrix/{activation}/{basis}": lambda layers: _cells(layers),
        "/sound/{name}/phase": lambda layers: layers.recombination.phase,
        "/sound/{name}/exponent": lambda layers: layers.recombination.exponent,
        "/sound/{name}/threshold": lambda layers: layers.recombination.threshold,
        "/sound/{name}/residual": lambda layers: layers.recombination.residual,
    },
    LABELS: {
        "/sound/{name}/name": lambda labels: labels.name,
        "/sound/{name}/colour": lambda labels: labels.colour,
        "/sound/{name}/{k}/name": lambda labels: labels.names,
        "/sound/{name}/{k}/colour": lambda labels: labels.colours,
        "/sound/{name}/{k}/keep": lambda labels: tuple(kept > 0 for kept in labels.kept),
    },
    PLAYER: {
        "/sound/{name}/play": lambda player: player.plays,
        "/sound/{name}/rate": lambda player: player.rate,
        "/sound/{name}/loop": lambda player: player.loops,
        "/sound/{name}/position": lambda player: player.position,
        "/sound/{name}/region": lambda player: player.region,
    },
    FACTS: {
        "/sound/{name}/seconds": lambda facts: facts.seconds,
        "/sound/{name}/channels": lambda facts: facts.n_channels,
        "/sound/{name}/sample_rate": lambda facts: facts.sample_rate,
        "/sound/{name}/components": lambda facts: facts.n_components,
        "/sound/{name}/job": lambda facts: facts.job,
        "/sound/{name}/version": lambda facts: facts.version,
    },
    LEVELS: {
        "/sound/{name}/level": lambda levels: levels.whole,
        "/sound/{name}/{k}/level": lambda levels: levels.components,
    },
    MASTER: {
        "/master/gain": lambda orders: orders.gain,
        "/master/mute": lambda orders: orders.muted,
        "/master/limiter": lambda orders: orders.limiting,
        "/cue/gain": lambda orders: orders.cue_gain,
        "/cue/outputs": lambda orders: orders.cue_channel,
    },
    HEARD: {"/master/level": lambda level: level},
    SCENES: {"/scene/names": ",".join},
    INPUT: {
        "/input/state": lambda state: state.state,
        "/input/device": lambda state: state.device,
        "/input/channels": lambda state: state.n_channels,
        "/input/sample_rate": lambda state: state.sample_rate,
        "/input/missed": lambda state: state.n_missed,
    },
    INPUT_LEVELS: {
        "/input/level": lambda loudness: loudness.whole,
        "/input/{channel}/level": lambda loudness: loudness.channels,
    },
}
"""By source, what each leaf is of its value."""


class PlayerState(NamedTuple):
    """How a sound plays; one that does not play is at its beginning."""

    plays: bool = False
    rate: float = 1.0
    loops: bool = False
    position: float = 0.0  # seconds of the sound
    region: tuple[float, float] = (0.0, 0.0)  # seconds, from where to where it plays


class Facts(NamedTuple):
    """What cannot be set of a sound."""

    seconds: float
    n_channels: int
    sample_rate: int
    n_components: int
    job: str
    version: int


def provide(state: State, session: Session) -> None:
    """Give the state the sources of all leaves."""
    mixer, layers, labeller = session.mixer, session.components.layers, session.labeller
    readers = {
        MIX: mixer.mix,
        LABELS: labeller.labels,
        PLAYER: lambda name: _player(session, name),
        FACTS: lambda name: _facts(session, name),
        LEVELS: session.meters.levels,
    }
    for key, read in readers.items():
        state.provide(Source(key, _of_sounds(session, read), VIEWS[key]))
    state.provide(Source(FADERS, lambda name: mixer.mix(name) if name in layers else None, VIEWS[FADERS]))
    state.provide(Source(EDITS, layers.get, VIEWS[EDITS]))
    master = session.players.master
    state.provide(Source(MASTER, lambda _: master.orders, VIEWS[MASTER]))
    state.provide(Source(HEARD, lambda _: master.level, VIEWS[HEARD]))
    state.provide(Source(SCENES, lambda _: session.scenes.by_name, VIEWS[SCENES]))
    state.provide(Source(INPUT, lambda _: session.live.state, VIEWS[INPUT]))
    state.provide(Source(INPUT_LEVELS, lambda _: session.live.loudness, VIEWS[INPUT_LEVELS]))
    master.on_change = lambda: state.touch(MASTER)


def _of_sounds(session: Session, read: Any) -> Any:
    """Return a function that reads what each sound has, and None where there is no such sound."""
    return lambda name: read(name) if name in session.buffers.by_name else None


def _of_objects(mix: Mix, faders: str) -> Any:
    """Return a fader of each object that there is, None where there is none."""
    return None if mix.objects is None or not mix.n_objects else getattr(mix.objects, faders)[: mix.n_objects]


def _cells(layers: Layers) -> Any:
    """Return the matrix, None where it is so large that its cells are no leaves."""
    return None if layers.factorization.n_components > MAX_CELLS else layers.matrix


def _player(session: Session, name: str) -> PlayerState:
    voice, buffer = session.players.voices.get(name), session.buffers.by_name[name]
    if voice is None:
        return PlayerState(region=(0.0, buffer.n_samples / buffer.sample_rate))
    orders, rate = voice.orders, buffer.sample_rate
    return PlayerState(
        voice.state == PLAYING,
        orders.rate,
        orders.region.loop,
        max(session.players.seconds(name), 0.0),
        (orders.region.start / rate, orders.region.end / rate),
    )


def _facts(session: Session, name: str) -> Facts:
    buffer = session.buffers.by_name[name]
    job = "load" if session.buffers.is_loading(name) else session.components.job(name)
    return Facts(
        buffer.n_samples / buffer.sample_rate,
        buffer.n_channels,
        buffer.sample_rate,
        session.n_components(name),
        job,
        session.overviews.version(name),
    )
