"""The documents agree with the table that they are made from."""

from pathlib import Path

from oscfactor.protocol import reference
from oscfactor.protocol.commands import COMMANDS, EVENTS

DOCS = Path(__file__).parent.parent / "docs"


def test_the_protocol_page_is_up_to_date():
    page = (DOCS / "protocol.md").read_text(encoding="utf-8")
    assert page.strip() == reference.markdown().strip(), "run: make docs"


def test_both_forms_of_the_reference_name_every_command_and_event():
    for form in (reference.markdown(), reference.text()):
        for row in COMMANDS.values():
            assert row.signature in form
        for event in EVENTS:
            assert event.address in form
