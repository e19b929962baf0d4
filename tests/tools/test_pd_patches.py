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
OBJECTS = [*stubs(), "oscfactor.activation~", "oscfactor.layers", "oscfactor.play~"]
OPENED = [p for p in FILES if "-help" in p.name or p.parent.name in ("examples", "messages")]
CHARACTER, LINE = 7, 15  # pixels, in Pd's font of 12 points
SMALL = {"10": (6, 13)}  # and in a smaller one
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
    done, font = [], (CHARACTER, LINE)
    for record in re.findall(r"#(?:[NX]) .*?(?<!\\);", path.read_text(encoding="utf-8"), re.DOTALL):
        words = record[:-1].split()
        if words[0] == "#N":
            stack.append((words, []))
            font = SMALL.get(words[6], (CHARACTER, LINE)) if len(stack) == 1 else font
        elif words[1] == "restore":
            head, boxes = stack.pop()
            graph = any(box.kind in ("array", "coords") for box in boxes)
            if graph:
                size = next((box for box in boxes if box.kind == "coords"), Box("", 0, 0, 0, 0, ""))
                at = int(words[2]), int(words[3])
                stack[-1][1].append(Box("graph", *at, size.width, size.height, ""))
            else:
                done.append(((int(head[4]), int(head[5])), boxes))
                stack[-1][1].append(box_of(["#X", "obj", *words[2:]]))
        elif words[1] in ("obj", "msg", "text", "floatatom", "symbolatom"):
            stack[-1][1].append(box_of(words, *font))
        elif words[1] in ("array", "coords") and len(stack) > 1:
            size = (int(words[6]), int(words[7])) if words[1] == "coords" else (0, 0)
            stack[-1][1].append(Box(words[1], 0, 0, *size, ""))
    (head, boxes) = stack.pop()
    return [*done, ((int(head[4]), int(head[5])), boxes)]


def box_of(words: list[str], character: int = CHARACTER, line: int = LINE) -> Box:
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
        return Box(kind, x, y, int(rest[0]) * character, line, "")
    pieces = text.lstrip("; ").split("; ") if kind == "msg" else [text]
    lines = [one for piece in pieces for one in textwrap.wrap(piece, wide or 60) or [""]]
    return Box(kind, x, y, max(map(len, lines)) * character, len(lines) * line, text)


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


HELPS = [p for p in OPENED if p.parent.name != "messages"]
helps = pytest.mark.parametrize("path", HELPS, ids=lambda path: path.name)


@helps
def test_what_users_open_has_no_scrollbars_and_buffers_of_its_own(path):
    boxes = windows(path)[-1][1]
    assert min(box.x for box in boxes) >= 2, "a box at the edge gives a scrollbar"
    assert min(box.y for box in boxes) >= 2
    for _, inside in windows(path):
        for box in inside:
            words = box.text.split()
            if box.kind == "obj" and words and words[0].startswith("oscfactor.") and len(words) > 1:
                own = words[2] if words[0] == "oscfactor.play~" else words[1]
                # Of an example's strips, `$2` is the name that the example gives them.
                assert own in ("see", "$2") or own.startswith("$0-"), box


@helps
def test_what_users_open_switches_no_audio_on(path):
    assert "pd dsp" not in path.read_text(encoding="utf-8")
    out = (PATCHES / "oscfactor.out~.pd").read_text(encoding="utf-8")
    assert "loadbang" not in out
    assert re.search(r"tgl 18 1 .* 0 1;", out), "the toggle begins at 0"


@pytest.mark.parametrize("name", OBJECTS)
def test_see_also_names_all_other_objects_as_boxes_that_open_their_help(name):
    (_, boxes) = windows(PATCHES / f"{name}-help.pd")[-1]
    band = next(box for box in boxes if "see also" in box.text)
    inside = {
        box.text.removeprefix("pd ").split()[0] for box in boxes if box.y > band.y and box.kind == "obj"
    }
    assert {other for other in OBJECTS if other != name} <= inside


@pytest.mark.parametrize("path", [p for p in HELPS if "strip" not in p.name], ids=lambda path: path.name)
def test_cords_do_not_run_through_boxes(path):
    """Straight down the first outlets: the others' places depend on how many there are."""
    lines = path.read_text(encoding="utf-8")
    boxes = windows(path)[-1][1]
    index = [box for box in boxes if box.kind not in ("array", "coords")]
    assert len(index) > 10
    outside = lines[lines.rfind("#X restore") :]  # cords stand behind the boxes of their window
    for record in re.findall(r"^#X connect (\d+) (\d+) (\d+) (\d+);", outside, re.MULTILINE):
        source, outlet, target, inlet = (int(number) for number in record)
        if outlet or inlet:
            continue
        a, b = index[source], index[target]
        for box in index:
            if box in (a, b) or box.kind in ("cnv", "text"):
                continue
            for step in range(1, 20):
                x = a.x + 3 + (b.x - a.x) * step / 20
                y = a.y + a.height + 4 + (b.y - a.y - a.height - 4) * step / 20
                inside = box.x < x < box.x + box.width and box.y < y < box.y + box.height
                assert not inside, (a, b, box)


@pytest.mark.parametrize("name", OBJECTS)
def test_each_object_has_help_with_what_a_reader_needs(name):
    assert (PATCHES / f"{name}.pd").is_file()
    text = (PATCHES / f"{name}-help.pd").read_text(encoding="utf-8")
    for part in (
        "oscfactor",
        "inlet",
        "outlets",
        "arguments",
        "META;",
        "KEYWORDS",
        "see\\ also",
    ):
        assert part in text, part
    assert "messages/" in text or name in ("oscfactor.layers", "oscfactor.play~")


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
