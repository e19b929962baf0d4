"""Every command belongs to one object of the clients, which knows its own name."""

from collections import Counter

import pytest

from oscfactor.protocol.commands import COMMANDS
from tools.clients.stubs import SUBJECTS, stubs, stubs_of


def test_every_command_belongs_to_exactly_one_object():
    owners = Counter(stub.command.address for rows in stubs().values() for stub in rows)
    assert set(COMMANDS) - set(owners) <= {"/challenge", "/input/write"}
    assert set(owners.values()) == {1}


@pytest.mark.parametrize("name", SUBJECTS)
def test_no_object_has_two_messages_of_one_name(name):
    messages = [stub.message for stub in stubs_of(name)]
    assert len(messages) == len(set(messages))


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_signature_names_no_argument_that_the_object_adds(name):
    for stub in stubs_of(name):
        assert not set(stub.subject) & {arg.name for arg in stub.args}
        assert stub.signature.startswith(stub.message)
