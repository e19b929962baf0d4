"""Write every file of the clients that repeats the command table: `python -m tools.clients`."""

from __future__ import annotations

from pathlib import Path

from tools.clients import max as max_package
from tools.clients import pd_messages, supercollider


def files() -> dict[Path, str]:
    """Return the text of each file that is generated, or holds generated lines."""
    return max_package.files() | supercollider.files() | pd_messages.files()


def main() -> None:
    """Write every file that is out of date, and print its path."""
    for path, text in files().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            print(f"wrote {path}")
    max_package.write_icon()


if __name__ == "__main__":
    main()
