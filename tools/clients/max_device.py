"""The device for Live as a file: a Max patch in the container of Max for Live, as one that is not frozen.

`ampf`, 4, what the device is · `meta`, 4, a number · `ptch`, the length of the patch, the patch as JSON and a
zero byte. Numbers take four bytes, little end first. A device that is not frozen needs our package beside it:
it finds `oscfactor.live~` in Max's search path.
"""

from __future__ import annotations

import struct
from pathlib import Path

from tools.clients.max import ROOT
from tools.clients.max_source import live

DEVICE = ROOT / "devices" / "oscfactor layers.amxd"
AUDIO_EFFECT, INSTRUMENT, MIDI_EFFECT = b"aaaa", b"iiii", b"mmmm"


def files() -> dict[Path, bytes]:
    """Return what each file holds."""
    return {DEVICE: contained(live.device().json(), AUDIO_EFFECT)}


def contained(patch: str, kind: bytes) -> bytes:
    """Return the file of a device of a kind, whose patch is this text."""
    parts = ((b"ampf", kind), (b"meta", struct.pack("<I", 0)), (b"ptch", patch.encode() + b"\0"))
    return b"".join(name + struct.pack("<I", len(held)) + held for name, held in parts)
