"""Leaves: each names values that a command sets, within the command's own range."""

import pytest

from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.leaves import LEAVES

leaves = pytest.mark.parametrize("leaf", LEAVES.values(), ids=lambda leaf: leaf.template)


@leaves
def test_a_leaf_is_described_and_holds_values(leaf):
    assert leaf.doc.endswith(".")
    assert leaf.values
    assert leaf.template.startswith("/")


@leaves
def test_a_leaf_that_can_be_set_has_a_command(leaf):
    assert not leaf.settable or leaf.command in COMMANDS
