"""Put our packages where Pure Data, Max and SuperCollider look, and take them away again.

Each installed folder holds a manifest of what we put there. A file that is not in it, or no longer as we
wrote it, is the user's: it is neither overwritten nor removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from oscfactor import __version__
from oscfactor.cli.programs import FOLDER, PACKAGES, Package, System, source_of, this_system
from oscfactor.errors import ArgumentError, FileError

MANIFEST: Final = "oscfactor-manifest.json"
LEFT_OUT: Final = ("__pycache__", "node_modules")

Say = Callable[[str], None]


@dataclass(slots=True)
class Plan:
    """What is to happen in one folder; all paths are relative to it and have `/` between their parts."""

    target: Path
    write: dict[str, Path] = field(default_factory=dict)
    remove: list[str] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)  # the new manifest: path -> SHA-256


def run(
    clients: Sequence[str] = (),
    *,
    dest: str = "",
    dry_run: bool = False,
    uninstall: bool = False,
    say: Say,
    system: System | None = None,
) -> int:
    """Install or uninstall the packages of `clients`, by default all, and say what was done.

    Parameters
    ----------
    clients : words
        `pd`, `max` or `sc`.
    dest : path
        A folder to use in place of the programs' own; for more than one client it gets a folder for each.
    dry_run : bool
        Only say what would be done.
    say : function
        Takes one line of text.

    Returns
    -------
    int
        0

    Raises
    ------
    ArgumentError
        If there is no such client, or none of them runs on this system.
    FileError
        If a file of the user's stands where our folder must be, or a folder cannot be written.
    """
    here = system or this_system()
    chosen = _chosen(clients)
    base = Path(dest).expanduser() if dest else None
    targets = [
        (package, target) for package in chosen for target in _targets(package, base, here, len(chosen) == 1)
    ]
    for package in chosen:
        if all(package is not other for other, _ in targets):
            say(f"{package.program} does not run on this system; --dest puts its files where you say")
    for package, target in targets:
        try:
            plan = plan_removal(target) if uninstall else plan_copy(source_of(package), target)
            if not dry_run:
                _carry_out(plan)
        except OSError as error:
            raise FileError(
                f"{package.program}: cannot write {error.filename or target}: {error.strerror}"
            ) from error
        for line in _report(package, plan, dry_run=dry_run, uninstall=uninstall):
            say(line)
    return 0


def _chosen(clients: Sequence[str]) -> list[Package]:
    by_key = {package.key: package for package in PACKAGES}
    unknown = [name for name in clients if name not in by_key]
    if unknown:
        raise ArgumentError(f"no client {unknown[0]!r}; there are {', '.join(by_key)}")
    return [package for package in PACKAGES if not clients or package.key in clients]


def _targets(package: Package, base: Path | None, system: System, alone: bool) -> list[Path]:
    if base is not None:
        return [base / FOLDER if alone else base / package.key / FOLDER]
    return [folder / FOLDER for folder in package.folders(system)]


def plan_copy(source: Path, target: Path) -> Plan:
    """Work out how to bring `target` from what it is to a copy of `source`.

    Raises
    ------
    FileError
        If `target` is a file or a link of the user's.
    """
    ours = _manifest(target)
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
    """Work out how to take away what we put into `target`.

    Raises
    ------
    FileError
        If `target` is a file or a link of the user's.
    """
    plan = Plan(target)
    for name, digest in _manifest(target).items():
        _let_go(plan, name, digest)
    return plan


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


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a package: the name that each gets, with `/` between its parts, and where it is."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part in LEFT_OUT for part in parts)
        # Our Python scripts make files of a package, but are no part of it.
        if path.is_file() and not hidden and path.suffix != ".py" and path.name != MANIFEST:
            yield "/".join(parts), path


def _manifest(target: Path) -> dict[str, str]:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise FileError(f"{target} is a file or link of yours; move it away, then do this again")
    try:
        files = dict(json.loads((target / MANIFEST).read_text(encoding="utf-8"))["files"])
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError):
        raise FileError(f"{target / MANIFEST} cannot be read; remove it, then do this again") from None
    # A manifest is read from the user's disk: nothing outside our folder may come of it.
    inside = (name for name in files if ".." not in Path(name).parts and not Path(name).is_absolute())
    return {name: str(files[name]) for name in inside}


def _carry_out(plan: Plan) -> None:
    for name, source in plan.write.items():
        _write(plan.target / name, source.read_bytes())
    for name in plan.remove:
        (plan.target / name).unlink()
    manifest = plan.target / MANIFEST
    if plan.files:
        text = json.dumps({"oscfactor": __version__, "files": plan.files}, indent=1, sort_keys=True)
        _write(manifest, text.encode())
    else:
        manifest.unlink(missing_ok=True)
    _remove_empty(plan.target)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _remove_empty(target: Path) -> None:
    folders = [path for path in target.rglob("*") if path.is_dir() and not path.is_symlink()]
    for folder in [*sorted(folders, reverse=True), target]:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _report(package: Package, plan: Plan, *, dry_run: bool, uninstall: bool) -> Iterator[str]:
    would = "would be " if dry_run else ""
    head = f"{package.program}: {plan.target}"
    if uninstall:
        yield (
            f"{head}: {len(plan.remove)} files {would}removed"
            if plan.remove
            else f"{head}: nothing to remove"
        )
    else:
        same = len(plan.files) - len(plan.write)
        yield f"{head}: {len(plan.write)} files {would}written, {same} are there already" + (
            f", {len(plan.remove)} old ones {would}removed" if plan.remove else ""
        )
    for name in plan.keep:
        yield f"  kept as it is, since it is yours or you changed it: {plan.target / name}"
    if not uninstall and not dry_run:
        yield f"  next: {package.hint}"
