"""Folders as strangers see them: where they may touch files, and how they may read paths."""

from __future__ import annotations

from typing import Any, Protocol

from oscfactor.errors import FileError


class Folders(Protocol):
    """Where strangers may touch files."""

    def guard(self, text: str, *, is_new: bool) -> Any:
        """Return a guarded path for the text that a stranger gave; raises FileError."""

    def hidden(self, path: str, *texts: str) -> tuple[str, ...]:
        """Return a path, and sentences that may name it, as strangers may read them."""


class NoFolders:
    """Strangers may touch no files."""

    def guard(self, text: str, *, is_new: bool) -> Any:  # noqa: ARG002
        """Refuse every path."""
        raise FileError("other computers may touch no files here")

    def hidden(self, path: str, *texts: str) -> tuple[str, ...]:  # noqa: ARG002
        """Return nothing of the path, and empty sentences."""
        return "", *("" for _ in texts)
