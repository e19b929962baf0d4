"""Every OSC address that a patch or class of ours holds is in the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oscfactor.protocol.commands import COMMANDS

ROOT = Path(__file__).parents[2]
CLIENTS = ("pd_patches", "max_patches", "supercollider")
ENDINGS = {".pd", ".maxpat", ".maxhelp", ".js", ".mjs", ".sc", ".scd", ".schelp", ".xml"}
CHAPTERS = sorted({address.split("/")[1] for address in COMMANDS if address.count("/") > 1})
ADDRESS = re.compile(rf"(?<![\w.~/>-])/(?:{'|'.join(CHAPTERS)})/(?:[a-z_]+(?:/[a-z_]+)?|%s)(?![\w/.])")


def addresses(client: str) -> dict[str, set[str]]:
    """Return each text that looks like an address of ours, and the files that hold it."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / client).rglob("*")):
        if path.suffix in ENDINGS and "node_modules" not in path.parts:
            for address in ADDRESS.findall(path.read_text(encoding="utf-8")):
                found.setdefault(address, set()).add(path.name)
    return found


@pytest.mark.parametrize("client", CLIENTS)
def test_every_address_in_a_client_is_in_the_table(client):
    for address, files in addresses(client).items():
        if address.endswith("/%s"):
            assert any(a.startswith(address[:-2]) for a in COMMANDS), (address, files)
        else:
            assert address in COMMANDS, (address, files)


def test_the_pd_patches_hold_the_addresses_that_they_need():
    found = set(addresses("pd_patches"))
    assert {"/buffer/load", "/component/audio", "/stream/activations", "/matrix/set", "/player/%s"} <= found


def test_an_address_that_is_not_in_the_table_would_be_found():
    assert ADDRESS.findall("list prepend /buffer/lode drums") == ["/buffer/lode"]
    assert "/buffer/lode" not in COMMANDS
