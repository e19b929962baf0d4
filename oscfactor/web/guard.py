"""Who may talk to the web server: no page of another site, and no stranger without the token."""

from __future__ import annotations

import hmac
import secrets
import socket
from collections.abc import Mapping
from typing import Final, NamedTuple

from oscfactor.protocol.hosts import address_of

TOKEN: Final = "token"
"""The word of the query that holds it: `/?token=…`."""
BEARER: Final = "Bearer "


class Refusal(NamedTuple):
    """The status of HTTP, a sentence, and whether the token would open."""

    status: int
    text: str
    wants_token: bool = False


class Guard:
    """Looks at each request before anything else does.

    A browser tells in `Host` by which name it found us, and in `Origin` which site's page asks. By these a
    page is refused that finds us by a name of its own, or that asks from its own site.

    Attributes
    ----------
    token : what other computers must show
    """

    def __init__(self, token: str | None = None) -> None:
        self.token = token or secrets.token_hex(8)
        name = socket.gethostname().lower()
        self._names = {"localhost", name, f"{name.partition('.')[0]}.local"}

    def refuses(
        self, headers: Mapping[str, str], words: Mapping[str, str], *, is_stranger: bool
    ) -> Refusal | None:
        """Return why a request is refused, if it is.

        Parameters
        ----------
        headers : by their names
        words : of the query
        is_stranger : whether it comes from another computer, which no setting trusts
        """
        host = headers.get("Host", "")
        if not self._is_ours(host):
            return Refusal(403, "this web server is asked by its address, such as 127.0.0.1, or as localhost")
        origin = headers.get("Origin")
        if origin is not None and origin.lower() not in (f"http://{host.lower()}", f"ws://{host.lower()}"):
            return Refusal(403, "pages of other sites may not use this web server")
        if is_stranger and not self._is_shown(headers, words):
            sentence = "other computers show the token that was printed at the start: /?token=TOKEN"
            return Refusal(403, sentence, wants_token=True)
        return None

    def cookie(self, headers: Mapping[str, str]) -> str:
        """Return what a browser keeps, so that the page's own files and its WebSocket are let in, too."""
        return f"{_cookie_name(headers)}={self.token}; Path=/; HttpOnly; SameSite=Strict"

    def _is_ours(self, host: str) -> bool:
        """Whether a host is written as an address, or has a name that nobody else can give us."""
        name = _without_port(host).lower()
        if name in self._names:
            return True
        try:
            address_of(name)
        except ValueError:
            return False
        return True

    def _is_shown(self, headers: Mapping[str, str], words: Mapping[str, str]) -> bool:
        shown = (
            headers.get("Authorization", "").removeprefix(BEARER) or words.get(TOKEN, "") or _kept(headers)
        )
        return hmac.compare_digest(shown.encode(), self.token.encode())


def _kept(headers: Mapping[str, str]) -> str:
    """Return the token that a browser has kept; browsers tell cookies of one host's ports not apart."""
    for part in headers.get("Cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == _cookie_name(headers):
            return value
    return ""


def _cookie_name(headers: Mapping[str, str]) -> str:
    return f"oscfactor-{headers.get('Host', '').rpartition(':')[2]}"


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
