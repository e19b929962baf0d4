"""A program that listens on a UDP port and answers as told, but is no daemon of ours."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from typing import Any

from tests.support.wire import DONE, decode, encode


class Stranger:
    """Answers each request with what `answers` has for its address, if anything, and then `done`."""

    def __init__(self, answers: Mapping[str, tuple[Any, ...]]) -> None:
        self._answers = answers
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                data, sender = self._socket.recvfrom(1 << 16)
            except OSError:  # closed
                return
            if not data:
                return
            message = decode(data)
            if message.address in self._answers:
                self._socket.sendto(encode(*self._answers[message.address]), sender)
            self._socket.sendto(encode(DONE, message.address, *message.args), sender)

    def __enter__(self) -> Stranger:
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(10)
        self._socket.close()
