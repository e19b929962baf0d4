"""Which of PortAudio's devices is meant; Windows shows each card under up to four sound systems."""

from __future__ import annotations

from typing import Any, Final

_PREFERRED: Final = (
    *("JACK Audio Connection Kit", "Core Audio", "ALSA"),
    *("Windows WASAPI", "Windows DirectSound", "MME", "Windows WDM-KS", "ASIO"),
)
"""Sound systems by PortAudio's names, the one that is taken first where several show the same card.

WASAPI is the one of Windows that is both quick and shared with other programs; ASIO keeps them out, so it
is taken only when its name is said.
"""
_WASAPI: Final = "Windows WASAPI"
OUTPUT: Final = "output"
INPUT: Final = "input"
"""Which way the samples go, in PortAudio's words."""


def devices_with(sounddevice: Any, kind: str = OUTPUT) -> list[dict[str, Any]]:
    """Return the devices that can play, or hear: `index` is the number, `api` the sound system."""
    apis = sounddevice.query_hostapis()
    return [
        {**device, "index": index, "api": apis[device["hostapi"]]["name"]}
        for index, device in enumerate(sounddevice.query_devices())
        if device[f"max_{kind}_channels"] > 0
    ]


def default_index(sounddevice: Any, kind: str = OUTPUT) -> int:
    """Return the number of the default device, or -1.

    Where JACK runs, it is JACK's; under Windows it is WASAPI's, where PortAudio itself would take MME's.
    """
    for prefix in ("JACK", _WASAPI):
        for api in sounddevice.query_hostapis():
            if api["name"].startswith(prefix) and api[f"default_{kind}_device"] >= 0:
                return int(api[f"default_{kind}_device"])
    return int(sounddevice.default.device[(INPUT, OUTPUT).index(kind)])


def chosen_index(sounddevice: Any, text: str, kind: str = OUTPUT) -> int:
    """Return the number of the device that is meant by a number, by words of its name, or by nothing.

    The words may go on into the name of the sound system, as in `Speakers ASIO`.

    Raises
    ------
    ValueError
        No device has these words in its name, or several have.
    """
    if not text:
        return default_index(sounddevice, kind)
    if text.isdigit():
        return int(text)
    found = _found(devices_with(sounddevice, kind), text)
    if not found:
        raise ValueError(_not_found(sounddevice, text, kind))
    exact = [d for d in found if text.lower() in (d["name"].lower(), _full_name(d).lower())]
    found = exact or found
    best = min(_rank(device) for device in found)
    found = [device for device in found if _rank(device) == best]
    if len(found) > 1:
        names = ", ".join(f"{device['index']} {device['name']}" for device in found)
        raise ValueError(f"{text!r} may be {names}: give a number, or more of the name")
    return int(found[0]["index"])


def extra_settings(sounddevice: Any, api: str) -> Any:
    """Return what a sound system is told besides: WASAPI is to take any sample rate."""
    return sounddevice.WasapiSettings(auto_convert=True) if api == _WASAPI else None


def _found(devices: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Return the devices with these words in their names, else those with them in name and sound system."""
    return [d for d in devices if _matches(text, d["name"])] or [
        d for d in devices if _matches(text, _full_name(d))
    ]


def _not_found(sounddevice: Any, text: str, kind: str) -> str:
    """Return why no device is meant; one that has no inputs is named."""
    others = _found(devices_with(sounddevice, OUTPUT), text) if kind == INPUT else []
    if others:
        return f"{others[0]['name']} has no inputs"
    return f"no {kind} device has {text!r} in its name"


def _full_name(device: dict[str, Any]) -> str:
    return f"{device['name']}, {device['api']}"


def _matches(text: str, name: str) -> bool:
    """Return whether all words stand, in this order, in a name."""
    place = 0
    for word in text.lower().split():
        place = name.lower().find(word, place)
        if place < 0:
            return False
        place += len(word)
    return True


def _rank(device: dict[str, Any]) -> int:
    api = device["api"]
    return _PREFERRED.index(api) if api in _PREFERRED else len(_PREFERRED)
