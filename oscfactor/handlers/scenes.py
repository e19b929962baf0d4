"""The commands of scenes."""

from __future__ import annotations

from typing import Any

from oscfactor.handlers.names import chosen
from oscfactor.handlers.registry import on_session
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
def store_scene(session: Session, request: Request, scene: str, names: str | tuple[str, ...]) -> Done:
    """Keep how sounds sound now."""
    given = names if isinstance(names, tuple) else (names,)
    everywhere = given == ("*",)  # with no sound at all there is another sentence
    sounds = session.buffers.by_name
    wanted = sounds if everywhere else [one for name in given for one in chosen(name, sounds)]
    return scene, session.scenes.store(scene, wanted)


@on_session
async def recall_scene(session: Session, request: Request, scene: str, seconds: float) -> Done:
    """Go back to how sounds sounded."""
    recalled = await session.scenes.recall(scene, seconds, request.address)
    return scene, recalled.n_sounds, ", ".join(recalled.missing)


@on_session
def list_scenes(session: Session, request: Request) -> Done:
    """Tell all scenes."""
    for name, scene in session.scenes.by_name.items():
        request.send("/oscfactor/scene", name, *scene.sounds)
    return (len(session.scenes.by_name),)


@on_session
def free_scene(session: Session, request: Request, scene: str) -> Done:
    """Forget a scene."""
    session.scenes.free(scene)
    return (scene,)
