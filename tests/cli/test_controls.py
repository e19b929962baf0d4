"""A page of faders for a control surface."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oscfactor.cli import controls
from oscfactor.cli.main import RUNS
from oscfactor.cli.parser import parser
from oscfactor.client import Client
from oscfactor.errors import FileError, NotFoundError
from oscfactor.protocol.leaves import find
from tests.support.commandline import run
from tests.support.programs import Daemon

COMMON = {
    *("type", "id", "address", "target", "decimals", "default", "comments", "bypass"),
    *("width", "height", "expand", "colorWidget", "html", "interaction", "typeTags"),
}
PANEL = {"type", "id", "width", "expand", "colorWidget", "html", "layout", "gridTemplate", "widgets"}
KNOWN = {
    "root": {"type", "id", "widgets", "tabs", "onCreate"},
    "tab": {"type", "id", "label", "layout", "widgets", "colorWidget"},
    "panel": PANEL,
    "variable": {"type", "id", "address", "target", "bypass", "onValue"},
    "text": COMMON - {"typeTags"},
    "input": COMMON | {"numeric"},
    "button": COMMON | {"mode", "label", "on", "off"},
    "fader": COMMON | {"range", "pips", "design"},
    "knob": COMMON | {"range", "doubleTap"},
}
"""Properties of widgets that Open Stage Control 1.29 lists, those that we use."""
CHOICES = {"mode": {"toggle"}, "design": {"compact"}, "layout": {"vertical", "horizontal", "grid"}}


def widgets(page: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield page
    for held in (*page.get("tabs", ()), *page.get("widgets", ())):
        yield from widgets(held)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The page of a sound of three components, with a name that an address cannot hold as it is."""
    folder = tmp_path_factory.mktemp("controls")
    with Daemon(folder) as daemon, Client(daemon.host, daemon.port, timeout=60) as client:
        client.request("/buffer/alloc", "my loop", 24000)
        client.request("/buffer/write", "my loop", 0, 0, *([0.5, -0.5] * 256))
        client.request("/buffer/factorize", "my loop", 3, "iterations", 2)
        client.request("/component/gain", "my loop", 1, 0.25)
        done = run(
            "controls", "open-stage-control", "--out", str(folder / "page.json"), "--port", str(daemon.port)
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(f"wrote {folder / 'page.json'}: ")
        yield {"port": daemon.port, **json.loads((folder / "page.json").read_text("utf-8"))}


def test_it_is_a_session_of_widgets_and_properties_that_there_are(page: dict[str, Any]) -> None:
    assert (page["createdWith"], page["type"]) == ("Open Stage Control", "session")
    for widget in widgets(page["content"]):
        assert widget.keys() <= KNOWN[widget["type"]], widget
        assert all(widget[name] in choices for name, choices in CHOICES.items() if name in widget)


def test_each_leaf_that_can_be_set_has_one_widget_at_its_address(page: dict[str, Any]) -> None:
    found = {
        w["address"]: w for w in widgets(page["content"]) if w["type"] not in ("variable",) and "address" in w
    }
    rows = {address: find(address).row for address in found}
    settable = {row.template for row in rows.values() if row.settable}
    assert {"/sound/{name}/{k}/gain", "/sound/{name}/{k}/mute", "/sound/{name}/{k}/pan"} <= settable
    assert {f"/sound/my%20loop/matrix/{i}/{j}" for i in range(3) for j in range(3)} <= found.keys()
    for address, widget in found.items():
        assert widget["id"] == address
        assert widget["target"] == [f"127.0.0.1:{page['port']}"]
        if rows[address].settable:
            assert widget["typeTags"] == rows[address].types
    fader = found["/sound/my%20loop/1/gain"]
    assert (fader["type"], fader["default"]) == ("fader", 0.25)
    assert fader["range"] == {"min": 0.0, "75%": 1, "max": 16.0}
    assert found["/sound/my%20loop/1/pan"]["range"] == {"min": -1, "max": 1}
    assert found["/sound/my%20loop/1/mute"]["type"] == "button"


def test_the_page_watches_and_shows_what_others_change(page: dict[str, Any]) -> None:
    root = page["content"]
    assert root["onCreate"] == f'send("127.0.0.1:{page["port"]}", "/watch", "/sound//")'
    (receiver,) = [w for w in widgets(root) if w["type"] == "variable"]
    assert receiver["address"] == "/oscfactor/value"
    assert "set(value[0]" in receiver["onValue"]


def test_colours_are_those_of_the_sound_and_its_components(page: dict[str, Any]) -> None:
    (tab,) = page["content"]["tabs"]
    strips = [w for w in tab["widgets"] if w["id"].startswith("strip")]
    assert len(strips) == 4
    assert len({strip["colorWidget"] for strip in strips[1:]}) == 3


def test_without_sounds_or_a_folder_it_says_so(daemon: Daemon, tmp_path: Path) -> None:
    options = {"host": "127.0.0.1", "say": print}
    with Daemon(tmp_path) as empty, pytest.raises(NotFoundError, match="load one"):
        controls.run("open-stage-control", "x.json", port=empty.port, **options)
    with Client(daemon.host, daemon.port) as client:
        client.request("/buffer/alloc", "controlled", 100)
    with pytest.raises(FileError, match="cannot write"):
        controls.run("open-stage-control", str(tmp_path / "none" / "x.json"), port=daemon.port, **options)


def test_the_surfaces_of_the_command_line_are_those_that_there_are() -> None:
    for surface in controls.SURFACES:
        assert parser(RUNS).parse_args(["controls", surface]).surface == surface
