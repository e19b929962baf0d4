"""A session of Open Stage Control: a tab for each sound, a strip for each component.

Its widgets are named by their leaves' addresses. One script watches all leaves of the daemon, and puts each
value that comes into the widget of that name, so that the page shows what others change. What the properties
mean: https://openstagecontrol.ammd.net/docs/widgets/properties-reference/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from oscfactor.protocol.wire import VALUE

if TYPE_CHECKING:
    from oscfactor.cli.controls import Control

VERSION: Final = "1.26.0"
"""Of Open Stage Control; a newer one converts what it must."""
MAX_CELLS: Final = 256  # of a matrix; a larger one is no page for hands
LOUD: Final = 4.0  # a fader's maximum above which 1 stands at three quarters of it
STRIP_WIDTH: Final = 90  # pixels
HEIGHT: Final = 40  # pixels of what is no fader

Widget = dict[str, Any]


def session(sounds: Mapping[str, Sequence[Control]], target: str) -> Widget:
    """Return a session as it stands in a file.

    Parameters
    ----------
    sounds : name -> its leaves
    target : `host:port` of the daemon
    """
    tabs = [_tab(name, controls, target) for name, controls in sounds.items()]
    root: Widget = {"type": "root", "id": "root", "widgets": [], "tabs": tabs, "onCreate": _watch(target)}
    if tabs:
        tabs[0]["widgets"].insert(0, _receiver(target))
    return {"createdWith": "Open Stage Control", "version": VERSION, "type": "session", "content": root}


def _watch(target: str) -> str:
    return f'send("{target}", "/watch", "/sound//")'


def _receiver(target: str) -> Widget:
    """Return the variable that gets every value that is told, and hands it to its widget."""
    script = (
        "if (value.length > 1) set(value[0], value.length > 2 ? value.slice(1) : value[1], {send: false})"
    )
    return {
        "type": "variable",
        "id": "oscfactor",
        "address": VALUE,
        "target": [target],
        "bypass": True,
        "onValue": script,
    }


def _tab(name: str, controls: Sequence[Control], target: str) -> Widget:
    strips: dict[int | None, list[Control]] = defaultdict(list)
    cells: list[Control] = []
    for control in controls:
        if "basis" in control.places:
            cells.append(control)
        else:
            k = control.places.get("k")
            strips[k if isinstance(k, int) else None].append(control)
    whole = strips.pop(None, [])
    widgets = [_strip("whole", name, whole, target)]
    widgets += [_strip(str(k), name, strips[k], target) for k in sorted(k for k in strips if k is not None)]
    if 0 < len(cells) <= MAX_CELLS:
        widgets.append(_matrix(name, cells, target))
    tab = {"type": "tab", "id": f"tab {name}", "label": name, "layout": "horizontal", "widgets": widgets}
    return {**tab, **_coloured(whole)}


def _strip(label: str, name: str, controls: Iterable[Control], target: str) -> Widget:
    controls = list(controls)
    widgets = [widget for control in controls if (widget := _widget(control, target)) is not None]
    strip = {
        "type": "panel",
        "id": f"strip {name} {label}",
        "layout": "vertical",
        "width": STRIP_WIDTH,
        "html": label,
        "widgets": sorted(widgets, key=lambda widget: widget["type"] == "fader"),
    }
    return {**strip, **_coloured(controls)}


def _matrix(name: str, cells: Sequence[Control], target: str) -> Widget:
    n_columns = 1 + max(int(cell.places["basis"]) for cell in cells)
    knobs = [_knob(cell, target) for cell in cells]
    return {
        "type": "panel",
        "id": f"matrix {name}",
        "layout": "grid",
        "gridTemplate": n_columns,
        "expand": True,
        "html": "matrix: activations down, bases across",
        "widgets": knobs,
    }


def _coloured(controls: Iterable[Control]) -> Widget:
    colours = [c.values[0] for c in controls if c.address.endswith("/colour")]
    return {"colorWidget": colours[0]} if colours else {}


def _widget(control: Control, target: str) -> Widget | None:
    """Return the widget of a leaf, None for one that needs neither a hand nor an eye."""
    row, last = control.row, control.address.rpartition("/")[2]
    if last == "colour":
        return None
    if not row.settable:
        return _level(control, target) if last == "level" else None
    (arg,) = row.values[:1]
    if arg.type == "s":
        return {**_common(control, target), "type": "input", "height": HEIGHT}
    if arg.type == "i" and (arg.minimum, arg.maximum) == (0, 1):
        button = {"type": "button", "mode": "toggle", "label": last, "on": 1, "off": 0, "height": HEIGHT}
        return {**_common(control, target), **button}
    if arg.minimum is None or arg.maximum is None:
        return {**_common(control, target), "type": "input", "numeric": True, "height": HEIGHT}
    return _knob(control, target) if arg.minimum < 0 else _fader(control, target)


def _common(control: Control, target: str) -> Widget:
    values = list(control.values)
    return {
        "id": control.address,
        "address": control.address,
        "target": [target],
        "typeTags": control.row.types,
        "decimals": 4 if "f" in control.row.types else 0,
        "default": values[0] if len(values) == 1 else values,
        "comments": control.row.doc,
    }


def _level(control: Control, target: str) -> Widget:
    """Return a meter; a text where there are several levels."""
    shown = {**_common(control, target), "bypass": True, "interaction": False}
    if len(control.row.values) > 1:
        del shown["typeTags"]
        return {**shown, "type": "text", "html": "level", "height": HEIGHT}
    return {**shown, "type": "fader", "design": "compact", "range": {"min": 0, "max": 1}, "expand": True}


def _fader(control: Control, target: str) -> Widget:
    arg = control.row.values[0]
    scale = {"min": arg.minimum, "max": arg.maximum}
    if arg.maximum is not None and arg.maximum > LOUD:
        scale = {"min": arg.minimum, "75%": 1, "max": arg.maximum}
    return {**_common(control, target), "type": "fader", "range": scale, "pips": True, "expand": True}


def _knob(control: Control, target: str) -> Widget:
    arg = control.row.values[0]
    knob = {"type": "knob", "range": {"min": arg.minimum, "max": arg.maximum}, "height": 2 * HEIGHT}
    return {**_common(control, target), **knob, "doubleTap": True}
