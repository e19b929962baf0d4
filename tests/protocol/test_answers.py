"""Packets in which requests end."""

import errno
from asyncio import CancelledError

import pytest

from oscfactor.errors import FileError
from oscfactor.protocol.answers import ECHO_BYTES, ECHO_LENGTH, TOO_MANY_FILES, done, explained, fail
from oscfactor.protocol.decoding import decode_packet


def test_done_brings_the_address_and_the_result():
    (message,) = decode_packet(done("/buffer/load", ("drums", 2)))
    assert (message.address, message.args) == ("/oscfactor/done", ("/buffer/load", "drums", 2))


def test_fail_brings_the_arguments_as_far_as_a_short_answer_holds_them():
    (message,) = decode_packet(fail("/a", "argument", "no", ("x" * 1000, 7, *[b"y" * 200] * 9)))
    address, code, sentence, text, number, *blobs = message.args
    assert (address, code, sentence, number) == ("/a", "argument", "no", 7)
    assert text == "x" * ECHO_LENGTH
    assert 0 < sum(len(blob) for blob in blobs) <= ECHO_BYTES - ECHO_LENGTH


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (FileError("it is gone"), "file", "it is gone"),
        (CancelledError(), "cancelled", "the daemon ends"),
        (OSError(errno.EMFILE, "too many"), "limit", TOO_MANY_FILES),
        (KeyError("secret"), "internal", "a fault in oscfactor; its log tells more"),
    ],
)
def test_an_error_becomes_a_code_and_a_sentence(error, code, sentence):
    assert explained(error, to_stranger=True) == (code, sentence)


def test_too_many_files_are_told_whatever_became_of_the_error_on_the_way():
    error = FileError("cannot read a.wav")
    error.__cause__ = OSError(errno.ENFILE, "too many")
    assert explained(error, to_stranger=False) == ("limit", TOO_MANY_FILES)


def test_only_this_machine_reads_the_text_of_a_fault():
    assert "KeyError: 'secret'" in explained(KeyError("secret"), to_stranger=False)[1]
