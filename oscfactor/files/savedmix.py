"""Faders as a document, faders and players out of one; unknown values are refused."""

from __future__ import annotations

from typing import Any

import numpy as np

from oscfactor.dsp.bounds import MAX_GAIN
from oscfactor.files.fields import choice, listed, number, record, switch, whole
from oscfactor.files.savedcomponents import MAX_COMPONENTS
from oscfactor.model.mix import Mix

PLAYER_MODES, PLAYER_OUTPUTS = ("stretch", "resample"), ("mix", "components", "objects")
MAX_PLAYER_RATE = 4.0
_SECONDS = 1e10


def mix_document(mix: Mix) -> dict[str, Any]:
    """Return faders as a document; the cue is not kept."""
    return {
        "gains": mix.gains.tolist(),
        "mutes": mix.mutes.tolist(),
        "solos": mix.solos.tolist(),
        "pans": mix.pans.tolist(),
        "level": mix.level,
        **({} if mix.objects is None else {"objects": mix_document(mix.objects)}),
    }


def read_mix(document: Any) -> Mix:
    """Return the faders that stand in a document.

    Raises
    ------
    TypeError, ValueError
        Something in it is not understood, or does not fit together.
    """
    given = record(document, "gains", "mutes", "solos", "pans", "level", newer=("objects",))
    columns: dict[str, Any] = {
        "gains": [number(x, "a gain", 0, MAX_GAIN) for x in listed(given["gains"], "gains")],
        "mutes": [switch(x, "a mute") for x in listed(given["mutes"], "mutes")],
        "solos": [switch(x, "a solo") for x in listed(given["solos"], "solos")],
        "pans": [number(x, "a pan", -1, 1) for x in listed(given["pans"], "pans")],
    }
    n = whole(len(columns["gains"]), "a number of faders", 1, MAX_COMPONENTS + 1)
    if any(len(column) != n for column in columns.values()):
        raise ValueError("faders that are not as many as the others")
    arrays: dict[str, Any] = {
        name: np.array(column, np.bool_ if name in ("mutes", "solos") else np.float32)
        for name, column in columns.items()
    }
    for array in arrays.values():
        array.flags.writeable = False
    level = number(given["level"], "a level", 0, MAX_GAIN)
    return Mix(**arrays, level=level, objects=_read_objects(given["objects"]))


def _read_objects(document: Any) -> Mix | None:
    """Return the faders of objects, which hold no objects themselves."""
    if document is None:
        return None
    return read_mix(record(document, "gains", "mutes", "solos", "pans", "level"))


def read_player(document: Any) -> dict[str, Any]:
    """Return the state of a player that stands in a document.

    Raises
    ------
    TypeError, ValueError
        Something in it is not understood.
    """
    given = record(document, "start", "end", "loop", "rate", "mode", "outputs", "seconds", "playing")
    return {
        "start": number(given["start"], "the start of a player", 0, _SECONDS),
        "end": number(given["end"], "the end of a player", 0, _SECONDS),
        "loop": switch(given["loop"], "a loop"),
        "rate": number(given["rate"], "a rate", 0, MAX_PLAYER_RATE),
        "mode": choice(given["mode"], "a mode", PLAYER_MODES),
        "outputs": choice(given["outputs"], "outputs", PLAYER_OUTPUTS),
        "seconds": number(given["seconds"], "the place of a player", -_SECONDS, _SECONDS),
        "playing": switch(given["playing"], "playing"),
    }
