"""The cache folder by the settings, and whether anything can be kept there."""

import errno
import io
from pathlib import Path

import pytest

from oscfactor.config import Settings
from oscfactor.machine import cachefolder, kernelcache
from oscfactor.machine.cachefolder import cache_folder, why_not_writable


def test_the_folder_is_the_settings_or_the_users_and_is_not_made(tmp_path: Path) -> None:
    place = cache_folder(Settings(cache_dir=str(tmp_path / "cache")))
    assert place == tmp_path / "cache" / kernelcache.folder_name()
    assert not place.parent.exists()
    assert cache_folder(Settings(cache_dir="~/kernels")).is_relative_to(Path.home() / "kernels")
    assert cache_folder(Settings(cache_dir="")).name == place.name


def test_a_folder_that_can_be_made_is_writable_and_one_under_a_file_is_not(tmp_path: Path) -> None:
    assert why_not_writable(tmp_path / "cache" / "numba") == ""
    assert list((tmp_path / "cache").iterdir()) == [], "the trial leaves nothing"
    (tmp_path / "file").touch()
    assert why_not_writable(tmp_path / "file" / "numba")


def test_changed_kernels_get_a_cache_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(cache_dir=str(tmp_path))
    before = cache_folder(settings)
    (tmp_path / "dsp").mkdir()
    (tmp_path / "dsp" / "kernels.py").write_text("changed = True")
    monkeypatch.setattr(kernelcache, "PACKAGE", tmp_path)
    assert cache_folder(settings) != before


def test_a_disk_without_room_for_all_kernels_is_told_while_there_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Small(io.BytesIO):
        def write(self, data: object) -> int:
            if len(bytes(data)) > 5_000_000:  # type: ignore[call-overload]
                raise OSError(errno.ENOSPC, "No space left on device")
            return 0

    monkeypatch.setattr(cachefolder.tempfile, "TemporaryFile", lambda **_: Small())
    assert why_not_writable(tmp_path / "numba") == "No space left on device"
    (tmp_path / "numba").mkdir()
    assert why_not_writable(tmp_path / "numba") == ""
