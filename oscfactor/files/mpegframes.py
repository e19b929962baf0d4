"""MP3 files, walked frame by frame: where the sound begins and ends, and whether another is joined to it.

The layout of a frame's header is that of ISO/IEC 11172-3, section 2.4.2.3; the head that encoders put in the
first frame is Xing's.
"""

from __future__ import annotations

from typing import NamedTuple

from oscfactor.files.filebytes import FileBytes, Layout, Part

ENDLESS = 1 << 40  # bytes: no file is as long, and mpg123 multiplies it by small numbers only
_RESYNC = 1024  # bytes of damage that mpg123 skips
_MAX_TRIES = 200_000  # bytes that might begin a frame and do not: a second of work
_SPARE_FRAMES = 2  # more or less than the head counts: encoders disagree about their own frame
_BITRATES = {  # kilobits a second by (MPEG-1?, layer)
    (True, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = (44100, 48000, 32000)  # Hz, of MPEG-1; the half in MPEG-2, a quarter in MPEG-2.5


class Frame(NamedTuple):
    """The values of a frame's header; frames of one sound share `kind`."""

    kind: tuple[int, int, bool]  # rate in Hz, layer, mono
    n_bytes: int
    n_samples: int
    head_at: int  # where an encoder's head would stand


class Head(NamedTuple):
    """The values of an encoder's head; 0 where there is none."""

    n_frames: int
    n_bytes: int


def layout(data: FileBytes) -> Layout:
    """Return how the sound lies in an MP3 file; no parts if there are no frames that can be walked."""
    parts: list[Part] = []
    remark = ""
    position = _sync(data, _after_tags(data, 0))
    while position >= 0:
        part, missing = _part(data, position)
        if not parts or part.n_samples > _SPARE_FRAMES * 1152:
            parts.append(part)
            remark = f"its head counts {missing:.2f} s more than the file holds" if missing else ""
        position = _sync(data, _after_tags(data, part.stop))
    return Layout(tuple(parts), remark)


def _part(data: FileBytes, start: int) -> tuple[Part, float]:
    """Return the sound that begins with the frame at `start`, and how many seconds of it are missing."""
    frame = _frame(data.at(start, 4))
    assert frame is not None
    head = _head(data.at(start, 256), frame)
    if head is None:
        n_frames, stop = _walk(data, start, frame.kind, 0)
        return Part(start, stop, claimed=ENDLESS, n_samples=n_frames * frame.n_samples), 0.0
    n_frames, stop = _walk(data, start + frame.n_bytes, frame.kind, head.n_frames)
    missing = head.n_frames - n_frames
    seconds = missing * frame.n_samples / frame.kind[0] if missing > _SPARE_FRAMES else 0.0
    claimed = head.n_bytes or (stop - start if head.n_frames else ENDLESS)
    return Part(start, stop, claimed=claimed, n_samples=n_frames * frame.n_samples), seconds


def _walk(data: FileBytes, position: int, kind: tuple[int, int, bool], most: int) -> tuple[int, int]:
    """Walk at most so many frames; return how many are of one sound, and where the last of them ends."""
    n_frames, first = 0, position
    while not most or n_frames < most:
        start = data.at(position, 256)
        frame = _frame(start)
        if frame is None or frame.kind != kind:
            # A scratch is skipped; after a longer gap, or a tag, another sound begins.
            found = _sync(data, position, position + _RESYNC) if start[:3] not in (b"ID3", b"TAG") else -1
            frame = _frame(data.at(found, 4)) if found >= 0 else None
            if frame is None or frame.kind != kind:
                break
            position = found
            continue
        if position + frame.n_bytes > data.size or (position > first and _head(start, frame)):
            break
        n_frames += 1
        position += frame.n_bytes
    return n_frames, position


def _sync(data: FileBytes, position: int, limit: int | None = None) -> int:
    """Return where the next frame with a frame, a tag or the end behind it begins; -1 if there is none."""
    for _ in range(_MAX_TRIES):
        position = data.find(b"\xff", position)
        if position < 0 or (limit is not None and position > limit):
            return -1
        frame = _frame(data.at(position, 4))
        if frame is not None:
            after = position + frame.n_bytes
            follower = _frame(data.at(after, 4))
            ends = after == data.size or data.at(after, 3) in (b"TAG", b"ID3")
            if ends or (follower is not None and follower.kind == frame.kind):
                return position
        position += 1
    return -1


def _after_tags(data: FileBytes, position: int) -> int:
    """Return where ID3 tags end: the pictures that they hold may look like frames."""
    while (tag := data.at(position, 10))[:3] == b"ID3" and len(tag) == 10:
        size = 0
        for byte in tag[6:]:
            size = size << 7 | byte & 0x7F
        position += 10 + size + 10 * bool(tag[5] & 0x10)
    return position


def _frame(data: bytes) -> Frame | None:
    """Return the values of a frame's header; None if this is no header, or a header of free format."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return None
    version, layer = data[1] >> 3 & 3, 4 - (data[1] >> 1 & 3)
    bitrate, rate = data[2] >> 4, data[2] >> 2 & 3
    if version == 1 or layer == 4 or bitrate in (0, 15) or rate == 3:
        return None
    first = version == 3
    hertz = _RATES[rate] // {3: 1, 2: 2, 0: 4}[version]
    n_samples = 384 if layer == 1 else 1152 if first or layer == 2 else 576
    padding = data[2] >> 1 & 1
    n_bytes = n_samples // 8 * 1000 * _BITRATES[first, layer][bitrate] // hertz
    if layer == 1:
        n_bytes = (n_bytes // 4 + padding) * 4
    else:
        n_bytes += padding
    mono = data[3] >> 6 == 3
    head_at = 4 + ((17 if mono else 32) if first else (9 if mono else 17))
    return Frame((hertz, layer, mono), n_bytes, n_samples, head_at)


def _head(data: bytes, frame: Frame) -> Head | None:
    """Return the values of the encoder's head in this frame; None if there is no head."""
    if frame.kind[1] != 3:
        return None
    at = frame.head_at
    if data[at : at + 4] in (b"Xing", b"Info") and len(data) >= at + 16:
        flags = int.from_bytes(data[at + 4 : at + 8], "big")
        numbers = [int.from_bytes(data[i : i + 4], "big") for i in (at + 8, at + 12)]
        n_frames = numbers.pop(0) if flags & 1 else 0
        return Head(n_frames, numbers.pop(0) if flags & 2 else 0)
    if data[36:40] == b"VBRI" and len(data) >= 54:
        return Head(int.from_bytes(data[50:54], "big"), int.from_bytes(data[46:50], "big"))
    return None
