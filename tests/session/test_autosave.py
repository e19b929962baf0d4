"""The copy of the session that a crash leaves."""

import os
import signal

from oscfactor.session.autosave import Autosave
from tests.session.test_saving import made
from tests.session.test_session import run


def test_a_copy_is_kept_when_something_changed_and_goes_with_a_clean_end(noise_file, tmp_path):
    place = tmp_path / "data" / "autosave-1.oscf"

    async def crash(session):
        await made(session, noise_file)
        session.autosave = Autosave(session.store, place.parent, 1, 0)
        session.autosave.start()
        assert await session.store.autosave(place)
        assert not await session.store.autosave(place)
        await session.editing.reset("noise")
        assert await session.store.autosave(place)
        session.autosave = None  # as after a crash, nobody cleans up

    async def after(session):
        session.autosave = Autosave(session.store, place.parent, 1, 0)
        session.autosave.start()
        assert session.autosave.offer == place.with_name("recovered-1.oscf")
        assert (await session.autosave.recover(""))[1] == 2
        assert (await session.editing.layers("noise")).recombination.plain
        assert session.editing.history("noise").done[-1].what == "/edit/reset"
        assert session.autosave.offer is None
        assert await session.store.autosave(place)

    run(crash)
    run(after)
    assert not list(place.parent.iterdir())


def test_a_killed_daemon_offers_what_it_had(start_daemon, tmp_path, noise_file):
    from oscfactor.client import Client

    first = start_daemon(autosave=0.05, data_dir=tmp_path / "data")
    port = first.port
    copy = tmp_path / "data" / f"autosave-{port}.oscf"
    with Client("127.0.0.1", port, timeout=60) as client:
        client.request("/buffer/load", "noise", str(noise_file))
        while not copy.exists():
            client.request("/status")
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    second = start_daemon(port=port, data_dir=tmp_path / "data")
    with Client("127.0.0.1", second.port, timeout=60) as client:
        client.request("/session/recover")
        assert client.request("/buffer/list").args == (1,)


def test_killed_in_the_middle_of_keeping_a_copy_the_copy_before_is_whole(start_daemon, tmp_path):
    from oscfactor.client import Client

    folder = tmp_path / "data"
    first = start_daemon(autosave=0.01, data_dir=folder)
    copy = folder / f"autosave-{first.port}.oscf"
    with Client("127.0.0.1", first.port, timeout=60) as client:
        client.request("/buffer/alloc", "drawn", 3_000_000, "channels", 1, "sample_rate", 48000)
        copies: set[int] = set()  # by their times: the second that follows a write holds it
        halfway = False
        while not halfway:
            client.request("/buffer/write", "drawn", 0, 0, 0.5, 0.25)  # so that there is something to keep
            if copy.exists():
                copies.add(copy.stat().st_mtime_ns)
            halfway = len(copies) > 2 and any(part.stat().st_size > 1e6 for part in folder.glob(".*.part"))
        os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    assert list(folder.glob(".*.part"))
    second = start_daemon(port=first.port, data_dir=folder)
    with Client("127.0.0.1", second.port, timeout=60) as client:
        client.request("/session/recover")
        answer = client.request("/buffer/read", "drawn", 0, 0, 3)
        (samples,) = [m.args[4:] for m in answer.messages if m.address == "/oscfactor/samples"]
        assert samples == (0.5, 0.25, 0.0)
