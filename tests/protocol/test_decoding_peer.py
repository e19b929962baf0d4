"""The codec held against python-osc, which others wrote."""

from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from oscfactor.protocol.decoding import decode_packet
from oscfactor.protocol.encoding import encode_bundle, encode_message

values = st.one_of(
    st.integers(-(2**31), 2**31 - 1),
    st.floats(width=32, allow_nan=False),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    st.binary(min_size=1, max_size=20),
)
addresses = st.text("abcxyz/_0", min_size=1, max_size=20).map("/".__add__)


@given(addresses, st.lists(values, max_size=8))
def test_python_osc_reads_what_we_write(address, args):
    peer = OscMessage(encode_message(address, args))
    assert peer.address == address
    assert peer.params == args


@given(addresses, st.lists(st.one_of(values, st.booleans(), st.none(), st.integers(-(2**63), 2**63 - 1))))
def test_we_read_what_python_osc_writes(address, args):
    builder = OscMessageBuilder(address)
    for arg in args:
        builder.add_arg(arg)
    (found,) = decode_packet(builder.build().dgram)
    assert (found.address, found.args, found.error) == (address, tuple(args), None)


def test_we_read_the_arrays_that_python_osc_writes():
    builder = OscMessageBuilder("/a")
    builder.add_arg([1, [2.5, "x"]])
    assert decode_packet(builder.build().dgram)[0].args == (1, 2.5, "x")


def test_bundles_have_the_same_time_on_both_sides():
    when = 1_700_000_000.25
    builder = OscBundleBuilder(when)
    builder.add_content(OscMessageBuilder("/a").build())
    assert abs(decode_packet(builder.build().dgram)[0].time - when) < 1e-6
    peer = OscBundle(encode_bundle([encode_message("/a")], when))
    assert abs(peer.timestamp - when) < 1e-6
