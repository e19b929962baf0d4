"""The folder of kernels: whole or not there, never half; and what the dead have left goes."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oscfactor import config
from oscfactor.cli import doctor, kernelbuild
from oscfactor.errors import FileError, OscFactorError
from oscfactor.machine import cachefolder, environment, kernelcache
from oscfactor.machine.kernelcache import State
from oscfactor.machine.locks import Lock
from tests.support.permissions import as_nobody, shared_folder

CLAIM = """
import sys
from pathlib import Path
from oscfactor.machine.kernelcache import claim
folder = claim(Path(sys.argv[1]))
(folder / "kernel.nbi").write_bytes(b"half")
print(folder, flush=True)
sys.stdin.read()
"""


def filled(folder: Path, text: bytes = b"code") -> Path:
    (folder / "dsp").mkdir(parents=True)
    (folder / "dsp" / "kernel.nbi").write_bytes(text)
    (folder / "dsp" / "kernel.1.nbc").write_bytes(text)
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of kernels that is in its place."""
    place = cachefolder.cache_folder(config.Settings(cache_dir=str(tmp_path)))
    kernelcache.put_in_place(filled(tmp_path / "building-1"), place)
    assert kernelcache.state(place) is State.WARM
    return place


def prepared(place: Path) -> environment.Environment:
    """Return what a start finds."""
    return environment.prepare_environment(config.Settings(cache_dir=str(place.parent)), {})


def test_an_empty_or_broken_cache_is_not_warm(tmp_path: Path) -> None:
    assert kernelcache.state(tmp_path / "none") is State.ABSENT
    for text in ("{", "{}", "[]", '{"made_for": 1, "files": 2}'):
        (tmp_path / kernelcache.STAMP_NAME).write_text(text)
        assert kernelcache.state(tmp_path) is State.DAMAGED


@pytest.mark.parametrize("key", list(kernelcache.made_for()))
def test_another_version_or_machine_is_not_warm(place: Path, key: str) -> None:
    stamp = json.loads((place / kernelcache.STAMP_NAME).read_text())
    assert stamp["made_for"][key]
    stamp["made_for"][key] = "another"
    (place / kernelcache.STAMP_NAME).write_text(json.dumps(stamp))
    assert kernelcache.state(place) is State.DAMAGED


@pytest.mark.parametrize("key", list(kernelcache.made_for()))
def test_another_version_or_machine_has_another_folder(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, made_for = kernelcache.folder_name(), kernelcache.made_for()
    monkeypatch.setattr(kernelcache, "made_for", lambda: {**made_for, key: "another"})
    assert kernelcache.folder_name() != before


def flip(path: Path) -> None:
    code = bytearray(path.read_bytes())
    code[-1] ^= 1
    path.write_bytes(code)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b""), flip])
def test_a_damaged_cache_is_told_and_not_used(place: Path, harm, capsys: pytest.CaptureFixture[str]) -> None:
    assert prepared(place).folder == place
    harm(next(place.rglob("*.nbc")))
    found = prepared(place)
    assert not found.warm
    assert list(found.folder.iterdir()) == []
    assert found.notice.count(str(place)) == 1
    assert "damaged" in found.notice
    doctor.run(config.Settings(cache_dir=str(place.parent), port=0))
    assert "damaged" in capsys.readouterr().out


@pytest.mark.parametrize("step", ["write_stamp", "throw_away", "forget_old"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_interrupted_on_its_way_is_whole_or_not_there(
    place: Path, monkeypatch: pytest.MonkeyPatch, step: str, when: str
) -> None:
    work = getattr(kernelcache, step)

    def interrupted(*args: Path) -> None:
        if when == "after":
            work(*args)
        raise KeyboardInterrupt

    new = filled(place.parent / "building-2", b"new code")
    monkeypatch.setattr(kernelcache, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        kernelcache.put_in_place(new, place)
    assert kernelcache.state(place) in (State.WARM, State.ABSENT)
    monkeypatch.undo()
    prepared(place)
    assert not new.exists()


def test_what_other_versions_compiled_goes_a_month_after_it_was_used(place: Path) -> None:
    for name in ("numba-old", "numba-recent", "another"):
        (place.parent / name).mkdir()
    for name in ("numba-old", "another", place.name):
        os.utime(place.parent / name, (0, 0))
    assert prepared(place).warm
    assert time.time() - place.stat().st_mtime < 3600, "it is in use"
    kernelcache.forget_old(place)
    assert not (place.parent / "numba-old").exists()
    assert all((place.parent / name).is_dir() for name in ("numba-recent", "another", place.name))


@pytest.fixture
def claimer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has begun to compile."""
    with subprocess.Popen(
        [sys.executable, "-c", CLAIM, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("end", ["exit", "kill"])
def test_the_folder_of_a_process_lives_no_longer_than_it(
    claimer: subprocess.Popen[str], tmp_path: Path, end: str
) -> None:
    assert claimer.stdout is not None
    assert claimer.stdin is not None
    folder = Path(claimer.stdout.readline().strip())
    kernelcache.claim(tmp_path)
    assert folder.is_dir(), "whoever lives keeps it"
    claimer.kill() if end == "kill" else claimer.stdin.close()
    claimer.wait()
    assert folder.exists() == (end == "kill")
    mine = kernelcache.claim(tmp_path)
    assert not folder.parent.exists()
    assert list(mine.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a stopped process")
def test_a_lock_is_free_when_its_holder_is_killed(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from oscfactor.machine.locks import Lock; "
    code += "l = Lock(Path(sys.argv[1])); print(l.take(wait=False), flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        lock = Lock(tmp_path / "lock")
        assert not lock.take(wait=False)
        holder.send_signal(signal.SIGKILL)
        assert lock.take(wait=True)
    lock.release()


def test_another_users_lock_is_a_lock() -> None:
    with shared_folder() as folder:
        path = folder / "lock"
        path.touch()
        path.chmod(0o444)
        with as_nobody():
            assert_shuts_out(Lock(path), Lock(path))


def assert_shuts_out(one: Lock, other: Lock) -> None:
    assert one.take(wait=False)
    assert not other.take(wait=False)
    one.release()
    assert other.take(wait=True)
    other.release()


def test_a_build_that_goes_wrong_leaves_the_place_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> None:
        raise OscFactorError("a kernel went wrong")

    folder, place = kernelcache.claim(tmp_path), tmp_path / "numba-1"
    monkeypatch.setattr(kernelbuild, "prepare_to_compile", lambda folder: None)
    monkeypatch.setattr(kernelbuild, "warm", lambda progress, scratch: {})
    monkeypatch.setattr(kernelbuild, "_let_check", wrong)
    for _ in range(2):
        with pytest.raises(OscFactorError, match="went wrong"):
            kernelbuild.build(place, folder, lambda fraction, text: None)
        assert not place.exists()
        (folder.parent / "complete").rmdir()


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kernelbuild, "_compile", full)
    with pytest.raises(FileError, match=r"cannot be kept in .*: No space left on device"):
        kernelbuild.build(tmp_path / "numba-1", tmp_path, lambda fraction, text: None)


def test_who_comes_second_takes_what_the_first_has_made(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernelbuild, "warm", None)
    folder = kernelcache.claim(place.parent)
    told: list[tuple[float, str]] = []
    kernelbuild.build(place, folder, lambda fraction, text: told.append((fraction, text)))
    assert told == [(1.0, "ready")]
    assert (folder / "dsp" / "kernel.1.nbc").read_bytes() == b"code"


def test_kernels_without_sources_are_no_kernels(tmp_path, monkeypatch):
    monkeypatch.setattr(kernelcache, "PACKAGE", tmp_path)
    with pytest.raises(FileNotFoundError, match="no sources of kernels"):
        kernelcache.kernel_sources()
