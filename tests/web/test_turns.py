"""Long work lets others have their turn."""

import asyncio

from oscfactor.web import turns
from oscfactor.web.turns import in_turns


def test_others_have_their_turn_between(monkeypatch):
    monkeypatch.setattr(turns, "TURN", 0.0)  # over at once
    order = []

    async def other():
        while True:
            order.append("other")
            await asyncio.sleep(0)

    async def both():
        task = asyncio.create_task(other())
        await in_turns(map(order.append, range(5)))
        task.cancel()

    asyncio.run(both())
    assert order[:8] == [0, "other", 1, "other", 2, "other", 3, "other"]


def test_all_is_done():
    done = []
    asyncio.run(in_turns(map(done.append, range(1000))))
    assert done == list(range(1000))
