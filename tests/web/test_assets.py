"""The files of the page, and what a browser is told about them."""

from __future__ import annotations

import re
from importlib.resources import files

from oscfactor.model.labels import COLOURS
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.leaves import HEADS
from oscfactor.web.assets import DOOR, ICON, INDEX, PALETTE, assets, headers_of, palette, policy
from oscfactor.web.site import PLACE


def code(kind: str) -> dict[str, str]:
    return {name: asset.body.decode() for name, asset in assets().items() if name.endswith(kind)}


def test_every_file_that_one_names_is_there() -> None:
    named = set(re.findall(r'"/page/([\w.]+)"', assets()[INDEX].body.decode()))
    named |= {name for text in code(".js").values() for name in re.findall(r'from "\./([\w.]+)"', text)}
    assert named == assets().keys() - {INDEX, DOOR}


def test_no_file_names_a_foreign_host_or_does_what_the_policy_forbids() -> None:
    for name, asset in assets().items():
        text = asset.body.decode()
        hosts = set(re.findall(r"\w+://([^/\s\"'`]+)", text)) - {"www.w3.org", "${location.host}"}
        assert not hosts, name
        assert not re.search(r"eval\(|new Function|innerHTML|\sstyle=|\son\w+=\"|<style|<script>", text), name


def test_the_policy_lets_in_this_server_alone() -> None:
    told = headers_of(assets()[INDEX], "127.0.0.1:57180")
    assert told["Content-Security-Policy"] == policy("127.0.0.1:57180")
    sources = {word for part in policy("here:1").split(";") for word in part.split()[1:]}
    assert sources == {"'none'", "'self'", "ws://here:1"}


def test_the_colours_are_those_of_pictures_and_stand_nowhere_else() -> None:
    assert all(f"--layer-{k}: {colour};" in palette() for k, colour in enumerate(COLOURS))
    folder = files("oscfactor.web") / "static"
    texts = [entry.read_text("utf-8") for entry in folder.iterdir()]
    assert not [colour for colour in COLOURS for text in texts if colour in text]
    assert COLOURS[0] in assets()[ICON].body.decode()
    assert assets()[PALETTE].kind == "text/css"


def test_files_are_small() -> None:
    for name, text in code(".js").items():
        assert len(text.splitlines()) < 260, name
    assert sum(len(asset.body) for asset in assets().values()) < 100_000


def test_no_leaf_and_no_command_stands_where_the_page_does() -> None:
    first = PLACE.strip("/")
    assert first not in HEADS
    assert not [address for address in COMMANDS if address.split("/")[1] == first]
