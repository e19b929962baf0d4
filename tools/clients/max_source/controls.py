"""What a user moves in our patches: named for scripting and presets, with a hint beneath the pointer."""

from __future__ import annotations

from typing import Any

FLOAT, ENUM, BLOB = 0, 2, 3
"""The kinds of parameters that Max knows."""


def shown(name: str, hint: str) -> dict[str, Any]:
    """Return the attributes of a box that shows something, or does once what its hint says."""
    return {"varname": name, "hint": hint, "annotation": hint}


def dial(name: str, hint: str) -> dict[str, Any]:
    """Return the attributes of a fader from 0 to 1, which presets keep."""
    return _parameter(name, hint, FLOAT, parameter_mmin=0.0, parameter_mmax=1.0)


def switch(name: str, hint: str) -> dict[str, Any]:
    """Return the attributes of a toggle, which presets keep."""
    return _parameter(name, hint, ENUM, parameter_enum=["off", "on"], parameter_mmax=1)


def grid(name: str, hint: str) -> dict[str, Any]:
    """Return the attributes of a grid of dials, which presets keep."""
    return _parameter(name, hint, BLOB)


def _parameter(name: str, hint: str, kind: int, **more: Any) -> dict[str, Any]:
    value = {
        "parameter_longname": name,
        "parameter_shortname": name,
        "parameter_type": kind,
        # The daemon's state is the truth: a patch that is opened sets nothing.
        "parameter_initial_enable": 0,
        **more,
    }
    return {
        **shown(name, hint),
        "annotation_name": name,
        "parameter_enable": 1,
        "saved_attribute_attributes": {"valueof": value},
    }
