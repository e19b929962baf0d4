"""How others find the daemon: zeroconf tells the network, on a thread of its own, and takes it back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from oscfactor import __version__
from oscfactor.protocol.hosts import address_of

if TYPE_CHECKING:
    from zeroconf import ServiceInfo

OSC, OSCQUERY = "_osc._udp.local.", "_oscjson._tcp.local."
MAX_LABEL: Final = 63  # bytes of a name there
PATIENCE: Final = 1.0  # seconds for the end
GOODBYE: Final = 0.15  # seconds of that for taking back what was told

log = logging.getLogger(__name__)


class Discovery:
    """Tells where the daemon is until it is closed; where that cannot be done a line in the log says so.

    Parameters
    ----------
    name : what tells it from others
    host : where it listens: an address of this machine, or all of them
    http_port : of the web server, 0 for none
    """

    def __init__(self, name: str, host: str, osc_port: int, http_port: int) -> None:
        self._name = name
        self._host = host
        self._osc_port = osc_port
        self._http_port = http_port
        self._told_to_end = False
        self._end: Callable[[], object] | None = None  # of the thread's own loop
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="zeroconf", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take back what was told; waits a moment for that."""
        with self._lock:
            self._told_to_end = True
            if self._end is not None:
                self._end()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        try:
            import zeroconf  # noqa: F401 - late, since it takes a while
        except ImportError as error:
            log.warning("other programs do not find this daemon by zeroconf: %s; pip install zeroconf", error)
            return
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._until_the_end())
        except Exception as error:  # noqa: BLE001 - whatever the network has, the daemon goes on
            log.warning(
                "other programs do not find this daemon by zeroconf: %s: %s", type(error).__name__, error
            )

    async def _until_the_end(self) -> None:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        with self._lock:
            if self._told_to_end:
                return
            self._end = partial(loop.call_soon_threadsafe, ended.set)
        try:
            await self._tell(ended)
        finally:
            with self._lock:
                self._end = None  # the loop is about to close

    async def _tell(self, ended: asyncio.Event) -> None:
        from zeroconf import InterfaceChoice, IPVersion, ServiceInfo
        from zeroconf.asyncio import AsyncZeroconf

        anywhere = address_of(self._host).is_unspecified
        own = AsyncZeroconf(
            interfaces=InterfaceChoice.All if anywhere else [self._host],
            ip_version=IPVersion.V6Only if ":" in self._host else IPVersion.V4Only,
        )
        try:
            registering = asyncio.gather(
                *(own.async_register_service(i, allow_name_change=True) for i in self._services(ServiceInfo))
            )
            registering.add_done_callback(lambda done: None if _went_well(done) else ended.set())
            await ended.wait()
            if registering.done():
                registering.result()
            registering.cancel()
        finally:
            with contextlib.suppress(TimeoutError):  # it says goodbye three times
                await asyncio.wait_for(own.async_unregister_all_services(), GOODBYE)
            await own.async_close()

    def _services(self, kind: type[ServiceInfo]) -> Iterable[ServiceInfo]:
        label = self._name.encode()[:MAX_LABEL].decode(errors="ignore").replace(".", "-")
        addresses = _addresses(self._host)
        server = f"oscfactor-{self._osc_port}-{socket.gethostname().partition('.')[0]}.local."
        about = {"txtvers": "1", "version": __version__, "name": self._name, "osc": str(self._osc_port)}
        if self._http_port:
            about["http"] = str(self._http_port)
        services = [(OSC, self._osc_port)]
        if self._http_port:
            services.append((OSCQUERY, self._http_port))
        for service, port in services:
            yield kind(
                service,
                f"{label}.{service}",
                port=port,
                properties=about,
                server=server,
                parsed_addresses=addresses,
            )


def _went_well(done: asyncio.Future[Any]) -> bool:
    return done.cancelled() or done.exception() is None


def _addresses(host: str) -> list[str]:
    """Return the addresses at which the daemon is reached."""
    if not address_of(host).is_unspecified:
        return [host]
    import ifaddr  # comes with zeroconf

    found = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)]
    return [ip for ip in found if not address_of(ip).is_loopback] or ["127.0.0.1"]
