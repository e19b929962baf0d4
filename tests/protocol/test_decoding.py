"""Bytes to messages: every type of the contract, and no harm from anything else."""

import math
import struct
import time
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oscfactor.errors import MalformedError
from oscfactor.protocol.decoding import MAX_MESSAGES, Message, decode_packet, decoding
from oscfactor.protocol.encoding import encode_bundle, encode_message

NOW = 1_700_000_000.0


def text(value: str) -> bytes:
    raw = value.encode()
    return raw + bytes(4 - len(raw) % 4)


def message(address: str, tags: str, body: bytes = b"") -> bytes:
    return text(address) + text(tags) + body


def only(data: bytes) -> Message:
    (found,) = decode_packet(data)
    return found


def test_every_type_of_the_contract_is_read():
    body = (
        struct.pack(">if", -7, 0.5)
        + text("pfad/ü")
        + struct.pack(">i", 5)
        + b"abcde\0\0\0"
        + struct.pack(">qdQ", -(2**40), 0.1, 1)
        + text("symbol")
        + struct.pack(">I", ord("ß"))
        + b"\x00\x90\x40\x7f"
    )
    found = only(message("/a", ",ifsbhdtTFNIScm", body))
    assert found.error is None
    assert found.args == (
        *(-7, 0.5, "pfad/ü", b"abcde", -(2**40), 0.1, 0.0, True, False, None, math.inf),
        *("symbol", "ß", b"\x00\x90\x40\x7f"),
    )


def test_an_array_is_read_as_its_elements():
    assert only(message("/a", ",i[f[f]]i", struct.pack(">iffi", 1, 2, 3, 4))).args == (1, 2.0, 3.0, 4)


@pytest.mark.parametrize("tags", [",[", ",]", ",][", ",[[]"])
def test_brackets_that_do_not_pair_are_refused(tags):
    assert "brackets" in str(only(message("/a", tags)).error)


def test_an_unknown_tag_is_an_error_and_no_misreading_of_what_follows():
    found = only(message("/a", ",ixi", struct.pack(">iii", 1, 2, 3)))
    assert found.address == "/a"
    assert "'x' is unknown" in str(found.error)


def test_no_type_tags_and_nothing_behind_is_no_argument():
    assert only(text("/status")) == Message("/status")


def test_no_type_tags_but_something_behind_is_an_error():
    assert "type tags" in str(only(text("/status") + b"abc\0").error)


@pytest.mark.parametrize(
    "data",
    [
        message("/a", ",i"),
        message("/a", ",ff", struct.pack(">f", 1)),
        message("/a", ",s", b"abcd"),
        message("/a", ",s", b"\xff\xfe\0\0"),
        message("/a", ",b", struct.pack(">i", -1)),
        message("/a", ",b", struct.pack(">i", 2**31 - 1)),
        message("/a", ",b", struct.pack(">i", 5) + b"abcd"),
        message("/a", ",c", struct.pack(">I", 0xD800)),
        message("/a", ",c", struct.pack(">I", 0x110000)),
        text("/a") + b",iii",
        b"/abc",
        b"/\xff\0\0",
    ],
)
def test_a_message_that_cannot_be_read_says_so(data):
    assert isinstance(only(data).error, MalformedError)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"hello\0\0\0",
        b"#bundle\0",
        b"#bundle\0" + bytes(7),
        b"#bundle\0" + bytes(8) + b"\0\0",
        b"#bundle\0" + bytes(8) + struct.pack(">i", -4),
        b"#bundle\0" + bytes(8) + struct.pack(">i", -20),
        b"#bundle\0" + bytes(8) + struct.pack(">i", 0),
        b"#bundle\0" + bytes(8) + struct.pack(">i", 5) + b"/a\0\0\0",
        b"#bundle\0" + bytes(8) + struct.pack(">i", 400) + b"/a\0\0",
        b"#bundle\0" + bytes(8) + struct.pack(">i", 12) + b"#bundle\0" + bytes(4),
    ],
)
def test_a_packet_that_is_no_packet_is_refused_whole(data):
    with pytest.raises(MalformedError):
        decode_packet(data)


def test_a_bad_message_does_not_touch_the_others_of_its_bundle():
    packet = encode_bundle([encode_message("/a", [1]), message("/b", ",i"), b"nope", encode_message("/c")])
    found = decode_packet(packet)
    assert [m.address for m in found] == ["/a", "/b", "", "/c"]
    assert [m.error is None for m in found] == [True, False, False, True]


def test_nested_bundles_come_in_order_with_their_times():
    inner = encode_bundle([encode_message("/b")], NOW + 2)
    early = encode_bundle([encode_message("/c")], NOW - 5)
    packet = encode_bundle([encode_message("/a"), inner, early, encode_message("/d")], NOW)
    found = decode_packet(packet)
    assert [m.address for m in found] == ["/a", "/b", "/c", "/d"]
    assert [m.time for m in found] == pytest.approx([NOW, NOW + 2, NOW, NOW], abs=1e-6)
    assert only(encode_bundle([encode_message("/a")])).time is None


@pytest.mark.parametrize("depth", [2_000, 60_000])
def test_a_deep_bundle_costs_neither_recursion_nor_time(depth):
    packet = text("/deep")
    sizes = range(len(packet) + 20 * (depth - 1), len(packet) - 1, -20)
    data = b"".join(b"#bundle\0" + bytes(7) + b"\1" + struct.pack(">i", size) for size in sizes) + packet
    began = time.perf_counter()
    assert only(data).address == "/deep"
    assert time.perf_counter() - began < 1.0


def test_a_packet_of_very_many_messages_is_refused():
    element = struct.pack(">i", 4) + text("/a")
    with pytest.raises(MalformedError, match="at most"):
        decode_packet(encode_bundle([]) + element * (MAX_MESSAGES + 1))


@pytest.mark.parametrize(
    "packet",
    [
        message("/a", "," + "T" * 8_000_000),
        message("/a", "," + "[" * 4_000_000 + "]" * 4_000_000),
        message("/a", "," + "fi" * 500_000, bytes(4_000_000)),
        message("/a", ",b", struct.pack(">i", 2**31 - 5) + bytes(1000)),
        encode_bundle([]) + (struct.pack(">i", 4) + text("/a")) * MAX_MESSAGES,
    ],
    ids=["truths", "brackets", "mixed", "blob", "messages"],
)
def test_memory_is_a_small_multiple_of_the_packet(packet):
    tracemalloc.start()
    try:
        decode_packet(packet)
        assert tracemalloc.get_traced_memory()[1] < 60 * len(packet) + 2**20
    finally:
        tracemalloc.stop()


values = st.one_of(
    st.integers(-(2**31), 2**31 - 1),
    st.floats(width=32, allow_nan=False),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    st.binary(max_size=20),
)


packets = st.recursive(
    st.builds(encode_message, st.just("/a/b"), st.lists(values, max_size=4)),
    lambda inner: st.builds(encode_bundle, st.lists(inner, max_size=4)),
    max_leaves=8,
)


@st.composite
def damaged(draw):
    """A packet with one stretch replaced by anything: this finds what random bytes never reach."""
    packet = bytearray(draw(packets))
    start = draw(st.integers(0, len(packet)))
    end = draw(st.integers(start, min(len(packet), start + 8)))
    replacement = st.one_of(
        st.binary(max_size=8), st.sampled_from([b"\xff\xff\xff\xfc", b"\x7f\xff\xff\xfc", bytes(4)])
    )
    packet[start:end] = draw(replacement)
    return bytes(packet)


@settings(max_examples=400)
@given(st.one_of(st.binary(max_size=64), damaged()))
@example(b"#bundle\0" + bytes(8) + struct.pack(">i", -12))
def test_anything_gives_messages_or_malformed_error(data):
    try:
        found = decode_packet(data)
    except MalformedError:
        return
    for m in found:
        assert m.error is None or (isinstance(m.error, MalformedError) and m.args == ())
        assert m.address.startswith("/") or m.error is not None


@pytest.mark.parametrize(
    "packet",
    [
        message("/a", "," + "T" * 8_000_000),
        message("/a", "," + "[]" * 4_000_000),
        message("/a", "," + "x" * 8_000_000),
        message("/a", "," + "fi" * 800_000, bytes(6_400_000)),
        message("/a", "," + "s" * 1_600_000, bytes(6_400_000)),
        message("/a", ",s", text("x" * 8_000_000)),
        text("/" + "x" * 8_000_000) + text(","),
    ],
    ids=["truths", "brackets", "unknown", "mixed", "texts", "text", "address"],
)
def test_what_no_command_takes_is_refused_before_it_is_read(packet):
    began = time.thread_time()
    found = only(packet)
    assert found.error is not None
    assert time.thread_time() - began < 0.1


def test_any_number_of_floats_may_end_a_message():
    data = message("/a", ",si" + "f" * 1_000_000, text("n") + struct.pack(">i", 3) + bytes(4_000_000))
    found = only(data)
    assert found.error is None
    assert found.args == ("n", 3, *[0.0] * 1_000_000)
    whole: list[Message] = []
    for _ in decoding(data, whole):
        pass
    assert len(whole[0].args) == 3
