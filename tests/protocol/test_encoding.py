"""Messages to bytes: only `i f s b`, and the decoder reads them back."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscfactor.protocol.encoding import encode_message
from tests.protocol.test_decoding import only, values


def test_only_i_f_s_b_are_sent():
    args = ["x", 1, 2.5, True, None, b"ab", 2**40, np.float32(1), np.int64(3), np.float64(0.1), 10**400]
    packet = encode_message("/a", args)
    tags = packet[4:].split(b"\0", 1)[0].decode()
    assert tags == ",sifisbffiff"
    found = only(packet).args
    assert found[:5] == ("x", 1, 2.5, 1, "nil")
    assert found[5] == b"ab"
    assert found[6] == 2.0**40
    assert all(math.isfinite(value) for value in found[6:])


def test_an_array_goes_as_as_many_floats():
    values = np.linspace(-1, 1, 1000)
    assert only(encode_message("/a", ["x", values])).args[1:] == tuple(values.astype(np.float32).tolist())


def test_what_has_no_tag_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="dict"):
        encode_message("/a", [{}])


def test_text_with_a_nul_or_half_a_surrogate_still_goes():
    assert only(encode_message("/a", ["a\0b", "\udcff", "c"])).args == ("ab", "?", "c")


@given(st.lists(values, max_size=12))
def test_what_is_encoded_is_decoded(args):
    assert only(encode_message("/some/address", args)).args == tuple(args)
