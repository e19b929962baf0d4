"""What depends on each other takes effect in order: a pair in one packet does what it does one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import soundfile

from oscfactor.protocol.commands import CHAPTERS, COMMANDS
from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import DONE, FAIL, Message, Udp, encode, encode_bundle

pytestmark = pytest.mark.peer

Sent = tuple[Any, ...]

# What takes a while, so that a later request could overtake it.
FIRSTS: dict[str, list[Sent]] = {
    "a sound is replaced": [("/buffer/load", "drums", "other.wav")],
    "components are found anew": [("/buffer/factorize", "drums", 5, "iterations", 300)],
    "a sound is made of two": [("/cross/make", "drums", "drums", "drums")],
    "a session is loaded": [("/session/load", "saved.oscf")],
    "a device is opened": [("/audio/device", "silent"), ("/player/play", "drums", "loop", 1)],
}
# These overtake by what they mean: what is going on is ended, or is in their way and they say so; what is
# there is told or heard as it is until the new components are found.
OVERTAKING = {
    "a sound is replaced": {"/buffer/cancel", "/buffer/free"},
    "components are found anew": {
        *("/buffer/cancel", "/buffer/free", "/buffer/factorize", "/buffer/write", "/buffer/info"),
        *("/component/info", "/component/audio", "/component/activation", "/component/basis", "/matrix/get"),
        *("/stream/activations", "/stream/audio"),
    },
    "a sound is made of two": {"/buffer/cancel", "/buffer/free"},
    "a session is loaded": {"/buffer/cancel"},
    "a device is opened": {"/buffer/cancel", "/buffer/free"},
}
AT_ONCE = {"/watch", "/unwatch"}
"""These begin at once, whatever is under way: a watch holds for leaves that come later, too."""
SECONDS: list[Sent] = [
    (row.address, *row.example)
    for name, chapter in CHAPTERS.items()
    if name != "Server"
    for row in chapter
    if row.address not in ("/audio/devices", "/input/devices", "/session/recover", "/session/recoverable")
    and not row.quiet
]
# One of the components that there are not before they are found anew.
SECONDS.append(("/component/gain", "drums", 4, 0.5))
PLAYERS = [sent for sent in SECONDS if sent[0].startswith(("/player", "/audio", "/stream"))]
PROBES: tuple[Sent, ...] = (
    ("/buffer/list",),
    ("/buffer/read", "drums", 0, 0, 64),
    ("/component/activation", "drums", 0, 0, 64),
    ("/component/basis", "drums", 0, 0, 64),
    ("/matrix/get", "drums"),
    ("/edit/undo", "drums"),
)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("turns")
    soundfile.write(folder / "drums.wav", drums(0.1), SAMPLE_RATE, subtype="FLOAT")
    soundfile.write(folder / "other.wav", drums(0.1)[::-1], SAMPLE_RATE, subtype="FLOAT")
    with (
        Daemon(folder, "--log-level", "error", "--device", "silent", "--autosave", "0") as running,
        Udp(running.port) as peer,
    ):
        peer.done("/buffer/load", "drums", "other.wav")
        peer.done("/buffer/factorize", "drums", 4, "iterations", 3)
        peer.done("/session/save", "saved.oscf")
        yield running
    running.assert_unruffled()


def prepare(peer: Udp, *, closed: bool) -> None:
    """Bring the daemon to the state that the examples of the table are written for."""
    peer.ask("/stream/stop", "*")
    peer.ask("/player/stop", "*")
    peer.ask("/master/record/stop")
    peer.ask("/session/switch")  # so that none is prepared
    peer.ask("/input/close")
    if closed:
        peer.done("/audio/device", "none")
    for name in [args[0] for args in peer.done("/buffer/list").all("/oscfactor/buffer")]:
        peer.done("/buffer/free", name)
    peer.done("/buffer/load", "drums", "drums.wav")
    peer.done("/buffer/alloc", "take", 256)
    peer.done("/buffer/factorize", "drums", 4, "iterations", 3)
    peer.done("/scene/store", "verse", "drums")


def without_numbers(message: Message) -> tuple[Any, ...]:
    """Return an answer without what differs from time to time: places, durations, what is being measured."""
    if message.address == FAIL:
        return message.args[:2]
    return tuple(arg for arg in message.args if not isinstance(arg, float))


def answers(peer: Udp, n: int) -> list[Message]:
    found: list[Message] = []
    while len(found) < n:
        message = peer.receive(30)
        if message.address in (DONE, FAIL):
            found.append(message)
    return sorted(found, key=lambda m: m.args[0])


def outcome(peer: Udp, sent: list[Sent], *, together: bool) -> list[Any]:
    """Return the answers to all of them, and all that can be asked for afterwards."""
    packets = [encode(*one) for one in sent]
    heard: list[Message] = []
    if together:
        peer.send_raw(encode_bundle(*packets))
        heard = answers(peer, len(packets))
    else:
        for packet in packets:
            peer.send_raw(packet)
            heard += answers(peer, 1)
        heard.sort(key=lambda m: m.args[0])
    result: list[Any] = [without_numbers(message) for message in heard]
    for probe in PROBES:
        reply = peer.ask(*probe)
        kept = {answer.address for answer in COMMANDS[probe[0]].answers}
        result += [m for m in reply.before if m.address in kept]
        result.append(without_numbers(reply.last))
    status = peer.status()
    return [*result, status["playing"], status["sample_rate"]]


@pytest.mark.slow
@pytest.mark.parametrize("first", FIRSTS)
def test_a_pair_in_one_packet_does_what_it_does_one_by_one(daemon: Daemon, first: str):
    opens = first == "a device is opened"
    with Udp(daemon.port) as peer:
        if not opens:
            peer.done("/audio/device", "silent")
        wrong = []
        for second in PLAYERS if opens else SECONDS:
            if second[0] in OVERTAKING[first] | AT_ONCE:
                continue
            outcomes = []
            for together in (False, True):
                prepare(peer, closed=opens)
                outcomes.append(outcome(peer, [*FIRSTS[first], second], together=together))
            if outcomes[0] != outcomes[1]:
                differences = [(a, b) for a, b in zip(*outcomes, strict=False) if a != b]
                wrong.append((second, str(differences[:1])[:300]))
        assert wrong == []
