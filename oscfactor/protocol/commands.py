"""THE table: every command the daemon understands, and every event it sends on its own."""

from oscfactor.protocol.chapters import (
    activations,
    bases,
    buffers,
    components,
    crossing,
    devices,
    editing,
    factorizing,
    hints,
    labels,
    live,
    master,
    matrix,
    mixing,
    objects,
    playing,
    scenes,
    server,
    sessions,
    shaping,
    state,
    streaming,
)
from oscfactor.protocol.chapters.words import NOTICE
from oscfactor.protocol.spec import Answer, Command

CHAPTERS: dict[str, tuple[Command, ...]] = {
    "Server": server.COMMANDS,
    "Buffers": buffers.COMMANDS,
    "Factorising": factorizing.COMMANDS,
    "Components": components.COMMANDS,
    "Painting": hints.COMMANDS,
    "Shaping components": shaping.COMMANDS,
    "Names and colours": labels.COMMANDS,
    "Objects": objects.COMMANDS,
    "Mixing": mixing.COMMANDS + master.COMMANDS + scenes.COMMANDS,
    "Playing and streaming": streaming.COMMANDS + devices.COMMANDS + playing.COMMANDS,
    "Live input": live.COMMANDS,
    "State": state.COMMANDS,
    "The matrix": matrix.COMMANDS,
    "Editing": activations.COMMANDS + bases.COMMANDS + editing.COMMANDS,
    "Crossing": crossing.COMMANDS,
    "Sessions": sessions.COMMANDS,
}

COMMANDS: dict[str, Command] = {row.address: row for rows in CHAPTERS.values() for row in rows}

EVENTS: tuple[Answer, ...] = (
    Answer("/oscfactor/progress", ("name", "fraction", "iteration", "loss"), "a job goes on"),
    NOTICE,
    factorizing.MOVED,
    Answer("/oscfactor/warmup", ("fraction", "text"), "a first start compiles; 1.0 when all is ready"),
    *sessions.EVENTS,
    *playing.EVENTS,
    *live.EVENTS,
    *state.EVENTS,
)

CODES = (
    "argument",
    "not-found",
    "exists",
    "busy",
    "limit",
    "file",
    "device",
    "cancelled",
    "unknown-command",
    "malformed",
    "internal",
)
