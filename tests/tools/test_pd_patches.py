"""The Pd patches, looked at without Pd: nothing overlaps, all fits, every object is there."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest

from tools.clients.stubs import stubs

PATCHES = Path(__file__).parents[2] / "pd_patches"
FILES = sorted(PATCHES.rglob("*.pd"))
OBJECTS = [*stubs(), "oscfactor.activation~"]
OPENED = [p for p in FILES if "-help" in p.name or p.parent.name in ("examples", "messages")]
CHARACTER, LINE = 7, 15  # pixels, in Pd's font of 12 points
WIDTH, HEIGHT = 900, 700
FACES = {"oscfactor.out~": (160, 60), "oscfactor.matrix": (262, 282)}


class Box(NamedTuple):
    kind: str
    x: int
    y: int
    width: int
    height: int
    text: str


def windows(path: Path) -> list[tuple[tuple[int, int], list[Box]]]:
    """Return each window of a patch, its size and its boxes, except those inside a graph."""
    stack: list[tuple[list[str], list[Box]]] = []
    done = []
    for record in re.findall(r"#(?:[NX]) .*?(?<!\\);", path.read_text(encoding="utf-8"), re.DOTALL):
        words = record[:-1].split()
        if words[0] == "#N":
            stack.append((words, []))
        elif words[1] == "restore":
            head, boxes = stack.pop()
            graph = any(box.kind in ("array", "coords") for box in boxes)
            if not graph:
                done.append(((int(head[4]), int(head[5])), boxes))
                stack[-1][1].append(box_of(["#X", "obj", *words[2:]]))
        elif words[1] in ("obj", "msg", "text", "floatatom", "symbolatom"):
            stack[-1][1].append(box_of(words))
        elif words[1] in ("array", "coords") and len(stack) > 1:
            stack[-1][1].append(Box(words[1], 0, 0, 0, 0, ""))
    (head, boxes) = stack.pop()
    return [*done, ((int(head[4]), int(head[5])), boxes)]


def box_of(words: list[str]) -> Box:
    kind, x, y, rest = words[1], int(words[2]), int(words[3]), words[4:]
    wide = None
    if len(rest) > 2 and rest[-2] == "f" and rest[-3].endswith(","):
        wide, rest = int(rest[-1]), [*rest[:-3], rest[-3][:-1]]
    text = " ".join(rest).replace(" \\,", ",").replace("\\", "")
    if rest and rest[0] in ("bng", "tgl"):
        return Box("gui", x, y, int(rest[1]), int(rest[1]), text)
    if rest and rest[0] in ("hsl", "vsl"):
        return Box("gui", x, y, int(rest[1]), int(rest[2]), text)
    if rest and rest[0] == "hradio":
        return Box("gui", x, y, int(rest[1]) * int(rest[4]), int(rest[1]), text)
    if rest and rest[0] == "cnv":
        return Box("cnv", x, y, int(rest[2]), int(rest[3]), text)
    if rest and rest[0] in FACES and kind == "obj":
        return Box("gui", x, y, *FACES[rest[0]], text)
    if kind in ("floatatom", "symbolatom"):
        return Box(kind, x, y, int(rest[0]) * CHARACTER, LINE, "")
    pieces = text.lstrip("; ").split("; ") if kind == "msg" else [text]
    lines = [line for piece in pieces for line in textwrap.wrap(piece, wide or 60) or [""]]
    return Box(kind, x, y, max(map(len, lines)) * CHARACTER, len(lines) * LINE, text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PATCHES).as_posix())
def test_nothing_overlaps_and_everything_fits(path):
    for (width, height), boxes in windows(path):
        assert width <= WIDTH * 2
        solid = [box for box in boxes if box.kind not in ("cnv", "array", "coords")]
        for i, box in enumerate(solid):
            for other in solid[i + 1 :]:
                apart = (
                    box.x + box.width <= other.x
                    or other.x + other.width <= box.x
                    or box.y + box.height <= other.y
                    or other.y + other.height <= box.y
                )
                assert apart, (box, other)
            assert box.x + box.width <= width, box
            assert box.y + box.height <= height, box


@pytest.mark.parametrize(
    "path", [p for p in FILES if "-help" in p.name or p.parent.name in ("examples", "messages")]
)
def test_what_users_open_fits_a_small_screen(path):
    (width, height), _ = windows(path)[-1]
    assert width <= WIDTH
    assert height <= HEIGHT


@pytest.mark.parametrize("name", OBJECTS)
def test_each_object_has_help_with_what_a_reader_needs(name):
    assert (PATCHES / f"{name}.pd").is_file()
    text = (PATCHES / f"{name}-help.pd").read_text(encoding="utf-8")
    for part in (
        "oscfactor",
        "inlet",
        "outlets",
        "arguments",
        "pd META",
        "KEYWORDS",
        "see\\ also",
        "messages/",
    ):
        assert part in text, part


def test_the_patches_use_vanilla_objects_only():
    known = {p.name[:-3] for p in FILES} | {f"messages/{p.name[:-3]}" for p in FILES}
    used = {
        box.text.split()[0]
        for path in FILES
        for _, boxes in windows(path)
        for box in boxes
        if box.kind == "obj" and box.text
    }
    ours = {name for name in used if name.startswith(("oscfactor", "mixer", "messages"))}
    assert ours <= known
    assert not any("/" in name and not name.startswith("messages/") for name in used - {"/"})
