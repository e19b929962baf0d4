"""Names and colours out of a document; whatever is not understood is refused."""

from __future__ import annotations

import re
from typing import Any, Final

from oscfactor.files.fields import listed, record, text, whole
from oscfactor.files.savedcomponents import MAX_COMPONENTS
from oscfactor.limits import MAX_NAME
from oscfactor.model.labels import ALSO_ACTIVATIONS, Labels

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")


def read_labels(document: Any) -> Labels:
    """Return the names and colours that stand in a document.

    Raises
    ------
    TypeError, ValueError
        Something in it is not understood, or does not fit together.
    """
    if isinstance(document, dict):  # the first sessions kept no components
        document = {"kept": [0] * len(document.get("names", ())), **document}
    given = record(document, "name", "colour", "names", "colours", "kept")
    names, colours = (listed(given[key], key, most=MAX_COMPONENTS + 1) for key in ("names", "colours"))
    kept = listed(given["kept"], "kept", most=MAX_COMPONENTS + 1)
    if not len(names) == len(colours) == len(kept):
        raise ValueError("names that are not as many as colours")
    return Labels(
        _name(given["name"], empty=False),
        _colour(given["colour"]),
        tuple(_name(name) for name in names),
        tuple(_colour(colour) for colour in colours),
        tuple(whole(one, "what is kept", 0, ALSO_ACTIVATIONS) for one in kept),
    )


def _name(value: object, *, empty: bool = True) -> str:
    name = text(value, "a name", longest=MAX_NAME, empty=empty)
    if not name.isprintable():
        raise ValueError("a name that cannot be shown")
    return name


def _colour(value: object) -> str:
    colour = text(value, "a colour", longest=7)
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"a colour of {colour!r}")
    return colour
