"""The composition root: the only place that knows everybody, and the daemon's life from start to end."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
import time
from pathlib import Path

import appdirs

from oscfactor import __version__, handlers
from oscfactor.compute.resultcache import ResultCache
from oscfactor.config import Settings, n_threads
from oscfactor.errors import ConfigError, DeviceError
from oscfactor.files.actionlog import Action, ActionLog
from oscfactor.files.paths import absolute
from oscfactor.files.roots import Roots
from oscfactor.files.runfolder import RunFolder
from oscfactor.files.temporary import sweep
from oscfactor.limits import Limits
from oscfactor.machine.compiling import Compiling
from oscfactor.machine.environment import Environment
from oscfactor.machine.kernelcache import kernel_sources
from oscfactor.machine.kernels import Kernels
from oscfactor.machine.openfiles import allow_many_files
from oscfactor.machine.outlet import outlets
from oscfactor.machine.priority import SWITCH_INTERVAL, go_before_jobs, tick_finely
from oscfactor.machine.processes import when_ended
from oscfactor.machine.signals import ConsoleWatch, SignalBell
from oscfactor.machine.usage import CpuMeter
from oscfactor.protocol.client import Client
from oscfactor.protocol.clients import Clients
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.protocol.hosts import is_loopback
from oscfactor.protocol.request import Request
from oscfactor.protocol.spec import Command
from oscfactor.protocol.strangers import Strangers
from oscfactor.protocol.wire import DEFAULT_PORT
from oscfactor.realtime import card_process
from oscfactor.realtime.card_process import Wanted
from oscfactor.realtime.output import PlaybackSettings
from oscfactor.session.autosave import Autosave
from oscfactor.session.beginning import Beginning
from oscfactor.session.copies import Copies
from oscfactor.session.session import Session
from oscfactor.transports import Transports, open_transports
from oscfactor.transports.sockets import is_own_address, reachable_at
from oscfactor.web.front import Front
from oscfactor.web.site import instrument_of
from oscfactor.web.tree import tree_of

log = logging.getLogger(__name__)

LAST_WORDS = 2.0  # seconds in which answers may still leave when the daemon ends
ALIVE_EVERY = 2.0  # seconds
LOOK_AFTER = 10.0  # seconds from one look at silent strangers to the next


def serve(settings: Settings, environment: Environment) -> int:
    """Run the daemon until it is told to end; return the exit code."""
    allow_many_files()
    with outlets():
        _log_to_stderr(settings.log_level)
        # Not the proactor loop of Windows: datagram sockets are read by `add_reader`.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(Daemon(settings, environment).run())
    return 0


class Daemon:
    """One running oscfactor: sockets, dispatcher, session, and the compiling of a first start."""

    def __init__(self, settings: Settings, environment: Environment) -> None:
        self.settings = settings
        self.environment = environment
        self.started = time.monotonic()
        self.cpu = CpuMeter()
        self._transports: Transports | None = None
        self._bell: SignalBell | None = None
        self._front: Front | None = None

    async def run(self) -> None:
        """Start, answer until told to end, and end in order."""
        self.startup()
        try:
            line = await self._begin()
            self.listen()
            if line:
                _say(line)
            await self._told_to_end.wait()
        finally:
            await self.shutdown()

    def startup(self) -> None:
        """Put the rooms together."""
        settings = self.settings
        self._loop = asyncio.get_running_loop()
        self._told_to_end = asyncio.Event()
        strangers = _strangers(settings)
        self.clients = Clients(time.monotonic, strangers=strangers)
        self.session = Session(
            self._loop,
            _limits(settings),
            self.clients.broadcast,
            _playing(settings),
            *(_results(settings, self.environment.base), self._files(), handlers.state.asked),
            live_seconds=settings.live_seconds,
        )
        self.clients.on_end = self._forget
        self.clients.on_vanished = self.session.players.stop_those_of
        self._actions = ActionLog(settings.log_actions) if settings.log_actions else None
        self.dispatcher = Dispatcher(
            handlers.bind(self.session, self),
            loop=self._loop,
            strangers=strangers,
            on_action=self._log_action,
        )
        self._autosave = self.session.autosave = self._keep_copies()
        self._end_on_signals()
        self._look_after_strangers()
        if settings.ends_with:
            when_ended(self._loop.call_later, settings.ends_with, self._told_to_end.set)
        self._say_alive()
        self._compiling = self._compile_ahead()
        # Seconds that a message, or a frame of a stream, may have to wait for the interpreter.
        sys.setswitchinterval(SWITCH_INTERVAL)
        tick_finely()
        # Messages are handled before jobs go on; the worker, which has begun, keeps its place behind.
        go_before_jobs()
        # Imported modules stay: the collector need not look at them again while sound is made.
        gc.freeze()

    def listen(self) -> None:
        """Open the sockets and say so.

        Raises
        ------
        OscFactorError
            If a port is in use or the address is not this machine's.
        """
        settings = self.settings
        may_move = settings.port == DEFAULT_PORT and "port" not in settings.given
        opened = self._transports = open_transports(
            self._loop, self.dispatcher, self.clients, settings.host, settings.port, or_next=may_move
        )
        self._front = Front(self._loop, settings, opened.host, opened.port)
        self._autosave.start(opened.port)
        self._say_ready(opened.host, opened.port)
        tree, instrument = tree_of(self.session.state), instrument_of(self.session)
        self._front.open(self.clients, self.dispatcher, tree, instrument)

    async def shutdown(self) -> None:
        """Cancel all jobs, let the last answers leave, and end the threads."""
        if self._compiling is not None:
            self._compiling.close()
        self.session.cancel_all()
        await asyncio.wait([asyncio.ensure_future(self.dispatcher.close())], timeout=LAST_WORDS)
        if self._transports is not None:  # else nobody could ask for anything: the port is in use
            closing = asyncio.ensure_future(self._front.close()) if self._front is not None else None
            await self._autosave.end()
            if closing is not None:
                await closing
            await self._transports.close()
        self.session.close()
        if self._bell is not None:
            self._loop.remove_reader(self._bell.reader)
            self._bell.close()
        self._console.ended()
        if self._actions is not None:
            self._actions.close(LAST_WORDS)
        if self._transports is not None:
            log.info("ended")

    def quit(self) -> None:
        """End the daemon, as soon as the answer to the asker has been sent."""
        self._loop.call_soon(self._told_to_end.set)

    def _end_on_signals(self) -> None:
        """End in order when asked to, by Ctrl-C and Ctrl-Break too, and when the terminal is closed."""
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            number = getattr(signal, name, None)
            if number is None or signal.getsignal(number) is signal.SIG_IGN:
                continue  # no such signal here; or, as by nohup, we are to stay
            try:
                self._loop.add_signal_handler(number, self._told_to_end.set)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: self._told_to_end.set())
                if self._bell is None:
                    self._bell = SignalBell()
                    self._loop.add_reader(self._bell.reader, self._bell.hush)
        self._console = ConsoleWatch(lambda: self._loop.call_soon_threadsafe(self._told_to_end.set))

    def _forget(self, client: Client) -> None:
        """End all that is sent on its own to a client that is gone."""
        self.session.streams.drop(client)
        self.session.watches.drop(client)
        client.watches = False

    def _say_alive(self) -> None:
        self.clients.say_alive(c for c in self.session.watches.owners if isinstance(c, Client))
        self._loop.call_later(ALIVE_EVERY, self._say_alive)

    def _look_after_strangers(self) -> None:
        self.clients.look_after_strangers()
        self._loop.call_later(LOOK_AFTER, self._look_after_strangers)

    def _compile_ahead(self) -> Compiling | None:
        if self.environment.warm:
            self.session.jobs.let_run(Kernels.ALL)
            return None
        log.info("first start: compiling in the background, jobs wait for it")
        return Compiling(
            self._loop.call_soon_threadsafe,
            self.environment.folder,
            on_progress=self._tell_warmup,
            on_kernels=self.session.jobs.let_run,
        )

    def _tell_warmup(self, fraction: float, text: str) -> None:
        self.clients.broadcast("/oscfactor/warmup", fraction, text)

    def _keep_copies(self) -> Autosave:
        """Remove unfinished files of crashed daemons, and offer the sessions that earlier daemons left."""
        settings = self.settings
        folder = absolute(settings.data_dir or appdirs.user_data_dir("oscfactor"))
        sweep(self.environment.base / "results")
        sweep(folder)
        return Autosave(
            self.session.store, Copies(folder / "unsaved"), settings.autosave, self.clients.broadcast
        )

    def _files(self) -> RunFolder:
        """Return where components are handed over, without what dead daemons left there."""
        folder = RunFolder(self.environment.base / "files")
        folder.tidy()
        return folder

    def _log_action(self, request: Request, command: Command) -> None:
        """Log a request to be replayed; paths, unless they are another computer's, are made absolute."""
        if self._actions is not None:
            seconds = time.monotonic() - self.started
            paths = () if request.client.is_stranger else [i for i, a in enumerate(command.args) if a.file]
            self._actions.add(Action(seconds, request.address, request.args), paths)

    async def _begin(self) -> str:
        """Load the session to begin with, or that was left; return a line on it.

        Raises
        ------
        OscFactorError
            The session to begin with cannot be loaded.
        """
        settings, beginning = self.settings, Beginning(self.session, self._told_to_end)
        if not settings.session:
            return await beginning.recover() if settings.recover else ""
        if settings.recover:
            raise ConfigError("the settings session and recover both say what to begin with; leave one out")
        place, count = await beginning.load(settings.session)
        if self._actions is not None:
            self._actions.add(Action(0.0, "/session/load", (str(place),)), ())
        return f"loaded {place}; buffers: {count}"

    def _say_ready(self, host: str, port: int) -> None:
        places = reachable_at(host)
        _say(f"ready {host} {port}" + (f" reachable at {', '.join(places)}" if places else ""))
        if self.settings.port not in (0, port):
            _say(f"port {self.settings.port} is in use; who names no port finds this one by its file")
        for line in self._front.lines if self._front is not None else ():
            _say(line)
        n_left = self._autosave.n_left
        if n_left:
            others = f"; /session/recoverable lists {n_left}" if n_left > 1 else ""
            _say(f"a session was left without being saved; /session/recover brings back the newest{others}")
        if not is_loopback(host):
            _say(_network_may(self.settings))
        self._loop.run_in_executor(None, self._describe, host, port)

    @staticmethod
    def _describe(host: str, port: int) -> None:
        """Print where the daemon listens and plays; on a thread, since devices answer late."""
        try:
            sound = f"sound: {card_process.default_output()}"
        except DeviceError as error:
            sound = f"no sound: {error}"
        where = f"{host} port {port}, UDP and TCP"
        _say(f"oscfactor {__version__} listens on {where}; {sound}; quit with Ctrl-C or /quit")


def _say(line: str) -> None:
    """Print a line, if anybody reads."""
    print(line, flush=True)


def _strangers(settings: Settings) -> Strangers:
    """Return the rights of other computers by the settings."""
    return Strangers(
        Roots(settings.roots),
        trusted=settings.trusted,
        allowed=("remote_quit",) if settings.remote_quit else (),
        is_own=is_own_address,
    )


def _network_may(settings: Settings) -> str:
    """Return a line that says which rights other computers on the network have."""
    folders = ", ".join(str(folder) for folder in Roots(settings.roots).folders)
    files = f"load sounds and write new files in {folders} only" if folders else "touch no files"
    trusted = f"; {settings.trusted} may do all" if settings.trusted else ""
    ends = ", end the daemon" if settings.remote_quit else ""
    return f"open to the network: other computers may play and edit what is here{ends}, and {files}{trusted}"


def _limits(settings: Settings) -> Limits:
    """Return how much a session may take by the settings."""
    return Limits(
        max_bytes=int(settings.max_memory * 1e6),
        max_seconds=settings.max_seconds,
        chunk=settings.chunk,
        n_threads=n_threads(settings),
    )


def _playing(settings: Settings) -> PlaybackSettings:
    """Return how sound is played by the settings, times in seconds."""
    return PlaybackSettings(
        wanted=Wanted(settings.device, settings.device_channels, settings.device_rate, settings.device_block),
        latency=settings.latency / 1000,
        fade=settings.loop_fade / 1000,
        position_rate=settings.position_rate,
    )


def _results(settings: Settings, base: Path) -> ResultCache:
    """Return where factorisations are kept; other kernels find others."""
    return ResultCache(base / "results", settings.result_cache * 1e6, kernel_sources())


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=level.upper(),
        format="%(asctime)s %(message)s",
        datefmt="%H:%M:%S",
        force=True,
    )
