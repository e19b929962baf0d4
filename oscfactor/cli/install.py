"""`oscfactor install-clients`: put our files where Pd, Max and SuperCollider look, or take them away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from oscfactor.cli import noted
from oscfactor.cli.manifest import Plan, plan_copy, plan_removal
from oscfactor.cli.programs import FOLDER, PROGRAMS, Program, System, this_system
from oscfactor.errors import ArgumentError, FileError
from oscfactor.machine import running

Say = Callable[[str], None]


def run(
    clients: Sequence[str] = (),
    *,
    dest: str = "",
    dry_run: bool = False,
    uninstall: bool = False,
    say: Say,
    system: System | None = None,
) -> int:
    """Install or uninstall our files for `clients`, by default all; return 0.

    Parameters
    ----------
    clients : the keys of programs: `pd`, `max` or `sc`
    dest : a folder to use in place of the programs' own; more than one client get a folder each in it
    dry_run : only say what would be done
    say : takes one line of text

    Raises
    ------
    ArgumentError
        If there is no such client.
    FileError
        If this oscfactor came without its files, if a file of the user's stands where our folder must be, or
        if a folder cannot be written.
    """
    for program, plan in _plans(_chosen(clients), dest, uninstall, say, system or this_system()):
        if not dry_run:
            _carry_out(program, plan)
            running.tidy()  # which leaves a file that Pd can read before any daemon has run
            _note(program, system or this_system(), uninstall)
        for line in _report(program, plan, dry_run=dry_run, uninstall=uninstall):
            say(line)
    return 0


def _plans(
    chosen: Sequence[Program], dest: str, uninstall: bool, say: Say, system: System
) -> list[tuple[Program, Plan]]:
    """Return what is to be done for each program, in each of its folders; say where that is nothing."""
    base = Path(dest).expanduser() if dest else None
    plans: list[tuple[Program, Plan]] = []
    for program in chosen:
        targets = _targets(program, base, system, len(chosen) == 1)
        other = None if base or uninstall else program.elsewhere(system)
        if other is not None:
            say(f"{program.name}: {other}: has it as a Quark already, and two copies keep its library from")
            say('  compiling: nothing is written. To have it here, first: Quarks.uninstall("oscfactor")')
            continue
        if not targets:
            say(f"{program.name} does not run on this system; --dest puts its files where you say")
        plans += [(program, _planned(program, target, uninstall)) for target in targets]
    return plans


def _chosen(clients: Sequence[str]) -> list[Program]:
    by_key = {program.key: program for program in PROGRAMS}
    unknown = [name for name in clients if name not in by_key]
    if unknown:
        raise ArgumentError(f"no client {unknown[0]!r}; there are {', '.join(by_key)}")
    return [program for program in PROGRAMS if not clients or program.key in clients]


def _targets(program: Program, base: Path | None, system: System, alone: bool) -> list[Path]:
    if base is not None:
        return [base / FOLDER if alone else base / program.key / FOLDER]
    return program.targets(system)


def _planned(program: Program, target: Path, uninstall: bool) -> Plan:
    try:
        return plan_removal(target) if uninstall else plan_copy(program.files(), target)
    except OSError as error:
        raise _unwritable(program, target, error) from error


def _carry_out(program: Program, plan: Plan) -> None:
    try:
        plan.carry_out()
    except OSError as error:
        raise _unwritable(program, plan.target, error) from error


def _note(program: Program, system: System, uninstall: bool) -> None:
    """Note how daemons are started, for a program that does; forget it with the last of them."""
    others = (p for p in PROGRAMS if p.starts and p is not program)
    if program.starts and not uninstall:
        noted.put()
    elif program.starts and not any(target.is_dir() for other in others for target in other.targets(system)):
        noted.remove()


def _unwritable(program: Program, target: Path, error: OSError) -> FileError:
    return FileError(f"{program.name}: cannot write {error.filename or target}: {error.strerror}")


def _report(program: Program, plan: Plan, *, dry_run: bool, uninstall: bool) -> Iterator[str]:
    would = "would be " if dry_run else ""
    head = f"{program.name}: {plan.target}"
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
        yield f"  next: {program.hint}"
