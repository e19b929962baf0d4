"""Ogg files, walked page by page: each sound of a chain is a part, and a page that is cut off is left out.

The layout of a page is that of RFC 3533, section 6.
"""

from __future__ import annotations

from oscfactor.files.filebytes import FileBytes, Layout, Part

_BEGINS, _ENDS = 2, 4  # flags of a page: the first, or the last, of its stream


def layout(data: FileBytes) -> Layout:
    """Return how the sound lies in an Ogg file."""
    parts: list[Part] = []
    start = position = stop = 0
    beginning, open_streams = True, set[bytes]()
    cut = False
    while position < data.size:
        page = data.at(position, 27 + 255)
        n_bytes = _size(page)
        if n_bytes == 0 or position + n_bytes > data.size:
            cut = cut or n_bytes > 0 or page[:4] == b"OggS"
            position = data.find(b"OggS", position + 1)
            if position < 0:
                break
            continue
        cut = False
        flags, stream = page[5], page[14:18]
        if flags & _BEGINS and not beginning:
            parts.append(Part(start, stop))
            start, open_streams = position, set()
        beginning = bool(flags & _BEGINS)
        open_streams = open_streams - {stream} if flags & _ENDS else open_streams | {stream}
        position += n_bytes
        stop = position
    if stop > start:
        parts.append(Part(start, stop))
    remark = "it is cut off: its end is missing" if cut or open_streams else ""
    return Layout(tuple(parts), remark)


def _size(page: bytes) -> int:
    """Return how many bytes a page has; 0 if none begins here."""
    if page[:4] != b"OggS" or len(page) < 27 or len(page) < 27 + page[26]:
        return 0
    return 27 + page[26] + sum(page[27 : 27 + page[26]])
