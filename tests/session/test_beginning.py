"""What a daemon begins with: a session that is named, or the newest that was left."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from oscfactor.errors import FileError
from oscfactor.session.beginning import Beginning


def run(work, call):
    """Run `call` with a beginning whose session is loaded and recovered by `work`."""

    async def main():
        told_to_end = asyncio.Event()
        tasks = []

        async def noted(*args, **kwargs):
            tasks.append(asyncio.current_task())
            return await work(told_to_end, *args, **kwargs)

        session = SimpleNamespace(
            store=SimpleNamespace(load=noted),
            autosave=SimpleNamespace(recover=noted),
            cancel_all=lambda: [task.cancel() for task in tasks],
        )
        return await call(Beginning(session, told_to_end))

    return asyncio.run(main())


def test_a_session_is_loaded_and_its_remarks_are_logged(caplog):
    async def load(_end, path, on_remark):
        on_remark("a", "the sound a is missing")
        return SimpleNamespace(path=Path(path), n_sounds=2)

    assert run(load, lambda beginning: beginning.load("set.oscf")) == (Path("set.oscf"), 2)
    assert caplog.messages == ["the sound a is missing"]


def test_who_is_told_to_end_waits_for_no_session():
    async def load(end, *_, **__):
        end.set()
        await asyncio.Event().wait()

    with pytest.raises(asyncio.CancelledError):
        run(load, lambda beginning: beginning.load("set.oscf"))


@pytest.mark.parametrize(
    ("left", "line"),
    [((Path("copy"), 2), "recovered from copy; buffers: 2"), ((Path(), 0), "there was nothing to recover")],
)
def test_what_was_left_is_told_in_a_line(left, line):
    async def recover(_end):
        return left

    assert run(recover, lambda beginning: beginning.recover()) == line


@pytest.mark.parametrize(
    ("fault", "line"),
    [(FileError("it is torn"), "nothing was recovered: it is torn"), (ZeroDivisionError(), "")],
)
def test_a_copy_that_cannot_be_read_does_not_keep_the_daemon_from_beginning(fault, line):
    async def recover(_end):
        raise fault

    assert run(recover, lambda beginning: beginning.recover()) == line
