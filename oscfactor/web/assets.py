"""The files of the page, and the headers under which a browser takes them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from oscfactor.model.labels import COLOURS
from oscfactor.model.palette import BACKGROUND, FAINT, PANEL, TEXT

INDEX: Final = "index.html"
DOOR: Final = "door.html"
PALETTE: Final = "palette.css"
ICON: Final = "icon.svg"
KINDS: Final = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


class Asset(NamedTuple):
    """A file of the page."""

    body: bytes
    kind: str
    etag: str


@cache
def assets() -> dict[str, Asset]:
    """Return all files of the page by name; read from the package once, on a thread that may wait."""
    folder = files("oscfactor.web") / "static"
    found = {entry.name: entry.read_bytes() for entry in folder.iterdir() if _suffix(entry.name) in KINDS}
    found[PALETTE] = palette().encode()
    found[ICON] = inked(found[ICON].decode()).encode()
    return {name: _asset(name, body) for name, body in found.items()}


def palette() -> str:
    """Return the colours of pictures as variables of a style sheet: the page has no others of its own."""
    named = {"background": BACKGROUND, "panel": PANEL, "text": TEXT, "faint": FAINT}
    named |= {f"layer-{k}": colour for k, colour in enumerate(COLOURS)}
    return ":root {\n" + "".join(f"  --{name}: {colour};\n" for name, colour in named.items()) + "}\n"


def inked(drawing: str) -> str:
    """Return a drawing with the colours of layers for their names: a style sheet does not reach into it."""
    for k, colour in enumerate(COLOURS):
        drawing = drawing.replace(f"var(--layer-{k})", colour)
    return drawing


def policy(host: str) -> str:
    """Return what the page may load and talk to: this web server, as the browser found it; nothing else."""
    own = f"'self' ws://{host}"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src {own}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def headers_of(asset: Asset, host: str) -> dict[str, str]:
    """Return the headers of a file, `host` being the one in the request."""
    return {
        "Content-Security-Policy": policy(host),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-cache",
        "ETag": asset.etag,
    }


def _asset(name: str, body: bytes) -> Asset:
    return Asset(body, KINDS[_suffix(name)], f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def _suffix(name: str) -> str:
    return "." + name.rpartition(".")[2]
