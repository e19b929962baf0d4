import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import build_msg

from oscfactor.client import Client, Message, NoDaemonError, error_of
from oscfactor.errors import ArgumentError, LimitError, NotFoundError, OscFactorError

Answer = tuple[str, list[object]]


@contextmanager
def answering(answer: Callable[[OscMessage], list[Answer]]) -> Iterator[int]:
    """Run a socket that answers each message as `answer` says; yield its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                data, sender = server.recvfrom(65536)
                if not data:
                    return
                for address, args in answer(OscMessage(data)):
                    server.sendto(build_msg(address, args).dgram, sender)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stop:
                stop.sendto(b"", server.getsockname())
            thread.join()


def done(message: OscMessage, *args: object) -> Answer:
    return "/oscfactor/done", [message.address, *args]


def test_a_request_returns_what_came_before_done_and_what_done_says() -> None:
    with answering(
        lambda m: [
            ("/oscfactor/progress", ["drums", 0.5]),
            ("/oscfactor/done", ["/other", 1]),
            done(m, *m.params, 7),
        ]
    ) as port:
        heard: list[Message] = []
        with Client(port=port) as client:
            reply = client.request("/buffer/load", "drums", on_message=heard.append)
    assert reply.args == ("drums", 7)
    assert list(reply.messages) == heard
    assert heard[0] == Message("/oscfactor/progress", ("drums", 0.5))


@pytest.mark.parametrize(
    ("code", "kind"),
    [("not-found", NotFoundError), ("argument", ArgumentError), ("from-the-future", OscFactorError)],
)
def test_fail_becomes_the_error_of_its_code(code: str, kind: type[OscFactorError]) -> None:
    with (
        answering(lambda m: [("/oscfactor/fail", [m.address, code, "no such thing", "drms"])]) as port,
        Client(port=port) as client,
        pytest.raises(kind, match="no such thing") as caught,
    ):
        client.request("/buffer/info", "drms")
    assert type(caught.value) is kind


def test_a_fail_without_reasons_is_still_an_error() -> None:
    assert "no reason" in str(error_of(Message("/oscfactor/fail", ("/status",))))


def test_an_address_where_nobody_listens_is_told_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Client(port=port, timeout=30) as client, pytest.raises(NoDaemonError, match="oscfactor serve"):
        client.request("/status")


def test_silence_ends_in_an_error_and_a_late_answer_is_not_taken_for_another() -> None:
    late: list[OscMessage] = []

    def answer(message: OscMessage) -> list[Answer]:
        late.append(message)
        return [] if len(late) == 1 else [done(message, "second")]

    with answering(answer) as port, Client(port=port) as client:
        old = client._socket
        with pytest.raises(NoDaemonError, match=r"no answer from .* for 0\.05 s"):
            client.request("/status", timeout=0.05)
        assert old.fileno() == -1, "the port that a late answer would come to is closed"
        assert client.request("/status").args == ("second",)


@pytest.mark.parametrize("challenge_arrives", [True, False])
def test_a_challenge_is_answered_and_what_was_refused_is_sent_anew(challenge_arrives: bool) -> None:
    asked: list[tuple[str, list[object]]] = []

    def answer(message: OscMessage) -> list[Answer]:
        asked.append((message.address, message.params))
        if ("/challenge", [4711]) in asked:
            return [done(message, *message.params)]
        challenge: Answer = ("/oscfactor/challenge", [4711])
        sentence = "show first that you hear this computer: send /challenge 4711"
        return [*([challenge] * challenge_arrives), ("/oscfactor/fail", [message.address, "limit", sentence])]

    with answering(answer) as port, Client(port=port) as client:
        reply = client.request("/buffer/alloc", "drums", 64)
        assert reply.args == ("drums", 64)
        assert reply.messages == ()
        # Asked again later, when nothing was refused: nothing is sent anew.
        client.request("/version")
    assert asked.count(("/buffer/alloc", ["drums", 64])) == 2
    assert asked.count(("/version", [])) == 1


def test_all_that_was_refused_is_sent_anew_once_and_in_order() -> None:
    asked: list[tuple[str, list[object]]] = []
    waiting: list[OscMessage] = []

    def answer(message: OscMessage) -> list[Answer]:
        asked.append((message.address, message.params))
        if ("/challenge", [4711]) in asked:
            return [done(message, *message.params)]
        waiting.append(message)
        if len(waiting) < 4:
            return []
        sentence = "show first that you hear this computer: send /challenge 4711"
        fails: list[Answer] = [("/oscfactor/fail", [m.address, "limit", sentence]) for m in waiting]
        return [("/oscfactor/challenge", [4711]), *fails]

    with answering(answer) as port, Client(port=port) as client:
        for k, gain in ((0, 0.25), (0, 0.5), (1, 0.75)):
            client.send("/component/gain", "drums", k, gain)
        assert client.request("/version").args == ()
    first, again = asked[:4], [message for message in asked[4:] if message[0] != "/challenge"]
    assert again == first


def test_a_limit_that_is_no_challenge_is_told_as_it_is() -> None:
    with (
        answering(lambda m: [("/oscfactor/fail", [m.address, "limit", "too long"])]) as port,
        Client(port=port) as client,
        pytest.raises(LimitError, match="too long"),
    ):
        client.request("/buffer/alloc", "drums", 64)


def test_a_name_that_is_no_computer() -> None:
    with pytest.raises(NoDaemonError, match="no computer"):
        Client("no such host.invalid")


def test_what_is_no_osc_is_passed_over() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        with Client(port=server.getsockname()[1]) as client:
            client.send("/status")
            _, sender = server.recvfrom(100)
            server.sendto(b"garbage", sender)
            server.sendto(build_msg("/hello", [1]).dgram, sender)
            assert next(client.receive(10)) == Message("/hello", (1,))


@pytest.mark.parametrize("n_samples", [1, 512, 513, 2000])
def test_a_pull_gathers_ranges(n_samples: int) -> None:
    sound = np.random.default_rng(0).standard_normal(n_samples).astype(np.float32)

    def answer(message: OscMessage) -> list[Answer]:
        name, k, channel, offset, count = message.params
        part = sound[offset : offset + min(count, 512)]
        where = [name, k, channel, offset]
        return [
            ("/oscfactor/audio", [*where, n_samples, *map(float, part)]),
            done(message, *where, len(part)),
        ]

    with answering(answer) as port, Client(port=port) as client:
        pulled = client.pull_component("drums", 1, 0)
    assert pulled.dtype == np.float32
    np.testing.assert_array_equal(pulled, sound)


def test_a_pull_that_gets_lost_is_asked_for_again() -> None:
    asked: list[object] = []

    def answer(message: OscMessage) -> list[Answer]:
        asked.append(message)
        return [] if len(asked) == 1 else [("/oscfactor/samples", ["a", 0, 0, 1, 0.5]), done(message)]

    with answering(answer) as port, Client(port=port, timeout=0.05) as client:
        assert client.pull("/buffer/read", "a", 0).tolist() == [0.5]


def test_a_message_reads_like_a_line_that_could_be_sent() -> None:
    message = Message("/oscfactor/buffer", ("my drums", 2, 0.1, b"abc", "", "plain"))
    assert str(message) == "/oscfactor/buffer 'my drums' 2 0.1 <3 bytes> '' plain"


def test_a_watch_yields_values_until_it_is_closed() -> None:
    heard: list[tuple[object, ...]] = []

    def answer(message: OscMessage) -> list[Answer]:
        heard.append((message.address, *message.params))
        return [
            ("/oscfactor/value", ["/sound/a/gain", 1.0]),
            done(message, *message.params, 1),
            ("/oscfactor/alive", []),
            ("/oscfactor/value", ["/sound/a/name", "drums", "x"]),
            ("/oscfactor/gone", ["/sound/a/gain"]),
        ]

    with answering(answer) as port, Client(port=port, timeout=5) as client:
        values = client.watch("//", rate=10)
        assert [next(values) for _ in range(3)] == [
            Message("/sound/a/gain", (1.0,)),
            Message("/sound/a/name", ("drums", "x")),
            Message("/sound/a/gain", ()),
        ]
        values.close()
        assert client.request("/sync", 1).args
    assert heard[:2] == [("/watch", "//", 10.0), ("/unwatch", "//")]


def test_a_watch_that_is_refused_says_why() -> None:
    with (
        answering(lambda m: [("/oscfactor/fail", [m.address, "limit", "too many"])]) as port,
        Client(port=port) as client,
        pytest.raises(LimitError, match="too many"),
    ):
        next(client.watch("//"))


def test_a_daemon_that_says_nothing_any_more_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oscfactor.client.ALIVE_WITHIN", 0.2)
    with answering(lambda _: []) as port, Client(port=port) as client, pytest.raises(NoDaemonError):
        next(client.watch("//"))
