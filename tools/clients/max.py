"""The patches of the Max package, and its lines that repeat the command table.

The scripts in `javascript/` are written by hand but for the table in oscfactor.object.js.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from oscfactor import __version__
from tools.clients.max_source import clippings, examples, helps, icon, live, objects, refpages
from tools.clients.max_source.overview import overview
from tools.clients.max_source.strips import strip
from tools.clients.stubs import CHAPTERS, SUBJECTS, Stub, stubs_of

ROOT = Path(__file__).resolve().parents[2] / "max_patches"
SCRIPT = ROOT / "javascript" / "oscfactor.object.js"
ICON = ROOT / "icon.png"
LICENCE = ROOT.parent / "LICENSE"
BEGIN = "// The table begins: made by tools.clients; changes here are lost.\n"
END = "// The table ends.\n"


def files() -> dict[Path, str]:
    """Return the text of each file that is generated, or holds generated lines."""
    made = {ROOT / "package-info.json": _info(), SCRIPT: _script()}
    made[ROOT / "LICENSE.md"] = LICENCE.read_text("utf-8")
    made[ROOT / "patchers" / "oscfactor.strip.maxpat"] = strip().json()
    made[ROOT / "extras" / "oscfactor-overview.maxpat"] = overview().json()
    for name, patch in clippings.patches().items():
        made[ROOT / "clippings" / f"{name}.maxpat"] = patch.json()
    for name, patch in (objects.patches() | live.patches()).items():
        made[ROOT / "patchers" / f"{name}.maxpat"] = patch.json()
    for name, patch in helps.patches().items():
        made[ROOT / "help" / f"{name}.maxhelp"] = patch.json()
    for name, patch in examples.patches().items():
        made[ROOT / name] = patch.json()
    for name, text in refpages.pages().items():
        made[ROOT / "docs" / "refpages" / f"{name}.maxref.xml"] = text
    return made


def write_icon() -> None:
    """Write the icon, unless it is there."""
    if not ICON.exists() or not icon.same(ICON.read_bytes(), icon.png()):
        ICON.write_bytes(icon.png())
        print(f"wrote {ICON}")


def _info() -> str:
    system = {"min_version": "none", "platform": ["x64", "aarch64"]}
    info = {
        "name": "oscfactor",
        "displayname": "oscfactor",
        "version": __version__,
        "author": "the oscfactor project",
        "authors": [],
        "description": "Breaks sounds into playable layers, with the oscfactor daemon",
        "tags": ["analysis", "decomposition", "NMF", "OSC"],
        "website": "",
        "package_extra": {
            "reverse_domain": "oscfactor",  # no domain is ours; what is exported from Max is named by it
            "copyright": LICENCE.read_text("utf-8").splitlines()[2],
        },
        "extends": "",
        "extensible": 0,
        "max_version_min": "8.6",
        "max_version_max": "none",
        "homepatcher": "oscfactor-overview.maxpat",
        "os": {"macintosh": system, "windows": {"min_version": "none", "platform": ["x64"]}},
    }
    return json.dumps(info, indent="\t") + "\n"


def _paths(stub: Stub) -> list[dict[str, Any]]:
    """Return which of a message's words are paths, as `withPaths` in the script reads it; nothing if none."""
    if not stub.command.files:
        return []
    at = [i for i, arg in enumerate(stub.args) if arg.file]
    return [
        {
            "at": at[0] if at else -1,
            "is": bool(at) and stub.args[at[0]].file == "read",
            "options": [option.name for option in stub.options],
            "paths": [option.name for option in stub.options if option.file],
        }
    ]


def _row(stub: Stub) -> list[Any]:
    return [stub.command.address, len(stub.subject), *_paths(stub)]


def _script() -> str:
    table = {name: {stub.message: _row(stub) for stub in stubs_of(name)} for name in SUBJECTS}
    lines = [
        "// message -> address, how many of the object's arguments stand before its own, and which are paths"
    ]
    lines.append("var TABLE = {")
    for name, rows in table.items():
        lines.append(f'\t"{name}": {{')
        lines += [f'\t\t"{message}": {json.dumps(row)},' for message, row in rows.items()]
        lines[-1] = lines[-1].rstrip(",")
        lines.append("\t},")
    lines[-1] = "\t}"
    lines.append("};")
    lines.append("// what stands before a message that the table does not know")
    chapters = {name: "/" if name == "oscfactor" else f"{CHAPTERS[name][0]}/" for name in SUBJECTS}
    lines.append(f"var CHAPTER = {json.dumps(chapters, indent=chr(9))};")
    head, _, rest = SCRIPT.read_text("utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    return head + BEGIN + "\n".join(lines) + "\n" + END + tail
