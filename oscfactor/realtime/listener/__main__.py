"""The program that hears the input, a process of its own, started by `listener_link.py`.

It empties the ring that the input card's process fills, or is given blocks by the daemon. The daemon's
messages come as pickles on stdin; the answers are pickles, one after the other, on stdout. The program ends
when stdin does.
"""

from __future__ import annotations

import contextlib
import io
import pickle
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.machine.answers import Answers, begin
from oscfactor.machine.priority import go_before_jobs
from oscfactor.realtime.inputring import InputRing
from oscfactor.realtime.listener.hearing import Hearing
from oscfactor.realtime.listener.matching import Matching, Wanted
from oscfactor.realtime.listener.take import Take
from oscfactor.realtime.sharedring import RingShape

LOOK_INTERVAL: Final = 0.003  # seconds from one look at the ring to the next


class Listener:
    """Carries out the daemon's messages; each message is the name of a `do_` method and its arguments.

    Parameters
    ----------
    tell : callable
        Sends a message back, and never waits.
    """

    def __init__(self, tell: Callable[..., None]) -> None:
        self._tell = tell
        self._lock = threading.RLock()
        self._hearing: Hearing | None = None
        self._ring: InputRing | None = None
        self._n_lost = 0  # samples of the ring for which silence stands

    def run(self, stream: BinaryIO) -> None:
        """Carry out messages until there are no more."""
        threading.Thread(target=self._look, name="ear", daemon=True).start()
        with contextlib.suppress(EOFError):
            while True:
                name, *args = pickle.load(stream)
                with self._lock:
                    getattr(self, f"do_{name}")(*args)
        with self._lock:
            self.do_close()

    def do_open(self, n_channels: int, sample_rate: int, seconds: float) -> None:
        """Begin with an input; what was heard is kept if it was an input of the same shape."""
        old = self._hearing
        if old is not None and (old.n_channels, old.sample_rate) == (n_channels, sample_rate):
            return
        if old is not None:
            old.end()
        self._hearing = Hearing(n_channels, sample_rate, seconds, self._tell)

    def do_join(self, shape: RingShape) -> None:
        """Empty a ring from now on."""
        self.do_leave()
        try:
            self._ring = InputRing(shape.capacity, shape.n_channels, shape.name)
        except FileNotFoundError:
            return  # the device has been closed again meanwhile
        self._n_lost = 0

    def do_leave(self) -> None:
        """Empty no ring any more, and take what it still holds."""
        if self._ring is not None:
            self._drain()
            self._ring.close()
        self._ring = None

    def do_close(self) -> None:
        """Forget the input; recordings end with what was heard."""
        self.do_leave()
        if self._hearing is not None:
            self._hearing.end()
        self._hearing = None

    def do_hear(self, block: NDArray[np.float32]) -> None:
        """Hear a block, float32 (n_channels, n), that the daemon was given."""
        if self._hearing is not None:
            self._hearing.hear(block)

    def do_capture(self, number: int, n: int, ago: int) -> None:
        """Tell the last `n` samples before `ago`, or how many are kept if they are fewer."""
        self._drain()
        if self._hearing is not None:
            history = self._hearing.history
            samples = history.last(n, ago)
            self._tell("caught", number, history.n_kept if samples is None else samples)

    def do_record(self, number: int, n_most: int) -> None:
        """Record from now on, at most so many samples; the recording is told when it ends."""
        self._drain()
        if self._hearing is not None:
            self._hearing.takes[number] = Take(self._hearing.n_channels, n_most)

    def do_stop(self, number: int) -> None:
        """End a recording."""
        self._drain()
        if self._hearing is not None:
            self._hearing.end_take(number)

    def do_match(self, number: int, *wanted: Any) -> None:
        """Match the input by bases from now on; the arguments are those of `Wanted`."""
        self._drain()
        hearing = self._hearing
        if hearing is not None:
            shape = hearing.n_channels, hearing.sample_rate, hearing.history.n_heard
            hearing.followers[number] = Matching(number, Wanted(*wanted), *shape, self._tell)

    def do_unmatch(self, number: int) -> None:
        """Match no more by these bases."""
        if self._hearing is not None:
            self._hearing.end_follower(number)

    def _drain(self) -> None:
        """Hear what waits in the ring; silence stands for what was lost."""
        if self._ring is None or self._hearing is None:
            return
        n_lost = self._ring.n_lost
        self._hearing.hear(self._ring.taken())
        if n_lost > self._n_lost:
            self._hearing.hear(np.zeros((self._hearing.n_channels, n_lost - self._n_lost), np.float32))
            self._n_lost = n_lost

    def _look(self) -> None:
        go_before_jobs()
        while True:
            with self._lock:
                self._drain()
                rests = self._ring is None
            time.sleep(0.1 if rests else LOOK_INTERVAL)


def main() -> None:
    """Say `ready`, carry out messages, and send what is still to be sent."""
    answers = Answers(begin())
    answers.tell("ready")
    Listener(answers.tell).run(io.BufferedReader(io.FileIO(0)))
    answers.finish()  # recordings that ended with the input are still on their way


if __name__ == "__main__":
    main()
