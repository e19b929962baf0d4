"""The window of a help: its tabs, and what Max's own scripts draw there, as in the helps of Max's objects."""

from __future__ import annotations

from .pages import PAGES, Page
from .patcher import Patch

WINDOW = (620, 680)


def basic(page: Page) -> Patch:
    """Return the tab of the example: what the object is stands above; 20 … 590 and 110 … 630 are free."""
    patch = Patch(WINDOW)
    _drawn(patch, "helpdetails.js", (10, 5, 600, 100), page.name, 90)
    others = "   ".join(f"[{other.name}]" for other in PAGES if other.name != page.name)
    patch.comment(20, 636, f"see also   {others}", 590, fontsize=10.0)
    return patch


def tabbed(page: Page, example: Patch) -> Patch:
    """Return the help: the example, the messages, and the tab from which Max leads on."""
    patch = Patch(WINDOW, more={"showrootpatcherontab": 0, "showontab": 0})
    _drawn(patch, "helpname.js", (10, 10, 305, 55), page.name)
    patch.obj(330, 10, f"js helpstarter.js {page.name}", saved_object_attributes=_script("helpstarter.js"))
    for i, (name, tab) in enumerate(
        (("basic", example), ("messages", _messages(page)), ("?", Patch(WINDOW)))
    ):
        patch.tab(10 + 100 * i, 85, name, tab)
    return patch


def _messages(page: Page) -> Patch:
    patch = Patch(WINDOW)
    patch.comment(20, 10, page.text, 580)
    y = 80.0
    for title, rows in (
        ("inlet", page.inlet),
        ("outlets, from the left", page.outlets),
        ("arguments", tuple(f"{name}: {text}" for name, _, text in page.arguments)),
    ):
        patch.comment(20, y, title, 580, fontface=1)
        y += 24
        for row in rows:
            patch.comment(20, y, row, 580)
            y += _height(patch) + 2
        y += 10
    patch.comment(20, y, "All messages, with their arguments: open the reference of this object.", 580)
    return patch


def _drawn(patch: Patch, script: str, rect: tuple[float, float, float, float], *arguments: str | int) -> None:
    more = {"filename": script, "jsarguments": list(arguments), "border": 0, "ignoreclick": 1}
    patch.ui("jsui", rect, [""], **more)


def _script(name: str) -> dict[str, object]:
    return {"filename": name, "parameter_enable": 0}


def _height(patch: Patch) -> float:
    return float(patch.boxes[-1]["box"]["patching_rect"][3])
