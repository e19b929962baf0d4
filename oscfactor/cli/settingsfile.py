"""`oscfactor config init`: a settings file that holds each setting as a comment."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Final

from oscfactor import config
from oscfactor.cli.outputs import checked_folder
from oscfactor.errors import ExistsError, FileError

HEAD: Final = """\
# Settings of oscfactor, read when it starts. Take the "# " away before a name to set it.
# A flag of `oscfactor serve`, and an environment variable, go before what stands here.
"""
WIDTH: Final = 100


def init(path: Path) -> Path:
    """Write a settings file that changes nothing yet; return its path.

    Raises
    ------
    ExistsError
        There is a file: it is left as it is.
    FileError
        It cannot be written.
    """
    folder = checked_folder(str(path.parent))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text())
    except FileExistsError:
        raise ExistsError(f"{path} is there already; edit it, or move it away first") from None
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror}") from error
    return path


def text() -> str:
    """Return the settings as TOML: what each is, and a comment that sets it to its default."""
    return HEAD + "".join(
        f"\n{_described(s)}\n# {s.name} = {json.dumps(s.default)}\n" for s in config.SETTINGS
    )


def _described(setting: config.Setting) -> str:
    lines = textwrap.wrap(setting.doc.replace("`", ""), WIDTH)
    values = config.shown_range(setting).replace("`", "")
    return "\n".join(f"## {line}" for line in [*lines, *filter(None, [values])])
