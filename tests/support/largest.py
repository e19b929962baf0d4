"""Each row of the table at the largest that is allowed, and the largest packets."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from tests.support.sounds import SAMPLE_RATE
from tests.support.wire import encode, encode_bundle, text

SECONDS = 300.0
K, K_WIDE = 16, 256
ALL = -1
LONG, WIDE = "long", "wide"


class Case(NamedTuple):
    """What is done to the daemon for a row: messages, each answered; a job that takes long is cancelled."""

    row: str
    messages: list[tuple[Any, ...]]
    note: str = ""

    @property
    def name(self) -> str:
        """The row, and what of it."""
        return f"{self.row} {self.note}".strip()


def _edits() -> Iterator[Case]:
    """Each edit of all components of the long sound, and of the wide one."""
    floats = np.linspace(0, 1, 2_000_000, dtype=np.float32)
    n_frames = int(SECONDS * SAMPLE_RATE) // 512
    drawn = floats[:n_frames].astype(">f4").tobytes()
    arguments: dict[str, tuple[Any, ...]] = {
        "/activation/shift": (100.0,),
        "/activation/reverse": (),
        "/activation/stretch": (0.5, "loop", 1),
        "/activation/smooth": (50.0, 50.0),
        "/activation/threshold": (0.1,),
        "/activation/quantize": (1000.0, 64, "swing", 0.5),
        "/activation/random": (1000.0, 3),
        "/activation/scale": (0.9,),
        "/activation/normalize": (),
        "/activation/power": (1.1,),
        "/activation/copy": (0,),
        "/basis/set": (0, drawn[: 4 * 1025]),
        "/basis/transpose": (7.0,),
        "/basis/shift": (110.0,),
        "/basis/blur": (100_000.0,),
        "/basis/sharpen": (1.1,),
        "/basis/filter": (0.0, 20_000.0),
        "/basis/random": (60.0, 3),
        "/basis/copy": (0,),
    }
    yield Case("/activation/set", [("/activation/set", LONG, ALL, 0, drawn)], "a blob for each frame")
    for row, args in arguments.items():
        for name in (LONG, WIDE):
            yield Case(row, [(row, name, ALL, *args)], name)
    yield Case("/activation/copy", [("/activation/copy", LONG, ALL, 0, WIDE, "length", "loop")], "loop")
    for name in (LONG, WIDE):
        yield Case("/basis/swap", [("/basis/swap", name, 0, 1)], name)
        for row in ("/edit/undo", "/edit/redo", "/edit/reset"):
            yield Case(row, [(row, name)], name)
        for word, value in (("exponent", 2.0), ("threshold", 0.1), ("residual", 1)):
            yield Case(f"/edit/{word}", [(f"/edit/{word}", name, value)], name)
        masks = ("/edit/masks", name, "exponent", 16.0, "threshold", 0.5, "residual")
        yield Case("/edit/masks", [(*masks, 1), (*masks, 0)], name)


def _faders() -> Iterator[Case]:
    for word, value in (("gain", 0.5), ("mute", 1), ("mute", 0), ("solo", 1), ("solo", 0), ("pan", 0.1)):
        yield Case(f"/component/{word}", [(f"/component/{word}", "*", ALL, value)], f"* -1 {value}")
    yield Case("/player/gain", [("/player/gain", "*", 0.5)], "*")
    for word, value in (("set", 0.5), ("mute", 0), ("solo", 0)):
        yield Case(f"/matrix/{word}", [(f"/matrix/{word}", WIDE, ALL, ALL, value)], "-1 -1")
    for word, args in (
        ("get", ()),
        ("random", (1.0, 7)),
        ("scale", (0.5,)),
        ("shuffle", (7,)),
        ("phase", ("griffinlim",)),
        ("clear", ()),
        ("identity", ()),
        ("phase", ("source",)),
    ):
        yield Case(f"/matrix/{word}", [(f"/matrix/{word}", WIDE, *args)], " ".join(str(a) for a in args))


def _sounds() -> Iterator[Case]:
    blob = np.linspace(-1, 1, 2_000_000, dtype=np.float32).astype(">f4").tobytes()
    floats = np.linspace(-1, 1, 1_600_000, dtype=np.float32)
    n = int(SECONDS * SAMPLE_RATE)
    yield Case("/buffer/load", [("/buffer/load", "again", "long.wav")])
    yield Case("/buffer/alloc", [("/buffer/alloc", "huge", n, "channels", 4)])
    yield Case("/buffer/write", [("/buffer/write", "huge", 0, 0, blob)], "a blob of 8 MB")
    yield Case("/buffer/write", [("/buffer/write", "huge", 0, 0, floats)], "1 600 000 floats")
    yield Case("/buffer/read", [("/buffer/read", "huge", 0, 0, 2**31 - 1)])
    yield Case("/buffer/info", [("/buffer/info", "huge")])
    yield Case("/buffer/save", [("/buffer/save", "huge", "huge.wav")])
    yield Case("/buffer/free", [("/buffer/free", "again"), ("/buffer/load", "again", "long.wav")])
    yield Case("/buffer/factorize", [("/buffer/factorize", "again", K, "iterations", 1)])
    large = ("fft", 131072, "hop", 1, "window", 131072)
    yield Case("/buffer/factorize", [("/buffer/factorize", "again", 1024, *large)], "1024 components, hop 1")
    yield Case("/buffer/cancel", [("/buffer/cancel", "again")])


def _components() -> Iterator[Case]:
    yield Case("/component/info", [("/component/info", LONG, ALL)], LONG)
    yield Case("/component/info", [("/component/info", WIDE, ALL)], WIDE)
    yield Case("/component/audio", [("/component/audio", LONG, 0, 0, 10**7, 1000)])
    yield Case("/component/activation", [("/component/activation", LONG, 0, 0, 1000)])
    yield Case("/component/basis", [("/component/basis", LONG, 0, 0, 1000)])
    yield Case("/component/export", [("/component/export", LONG, ALL, "layers")], LONG)
    yield Case("/component/file", [("/component/file", LONG, ALL)], LONG)
    yield Case("/matrix/export", [("/matrix/export", LONG, 0, 1, "cells")], LONG)
    yield Case("/cross/make", [("/cross/make", "crossed", LONG, LONG, "by", "transport", "morph", 0.5)], LONG)
    yield Case("/cross/make", [("/cross/make", "crossed", WIDE, WIDE, "phase", "source")], WIDE)
    yield Case("/cross/make", [("/cross/make", "crossed", WIDE, WIDE, "likeness", "temporal")], "temporal")


def _objects() -> Iterator[Case]:
    yield Case("/object/find", [("/object/find", LONG, 0, "timbre")], "0 by timbre")
    yield Case("/object/find", [("/object/find", WIDE, 0)], "0")
    yield Case("/object/set", [("/object/set", WIDE, 1, ALL), ("/object/set", LONG, 1, 1)], "-1")
    yield Case("/object/list", [("/object/list", WIDE)])
    for word, value in (("gain", 0.5), ("mute", 0), ("solo", 0), ("pan", 0.1)):
        yield Case(f"/object/{word}", [(f"/object/{word}", "*", ALL, value)], f"* -1 {value}")
    yield Case("/object/audio", [("/object/audio", LONG, 1, 0, 10**7, 1000)])
    yield Case("/object/export", [("/object/export", LONG, ALL, "layers")], LONG)
    yield Case("/object/file", [("/object/file", LONG, ALL)], LONG)
    yield Case("/object/clear", [("/object/clear", LONG)])


def _shaping() -> Iterator[Case]:
    for ending in ("npz", "csv", "mid"):
        yield Case("/component/data", [("/component/data", LONG, ALL, f"long.{ending}")], ending)
    for name, end in ((LONG, SECONDS), (WIDE, 3.0)):
        yield Case("/component/hint", [("/component/hint", name, 0, 0.0, end, 20.0, 20_000.0, 1.0)], name)
        yield Case("/hint/list", [("/hint/list", name)], name)
        yield Case("/hint/clear", [("/hint/clear", name)], name)
        yield Case("/component/split", [("/component/split", name)], name)
        yield Case("/component/split", [("/component/split", name, 0, 16)], f"{name} into 16")
        yield Case("/component/merge", [("/component/merge", name, *range(K))], name)
        yield Case("/edit/undo", [("/edit/undo", name)], f"{name} of a merge")
        yield Case("/component/keep", [("/component/keep", name, ALL, 1)], name)
        yield Case("/component/keep", [("/component/keep", name, ALL, 0)], f"{name} 0")
    yield Case("/buffer/vary", [("/buffer/vary", WIDE, 2)], WIDE)
    yield Case("/buffer/choose", [("/buffer/choose", WIDE, 1)], WIDE)


def _playing() -> Iterator[Case]:
    yield Case("/audio/device", [("/audio/device", "silent")])
    yield Case("/audio/devices", [("/audio/devices",)])
    yield Case("/player/play", [("/player/play", LONG, "loop", 1), ("/player/play", WIDE, "loop", 1)])
    yield Case("/player/rate", [("/player/rate", LONG, 0.5, "stretch")])
    yield Case("/player/seek", [("/player/seek", LONG, 290.0)])
    yield Case("/player/loop", [("/player/loop", LONG, 1, 0.0, 299.0)])
    yield Case("/player/pause", [("/player/pause", LONG), ("/player/play", LONG)])
    yield Case("/player/record", [("/player/record", LONG, "take.wav")])
    yield Case("/player/record/stop", [("/player/record/stop", LONG)])


def _server() -> Iterator[Case]:
    for row in ("/status", "/version", "/help", "/buffer/list"):
        yield Case(row, [(row,)])
    yield Case("/sync", [("/sync", 1)])
    yield Case("/challenge", [("/challenge", 1)])
    yield Case("/dump", [("/dump", 2), ("/dump", 0)])
    yield Case("/notify", [("/notify", 1)])


def _labels() -> Iterator[Case]:
    for word, value in (("label", "x" * 64), ("colour", "#ff0000")):
        yield Case(f"/buffer/{word}", [(f"/buffer/{word}", LONG, value)])
        yield Case(f"/component/{word}", [(f"/component/{word}", WIDE, ALL, value)])
    yield Case("/watch", [("/watch", "//", 1000.0)], "//")
    for pattern, value in (("/sound/*/*/gain", 0.5), ("/sound/long/matrix/*/*", 0.5), ("/sound//name", "x")):
        yield Case("/watch", [(pattern, value), (pattern,)], pattern)
    yield Case("/unwatch", [("/unwatch", "*")])


def _master() -> Iterator[Case]:
    """What there is to set of the whole, before there is a device that has no channels for a cue."""
    for row, *args in (
        ("/master/gain", 0.5, 60.0),
        ("/master/mute", 0, 1.0),
        ("/master/limiter", 1, 0.5),
        ("/cue/gain", 0.5, 1.0),
        ("/cue/outputs", 2),
        ("/component/cue", "*", ALL, 1),
        ("/player/cue", "*", 1),
    ):
        yield Case(row, [(row, *args)])


def _scenes() -> Iterator[Case]:
    yield Case("/master/record", [("/master/record", "all.wav")])
    yield Case("/scene/store", [("/scene/store", "all")])
    yield Case("/component/gain", [("/component/gain", "*", ALL, 0.7, 60.0)], "* -1 in 60 s")
    yield Case("/matrix/set", [("/matrix/set", WIDE, ALL, ALL, 0.4, 60.0)], "-1 -1 in 60 s")
    yield Case("/scene/recall", [("/scene/recall", "all", 60.0)])
    yield Case("/scene/list", [("/scene/list",)])
    yield Case("/scene/free", [("/scene/free", "all"), ("/scene/store", "all")])
    yield Case("/master/record/stop", [("/master/record/stop",), ("/master/record", "all.wav")])
    yield Case("/panic", [("/panic", 0.1)])


def _live() -> Iterator[Case]:
    yield Case("/input/devices", [("/input/devices",)])
    yield Case("/input/open", [("/input/open", "silent", 128)], "128 channels")
    yield Case("/live/capture", [("/live/capture", "caught", 0.005)])
    for row in ("/live/record", "/live/stop"):
        # To list devices takes a while, in which something is heard.
        yield Case(row, [("/live/record", "recorded"), ("/input/devices",), ("/live/stop", "recorded")])
    yield Case("/live/match", [("/live/match", WIDE, 1000.0), ("/live/match", WIDE, 0.0)])
    yield Case("/input/close", [("/input/close",), ("/input/open", "silent")])


def _sessions() -> Iterator[Case]:
    yield Case("/buffer/free", [("/buffer/free", "again"), ("/buffer/free", "huge")], "two long ones")
    yield Case("/session/save", [("/session/save", "evening.oscf", "embed", 1)])
    yield Case("/session/prepare", [("/session/prepare", "evening.oscf")])
    yield Case("/session/switch", [("/session/switch", 0.5), ("/session/prepare", "evening.oscf")])
    yield Case("/session/load", [("/session/load", "evening.oscf")])
    yield Case("/session/recover", [("/session/recover",)])
    yield Case("/session/recoverable", [("/session/recoverable",)])
    yield Case("/player/stop", [("/player/stop", "*")])


def packets() -> dict[str, bytes]:
    """Return packets of the largest size that is taken."""
    n = 8 * 2**20 - 64

    def tags(word: str, content: bytes = b"") -> bytes:
        return text("/status") + text("," + word) + content

    fours = n // 5
    return {
        "packet: 8 MB of T tags": tags("T" * n),
        "packet: 8 MB of [] tags": tags("[]" * (n // 2)),
        "packet: 8 MB of [ tags": tags("[" * n),
        "packet: 8 MB of unknown tags": tags("x" * n),
        "packet: 8 MB of ints": tags("i" * fours, bytes(4 * fours)),
        "packet: 8 MB of floats and ints in turn": tags("fi" * (fours // 2), bytes(4 * fours)),
        "packet: 8 MB of empty strings": tags("s" * fours, bytes(4 * fours)),
        "packet: 8 MB of empty blobs": tags("b" * fours, bytes(4 * fours)),
        "packet: 8 MB in one string": tags("s", b"x" * n + bytes(4)),
        "packet: an address of 8 MB": text("/" + "x" * n) + text(","),
        "packet: a pattern of 8 MB": text("/" + "*" * n) + text(","),
        "packet: a pattern of 1 kB of stars": text("/" + "*x" * 500) + text(","),
        "packet: 16 000 requests": encode_bundle(*[encode("/version")] * 16_000),
        "packet: 16 000 unknown addresses": encode_bundle(*[encode("/bufer/lod")] * 16_000),
        "packet: 16 000 wrong requests": encode_bundle(*[encode("/buffer/info", "nobody")] * 16_000),
        "packet: 1000 patterns": encode_bundle(*[encode("/*/*", "*", -1)] * 1000),
        "packet: 16 000 patterns that reach nothing": encode_bundle(*[encode("/*/*/*x")] * 16_000),
        "packet: //* -1": encode("//*", LONG, -1),
        "packet: //* wide -1": encode("//*", WIDE, -1),
        "packet: deep bundles": _deep(20_000),
        "packet: 16 000 for later": encode_bundle(*[encode("/version")] * 16_000, at=time.time() + 30),
        "packet: no OSC": b"x" * n,
    }


def _deep(depth: int) -> bytes:
    packet = encode("/version")
    head = b"#bundle\0" + struct.pack(">Q", 1)
    sizes = [len(packet) + i * 20 for i in range(depth)]
    return b"".join(head + struct.pack(">i", size) for size in reversed(sizes)) + packet


GROUPS: tuple[Callable[[], Iterator[Case]], ...] = (
    *(_server, _sounds, _master, _playing, _components, _objects, _faders, _edits, _labels, _scenes),
    *(_shaping, _live, _sessions),
)
