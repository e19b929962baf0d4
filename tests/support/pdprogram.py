"""A real Pd that a test can talk to: it prints its messages, and each name in it can be sent one."""

from __future__ import annotations

import os
import re
import socket
import time
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from oscfactor.machine.running import NOBODY
from tests.support.programs import PATIENCE, Program, free_port, need

PATCHES = Path(__file__).parent.parent.parent / "pd_patches"
QUIET = ("-noprefs", "-nogui", "-nomidi", "-stderr")
IDS = range(1000, 1400)
"""Where Pd counts `$0` from, and how far a test's patches get."""

CONTROL = """\
#N canvas 0 0 600 400 12;
#X obj 20 20 oscfactor PORT;
#X obj 20 60 netreceive LISTEN;
#X obj 20 90 list;
#X obj 20 120 t a a;
#X obj 20 150 list split 1;
#X obj 120 150 list split 1;
#X obj 20 180 list trim;
#X obj 20 240 send;
#X obj 200 20 r oscfactor.in;
#X obj 200 50 route audio samples activation basis frame player;
#X obj 200 90 print in;
#X obj 300 20 r test.file;
#X obj 300 50 soundfiler;
#X obj 300 80 print file;
#X obj 200 120 print frame;
#X obj 300 120 print player;
#X obj 400 20 r test.say;
#X obj 400 50 print said;
#X obj 120 180 t s;
#X obj 500 20 declare -path oscfactor;
#X connect 1 0 2 0;
#X connect 2 0 3 0;
#X connect 3 1 5 0;
#X connect 5 0 18 0;
#X connect 18 0 7 1;
#X connect 3 0 4 0;
#X connect 4 1 6 0;
#X connect 6 0 7 0;
#X connect 8 0 9 0;
#X connect 9 6 10 0;
#X connect 9 4 14 0;
#X connect 9 5 15 0;
#X connect 11 0 12 0;
#X connect 12 0 13 0;
#X connect 16 0 17 0;
"""


def patched(path: Path, boxes: list[str], cords: list[tuple[int, int, int, int]]) -> Path:
    """Write a patch of objects, one under the other, and cords: from, outlet, to, inlet."""
    rows = ["#N canvas 0 0 500 400 12;"]
    for i, text in enumerate(boxes):
        kind = "msg" if text.startswith(("; ", "msg ")) else "obj"
        escaped = re.sub(r"([;,$])", r"\\\1", text.removeprefix("msg "))
        rows.append(f"#X {kind} 20 {20 + 25 * i} {escaped};")
    rows += [f"#X connect {' '.join(str(n) for n in cord)};" for cord in cords]
    path.write_text("\n".join(rows) + "\n")
    return path


class Pd(Program):
    """Vanilla Pd without a window, connected to a daemon, with `patches` open."""

    def __init__(
        self,
        folder: Path,
        port: int,
        *patches: Path,
        audio: tuple[str, ...] = ("-noaudio",),
        path: Path | None = PATCHES,
        **options: Any,
    ) -> None:
        self.folder = folder
        self._listen = free_port()
        control = folder / "control.pd"
        text = CONTROL if path else CONTROL.replace("12;\n", "12;\n#X declare -path oscfactor;\n", 1)
        control.write_text(text.replace("PORT", str(port)).replace("LISTEN", str(self._listen)))
        opened = [word for patch in (control, *patches) for word in ("-open", patch)]
        found = ["-path", path] if path else []
        running = folder / ".oscfactor" / "running"
        running.mkdir(parents=True, exist_ok=True)
        if not (running / "default.txt").exists():
            (running / "default.txt").write_text(NOBODY.line)
        options["env"] = {**os.environ, **options.get("env", {}), "HOME": str(folder)}
        super().__init__([need("pd"), *QUIET, *audio, *found, *opened], **options)

    def __enter__(self) -> Pd:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", self._listen), timeout=PATIENCE)
                break
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise
                time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self.stop()

    def say(self, name: str, *words: object) -> None:
        """Send a message to the receiver `name` in Pd."""
        text = " ".join(re.sub(r"([ ,;\\$])", r"\\\1", str(word)) for word in (name, *words))
        self._socket.sendall(f"{text};\n".encode())

    def here(self, mark: str = "mark") -> None:
        """Wait until Pd has done all that was said so far."""
        self.say("test.say", mark)
        self.wait_for(f"said: {mark}")

    def done(self, address: str, *start: object) -> list[str]:
        """Wait for the daemon's `done`, and return its words after the address."""
        wanted = " ".join(["in: done", address, *(str(word) for word in start)])
        line = self.wait_for(lambda line: line == wanted or line.startswith(wanted + " "))
        return line.split()[3:]

    def named(self, word: str) -> str:
        """Wait until the daemon has loaded a buffer that a patch calls `$0-word`, and return its name."""
        wanted = re.compile(rf"in: done /buffer/load (\d+-{word}) ")
        line = self.wait_for(lambda line: bool(wanted.match(line)))
        return line.split()[3]

    def given(self, name: str, k: int) -> None:
        """Wait until the daemon has handed a component over as a file."""
        self.done("/component/file", name, 1, k)

    def pulled(self, address: str, *subject: object) -> int:
        """Wait until each range of a transfer has come, in whatever order, and return its total length."""
        ranges: dict[int, int] = {}
        while True:
            words = self.done(address, *subject)
            offset, count = int(float(words[-2])), int(float(words[-1]))
            ranges[offset] = count
            end = max(start + n for start, n in ranges.items())
            if min(ranges.values()) < 512 and sum(ranges.values()) == end:
                return end

    def array_like(self, name: str, wanted: np.ndarray) -> np.ndarray:
        """Return an array of Pd as soon as it is `wanted`, or, when patience is at its end, as it is.

        What came out of turn is asked for again, so the array may be whole later than the last `done`.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            array = self.array(name)
            if np.array_equal(array, wanted) or time.monotonic() > deadline:
                return array

    def array(self, name: str) -> np.ndarray:
        """Return an array of Pd; for `$0-name` the one that is there."""
        ids = IDS if name.startswith("$0-") else ("",)
        for i in ids:
            out = self.folder / f"array-{i}.wav"
            out.unlink(missing_ok=True)
            self.say("test.file", "write", "-wave", "-bytes", 4, out, name.replace("$0", str(i)))
        self.here("saved")
        found = [p for i in ids if (p := self.folder / f"array-{i}.wav").exists() and p.stat().st_size > 200]
        assert len(found) == 1, found
        return soundfile.read(found[0], dtype="float32")[0]

    def complaints_but(self, *starts: str) -> list[str]:
        """The complaints that do not begin with one of the given words."""
        return [line for line in self.complaints if not line.startswith(starts)]

    @property
    def complaints(self) -> list[str]:
        """The lines on Pd's console that neither the tests nor the connection print."""
        expected = (
            "in: ",
            "frame: ",
            "player: ",
            "file: ",
            "said: ",
            "oscfactor: connected",
            "buffer: ",
            "status: ",
            "daemon: ",
            "layers: ",
            "live-loop: ",
        )
        return [
            line
            for line in self.lines
            if line.strip() and not line.startswith(expected) and "biggest amplitude" not in line
        ]
