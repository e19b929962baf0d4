"""The child that compiles, as the daemon hears it."""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from oscfactor.machine import compiling
from oscfactor.machine.compiling import Compiling
from oscfactor.machine.kernels import Kernels
from oscfactor.machine.launch import command

GOOD = "print('0.000 analysis'); print('0.500 ready; playing'); print('1.000 ready')"
BAD = "print('0.500 ready; playing'); import sys; sys.exit('oscfactor: a kernel went wrong')"


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[object]]:
    """A function that lets a child say something, and returns what the daemon makes of it."""
    (tmp_path / "dsp").mkdir()

    def start(_: Path, *, code: str) -> subprocess.Popen[str]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.Popen([sys.executable, "-c", code], text=True, **pipes)  # type: ignore[call-overload]

    async def hear(code: str) -> list[object]:
        told: list[object] = []
        ended = asyncio.Event()

        def on_kernels(kernels: Kernels) -> None:
            told.append(kernels)
            if kernels is Kernels.ALL:
                ended.set()

        monkeypatch.setattr(compiling, "start", lambda folder: start(folder, code=code))
        loop = asyncio.get_running_loop()
        child = Compiling(
            loop.call_soon_threadsafe,
            tmp_path,
            on_progress=lambda fraction, _: told.append(fraction),
            on_kernels=on_kernels,
        )
        await asyncio.wait_for(ended.wait(), 20)
        child.close()
        return told

    return lambda code: asyncio.run(hear(code))


def test_kernels_come_one_after_the_other(heard: Callable[[str], list[object]], tmp_path: Path) -> None:
    assert heard(GOOD) == [0.0, 0.5, Kernels.DEFAULT, 1.0, Kernels.DEFAULT, Kernels.ALL]
    assert (tmp_path / "dsp").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="there a killed program ends as any other")
def test_a_child_that_is_killed_is_started_again(
    heard: Callable[[str], list[object]], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mark = tmp_path / "killed"
    killed = f"import os, pathlib; p = pathlib.Path({str(mark)!r}); first = not p.exists(); p.touch()\n"
    killed += "print('0.500 ready; playing', flush=True); first and os.kill(os.getpid(), 9)\n" + GOOD
    told = heard(killed)
    assert told == [0.5, Kernels.DEFAULT, 0.5, Kernels.DEFAULT, *heard(GOOD)]
    assert "was killed; it is started again" in caplog.text
    assert "first jobs will take longer" not in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="there a killed program ends as any other")
def test_a_child_that_is_killed_again_and_again_is_left(
    heard: Callable[[str], list[object]], caplog: pytest.LogCaptureFixture
) -> None:
    assert heard("import os; os.kill(os.getpid(), 9)") == [Kernels.ALL]
    assert caplog.text.count("started again") == compiling.MAX_RESTARTS
    assert "first jobs will take longer" in caplog.text


def test_kernels_that_went_wrong_are_told_and_not_used(
    heard: Callable[[str], list[object]], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert heard(BAD) == [0.5, Kernels.DEFAULT, Kernels.ALL]
    assert list(tmp_path.iterdir()) == []
    (record,) = caplog.records
    assert "(a kernel went wrong)" in record.getMessage()


def test_a_mistake_is_told_before_anything_is_compiled(tmp_path: Path) -> None:
    done = subprocess.run(
        command("factorize", "no such file.wav", "--out", str(tmp_path / "layers")),
        env={**os.environ, "OSCFACTOR_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("oscfactor: cannot read")
    assert list(tmp_path.glob("*ing-*")) == [], "nothing is left lying about"
