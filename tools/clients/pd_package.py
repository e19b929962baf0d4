"""Make the package that Pd's own "Find externals" installs, deken: `-m tools.clients.pd_package [folder]`.

Beside the archive stand the list of its objects, which is what a search finds, and its SHA-256 sum, all in
deken's format 1. Patches run everywhere, so the name holds no architecture. `deken upload` publishes it.
"""

from __future__ import annotations

import hashlib
import re
import sys
import zipfile
from pathlib import Path

from oscfactor import __version__
from oscfactor.cli.manifest import files_of

ROOT = Path(__file__).resolve().parents[2] / "pd_patches"
NAME = "oscfactor"


def objects() -> list[tuple[str, str]]:
    """Return each object that has a help patch, and its description there."""
    found = []
    for patch in sorted(ROOT.glob("*-help.pd")):
        match = re.search(r"DESCRIPTION (.*?)(, f \d+)?;", patch.read_text("utf-8"), re.DOTALL)
        assert match, f"{patch} has no DESCRIPTION"
        text = " ".join(match.group(1).replace("\\,", ",").replace(" ,", ",").split())
        found.append((patch.name.removesuffix("-help.pd"), text))
    return found


def make(folder: Path) -> Path:
    """Write the package, its list of objects and its digest into a folder; return the package."""
    folder.mkdir(parents=True, exist_ok=True)
    package = folder / f"{NAME}[v{__version__}].dek"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files_of(ROOT):
            archive.write(path, f"{NAME}/{name}")
    lines = [f"{name}\t{text}\n" for name, text in objects()]
    Path(f"{package}.txt").write_text("".join(lines), "utf-8")
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    Path(f"{package}.sha256").write_text(f"{digest}  {package.name}\n", "utf-8")
    return package


if __name__ == "__main__":
    print(f"wrote {make(Path(sys.argv[1] if len(sys.argv) > 1 else 'dist'))}")
