"""Scenes as documents, and out of documents again; whatever is not understood is refused."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from oscfactor.errors import FileError, OscFactorError
from oscfactor.files.arrays import Arrays
from oscfactor.files.fields import listed, record, text, whole
from oscfactor.files.run import BadNumbersError, Run, shape_of
from oscfactor.files.savedcomponents import MAX_COMPONENTS, read_objects
from oscfactor.files.savedmix import mix_document, read_mix, read_player
from oscfactor.limits import MAX_NAME, NAME_FORBIDDEN
from oscfactor.model.layers import GRIDS, OBJECTS
from oscfactor.model.scene import Scene, SceneSound

log = logging.getLogger(__name__)

Scenes = Mapping[str, Scene]


def scenes_document(scenes: Scenes, arrays: Arrays) -> list[dict[str, Any]]:
    """Return scenes as a document; their matrices go to `arrays`."""
    return [
        {
            "name": name,
            "sounds": [
                {
                    "name": sound,
                    "mix": mix_document(seen.mix),
                    "grids": None
                    if seen.grids is None
                    else {
                        kind: None if grid is None else arrays.put(grid)
                        for kind, grid in seen.grids.items()
                        if kind in GRIDS or grid is not None
                    },
                    "player": None if seen.player is None else dict(seen.player),
                }
                for sound, seen in scene.sounds.items()
            ],
        }
        for name, scene in scenes.items()
    ]


def read_scenes(document: Any, run: Run) -> dict[str, Scene]:
    """Return the scenes that stand in a document; one whose numbers are bad is left out.

    Raises
    ------
    FileError
        Something in it is not understood.
    """
    scenes = {}
    try:
        for given in listed(document, "scenes"):
            fields = record(given, "name", "sounds")
            name = _name(fields["name"])
            try:
                scenes[name] = Scene(dict(_sound(one, run) for one in listed(fields["sounds"], "sounds")))
            except BadNumbersError as error:
                log.warning("scene %r is left out: %s", name, error)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, OscFactorError) as error:
        raise FileError(f"the session holds what this oscfactor does not understand: {error}") from error
    return scenes


def _sound(document: Any, run: Run) -> tuple[str, SceneSound]:
    given = record(document, "name", "mix", "grids", "player")
    return _name(given["name"]), SceneSound(
        mix=read_mix(given["mix"]),
        grids=None if given["grids"] is None else _grids(given["grids"], run),
        player=None if given["player"] is None else read_player(given["player"]),
    )


def _grids(document: Any, run: Run) -> dict[str, Any]:
    given = record(document, *GRIDS, newer=(OBJECTS,))
    sizes = {shape_of(place)[0] for place in given.values() if place is not None}
    if len(sizes) > 1:
        raise ValueError("matrices of one sound that are of several sizes")
    n = whole(next(iter(sizes), 1), "a number of components", 1, MAX_COMPONENTS)
    grids = {kind: None if (at := given[kind]) is None else run.array(at, kind, (n, n)) for kind in GRIDS}
    objects = given[OBJECTS]
    return {**grids, OBJECTS: None if objects is None else read_objects(objects, run, n)}


def _name(value: object) -> str:
    name = text(value, "a name", longest=MAX_NAME, empty=False)
    if not name.isprintable() or set(name) & set(NAME_FORBIDDEN):
        raise ValueError("a name that nothing may have")
    return name
