"""Scenes: what their commands are given."""

import pytest

from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/scene/store", ["verse"], {"scene": "verse", "names": "*"}),
        ("/scene/recall", ["verse"], {"scene": "verse", "seconds": 0.0}),
        ("/scene/recall", ["verse", 4], {"scene": "verse", "seconds": 4.0}),
        ("/scene/free", ["verse"], {"scene": "verse"}),
        ("/scene/list", [], {}),
    ],
)
def test_a_message_about_a_scene(address, message, given):
    assert COMMANDS[address].bind(message) == given
