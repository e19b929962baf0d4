"""What is done to one sound follows each other; other sounds wait for nobody."""

import asyncio

from oscfactor.session.locks import Locks


def test_one_name_has_one_lock_while_it_is_wanted() -> None:
    async def scenario() -> list[str]:
        locks, done = Locks(), []

        async def work(name: str, what: str, n_turns: int) -> None:
            async with locks.of(name):
                for _ in range(n_turns):
                    await asyncio.sleep(0)
                done.append(what)

        await asyncio.gather(work("a", "first", 9), work("a", "second", 0), work("b", "other", 0))
        assert not locks.of("a").locked()
        return done

    assert asyncio.run(scenario()) == ["other", "first", "second"]
