"""A session with a sound that has components, asked by the command table and without a network."""

import asyncio
import inspect

import numpy as np
import pytest

from oscfactor import handlers
from oscfactor.limits import Limits
from oscfactor.model.values import Buffer
from oscfactor.protocol.commands import COMMANDS
from oscfactor.session.jobs import Kernels
from oscfactor.session.session import Session
from tests.session.test_session import options


class Asker(str):
    """A client of this computer, which is shown by its name."""

    host, is_stranger = "127.0.0.1", False


class FakeRequest:
    """A request that keeps what it sends to its asker."""

    def __init__(self, address):
        self.address, self.client, self.sent = address, Asker("the asker"), []

    def send(self, address, *args):
        self.sent.append((address, *args))

    async def made(self, _thing):
        pass


class Bench:
    """A session on a loop of its own; buffer `n` has three components, `other` has two."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.events = []
        self.session = Session(self.loop, Limits(n_threads=2, chunk=100), self.broadcast)
        self.session.jobs.let_run(Kernels.ALL)
        for seed, (name, n) in enumerate((("n", 3), ("other", 2))):
            samples = 0.1 * np.random.default_rng(seed).standard_normal((1, 3000)).astype(np.float32)
            samples.flags.writeable = False
            self.session.buffers.put(name, Buffer(samples, 8000))
            self.run(self.session.factorizer.factorize(name, options(n, hop=64)))

    def broadcast(self, *event, but_not=None):
        self.events.append((*event, but_not))

    def run(self, awaitable):
        return self.loop.run_until_complete(awaitable)

    def ask(self, address, *args):
        """Return the arguments of `done`, and the messages before it."""
        row = COMMANDS[address]
        return self.handle(row, **row.bind(args))

    def handle(self, row, **bound):
        """Return the same for arguments that are bound already."""
        request = FakeRequest(row.address)
        result = handlers.bind(self.session, None)[row.handler](request, **bound)
        return self.run(result) if inspect.isawaitable(result) else result, request.sent

    def begin(self, address, *args):
        """Begin with a request that waits; return the task that gives the arguments of `done`."""
        row = COMMANDS[address]
        handler = handlers.bind(self.session, None)[row.handler]
        task = self.loop.create_task(handler(FakeRequest(address), **row.bind(args)))
        self.run(asyncio.sleep(0))
        return task

    def edited(self, array, address, *args):
        """Return what `array` gives for each component before and after an edit of component 1."""
        before = [array(self.layers, k) for k in range(3)]
        done, _ = self.ask(address, "n", 1, *args)
        assert done[:2] == ("n", 1)
        return before, [array(self.layers, k) for k in range(3)]

    def by_chance(self, array, address, *args):
        """Return each component's array after an edit of all with the seeds 1, 1 and 2."""
        drawn = []
        for seed in (1, 1, 2):
            self.run(self.session.editing.reset("n"))
            self.ask(address, "n", -1, *args, "seed", seed)
            drawn.append([array(self.layers, k) for k in range(3)])
        return drawn

    @property
    def layers(self):
        return self.session.components.layers["n"]

    def close(self):
        self.session.close()
        self.loop.close()


@pytest.fixture(scope="module")
def shared():
    bench = Bench()
    yield bench
    bench.close()


@pytest.fixture
def bench(shared):
    """The session of the module, without edits."""
    shared.run(shared.session.editing.reset("n"))
    shared.events.clear()
    return shared
