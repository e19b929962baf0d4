"""Write every file of the clients that repeats the command table: `python -m tools.clients`."""

from __future__ import annotations

from pathlib import Path

from tools.clients import max as max_package
from tools.clients import max_device, pd_messages, supercollider


def files() -> dict[Path, bytes]:
    """Return what each file holds that is generated, or has generated lines."""
    texts = max_package.files() | supercollider.files() | pd_messages.files()
    return {path: text.encode() for path, text in texts.items()} | max_device.files()


def main() -> None:
    """Write every file that is out of date, and print its path."""
    for path, held in files().items():
        if not path.exists() or path.read_bytes() != held:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(held)
            print(f"wrote {path}")
    max_package.write_icon()


if __name__ == "__main__":
    main()
