"""Arguments in seconds, Hz and beats, given to handlers in the frames and bins of the named buffer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from oscfactor.model.layers import Layers
from oscfactor.protocol.arguments import BINS, FRAMES, FRAMES_A_BEAT, WHOLE_FRAMES
from oscfactor.protocol.request import Request
from oscfactor.protocol.rows import Handler
from oscfactor.protocol.spec import Command
from oscfactor.session.session import Session

CONVERTERS: Final[dict[str, Callable[[float, Layers], float]]] = {
    FRAMES: lambda seconds, layers: seconds * layers.frame_rate,
    WHOLE_FRAMES: lambda seconds, layers: round(seconds * layers.frame_rate),
    FRAMES_A_BEAT: lambda tempo, layers: 60 * layers.frame_rate / tempo,
    BINS: lambda hz, layers: hz / layers.bin_hz,
}
"""By what a row says its handler is given."""


def in_units(command: Command, session: Session, handler: Callable[..., Awaitable[Any]]) -> Handler:
    """Return a handler that converts its arguments as the row says, and calls the given one.

    An option `unit` says whether times are in seconds or in frames already; it is not passed on.
    """
    args = [arg for arg in (*command.args, *command.options) if arg.given in CONVERTERS]
    if not args:
        return handler

    async def converted(request: Request, name: str, unit: str = "s", **bound: Any) -> Any:
        layers = await session.components.layers_of(name)
        for arg in args:
            value = bound[arg.name]
            bound[arg.name] = round(value) if unit == FRAMES else CONVERTERS[arg.given](value, layers)
        return await handler(request, name=name, **bound)

    return converted
