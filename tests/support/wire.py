"""Open Sound Control by hand, as a stranger writes it from the specification, knowing none of our code.

Whatever the daemon sends must be built of `i f s b` alone; the decoder here refuses anything else.
"""

from __future__ import annotations

import socket
import struct
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

DONE = "/oscfactor/done"
FAIL = "/oscfactor/fail"
PATIENCE = 110.0  # seconds until a test gives up: a first start compiles for a while, pytest ends it at 120


class Tagged(NamedTuple):
    """An argument with the type tag that it is to be sent as."""

    tag: str
    value: Any = None


class Message(NamedTuple):
    address: str
    args: tuple[Any, ...]


@dataclass
class Reply:
    """All that came for one request: the last message is its `done` or `fail`."""

    last: Message
    before: list[Message] = field(default_factory=list)

    def all(self, address: str) -> list[tuple[Any, ...]]:
        return [m.args for m in self.before if m.address == address]

    def one(self, address: str) -> tuple[Any, ...]:
        found = self.all(address)
        assert len(found) == 1, f"wanted one {address}, got {self.before}"
        return found[0]


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def text(value: str) -> bytes:
    return padded(value.encode() + b"\0")


def _pack(value: Any) -> tuple[str, bytes]:
    if isinstance(value, Tagged):
        tag, inner = value
        packers = {
            "h": lambda: struct.pack(">q", inner),
            "d": lambda: struct.pack(">d", inner),
            "t": lambda: struct.pack(">Q", inner),
            "S": lambda: text(inner),
            "c": lambda: struct.pack(">I", ord(inner)),
            "m": lambda: bytes(inner),
            "r": lambda: bytes(inner),
        }
        return tag, packers[tag]() if tag in packers else b""
    if value is None:
        return "N", b""
    if isinstance(value, bool):
        return "T" if value else "F", b""
    if isinstance(value, int):
        return ("i", struct.pack(">i", value)) if -(2**31) <= value < 2**31 else _pack(Tagged("h", value))
    if isinstance(value, float):
        try:
            return "f", struct.pack(">f", value)
        except OverflowError:
            return "d", struct.pack(">d", value)
    if isinstance(value, str):
        return "s", text(value)
    if isinstance(value, bytes):
        return "b", struct.pack(">i", len(value)) + padded(value)
    if isinstance(value, np.ndarray):
        return "f" * len(value), value.astype(">f4").tobytes()
    inside = [_pack(v) for v in value]
    return "[" + "".join(t for t, _ in inside) + "]", b"".join(b for _, b in inside)


def encode(address: str, *args: Any) -> bytes:
    packed = [_pack(a) for a in args]
    return text(address) + text("," + "".join(t for t, _ in packed)) + b"".join(b for _, b in packed)


def encode_bundle(*elements: bytes, at: float | None = None) -> bytes:
    """Return a bundle of encoded `elements`, due `at` a unix time or at once."""
    tag = 1 if at is None else int((at + 2_208_988_800) * 2**32)
    return b"#bundle\0" + struct.pack(">Q", tag) + b"".join(struct.pack(">i", len(e)) + e for e in elements)


def _take_text(data: bytes, at: int) -> tuple[str, int]:
    end = data.index(b"\0", at)
    return data[at:end].decode(), end + 4 - end % 4


def decode(data: bytes) -> Message:
    address, at = _take_text(data, 0)
    tags, at = _take_text(data, at)
    assert tags.startswith(","), data
    args: list[Any] = []
    for tag in tags[1:]:
        if tag == "s":
            value: Any
            value, at = _take_text(data, at)
        elif tag in "if":
            (value,) = struct.unpack_from(">" + tag, data, at)
            at += 4
        else:
            assert tag == "b", f"{address} holds type {tag!r}, which no music program reads"
            (size,) = struct.unpack_from(">i", data, at)
            value = data[at + 4 : at + 4 + size]
            at += 4 + size + -size % 4
        args.append(value)
    assert at == len(data), f"{address} has {len(data) - at} bytes too many"
    return Message(address, tuple(args))


class Peer:
    """A connection, made of two methods that send and receive packets."""

    def send_raw(self, data: bytes) -> None:
        raise NotImplementedError

    def receive_raw(self, timeout: float) -> bytes:
        """Return the next packet; TimeoutError when none comes."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, address: str, *args: Any) -> None:
        self.send_raw(encode(address, *args))

    def receive(self, timeout: float = PATIENCE) -> Message:
        return decode(self.receive_raw(timeout))

    def until(self, address: str, *start: Any, timeout: float = PATIENCE) -> list[Message]:
        """Return all messages up to one at `address` whose arguments begin with `start`."""
        heard: list[Message] = []
        deadline = time.monotonic() + timeout
        while True:
            try:
                message = self.receive(max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                raise AssertionError(
                    f"no {address} {start} within {timeout} s; heard {str(heard)[-2000:]}"
                ) from None
            heard.append(message)
            if message.address == address and message.args[: len(start)] == start:
                return heard

    def terminal(self, address: str, timeout: float = PATIENCE) -> Reply:
        """Return all messages up to the `done` or `fail` of a request to `address`."""
        heard: list[Message] = []
        deadline = time.monotonic() + timeout
        while True:
            try:
                message = self.receive(max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                raise AssertionError(f"no answer to {address} in {timeout} s; heard {heard}") from None
            if message.address in (DONE, FAIL) and message.args[0] == address:
                return Reply(message, heard)
            heard.append(message)

    def ask(self, address: str, *args: Any, timeout: float = PATIENCE) -> Reply:
        self.send(address, *args)
        return self.terminal(address, timeout)

    def done(self, address: str, *args: Any, timeout: float = PATIENCE) -> Reply:
        reply = self.ask(address, *args, timeout=timeout)
        assert reply.last.address == DONE, reply.last
        return reply

    def fail(self, address: str, *args: Any, code: str, timeout: float = PATIENCE) -> str:
        """Return the sentence of a request that must fail with `code`."""
        reply = self.ask(address, *args, timeout=timeout)
        assert reply.last.address == FAIL, reply.last
        assert reply.last.args[1] == code, reply.last
        sentence = reply.last.args[2]
        assert isinstance(sentence, str)
        assert sentence
        return sentence

    def status(self) -> dict[str, Any]:
        pairs = self.done("/status").one("/oscfactor/status")
        return dict(zip(pairs[::2], pairs[1::2], strict=True))

    def pull(self, name: str, k: int, channel: int = 0, *, chunk: int = 512) -> np.ndarray:
        """Return one channel of a component, pulled in ranges."""
        return self._ranges("/component/audio", "/oscfactor/audio", (name, k, channel), chunk)

    def read(self, name: str, channel: int = 0, *, chunk: int = 512) -> np.ndarray:
        """Return one channel of a buffer, pulled in ranges."""
        return self._ranges("/buffer/read", "/oscfactor/samples", (name, channel), chunk)

    def _ranges(self, command: str, answer: str, subject: tuple[Any, ...], chunk: int) -> np.ndarray:
        parts: list[np.ndarray] = []
        offset, total = 0, 1
        n = len(subject)
        while offset < total:
            got = self.done(command, *subject, offset, chunk).one(answer)
            assert got[: n + 1] == (*subject, offset), got[: n + 1]
            total = got[n + 1]
            parts.append(np.array(got[n + 2 :], np.float32))
            assert len(parts[-1]) == min(chunk, total - offset)
            offset += len(parts[-1])
        return np.concatenate(parts)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class Udp(Peer):
    def __init__(self, port: int, host: str = "127.0.0.1", own: str | None = None) -> None:
        self.target = (host, port)
        self.socket = socket.socket(_family(host), socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.bind((host if own is None else own, 0))

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])

    def send_raw(self, data: bytes) -> None:
        self.socket.sendto(data, self.target)

    def receive_raw(self, timeout: float) -> bytes:
        self.socket.settimeout(max(timeout, 1e-3))
        return self.socket.recv(1 << 16)

    def close(self) -> None:
        self.socket.close()


class Tcp(Peer):
    """A stream with `size` (OSC 1.0) or `slip` (OSC 1.1) framing; `options` are those of its socket."""

    def __init__(self, port: int, framing: str, host: str = "127.0.0.1", **options: int) -> None:
        self.framing = framing
        self.socket = socket.socket(_family(host))
        self.socket.settimeout(PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for option, value in options.items():
            self.socket.setsockopt(socket.SOL_SOCKET, getattr(socket, option), value)
        self.socket.connect((host, port))
        self.buffer = bytearray()

    def frame(self, data: bytes) -> bytes:
        if self.framing == "size":
            return struct.pack(">i", len(data)) + data
        return b"\xc0" + data.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc") + b"\xc0"

    def send_raw(self, data: bytes) -> None:
        self.socket.settimeout(PATIENCE)
        self.socket.sendall(self.frame(data))

    def _cut(self) -> bytes | None:
        if self.framing == "size":
            if len(self.buffer) < 4:
                return None
            (size,) = struct.unpack_from(">i", self.buffer)
            if len(self.buffer) < 4 + size:
                return None
            packet = bytes(self.buffer[4 : 4 + size])
            del self.buffer[: 4 + size]
            return packet
        while self.buffer[:1] == b"\xc0":
            del self.buffer[0]
        end = self.buffer.find(b"\xc0")
        if end < 0:
            return None
        packet = bytes(self.buffer[:end])
        del self.buffer[: end + 1]
        return packet.replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")

    def receive_raw(self, timeout: float) -> bytes:
        deadline = time.monotonic() + timeout
        while (packet := self._cut()) is None:
            self.socket.settimeout(max(deadline - time.monotonic(), 1e-3))
            data = self.socket.recv(1 << 16)
            if not data:
                raise ConnectionResetError("the daemon closed the connection")
            self.buffer += data
        return packet

    def close(self) -> None:
        self.socket.close()
