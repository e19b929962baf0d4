"""A daemon whose loop is under watch."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support import watched
from tests.support.programs import Daemon


class Watched(Daemon):
    """A daemon that writes down what holds its loop."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.file = folder / "held.txt"
        self.file.touch()
        self._seen = 0
        super().__init__(folder, *arguments)

    def command(self, *arguments: str) -> list[str]:
        """Return what runs our command line under the watchdog."""
        return [sys.executable, "-P", str(watched.__file__), str(self.file), *arguments]

    def held(self) -> tuple[float, str]:
        """Return the longest that the loop was held since it was last asked, in milliseconds, and by what."""
        with self.file.open(encoding="utf-8") as file:
            file.seek(self._seen)
            lines = file.read().splitlines()
            self._seen = file.tell()
        return max(((float(line.split()[0]), line) for line in lines), default=(0.0, ""))
