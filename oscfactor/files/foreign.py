"""Sound files that libsndfile does not read, and how to make of them some that it does."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

_ENDINGS = {
    *(".3g2", ".3gp", ".aa", ".aac", ".ac3", ".alac", ".amr", ".ape", ".asf", ".avi", ".dff", ".dsf", ".dts"),
    *(
        ".eac3",
        ".flv",
        ".m4a",
        ".m4b",
        ".m4p",
        ".m4r",
        ".m4v",
        ".mka",
        ".mkv",
        ".mov",
        ".mp4",
        ".mpc",
        ".oma",
    ),
    *(".ra", ".rm", ".spx", ".tak", ".tta", ".webm", ".wma", ".wmv", ".wv"),
}
_MAGIC = (  # where, and the bytes that stand there
    (4, b"ftyp"),  # MP4 and its kin
    (0, b"\x30\x26\xb2\x75"),  # Windows Media
    (0, b"\x1a\x45\xdf\xa3"),  # Matroska, WebM
    (0, b"\xff\xf1"),  # AAC as it is broadcast
    (0, b"\xff\xf9"),
    (0, b"MAC "),  # Monkey's Audio
    (0, b"wvpk"),  # WavPack
    (0, b"DSD "),
    (0, b"TTA1"),
    (0, b"MPCK"),  # Musepack
    (0, b"#!AMR"),
    (28, b"Speex"),
)


def hint(place: Path) -> str:
    """Return advice for a file that was not understood, or "" if its kind is unknown."""
    try:
        with place.open("rb") as file:
            head = file.read(64)
    except OSError:
        head = b""
    known = any(head[at : at + len(word)] == word for at, word in _MAGIC)
    if not known and place.suffix.lower() not in _ENDINGS:
        return ""
    wav = place.with_suffix(".wav").name
    if wav == place.name:
        wav = f"{place.stem}-converted.wav"
    words = ["ffmpeg", "-i", place.name, wav]
    line = subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
    return f"; convert it first, as by {line}"
