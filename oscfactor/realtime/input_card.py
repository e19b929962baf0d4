"""The sound card that is heard, as the daemon sees it."""

from __future__ import annotations

from oscfactor.realtime.card_link import INPUT
from oscfactor.realtime.card_process import Card, Wanted
from oscfactor.realtime.inputring import InputRing, input_capacity


class InputCard(Card[InputRing]):
    """The card that is heard."""

    def __init__(self, wanted: Wanted) -> None:
        def make_ring(n_channels: int, sample_rate: int) -> InputRing:
            return InputRing(input_capacity(n_channels, sample_rate), n_channels)

        super().__init__(wanted, INPUT, make_ring)
