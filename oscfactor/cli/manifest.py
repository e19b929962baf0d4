"""The files that we put into a program's folder: planned, carried out, and known again by a manifest.

Each installed folder holds a manifest, the SHA-256 of each file that we wrote. A file that is not in the
manifest, or no longer as we wrote it, is the user's: it is neither overwritten nor removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from oscfactor import __version__
from oscfactor.errors import FileError
from oscfactor.machine.replacing import replace

MANIFEST: Final = "oscfactor-manifest.json"
LEFT_OUT: Final = ("__pycache__", "node_modules")


@dataclass(slots=True)
class Plan:
    """The changes in one folder; all paths are relative to it and have `/` between their parts."""

    target: Path
    write: dict[str, Path] = field(default_factory=dict)
    remove: list[str] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)  # the new manifest: path -> SHA-256

    def carry_out(self) -> None:
        """Write and remove the files, then the manifest; folders that are empty now go too."""
        for name, source in self.write.items():
            _write(self.target / name, source.read_bytes())
        for name in self.remove:
            (self.target / name).unlink()
        manifest = self.target / MANIFEST
        if self.files:
            text = json.dumps({"oscfactor": __version__, "files": self.files}, indent=1, sort_keys=True)
            _write(manifest, text.encode())
        else:
            manifest.unlink(missing_ok=True)
        _remove_empty(self.target)


def plan_copy(source: Path, target: Path) -> Plan:
    """Work out how to make `target` a copy of `source`.

    Raises
    ------
    FileError
        If `target` is a file or a link of the user's.
    """
    ours = _files(target)
    plan = Plan(target)
    for name, path in files_of(source):
        digest = _digest(path)
        there = target / name
        if _is_in_the_way(plan.target, name) or (
            _is_there(there) and not _is_ours(there, ours.get(name), digest)
        ):
            plan.keep.append(name)
            continue
        plan.files[name] = digest
        if not there.is_file() or _digest(there) != digest:
            plan.write[name] = path
    for name, digest in ours.items():
        if name not in plan.files and name not in plan.keep:
            _let_go(plan, name, digest)
    return plan


def plan_removal(target: Path) -> Plan:
    """Work out how to take away the files that we put into `target`.

    Raises
    ------
    FileError
        If `target` is a file or a link of the user's.
    """
    plan = Plan(target)
    for name, digest in _files(target).items():
        _let_go(plan, name, digest)
    return plan


def installed_version(target: Path) -> str | None:
    """Return the version of oscfactor that wrote a folder, or None if none of our files is there.

    Raises
    ------
    FileError
        If `target` is a file or a link of the user's, or its manifest cannot be read.
    """
    table = _manifest(target)
    return None if table is None else str(table.get("oscfactor", "unknown"))


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a package: the name that each gets, with `/` between its parts, and where it is."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part in LEFT_OUT for part in parts)
        if path.is_file() and not hidden and path.name != MANIFEST:
            yield "/".join(parts), path


def _let_go(plan: Plan, name: str, digest: str) -> None:
    there = plan.target / name
    if _is_there(there):
        (plan.remove if _is_ours(there, digest, digest) else plan.keep).append(name)


def _is_in_the_way(target: Path, name: str) -> bool:
    """Tell whether a file or link of the user's stands where a folder of ours must be."""
    parents = [target / parent for parent in Path(name).parents if parent.parts]
    return any(p.is_symlink() or (p.exists() and not p.is_dir()) for p in parents)


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _is_ours(path: Path, known: str | None, new: str) -> bool:
    return not path.is_symlink() and path.is_file() and _digest(path) in (known, new)


def _manifest(target: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder, or None where there is none."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise FileError(f"{target} is a file or link of yours; move it away, then do this again")
    try:
        table = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        return {**table, "files": dict(table["files"])}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise FileError(f"{target / MANIFEST} cannot be read; remove it, then do this again") from None


def _files(target: Path) -> dict[str, str]:
    """Return the files that a folder's manifest names, with the digest of each."""
    files = (_manifest(target) or {"files": {}})["files"]
    # A manifest is read from the user's disk: nothing outside our folder may come of it.
    inside = (name for name in files if ".." not in Path(name).parts and not Path(name).is_absolute())
    return {name: str(files[name]) for name in inside}


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _remove_empty(target: Path) -> None:
    folders = [path for path in target.rglob("*") if path.is_dir() and not path.is_symlink()]
    for folder in [*sorted(folders, reverse=True), target]:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
