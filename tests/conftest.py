"""A daemon in its own process, a client of it, and one cache of compiled kernels for all tests."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from oscfactor.client import Client
from oscfactor.config import BY_NAME, load
from oscfactor.machine import cachefolder, environment
from tests.support.programs import Daemon, Program

# A machine that is busy with other things makes no test wrong.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

StartDaemon = Callable[..., Daemon]


def pytest_configure(config: pytest.Config) -> None:
    """Keep the user's own settings out of the tests, and compiled kernels with pytest's cache."""
    for name in [name for name in os.environ if name.startswith("OSCFACTOR_")]:
        del os.environ[name]
    folder = config.cache.mkdir("oscfactor")
    (folder / "settings.toml").touch()
    os.environ["OSCFACTOR_CONFIG"] = str(folder / "settings.toml")
    os.environ["OSCFACTOR_CACHE_DIR"] = str(folder)
    os.environ["OSCFACTOR_DATA_DIR"] = str(folder)
    os.environ["OSCFACTOR_RUNNING"] = str(folder / "running")
    os.environ["OSCFACTOR_HTTP_PORT"] = "off"  # most tests are of other things, and daemons start sooner
    os.environ["OSCFACTOR_ZEROCONF"] = "off"
    os.environ["OSCFACTOR_AUTOSAVE"] = "0"  # no session of a test is worth keeping
    os.environ["OSCFACTOR_RESULT_CACHE"] = "0"  # so that a second run does what the first did
    # What the tests' own process compiles stays with pytest too, but apart from what daemons read.
    own = folder / f"numba-tests-{cachefolder.cache_folder(load()).name}"
    environment.prepare_to_compile(own)
    # Daemons that tests have started have sessions of their own, and would outlive us.
    signal.signal(signal.SIGTERM, _end)


def _end(*_: object) -> None:
    """End the run in order, as Ctrl-C does: each fixture ends what it has started."""
    pytest.exit("told to end by SIGTERM", 128 + signal.SIGTERM)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Show, beside a failure, what the test's programs printed."""
    report = yield
    if report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Program):
                report.sections.append((f"{name} said", value.output))
    return report


@pytest.fixture(scope="session")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """One daemon that many tests share: they name their buffers apart."""
    with Daemon(tmp_path_factory.mktemp("daemon")) as running:
        yield running


@pytest.fixture
def client(daemon: Daemon) -> Iterator[Client]:
    """A client of the shared daemon; a first start compiles before it does its first job."""
    with Client(daemon.host, daemon.port, timeout=60) as talking:
        yield talking


@pytest.fixture
def start_daemon() -> Iterator[StartDaemon]:
    """A function that starts a daemon in the current folder, its settings given by name, for one test."""
    started: list[Daemon] = []

    def start(**settings: object) -> Daemon:
        flags = [f"{BY_NAME[name].flag}={value}" for name, value in settings.items()]
        started.append(Daemon(Path.cwd(), *flags))
        return started[-1]

    yield start
    for running in started:
        running.stop()


@pytest.fixture
def loop_file(tmp_path: Path) -> Path:
    """The demo's loop as a sound file."""
    import numpy as np
    import soundfile

    from oscfactor.cli import demo_loop

    path = tmp_path / "loop.wav"
    soundfile.write(
        path, np.sum(list(demo_loop.parts().values()), axis=0).T, demo_loop.SAMPLE_RATE, subtype="FLOAT"
    )
    return path
