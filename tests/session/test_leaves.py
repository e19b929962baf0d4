"""Where the values of leaves come from."""

import asyncio

from oscfactor.limits import Limits
from oscfactor.protocol.leaves import LEAVES
from oscfactor.session.leaves import VIEWS
from oscfactor.session.session import Session


def test_each_row_of_the_table_has_one_source_and_no_source_has_others():
    assert sorted(template for views in VIEWS.values() for template in views) == sorted(LEAVES)


def test_a_new_sound_has_its_facts_is_at_rest_and_has_nothing_of_components():
    async def main():
        session = Session(asyncio.get_running_loop(), Limits(n_threads=2), lambda *_, **__: None)
        try:
            session.buffers.alloc("w", 4000, n_channels=2, sample_rate=8000)
            addresses = set(session.state.addresses())
            return {a: session.state.value(a) for a in addresses}
        finally:
            session.close()

    values = asyncio.run(main())
    expected = {"seconds": 0.5, "channels": 2, "sample_rate": 8000, "components": 0, "job": ""}
    expected |= {"play": 0, "rate": 1, "loop": 0, "position": 0, "gain": 1, "name": "w"}
    assert values["/sound/w/region"] == (0, 0.5)
    assert values["/sound/w/version"] > (0,)
    for leaf, value in expected.items():
        assert values[f"/sound/w/{leaf}"] == (value,), leaf
    assert {a.split("/")[2] for a in values if a.startswith("/sound/")} == {"w"}
    assert not any(a.startswith(("/sound/w/0/", "/sound/w/matrix/", "/sound/w/phase")) for a in values)
    assert values["/master/gain"] == (1,)
