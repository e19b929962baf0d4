"""A real Chromium without a window, driven over its DevTools protocol: mouse, keys, files, pictures."""

from __future__ import annotations

import base64
import contextlib
import http.client
import itertools
import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import connect

from tests.support.programs import Program, missing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--disable-extensions", "--mute-audio", "--remote-debugging-port=0"),
)
PATIENCE = 60.0  # seconds
KEYS = {" ": "Space", ".": "Period", "[": "BracketLeft", "]": "BracketRight", "+": "Equal", "-": "Minus"}
ALT, CTRL, SHIFT = 1, 2, 8
LOOK = """(see) => new Promise((told) => {
  const look = () => {
    let seen = null;
    try { seen = see(); } catch { seen = null; }
    if (seen) told(seen);
    else requestAnimationFrame(look);
  };
  look();
})"""


def chromium() -> str:
    """Return the path of a Chromium; skip, or fail in CI, where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing("Chromium")
    return str(found)


class Browser(Program):
    """One Chromium, with a folder of its own for what it keeps."""

    def __init__(self, folder: Path) -> None:
        super().__init__([chromium(), *FLAGS, f"--user-data-dir={folder}", "about:blank"], cwd=folder)
        self.place = urlsplit(self.wait_for("DevTools listening on ").rpartition(" ")[2]).netloc

    def open(self, url: str, width: int = 1280, height: int = 720) -> Page:
        """Return a new page at an address."""
        connection = http.client.HTTPConnection(self.place, timeout=PATIENCE)
        connection.request("PUT", "/json/new?about:blank")
        target = json.loads(connection.getresponse().read())
        connection.close()
        page = Page(target["webSocketDebuggerUrl"])
        page.resize(width, height)
        page.go(url)
        return page


class Page:
    """One tab; `errors` are what scripts threw and the browser refused."""

    def __init__(self, url: str) -> None:
        self._stack = contextlib.ExitStack()
        options: dict[str, Any] = {"max_size": None, "compression": None}
        self._ws = self._stack.enter_context(connect(url, open_timeout=PATIENCE, **options))
        self._numbers = itertools.count(1)
        self._is_down = False  # the button of the mouse
        self.errors: list[str] = []
        self.requests: list[str] = []
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the protocol and return its result."""
        number = next(self._numbers)
        self._ws.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._ws.recv(timeout=PATIENCE))
            if message.get("id") == number:
                assert "error" not in message, f"{method}: {message['error']}"
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(params["exceptionDetails"])[:600])
        elif method == "Log.entryAdded" and params["entry"]["source"] in ("security", "javascript"):
            self.errors.append(params["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])

    def go(self, url: str) -> None:
        """Go to an address, and wait until its scripts have run."""
        self.call("Page.navigate", url=url)
        self.until(f"document.readyState === 'complete' && location.href.startsWith({json.dumps(url[:20])})")

    def front(self) -> None:
        """Show this page: a hidden one draws no frames."""
        self.call("Page.bringToFront")

    def resize(self, width: int, height: int, *, touch: bool = False) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=touch,
        )

    def evaluate(self, expression: str) -> Any:
        """Return what an expression gives, or what it promises."""
        told = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def until(self, expression: str) -> Any:
        """Wait until an expression is true, looking at it once a frame; return its value."""
        return self.evaluate(f"({LOOK})(() => ({expression}))")

    # Where things are.

    def box(self, selector: str) -> tuple[float, float, float, float]:
        """Return left, top, width and height of an element, as soon as it is there."""
        found = self.until(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return r.width && [r.left, r.top, r.width, r.height]; })()"
        )
        left, top, width, height = found
        return left, top, width, height

    def middle(self, selector: str) -> tuple[float, float]:
        left, top, width, height = self.box(selector)
        return left + width / 2, top + height / 2

    def text(self, selector: str) -> str:
        return str(self.evaluate(f"document.querySelector({json.dumps(selector)}).textContent"))

    # Hands.

    def _mouse(self, kind: str, x: float, y: float, modifiers: int = 0, clicks: int = 1) -> None:
        is_button = kind in ("mousePressed", "mouseReleased")
        if is_button:
            self._is_down = kind == "mousePressed"
        self.call(
            "Input.dispatchMouseEvent",
            type=kind,
            x=x,
            y=y,
            modifiers=modifiers,
            button="left" if is_button or self._is_down else "none",
            buttons=int(self._is_down),
            clickCount=clicks if is_button else 0,
        )

    def click(self, where: str | tuple[float, float], modifiers: int = 0) -> None:
        x, y = self.middle(where) if isinstance(where, str) else where
        self._mouse("mouseMoved", x, y, modifiers)
        self._mouse("mousePressed", x, y, modifiers)
        self._mouse("mouseReleased", x, y, modifiers)

    def double_click(self, where: tuple[float, float]) -> None:
        for clicks in (1, 2):
            self._mouse("mousePressed", *where, clicks=clicks)
            self._mouse("mouseReleased", *where, clicks=clicks)

    def drag(self, start: str | tuple[float, float], by: tuple[float, float], steps: int = 5) -> None:
        x, y = self.middle(start) if isinstance(start, str) else start
        self._mouse("mouseMoved", x, y)
        self._mouse("mousePressed", x, y)
        for i in range(1, steps + 1):
            self._mouse("mouseMoved", x + by[0] * i / steps, y + by[1] * i / steps)
        self._mouse("mouseReleased", x + by[0], y + by[1])

    def wheel(self, where: str, by: float) -> None:
        x, y = self.middle(where)
        self.call("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=by)

    def key(self, key: str, modifiers: int = 0) -> None:
        """Press a key, by the name that browsers give it."""
        code = f"Digit{key}" if key.isdecimal() else f"Key{key.upper()}" if key.isalpha() else key
        code = KEYS.get(key, key if len(key) > 1 else code)
        typed = {} if len(key) > 1 or modifiers & (ALT | CTRL) else {"text": key}
        virtual = 13 if key == "Enter" else ord(key.upper()) if len(key) == 1 and key.isalnum() else 0
        event = {"key": key, "code": code, "modifiers": modifiers, "windowsVirtualKeyCode": virtual}
        self.call("Input.dispatchKeyEvent", type="keyDown", **event, **typed)
        self.call("Input.dispatchKeyEvent", type="keyUp", **event)

    def type(self, selector: str, text: str) -> None:
        self.evaluate(f"document.querySelector({json.dumps(selector)}).focus()")
        self.call("Input.insertText", text=text)

    def choose_file(self, selector: str, path: Path) -> None:
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path)])

    def drop(self, path: Path, x: float = 640, y: float = 300) -> None:
        """Drop a file on the page, as a hand drags it from a folder."""
        data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)

    def picture(self, path: Path) -> None:
        """Write what is shown into a PNG file."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def close(self) -> None:
        self.call("Page.close")
        self._stack.close()
