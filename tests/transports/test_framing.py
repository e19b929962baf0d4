"""Streams cut anywhere give the same packets; a broken one says so once."""

import itertools
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscfactor.errors import MalformedError
from oscfactor.transports.framing import SizePrefix, Slip, framing_for

LIMIT = 1000
packets = st.lists(st.binary(min_size=1, max_size=40), max_size=6)
kinds = pytest.mark.parametrize("kind", [Slip, SizePrefix])


def fed(framing, data, cuts=()):
    found = []
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for start, end in itertools.pairwise(edges):
        found += framing.feed(data[start:end])
    return found


@kinds
@given(sent=packets, cuts=st.lists(st.integers(0, 300)))
def test_packets_come_whole_wherever_the_stream_is_cut(kind, sent, cuts):
    framing = kind(LIMIT)
    assert fed(framing, b"".join(map(framing.encode, sent)), cuts) == sent
    assert not framing.broken


@kinds
def test_one_byte_at_a_time(kind):
    framing = kind(LIMIT)
    data = framing.encode(b"\xc0\xdb\xdc\xdd\xdb\xc0") * 2
    assert fed(framing, data, range(len(data))) == [b"\xc0\xdb\xdc\xdd\xdb\xc0"] * 2


def test_the_first_byte_tells_the_framing():
    assert isinstance(framing_for(0xC0), Slip)
    assert isinstance(framing_for(0), SizePrefix)


def test_a_bad_escape_costs_only_its_own_packet():
    slip = Slip(LIMIT)
    bad, good = slip.feed(b"\xc0ab\xdbcd\xc0\xc0good\xc0")
    assert isinstance(bad, MalformedError)
    assert good == b"good"
    assert not slip.broken


@given(st.binary(max_size=200), st.lists(st.integers(0, 200)))
def test_no_bytes_surprise_slip(data, cuts):
    for packet in fed(Slip(LIMIT), b"\xc0" + data, cuts):
        assert isinstance(packet, MalformedError) or packet


@pytest.mark.parametrize("size", [-1, -(2**31), LIMIT + 1, 2**31 - 1])
def test_an_impossible_size_breaks_the_stream_once(size):
    framing = SizePrefix(LIMIT)
    good = framing.encode(b"good")
    found = framing.feed(good + struct.pack(">i", size) + b"x" * 50)
    assert found[0] == b"good"
    assert isinstance(found[1], MalformedError)
    assert framing.broken
    assert len(found) == 2
    assert framing.feed(good) == []


def test_a_packet_without_end_breaks_slip_and_is_not_kept():
    slip = Slip(LIMIT)
    found = fed(slip, b"\xc0" + b"x" * 5000, range(0, 5000, 100))
    assert slip.broken
    assert [type(item) for item in found] == [MalformedError]
    assert len(slip._part) <= LIMIT


def test_slip_packets_before_one_that_is_too_long_still_count():
    slip = Slip(LIMIT)
    good, bad = slip.feed(b"\xc0good\xc0" + b"x" * 5000 + b"\xc0lost\xc0")
    assert good == b"good"
    assert isinstance(bad, MalformedError)
    assert slip.feed(b"\xc0lost\xc0") == []


def test_an_empty_packet_is_none():
    assert SizePrefix(LIMIT).feed(bytes(8)) == []
    assert Slip(LIMIT).feed(b"\xc0\xc0\xc0") == []
