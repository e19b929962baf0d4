"""Programs find the daemon by zeroconf where it listens, as long as it runs and no longer."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from zeroconf import ServiceBrowser, ServiceListener, Zeroconf

from tests.support.network import HERE as ADDRESS
from tests.support.network import THERE, Network
from tests.support.programs import HERE, Program, need
from tests.support.webdaemon import WebDaemon

pytestmark = pytest.mark.peer

TYPES = ("_osc._udp.local.", "_oscjson._tcp.local.")
PATIENCE = 30.0
QUIET = 2.0  # seconds, in which a daemon would have told of itself


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    made = Network()
    yield made
    made.close()


class Browser(ServiceListener):
    """Hears of services: `+` and `-` with a name."""

    def __init__(self, zeroconf: Zeroconf) -> None:
        self.zeroconf = zeroconf
        self._heard: queue.Queue[tuple[str, str]] = queue.Queue()
        self._browser = ServiceBrowser(zeroconf, list(TYPES), self)

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self._heard.put(("+", name))

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self._heard.put(("-", name))

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        pass

    def until(self, *wanted: tuple[str, str], within: float = PATIENCE) -> set[tuple[str, str]]:
        """Return what is heard until all that is wanted was, or until the time is over."""
        heard: set[tuple[str, str]] = set()
        deadline = time.monotonic() + within
        with contextlib.suppress(queue.Empty):
            while not (wanted and heard >= set(wanted)):
                heard.add(self._heard.get(timeout=max(0.0, deadline - time.monotonic())))
        return heard


@contextlib.contextmanager
def browsing(interface: str) -> Iterator[Browser]:
    """Listen at an address of the network that this thread is in."""
    zeroconf = Zeroconf(interfaces=[interface])
    try:
        yield Browser(zeroconf)
    finally:
        zeroconf.close()


def daemon(network: Network, folder: Path, host: str, *flags: str) -> WebDaemon:
    flags = ("--host", host, "--zeroconf", "on", *flags)
    return WebDaemon(folder, *flags, preexec_fn=network.go_here)


def test_the_network_hears_of_two_daemons_until_they_end(network: Network, tmp_path: Path):
    with network.elsewhere(), browsing(THERE) as browser:
        with (
            daemon(network, tmp_path, "0.0.0.0") as one,
            daemon(network, tmp_path, ADDRESS, "--name", "Ämy 2.0"),
        ):
            own = next(line for line in one.lines if line.startswith("OSCQuery"))
            name = f"oscfactor {os.uname().nodename.partition('.')[0]} {one.port}"
            services = [("+", f"{label}.{kind}") for label in (name, "Ämy 2-0") for kind in TYPES]
            assert browser.until(*services) == set(services)
            osc = browser.zeroconf.get_service_info(TYPES[0], f"{name}.{TYPES[0]}")
            web = browser.zeroconf.get_service_info(TYPES[1], f"{name}.{TYPES[1]}")
            assert (osc.parsed_addresses(), osc.port) == ([ADDRESS], one.port)
            assert (web.parsed_addresses(), web.port) == ([ADDRESS], one.http_port)
            assert osc.properties == web.properties
            assert {b"txtvers": b"1", b"osc": str(one.port).encode()}.items() <= osc.properties.items()
            assert str(one.http_port) in own
        gone = [("-", name) for _, name in services]
        assert browser.until(*gone) == set(gone)


def test_a_daemon_for_this_machine_tells_this_machine_only(network: Network, tmp_path: Path):
    with network.elsewhere(), browsing(THERE) as other, network.here(), browsing("127.0.0.1") as browser:
        with daemon(network, tmp_path, "127.0.0.1") as running:
            name = f"oscfactor {os.uname().nodename.partition('.')[0]} {running.port}"
            services = [("+", f"{name}.{kind}") for kind in TYPES]
            assert browser.until(*services) == set(services)
        assert other.until(within=0.1) == set()


def test_one_that_is_not_to_be_found_says_nothing(network: Network, tmp_path: Path):
    with (
        network.elsewhere(),
        browsing(THERE) as browser,
        daemon(network, tmp_path, "0.0.0.0", "--zeroconf", "off"),
    ):
        assert browser.until(within=QUIET) == set()


def test_npms_oscquery_finds_the_daemon_that_names_it(network: Network, tmp_path: Path, node_modules: Path):
    env = {**os.environ, "OSCFACTOR_NODE_MODULES": str(node_modules)}
    command = [need("node"), HERE / "node" / "browse.js"]
    with (
        daemon(network, tmp_path, "127.0.0.1") as running,
        Program(command, env=env, preexec_fn=network.go_here) as node,
    ):
        line = node.wait_for("info ", PATIENCE)
    assert json.loads(line.partition(" ")[2])["oscPort"] == running.port
