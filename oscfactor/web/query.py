"""A question of OSCQuery and its answer: a path and words in, a status and JSON out; no sockets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from oscfactor.web.nodes import ATTRIBUTES, EXTENSIONS, NO_VALUE, READ, UNSUPPORTED, Attributes, of_container
from oscfactor.web.tree import Tree, compact, spellings

HOST_INFO: Final = "HOST_INFO"
CONTENTS: Final = b',"CONTENTS":'
OK, NO_CONTENT, BAD_REQUEST, NOT_FOUND = 200, 204, 400, 404


class Answer(NamedTuple):
    """What goes back: JSON, or for an error a sentence; another kind where it is named."""

    status: int
    body: bytes | bytearray = b""
    kind: str = ""
    headers: Mapping[str, str] = MappingProxyType({})


def host_info(name: str, host: str, osc_port: int, http_port: int) -> Attributes:
    """Return what a client is told of the daemon.

    Parameters
    ----------
    host : the address at which the client has found us
    """
    return {
        "NAME": name,
        "EXTENSIONS": dict.fromkeys(EXTENSIONS, True),
        "OSC_IP": host,
        "OSC_PORT": osc_port,
        "OSC_TRANSPORT": "UDP",
        "WS_IP": host,
        "WS_PORT": http_port,
    }


async def answer(tree: Tree, path: str, words: list[str], info: Attributes) -> Answer:
    """Answer a question.

    Parameters
    ----------
    path : as it was sent
    words : of the query, each an attribute
    info : of `host_info`
    """
    if HOST_INFO in words:
        return Answer(OK, _json(info))
    unknown = [word for word in words if word not in ATTRIBUTES | UNSUPPORTED]
    if unknown:
        return Answer(
            BAD_REQUEST, f"no attribute {unknown[0]!r}; there are {', '.join(sorted(ATTRIBUTES))}".encode()
        )
    for address in spellings(path):
        attributes = tree.attributes(address)
        # Only the branch of a container, or of a command that holds others, is wanted in whole.
        branch = {} if attributes is not None and "VALUE" in attributes else await tree.branch(address)
        if attributes is None and not branch and address not in tree.roots:
            continue
        if not words:
            return Answer(OK, await tree.text(address, branch))
        told = attributes or {"FULL_PATH": address, **of_container()}
        contents = await tree.text(address, branch) if "CONTENTS" in words else bytearray()
        return _some(told, words, contents)
    return Answer(NOT_FOUND, b"there is nothing at that address now")


def _some(told: dict[str, Any], words: list[str], whole: bytearray) -> Answer:
    """Return the attributes that are asked for; CONTENTS is cut from the `whole` node."""
    if not set(words) <= ATTRIBUTES:
        return Answer(NO_CONTENT)
    if "VALUE" in words and not told.get("ACCESS", NO_VALUE) & READ:
        return Answer(NO_CONTENT)
    text = bytearray(_json({word: told[word] for word in words if word in told}))
    start = whole.find(CONTENTS)
    if start >= 0:
        text[-1:] = whole[start if len(text) > 2 else start + 1 :]
    return Answer(OK, text)


def _json(value: object) -> bytes:
    return compact(value).encode()
