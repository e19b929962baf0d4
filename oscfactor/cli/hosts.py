"""Where the programs that play with oscfactor are installed, and where they look for what users add."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Host:
    """One program: how to find it, and how to get it, by `sys.platform`."""

    name: str
    commands: tuple[str, ...]  # on the search path
    applications: Mapping[
        str, tuple[tuple[str, str], ...]
    ]  # a folder and a pattern in it; the last is newest
    folders: Mapping[str, tuple[str, ...]]  # for what users add; the first that exists, else the first
    remedies: Mapping[str, str]

    def program(self, platform: str = sys.platform) -> Path | None:
        """Return the program, or None if it is not installed."""
        for command in self.commands:
            found = shutil.which(command)
            if found:
                return Path(found)
        for place, pattern in self.applications.get(platform, ()):
            matches = sorted(Path(place).glob(pattern))
            if matches:
                return matches[-1]
        return None

    def folder(self, platform: str = sys.platform) -> Path | None:
        """Return the folder for what users add, or None if the program does not run on this system."""
        places = [_expanded(text) for text in self.folders.get(platform, ())]
        return next((place for place in places if place.is_dir()), places[0] if places else None)

    def remedy(self, platform: str = sys.platform) -> str:
        """Return how to get it on this system."""
        return self.remedies.get(platform, self.remedies["linux"])


HOSTS: Final = (
    Host(
        "Pure Data",
        commands=("pd",),
        applications={
            "darwin": (("/Applications", "Pd*.app"),),
            "win32": (("C:/Program Files", "Pd*/bin/pd.exe"), ("C:/Program Files (x86)", "Pd*/bin/pd.exe")),
        },
        folders={
            "linux": ("~/.local/lib/pd/extra", "~/pd-externals"),
            "darwin": ("~/Documents/Pd/externals", "~/Library/Pd"),
            "win32": ("~/Documents/Pd/externals", "$APPDATA/Pd"),
        },
        remedies={
            "linux": "install it with your package manager, for example: apt install puredata",
            "darwin": "brew install --cask pd, or https://puredata.info/downloads",
            "win32": "https://puredata.info/downloads",
        },
    ),
    Host(
        "SuperCollider",
        commands=("sclang",),
        applications={
            "darwin": (
                ("/Applications", "SuperCollider*.app"),
                ("/Applications", "SuperCollider/SuperCollider.app"),
            ),
            "win32": (("C:/Program Files", "SuperCollider*/sclang.exe"),),
        },
        folders={
            "linux": ("~/.local/share/SuperCollider/Extensions",),
            "darwin": ("~/Library/Application Support/SuperCollider/Extensions",),
            "win32": ("$LOCALAPPDATA/SuperCollider/Extensions",),
        },
        remedies={
            "linux": "install it with your package manager, for example: apt install supercollider",
            "darwin": "brew install --cask supercollider, or https://supercollider.github.io/downloads",
            "win32": "https://supercollider.github.io/downloads",
        },
    ),
    Host(
        "Max",
        commands=(),
        applications={
            "darwin": (("/Applications", "Max*.app"),),
            "win32": (("C:/Program Files", "Cycling '74/Max */Max.exe"),),
        },
        folders={
            "darwin": ("~/Documents/Max 9/Packages", "~/Documents/Max 8/Packages"),
            "win32": ("~/Documents/Max 9/Packages", "~/Documents/Max 8/Packages"),
        },
        remedies={
            "linux": "it runs on macOS and Windows only, and can talk to this computer from there",
            "darwin": "https://cycling74.com/downloads",
            "win32": "https://cycling74.com/downloads",
        },
    ),
)


def _expanded(text: str) -> Path:
    return Path(os.path.expandvars(text)).expanduser()
