"""The stand-in for Max as a child process: clicks go in as JSON lines, the patch's deeds come out."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from tests.support.programs import need
from tests.support.wire import PATIENCE

PACKAGE = Path(__file__).parents[2] / "max_patches"
NODE = Path(__file__).parents[1] / "max" / "node"


class Max:
    """Our scripts and patches in Node, where a mock plays Max: see node/standin.js.

    Parameters
    ----------
    port : int, optional
        Of the daemon; without it the one that our scripts know.
    patches : Path
        That this Max opens.
    """

    def __init__(self, port: int | None, *patches: Path) -> None:
        command = [need("node"), NODE / "standin.js", PACKAGE, "-" if port is None else str(port), *patches]
        self.heard: list[dict[str, Any]] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def __enter__(self) -> Max:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()  # the end of its input is its end
        self._reader.join()

    def kill(self) -> None:
        """End it without a word, as a crash does."""
        self._process.kill()

    def command(self, **words: Any) -> None:
        """Do something in the stand-in, e.g. `click` a message box."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def until(self, key: str, *start: Any, timeout: float = PATIENCE) -> dict[str, Any]:
        """Return the next event of a kind whose words begin with `start`."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"waited in vain for {key} {start}; {self.heard[-20:]}") from None
            assert line is not None, f"the stand-in ended before {key} {start}; {self.heard[-20:]}"
            # What is no JSON is Node's, about a fault in a script of ours or in the stand-in.
            assert line.startswith("{"), line + "".join(iter(self._lines.get, None))
            event = json.loads(line)
            self.heard.append(event)
            if key in event and tuple(_words(event, key)[: len(start)]) == start:
                return event

    def buffer(self, name: str) -> tuple[float, np.ndarray]:
        """Return the sample rate of a buffer~ and its samples (n_channels, n_samples)."""
        self.command(dump=name)
        event = self.until("buffer", name)
        return event["sr"], np.array(event["samples"], dtype=np.float32)

    def settle(self) -> list[list[Any]]:
        """Wait until each request has its answer; return the refusals: address, code, sentence."""
        self.here()
        while self._count("sent") > self._count("answer"):
            self.until("answer")
            self.here()  # an answer may have led to another request
        answers = [event["answer"] for event in self.heard if "answer" in event]
        return [words[1:] for words in answers if words[0] == "/oscfactor/fail"]

    def _count(self, key: str) -> int:
        return sum(key in event for event in self.heard)

    def here(self) -> None:
        """Wait until all that was clicked has been done."""
        self.command(here=len(self.heard))
        self.until("here", len(self.heard))

    @property
    def complaints(self) -> list[str]:
        """The lines that stood in the console in red."""
        return [event["error"] for event in self.heard if "error" in event]

    def sent(self, address: str) -> list[list[Any]]:
        """Return the arguments, the first twelve of each, of all requests to an address."""
        return [event["args"] for event in self.heard if event.get("sent") == address]


def _words(event: dict[str, Any], key: str) -> list[Any]:
    value = event[key]
    if isinstance(value, list):
        return value
    return [value, *event.get("args", []), *event.get("message", [])]
