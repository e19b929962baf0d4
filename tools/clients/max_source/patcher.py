"""A Max patch as a list of boxes and cords, and its JSON as Max writes it."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

LETTER = 6.6
"""Pixels that a letter takes in Max's font of 12 points."""
LINE = 15.0
HEIGHT = 22.0

PORTS: dict[str, tuple[int, list[str]]] = {
    "*": (2, [""]),
    "==": (2, ["int"]),
    "*~": (2, ["signal"]),
    "+~": (2, ["signal"]),
    "buffer~": (1, ["float", "bang"]),
    "change": (1, ["", "int", "int"]),
    "clip": (3, [""]),
    "closebang": (1, ["bang"]),
    "cycle~": (2, ["signal"]),
    "ezdac~": (2, []),
    "gate": (2, [""]),
    "lores~": (3, ["signal"]),
    "line~": (2, ["signal", "bang"]),
    "loadbang": (1, ["bang"]),
    "loadmess": (1, [""]),
    "node.script": (1, ["", ""]),
    "opendialog": (1, ["", "bang"]),
    "pcontrol": (1, [""]),
    "polybuffer~": (1, ["", ""]),
    "prepend": (1, [""]),
    "print": (1, []),
    "receive": (1, [""]),
    "saw~": (2, ["signal"]),
    "send": (1, []),
    "t": (1, [""]),
    "timer": (2, ["float", ""]),
    "tosymbol": (1, [""]),
    "udpreceive": (1, [""]),
    "udpsend": (1, []),
    "zl.mth": (2, ["", ""]),
    "zl.slice": (2, ["", ""]),
    "live.thisdevice": (1, ["", "int", "int"]),
    "phasor~": (2, ["signal"]),
    "plugin~": (2, ["signal", "signal"]),
    "plugout~": (2, ["signal", "signal"]),
    "plugsync~": (1, ["int", "int", "int", "float", "list", "float", "float", "int", "int"]),
    "sig~": (1, ["signal"]),
    "oscfactor": (1, ["", "", ""]),
    "oscfactor.activation~": (1, ["signal", ""]),
    "oscfactor.activations": (1, ["", "", ""]),
    "oscfactor.buffer": (1, ["", "", ""]),
    "oscfactor.component": (1, ["", "", ""]),
    "oscfactor.connection": (0, []),
    "oscfactor.live~": (1, ["signal"] * 16 + [""]),
    "oscfactor.player": (1, ["", "", ""]),
    "oscfactor.watch": (1, [""]),
}
"""Inlets, and the types of the outlets, of each object that our patches hold."""

SCRIPTS = {"oscfactor.connection.js": (2, 5), "oscfactor.object.js": (2, 4)}
SCRIPTS |= {"oscfactor.transfer.js": (2, 3), "oscfactor.matrix.js": (2, 1), "oscfactor.watch.js": (2, 1)}
SCRIPTS |= {"oscfactor.live.js": (2, 3)}
SCRIPTS |= {"helpstarter.js": (1, 1)}  # Max's own


@dataclass
class Patch:
    """A patch that grows box by box; `window` is its width and height in pixels."""

    window: tuple[int, int]
    presentation: bool = False
    boxes: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    """Attributes of the window that others have by default."""

    def obj(self, x: float, y: float, text: str, **more: Any) -> str:
        """Add an object box and return its id."""
        n_in, outlets = ports(text)
        width = more.pop("width", max(40.0, len(text) * LETTER + 14))
        return self._box("newobj", (x, y, width, HEIGHT), n_in, outlets, text=text, **more)

    def message(self, x: float, y: float, text: str, **more: Any) -> str:
        """Add a message box and return its id."""
        width = max(32.0, len(text) * LETTER + 14)
        return self._box("message", (x, y, width, HEIGHT), 2, [""], text=text, **more)

    def comment(self, x: float, y: float, text: str, width: float = 300, **more: Any) -> str:
        """Add a comment that is broken into lines at `width`; return its id."""
        size = more.get("fontsize", 12.0) / 12.0
        rows = -(-len(text) * LETTER * size // (width - 8))
        return self._box("comment", (x, y, width, 6 + rows * LINE * size), 1, [], text=text, **more)

    def ui(self, name: str, rect: tuple[float, float, float, float], outlets: list[str], **more: Any) -> str:
        """Add a box that is drawn, e.g. a `slider`, with one inlet; return its id."""
        more = {"parameter_enable": 0} | more
        return self._box(name, rect, more.pop("n_in", 1), outlets, **more)

    def inlet(self, x: float, y: float, comment: str, index: int = 1) -> str:
        """Add an inlet and return its id."""
        return self._box("inlet", (x, y, 30, 30), 0, [""], comment=comment, index=index)

    def outlet(self, x: float, y: float, comment: str, index: int = 1) -> str:
        """Add an outlet and return its id."""
        return self._box("outlet", (x, y, 30, 30), 1, [], comment=comment, index=index)

    def bpatcher(
        self, rect: tuple[float, float, float, float], name: str, n_ports: tuple[int, int], *args: Any
    ) -> str:
        """Add a patch that is seen through a window in this one; return its id."""
        more = {"args": list(args), "bgmode": 0, "border": 0, "embed": 0, "viewvisibility": 1}
        return self._box("bpatcher", rect, n_ports[0], [""] * n_ports[1], name=f"{name}.maxpat", **more)

    def tab(self, x: float, y: float, name: str, patch: Patch) -> str:
        """Add a patch inside this one, a tab of its window where nothing else is shown; return its id."""
        inside = patch.patcher() | {"showontab": 1}
        return self._box("newobj", (x, y, 80, HEIGHT), 0, [], text=f"p {name}", patcher=inside)

    def cord(self, source: str, outlet: int, destination: str, inlet: int = 0) -> None:
        """Connect an outlet to an inlet; both are counted from 0."""
        self.lines.append({"patchline": {"source": [source, outlet], "destination": [destination, inlet]}})

    def chain(self, *ids: str) -> str:
        """Connect each box's first outlet to the next one's first inlet; return the last."""
        for source, destination in itertools.pairwise(ids):
            self.cord(source, 0, destination)
        return ids[-1]

    def json(self) -> str:
        """Return the file's text."""
        return json.dumps({"patcher": self.patcher()}, indent="\t", ensure_ascii=False) + "\n"

    def patcher(self) -> dict[str, Any]:
        """Return the patch as Max's files have it."""
        version = {"major": 8, "minor": 6, "revision": 0, "architecture": "x64", "modernui": 1}
        return {
            "fileversion": 1,
            "appversion": version,
            "classnamespace": "box",
            "rect": [60.0, 90.0, float(self.window[0]), float(self.window[1])],
            "openinpresentation": int(self.presentation),
            "default_fontsize": 12.0,
            "default_fontname": "Arial",
            "gridsize": [15.0, 15.0],
            "boxes": self.boxes,
            "lines": self.lines,
        } | self.more

    def _box(
        self,
        maxclass: str,
        rect: tuple[float, float, float, float],
        n_in: int,
        outlets: list[str],
        **more: Any,
    ) -> str:
        box: dict[str, Any] = {"id": f"obj-{len(self.boxes) + 1}", "maxclass": maxclass}
        box |= {"numinlets": n_in, "numoutlets": len(outlets)}
        if outlets:
            box["outlettype"] = outlets
        box["patching_rect"] = [float(value) for value in rect]
        self.boxes.append({"box": box | more})
        return str(box["id"])


def ports(text: str) -> tuple[int, list[str]]:
    """Return how many inlets an object has, and the types of its outlets."""
    name, *args = text.split()
    if name == "js":
        n_in, n_out = SCRIPTS[args[0]]
        return n_in, [""] * n_out
    if name == "play~":
        n = int(args[1]) if len(args) > 1 else 1
        return 1, ["signal"] * n + ["bang"]
    if name == "route":
        return len(args) + 1, [""] * (len(args) + 1)
    if name == "trigger":
        return 1, [{"b": "bang", "i": "int", "f": "float"}.get(arg, "") for arg in args]
    if name == "unpack":
        return 1, [{"0": "int", "0.": "float"}.get(arg, "") for arg in args]
    if name == "pack":
        return len(args), [""]
    if name == "select":
        return len(args) + 1, ["bang"] * len(args) + [""]
    return PORTS[name]
