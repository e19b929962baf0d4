"""Where a recording takes its blocks: from the one that is heard now on, though later ones are rendered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray


class Tap:
    """Hands blocks to who sets `on_block`, and keeps those that are not heard yet for who sets it next."""

    def __init__(self) -> None:
        self.on_block: Callable[[NDArray[np.float32]], None] | None = None
        # Blocks that are not heard yet, each with the sample of the output that it ends before.
        self._ahead: deque[tuple[int, NDArray[np.float32]]] = deque()

    def hand_out(self, block: NDArray[np.float32], index: int, n_heard: int) -> None:
        """Give the recording the blocks that are not heard yet, or keep them for a recording to come.

        Parameters
        ----------
        block : float32 (n_outputs, n)
            The latest that was rendered, as it goes to the output.
        index, n_heard : int
            The output's sample with which the block begins, and how many samples have been heard.
        """
        ahead = self._ahead
        ahead.append((index + block.shape[1], block))
        while ahead and ahead[0][0] <= n_heard:
            ahead.popleft()
        if self.on_block is not None:
            for _, unheard in ahead:
                self.on_block(unheard)
            ahead.clear()
