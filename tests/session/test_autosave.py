"""What is left of a session that was not saved, however its daemon ends, and how it comes back."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from oscfactor.client import Client
from oscfactor.files.temporary import temporary_beside
from oscfactor.session.copies import MAX_KEPT, Copies
from tests.support.programs import Daemon

SELDOM = 3600  # seconds between two copies: none before the end


@contextmanager
def talking(daemon: Daemon):
    with Client(daemon.host, daemon.port, timeout=60) as client:
        yield client


def draw(client, name="drawn"):
    client.request("/buffer/alloc", name, 10, "channels", 1)


def names(client):
    return [m.args[0] for m in client.request("/buffer/list").messages if m.address == "/oscfactor/buffer"]


def recoverable(client):
    answer = client.request("/session/recoverable")
    rows = [m.args for m in answer.messages if m.address == "/oscfactor/recoverable"]
    assert answer.args == (len(rows),)
    assert [row[0] for row in rows] == list(range(len(rows)))
    return rows


def heard(client):
    return next(m for m in client.receive() if m.address == "/oscfactor/autosave")


def kill(daemon):
    os.kill(daemon.process.pid, signal.SIGKILL)
    daemon.process.wait()


def wait_for_copy(client, folder):
    """Ask until there is a copy that was made after this call."""
    before = {path: path.stat().st_mtime_ns for path in folder.glob("unsaved/*.oscf")}
    while all(path.stat().st_mtime_ns == before.get(path) for path in folder.glob("unsaved/*.oscf")):
        client.request("/status")


def left(folder):
    return [path.name for path in (folder / "unsaved").glob("*") if path.name != "lock"]


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def begin(start_daemon, data):
    def begin(autosave=SELDOM, **settings):
        return start_daemon(autosave=autosave, data_dir=data, device="none", **settings)

    return begin


@pytest.mark.parametrize("how", ["/quit", "SIGINT", "SIGTERM"])
def test_a_clean_end_leaves_what_was_never_saved(begin, how):
    first = begin()
    with talking(first) as client:
        draw(client)
        if how == "/quit":
            client.request("/quit")
    if how != "/quit":
        first.process.send_signal(getattr(signal, how))
    assert first.finish() == 0
    second = begin()
    second.wait_for("/session/recover brings back the newest")
    with talking(second) as client:
        ((which, date, sounds, path),) = recoverable(client)
        assert (which, sounds) == (0, 1)
        assert len(date) == len("2026-11-27 04:42:49")
        assert client.request("/session/recover").args == (path, 1)
        assert names(client) == ["drawn"]


def test_what_is_saved_or_empty_leaves_nothing_and_a_change_afterwards_does(begin, data, tmp_path):
    first = begin(autosave=0.02)
    with talking(first) as client:
        draw(client)
        wait_for_copy(client, data)
        client.request("/session/save", str(tmp_path / "evening.oscf"))
        assert not left(data)[1:]  # at most the lock of a daemon that lives
        client.request("/quit")
    assert first.finish() == 0
    assert not left(data)
    second = begin()
    with talking(second) as client:
        client.request("/session/load", str(tmp_path / "evening.oscf"))
        client.request("/quit")
    assert second.finish() == 0
    assert not left(data)
    third = begin()
    with talking(third) as client:
        client.request("/session/load", str(tmp_path / "evening.oscf"))
        client.request("/buffer/write", "drawn", 0, 0, 0.5)
        client.request("/quit")
    assert third.finish() == 0
    assert len(left(data)) == 1


def test_recovered_and_killed_at_once_it_is_still_there_and_the_next_crash_overwrites_nothing(begin, data):
    first = begin(autosave=0.02)
    with talking(first) as client:
        draw(client, "dear")
        wait_for_copy(client, data)
    kill(first)
    second = begin()
    with talking(second) as client:
        assert client.request("/session/recover").args[1] == 1
    kill(second)
    third = begin(autosave=0.02)
    with talking(third) as client:
        draw(client, "trifle")
        wait_for_copy(client, data)
    kill(third)
    fourth = begin()
    with talking(fourth) as client:
        assert [row[2] for row in recoverable(client)] == [1, 1]
        client.request("/session/recover", "which", 1)
        assert names(client) == ["dear"]
        client.request("/session/recover")
        assert sorted(names(client)) == ["trifle"]
        # What had been recovered, and was not saved, was left again.
        client.request("/session/recover", "which", 0)
        assert names(client) == ["dear"]
        with pytest.raises(Exception, match="counted from 0"):
            client.request("/session/recover", "which", 7)


def test_once_kept_by_the_run_that_recovered_it_a_copy_is_there_once(begin, data):
    first = begin()
    with talking(first) as client:
        draw(client)
    first.stop()
    second = begin()
    with talking(second) as client:
        client.request("/session/recover")
        client.request("/quit")
    assert second.finish() == 0
    assert len(left(data)) == 1


def test_an_end_in_the_middle_of_a_copy_leaves_the_last_state_or_nothing(begin, data, tmp_path):
    first = begin(autosave=0.01)
    with talking(first) as client:
        client.request("/buffer/alloc", "long", 5_000_000, "channels", 1)
        while not list(data.glob("unsaved/.*.part")):
            client.request("/buffer/write", "long", 0, 0, 0.5)
        client.request("/session/save", str(tmp_path / "evening.oscf"))
        client.request("/quit")
    assert first.finish() == 0
    assert not left(data)


def test_two_daemons_in_one_folder_never_offer_what_the_other_keeps(begin, data):
    first, second = begin(autosave=0.02), begin(autosave=0.02)
    with talking(first) as one, talking(second) as other:
        draw(one, "one")
        wait_for_copy(one, data)
        draw(other, "other")
        wait_for_copy(other, data)
        assert recoverable(one) == recoverable(other) == []
        assert other.request("/session/recover").args == ("", 0)
        kill(first)
        assert len(recoverable(other)) == 1


def test_whoever_supervises_the_daemon_lets_it_begin_with_the_newest(begin):
    first = begin()
    with talking(first) as client:
        draw(client)
    first.stop()
    second = begin(recover=1)
    second.wait_for("recovered from")
    with talking(second) as client:
        assert names(client) == ["drawn"]
    second.stop()
    with talking(begin(recover=1)) as client:
        assert names(client) == ["drawn"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits a process that runs")
def test_subscribers_hear_that_no_copy_is_kept_and_when_one_is_again(begin, data):
    import resource

    daemon = begin(autosave=0.05)

    def let_write(n_bytes):
        resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (n_bytes, resource.RLIM_INFINITY))

    with talking(daemon) as client:
        client.request("/notify", 1)
        let_write(100)
        draw(client)
        failed = heard(client)
        assert failed.args[0] == "failed"
        assert str(data) not in failed.args[1]
        let_write(resource.RLIM_INFINITY)
        while heard(client).args[0] != "kept":
            pass
        assert list(data.glob("unsaved/*.oscf"))


def test_only_the_last_few_are_kept_and_the_oldest_go(tmp_path):
    tmp_path.joinpath("mine.txt").touch()
    for age in range(MAX_KEPT + 3):
        copies = Copies(tmp_path)
        path = copies.place(57130)
        path.touch()
        os.utime(path, (1e9 - age, 1e9 - age))
        copies.release()
    kept = Copies(tmp_path).left()
    assert [path.stat().st_mtime for path in kept] == [1e9 - age for age in range(MAX_KEPT)]
    assert tmp_path.joinpath("mine.txt").exists()


def test_what_dead_writers_left_is_removed_at_the_start_and_nothing_else(begin, data):
    code = "from pathlib import Path; from oscfactor.files.temporary import temporary_beside as t; "
    code += "import sys; [t(Path(p)).touch() for p in sys.argv[1:]]"
    unsaved = data / "unsaved"
    unsaved.mkdir(parents=True)
    living = temporary_beside(unsaved / "c.oscf")
    subprocess.run([sys.executable, "-c", code, data / "a.wav", unsaved / "b.oscf"], check=True)
    mine = [data / ".drums-12-0.part", data / "drums.part", data / ".a-oscfactor-drums.part"]
    for path in (*mine, living):
        path.touch()
    assert len(list(data.rglob("*.part"))) == 6
    begin().stop()
    assert sorted(data.rglob("*.part")) == sorted([*mine, living])


def test_killed_in_the_middle_of_keeping_a_copy_the_copy_before_is_whole(begin, data):
    first = begin(autosave=0.01)
    with talking(first) as client:
        client.request("/buffer/alloc", "drawn", 3_000_000, "channels", 1, "sample_rate", 48000)
        copies: set[int] = set()  # by their times: the second that follows a write holds it
        halfway = False
        while not halfway:
            client.request("/buffer/write", "drawn", 0, 0, 0.5, 0.25)  # so that there is something to keep
            copies |= {path.stat().st_mtime_ns for path in data.glob("unsaved/*.oscf")}
            parts = data.glob("unsaved/.*.part")
            halfway = len(copies) > 2 and any(part.stat().st_size > 1e6 for part in parts)
        kill(first)
    assert list(data.glob("unsaved/.*.part"))
    with talking(begin()) as client:
        assert not list(data.glob("unsaved/.*.part"))
        client.request("/session/recover")
        answer = client.request("/buffer/read", "drawn", 0, 0, 3)
        (samples,) = [m.args[4:] for m in answer.messages if m.address == "/oscfactor/samples"]
        assert samples == (0.5, 0.25, 0.0)
