"""The sound card, as far as there is one; PortAudio is asked late, since asking takes time and may fail."""

from __future__ import annotations

import sys

from oscfactor.errors import DeviceError

INSTALL_HINTS = {
    "linux": "install it with your package manager, for example: apt install libportaudio2",
    "darwin": "install it again with: pip install --force-reinstall sounddevice",
    "win32": "install it again with: pip install --force-reinstall sounddevice",
}


def default_output() -> str:
    """Return the name of the device that sound goes to.

    Raises
    ------
    DeviceError
        If PortAudio is missing or there is no such device; the text says what to do.
    """
    try:
        import sounddevice
    except OSError:
        hint = INSTALL_HINTS.get(sys.platform, INSTALL_HINTS["linux"])
        raise DeviceError(f"PortAudio is missing; {hint}") from None
    try:
        return str(sounddevice.query_devices(kind="output")["name"])
    except (sounddevice.PortAudioError, ValueError):
        raise DeviceError("no output device; plug one in, or start JACK, and start oscfactor again") from None
